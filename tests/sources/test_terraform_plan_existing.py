"""Plans over what exists: real ids, what a refresh fills in, and what changes."""

from __future__ import annotations

import copy

from plan_corpus import addresses, block, change, data_of, groups, plan, read, read_fixture, slots

UNCHANGED = read_fixture("existing/unchanged.json")
CHANGED = read_fixture("existing/changed.json")


def test_real_ids_become_the_names_of_the_plan():
    assert "aws_subnet.a" == UNCHANGED.interface_by_key["aws_network_interface.data"].subnet_id
    assert "aws_vpc.main" == UNCHANGED.subnet_by_key["aws_subnet.a"].vpc_id
    assert "aws_security_group.web" in groups(UNCHANGED.interface_by_key["aws_network_interface.data"])


def test_attachment_that_a_refresh_shows_as_well_is_one():
    assert {
        ("aws_instance.plain/primary", "aws_instance.plain", 0, None, "inline"),
        ("aws_network_interface.data", "aws_instance.plain", 1, 0, "resource"),
        ("aws_network_interface.extra[0]", "aws_instance.plain", 2, 0, "interface"),
        ("aws_network_interface.extra[1]", "aws_instance.plain", 3, 0, "interface"),
        ("aws_network_interface.primary", "aws_instance.own", 0, None, "inline"),
    } == slots(UNCHANGED)
    assert len(UNCHANGED.attachments) == len(slots(UNCHANGED))


def test_addresses_are_the_real_ones():
    assert ["10.0.1.10"] == addresses(UNCHANGED.interface_by_key["aws_network_interface.data"])
    assert 1 == len(addresses(UNCHANGED.interface_by_key["aws_instance.plain/primary"]))


def test_groups_that_nobody_wrote_are_no_second_way_to_manage_them():
    data = UNCHANGED.interface_by_key["aws_network_interface.data"]

    assert ["attachment", "attachment"] == [g.means for g in data.groups]


def test_rule_that_a_refresh_shows_in_the_group_is_one():
    data = data_of("existing/unchanged.json")
    group = next(c for c in data["resource_changes"] if c["address"] == "aws_security_group.web")
    group["change"]["after"]["ingress"] = [
        {"protocol": "tcp", "from_port": 443, "to_port": 443, "cidr_blocks": ["0.0.0.0/0"], "self": False, "security_groups": []}
    ]

    assert 1 == len(read(data).security_groups[0].rules)


def test_elastic_ip_of_an_instance_says_its_interface_once():
    found = {e.allocation_id: (e.instance_id, e.network_interface_id) for e in UNCHANGED.elastic_ips}

    assert {
        "aws_eip.data": (None, "aws_network_interface.data"),
        "aws_eip.plain": (None, "aws_instance.plain/primary"),
    } == found


def test_resize_keeps_the_interfaces():
    assert ("m6i.large", "m6i.xlarge") == tuple(
        i.instance_by_key["aws_instance.plain"].instance_type for i in (UNCHANGED, CHANGED)
    )
    assert "aws_instance.plain/primary" in CHANGED.interface_by_key


def test_moved_attachment_is_where_the_plan_says():
    assert {
        ("aws_instance.plain/primary", "aws_instance.plain", 0, None, "inline"),
        ("aws_network_interface.data", "aws_instance.plain", 4, None, "resource"),
        ("aws_network_interface.extra[0]", "aws_instance.plain", 2, 0, "interface"),
        ("aws_network_interface.primary", "aws_instance.own", 0, None, "inline"),
    } == slots(CHANGED)


def test_deleted_interface_is_gone():
    assert "aws_network_interface.extra[1]" not in CHANGED.interface_by_key


def test_what_the_plan_does_is_told_by_key():
    actions = {key: (change.action, change.replaced_for) for key, change in CHANGED.changes.items()}

    assert ("replace", ("private_ip_addresses",)) == actions["aws_network_interface.data"]
    assert ("replace", ("device_index", "network_interface_id")) == actions["aws_network_interface_attachment.data"]
    assert ("update", ()) == actions["aws_instance.plain"] == actions["aws_instance.plain/primary"]
    assert ("delete", ()) == actions["aws_network_interface.extra[1]"]
    assert ("no-op", ()) == actions["aws_network_interface.extra[0]"]


def test_what_was_before_has_the_same_keys():
    before = CHANGED.before

    assert set(UNCHANGED.interface_by_key) == set(before.interface_by_key)
    assert "m6i.large" == before.instance_by_key["aws_instance.plain"].instance_type
    assert ["10.0.1.10"] == addresses(before.interface_by_key["aws_network_interface.data"])
    assert {slot[:3] for slot in slots(UNCHANGED)} == {slot[:3] for slot in slots(before)}


def test_nothing_was_before_a_first_plan():
    first = read_fixture("hosts/plan.json")

    assert 0 == len(first.before)
    assert {"create"} == {change.action for change in first.changes.values()}


