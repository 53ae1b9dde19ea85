"""Places as reports show them: the line to point at, or the attribute where a line says nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import Document, Span, join_pointer, split_pointer
from eni_lint.reporters.hidden import HiddenDocument

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from eni_lint.inventory.origin import Place

# People wrote these, line by line. Programs wrote the rest, in one line of many megabytes as likely as not.
WRITTEN = frozenset({"declared", "cloudformation", "terraform-source"})
STANDARD_INPUT = "<stdin>"

# Terraform's plan marks the secrets of an object beside it; so does what we make of a state file.
_SECRETS = {
    "after": "after_sensitive",
    "before": "before_sensitive",
    "values": "sensitive_values",
    "attributes": "sensitive_values",
}
_WRAPPING = ("change", *_SECRETS)
_LONG = 60


class Sight(msgspec.Struct, frozen=True, eq=False):
    """Where people look for a place: the file that they wrote, where that is known, and otherwise what was read.

    ``whole`` says that it is the object rather than the field. ``through`` are places on the way, with captions; ``found`` says
    that the file is not the document itself, which was made from it.
    """

    document: Document
    pointer: str  # in the document that was read
    span: Span | None
    whole: bool
    through: tuple[tuple[Document, Span, str], ...] = ()
    found: bool = False


def sight(place: Place) -> Sight:
    """Find where to look for a place."""
    document, pointer = place.origin.document, place.pointer
    written = document.written(pointer)
    if written is not None:
        return Sight(written.document, pointer, written.span, written.whole, written.through, found=True)
    return Sight(document, pointer, point_at(place, pointer), pointer == place.origin.pointer)


def is_written(document: Document) -> bool:
    """Tell whether the lines of a document say something to people."""
    return document.kind in WRITTEN


def shown_path(document: Document) -> str:
    """Name a document as the user does."""
    return STANDARD_INPUT if document.path == "-" else document.path


def point_at(place: Place, pointer: str) -> Span | None:
    """Find what to point at in the document that was read.

    It is the value; in what people wrote, the name in front of an object or of several lines.
    """
    document = place.origin.document
    span = document.span(pointer)
    if is_written(document) and (span is None or span.end_line > span.start_line or pointer == place.origin.pointer):
        return document.key_span(pointer) or span
    return span


def owner_line(place: Place) -> int | None:
    """Find the line that names the object around a place: the second level, in all formats that people write."""
    document = place.origin.document
    written = document.written(place.origin.pointer)
    if written is not None:
        return written.span.start_line if written.whole else None
    owner = split_pointer(place.pointer)[:2]
    span = document.key_span(join_pointer(*owner)) if len(owner) > 1 else None
    return span.start_line if span else None


PENDING = ("after_unknown",)  # where a plan keeps what is known only after apply


def own_path(place: Place) -> tuple[str, ...]:
    """Give the steps from an object's data to the field, without what Terraform wraps around them."""
    tokens, base = split_pointer(place.pointer), split_pointer(place.origin.pointer)
    own = tokens[len(base) :] if tokens[: len(base)] == base else tokens[-1:]
    while own and own[0] in _WRAPPING:
        own = own[1:]
    return own


def line_of(document: Document, number: int) -> tuple[str, Callable[[int], int]]:
    """Give a line as it may be shown, with the way from a column of the file to the one that it has there."""
    if not isinstance(document, HiddenDocument):
        return document.line(number), lambda column: column
    line, stretches = document.stretches(number)
    shown, columns, last = "", [*range(1, len(line) + 2)], 0
    for start, end, instead in stretches:
        shown += line[last:start] + instead
        last = end
        # What is hidden is shown from its first to its last character; what stands behind it moves.
        columns[start + 1 : end] = [columns[start]] * (end - start - 1)
        moved = len(instead) - (end - start)
        columns[end:] = [column + moved for column in columns[end:]]
    return shown + line[last:], lambda column: columns[min(column, len(columns)) - 1]


def text_at(document: Document, span: Span) -> str:
    """Give the text of a place in one line, as it may be shown."""
    line, column = line_of(document, span.start_line)
    return line[column(span.start_column) - 1 : column(span.end_column) - 1]


def attribute(place: Place) -> str:
    """Write a field as its document has it: ``attachment[0].device_index = 1``.

    Objects are named without their content, secrets without their value; the object itself is nothing.
    """
    own = own_path(place)
    if not own:
        return ""
    name = "".join(f"[{token}]" if token.isdigit() else f".{token}" for token in own).removeprefix(".")
    document, pointer = place.origin.document, place.pointer
    try:
        value = document.value(pointer)
    except LookupError:
        return name
    if is_secret(document, pointer):
        return f"{name} = (sensitive)"
    if own[0] in PENDING:
        return f"{name.removeprefix(f'{own[0]}.')}  (known only after apply)"
    return f"{name} = {_brief(value)}" if _is_plain(value) else name


def is_secret(document: Document, pointer: str) -> bool:
    """Tell whether a plan marks a value, something around it, or something in it as a secret."""
    if not document.kind.startswith("terraform"):
        return False
    tokens = split_pointer(pointer)
    for depth, token in enumerate(tokens):
        if token in _SECRETS:
            try:
                marks = document.value(join_pointer(*tokens[:depth], _SECRETS[token]))
            except LookupError:
                continue
            if _marked(marks, tokens[depth + 1 :]):
                return True
    return False


def _marked(marks: Any, tokens: Sequence[str]) -> bool:
    for token in tokens:
        if marks is True:
            return True
        marks = _walk(marks, [token])
    return _has_true(marks)


def _has_true(marks: Any) -> bool:
    if isinstance(marks, dict):
        return any(map(_has_true, marks.values()))
    return any(map(_has_true, marks)) if isinstance(marks, list) else marks is True


def _walk(value: Any, tokens: Sequence[str]) -> Any:
    for token in tokens:
        if isinstance(value, dict):
            value = value.get(token)
        elif isinstance(value, list) and token.isdigit() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


def _is_plain(value: Any) -> bool:
    if isinstance(value, list):
        return not any(isinstance(item, (dict, list)) for item in value)
    return not isinstance(value, dict)


def _brief(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _LONG else f"{text[: _LONG - 3]}..."
