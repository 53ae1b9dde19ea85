"""Where the fields of the model stand in AWS's answers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

GONE = frozenset({"disassociated", "disassociating", "failed", "failing"})
"""States of an association that is none any more, or never was."""

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")
_Steps = tuple[str, ...]

# By the list that holds the object: fields that are not at their name in Pascal case.
_ELSEWHERE: dict[str, dict[str, _Steps]] = {
    "NetworkInterfaces": {
        "tags": ("TagSet",),
        "connection_tracking_specification": ("ConnectionTrackingConfiguration",),
        "network_card_index": ("Attachment", "NetworkCardIndex"),
        "device_index": ("Attachment", "DeviceIndex"),
        "public_ip": ("Association", "PublicIp"),
        "public_ip_owner": ("Association", "IpOwnerId"),
    },
    "Instances": {
        "availability_zone": ("Placement", "AvailabilityZone"),
        "placement_group": ("Placement", "GroupName"),
        "state": ("State", "Name"),
        "tenancy": ("Placement", "Tenancy"),
        "bandwidth_weighting": ("NetworkPerformanceOptions", "BandwidthWeighting"),
        "groups": ("SecurityGroups",),
    },
    "SecondaryInterfaces": {
        "instance_id": ("Attachment", "InstanceId"),
        "network_card_index": ("Attachment", "NetworkCardIndex"),
        "device_index": ("Attachment", "DeviceIndex"),
        "delete_on_termination": ("Attachment", "DeleteOnTermination"),
    },
    "Subnets": {
        "ipv6_cidr_blocks": ("Ipv6CidrBlockAssociationSet", "*", "Ipv6CidrBlock"),
        "hostname_type": ("PrivateDnsNameOptionsOnLaunch", "HostnameType"),
        "internet_gateway_block_mode": ("BlockPublicAccessStates", "InternetGatewayBlockMode"),
    },
    "NatGateways": {"allocation_ids": ("NatGatewayAddresses", "*", "AllocationId")},
    "Vpcs": {
        "cidr_blocks": ("CidrBlockAssociationSet", "*", "CidrBlock"),
        "ipv6_cidr_blocks": ("Ipv6CidrBlockAssociationSet", "*", "Ipv6CidrBlock"),
    },
    "SecurityGroupRules": {"referenced_group_id": ("ReferencedGroupInfo", "GroupId")},
    "RouteTables": {"subnet_ids": ("Associations", "*", "SubnetId"), "main": ("Associations",)},
    "Routes": {"destination": ("Destination",)},
    "InternetGateways": {"vpc_id": ("Attachments", "0", "VpcId")},
    "LaunchTemplateVersions": {
        "instance_type": ("LaunchTemplateData", "InstanceType"),
        "image_id": ("LaunchTemplateData", "ImageId"),
        "placement_group": ("LaunchTemplateData", "Placement", "GroupName"),
        "network_interfaces": ("LaunchTemplateData", "NetworkInterfaces"),
        "bandwidth_weighting": ("LaunchTemplateData", "NetworkPerformanceOptions", "BandwidthWeighting"),
        "instance_requirements": ("LaunchTemplateData", "InstanceRequirements"),
        "network_interface_count_min": ("LaunchTemplateData", "InstanceRequirements", "NetworkInterfaceCount", "Min"),
    },
    "AutoScalingGroups": {
        "launcher_id": ("AutoScalingGroupName",),
        "subnet_ids": ("VPCZoneIdentifier",),
        "launch_template_id": ("LaunchTemplate", "LaunchTemplateId"),
        "instance_types": ("MixedInstancesPolicy", "LaunchTemplate", "Overrides", "*", "InstanceType"),
    },
}
_OF_TEMPLATES: dict[str, _Steps] = {"enable_primary_ipv6": ("PrimaryIpv6",)}
_MIXED = ("MixedInstancesPolicy", "LaunchTemplate")
_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")
_NUMBERED_RULE = re.compile(r"rules\[(\d+)\]")
_OTHER_SIDES = {
    "IpRanges": ("CidrIp", "cidr_ipv4"),
    "Ipv6Ranges": ("CidrIpv6", "cidr_ipv6"),
    "PrefixListIds": ("PrefixListId", "prefix_list_id"),
    "UserIdGroupPairs": ("GroupId", "referenced_group_id"),
}


def steps_to(tokens: _Steps, field: str, value: Any) -> _Steps:
    """Give the steps from an object to a field of it; ``tokens`` are those to the object, which is the plain ``value``."""
    kind = _list_around(tokens)
    rule = _NUMBERED_RULE.match(field)
    if kind == "SecurityGroups" and rule:
        return (*_rule_steps(int(rule[1]), value), *_side_field(field[rule.end() :].lstrip(".")))
    if kind in _OTHER_SIDES:
        return _side_field(field)
    if kind == "Routes" and field == "destination":
        return tuple(name for name in _DESTINATIONS if isinstance(value, dict) and name in value)[:1]
    if field == "launch_template_id" and isinstance(value, dict) and _MIXED[0] in value:
        return (*_MIXED, "LaunchTemplateSpecification", "LaunchTemplateId")
    return _plain_steps(_OF_TEMPLATES if "LaunchTemplateData" in tokens else _ELSEWHERE.get(kind, {}), field, value)


def pascal(name: str) -> str:
    """Write a field's name as AWS does: ``private_ip_addresses`` is ``PrivateIpAddresses``."""
    return "".join(word.capitalize() for word in name.split("_"))


