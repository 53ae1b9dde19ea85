"""Turns ``.tf.json`` into the tree of native syntax: strings are templates, objects are blocks where blocks belong."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import JsonSpans, Lines, parse_json
from eni_lint.errors import SourceError
from eni_lint.sources.hcl.expressions import MAX_DEPTH, Converter
from eni_lint.sources.hcl.parse import parser
from eni_lint.sources.hcl.provider import shape_of
from eni_lint.sources.hcl.syntax import Attr, Block, Body, Expression, Literal, Node, Object, Opaque, Tuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.sources.hcl.spans import SourceText

_LABELS = {
    "resource": 2,
    "data": 2,
    "ephemeral": 2,
    **dict.fromkeys(("variable", "output", "module", "provider", "check"), 1),
    **dict.fromkeys(("locals", "terraform", "moved", "import", "removed"), 0),
}
# Blocks of any resource, and arguments that are objects where the shape of a resource is not known.
_ALWAYS_BLOCKS = {"dynamic", "lifecycle", "provisioner", "connection", "timeouts", "precondition", "postcondition", "validation"}
_NEVER_BLOCKS = {"for_each", "count", "provider", "depends_on", "tags", "tags_all", "triggers", "keepers", "default"}
# What stands in strings here and is an expression in native syntax.
_BARE = {"type", "provider", "depends_on", "ignore_changes", "replace_triggered_by", "providers"}
_BEFORE = b"x = <<ENI_LINT_TEMPLATE\n"
_AFTER = b"\nENI_LINT_TEMPLATE\n"

_STRING = rb'"(?:[^"\\]|\\.)*+"'
# A comment goes with the comma behind it, else with the one before it. Other strings are passed over: they may hold anything.
_COMMENT = re.compile(rb'("//"\s*:\s*' + _STRING + rb'\s*,|,\s*"//"\s*:\s*' + _STRING + rb"(?=\s*\}))|" + _STRING, re.DOTALL)
_BLANKED = re.compile(rb"[^\r\n]")

_Range = tuple[int, int]


def parse_json_syntax(text: SourceText) -> tuple[Body, list[SourceError]]:
    """Parse a ``.tf.json`` file; JSON that is not sound gives an error and nothing else."""
    content = _without_comments(text.content)
    try:
        data = parse_json(content, text.path, max_depth=MAX_DEPTH)
    except SourceError as fault:
        return Body({}, []), [fault]
    if not isinstance(data, dict):
        return Body({}, []), [SourceError("an object is expected", where=text.where(0), do="Begin the file with '{'.")]
    return _Json(text, content).read()


def _without_comments(content: bytes) -> bytes:
    """Blank the comments, which are members named ``//`` and may stand more than once in an object; nothing else moves."""
    if content.count(b'"//"') < 2:
        return content
    return _COMMENT.sub(lambda found: found[0] if found[1] is None else _BLANKED.sub(b" ", found[0]), content)


