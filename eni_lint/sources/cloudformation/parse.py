"""The text of a template becomes plain data in which every short tag is its long form: ``!Ref X`` is ``{"Ref": "X"}``."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from eni_lint.documents import Document, JsonSpans, Lines, looks_like_json, parse_json, parse_yaml, utf8_bytes
from eni_lint.documents.pointers import field_below

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.documents import SpanTable

KIND: Final = "cloudformation"
MAX_DEPTH: Final = 100  # deeper than any template is nested, and shallow enough to be walked by recursion
_TAG = re.compile(r"![A-Za-z][A-Za-z0-9:]*")
_WITHOUT_PREFIX = frozenset(("Ref", "Condition"))


def parse_template(content: bytes, path: str, *, places: Callable[[Any], Callable[[str, str], str]] | None = None) -> Document:
    """Read a template, YAML or JSON; SourceError with line and column where the text is not sound.

    Pointers are those of the data, whose spans point at the text as it is written. ``places`` makes of the data the function that
    tells where fields of the model stand.
    """
    content = utf8_bytes(content, path)
    if looks_like_json(content):
        data = parse_json(content, path, max_depth=MAX_DEPTH)
        spans: SpanTable = JsonSpans(Lines(content.removeprefix(b"\xef\xbb\xbf")))
        return Document(path, KIND, data, spans=spans, places=places(data) if places else field_below)
    text = content.decode()
    tags = {tag: partial(_long_form, tag[1:]) for tag in set(_TAG.findall(text))}
    data, spans = parse_yaml(text, path, tags=tags, max_depth=MAX_DEPTH, any_key=True)
    return Document(path, KIND, data, spans=spans, places=places(data) if places else field_below)


def _long_form(name: str, value: Any, kind: str) -> dict[str, Any]:
    if name == "GetAtt" and kind == "scalar":
        value = value.split(".", 1)
    return {name if name in _WITHOUT_PREFIX else f"Fn::{name}": value}
