"""Makes interfaces of what is written about them, with the addresses that AWS will choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.inventory.model import (
    GroupMembership,
    Ipv4Prefix,
    Ipv6Address,
    Ipv6Prefix,
    NetworkInterface,
    PrivateIpAddress,
)
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.declared.fields import ADDRESSING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.origin import Origin
    from eni_lint.inventory.unknown import Known


class Surroundings(NamedTuple):
    """What else the file says that matters to its interfaces."""

    subnets: Mapping[str, Subnet]  # by name
    referred_to: frozenset[str] = frozenset()  # interfaces that something other than an attachment refers to
    perhaps_referred_to: Unknown | None = None  # a reference of which nothing tells to which interface


def interface_of(
    key: str, fields: Mapping[str, Any], origin: Origin, around: Surroundings, *, template: str | None = None
) -> NetworkInterface:
    """Make an interface."""
    own = dict(fields)
    own.setdefault("address_arguments", tuple(name for name in ADDRESSING if name in own))
    own["address_arguments"] = _tuple(own["address_arguments"])
    if "referred_to" not in own:
        own["referred_to"] = True if key in around.referred_to else around.perhaps_referred_to
    elif own["referred_to"] is False:
        own["referred_to"] = None
    if "groups" in own:
        own["groups"] = _each(own["groups"], _membership)
    own["private_ip_addresses"] = _with_count(
        _written(own["private_ip_addresses"]) if "private_ip_addresses" in own else _assigned_primary(own, around.subnets),
        own.pop("secondary_private_ip_address_count", 0),
        _private_ip_address,
    )
    for name, count, make in _LISTS:
        if name in own or count in own:
            own[name] = _with_count(_each(own.get(name, []), make), own.pop(count, 0), make)
    return NetworkInterface(network_interface_id=key, launch_template_id=template, origin=origin, **own)


def _tuple(names: list[str] | tuple[str, ...] | Unknown) -> Any:
    return names if isinstance(names, Unknown) else tuple(names)


def _assigned() -> Unknown:
    """Stand for what AWS chooses: a new one each time, as one Unknown is always equal to itself."""
    return Unknown(Reason.ASSIGNED_BY_AWS)


def _assigned_primary(fields: Mapping[str, Any], subnets: Mapping[str, Subnet]) -> Any:
    """Give the one IPv4 address that AWS assigns where none is written.

    An EFA-only interface has none, nor has an interface of an IPv6-only subnet.
    """
    kind = fields.get("interface_type")
    subnet_id = fields.get("subnet_id")
    subnet = subnets.get(subnet_id) if isinstance(subnet_id, str) else None
    native = subnet.ipv6_native if subnet is not None else None
    if (isinstance(kind, str) and kind == "efa-only") or native is True:
        return []
    for doubt in (kind, native):
        if isinstance(doubt, Unknown):
            return doubt
    return [PrivateIpAddress(private_ip_address=_assigned(), primary=True)]


def _written(entries: list[Any] | Unknown) -> Any:
    """Mark the primary address: the one that says so, else the first that does not say that it is not."""
    if isinstance(entries, Unknown):
        return entries
    flags = [flag for _, flag in map(_flagged, entries)]
    first: Known[bool] = False
    rest: Known[bool] = False
    if not any(flag is True for flag in flags):
        doubt = next((flag for flag in flags if isinstance(flag, Unknown)), None)
        first, rest = (True, False) if doubt is None else (doubt, doubt)
    found = []
    for address, flag in map(_flagged, entries):
        found.append(PrivateIpAddress(private_ip_address=address, primary=first if flag is None else flag))
        if flag is None:
            first = rest
    return found


def _membership(group: GroupMembership | Unknown) -> GroupMembership:
    return GroupMembership(group_id=group) if isinstance(group, Unknown) else group


def _private_ip_address(address: Any) -> PrivateIpAddress:
    return PrivateIpAddress(private_ip_address=address)


def _ipv6_address(entry: Any) -> Ipv6Address:
    address, flag = _flagged(entry)
    return Ipv6Address(ipv6_address=address, is_primary_ipv6=False if flag is None else flag)


def _ipv4_prefix(prefix: Any) -> Ipv4Prefix:
    return Ipv4Prefix(ipv4_prefix=prefix)


def _ipv6_prefix(prefix: Any) -> Ipv6Prefix:
    return Ipv6Prefix(ipv6_prefix=prefix)


def _flagged(entry: Any) -> tuple[Any, Any]:
    """Take an entry apart into the address and its flag; an entry that is unknown as a whole says nothing of the flag."""
    return (entry, None) if isinstance(entry, Unknown) else entry


def _each(written: list[Any] | Unknown, make: Callable[[Any], Any]) -> Any:
    return written if isinstance(written, Unknown) else [make(item) for item in written]


def _with_count(written: list[Any] | Unknown, count: int | Unknown, make: Callable[[Any], Any]) -> Any:
    """Add as many entries as AWS is to choose; the whole list is unknown when their number is."""
    if isinstance(written, Unknown):
        return written
    if isinstance(count, Unknown):
        return count
    return [*written, *(make(_assigned()) for _ in range(count))] if count else written


_LISTS = (
    ("ipv6_addresses", "ipv6_address_count", _ipv6_address),
    ("ipv4_prefixes", "ipv4_prefix_count", _ipv4_prefix),
    ("ipv6_prefixes", "ipv6_prefix_count", _ipv6_prefix),
)