def test_elastic_ip_that_moves_has_no_address_of_before():
    assert ["10.0.1.99"] == addresses(CHANGED.interface_by_key["aws_network_interface.data"])
    assert None is next(e for e in CHANGED.elastic_ips if e.allocation_id == "aws_eip.data").private_ip_address


def unattached(data):
    """The plan with the row and the configuration of the attachment resource taken away."""
    data = copy.deepcopy(data)
    data["resource_changes"] = [c for c in data["resource_changes"] if c["type"] != "aws_network_interface_attachment"]
    root = data["configuration"]["root_module"]
    root["resources"] = [b for b in root["resources"] if b["type"] != "aws_network_interface_attachment"]
    return data


def test_attachment_made_outside_is_kept_as_captured():
    assert ("aws_network_interface.data", "aws_instance.plain", 1, 0, "captured") in slots(
        read(unattached(data_of("existing/unchanged.json")))
    )


def test_attachment_that_the_plan_takes_away_is_gone():
    data = data_of("existing/unchanged.json")
    for row in data["resource_changes"]:
        if row["type"] == "aws_network_interface_attachment":
            row["change"] = {"actions": ["delete"], "before": row["change"]["after"], "after": None, "after_unknown": {}}

    assert "aws_network_interface.data" not in {slot[0] for slot in slots(read(data))}


def test_attachment_to_an_instance_that_is_replaced_is_gone():
    data = unattached(data_of("existing/unchanged.json"))
    for row in data["resource_changes"]:
        if row["address"] == "aws_instance.plain":
            values = row["change"]
            values |= {"actions": ["delete", "create"], "before": values["after"], "after": {"instance_type": "m6i.large"}}
            values["after_unknown"] = {"id": True, "subnet_id": True, "primary_network_interface_id": True}

    assert "aws_network_interface.data" not in {slot[0] for slot in slots(read(data))}


def test_plan_without_configuration_still_shows_each_attachment_once():
    data = data_of("existing/unchanged.json")
    del data["configuration"]
    found = read(data)

    assert {slot[:3] for slot in slots(UNCHANGED)} == {slot[:3] for slot in slots(found)}
    assert len(found.attachments) == len(slots(found))


def test_instance_that_lists_the_interfaces_it_has_repeats_nothing():
    data = data_of("existing/unchanged.json")
    row = next(c for c in data["resource_changes"] if c["address"] == "aws_instance.plain")["change"]["after"]
    own = next(c for c in data["resource_changes"] if c["address"] == "aws_network_interface.data")["change"]["after"]
    row["network_interface"] = [
        {"device_index": 0, "network_card_index": 0, "network_interface_id": row["primary_network_interface_id"]},
        {"device_index": 1, "network_card_index": 0, "network_interface_id": own["id"]},
    ]
    row["primary_network_interface"] = [
        {"network_interface_id": row["primary_network_interface_id"], "delete_on_termination": True}
    ]

    assert slots(UNCHANGED) == slots(read(data))
    assert set(UNCHANGED.interface_by_key) == set(read(data).interface_by_key)


def test_raised_count_goes_before_what_is_there():
    after = {"private_ips": ["10.0.0.4"], "private_ip": "10.0.0.4", "private_ips_count": 2, "subnet_id": "subnet-1"}
    row = change("aws_network_interface.n", after, actions=["update"])

    def count(**written):
        return len(read(plan([row], [block("aws_network_interface.n", **written)])).interfaces[0].private_ip_addresses)

    assert 3 == count(private_ips_count=2)
    assert 1 == count(private_ips=["10.0.0.4"])


def test_imported_interface_has_its_id():
    row = change("aws_network_interface.n", {"id": "eni-1", "subnet_id": "subnet-1"}, actions=["no-op"])
    row["change"]["importing"] = {"id": "eni-1"}
    other = change(
        "aws_network_interface_attachment.a", {"network_interface_id": "eni-1", "instance_id": "i-1", "device_index": 1}
    )

    assert {("aws_network_interface.n", "i-1", 1, None, "resource")} == slots(read(plan([row, other])))


def test_group_written_twice_is_told_twice():
    after = {"security_groups": ["sg-1"], "subnet_id": "subnet-1"}
    changes = [
        change("aws_network_interface.n", after | {"id": "eni-1"}, actions=["no-op"]),
        change(
            "aws_network_interface_sg_attachment.a",
            {"network_interface_id": "eni-1", "security_group_id": "sg-1"},
            actions=["no-op"],
        ),
    ]
    found = read(plan(changes, [block("aws_network_interface.n", security_groups=["sg-1"])])).interfaces[0]

    assert ["sg-1", "sg-1"] == groups(found)
    assert ["inline", "attachment"] == [g.means for g in found.groups]
