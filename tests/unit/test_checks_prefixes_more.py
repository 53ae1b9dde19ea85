"""Prefixes in their places and CIDR reservations: edges that examples cannot show, and both against a walk over all blocks."""

from ipaddress import ip_network

import msgspec
import pytest
import yaml
from checking import inventory_of, messages, run, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import PrivateIpAddress
from eni_lint.inventory.unknown import Reason, Unknown

SIZE = {4: 28, 6: 80}
HOST = {4: 4, 6: 48}  # bits behind a prefix
BASE = {4: "10.0.1.0", 6: "2001:db8:0:1::"}
FIELDS = {4: ("cidr_block", "ipv4_prefixes"), 6: ("ipv6_cidr_blocks", "ipv6_prefixes")}
VERSIONS = st.sampled_from([4, 6])


def findings(rule_id, scene):
    return run(rule_id, inventory_of(scene)).findings


def failing(rule_id, scene):
    return {finding.subject.address for finding in findings(rule_id, scene)}


def remedies(rule_id, scene):
    return [finding.remedy for finding in findings(rule_id, scene)]


def subnet(version, block):
    return {"cidr_block": str(block)} if version == 4 else {"ipv6_native": True, "ipv6_cidr_blocks": [str(block)]}


# -- the place of a prefix ---------------------------------------------------------------------------------------------


@st.composite
def placed_prefixes(draw):
    """A subnet of one to eight prefixes, and prefixes in it and around it."""
    version = draw(VERSIONS)
    block = ip_network(f"{BASE[version]}/{SIZE[version] - draw(st.integers(0, 3))}")
    numbers = draw(st.lists(st.integers(-2, 9), unique=True, min_size=1))
    network = int(block.network_address)
    prefixes = {
        f"n{number}" if number >= 0 else f"m{-number}": ip_network((network + (number << HOST[version]), SIZE[version]))
        for number in numbers
    }
    return version, block, prefixes


def prefix_scene(version, block, prefixes):
    members = {name: {"subnet_id": "s", FIELDS[version][1]: [str(prefix)]} for name, prefix in prefixes.items()}
    return yaml.safe_dump({"subnets": {"s": subnet(version, block)}, "network_interfaces": members})


@given(placed_prefixes())
@settings(max_examples=80)
def test_prefix_is_outside_when_it_is_no_part_of_the_block(case):
    _, block, prefixes = case
    outside = {name for name, prefix in prefixes.items() if not prefix.subnet_of(block)}

    assert outside == failing("prefix-outside-subnet", prefix_scene(*case))


@given(placed_prefixes())
@settings(max_examples=80)
def test_prefix_covers_what_aws_keeps_when_it_holds_one_of_the_five_addresses(case):
    _, block, prefixes = case
    kept = [block[0], block[1], block[2], block[3], block[-1]]
    covering = {name for name, prefix in prefixes.items() if any(address in prefix for address in kept)}

    assert covering == failing("prefix-covers-reserved-addresses", prefix_scene(*case))


def test_prefix_that_is_the_whole_subnet_holds_all_that_aws_keeps():
    scene = prefix_scene(4, ip_network("10.0.1.0/28"), {"node": ip_network("10.0.1.0/28")})

    assert [
        (
            "Prefix 10.0.1.0/28 of interface 'node' holds the first four addresses and the last address of subnet 's', 10.0.1.0/28, "
            "which AWS keeps."
        )
    ] == messages("prefix-covers-reserved-addresses", scene)


def test_prefix_larger_than_the_subnet_is_outside_and_covers_nothing():
    scene = prefix_scene(4, ip_network("10.0.1.0/29"), {"node": ip_network("10.0.1.0/28")})

    assert "pass" == verdict("prefix-covers-reserved-addresses", scene)


def test_version_that_the_subnet_does_not_have_is_for_other_rules():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/24}}
    network_interfaces: {node: {subnet_id: s, ipv6_prefixes: ["2001:db8:0:1:1::/80"]}}
    """

    assert "pass" == verdict("prefix-outside-subnet", scene)


def test_free_prefixes_are_advised():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/26}}
    network_interfaces: {node: {subnet_id: s, private_ip_addresses: [10.0.1.20], ipv4_prefixes: [10.0.1.0/28]}}
    """

    assert ["Delegate another prefix of subnet 's', such as 10.0.1.32/28, which nothing here uses."] == remedies(
        "prefix-covers-reserved-addresses", scene
    )