def side_steps(permission: Any) -> list[_Steps]:
    """Give the steps to every other side of an IpPermission, in the order in which they become rules."""
    if not isinstance(permission, dict):
        return []
    return [
        (side, str(index))
        for side in _OTHER_SIDES
        for index in range(len(permission[side]) if isinstance(permission.get(side), list) else 0)
    ]


def _plain_steps(table: Mapping[str, _Steps], field: str, value: Any) -> _Steps:
    """Translate a field path step by step; an index goes where the translation of the name before it has a star."""
    steps: list[str] = []
    for index, name in _STEP.findall(field):
        if not index:
            steps += table.get(name) or (pascal(name),)
            table = {}
        elif "*" in steps:
            star = steps.index("*")
            steps[star] = _live(_walk(value, steps[:star]), steps[-1], int(index))
        else:
            steps.append(index)
    return tuple(steps[: steps.index("*")] if "*" in steps else steps)


def _walk(value: Any, steps: list[str]) -> Any:
    for step in steps:
        value = value.get(step) if isinstance(value, dict) else None
    return value


def _live(entries: Any, key: str, number: int) -> str:
    """Find the entry that the model has at that number: it leaves out those that are gone or say nothing of the matter."""
    live = [
        index
        for index, entry in enumerate(entries if isinstance(entries, list) else ())
        if isinstance(entry, dict)
        and entry.get(key)
        and "LaunchTemplateSpecification" not in entry  # an override that is about another template
        and not any(isinstance(state, dict) and state.get("State") in GONE for state in entry.values())
    ]
    return str(live[number] if number < len(live) else number)


def _list_around(tokens: _Steps) -> str:
    """Name the innermost list that the object is an element of; the Attachment of an interface is no element of one."""
    if tokens and tokens[-1] == "Attachment":
        return "Attachment"
    return next((token for token in reversed(tokens) if not token.isdigit()), "")


def _rule_steps(number: int, group: Any) -> _Steps:
    """Find the rule of that number among the permissions, which hold several other sides each."""
    for direction in ("IpPermissions", "IpPermissionsEgress"):
        permissions = group.get(direction) if isinstance(group, dict) else None
        for index, permission in enumerate(permissions if isinstance(permissions, list) else ()):
            sides = side_steps(permission)
            if number < len(sides):
                return (direction, str(index), *sides[number])
            number -= len(sides)
    return ()


def _side_field(field: str) -> _Steps:
    """Give the step to the address or group of another side; ports and protocol stand around it, so the side itself is named."""
    return tuple(key for key, name in _OTHER_SIDES.values() if name == field)
