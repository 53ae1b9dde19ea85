"""Templates as files hold them: their text, their resources, who adds to them, and what is wrong with them."""

import json
import random
import time

import pytest
from cfn_template import template
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.parse import parse_template
from eni_lint.sources.cloudformation.values import ResourceRef

SHORT = """\
Resources:
  N:
    Type: AWS::EC2::NetworkInterface
    Properties:
      SubnetId: !Select [0, !Split [",", !ImportValue subnets]]
      GroupSet: [!GetAtt G.GroupId, !Sub "${G}"]
      Description: !Join ["", [a, !Ref "AWS::StackName"]]
  G: {Type: "AWS::EC2::SecurityGroup"}
"""
LONG = """\
{"Resources": {"N": {"Type": "AWS::EC2::NetworkInterface", "Properties": {
    "SubnetId": {"Fn::Select": ["0", {"Fn::Split": [",", {"Fn::ImportValue": "subnets"}]}]},
    "GroupSet": [{"Fn::GetAtt": ["G", "GroupId"]}, {"Fn::Sub": "${G}"}],
    "Description": {"Fn::Join": ["", ["a", {"Ref": "AWS::StackName"}]]}}},
  "G": {"Type": "AWS::EC2::SecurityGroup"}}}
"""


def plain(text):
    value = template(text).view().resources["N"].properties.plain()
    return {**value, "SubnetId": value["SubnetId"].symbol, "Description": value["Description"].symbol}


def test_short_and_long_forms_are_the_same():
    assert plain(SHORT) == plain(LONG)
    assert [ResourceRef("G", "GroupId"), ResourceRef("G")] == plain(SHORT)["GroupSet"]


def test_spans_are_those_of_the_text_as_it_is_written():
    document = parse_template(SHORT.encode(), "t.yaml")
    span = document.span("/Resources/N/Properties/GroupSet/0/Fn::GetAtt/1")

    assert (6, 18, 6, 35) == (span.start_line, span.start_column, span.end_line, span.end_column)


@pytest.mark.parametrize(
    "change", [lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t, lambda t: t.replace("a, !Ref", "a,\t!Ref")]
)
def test_line_ends_marks_and_tabs_change_nothing(change):
    assert plain(SHORT) == plain(change(SHORT))


def test_an_unquoted_version_is_no_date():
    found = template("AWSTemplateFormatVersion: 2010-09-09\nResources: {X: {Type: 'A::B::C', Properties: {D: 2024-01-01}}}\n")

    assert "2010-09-09" == found.outline.data["AWSTemplateFormatVersion"]
    assert "2024-01-01" == found.view().resources["X"].properties.text("D")


def test_keys_of_a_mapping_may_look_like_truth_values():
    text = "Mappings: {M: {true: {on: a}, 1.5: {no: b}}}\nResources: {X: {Type: 'A::B::C', Properties: {V: !FindInMap [M, 'true', 'on']}}}\n"

    assert "a" == template(text).view().resources["X"].properties.text("V")


def test_json_indented_with_tabs_is_read():
    text = json.dumps(json.loads(LONG), indent="\t")

    assert plain(LONG) == plain(text)


# -- resources ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("Stack/Web/Instance/Resource", "Web/Instance"),
        ("Stack/Nic", "Nic"),
        ("Stack", "Stack"),
        ("Stack/Resource", "Resource"),
        ("Stack/Custom/Resource/Default", "Custom/Resource"),
        ("", "X1A2B"),
    ],
)
def test_the_name_in_the_cdk_is_the_readable_one(path, name):
    found = template(f"Resources: {{X1A2B: {{Type: 'A::B::C', Metadata: {{'aws:cdk:path': '{path}'}}}}}}")

    assert name == found.view().resources["X1A2B"].name


def test_resources_of_a_condition_that_does_not_hold_do_not_exist():
    found = template("""
        Conditions: {Fails: !Equals [a, b]}
        Resources:
          X: {Type: "A::B::C", Condition: Fails}
          Y: {Type: "A::B::C"}
    """)

    assert ["Y"] == list(found.view().resources)


