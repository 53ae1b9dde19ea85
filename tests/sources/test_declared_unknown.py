"""Any value of a declared file may be unknown, and no file crashes the adapter."""

from __future__ import annotations

import copy
import random
import subprocess
import sys

import pytest
from declared_corpus import FIXTURES, plain, read, read_below_mark, read_data
from hypothesis import given, settings
from hypothesis import strategies as st

from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, same
from eni_lint.sources.declared import parse_declared

TEXT = (FIXTURES / "everything.yaml").read_text(encoding="utf-8")
EVERYTHING = parse_declared(TEXT, "everything.yaml").data


def places(value, path=()):
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield (*path, key)
        yield from places(child, (*path, key))


def never_unknown(path):
    """Name the few values that must be known: what tells of the file or of a change, and how many interfaces a host lists."""
    return (
        path[0] in {"eni_lint", "live", "changes", "outside"}
        or path in {("before",), ("missing",), ("instance_types",), ("defaults",)}
        or (len(path) == 3 and path[-1] == "network_interfaces")
        or ("groups" not in path and not {"without", "means", "copy_of"}.isdisjoint(path[2:]))
        or not {"settings_beside_interfaces", "address_arguments"}.isdisjoint(path[2:-1])
    )


def is_beside(path):
    """Tell whether a value is about the file, or about what is not known, rather than about an object."""
    about_file = path[0] in {"x-anchors", "defaults", "missing", "instance_types"} and len(path) > (path[0] != "x-anchors")
    return about_file or (path[2:4] == ("primary_interface", "subnet_id") and len(path) > 4)


PATHS = [path for path in places(EVERYTHING) if not is_beside(path)]


def with_unknown(path):
    data = copy.deepcopy(EVERYTHING)
    parent = data
    for key in path[:-1]:
        parent = parent[key]
    parent[path[-1]] = {"unknown": "somebody knows"}
    return data


@pytest.mark.parametrize("path", [path for path in PATHS if not never_unknown(path)], ids=lambda p: ".".join(map(str, p)))
def test_any_value_may_be_unknown(path):
    data = with_unknown(path)
    if path[0] in {"region", "account", "before"} or path[:3] == ("launch_templates", "workers", "groups"):
        read_data(data)  # the inventory of what is now holds nothing of them
    else:
        assert "somebody knows" in str(told(read_data(data)))


def told(inventory):
    """Give every reason why something of the inventory is not known."""
    return [plain(part) for part in vars(inventory).values() if part is not inventory.before] + [inventory.missing]


@pytest.mark.parametrize("path", [path for path in PATHS if never_unknown(path)], ids=lambda p: ".".join(map(str, p)))
def test_the_few_values_that_must_be_known_are_asked_for(path):
    with pytest.raises(SourceError):
        read_data(with_unknown(path))


@pytest.mark.parametrize(
    ("written", "detail"),
    [
        ("{unknown: the pipeline knows}", "the pipeline knows"),
        ("{unknown: }", "declared as unknown"),
        ("{unknown: ''}", "declared as unknown"),
        ("!unknown the pipeline knows", "the pipeline knows"),
        ("!unknown", "declared as unknown"),
        ('!unknown "12"', "12"),
    ],
)
def test_unknown_has_two_spellings(written, detail):
    subnet_id = read_below_mark(f"network_interfaces:\n  a:\n    subnet_id: {written}\n").interfaces[0].subnet_id

    assert (Reason.DECLARED, detail) == (subnet_id.reason, subnet_id.detail)


def test_unknown_interface_is_unknown_in_every_field():
    found = read_below_mark("network_interfaces: {a: {unknown: why}}").interfaces[0]
    known = {name for name in found.__struct_fields__ if not isinstance(getattr(found, name), Unknown)}

    assert {"network_interface_id", "launch_template_id", "referred_to", "origin"} == known


def test_unknown_instance_still_has_one_primary_interface():
    inventory = read_below_mark("instances: {web: !unknown }")

    assert ["web/primary"] == [i.network_interface_id for i in inventory.interfaces]
    with pytest.raises(Undecided):
        len(inventory.interfaces[0].private_ip_addresses)


