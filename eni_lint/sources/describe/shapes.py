"""The shapes of the answers about networks, as far as the model wants to know.

A shape that is a subclass of a model object has the object's fields with what an absent key means; members that the model has in
another form stand below them.
"""

from __future__ import annotations

import msgspec

from eni_lint.inventory.model import (
    ElasticIp,
    InternetGateway,
    NetworkInterfacePermission,
    PlacementGroup,
    Route,
    RouteTable,
    SecurityGroup,
    Subnet,
    SubnetCidrReservation,
    Vpc,
)
from eni_lint.inventory.surroundings import AvailabilityZone, Image, NatGateway, TrunkInterfaceAssociation
from eni_lint.inventory.unknown import Maybe
from eni_lint.sources.describe.interface_shape import ABSENT, TagShape, Told


class Shape(msgspec.Struct, rename="pascal", eq=False):
    """Something that the model does not have in this form."""


class State(Shape):
    """InstanceState, SubnetCidrBlockState, VpcCidrBlockState, NetworkInterfacePermissionState, RouteTableAssociationState."""

    name: str | None = None
    state: str | None = None


class CidrAssociation(Shape):
    """A block of a VPC or a subnet."""

    cidr_block: str | None = None
    ipv6_cidr_block: str | None = None
    cidr_block_state: State | None = None
    ipv6_cidr_block_state: State | None = None


class NameOptions(Shape):
    """PrivateDnsNameOptionsOnLaunch."""

    hostname_type: Maybe[str] = ABSENT


class BlockPublicAccess(Shape):
    """BlockPublicAccessStates."""

    internet_gateway_block_mode: Maybe[str] = None


