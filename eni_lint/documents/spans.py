"""Where a value stands in its text: lines and columns people can go to, worked out from offsets only when asked."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate
from typing import Protocol

import msgspec

# The bytes 10xxxxxx continue a code point of UTF-8: without them, there is one byte for each code point.
_CONTINUATION = bytes(range(0x80, 0xC0))
_BLOCK = 1 << 14


class Span(msgspec.Struct, frozen=True, order=True):
    """A stretch of text: lines and columns from 1, columns in Unicode code points, the end exclusive."""

    start_line: int
    start_column: int
    end_line: int
    end_column: int


class SpanTable(Protocol):
    """What knows the places of values and keys of one text."""

    lines: Lines

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer, None where there is none."""

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the mapping member at the pointer, None where there is none."""


class Lines:
    """The line table of a UTF-8 text, whose lines end with LF, CRLF or CR as they do in editors and in SARIF."""

    __slots__ = ("_ascii", "_blocks", "_characters", "_starts", "content")

    def __init__(self, content: bytes) -> None:
        self.content = content
        self._starts: list[int] | None = None
        self._characters: list[int] | None = None
        self._blocks: list[int] | None = None
        self._ascii = content.isascii()

    @property
    def starts(self) -> list[int]:
        """The offset in bytes of each line's start, and of the end of the text where no line end precedes it."""
        if self._starts is None:
            # Unlike str.splitlines, this knows of no line ends but CR, LF and CRLF.
            self._starts = [0, *accumulate(map(len, self.content.splitlines(keepends=True)))]
            if self.content and not self.content.endswith((b"\n", b"\r")):
                self._starts.pop()
        return self._starts

    def line(self, number: int) -> str:
        """Return the text of a line (from 1) without its end; empty where there is no such line."""
        if not 1 <= number <= len(self.starts):
            return ""
        start = self.starts[number - 1]
        end = self.starts[number] if number < len(self.starts) else len(self.content)
        return self.content[start:end].decode(errors="replace").rstrip("\r\n")

    def position(self, offset: int) -> tuple[int, int]:
        """Turn an offset in bytes into line and column."""
        line = bisect_right(self.starts, offset)
        return line, self._count(self.starts[line - 1], offset) + 1

    def character_position(self, index: int) -> tuple[int, int]:
        """Turn an index in code points into line and column."""
        starts = self._character_starts()
        line = bisect_right(starts, index)
        return line, index - starts[line - 1] + 1

    def span(self, start: int, end: int) -> Span:
        """Make a span of two offsets in bytes."""
        return Span(*self.position(start), *self.position(end))

    def character_span(self, start: int, end: int) -> Span:
        """Make a span of two indices in code points."""
        return Span(*self.character_position(start), *self.character_position(end))

    def _character_starts(self) -> list[int]:
        if self._ascii:
            return self.starts
        if self._characters is None:
            pairs = zip(self.starts, [*self.starts[1:], len(self.content)], strict=True)
            self._characters = [0, *accumulate(_count(self.content[start:end]) for start, end in pairs)][:-1]
        return self._characters

    def _count(self, start: int, end: int) -> int:
        """Count the code points between two offsets; lines of many megabytes are counted once, in blocks."""
        if self._ascii:
            return end - start
        if end - start <= _BLOCK:
            return _count(self.content[start:end])
        return self._count_before(end) - self._count_before(start)

    def _count_before(self, offset: int) -> int:
        if self._blocks is None:
            steps = range(0, len(self.content), _BLOCK)
            self._blocks = [0, *accumulate(_count(self.content[at : at + _BLOCK]) for at in steps)]
        block, rest = divmod(offset, _BLOCK)
        return self._blocks[block] + _count(self.content[offset - rest : offset])


def _count(content: bytes) -> int:
    return len(content.translate(None, _CONTINUATION))