def test_unknown_attachment_is_one_to_nobody_knows_what():
    inventory = read_below_mark("network_interfaces: {a: {attachment: !unknown }}")

    assert inventory.attachments == inventory.floating_attachments
    assert ["a"] == [a.network_interface_id for a in inventory.attachments]


def test_unknown_entry_of_a_launch_template_is_an_attachment_of_it():
    inventory = read_below_mark("launch_templates: {t: {network_interfaces: [!unknown ]}}")

    assert [] == inventory.specifications
    assert ["t"] == [a.launch_template_id for a in inventory.attachments]


def test_addresses_that_aws_chooses_are_not_known_to_be_equal():
    first, second = (
        read_below_mark("network_interfaces: {a: {secondary_private_ip_address_count: 1}}").interfaces[0].private_ip_addresses
    )

    with pytest.raises(Undecided):
        same(first.private_ip_address, second.private_ip_address)


def test_fields_of_an_unknown_object_are_not_known_to_be_equal():
    found = read_below_mark("network_interfaces: {a: {unknown: , }}").interfaces[0]

    with pytest.raises(Undecided):
        same(found.description, found.owner_id)


def test_objects_of_an_unknown_section_are_not_known_to_be_equal():
    inventory = read_below_mark("subnets: !unknown\nnetwork_interfaces: {a: {subnet_id: s}, b: {subnet_id: t}}")

    with pytest.raises(Undecided):
        same(*map(inventory.vpc_of, inventory.interfaces))


def test_unknown_flows_and_routes_are_one_of_which_nothing_is_known():
    inventory = read_below_mark("flows: !unknown\nroute_tables: {r: {routes: !unknown }}")

    assert isinstance(inventory.flows[0].source, Unknown)
    assert isinstance(inventory.routes[0].network_interface_id, Unknown)
    assert "r" == inventory.routes[0].route_table_id


def test_unknown_section_may_hold_any_name():
    inventory = read_below_mark("subnets: !unknown kept elsewhere\nnetwork_interfaces: {a: {subnet_id: whatever}}")

    assert "kept elsewhere" == inventory.subnet_of(inventory.interfaces[0]).detail


def test_object_may_be_called_unknown():
    assert ["unknown"] == [v.vpc_id for v in read_below_mark("vpcs: {unknown: {cidr_blocks: []}}").vpcs]


@settings(max_examples=150, deadline=None)
@given(st.randoms(use_true_random=False), st.integers(1, 4), st.text("{}[]:,-&*!'\"\n \t#%0aé\x00", max_size=3))
def test_damaged_file_is_at_worst_a_source_error(rng, cuts, inserted):
    text = TEXT
    for _ in range(cuts):
        start = rng.randrange(len(text))
        text = text[:start] + inserted + text[start + rng.choice([0, 1, 1, 5, 200]) :]
    try:
        read(text)
    except SourceError as error:
        assert str(error)  # noqa: PT017 - both outcomes are right


def test_shuffled_file_is_the_same_inventory():
    data = {
        key: dict(random.Random(1).sample(list(value.items()), len(value))) if isinstance(value, dict) else value
        for key, value in EVERYTHING.items()
    }
    data = dict(sorted(data.items(), reverse=True))

    def shape(inventory):
        return {
            name: sorted(str(plain(item)) for item in part) for name, part in vars(inventory).items() if isinstance(part, list)
        }

    assert shape(read_data(EVERYTHING)) == shape(read_data(data))


def test_reading_imports_nothing_that_is_slow():
    code = (
        "import sys\n"
        "from eni_lint.sources.declared import parse_declared, read_declared\n"
        "read_declared(parse_declared('eni_lint: 1\\nvpcs: {v: {cidr_blocks: [10.0.0.0/8]}}', 'f'))\n"
        "print([m for m in ('jsonschema', 'netaddr', 'boto3', 'rich', 'sarif_om') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert "[]\n" == ran.stdout
