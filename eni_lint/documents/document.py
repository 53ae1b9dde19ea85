"""A document: the plain data of one input, and the way back from the data to its text."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents.json_spans import JsonSpans
from eni_lint.documents.json_text import encode_utf8, parse_json
from eni_lint.documents.pointers import field_below, join_pointer, split_pointer, step
from eni_lint.documents.spans import Lines, Span
from eni_lint.documents.yaml_text import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.documents.spans import SpanTable


class Document:
    """The plain data of one input with the places of its values.

    ``path`` is as the user gave it, ``kind`` says what was read (``declared``, ``terraform-plan``, ``describe``). ``spans`` knows
    the text and the places in it; without it, no place is known, and ``content`` is the text. ``places`` turns the pointer of an
    object and a field path of the model into the pointer of that field, for data that name or nest fields unlike the model.
    ``written`` turns a pointer into the place in a file that people wrote, for data that a program made from such files.
    """

    __slots__ = ("_lines", "_near", "_places", "_spans", "_text", "_written", "data", "kind", "path")

    def __init__(
        self,
        path: str,
        kind: str,
        data: Any,
        content: bytes | str = b"",
        *,
        spans: SpanTable | None = None,
        places: Callable[[str, str], str] = field_below,
        written: Callable[[str], Written | None] | None = None,
    ) -> None:
        self.path = path
        self.kind = kind
        self.data = data
        self._text: str | None = None
        self._lines = spans.lines if spans else Lines(content.encode(errors="replace") if isinstance(content, str) else content)
        self._spans = spans
        self._places = places
        self._written = written
        # The value that was asked for last: reports ask for what is in one object.
        self._near: tuple[str, Any] = ("no pointer", None)

    def __repr__(self) -> str:
        return f"Document({self.path!r}, {self.kind!r})"

    @property
    def text(self) -> str:
        """The whole text, decoded on first use."""
        if self._text is None:
            self._text = self._lines.content.decode(errors="replace")
        return self._text

    def holds(self, text: str) -> bool:
        """Tell whether the text may hold a string of ASCII characters; it is not decoded for that. True where no text is kept."""
        content = self._lines.content
        return not content or text.encode() in content

    def line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; empty where there is no such line."""
        return self._lines.line(number)

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer, None where the text does not hold it."""
        return self._spans.span(pointer) if self._spans else None

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the mapping member at the pointer, None where the text does not hold it."""
        return self._spans.key_span(pointer) if self._spans else None

    @property
    def is_program_made(self) -> bool:
        """Whether a program made the data of files that people wrote, whose places ``written`` tells."""
        return self._written is not None

    def written(self, pointer: str) -> Written | None:
        """Return the place where people wrote what the data hold at the pointer; None where that is not known."""
        return self._written(pointer) if self._written else None

    def value(self, pointer: str) -> Any:
        """Return the value at the pointer; LookupError where there is none."""
        if pointer == self._near[0]:
            return self._near[1]
        value = self.data
        for token in split_pointer(pointer):
            value = step(value, token)
        self._near = pointer, value
        return value

    def field_pointer(self, pointer: str, field: str) -> str:
        """Name the place of a field of the object at the pointer, or the nearest thing around it that the data hold."""
        wanted = self._places(pointer, field) if field else pointer
        value, base = self.data, ""
        if wanted.startswith(f"{pointer}/"):
            with suppress(LookupError):
                value, base = self.value(pointer), pointer
        found: list[str] = []
        for token in split_pointer(wanted[len(base) :]):
            try:
                value = step(value, token)
            except LookupError:
                return base + join_pointer(*found)
            found.append(token)
        return wanted


class Written(msgspec.Struct, frozen=True, eq=False):
    """A place in a file that people wrote: an attribute, or with ``whole`` the head of the block that should hold it.

    ``through`` names places on the way that help to find it: the file of a module that is not in the repository, with a caption.
    """

    document: Document
    span: Span
    whole: bool = False
    through: tuple[tuple[Document, Span, str], ...] = ()


def json_document(
    content: bytes | str, path: str, *, kind: str, data: Any = None, places: Callable[[str, str], str] = field_below
) -> Document:
    """Read JSON text into a document; ``data`` saves parsing it again. SourceError where it is not sound."""
    if isinstance(content, str):
        content = encode_utf8(content, path)
    content = content.removeprefix(b"\xef\xbb\xbf")
    if data is None:
        data = parse_json(content, path)
    return Document(path, kind, data, spans=JsonSpans(Lines(content)), places=places)


def yaml_document(
    text: str,
    path: str,
    *,
    kind: str,
    tags: Mapping[str, Callable[[Any, str], Any]] | None = None,
    places: Callable[[str, str], str] = field_below,
) -> Document:
    """Read YAML text into a document; SourceError where it is not sound."""
    data, spans = parse_yaml(text, path, tags=tags)
    return Document(path, kind, data, spans=spans, places=places)
