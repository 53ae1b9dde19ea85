"""The JSON schema of the declared format: what editors show, and that it says what the adapter does."""

from __future__ import annotations

import copy
import json
import re

import jsonschema
import pytest
from declared_corpus import FIXTURES, read_data, schema, validator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_declared_errors import FAULTS

from eni_lint.errors import SourceError
from eni_lint.inventory import model
from eni_lint.sources.declared import attachments, fields, kinds, parse_declared
from eni_lint.sources.declared.marks import NAMED_SECTIONS, TOP

EVERYTHING = parse_declared((FIXTURES / "everything.yaml").read_bytes(), str(FIXTURES / "everything.yaml")).data
BETWEEN_OBJECTS = re.compile(
    r"there is no | include: (?!found)|there is nothing named |the name of one thing: |stands for things that change"
)
"""Faults that no schema can tell: of names, and of objects compared with each other."""


def takes(data):
    """Tell whether the adapter takes data, whatever their names refer to."""
    try:
        read_data(data)
    except SourceError as error:
        return all(BETWEEN_OBJECTS.search(line) for line in str(error).split("\n")[:-1])
    return True


def properties(value, name="the file"):
    """Give every property of a schema with its name."""
    if isinstance(value, dict):
        for key, found in value.get("properties", {}).items():
            yield key, found
        for key, child in value.items():
            if key not in {"if", "then"}:  # they only forbid what stands elsewhere
                yield from properties(child, key)
    elif isinstance(value, list):
        for child in value:
            yield from properties(child, name)


# -- what editors show -----------------------------------------------------------------------------------------------------


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())

    assert schema()["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema()["$id"] == "https://eni-lint.dev/schemas/declared.schema.json"


def test_every_property_has_a_description():
    assert [name for name, found in properties(schema()) if not found.get("description", "").endswith(".")] == []


def test_every_property_says_what_aws_calls_it():
    named = re.compile(r"\((in AWS )?[A-Z]\w+|no AWS name|\(the kubelet's|\(resourcesVpcConfig")

    assert [name for name, found in properties(schema()) if not named.search(found["description"])] == []


def test_every_definition_has_a_title_or_is_a_plain_value():
    assert [name for name, found in schema()["$defs"].items() if "properties" in found and "title" not in found] == []


def test_every_object_refuses_keys_that_it_does_not_know():
    assert [
        name for name, found in schema()["$defs"].items() if "properties" in found and found["additionalProperties"] is not False
    ] == []


def test_every_reference_resolves():
    text = json.dumps(schema())
    names = set(re.findall(r'"\$ref": "#/\$defs/(\w+)"', text))

    assert names <= schema()["$defs"].keys()
    assert schema()["$defs"].keys() == names  # and none is left over


# -- that the tables and the schema are alike ------------------------------------------------------------------------------


def definition_of(section):
    return schema()["properties"][section]["anyOf"][0]["additionalProperties"]["anyOf"][0]["$ref"].removeprefix("#/$defs/")


def test_sections_are_those_of_the_adapter():
    assert list(schema()["properties"]) == list(TOP)
    assert set(schema()["$defs"]) >= {definition_of(section) for section in NAMED_SECTIONS}


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.section)
def test_fields_of_a_kind_are_those_of_the_adapter(kind):
    found = schema()["$defs"][definition_of(kind.section)]

    assert list(found["properties"]) == list(kind.fields)
    assert found.get("required", []) == list(kind.required)


@pytest.mark.parametrize(
    ("name", "table"),
    [
        ("network_interface", attachments._INTERFACE),
        ("primary_interface", attachments._FULL_PRIMARY),
        ("attachment", fields.ATTACHMENT),
        ("inline_interface", fields.INTERFACE | fields.SLOT | {"network_interface_id": None}),
        ("instance", attachments._INSTANCE),
        ("launch_template", fields.LAUNCH_TEMPLATE | {"network_interfaces": None}),
        ("security_group", kinds.SECURITY_GROUP | {"rules": None}),
        ("security_group_rule", kinds.SECURITY_GROUP_RULE),
        ("route_table", kinds.ROUTE_TABLE | {"routes": None}),
        ("route", kinds.ROUTE),
        ("flow", kinds.FLOW),
    ],
)
def test_fields_of_what_holds_interfaces_are_those_of_the_adapter(name, table):
    assert set(schema()["$defs"][name]["properties"]) == set(table)


# -- that they agree on files ----------------------------------------------------------------------------------------------


def test_both_take_the_file_with_everything():
    assert list(validator().iter_errors(EVERYTHING)) == []
    assert takes(EVERYTHING)


@pytest.mark.parametrize("line", [line for line, _ in FAULTS])
def test_both_say_the_same_of_a_file_with_a_fault(line):
    data = parse_declared(f"eni_lint: 1\n{line}", "f").data

    assert validator().is_valid(data) == takes(data)


