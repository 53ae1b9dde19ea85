"""Writes what was worked out of a resource as Terraform writes it in a plan: what is known, what is not, what is secret."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.arguments import Arguments
from eni_lint.sources.hcl.provider import Shape
from eni_lint.sources.hcl.values import SetValue, is_plain, open_of
from eni_lint.sources.terraform.exact import Open, Paired, Ref, source_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.sources.hcl.world import Instance

_ZERO: dict[str, Any] = {"string": "", "number": 0, "bool": False}
_ANYTHING = Shape()
LISTS_INTERFACES = frozenset({"network_interface", "primary_network_interface", "attachment", "secondary_network_interface"})
"""Blocks of which one too many would make one interface too many: where it is not known how many there are, none is made up."""


class Written:
    """One body in the shape of a plan: ``after``, ``after_unknown``, ``after_sensitive``, and the expressions behind them."""

    __slots__ = ("after", "expressions", "secret", "unknown")

    def __init__(self) -> None:
        self.after: dict[str, Any] = {}
        self.unknown: dict[str, Any] = {}
        self.secret: dict[str, Any] = {}
        self.expressions: dict[str, Any] = {}

    def put(self, name: str, value: Any, *, is_list: bool) -> None:
        """Put in one argument that is written."""
        if is_plain(value) and not isinstance(value, float):
            self.after[name] = value
            self.expressions[name] = {"constant_value": value}
            return
        self.expressions[name] = {"exact": value, "references": [source_of(value)]}
        if is_list and isinstance(value, list) and not isinstance(value, SetValue):
            self.after[name] = [v if is_plain(v) else None for v in value]
            self.unknown[name] = [not is_plain(v) for v in value]
        else:
            self.unknown[name] = True

    def hide(self, name: str) -> None:
        """Leave out a value that is secret."""
        self.after.pop(name, None)
        self.secret[name] = True
        self.unknown[name] = True
        self.expressions[name] = {"exact": Open("a sensitive value"), "references": [name]}

    def put_blocks(self, name: str, blocks: list[Written]) -> None:
        """Put in the nested blocks of one type."""
        self.after[name] = [b.after for b in blocks]
        self.unknown[name] = [b.unknown for b in blocks]
        if any(b.secret for b in blocks):
            self.secret[name] = [b.secret for b in blocks]
        self.expressions[name] = Paired(b.expressions for b in blocks)


def written_of(arguments: Arguments, shape: Shape | None, *, tags: Mapping[str, Any] | Open | None = None) -> Written:
    """Write the arguments of a resource; ``tags`` are those that the provider adds to every one."""
    root = shape or _ANYTHING
    found = _write(arguments, root, root, "", in_set=False)
    if "tags_all" in root.attributes:
        _merge_tags(found, tags)
    return found


def _write(arguments: Arguments, shape: Shape, root: Shape, path: str, *, in_set: bool) -> Written:
    found = Written()
    for name, value in arguments.values.items():
        declared = shape.attributes.get(name)
        nested = shape.blocks.get(name)
        if nested and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            found.put_blocks(name, [_write(_as_arguments(v), nested[1], root, f"{path}{name}.", in_set=False) for v in value])
        elif declared and _is_objects(declared[0]) and isinstance(value, list) and all(isinstance(v, dict) for v in value):
            found.put_blocks(name, [_member(_as_arguments(v), declared[0][1][1]) for v in value])
        elif value == "" and not root.framework:
            found.after[name] = value  # the same as nothing, to most of the provider
            found.expressions[name] = {"constant_value": value}
        else:
            found.put(name, value, is_list=declared is not None and declared[0][0] == "list")
        if name in arguments.secret:
            found.hide(name)
    for name, blocks in arguments.blocks.items():
        _write_blocks(found, name, blocks, shape, root, path)
    _fill(found, shape, root, path, in_set=in_set)
    return found


def _write_blocks(  # noqa: PLR0917 - all of them go on to the nested blocks
    found: Written, name: str, blocks: list[Arguments] | Open, shape: Shape, root: Shape, path: str
) -> None:
    declared, nested = shape.attributes.get(name), shape.blocks.get(name)
    if isinstance(blocks, Open):
        if nested is None or (root.blocks is shape.blocks and name in LISTS_INTERFACES):
            found.put(name, blocks, is_list=False)
        else:
            found.put_blocks(name, [_vague(nested[1], blocks)])
        return
    if nested is not None:
        in_set = nested[0] == "set" and not root.framework
        found.put_blocks(name, [_write(b, nested[1], root, f"{path}{name}.", in_set=in_set) for b in blocks])
    elif declared and _is_objects(declared[0]):
        found.put_blocks(name, [_member(b, declared[0][1][1]) for b in blocks])
    else:
        found.put_blocks(name, [_write(b, _ANYTHING, root, f"{path}{name}.", in_set=False) for b in blocks])


def _is_objects(sort: Any) -> bool:
    return isinstance(sort, list) and sort[0] in ("list", "set") and isinstance(sort[1], list) and sort[1][0] == "object"


def _as_arguments(value: dict[str, Any]) -> Arguments:
    found = Arguments()
    found.values = {name: member for name, member in value.items() if member is not None}
    return found


def _member(arguments: Arguments, sorts: Mapping[str, Any]) -> Written:
    """Write a member of an attribute that is written as blocks (``ingress``, ``route``): what is left out is empty there."""
    found = Written()
    for name, value in arguments.values.items():
        found.put(name, value, is_list=False)
        if name in arguments.secret:
            found.hide(name)
    for name, sort in sorts.items():
        if name not in found.after and name not in found.unknown:
            found.after[name] = [] if isinstance(sort, list) else _ZERO[sort]
    return found


def _fill(found: Written, shape: Shape, root: Shape, path: str, *, in_set: bool) -> None:
    """Fill in what is not written: the default, the mark of what the provider computes, or nothing."""
    after, unknown = found.after, found.unknown
    for name, (sort, flags) in shape.attributes.items():
        if name in after or name in unknown:
            continue
        full = path + name
        if full in root.defaults:
            after[name] = root.defaults[full]
        elif "c" in flags:
            unknown[name] = True
        elif in_set and isinstance(sort, str):
            after[name] = _ZERO[sort]
        else:
            after[name] = None
    for name in shape.blocks:
        if unknown.get(name):
            continue
        # A dynamic block that makes none is as good as none.
        if path + name in root.computed and not after.get(name):
            after.pop(name, None)
            unknown[name] = True
        else:
            after.setdefault(name, [])


def _vague(shape: Shape, why: Open) -> Written:
    """Write a block of which nothing is known: neither how often it is there nor what is in it."""
    found = Written()
    expression = {"exact": why, "references": [why.why]}
    for name in shape.attributes:
        found.unknown[name] = True
        found.expressions[name] = expression
    return found


def perhaps(arguments: Arguments, why: Open) -> Arguments:
    """Give the arguments of a resource that may be there never, once or often: each may be what it can be, or anything."""
    found = Arguments(arguments.body, arguments.block)
    for name, value in arguments.values.items():
        choices = value.choices if isinstance(value, Open) else tuple(value) if isinstance(value, list) else (value,)
        found.values[name] = Open(why.why, choices if all(isinstance(c, Ref | str) for c in choices) else ())
    for name, blocks in arguments.blocks.items():
        found.blocks[name] = blocks if isinstance(blocks, Open) else [perhaps(b, why) for b in blocks]
    return found


def _merge_tags(found: Written, common: Mapping[str, Any] | Open | None) -> None:
    own = found.after.get("tags")
    if isinstance(common, Open) or found.unknown.get("tags") or (common and not is_plain(dict(common))):
        found.after.pop("tags_all", None)
        found.unknown["tags_all"] = True
        found.expressions["tags_all"] = {"exact": open_of(common), "references": ["tags"]}
        return
    merged = {**(common or {}), **(own or {})}
    if merged:
        found.after["tags_all"] = merged
        found.unknown.pop("tags_all", None)


def row_of(instance: Instance, written: Written) -> dict[str, Any]:
    """Write a resource as a row of a plan's changes."""
    declared = instance.declared
    row: dict[str, Any] = {
        "address": instance.address,
        "mode": "data" if declared.is_data else "managed",
        "type": declared.type,
        "name": declared.block.labels[1],
    }
    if instance.module.address:
        row["module_address"] = instance.module.address
    if instance.key is not None:
        row["index"] = instance.key
    row["change"] = {
        "actions": ["read" if declared.is_data else "create"],
        "before": None,
        "after": written.after,
        "after_unknown": written.unknown,
        "after_sensitive": written.secret,
    }
    return row
