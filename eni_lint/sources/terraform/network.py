"""VPCs, subnets, CIDR reservations, internet gateways and placement groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import InternetGateway, PlacementGroup, Subnet, SubnetCidrReservation, Vpc
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.found import tags_of
from eni_lint.sources.terraform.kinds import GATEWAY, SUBNET, VPC
from eni_lint.sources.terraform.reading import possible

if TYPE_CHECKING:
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.reading import Reading

_BLOCK_ASSOCIATIONS = {
    "aws_vpc_ipv4_cidr_block_association": "cidr_block",
    "aws_vpc_ipv6_cidr_block_association": "ipv6_cidr_block",
}


def read_network(reading: Reading, found: Found) -> None:
    """Read everything of this module."""
    for resource in reading.of("aws_subnet", "aws_default_subnet"):
        found.subnets.append(_subnet(reading, resource, resource.address))
    for resource in reading.data("aws_subnet"):
        found.subnets.append(_subnet(reading, resource, reading.key_of(resource)))
    _read_vpcs(reading, found)
    _read_gateways(reading, found)
    for resource in reading.of("aws_ec2_subnet_cidr_reservation"):
        cidr, sort = resource.text("cidr_block"), resource.text("reservation_type")
        if cidr is None or sort is None:
            continue
        found.cidr_reservations.append(
            SubnetCidrReservation(
                subnet_cidr_reservation_id=resource.address,
                origin=resource.origin(),
                subnet_id=reading.key(resource, "subnet_id", SUBNET),
                cidr=cidr,
                reservation_type=sort,
            )
        )
    for resource in reading.of("aws_placement_group"):
        name = reading.key_of(resource)
        found.placement_groups.append(
            PlacementGroup(group_name=name, origin=resource.origin(), strategy=resource.text("strategy"))
        )


def _subnet(reading: Reading, resource: Resource, key: str) -> Subnet:
    zone = reading.zone(resource)
    if zone is None and resource.unknown.get("availability_zone"):
        zone = Unknown(Reason.AFTER_APPLY, f"AWS chooses the Availability Zone of {resource.address}")
    return Subnet(
        subnet_id=key,
        origin=resource.origin(),
        vpc_id=reading.key(resource, "vpc_id", VPC),
        availability_zone=zone,
        cidr_block=_block(resource, "cidr_block", "ipv4_ipam_pool_id", "ipv4_netmask_length"),
        ipv6_cidr_blocks=_blocks(_block(resource, "ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length")),
        ipv6_native=resource.flag("ipv6_native"),
        available_ip_address_count=resource.number("available_ip_address_count") if resource.is_data else None,
        map_public_ip_on_launch=resource.flag("map_public_ip_on_launch"),
        assign_ipv6_address_on_creation=resource.flag("assign_ipv6_address_on_creation"),
        hostname_type=resource.text("private_dns_hostname_type_on_launch"),
        outpost_arn=resource.text("outpost_arn"),
        owner_id=resource.text("owner_id"),
        tags=tags_of(resource),
    )


def _block(resource: Resource, attribute: str, *sources: str) -> Maybe[str]:
    """Give a CIDR block, which may be written, or computed because another argument asks for one."""
    found = resource.text(attribute)
    if found is None and resource.unknown.get(attribute):
        asked = [s for s in sources if resource.after.get(s) or resource.unknown.get(s)]
        if asked:
            return Unknown(Reason.AFTER_APPLY, f"{attribute} of {resource.address} comes from its {asked[0]}")
    return found


def _blocks(block: Maybe[str]) -> list[str | Unknown]:
    return [] if block is None else [block]


def _read_vpcs(reading: Reading, found: Found) -> None:
    more: dict[str, dict[str, list[str | Unknown]]] = {}
    keys = [r.address for r in reading.of("aws_vpc", "aws_default_vpc")]
    for resource_type, attribute in _BLOCK_ASSOCIATIONS.items():
        for resource in reading.of(resource_type):
            vpc, block = reading.key(resource, "vpc_id", VPC), resource.text(attribute)
            if block is None:
                block = Unknown(Reason.AFTER_APPLY, f"the block of {resource.address}")
            if isinstance(vpc, Unknown):
                block = Unknown(Reason.AMBIGUOUS, f"{resource.address} may add a block to it")
            for key in possible(vpc, keys):
                more.setdefault(key, {}).setdefault(attribute, []).append(block)
    for resource in reading.of("aws_vpc", "aws_default_vpc"):
        _vpc(resource, resource.address, more.get(resource.address, {}), found)
    for resource in reading.data("aws_vpc"):
        key = reading.key_of(resource)
        _vpc(resource, key, more.get(key, {}), found)


def _vpc(resource: Resource, key: str, more: dict[str, list[str | Unknown]], found: Found) -> None:
    ipv4 = _blocks(_block(resource, "cidr_block", "ipv4_ipam_pool_id", "ipv4_netmask_length"))
    ipv6 = _blocks(
        _block(resource, "ipv6_cidr_block", "assign_generated_ipv6_cidr_block", "ipv6_ipam_pool_id", "ipv6_netmask_length")
    )
    if resource.type == "aws_default_vpc" and not ipv4:
        ipv4 = [Unknown(Reason.AFTER_APPLY, "the block of the default VPC")]
    for name, blocks in (("cidr_block_associations", ipv4), ("ipv6_cidr_block_associations", ipv6)):
        if resource.is_data:
            attribute = "cidr_block" if blocks is ipv4 else "ipv6_cidr_block"
            listed = [part.text(attribute) for part in resource.blocks(name)]
            blocks += [b for b in listed if b is not None and not (isinstance(b, str) and b in _known(blocks))]
    found.vpcs.append(
        Vpc(
            vpc_id=key,
            origin=resource.origin(),
            cidr_blocks=[*ipv4, *more.get("cidr_block", ())],
            ipv6_cidr_blocks=[*ipv6, *more.get("ipv6_cidr_block", ())],
            is_default=resource.flag("default") if resource.is_data else resource.type == "aws_default_vpc",
            owner_id=resource.text("owner_id"),
            tags=tags_of(resource),
        )
    )


def _known(blocks: list[str | Unknown]) -> list[str]:
    return [b for b in blocks if isinstance(b, str)]


def _read_gateways(reading: Reading, found: Found) -> None:
    attached: dict[str, Maybe[str]] = {}
    keys = [r.address for r in reading.of("aws_internet_gateway")]
    for resource in reading.of("aws_internet_gateway_attachment"):
        gateway, vpc = reading.key(resource, "internet_gateway_id", GATEWAY), reading.key(resource, "vpc_id", VPC)
        if isinstance(gateway, Unknown):
            vpc = Unknown(Reason.AMBIGUOUS, f"{resource.address} may attach it")
        for key in possible(gateway, keys):
            attached[key] = vpc
    for resource in reading.of("aws_internet_gateway"):
        own = reading.key(resource, "vpc_id", VPC)
        found.internet_gateways.append(
            InternetGateway(
                internet_gateway_id=resource.address,
                origin=resource.origin(),
                vpc_id=attached.get(resource.address) if own is None else own,
            )
        )
    for resource in reading.data("aws_internet_gateway"):
        key = reading.key_of(resource)
        block = resource.block("attachments")
        vpc = attached.get(key) if block is None else reading.key(block, "vpc_id", VPC)
        found.internet_gateways.append(InternetGateway(internet_gateway_id=key, origin=resource.origin(), vpc_id=vpc))
