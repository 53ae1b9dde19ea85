"""What a text can be shown on: its colours, its width, its characters."""

from __future__ import annotations

import os
import unicodedata
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from eni_lint.reporters.options import Options

STYLES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "undecided": "1;35",
    "fine": "1;32",
    "strong": "1",
    "place": "36",
    "faint": "2",
    "related": "34",
}
READABLE = 110  # columns: prose in longer lines is hard to read
WHERE_UNKNOWN = 120  # columns of a log or a file, where only excerpts are cut
NARROWEST, USUAL = 40, 80  # columns of a terminal
TAB = 4


class Screen:
    """Writes lines to a stream, in what it can show of colours, width and characters."""

    def __init__(self, stream: TextIO, options: Options) -> None:
        self.stream = stream
        self.colored = _wants_color(stream, options.color)
        self.columns = options.width or _terminal_columns(stream)
        self.encoding = getattr(stream, "encoding", None) or "utf-8"
        self._unicode = self.encoding.lower().replace("-", "").startswith("utf")

    @property
    def room(self) -> int:
        """The columns for a source line with its gutter."""
        return self.columns or WHERE_UNKNOWN

    def line(self, text: str = "") -> None:
        """Write one line."""
        self.stream.write(f"{text}\n")

    def paint(self, text: str, style: str) -> str:
        """Put text, already clean, in a style."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.colored and text else text

    def clean(self, text: str) -> str:
        """Make text harmless and showable: no control characters, no changes of direction, nothing the stream cannot encode.

        Names come from the input, and an escape sequence in one could otherwise rewrite what the terminal shows.
        """
        if text.isascii() and text.isprintable():
            return text
        return "".join(map(self.cell, text))

    def cell(self, character: str) -> str:
        """Give what stands for one character."""
        if character == "\t":
            return " " * TAB
        if not character.isprintable():
            return character.encode("unicode_escape").decode()
        return character if self._unicode else character.encode(self.encoding, "backslashreplace").decode(self.encoding)

    def paragraph(self, text: str, indent: str, *, label: str = "", style: str = "strong", hanging: int = 0) -> None:
        """Write prose below an indent, wrapped where there is a width; its own line ends and their indents are kept.

        Its second line stands below the end of the label, or ``hanging`` columns in.
        """
        first = len(indent) + len(label)
        below = indent + " " * (hanging or len(label))
        lead = indent + self.paint(label, style)
        for line in text.strip().splitlines():
            stripped = line.lstrip(" ")
            own = " " * (len(line) - len(stripped))
            for part in self.wrap(self.clean(stripped), len(below) + len(own), first + len(own)):
                self.line(f"{lead}{own}{part}".rstrip())
                lead, first = below, len(below)

    def wrap(self, text: str, taken: int, first: int | None = None) -> list[str]:
        """Break text between words so that it fits beside what is taken; a long word stays whole, to be copied.

        ``first`` is what the first line has taken, where that is not the same.
        """
        if not self.columns:
            return [text]
        room = max(20, min(self.columns, READABLE) - taken)
        lines: list[str] = []
        words: list[str] = []
        used = 0 if first is None else first - taken
        for word in text.split(" "):
            size = width(word)
            if words and used + 1 + size > room:
                lines.append(" ".join(words))
                words, used = [], 0
            used += size + bool(words)
            words.append(word)
        return [*lines, " ".join(words)]


def width(text: str) -> int:
    """Count the columns that text takes on a terminal."""
    return len(text) if text.isascii() else sum(map(_width, text))


def _width(character: str) -> int:
    if unicodedata.combining(character) or unicodedata.category(character) in {"Mn", "Me"}:
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _wants_color(stream: TextIO, option: str) -> bool:
    if option != "auto":
        return option == "always"
    # https://no-color.org and https://force-color.org: set and not empty.
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def _terminal_columns(stream: TextIO) -> int:
    """Give the columns to wrap at, 0 where there is no terminal: lines of a log are searched, not looked at."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdigit():
        columns = int(asked)
    elif stream.isatty():
        try:
            columns = os.get_terminal_size(stream.fileno()).columns
        except OSError:
            columns = 0
    else:
        return 0
    return max(NARROWEST, columns or USUAL)
