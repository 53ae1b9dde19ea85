"""The fields of a class of the model, with their types as expressions have them."""

from __future__ import annotations

import types
import typing
from functools import cache
from typing import Any, Union, get_args, get_origin

import msgspec

from eni_lint.inventory.model import Tag

ADDRESS = "address"
"""The name people know an object by: a Terraform address, a declared name, an id. Every object has it."""

TAGS = "tags"
HIDDEN = {"origin"}
SCALARS: dict[type, str] = {str: "string", int: "int", bool: "bool"}


class Field(msgspec.Struct, frozen=True):
    """A field: ``kind`` is string, int, bool, tags or message; ``of`` the class of a message."""

    name: str
    kind: str
    many: bool = False
    of: type | None = None


@cache
def fields_of(cls: type) -> dict[str, Field]:
    """Give the fields that expressions see, by name."""
    hints = typing.get_type_hints(cls)
    found = {ADDRESS: Field(ADDRESS, "string")}
    for name in cls.__struct_fields__:  # type: ignore[attr-defined]
        if name not in HIDDEN:
            field = _field(name, hints[name])
            if field is not None:
                found[name] = field
    return found


def _field(name: str, hint: Any) -> Field | None:
    many = False
    while True:
        origin = get_origin(hint)
        if origin in {Union, types.UnionType}:
            [hint] = [a for a in get_args(hint) if a is not type(None) and getattr(a, "__name__", "") != "Unknown"]
        elif origin in {list, tuple}:
            hint = get_args(hint)[0]
            many = True
        else:
            break
    if hint is Tag:
        return Field(TAGS, "tags")
    if hint in SCALARS:
        return Field(name, SCALARS[hint], many)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return Field(name, "message", many, hint)
    return None
