"""Where the model's fields stand in a declared file."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer, split_pointer
from eni_lint.documents.pointers import field_below, step

if TYPE_CHECKING:
    from collections.abc import Callable

COUNTS = {
    "private_ip_addresses": "secondary_private_ip_address_count",
    "ipv6_addresses": "ipv6_address_count",
    "ipv4_prefixes": "ipv4_prefix_count",
    "ipv6_prefixes": "ipv6_prefix_count",
}
RENAMED = {"is_egress": "direction"}

_HEAD = re.compile(r"([^.\[\]]+)(?:\[(\d+)\])?(.*)", re.DOTALL)


def declared_places(data: Any) -> Callable[[str, str], str]:
    """Make the function that turns the pointer of an object and a field of the model into the pointer of the field."""

    def place(pointer: str, field: str) -> str:
        thing = _value(data, pointer)
        match = _HEAD.fullmatch(field)
        if match is None or not isinstance(thing, dict):
            return field_below(pointer, field)
        name, index, rest = match[1], match[2], match[3]
        if name in COUNTS:
            return _counted(thing, pointer, name, index, rest)
        if name == "tags" and index and isinstance(thing.get("tags"), dict):
            return pointer + join_pointer("tags", *list(thing["tags"])[int(index) : int(index) + 1])
        if name == "attachment" and "attachment" not in thing:  # written inline, its fields are the interface's neighbours
            return field_below(pointer, rest.lstrip("."))
        return field_below(pointer, RENAMED.get(name, name) + field[len(name) :])

    return place


def _counted(thing: dict[str, Any], pointer: str, name: str, index: str | None, rest: str) -> str:
    """Point at a written entry, or at the count that asks for entries which AWS chooses."""
    written = thing.get(name)
    if isinstance(written, list):
        if index is None or int(index) < len(written):
            return field_below(pointer, f"{name}[{index}]{rest}" if index else name)
    elif written is not None:
        return field_below(pointer, name)
    elif name == "private_ip_addresses" and index == "0":
        return pointer
    count = COUNTS[name]
    return field_below(pointer, count if count in thing else name)


def _value(data: Any, pointer: str) -> Any:
    try:
        for token in split_pointer(pointer):
            data = step(data, token)
    except LookupError:
        return None
    return data
