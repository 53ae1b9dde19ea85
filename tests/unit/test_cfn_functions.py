"""Every intrinsic function: what it gives, what it refuses, and what it leaves open."""

import json
from ipaddress import ip_network

import pytest
from cfn_template import faults_of, value_of, worked_out
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.inventory.unknown import Reason, Undecided, Unknown, same
from eni_lint.sources.cloudformation.values import ResourceRef

KNOWN = {
    "!Ref Stage": "dev",
    "{Ref: Stage}": "dev",
    "!Ref Names": ["a", "b", "c"],
    "!Ref Count": "2",
    "!Ref Subnet": ResourceRef("Subnet"),
    "!Ref AWS::NoValue": "absent",
    "!GetAtt Subnet.AvailabilityZone": ResourceRef("Subnet", "AvailabilityZone"),
    "Fn::GetAtt: [Subnet, AvailabilityZone]": ResourceRef("Subnet", "AvailabilityZone"),
    "Fn::GetAtt: Subnet.Outputs.Id": ResourceRef("Subnet", "Outputs.Id"),
    "!GetAtt [Subnet, !Sub 'Availability${Stage}']": ResourceRef("Subnet", "Availabilitydev"),
    "!Sub 'no variable'": "no variable",
    "!Sub '${Stage}-${Count}'": "dev-2",
    "!Sub '${!Stage} is ${Stage}'": "${Stage} is dev",
    "!Sub ['${Own}.${Stage}', {Own: !Ref Count}]": "2.dev",
    "!Sub ['${Stage}', {Stage: mine}]": "mine",
    "!Sub '${Subnet}'": ResourceRef("Subnet"),
    "!Sub '${Subnet.AvailabilityZone}'": ResourceRef("Subnet", "AvailabilityZone"),
    "!Sub ''": "",
    "!Sub '${AWS::NoValue}'": "",
    "!Join ['-', [a, !Ref Stage, 3, true]]": "a-dev-3-true",
    "!Join ['', !Ref Names]": "abc",
    "!Join [',', [a, !Ref AWS::NoValue, b]]": "a,b",
    "!Join ['', []]": "",
    "!Join ['', [!Ref Subnet]]": ResourceRef("Subnet"),
    "!Select [1, !Ref Names]": "b",
    "!Select ['2', [a, b, c]]": "c",
    "!Select [!Ref Count, [a, b, c]]": "c",
    "!Select [0, [!Ref Subnet, b]]": ResourceRef("Subnet"),
    "!Select [!Ref Type, [a, a]]": "a",
    "!Split ['.', 10.0.0.1]": ["10", "0", "0", "1"],
    "!Split [', ', 'a, b']": ["a", "b"],
    "!Select [1, !Split ['-', !Sub 'a-${Stage}']]": "dev",
    "!Cidr [10.0.0.0/16, 3, 8]": ["10.0.0.0/24", "10.0.1.0/24", "10.0.2.0/24"],
    "!Cidr [10.0.0.0/24, '2', '5']": ["10.0.0.0/27", "10.0.0.32/27"],
    "!Cidr ['2001:db8::/56', 2, 64]": ["2001:db8::/64", "2001:db8:0:1::/64"],
    "!Cidr [10.0.5.7/16, 1, 8]": ["10.0.0.0/24"],
    "!Select [1, !Cidr [10.0.0.0/16, 4, 12]]": "10.0.16.0/20",
    "!FindInMap [Sizes, eu-west-1, large]": "m6i.large",
    "!FindInMap [Sizes, eu-west-1, zones]": ["x", "y"],
    "!FindInMap [Sizes, !Ref AWS::Region, small]": "t3.micro",
    "!FindInMap [Sizes, nowhere, small, {DefaultValue: none}]": "none",
    "!FindInMap [Nothing, nowhere, small, {DefaultValue: !Ref Stage}]": "dev",
    "!FindInMap [Sizes, eu-west-1, large, {DefaultValue: none}]": "m6i.large",
    "!If [Holds, a, b]": "a",
    "!If [Fails, a, b]": "b",
    "!If [Fails, a, !Ref AWS::NoValue]": "absent",
    "!If [Open, same, same]": "same",
    "[a, !If [Fails, b, !Ref 'AWS::NoValue'], c]": ["a", "c"],
    "{a: 1, b: !If [Fails, 2, !Ref 'AWS::NoValue']}": {"a": 1},
    "!Base64 abc": "YWJj",
    "{'Fn::Base64': !Sub '${Stage}'}": "ZGV2",
    "{'Fn::Length': !Ref Names}": 3,
    "{'Fn::Length': [a, b]}": 2,
    "{'Fn::ToJsonString': {a: [1, true], b: !Ref Stage}}": '{"a":[1,true],"b":"dev"}',
}


