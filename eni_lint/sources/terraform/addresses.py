"""Addresses and prefixes of an interface: those that are written, and as many more as AWS is asked to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from eni_lint.inventory.model import Ipv4Prefix, Ipv6Address, Ipv6Prefix, PrivateIpAddress
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.inventory.unknown import Known, Maybe

    Listed = Maybe[list[str | Unknown]]

T = TypeVar("T")

MAX_COUNT = 1 << 16  # more than any interface can have: a count beyond it is a slip, and its list must not fill the memory


def assigned() -> Unknown:
    """Make an address that AWS will choose. Each is another one: two unknowns that are one object are one value."""
    return Unknown(Reason.ASSIGNED_BY_AWS)


def private_addresses(
    listed: Listed, count: Maybe[int], primary: Maybe[str], *, ordered: bool, has_ipv4: bool
) -> Known[list[PrivateIpAddress]]:
    """Give the private IPv4 addresses. ``count`` is the number of secondary ones, ``primary`` the primary one, if told."""
    for doubt in (listed, count):
        if isinstance(doubt, Unknown):
            return doubt
    more = min(count, MAX_COUNT) if isinstance(count, int) else 0
    if isinstance(listed, list) and listed:
        found = [
            PrivateIpAddress(private_ip_address=address, primary=_is_primary(index, address, listed, primary, ordered=ordered))
            for index, address in enumerate(listed)
        ]
    elif has_ipv4:
        found = [PrivateIpAddress(private_ip_address=assigned() if primary is None else primary, primary=True)]
    elif more:
        found = [PrivateIpAddress(private_ip_address=assigned(), primary=True)]
    else:
        return []
    return [*found, *(PrivateIpAddress(private_ip_address=assigned()) for _ in range(more + 1 - len(found)))]


def _is_primary(
    index: int, address: str | Unknown, listed: list[str | Unknown], primary: Maybe[str], *, ordered: bool
) -> Known[bool]:
    if len(listed) == 1:
        return True
    if isinstance(primary, str) and any(isinstance(a, str) and a == primary for a in listed):
        return isinstance(address, str) and address == primary
    if ordered:
        return index == 0
    # private_ips is a set: which of its members becomes the primary address is not in the configuration.
    return Unknown(Reason.AMBIGUOUS, "private_ips does not say which address is the primary one")


def _with_count(listed: Listed, count: Maybe[int], make: Callable[[str | Unknown], T]) -> Known[list[T]]:
    if listed is None and count is None:
        return []
    for doubt in (listed, count):
        if isinstance(doubt, Unknown):
            return doubt
    written: list[str | Unknown] = listed if isinstance(listed, list) else []
    more = range((min(count, MAX_COUNT) if isinstance(count, int) else 0) - len(written))
    return [*map(make, written), *(make(assigned()) for _ in more)]


def ipv4_prefixes(listed: Listed, count: Maybe[int]) -> Known[list[Ipv4Prefix]]:
    """Give the IPv4 prefixes."""
    return _with_count(listed, count, lambda prefix: Ipv4Prefix(ipv4_prefix=prefix))


def ipv6_prefixes(listed: Listed, count: Maybe[int]) -> Known[list[Ipv6Prefix]]:
    """Give the IPv6 prefixes."""
    return _with_count(listed, count, lambda prefix: Ipv6Prefix(ipv6_prefix=prefix))


def ipv6_addresses(listed: Listed, count: Maybe[int], primary: Maybe[bool], *, ordered: bool) -> Known[list[Ipv6Address]]:
    """Give the IPv6 addresses. ``primary``: the first of them is the permanent one (EnablePrimaryIpv6)."""
    found = _with_count(listed, count, lambda address: Ipv6Address(ipv6_address=address))
    if isinstance(found, Unknown) or not found or primary is None or primary is False:
        return found
    if isinstance(primary, Unknown) or (len(found) > 1 and not ordered):
        doubt = primary if isinstance(primary, Unknown) else Unknown(Reason.AMBIGUOUS, "a set has no first address")
        return [Ipv6Address(ipv6_address=a.ipv6_address, is_primary_ipv6=doubt) for a in found]
    first = Ipv6Address(ipv6_address=found[0].ipv6_address, is_primary_ipv6=True)
    return [first, *found[1:]]


def secondary(listed: list[str | Unknown]) -> list[PrivateIpAddress]:
    """Give secondary addresses."""
    return [PrivateIpAddress(private_ip_address=address) for address in listed]
