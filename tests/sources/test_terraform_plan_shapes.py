"""Plans of other versions, cut-down ones, and what is no plan: read as far as they go, or refused with the place."""

from __future__ import annotations

import copy
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plan_corpus import addresses, block, change, data_of, document_of, groups, plain, plan, read, slots

from eni_lint.documents import json_document
from eni_lint.errors import SourceError
from eni_lint.sources.terraform.plan import plan_notes, plan_root, read_plan, recognises_plan

OLD = {
    "format_version": "0.1",
    "terraform_version": "0.12.31",
    "planned_values": {"root_module": {}},
    "resource_changes": [
        {
            "address": "aws_subnet.a", "mode": "managed", "type": "aws_subnet", "name": "a", "provider_name": "aws",
            "change": {
                "actions": ["create"], "before": None, "after": {"cidr_block": "10.0.1.0/24"},
                "after_unknown": {"id": True, "availability_zone": True},
            },
        },
        {
            "address": "aws_network_interface.n", "mode": "managed", "type": "aws_network_interface", "name": "n",
            "provider_name": "aws",
            "change": {
                "actions": ["create"], "before": None,
                "after": {"private_ips": ["10.0.1.4"], "source_dest_check": True, "description": None, "tags": None},
                "after_unknown": {
                    "attachment": True, "id": True, "private_ips": [False], "private_ips_count": True, "security_groups": True,
                    "subnet_id": True,
                },
            },
        },
        {
            "address": "aws_instance.i", "mode": "managed", "type": "aws_instance", "name": "i",
            "change": {
                "actions": ["create"], "before": None,
                "after": {"instance_type": "t5.large", "network_interface": [{"device_index": 0, "delete_on_termination": False}]},
                "after_unknown": {"id": True, "network_interface": [{"network_interface_id": True}], "subnet_id": True},
            },
        },
    ],
    "configuration": {
        "root_module": {
            "resources": [
                {"address": "aws_subnet.a", "mode": "managed", "type": "aws_subnet", "name": "a", "expressions": {}},
                {
                    "address": "aws_network_interface.n", "expressions": {
                        "subnet_id": {"references": ["aws_subnet.a"]}, "private_ips": {"constant_value": ["10.0.1.4"]},
                    },
                },
                {
                    "address": "aws_instance.i", "expressions": {
                        "network_interface": [
                            {"device_index": {"constant_value": 0}, "network_interface_id": {"references": ["aws_network_interface.n"]}},
                        ],
                    },
                },
            ]
        }
    },
}  # fmt: skip


def test_plan_of_terraform_0_12():
    found = read(OLD)

    assert ["aws_subnet.a"] == [i.subnet_id for i in found.interfaces]
    assert ["10.0.1.4"] == addresses(found.interfaces[0])
    assert None is groups(found.interfaces[0])
    assert {("aws_network_interface.n", "aws_instance.i", 0, None, "inline")} == slots(found)
    assert "t5.large" == found.instances[0].instance_type


def test_plan_without_configuration_counts_and_leaves_references_open():
    found = read({key: value for key, value in OLD.items() if key != "configuration"})

    assert ("after-apply",) == plain(found.interfaces[0].subnet_id)
    assert {(("after-apply",), "aws_instance.i", 0, None, "inline")} == slots(found)


def test_plan_of_planned_values_alone():
    values = {"root_module": {"child_modules": [{"address": "module.m", "resources": [
        {"address": "module.m.aws_instance.i", "mode": "managed", "type": "aws_instance", "name": "i", "values": {"instance_type": "m6i.large"}},
        {"address": "module.m.aws_subnet.s", "mode": "managed", "type": "aws_subnet", "name": "s", "values": {"cidr_block": "10.0.0.0/24"}},
    ]}]}}  # fmt: skip
    call = {"module": {"resources": [
        block("aws_subnet.s"), block("aws_instance.i", subnet_id="aws_subnet.s.id aws_subnet.s"),
    ]}}  # fmt: skip
    found = read({"planned_values": values, "configuration": {"root_module": {"module_calls": {"m": call}}}})

    assert {("module.m.aws_instance.i/primary", "module.m.aws_instance.i", 0, None, "inline")} == slots(found)
    assert "module.m.aws_subnet.s" == found.instances[0].subnet_id


