"""Objects of the inventory as expressions see them: mappings in which a field that is not known is left out.

CEL calls a missing key an error, and its ``&&``, ``||``, ``all`` and ``exists`` weigh errors as three-valued logic weighs what
is not known: ``unknown || true`` is true, ``unknown && true`` stays open. So leaving the field out is all there is to do.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.engine.cel.fields import ADDRESS, Field, fields_of
from eni_lint.engine.cel.shapes import SHAPES, value_of
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Set as AbstractSet

    from eni_lint.inventory.inventory import Inventory


class Seen:
    """Makes mappings of objects with the fields that an expression mentions, and notes what is left out and why."""

    def __init__(self, inventory: Inventory, mentioned: AbstractSet[str]) -> None:
        self.unknown: dict[str, Unknown] = {}
        self._inventory = inventory
        self._mentioned = mentioned

    def subject(self, thing: Any, shape: str) -> dict[str, Any]:
        """Make the mapping of a subject and of all around it that is mentioned."""
        return self._shape(thing, shape)

    def _shape(self, thing: Any, name: str) -> dict[str, Any]:
        shape = SHAPES[name]
        made = self._struct(thing, shape.of)
        for neighbour, leads in shape.neighbours.items():
            if neighbour not in self._mentioned:
                continue
            try:
                found = known(leads.follow(thing, self._inventory))
                if leads.many:
                    made[neighbour] = [self._shape(one, leads.shape) for one in found]
                else:
                    made[neighbour] = None if found is None else self._shape(found, leads.shape)
            except Undecided as doubt:
                self.unknown.setdefault(neighbour, doubt.unknown)
        return made

    def _struct(self, thing: Any, cls: type) -> dict[str, Any]:
        made: dict[str, Any] = {}
        # Two objects are equal to CEL when all that they hold is equal: the number keeps different ones apart.
        made["@"] = id(thing)
        for name, field in fields_of(cls).items():
            if name not in self._mentioned:
                continue
            if name == ADDRESS:
                made[name] = thing.origin.address if getattr(thing, "origin", None) is not None else ""
                continue
            try:
                made[name] = self._value(value_of(thing, name, self._inventory), field)
            except Undecided as doubt:
                self.unknown.setdefault(name, doubt.unknown)
        return made

    def _value(self, value: Any, field: Field) -> Any:
        if known(value) is None:
            return [] if field.many else {} if field.kind == "tags" else None
        if field.kind == "tags":
            return {tag.key: known(tag.value) for tag in value}
        if field.of is not None:
            return [self._struct(known(one), field.of) for one in value] if field.many else self._struct(value, field.of)
        return [known(one) for one in value] if field.many else value