# -- the primary address -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule_id", ["primary-address-in-prefix", "address-in-delegated-prefix"])
@pytest.mark.parametrize("address", ["10.0.1.16", "10.0.1.31", "10.0.1.15", "10.0.1.32"])
@pytest.mark.parametrize("primary", ["true", "false", "{unknown: x}"])
def test_address_in_the_own_prefix_has_one_finding(rule_id, address, primary):
    scene = f"""
    subnets: {{s: {{cidr_block: 10.0.1.0/24}}}}
    network_interfaces:
      node:
        subnet_id: s
        private_ip_addresses: [{{private_ip_address: {address}, primary: {primary}}}]
        ipv4_prefixes: [10.0.1.16/28]
    """
    inside = address in {"10.0.1.16", "10.0.1.31"}
    concerned = primary == ("true" if rule_id == "primary-address-in-prefix" else "false")
    expected = "pass" if not inside else "undecided" if "unknown" in primary else "error" if concerned else "pass"

    assert expected == verdict(rule_id, scene)


def test_primary_address_in_the_prefix_of_another_interface_is_for_the_other_rule():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/24}}
    network_interfaces:
      node: {subnet_id: s, private_ip_addresses: [10.0.1.10], ipv4_prefixes: [10.0.1.16/28]}
      web: {subnet_id: s, private_ip_addresses: [10.0.1.20]}
    """

    assert "pass" == verdict("primary-address-in-prefix", scene)
    assert {"web"} == failing("address-in-delegated-prefix", scene)


@pytest.mark.parametrize("prefix", ["10.0.1.16/27", "10.0.1.18/28"])
def test_prefix_that_aws_does_not_delegate_has_no_primary_address_in_it(prefix):
    scene = f"network_interfaces: {{node: {{private_ip_addresses: [10.0.1.20], ipv4_prefixes: [{prefix}]}}}}\n"

    assert "pass" == verdict("primary-address-in-prefix", scene)


def test_unknown_addresses_are_open_where_a_prefix_is_written():
    scene = """
    network_interfaces:
      node: {private_ip_addresses: !unknown x, ipv4_prefixes: [10.0.1.16/28]}
      other: {private_ip_addresses: !unknown x, ipv4_prefix_count: 1}
    """
    result = run("primary-address-in-prefix", inventory_of(scene))

    assert ["node"] == [outcome.subject.address for outcome in result.undecided]


def test_address_outside_the_prefix_is_advised():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/27}}
    network_interfaces: {node: {subnet_id: s, private_ip_addresses: [10.0.1.16], ipv4_prefixes: [10.0.1.16/28]}}
    """

    assert [
        (
            "Give 'node' a primary address outside 10.0.1.16/28, such as 10.0.1.4, 10.0.1.5 or 10.0.1.6, which nothing here uses; "
            "or delegate another prefix."
        )
    ] == remedies("primary-address-in-prefix", scene)


# -- room for prefixes: see test_checks_addressing_more for the walk over all blocks -------------------------------------

FRAGMENTED = "prefix-space-fragmented"


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ("", "pass"),
        ("web: {subnet_id: s, private_ip_addresses: [10.0.1.20]}", "warning"),
        ("web: {subnet_id: s, private_ip_addresses: [{unknown: x}]}", "undecided"),
        ("web: {subnet_id: {unknown: x}, private_ip_addresses: [10.0.1.20]}", "undecided"),
        ("web: {subnet_id: {unknown: x}, ipv4_prefix_count: 1}", "undecided"),
        ("web: {subnet_id: s, ipv4_prefixes: {unknown: x}}", "undecided"),
        ("web: {subnet_id: subnet-0123456789abcdef0, ipv4_prefix_count: 1}", "pass"),
    ],
)
def test_last_block_is_taken_by_what_is_certain_to_be_there(others, expected):
    scene = f"""
    subnets: {{s: {{cidr_block: 10.0.1.0/26}}}}
    network_interfaces:
      node: {{subnet_id: s, ipv4_prefix_count: 2}}
      {others}
    """

    assert expected == verdict(FRAGMENTED, scene)


