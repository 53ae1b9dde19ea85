"""The lines of the object around a place, in the file that people wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.documents import join_pointer, split_pointer
from eni_lint.engine.suppress_comments import hcl_comments
from eni_lint.engine.suppress_places import OBJECT, YAML_KINDS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.documents import Document
    from eni_lint.engine.suppress_comments import Braces
    from eni_lint.inventory.origin import Place

Extent = tuple[str, int, int]
EVERYTHING = 1 << 60


class Extents:
    """Finds them, and reads each file once."""

    def __init__(self) -> None:
        self._braces: dict[str, Sequence[Braces]] = {}

    def of(self, place: Place) -> Extent | None:
        """Give path, first and last line of the object; None where a program wrote the document and its source is not known."""
        document = place.origin.document
        written = document.written(place.pointer)
        if written is not None:
            line = written.span.start_line
            return self._block(written.document, line) or (written.document.path, line, written.span.end_line)
        if document.kind not in YAML_KINDS:
            return None
        own = join_pointer(*split_pointer(place.pointer)[:OBJECT])
        span, key = document.span(own), document.key_span(own)
        if span is None:
            return None
        return document.path, key.start_line if key else span.start_line, span.end_line

    def _block(self, document: Document, line: int) -> Extent | None:
        if document.path.endswith(".json"):
            return document.path, 1, EVERYTHING
        found = self._braces.get(document.path)
        if found is None:
            found = self._braces[document.path] = hcl_comments(document.text)[1]
        around = [pair for pair in found if pair.start_line <= line <= pair.end_line]
        if not around:
            return None
        outer = min(around, key=lambda pair: (pair.start_line, -pair.end_line))
        return document.path, outer.start_line, outer.end_line
