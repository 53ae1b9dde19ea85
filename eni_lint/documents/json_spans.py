"""Where the values of a JSON text stand: found for the pointers asked about, without reading the text anew for each."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

import msgspec

from eni_lint.documents.pointers import list_index, split_pointer

if TYPE_CHECKING:
    from eni_lint.documents.spans import Lines, Span

# Raw makes msgspec skip the values, at about the speed of memory, and tell how long each of them is.
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_KEY = re.compile(rb'[ \t\n\r]*("[^"\\]*(?:\\.[^"\\]*)*")[ \t\n\r]*:[ \t\n\r]*', re.DOTALL)
_COMMA = re.compile(rb"[ \t\n\r]*,[ \t\n\r]*")
_SPACE = re.compile(rb"[ \t\n\r]*")

_SMALL = 16_384  # bytes
_KEPT = 1_024  # tables

_Table = TypeVar("_Table")
# Offsets of a key and of a value.
_Member = tuple[int, int, int, int]


class JsonSpans:
    """The span table of a JSON text; each object and array on the way to a value is walked once and remembered."""

    __slots__ = ("_compact", "_items", "_members", "_near", "_passing", "_passing_items", "_root", "lines")

    def __init__(self, lines: Lines) -> None:
        self.lines = lines
        self._root: tuple[int, int] | None = None
        self._compact = True  # as far as is known
        self._near: tuple[list[str], tuple[int, int]] = (["no", "steps"], (0, 0))
        self._members: dict[int, dict[str, _Member]] = {}
        self._items: dict[int, list[tuple[int, int]]] = {}
        # Those of small objects and arrays, dropped from time to time: a table for each of a million is a lot of memory.
        self._passing: dict[int, dict[str, _Member]] = {}
        self._passing_items: dict[int, list[tuple[int, int]]] = {}

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer, None where there is none."""
        try:
            start, end = self._find(split_pointer(pointer))
        except LookupError:
            return None
        return self.lines.span(start, end)

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key (with its quotes) of the member at the pointer, None where there is none."""
        *parents, key = split_pointer(pointer) or ("",)
        try:
            start, end = self._find(tuple(parents))
            member = self._object(start, end)[key]
        except LookupError:
            return None
        return self.lines.span(member[0], member[1])

    def whole(self) -> tuple[int, int]:
        """Return the offsets in bytes of the document's value."""
        return self._whole()

    def members(self, start: int, end: int) -> dict[str, _Member]:
        """Return the offsets of key and value of each member of the object there; LookupError where there is none."""
        return self._object(start, end)

    def items(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the offsets of each item of the array there; LookupError where there is none."""
        if not self.lines.content.startswith(b"[", start):
            raise KeyError(start)
        return self._array(start, end)

    def _find(self, tokens: tuple[str, ...]) -> tuple[int, int]:
        if not tokens:
            return self._whole()
        *around, last = tokens
        if around != self._near[0]:  # reports ask for what is in one object, again and again
            start, end = self._whole()
            for token in around:
                start, end = self._step(start, end, token)
            self._near = around, (start, end)
        return self._step(*self._near[1], last)

    def _step(self, start: int, end: int, token: str) -> tuple[int, int]:
        if self.lines.content.startswith(b"{", start):
            return self._compact_member(start, end, token) or self._object(start, end)[token][2:]
        if self.lines.content.startswith(b"[", start):
            items = self._array(start, end)
            return items[list_index(token, len(items))]
        raise KeyError(token)

    def _compact_member(self, start: int, end: int, key: str) -> tuple[int, int] | None:
        """Find the value of one member of a small object that is written without blanks; None where it must be looked for."""
        if not self._compact or end - start > _SMALL or start in self._passing:
            return None
        content, position, lead = self.lines.content, start, b"{"
        for name, raw in self._decode(_MEMBERS, start, end).items():
            head = b'%b"%b":' % (lead, name.encode(errors="replace"))
            value = position + len(head)
            if not content.startswith(head, position) or content[value] in b" \t\n\r":
                self._compact = False
                return None
            position = value + len(raw)
            if name == key:
                return value, position
            lead = b","
        return None

    def _whole(self) -> tuple[int, int]:
        if self._root is None:
            content = self.lines.content
            match = _SPACE.match(content, 3 if content.startswith(b"\xef\xbb\xbf") else 0)
            start = match.end() if match else 0
            end = len(content)
            while end > start and content[end - 1] in b" \t\n\r":
                end -= 1
            self._root = start, end
        return self._root

    def _object(self, start: int, end: int) -> dict[str, _Member]:
        if not self.lines.content.startswith(b"{", start):
            raise KeyError(start)
        tables = self._members if end - start > _SMALL else self._passing
        table = tables.get(start)
        if table is None:
            if len(self._passing) > _KEPT:
                self._passing.clear()
            table = tables[start] = {}
            content = self.lines.content
            position = start + 1
            for key, raw in self._decode(_MEMBERS, start, end).items():
                match = _KEY.match(content, position)
                if match is None:
                    break  # a key stands twice, which parse_json does not let pass
                position = match.end()
                table[key] = (*match.span(1), position, position + len(raw))
                position = _after_comma(content, position + len(raw))
        return table

    def _array(self, start: int, end: int) -> list[tuple[int, int]]:
        tables = self._items if end - start > _SMALL else self._passing_items
        table = tables.get(start)
        if table is None:
            if len(self._passing_items) > _KEPT:
                self._passing_items.clear()
            table = tables[start] = []
            content = self.lines.content
            match = _SPACE.match(content, start + 1)
            position = match.end() if match else start
            for raw in self._decode(_ITEMS, start, end):
                table.append((position, position + len(raw)))
                position = _after_comma(content, position + len(raw))
        return table

    def _decode(self, decoder: msgspec.json.Decoder[_Table], start: int, end: int) -> _Table:
        try:
            return decoder.decode(memoryview(self.lines.content)[start:end])
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise LookupError(str(error)) from None


def _after_comma(content: bytes, position: int) -> int:
    match = _COMMA.match(content, position)
    return match.end() if match else position
