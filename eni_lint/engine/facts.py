"""What an inventory knows of one object, in the words of the model: what rules looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.model import Instance, LaunchTemplate, NetworkInterface, Subnet, Tag
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Inventory

KINDS = (
    "interfaces", "specifications", "instances", "launch_templates", "launchers", "subnets", "cidr_reservations", "vpcs",
    "security_groups", "elastic_ips", "route_tables", "nat_gateways", "attachments",
)  # fmt: skip
OWN_AFFAIRS = {"origin", "means", "looked_up", "repeated", "address_arguments", "referred_to"}  # of the model, not of AWS
EMPTY: tuple[Any, ...] = ([], ())
_MOST = 12  # entries of a list


def things_named(inventory: Inventory, name: str) -> list[Any]:
    """Give the objects with that address, identity or key."""
    return [thing for thing in things(inventory) if name in names_of(thing)]


def things(inventory: Inventory) -> Iterator[Any]:
    """Give all objects that people may ask about."""
    for kind in KINDS:
        yield from getattr(inventory, kind)


def names_of(thing: Any) -> set[str]:
    """Give the names of an object: its address, the id in front of a name in it, its identity, its key."""
    origin = thing.origin
    key = getattr(thing, thing.__struct_fields__[1], "")  # the key is the first field of its own
    names = {origin.address, origin.address.partition(" (")[0], origin.identity, key if isinstance(key, str) else ""}
    return names - {""}


def facts_of(thing: Any, inventory: Inventory) -> Iterator[tuple[str, str]]:
    """Give what is known of an object and of what it belongs to: name and value, as text."""
    for field in thing.__struct_fields__:
        value = getattr(thing, field)
        if field not in OWN_AFFAIRS and _says(value):
            yield field, _text(value)
    if isinstance(thing, NetworkInterface | Instance):
        yield "zone", _text(inventory.zone_of(thing))
        subnet = inventory.subnet_of(thing)
        if isinstance(subnet, Subnet):
            yield "subnet's block", _text(subnet.cidr_block)
    if isinstance(thing, NetworkInterface):
        for attachment in inventory.attachments_by_interface.get(thing.network_interface_id, ()):
            slot = f"card {_text(attachment.network_card_index or 0)}, device index {_text(attachment.device_index)}"
            yield "attached to", f"{_text(attachment.instance_id or attachment.launch_template_id)} ({slot})"
    if isinstance(thing, Instance | LaunchTemplate):
        limits = inventory.type_of(thing)
        if limits is not None and not isinstance(limits, Unknown):
            numbers = (
                limits.maximum_network_interfaces,
                limits.ipv4_addresses_per_interface,
                limits.ipv6_addresses_per_interface,
            )
            interfaces, four, six = map(_text, numbers)
            yield "the type carries", f"{interfaces} interfaces, {four} IPv4 and {six} IPv6 addresses on each"
        attached = inventory.attachments_of(thing)
        yield "interfaces", ", ".join(_text(a.network_interface_id) for a in attached[:_MOST]) or "none"


def _text(value: Any) -> str:
    if isinstance(value, Unknown):
        return f"not known: {value.detail}"
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        more = f" and {len(value) - _MOST:,} more" if len(value) > _MOST else ""
        return ", ".join(map(_text, value[:_MOST])) + more
    return _struct(value) if isinstance(value, msgspec.Struct) else str(value)


def _struct(value: msgspec.Struct) -> str:
    if isinstance(value, Tag):
        return f"{value.key}={_text(value.value)}"
    parts = [(name, getattr(value, name)) for name in value.__struct_fields__ if name not in OWN_AFFAIRS]
    said = [_text(part) if number == 0 else f"{name}: {_text(part)}" for number, (name, part) in enumerate(parts) if _says(part)]
    return " ".join(said) if len(said) < 2 else f"{said[0]} ({', '.join(said[1:])})"


def _says(part: Any) -> bool:
    return isinstance(part, Unknown) or (part is not None and part is not False and part not in EMPTY)
