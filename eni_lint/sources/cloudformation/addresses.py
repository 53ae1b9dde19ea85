"""Addresses and prefixes of an interface: those that are written, and as many more as AWS is asked to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from eni_lint.inventory.model import Ipv4Prefix, Ipv6Address, Ipv6Prefix, PrivateIpAddress
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.reading import entries

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading

T = TypeVar("T")

MAX_COUNT = 1 << 16  # more than any interface can have: a count beyond it is a slip, and its list must not fill the memory

# The properties that ask for addresses, by the names of the requests that they become.
ADDRESSING = {
    "PrivateIpAddresses": "private_ip_addresses",
    "SecondaryPrivateIpAddressCount": "secondary_private_ip_address_count",
    "Ipv4Prefixes": "ipv4_prefixes",
    "Ipv4PrefixCount": "ipv4_prefix_count",
    "Ipv6Addresses": "ipv6_addresses",
    "Ipv6AddressCount": "ipv6_address_count",
    "Ipv6Prefixes": "ipv6_prefixes",
    "Ipv6PrefixCount": "ipv6_prefix_count",
}


def assigned() -> Unknown:
    """Make an address that AWS will choose. Each is another one: two unknowns that are one object are one value."""
    return Unknown(Reason.ASSIGNED_BY_AWS)


def private_addresses(reading: Reading, part: Part, *, has_ipv4: Known[bool]) -> Known[list[PrivateIpAddress]]:
    """Give the private IPv4 addresses; PrivateIpAddress is the primary one, and stands before those of the list."""
    listed, count = entries(part, "PrivateIpAddresses"), part.whole("SecondaryPrivateIpAddressCount")
    for doubt in (listed, count):
        if isinstance(doubt, Unknown):
            return doubt
    first = reading.text(part, "PrivateIpAddress")
    found = [] if first is None else [PrivateIpAddress(private_ip_address=first, primary=True)]
    for item in listed if isinstance(listed, list) else ():
        address, primary = _entry(reading, item)
        if not (isinstance(first, str) and isinstance(address, str) and first == address):
            found.append(PrivateIpAddress(private_ip_address=address, primary=primary))
    more = _limited(count)
    if not found:
        if isinstance(has_ipv4, Unknown):
            return has_ipv4
        if not (has_ipv4 or more):
            return []
        found = [PrivateIpAddress(private_ip_address=assigned(), primary=True)]
    elif first is None and len(found) == 1 and found[0].primary is False and not more:
        found = [PrivateIpAddress(private_ip_address=found[0].private_ip_address, primary=True)]
    return [*found, *(PrivateIpAddress(private_ip_address=assigned()) for _ in range(more))]


def _entry(reading: Reading, item: Part) -> tuple[str | Unknown, Known[bool]]:
    if isinstance(item.value, Unknown):
        return item.value, item.value
    address, primary = reading.text(item, "PrivateIpAddress"), item.flag("Primary")
    return assigned() if address is None else address, False if primary is None else primary


def _limited(count: Maybe[int]) -> int:
    return max(0, min(count, MAX_COUNT)) if isinstance(count, int) else 0


def _with_count(reading: Reading, part: Part, names: tuple[str, str, str], make: Callable[[str | Unknown], T]) -> Known[list[T]]:
    """Read a list, of whose entries a member counts, and the number that may stand in its place."""
    name, member, number = names
    listed, count = reading.texts(part, name, member), part.whole(number)
    for doubt in (listed, count):
        if isinstance(doubt, Unknown):
            return doubt
    written: list[str | Unknown] = listed if isinstance(listed, list) else []
    return [*map(make, written), *(make(assigned()) for _ in range(_limited(count) - len(written)))]


def ipv4_prefixes(reading: Reading, part: Part) -> Known[list[Ipv4Prefix]]:
    """Give the IPv4 prefixes."""
    return _with_count(
        reading, part, ("Ipv4Prefixes", "Ipv4Prefix", "Ipv4PrefixCount"), lambda prefix: Ipv4Prefix(ipv4_prefix=prefix)
    )


def ipv6_prefixes(reading: Reading, part: Part) -> Known[list[Ipv6Prefix]]:
    """Give the IPv6 prefixes."""
    return _with_count(
        reading, part, ("Ipv6Prefixes", "Ipv6Prefix", "Ipv6PrefixCount"), lambda prefix: Ipv6Prefix(ipv6_prefix=prefix)
    )


def ipv6_addresses(reading: Reading, part: Part, primary: Maybe[bool], *, automatic: bool) -> Known[list[Ipv6Address]]:
    """Give the IPv6 addresses. ``primary``: the first is the permanent one; ``automatic``: the subnet assigns one unasked."""
    found = _with_count(
        reading, part, ("Ipv6Addresses", "Ipv6Address", "Ipv6AddressCount"), lambda address: Ipv6Address(ipv6_address=address)
    )
    if isinstance(found, Unknown):
        return found
    if not found and automatic and not any(map(part.has, ("Ipv6AddressCount", "Ipv6Prefixes", "Ipv6PrefixCount"))):
        found = [Ipv6Address(ipv6_address=assigned())]
    if not found or primary is None or primary is False:
        return found
    return [Ipv6Address(ipv6_address=found[0].ipv6_address, is_primary_ipv6=primary), *found[1:]]


def arguments(part: Part) -> Known[tuple[str, ...]]:
    """Name the ways to ask for addresses that are written."""
    found = []
    for name, argument in ADDRESSING.items():
        if not part.has(name):
            continue
        if name.endswith("Count"):
            count = part.whole(name)
            if isinstance(count, Unknown):
                return count  # it may come to 0, which asks for nothing
            if not count:
                continue
        else:
            listed = entries(part, name)
            if isinstance(listed, Unknown):
                return listed
            if not listed:
                continue
        found.append(argument)
    return tuple(found)
