"""What a plan does to each of its resources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.surroundings import Change
from eni_lint.sources.terraform.shape import list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping

_ACTIONS = {("create",): "create", ("update",): "update", ("no-op",): "no-op", ("delete",): "delete"}
_FIELDS = {
    "private_ips": "private_ip_addresses",
    "private_ip_list": "private_ip_addresses",
    "private_ip": "private_ip_addresses",
    "private_ips_count": "private_ip_addresses",
    "secondary_private_ips": "private_ip_addresses",
    "ipv6_address_list": "ipv6_addresses",
    "ipv6_address_count": "ipv6_addresses",
    "ipv4_prefix_count": "ipv4_prefixes",
    "ipv6_prefix_count": "ipv6_prefixes",
    "security_groups": "groups",
    "vpc_security_group_ids": "groups",
    "ami": "image_id",
}
_INSTANCES = ("aws_instance", "aws_spot_instance_request")


def changes_of(plan: Mapping[str, Any]) -> dict[str, Change]:
    """Tell by key what the plan does; what it only reads or forgets is left out."""
    changes: dict[str, Change] = {}
    usual = {action: Change(action=action) for action in _ACTIONS.values()}
    for row in map(object_or_none, list_or_none(plan.get("resource_changes"))):
        address, change = row.get("address"), object_or_none(row.get("change"))
        if row.get("mode") == "data" or "deposed" in row or not isinstance(address, str):
            continue
        actions = tuple(a for a in list_or_none(change.get("actions")) if isinstance(a, str))
        if "delete" in actions and "create" in actions:
            found = Change(action="replace", replaced_for=_fields(change))
        elif actions in _ACTIONS:
            found = usual[_ACTIONS[actions]]
        else:
            continue
        changes[address] = found
        if row.get("type") in _INSTANCES:
            # The interface that launching makes lives and dies with its instance.
            changes[f"{address}/primary"] = found
    return changes


def _fields(change: Mapping[str, Any]) -> tuple[str, ...]:
    """Name the fields whose change makes it a replacement."""
    names = [path[0] for path in list_or_none(change.get("replace_paths")) if isinstance(path, list) and path]
    return tuple(sorted({_FIELDS.get(name, name) for name in names if isinstance(name, str)}))
