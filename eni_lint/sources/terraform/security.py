"""Security groups with their rules, whether these stand in the group or are resources of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import SecurityGroup, SecurityGroupRule
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.found import tags_of
from eni_lint.sources.terraform.kinds import GROUP, VPC
from eni_lint.sources.terraform.primary import computed
from eni_lint.sources.terraform.reading import possible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.origin import Origin
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading

_GROUPS = ("aws_security_group", "aws_default_security_group")
_SINGLE = {"aws_vpc_security_group_ingress_rule": False, "aws_vpc_security_group_egress_rule": True}


def read_groups(reading: Reading, found: Found) -> None:
    """Read the security groups of the plan, and those that data sources look up."""
    rules: dict[str, list[SecurityGroupRule]] = {}
    doubts: dict[str, Unknown] = {}
    keys = [r.address for r in reading.of(*_GROUPS)]
    for resource in reading.of("aws_security_group_rule", *_SINGLE):
        group = reading.key(resource, "security_group_id", GROUP)
        if isinstance(group, Unknown):
            doubt = Unknown(Reason.AMBIGUOUS, f"{resource.address} may be a rule of it")
            doubts.update(dict.fromkeys(possible(group, keys), doubt))
        elif group is not None:
            rules.setdefault(group, []).extend(_of_resource(reading, resource, group))
    further, unsure = _associated(reading, keys)
    for resource in reading.of(*_GROUPS):
        key = resource.address
        own = _inline_rules(reading, resource, rules.get(key, []))
        found.security_groups.append(_group(reading, resource, key, doubts.get(key, own), unsure.get(key, further.get(key, []))))
    for resource in reading.data("aws_security_group"):
        key = reading.key_of(resource)
        nothing = Unknown(Reason.OUTSIDE, f"{resource.address} does not tell the rules of the group")
        found.security_groups.append(_group(reading, resource, key, nothing, unsure.get(key, further.get(key, []))))


def _associated(reading: Reading, keys: list[str]) -> tuple[dict[str, list[str | Unknown]], dict[str, Unknown]]:
    """Give the VPCs that groups are associated with besides their own, and the groups of which that cannot be told."""
    further: dict[str, list[str | Unknown]] = {}
    unsure: dict[str, Unknown] = {}
    for resource in reading.of("aws_vpc_security_group_vpc_association"):
        group, vpc = reading.key(resource, "security_group_id", GROUP), reading.key(resource, "vpc_id", VPC)
        if isinstance(group, Unknown):
            doubt = Unknown(Reason.AMBIGUOUS, f"{resource.address} may associate it with a VPC")
            unsure.update(dict.fromkeys(possible(group, keys), doubt))
        elif group is not None and vpc is not None:
            further.setdefault(group, []).append(vpc)
    return further, unsure


def _group(
    reading: Reading,
    resource: Resource,
    key: str,
    rules: Known[list[SecurityGroupRule]],
    associated: Known[list[str | Unknown]],
) -> SecurityGroup:
    name = "default" if resource.type == "aws_default_security_group" else resource.text("name")
    return SecurityGroup(
        group_id=key,
        origin=resource.origin(),
        group_name=name,
        vpc_id=reading.key(resource, "vpc_id", VPC),
        rules=rules,
        associated_vpc_ids=associated,
        owner_id=resource.text("owner_id"),
        tags=tags_of(resource),
    )


def _inline_rules(reading: Reading, resource: Resource, more: list[SecurityGroupRule]) -> Known[list[SecurityGroupRule]]:
    """Give the rules that stand in a group, and those that rule resources add; a refresh shows the latter in the group, too."""
    found: list[SecurityGroupRule] = []
    added = {_content(rule) for rule in more}
    for direction, is_egress in (("ingress", False), ("egress", True)):
        value = resource.value(direction)
        if isinstance(value, Unknown):
            return value
        seen = computed(resource, direction)
        for part in resource.blocks(direction):
            rules = _expand(reading, part, resource.below(part, resource.address), resource.address, is_egress=is_egress)
            found += [rule for rule in rules if not (seen and added and _content(rule) in added)]
    return [*found, *more]


def _content(rule: SecurityGroupRule) -> tuple[Any, ...]:
    values = (
        rule.is_egress, rule.ip_protocol, rule.from_port, rule.to_port, rule.cidr_ipv4, rule.cidr_ipv6, rule.prefix_list_id,
        rule.referenced_group_id,
    )  # fmt: skip
    return tuple(id(v) if isinstance(v, Unknown) else v for v in values)


def _of_resource(reading: Reading, resource: Resource, group: str) -> Iterator[SecurityGroupRule]:
    is_egress: Known[bool]
    if resource.type in _SINGLE:
        protocol, first, last = _ports(resource, "ip_protocol")
        yield SecurityGroupRule(
            origin=resource.origin(),
            is_egress=_SINGLE[resource.type],
            ip_protocol=protocol,
            from_port=first,
            to_port=last,
            cidr_ipv4=resource.text("cidr_ipv4"),
            cidr_ipv6=resource.text("cidr_ipv6"),
            prefix_list_id=resource.text("prefix_list_id"),
            referenced_group_id=reading.key(resource, "referenced_security_group_id", GROUP),
        )
        return
    sort = resource.text("type")
    is_egress = sort if isinstance(sort, Unknown) else sort == "egress"
    yield from _expand(reading, resource, resource.origin(), group, is_egress=is_egress)


def _ports(part: Part, attribute: str) -> tuple[Known[str], Maybe[int], Maybe[int]]:
    protocol = part.text(attribute)
    if protocol is None or (isinstance(protocol, str) and protocol in ("-1", "all")):
        return "-1", None, None
    first, last = part.number("from_port"), part.number("to_port")
    return protocol, first, last


def _expand(reading: Reading, part: Part, origin: Origin, group: str, *, is_egress: Known[bool]) -> Iterator[SecurityGroupRule]:
    """Make one rule for each other side that a block lists."""
    protocol, first, last = _ports(part, "protocol")

    def rule(**side: Any) -> SecurityGroupRule:
        return SecurityGroupRule(origin=origin, is_egress=is_egress, ip_protocol=protocol, from_port=first, to_port=last, **side)

    for attribute, field in (
        ("cidr_blocks", "cidr_ipv4"),
        ("ipv6_cidr_blocks", "cidr_ipv6"),
        ("prefix_list_ids", "prefix_list_id"),
    ):
        for value in _each(part.texts(attribute)):
            yield rule(**{field: value})
    if part is part.resource:
        source = reading.key(part, "source_security_group_id", GROUP)
        if source is not None:
            yield rule(referenced_group_id=source)
    else:
        for value in _each(_groups(reading, part)):
            yield rule(referenced_group_id=value)
    own = part.flag("self")
    if isinstance(own, Unknown):
        yield rule(referenced_group_id=own)
    elif own:
        yield rule(referenced_group_id=group)


def _each(values: Maybe[list[str | Unknown]]) -> list[str | Unknown]:
    return [values] if isinstance(values, Unknown) else values or []


def _groups(reading: Reading, part: Part) -> Maybe[list[str | Unknown]]:
    """Give the groups that a block of a group names; a set with one unknown member is unknown as a whole."""
    listed = part.after.get("security_groups")
    if listed is None and part.expressions is None and part.unknown.get("security_groups"):
        one = reading.pooled(part, "security_groups", GROUP)
        return None if one is None else [one]
    return reading.keys(part, "security_groups", GROUP)
