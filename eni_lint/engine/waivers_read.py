"""Reads the files of waivers and of baselines: what is wrong in them is told all at once, with line and column."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from eni_lint.config.faults import told
from eni_lint.documents import (
    JsonSpans,
    Lines,
    SpanTable,
    join_pointer,
    looks_like_json,
    parse_json,
    parse_yaml,
    read_bytes,
    utf8_bytes,
)
from eni_lint.errors import ConfigError, SourceError
from eni_lint.locate import schema_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

T = TypeVar("T")
MANY = 20  # more faults than that have one cause
Where = "Callable[..., str]"


class ReadFile(msgspec.Struct, frozen=True, eq=False):
    """The data of a file, and the places of its values."""

    path: str
    data: Any
    spans: SpanTable

    def where(self, *steps: str | int) -> str:
        """Name the place of a member, or of the nearest thing around it: ``path:line:column``."""
        line, column = self._place(steps)
        return f"{self.path}:{line}:{column}"

    def _place(self, steps: Sequence[str | int]) -> tuple[int, int]:
        for depth in range(len(steps), -1, -1):
            pointer = join_pointer(*steps[:depth])
            span = self.spans.key_span(pointer) if depth else None
            span = span or self.spans.span(pointer)
            if span:
                return span.start_line, span.start_column
        return 1, 1

    def convert(self, schema: str, shape: type[T]) -> T:
        """Give the data in their shape; ConfigError that names all that the schema has to say against them."""
        try:
            return msgspec.convert(self.data, shape)
        except msgspec.ValidationError as short:
            faults = list(self._faults(schema)) or [f"{self.path}: {short}"]
            more = f"\n... and {len(faults) - MANY} more" if len(faults) > MANY else ""
            do = f"'eni-lint schema {schema}' prints what such a file may hold."
            raise ConfigError("\n".join(faults[:MANY]) + more, do=do) from None

    def _faults(self, schema: str) -> Iterator[str]:
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - only for a file that is wrong

        document = json.loads(schema_file(schema).read_text(encoding="utf-8"))
        validator = Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)
        found = [(steps, what) for fault in validator.iter_errors(self.data) for what, steps in told(fault)]
        for steps, what in sorted(found, key=lambda pair: (self._place(pair[0]), str(pair[0]), pair[1])):
            yield f"{self.where(*steps)}: {what}"


def read_file(path: str, what: str) -> ReadFile:
    """Read YAML or JSON; ConfigError where that is impossible: nothing may pass because a file is missing."""
    try:
        content = utf8_bytes(read_bytes(path), path)
        if looks_like_json(content):
            return ReadFile(path, parse_json(content, path), JsonSpans(Lines(content)))
        data, spans = parse_yaml(content.decode(), path)
    except SourceError as fault:
        raise ConfigError(f"the {what} cannot be read: {fault.what}", where=fault.where, do=fault.do) from None
    return ReadFile(path, data, spans)
