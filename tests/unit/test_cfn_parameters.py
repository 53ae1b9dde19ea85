"""Parameters: defaults, types, what is given for them, and what CloudFormation would refuse."""

import json

import pytest
from cfn_template import template, value_of

from eni_lint.errors import UsageError
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.given import read_given, unused


def test_a_given_value_goes_before_the_default():
    assert "prod" == value_of("!Ref Stage", {"Stage": "prod"})


def test_a_given_list_is_split():
    assert ["eu-west-1a", "eu-west-1b"] == value_of("!Ref Zones", {"Zones": "eu-west-1a, eu-west-1b"})


@pytest.mark.parametrize("name", ["Names"])
def test_an_empty_list_has_no_items(name):
    assert [] == value_of(f"!Ref {name}", {name: ""})


def test_a_number_is_text_to_cloudformation():
    assert "2" == value_of("!Ref Count")


@pytest.mark.parametrize(("default", "text"), [("true", "true"), ("1.50", "1.5"), ("2.0", "2"), ("'007'", "007"), ("~", None)])
def test_defaults_are_taken_as_text(default, text):
    found = template(f"Parameters: {{A: {{Type: String, Default: {default}}}}}\nResources: {{X: {{Type: 'A::B::C'}}}}")

    assert text == found.outline.parameters["A"].text
    assert [] == found.faults


def test_a_value_of_systems_manager_is_not_its_name():
    assert isinstance(value_of("!Ref Image", {"Image": "/images/other"}), Unknown)


def test_allowed_values_are_the_candidates_of_a_parameter_without_value():
    assert {"one", "two"} == value_of("!Ref Choice").candidates


REFUSED = {
    "{Type: String, Default: c, AllowedValues: [a, b]}": "the default of the parameter 'A', 'c', is not one of its AllowedValues",
    "{Type: CommaDelimitedList, Default: 'a,c', AllowedValues: [a, b]}": "'c', is not one of its AllowedValues",
    "{Type: String, Default: [a]}": "the default of the parameter 'A' should be text or a number",
    "{Type: [String]}": "the type of the parameter 'A' should be text",
    "String": "the parameter 'A' should be a mapping with a Type",
    "{Type: String, AllowedValues: a}": "AllowedValues of the parameter 'A' should be a list of texts",
    "{Type: String, AllowedValues: [[a]]}": "AllowedValues of the parameter 'A' should be a list of texts",
}


@pytest.mark.parametrize("body", REFUSED)
def test_a_parameter_that_cannot_be_is_told(body):
    found = template(f"Parameters:\n  A: {body}\nResources:\n  X: {{Type: 'A::B::C', Properties: {{P: !Ref A}}}}\n")
    found.view().check()

    assert 1 == len(found.faults)
    assert REFUSED[body] in found.faults[0].what
    assert found.faults[0].where.startswith("t.yaml:2:")


def test_parameters_that_are_no_mapping_are_told():
    found = template("Parameters: [A]\nResources: {X: {Type: 'A::B::C'}}\n")

    assert ["Parameters should be a mapping of names"] == [fault.what for fault in found.faults]


def test_a_given_value_that_is_not_allowed_is_told_with_a_near_one():
    text = "Parameters: {Type: {Type: String, AllowedValues: [m5.large, m5.xlarge]}}\nResources: {X: {Type: 'A::B::C'}}\n"
    found = template(text, {"Type": "m5.lrage"})

    assert "what is given for the parameter 'Type', 'm5.lrage', is not one of its AllowedValues" == found.faults[0].what
    assert "did you mean 'm5.large'?" == found.faults[0].do


PAIRS = [{"ParameterKey": "A", "ParameterValue": "1"}, {"ParameterKey": "B", "ParameterValue": "x=y"}]
FILES = {
    "cli.json": json.dumps([*PAIRS, {"ParameterKey": "C", "UsePreviousValue": True}]),
    "pipeline.json": json.dumps({"Parameters": {"A": 1, "B": "x=y"}, "Tags": {"T": "v"}}),
    "plain.json": '{"A": "1", "B": "x=y", "C": null}',
    "overrides.json": '["A=1", "B=x=y"]',
    "plain.yaml": "A: 1\nB: x=y\n",
    "nested.json": json.dumps({"Parameters": PAIRS}),
}


@pytest.mark.parametrize("name", FILES)
def test_files_in_every_form_of_the_aws_cli_are_read(tmp_path, name):
    path = tmp_path / name
    path.write_text(FILES[name])

    assert {"A": "1", "B": "x=y"} == read_given([str(path)])
    assert {"A": "2", "B": "x=y"} == read_given([f"file://{path}", "A=2"])


def test_lists_are_given_as_text_between_commas(tmp_path):
    path = tmp_path / "p.json"
    path.write_text('{"Subnets": ["a", "b"]}')

    assert {"Subnets": "a,b"} == read_given([str(path)])


def test_pairs_are_read_as_both_commands_write_them():
    assert {"A": "b=c", "D": "e,f", "AWS::Region": "eu-west-1"} == read_given(
        ["A=b=c", "ParameterKey=D,ParameterValue=e,f", "AWS::Region=eu-west-1"]
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("p.json", "{", "ends inside"),
        ("p.json", "3", "these are no parameters"),
        ("p.json", '[{"Key": "A"}]', "an item of the list is no parameter"),
        ("p.json", '{"A": {"b": 1}}', "the value of 'A' should be text"),
        ("p.json", None, "no such file"),
        ("nothing", None, "expected KEY=VALUE or a file"),
    ],
)
def test_what_gives_no_parameters_is_a_usage_error(tmp_path, name, content, expected):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)
    with pytest.raises(UsageError) as caught:
        read_given([str(path)])

    assert expected in str(caught.value)


def test_a_given_name_that_no_template_has_is_told_with_a_near_one():
    (fault,) = unused({"InstanceTyp": "a", "AWS::Region": "b", "Stage": "c"}, ["InstanceType", "Stage"])

    assert "'InstanceTyp', which no template" in fault.what
    assert "did you mean 'InstanceType'?" == fault.do
