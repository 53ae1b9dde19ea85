"""Where exactly a fault is, which unknown values are kept apart, and which worlds there are: the fine print."""

import pytest
from cfn_template import template, value_of, within
from test_cfn_functions import faults_of

from eni_lint.inventory.unknown import Undecided, Unknown, same

PLACES = {
    "!Join [[a], [b]]": "0",
    "!Join ['-', abc]": "1",
    "!Split ['', abc]": "0",
    "!Split [',', [a]]": "1",
    "!Select [x, [a]]": "0",
    "!Select [7, [a]]": "0",
    "!Select [0, abc]": "1",
    "!Cidr [10.0.0.0, 3, 8]": "0",
    "!Cidr [10.0.0.0/16, 0, 8]": "1",
    "!Cidr [10.0.0.0/16, 9, x]": "2",
    "!Cidr [10.0.0.0/16, 9, 200]": "2",
    "!Cidr [10.0.0.0/16, 9, 17]": "2",
    "!Cidr ['2001:db8::/56', 3, 128]": "2",
    "!Cidr [10.0.0.0/24, 3, 7]": "1",
    "!FindInMap [Size, eu-west-1, small]": "0",
    "!FindInMap [Sizes, nowhere, small]": "1",
    "!FindInMap [Sizes, eu-west-1, huge]": "2",
    "!FindInMap [Sizes, [a], small]": "1",
    "!FindInMap [Sizes, eu-west-1, huge, none]": "3",
    "!If [Never, a, b]": "0",
    "!Sub ['${Nope}', {}]": "0",
}


@pytest.mark.parametrize("expression", PLACES)
def test_a_fault_points_at_the_argument_that_is_wrong(expression):
    found = template(within(expression))
    found.view().check()
    name = next(iter(found.document.value("/Resources/X/Properties/V")))
    span = found.document.span(f"/Resources/X/Properties/V/{name}/{PLACES[expression]}")

    assert [f"t.yaml:{span.start_line}:{span.start_column}"] == [fault.where for fault in found.faults]


NEAR = {
    "!Ref Stagee": "did you mean 'Stage'?",
    "!GetAtt Subnt.Id": "did you mean 'Subnet'?",
    "!GetAtt Stage.Id": "refer to it with Ref",
    "!FindInMap [Size, eu-west-1, small]": "did you mean 'Sizes'?",
    "!FindInMap [Sizes, eu-west-2, small]": "did you mean 'eu-west-1'?",
    "!FindInMap [Sizes, eu-west-1, smal]": "did you mean 'small'?",
    "!If [Hold, a, b]": "did you mean 'Holds'?",
    "!Ref AWS::Regoin": "did you mean 'AWS::Region'?",
    "!Cidr [10.0.0.0, 1, 8]": "write it as in 10.0.0.0/16",
    "!Not [a]": "name a condition there, and choose with Fn::If here",
    "!ValueOfAll [a, b]": "choose with Fn::If and a condition",
    "!Zzzzz a": "check its spelling",
}


@pytest.mark.parametrize("expression", NEAR)
def test_a_fault_says_what_to_do(expression):
    found = template(within(expression))
    found.view().check()

    assert [NEAR[expression]] == [fault.do for fault in found.faults]


UNRELATED = [
    ("!Split ['-', !Ref Type]", "!Split ['.', !Ref Type]"),
    ("!Select [!Ref Type, [a, b]]", "!Select [!Ref Type, [b, a]]"),
    ("!Join ['-', !Ref Zones]", "!Join ['.', !Ref Zones]"),
    ("!Join ['', !Ref Zones]", "!Select [0, !Split ['', !Ref Zones]]"),
    ("!Base64 {Ref: Type}", "!Ref Type"),
    ("!Sub 'a${Type}'", "!Sub '${Type}a'"),
    ("!Ref AWS::Region", "!Ref AWS::AccountId"),
    ("'{{resolve:ssm:a}}'", "'{{resolve:ssm:b}}'"),
    ("!FindInMap [Sizes, !Ref AWS::Region, large]", "!FindInMap [Sizes, !Ref Type, large]"),
]


