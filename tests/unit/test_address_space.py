"""The sweep over claims finds what comparing every pair would find."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.documents import Document
from eni_lint.inventory.address_space import AddressSpaces
from eni_lint.inventory.addresses import BITS, PREFIX_LENGTH, parse_cidr, print_address
from eni_lint.inventory.claims import VERSIONS, Claim, inside, outside, overlapping, within
from eni_lint.inventory.model import (
    Ipv4Prefix,
    Ipv6Address,
    Ipv6Prefix,
    NetworkInterface,
    PrivateIpAddress,
    SubnetCidrReservation,
)
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown

DOCUMENT = Document("scene.yaml", "declared", {})
BASE = {4: "10.0.1.0/24", 6: "2001:db8:0:1::/64"}
HIDDEN = Unknown(Reason.DECLARED)
ASSIGNED = Unknown(Reason.ASSIGNED_BY_AWS)


def interface(key, subnet_id="a", *, ipv4=(), ipv4_prefixes=(), ipv6=(), ipv6_prefixes=()):
    return NetworkInterface(
        network_interface_id=key,
        subnet_id=subnet_id,
        origin=Origin(DOCUMENT, f"/network_interfaces/{key}", key),
        private_ip_addresses=ipv4 if isinstance(ipv4, Unknown) else [PrivateIpAddress(private_ip_address=a) for a in ipv4],
        ipv4_prefixes=ipv4_prefixes if isinstance(ipv4_prefixes, Unknown) else [Ipv4Prefix(ipv4_prefix=p) for p in ipv4_prefixes],
        ipv6_addresses=[Ipv6Address(ipv6_address=a) for a in ipv6],
        ipv6_prefixes=[Ipv6Prefix(ipv6_prefix=p) for p in ipv6_prefixes],
    )


def claims(spans):
    owner = interface("x")
    return [Claim(first, last, owner, "f", index) for index, (first, last) in enumerate(spans)]


SPANS = st.lists(st.tuples(st.integers(0, 63), st.integers(0, 15)).map(lambda pair: (pair[0], sum(pair))), max_size=12)


def overlap(one, other):
    return one.first <= other.last and other.first <= one.last


@given(SPANS)
def test_sweep_names_every_claim_that_overlaps_another(spans):
    ordered = sorted(claims(spans), key=lambda claim: claim.first)
    pairs = list(overlapping(ordered))
    named = {claim.index for pair in pairs for claim in pair}
    expected = {claim.index for pair in combinations(ordered, 2) if overlap(*pair) for claim in pair}

    assert expected == named
    assert all(overlap(*pair) for pair in pairs)
    assert len(pairs) < max(len(spans), 1)


@given(st.lists(st.integers(0, 63), max_size=12), SPANS)
def test_sweep_finds_every_address_in_a_block(addresses, spans):
    points = sorted(claims([(a, a) for a in addresses]), key=lambda claim: claim.first)
    blocks = sorted(claims(spans), key=lambda claim: claim.first)
    found = {point.index: block for point, block in inside(points, blocks)}
    expected = {point.index for point in points if any(overlap(point, block) for block in blocks)}

    assert expected == set(found)
    assert all(overlap(point, found[point.index]) for point in points if point.index in found)


@given(st.lists(st.integers(0, 63), max_size=12), SPANS)
def test_claims_are_inside_or_outside_of_ranges(addresses, spans):
    points = sorted(claims([(a, a) for a in addresses]), key=lambda claim: claim.first)
    covered = {a for first, last in spans for a in range(first, last + 1)}

    assert [p for p in points if p.first in covered] == within(points, spans)
    assert [p for p in points if p.first not in covered] == outside(points, spans)


@st.composite
def scenes(draw):
    """Interfaces in two subnets with equal blocks; the last byte of addresses and the number of prefixes are small."""
    made = []
    for number in range(draw(st.integers(1, 5))):
        held = {}
        for version, addresses, prefixes in ((4, "ipv4", "ipv4_prefixes"), (6, "ipv6", "ipv6_prefixes")):
            base, size = parse_cidr(BASE[version]), 1 << (BITS[version] - PREFIX_LENGTH[version])
            held[addresses] = [print_address(version, base.first + n) for n in draw(st.lists(st.integers(0, 40), max_size=2))]
            held[prefixes] = [
                f"{print_address(version, base.first + n * size)}/{PREFIX_LENGTH[version]}"
                for n in draw(st.lists(st.integers(0, 2), max_size=2))
            ]
        made.append(interface(f"i{number}", draw(st.sampled_from(["a", "b"])), **held))
    return made


@given(scenes())
def test_spaces_agree_with_comparing_all_pairs(interfaces):
    spaces = AddressSpaces(interfaces)
    for version, attribute, prefix_attribute in (
        (4, "private_ip_addresses", "ipv4_prefixes"),
        (6, "ipv6_addresses", "ipv6_prefixes"),
    ):
        for subnet in ("a", "b"):
            mine = [i for i in interfaces if i.subnet_id == subnet]
            addresses = [(i.network_interface_id, n, str(e)) for i in mine for n, e in enumerate(texts(i, attribute))]
            prefixes = [(i.network_interface_id, n, str(e)) for i in mine for n, e in enumerate(texts(i, prefix_attribute))]
            space = spaces.at(subnet)
            held, blocks = space.holdings("addresses", version), space.holdings("prefixes", version)

            assert repeats(addresses) == {
                (later.owner.network_interface_id, later.index) for _, later in overlapping(held.claims)
            }
            assert repeats(prefixes) == {
                (later.owner.network_interface_id, later.index) for _, later in overlapping(blocks.claims)
            }
            assert covered(version, addresses, prefixes) == {
                (point.owner.network_interface_id, point.index) for point, _ in inside(held.claims, blocks.claims)
            }


def texts(interface, attribute):
    name = {"private_ip_addresses": "private_ip_address", "ipv6_addresses": "ipv6_address"}.get(attribute, attribute[:-2])
    return [getattr(entry, name) for entry in getattr(interface, attribute)]


def repeats(held):
    return {later[:2] for n, later in enumerate(held) if any(earlier[2] == later[2] for earlier in held[:n])}


def covered(version, addresses, prefixes):
    blocks = [parse_cidr(text) for _, _, text in prefixes]
    length = BITS[version]
    return {a[:2] for a in addresses if any(parse_cidr(f"{a[2]}/{length}").address in block for block in blocks)}


def keys(interfaces):
    return [i.network_interface_id for i in interfaces]


def test_interfaces_with_one_symbol_are_in_one_space():
    unknown = [Unknown(Reason.AFTER_APPLY, symbol=("aws_subnet.a", "id")) for _ in range(2)]
    spaces = AddressSpaces([interface("x", unknown[0]), interface("y", unknown[1]), interface("z", HIDDEN), interface("w", None)])

    assert [["x", "y"], ["z"]] == [keys(space.members) for space in spaces]


def test_holders_write_something_that_aws_does_not_choose():
    members = [
        interface("written", ipv4=["10.0.1.10"]),
        interface("assigned", ipv4=[ASSIGNED]),
        interface("one-unknown", ipv4=["10.0.1.11", HIDDEN]),
        interface("all-unknown", ipv4=HIDDEN),
        interface("nonsense", ipv4=["10.0.1.300"]),
    ]
    held = AddressSpaces(members).at("a").holdings("addresses", 4)

    assert ["written", "one-unknown", "all-unknown", "nonsense"] == keys(held.holders)
    assert ["one-unknown", "all-unknown"] == list(held.doubts)
    assert [("nonsense", 0)] == [(i.network_interface_id, index) for i, index in held.unreadable]


def test_prefixes_that_cannot_be_delegated_claim_nothing():
    prefixes = ["10.0.1.0/27", "10.0.1.20/28", "10.0.1.32/28"]
    held = AddressSpaces([interface("x", ipv4_prefixes=prefixes)]).at("a").holdings("prefixes", 4)

    assert ["10.0.1.32/28"] == [held.text(claim) for claim in held.claims]


def test_unknown_subnet_clashes_where_addresses_meet_and_nowhere_else():
    found = AddressSpaces([
        interface("x", "a", ipv4=["10.0.1.10"]), interface("y", "b", ipv4=["10.0.1.10"]), interface("z", "a", ipv4=["10.0.1.11"]),
        interface("adrift", HIDDEN, ipv4=["10.0.1.10"]),
    ]).clashing_addresses  # fmt: skip

    assert ["adrift", "x", "y"] == sorted(found)


def test_unknown_subnet_clashes_only_with_its_candidates():
    several = Unknown(Reason.AMBIGUOUS, candidates={"a", "c"})
    found = AddressSpaces([
        interface("x", "a", ipv4=["10.0.1.10"]), interface("y", "b", ipv4=["10.0.1.10"]), interface("adrift", several, ipv4=["10.0.1.10"]),
    ]).clashing_addresses  # fmt: skip

    assert ["adrift", "x"] == sorted(found)


@pytest.mark.parametrize(
    ("one", "other", "clash"), [(["a"], ["b"], False), (["a", "b"], ["b"], True), ([], ["b"], True), ([], [], True)]
)
def test_two_unknown_subnets_clash_if_they_may_be_one(one, other, clash):
    found = AddressSpaces([
        interface("x", Unknown(Reason.AMBIGUOUS, candidates=one), ipv4=["10.0.1.10"]),
        interface("y", Unknown(Reason.AMBIGUOUS, candidates=other), ipv4=["10.0.1.10"]),
    ]).clashing_addresses  # fmt: skip

    assert (["x", "y"] if clash else []) == sorted(found)


def test_address_clashes_with_a_prefix_of_an_unknown_subnet():
    spaces = AddressSpaces([
        interface("x", "a", ipv4=["10.0.1.31"]), interface("y", "a", ipv4=["10.0.1.32"]), interface("z", HIDDEN, ipv4_prefixes=["10.0.1.16/28"]),
    ])  # fmt: skip

    assert ["x", "z"] == sorted(spaces.clashing_address_and_prefix)
    assert {} == spaces.clashing_prefixes


SUBNETS = st.sampled_from(["a", "b", None, ("a",), ("b",), ("a", "b")])


@given(st.lists(st.tuples(SUBNETS, st.integers(0, 2), st.booleans()), max_size=7))
def test_clashes_agree_with_comparing_all_pairs(scene):
    interfaces = [
        interface(
            f"i{n}",
            where if isinstance(where, str) else Unknown(Reason.AMBIGUOUS, candidates=where or ()),
            **{"ipv4_prefixes": [f"10.0.1.{16 * number}/28"]} if delegated else {"ipv4": [f"10.0.1.{16 * number + 3}"]},
        )
        for n, (where, number, delegated) in enumerate(scene)
    ]
    spaces = AddressSpaces(interfaces)

    def clashing(kinds):
        found = set()
        for (n, one), (m, other) in combinations(enumerate(scene), 2):
            known = isinstance(one[0], str) and isinstance(other[0], str)
            possible = [set(place if isinstance(place, tuple) else [place]) for place in (one[0], other[0])]
            may_meet = not known and (None in possible[0] or None in possible[1] or possible[0] & possible[1])
            if may_meet and one[1] == other[1] and [one[2], other[2]] in kinds:
                found |= {f"i{n}", f"i{m}"}
        return found

    assert clashing([[False, False]]) == set(spaces.clashing_addresses)
    assert clashing([[True, True]]) == set(spaces.clashing_prefixes)
    assert clashing([[True, False], [False, True]]) == set(spaces.clashing_address_and_prefix)


def test_advice_spares_reservations_of_the_other_sort():
    reservations = [
        SubnetCidrReservation(subnet_cidr_reservation_id="r1", subnet_id="a", cidr="10.0.1.64/28", reservation_type="prefix"),
        SubnetCidrReservation(subnet_cidr_reservation_id="r2", subnet_id="a", cidr="10.0.1.96/28", reservation_type="explicit"),
        SubnetCidrReservation(subnet_cidr_reservation_id="r3", subnet_id="a", cidr=HIDDEN, reservation_type="explicit"),
    ]
    space = AddressSpaces([interface("x", ipv4=["10.0.1.10"], ipv4_prefixes=["10.0.1.16/28"])], reservations).at("a")
    block = parse_cidr("10.0.1.0/24")

    def taken(sparing):
        return [(first - block.first, last - block.first) for first, last in space.taken(4, [block], sparing=sparing)]

    assert [(0, 3), (10, 10), (16, 31), (64, 79), (255, 255)] == taken("prefix")
    assert [(0, 3), (10, 10), (16, 31), (96, 111), (255, 255)] == taken("explicit")


def test_holders_of_both_versions_keep_the_order_of_the_document():
    members = [
        interface("x", ipv6=["2001:db8:0:1::5"]),
        interface("y", ipv4=["10.0.1.5"]),
        interface("z", ipv6=["2001:db8:0:1::6"]),
    ]
    spaces = AddressSpaces(members)

    assert ["x", "y", "z"] == keys(spaces.at("a").holders("addresses"))
    assert [] == spaces.holding("prefixes")
    assert VERSIONS == (4, 6)
