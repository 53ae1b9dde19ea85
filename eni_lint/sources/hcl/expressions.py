"""Turns the nodes of tree-sitter's HCL grammar into expressions."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.strings import common_indent, undouble, unescape
from eni_lint.sources.hcl.syntax import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Expression,
    For,
    Index,
    Literal,
    Name,
    Object,
    Opaque,
    Splat,
    Template,
    Tuple,
    Unary,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from tree_sitter import Node

MAX_DEPTH = 64  # of brackets and operations in one another; a chain of steps may be as long
_DIGITS = 400  # of a number; Python refuses to read some thousands
_KEYWORDS: dict[bytes, bool | None] = {b"true": True, b"false": False, b"null": None}
_PLAIN = re.compile(
    rb'"(?P<string>[^"\\$%\n]*)"'
    rb"|(?P<steps>[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)*)"
    rb"|(?P<number>[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
)
_NUMBER = re.compile(rb"[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")


class _TooDeepError(Exception):
    """The expression is nested too deep to be taken apart."""


def plain(content: bytes, start: int, end: int) -> Expression | None:
    """Read a string without interpolation, a number, a keyword or a path of names; None for anything else."""
    match = _PLAIN.match(content, start, end)
    if match is None or match.end() != end:
        return None
    if match.lastgroup == "string":
        return Literal(content[start + 1 : end - 1].decode(), start=start, end=end)
    if match.lastgroup == "number":
        return number(content[start:end], start)
    token = content[start:end]
    if token in _KEYWORDS:
        return Literal(_KEYWORDS[token], start=start, end=end)
    names = token.decode().split(".")
    if len(names) > MAX_DEPTH:
        return None
    at = start + len(names[0])
    found: Expression = Name(names[0], start=start, end=at)
    for name in names[1:]:
        at += 1 + len(name)
        found = Attribute(found, name, start=start, end=at)
    return found


def number(token: bytes, start: int) -> Expression:
    """Read a number: integral ones are int, however they are written."""
    end = start + len(token)
    if len(token) > _DIGITS or not _NUMBER.fullmatch(token):
        return Opaque("it is no number that can be read", start=start, end=end)
    if token.isdigit():
        return Literal(int(token), start=start, end=end)
    value = float(token)
    if value in (float("inf"), float("-inf")):
        return Opaque("the number is out of range", start=start, end=end)
    return Literal(int(value) if value.is_integer() and abs(value) < 1 << 53 else value, start=start, end=end)


class Converter:
    """Converts the nodes of one parse. ``base`` is the offset in ``content`` of what was parsed."""

    __slots__ = ("base", "content", "depth")

    def __init__(self, content: bytes, base: int = 0) -> None:
        self.content = content
        self.base = base
        self.depth = 0

    def convert(self, node: Node) -> Expression:
        """Convert an ``expression`` node; Opaque where it has an error or is nested too deep."""
        self.depth = 0
        try:
            return self.expression(node)
        except _TooDeepError:
            return Opaque("it is nested too deep", start=self.start(node), end=self.end(node))

    def start(self, node: Node) -> int:
        """Give the offset of a node in the file."""
        return self.base + node.start_byte

    def end(self, node: Node) -> int:
        """Give the offset after a node."""
        return self.base + node.end_byte

    def text(self, node: Node) -> str:
        """Give what is written at a node."""
        return self.content[self.start(node) : self.end(node)].decode(errors="replace")

    def expression(self, node: Node) -> Expression:
        """Convert an ``expression`` node."""
        start, end = self.start(node), self.end(node)
        if (simple := plain(self.content, start, end)) is not None:
            return simple
        if node.has_error:
            return Opaque("it has a syntax error", start=start, end=end)
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeepError
        found = self.sequence(_without_comments(node.children))
        self.depth -= 1
        return found

    def sequence(self, nodes: Sequence[Node]) -> Expression:
        """Convert one operand: something that stands alone, with the steps behind it."""
        if not nodes:
            return Opaque("it is empty", start=self.base, end=self.base)
        first = nodes[0]
        if first.type == "(":
            found = self.expression(nodes[1]) if len(nodes) > 1 else self.opaque(first)
            steps = nodes[3:]
        else:
            found = self.primary(first)
            steps = nodes[1:]
        start = self.start(first)
        if len(steps) > MAX_DEPTH:
            raise _TooDeepError
        for step in steps:
            found = self.step(found, step, start)
        return found

    def primary(self, node: Node) -> Expression:
        """Convert what stands alone."""
        convert = _PRIMARY.get(node.type)
        if convert is None:
            return self.opaque(node)
        return convert(self, node)

    def opaque(self, node: Node) -> Opaque:
        """Stand in for a node that is not known."""
        return Opaque(f"{node.type} is not known here", start=self.start(node), end=self.end(node))

    def step(self, of: Expression, node: Node, start: int) -> Expression:
        """Convert one step behind an operand."""
        end = self.end(node)
        if node.type == "get_attr":
            return Attribute(of, self.text(node).lstrip(". \t\r\n"), start=start, end=end)
        if node.type == "index":
            return Index(of, self.index(node), start=start, end=end)
        if node.type == "splat":
            inner = node.children[0]
            kind = "full" if inner.type == "full_splat" else "attribute"
            steps: list[str | Expression] = []
            after: list[Node] = []
            for child in _without_comments(inner.children)[1:]:
                # An index ends what an attribute splat applies to each member: a.*.b[0] is the first of all b.
                if after or (kind == "attribute" and child.type != "get_attr" and not self.text(child).startswith(".")):
                    after.append(child)
                elif child.type == "get_attr":
                    steps.append(self.text(child).lstrip(". \t\r\n"))
                elif child.type == "index":
                    steps.append(self.index(child))
                else:
                    after.append(child)
            found: Expression = Splat(of, kind, tuple(steps), start=start, end=self.start(after[0]) if after else end)
            for child in after:
                found = self.step(found, child, start)
            return found
        return Opaque(f"{node.type} is not known here", start=start, end=end)

    def index(self, node: Node) -> Expression:
        """Convert what stands in the brackets of an index."""
        inner = node.children[0] if node.children else node
        for child in inner.children:
            if child.type == "expression":
                return self.expression(child)
        digits = self.text(inner).lstrip(". \t\r\n")
        at = self.end(inner)
        return number(digits.encode(), at - len(digits)) if digits.isdigit() else self.opaque(inner)

    def literal(self, node: Node) -> Expression:
        """Convert a string, number or keyword."""
        child = node.children[0] if node.children else node
        start, end = self.start(child), self.end(child)
        token = self.content[start:end]
        if child.type == "string_lit":
            return Literal(unescape(token[1:-1].decode(errors="replace")), start=start, end=end)
        if token in _KEYWORDS:
            return Literal(_KEYWORDS[token], start=start, end=end)
        return number(token, start)

    def literal_text(self, node: Node) -> str:
        """Give the text of a label, quoted or not."""
        text = self.text(node)
        return unescape(text[1:-1]) if text.startswith('"') else text

    def name(self, node: Node) -> Expression:
        """Convert the root of a traversal."""
        return Name(self.text(node), start=self.start(node), end=self.end(node))

    def collection(self, node: Node) -> Expression:
        """Convert a tuple or an object."""
        inner = node.children[0]
        start, end = self.start(inner), self.end(inner)
        if inner.type == "tuple":
            return Tuple(tuple(self.expression(c) for c in inner.children if c.type == "expression"), start=start, end=end)
        elements = (c for c in inner.children if c.type == "object_elem")
        return Object(tuple(self.item(element) for element in elements), start=start, end=end)

    def item(self, node: Node) -> tuple[Expression, Expression]:
        """Convert key and value of an object."""
        key, value = (child for child in node.children if child.type == "expression")
        found = self.expression(key)
        computed = self.content.startswith(b"(", self.start(key))
        if not computed and (isinstance(found, Name) or (isinstance(found, Literal) and not isinstance(found.value, str))):
            # A bare name is text, and so are true, null and numbers here.
            found = Literal(self.text(key), start=found.start, end=found.end)
        return found, self.expression(value)

    def call(self, node: Node) -> Expression:
        """Convert the call of a function."""
        name, expand = "", False
        arguments: tuple[Expression, ...] = ()
        for child in node.children:
            if child.type == "identifier":
                name = self.text(child)
            elif child.type == "function_arguments":
                arguments = tuple(self.expression(c) for c in child.children if c.type == "expression")
                expand = any(c.type == "ellipsis" for c in child.children)
        return Call("".join(name.split()), arguments, expand, start=self.start(node), end=self.end(node))

    def comprehension(self, node: Node) -> Expression:
        """Convert a ``for``."""
        inner = node.children[0]
        names, over = self.intro(next(c for c in inner.children if c.type == "for_intro"))
        parts = [self.expression(c) for c in inner.children if c.type == "expression"]
        conditions = [c for c in inner.children if c.type == "for_cond"]
        condition = None
        for found in conditions:
            condition = self.expression(next(c for c in found.children if c.type == "expression"))
        return For(
            names[0] if len(names) > 1 else "",
            names[-1],
            over,
            parts[0] if len(parts) > 1 else None,
            parts[-1],
            condition,
            any(c.type == "ellipsis" for c in inner.children),
            start=self.start(inner),
            end=self.end(inner),
        )

    def intro(self, node: Node) -> tuple[list[str], Expression]:
        """Give the names of a ``for`` and what it goes over."""
        names = [self.text(c) for c in node.children if c.type == "identifier"]
        return names, self.expression(next(c for c in node.children if c.type == "expression"))

    def conditional(self, node: Node) -> Expression:
        """Convert a chain of conditionals: the grammar groups them to the left, Terraform to the right."""
        start, end = self.start(node), self.end(node)
        tests: list[Node] = []
        yes: list[Node] = []
        while True:
            test, first, second = (child for child in node.children if child.type == "expression")
            tests.append(second)
            yes.append(first)
            if len(test.children) != 1 or test.children[0].type != "conditional":
                break
            node = test.children[0]
        if len(tests) > MAX_DEPTH:
            raise _TooDeepError
        tests.append(test)
        found = self.expression(tests[0])
        for then, condition in zip(yes, tests[1:], strict=True):
            begin = self.start(condition)
            found = Conditional(self.expression(condition), self.expression(then), found, start=begin, end=end)
        return found if found.start == start else Opaque("conditionals that cannot be taken apart", start=start, end=end)

    def operation(self, node: Node) -> Expression:
        """Convert an operation with one or two operands."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise _TooDeepError
        inner = node.children[0]
        children = _without_comments(inner.children)
        start, end = self.start(inner), self.end(inner)
        found: Expression
        if inner.type == "unary_operation":
            found = Unary(children[0].type, self.sequence(children[1:]), start=start, end=end)
        else:
            at = next((i for i, c in enumerate(children) if c.type in _OPERATORS), 0)
            if not at:
                return self.opaque(inner)
            left, right = self.sequence(children[:at]), self.sequence(children[at + 1 :])
            found = Binary(children[at].type, left, right, start=start, end=end)
        self.depth -= 1
        return found

    def template(self, node: Node) -> Expression:
        """Convert a string with interpolations, or a heredoc."""
        inner = node.children[0]
        heredoc = inner.type == "heredoc_template"
        parts = _Parts(self, heredoc=heredoc)
        start, end = self.start(inner), self.end(inner)
        holes = [c for c in inner.children if c.type in ("template_interpolation", "template_directive")]
        if heredoc:
            marks = [c for c in inner.children if c.type == "heredoc_identifier"]
            opening, closing = self.end(marks[0]), self.start(marks[-1])
            inside = self.content.find(b"\n", opening) + 1 or opening
            until = self.content.rfind(b"\n", inside - 1, closing) + 1
            parts.walk(holes, inside, max(until, inside))
            indented = self.content.startswith(b"<<-", start)
            return parts.finish(start, end, indented=indented)
        parts.walk(holes, start + 1, end - 1)
        return parts.finish(start, end)

    def parts(self, nodes: list[Node], start: int, end: int) -> Expression:
        """Convert a template without quotes or marks, in which backslashes mean nothing; alone, an interpolation is its value."""
        parts = _Parts(self, heredoc=True)
        parts.walk([n for n in nodes if n.type in ("template_interpolation", "template_directive")], start, end)
        if len(parts.parts) == 1 and not isinstance(parts.parts[0], tuple):
            return parts.parts[0]
        return parts.finish(start, end)

    def directive(self, node: Node, *, heredoc: bool) -> Expression:
        """Convert ``%{if}`` into a Conditional, ``%{for}`` into ``join("", [for ...])``."""
        inner = node.children[0]
        start, end = self.start(inner), self.end(inner)
        kinds = ("template_if_intro", "template_else_intro", "template_if_end", "template_for_start", "template_for_end")
        marks = [c for c in inner.children if c.type in kinds]
        holes = [c for c in inner.children if c.type in ("template_interpolation", "template_directive")]
        bodies = []
        for one, two in pairwise(marks):
            parts = _Parts(self, heredoc=heredoc)
            between = [h for h in holes if one.end_byte <= h.start_byte < two.start_byte]
            parts.walk(between, self.end(one), self.start(two), self.strips(one, last=True), self.strips(two, last=False))
            bodies.append(parts.finish(self.end(one), self.start(two), text=True))
        if inner.type == "template_if" and bodies:
            test = self.expression(next(c for c in marks[0].children if c.type == "expression"))
            no = bodies[1] if len(bodies) > 1 else Literal("", start=end, end=end)
            return Conditional(test, bodies[0], no, start=start, end=end)
        if inner.type == "template_for" and bodies:
            names, over = self.intro(marks[0])
            many = For(names[0] if len(names) > 1 else "", names[-1], over, None, bodies[0], start=start, end=end)
            return Call("join", (Literal("", start=start, end=start), many), start=start, end=end)
        return self.opaque(inner)

    def strips(self, node: Node, *, last: bool) -> bool:
        """Tell whether a mark of a template has ``~`` at its end, or at its beginning."""
        at = self.end(node) - 2 if last else self.start(node) + 2
        return self.content[at : at + 1] == b"~"


