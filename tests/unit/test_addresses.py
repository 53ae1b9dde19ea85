"""Addresses and blocks are integers; netaddr and a walk over every address say whether they are the right ones."""

import subprocess
import sys
from itertools import pairwise

import netaddr
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.inventory.addresses import (
    BITS,
    Cidr,
    free_blocks,
    merged,
    parse_cidr,
    parse_ipv4,
    parse_ipv6,
    print_address,
)

VERSIONS = st.sampled_from([4, 6])


@st.composite
def cidrs(draw):
    version = draw(VERSIONS)
    return Cidr(version, draw(st.integers(0, (1 << BITS[version]) - 1)), draw(st.integers(0, BITS[version])))


@st.composite
def small_subnets(draw):
    """A subnet of at most 64 addresses with ranges that are taken, some of them reaching over its ends."""
    version = draw(VERSIONS)
    length = BITS[version] - draw(st.integers(0, 6))
    anywhere = Cidr(version, draw(st.integers(256, (1 << BITS[version]) - 257)), length)
    subnet = anywhere.block_at(anywhere.address)
    ends = st.integers(subnet.first - 10, subnet.last + 10)
    taken = draw(st.lists(st.tuples(ends, ends).map(lambda pair: (min(pair), max(pair))), max_size=6))
    return subnet, taken


@given(st.integers(0, 2**32 - 1))
def test_ipv4_address_survives_printing_and_reading(address):
    assert address == parse_ipv4(print_address(4, address))


@given(st.integers(0, 2**128 - 1))
def test_ipv6_address_survives_printing_and_reading(address):
    assert address == parse_ipv6(print_address(6, address))


@given(st.integers(0, 2**128 - 1))
def test_long_spelling_of_an_ipv6_address_is_the_same_address(address):
    long = netaddr.IPAddress(address, 6).format(netaddr.ipv6_verbose).upper()

    assert address == parse_ipv6(long)


@pytest.mark.parametrize("text", [" 10.0.1.5", "10.0.1.5\n", "10.0.1.5/32"])
def test_odd_spellings_are_read(text):
    assert parse_ipv4("10.0.1.5") == parse_ipv4(text)


@pytest.mark.parametrize(
    "text", ["10.0.1.05", "10.0.1.300", "10.0.1", "167772421", "10.0.1.5/24", "", " 10.1", "\u0661.0.0.1", "10.0.1.5\0"]
)
def test_what_is_no_ipv4_address_is_none(text):
    assert parse_ipv4(text) is None


@pytest.mark.parametrize("text", ["10.0.1.5", "fe80::1%eth0", "2001:db8::/64", "2001:db8::1::2", " x "])
def test_what_is_no_ipv6_address_is_none(text):
    assert parse_ipv6(text) is None


@given(cidrs())
def test_block_is_what_netaddr_makes_of_it(cidr):
    network = netaddr.IPNetwork(str(cidr))

    assert cidr == parse_cidr(str(cidr))
    assert (network.first, network.last) == (cidr.first, cidr.last)
    assert network.size == cidr.size
    assert (network.cidr.ip == network.ip) == cidr.aligned


@pytest.mark.parametrize("text", [" 10.0.1.16/28", "10.0.1.16/255.255.255.240"])
def test_odd_spellings_of_a_block_are_read(text):
    assert parse_cidr("10.0.1.16/28") == parse_cidr(text)


@pytest.mark.parametrize(
    "text", ["10.0.1.16", "10.0.1.0/33", "2001:db8::/129", "10.0.1/24", "10.0.1.0/", "/28", "10.0.1.0/-1", "10.0.1.0/1111111"]
)
def test_what_is_no_block_is_none(text):
    assert parse_cidr(text) is None


@pytest.mark.parametrize(
    ("text", "delegable"),
    [("10.0.1.16/28", True), ("10.0.1.17/28", False), ("10.0.1.0/27", False), ("2001:db8::/80", True), ("2001:db8::/64", False)],
)
def test_only_aligned_blocks_of_one_size_can_be_delegated(text, delegable):
    assert delegable == parse_cidr(text).delegable


def test_aws_keeps_five_addresses_of_a_block():
    kept = [
        print_address(4, address) for first, last in parse_cidr("10.0.1.64/26").reserved() for address in range(first, last + 1)
    ]

    assert ["10.0.1.64", "10.0.1.65", "10.0.1.66", "10.0.1.67", "10.0.1.127"] == kept


@given(st.lists(st.tuples(st.integers(0, 60), st.integers(0, 8)).map(lambda pair: (pair[0], sum(pair)))))
def test_merged_ranges_hold_the_same_addresses_and_do_not_touch(spans):
    joined = merged(spans)

    assert {a for first, last in spans for a in range(first, last + 1)} == {
        a for first, last in joined for a in range(first, last + 1)
    }
    assert all(one[1] + 1 < other[0] for one, other in pairwise(joined))


@given(small_subnets(), st.integers(0, 6), st.integers(-5, 70))
def test_free_blocks_are_those_in_which_no_address_is_taken(scene, host_bits, offset):
    subnet, taken = scene
    length, size, near = BITS[subnet.version] - host_bits, 1 << host_bits, subnet.first + offset
    used = {address for first, last in taken for address in range(max(first, subnet.first), min(last, subnet.last) + 1)}
    expected = [
        start for start in range(subnet.first, subnet.last + 1, size)
        if start + size - 1 <= subnet.last and used.isdisjoint(range(start, start + size))
    ]  # fmt: skip
    found = [block.first for block in free_blocks(subnet, merged(taken), length, near=near)]

    assert expected == sorted(found)
    if near in subnet:
        behind = [start for start in expected if start >= near // size * size]
        assert behind == found[: len(behind)]


def test_free_blocks_jump_over_what_is_taken():
    subnet = parse_cidr("2001:db8:0:1::/64")
    half = subnet.size // 2
    first = next(free_blocks(subnet, [(subnet.first, subnet.first + half)], 128))

    assert subnet.first + half + 1 == first.first


def test_usual_spellings_cost_no_netaddr():
    code = (
        "import sys; from eni_lint.inventory.addresses import parse_cidr, parse_ipv4, parse_ipv6;"
        "parse_ipv4('10.0.1.5'); parse_ipv6('2001:db8::1'); parse_cidr('10.0.1.0/24'); parse_ipv4('nonsense');"
        "sys.exit('netaddr' in sys.modules)"
    )

    assert 0 == subprocess.run([sys.executable, "-c", code], check=False).returncode