def test_plan_without_resources_is_empty():
    data = {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}}

    assert 0 == len(read(data))


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.99", 1.1])
def test_known_formats_are_read(version):
    assert read(OLD | {"format_version": version}).interfaces


def test_absent_format_version_is_read():
    assert read({key: value for key, value in OLD.items() if key != "format_version"}).interfaces


@pytest.mark.parametrize("version", ["2.0", "10.1", "", "one"])
def test_other_major_version_is_refused(version):
    with pytest.raises(SourceError, match="/format_version: the plan format is"):
        read(OLD | {"format_version": version})


@pytest.mark.parametrize("wrapper", ["tfplan", "plan"])
def test_plan_below_another_key_keeps_its_pointers(wrapper):
    data = {"run": "x", wrapper: OLD}

    assert recognises_plan(data)
    assert f"/{wrapper}/resource_changes/1" == read(data).interfaces[0].origin.pointer


def test_plans_are_told_from_other_files():
    state = {"format_version": "1.0", "terraform_version": "1.11.4", "values": {"root_module": {}}}

    assert [True, True, True] == [recognises_plan(x) for x in (OLD, {"resource_changes": []}, {"planned_values": {}})]
    assert [False] * 4 == [recognises_plan(x) for x in (state, {}, [], {"plan": {"name": "x"}})]
    assert ({"plan": 1}, "") == plan_root({"plan": 1})


# -- notes ---------------------------------------------------------------------------------------------------------------


def test_whole_plan_needs_no_note():
    assert [] == plan_notes(data_of("existing/changed.json"))


def test_errored_and_incomplete_plans_are_told():
    assert ["Planning failed"] == [n[:15] for n in plan_notes(OLD | {"errored": True, "complete": False})]
    assert ["The plan is not complete"] == [n[:24] for n in plan_notes(OLD | {"complete": False})]
    assert ["The plan holds no configuration"] == [n[:31] for n in plan_notes({"resource_changes": []})]


def test_targeted_plan_of_an_old_terraform_is_suspected():
    data = data_of("existing/unchanged.json")
    del data["complete"]
    data["resource_changes"] = data["resource_changes"][:4]

    assert ["The plan leaves out 11 resources of the state: it looks as if it were made with -target."] == plan_notes(data)


@pytest.mark.parametrize("data", [None, [], {"resource_changes": 3, "prior_state": {"values": {"root_module": [1]}}}])
def test_notes_about_anything(data):
    assert isinstance(plan_notes(data), list)


# -- garbage -------------------------------------------------------------------------------------------------------------


def broken(pointer, value):
    data = copy.deepcopy(OLD)
    *path, last = pointer.split("/")[1:]
    place = data
    for token in path:
        place = place[int(token)] if isinstance(place, list) else place[token]
    place[int(last) if isinstance(place, list) else last] = value
    return data


@pytest.mark.parametrize(
    ("pointer", "value", "message"),
    [
        ("/resource_changes", None, "/resource_changes should be a list, not null"),
        ("/resource_changes/0", [], "/resource_changes/0 should be an object, not a list"),
        ("/resource_changes/0/change", "x", "/resource_changes/0/change should be an object, not a text"),
        ("/resource_changes/0/change/actions", None, "/resource_changes/0/change/actions should be a list, not null"),
        ("/resource_changes/0/change/after", None, "/resource_changes/0/change/after should be an object, not null"),
        ("/resource_changes/0/address", 3, "/resource_changes/0/address should be a text, not a number"),
        ("/resource_changes/0/index", [], "/resource_changes/0/index should be a number or a text, not a list"),
        ("/resource_changes/0/change/after/cidr_block", 10, "/change/after/cidr_block should be a text, not a number"),
        ("/resource_changes/1/change/after/private_ips", "10.0.1.4", "/change/after/private_ips should be a list, not a text"),
        ("/resource_changes/1/change/after/private_ips/0", {}, "/after/private_ips/0 should be a text, not an object"),
        ("/resource_changes/2/change/after/network_interface", {"a": 1}, "/network_interface should be a list, not an object"),
        ("/resource_changes/2/change/after/network_interface/0", "x", "/network_interface/0 should be an object, not a text"),
        ("/resource_changes/2/change/after/network_interface/0/device_index", "x", "/device_index should be a whole number, not a text"),
        ("/resource_changes/1/change/after/source_dest_check", 1, "/source_dest_check should be true or false, not a number"),
    ],
)  # fmt: skip
def test_wrong_type_is_refused_with_its_place(pointer, value, message):
    with pytest.raises(SourceError, match=r"plan.json: .*should be") as fault:
        read(broken(pointer, value))

    assert message in fault.value.what


