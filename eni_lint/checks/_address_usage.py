"""Network Address Usage of VPCs: the units that AWS counts for their interfaces.

https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._ownership import in_primary_slot
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface

HEAVY = 6
HEAVY_TYPES = frozenset({
    "lambda", "network_load_balancer", "vpc_endpoint", "transit_gateway", "natGateway", "nat_gateway", "efs",
})  # fmt: skip
"""The types of interfaces that count so many units each; every other interface counts what it holds."""

ENDLESS = 1 << 32
"""More units than any quota: of a list that is not known not even the length is."""


class Usage(msgspec.Struct):
    """What the interfaces of one VPC count at least, and why it may be more."""

    vpc_id: str
    origin: Origin
    interfaces: int = 0
    units: int = 0
    perhaps: int = 0  # so many units more
    doubt: Unknown | None = None

    def doubted(self, doubt: Unknown, units: int = ENDLESS) -> None:
        """Note that there may be so many units more."""
        self.perhaps += units
        if self.doubt is None:
            self.doubt = doubt


class Additional:
    """Which interfaces are attached to instances beyond the primary one, for certain or perhaps."""

    def __init__(self, inventory: Inventory) -> None:
        self.sure: set[str] = set()
        self.perhaps: dict[str, Unknown] = {}
        self.anyone: Unknown | None = None
        for attachment in inventory.attachments:
            instance, key = attachment.instance_id, attachment.network_interface_id
            if instance is None or key is None:
                continue
            doubt: Unknown | None = None
            try:
                if in_primary_slot(attachment):
                    continue
                known(instance)
            except Undecided as raised:
                doubt = raised.unknown
            if isinstance(key, Unknown):
                self.anyone = key
            elif doubt is None:
                self.sure.add(key)
            else:
                self.perhaps[key] = doubt


def usages(inventory: Inventory) -> Iterator[Usage]:
    """Walk the VPCs of a snapshot with what their interfaces use. What is no snapshot holds a part of them only."""
    if not inventory.live:
        return
    found = {vpc.vpc_id: Usage(vpc.vpc_id, vpc.origin) for vpc in inventory.vpcs}
    missing = inventory.missing.get("network interfaces")
    doubts = [] if missing is None else [missing]
    additional = Additional(inventory)
    for interface in inventory.interfaces:
        key = interface.vpc_id if isinstance(interface.vpc_id, str) else inventory.vpc_of(interface)
        if isinstance(key, Unknown):
            doubts.append(key)
        elif key is not None:
            usage = found.get(key)
            if usage is None:  # the VPCs themselves were not captured
                usage = found[key] = Usage(key, _origin(interface, key))
            usage.interfaces += 1
            _count(usage, interface, additional)
    for usage in found.values():
        for doubt in doubts:
            if not doubt.candidates or usage.vpc_id in doubt.candidates:
                usage.doubted(doubt)
        yield usage


def _count(usage: Usage, interface: NetworkInterface, additional: Additional) -> None:
    """Count addresses, public ones included, and prefixes; one more for an additional interface of an instance."""
    units = 0
    for entries in (interface.private_ip_addresses, interface.ipv6_addresses, interface.ipv4_prefixes, interface.ipv6_prefixes):
        if isinstance(entries, Unknown):
            usage.doubted(entries)
        else:
            units += len(entries)
    public, key = interface.public_ip, interface.network_interface_id
    if isinstance(public, Unknown):
        usage.doubted(public, 1)
    elif public:
        units += 1
    if key in additional.sure:
        units += 1
    else:
        doubt = additional.perhaps.get(key, additional.anyone)
        if doubt is not None:
            usage.doubted(doubt, 1)
    kind = interface.interface_type
    if isinstance(kind, Unknown):
        usage.doubted(kind, HEAVY)
        usage.units += min(units, HEAVY)
    else:
        usage.units += HEAVY if kind in HEAVY_TYPES else units


def _origin(interface: NetworkInterface, key: str) -> Origin:
    """Name a VPC that was not captured itself; the first of its interfaces is the place to look."""
    return Origin(interface.origin.document, interface.origin.pointer, key, key)
