"""Security groups with their rules, which two calls tell in two forms."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.model import SecurityGroup, SecurityGroupRule
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.describe.interface_shape import ABSENT
from eni_lint.sources.describe.networks import Networks, as_model
from eni_lint.sources.describe.origins import Names
from eni_lint.sources.describe.places import GONE

if TYPE_CHECKING:
    from eni_lint.sources.describe.answers import Captured
    from eni_lint.sources.describe.merging import Merging
    from eni_lint.sources.describe.shapes import IpPermission, SecurityGroupRuleShape, SecurityGroupShape

_NOT_ASKED = Unknown(Reason.NOT_COLLECTED, "the output of 'aws ec2 describe-security-group-vpc-associations' was not captured")
_NO_ASSOCIATION = GONE | {"association-failed", "disassociation-failed"}
_IN_PART = Unknown(Reason.NOT_COLLECTED, "the captured output of describe-security-group-rules is not complete")


def security_groups(merging: Merging) -> list[SecurityGroup]:
    """Make the security groups; one of which only rules were captured is a group of which the rest is not known."""
    groups = Networks(merging).made("security groups", "SecurityGroups", "security_groups", _group, "group_id")
    by_key = {group.group_id: group for group in groups}
    for group_id, rules in _separate_rules(merging).items():
        group = by_key.get(group_id)
        told: Any = _IN_PART if merging.is_incomplete("SecurityGroupRules") else rules
        if group is None:
            by_key[group_id] = SecurityGroup(
                group_id=group_id, group_name=ABSENT, vpc_id=ABSENT, rules=told, owner_id=ABSENT, origin=rules[0].origin
            )
        elif isinstance(group.rules, Unknown):
            by_key[group_id] = msgspec.structs.replace(group, rules=told)
    further = _further_vpcs(merging)
    nothing: Any = [] if "SecurityGroupVpcAssociations" in merging.by_list else _NOT_ASKED
    return [msgspec.structs.replace(group, associated_vpc_ids=further.get(group.group_id, nothing)) for group in by_key.values()]


def _group(names: Names, at: str, shape: SecurityGroupShape) -> SecurityGroup:
    name = shape.group_name if isinstance(shape.group_name, str) else None
    origin = names.origin(at, "security-group", shape.group_id, tags=shape.tags, name=name, owner=shape.owner_id)
    rules: Any = ABSENT
    if shape.ip_permissions is not None and shape.ip_permissions_egress is not None:
        rules = [
            *_rules_of(shape.ip_permissions, f"{at}/IpPermissions", origin, is_egress=False),
            *_rules_of(shape.ip_permissions_egress, f"{at}/IpPermissionsEgress", origin, is_egress=True),
        ]
    return as_model(SecurityGroup, shape, origin, rules=rules)


def _rules_of(permissions: list[IpPermission], at: str, group: Origin, *, is_egress: bool) -> list[SecurityGroupRule]:
    """Make a rule of every other side; the order is that of ``places.side_steps``."""
    rules = []
    for index, permission in enumerate(permissions):
        sides = (
            ("IpRanges", "cidr_ipv4", [each.cidr_ip for each in permission.ip_ranges]),
            ("Ipv6Ranges", "cidr_ipv6", [each.cidr_ipv6 for each in permission.ipv6_ranges]),
            ("PrefixListIds", "prefix_list_id", [each.prefix_list_id for each in permission.prefix_list_ids]),
            ("UserIdGroupPairs", "referenced_group_id", [each.group_id for each in permission.user_id_group_pairs]),
        )
        for member, field, others in sides:
            for number, other in enumerate(others):
                origin = _rule_origin(group, f"{at}/{index}/{member}/{number}", permission, other, is_egress=is_egress)
                rules.append(
                    SecurityGroupRule(
                        is_egress=is_egress,
                        ip_protocol=permission.ip_protocol,
                        from_port=permission.from_port,
                        to_port=permission.to_port,
                        origin=origin,
                        **{field: other},
                    )
                )
    return rules


def _rule_origin(group: Origin, pointer: str, permission: IpPermission, other: Any, *, is_egress: bool) -> Origin:
    """Name a rule by all that AWS lets no two rules of a group share; IpPermissions have no ids of rules."""
    parts = ("egress" if is_egress else "ingress", permission.ip_protocol, permission.from_port, permission.to_port, other)
    words = "/".join("?" if isinstance(part, Unknown) else str(part) for part in parts)
    return Origin(group.document, pointer, group.address, f"{group.identity}/{words}")


def _separate_rules(merging: Merging) -> dict[str, list[SecurityGroupRule]]:
    """Give the rules of DescribeSecurityGroupRules by group; a rule is known by its group, as it is to people."""
    found: dict[str, tuple[str, SecurityGroupRule]] = {}
    for captured, at, shape in merging.elements("SecurityGroupRules", "security_group_rules"):
        found[shape.security_group_rule_id] = (shape.group_id, _separate_rule(captured, at, shape))
    groups: dict[str, list[SecurityGroupRule]] = {}
    for group_id, rule in found.values():
        groups.setdefault(group_id, []).append(rule)
    return groups


def _separate_rule(captured: Captured, at: str, shape: SecurityGroupRuleShape) -> SecurityGroupRule:
    names = Names(captured.document)
    group = names.identity("security-group", shape.group_id, shape.group_owner_id, None)
    return SecurityGroupRule(
        is_egress=shape.is_egress,
        ip_protocol=shape.ip_protocol,
        from_port=shape.from_port,
        to_port=shape.to_port,
        cidr_ipv4=shape.cidr_ipv4,
        cidr_ipv6=shape.cidr_ipv6,
        prefix_list_id=shape.prefix_list_id,
        referenced_group_id=shape.referenced_group_info.group_id if shape.referenced_group_info else None,
        origin=Origin(captured.document, at, shape.group_id, f"{group}/{shape.security_group_rule_id}"),
    )


def _further_vpcs(merging: Merging) -> dict[str, list[str]]:
    """Give the VPCs that groups are associated with besides their own."""
    further: dict[str, list[str]] = {}
    for _, _, shape in merging.elements("SecurityGroupVpcAssociations", "security_group_vpc_associations"):
        if shape.state not in _NO_ASSOCIATION:
            further.setdefault(shape.group_id, []).append(shape.vpc_id)
    return further
