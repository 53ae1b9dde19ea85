"""A plan, a template or a declared file laid over what is really there.

What is declared wins; what it refers to by id is filled from the account; what the plan takes away is gone, with what goes with
it. The result is one inventory, in which an object that both sides know is one object under the name that the document gives it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

# The kinds of objects with the field that is their key; those without a key of their own are told apart by what they join.
KEYED = {
    "interfaces": "network_interface_id",
    "specifications": "network_interface_id",
    "instances": "instance_id",
    "launch_templates": "launch_template_id",
    "launchers": "launcher_id",
    "subnets": "subnet_id",
    "cidr_reservations": "subnet_cidr_reservation_id",
    "vpcs": "vpc_id",
    "security_groups": "group_id",
    "elastic_ips": "allocation_id",
    "route_tables": "route_table_id",
    "internet_gateways": "internet_gateway_id",
    "placement_groups": "group_name",
    "permissions": "network_interface_permission_id",
    "nat_gateways": "nat_gateway_id",
    "availability_zones": "zone_name",
    "images": "image_id",
    "eks_clusters": "cluster_name",
}
KEYLESS = (
    "attachments",
    "routes",
    "flows",
    "elastic_ip_associations",
    "trunk_associations",
    "secondary_interfaces",
    "deprecations",
)
# What may be stamped with the logical id of a template's resource, or with its declared name.
STAMPED = ("interfaces", "instances", "subnets", "vpcs", "security_groups", "elastic_ips", "launch_templates", "route_tables")
LOGICAL_ID, NAME = "aws:cloudformation:logical-id", "Name"

_NO_KEYS = frozenset({"origin", "description", "interface_type", "status", "availability_zone", "cidr_block", "tags", "means"})


class Overlaid(msgspec.Struct, frozen=True, eq=False):
    """The inventory of both sides. ``ambiguous`` are names of the document that several objects of the account could be."""

    inventory: Inventory
    ambiguous: list[str] = []


def together(inventories: Sequence[Inventory]) -> Inventory:
    """Make one inventory of several snapshots; ids tell their objects apart."""
    if len(inventories) == 1:
        return inventories[0]
    parts: dict[str, Any] = {kind: [x for one in inventories for x in getattr(one, kind)] for kind in (*KEYED, *KEYLESS)}
    kinds = {name for one in inventories for name in one.missing}
    # A kind that one of them lacks may be anywhere.
    missing = {name: next(one.missing[name] for one in inventories if name in one.missing) for name in kinds}
    return Inventory(**parts, live=True, missing=missing)


def overlay(declared: Inventory, live: Inventory, *, stamp: str = "") -> Overlaid:
    """Lay a document over an account.

    ``declared.ids`` names the real ids of its objects, for a plan; ``stamp`` is the tag by which objects of the account are
    known to be those of the document (that of CloudFormation's logical ids, the name of a declared file), where it has no ids.
    """
    same, ambiguous = dict(declared.ids), list[str]()
    gone: set[str] = set()
    if stamp:
        same, doubtful, ambiguous = _stamped(declared, live, stamp)
        gone |= doubtful
    before = declared.before
    if before is not None:
        gone |= {real for real in before.ids if real not in same}
    parts = _live_parts(declared, live, same, gone, looked_up=not stamp)
    own = _own_parts(declared, live, looked_up=not stamp)
    # What is there comes first: of two that hold one address, the document's is the one that takes it.
    both: dict[str, Any] = {kind: [*parts[kind], *own[kind]] for kind in (*KEYED, *KEYLESS)}
    merged = Inventory(
        **both,
        before=None if before is None else overlay(before, live).inventory,
        changes=declared.changes,
        missing={**declared.missing, **live.missing},
    )
    merged.ids = declared.ids
    merged.catalog = declared.catalog
    return Overlaid(merged, ambiguous)


def _stamped(declared: Inventory, live: Inventory, tag: str) -> tuple[dict[str, str], set[str], list[str]]:
    """Find by a tag which objects of the account are those of the document; of several with one name none is taken for it.

    Gives the keys by real id, the real ids that could be the document's and are left out, and the names concerned.
    """
    same: dict[str, str] = {}
    doubtful: set[str] = set()
    ambiguous = []
    for kind in STAMPED:
        field = KEYED[kind]
        keys = {getattr(thing, field) for thing in getattr(declared, kind)}
        found: dict[str, list[str]] = defaultdict(list)
        for thing in getattr(live, kind):
            for each in getattr(thing, "tags", None) or () if not isinstance(getattr(thing, "tags", None), Unknown) else ():
                if each.key == tag and isinstance(each.value, str) and each.value in keys:
                    found[each.value].append(getattr(thing, field))
        for key, reals in found.items():
            if len(reals) == 1:
                same[reals[0]] = key
            else:
                doubtful |= set(reals)
                ambiguous.append(key)
    return same, doubtful, sorted(ambiguous)


def _own_parts(declared: Inventory, live: Inventory, *, looked_up: bool) -> dict[str, list[Any]]:
    """Give the objects of the document; what it only looks up by an id of the account, the account knows better."""
    parts: dict[str, list[Any]] = {kind: list(getattr(declared, kind)) for kind in (*KEYED, *KEYLESS)}
    for kind, field in KEYED.items() if looked_up else ():
        there = {getattr(thing, field) for thing in getattr(live, kind)}
        parts[kind] = [thing for thing in parts[kind] if getattr(thing, field) not in there]
    return parts


def _live_parts(
    declared: Inventory, live: Inventory, same: Mapping[str, str], gone: set[str], *, looked_up: bool
) -> dict[str, list[Any]]:
    """Give what of the account is beside the document."""
    gone = gone | _going_with(live, gone)
    parts: dict[str, list[Any]] = {}
    for kind, field in KEYED.items():
        known = set() if looked_up else {getattr(thing, field) for thing in getattr(declared, kind)}
        parts[kind] = [
            _renamed(thing, same)
            for thing in getattr(live, kind)
            if (key := getattr(thing, field)) not in gone and key not in same and key not in known
        ]
    for kind in KEYLESS:
        parts[kind] = [_renamed(thing, same) for thing in getattr(live, kind) if not _refers_to(thing, gone)]
    _drop_known_joins(declared, parts)
    return parts


def _going_with(live: Inventory, gone: set[str]) -> set[str]:
    """Name the interfaces that end with an instance that goes."""
    return {
        attachment.network_interface_id
        for attachment in live.attachments
        if isinstance(attachment.instance_id, str)
        and attachment.instance_id in gone
        and attachment.delete_on_termination is True
        and isinstance(attachment.network_interface_id, str)
    }


def _drop_known_joins(declared: Inventory, parts: dict[str, list[Any]]) -> None:
    """Leave out what the document itself says, or said before it, of who is attached to whom and which address is whose."""
    estates = [declared] if declared.before is None else [declared, declared.before]
    attached = {(a.network_interface_id, a.instance_id) for e in estates for a in e.attachments if _both_known(a)}
    parts["attachments"] = [
        a for a in parts["attachments"] if not (_both_known(a) and (a.network_interface_id, a.instance_id) in attached)
    ]
    associated = {a.allocation_id for e in estates for a in e.elastic_ip_associations if isinstance(a.allocation_id, str)}
    parts["elastic_ip_associations"] = [
        a for a in parts["elastic_ip_associations"] if not (isinstance(a.allocation_id, str) and a.allocation_id in associated)
    ]
    tables = {table.route_table_id for table in declared.route_tables}
    parts["routes"] = [r for r in parts["routes"] if not (isinstance(r.route_table_id, str) and r.route_table_id in tables)]


def _both_known(attachment: Any) -> bool:
    return isinstance(attachment.network_interface_id, str) and isinstance(attachment.instance_id, str)


def _refers_to(thing: Any, gone: set[str]) -> bool:
    if not gone:
        return False
    values = (getattr(thing, name) for name in thing.__struct_fields__ if name not in _NO_KEYS)
    return any(isinstance(value, str) and value in gone for value in values)


def _renamed(thing: Any, same: Mapping[str, str]) -> Any:
    """Let an object of the account refer to those of the document by the names that they have there."""
    if not same:
        return thing
    changes: dict[str, Any] = {}
    for name in thing.__struct_fields__:
        if name in _NO_KEYS:
            continue
        value = getattr(thing, name)
        if isinstance(value, str):
            if value in same:
                changes[name] = same[value]
        elif isinstance(value, list | tuple) and value:
            renamed = _renamed_list(value, same)
            if renamed is not None:
                changes[name] = renamed
    return msgspec.structs.replace(thing, **changes) if changes else thing


def _renamed_list(values: Iterable[Any], same: Mapping[str, str]) -> list[Any] | None:
    found: list[Any] = []
    changed = False
    for value in values:
        new: Any = value
        if isinstance(value, str):
            new = same.get(value, value)
        elif isinstance(value, msgspec.Struct):
            new = _renamed(value, same)
        changed = changed or new is not value
        found.append(new)
    return found if changed else None