ADDRESSES = ["10.0.0.1", "10.0.0.256", "::", "::1", "1::", "1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7::", "::2:3:4:5:6:7:8", "1::3:4:5:6:7:8",
             "1:2:3:4:5:6:7:8:9", "1::2::3", ":::", "1:2", "::ffff:10.0.0.1", "1:2:3:4:5:6:10.0.0.1", "::10.0.0.01", "g::", "12345::", "1::8:",
             "0:0:0:0:0:0:0:0", ":1:2:3:4:5:6:7", "1:2:3:4:5:6:7:", "FE80::A", "1:2:3:4:5::6:10.0.0.1", "1:2:3:4:5:6::10.0.0.1", "::%1"]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("ending", ["", "/0", "/32", "/33", "/128", "/129", "/08", "/", "/x"])
def test_both_know_the_same_addresses(address, ending):
    text = address + ending
    data = {
        "eni_lint": 1,
        "subnet_cidr_reservations": {"r": {"subnet_id": "subnet-0123", "cidr": text, "reservation_type": "prefix"}},
    }
    interface = {"eni_lint": 1, "network_interfaces": {"a": {"ipv6_addresses": [text]}}}

    assert validator().is_valid(data) == takes(data)
    assert validator().is_valid(interface) == takes(interface)


HEXTETS = st.text("0123456789abcdefABCDEF", min_size=0, max_size=5)


@given(st.lists(HEXTETS, min_size=1, max_size=10).map(":".join), st.sampled_from(["", ":1.2.3.4", ":1.2.3.400"]))
def test_both_know_the_same_ipv6_addresses(text, tail):
    data = {"eni_lint": 1, "network_interfaces": {"a": {"ipv6_addresses": [text + tail]}}}

    assert validator().is_valid(data) == takes(data)


def places(value, path=()):
    """Give the paths of all values below a value."""
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


WORDS = st.sampled_from(
    ["self", "interface", "10.0.0.0/24", "10.0.0.1", "::1", "::/0", "main", "app-a", "web-1", "update", "", "a/b", "111122223333"]
)
NUMBERS = st.integers() | st.sampled_from([0, 1, -1, 4096, 4097, 65535, 65536, 2**31 - 1, 2**31, 111122223333, 0.5])
SCALARS = st.none() | st.booleans() | NUMBERS | WORDS | st.text("abc-/0", max_size=4)
UNKNOWNS = st.fixed_dictionaries({"unknown": st.none() | st.just("why") | SCALARS})
FIELDS = st.sampled_from(sorted({str(path[-1]) for path in places(EVERYTHING)})) | st.sampled_from(["unknown", "x", ""])
VALUES = st.recursive(
    SCALARS | UNKNOWNS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(FIELDS, inner, max_size=2), max_leaves=4
)


@st.composite
def mutated(draw):
    """Change the file with everything in one to three places."""
    data = copy.deepcopy(EVERYTHING)
    for how in draw(st.lists(st.sampled_from(["replace", "remove", "add"]), min_size=1, max_size=3)):
        *above, key = draw(st.sampled_from(list(places(data))))
        parent = data
        for step in above:
            parent = parent[step]
        if how == "remove":
            parent.pop(key)
        else:
            parent[draw(FIELDS) if how == "add" and isinstance(parent, dict) else key] = draw(VALUES)
    return data


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mutated())
def test_both_say_the_same_of_files_with_random_changes(data):
    assert validator().is_valid(data) == takes(data)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from([*TOP, "x"]), VALUES, max_size=3))
def test_both_say_the_same_of_random_files(data):
    data = {"eni_lint": 1} | data

    assert validator().is_valid(data) == takes(data)


# -- that the format keeps up with the model -------------------------------------------------------------------------------

DERIVED = {"origin", "repeated", "launch_template_id", "means", "referred_to", "address_arguments", "settings_beside_interfaces"}
TABLES = {
    model.NetworkInterface: attachments._INTERFACE,
    model.Attachment: attachments._ATTACHMENT,
    model.Instance: attachments._INSTANCE,
    model.LaunchTemplate: fields.LAUNCH_TEMPLATE,
    model.SecurityGroup: kinds.SECURITY_GROUP | {"rules": None},
    model.SecurityGroupRule: kinds.SECURITY_GROUP_RULE | {"is_egress": None},
    model.RouteTable: kinds.ROUTE_TABLE,
    model.Route: kinds.ROUTE | {"route_table_id": None},
    model.Flow: kinds.FLOW,
    model.GroupMembership: fields.MEMBERSHIP,
} | {kind.model: kind.fields for kind in kinds.KINDS}


@pytest.mark.parametrize("kind", TABLES, ids=lambda kind: kind.__name__)
def test_every_field_of_the_model_can_be_declared(kind):
    key = next((name for name in kind.__struct_fields__ if name.endswith(("_id", "_name"))), "")

    assert {*kind.__struct_fields__} - DERIVED - {key} <= {*TABLES[kind]}
