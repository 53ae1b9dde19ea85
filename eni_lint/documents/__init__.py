"""YAML and JSON text become plain data, with a side table of spans: the data never carry line numbers."""

from __future__ import annotations

from eni_lint.documents.document import Document, Written, json_document, yaml_document
from eni_lint.documents.json_spans import JsonSpans
from eni_lint.documents.json_text import MAX_DEPTH, looks_like_json, parse_json
from eni_lint.documents.pointers import escape, join_pointer, split_pointer
from eni_lint.documents.reading import SIZE_LIMIT, decode_text, read_bytes, utf8_bytes
from eni_lint.documents.spans import Lines, Span, SpanTable
from eni_lint.documents.yaml_text import MAX_NODES, parse_yaml, parse_yaml_all

__all__ = [
    "MAX_DEPTH",
    "MAX_NODES",
    "SIZE_LIMIT",
    "Document",
    "JsonSpans",
    "Lines",
    "Span",
    "SpanTable",
    "Written",
    "decode_text",
    "escape",
    "join_pointer",
    "json_document",
    "looks_like_json",
    "parse_json",
    "parse_yaml",
    "parse_yaml_all",
    "read_bytes",
    "split_pointer",
    "utf8_bytes",
    "yaml_document",
]
