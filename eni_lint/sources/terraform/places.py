"""Where the model's fields stand in a plan: worked out for findings only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer, split_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

# The arguments that can hold a field, the first that does goes first. A field that is not here has the name of its argument.
_ADDRESSES = {
    "ipv4_prefixes": ("ipv4_prefixes", "ipv4_prefix_count"),
    "ipv6_prefixes": ("ipv6_prefixes", "ipv6_prefix_count"),
}
_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "aws_network_interface": {
        **_ADDRESSES,
        "private_ip_addresses": ("private_ip_list", "private_ips", "private_ip", "private_ips_count"),
        "ipv6_addresses": ("ipv6_address_list", "ipv6_addresses", "ipv6_address_count"),
        "groups": ("security_groups",),
    },
    "aws_instance": {
        "private_ip_addresses": ("private_ip", "secondary_private_ips"),
        "ipv6_addresses": ("ipv6_addresses", "ipv6_address_count"),
        "groups": ("vpc_security_group_ids", "security_groups"),
        "image_id": ("ami",),
        "state": ("instance_state",),
        "launch_template_id": ("launch_template",),
    },
    "network_interfaces": {
        **_ADDRESSES,
        "private_ip_addresses": ("ipv4_addresses", "private_ip_address", "ipv4_address_count"),
        "ipv6_addresses": ("ipv6_addresses", "ipv6_address_count"),
        "groups": ("security_groups",),
        "enable_primary_ipv6": ("primary_ipv6",),
    },
    "attachment": {"instance_id": ("instance", "instance_id"), "network_interface_id": ()},
    "network_interface": {"instance_id": ()},
    "aws_launch_template": {"launch_template_name": ("name",), "placement_group": ("placement",)},
    "aws_autoscaling_group": {
        "launch_template_id": ("launch_template", "mixed_instances_policy"),
        "instance_types": ("mixed_instances_policy",),
        "subnet_ids": ("vpc_zone_identifier",),
    },
    "aws_eks_node_group": {"launch_template_id": ("launch_template",), "max_size": ("scaling_config",)},
    "aws_ec2_fleet": {
        "launch_template_id": ("launch_template_config",),
        "instance_types": ("launch_template_config",),
        "max_size": ("target_capacity_specification",),
    },
    "aws_subnet": {
        "ipv6_cidr_blocks": ("ipv6_cidr_block",),
        "hostname_type": ("private_dns_hostname_type_on_launch",),
    },
    "aws_vpc": {"cidr_blocks": ("cidr_block",), "ipv6_cidr_blocks": ("ipv6_cidr_block",)},
    "aws_ec2_subnet_cidr_reservation": {"cidr": ("cidr_block",)},
    "aws_security_group": {"group_name": ("name",), "rules": ("ingress", "egress")},
    "aws_security_group_rule": {
        "is_egress": ("type",),
        "ip_protocol": ("protocol",),
        "cidr_ipv4": ("cidr_blocks",),
        "cidr_ipv6": ("ipv6_cidr_blocks",),
        "prefix_list_id": ("prefix_list_ids",),
        "referenced_group_id": ("source_security_group_id", "self"),
    },
    "ingress": {
        "ip_protocol": ("protocol",),
        "cidr_ipv4": ("cidr_blocks",),
        "cidr_ipv6": ("ipv6_cidr_blocks",),
        "prefix_list_id": ("prefix_list_ids",),
        "referenced_group_id": ("security_groups", "self"),
    },
    "aws_vpc_security_group_ingress_rule": {"referenced_group_id": ("referenced_security_group_id",)},
    "aws_eip": {
        "argument": ("vpc",),
        "instance_id": ("instance",),
        "network_interface_id": ("network_interface",),
        "private_ip_address": ("associate_with_private_ip", "private_ip"),
    },
    "aws_route": {
        "destination": ("destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id"),
    },
    "route": {"destination": ("cidr_block", "ipv6_cidr_block", "destination_prefix_list_id")},
    "aws_placement_group": {"group_name": ("name",)},
}
_LIKE = {
    "aws_default_subnet": "aws_subnet",
    "aws_default_vpc": "aws_vpc",
    "aws_default_security_group": "aws_security_group",
    "aws_vpc_security_group_egress_rule": "aws_vpc_security_group_ingress_rule",
    "aws_spot_instance_request": "aws_instance",
    "aws_spot_fleet_request": "aws_ec2_fleet",
    "primary_network_interface": "network_interface",
    "egress": "ingress",
}

Path = list[int | str]

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def plan_places(data: Any) -> Callable[[str, str], str]:
    """Make the function that turns the pointer of an object and a field of the model into the pointer of the field."""

    def place(pointer: str, field: str) -> str:
        node, above = _resource_node(data, pointer)
        if node is None:
            return pointer
        inside = split_pointer(pointer)[len(split_pointer(above)) :]
        values, unknown = _values(node, inside)
        if not inside:
            inside = ("change", "after") if "change" in node else ("values",)
        places = _places_of(node, inside)
        steps = [int(index) if index else name for index, name in _STEP.findall(field)]
        if steps and steps[0] == "attachment":
            steps = steps[1:]
        found = _find(values, unknown, steps, places)
        if found is None:
            return above if len(inside) < 3 else pointer
        where, path = found
        if where == "unknown":
            inside = ("change", "after_unknown", *inside[2:])
        return above + join_pointer(*inside, *path)

    return place


def _places_of(node: dict[str, Any], inside: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    name = str(node.get("type"))
    if len(inside) > 3:
        name = inside[-2]
    elif len(inside) > 2:
        name = inside[-1]
    return _PLACES.get(_LIKE.get(name, name), {})


def _resource_node(data: Any, pointer: str) -> tuple[dict[str, Any] | None, str]:
    """Find the row of the plan that a pointer leads to or into."""
    value = data
    walked: list[str] = []
    for token in split_pointer(pointer):
        value = _step(value, token)
        walked.append(token)
        if isinstance(value, dict) and "type" in value and ("change" in value or "values" in value):
            return value, join_pointer(*walked)
    return None, ""


def _step(value: Any, token: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(token))
    if isinstance(value, list) and str(token).isdecimal() and int(token) < len(value):
        return value[int(token)]
    return None


def _values(node: dict[str, Any], inside: tuple[str, ...]) -> tuple[Any, Any]:
    """Give the known and the unknown arguments of the object: of the row, or of a nested block in it."""
    change = node.get("change")
    known, unknown = (
        (change.get("after"), change.get("after_unknown")) if isinstance(change, dict) else (node.get("values"), None)
    )
    for token in inside[2 if isinstance(change, dict) else 1 :]:
        known, unknown = _step(known, token), _step(unknown, token)
    return known, unknown


def _find(known: Any, unknown: Any, steps: list[int | str], places: dict[str, tuple[str, ...]]) -> tuple[str, Path] | None:
    """Find a field: the argument that holds it, else the one of which it is known that it is not known."""
    if not steps:
        return None
    name = str(steps[0])
    arguments = places.get(name, (name,))
    index = steps[1] if len(steps) > 1 and isinstance(steps[1], int) else None
    rest = steps[1:] if index is None else steps[2:]
    if "secondary_private_ips" in arguments and index is not None:
        # An instance writes its primary address apart from the others.
        arguments = ("secondary_private_ips",) if index else ("private_ip",)
        index = index - 1 if index else None
    if arguments[:1] == ("private_ip_list",) and _step(known, "private_ip_list_enabled") is not True:
        arguments = arguments[1:]
    path = _given(known, arguments, index, rest)
    if path is not None:
        return "known", path
    for argument in arguments:
        if _step(unknown, argument):
            return "unknown", [argument]
    present = [argument for argument in arguments if isinstance(known, dict) and argument in known]
    return ("known", [*present[:1]]) if present else None


def _given(known: Any, arguments: tuple[str, ...], index: int | None, rest: list[int | str]) -> Path | None:
    """Find a value among the arguments that have one."""
    given = [(argument, _step(known, argument)) for argument in arguments]
    given = [(argument, value) for argument, value in given if value is not None and value != []]
    for argument, value in given:
        if index is None:
            return [argument, *_inner(value, rest)]
        if isinstance(value, list) and index < len(value):
            return [argument, index, *_inner(value[index], rest)]
    # An address that is not listed is one that a count asks for, but for the first.
    given.sort(key=lambda pair: pair[0].endswith("_count") is (index == 0))
    return [given[0][0]] if given else None


def _inner(value: Any, rest: list[int | str]) -> Iterator[str | int]:
    """Go on into nested blocks, which are lists of one; a field of a plain member is the member itself."""
    for step in rest:
        if isinstance(value, list) and not isinstance(step, int) and value:
            yield 0
            value = value[0]
        below = _step(value, step)
        if below is None:
            return
        yield step
        value = below
