"""Where people wrote what a plan holds: from a pointer into the plan to the argument in a file of configuration.

Expressions are looked at where a place is asked for. What is not found for sure is told as the block around it.
"""

from __future__ import annotations

import re
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import Document, Span, Written, split_pointer
from eni_lint.sources.hcl.provider import Shape, shape_of
from eni_lint.sources.hcl.syntax import Attr, Attribute, Block, Body, Expression, Index, Literal, Name, Object, Splat, Tuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.sources.hcl.sources import ModuleSource

_FETCHED = ".terraform"
_CALL = re.compile(r"module\.([^.\[]+)(?:\[(?:\d+|\"(?:[^\"\\]|\\.)*\")\])?\.?")
_VALUES = {"after", "after_unknown", "before", "after_sensitive"}


class _Place(msgspec.Struct):
    """An argument, a value in it, or with ``whole`` a block, of which the head is meant."""

    thing: Attr | Block
    value: Expression | None = None

    def written(self) -> tuple[Document, Span, bool]:
        thing = self.thing
        text = thing.text
        if isinstance(thing, Block):
            return text.document, text.span(thing.start, thing.header_end), True
        if self.value is not None:
            return text.document, text.span(self.value.start, self.value.end), False
        # An argument of many lines is pointed at by its name: its value would mark half a screen.
        end = thing.name_end if b"\n" in text.content[thing.start : thing.end] else thing.end
        return text.document, text.span(thing.start, end), False


class SourceMap:
    """The places of one plan. ``data`` is the whole document, ``root`` the root module that the plan was made of."""

    def __init__(self, data: Any, root: ModuleSource) -> None:
        self._data = data
        self._root = root

    def __call__(self, pointer: str) -> Written | None:
        """Give the place of what the plan holds at a pointer; None where the files do not declare it."""
        row, inside = _row(self._data, pointer)
        if row is None:
            return None
        modules, name = address_parts(row)
        chain = [self._root]
        for module in modules:
            below = chain[-1].called(module)
            if below is None:
                return self._call(chain, modules, ())
            chain.append(below)
        declared = chain[-1].blocks.get(name)
        if declared is None:
            return None
        shape = shape_of(str(row.get("type")), is_data=row.get("mode") == "data")
        place = find(declared.block, declared.body, inside, _values_at(row, inside), shape)
        return self._told(place, chain, modules)

    def _told(self, place: _Place, chain: list[ModuleSource], modules: Sequence[str]) -> Written:
        document, span, whole = place.written()
        if _FETCHED in PurePath(document.path).parts:
            inner = (document, span, f"written in module.{'.module.'.join(modules)}")
            given = [g for g in self._given(place, chain, modules) if _FETCHED not in PurePath(g[0].path).parts]
            outer = self._call(chain, modules, (inner, *given))
            if outer is not None:
                return outer
        return Written(document, span, whole, self._given(place, chain, modules))

    def _call(
        self, chain: list[ModuleSource], modules: Sequence[str], through: tuple[tuple[Document, Span, str], ...]
    ) -> Written | None:
        """Give the innermost call that stands in the repository."""
        for depth in range(min(len(chain), len(modules)) - 1, -1, -1):
            call = chain[depth].calls.get(modules[depth])
            if call is None:
                return None
            document, span, whole = _Place(call.block).written()
            if _FETCHED not in PurePath(document.path).parts:
                return Written(document, span, whole, through)
        return None

    def _given(self, place: _Place, chain: list[ModuleSource], modules: Sequence[str]) -> tuple[tuple[Document, Span, str], ...]:
        """Follow an argument that only passes a variable on to the arguments of the module calls that set it."""
        through: list[tuple[Document, Span, str]] = []
        for depth in range(len(modules) - 1, -1, -1):
            variable = _variable(place.thing.value) if isinstance(place.thing, Attr) else None
            call = chain[depth].calls.get(modules[depth]) if variable else None
            argument = call.body.attributes.get(variable) if call and variable else None
            if argument is None:
                break
            place = _Place(argument)
            document, span, _ = place.written()
            through.append((document, span, f"the value of '{variable}' that module.{modules[depth]} is given"))
        return tuple(through)


def address_parts(row: dict[str, Any]) -> tuple[tuple[str, ...], str]:
    """Take an address apart: the names of the modules, without indices, and ``type.name`` (``data.type.name``)."""
    address = str(row.get("module_address") or row.get("address") or "")
    modules = []
    position = 0
    while match := _CALL.match(address, position):
        modules.append(match[1])
        position = match.end()
    prefix = "data." if row.get("mode") == "data" else ""
    return tuple(modules), f"{prefix}{row.get('type')}.{row.get('name')}"


def _row(data: Any, pointer: str) -> tuple[dict[str, Any] | None, tuple[str, ...]]:
    """Find the row of the plan that a pointer leads into, and the way on from there to the argument."""
    value = data
    tokens = split_pointer(pointer)
    for number, token in enumerate(tokens):
        value = _step(value, token)
        if isinstance(value, dict) and "type" in value and ("change" in value or "values" in value):
            rest = tokens[number + 1 :]
            if rest[:1] == ("change",):
                return value, rest[2:] if rest[1:2] and rest[1] in _VALUES else ()
            return value, rest[1:] if rest[:1] == ("values",) else ()
    return None, ()


def _step(value: Any, token: str) -> Any:
    if isinstance(value, dict):
        return value.get(token)
    if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
        return value[int(token)]
    return None


