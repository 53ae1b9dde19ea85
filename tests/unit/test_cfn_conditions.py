"""Conditions: what they come to, in which worlds, and what is wrong with them."""

import pytest
from cfn_template import template

from eni_lint.inventory.unknown import Unknown


def conditions(text, rest="", given=None):
    """Give how the conditions of the first world come out, and what is said to be wrong."""
    body = "\n".join(f"  {line}" for line in text.strip().splitlines())
    found = template(
        f"Parameters:\n  Stage: {{Type: String, Default: dev}}\n  Size: {{Type: String}}\n{rest}Conditions:\n{body}\nResources:\n  X: {{Type: 'A::B::C'}}\n",
        given,
    )
    found.check()
    judged = found.view().evaluator.conditions
    answers = {name: judged.quietly(name) for name in found.outline.conditions}
    return {n: "?" if isinstance(a, Unknown) else a for n, a in answers.items()}, [fault.what for fault in found.faults]


KNOWN = {
    "A: !Equals [!Ref Stage, dev]": True,
    "A: !Equals [!Ref Stage, prod]": False,
    "A: {'Fn::Equals': [1, '1']}": True,
    "A: !Equals [true, 'true']": True,
    "A: !Equals [[a, b], [a, b]]": True,
    "A: !Equals [!Ref Size, !Ref Size]": True,
    "A: !Equals [!Sub '${Size}', !Ref Size]": True,
    "A: !Not [!Equals [a, b]]": True,
    "A: !And [!Equals [a, a], !Equals [b, b]]": True,
    "A: !And [!Equals [a, a], !Equals [!Ref Size, b], !Equals [a, b]]": False,
    "A: !Or [!Equals [a, b], !Equals [b, b]]": True,
    "A: !Or [!Equals [a, a], !Equals [!Ref Size, b]]": True,
    "A: !Condition B\nB: !Equals [a, a]": True,
    "A: {Condition: B}\nB: !Equals [a, b]": False,
    "A: !Equals [!FindInMap [M, a, b], c]": True,
    "A: !Equals [!Ref Size, b]": "?",
    "A: !And [!Equals [!Ref Size, b], !Equals [a, a]]": "?",
    "A: !Not [!Equals [!Ref Size, b]]": "?",
    "A: {'Fn::Transform': {Name: M}}": "?",
}


@pytest.mark.parametrize("text", KNOWN)
def test_conditions_are_worked_out_as_far_as_values_are_known(text):
    answers, faults = conditions(text, "Mappings: {M: {a: {b: c}}}\n")

    assert KNOWN[text] == answers["A"]
    assert [] == faults


WRONG = {
    "A: !Equals [a]": "Fn::Equals takes a list of two values",
    "A: !Equals a": "Fn::Equals takes",
    "A: !Not [!Equals [a, b], !Equals [a, b]]": "Fn::Not takes a list of one condition",
    "A: !Not {a: b}": "Fn::Not takes",
    "A: !And []": "Fn::And takes a list of 2 to 10 conditions",
    "A: !Or a": "Fn::Or takes a list",
    "A: true": "a condition is one of",
    "A: [a]": "a condition is one of",
    "A: !Equels [a, b]": "a condition is one of",
    "A: !Condition [a]": "Condition takes the name",
    "A: !Condition Nope": "the template has no condition 'Nope'",
    "A: !Condition A": "the condition 'A' depends on itself: A -> A",
    "A: !Not [!Condition B]\nB: !And [!Condition C, !Equals [a, a]]\nC: !Condition A": "depends on itself: A -> B -> C -> A",
    "A: !Equals [!Ref Nope, a]": "no parameter and no resource 'Nope'",
}


@pytest.mark.parametrize("text", WRONG)
def test_a_condition_that_cannot_be_is_told_and_not_known(text):
    answers, faults = conditions(text)

    assert "?" == answers["A"]
    assert 1 == len(faults)
    assert WRONG[text] in faults[0]


def test_a_circle_of_conditions_leaves_others_alone():
    answers, _ = conditions("A: !Condition B\nB: !Condition A\nC: !Equals [a, a]")

    assert {"A": "?", "B": "?", "C": True} == answers


# -- worlds ------------------------------------------------------------------------------------------------------------


def worlds(parameters, conditions_, uses, given=None):
    """Give for each world the conditions that hold in it."""
    text = "Parameters:\n" + parameters + "Conditions:\n" + conditions_ + "Resources:\n"
    text += "".join(f"  R{n}: {{Type: 'AWS::EC2::Subnet', Condition: {name}}}\n" for n, name in enumerate(uses))
    found = template(text, given)
    return found, [sorted(r.condition for r in found.view(world).resources.values()) for world in found.worlds]


