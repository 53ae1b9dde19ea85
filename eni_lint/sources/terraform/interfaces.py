"""aws_network_interface, and the security groups that aws_network_interface_sg_attachment adds to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.inventory.model import (
    ConnectionTrackingSpecification,
    EnaSrdSpecification,
    EnaSrdUdpSpecification,
    GroupMembership,
    NetworkInterface,
    NetworkInterfacePermission,
)
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform import addresses
from eni_lint.sources.terraform.found import arguments, memberships, tags_of
from eni_lint.sources.terraform.kinds import GROUP, INTERFACE, SUBNET
from eni_lint.sources.terraform.mentions import Mentions

ATTACHING = ("aws_network_interface_attachment", "aws_network_interface_sg_attachment", "aws_instance")
_ADDRESSING = {
    "private_ips": "private_ip_addresses",
    "private_ip_list": "private_ip_addresses",
    "private_ips_count": "secondary_private_ip_address_count",
    "ipv4_prefixes": "ipv4_prefixes",
    "ipv4_prefix_count": "ipv4_prefix_count",
    "ipv6_addresses": "ipv6_addresses",
    "ipv6_address_list": "ipv6_addresses",
    "ipv6_address_count": "ipv6_address_count",
    "ipv6_prefixes": "ipv6_prefixes",
    "ipv6_prefix_count": "ipv6_prefix_count",
}

if TYPE_CHECKING:
    from eni_lint.inventory.model import Ipv6Address, PrivateIpAddress
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading


class Surroundings:
    """What other resources say about interfaces: their subnets' address families, the groups that are added to them."""

    def __init__(self, reading: Reading) -> None:
        self.native: set[str] = set()
        self.assigns_ipv6: set[str] = set()
        for subnet in reading.of("aws_subnet", "aws_default_subnet"):
            if subnet.after.get("ipv6_native") is True:
                self.native.add(subnet.address)
            if subnet.after.get("assign_ipv6_address_on_creation") is True:
                self.assigns_ipv6.add(subnet.address)
        self._added: dict[str, list[str | Unknown]] = {}
        self._doubts: dict[str, Unknown] = {}
        self._doubt: Unknown | None = None
        for resource in reading.of("aws_network_interface_sg_attachment"):
            self._add(reading, resource)

    def _add(self, reading: Reading, resource: Resource) -> None:
        group = reading.key(resource, "security_group_id", GROUP)
        interface = reading.key(resource, "network_interface_id", INTERFACE)
        if isinstance(interface, str):
            if group is not None:
                self._added.setdefault(interface, []).append(group)
            return
        if interface is None:
            return
        doubt = Unknown(Reason.AMBIGUOUS, f"{resource.address} may add a security group to it")
        for key in interface.candidates:
            self._doubts[key] = doubt
        if not interface.candidates:
            self._doubt = doubt

    def groups_of(
        self, key: str, own: Maybe[list[str | Unknown]], *, written: bool, is_bare: bool = False
    ) -> Maybe[list[GroupMembership]]:
        """Give the groups of an interface, with those that are added to it. ``is_bare``: nothing tells which are written."""
        doubt = self._doubts.get(key, self._doubt)
        if doubt is not None:
            return doubt
        added = self._added.get(key)
        if not added or isinstance(own, Unknown):
            return memberships(own)
        if written and is_bare:
            seen = {k for k in own or () if isinstance(k, str)}
            rest = [k for k in added if isinstance(k, Unknown) or k not in seen]
            return [*(memberships(own, "unclear") or ()), *(memberships(rest, "attachment") or ())]
        if not written:
            # What a refresh shows of an interface whose groups nobody wrote is no second way to manage them.
            same = {k for k in added if isinstance(k, str)}
            added = [*(k for k in own or () if isinstance(k, Unknown) or k not in same), *added]
            own = None
        return [*(memberships(own) or ()), *(memberships(added, "attachment") or ())]

    def addresses_of(
        self,
        subnet: Maybe[str],
        listed: addresses.Listed,
        count: Maybe[int],
        *,
        primary: Maybe[str],
        ordered: bool = False,
        kind: Maybe[str] = None,
    ) -> Known[list[PrivateIpAddress]]:
        """Give the private IPv4 addresses: one at least, but for an EFA-only interface and in an IPv6-only subnet."""
        if isinstance(kind, Unknown) and listed is None:
            return kind
        has_ipv4 = not (isinstance(kind, str) and kind == "efa-only") and not (isinstance(subnet, str) and subnet in self.native)
        return addresses.private_addresses(listed, count, primary, ordered=ordered, has_ipv4=has_ipv4)

    def ipv6_of(
        self, part: Part, subnet: Maybe[str], attribute: str = "ipv6_addresses", *, ordered: bool = False
    ) -> Known[list[Ipv6Address]]:
        """Give the IPv6 addresses: AWS assigns one where the subnet says so and nobody asks for any."""
        listed, count = asked(part, attribute, "ipv6_address_count")
        if (
            not part.resource.exists and listed is None and count is None
            and isinstance(subnet, str) and subnet in self.assigns_ipv6
            and part.after.get("ipv6_prefix_count") is None and part.after.get("ipv6_prefixes") is None
        ):  # fmt: skip
            count = 1
        return addresses.ipv6_addresses(listed, count, part.flag("enable_primary_ipv6"), ordered=ordered)


