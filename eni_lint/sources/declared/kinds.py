"""The tables of the format for what stands around interfaces: every kind of object with its fields and their readers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.inventory import model, surroundings
from eni_lint.sources.declared.fields import (
    INSTANCE_ID,
    INTERFACE_ID,
    SUBNET_ID,
    SUBNET_IDS,
    TEMPLATE_ID,
    VPC_ID,
    index,
)
from eni_lint.sources.declared.reading import not_declared
from eni_lint.sources.declared.values import (
    account,
    boolean,
    cidr,
    destination,
    integer,
    ipv4,
    ipv4_cidr,
    ipv6_cidr,
    items,
    one_of,
    reference,
    tags,
    text,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.sources.declared.fields import Fields


class Kind(NamedTuple):
    """A kind of object that a section holds, by name."""

    section: str
    what: str  # in words
    model: type[model.Model]
    key: str  # the field that takes the name; empty where the model has none
    fields: Fields
    required: tuple[str, ...] = ()
    complete: Callable[[dict[str, Any], str], None] | None = None  # adds what follows from what is written, or is missing
    argument: str = ""  # of the inventory, where it is not the section

    @property
    def collection(self) -> str:
        """The argument of the inventory that takes the objects."""
        return self.argument or self.section


def _complete_vpc(own: dict[str, Any], name: str) -> None:
    """Every VPC has an IPv4 block: it is not known where the file gives none."""
    own.setdefault("cidr_blocks", not_declared("cidr_blocks", f"VPC '{name}'"))


def _complete_subnet(own: dict[str, Any], name: str) -> None:
    """Take a subnet without an IPv4 block for IPv6-only if it has an IPv6 block; without both, its blocks are not known."""
    if "cidr_block" in own or own.get("ipv6_native") is True:
        return
    if "ipv6_cidr_blocks" in own:
        own.setdefault("ipv6_native", True)
    else:
        own["cidr_block"] = not_declared("cidr_block", f"subnet '{name}'")


_PORT = integer(-1, 65_535)
_ALLOCATION_ID = reference("elastic_ips")
_IPV6_BLOCKS = items(ipv6_cidr, "IPv6 CIDR blocks")

_VPC: Fields = {
    "cidr_blocks": items(ipv4_cidr, "IPv4 CIDR blocks"),
    "ipv6_cidr_blocks": _IPV6_BLOCKS,
    "is_default": boolean,
    "owner_id": account,
    "tags": tags,
}
_SUBNET: Fields = {
    "vpc_id": VPC_ID,
    "availability_zone": text,
    "cidr_block": ipv4_cidr,
    "ipv6_cidr_blocks": _IPV6_BLOCKS,
    "ipv6_native": boolean,
    "available_ip_address_count": index,
    "map_public_ip_on_launch": boolean,
    "assign_ipv6_address_on_creation": boolean,
    "hostname_type": one_of("ip-name", "resource-name"),
    "internet_gateway_block_mode": one_of("off", "block-bidirectional", "block-ingress"),
    "outpost_arn": text,
    "owner_id": account,
    "tags": tags,
    "without": without("cidr_block", "ipv6_native"),
}
_RESERVATION: Fields = {"subnet_id": SUBNET_ID, "cidr": cidr, "reservation_type": one_of("prefix", "explicit")}
_LAUNCHER: Fields = {
    "kind": one_of("auto-scaling-group", "ec2-fleet", "spot-fleet", "eks-node-group"),
    "launch_template_id": TEMPLATE_ID,
    "instance_types": items(text, "instance types"),
    "subnet_ids": SUBNET_IDS,
    "max_size": index,
    "max_pods": index,
    "prefix_delegation": boolean,
    "custom_networking": boolean,
    "tags": tags,
}
_ELASTIC_IP: Fields = {
    "public_ip": ipv4,
    "instance_id": INSTANCE_ID,
    "network_interface_id": INTERFACE_ID,
    "private_ip_address": ipv4,
    "association_id": text,
    "network_border_group": text,
    "service_managed": text,
    "public_ipv4_pool": text,
    "carrier_ip": ipv4,
    "used_by": text,
    "tags": tags,
}
_ASSOCIATION: Fields = {
    "allocation_id": _ALLOCATION_ID,
    "instance_id": INSTANCE_ID,
    "network_interface_id": INTERFACE_ID,
    "private_ip_address": ipv4,
    "allow_reassociation": boolean,
}
_PERMISSION: Fields = {
    "network_interface_id": INTERFACE_ID,
    "aws_account_id": account,
    "permission": one_of("INSTANCE-ATTACH", "EIP-ASSOCIATE"),
}
_ZONE: Fields = {
    "zone_type": one_of("availability-zone", "local-zone", "wavelength-zone"),
    "network_border_group": text,
    "region_name": text,
}
_SECONDARY: Fields = {
    "instance_id": INSTANCE_ID,
    "launch_template_id": TEMPLATE_ID,
    "network_card_index": index,
    "device_index": index,
    "delete_on_termination": boolean,
    "secondary_subnet_id": text,
}

SECURITY_GROUP: Fields = {
    "group_name": text,
    "vpc_id": VPC_ID,
    "associated_vpc_ids": items(VPC_ID, "names of VPCs"),
    "owner_id": account,
    "tags": tags,
}
SECURITY_GROUP_RULE: Fields = {
    "direction": one_of("ingress", "egress"),
    "ip_protocol": text,
    "from_port": _PORT,
    "to_port": _PORT,
    "cidr_ipv4": ipv4_cidr,
    "cidr_ipv6": ipv6_cidr,
    "prefix_list_id": reference("prefix_lists"),
    "referenced_group_id": reference("security_groups", also=("self",)),
}
ROUTE_TABLE: Fields = {"vpc_id": VPC_ID, "subnet_ids": SUBNET_IDS, "main": boolean}
ROUTE: Fields = {
    "destination": destination,
    "network_interface_id": INTERFACE_ID,
    "instance_id": INSTANCE_ID,
    "gateway_id": reference("internet_gateways", "nat_gateways", also=("local",)),
    "state": text,  # active, blackhole, filtered; open
}
ROUTE_OBJECT: Fields = {"route_table_id": reference("route_tables"), **ROUTE}
_END = reference("network_interfaces", "instances")
FLOW: Fields = {"source": _END, "destination": _END, "protocol": text}

KINDS = (
    Kind("vpcs", "VPC", model.Vpc, "vpc_id", _VPC, complete=_complete_vpc),
    Kind("subnets", "subnet", model.Subnet, "subnet_id", _SUBNET, complete=_complete_subnet),
    Kind(
        "subnet_cidr_reservations",
        "reservation",
        model.SubnetCidrReservation,
        "subnet_cidr_reservation_id",
        _RESERVATION,
        required=("subnet_id", "cidr", "reservation_type"),
        argument="cidr_reservations",
    ),
    Kind(
        "placement_groups",
        "placement group",
        model.PlacementGroup,
        "group_name",
        {"strategy": one_of("cluster", "spread", "partition", "precision-time")},
    ),
    Kind("launchers", "launcher", model.Launcher, "launcher_id", _LAUNCHER, required=("kind",)),
    Kind("elastic_ips", "Elastic IP", model.ElasticIp, "allocation_id", _ELASTIC_IP),
    Kind("elastic_ip_associations", "association", surroundings.ElasticIpAssociation, "", _ASSOCIATION),
    Kind("routes", "route", model.Route, "", ROUTE_OBJECT, required=("destination",)),
    Kind("internet_gateways", "internet gateway", model.InternetGateway, "internet_gateway_id", {"vpc_id": VPC_ID}),
    Kind(
        "nat_gateways",
        "NAT gateway",
        surroundings.NatGateway,
        "nat_gateway_id",
        {"subnet_id": SUBNET_ID, "allocation_ids": items(_ALLOCATION_ID, "names of Elastic IPs")},
    ),
    Kind(
        "network_interface_permissions",
        "permission",
        model.NetworkInterfacePermission,
        "network_interface_permission_id",
        _PERMISSION,
        argument="permissions",
    ),
    Kind("availability_zones", "Availability Zone", surroundings.AvailabilityZone, "zone_name", _ZONE),
    Kind("images", "image", surroundings.Image, "image_id", {"ena_support": boolean}),
    Kind(
        "trunk_associations",
        "trunk association",
        surroundings.TrunkInterfaceAssociation,
        "",
        {"trunk_interface_id": INTERFACE_ID, "branch_interface_id": INTERFACE_ID},
    ),
    Kind("eks_clusters", "EKS cluster", surroundings.EksCluster, "cluster_name", {"subnet_ids": SUBNET_IDS}),
    Kind("secondary_interfaces", "secondary interface", surroundings.SecondaryInterface, "", _SECONDARY),
)
"""The kinds that need no more than their table; a whole Kind is one row of the format."""