def test_a_template_without_conditions_has_one_world():
    assert 1 == len(template("Resources: {X: {Type: 'A::B::C'}}").worlds)


def test_a_condition_that_nothing_uses_makes_no_world():
    found, _ = worlds("  P: {Type: String}\n", "  C: !Equals [!Ref P, a]\n", [])

    assert 1 == len(found.worlds)


def test_a_default_is_the_first_world_and_not_the_only_one():
    found, holding = worlds("  P: {Type: String, Default: 'false'}\n", "  C: !Equals [!Ref P, 'true']\n", ["C"])

    assert [[], ["C"]] == holding
    assert ["", "condition 'C' holds"] == [world.label for world in found.worlds]


def test_what_is_given_is_the_only_world():
    _, holding = worlds("  P: {Type: String, Default: 'false'}\n", "  C: !Equals [!Ref P, 'true']\n", ["C"], {"P": "true"})

    assert [["C"]] == holding


def test_two_values_of_one_parameter_never_hold_together():
    conditions_ = "  A: !Equals [!Ref P, a]\n  B: !Equals [!Ref P, b]\n"
    _, holding = worlds("  P: {Type: String}\n", conditions_, ["A", "B"])

    assert [[], ["A"], ["B"]] == sorted(holding)


def test_allowed_values_leave_no_world_without_any_of_them():
    conditions_ = "  A: !Equals [!Ref P, a]\n  B: !Equals [!Ref P, b]\n  C: !Equals [!Ref P, c]\n"
    _, holding = worlds("  P: {Type: String, AllowedValues: [a, b]}\n", conditions_, ["A", "B", "C"])

    assert [["A"], ["B"]] == sorted(holding)


def test_a_condition_and_its_contrary_split_the_world_once():
    conditions_ = "  A: !Equals [!Ref P, a]\n  B: !Not [!Condition A]\n"
    _, holding = worlds("  P: {Type: String}\n", conditions_, ["A", "B"])

    assert [["A"], ["B"]] == sorted(holding)


def test_what_no_rule_asks_about_makes_no_world():
    found = template("""
        Parameters: {P: {Type: String, Default: a, AllowedValues: [a, b]}}
        Conditions: {C: !Equals [!Ref P, b]}
        Resources: {X: {Type: "A::B::C", Properties: {UserData: !If [C, !Ref P, x]}}}
    """)

    assert 1 == len(found.worlds)
    assert [] == found.alternatives


def test_a_parameter_has_the_value_of_its_world_wherever_it_is_used():
    found = template("""
        Parameters: {P: {Type: String, Default: dev}}
        Mappings: {M: {dev: {size: small}, prod: {size: large}}}
        Conditions: {C: !Equals [!Ref P, prod]}
        Resources:
          X: {Type: "A::B::C", Condition: C, Properties: {V: !FindInMap [M, !Ref P, size]}}
    """)

    assert "large" == found.view(found.worlds[1]).resources["X"].properties.text("V")


def test_a_default_does_not_hold_where_its_condition_does_not():
    found = template("""
        Parameters: {P: {Type: String, Default: "on"}}
        Conditions: {C: !Equals [!Ref P, "on"]}
        Resources:
          X: {Type: "A::B::C", Properties: {V: !If [C, !Ref P, !Ref P]}}
    """)
    values = [found.view(world).resources["X"].properties.text("V") for world in found.worlds]

    assert "on" == values[0]
    assert isinstance(values[1], Unknown)


def test_expressions_and_pairs_split_the_world_too():
    conditions_ = """\
  Empty: !Equals [!Join ['', !Ref L], '']
  Same: !Equals [!Ref P, !Ref Q]
  Away: !Equals [!Ref 'AWS::Region', us-east-1]
"""
    parameters = "  L: {Type: CommaDelimitedList, Default: ''}\n  P: {Type: String}\n  Q: {Type: String}\n"
    _, holding = worlds(parameters, conditions_, ["Empty", "Same", "Away"])

    assert 8 == len(holding)
    assert ["Empty"] == holding[0]


def test_many_conditions_are_bounded_and_it_is_said():
    parameters = "".join(f"  P{n}: {{Type: String, Default: a}}\n" for n in range(30))
    conditions_ = "".join(f"  C{n}: !Equals [!Ref P{n}, b]\n" for n in range(30))
    found, holding = worlds(parameters, conditions_, [f"C{n}" for n in range(30)])

    assert 64 == len(holding)
    assert [[]] + [[f"C{n}"] for n in range(30)] == [holding[0], *sorted(holding[1:31], key=lambda names: int(names[0][1:]))]
    assert ["The conditions of this template have more combinations than are checked: 64 of them were."] == found.notes


