"""The values of Terraform's language: plain ones, sets, symbols (Ref, Open), and objects that are worked out when asked.

Numbers, texts, truth values and null are Python's own; lists and tuples are lists, maps and objects are dicts.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, Protocol

from eni_lint.sources.terraform.exact import Open, Ref

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_ITEMS = 10_000
MAX_NODES = 100_000  # of a value with all that is in it
MAX_TEXT = 1_000_000
_SURE = frozenset({"id", "arn", "allocation_id"})
_DIGITS = 16
_EXACT = 1 << 53  # up to here a float holds every whole number


class Fault(Exception):  # noqa: N818 - it never leaves the evaluator
    """Terraform would refuse the expression."""


class TooMuch(Exception):  # noqa: N818 - likewise
    """The expression asks for more than anybody wants to wait for."""


class SetValue(list[Any]):
    """A set: members once each, texts and numbers in Terraform's order."""

    __slots__ = ()


class Lazy(Protocol):
    """Something with attributes that are worked out when they are asked for: a resource instance, a module instance."""

    def attribute(self, name: str) -> Any:
        """Give the value of one attribute."""
        ...


def is_symbol(value: Any) -> bool:
    """Tell whether the value is not known."""
    return isinstance(value, Ref | Open)


def is_plain(value: Any) -> bool:
    """Tell whether the value is known through and through; one that is too large to look at is not."""
    if value is None or isinstance(value, str | bool | int | float):
        return True
    left = MAX_NODES
    waiting = [value]
    while waiting:
        members = waiting.pop()
        if isinstance(members, dict):
            members = members.values()
        elif not isinstance(members, list):
            return False
        left -= len(members)
        if left < 0:
            return False
        waiting += (m for m in members if not (m is None or isinstance(m, str | bool | int | float)))
    return True


def check_size(*values: Any) -> None:
    """Refuse values that hold more than anybody wants to look through: lists of lists of one large list."""
    left = MAX_NODES
    waiting: list[Any] = [v for v in values if isinstance(v, list | dict)]
    while waiting:
        members = waiting.pop()
        left -= len(members)
        if left < 0:
            raise TooMuch
        waiting += (m for m in (members.values() if isinstance(members, dict) else members) if isinstance(m, list | dict))


def is_sure(value: Any) -> bool:
    """Tell whether a symbol is surely neither null nor equal to another symbol."""
    return isinstance(value, Ref) and bool(value.path) and value.path[-1] in _SURE and not value.address.startswith("var.")


def open_of(*values: Any) -> Open:
    """Make the value of something that depends on values of which at least one is not known."""
    waiting = [*reversed(values)]
    for _ in range(MAX_NODES):
        if not waiting:
            break
        value = waiting.pop()
        if isinstance(value, Ref | Open):
            return Open(value.text if isinstance(value, Ref) else value.why)
        if isinstance(value, list):
            waiting += reversed(value[:MAX_ITEMS])
        elif isinstance(value, dict):
            waiting += reversed(value.values())
        elif not (value is None or isinstance(value, str | bool | int | float)):
            return Open(str(value))
    return Open("a value that is not known")


def kind_of(value: Any) -> str:
    """Name the type of a known value in Terraform's words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, str):
        return "string"
    if isinstance(value, int | float):
        return "number"
    return "list" if isinstance(value, list) else "object"


def to_text(value: Any) -> str:
    """Convert to a text as templates do."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return _digits(value)
    raise Fault(f"{kind_of(value)} where a string is required")


def _digits(value: float) -> str:
    if not math.isfinite(value):
        raise TooMuch
    if value.is_integer() and abs(value) < _EXACT:
        return str(int(value))
    text = repr(value)
    if "e" in text or len(text) > _DIGITS:
        raise TooMuch  # Terraform counts with more digits than a float has
    return text


def to_number(value: Any) -> int | float:
    """Convert to a number."""
    if isinstance(value, bool) or value is None or isinstance(value, list | dict):
        raise Fault(f"{kind_of(value)} where a number is required")
    if isinstance(value, int | float):
        return value
    text = str(value).strip()
    if text != value or not text or len(text) > 40 or not set(text) <= set("0123456789.+-eE"):
        raise Fault("a number is required")
    try:
        return int(text) if text.lstrip("+-").isdigit() else plain_number(float(text))
    except ValueError:
        raise Fault("a number is required") from None


