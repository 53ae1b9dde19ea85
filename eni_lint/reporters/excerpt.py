"""Source lines with carets under what they are about."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import msgspec

from eni_lint.documents import Span
from eni_lint.reporters.places import line_of
from eni_lint.reporters.screen import width

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eni_lint.documents import Document
    from eni_lint.reporters.screen import Screen

CUT = "..."


class Mark(msgspec.Struct, frozen=True):
    """A stretch of a line to underline, in a style, with a caption. ``owner`` is the line that names the object around it."""

    span: Span
    style: str
    caption: str = ""
    owner: int | None = None

    @property
    def sign(self) -> str:
        """A caret for what is wrong, a dash for what belongs to it."""
        return "-" if self.style == "related" else "^"


def write_excerpt(screen: Screen, document: Document, marks: Sequence[Mark], indent: str) -> None:
    """Write the lines that hold the marks, in their order, each with its underlines."""
    marked: dict[int, list[Mark]] = {}
    for mark in marks:
        marked.setdefault(mark.span.start_line, []).append(mark)
    numbers = _numbers(marked, marks)
    gutter = len(str(numbers[-1]))
    room = max(20, screen.room - len(indent) - gutter - 3)
    last = 0
    for number in numbers:
        if last and number > last + 1:
            screen.line(screen.paint(f"{indent}{CUT}", "faint"))
        last = number
        line, column = line_of(document, number)
        text = line.rstrip()
        for row, style in _rows(screen, text, [_moved(mark, column) for mark in marked.get(number, ())], room):
            margin = f"{indent}{number if not style else '':>{gutter}} |"
            shown = row if not style else _painted(screen, row, style)
            screen.line(f"{screen.paint(margin, 'faint')} {shown}".rstrip())


def _moved(mark: Mark, column: Callable[[int], int]) -> Mark:
    """Put a mark where its text is shown, in a line in which something is hidden."""
    span = mark.span
    end = column(span.end_column) if span.end_line == span.start_line else span.end_column
    return msgspec.structs.replace(mark, span=Span(span.start_line, column(span.start_column), span.end_line, end))


def _numbers(marked: dict[int, list[Mark]], marks: Sequence[Mark]) -> list[int]:
    """Choose the lines: those with marks, those that name the objects around them, single ones between."""
    wanted = sorted({*marked, *(mark.owner for mark in marks if mark.owner)})
    between = [a + 1 for a, b in pairwise(wanted) if b == a + 2]
    return sorted([*wanted, *between])


def _rows(screen: Screen, text: str, marks: Sequence[Mark], room: int) -> Iterator[tuple[str, str]]:
    """Give the line and its underlines with their styles; a line that must be cut is shown anew for each mark."""
    if not marks:
        yield _window(screen, text, 0, 0, room)[0], ""
    shown = ""
    for mark in sorted(marks, key=lambda mark: mark.span):
        start = mark.span.start_column - 1
        end = mark.span.end_column - 1 if mark.span.end_line == mark.span.start_line else len(text)
        window, before, under = _window(screen, text, start, max(end, start + 1), room)
        if window != shown:
            shown = window
            yield window, ""
        underline = " " * before + mark.sign * under
        caption = screen.clean(mark.caption)
        if caption and before + under + 1 + width(caption) <= room:
            yield f"{underline} {caption}", mark.style
        else:
            yield underline, mark.style
            # Below, as far to the right as it fits.
            yield from ((" " * max(0, min(before, room - width(part))) + part, mark.style) for part in _parts(caption, room))


def _window(screen: Screen, text: str, start: int, end: int, room: int) -> tuple[str, int, int]:
    """Cut a line around a stretch: the text, the columns in front of the stretch, and those under it."""
    first = 0
    if len(text) > room or width(screen.clean(text)) > room:
        fits = end <= room and width(screen.clean(text[:end])) <= room - len(CUT)
        # Near the end of the line, the room that is left shows more of what stands in front.
        late = len(text) - room + len(CUT)
        early = start - room // 3
        filled = late < early and width(screen.clean(text[late:])) <= room - len(CUT)
        first = 0 if fits else max(0, late if filled else early)
    shown = CUT if first else ""
    used, before, under = len(shown), 0, 0
    for index in range(first, len(text)):
        cell = screen.cell(text[index])
        size = width(cell)
        if used + size > room - len(CUT) and (len(text) - index > room or width(screen.clean(text[index:])) > room - used):
            shown += CUT
            under += len(CUT) if index < end else 0
            break
        if index == start:
            before = used
        if start <= index < end:
            under += size
        shown += cell
        used += size
    return shown, before if start < len(text) else used, max(1, under)


def _parts(caption: str, room: int) -> list[str]:
    parts: list[str] = []
    for word in caption.split():
        if parts and width(parts[-1]) + 1 + width(word) <= room:
            parts[-1] += f" {word}"
        else:
            parts.append(word)
    return parts


def _painted(screen: Screen, row: str, style: str) -> str:
    blank = len(row) - len(row.lstrip())
    return row[:blank] + screen.paint(row[blank:], style)
