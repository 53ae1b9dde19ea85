"""The text between the quotes of a string, or between the marks of a heredoc, as Terraform understands it."""

from __future__ import annotations

import re

_ESCAPE = re.compile(r'\\(?:([nrt"\\])|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8}))|\$\$\{|%%\{')
_DOUBLED = re.compile(r"\$\$\{|%%\{")
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}
_LAST_CODE_POINT = 0x10FFFF


def unescape(text: str) -> str:
    """Undo the escapes of a quoted string; what is no escape stays as it is."""
    return _ESCAPE.sub(_undo, text) if "\\" in text or "{" in text else text


def undouble(text: str) -> str:
    """Undo the only escapes that a heredoc has: ``$${`` and ``%%{``."""
    return _DOUBLED.sub(lambda found: found[0][1:], text) if "{" in text else text


def _undo(found: re.Match[str]) -> str:
    simple, short, long = found.groups()
    if simple:
        return _SIMPLE[simple]
    if not (short or long):
        return found[0][1:]
    code = int(short or long, 16)
    return chr(code) if code <= _LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF else found[0]


def common_indent(lines: list[str | None]) -> int:
    """Count the spaces that ``<<-`` takes from each line; None is a line that begins with an interpolation.

    Lines of nothing but white space do not count.
    """
    counts = [0 if line is None else len(line) - len(line.lstrip()) for line in lines if line is None or line.strip()]
    return min(counts, default=0)