@pytest.mark.parametrize("expression", KNOWN)
def test_what_can_be_known_is_worked_out(expression):
    assert KNOWN[expression] == value_of(expression)


UNDECIDED = {
    "!Ref Type": "no value is given for the parameter 'Type'",
    "!Ref Zones": "no value is given for the parameter 'Zones'",
    "!Ref Image": "looked up in Systems Manager",
    "!Ref AWS::Region": "AWS::Region is known only when it is deployed",
    "!Ref AWS::AccountId": "AWS::AccountId",
    "!Ref AWS::NotificationARNs": "AWS::NotificationARNs",
    "!Ref Absent": "does not exist where the condition Fails does not hold",
    "!GetAtt Absent.Id": "does not exist",
    "!GetAtt [Subnet, !Ref Type]": "'Type'",
    "!Sub '${Type}-x'": "'Type'",
    "!Sub '${Subnet}-x'": "!Ref Subnet",
    "!Join ['', [a, !Ref Type]]": "'Type'",
    "!Join [',', !Ref Zones]": "'Zones'",
    "!Join ['', [a, !GetAtt Subnet.SubnetId]]": "!GetAtt Subnet.SubnetId",
    "!Select [0, !Ref Zones]": "'Zones'",
    "!Select [!Ref Type, [a, b]]": "'Type'",
    "!Select [0, !GetAtt Net.CidrBlockAssociations]": "!GetAtt Net.CidrBlockAssociations",
    "!Select [1, !GetAZs '']": "zone 1 of those that Fn::GetAZs lists",
    "!Split [',', !Ref Type]": "'Type'",
    "!Cidr [!Ref Type, 3, 8]": "'Type'",
    "!Cidr [!GetAtt Net.CidrBlock, 3, 8]": "!GetAtt Net.CidrBlock",
    "!Cidr [10.0.0.0/16, !Ref Type, 8]": "'Type'",
    "!Cidr [10.0.0.0/16, 3]": "not told how large",
    "!GetAZs ''": "of the Region",
    "!GetAZs eu-west-1": "of eu-west-1",
    "!GetAZs {Ref: 'AWS::Region'}": "of the Region",
    "!FindInMap [Sizes, !Ref AWS::Region, large]": "AWS::Region",
    "!FindInMap [!Ref Type, a, b]": "'Type'",
    "!ImportValue net-SubnetA": "exported by another stack as net-SubnetA",
    "!ImportValue {'Fn::Sub': '${Type}-SubnetA'}": "exported by another stack",
    "!If [Open, a, b]": "exported by another stack",
    "[a, !If [Open, b, !Ref 'AWS::NoValue']]": "exported by another stack",
    "!Base64 {Ref: Type}": "'Type'",
    "{'Fn::Length': !Ref Zones}": "'Zones'",
    "{'Fn::ToJsonString': {a: !Ref Type}}": "'Type'",
    "{'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: s3}}}": "made by the macro AWS::Include",
    "{a: 1, 'Fn::Transform': {Name: 'AWS::Include'}}": "adds to it",
    "'{{resolve:ssm:/subnet:1}}'": "looked up when it is deployed",
}


