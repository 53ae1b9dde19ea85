"""Security groups with their rules, whether these stand in the group or are resources of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import SecurityGroup, SecurityGroupRule
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.kinds import GROUP, VPC
from eni_lint.sources.cloudformation.reading import doubted, entries, possible, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.origin import Origin
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading
    from eni_lint.sources.cloudformation.template import Resource

_SINGLE = {"SecurityGroupIngress": False, "SecurityGroupEgress": True}


def read_groups(reading: Reading) -> Iterator[SecurityGroup]:
    """Read the security groups."""
    keys = {resource.logical_id: resource for resource in reading.of("SecurityGroup")}
    more: dict[str, list[SecurityGroupRule]] = {}
    doubts: dict[str, Unknown] = {}
    for name, is_egress in _SINGLE.items():
        for resource in reading.of(name):
            group = doubted(reading.key(resource.properties, "GroupId", GROUP), resource)
            if isinstance(group, Unknown):
                doubts.update(dict.fromkeys(possible(group, keys), _perhaps(resource, "be a rule of it")))
            elif group is not None:
                rule = _rule(reading, resource.properties, reading.origin(resource), is_egress=is_egress)
                more.setdefault(group, []).append(rule)
    further, unsure = _associated(reading, keys)
    for key, resource in keys.items():
        part = resource.properties
        yield SecurityGroup(
            group_id=key,
            origin=reading.origin(resource),
            group_name=reading.own_text(part, "GroupName"),
            vpc_id=reading.key(part, "VpcId", VPC),
            rules=doubts.get(key, _own_rules(reading, resource, more.get(key, []))),
            associated_vpc_ids=unsure.get(key, further.get(key, [])),
            tags=tags_of(reading, part),
        )


def _associated(reading: Reading, keys: dict[str, Resource]) -> tuple[dict[str, list[Known[str]]], dict[str, Unknown]]:
    """Give the VPCs that groups are associated with besides their own, and the groups of which that cannot be told."""
    further: dict[str, list[Known[str]]] = {}
    unsure: dict[str, Unknown] = {}
    for resource in reading.of("SecurityGroupVpcAssociation"):
        group = doubted(reading.key(resource.properties, "GroupId", GROUP), resource)
        vpc = reading.key(resource.properties, "VpcId", VPC)
        if isinstance(group, Unknown):
            unsure.update(dict.fromkeys(possible(group, keys), _perhaps(resource, "associate it with a VPC")))
        elif group is not None and vpc is not None:
            further.setdefault(group, []).append(vpc)
    return further, unsure


def _perhaps(resource: Resource, what: str) -> Unknown:
    return Unknown(Reason.AMBIGUOUS, f"{resource.name} may {what}")


def _own_rules(reading: Reading, resource: Resource, more: list[SecurityGroupRule]) -> Known[list[SecurityGroupRule]]:
    """Give the rules in a group, and those that are resources. A group that writes no egress rules lets everything out."""
    found: list[SecurityGroupRule] = []
    for name, is_egress in (("SecurityGroupIngress", False), ("SecurityGroupEgress", True)):
        items = entries(resource.properties, name)
        if isinstance(items, Unknown):
            return items
        if not items and is_egress:
            origin = reading.origin(resource)
            found.append(SecurityGroupRule(origin=origin, is_egress=True, ip_protocol="-1", cidr_ipv4="0.0.0.0/0"))
            found.append(SecurityGroupRule(origin=origin, is_egress=True, ip_protocol="-1", cidr_ipv6="::/0"))
        for place, item in enumerate(items or ()):
            if isinstance(item.value, Unknown):
                return item.value
            found.append(_rule(reading, item, reading.below(resource, item, name, place), is_egress=is_egress))
    return [*found, *more]


def _rule(reading: Reading, part: Part, origin: Origin, *, is_egress: bool) -> SecurityGroupRule:
    side = "Destination" if is_egress else "Source"
    protocol = _protocol(reading, part)
    every_port = isinstance(protocol, str) and protocol == "-1"
    return SecurityGroupRule(
        origin=origin,
        is_egress=is_egress,
        ip_protocol=protocol,
        from_port=None if every_port else part.whole("FromPort"),
        to_port=None if every_port else part.whole("ToPort"),
        cidr_ipv4=reading.text(part, "CidrIp"),
        cidr_ipv6=reading.text(part, "CidrIpv6"),
        prefix_list_id=reading.text(part, f"{side}PrefixListId"),
        referenced_group_id=_other_group(reading, part, side),
    )


def _protocol(reading: Reading, part: Part) -> Known[str]:
    found: Any = reading.text(part, "IpProtocol")
    return "-1" if found is None or (isinstance(found, str) and found == "all") else found


def _other_group(reading: Reading, part: Part, side: str) -> Maybe[str]:
    found = reading.key(part, f"{side}SecurityGroupId", GROUP)
    if found is not None:
        return found
    name = reading.text(part, "SourceSecurityGroupName") if side == "Source" else None
    return None if name is None else Unknown(Reason.OUTSIDE, "a security group is given by its name")
