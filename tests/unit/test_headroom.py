"""What a plan leaves: interfaces and slots of instances, free addresses and prefixes of subnets."""

from __future__ import annotations

import msgspec
import pytest
from checking import inventory_of

from eni_lint.engine.headroom import headroom_of
from eni_lint.inventory.headroom import Headroom, Room
from eni_lint.reporters.headroom import lines_of

HOST = """
    subnets:
      s: {cidr_block: 10.0.0.0/26}
    instances:
      i: {instance_type: m6i.large, subnet_id: s}
    network_interfaces:
      n: {subnet_id: s, private_ip_addresses: [10.0.0.10, 10.0.0.11], attachment: {instance_id: i, device_index: 1}}
    changes:
      n: {action: create}
"""
ANOTHER = "      m: {subnet_id: s, attachment: {instance_id: i, device_index: 2}}\n      n: {subnet_id"
ALL_NEW = """
      s: {action: create}
      i: {action: create}
"""


def headroom(scene):
    return headroom_of(inventory_of(scene))


def lines(scene, *, verbose=True):
    return [f"{name}: {now} / {before}" for name, now, before in lines_of(headroom(scene), verbose=verbose)]


def test_what_is_no_plan_has_no_headroom():
    assert headroom_of(inventory_of("instances: {i: {instance_type: m6i.large}}")) is None


def test_plan_that_changes_nothing_has_nothing_to_tell():
    scene = """
    instances: {i: {instance_type: m6i.large}}
    before: {instances: {i: {instance_type: m6i.large}}}
    """

    assert headroom(scene) is None


def test_new_interface_counts_on_its_instance_and_in_its_subnet():
    (host,), (subnet,) = headroom(HOST).hosts, headroom(HOST).subnets

    assert Room(used=2, limit=3) == host.interfaces
    assert Room(used=1, limit=3) == host.interfaces_before
    assert Room(used=3, limit=20) == host.ipv4_slots
    assert Room(used=1, limit=10) == host.ipv4_slots_before
    assert (59, 58, 56) == (subnet.addresses, subnet.free_before, subnet.free)
    assert not subnet.at_most


def test_untouched_instance_and_subnet_are_left_out():
    scene = HOST.replace("      i: {", "      still: {instance_type: m6i.large, subnet_id: other}\n      i: {")
    found = headroom(scene.replace("      s: {", "      other: {cidr_block: 10.0.1.0/26}\n      s: {", 1))

    assert ["i"] == [host.origin.address for host in found.hosts]
    assert ["s"] == [subnet.origin.address for subnet in found.subnets]


def test_lines_say_now_and_before():
    assert [
        "i (m6i.large): 2 of 3 interfaces, 3 of 20 IPv4 addresses / was 1 of 3, 1 of 10",
        "s: 56 of 59 addresses free / was 58",
    ] == lines(HOST)


def test_resize_tells_both_types():
    scene = """
    instances: {i: {instance_type: m6i.xlarge}}
    before: {instances: {i: {instance_type: m6i.large}}}
    """

    assert ["i (m6i.xlarge): 1 of 4 interfaces, 1 of 15 IPv4 addresses / was 1 of 3, 1 of 10 as m6i.large"] == lines(scene)


def test_detaching_is_told_too():
    scene = """
    instances: {i: {instance_type: m6i.large}}
    network_interfaces: {n: {private_ip_addresses: [10.0.0.9]}}
    before:
      network_interfaces: {n: {private_ip_addresses: [10.0.0.9], attachment: {instance_id: i, device_index: 1}}}
    """

    assert "i (m6i.large): 1 of 3 interfaces, 1 of 10 IPv4 addresses / was 2 of 3, 2 of 20" in lines(scene)


