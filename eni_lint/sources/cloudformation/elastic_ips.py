"""Elastic IPs, what they are associated with, and the NAT gateways that hold them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import ElasticIp
from eni_lint.inventory.surroundings import ElasticIpAssociation, NatGateway
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.kinds import ADDRESS, EC2, INSTANCE, INTERFACE, SUBNET
from eni_lint.sources.cloudformation.reading import doubted, entries, possible, tags_of
from eni_lint.sources.cloudformation.values import ResourceRef

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.mentions import Mentions
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading
    from eni_lint.sources.cloudformation.template import Resource


def read_associations(reading: Reading) -> Iterator[ElasticIpAssociation]:
    """Read the associations, those that an Elastic IP says itself and those that are resources."""
    for resource in reading.of("EIP"):
        instance = doubted(reading.key(resource.properties, "InstanceId", INSTANCE), resource)
        if instance is not None:
            yield ElasticIpAssociation(origin=reading.origin(resource), allocation_id=resource.logical_id, instance_id=instance)
    for resource in reading.of("EIPAssociation"):
        part = resource.properties
        interface = doubted(reading.key(part, "NetworkInterfaceId", INTERFACE), resource)
        yield ElasticIpAssociation(
            origin=reading.origin(resource),
            allocation_id=doubted(_allocation(reading, part), resource),
            instance_id=doubted(reading.key(part, "InstanceId", INSTANCE), resource),
            network_interface_id=interface,
            private_ip_address=_private(reading, part, interface),
        )


def _allocation(reading: Reading, part: Part) -> Maybe[str]:
    """Give the Elastic IP: by its allocation, or in the older way by its public address."""
    found = reading.key(part, "AllocationId", ADDRESS)
    if found is not None:
        return found
    public = reading.key(part, "EIP", ADDRESS)
    if isinstance(public, str) and public not in reading.view.resources:
        return Unknown(Reason.OUTSIDE, f"{public} is allocated elsewhere", symbol=("public address", public))
    return public


def _private(reading: Reading, part: Part, interface: Maybe[str]) -> Maybe[str]:
    """Give the private address; the primary one of the interface itself is what it is without saying so."""
    value = part.text("PrivateIpAddress")
    if (
        isinstance(value, ResourceRef)
        and isinstance(interface, str)
        and value == ResourceRef(interface, "PrimaryPrivateIpAddress")
    ):
        return None
    return reading.text(part, "PrivateIpAddress")


def read_elastic_ips(
    reading: Reading, associations: Iterable[ElasticIpAssociation], gateways: Iterable[NatGateway], mentions: Mentions
) -> Iterator[ElasticIp]:
    """Read the Elastic IPs, with their associations or what else uses them."""
    keys = {resource.logical_id: resource for resource in reading.of("EIP")}
    used: dict[str, ElasticIpAssociation] = {}
    doubts: dict[str, Unknown] = {}
    for association in associations:
        if isinstance(association.allocation_id, Unknown):
            doubt = Unknown(Reason.AMBIGUOUS, f"{association.origin.address} may associate it")
            doubts.update(dict.fromkeys(possible(association.allocation_id, keys), doubt))
        elif association.allocation_id is not None:
            used.setdefault(association.allocation_id, association)
    holders = _holders(gateways, keys)
    for key, resource in keys.items():
        other = holders.get(key)
        if other is None and key not in used and key not in doubts:
            other = mentions.who(key)
        yield _elastic_ip(reading, resource, used.get(key), doubts.get(key), other)


def _elastic_ip(
    reading: Reading, resource: Resource, use: ElasticIpAssociation | None, doubt: Unknown | None, used_by: Maybe[str]
) -> ElasticIp:
    part = resource.properties
    return ElasticIp(
        allocation_id=resource.logical_id,
        origin=reading.origin(resource),
        instance_id=None if use is None else use.instance_id,
        network_interface_id=doubt if use is None else use.network_interface_id,
        private_ip_address=None if use is None else use.private_ip_address,
        network_border_group=reading.text(part, "NetworkBorderGroup"),
        used_by=used_by,
        public_ipv4_pool=reading.text(part, "PublicIpv4Pool"),
        tags=tags_of(reading, part),
    )


def _holders(gateways: Iterable[NatGateway], keys: Mapping[str, Resource]) -> dict[str, Maybe[str]]:
    """Tell which Elastic IPs NAT gateways hold."""
    holders: dict[str, Maybe[str]] = {}
    for gateway in gateways:
        name, ids = gateway.origin.address, gateway.allocation_ids
        for allocation in [ids] if isinstance(ids, Unknown) else ids:
            if isinstance(allocation, str):
                holders[allocation] = name
                continue
            for key in possible(allocation, keys):
                holders.setdefault(key, Unknown(Reason.AMBIGUOUS, f"{name} may use it"))
    return holders


def _held(reading: Reading, part: Part) -> Known[list[Known[str]]]:
    """Give the Elastic IPs of a NAT gateway: its own, secondary ones, and those of a regional one in each zone."""
    first = reading.key(part, "AllocationId", ADDRESS)
    found: list[Known[str]] = [] if first is None else [first]
    zones = entries(part, "AvailabilityZoneAddresses")
    if isinstance(zones, Unknown):
        return zones
    for each, name in ((part, "SecondaryAllocationIds"), *((zone, "AllocationIds") for zone in zones or ())):
        more = reading.keys(each, name, ADDRESS)
        if isinstance(more, Unknown):
            return more
        found += more or ()
    return found


def read_nat_gateways(reading: Reading) -> Iterator[NatGateway]:
    """Read the NAT gateways."""
    for resource in reading.of(f"{EC2}NatGateway"):
        part = resource.properties
        yield NatGateway(
            nat_gateway_id=resource.logical_id,
            origin=reading.origin(resource),
            subnet_id=reading.key(part, "SubnetId", SUBNET),
            allocation_ids=_held(reading, part),
        )
