"""Turns configuration items into what ``aws ec2 describe-*`` would have answered: the same data under other names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from eni_lint.sources.aws_config.items import Item


class Type(NamedTuple):
    """A resource type: the list of the answers that holds it, what the inventory calls it, the member that is its id."""

    list: str
    plural: str
    id: str
    tags: str = "Tags"


TYPES = {
    "AWS::EC2::NetworkInterface": Type("NetworkInterfaces", "network interfaces", "NetworkInterfaceId", "TagSet"),
    "AWS::EC2::Instance": Type("Reservations", "instances", "InstanceId"),
    "AWS::EC2::Subnet": Type("Subnets", "subnets", "SubnetId"),
    "AWS::EC2::VPC": Type("Vpcs", "vpcs", "VpcId"),
    "AWS::EC2::SecurityGroup": Type("SecurityGroups", "security groups", "GroupId"),
    "AWS::EC2::EIP": Type("Addresses", "elastic ips", "AllocationId"),
    "AWS::EC2::RouteTable": Type("RouteTables", "route tables", "RouteTableId"),
    "AWS::EC2::InternetGateway": Type("InternetGateways", "internet gateways", "InternetGatewayId"),
    "AWS::EC2::NatGateway": Type("NatGateways", "nat gateways", "NatGatewayId"),
    "AWS::EC2::PlacementGroup": Type("PlacementGroups", "placement groups", "GroupName"),
    "AWS::AutoScaling::AutoScalingGroup": Type("AutoScalingGroups", "launchers", "AutoScalingGroupName"),
}

# Where a bean's name in camel case is not the API's name with a small letter.
_NAMES = {"vpczoneIdentifier": "VPCZoneIdentifier", "vPCZoneIdentifier": "VPCZoneIdentifier"}
_STALE = ("AvailableIpAddressCount",)
"""What AWS changes without a new configuration item, so that an item does not tell what it is now."""


def pascal(name: str) -> str:
    """Write a key of an item as the API does."""
    return _NAMES.get(name) or name[:1].upper() + name[1:]


def converted(item: Item) -> dict[str, Any]:
    """Give the element of the answer that an item stands for."""
    of = TYPES[item.type]
    found: dict[str, Any] = _answer(item.configuration)
    if not found.get(of.id) and item.id:
        found[of.id] = item.id
    tags = _tags(found, item.data)
    for name in ("Tags", "TagSet"):
        found.pop(name, None)
    if tags is not None:
        found[of.tags] = tags
    for name in _STALE:
        found.pop(name, None)
    _complete(found, item, of)
    if of.list == "Reservations":
        return {"OwnerId": item.account or None, "Instances": [found]}
    return found


def _complete(found: dict[str, Any], item: Item, of: Type) -> None:
    """Add what stands beside the configuration, and mend what items write unlike the API."""
    zone = item.data.get("availabilityZone")
    if (
        of.list == "NetworkInterfaces"
        and isinstance(zone, str)
        and zone not in ("", "Not Applicable", "Multiple Availability Zones")
    ):
        found.setdefault("AvailabilityZone", zone)
    if of.list == "SecurityGroups":
        for direction in ("IpPermissions", "IpPermissionsEgress"):
            permissions = found.get(direction)
            for permission in permissions if isinstance(permissions, list) else ():
                _mend_ranges(permission)
    if of.list in ("NetworkInterfaces", "Subnets", "Vpcs", "SecurityGroups") and item.account:
        found.setdefault("OwnerId", item.account)


def _answer(value: Any) -> Any:
    """Rename the keys all the way down. What is null in an item is not there in an answer."""
    if isinstance(value, dict):
        return {pascal(key): _answer(member) for key, member in value.items() if member is not None}
    return [_answer(member) for member in value if member is not None] if isinstance(value, list) else value


def _mend_ranges(permission: Any) -> None:
    """Take the IPv4 ranges: items have them as ``ipv4Ranges``, and beside these once more as plain texts."""
    if not isinstance(permission, dict):
        return
    named, plain = permission.pop("Ipv4Ranges", None), permission.get("IpRanges")
    if isinstance(plain, list):
        permission["IpRanges"] = [{"CidrIp": each} if isinstance(each, str) else each for each in plain]
    if isinstance(named, list) and (named or not plain):
        permission["IpRanges"] = named


def _tags(found: dict[str, Any], data: dict[str, Any]) -> Any:
    """Find the tags: with the configuration, else with the item, as a list or as a mapping."""
    for told in (found.get("TagSet"), found.get("Tags"), data.get("tags")):
        if isinstance(told, dict):
            return [{"Key": key, "Value": value} for key, value in told.items() if isinstance(value, str)]
        if isinstance(told, list):
            pairs = [_answer(each) for each in told]
            if all(isinstance(pair, dict) and "Key" in pair for pair in pairs):
                return pairs
    return None
