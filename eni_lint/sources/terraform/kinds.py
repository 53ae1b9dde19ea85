"""Which attributes of the AWS provider name which objects of the inventory."""

from __future__ import annotations

SUBNET, GROUP, INTERFACE, INSTANCE, VPC = "subnet", "security group", "network interface", "instance", "VPC"
TEMPLATE, ADDRESS, GATEWAY = "launch template", "Elastic IP", "gateway"
ROUTE_TABLE, PLACEMENT = "route table", "placement group"

KIND_OF_TYPE = {
    "aws_subnet": SUBNET,
    "aws_default_subnet": SUBNET,
    "aws_security_group": GROUP,
    "aws_default_security_group": GROUP,
    "aws_network_interface": INTERFACE,
    "aws_instance": INSTANCE,
    "aws_spot_instance_request": INSTANCE,
    "aws_vpc": VPC,
    "aws_default_vpc": VPC,
    "aws_launch_template": TEMPLATE,
    "aws_eip": ADDRESS,
    "aws_internet_gateway": GATEWAY,
    "aws_route_table": ROUTE_TABLE,
    "aws_default_route_table": ROUTE_TABLE,
    "aws_placement_group": PLACEMENT,
}

_OWN = frozenset({"id"})
_OWN_OF_TYPE = {
    "aws_eip": frozenset({"id", "allocation_id"}),
    "aws_launch_template": frozenset({"id", "name"}),
    "aws_placement_group": frozenset({"id", "name"}),
    "aws_spot_instance_request": frozenset({"spot_instance_id"}),
    "aws_default_route_table": frozenset({"id"}),
}

KIND_OF_ATTRIBUTE = {
    "subnet_id": SUBNET,
    "subnet_ids": SUBNET,
    "vpc_zone_identifier": SUBNET,
    "vpc_id": VPC,
    "security_group_id": GROUP,
    "security_groups": GROUP,
    "vpc_security_group_ids": GROUP,
    "default_security_group_id": GROUP,
    "cluster_security_group_id": GROUP,
    "source_security_group_id": GROUP,
    "referenced_security_group_id": GROUP,
    "network_interface_id": INTERFACE,
    "network_interface": INTERFACE,
    "primary_network_interface_id": INTERFACE,
    "instance_id": INSTANCE,
    "instance": INSTANCE,
    "spot_instance_id": INSTANCE,
    "launch_template_id": TEMPLATE,
    "allocation_id": ADDRESS,
    "gateway_id": GATEWAY,
    "internet_gateway_id": GATEWAY,
    "route_table_id": ROUTE_TABLE,
    "default_route_table_id": ROUTE_TABLE,
    "main_route_table_id": ROUTE_TABLE,
    "placement_group": PLACEMENT,
}

# What a reference without attribute (cut off by a computed index, or of a Terraform before 1.1) can stand for beside the
# object itself.
_BY_KIND = {
    ("aws_instance", INTERFACE): "primary_network_interface_id",
    ("aws_spot_instance_request", INTERFACE): "primary_network_interface_id",
    ("aws_vpc", GROUP): "default_security_group_id",
    ("aws_default_vpc", GROUP): "default_security_group_id",
    ("aws_vpc", ROUTE_TABLE): "default_route_table_id",
    ("aws_eks_cluster", GROUP): "cluster_security_group_id",
}
_SCALARS = {
    SUBNET: "subnet_id",
    VPC: "vpc_id",
    GROUP: "security_group_id",
    INTERFACE: "network_interface_id",
    INSTANCE: "instance_id",
    ADDRESS: "allocation_id",
    ROUTE_TABLE: "route_table_id",
}


def names_itself(resource_type: str, attribute: str) -> bool:
    """Tell whether the attribute is a name of the resource itself."""
    return attribute in _OWN_OF_TYPE.get(resource_type, _OWN)


def attribute_for(resource_type: str, kind: str) -> str:
    """Give the attribute of a resource that names an object of the kind: its own id where it is such an object."""
    if KIND_OF_TYPE.get(resource_type) == kind:
        return next(iter(sorted(_OWN_OF_TYPE.get(resource_type, _OWN), key=len)))
    return _BY_KIND.get((resource_type, kind)) or _SCALARS.get(kind, "")


_REQUIRED = {
    "aws_network_interface": ("subnet_id", "instance"),
    "aws_network_interface_attachment": ("network_interface_id", "instance_id"),
    "aws_network_interface_sg_attachment": ("network_interface_id", "security_group_id"),
    "aws_network_interface_permission": ("network_interface_id",),
    "aws_instance": ("network_interface_id",),
    "aws_subnet": ("vpc_id",),
    "aws_ec2_subnet_cidr_reservation": ("subnet_id",),
    "aws_route": ("route_table_id",),
    "aws_route_table": ("vpc_id",),
    "aws_route_table_association": ("route_table_id",),
    "aws_security_group_rule": ("security_group_id",),
    "aws_vpc_security_group_ingress_rule": ("security_group_id",),
    "aws_vpc_security_group_egress_rule": ("security_group_id",),
    "aws_vpc_security_group_vpc_association": ("security_group_id", "vpc_id"),
}


def is_required(resource_type: str, attribute: str) -> bool:
    """Tell whether an argument cannot be null."""
    return attribute in _REQUIRED.get(resource_type, ())


def means_one_object(name: str) -> bool:
    """Tell whether something of this name holds one identifier, so that nothing but the identifier can be taken from it."""
    return name == "id" or name.endswith("_id")
