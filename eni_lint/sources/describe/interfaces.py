"""Interfaces and their attachments, from DescribeNetworkInterfaces and from what DescribeInstances tells of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import UNSET
from msgspec.structs import force_setattr

from eni_lint.inventory.model import Attachment, GroupMembership, Instance, NetworkInterface, PrivateIpAddress
from eni_lint.sources.describe.interface_shape import ABSENT, InterfaceShape
from eni_lint.sources.describe.origins import AttachmentOrigin, CapturedOrigin, Names

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.inventory.origin import Origin
    from eni_lint.sources.describe.answers import Captured
    from eni_lint.sources.describe.host_shapes import InstanceShape


def described_interfaces(captured: Captured) -> list[InterfaceShape]:
    """Complete the interfaces of DescribeNetworkInterfaces, which were decoded as what they are, with what JSON does not say.

    This is the one loop that runs for each of a hundred thousand interfaces, so it calls nothing that it can do without.
    """
    rows: Any = captured.answer.network_interfaces
    if rows is UNSET:
        return []
    document = captured.document
    names, at = Names(document), f"{document.prefix}/NetworkInterfaces"
    make, complete, absent = CapturedOrigin, force_setattr, ABSENT
    is_damaged = "NetworkInterfaces" in captured.damaged
    for row, interface in enumerate(rows):
        if is_damaged and interface is None:
            continue
        key = interface.network_interface_id
        owner, zone = interface.owner_id, interface.availability_zone
        origin = make(document, "", "", "", "", names, "network-interface", at, row, key, interface.tags, owner, zone)
        complete(interface, "origin", origin)
        attachment = interface.attachment
        if attachment is not None:
            complete(attachment, "network_interface_id", key)
            complete(attachment, "origin", AttachmentOrigin(document, "", "", "", "", origin))
        if interface.association is not None:
            _set_public(interface)
        if interface.private_ip_addresses is absent:
            _set_addresses(interface)
    return [each for each in rows if each is not None] if is_damaged else rows


def nested_interface(shape: InterfaceShape, host: Instance, origin: Origin) -> InterfaceShape:
    """Complete an interface of DescribeInstances, which says less of it and leaves the rest to the instance around it."""
    force_setattr(shape, "origin", origin)
    force_setattr(shape, "availability_zone", host.availability_zone)
    if shape.attachment is not None:
        force_setattr(shape.attachment, "network_interface_id", shape.network_interface_id)
        force_setattr(shape.attachment, "instance_id", host.instance_id)
        force_setattr(shape.attachment, "instance_owner_id", host.owner_id)
        force_setattr(shape.attachment, "origin", AttachmentOrigin(origin.document, "", "", "", "", origin))
    if shape.association is not None:
        _set_public(shape)
    if shape.private_ip_addresses is ABSENT:
        _set_addresses(shape)
    return shape


def implicit_primary(shape: InstanceShape, instance: Instance, origin: Origin) -> tuple[NetworkInterface, Attachment]:
    """Make the primary interface of an instance whose record lists none: every instance has one."""
    key = f"{instance.instance_id}/primary"
    address = shape.private_ip_address
    groups: Any = ABSENT
    if shape.security_groups is not None:
        groups = [GroupMembership(group_id=each.group_id, group_name=each.group_name) for each in shape.security_groups]
    interface = NetworkInterface(
        network_interface_id=key,
        interface_type=ABSENT,
        subnet_id=shape.subnet_id,
        vpc_id=shape.vpc_id,
        availability_zone=instance.availability_zone,
        description=ABSENT,
        owner_id=instance.owner_id,
        status="in-use",
        requester_managed=ABSENT,
        source_dest_check=shape.primary_check,
        private_ip_addresses=ABSENT if address is None else [PrivateIpAddress(private_ip_address=address, primary=True)],
        ipv6_addresses=ABSENT,
        ipv4_prefixes=ABSENT,
        ipv6_prefixes=ABSENT,
        groups=groups,
        tags=ABSENT,
        origin=origin,
    )
    attachment = Attachment(
        network_interface_id=key,
        instance_id=instance.instance_id,
        device_index=0,
        network_card_index=0,
        delete_on_termination=ABSENT,
        means="captured",
        origin=origin,
    )
    return interface, attachment


def attachments_of(interfaces: Iterable[InterfaceShape]) -> list[Attachment]:
    """Give the attachments of interfaces."""
    return [interface.attachment for interface in interfaces if interface.attachment is not None]


def _set_public(interface: InterfaceShape) -> None:
    association = interface.association
    if association is not None:
        force_setattr(interface, "public_ip", association.public_ip)
        force_setattr(interface, "public_ip_owner", association.ip_owner_id)


def _set_addresses(interface: InterfaceShape) -> None:
    """Take the addresses of a record that was cut down to PrivateIpAddress; AWS's own list every address."""
    try:
        address = interface.origin.document.value(f"{interface.origin.pointer}/PrivateIpAddress")
    except LookupError:
        return
    if isinstance(address, str):
        force_setattr(interface, "private_ip_addresses", [PrivateIpAddress(private_ip_address=address, primary=True)])
