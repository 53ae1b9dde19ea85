"""Parses a file of Terraform's native syntax with tree-sitter; one that it cannot parse is taken apart line by line."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from eni_lint.errors import SourceError
from eni_lint.sources.hcl.expressions import MAX_DEPTH, Converter, plain
from eni_lint.sources.hcl.spans import SourceText
from eni_lint.sources.hcl.syntax import Attr, Block, Body, Expression, Opaque

if TYPE_CHECKING:
    from tree_sitter import Node, Parser

NAME = rb"[^\W\d][\w-]*"
_ATTRIBUTE = re.compile(rb"([A-Za-z_][\w-]*)[ \t]*=[ \t]*")
_LABELS = re.compile(rb'([A-Za-z_][\w-]*)((?:[ \t]+(?:"[^"\\$%\n]*"|[A-Za-z_][\w-]*))*)[ \t]*\{')
_LABEL = re.compile(rb'"([^"]*)"|([\w-]+)')
_BRACKETS = bytes(set(range(256)) - set(b"[](){}"))
_STEPS = {**dict.fromkeys(b"[({", 1), **dict.fromkeys(b"])}", -1)}
# The grammar takes neither 1e5 nor a computed key of an object on the line after a bare name: both are written otherwise for it.
_EXPONENT = re.compile(rb"(?<![\w.])(\d+)[eE]([+-]?)(?=\d)")
_COMPUTED_KEY = re.compile(rb"(?<=[\w\])\"}])([ \t]*)\r?\n(?=[ \t]*\([^\n]*\)[ \t]*[=:][^=])")


def parse_hcl(content: bytes, path: str) -> tuple[Body, list[SourceError]]:
    """Parse a file; what is wrong with it is told, and the rest of it is there.

    The list of errors may still grow when bodies of blocks are looked at.
    """
    text = SourceText(path, content)
    return parse_text(text)


def parse_text(text: SourceText) -> tuple[Body, list[SourceError]]:
    """Parse a file that is read already."""
    try:
        text.content.decode()
    except UnicodeDecodeError as fault:
        what = f"this is not UTF-8: byte {fault.start} (from 0) is 0x{text.content[fault.start]:02X}"
        return Body({}, []), [SourceError(what, where=text.where(fault.start), do="Save it as UTF-8 text.")]
    native = Native(text)
    if not nested_too_deep(text.content):
        for source in (text.content, masked(text.content)):
            root = parser().parse(source).root_node
            if not root.has_error:
                body = next((child for child in root.children if child.type == "body"), None)
                return (native.body(body) if body else Body({}, [])), native.errors
    from eni_lint.sources.hcl.recover import recover  # noqa: PLC0415 - only for faulty files

    return recover(native)


@cache
def parser() -> Parser:
    """Make the parser, once."""
    import tree_sitter  # noqa: PLC0415 - only those who have Terraform files pay for it
    import tree_sitter_hcl  # noqa: PLC0415

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def nested_too_deep(content: bytes) -> bool:
    """Tell whether the brackets, those in strings and comments too, may be nested deeper than can be taken apart."""
    brackets = content.translate(None, _BRACKETS)
    return max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) > MAX_DEPTH


def masked(content: bytes) -> bytes:
    """Write what the grammar does not know in a way that it knows, of the same length and meaning for the syntax."""
    content = _EXPONENT.sub(lambda m: m[1] + b"0" + b"0" * len(m[2]), content)
    return _COMPUTED_KEY.sub(lambda m: b"," + b" " * (len(m[0]) - 1), content)


class Native:
    """One file of native syntax, whose blocks and arguments are converted when they are asked for."""

    def __init__(self, text: SourceText) -> None:
        self.text = text
        self.content = text.content
        self.errors: list[SourceError] = []

    def body(self, node: Node) -> Body:
        """Convert a ``body`` node, each block and argument of it with its inside unread."""
        body = Body({}, [])
        content = self.content
        before = -1
        for child in node.children:
            kind = child.type
            start, end = child.start_byte, child.end_byte
            if kind == "attribute":
                self._add(body, self._attribute(child, start, end))
            elif kind == "block":
                body.blocks.append(self._block(child, start, end))
            else:
                continue
            if before >= 0 and b"\n" not in content[before:start]:
                self.fault("a new line is expected before this", start, "Give each argument and each block a line of its own.")
            before = end
        return body

    def _attribute(self, node: Node, start: int, end: int) -> Attr:
        match = _ATTRIBUTE.match(self.content, start, end)
        if match:
            name, name_end, value_start = match[1].decode(), match.end(1), match.end()
            if value_start < end and self.content[value_start] not in b"\r\n#/":
                return Attr(
                    name,
                    text=self.text,
                    name_start=start,
                    name_end=name_end,
                    value_start=value_start,
                    end=end,
                    read=self._value,
                    node=node,
                )
        first, *_, last = node.children
        if b"\n" in self.content[first.end_byte : last.start_byte]:
            self.fault("a value is expected after '='", first.start_byte, "Write the value on the line of its name.")
        return Attr(
            self.content[first.start_byte : first.end_byte].decode(),
            text=self.text,
            name_start=first.start_byte,
            name_end=first.end_byte,
            value_start=last.start_byte,
            end=end,
            read=self._value,
            node=node,
        )

    def _value(self, attr: Attr, node: Node) -> Expression:
        simple = plain(self.content, attr.value_start, attr.end)
        if simple is not None:
            return simple
        found = Converter(self.content).convert(node.children[-1])
        if isinstance(found, Opaque):
            self.fault(found.reason, found.start, "Write it in a simpler way.")
        return found

    def _block(self, node: Node, start: int, end: int) -> Block:
        match = _LABELS.match(self.content, start, end)
        if match:
            kind, header_end = match[1].decode(), match.end(2)
            labels = tuple([(quoted or bare).decode() for quoted, bare in _LABEL.findall(match[2])]) if match[2] else ()
        else:
            kind, labels, header_end = self._header(node)
        return Block(kind, labels, text=self.text, start=start, end=end, header_end=header_end, read=self._inside, node=node)

    def _header(self, node: Node) -> tuple[str, tuple[str, ...], int]:
        kind, *labels = [c for c in node.children if c.type in ("identifier", "string_lit")]
        converter = Converter(self.content)
        texts = [converter.literal_text(label) for label in labels]
        return converter.text(kind), tuple(texts), (labels[-1] if labels else kind).end_byte

    def _inside(self, _: Block, node: Node) -> Body:
        body = next((child for child in node.children if child.type == "body"), None)
        return self.body(body) if body else Body({}, [])

    def _add(self, body: Body, attr: Attr) -> None:
        add(body, attr, self.errors)

    def fault(self, what: str, offset: int, do: str = "") -> None:
        """Remember what is wrong at an offset."""
        self.errors.append(SourceError(what, where=self.text.where(offset), do=do))


def add(body: Body, attr: Attr, errors: list[SourceError]) -> None:
    """Add an argument to a body; one of the same name stays, and the second is an error as in Terraform."""
    first = body.attributes.setdefault(attr.name, attr)
    if first is not attr:
        what = f"'{attr.name}' is set a second time; it was set in line {attr.text.lines.position(first.start)[0]}"
        errors.append(SourceError(what, where=attr.text.where(attr.start), do="Keep one of the two."))
