"""Names from the input, made harmless in what a report is written in.

A name can hold an escape sequence that rewrites a terminal, markup, a mention of a person, or a formula of a spreadsheet.
"""

from __future__ import annotations

import json
import re

# JSON itself escapes what stands before the space, and nothing of this.
_BEYOND = re.compile(r"[^\n -~]")
_MARKUP = re.compile(r"[\\`*_\[\]|~$]|-(?=-)|^[-+=]|^\d+(?=[.)])")
# A mention, a reference to an issue and a link are found in the text, whatever its markup; only a character in between stops it.
_LINK = re.compile(r"[@#]|:(?=//)|\b(?:www|GH|gh)(?=[.-])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_KEY = re.compile(r"[^\s:]+:(?:\s|$)|\w*[_\[]")
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def capitalised(text: str) -> str:
    """Begin a phrase with a capital letter, unless it begins with a key of the input: ``subnet_id: there is no ...``."""
    return text if _KEY.match(text) else text[:1].upper() + text[1:]


def in_text(text: str) -> str:
    """Put text in one line, with an escape for each character that cannot be seen."""
    line = " ".join(text.split())
    if line.isascii() and line.isprintable():
        return line
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in line)


def in_lines(text: str) -> str:
    """Do as ``in_text`` for each line, and keep the lines and their indents."""
    lines = re.split(r"\r\n|\r|\n", text.strip())
    return "\n".join(f"{' ' * (len(line) - len(line.lstrip(' ')))}{in_text(line)}" for line in lines)


def in_json(text: str) -> str:
    """Write the characters of a JSON text that cannot be seen as escapes; what it says stays the same."""
    return _BEYOND.sub(_in_json, text)


def _in_json(match: re.Match[str]) -> str:
    character = match[0]
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}" if character <= "\uffff" else json.dumps(character)[1:-1]


def in_markdown(text: str) -> str:
    """Make text read in Markdown as it is, in one line: no markup, no HTML, no link and no mention of a person."""
    line = _MARKUP.sub(_escaped, in_text(text))
    line = "".join(_HTML.get(character, character) for character in line)
    return _LINK.sub(lambda match: f"{match[0]}&#8203;", line)


def _escaped(match: re.Match[str]) -> str:
    return f"{match[0]}\\" if match[0].isdigit() else f"\\{match[0]}"


def in_code(text: str) -> str:
    """Put text in a code span of a Markdown table."""
    line = in_text(text)
    longest = max((len(ticks) for ticks in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    room = " " if longest or not line else ""
    return f"{fence}{room}{line}{room}{fence}".replace("|", "\\|")


def in_cell(text: str) -> str:
    """Make text a cell of a spreadsheet that is no formula."""
    line = in_text(text)
    return f"'{line}" if _FORMULA.match(line) else line
