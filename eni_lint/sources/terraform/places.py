"""Where the model's fields stand in a plan: worked out for findings only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.documents import join_pointer, split_pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

# The arguments that can hold a field, the first that does goes first. A field that is not here has the name of its argument.
# One with dots stands in nested blocks; where it is not known which, the outermost block is meant.
_ADDRESSES = {
    "ipv4_prefixes": ("ipv4_prefixes", "ipv4_prefix_count"),
    "ipv6_prefixes": ("ipv6_prefixes", "ipv6_prefix_count"),
}
_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "aws_network_interface": {
        **_ADDRESSES,
        "private_ip_addresses": ("private_ip_list", "private_ips", "private_ip", "private_ips_count"),
        "secondary_private_ip_address_count": ("private_ips_count",),
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
        "bandwidth_weighting": ("network_performance_options.bandwidth_weighting",),
    },
    "network_interfaces": {
        **_ADDRESSES,
        "private_ip_addresses": ("ipv4_addresses", "private_ip_address", "ipv4_address_count"),
        "secondary_private_ip_address_count": ("ipv4_address_count",),
        "ipv6_addresses": ("ipv6_addresses", "ipv6_address_count"),
        "groups": ("security_groups",),
        "enable_primary_ipv6": ("primary_ipv6",),
    },
    "attachment": {"instance_id": ("instance", "instance_id"), "network_interface_id": ()},
    "network_interface": {"instance_id": ()},
    "aws_launch_template": {
        "launch_template_name": ("name",),
        "placement_group": ("placement.group_name",),
        "groups": ("vpc_security_group_ids", "security_group_names"),
        "bandwidth_weighting": ("network_performance_options.bandwidth_weighting",),
    },
    "aws_autoscaling_group": {
        "launch_template_id": ("launch_template", "mixed_instances_policy"),
        "instance_types": ("mixed_instances_policy.launch_template.override.instance_type",),
        "subnet_ids": ("vpc_zone_identifier",),
    },
    "aws_eks_node_group": {"launch_template_id": ("launch_template",), "max_size": ("scaling_config.max_size",)},
    "aws_ec2_fleet": {
        "launch_template_id": ("launch_template_config",),
        "instance_types": ("launch_template_config.override.instance_type", "launch_template_config.overrides.instance_type"),
        "max_size": ("target_capacity_specification.total_target_capacity", "target_capacity"),
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
        own = split_pointer(pointer)[len(split_pointer(above)) :]
        held, inside = own[: len(node.known)] or node.known, own[len(node.known) :]  # inside: the way to a nested block
        known, unknown = (_walk(node.row, [*way, *inside]) if way else None for way in (node.known, node.unknown))
        steps = [int(index) if index else name for index, name in _STEP.findall(field)]
        if steps and steps[0] == "attachment":
            steps = steps[1:]
        found = _find(known, unknown, steps, _places_of(node, inside))
        if found is None:
            return pointer if inside else above
        where, path = found
        return above + join_pointer(*(node.unknown if where == "unknown" else held), *inside, *path)

    return place


class _Node(NamedTuple):
    """A resource: its row, its type, and the ways to its arguments and to those that are known only after apply."""

    row: dict[str, Any]
    kind: str
    known: tuple[str, ...]
    unknown: tuple[str, ...] = ()


def _places_of(node: _Node, inside: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    name = node.kind
    if inside:
        name = inside[-2] if len(inside) > 1 else inside[-1]
    return _PLACES.get(_LIKE.get(name, name), {})


def _resource_node(data: Any, pointer: str) -> tuple[_Node | None, str]:
    """Find the row of the plan, or the instance of the state, that a pointer leads to or into."""
    value = data
    walked: list[str] = []
    stored = ""  # the type of the resource of a state file
    for token in split_pointer(pointer):
        value = _step(value, token)
        walked.append(token)
        if not isinstance(value, dict):
            continue
        if "type" in value and "change" in value:
            node = _Node(value, str(value["type"]), ("change", "after"), ("change", "after_unknown"))
            return node, join_pointer(*walked)
        if "type" in value and "values" in value:
            return _Node(value, str(value["type"]), ("values",)), join_pointer(*walked)
        if stored and "attributes" in value:
            return _Node(value, stored, ("attributes",)), join_pointer(*walked)
        if "type" in value and "instances" in value:
            stored = str(value["type"])
    return None, ""


def _walk(value: Any, tokens: Iterable[str]) -> Any:
    for token in tokens:
        value = _step(value, token)
    return value


def _step(value: Any, token: str | int) -> Any:
    if isinstance(value, dict):
        return value.get(str(token))
    if isinstance(value, list) and str(token).isdecimal() and int(token) < len(value):
        return value[int(token)]
    return None


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
    for argument in arguments:
        nested = _nested(known, argument.split("."), index) if "." in argument else None
        if nested is not None:
            return "known", nested
    arguments = tuple(argument.partition(".")[0] for argument in arguments)
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


def _nested(value: Any, names: list[str], index: int | None) -> Path | None:
    """Find an argument of nested blocks; with an index, that of one block of the last list, where each block has it."""
    path: Path = []
    for name in names:
        if isinstance(value, list):
            choosing = index is not None and name is names[-1]
            number = index if choosing and index is not None else 0
            # Overrides with a launch template of their own are counted apart.
            if choosing and not all(_step(b, name) and not _step(b, "launch_template_specification") for b in value):
                return None
            if number >= len(value) or not (choosing or len(value) == 1):
                return None
            path.append(number)
            value = value[number]
        path.append(name)
        value = _step(value, name)
    return None if value in (None, "", []) else path


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
