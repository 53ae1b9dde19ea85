"""Model values become plain data of the declared format; what the format refuses is said to be unknown, with a note."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import Document
from eni_lint.inventory.model import GroupMembership, Tag
from eni_lint.inventory.unknown import PHRASES, Reason, Unknown
from eni_lint.sources.declared.reading import Reading
from eni_lint.sources.writing.sections import REFERENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.sources.declared.reading import Reader
    from eni_lint.sources.writing.names import Names

_LONG = 60


class Values:
    """Writes the values of one file."""

    def __init__(self, names: Names) -> None:
        self.names = names
        self.notes: dict[str, None] = {}
        self._tokens: dict[Any, str] = {}
        self._taken: set[str] = set()
        self._scratch = Reading(Document("", "declared", None))

    def fields(self, thing: Any, table: Mapping[str, Reader], what: str) -> dict[str, Any]:
        """Write the fields of an object that a table of the format has; what is as it is when nothing is written is left out."""
        written = {}
        for name, reader in table.items():
            value = getattr(thing, name, None)
            if isinstance(value, Unknown) or not (value is None or value in ([], ())):
                written[name] = self.value(name, value, reader, what)
        return written

    def value(  # noqa: PLR0911 - one for every sort of value
        self, name: str, value: Any, reader: Reader | None = None, what: str = "", sections: tuple[str, ...] = ()
    ) -> Any:
        """Write the value of a field."""
        sections = sections or REFERENCES.get(name, ())
        if isinstance(value, Unknown):
            return self.unknown(value, sections, name)
        if sections:
            if isinstance(value, (list, tuple)):
                return [self.value(name, each, None, what, sections) for each in value]
            return self.names.refer(sections, value, name)
        if isinstance(value, (list, tuple)) and any(isinstance(each, Tag) for each in value):
            return {tag.key: self.value("", tag.value) for tag in value}
        if isinstance(value, (list, tuple)):
            return [self.value(name, each, None if reader is None else _item_of(reader), what) for each in value]
        if isinstance(value, msgspec.Struct):
            return self._struct(value)
        return value if reader is None else self._checked(name, value, reader, what)

    def unknown(self, value: Unknown, sections: tuple[str, ...] = (), field: str = "") -> dict[str, Any]:
        """Write what is not known, with what is known of it all the same."""
        told: dict[str, Any] = {"unknown": value.detail}
        if value.reason is not Reason.DECLARED:
            told["reason"] = value.reason.value
        elif value.detail == PHRASES[Reason.DECLARED]:
            told["unknown"] = None
        if value.symbol is not None:
            told["same_as"] = self._token(value.symbol)
        if value.apart is not None:
            told["differs_in"] = self._token(("apart", value.apart))
        if value.candidates:
            keys = sorted(value.candidates)
            told["one_of"] = [self.names.refer(sections, key, field) if sections else key for key in keys]
        return told

    def group(self, membership: GroupMembership) -> Any:
        """Write a security group of an interface: its name, if that says it all."""
        name = self.value("group_id", membership.group_id)
        if membership.means == "inline" and membership.group_name is None:
            return name
        more = {} if membership.group_name is None else {"group_name": self.value("", membership.group_name)}
        return {"group_id": name, **more, **({} if membership.means == "inline" else {"means": membership.means})}

    def note(self, text: str) -> None:
        """Note what could not be written as it is."""
        self.notes[text] = None

    def _struct(self, value: msgspec.Struct) -> dict[str, Any]:
        told = {}
        for name in value.__struct_fields__:
            member = getattr(value, name)
            if name != "origin" and member is not None:
                told[name] = self.value(name, member)
        return told

    def _checked(self, name: str, value: Any, reader: Reader, what: str) -> Any:
        reader(self._scratch, value, "", name)
        if not self._scratch.faults:
            return value
        self._scratch.faults.clear()
        shown = str(value) if len(str(value)) <= _LONG else f"{str(value)[: _LONG - 3]}..."
        self.note(f"{what}: the format takes no {name} '{shown}', so that it is written as unknown")
        return {"unknown": f"'{shown}', which cannot be declared"}

    def _token(self, symbol: Any) -> str:
        """Name an expression: equal ones alike, and others otherwise."""
        found = self._tokens.get(symbol)
        if found is None:
            found = "/".join(map(str, symbol)) if isinstance(symbol, tuple) else str(symbol)
            if found in self._taken or len(found) > _LONG or not found.isprintable():
                found = f"value-{len(self._tokens) + 1}"
            self._tokens[symbol] = found
            self._taken.add(found)
        return found


def _item_of(reader: Reader) -> Reader:
    """Make a reader of one item of a reader of lists."""

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        return reader(reading, [value], at, key)

    return read
