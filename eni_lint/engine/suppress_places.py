"""Which comment covers what: its own line, the line below, and at the head of a block the whole block."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.documents import join_pointer, looks_like_json, split_pointer
from eni_lint.engine.suppress_comments import Braces, Comment, hcl_comments, yaml_comments
from eni_lint.engine.suppress_syntax import Directive, read_comment, speaks_of_it

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.documents import Document
    from eni_lint.documents.document import Written

YAML_KINDS = frozenset({"declared", "cloudformation"})
OBJECT = 2  # steps from the root: /network_interfaces/web-1, /Resources/Web


class Mark(msgspec.Struct, frozen=True, eq=False):
    """A suppression with its place.

    ``target`` is the line that it is about (0: none). ``inside`` is the line above a comment of its own: where that is the head
    of a block, the whole block is meant.
    """

    directive: Directive
    where: str
    line: int = 0
    target: int = 0
    inside: int = 0

    def is_about(self, head: int, last: int) -> bool:
        """Tell whether it covers the block or value whose first and last lines these are."""
        return self.target == head or (self.inside == head and head < self.line < last)


class MarkedFile:
    """The suppressions in the comments of one file that people wrote."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.marks: list[Mark] = []
        self._braces: Sequence[Braces] = ()
        is_yaml = document.kind in YAML_KINDS
        text = document.text
        if not speaks_of_it(text) or (looks_like_json(text) if is_yaml else document.path.endswith(".json")):
            return
        comments: Sequence[Comment]
        if is_yaml:
            comments = yaml_comments(text)
        else:
            comments, self._braces = hcl_comments(text)
        self.marks = list(self._placed(comments))

    def _placed(self, comments: Sequence[Comment]) -> Iterator[Mark]:
        taken = {line for comment in comments if comment.alone for line in range(comment.line, comment.end_line + 1)}
        for comment in comments:
            directive = read_comment(comment.text)
            if directive is None:
                continue
            below = above = 0
            if comment.alone:
                below = self._next(comment.end_line, 1, taken)
                above = self._next(comment.line, -1, taken)
            where = f"{self.document.path}:{comment.line}:{comment.column}"
            yield Mark(directive, where, comment.line, below if comment.alone else comment.line, above)

    def _next(self, line: int, step: int, taken: set[int]) -> int:
        """Give the nearest line that is no comment; 0 where that one is blank, or there is none."""
        line += step
        while line in taken:
            line += step
        return line if line > 0 and self.document.line(line).strip() else 0

    # -- YAML ----------------------------------------------------------------------------------------------------------

    def at_pointer(self, pointer: str, *, whole: bool = False) -> list[Mark]:
        """Give those that cover the value at a pointer: at it, or at the head of what is around it, up to its object.

        ``whole``: the value is an object, of which only the heads count.
        """
        if not self.marks:
            return []
        tokens = split_pointer(pointer)
        heads = []
        for depth in range(OBJECT, len(tokens) + 1):
            around = join_pointer(*tokens[:depth])
            span, key = self.document.span(around), self.document.key_span(around)
            if span is None:
                continue
            head = key.start_line if key else span.start_line
            heads.append((head, span.end_line))
            if depth == len(tokens) > OBJECT and not whole and span.start_line > head:
                heads.append((span.start_line, span.start_line))
        return [mark for mark in self.marks if any(mark.is_about(*head) for head in heads)]

    def in_object(self, pointer: str) -> list[Mark]:
        """Give those at or in the object that a pointer leads to or into."""
        own = join_pointer(*split_pointer(pointer)[:OBJECT])
        span, key = (self.document.span(own), self.document.key_span(own)) if self.marks else (None, None)
        if span is None:
            return []
        first = key.start_line if key else span.start_line
        return [mark for mark in self.marks if first <= (mark.target or mark.inside) <= span.end_line]

    # -- HCL -----------------------------------------------------------------------------------------------------------

    def at_lines(self, written: Written) -> list[Mark]:
        """Give those that cover a place of an HCL file."""
        if not self.marks:
            return []
        first = written.span.start_line
        last = first if written.whole else max(first, written.span.end_line)
        heads = [(line, line) for line in range(first, last + 1)]
        heads += [(pair.start_line, pair.end_line) for pair in self._braces if pair.start_line <= first <= pair.end_line]
        return [mark for mark in self.marks if any(mark.is_about(*head) for head in heads)]

    def in_block(self, line: int) -> list[Mark]:
        """Give those at or in the outermost block around a line."""
        for pair in self._braces:
            if pair.outermost and pair.start_line <= line <= pair.end_line:
                return [m for m in self.marks if pair.start_line <= (m.target or m.inside) <= pair.end_line]
        return []