class _Parts:
    """The parts of a template: text, a line at a time, and what stands between."""

    def __init__(self, converter: Converter, *, heredoc: bool) -> None:
        self.converter = converter
        self.heredoc = heredoc
        self.parts: list[tuple[str, int, int] | Expression] = []

    def walk(self, holes: list[Node], start: int, end: int, strip_first: bool = False, strip_last: bool = False) -> None:
        """Take apart what stands between two offsets; the marks around it may strip its ends."""
        converter = self.converter
        strip = strip_first
        at = start
        for hole in holes:
            self.literal(at, converter.start(hole), strip, self.opens(hole))
            strip = self.closes(hole)
            if hole.type == "template_interpolation":
                inside = [c for c in hole.children if c.type == "expression"]
                self.parts.append(converter.expression(inside[0]) if inside else converter.opaque(hole))
            else:
                self.parts.append(converter.directive(hole, heredoc=self.heredoc))
            at = converter.end(hole)
        self.literal(at, end, strip, strip_last)

    def opens(self, hole: Node) -> bool:
        return self.converter.strips(hole, last=False)

    def closes(self, hole: Node) -> bool:
        return self.converter.strips(hole, last=True)

    def literal(self, start: int, end: int, strip_left: bool, strip_right: bool) -> None:
        """Add text, each line on its own, for ``~`` strips no further than a line of a heredoc."""
        at = start
        lines = self.converter.content[start:end].splitlines(keepends=True)
        for index, line in enumerate(lines):
            text = line.decode(errors="replace")
            if strip_left and not index:
                text = text.lstrip()
            if strip_right and index == len(lines) - 1 and not line.endswith(b"\n"):
                text = text.rstrip()
            self.parts.append((text, at, at + len(line)))
            at += len(line)

    def finish(self, start: int, end: int, *, indented: bool = False, text: bool = False) -> Expression:
        """Put the parts together. ``text``: the result must be text, even where there is one part only."""
        if indented:
            self.unindent()
        undo: Callable[[str], str] = undouble if self.heredoc else unescape
        found: list[Expression] = []
        for part in self.parts:
            if not isinstance(part, tuple):
                found.append(part)
            elif found and isinstance(found[-1], _Text):
                found[-1] = _Text(f"{found[-1].value}{part[0]}", start=found[-1].start, end=part[2])
            else:
                found.append(_Text(part[0], start=part[1], end=part[2]))
        merged: list[Expression] = [
            Literal(undo(str(p.value)), start=p.start, end=p.end) if isinstance(p, _Text) else p for p in found
        ]
        merged = [p for p in merged if not (isinstance(p, Literal) and p.value == "")] if len(merged) > 1 else merged
        if not merged:
            return Literal("", start=start, end=end)
        if len(merged) == 1:
            only = merged[0]
            if isinstance(only, Literal) and isinstance(only.value, str):
                return Literal(only.value, start=start, end=end)
            # A heredoc is never its only interpolation: its last line end is text too.
            if not text and not self.heredoc and len(self.parts) == 1:
                return only
        return Template(tuple(merged), start=start, end=end)

    def unindent(self) -> None:
        starts: list[int] = []
        fresh = True
        lines: list[str | None] = []
        for index, part in enumerate(self.parts):
            if isinstance(part, tuple):
                if fresh:
                    starts.append(index)
                    # White space before an interpolation counts, a line of nothing else does not.
                    lines.append(part[0] if part[0].endswith("\n") else part[0] + ".")
                fresh = part[0].endswith("\n")
            else:
                if fresh:
                    lines.append(None)
                fresh = False
        indent = common_indent(lines)
        for index in starts:
            text, start, end = self.parts[index]  # type: ignore[misc]
            if text.strip() or not text.endswith("\n"):
                self.parts[index] = (text[indent:], start, end)


class _Text(Literal, frozen=True):
    """Text of a template whose escapes are not undone yet."""


def _without_comments(nodes: Sequence[Any]) -> list[Any]:
    return [node for node in nodes if node.type != "comment"]


_OPERATORS = frozenset(("||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "*", "/", "%"))
_PRIMARY: dict[str, Callable[[Converter, Any], Expression]] = {
    "literal_value": Converter.literal,
    "template_expr": Converter.template,
    "collection_value": Converter.collection,
    "variable_expr": Converter.name,
    "function_call": Converter.call,
    "for_expr": Converter.comprehension,
    "conditional": Converter.conditional,
    "operation": Converter.operation,
    "expression": Converter.expression,
}