def test_unknown_lists_make_it_at_least():
    scene = HOST.replace("[10.0.0.10, 10.0.0.11]", "{unknown: later}")
    (host,), (subnet,) = headroom(scene).hosts, headroom(scene).subnets

    assert host.ipv4_slots.at_least
    assert Room(used=2, limit=3) == host.interfaces
    assert subnet.at_most
    assert "i (m6i.large): 2 of 3 interfaces, at least 1 of 20 IPv4 addresses / was 1 of 3, 1 of 10" in lines(scene)


def test_interface_of_an_unknown_instance_makes_it_at_least():
    scene = HOST.replace("      n: {subnet_id", ANOTHER.replace("instance_id: i", "instance_id: {unknown: which}"))

    assert headroom(scene).hosts[0].interfaces.at_least


@pytest.mark.parametrize("kind", ["{unknown: which}", "m99.huge"])
def test_instance_of_an_unknown_type_has_no_line(kind):
    assert [] == headroom(f"instances: {{i: {{instance_type: {kind}}}}}\nchanges: {{i: {{action: create}}}}\n").hosts


def test_prefixes_are_slots_and_blocks():
    scene = HOST.replace("private_ip_addresses: [10.0.0.10, 10.0.0.11]", "ipv4_prefixes: [10.0.0.16/28], ipv4_prefix_count: 1")
    found = headroom(scene)

    # One is written, one is for AWS to choose; the first block holds what AWS keeps, and the last one too.
    assert 2 == found.hosts[0].prefixes
    assert (0, None) == (found.subnets[0].free_prefixes, found.subnets[0].free_prefixes_before)
    assert "i (m6i.large): 2 of 3 interfaces, 4 of 20 IPv4 slots (2 of them prefixes) / was 1 of 3, 1 of 10" in lines(scene)


def test_reservation_takes_room_of_single_addresses():
    reservations = "    subnet_cidr_reservations:\n      r: {subnet_id: s, cidr: 10.0.0.32/28, reservation_type: explicit}\n"
    scene = HOST.replace("    changes:", reservations + "    changes:")

    assert 40 == headroom(scene).subnets[0].free


def test_count_of_aws_goes_before_what_the_plan_knows():
    scene = HOST.replace("s: {cidr_block: 10.0.0.0/26}", "s: {cidr_block: 10.0.0.0/26, available_ip_address_count: 5}")
    (subnet,) = headroom(scene).subnets

    assert (5, 3, True) == (subnet.free_before, subnet.free, subnet.told)


def test_created_subnet_has_nothing_before():
    scene = HOST + ALL_NEW.strip("\n")
    (subnet,) = headroom(scene).subnets

    assert ("create", None) == (subnet.action, subnet.free_before)
    assert "s: 56 of 59 addresses free / " in lines(scene)


def test_only_what_becomes_scarce_is_told_by_default():
    assert [] == lines(HOST, verbose=False)
    full = HOST.replace("      n: {subnet_id", ANOTHER)

    assert ["i (m6i.large): 3 of 3 interfaces, 4 of 30 IPv4 addresses / was 2 of 3, 2 of 20"] == lines(full, verbose=False)


def test_subnet_that_runs_out_is_told_by_default():
    many = ", ".join(f"10.0.0.{n}" for n in range(5, 60))
    scene = HOST.replace("10.0.0.10, 10.0.0.11", many)

    assert "s: 3 of 59 addresses free / was 58" in lines(scene, verbose=False)


def test_new_instance_is_full_on_purpose():
    scene = HOST.replace("      n: {subnet_id", ANOTHER)
    scene += ALL_NEW.strip("\n")

    assert [] == lines(scene, verbose=False)


def test_overfull_subnet_has_nothing_free_and_no_less():
    many = ", ".join(f"10.0.0.{n}" for n in range(4, 63))
    scene = HOST.replace("10.0.0.10, 10.0.0.11", many)

    assert 0 == headroom(scene).subnets[0].free


def test_headroom_is_plain_data():
    assert Headroom() != headroom(HOST)
    assert {"hosts", "subnets"} == set(msgspec.structs.asdict(headroom(HOST)))
