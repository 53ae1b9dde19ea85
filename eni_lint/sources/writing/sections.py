"""Which section of a declared file holds what of an inventory, and which fields refer to which section."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.model import Flow, Model
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared.kinds import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Inventory

KEYED = {
    **{kind.section: (kind.collection, kind.key) for kind in KINDS if kind.key},
    "security_groups": ("security_groups", "group_id"),
    "instances": ("instances", "instance_id"),
    "network_interfaces": ("interfaces", "network_interface_id"),
    "launch_templates": ("launch_templates", "launch_template_id"),
    "route_tables": ("route_tables", "route_table_id"),
}
"""By section: the part of the inventory, and the field that is the key."""

REFERENCES: dict[str, tuple[str, ...]] = {
    "vpc_id": ("vpcs",),
    "associated_vpc_ids": ("vpcs",),
    "subnet_id": ("subnets",),
    "subnet_ids": ("subnets",),
    "group_id": ("security_groups",),
    "referenced_group_id": ("security_groups",),
    "instance_id": ("instances",),
    "network_interface_id": ("network_interfaces",),
    "trunk_interface_id": ("network_interfaces",),
    "branch_interface_id": ("network_interfaces",),
    "launch_template_id": ("launch_templates",),
    "placement_group": ("placement_groups",),
    "allocation_id": ("elastic_ips",),
    "allocation_ids": ("elastic_ips",),
    "route_table_id": ("route_tables",),
    "gateway_id": ("internet_gateways", "nat_gateways"),
    "prefix_list_id": ("prefix_lists",),
}
OF_FLOWS = {"source": ("network_interfaces", "instances"), "destination": ("network_interfaces", "instances")}


def objects(inventory: Inventory) -> Iterator[Model]:
    """Give every object of an inventory."""
    for part in vars(inventory).values():
        if isinstance(part, (list, tuple)):
            yield from (each for each in part if isinstance(each, Model))


def references(thing: Any) -> Iterator[tuple[tuple[str, ...], str]]:
    """Give every reference of an object and of what is in it: sections and key."""
    table = OF_FLOWS if isinstance(thing, Flow) else REFERENCES
    for name in thing.__struct_fields__:
        value = getattr(thing, name)
        for each in value if isinstance(value, list) else (value,):
            if isinstance(each, str) and name in table:
                yield table[name], each
            elif isinstance(each, msgspec.Struct) and isinstance(each, Model):
                yield from references(each)
            elif isinstance(each, Unknown) and name in table:
                yield from ((table[name], key) for key in sorted(each.candidates))