WRONG = {
    "Resources: {X: {Properties: {}}}": ("the resource 'X' has no Type", "t.yaml:1:16"),
    "Resources: {X: [a]}": ("the resource 'X' should be a mapping", "t.yaml:1:16"),
    "Resources: {X: {Type: 'A::B::C', Condition: Nope}}": ("the template has no condition 'Nope'", "t.yaml:1:45"),
    "Resources: {X: {Type: 'A::B::C', Condition: [a]}}": ("should be the name of a condition", "t.yaml:1:45"),
    "Resources: [a]": ("Resources should be a mapping", "t.yaml:1:12"),
    "Resources: {}": ("Resources is empty", "t.yaml:1:12"),
    "Description: none": ("the template has no Resources", "t.yaml:1:1"),
    "Resources: {X: {Type: 'A::B::C', DependsOn: [Y, Z]}, Y: {Type: 'A::B::C'}}": ("'X' depends on 'Z'", "t.yaml:1:45"),
    "Mappings: []\nResources: {X: {Type: 'A::B::C'}}": ("Mappings should be a mapping", "t.yaml:1:11"),
    "Resources:\n  A: {Type: 'A::B::C', Properties: {V: !Ref B}}\n  B: {Type: 'A::B::C', DependsOn: C}\n  C: {Type: 'A::B::C', Properties: {V: !Sub '${A.Id}'}}": (
        "resources depend on one another in a circle: A -> B -> C -> A",
        "t.yaml:2:6",
    ),
    "Resources: {A: {Type: 'A::B::C', Properties: {V: !GetAtt A.Id}}}": ("in a circle: A -> A", "t.yaml:1:16"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_is_told_with_its_place(text):
    found = template(text)
    found.check()
    found.view().check()

    assert [WRONG[text][1]] == [fault.where for fault in found.faults]
    assert WRONG[text][0] in found.faults[0].what


@pytest.mark.parametrize(
    "text",
    [
        # Each only refers to the other where the other does not refer to it.
        "Conditions: {C: !Equals [!Ref 'AWS::Region', a], D: !Not [!Condition C]}\nResources:\n  A: {Type: 'A::B::C', Condition: C, Properties: {V: !Ref B}}\n  B: {Type: 'A::B::C', Condition: D, Properties: {V: !Ref A}}",
        "Conditions: {C: !Equals [!Ref 'AWS::Region', a]}\nResources:\n  A: {Type: 'A::B::C', Properties: {V: !If [C, !Ref B, x]}}\n  B: {Type: 'A::B::C', Properties: {V: !If [C, x, !Ref A]}}",
        "Resources:\n  A: {Type: 'A::B::C', Properties: {V: !Ref B}}\n  B: {Type: 'A::B::C', Properties: {V: !Sub '${!A}'}}",
    ],
)
def test_what_only_looks_like_a_circle_is_none(text):
    found = template(text)
    found.check()

    assert [] == found.faults


def test_only_resources_that_matter_are_worked_out():
    text = "Resources: {X: {Type: 'A::B::C', Properties: {V: !Ref Nope}}, Y: {Type: 'D::E::F'}}"
    found = template(text, reads=frozenset({"D::E::F"}))
    found.view().check()

    assert [] == found.faults


# -- who adds ----------------------------------------------------------------------------------------------------------


def test_what_a_macro_makes_is_unknown_and_not_absent():
    found = template("""
        Transform: [Count]
        Resources:
          X: {Type: "AWS::EC2::Instance", Count: 3, Properties: {SubnetId: !Ref "Subnet%d", Fancy: {"Fn::Fancy": 1}}}
          Y: {Count: 2}
    """)
    properties = found.view().resources["X"].properties

    assert isinstance(properties.get("GroupSet").value, Unknown)
    assert "Ref" == properties.text("SubnetId").symbol[0]
    assert isinstance(properties.text("Fancy"), Unknown)
    assert [] == found.faults
    assert "The macro Count may change or add anything" in found.notes[0]


def test_what_aws_serverless_makes_may_be_referred_to():
    found = template("""
        Transform: AWS::Serverless-2016-10-31
        Resources:
          F: {Type: "AWS::Serverless::Function"}
          X: {Type: "A::B::C", Properties: {Role: !GetAtt FRole.Arn, Api: !Ref ServerlessRestApi, Wrong: !Ref Nope}}
    """)
    found.view().check()

    assert ["the template has no parameter and no resource 'Nope'"] == [fault.what for fault in found.faults]
    assert None is found.view().resources["X"].properties.get("Other")


def test_an_include_may_add_properties():
    found = template("""
        Resources:
          X: {Type: "A::B::C", Properties: {A: 1, "Fn::Transform": {Name: "AWS::Include"}}}
    """)
    properties = found.view().resources["X"].properties

    assert 1 == properties.whole("A")
    assert isinstance(properties.get("B").value, Unknown)


LOOP = """
    Transform: AWS::LanguageExtensions
    Parameters: {Names: {Type: CommaDelimitedList}}
    Resources:
      Subnet: {Type: "AWS::EC2::Subnet"}
      Fn::ForEach::Nics:
        - Name
        - %s
        - "Nic${Name}":
            Type: AWS::EC2::NetworkInterface
            Properties:
              SubnetId: !Ref Subnet
              Description: !Sub "nic ${Name}"
              Id: !Ref Name
      X: {Type: "A::B::C", Properties: {V: !Ref NicA}}
"""


def test_a_loop_makes_resources_where_it_is_written():
    found = template(LOOP % "[A, B]")
    view = found.view()
    view.check()
    nic = view.resources["NicB"]

    assert ["Subnet", "NicA", "NicB", "X"] == list(view.resources)
    assert {"SubnetId": ResourceRef("Subnet"), "Description": "nic B", "Id": "B"} == nic.properties.plain()
    assert 12 == found.document.span(nic.properties.get("Id").pointer).start_line - 2
    assert ResourceRef("NicA") == view.resources["X"].properties.text("V")
    assert [] == found.faults


def test_a_loop_over_what_is_given_is_known():
    assert ["Subnet", "NicZ", "X"] == list(template(LOOP % "!Ref Names", {"Names": "Z"}).view().resources)


def test_a_loop_over_what_is_not_known_may_make_anything():
    found = template(LOOP % "!Ref Names")
    view = found.view()
    view.check()

    assert ["Subnet", "X"] == list(view.resources)
    assert isinstance(view.resources["X"].properties.text("V"), Unknown)
    assert [] == found.faults


def test_loops_in_properties_and_in_loops_are_followed():
    found = template("""
        Resources:
          X:
            Type: A::B::C
            Properties:
              Fn::ForEach::Outer:
                - A
                - [x, y-1]
                - Fn::ForEach::Inner:
                    - B
                    - [1, 2]
                    - "${A}&{A}${B}": !Sub "${A}.${B}"
    """)

    assert {"xx1": "x.1", "xx2": "x.2", "y-1y11": "y-1.1", "y-1y12": "y-1.2"} == found.view().resources["X"].properties.plain()


@pytest.mark.parametrize(
    ("loop", "expected"),
    [
        ("[A, [1]]", "Fn::ForEach takes a name"),
        ("abc", "Fn::ForEach takes"),
        ("[A, abc, {}]", "should be a list of texts"),
        ("[A, [[1]], {}]", "should be a list of texts"),
    ],
)
def test_a_loop_that_cannot_be_is_told(loop, expected):
    found = template(f"Resources: {{'Fn::ForEach::L': {loop}, X: {{Type: 'A::B::C'}}}}")
    view = found.view()

    assert ["X"] == list(view.resources)
    assert expected in found.faults[0].what


# -- parts -------------------------------------------------------------------------------------------------------------

PARTS = """
    Parameters: {Empty: {Type: String, Default: ""}}
    Conditions: {Holds: !Equals [a, a], Fails: !Equals [a, b]}
    Resources:
      X:
        Type: A::B::C
        Properties:
          Number: 3
          Text: "3"
          Flag: "True"
          Other: false
          List: [a, !If [Fails, b, !Ref "AWS::NoValue"], !If [Holds, {In: c}, d]]
          Single: one
          Whole: !If [Holds, [x], [y]]
          Gone: !Ref AWS::NoValue
          Nothing:
          Empty: !Ref Empty
          Map: {In: {Deep: 1}}
          Reference: !GetAtt X2.Ids
      X2: {Type: "A::B::C"}
"""


def properties():
    found = template(PARTS)
    return found, found.view().resources["X"].properties


def test_numbers_and_flags_may_be_text():
    _, part = properties()

    assert (3, 3, "3", "3") == (part.whole("Number"), part.whole("Text"), part.text("Number"), part.text("Text"))
    assert (True, False) == (part.flag("Flag"), part.flag("Other"))


def test_branches_that_are_not_taken_are_gone_and_the_others_have_their_place():
    _, part = properties()
    items = part.many("List")

    assert ["/Resources/X/Properties/List/0", "/Resources/X/Properties/List/2/Fn::If/1"] == [item.pointer for item in items]
    assert "/Resources/X/Properties/Whole/Fn::If/1/0" == part.many("Whole")[0].pointer
    assert "c" == items[1].text("In")


def test_a_single_value_is_a_list_of_one():
    _, part = properties()

    assert ["one"] == [item.as_text() for item in part.many("Single")]
    assert isinstance(part.many("Reference"), Unknown)


def test_what_is_not_there_is_none():
    _, part = properties()

    assert (None, None, None) == (part.get("Gone"), part.text("Nowhere"), part.many("Nowhere"))
    assert not part.has("Gone")
    assert part.has("Single")


def test_null_is_told():
    found, part = properties()

    assert None is part.text("Nothing")
    assert ["Nothing is null"] == [fault.what for fault in found.faults]


def test_what_is_of_another_type_is_told_and_unknown():
    found, part = properties()
    wrong = [part.whole("Single"), part.flag("Number"), part.text("Map"), part.get("List").get("In").value, part.whole("Map")]

    assert all(isinstance(value, Unknown) for value in wrong)
    assert [
        "Single should be a whole number, not 'one'",
        "Number should be true or false, not '3'",
        "Map should be text",
        "List should be a mapping",
    ] == [fault.what for fault in found.faults]


def test_an_empty_text_is_no_number_and_no_fault():
    found, part = properties()

    assert isinstance(part.whole("Empty"), Unknown)
    assert isinstance(part.flag("Empty"), Unknown)
    assert [] == found.faults


# -- garbage -----------------------------------------------------------------------------------------------------------

KEYS = [
    "Ref", "Fn::GetAtt", "Fn::Sub", "Fn::Join", "Fn::Select", "Fn::Split", "Fn::Cidr", "Fn::GetAZs", "Fn::FindInMap", "Fn::If", "Fn::ImportValue", "Fn::Base64", "Fn::Length", "Fn::ToJsonString", "Fn::Transform", "Fn::ForEach::L", "Fn::Equals", "Fn::And", "Fn::Or", "Fn::Not", "Condition", "A", "Type", "Default", "AllowedValues", "Properties", "Metadata", "DependsOn",
]  # fmt: skip
TEXTS = ["A", "X", "C", "${A}", "${", "AWS::Region", "", "10.0.0.0/16"]
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-3, 300) | st.sampled_from(TEXTS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=3),
    max_leaves=25,
)
SECTION = st.dictionaries(st.sampled_from(["A", "X", "C", "Fn::Transform", "Fn::ForEach::L"]), JSON, max_size=4) | JSON


