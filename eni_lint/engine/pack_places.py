"""Where in a rule file a place of an expression stands: the text of a YAML scalar begins elsewhere than the scalar."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.config.load import place_of
from eni_lint.documents import join_pointer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.documents import SpanTable


def inside(text: str, spans: SpanTable, keys: Sequence[str], line: int, column: int) -> tuple[int, int]:
    """Give line and column of the file for those of an expression; of the key where the scalar folds its lines."""
    span = spans.span(join_pointer(*keys))
    if span is None:
        return place_of(spans, list(keys))
    lines = text.splitlines()
    first = lines[span.start_line - 1][span.start_column - 1 :]
    if first.startswith("|"):
        below = lines[span.start_line :]
        indent = next((len(row) - len(row.lstrip()) for row in below if row.strip()), 0)
        return span.start_line + line, indent + column
    if line > 1 or first.startswith(">") or span.end_line > span.start_line:
        return span.start_line, span.start_column
    return span.start_line, span.start_column + column - 1 + (first[:1] in {'"', "'"})