def test_certain_shortage_does_not_wait_for_what_only_makes_it_worse():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/24}}
    network_interfaces:
      node: {subnet_id: s, private_ip_addresses: [10.0.1.10], ipv4_prefix_count: 5}
      one: {subnet_id: s, private_ip_addresses: [10.0.1.20, 10.0.1.40, 10.0.1.60, 10.0.1.70, 10.0.1.90, 10.0.1.100, 10.0.1.120]}
      two: {subnet_id: s, private_ip_addresses: [10.0.1.130, 10.0.1.150, 10.0.1.170, !unknown x]}
    """

    assert "warning" == verdict(FRAGMENTED, scene)


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("web: {subnet_id: s, private_ip_addresses: [10.0.1.40]}", "warning"),
        ("web: {subnet_id: s, private_ip_addresses: [{unknown: x}]}", "undecided"),
        ("web: {subnet_id: {unknown: x}, private_ip_addresses: [10.0.1.40]}", "undecided"),
        ("web: {subnet_id: s, private_ip_addresses: {unknown: x}}", "undecided"),
        ("", "pass"),
    ],
)
def test_snapshot_with_prefixes_needs_a_block_for_the_next(more, expected):
    scene = f"""
    live: true
    subnets: {{s: {{cidr_block: 10.0.1.0/26, available_ip_address_count: 40}}, t: {{cidr_block: 10.0.2.0/28}}}}
    network_interfaces:
      node: {{subnet_id: s, private_ip_addresses: [10.0.1.4], ipv4_prefixes: [10.0.1.16/28]}}
      {more}
    """

    assert expected == verdict(FRAGMENTED, scene)


@pytest.mark.parametrize(
    ("available", "reservation", "expected"),
    [
        ("15", "", "pass"),
        ("{unknown: x}", "", "undecided"),
        ("40", "r: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: prefix}", "warning"),
        ("40", "r: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: {unknown: x}}", "undecided"),
        ("40", "r: {subnet_id: s, cidr: {unknown: x}, reservation_type: prefix}", "undecided"),
    ],
)
def test_snapshot_is_short_of_blocks_only_where_addresses_are_free(available, reservation, expected):
    scene = f"""
    live: true
    subnets: {{s: {{cidr_block: 10.0.1.0/26, available_ip_address_count: {available}}}}}
    subnet_cidr_reservations: {{{reservation}}}
    network_interfaces:
      node: {{subnet_id: s, private_ip_addresses: [10.0.1.40], ipv4_prefixes: [10.0.1.16/28]}}
    """

    assert expected == verdict(FRAGMENTED, scene)


@pytest.mark.parametrize("prefixes", ["[{unknown: x}]", "{unknown: x}"])
def test_snapshot_of_prefixes_that_are_not_known_is_undecided(prefixes):
    scene = f"""
    live: true
    subnets: {{s: {{cidr_block: 10.0.1.0/27, available_ip_address_count: 20}}}}
    network_interfaces:
      node: {{subnet_id: s, private_ip_addresses: [10.0.1.20], ipv4_prefixes: {prefixes}}}
    """

    assert "undecided" == verdict(FRAGMENTED, scene)


def test_snapshot_without_prefixes_is_left_alone():
    scene = """
    live: true
    subnets: {s: {cidr_block: 10.0.1.0/27, available_ip_address_count: 20}}
    network_interfaces: {web: {subnet_id: s, private_ip_addresses: [10.0.1.20]}}
    """

    assert "no subject" == verdict(FRAGMENTED, scene)


def test_prefixes_of_ipv6_never_run_out():
    scene = """
    live: true
    subnets: {s: {cidr_block: 10.0.1.0/27, ipv6_cidr_blocks: ["2001:db8:0:1::/64"], available_ip_address_count: 20}}
    network_interfaces:
      node: {subnet_id: s, private_ip_addresses: [10.0.1.20], ipv6_prefixes: ["2001:db8:0:1:1::/80"]}
    """

    assert "no subject" == verdict(FRAGMENTED, scene)


# -- reservations ------------------------------------------------------------------------------------------------------


@st.composite
def reserved(draw):
    """A subnet of up to eight prefixes, and a few ranges in it and around it."""
    version = draw(VERSIONS)
    block = ip_network(f"{BASE[version]}/{SIZE[version] - draw(st.integers(0, 3))}")
    ranges = {}
    for name in draw(st.lists(st.sampled_from(["r0", "r1", "r2", "r3", "r4"]), unique=True, min_size=1)):
        length = SIZE[version] + draw(st.integers(-4, 2))
        first = int(block.network_address) + draw(st.integers(-4, 40)) * (1 << (HOST[version] - 2))
        ranges[name] = ip_network((first, length), strict=False)
    return version, block, ranges


def reservation_scene(version, block, ranges):
    kept = {name: {"subnet_id": "s", "cidr": str(cidr), "reservation_type": "prefix"} for name, cidr in ranges.items()}
    return yaml.safe_dump({"subnets": {"s": subnet(version, block)}, "subnet_cidr_reservations": kept}, sort_keys=False)


@given(reserved())
@settings(max_examples=100)
def test_reservation_is_outside_when_a_part_of_it_is(case):
    _, block, ranges = case

    assert {name for name, cidr in ranges.items() if not cidr.subnet_of(block)} == failing(
        "reservation-outside-subnet", reservation_scene(*case)
    )


@given(reserved())
@settings(max_examples=100)
def test_later_reservation_of_a_pair_that_overlaps_is_blamed(case):
    _, _, ranges = case
    listed = list(ranges.items())
    later = {name for number, (name, cidr) in enumerate(listed) if any(cidr.overlaps(other) for _, other in listed[:number])}

    assert later == failing("overlapping-reservations", reservation_scene(*case))


@given(reserved())
@settings(max_examples=100)
def test_reservation_is_too_small_when_no_block_in_it_can_be_delegated(case):
    version, block, ranges = case
    kept = [block[0], block[1], block[2], block[3], block[-1]]

    def gives_none(cidr):
        blocks = list(cidr.subnets(new_prefix=SIZE[version])) if cidr.prefixlen <= SIZE[version] else []
        inside = cidr.subnet_of(block)
        return not [each for each in blocks if not inside or not any(address in each for address in kept)]

    assert {name for name, cidr in ranges.items() if gives_none(cidr)} == failing(
        "reservation-too-small-for-prefix", reservation_scene(*case)
    )


def test_range_beside_all_that_is_used_is_advised():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/26}}
    subnet_cidr_reservations:
      one: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: prefix}
      two: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: explicit}
    network_interfaces: {web: {subnet_id: s, private_ip_addresses: [10.0.1.10]}}
    """

    assert [
        "Reserve another range for 'two', such as 10.0.1.32/28, which nothing here uses; or make one reservation of both."
    ] == (remedies("overlapping-reservations", scene))