@given(
    st.fixed_dictionaries(
        {}, optional=dict.fromkeys(["Parameters", "Mappings", "Conditions", "Resources", "Transform"], SECTION)
    ),
    JSON,
)
def test_no_garbage_breaks_the_reading(data, value):
    if isinstance(data.get("Resources"), dict):
        data["Resources"]["Y"] = {"Type": "A::B::C", "Properties": {"V": value}}
    found = template(json.dumps(data))
    found.check()
    for world in found.worlds:
        view = found.view(world)
        view.check()
        for resource in view.resources.values():
            resource.properties.plain()
            _walk(resource.properties)
    _ = found.notes

    assert all(fault.where.startswith("t.yaml") for fault in found.faults)


def _walk(part):
    value = part.value
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each in inner:
        _walk(each)
    part.as_whole()
    part.get("A")


@pytest.mark.parametrize("text", ["", "a", "- a\n", "3", "Resources: {", '{"Resources": ', "\t", "Resources: &a [*a]"])
def test_text_that_is_no_template_is_one_clear_error(text):
    with pytest.raises(SourceError) as caught:
        template(text).view()

    assert caught.value.where.startswith("t.yaml")


def test_deep_nesting_is_refused_before_it_is_walked():
    with pytest.raises(SourceError, match="deep"):
        template("Resources: " + "[" * 500 + "]" * 500)