@pytest.mark.parametrize("expression", UNDECIDED)
def test_what_cannot_be_told_is_unknown_and_says_why(expression):
    # The first world settles Open; only a condition that asks for nothing that has a symbol stays open.
    rest = ""
    value = value_of(expression, rest=rest) if "Open" not in expression else _with_open(expression)

    if not isinstance(value, Unknown):
        value = value.unknown()
    assert UNDECIDED[expression] in value.detail


def _with_open(expression):
    from cfn_template import template, within

    from eni_lint.sources.cloudformation.evaluate import Evaluator
    from eni_lint.sources.cloudformation.faults import Faults
    from eni_lint.sources.cloudformation.worlds import World

    found = template(within(expression))
    evaluator = Evaluator(found.outline, World(is_open=True), Faults(found.document))
    return evaluator.plain(found.document.value("/Resources/X/Properties/V"), "/Resources/X/Properties/V")


WRONG = {
    "!Ref Stag": "the template has no parameter and no resource 'Stag'",
    "!Ref [a, b]": "Ref takes the name",
    "!Ref ''": "Ref takes the name",
    "!Ref AWS::Regoin": "there is no pseudo parameter AWS::Regoin",
    "!GetAtt Subnet": "Fn::GetAtt takes the name of a resource and an attribute",
    "!GetAtt [Subnet]": "Fn::GetAtt takes",
    "!GetAtt [Subnet, '']": "Fn::GetAtt takes",
    "!GetAtt {a: b}": "Fn::GetAtt takes",
    "!GetAtt [[], Id]": "Fn::GetAtt takes",
    "!GetAtt Subnett.Id": "the template has no resource 'Subnett'",
    "!GetAtt Stage.Id": "'Stage' is a parameter, which has no attribute",
    "!Sub '${Stag}'": "no parameter and no resource 'Stag'",
    "!Sub '${Nothing.Id}'": "no resource 'Nothing'",
    "!Sub '${}'": "'${}' of Fn::Sub names nothing",
    "!Sub '${Names}'": "'${Names}' of Fn::Sub should be text",
    "!Sub ['${A}', {A: [1]}]": "'${A}' of Fn::Sub should be text",
    "!Sub [a]": "Fn::Sub takes a text",
    "!Sub [a, b]": "Fn::Sub takes a text",
    "!Sub {a: b}": "Fn::Sub takes a text",
    "!Join ['-']": "Fn::Join takes a delimiter and a list",
    "!Join [[a], [b]]": "the delimiter of Fn::Join should be text",
    "!Join ['-', abc]": "Fn::Join joins the items of a list",
    "!Join ['-', [[a]]]": "Fn::Join joins texts",
    "!Join abc": "Fn::Join takes a delimiter",
    "!Select [3, !Ref Names]": "item 3, counted from 0, is picked by Fn::Select, but the list has 3",
    "!Select [0, []]": "the list is empty",
    "!Select [-1, [a]]": "'-1' is no number of an item",
    "!Select [x, [a]]": "'x' is no number of an item",
    "!Select [[], [a]]": "the number that Fn::Select takes should be text",
    "!Select [0, abc]": "Fn::Select picks from a list",
    "!Select [0]": "Fn::Select takes a number",
    "!Split ['', abc]": "the delimiter of Fn::Split",
    "!Split [1, abc]": "the delimiter of Fn::Split",
    "!Split [',', [a]]": "what Fn::Split splits should be text",
    "!Split abc": "Fn::Split takes a delimiter",
    "!Cidr 10.0.0.0/16": "Fn::Cidr takes a block",
    "!Cidr [10.0.0.0, 3, 8]": "'10.0.0.0' is no block of addresses",
    "!Cidr [10.0.0.0/33, 3, 8]": "'10.0.0.0/33' is no block of addresses",
    "!Cidr [10.0.0.0/16, 0, 8]": "cuts 1 to 256 blocks, not 0",
    "!Cidr [10.0.0.0/8, 257, 8]": "cuts 1 to 256 blocks, not 257",
    "!Cidr [10.0.0.0/16, x, 8]": "'x' is no number",
    "!Cidr [10.0.0.0/16, 3, 17]": "larger than 10.0.0.0/16",
    "!Cidr [10.0.0.0/16, 3, 0]": "cannot leave 0 bits",
    "!Cidr [10.0.0.0/16, 3, 32]": "larger than 10.0.0.0/16",
    "!Cidr ['2001:db8::/56', 3, 128]": "cannot leave 128 bits",
    "!Cidr [10.0.0.0/24, 3, 7]": "10.0.0.0/24 holds 2 blocks of /25, not 3",
    "!Cidr [[], 3, 7]": "an argument of Fn::Cidr should be text",
    "!GetAZs [a]": "the Region of Fn::GetAZs should be text",
    "!FindInMap [Sizes, eu-west-1]": "Fn::FindInMap takes the name of a mapping and two keys",
    "!FindInMap [Size, eu-west-1, small]": "the template has no mapping 'Size'",
    "!FindInMap [Sizes, eu-west-2, small]": "the mapping 'Sizes' has no key 'eu-west-2'",
    "!FindInMap [Sizes, eu-west-1, huge]": "the mapping 'Sizes' has no key 'huge'",
    "!FindInMap [Sizes, eu-west-1, huge, none]": "a mapping with DefaultValue",
    "!FindInMap [Sizes, [a], small]": "a key of Fn::FindInMap should be text",
    "!ImportValue [a]": "the name of an export should be text",
    "!If [Never, a, b]": "the template has no condition 'Never'",
    "!If [Holds, a]": "Fn::If takes the name of a condition",
    "!If [!Equals [a, b], a, b]": "Fn::If takes the name of a condition",
    "!Base64 [a]": "what Fn::Base64 encodes should be text",
    "{'Fn::Length': abc}": "Fn::Length counts the items of a list",
    "{'Fn::ToJsonString': abc}": "Fn::ToJsonString takes a list or a mapping",
    "{'Fn::Transform': abc}": "Fn::Transform takes the Name of a macro",
    "!Equals [a, b]": "Fn::Equals stands in Conditions only",
    "!Contains [[a], b]": "Fn::Contains stands in Rules only",
    "!Selekt [0, [a]]": "Fn::Selekt is no function of CloudFormation",
    "{'Fn::Foo': 1}": "Fn::Foo is no function of CloudFormation",
}


