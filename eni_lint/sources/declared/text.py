"""From the text of a declared file to its document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import Document, JsonSpans, Lines, decode_text, looks_like_json, parse_json, parse_yaml_all
from eni_lint.errors import SourceError
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
        data, spans = _all_documents(text, path)
    if isinstance(data, dict) and "defaults" in data:
        from eni_lint.sources.declared.defaults import SpansWithDefaults, with_defaults  # noqa: PLC0415 - few files have them

        data, spans = with_defaults(data), SpansWithDefaults(spans)
    return Document(path, "declared", data, spans=spans, places=declared_places(data))


def _all_documents(text: str, path: str) -> tuple[Any, SpanTable]:
    """Read YAML; the documents of one file are one estate."""
    found = parse_yaml_all(text, path, tags=DECLARED_TAGS)
    if len(found) == 1:
        return found[0]
    from eni_lint.sources.declared.merging import Merged, MergedSpans, Piece  # noqa: PLC0415 - few files have several

    for data, spans in found:
        if not isinstance(data, dict):
            place = Piece(path, {}, spans).where(())
            raise SourceError("every YAML document of a declared file should be a mapping of sections", where=place)
    merged = Merged([Piece(path, data, spans) for data, spans in found])
    return merged.data, MergedSpans(merged, [spans for _, spans in found])
