"""What one expression of the configuration refers to, taken apart.

Terraform lists every reference followed by its shorter prefixes (``aws_eip.a[0].id``, ``aws_eip.a[0]``, ``aws_eip.a``); before
version 1.1 only the shortest. An index that has to be computed cuts off all that follows it: ``aws_eip.a[each.key].id`` is
``aws_eip.a`` and ``each.key``.
"""

from __future__ import annotations

import json
import re
from typing import Any, NamedTuple

Key = int | str | None
"""The index of an instance: a number (count), a text (for_each), None without either."""

WHOLE = object()
"""In place of the index in a reference that has none."""

_NO_TYPES = frozenset({"data", "module", "each", "count", "var", "local", "path", "terraform", "self"})
_STEP = re.compile(r'\[([0-9]{1,9})\]|\["((?:[^"\\]|\\.)*)"\]|([^.\[\]]+)')


class Reference(NamedTuple):
    """One reference: ``aws_subnet.a["x"].id`` is (resource, aws_subnet.a, "x", ("id",))."""

    sort: str  # resource, module, var, local, each.value, key (each.key, count.index), other (path, terraform, self)
    name: str  # the address in its module, or the name
    index: Any = WHOLE
    rest: tuple[int | str, ...] = ()


class Expression(NamedTuple):
    """The references of one expression."""

    references: tuple[Reference, ...]
    by_key: bool  # each.key or count.index stands in it
    by_instance: bool  # it has another value in each instance of a block with count or for_each


NOTHING = Expression((), by_key=False, by_instance=False)


def read_expression(expression: Any) -> Expression:
    """Take an expression of the configuration apart; one without references, or of no such shape, has none."""
    written = expression.get("references") if expression.__class__ is dict else None
    if written.__class__ is not list:
        return NOTHING
    if len(written) == 2 and (one := _plain(*written)):
        return Expression((one,), by_key=False, by_instance=False)
    found = []
    previous = ""
    for text in written:
        if text.__class__ is not str:
            continue
        if not (previous.startswith(text) and previous[len(text) : len(text) + 1] in (".", "[")):
            found.append(parse_reference(text))
        previous = text
    by_key = any(r.sort == "key" for r in found)
    return Expression(tuple(found), by_key, by_key or any(r.sort == "each.value" for r in found))


def _plain(text: Any, resource: Any) -> Reference | None:
    """Read the usual expression: one attribute of one resource that has no index."""
    if not isinstance(text, str) or not isinstance(resource, str) or "[" in text:
        return None
    steps = text.split(".")
    if (
        len(steps) != 3
        or steps[0] in _NO_TYPES
        or not text.startswith(resource)
        or len(resource) + 1 + len(steps[2]) != len(text)
    ):
        return None
    return Reference("resource", resource, WHOLE, (steps[2],))


def parse_reference(text: str) -> Reference:
    """Take one reference apart."""
    steps: tuple[int | str, ...] | list[str] = text.split(".") if "[" not in text else steps_of(text)
    head = steps[0] if steps else ""
    if head == "data":
        return _indexed("resource", ".".join(map(str, steps[:3])), steps[3:])
    if head == "module":
        return _indexed("module", str(steps[1]) if len(steps) > 1 else "", steps[2:])
    if head in ("each", "count"):
        second = steps[1] if len(steps) > 1 else ""
        return Reference("each.value", "", WHOLE, tuple(steps[2:])) if second == "value" else Reference("key", text)
    if head in ("var", "local"):
        return Reference(str(head), str(steps[1]) if len(steps) > 1 else "", WHOLE, tuple(steps[2:]))
    if head in ("path", "terraform", "self") or len(steps) < 2:
        return Reference("other", text)
    return _indexed("resource", f"{head}.{steps[1]}", steps[2:])


def _indexed(sort: str, name: str, rest: tuple[int | str, ...] | list[str]) -> Reference:
    # A name after a dot cannot be told from an index in quotes by its type alone, so steps_of marks the latter.
    if rest and isinstance(rest[0], int | _Quoted):
        return Reference(sort, name, rest[0] if isinstance(rest[0], int) else str(rest[0]), tuple(rest[1:]))
    return Reference(sort, name, WHOLE, tuple(rest))


class _Quoted(str):
    """A step that was written as an index: ``["a"]``."""

    __slots__ = ()


def steps_of(text: str) -> tuple[int | str, ...]:
    """Cut an address into its names and indices."""
    return tuple(int(n) if n else name or _Quoted(_unquote(key)) for n, key, name in _STEP.findall(text))


def _unquote(text: str) -> str:
    if "\\" not in text:
        return text
    try:
        return str(json.loads(f'"{text}"'))
    except ValueError:
        return text


def module_path(address: str) -> tuple[tuple[str, Key], ...]:
    """Cut ``module.a["x"].module.b`` into its calls, each with its index."""
    path: list[tuple[str, Key]] = []
    steps = [*steps_of(address), None]
    position = 0
    while position + 1 < len(steps) and steps[position] == "module" and steps[position + 1] is not None:
        name, key = str(steps[position + 1]), steps[position + 2]
        position += 2
        if isinstance(key, int | _Quoted):
            path.append((name, key if isinstance(key, int) else str(key)))
            position += 1
        else:
            path.append((name, None))
    return tuple(path)
