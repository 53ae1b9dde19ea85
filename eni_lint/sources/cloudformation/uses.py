"""What the resources of a template use: parameters and other resources by name, and conditions; and circles of resources."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_PLACEHOLDER = re.compile(r"\$\{([^!}][^}]*)\}")


class Uses(msgspec.Struct, eq=False):
    """Names that an expression refers to, and conditions that it asks. ``certain`` are the names outside of any Fn::If."""

    names: set[str]
    conditions: dict[str, None]
    certain: set[str]


def uses_of(raw: Any, leave_out: frozenset[str] = frozenset()) -> Uses:
    """Walk what is written, but for members of these names; nothing is worked out."""
    found = Uses(set(), {}, set())
    stack: list[tuple[Any, bool]] = [(raw, True)]
    while stack:
        value, certain = stack.pop()
        if type(value) is list:
            stack.extend((item, certain) for item in value if type(item) is dict or type(item) is list)
        elif type(value) is dict:
            if len(value) == 1:
                certain = _note(next(iter(value.items())), found, certain=certain)
            stack.extend(
                (inner, certain)
                for name, inner in value.items()
                if (type(inner) is dict or type(inner) is list) and name not in leave_out
            )
    return found


def _note(member: tuple[str, Any], found: Uses, *, certain: bool) -> bool:
    """Note what a function refers to; tell whether what is in it is certain to be used."""
    name, argument = member
    names: Iterable[str] = ()
    if name == "Ref":
        names = (argument,) if isinstance(argument, str) else ()
    elif name == "Fn::GetAtt":
        first = argument[0] if isinstance(argument, list) and argument else argument
        names = (first.partition(".")[0],) if isinstance(first, str) else ()
    elif name == "Fn::Sub":
        names = _in_text(argument)
    elif name == "Fn::If" and isinstance(argument, list) and argument and isinstance(argument[0], str):
        found.conditions[argument[0]] = None
        return False
    found.names.update(names)
    if certain:
        found.certain.update(names)
    return certain


def _in_text(argument: Any) -> list[str]:
    own: Mapping[str, Any] = {}
    if isinstance(argument, list) and len(argument) == 2:
        argument, own = argument[0], argument[1] if isinstance(argument[1], dict) else {}
    if not isinstance(argument, str):
        return []
    names = (name.strip() for name in _PLACEHOLDER.findall(argument))
    return [name.partition(".")[0] for name in names if name not in own]


def circles(edges: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Give a circle for each group of names that lead back to themselves, from the first of them."""
    done: set[str] = set()
    found = []
    for start in edges:
        path: list[str] = []
        at: dict[str, int] = {}
        stack = [(start, iter(edges.get(start, ())))] if start not in done else []
        if stack:
            path.append(start)
            at[start] = 0
        while stack:
            name, following = stack[-1]
            nearby = next((n for n in following if n not in done and n in edges), None)
            if nearby is None:
                stack.pop()
                path.pop()
                del at[name]
                done.add(name)
            elif nearby in at:
                found.append([*path[at[nearby] :], nearby])
                done.update(path[at[nearby] :])
            else:
                at[nearby] = len(path)
                path.append(nearby)
                stack.append((nearby, iter(edges.get(nearby, ()))))
    return found
