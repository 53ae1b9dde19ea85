"""AWS::EC2::NetworkInterface, its attachments that are resources of their own, and the permissions on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import (
    Attachment,
    ConnectionTrackingSpecification,
    EnaSrdSpecification,
    EnaSrdUdpSpecification,
    GroupMembership,
    NetworkInterface,
    NetworkInterfacePermission,
)
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation import addresses
from eni_lint.sources.cloudformation.kinds import DEFAULT_GROUP, GROUP, INSTANCE, INTERFACE, SUBNET
from eni_lint.sources.cloudformation.reading import block, doubted, entries, tags_of
from eni_lint.sources.cloudformation.values import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.origin import Origin
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.mentions import Mentions
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading


class Surroundings:
    """What the subnets of interfaces do to their addresses."""

    def __init__(self, subnets: Iterable[Subnet]) -> None:
        self._by_key = {subnet.subnet_id: subnet for subnet in subnets}

    def has_ipv4(self, subnet_id: Maybe[str], kind: Maybe[str]) -> Known[bool]:
        """Tell whether AWS gives an IPv4 address where none is named: not to EFA-only interfaces, nor in IPv6-only subnets."""
        if isinstance(kind, Unknown):
            return kind
        subnet = self._by_key.get(subnet_id) if isinstance(subnet_id, str) else None
        native = None if subnet is None else subnet.ipv6_native
        return native if isinstance(native, Unknown) else kind != "efa-only" and not native

    def assigns_ipv6(self, subnet_id: Maybe[str]) -> bool:
        """Tell whether AWS gives an IPv6 address to an interface that asks for none."""
        subnet = self._by_key.get(subnet_id) if isinstance(subnet_id, str) else None
        return subnet is not None and subnet.assign_ipv6_address_on_creation is True


def read_interfaces(
    reading: Reading, around: Surroundings, mentions: Mentions, checks: Mapping[str, Known[bool]]
) -> Iterator[NetworkInterface]:
    """Read the interfaces that are resources of their own; ``checks``: what instances say of their primary interfaces."""
    for resource in reading.of("NetworkInterface"):
        part = resource.properties
        subnet = doubted(reading.key(part, "SubnetId", SUBNET), resource)
        kind = reading.text(part, "InterfaceType")
        primary = part.flag("EnablePrimaryIpv6")
        check = part.flag("SourceDestCheck")
        if check is None:
            check = checks.get(resource.logical_id)
        yield NetworkInterface(
            network_interface_id=resource.logical_id,
            origin=reading.origin(resource),
            interface_type=kind,
            subnet_id=subnet,
            description=reading.own_text(part, "Description"),
            source_dest_check=True if check is None else check,
            private_ip_addresses=addresses.private_addresses(reading, part, has_ipv4=around.has_ipv4(subnet, kind)),
            ipv6_addresses=addresses.ipv6_addresses(reading, part, primary, automatic=around.assigns_ipv6(subnet)),
            ipv4_prefixes=addresses.ipv4_prefixes(reading, part),
            ipv6_prefixes=addresses.ipv6_prefixes(reading, part),
            groups=groups_of(reading, part, "GroupSet"),
            connection_tracking_specification=connection_tracking(part),
            enable_primary_ipv6=primary,
            address_arguments=addresses.arguments(part),
            referred_to=mentions.of(resource.logical_id),
            tags=tags_of(reading, part),
        )


def listed_interface(
    reading: Reading, around: Surroundings, part: Part, key: str, origin: Origin, *, template: str | None = None
) -> NetworkInterface:
    """Read an entry of an instance's or a launch template's list: it describes an interface that the launch makes."""
    subnet = reading.key(part, "SubnetId", SUBNET)
    kind = reading.text(part, "InterfaceType")
    primary = part.flag("PrimaryIpv6")
    return NetworkInterface(
        network_interface_id=key,
        launch_template_id=template,
        origin=origin,
        interface_type=kind,
        subnet_id=subnet,
        description=reading.own_text(part, "Description"),
        private_ip_addresses=addresses.private_addresses(reading, part, has_ipv4=around.has_ipv4(subnet, kind)),
        ipv6_addresses=addresses.ipv6_addresses(
            reading, part, primary, automatic=template is None and around.assigns_ipv6(subnet)
        ),
        ipv4_prefixes=addresses.ipv4_prefixes(reading, part),
        ipv6_prefixes=addresses.ipv6_prefixes(reading, part),
        groups=groups_of(reading, part, "GroupSet" if template is None else "Groups"),
        connection_tracking_specification=connection_tracking(part),
        enable_primary_ipv6=primary,
        associate_public_ip_address=part.flag("AssociatePublicIpAddress"),
        associate_carrier_ip_address=part.flag("AssociateCarrierIpAddress"),
        address_arguments=addresses.arguments(part),
    )


def groups_of(reading: Reading, part: Part, name: str) -> Maybe[list[GroupMembership]]:
    """Give the security groups that a property lists; an empty list asks for nothing, and AWS takes the default group."""
    items = entries(part, name)
    if items is None or isinstance(items, Unknown):
        return items
    keys = reading.keys(part, name, GROUP)
    if keys is None or isinstance(keys, Unknown):
        return keys
    defaults = {index for index, item in enumerate(items) if _is_default_group(reading, item)}
    found = [GroupMembership(group_id=key, group_name="default" if index in defaults else None) for index, key in enumerate(keys)]
    return found or None


def _is_default_group(reading: Reading, item: Part) -> bool:
    value = item.value
    if not isinstance(value, ResourceRef):
        return False
    resource = reading.view.resources.get(value.logical_id)
    return resource is not None and (resource.type, value.attribute) == DEFAULT_GROUP


def ena_srd(part: Part) -> Maybe[EnaSrdSpecification]:
    """Give the ENA Express setting of an attachment; without the property it is off."""
    found = block(part, "EnaSrdSpecification")
    if found is None:
        return None
    if isinstance(found.value, Unknown):
        return found.value
    udp = block(found, "EnaSrdUdpSpecification")
    return EnaSrdSpecification(
        ena_srd_enabled=found.flag("EnaSrdEnabled"),
        ena_srd_udp_specification=None
        if udp is None
        else udp.value
        if isinstance(udp.value, Unknown)
        else EnaSrdUdpSpecification(ena_srd_udp_enabled=udp.flag("EnaSrdUdpEnabled")),
    )


def connection_tracking(part: Part) -> Maybe[ConnectionTrackingSpecification]:
    """Give the idle timeouts; without the property they are the instance type's own."""
    found = block(part, "ConnectionTrackingSpecification")
    if found is None:
        return None
    if isinstance(found.value, Unknown):
        return found.value
    return ConnectionTrackingSpecification(
        tcp_established_timeout=found.whole("TcpEstablishedTimeout"),
        udp_stream_timeout=found.whole("UdpStreamTimeout"),
        udp_timeout=found.whole("UdpTimeout"),
    )


