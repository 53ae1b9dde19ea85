"""Where the model's fields stand in a template: worked out for findings only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer, split_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# The properties that can hold a field, the first that is written goes first. A field that is not here is called as its property.
_ADDRESSES = {
    "private_ip_addresses": ("PrivateIpAddresses", "PrivateIpAddress", "SecondaryPrivateIpAddressCount"),
    "ipv4_prefixes": ("Ipv4Prefixes", "Ipv4PrefixCount"),
    "ipv6_addresses": ("Ipv6Addresses", "Ipv6AddressCount"),
    "ipv6_prefixes": ("Ipv6Prefixes", "Ipv6PrefixCount"),
}
_TEMPLATE = "LaunchTemplateData/"
_MIXED = "MixedInstancesPolicy/LaunchTemplate/"
_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "AWS::EC2::NetworkInterface": {**_ADDRESSES, "groups": ("GroupSet",)},
    "AWS::EC2::Instance": {
        **_ADDRESSES,
        "groups": ("SecurityGroupIds", "SecurityGroups"),
        "launch_template_id": ("LaunchTemplate",),
        "placement_group": ("PlacementGroupName",),
        "availability_zone": ("AvailabilityZone", "AvailabilityZoneId", "SubnetId"),
    },
    "NetworkInterfaces": {
        **_ADDRESSES,
        "groups": ("GroupSet", "Groups"),
        "enable_primary_ipv6": ("PrimaryIpv6",),
        "instance_id": (),
    },
    "AWS::EC2::LaunchTemplate": {
        "launch_template_name": ("LaunchTemplateName",),
        "instance_type": (f"{_TEMPLATE}InstanceType",),
        "image_id": (f"{_TEMPLATE}ImageId",),
        "placement_group": (f"{_TEMPLATE}Placement/GroupName",),
        "groups": (f"{_TEMPLATE}SecurityGroupIds", f"{_TEMPLATE}SecurityGroups"),
        "bandwidth_weighting": (f"{_TEMPLATE}NetworkPerformanceOptions/BandwidthWeighting",),
        "network_interface_count_min": (f"{_TEMPLATE}InstanceRequirements/NetworkInterfaceCount/Min",),
        "instance_requirements": (f"{_TEMPLATE}InstanceRequirements",),
        "network_interfaces": (f"{_TEMPLATE}NetworkInterfaces",),
    },
    "AWS::AutoScaling::AutoScalingGroup": {
        "launch_template_id": ("LaunchTemplate", f"{_MIXED}LaunchTemplateSpecification"),
        "instance_types": (f"{_MIXED}Overrides",),
        "subnet_ids": ("VPCZoneIdentifier",),
    },
    "AWS::EC2::EC2Fleet": {
        "launch_template_id": ("LaunchTemplateConfigs",),
        "instance_types": ("LaunchTemplateConfigs",),
        "subnet_ids": ("LaunchTemplateConfigs",),
        "max_size": ("TargetCapacitySpecification/TotalTargetCapacity",),
    },
    "AWS::EC2::SpotFleet": {
        "launch_template_id": ("SpotFleetRequestConfigData/LaunchTemplateConfigs",),
        "instance_types": ("SpotFleetRequestConfigData/LaunchTemplateConfigs",),
        "subnet_ids": ("SpotFleetRequestConfigData/LaunchTemplateConfigs",),
        "max_size": ("SpotFleetRequestConfigData/TargetCapacity",),
    },
    "AWS::EKS::Nodegroup": {
        "launch_template_id": ("LaunchTemplate",),
        "subnet_ids": ("Subnets",),
        "max_size": ("ScalingConfig/MaxSize",),
    },
    "AWS::EKS::Cluster": {"subnet_ids": ("ResourcesVpcConfig/SubnetIds",)},
    "AWS::EC2::Subnet": {
        "ipv6_cidr_blocks": ("Ipv6CidrBlock",),
        "hostname_type": ("PrivateDnsNameOptionsOnLaunch/HostnameType",),
        "availability_zone": ("AvailabilityZone", "AvailabilityZoneId"),
    },
    "AWS::EC2::VPC": {"cidr_blocks": ("CidrBlock",)},
    "AWS::EC2::SecurityGroup": {"rules": ("SecurityGroupIngress", "SecurityGroupEgress")},
    "rule": {
        "cidr_ipv4": ("CidrIp",),
        "cidr_ipv6": ("CidrIpv6",),
        "prefix_list_id": ("SourcePrefixListId", "DestinationPrefixListId"),
        "referenced_group_id": ("SourceSecurityGroupId", "DestinationSecurityGroupId", "SourceSecurityGroupName"),
    },
    "AWS::EC2::EIPAssociation": {"allocation_id": ("AllocationId", "EIP")},
    "AWS::EC2::NatGateway": {"allocation_ids": ("AllocationId", "SecondaryAllocationIds")},
    "AWS::EC2::Route": {
        "destination": ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId"),
    },
}
_LIKE = {
    "SecurityGroupIngress": "rule",
    "SecurityGroupEgress": "rule",
    "AWS::EC2::SecurityGroupIngress": "rule",
    "AWS::EC2::SecurityGroupEgress": "rule",
}
# What an entry of a list is, if it is no plain value.
_MEMBERS = {
    "PrivateIpAddresses": "PrivateIpAddress",
    "Ipv4Prefixes": "Ipv4Prefix",
    "Ipv6Addresses": "Ipv6Address",
    "Ipv6Prefixes": "Ipv6Prefix",
}
_FLAGGED = ("primary", "is_primary_ipv6")

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def template_places(data: Any) -> Callable[[str, str], str]:
    """Make the function that turns the pointer of an object and a field of the model into the pointer of the field."""

    def place(pointer: str, field: str) -> str:
        tokens = split_pointer(pointer)
        if len(tokens) < 2 or tokens[0] != "Resources":
            return pointer
        node, kind, base = _object(data, tokens)
        steps: list[int | str] = [int(index) if index else name for index, name in _STEP.findall(field)]
        if steps[:1] == ["attachment"]:
            steps = steps[1:]
        if not steps:
            return pointer
        found = _find(node, steps, _PLACES.get(_LIKE.get(kind, kind), {}), kind)
        return pointer if found is None else join_pointer(*base, *found)

    return place


def _object(data: Any, tokens: tuple[str, ...]) -> tuple[Any, str, tuple[str, ...]]:
    """Give the properties that an object of the inventory is read from, what it is, and where they are."""
    if len(tokens) == 2:
        resource = _walk(data, tokens)
        kind = resource.get("Type") if isinstance(resource, dict) else ""
        base = (*tokens, "Properties")
        return _walk(data, base), str(kind), base
    # An entry of a list: what it is says the name of the property that holds it.
    lists = [token for token in tokens[3:] if token in _PLACES or token in _LIKE]
    return _walk(data, tokens), lists[-1] if lists else "", tokens


def _find(node: Any, steps: Sequence[int | str], places: dict[str, tuple[str, ...]], kind: str) -> list[int | str] | None:
    """Find a field: the property that holds it, with what is inside; None where nothing is written."""
    name = str(steps[0])
    properties = places.get(name, (_pascal(name),))
    index = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else None
    written = [path for path in properties if _has(node, path)]
    if not written:
        return None
    if index is None:
        return [*written[0].split("/"), *_inner(_walk(node, written[0].split("/")), steps[1:])]
    if name == "instance_types":
        return _override(node, written[0].split("/"), index, kind)
    if name == "private_ip_addresses" and "PrivateIpAddress" in written:
        if index == 0:
            return ["PrivateIpAddress"]
        index = _shifted(node, index)
    elif name == "allocation_ids" and "AllocationId" in written:
        if index == 0:
            return ["AllocationId"]
        index, written = index - 1, [path for path in written if path != "AllocationId"]
    return _at(node, written, index, steps[2:])


def _at(node: Any, written: Sequence[str], index: int, rest: Sequence[int | str]) -> list[int | str]:
    """Find a member of a list. What is not listed is one that a number asks for."""
    counts = [path for path in written if path.endswith("Count")]
    for path in written:
        value = _walk(node, path.split("/"))
        if isinstance(value, list) and index < len(value) and not _chosen(value):
            return [*path.split("/"), index, *_member(path, value[index], rest)]
        if not isinstance(value, list) and not counts:
            return [*path.split("/")]
    return [*(counts or written)[0].split("/")]


def _chosen(value: list[Any]) -> bool:
    """Tell whether conditions choose the members of a list, so that nobody can count them."""
    return any(isinstance(item, dict) and "Fn::If" in item for item in value)


def _shifted(node: Any, index: int) -> int:
    """Count past PrivateIpAddress, which is the first address, and past its repetition in the list."""
    first, listed = node.get("PrivateIpAddress"), node.get("PrivateIpAddresses")
    others = [
        place
        for place, item in enumerate(listed if isinstance(listed, list) else ())
        if not (isinstance(item, dict) and item.get("PrivateIpAddress") == first)
    ]
    return others[index - 1] if index - 1 < len(others) else 1 << 30


def _member(path: str, value: Any, rest: Sequence[int | str]) -> list[int | str]:
    """Point at the address or prefix of an entry, or at the flag beside it."""
    if not isinstance(value, dict):
        return []
    wanted = "Primary" if rest and rest[0] in _FLAGGED else _MEMBERS.get(path, "")
    return [wanted] if wanted in value else []


def _override(node: Any, path: list[str], index: int, kind: str) -> list[int | str]:
    """Point at the type of an override, as far as there is one list of them."""
    value = _walk(node, path)
    where: list[int | str] = [*path]
    if kind in ("AWS::EC2::EC2Fleet", "AWS::EC2::SpotFleet"):
        if not isinstance(value, list) or len(value) != 1:
            return where
        where += [0, "Overrides"]
        value = value[0].get("Overrides") if isinstance(value[0], dict) else None
    if not isinstance(value, list) or index >= len(value) or _chosen(value):
        return where
    if not isinstance(value[index], dict):
        return [*where, index]
    typed = [place for place, item in enumerate(value) if isinstance(item, dict) and "InstanceType" in item]
    return [*where, typed[index], "InstanceType"] if len(typed) == len(value) else where


def _inner(value: Any, rest: Sequence[int | str]) -> list[int | str]:
    """Go on into nested properties."""
    found: list[int | str] = []
    for step in rest:
        name = step if isinstance(step, int) else _pascal(step)
        inside = _walk(value, [str(name)])
        if inside is None:
            break
        found.append(name)
        value = inside
    return found


def _has(node: Any, path: str) -> bool:
    return _walk(node, path.split("/")) is not None


def _walk(value: Any, tokens: Sequence[str]) -> Any:
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("_"))
