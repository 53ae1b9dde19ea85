"""What the AWS provider makes of arguments: their types, which it computes, which have a default. Facts, in provider.json."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import msgspec


class Shape(msgspec.Struct, rename={"attributes": "a", "blocks": "b"}):
    """A resource type, or a nested block of one: types and flags of arguments (``r``, ``o``, ``c``), nesting of blocks.

    ``defaults`` are by path, nested ones with dots; ``computed`` names blocks that the provider fills in where none is written.
    ``framework``: made with the newer kit, which keeps nulls.
    """

    attributes: dict[str, tuple[Any, str]] = {}
    blocks: dict[str, tuple[str, Shape]] = {}
    defaults: dict[str, Any] = {}
    computed: list[str] = []
    framework: bool = False

    def is_computed(self, attribute: str) -> bool:
        """Tell whether the provider gives a value where none is written."""
        found = self.attributes.get(attribute)
        return "c" in found[1] if found else attribute in self.computed or attribute not in self.blocks


class _Provider(msgspec.Struct):
    resources: dict[str, Shape]
    data: dict[str, Shape]


@cache
def _provider() -> _Provider:
    return msgspec.json.decode(Path(__file__).with_name("provider.json").read_bytes(), type=_Provider)


def shape_of(resource_type: str, *, is_data: bool = False) -> Shape | None:
    """Give the shape of a resource type or data source; None for those that nothing here reads."""
    provider = _provider()
    return (provider.data if is_data else provider.resources).get(resource_type)