def read_interfaces(reading: Reading, around: Surroundings, found: Found) -> None:
    """Read the interfaces of the plan, and those that data sources look up."""
    for resource in reading.of("aws_network_interface"):
        found.interfaces.append(_interface(reading, around, resource, resource.address))
    for resource in reading.data("aws_network_interface"):
        found.interfaces.append(_interface(reading, around, resource, reading.key_of(resource)))


def _interface(reading: Reading, around: Surroundings, resource: Resource, key: str) -> NetworkInterface:
    subnet = reading.key(resource, "subnet_id", SUBNET)
    kind = resource.text("interface_type")
    ordered = resource.after.get("private_ip_list_enabled") is True or resource.is_data
    groups = reading.keys(resource, "security_groups", GROUP)
    if resource.is_data and isinstance(groups, list) and not groups:
        groups = None  # nobody wrote an empty list
    ordered6 = resource.after.get("ipv6_address_list_enabled") is True
    private_ips = "private_ip_list" if ordered and not resource.is_data else "private_ips"
    listed, count = asked(resource, private_ips, "private_ips_count", beside=1)
    # The first of the list is the primary address, whatever private_ip still says of the one that it takes the place of.
    primary = None if private_ips == "private_ip_list" and listed is not None else resource.text("private_ip")
    return NetworkInterface(
        network_interface_id=key,
        origin=resource.origin(),
        interface_type=kind,
        subnet_id=subnet,
        vpc_id=resource.text("vpc_id") if resource.is_data else None,
        availability_zone=resource.text("availability_zone") if resource.is_data else None,
        description=resource.text("description"),
        owner_id=resource.text("owner_id"),
        requester_managed=_of_service(resource),
        requester_id=resource.text("requester_id") if resource.is_data else None,
        source_dest_check=_default(resource.flag("source_dest_check"), default=None if resource.is_data else True),
        private_ip_addresses=around.addresses_of(
            subnet, listed, count,
            primary=primary, ordered=ordered, kind=kind,
        ),
        ipv6_addresses=around.ipv6_of(
            resource, subnet, "ipv6_address_list" if ordered6 else "ipv6_addresses", ordered=ordered6
        ),
        ipv4_prefixes=addresses.ipv4_prefixes(*asked(resource, "ipv4_prefixes", "ipv4_prefix_count")),
        ipv6_prefixes=addresses.ipv6_prefixes(*asked(resource, "ipv6_prefixes", "ipv6_prefix_count")),
        groups=around.groups_of(key, groups, written=resource.writes("security_groups"), is_bare=resource.is_bare),
        connection_tracking_specification=connection_tracking(resource),
        ena_srd_specification=ena_srd(resource),
        enable_primary_ipv6=resource.flag("enable_primary_ipv6"),
        address_arguments=() if resource.is_data else arguments(resource, _ADDRESSING),
        looked_up=resource.is_data,
        tags=tags_of(resource),
    )  # fmt: skip


