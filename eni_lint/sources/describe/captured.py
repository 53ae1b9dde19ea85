"""Captured answers as documents: nothing of the text is read a second time unless somebody asks for it."""

from __future__ import annotations

from typing import Any

import msgspec

from eni_lint.documents import Document, Lines, Span, json_document, split_pointer
from eni_lint.documents.collector import collector_paused
from eni_lint.documents.pointers import join_pointer, list_index, step
from eni_lint.sources.describe.places import steps_to
from eni_lint.sources.describe.recognise import folder_hints

SMALL = 1_000_000
"""Up to this many bytes, lines say something to people."""

UNREADABLE = (msgspec.MsgspecError, ValueError, RecursionError)
"""What decoding may raise."""


class CapturedDocument(Document):
    """One file of describe output.

    ``prefix`` is the pointer to the answer in it; ``account`` and ``region`` are those of its folders. Values are decoded one
    element of a list at a time. There are no spans in files larger than SMALL.
    """

    __slots__ = ("_content", "_items", "_whole", "account", "prefix", "region")

    def __init__(self, path: str, content: bytes, prefix: str = "") -> None:  # the base would go through the text
        self.path = path
        self.kind = "describe"
        self._written = None
        self.prefix = prefix
        self.account, self.region = folder_hints(path)
        self._content = content
        self._whole: Document | None = None
        self._items: dict[tuple[str, ...], list[msgspec.Raw]] = {}

    @property
    def data(self) -> Any:
        """The whole content as plain data."""
        return self._complete().data

    @property
    def text(self) -> str:
        """The whole text."""
        return self._content.decode(errors="replace")

    def holds(self, text: str) -> bool:
        """Tell whether the text holds a string of ASCII characters."""
        return text.encode() in self._content

    def line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; empty where there is no such line."""
        return self._complete().line(number) if self.is_small else Lines(self._content).line(number)

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer; None where the text does not hold it, or is large."""
        return self._complete().span(pointer) if self.is_small else None

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the mapping member at the pointer, None as in ``span``."""
        return self._complete().key_span(pointer) if self.is_small else None

    def value(self, pointer: str) -> Any:
        """Return the value at the pointer; LookupError where there is none."""
        value, rest = self._element(split_pointer(pointer))
        for token in rest:
            value = step(value, token)
        return value

    def field_pointer(self, pointer: str, field: str) -> str:
        """Name the place of a field of the object at the pointer, or the nearest thing around it that the data hold."""
        tokens = split_pointer(pointer)
        try:
            value, rest = self._element(tokens)
            for token in rest:
                value = step(value, token)
        except LookupError:
            return pointer
        found = list(tokens)
        for token in steps_to(tokens, field, value) if field else ():
            try:
                value = step(value, token)
            except LookupError:
                break
            found.append(token)
        return join_pointer(*found)

    @property
    def is_small(self) -> bool:
        """Whether lines are worked out."""
        return len(self._content) <= SMALL

    def _complete(self) -> Document:
        if self._whole is None:
            with collector_paused():
                data = _decoded(self._content)
            self._whole = json_document(self._content, self.path, kind=self.kind, data=data)
        return self._whole

    def _element(self, tokens: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        """Decode the element of a top-level list that holds what is asked for; give it with the steps that remain in it."""
        depth = 2 if tokens[:1] == ("data",) else 1
        if self.is_small or len(tokens) <= depth:
            return self.data, tokens
        items = self._list(tokens[:depth])
        return _decoded(items[list_index(tokens[depth], len(items))]), tokens[depth + 1 :]

    def _list(self, way: tuple[str, ...]) -> list[msgspec.Raw]:
        if way not in self._items:
            of: Any = list[msgspec.Raw]
            for token in reversed(way):
                of = msgspec.defstruct("Way", [("below", of, msgspec.field(name=token))])
            try:
                with collector_paused():
                    found = msgspec.json.decode(self._content, type=of)
                    for _ in way:
                        found = found.below
            except UNREADABLE:
                found = []
            self._items[way] = found
        return self._items[way]


def _decoded(content: bytes | msgspec.Raw) -> Any:
    """Decode what was read before; members that nobody wanted may still be no UTF-8, or no JSON."""
    try:
        return msgspec.json.decode(content)
    except UNREADABLE:
        try:
            return msgspec.json.decode(bytes(content).decode(errors="replace"))
        except UNREADABLE:
            return {}
