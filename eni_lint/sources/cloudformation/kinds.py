"""Which resources of a template are read, and what their references name."""

from __future__ import annotations

SUBNET, GROUP, INTERFACE, INSTANCE, VPC = "subnet", "security group", "network interface", "instance", "VPC"
TEMPLATE, ADDRESS, GATEWAY = "launch template", "Elastic IP", "gateway"
ROUTE_TABLE, PLACEMENT, RESERVED_SUBNET = "route table", "placement group", "secondary subnet"

EC2 = "AWS::EC2::"

READS = frozenset(
    f"{EC2}{name}"
    for name in (
        "EC2Fleet", "EIP", "EIPAssociation", "Instance", "InternetGateway", "LaunchTemplate", "NatGateway", "NetworkInterface",
        "NetworkInterfaceAttachment", "NetworkInterfacePermission", "PlacementGroup", "Route", "RouteTable", "SecurityGroup",
        "SecurityGroupEgress", "SecurityGroupIngress", "SecurityGroupVpcAssociation", "SpotFleet", "Subnet", "SubnetCidrBlock",
        "SubnetCidrReservation", "SubnetRouteTableAssociation", "VPC", "VPCCidrBlock", "VPCGatewayAttachment",
    )
) | {"AWS::AutoScaling::AutoScalingGroup", "AWS::EKS::Cluster", "AWS::EKS::Nodegroup"}  # fmt: skip
"""The resource types that become objects of the inventory."""

# What Ref (the empty attribute) and Fn::GetAtt give that names an object of the inventory.
_NAMES: dict[str, tuple[str, tuple[str, ...]]] = {
    f"{EC2}Subnet": (SUBNET, ("", "SubnetId")),
    f"{EC2}SecurityGroup": (GROUP, ("", "GroupId", "Id")),
    f"{EC2}NetworkInterface": (INTERFACE, ("", "Id")),
    f"{EC2}Instance": (INSTANCE, ("", "InstanceId")),
    f"{EC2}VPC": (VPC, ("", "VpcId")),
    f"{EC2}LaunchTemplate": (TEMPLATE, ("", "LaunchTemplateId")),
    f"{EC2}EIP": (ADDRESS, ("AllocationId", "", "PublicIp")),
    f"{EC2}InternetGateway": (GATEWAY, ("", "InternetGatewayId")),
    f"{EC2}VPNGateway": (GATEWAY, ("", "VPNGatewayId")),
    f"{EC2}CarrierGateway": (GATEWAY, ("", "CarrierGatewayId")),
    f"{EC2}RouteTable": (ROUTE_TABLE, ("", "RouteTableId")),
    f"{EC2}PlacementGroup": (PLACEMENT, ("", "GroupName")),
}

# Attributes that only repeat a property of their resource: Fn::GetAtt of them is what that property says.
REPEATED = {
    (f"{EC2}VPC", "CidrBlock"): "CidrBlock",
    (f"{EC2}Subnet", "CidrBlock"): "CidrBlock",
    (f"{EC2}Subnet", "Ipv6CidrBlock"): "Ipv6CidrBlock",
    (f"{EC2}Subnet", "VpcId"): "VpcId",
    (f"{EC2}Subnet", "AvailabilityZoneId"): "AvailabilityZoneId",
    (f"{EC2}Subnet", "OutpostArn"): "OutpostArn",
    (f"{EC2}SecurityGroup", "VpcId"): "VpcId",
    (f"{EC2}SecurityGroup", "GroupName"): "GroupName",
    (f"{EC2}Instance", "PrivateIp"): "PrivateIpAddress",
    (f"{EC2}NetworkInterface", "PrimaryPrivateIpAddress"): "PrivateIpAddress",
    (f"{EC2}RouteTable", "VpcId"): "VpcId",
}

DEFAULT_GROUP = (f"{EC2}VPC", "DefaultSecurityGroup")

# What may add routes and gateways that the template does not show.
_OPAQUE = (
    "AWS::CloudFormation::CustomResource", "AWS::CloudFormation::Stack", "AWS::Lambda::Function", "AWS::Serverless::Application",
    "AWS::Serverless::Function", "AWS::ServiceCatalog::CloudFormationProvisionedProduct", "Custom::",
)  # fmt: skip


def names_object(resource_type: str, attribute: str, kind: str) -> bool:
    """Tell whether Ref or an attribute of such a resource names an object of the kind."""
    own, attributes = _NAMES.get(resource_type, ("", ()))
    return own == kind and attribute in attributes


def is_opaque(resource_type: str) -> bool:
    """Tell whether a resource may make others of which the template tells nothing: a nested stack, a function, a module."""
    return resource_type.startswith(_OPAQUE) or resource_type.endswith("::MODULE")