def test_place_of_what_is_wrong_has_line_and_column():
    text = json.dumps(broken("/resource_changes/0/change/after/cidr_block", 10), indent=1)

    with pytest.raises(SourceError) as fault:
        read_plan(json_document(text, "plan.json", kind="terraform-plan"))

    line, row = next(pair for pair in enumerate(text.splitlines(), 1) if '"cidr_block": 10' in pair[1])
    assert f"plan.json:{line}:{row.index('10') + 1}" == fault.value.where


def test_enormous_count_does_not_fill_the_memory():
    after = {"subnet_id": "subnet-1", "private_ips_count": 10**12, "ipv4_prefix_count": 10**12}

    assert 2**16 + 1 == len(read(plan([change("aws_network_interface.n", after)])).interfaces[0].private_ip_addresses)


def paths(value, path=()):
    yield path
    if isinstance(value, dict):
        for name, member in value.items():
            yield from paths(member, (*path, name))
    elif isinstance(value, list):
        for index, member in enumerate(value):
            yield from paths(member, (*path, index))


REAL = {
    name: data_of(f"{name}.json") for name in ("hosts/plan", "deep/plan", "templates/plan", "lookups/plan", "existing/changed")
}


@pytest.mark.parametrize("name", sorted(REAL))
@pytest.mark.parametrize("value", [None, "x", [], {}, [1], "DELETE"])
def test_plan_with_any_part_at_the_top_gone_or_wrong(name, value):
    for key in REAL[name]:
        data = {k: v for k, v in REAL[name].items() if k != key} | ({} if value == "DELETE" else {key: value})

        what = refusal(data)

        assert not what or what.startswith(f"/{key}")


def refusal(data):
    """What the plan is refused for, the empty text when it is read."""
    try:
        read(data)
    except SourceError as fault:
        return fault.what
    return ""


PATHS = {name: [p for p in paths(data) if p] for name, data in REAL.items()}
JUNK = st.sampled_from(
    [None, True, 0, -1, 1.5, "", "x", "aws_subnet.a.id", [], [None], ["x"], {}, {"a": 1}, [{}], 10**30, "DELETE"]
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(st.data())
def test_damaged_plan_is_read_or_refused(data):
    name = data.draw(st.sampled_from(sorted(REAL)))
    found = copy.deepcopy(REAL[name])
    for _ in range(data.draw(st.integers(1, 4))):
        *path, last = data.draw(st.sampled_from(PATHS[name]))
        place = found
        try:
            for token in path:
                place = place[token]
            place[last]
        except (LookupError, TypeError):
            continue
        value = data.draw(JUNK)
        if value == "DELETE":
            del place[last]
        elif not isinstance(place, str):
            place[last] = value
    document = document_of(found)
    try:
        inventory = read_plan(document)
    except SourceError:
        return
    finally:
        plan_notes(found)
    for interface in inventory.all_interfaces:
        assert isinstance(document.field_pointer(interface.origin.pointer, "private_ip_addresses[0].private_ip_address"), str)
    for attachment in inventory.attachments:
        assert isinstance(document.field_pointer(attachment.origin.pointer, "device_index"), str)
