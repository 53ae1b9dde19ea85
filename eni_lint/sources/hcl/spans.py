"""The text of one file of configuration, and the way from offsets in it to lines and columns."""

from __future__ import annotations

from functools import cached_property

from eni_lint.documents import Document, Lines, Span

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class SourceText:
    """A file of configuration: ``path`` as it is told to the user, ``content`` in UTF-8 without a byte order mark."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.content = content.removeprefix(BYTE_ORDER_MARK)

    def __repr__(self) -> str:
        return f"SourceText({self.path!r})"

    @cached_property
    def lines(self) -> Lines:
        """The line table."""
        return Lines(self.content)

    @cached_property
    def document(self) -> Document:
        """The file as a document that findings can point into."""
        return Document(self.path, "terraform-source", None, self.content)

    def span(self, start: int, end: int) -> Span:
        """Turn two offsets in bytes into lines and columns, both from 1, columns in code points."""
        return self.lines.span(start, end)

    def where(self, offset: int) -> str:
        """Write the place of an offset as ``path:line:column``."""
        line, column = self.lines.position(offset)
        return f"{self.path}:{line}:{column}"