@pytest.mark.parametrize("expression", WRONG)
def test_what_cannot_be_is_told_and_not_known(expression):
    faults = faults_of(expression)

    assert 1 == len(faults)
    assert WRONG[expression] in faults[0]


def test_a_fault_names_line_and_column_and_the_name_that_was_meant():
    from cfn_template import template

    found = template(
        "Resources:\n  X:\n    Type: AWS::EC2::Subnet\n    Properties:\n      VpcId: !Ref Vpcc\n  Vpc: {Type: 'AWS::EC2::VPC'}\n"
    )
    found.view().check()

    assert ["t.yaml:5:14"] == [fault.where for fault in found.faults]
    assert "did you mean 'Vpc'?" == found.faults[0].do


def test_a_function_beside_other_keys_is_a_fault():
    _, faults = worked_out("{'Fn::Sub': a, b: c}")

    assert ["Fn::Sub stands beside other keys"] == faults


EQUAL = [
    ("!Ref Type", "!Sub '${Type}'"),
    ("!Ref Type", "!Join ['', [!Ref Type]]"),
    ("!Sub '${Type}-a'", "!Join ['-', [!Ref Type, a]]"),
    ("!Select [0, !GetAZs '']", "!Select ['0', !GetAZs {Ref: 'AWS::Region'}]"),
    ("!Select [1, !Ref Zones]", "!Select ['1', {Ref: Zones}]"),
    ("!ImportValue a", "!ImportValue a"),
    ("!GetAtt [Subnet, !Ref Type]", "!GetAtt [Subnet, !Sub '${Type}']"),
    ("!FindInMap [Sizes, !Ref AWS::Region, large]", "!FindInMap [Sizes, !Sub '${AWS::Region}', large]"),
    ("'{{resolve:ssm:/a:1}}'", "'{{resolve:ssm:/a:1}}'"),
]
DIFFERENT = [
    ("!Select [0, !GetAZs '']", "!Select [1, !GetAZs '']"),
    ("!Select [0, !GetAZs eu-west-1]", "!Select [2, !GetAZs eu-west-1]"),
    ("!Select [0, !Cidr [!Ref Type, 4, 8]]", "!Select [1, !Cidr [!Ref Type, 4, 8]]"),
]
UNRELATED = [
    ("!Ref Type", "!Ref AWS::StackName"),
    ("!Select [0, !Ref Zones]", "!Select [1, !Ref Zones]"),
    ("!Select [0, !GetAZs '']", "!Select [1, !GetAZs eu-west-1]"),
    ("!ImportValue a", "!ImportValue b"),
    ("!Select [0, !Split [',', !Ref Type]]", "!Select [1, !Split [',', !Ref Type]]"),
]