def test_a_deep_and_sound_expression_is_worked_out():
    expression = '"a"'
    for _ in range(30):
        expression = f'{{"Fn::Join": ["", [{expression}]]}}'
    found = template('{"Resources": {"X": {"Type": "A::B::C", "Properties": {"V": ' + expression + "}}}}")

    assert "a" == found.view().resources["X"].properties.text("V")


def test_a_cut_template_never_breaks_the_reading():
    random.seed(7)
    for text in (SHORT, LONG):
        for _ in range(200):
            cut = text[: random.randrange(len(text))]
            try:
                found = template(cut)
                found.check()
                found.view().check()
            except SourceError as error:
                assert error.where.startswith("t.yaml")  # noqa: PT017 - one of many


# -- hostile text ------------------------------------------------------------------------------------------------------


def test_loops_in_loops_cannot_exhaust_memory():
    items = ", ".join(f"i{n}" for n in range(900))
    loop = "A: 1"
    for name in "PQR":
        loop = f"'Fn::ForEach::{name}': [{name}, [{items}], {{{loop}}}]"
    found = template(f"Resources: {{X: {{Type: 'A::B::C', Properties: {{{loop}}}}}}}")
    found.view().check()

    assert {"the loops of this template make more than 10000 members"} == {fault.what for fault in found.faults}


