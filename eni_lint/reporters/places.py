"""Places as reports show them: the line to point at, or the attribute where a line says nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer, split_pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.documents import Document, Span
    from eni_lint.inventory.origin import Place

# People wrote these, line by line. Programs wrote the rest, in one line of many megabytes as likely as not.
WRITTEN = frozenset({"declared", "cloudformation"})
STANDARD_INPUT = "<stdin>"

# Terraform's plan marks the secrets of an object beside it.
_SECRETS = {"after": "after_sensitive", "before": "before_sensitive", "values": "sensitive_values"}
_WRAPPING = ("change", *_SECRETS)
_LONG = 60


def is_written(document: Document) -> bool:
    """Tell whether the lines of a document say something to people."""
    return document.kind in WRITTEN


def shown_path(document: Document) -> str:
    """Name a document as the user does."""
    return STANDARD_INPUT if document.path == "-" else document.path


def spot(place: Place) -> Span | None:
    """Find what to point at: the value; in what people wrote, the name in front of an object or of several lines."""
    return point_at(place, place.pointer)


def point_at(place: Place, pointer: str) -> Span | None:
    """Do as ``spot`` for a place whose pointer was worked out already."""
    document = place.origin.document
    span = document.span(pointer)
    if is_written(document) and (span is None or span.end_line > span.start_line or pointer == place.origin.pointer):
        return document.key_span(pointer) or span
    return span


def owner_line(place: Place) -> int | None:
    """Find the line that names the object around a place: the second level, in all formats that people write."""
    owner = split_pointer(place.pointer)[:2]
    span = place.origin.document.key_span(join_pointer(*owner)) if len(owner) > 1 else None
    return span.start_line if span else None


PENDING = ("after_unknown",)  # where a plan keeps what is known only after apply


def own_path(place: Place) -> tuple[str, ...]:
    """Give the steps from an object's data to the field, without what Terraform wraps around them."""
    tokens, base = split_pointer(place.pointer), split_pointer(place.origin.pointer)
    own = tokens[len(base) :] if tokens[: len(base)] == base else tokens[-1:]
    while own and own[0] in _WRAPPING:
        own = own[1:]
    return own


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
    tokens = split_pointer(pointer)
    for depth, token in enumerate(tokens):
        if token in _SECRETS:
            marks = _walk(document.data, [*tokens[:depth], _SECRETS[token]])
            if marks is not None and _marked(marks, tokens[depth + 1 :]):
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
