"""Elastic IPs, and what they are associated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import ElasticIp
from eni_lint.inventory.surroundings import ElasticIpAssociation, NatGateway
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.found import tags_of
from eni_lint.sources.terraform.kinds import ADDRESS, INSTANCE, INTERFACE, SUBNET
from eni_lint.sources.terraform.mentions import Mentions
from eni_lint.sources.terraform.reading import possible

if TYPE_CHECKING:
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.reading import Reading

_WORDS = ("allocation", "eip", "address", "public_ip", "_ips")  # of arguments that may take an Elastic IP
_READ_IN_FULL = ("aws_eip_association", "aws_nat_gateway")


def read_elastic_ips(reading: Reading, found: Found) -> None:
    """Read the Elastic IPs of the plan, those that data sources look up, and all associations."""
    associations, doubts = _associations(reading, found)
    used_by = _used_by(reading)
    mentions = Mentions("aws_eip", not_by=_READ_IN_FULL, words=_WORDS)
    for resource in reading.of("aws_eip"):
        key = resource.address
        own = _own_association(reading, resource)
        association = associations.get(key)
        if own is not None and (association is None or _writes_association(resource)):
            found.elastic_ip_associations.append(own)
            association = association or own
        other = used_by.get(key)
        if other is None and association is None and key not in doubts:
            other = mentions.of(resource)
        found.elastic_ips.append(_elastic_ip(resource, key, association, doubts.get(key), other))
    for resource in reading.data("aws_eip"):
        key = reading.key_of(resource)
        association = associations.get(key) or _own_association(reading, resource)
        if association is not None and key not in associations:
            found.elastic_ip_associations.append(association)
        found.elastic_ips.append(_elastic_ip(resource, key, association, doubts.get(key), None))


def _elastic_ip(
    resource: Resource, key: str, use: ElasticIpAssociation | None, doubt: Unknown | None, used_by: Maybe[str]
) -> ElasticIp:
    return ElasticIp(
        allocation_id=key,
        origin=resource.origin(),
        public_ip=resource.text("public_ip"),
        instance_id=None if use is None else use.instance_id,
        network_interface_id=doubt if use is None else use.network_interface_id,
        private_ip_address=None if use is None else use.private_ip_address,
        association_id=resource.text("association_id"),
        network_border_group=resource.text("network_border_group"),
        carrier_ip=resource.text("carrier_ip"),
        used_by=used_by,
        public_ipv4_pool=resource.text("public_ipv4_pool"),
        tags=tags_of(resource),
    )


def _writes_association(resource: Resource) -> bool:
    written = resource.expressions
    return written is not None and ("network_interface" in written or "instance" in written)


def _own_association(reading: Reading, resource: Resource) -> ElasticIpAssociation | None:
    """Give the association that an Elastic IP says itself. A refresh fills in both sides; then the interface says it all."""
    names = ("network_interface_id", "instance_id") if resource.is_data else ("network_interface", "instance")
    interface, instance = reading.key(resource, names[0], INTERFACE), reading.key(resource, names[1], INSTANCE)
    if interface is None and instance is None:
        return None
    written = resource.expressions
    if resource.exists and interface is not None and not (written and "instance" in written and "network_interface" in written):
        instance = None
    address = resource.text("associate_with_private_ip")
    if address is None and not resource.unknown.get("network_interface"):
        # Where the association changes, this still is the address of the old one.
        address = resource.text("private_ip")
    return ElasticIpAssociation(
        origin=resource.origin(),
        allocation_id=reading.key_of(resource),
        instance_id=instance,
        network_interface_id=interface,
        private_ip_address=address,
    )


def _associations(reading: Reading, found: Found) -> tuple[dict[str, ElasticIpAssociation], dict[str, Unknown]]:
    """Read the associations that are resources, by Elastic IP, and tell which Elastic IPs one of the others may be of."""
    by_key: dict[str, ElasticIpAssociation] = {}
    doubts: dict[str, Unknown] = {}
    keys = [r.address for r in reading.of("aws_eip")]
    for resource in reading.of("aws_eip_association"):
        allocation = reading.key(resource, "allocation_id", ADDRESS)
        interface = reading.key(resource, "network_interface_id", INTERFACE)
        instance = reading.key(resource, "instance_id", INSTANCE)
        if interface is not None and instance is not None and resource.exists:
            instance = None  # a refresh fills in both
        association = ElasticIpAssociation(
            origin=resource.origin(),
            allocation_id=allocation,
            instance_id=instance,
            network_interface_id=interface,
            private_ip_address=resource.text("private_ip_address"),
            allow_reassociation=resource.flag("allow_reassociation"),
        )
        found.elastic_ip_associations.append(association)
        if isinstance(allocation, str):
            by_key[allocation] = association
        elif allocation is not None:
            doubt = Unknown(Reason.AMBIGUOUS, f"{resource.address} may associate it")
            doubts.update(dict.fromkeys(possible(allocation, keys), doubt))
    return by_key, doubts


def _used_by(reading: Reading) -> dict[str, Maybe[str]]:
    """Tell which Elastic IPs NAT gateways and load balancers take for interfaces of their own."""
    used_by: dict[str, Maybe[str]] = {}
    keys = [r.address for r in reading.of("aws_eip")]
    for resource in reading.of("aws_nat_gateway", "aws_lb"):
        parts = [resource] if resource.type == "aws_nat_gateway" else resource.blocks("subnet_mapping")
        for part in parts:
            allocation = reading.key(part, "allocation_id", ADDRESS)
            for key in possible(allocation, keys):
                if isinstance(allocation, Unknown):
                    used_by.setdefault(key, Unknown(Reason.AMBIGUOUS, f"{resource.address} may use it"))
                else:
                    used_by[key] = resource.address
    return used_by


def read_nat_gateways(reading: Reading, found: Found) -> None:
    """Read the NAT gateways."""
    for resource in reading.of("aws_nat_gateway"):
        first = reading.key(resource, "allocation_id", ADDRESS)
        others = reading.keys(resource, "secondary_allocation_ids", ADDRESS)
        allocations: Known[list[str | Unknown]] = [] if first is None else [first]
        if others is not None:
            allocations = others if isinstance(others, Unknown) else [*allocations, *others]
        found.nat_gateways.append(
            NatGateway(
                nat_gateway_id=resource.address,
                origin=resource.origin(),
                subnet_id=reading.key(resource, "subnet_id", SUBNET),
                allocation_ids=allocations,
            )
        )