def test_texts_that_are_joined_cannot_exhaust_memory():
    text = f"Mappings: {{M: {{a: {{b: {'x' * 100_000}}}}}}}\nResources:\n  X:\n    Type: A::B::C\n    Properties:\n      V: !Join ['', ["
    found = template(text + ", ".join(["&long !FindInMap [M, a, b]", *["*long"] * 100]) + "]]\n")

    assert "the text is too long" == found.view().resources["X"].properties.text("V").detail


def test_thousands_of_missing_names_take_no_time():
    started = time.perf_counter()
    text = "Resources:\n" + "".join(f"  Name{n}: {{Type: 'A::B::C', Properties: {{V: !Ref Nome{n}}}}}\n" for n in range(3000))
    found = template(text)
    found.check()
    found.view().check()

    assert 100 == len(found.faults)
    assert 10 > time.perf_counter() - started


def test_conditions_of_a_hundred_parameters_take_no_time():
    started = time.perf_counter()
    names = [f"P{n}" for n in range(100)]
    text = "Parameters:\n" + "".join(f"  {name}: {{Type: String, Default: a}}\n" for name in names) + "Conditions:\n"
    for group in range(10):
        equals = ", ".join(f"!Equals [!Ref {name}, b]" for name in names[group * 10 : group * 10 + 10])
        text += f"  G{group}: !And [{equals}]\n"
    text += (
        "  All: !And ["
        + ", ".join(f"!Condition G{group}" for group in range(10))
        + "]\nResources: {X: {Type: 'A::B::C', Condition: All}}\n"
    )
    found = template(text)

    assert 1 == len(found.worlds)
    assert "more combinations than are checked" in found.notes[0]
    assert 10 > time.perf_counter() - started