def test_allowed_values_beside_the_default_are_alternatives():
    found = template("""
        Parameters:
          Type: {Type: String, Default: m5.large, AllowedValues: [t3.micro, m5.large, t3.micro]}
          Unused: {Type: String, Default: a, AllowedValues: [a, b]}
        Resources:
          X: {Type: "AWS::EC2::Instance", Properties: {InstanceType: !Ref Type}}
    """)

    assert [("Type", "t3.micro", 0)] == [(a.parameter, a.value, a.number) for a in found.alternatives]
    assert "t3.micro" == found.view(found.alternatives[0].world).resources["X"].properties.text("InstanceType")


def test_an_allowed_value_that_stands_for_another_goes_through_its_condition():
    found = template("""
        Parameters: {Type: {Type: String, Default: m5.large, AllowedValues: [default, m5.large]}}
        Conditions: {IsDefault: !Equals [!Ref Type, default]}
        Resources:
          X: {Type: "AWS::EC2::Instance", Properties: {InstanceType: !If [IsDefault, t3.micro, !Ref Type]}}
    """)

    assert ["t3.micro"] == [found.view(a.world).resources["X"].properties.text("InstanceType") for a in found.alternatives]


def test_a_given_value_has_no_alternatives():
    text = "Parameters: {T: {Type: String, AllowedValues: [a, b]}}\nResources: {X: {Type: 'A::B::C', Properties: {V: !Ref T}}}\n"

    assert [] == template(text, {"T": "a"}).alternatives


def test_many_allowed_values_are_bounded_and_it_is_said():
    values = ", ".join(f"v{n}" for n in range(100))
    found = template(
        f"Parameters: {{T: {{Type: String, AllowedValues: [{values}]}}}}\nResources: {{X: {{Type: 'A::B::C', Properties: {{V: !Ref T}}}}}}\n"
    )

    assert 64 == len(found.alternatives)
    assert "allow more values than are checked: 64 of them were" in found.notes[0]


RULES = {
    "{Assertions: [{Assert: !Contains [[dev, test], !Ref Stage]}]}": [[]],
    "{Assertions: [{Assert: !EachMemberIn [[!Ref Stage], [dev]]}]}": [[]],
    "{Assertions: [{Assert: !EachMemberEquals [[!Ref Stage], dev]}]}": [[]],
    "{Assertions: [{Assert: !Not [!Equals [!Ref Stage, prod]]}]}": [[]],
    "{RuleCondition: !Equals [!Ref Stage, prod], Assertions: [{Assert: !Equals [a, b]}]}": [[]],
    "{RuleCondition: !Equals [!Ref Stage, other], Assertions: [{Assert: !Equals [a, b]}]}": [[], ["Prod"]],
    "{RuleCondition: !Equals [!ImportValue x, other], Assertions: [{Assert: !Equals [a, b]}]}": [[], ["Prod"]],
    "{Assertions: [{Assert: !Contains [!Ref Zones, !Ref Stage]}]}": [[], ["Prod"]],
    "{Assertions: [{Assert: !Contains [a]}, {}, a]}": [[], ["Prod"]],
    "{Assertions: [{Assert: {'Fn::RefAll': a}}]}": [[], ["Prod"]],
    "{Assertions: a}": [[], ["Prod"]],
    "a": [[], ["Prod"]],
}


@pytest.mark.parametrize("rule", RULES)
def test_a_world_that_the_rules_of_the_template_refuse_is_none(rule):
    parameters = "  Stage: {Type: String, Default: dev}\n  Zones: {Type: CommaDelimitedList}\nRules:\n  R: " + rule + "\n"
    found, holding = worlds(parameters, "  Prod: !Equals [!Ref Stage, prod]\n", ["Prod"])

    assert RULES[rule] == holding
    assert [] == found.faults


def test_an_allowed_value_that_the_rules_of_the_template_refuse_is_no_alternative():
    found = template("""
        Parameters: {Type: {Type: String, Default: a, AllowedValues: [a, b, c]}}
        Rules: {R: {Assertions: [{Assert: !Contains [[a, c], !Ref Type]}]}}
        Resources: {X: {Type: "A::B::C", Properties: {V: !Ref Type}}}
    """)

    assert ["c"] == [alternative.value for alternative in found.alternatives]