def _of_service(resource: Resource) -> bool | None:
    """Tell whether a service made an interface that is looked up. The data source keeps silent about it, but for the name."""
    requester = resource.text("requester_id") if resource.is_data else None
    return True if isinstance(requester, str) and requester.startswith("amazon-") else None


def asked(part: Part, listed: str, count: str, *, beside: int = 0) -> tuple[addresses.Listed, Maybe[int]]:
    """Give what is listed and how many are asked for; of what exists, the one that is written goes before what a refresh shows.

    ``beside``: how many of the list the count does not count (the primary address).
    """
    after, written = part.after, part.expressions
    if (
        written is not None
        and not part.resource.is_data
        and {listed, count}.isdisjoint(after)
        and {listed, count}.isdisjoint(written)
    ):
        return None, None
    members, number = part.texts(listed), part.number(count)
    if not part.resource.exists or written is None or not isinstance(members, list):
        return members, number
    if listed in written or count not in written:
        return members, None
    if isinstance(number, int) and len(members) != number + beside:
        return None, number
    return members, number


def _default(value: Maybe[bool], *, default: bool | None) -> Maybe[bool]:
    return default if value is None else value


def ena_srd(part: Part) -> Maybe[EnaSrdSpecification]:
    """Give the ENA Express setting of an interface or of a template's entry; without the block it is off."""
    block = part.block("ena_srd_specification")
    if block is None:
        return None
    udp = block.block("ena_srd_udp_specification")
    return EnaSrdSpecification(
        ena_srd_enabled=block.flag("ena_srd_enabled"),
        ena_srd_udp_specification=(
            None if udp is None else EnaSrdUdpSpecification(ena_srd_udp_enabled=udp.flag("ena_srd_udp_enabled"))
        ),
    )


def connection_tracking(part: Part) -> Maybe[ConnectionTrackingSpecification]:
    """Give the idle timeouts of an interface or of a template's entry; without the block they are the type's own."""
    block = part.block("connection_tracking_specification")
    if block is None:
        return None
    return ConnectionTrackingSpecification(
        tcp_established_timeout=block.amount("tcp_established_timeout"),
        udp_stream_timeout=block.amount("udp_stream_timeout"),
        udp_timeout=block.amount("udp_timeout"),
    )


def tell_who_refers(reading: Reading, found: Found) -> None:
    """Say of every interface that nothing is known to attach whether something else of the configuration refers to it."""
    attached = {a.network_interface_id for a in found.attachments if isinstance(a.network_interface_id, str)}
    resources = {r.address: r for r in reading.of("aws_network_interface") if r.address not in attached}
    mentions = Mentions("aws_network_interface", not_by=ATTACHING, words=("interface", "eni"))
    for index, interface in enumerate(found.interfaces):
        resource = resources.get(interface.network_interface_id)
        if resource is not None:
            who = mentions.of(resource)
            referred_to = who if isinstance(who, Unknown) else who is not None
            found.interfaces[index] = msgspec.structs.replace(interface, referred_to=referred_to)


def read_permissions(reading: Reading, found: Found) -> None:
    """Read the leave that other accounts are given."""
    found.permissions.extend(
        NetworkInterfacePermission(
            network_interface_permission_id=resource.address,
            origin=resource.origin(),
            network_interface_id=reading.key(resource, "network_interface_id", INTERFACE),
            aws_account_id=resource.text("aws_account_id"),
            permission=resource.text("permission"),
        )
        for resource in reading.of("aws_network_interface_permission")
    )
