"""The comments of YAML and HCL, as their grammars have them: what looks like one in a string or a heredoc is none."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from eni_lint.documents import Lines

if TYPE_CHECKING:
    from collections.abc import Iterator

_YAML = re.compile(r"(?:^|(?<=[\s]))#[^\r\n]*", re.MULTILINE)
_LINE_COMMENT = re.compile(r"(?:#|//)[^\r\n]*")
_HEREDOC = re.compile(r"<<-?([^\W\d][\w-]*)[ \t]*\r?\n")
_PLAIN = re.compile(r"[^\"#/{}<]+|<(?!<)|/(?![/*])")
_IN_STRING = re.compile(r"[^\"\\$%\r\n]+|\\.|\$\$\{|%%\{|[$%](?!\{)", re.DOTALL)
_END_OF_LINE = re.compile(r"[\r\n]")


class Comment(msgspec.Struct, frozen=True):
    """A comment: its text with its mark, its lines, and whether it has them to itself."""

    text: str
    line: int
    column: int
    end_line: int
    alone: bool


class Braces(msgspec.Struct, frozen=True):
    """A block or an object of HCL: the lines of its braces."""

    start_line: int
    end_line: int
    outermost: bool


def yaml_comments(text: str) -> list[Comment]:
    """Give the comments of a YAML text that can be read; none where it cannot."""
    import yaml  # noqa: PLC0415 - only for files that speak of suppressions

    scalars: list[tuple[int, int]] = []
    try:
        for token in yaml.scan(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(token, yaml.ScalarToken):
                start = token.start_mark.index
                if token.style in ("|", ">"):  # behind its mark, on the same line, a comment may stand
                    end = _END_OF_LINE.search(text, start)
                    start = end.start() if end else len(text)
                scalars.append((start, token.end_mark.index))
    except yaml.YAMLError:
        return []
    return list(_outside(text, scalars))


def _outside(text: str, scalars: list[tuple[int, int]]) -> Iterator[Comment]:
    lines = Lines(text.encode(errors="replace"))
    position = number = 0
    while found := _YAML.search(text, position):
        start = found.start()
        while number < len(scalars) and scalars[number][1] <= start:
            number += 1
        if number < len(scalars) and scalars[number][0] <= start:
            position = scalars[number][1] if scalars[number][1] > start else start + 1
            continue
        position = max(found.end(), start + 1)
        yield _comment(text, lines, start, found.end())


def _comment(text: str, lines: Lines, start: int, end: int) -> Comment:
    line, column = lines.character_position(start)
    last, _ = lines.character_position(end)
    before = lines.line(line)[: column - 1]
    after = _END_OF_LINE.split(text[end : end + 2000], maxsplit=1)[0]
    return Comment(text[start:end], line, column, last, not before.strip() and not after.strip())


def hcl_comments(text: str) -> tuple[list[Comment], list[Braces]]:
    """Give the comments and the braces of an HCL text, as far as it can be followed."""
    scan = _Hcl(text)
    scan.run()
    lines = Lines(text.encode(errors="replace"))
    comments = [_comment(text, lines, start, end) for start, end in scan.comments]
    ends = [lines.character_position(start)[0] for start, _, _ in scan.braces]
    pairs = [
        Braces(first, lines.character_position(end)[0], depth == 0)
        for first, (_, end, depth) in zip(ends, scan.braces, strict=True)
    ]
    return comments, pairs


class _Hcl:
    """A walk through HCL that knows strings with their templates, heredocs, comments and braces, and nothing else."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.comments: list[tuple[int, int]] = []
        self.braces: list[tuple[int, int, int]] = []
        self._open: list[int] = []  # offsets of braces; -1 for those of a template

    def run(self) -> None:
        at = 0
        while at < len(self.text):
            at = self._step(at)

    def _step(self, at: int) -> int:  # noqa: PLR0911 - one for each sort of token
        text = self.text
        if plain := _PLAIN.match(text, at):
            return plain.end()
        if text[at] == '"':
            return self._string(at + 1)
        if comment := _LINE_COMMENT.match(text, at):
            self.comments.append((at, comment.end()))
            return comment.end()
        if text.startswith("/*", at):
            end = text.find("*/", at + 2)
            end = len(text) if end < 0 else end + 2
            self.comments.append((at, end))
            return end
        if heredoc := _HEREDOC.match(text, at):
            closing = re.compile(rf"^[ \t]*{re.escape(heredoc[1])}[ \t]*\r?$", re.MULTILINE).search(text, heredoc.end())
            return closing.end() if closing else len(text)
        if text[at] == "{":
            self._open.append(at)
        elif text[at] == "}" and self._open:
            begun = self._open.pop()
            if begun < 0:  # the template ends, and the string goes on
                return self._string(at + 1)
            self.braces.append((begun, at, len(self._open)))
        return at + 1

    def _string(self, at: int) -> int:
        """Go to the end of a string, or to what its next template computes."""
        text = self.text
        while at < len(text):
            if plain := _IN_STRING.match(text, at):
                at = plain.end()
            elif text.startswith(("${", "%{"), at):
                self._open.append(-1)
                return at + 2
            else:  # its end, or that of a line that nobody closed
                return at + 1
        return at
