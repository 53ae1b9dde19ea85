"""Several YAML documents, or several files, become one estate: every object once, and each with its own place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.documents import join_pointer, split_pointer
from eni_lint.errors import SourceError
from eni_lint.sources.declared.marks import LISTED_SECTIONS, MARK, NAMED_SECTIONS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eni_lint.documents import Lines, Span, SpanTable

_NAMED = (*NAMED_SECTIONS, "changes", "outside", "missing", "defaults")
_LISTED = (*LISTED_SECTIONS, "include", "instance_types")
_OF_FILE = ("include", "defaults")
"""What a file says for itself: it is done with when files are put together."""
_WAY = tuple[str, ...]


class Piece(NamedTuple):
    """One YAML document, or one file."""

    path: str
    data: Mapping[str, Any]
    spans: SpanTable | None

    def where(self, way: _WAY) -> str:
        """Name the place of a key."""
        pointer = join_pointer(*way)
        span = (self.spans.key_span(pointer) or self.spans.span(pointer)) if self.spans else None
        return f"{self.path}:{span.start_line}:{span.start_column}" if span else f"{self.path} {pointer}"


class Merged:
    """The data of all pieces as if they stood in one, and of which piece everything is."""

    def __init__(self, pieces: Sequence[Piece], *, files: bool = False) -> None:
        self.data: dict[str, Any] = {}
        self._pieces = pieces
        self._owner: dict[_WAY, tuple[int, _WAY]] = {}
        for number, piece in enumerate(pieces):
            for key, value in piece.data.items():
                if not (files and number and key in _OF_FILE):
                    self._add(number, key, value)

    def locate(self, pointer: str) -> tuple[int, str]:
        """Give the piece that holds what a pointer names, and the pointer in it."""
        way = split_pointer(pointer)
        for depth in range(min(len(way), 3), 0, -1):
            found = self._owner.get(way[:depth])
            if found is not None:
                return found[0], join_pointer(*found[1], *way[depth:])
        return 0, pointer

    def _add(self, number: int, key: Any, value: Any) -> None:
        known = self.data.get(key)
        if key in _NAMED and isinstance(value, dict) and isinstance(known, (dict, type(None))):
            self._merge(number, (key,), self.data.setdefault(key, {}) if known is not None else self._new(number, key), value)
        elif key == "before" and isinstance(value, dict) and isinstance(known, (dict, type(None))):
            self._add_before(number, self._new(number, key) if known is None else known, value)
        elif key in _LISTED and isinstance(value, list) and isinstance(known, (list, type(None))):
            items = known if known is not None else self._new(number, key, [])
            for index, item in enumerate(value):
                self._owner[key, str(len(items))] = (number, (key, str(index)))
                items.append(item)
        elif known is None:
            self.data[key] = value
            self._owner[(str(key),)] = (number, (str(key),))
        elif value is not None and known != value:
            self._refuse(number, (str(key),), f"'{key}' is given twice, with different values")
        elif key != MARK and value is not None and isinstance(value, dict):
            self._refuse(number, (str(key),), f"'{key}' is given twice")

    def _add_before(self, number: int, before: dict[str, Any], value: Mapping[str, Any]) -> None:
        for section, objects in value.items():
            if isinstance(objects, dict) and isinstance(before.get(section), dict):
                self._merge(number, ("before", section), before[section], objects)
            elif before.get(section) is None:
                before[section] = {}
                self._owner["before", str(section)] = (number, ("before", str(section)))
                if isinstance(objects, dict):
                    self._merge(number, ("before", section), before[section], objects)
                else:
                    before[section] = objects

    def _new(self, number: int, key: str, empty: Any = None) -> Any:
        self.data[key] = {} if empty is None else empty
        self._owner[(key,)] = (number, (key,))
        return self.data[key]

    def _merge(self, number: int, way: _WAY, into: dict[str, Any], value: Mapping[str, Any]) -> None:
        for name, thing in value.items():
            if name in into:
                self._refuse(number, (*way, str(name)), f"'{name}' stands twice in '{way[-1]}'")
            into[name] = thing
            self._owner[(*way, str(name))] = (number, (*way, str(name)))

    def _refuse(self, number: int, way: _WAY, what: str) -> None:
        other, local = self.locate(join_pointer(*way))
        first = self._pieces[other].where(split_pointer(local))
        raise SourceError(
            f"{what}: first at {first}", where=self._pieces[number].where(way), do="Keep one of them, or rename one."
        )


class MergedSpans:
    """The places in the YAML documents of one file."""

    __slots__ = ("_merged", "_tables", "lines")

    def __init__(self, merged: Merged, tables: Sequence[SpanTable]) -> None:
        self.lines: Lines = tables[0].lines
        self._merged = merged
        self._tables = tables

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer, None where there is none."""
        number, local = self._merged.locate(pointer)
        return self._tables[number].span(local)

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the member at the pointer, None where there is none."""
        number, local = self._merged.locate(pointer)
        return self._tables[number].key_span(local)
