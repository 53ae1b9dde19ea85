"""The interfaces that a launch template describes: requests, in which AWS still has addresses to choose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import (
    GroupMembership,
    Ipv4Prefix,
    Ipv6Address,
    Ipv6Prefix,
    NetworkInterface,
    PrivateIpAddress,
)
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.origin import Origin
    from eni_lint.sources.describe.host_shapes import TemplateInterface

_CHOSEN = Unknown(Reason.ASSIGNED_BY_AWS)
_MOST = 1000
"""AWS assigns far fewer addresses in one request; no count makes a longer list."""

_ARGUMENTS = (
    "secondary_private_ip_address_count",
    "ipv4_prefixes",
    "ipv4_prefix_count",
    "ipv6_addresses",
    "ipv6_address_count",
    "ipv6_prefixes",
    "ipv6_prefix_count",
)


def specification(entry: TemplateInterface, key: str, template: str, subnet: Subnet | None, origin: Origin) -> NetworkInterface:
    """Make the interface that an entry of a launch template describes."""
    return NetworkInterface(
        network_interface_id=key,
        launch_template_id=template,
        interface_type=entry.interface_type or None,
        subnet_id=entry.subnet_id or None,
        description=entry.description or None,
        private_ip_addresses=_private_addresses(entry, subnet),
        ipv6_addresses=_ipv6_addresses(entry),
        ipv4_prefixes=[*entry.ipv4_prefixes, *_chosen(entry.ipv4_prefix_count, lambda: Ipv4Prefix(ipv4_prefix=_CHOSEN))],
        ipv6_prefixes=[*entry.ipv6_prefixes, *_chosen(entry.ipv6_prefix_count, lambda: Ipv6Prefix(ipv6_prefix=_CHOSEN))],
        groups=[GroupMembership(group_id=group) for group in entry.groups] or None,
        connection_tracking_specification=entry.connection_tracking_specification,
        enable_primary_ipv6=entry.primary_ipv6 or None,
        associate_public_ip_address=entry.associate_public_ip_address,
        associate_carrier_ip_address=entry.associate_carrier_ip_address,
        address_arguments=_arguments(entry),
        origin=origin,
    )


def _arguments(entry: TemplateInterface) -> tuple[str, ...]:
    """Name the ways to assign addresses that are written, PrivateIpAddress among the private addresses as one of them."""
    private = ("private_ip_addresses",) if entry.private_ip_address or entry.private_ip_addresses else ()
    return (*private, *(name for name in _ARGUMENTS if getattr(entry, name)))


def _private_addresses(entry: TemplateInterface, subnet: Subnet | None) -> list[PrivateIpAddress]:
    """Give the addresses as they will be: one primary, chosen by AWS unless written, and the secondary ones."""
    written: list[PrivateIpAddress] = list(entry.private_ip_addresses)
    if entry.private_ip_address and all(a.private_ip_address != entry.private_ip_address for a in _told(written)):
        written.insert(0, PrivateIpAddress(private_ip_address=entry.private_ip_address, primary=True))
    if not written and entry.interface_type != "efa-only" and not (subnet is not None and subnet.ipv6_native is True):
        written.append(PrivateIpAddress(private_ip_address=_CHOSEN, primary=True))
    if written and not any(a.primary is True for a in written):
        written[0] = PrivateIpAddress(private_ip_address=written[0].private_ip_address, primary=True)
    more = _chosen(entry.secondary_private_ip_address_count, lambda: PrivateIpAddress(private_ip_address=_CHOSEN))
    return [*written, *more]


def _ipv6_addresses(entry: TemplateInterface) -> list[Ipv6Address]:
    """Give the IPv6 addresses; PrimaryIpv6 makes the first one the primary one."""
    addresses: list[Ipv6Address] = [
        *entry.ipv6_addresses,
        *_chosen(entry.ipv6_address_count, lambda: Ipv6Address(ipv6_address=_CHOSEN)),
    ]
    if entry.primary_ipv6 and addresses:
        addresses[0] = Ipv6Address(ipv6_address=addresses[0].ipv6_address, is_primary_ipv6=True)
    return addresses


def _told(addresses: list[PrivateIpAddress]) -> list[PrivateIpAddress]:
    return [a for a in addresses if not isinstance(a.private_ip_address, Unknown)]


def _chosen(count: int, make: Callable[[], Any]) -> list[Any]:
    return [make() for _ in range(min(count, _MOST))]
