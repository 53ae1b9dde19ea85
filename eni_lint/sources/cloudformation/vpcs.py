"""VPCs, subnets, CIDR reservations, internet gateways, placement groups and EKS clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import InternetGateway, PlacementGroup, Subnet, SubnetCidrReservation, Vpc
from eni_lint.inventory.surroundings import EksCluster
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.kinds import GATEWAY, SUBNET, VPC
from eni_lint.sources.cloudformation.reading import block, doubted, possible, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.reading import Reading
    from eni_lint.sources.cloudformation.template import Resource

    Blocks = list[Known[str]]

# The properties that ask for a block without saying which.
_IPV4_POOLS = ("Ipv4IpamPoolId", "Ipv4NetmaskLength")
_IPV6_POOLS = ("AmazonProvidedIpv6CidrBlock", "Ipv6IpamPoolId", "Ipv6NetmaskLength", "Ipv6Pool")


def read_vpcs(reading: Reading) -> Iterator[Vpc]:
    """Read the VPCs, with the blocks that resources of their own add."""
    keys = {resource.logical_id: resource for resource in reading.of("VPC")}
    ipv4: dict[str, Blocks] = {key: [] for key in keys}
    ipv6: dict[str, Blocks] = {key: [] for key in keys}
    for resource in reading.of("VPCCidrBlock"):
        vpc = doubted(reading.key(resource.properties, "VpcId", VPC), resource)
        for key in possible(vpc, keys):
            for blocks, found in (
                (ipv4, _block(reading, resource, "CidrBlock", _IPV4_POOLS)),
                (ipv6, _block(reading, resource, "Ipv6CidrBlock", _IPV6_POOLS)),
            ):
                if found is not None and key in blocks:
                    blocks[key].append(_perhaps(found, vpc, resource))
    for key, resource in keys.items():
        part = resource.properties
        own = _block(reading, resource, "CidrBlock", _IPV4_POOLS)
        yield Vpc(
            vpc_id=key,
            origin=reading.origin(resource),
            cidr_blocks=[*([] if own is None else [own]), *ipv4[key]],
            ipv6_cidr_blocks=ipv6[key],
            is_default=False,
            tags=tags_of(reading, part),
        )


def read_subnets(reading: Reading) -> Iterator[Subnet]:
    """Read the subnets, with the IPv6 blocks that resources of their own add."""
    keys = {resource.logical_id: resource for resource in reading.of("Subnet")}
    more: dict[str, Blocks] = {key: [] for key in keys}
    for resource in reading.of("SubnetCidrBlock"):
        subnet = doubted(reading.key(resource.properties, "SubnetId", SUBNET), resource)
        found = _block(reading, resource, "Ipv6CidrBlock", _IPV6_POOLS)
        for key in possible(subnet, keys):
            if found is not None and key in more:
                more[key].append(_perhaps(found, subnet, resource))
    for key, resource in keys.items():
        part = resource.properties
        own = _block(reading, resource, "Ipv6CidrBlock", _IPV6_POOLS)
        options = block(part, "PrivateDnsNameOptionsOnLaunch")
        yield Subnet(
            subnet_id=key,
            origin=reading.origin(resource),
            vpc_id=reading.key(part, "VpcId", VPC),
            availability_zone=_zone(reading, resource),
            cidr_block=_block(reading, resource, "CidrBlock", _IPV4_POOLS),
            ipv6_cidr_blocks=[*([] if own is None else [own]), *more[key]],
            ipv6_native=part.flag("Ipv6Native"),
            map_public_ip_on_launch=part.flag("MapPublicIpOnLaunch"),
            assign_ipv6_address_on_creation=part.flag("AssignIpv6AddressOnCreation"),
            hostname_type=reading.text(options, "HostnameType"),
            outpost_arn=reading.text(part, "OutpostArn"),
            tags=tags_of(reading, part),
        )


def _zone(reading: Reading, resource: Resource) -> Known[str]:
    found = reading.zone(resource.properties)
    return Unknown(Reason.INTRINSIC, f"AWS chooses the Availability Zone of {resource.name}") if found is None else found


def _block(reading: Reading, resource: Resource, name: str, pools: tuple[str, ...]) -> Maybe[str]:
    """Give a block, which may be written, or come from a pool."""
    part = resource.properties
    found = reading.text(part, name)
    if found is not None:
        return found
    for pool in pools:
        if part.has(pool) and part.flag(pool) is not False if pool.startswith("Amazon") else part.has(pool):
            # The symbol is that of the blocks that the resource has after the deployment.
            return Unknown(Reason.INTRINSIC, f"AWS chooses the block of {resource.name}", symbol=(pool, resource.logical_id))
    return None


def _perhaps(found: Known[str], key: Maybe[str], resource: Resource) -> Known[str]:
    return Unknown(Reason.AMBIGUOUS, f"{resource.name} may add a block to it") if isinstance(key, Unknown) else found


def read_reservations(reading: Reading) -> Iterator[SubnetCidrReservation]:
    """Read the ranges that are set aside in subnets."""
    for resource in reading.of("SubnetCidrReservation"):
        part = resource.properties
        cidr, sort = reading.text(part, "Cidr"), reading.text(part, "ReservationType")
        if cidr is not None and sort is not None:
            yield SubnetCidrReservation(
                subnet_cidr_reservation_id=resource.logical_id,
                origin=reading.origin(resource),
                subnet_id=doubted(reading.key(part, "SubnetId", SUBNET), resource),
                cidr=cidr,
                reservation_type=sort,
            )


def read_gateways(reading: Reading) -> Iterator[InternetGateway]:
    """Read the internet gateways, and to which VPC they are attached; one from elsewhere may be attached here, too."""
    keys = {resource.logical_id: resource for resource in reading.of("InternetGateway")}
    attached: dict[str, Maybe[str]] = {}
    for resource in reading.of("VPCGatewayAttachment"):
        part = resource.properties
        vpc, gateway = reading.key(part, "VpcId", VPC), reading.key(part, "InternetGatewayId", GATEWAY)
        if isinstance(gateway, str) and gateway not in keys:
            yield InternetGateway(internet_gateway_id=gateway, origin=reading.origin(resource), vpc_id=doubted(vpc, resource))
        elif isinstance(gateway, Unknown) and not gateway.candidates:
            name = f"{resource.logical_id}/gateway"
            yield InternetGateway(internet_gateway_id=name, origin=reading.origin(resource), vpc_id=doubted(vpc, resource))
        else:
            for key in possible(gateway, keys):
                attached[key] = Unknown(Reason.AMBIGUOUS, f"{resource.name} may attach it") if gateway != key else vpc
    for key, resource in keys.items():
        yield InternetGateway(internet_gateway_id=key, origin=reading.origin(resource), vpc_id=attached.get(key))


def read_placement_groups(reading: Reading) -> Iterator[PlacementGroup]:
    """Read the placement groups."""
    for resource in reading.of("PlacementGroup"):
        yield PlacementGroup(
            group_name=resource.logical_id,
            origin=reading.origin(resource),
            strategy=reading.text(resource.properties, "Strategy"),
        )


def read_clusters(reading: Reading) -> Iterator[EksCluster]:
    """Read the EKS clusters."""
    for resource in reading.of("AWS::EKS::Cluster"):
        subnets = reading.keys(block(resource.properties, "ResourcesVpcConfig"), "SubnetIds", SUBNET)
        yield EksCluster(
            cluster_name=resource.logical_id,
            origin=reading.origin(resource),
            subnet_ids=[] if subnets is None else subnets,
        )