def _values_at(row: dict[str, Any], inside: Sequence[str]) -> list[Any]:
    """Give what the plan knows at each step of the way, from the resource on."""
    value = (row.get("change") or {}).get("after") if isinstance(row.get("change"), dict) else row.get("values")
    values = [value]
    for token in inside:
        value = _step(value, token)
        values.append(value)
    return values


def find(block: Block, body: Body, steps: Sequence[str], values: Sequence[Any], shape: Shape | None) -> _Place:
    """Go down from a block to the argument that the steps name, as far as it is written."""
    if not steps:
        return _Place(block)
    name = steps[0]
    if attr := body.attributes.get(name):
        return _Place(attr, _member(attr.value, steps[1:], values[1:], shape, name))
    if len(steps) < 2:
        candidates = _blocks(body, name)
        return _Place(candidates[0] if len(candidates) == 1 else block)
    nesting, inner = shape.blocks.get(name, ("set", None)) if shape else ("set", None)
    chosen = _choose(_blocks(body, name), int(steps[1]) if steps[1].isdecimal() else -1, values[1:3], ordered=nesting == "list")
    if chosen is None:
        return _Place(block)
    return find(chosen, _content(chosen).body, steps[2:], values[2:], inner)


def _blocks(body: Body, name: str) -> list[Block]:
    return [b for b in body.blocks if b.type == name or (b.type == "dynamic" and b.labels == (name,))]


def _content(block: Block) -> Block:
    """Give the block that a dynamic block makes, else the block itself."""
    return next(iter(block.body.of_type("content")), block) if block.type == "dynamic" else block


def _choose(blocks: list[Block], index: int, values: Sequence[Any], *, ordered: bool) -> Block | None:
    """Find the block that made the member at the index: by its position where that is kept, else by its constants."""
    if len(blocks) == 1:
        return blocks[0]
    all_values, value = values[0] if values else None, values[1] if len(values) > 1 else None
    total = len(all_values) if isinstance(all_values, list) else -1
    dynamic = [n for n, b in enumerate(blocks) if b.type == "dynamic"]
    if ordered and not dynamic and total == len(blocks) and 0 <= index < total:
        return blocks[index]
    if ordered and len(dynamic) == 1 and 0 <= index < total:
        after = len(blocks) - dynamic[0] - 1
        if index < dynamic[0]:
            return blocks[index]
        return blocks[index - total] if index >= total - after else blocks[dynamic[0]]
    fitting = [b for b in blocks if _fits(_content(b).body, value)]
    return fitting[0] if len(fitting) == 1 and value is not None else None


def _fits(body: Body, value: Any) -> bool:
    """Tell whether a block can have made a value: no constant in it says otherwise."""
    if not isinstance(value, dict):
        return True
    for name, attr in body.attributes.items():
        written = attr.value
        if (
            isinstance(written, Literal)
            and written.value is not None
            and name in value
            and not _equal(written.value, value[name])
        ):
            return False
    return True


def _equal(written: Any, value: Any) -> bool:
    if isinstance(written, bool) or isinstance(value, bool):
        return str(written).lower() == str(value).lower()
    return bool(written == value) or str(written) == str(value)


def _member(value: Expression, steps: Sequence[str], values: Sequence[Any], shape: Shape | None, name: str) -> Expression | None:
    """Find the member of a list or map that is written out; None where it is not, or cannot be told from others."""
    if not steps:
        return None
    found: Expression | None = None
    if isinstance(value, Tuple):
        wanted = values[1] if len(values) > 1 else None
        found = _item(value, int(steps[0]) if steps[0].isdecimal() else -1, wanted, ordered=_is_list(shape, name))
    elif isinstance(value, Object):
        found = next((v for k, v in value.items if isinstance(k, Literal) and k.value == steps[0]), None)
    if found is None:
        return None
    return (_member(found, steps[1:], values[1:], None, "") or found) if len(steps) > 1 else found


def _item(value: Tuple, index: int, wanted: Any, *, ordered: bool) -> Expression | None:
    items = value.items
    if ordered and 0 <= index < len(items):
        return items[index]
    if isinstance(wanted, dict):
        fitting = [item for item in items if isinstance(item, Object) and _object_fits(item, wanted)]
        return fitting[0] if len(fitting) == 1 == len(fitting) and all(isinstance(i, Object) for i in items) else None
    if wanted is None:
        return items[0] if len(items) == 1 else None
    equal = [i for i in items if isinstance(i, Literal) and i.value is not None and _equal(i.value, wanted)]
    others = [i for i in items if not isinstance(i, Literal)]
    return equal[0] if equal else others[0] if len(others) == 1 else None


def _object_fits(item: Object, wanted: dict[str, Any]) -> bool:
    constants = [(k.value, v.value) for k, v in item.items if isinstance(k, Literal) and isinstance(v, Literal)]
    return all(key not in wanted or value is None or _equal(value, wanted[key]) for key, value in constants)


def _is_list(shape: Shape | None, name: str) -> bool:
    sort = shape.attributes.get(name) if shape else None
    return bool(sort) and isinstance(sort[0], list | tuple) and sort[0][0] == "list" if sort else False


def _variable(value: Expression) -> str:
    """Name the variable that an expression only passes on, whole or in part."""
    while isinstance(value, Attribute | Index | Splat):
        if isinstance(value, Attribute) and isinstance(value.of, Name) and value.of.name == "var":
            return value.name
        value = value.of
    return ""