@pytest.mark.parametrize(("one", "other"), UNRELATED)
def test_expressions_that_differ_anywhere_may_differ(one, other):
    found = []
    for expression in (one, other):
        view = template(within(expression)).view()
        found.append(view.resources["X"].properties.plain()["V"])
    if any(not isinstance(value, Unknown) for value in found):
        return
    with pytest.raises(Undecided):
        same(*found)


def test_a_choice_between_known_values_is_one_of_them():
    assert {"a", "b"} == value_of("!Select [!Ref Type, [a, b]]").candidates


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("us-gov-west-1", "aws-us-gov"),
        ("us-iso-east-1", "aws-iso"),
        ("us-isob-east-1", "aws-iso-b"),
        ("eusc-de-east-1", "aws-eusc"),
    ],
)
def test_every_region_is_in_its_partition(region, partition):
    assert partition == value_of("!Ref AWS::Partition", {"AWS::Region": region})
    assert region == template("Resources: {X: {Type: 'A::B::C'}}", {"AWS::Region": region}).view().region


def test_the_region_is_unknown_unless_it_is_given():
    assert isinstance(template("Resources: {X: {Type: 'A::B::C'}}").view().region, Unknown)


@pytest.mark.parametrize(
    "mappings", ["{'Fn::Transform': {Name: 'AWS::Include'}}", "{Sizes: {'Fn::Transform': {Name: 'AWS::Include'}}}"]
)
def test_mappings_that_are_included_may_hold_anything(mappings):
    text = f"Mappings: {mappings}\nResources: {{X: {{Type: 'A::B::C', Properties: {{V: !FindInMap [Sizes, a, b]}}}}}}\n"
    found = template(text)

    assert isinstance(found.view().resources["X"].properties.text("V"), Unknown)
    assert [] == found.faults


def test_a_macro_may_make_mappings_and_conditions():
    found = template("""
        Transform: Count
        Resources:
          X: {Type: "A::B::C", Condition: Made, Properties: {V: !FindInMap [Made, a, b], W: !If [Made, a, b]}}
    """)
    resource = found.view().resources["X"]

    assert isinstance(resource.doubt, Unknown)
    assert isinstance(resource.properties.text("V"), Unknown)
    assert {"a", "b"} == resource.properties.text("W").candidates
    assert [] == found.faults


def test_two_parameters_that_are_equal_by_default_may_differ():
    found = template("""
        Parameters: {P: {Type: String, Default: a}, Q: {Type: String, Default: a}}
        Conditions: {Same: !Equals [!Ref P, !Ref Q]}
        Resources: {X: {Type: "A::B::C", Properties: {V: !If [Same, !Ref P, none], W: !Ref P}}}
    """)
    parts = [found.view(world).resources["X"].properties for world in found.worlds]

    assert ["a", "none"] == [part.text("V") for part in parts]
    assert ["a", "Unknown"] == [part.text("W") if isinstance(part.text("W"), str) else "Unknown" for part in parts]


def test_a_default_that_is_not_asked_about_stands_for_all_others():
    found = template("""
        Parameters: {P: {Type: String, Default: c}}
        Conditions: {A: !Equals [!Ref P, a]}
        Resources: {X: {Type: "A::B::C", Condition: A, Properties: {V: !Ref P}}}
    """)

    assert ["", "condition 'A' holds"] == [world.label for world in found.worlds]
    assert {} == found.worlds[0].facts


def test_the_one_value_that_is_left_over_is_known():
    found = template("""
        Parameters: {P: {Type: String, Default: a, AllowedValues: [a, b]}}
        Conditions: {A: !Equals [!Ref P, a]}
        Resources: {X: {Type: "A::B::C", Properties: {V: !If [A, x, !Ref P]}}}
    """)

    assert ["x", "b"] == [found.view(world).resources["X"].properties.text("V") for world in found.worlds]


def test_of_several_values_that_are_left_over_it_is_one():
    found = template("""
        Parameters: {P: {Type: String, Default: a, AllowedValues: [a, b, c]}}
        Conditions: {A: !Equals [!Ref P, a]}
        Resources: {X: {Type: "A::B::C", Properties: {V: !If [A, x, !Ref P]}}}
    """)

    assert {"b", "c"} == found.view(found.worlds[1]).resources["X"].properties.text("V").candidates


