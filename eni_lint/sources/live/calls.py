"""The calls that a snapshot is made of: a table, from which the collector, the IAM policy and the documentation follow.

Sizes of pages are the largest that the API takes: unpaginated calls fall into a slower category of its token buckets, and of
very large accounts they may not end at all.
"""

from __future__ import annotations

from typing import Any

import msgspec


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One operation of a service.

    ``results`` are the lists of its answer; ``page`` is the MaxResults to ask for, 0 where the operation knows none. ``each`` is
    the sort of ids that it is asked about one by one (subnets) or by the hundred (images, instance types), as far as earlier
    calls tell them. ``newer`` operations came to some regions later than to others, or not yet. ``secret`` names the member of
    an element, and the member of that, which is not written down.
    """

    service: str
    operation: str
    results: tuple[str, ...]
    page: int = 0
    parameters: dict[str, Any] = {}
    each: str = ""
    newer: bool = False
    secret: tuple[str, str] | None = None

    @property
    def name(self) -> str:
        """The name of the operation as the AWS CLI writes it: describe-network-interfaces."""
        return "".join(f"-{letter.lower()}" if letter.isupper() else letter for letter in self.operation).removeprefix("-")

    @property
    def file(self) -> str:
        """The name of the file that holds the answer."""
        return f"{self.name}.json"

    @property
    def method(self) -> str:
        """The name of boto3's method."""
        return self.name.replace("-", "_")

    @property
    def action(self) -> str:
        """The IAM action, which has the name of the operation."""
        return f"{self.service}:{self.operation}"

    def trimmed(self, elements: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Leave out what is nobody's business: no rule asks for it."""
        if self.secret:
            around, member = self.secret
            for element in elements:
                element.get(around, {}).pop(member, None)
        return elements


MANAGED = {"IncludeManagedResources": True}  # without it, interfaces that AWS services manage are left out
CURRENT = {"Versions": ["$Latest", "$Default"]}

CALLS = (
    Call(
        service="ec2",
        operation="DescribeAvailabilityZones",
        results=("AvailabilityZones",),
        parameters={"AllAvailabilityZones": False},
    ),
    Call(service="ec2", operation="DescribeVpcs", results=("Vpcs",), page=1000),
    Call(service="ec2", operation="DescribeSubnets", results=("Subnets",), page=1000),
    Call(service="ec2", operation="DescribeNetworkInterfaces", results=("NetworkInterfaces",), page=1000, parameters=MANAGED),
    Call(service="ec2", operation="DescribeInstances", results=("Reservations",), page=1000, parameters=MANAGED),
    Call(service="ec2", operation="DescribeSecurityGroups", results=("SecurityGroups",), page=1000),
    Call(
        service="ec2",
        operation="DescribeSecurityGroupVpcAssociations",
        results=("SecurityGroupVpcAssociations",),
        page=1000,
        newer=True,
    ),
    Call(service="ec2", operation="DescribeRouteTables", results=("RouteTables",), page=100),
    Call(service="ec2", operation="DescribeInternetGateways", results=("InternetGateways",), page=1000),
    Call(service="ec2", operation="DescribeNatGateways", results=("NatGateways",), page=1000),
    Call(service="ec2", operation="DescribeAddresses", results=("Addresses",)),
    Call(service="ec2", operation="DescribePlacementGroups", results=("PlacementGroups",)),
    Call(
        service="ec2",
        operation="DescribeNetworkInterfacePermissions",
        results=("NetworkInterfacePermissions",),
        page=255,
    ),
    Call(service="ec2", operation="DescribeTrunkInterfaceAssociations", results=("InterfaceAssociations",), page=255, newer=True),
    Call(service="ec2", operation="DescribeSecondaryInterfaces", results=("SecondaryInterfaces",), page=1000, newer=True),
    Call(
        service="ec2",
        operation="DescribeLaunchTemplateVersions",
        results=("LaunchTemplateVersions",),
        page=200,
        parameters=CURRENT | MANAGED,
        secret=("LaunchTemplateData", "UserData"),  # full of passwords
    ),
    Call(service="autoscaling", operation="DescribeAutoScalingGroups", results=("AutoScalingGroups",), page=100),
    Call(
        service="ec2",
        operation="GetSubnetCidrReservations",
        results=("SubnetIpv4CidrReservations", "SubnetIpv6CidrReservations"),
        page=1000,
        each="subnets",
    ),
    Call(service="ec2", operation="DescribeImages", results=("Images",), each="images"),
    Call(service="ec2", operation="DescribeInstanceTypes", results=("InstanceTypes",), each="instance types"),
)


class Ids(msgspec.Struct, frozen=True, kw_only=True):
    """How operations are asked about ids of a sort, and which earlier operations tell those ids.

    ``name`` is a parameter for one id, ``filter`` the name of a filter for many: a filter passes over what is gone meanwhile.
    """

    name: str = ""
    filter: str = ""
    told_by: tuple[str, ...]

    def questions(self, ids: list[str]) -> list[dict[str, Any]]:
        """Give the parameters of each request about the ids."""
        if self.name:
            return [{self.name: one} for one in ids]
        hundreds = (ids[start : start + 100] for start in range(0, len(ids), 100))
        return [{"Filters": [{"Name": self.filter, "Values": values}]} for values in hundreds]


_HOSTS = ("DescribeInstances", "DescribeLaunchTemplateVersions")
IDS = {
    "subnets": Ids(name="SubnetId", told_by=("DescribeSubnets",)),
    "images": Ids(filter="image-id", told_by=_HOSTS),
    "instance types": Ids(filter="instance-type", told_by=_HOSTS),
}

# Not part of a snapshot: asked for the list of regions, for who we are, for the accounts, for all types of instances.
REGIONS = Call(service="ec2", operation="DescribeRegions", results=("Regions",))
IDENTITY = Call(service="sts", operation="GetCallerIdentity", results=())
ACCOUNTS = Call(service="organizations", operation="ListAccounts", results=("Accounts",))
ALL_TYPES = Call(service="ec2", operation="DescribeInstanceTypes", results=("InstanceTypes",), page=100)