class _Json:
    def __init__(self, text: SourceText, content: bytes) -> None:
        self.text = text
        self.content = content
        self.spans = JsonSpans(Lines(content))
        self.errors: list[SourceError] = []

    def read(self) -> tuple[Body, list[SourceError]]:
        body = Body({}, [])
        for kind, key, value in self.members(self.spans.whole()):
            if kind in _LABELS:
                body.blocks.extend(self.blocks(kind, (), key, value, _LABELS[kind]))
            else:
                self.fault(f"'{kind}' is no block of Terraform", key[0])
        return body, self.errors

    def fault(self, what: str, offset: int) -> None:
        self.errors.append(SourceError(what, where=self.text.where(offset), do="See Terraform's JSON configuration syntax."))

    def members(self, value: _Range) -> Iterator[tuple[str, _Range, _Range]]:
        """Give name, key and value of each member of an object; comments are left out."""
        for name, (key_start, key_end, start, end) in self.spans.members(*value).items():
            if name != "//":
                yield name, (key_start, key_end), (start, end)

    def is_object(self, value: _Range) -> bool:
        return self.content.startswith(b"{", value[0])

    def named(self, key: _Range, value: _Range) -> Iterator[tuple[_Range, _Range]]:
        """Give the objects that a block's place holds with their heads: the key, or the brace of each where several share it."""
        found = list(self.bodies(value))
        for inside in found:
            yield key if len(found) == 1 else (inside[0], inside[0] + 1), inside

    def bodies(self, value: _Range) -> Iterator[_Range]:
        """Give the objects that a block's place holds: one, or an array of them."""
        if self.is_object(value):
            yield value
        elif self.content.startswith(b"[", value[0]):
            for item in self.spans.items(*value):
                yield from self.bodies(item)
        elif self.content[value[0] : value[1]] != b"null":
            self.fault("an object, or an array of objects, is expected", value[0])

    def blocks(self, kind: str, labels: tuple[str, ...], key: _Range, value: _Range, missing: int) -> Iterator[Block]:
        for head, inside in self.named(key, value):
            if missing:
                for label, inner_key, inner in self.members(inside):
                    yield from self.blocks(kind, (*labels, label), inner_key, inner, missing - 1)
            else:
                yield self.block(kind, labels, head, inside, _shape(kind, labels))

    def block(self, kind: str, labels: tuple[str, ...], head: _Range, inside: _Range, shape: Any) -> Block:
        start, header_end = head
        return Block(
            kind, labels, text=self.text, start=start, end=inside[1], header_end=header_end, read=self.body, node=(inside, shape)
        )

    def body(self, block: Block, node: tuple[_Range, Any]) -> Body:
        body = Body({}, [])
        inside, shape = node
        for name, key, value in self.members(inside):
            if name == "dynamic" and block.type not in ("locals", "module"):
                body.blocks.extend(self.dynamics(value, shape))
            elif self.is_block(block, name, value, shape):
                inner = shape.blocks[name][1] if shape and name in shape.blocks else None
                body.blocks.extend(self.block(name, (), head, each, inner) for head, each in self.named(key, value))
            else:
                body.attributes[name] = Attr(
                    name,
                    text=self.text,
                    name_start=key[0],
                    name_end=key[1],
                    value_start=value[0],
                    end=value[1],
                    read=self.bare if name in _BARE and block.type not in ("locals", "output") else self.value,
                    node=block.type,
                )
        return body

    def dynamics(self, value: _Range, shape: Any) -> Iterator[Block]:
        for each in self.bodies(value):
            for label, key, inner in self.members(each):
                content = shape.blocks[label][1] if shape and label in shape.blocks else None
                for head, inside in self.named(key, inner):
                    yield self.block("dynamic", (label,), head, inside, _Dynamic(content))

    def is_block(self, block: Block, name: str, value: _Range, shape: Any) -> bool:
        if block.type in ("locals", "module", "output", "provider"):
            return False
        if isinstance(shape, _Dynamic):
            return name == "content"
        if name in _ALWAYS_BLOCKS:
            return True
        if shape is not None:
            return name in shape.blocks
        if name in _NEVER_BLOCKS:
            return False
        items = self.spans.items(*value) if self.content.startswith(b"[", value[0]) else [value]
        return bool(items) and all(map(self.is_object, items))

    def value(self, attr: Attr, _: str) -> Expression:
        return self.expression((attr.value_start, attr.end))

    def bare(self, attr: Attr, kind: str) -> Expression:
        """Read an argument whose strings are expressions: a type, a provider, what something depends on."""
        if attr.name == "type" and kind != "variable":
            return self.value(attr, kind)
        return self.expression((attr.value_start, attr.end), bare=True)

    def expression(self, value: _Range, *, bare: bool = False) -> Expression:
        start, end = value
        first = self.content[start : start + 1]
        if first == b"{":
            members = self.spans.members(start, end).items()
            items = ((self.string(name, (m[0], m[1]), bare=False), self.expression(m[2:], bare=bare)) for name, m in members)
            return Object(tuple(items), start=start, end=end)
        if first == b"[":
            return Tuple(tuple(self.expression(item, bare=bare) for item in self.spans.items(start, end)), start=start, end=end)
        plain = msgspec.json.decode(memoryview(self.content)[start:end])
        if isinstance(plain, str):
            return self.string(plain, value, bare=bare)
        return Literal(plain, start=start, end=end)

    def string(self, text: str, place: _Range, *, bare: bool) -> Expression:
        """Read a string: a template, in which backslashes mean nothing more."""
        start, end = place
        if not bare and "${" not in text and "%{" not in text:
            return Literal(text, start=start, end=end)
        before, after = (b"x = ", b"\n") if bare else (_BEFORE, _AFTER)
        source = before + text.encode() + after
        root = parser().parse(source).root_node
        node = root
        while node.child_count and node.type != "expression":
            node = node.children[-1]
        if root.has_error or node.type != "expression":
            self.fault("the expression in this string has a syntax error", start)
            return Opaque("it has a syntax error", start=start, end=end)
        converter = Converter(source)
        found = converter.convert(node) if bare else _template(converter, node, len(source) - len(after))
        # Where nothing is escaped, offsets in the string are offsets in the file.
        shift = start + 1 - len(before) if len(text.encode()) == end - start - 2 else None
        moved: Expression = _moved(found, shift, start, end)
        return moved


class _Dynamic(msgspec.Struct):
    """The inside of a dynamic block: its ``content`` has the shape of the block that it makes."""

    content: Any

    @property
    def blocks(self) -> dict[str, tuple[str, Any]]:
        return {"content": ("single", self.content)}


def _shape(kind: str, labels: tuple[str, ...]) -> Any:
    return shape_of(labels[0], is_data=kind == "data") if kind in ("resource", "data") else None


def _template(converter: Converter, node: Any, end: int) -> Expression:
    inner = node.children[0].children[0]
    return converter.parts([c for c in inner.children if "template_" in c.type], len(_BEFORE), end)


def _moved(found: Any, shift: int | None, start: int, end: int) -> Any:
    """Move an expression to its place in the file; to the whole string where the offsets do not fit."""
    if isinstance(found, tuple):
        return tuple(_moved(each, shift, start, end) for each in found)
    if not isinstance(found, Node):
        return found
    fields = {name: _moved(getattr(found, name), shift, start, end) for name in found.__struct_fields__[:-2]}
    begin, until = (start, end) if shift is None else (found.start + shift, found.end + shift)
    return type(found)(**fields, start=begin, end=until)
