"""Types: as variables declare them and as the provider's arguments have them, and the conversion of values to them.

A type is "string", "number", "bool", "any", ``["list", T]``, ``["set", T]``, ``["map", T]``, ``["object", {name: T}]``,
``["tuple", [T]]``; within an object ``["optional", T, default]``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl import syntax
from eni_lint.sources.hcl.values import Fault, TooMuch, check_size, is_symbol, open_of, set_of, to_flag, to_number, to_text
from eni_lint.sources.terraform.exact import Open

if TYPE_CHECKING:
    from collections.abc import Callable

    Type = Any

_SCALARS: dict[str, Callable[[Any], Any]] = {"string": to_text, "number": to_number, "bool": to_flag}
_DEPTH = 40


def read_type(  # noqa: PLR0911 - one a sort of type
    node: syntax.Expression | None, default: Callable[[syntax.Expression], Any], depth: int = 0
) -> Type:
    """Read the type that a variable declares; ``default`` works out the default of an optional attribute."""
    if depth > _DEPTH:
        return "any"
    if isinstance(node, syntax.Name) or (isinstance(node, syntax.Literal) and isinstance(node.value, str)):
        name = node.name if isinstance(node, syntax.Name) else str(node.value)
        return {"list": ["list", "any"], "map": ["map", "any"], "set": ["set", "any"]}.get(name, name)
    if not isinstance(node, syntax.Call) or not node.arguments:
        return "any"
    first = node.arguments[0]
    if node.name in ("list", "set", "map"):
        return [node.name, read_type(first, default, depth + 1)]
    if node.name == "optional":
        value = default(node.arguments[1]) if len(node.arguments) > 1 else None
        return ["optional", read_type(first, default, depth + 1), value]
    if node.name == "object" and isinstance(first, syntax.Object):
        return ["object", {_label(key): read_type(member, default, depth + 1) for key, member in first.items}]
    if node.name == "tuple" and isinstance(first, syntax.Tuple):
        return ["tuple", [read_type(item, default, depth + 1) for item in first.items]]
    return "any"


def _label(node: syntax.Expression) -> str:
    if isinstance(node, syntax.Name):
        return node.name
    return str(node.value) if isinstance(node, syntax.Literal) else ""


def convert(value: Any, wanted: Type) -> Any:
    """Convert a value to a type. What is not known stays so; a value that does not fit raises Fault."""
    if value is None or is_symbol(value) or wanted == "any":
        return value
    if isinstance(wanted, str):
        scalar = _SCALARS.get(wanted)
        if scalar is None:
            return value
        return scalar(value) if isinstance(value, str | bool | int | float | list | dict) else open_of(value)
    if isinstance(value, list | dict):
        return _collection(value, wanted[0], wanted[1])
    if isinstance(value, str | bool | int | float):
        raise Fault("a single value where several are required")
    return value  # an object whose attributes are worked out when asked for


def _collection(value: Any, kind: str, inner: Type) -> Any:
    if kind in ("list", "set") and isinstance(value, list):
        items = [convert(item, inner) for item in value]
        return items if kind == "list" else set_of(items)
    if kind == "map" and isinstance(value, dict):
        return {key: convert(member, inner) for key, member in value.items()}
    if kind == "object" and isinstance(value, dict):
        return _object(value, inner)
    if kind == "tuple" and isinstance(value, list) and len(value) == len(inner):
        return [convert(item, sort) for item, sort in zip(value, inner, strict=True)]
    raise Fault(f"a value that is no {kind}")


def _object(value: dict[str, Any], members: dict[str, Type]) -> dict[str, Any]:
    found = {}
    for name, sort in members.items():
        given = value.get(name)
        if isinstance(sort, list) and sort[0] == "optional":
            # A default of its own may lack what its own type makes optional.
            found[name] = convert(sort[2] if given is None else given, sort[1])
        elif name in value:
            found[name] = convert(given, sort)
        else:
            raise Fault(f"the attribute {name} is missing")
    return found


def converted(value: Any, wanted: Type) -> Any:
    """Convert a value; Open, with the reason, for one that does not fit."""
    try:
        check_size(value)
        return convert(value, wanted)
    except Fault as fault:
        return Open(str(fault))
    except TooMuch:
        return Open("a value that is too large to look at")