@pytest.mark.parametrize(("one", "other"), EQUAL)
def test_equal_expressions_are_the_same_value(one, other):
    assert same(value_of(one), value_of(other))


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_numbers_of_a_list_without_repetitions_differ(one, other):
    assert not same(value_of(one), value_of(other))


@pytest.mark.parametrize(("one", "other"), UNRELATED)
def test_other_expressions_may_be_the_same(one, other):
    with pytest.raises(Undecided):
        same(value_of(one), value_of(other))


def test_a_value_of_a_mapping_is_one_of_those_it_has():
    value = value_of("!FindInMap [Sizes, !Ref AWS::Region, large]")

    assert {"m6i.large", "m5.large"} == value.candidates


def test_an_import_lives_outside():
    assert Reason.OUTSIDE is value_of("!ImportValue a").reason


def test_a_given_region_is_known_with_all_that_follows_from_it():
    region = {"AWS::Region": "cn-north-1"}

    assert "cn-north-1 aws-cn amazonaws.com.cn" == value_of("!Sub '${AWS::Region} ${AWS::Partition} ${AWS::URLSuffix}'", region)


@given(bits=st.integers(2, 20), count=st.integers(1, 16), prefix=st.integers(8, 28), number=st.integers(0, 2**32 - 1))
def test_blocks_are_those_that_the_library_of_python_cuts(bits, count, prefix, number):
    from eni_lint.sources.cloudformation.faults import Misfit
    from eni_lint.sources.cloudformation.networks import cidr

    block = ip_network((number, prefix), strict=False)
    arguments = [str(block), count, bits]
    fits = prefix <= 32 - bits and count <= 2 ** (32 - bits - prefix)
    if not fits:
        with pytest.raises(Misfit):
            cidr(_Plain(), arguments, "")
        return
    subnets = block.subnets(new_prefix=32 - bits)

    assert [str(next(subnets)) for _ in range(count)] == cidr(_Plain(), arguments, "")


class _Plain:
    def text(self, raw, _pointer, _what):
        return raw

    def plain(self, raw, _pointer):
        return raw


_TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C"], exclude_characters="${}"), max_size=20)


@given(_TEXT, st.sampled_from([",", "-", "::", "ab"]))
def test_split_and_join_are_inverse(text, delimiter):
    from eni_lint.sources.cloudformation.functions import join, split

    parts = split(_Plain(), [delimiter, text], "")

    assert text == join(_Plain(), [delimiter, parts], "")


@given(_TEXT, _TEXT, _TEXT)
def test_sub_puts_in_values_and_leaves_all_else(before, value, after):
    from eni_lint.sources.cloudformation.functions import sub

    assert f"{before}{value}{after}${{A}}" == sub(_Plain(), [f"{before}${{A}}{after}${{!A}}", {"A": value}], "")


def test_json_text_is_that_of_the_value():
    assert {"a": ["ü", {"b": False}]} == json.loads(value_of("{'Fn::ToJsonString': {a: [ü, {b: false}]}}"))