def test_a_world_says_how_it_differs():
    names = "ABCDE"
    conditions = "\n".join(f"  {name}: !Equals [!Ref P, '{'x' if name < 'E' else 'y'}']" for name in names)
    resources = "\n".join(f"  R{name}: {{Type: 'A::B::C', Condition: {name}}}" for name in names)
    found = template(f"Parameters: {{P: {{Type: String, Default: y}}}}\nConditions:\n{conditions}\nResources:\n{resources}\n")

    said = "condition 'A' holds, condition 'B' holds, condition 'C' holds and 2 more conditions differ from the defaults"
    assert said == found.worlds[1].label


def test_a_world_in_which_two_conditions_differ_names_both():
    found = template("""
        Parameters: {P: {Type: String, Default: a}}
        Conditions: {A: !Equals [!Ref P, a], B: !Equals [!Ref P, b]}
        Resources: {X: {Type: "A::B::C", Condition: A}, Y: {Type: "A::B::C", Condition: B}}
    """)

    assert ["", "condition 'B' holds and condition 'A' does not hold", "condition 'A' does not hold"] == [
        w.label for w in found.worlds
    ]


def test_faults_are_bounded():
    text = "Resources:\n" + "".join(f"  X{n}: {{Type: 'A::B::C', Properties: {{V: !Ref N{n}}}}}\n" for n in range(300))
    found = template(text)
    found.view().check()

    assert 100 == len(found.faults)


def test_a_function_that_is_none_stays_one_fault_in_all_worlds():
    found = template(within("!Foo a", rest=""))
    for _ in range(3):
        found.view().check()

    assert 1 == len(found.faults)
    assert 1 == len(faults_of("!Foo a"))


def test_what_a_parameter_cannot_be_is_never_so_on_either_side():
    found = template("""
        Parameters: {P: {Type: String, AllowedValues: [a, b]}}
        Conditions: {One: !Equals [!Ref P, z], Other: !Equals [z, !Ref P]}
        Resources: {X: {Type: "A::B::C", Condition: One}, Y: {Type: "A::B::C", Condition: Other}}
    """)

    assert 1 == len(found.worlds)
    assert {} == found.view().resources


def test_open_choices_are_equal_where_they_choose_between_the_same():
    found = template("""
        Transform: Macro
        Resources:
          X: {Type: "A::B::C", Properties: {A: !If [Made, a, b], B: !If [Made, a, b], C: !If [Made, b, a], D: !If [Other, a, b]}}
    """)
    values = found.view().resources["X"].properties.plain()

    assert same(values["A"], values["B"])
    for other in ("C", "D"):
        with pytest.raises(Undecided):
            same(values["A"], values[other])


def test_lists_that_are_compared_split_the_world_by_the_list():
    found = template("""
        Parameters: {L: {Type: CommaDelimitedList}}
        Conditions: {A: !Equals [!Ref L, [a, b]], B: !Equals [!Ref L, [c]]}
        Resources: {X: {Type: "A::B::C", Condition: A}, Y: {Type: "A::B::C", Condition: B}}
    """)

    assert [[], ["X"], ["Y"]] == [list(found.view(world).resources) for world in found.worlds]


def test_what_a_function_brings_in_stands_where_the_function_does():
    found = template("""
        Parameters: {L: {Type: CommaDelimitedList, Default: "a,b"}}
        Resources: {X: {Type: "A::B::C", DependsOn: Y, Properties: {V: !Ref L}}, Y: {Type: "A::B::C"}}
    """)
    view = found.view()
    resource = view.resources["X"]

    assert ["/Resources/X/Properties/V"] * 2 == [item.pointer for item in resource.properties.many("V")]
    assert ("/Resources/X", ("Y",), "") == (resource.pointer, resource.depends_on, resource.condition)
    assert view.world is found.worlds[0]


def test_a_circle_of_resources_with_one_condition_is_one():
    found = template("""
        Conditions: {C: !Equals [!Ref "AWS::Region", a]}
        Resources:
          Odd: text
          A: {Type: "A::B::C", Condition: C, Properties: {V: !Ref B}}
          B: {Type: "A::B::C", Condition: C, Properties: {V: [[{W: !Ref A}]]}}
    """)
    found.check()

    assert ["resources depend on one another in a circle: A -> B -> A"] == [fault.what for fault in found.faults]