@pytest.mark.parametrize("rule_id", ["reservation-outside-subnet", "overlapping-reservations"])
def test_reservations_of_a_snapshot_have_been_accepted(rule_id):
    scene = """
    live: true
    subnets: {s: {cidr_block: 10.0.1.0/26}}
    subnet_cidr_reservations: {one: {subnet_id: s, cidr: !unknown x, reservation_type: prefix}}
    """

    assert "no subject" == verdict(rule_id, scene)


def test_text_that_is_no_range_is_undecided():
    inventory = inventory_of("""
    subnets: {s: {cidr_block: 10.0.1.0/26}}
    subnet_cidr_reservations: {one: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: prefix}}
    """)
    broken = msgspec.structs.replace(inventory.cidr_reservations[0], cidr="10.0.1.16")
    result = run("reservation-outside-subnet", Inventory(subnets=inventory.subnets, cidr_reservations=[broken]))

    assert ["'10.0.1.16' is no CIDR block"] == [outcome.detail for outcome in result.undecided]
    assert 1 == run("overlapping-reservations", Inventory(subnets=inventory.subnets, cidr_reservations=[broken])).passed


@pytest.mark.parametrize("rule_id", ["reservation-outside-subnet", "reservation-too-small-for-prefix"])
def test_reservation_of_no_subnet_is_undecided(rule_id):
    inventory = inventory_of("""
    subnets: {s: {cidr_block: 10.0.1.0/26}}
    subnet_cidr_reservations: {one: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: prefix}}
    """)
    lost = msgspec.structs.replace(inventory.cidr_reservations[0], subnet_id=None)
    result = run(rule_id, Inventory(subnets=inventory.subnets, cidr_reservations=[lost]))

    assert ["nothing tells the subnet of one"] == [outcome.detail for outcome in result.undecided]


def test_reservation_of_no_subnet_may_overlap_another():
    inventory = inventory_of("""
    subnets: {s: {cidr_block: 10.0.1.0/26}}
    subnet_cidr_reservations:
      one: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: prefix}
      two: {subnet_id: s, cidr: 10.0.1.16/29, reservation_type: prefix}
    """)
    one, two = inventory.cidr_reservations
    lost = msgspec.structs.replace(two, subnet_id=None)
    result = run("overlapping-reservations", Inventory(subnets=inventory.subnets, cidr_reservations=[one, lost]))

    assert ["one", "two"] == [outcome.subject.address for outcome in result.undecided]


def test_small_range_of_a_subnet_whose_block_is_not_known_is_undecided():
    scene = """
    subnets: {s: {cidr_block: !unknown x}}
    subnet_cidr_reservations: {one: {subnet_id: s, cidr: 10.0.1.16/28, reservation_type: prefix}}
    """

    assert "undecided" == verdict("reservation-too-small-for-prefix", scene)


def test_primary_flag_of_an_address_that_aws_chooses_matters_to_nobody():
    inventory = inventory_of("network_interfaces: {node: {ipv4_prefixes: [10.0.1.16/28]}}\n")
    unclear = PrivateIpAddress(private_ip_address=Unknown(Reason.ASSIGNED_BY_AWS), primary=Unknown(Reason.DECLARED, "x"))
    interface = msgspec.structs.replace(inventory.interfaces[0], private_ip_addresses=[unclear])

    assert 1 == run("primary-address-in-prefix", Inventory(interfaces=[interface])).passed
