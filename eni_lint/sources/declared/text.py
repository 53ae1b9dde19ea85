"""From the text of a declared file to its document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import Document, JsonSpans, Lines, decode_text, looks_like_json, parse_json, parse_yaml
from eni_lint.sources.declared.places import declared_places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.documents import SpanTable


def _unknown(value: Any, kind: str) -> dict[str, Any]:
    """Spell the tag ``!unknown why`` as the mapping ``{unknown: why}``."""
    if kind != "scalar":
        raise ValueError("'!unknown' is followed by a phrase that says why, or by nothing")
    return {"unknown": value or None}


DECLARED_TAGS: Mapping[str, Callable[[Any, str], Any]] = {"!unknown": _unknown}
"""The tags that a declared file may use, for ``parse_yaml``."""


def parse_declared(text: bytes | str, path: str) -> Document:
    """Parse YAML or JSON in the declared format; SourceError where it is neither."""
    text = (text if isinstance(text, str) else decode_text(text, path)).removeprefix("\ufeff")
    spans: SpanTable
    if looks_like_json(text):
        data = parse_json(text, path)
        spans = JsonSpans(Lines(text.encode()))
    else:
        data, spans = parse_yaml(text, path, tags=DECLARED_TAGS)
    return Document(path, "declared", data, spans=spans, places=declared_places(data))