def read_attachments(reading: Reading) -> Iterator[Attachment]:
    """Read the attachments that are resources. They know of network card 0 only, and delete the interface unless told not to."""
    for resource in reading.of("NetworkInterfaceAttachment"):
        part = resource.properties
        deletes = part.flag("DeleteOnTermination")
        index = part.whole("DeviceIndex")
        yield Attachment(
            origin=reading.origin(resource),
            network_interface_id=reading.key(part, "NetworkInterfaceId", INTERFACE),
            instance_id=doubted(reading.key(part, "InstanceId", INSTANCE), resource),
            device_index=Unknown(Reason.INTRINSIC, "DeviceIndex is not given") if index is None else index,
            network_card_index=0,
            delete_on_termination=True if deletes is None else deletes,
            ena_srd_specification=ena_srd(part),
            ena_queue_count=part.whole("EnaQueueCount"),
            means="resource",
        )


def read_permissions(reading: Reading) -> Iterator[NetworkInterfacePermission]:
    """Read the leave that other accounts are given."""
    for resource in reading.of("NetworkInterfacePermission"):
        part = resource.properties
        yield NetworkInterfacePermission(
            network_interface_permission_id=resource.logical_id,
            origin=reading.origin(resource),
            network_interface_id=reading.key(part, "NetworkInterfaceId", INTERFACE),
            aws_account_id=reading.text(part, "AwsAccountId"),
            permission=reading.text(part, "Permission"),
        )