def plain_number(value: float) -> int | float:
    """Give a whole number as such."""
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Fault("no number")
        if value.is_integer() and abs(value) < _EXACT:
            return int(value)
    return value


def to_flag(value: Any) -> bool:
    """Convert to a truth value."""
    if isinstance(value, bool):
        return value
    if value in ("true", "false"):
        return bool(value == "true")
    raise Fault(f"{kind_of(value)} where true or false is required")


def equal(a: Any, b: Any) -> bool | Open:
    """Compare as ``==`` does: values of different types are different."""
    check_size(a, b)
    return _equal(a, b)


def _equal(a: Any, b: Any) -> bool | Open:
    if isinstance(a, Ref | Open) or isinstance(b, Ref | Open):
        return _equal_symbols(a, b)
    if a is None or b is None:
        return a is b
    if isinstance(a, list) and isinstance(b, list):
        return _all(zip(a, b, strict=True)) if len(a) == len(b) else False
    if isinstance(a, dict) and isinstance(b, dict):
        return _all((a[k], b[k]) for k in a) if a.keys() == b.keys() else False
    if not isinstance(a, str | bool | int | float | list | dict) or not isinstance(b, str | bool | int | float | list | dict):
        return open_of(a, b)
    return bool(kind_of(a) == kind_of(b) and a == b)


def _equal_symbols(a: Any, b: Any) -> bool | Open:
    if isinstance(a, Ref) and a == b:
        return True
    if (a is None and is_sure(b)) or (b is None and is_sure(a)):
        return False
    return open_of(a, b)


def _all(pairs: Iterable[tuple[Any, Any]]) -> bool | Open:
    doubt: Open | None = None
    for a, b in pairs:
        found = _equal(a, b)
        if found is False:
            return False
        if isinstance(found, Open):
            doubt = doubt or found
    return True if doubt is None else doubt


def set_of(items: Iterable[Any]) -> SetValue | Open:
    """Make a set; Open where it cannot be told which members are the same."""
    items = list(items)
    plain = [i for i in items if not is_symbol(i)]
    symbols = [i for i in items if is_symbol(i)]
    if symbols and (len(items) > 1 and not all(map(is_sure, symbols))):
        return open_of(symbols)
    if symbols:
        return (
            SetValue([*unique(plain), *dict.fromkeys(symbols)]) if all(isinstance(s, Ref) for s in symbols) else SetValue(items)
        )
    found = unique(plain)
    if any(not is_plain(i) for i in found) and len(found) > 1:
        return open_of(found)
    if all(isinstance(i, str) for i in found) or all(isinstance(i, int | float) and not isinstance(i, bool) for i in found):
        found.sort()
    elif any(isinstance(i, str | int | float | bool) for i in found) and not any(isinstance(i, list | dict) for i in found):
        return set_of(to_text(i) if i is not None else i for i in found) if None not in found else SetValue(found)
    return SetValue(found)


def unique(items: list[Any]) -> list[Any]:
    """Leave out what was there before."""
    check_size(items)
    seen: set[Any] = set()
    found = []
    for item in items:
        mark = frozen(item)
        if mark not in seen:
            seen.add(mark)
            found.append(item)
    return found


def frozen(value: Any) -> Any:
    """Make a value that can be hashed; equal for equal values only."""
    if isinstance(value, list):
        return ("list", *map(frozen, value))
    if isinstance(value, dict):
        return ("object", *((k, frozen(v)) for k, v in sorted(value.items())))
    if isinstance(value, str | int | float) or value is None:
        return (kind_of(value), value)
    return ("symbol", value if isinstance(value, Ref) else id(value))


def items_of(value: Any) -> list[tuple[Any, Any]] | Open:
    """Give what a ``for`` or a ``for_each`` runs over: key and value of each member."""
    if isinstance(value, SetValue):
        return [(v, v) for v in value]
    if isinstance(value, list):
        return list(enumerate(value))
    if isinstance(value, dict):
        return [(k, value[k]) for k in sorted(value)]
    if value is None or isinstance(value, str | bool | int | float):
        raise Fault(f"{kind_of(value)} cannot be iterated over")
    return open_of(value)
