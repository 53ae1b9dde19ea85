"""The arguments and nested blocks of one instance of a resource, with ``dynamic`` blocks written out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.constraints import converted
from eni_lint.sources.hcl.repetition import by_dynamic
from eni_lint.sources.hcl.syntax import Literal, Name
from eni_lint.sources.terraform.exact import Open

if TYPE_CHECKING:
    from eni_lint.sources.hcl.provider import Shape
    from eni_lint.sources.hcl.syntax import Block, Body
    from eni_lint.sources.hcl.world import Instance, Place

META = frozenset({"count", "for_each", "provider", "depends_on", "lifecycle"})
META_BLOCKS = frozenset({"lifecycle", "provisioner", "connection", "timeouts"})
MAX_DEPTH = 20


class Arguments:
    """What is written in a body: values that are not null, those in which something sensitive is, and nested blocks by type.

    The blocks of a type are Open where it cannot be told how many there are.
    """

    __slots__ = ("block", "blocks", "body", "secret", "values")

    def __init__(self, body: Body | None = None, block: Block | None = None) -> None:
        self.body = body  # where it is written
        self.block = block  # whose head stands for what is not
        self.values: dict[str, Any] = {}
        self.secret: set[str] = set()
        self.blocks: dict[str, list[Arguments] | Open] = {}

    def add(self, block_type: str, blocks: list[Arguments] | Open) -> None:
        """Add blocks of a type."""
        known = self.blocks.get(block_type)
        if isinstance(known, Open):
            return
        self.blocks[block_type] = blocks if isinstance(blocks, Open) else [*(known or ()), *blocks]


def arguments_of(instance: Instance) -> Arguments:
    """Work out all that is written in a resource, for one instance of it."""
    found = Arguments(instance.declared.body, instance.declared.block)
    for name in instance.declared.body.attributes:
        if name in META:
            continue
        value = instance.attribute_written(name)
        if value[0] is not None:
            found.values[name] = value[0]
            if value[1]:
                found.secret.add(name)
    _blocks(instance.declared.body, instance.place, instance.shape, found, 0)
    return found


def body_of(block: Block, place: Place, shape: Shape | None, depth: int = 0) -> Arguments:
    """Work out what is written in a block."""
    body = block.body
    found = Arguments(body, block)
    world = place.module.world
    for name, written in body.attributes.items():
        if name in META and not depth:
            continue
        node = written.value
        if type(node) is Literal:
            value, secret = node.value, False
        else:
            value, secret = world.work_out(node, place)
        if value is None:
            continue
        wanted = shape.attributes.get(name) if shape else None
        found.values[name] = converted(value, wanted[0]) if wanted else value
        if secret:
            found.secret.add(name)
    _blocks(body, place, shape, found, depth)
    return found


def _blocks(body: Body, place: Place, shape: Shape | None, found: Arguments, depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    for block in body.blocks:
        if block.type == "dynamic" and block.labels:
            name = block.labels[0]
            found.add(name, _dynamic(block, place, _inner(shape, name), depth))
        elif block.type not in META_BLOCKS:
            found.add(block.type, [body_of(block, place, _inner(shape, block.type), depth + 1)])


def _inner(shape: Shape | None, name: str) -> Shape | None:
    nested = shape.blocks.get(name) if shape else None
    return nested[1] if nested else None


def _dynamic(block: Block, place: Place, shape: Shape | None, depth: int) -> list[Arguments] | Open:
    """Write out a ``dynamic`` block: its content once for each member of what it runs over."""
    body = block.body
    over = body.attributes.get("for_each")
    content = body.of_type("content")
    if over is None or not content:
        return Open("a dynamic block without for_each or content")
    value, _ = place.module.world.work_out(over.value, place)
    members = by_dynamic(value)
    if isinstance(members, Open):
        return members
    if not place.module.world.take_blocks(len(members)):
        return Open("dynamic blocks make more blocks than can be looked at each")
    iterator = block.labels[0]
    named = body.attributes.get("iterator")
    if named is not None and isinstance(named.value, Name):
        iterator = named.value.name
    return [
        body_of(content[0], place.binding({iterator: {"key": key, "value": member}}), shape, depth + 1) for key, member in members
    ]