class SubnetShape(Subnet, frozen=True, kw_only=True):
    """A subnet of DescribeSubnets."""

    vpc_id: Maybe[str] = ABSENT
    availability_zone: Maybe[str] = ABSENT
    cidr_block: Maybe[str] = ABSENT
    available_ip_address_count: Maybe[int] = ABSENT
    map_public_ip_on_launch: Maybe[bool] = ABSENT
    owner_id: Maybe[str] = ABSENT
    tags: Told[list[TagShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    ipv6_cidr_block_association_set: list[CidrAssociation] | None = None
    private_dns_name_options_on_launch: NameOptions | None = None
    block_public_access_states: BlockPublicAccess | None = None


class ReservationOfCidrShape(SubnetCidrReservation, frozen=True, kw_only=True):
    """A reservation of GetSubnetCidrReservations."""

    subnet_id: Maybe[str] = ABSENT
    cidr: Told[str] = ABSENT
    reservation_type: Told[str] = ABSENT


class VpcShape(Vpc, frozen=True, kw_only=True):
    """A VPC of DescribeVpcs."""

    is_default: Maybe[bool] = ABSENT
    owner_id: Maybe[str] = ABSENT
    tags: Told[list[TagShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    cidr_block: str | None = None
    cidr_block_association_set: list[CidrAssociation] | None = None
    ipv6_cidr_block_association_set: list[CidrAssociation] = msgspec.field(default_factory=list)


class GroupPair(Shape):
    """UserIdGroupPair, ReferencedSecurityGroup."""

    group_id: Maybe[str] = ABSENT


class IpRange(Shape):
    """IpRange, Ipv6Range, PrefixListId."""

    cidr_ip: Maybe[str] = ABSENT
    cidr_ipv6: Maybe[str] = ABSENT
    prefix_list_id: Maybe[str] = ABSENT


class IpPermission(Shape):
    """A permission for any number of other sides."""

    ip_protocol: Told[str] = ABSENT
    from_port: int | None = None
    to_port: int | None = None
    ip_ranges: list[IpRange] = []
    ipv6_ranges: list[IpRange] = []
    prefix_list_ids: list[IpRange] = []
    user_id_group_pairs: list[GroupPair] = []


class SecurityGroupShape(SecurityGroup, frozen=True, kw_only=True):
    """A security group of DescribeSecurityGroups."""

    group_name: Maybe[str] = ABSENT
    vpc_id: Maybe[str] = ABSENT
    owner_id: Maybe[str] = ABSENT
    tags: Told[list[TagShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    ip_permissions: list[IpPermission] | None = None
    ip_permissions_egress: list[IpPermission] | None = None


class SecurityGroupRuleShape(Shape):
    """A rule of DescribeSecurityGroupRules."""

    security_group_rule_id: str
    group_id: str
    group_owner_id: Maybe[str] = ABSENT
    is_egress: Told[bool] = ABSENT
    ip_protocol: Told[str] = ABSENT
    from_port: int | None = None
    to_port: int | None = None
    cidr_ipv4: str | None = None
    cidr_ipv6: str | None = None
    prefix_list_id: str | None = None
    referenced_group_info: GroupPair | None = None


class GroupVpcShape(Shape):
    """A further VPC of a security group, of DescribeSecurityGroupVpcAssociations."""

    group_id: str
    vpc_id: str
    state: str | None = None


class AddressShape(ElasticIp, frozen=True, kw_only=True):
    """An Elastic IP address of DescribeAddresses; those of EC2-Classic had no allocation."""

    allocation_id: str = ""
    network_border_group: Maybe[str] = ABSENT  # answers of before 2020 do not have it
    tags: Told[list[TagShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    network_interface_owner_id: str | None = None


class RouteShape(Route, frozen=True, kw_only=True):
    """A route of DescribeRouteTables."""

    destination_cidr_block: str | None = None
    destination_ipv6_cidr_block: str | None = None
    destination_prefix_list_id: str | None = None


class RouteTableAssociation(Shape):
    """What a route table is for."""

    main: bool = False
    subnet_id: str | None = None
    association_state: State | None = None


class RouteTableShape(RouteTable, frozen=True, kw_only=True):
    """A route table of DescribeRouteTables."""

    vpc_id: Maybe[str] = ABSENT
    owner_id: str | None = None
    routes: list[RouteShape] | None = None
    associations: list[RouteTableAssociation] | None = None
    tags: list[TagShape] = msgspec.field(default_factory=list)


class GatewayAttachment(Shape):
    """InternetGatewayAttachment."""

    state: str | None = None
    vpc_id: Maybe[str] = ABSENT


class InternetGatewayShape(InternetGateway, frozen=True, kw_only=True):
    """An internet gateway of DescribeInternetGateways."""

    owner_id: str | None = None
    attachments: list[GatewayAttachment] | None = None
    tags: list[TagShape] = msgspec.field(default_factory=list)


class PlacementGroupShape(PlacementGroup, frozen=True, kw_only=True):
    """A placement group of DescribePlacementGroups."""

    strategy: Maybe[str] = ABSENT
    group_arn: str | None = None


class PermissionShape(NetworkInterfacePermission, frozen=True, kw_only=True):
    """A permission of DescribeNetworkInterfacePermissions."""

    network_interface_id: Maybe[str] = ABSENT
    permission: Maybe[str] = ABSENT
    permission_state: State | None = None


class NatGatewayAddress(Shape):
    """An address of a NAT gateway."""

    allocation_id: str | None = None


class NatGatewayShape(NatGateway, frozen=True, kw_only=True):
    """A NAT gateway of DescribeNatGateways."""

    subnet_id: Maybe[str] = ABSENT
    state: str | None = None
    nat_gateway_addresses: list[NatGatewayAddress] | None = None
    tags: list[TagShape] = msgspec.field(default_factory=list)


class TrunkShape(TrunkInterfaceAssociation, frozen=True, kw_only=True):
    """An association of DescribeTrunkInterfaceAssociations."""

    trunk_interface_id: Maybe[str] = ABSENT
    branch_interface_id: Maybe[str] = ABSENT
    association_id: str


class ZoneShape(AvailabilityZone, frozen=True, kw_only=True):
    """A zone of DescribeAvailabilityZones."""

    zone_type: Maybe[str] = ABSENT  # answers of before 2020 do not have it
    network_border_group: Maybe[str] = ABSENT
    region_name: Maybe[str] = ABSENT


class ImageShape(Image, frozen=True, kw_only=True):
    """An image of DescribeImages."""

    ena_support: Maybe[bool] = None
    name: str | None = None
