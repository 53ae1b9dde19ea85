"""Functions that put collections together and take them apart: they move symbols about like any other value."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.evaluate import index_of
from eni_lint.sources.hcl.values import (
    MAX_ITEMS,
    Fault,
    SetValue,
    TooMuch,
    check_size,
    equal,
    frozen,
    is_plain,
    is_sure,
    is_symbol,
    kind_of,
    open_of,
    plain_number,
    set_of,
    to_flag,
    to_number,
    to_text,
    unique,
)
from eni_lint.sources.terraform.exact import Open, Ref

if TYPE_CHECKING:
    from collections.abc import Callable


class _Unsettled(Exception):  # noqa: N818 - caught below
    """An argument is not known, and the result with it."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def _settled(function: Callable[..., Any]) -> Callable[..., Any]:
    def guarded(*arguments: Any) -> Any:
        try:
            return function(*arguments)
        except _Unsettled as doubt:
            return open_of(doubt.value)

    return guarded


def _list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    if value is None or isinstance(value, str | bool | int | float | dict):
        raise Fault(f"{kind_of(value)} where a list is required")
    raise _Unsettled(value)


def _map(value: Any) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    if value is None or isinstance(value, str | bool | int | float | list):
        raise Fault(f"{kind_of(value)} where a map is required")
    raise _Unsettled(value)


def _number(value: Any) -> int | float:
    if is_symbol(value):
        raise _Unsettled(value)
    return to_number(value)


def _whole(value: Any) -> int:
    number = _number(value)
    if not isinstance(number, int):
        raise Fault("a whole number is required")
    return number


def _text(value: Any) -> str:
    if is_symbol(value):
        raise _Unsettled(value)
    return to_text(value)


def _sized(items: list[Any]) -> list[Any]:
    if len(items) > MAX_ITEMS:
        raise TooMuch
    return items


# -- conversions -----------------------------------------------------------------------------------------------------------


def _tolist(value: Any) -> Any:
    return None if value is None else _alike(list(_list(value)))


def _alike(items: list[Any]) -> list[Any]:
    """Give the members one type, as in a list that is no tuple."""
    kinds = {kind_of(i) for i in items if isinstance(i, str | bool | int | float)}
    if len(kinds) > 1:
        return [to_text(i) if isinstance(i, bool | int | float) else i for i in items]
    return items


def _toset(value: Any) -> Any:
    return None if value is None else set_of(_alike(list(_list(value))))


def _tomap(value: Any) -> Any:
    if value is None:
        return None
    given = _map(value)
    return dict(zip(given, _alike(list(given.values())), strict=True))


def _tostring(value: Any) -> Any:
    return value if value is None or is_symbol(value) else _text(value)


def _tonumber(value: Any) -> Any:
    return value if value is None or is_symbol(value) else to_number(value)


def _tobool(value: Any) -> Any:
    return value if value is None or is_symbol(value) else to_flag(value)


# -- lists -----------------------------------------------------------------------------------------------------------------


def _length(value: Any) -> Any:
    if isinstance(value, str):
        if not value.isascii():
            raise TooMuch
        return len(value)
    if isinstance(value, dict):
        return len(value)
    return len(_list(value))


def _concat(*lists: Any) -> list[Any]:
    return _sized([*itertools.chain.from_iterable(map(_list, lists))])


def _flatten(value: Any) -> list[Any]:
    found: list[Any] = []
    check_size(value)
    _flatten_into(_list(value), found, 0)
    return found


def _flatten_into(items: list[Any], found: list[Any], depth: int) -> None:
    if depth > 60:
        raise TooMuch
    for item in items:
        if isinstance(item, list):
            _flatten_into(item, found, depth + 1)
        elif isinstance(item, Open) or (isinstance(item, Ref) and not is_sure(item)):
            raise _Unsettled(item)  # it may be a list of its own
        else:
            found.append(item)
    _sized(found)


def _distinct(value: Any) -> Any:
    items = _list(value)
    _told_apart(items)
    return unique(items)


def _told_apart(items: list[Any]) -> None:
    for item in items:
        if len(items) > 1 and not is_sure(item) and not is_plain(item):
            raise _Unsettled(item)


def _compact(value: Any) -> Any:
    found = []
    for item in _list(value):
        if is_symbol(item) and not is_sure(item):
            raise _Unsettled(item)
        if item is not None and item != "":
            found.append(item)
    return found


def _coalesce(*values: Any) -> Any:
    for value in values:
        if isinstance(value, Open) or (isinstance(value, Ref) and not is_sure(value)):
            raise _Unsettled(value)
        if value is not None and value != "":
            return value
    raise Fault("coalesce() finds nothing")


def _coalescelist(*values: Any) -> Any:
    for value in values:
        if value is not None and _list(value):
            return value
    raise Fault("coalescelist() finds nothing")


def _contains(value: Any, wanted: Any) -> Any:
    doubt: Open | None = None
    check_size(value)
    for item in _list(value):
        found = equal(item, _like(wanted, item))
        if found is True:
            return True
        if isinstance(found, Open):
            doubt = found
    return False if doubt is None else doubt


def _like(value: Any, model: Any) -> Any:
    """Convert a value to the type of the members that it is compared with."""
    if isinstance(model, str) and isinstance(value, bool | int | float):
        return to_text(value)
    return value


def _index(value: Any, wanted: Any) -> Any:
    check_size(value)
    for place, item in enumerate(_list(value)):
        found = equal(item, _like(wanted, item))
        if isinstance(found, Open):
            return found
        if found:
            return place
    raise Fault("the list does not hold the value")


def _element(value: Any, place: Any) -> Any:
    items = _list(value)
    if is_symbol(place):
        return index_of(items, place)
    number = _whole(place)
    if not items or isinstance(value, SetValue):
        raise Fault("element() finds nothing")
    if number < 0:
        raise TooMuch  # from the end, or refused: it depends on the version of Terraform
    return items[number % len(items)]


def _slice(value: Any, start: Any, end: Any) -> list[Any]:
    items, first, last = _list(value), _whole(start), _whole(end)
    if not 0 <= first <= last <= len(items):
        raise Fault("slice() goes beyond the list")
    return items[first:last]


def _range(*limits: Any) -> list[Any]:
    numbers = [_number(n) for n in limits]
    if not 1 <= len(numbers) <= 3:
        raise Fault("range() takes one to three numbers")
    start, end = (0, numbers[0]) if len(numbers) == 1 else numbers[:2]
    step = numbers[2] if len(numbers) == 3 else (1 if start <= end else -1)
    if step == 0:
        raise Fault("range() with a step of 0")
    count = (end - start) / step
    if count > MAX_ITEMS:
        raise TooMuch
    found = []
    value = start
    while (value < end) if step > 0 else (value > end):
        found.append(plain_number(value))
        value += step
    return found


def _reverse(value: Any) -> list[Any]:
    return list(reversed(_list(value)))


def _chunklist(value: Any, size: Any) -> list[list[Any]]:
    items, count = _list(value), _whole(size)
    if count < 0:
        raise Fault("chunklist() takes no negative size")
    return [items[n : n + count] for n in range(0, len(items), count)] if count else [items]


def _one(value: Any) -> Any:
    items = _list(value)
    if len(items) > 1:
        raise Fault("one() takes one member at most")
    return items[0] if items else None


def _sum(value: Any) -> Any:
    items = [_number(i) for i in _list(value)]
    if not items:
        raise Fault("sum() of nothing")
    return plain_number(sum(items))


def _alltrue(value: Any) -> Any:
    return _truth(_list(value), decides=False)


def _anytrue(value: Any) -> Any:
    return _truth(_list(value), decides=True)


def _truth(items: list[Any], *, decides: bool) -> Any:
    sides = [i if is_symbol(i) else i is not None and to_flag(i) for i in items]
    if any(side is decides for side in sides):
        return decides
    return open_of(*sides) if any(map(is_symbol, sides)) else not decides


def _matchkeys(values: Any, keys: Any, wanted: Any) -> list[Any]:
    members, names, search = _list(values), _list(keys), _list(wanted)
    check_size(names, search)
    if len(members) != len(names):
        raise Fault("matchkeys() takes lists of one length")
    _told_apart([*names, *search])
    marks = {frozen(w) for w in search}
    return [m for m, name in zip(members, names, strict=True) if frozen(name) in marks]


# -- maps ------------------------------------------------------------------------------------------------------------------


def _merge(*maps: Any) -> Any:
    found: dict[str, Any] = {}
    for given in maps:
        if given is not None:
            found.update(_map(given))
    return found


def _keys(value: Any) -> list[str]:
    return sorted(_map(value))


def _values(value: Any) -> list[Any]:
    given = _map(value)
    return [given[k] for k in sorted(given)]


def _lookup(value: Any, key: Any, *default: Any) -> Any:
    given = _map(value)
    if is_symbol(key):
        raise _Unsettled(key)
    name = to_text(key)
    if name in given:
        return given[name]
    if not default:
        raise Fault(f"there is no member {name[:60]}")
    return default[0]


def _zipmap(keys: Any, values: Any) -> dict[str, Any]:
    names, members = [_text(k) for k in _list(keys)], _list(values)
    if len(names) != len(members):
        raise Fault("zipmap() takes lists of one length")
    return dict(zip(names, members, strict=True))


def _transpose(value: Any) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    given = _map(value)
    for key in sorted(given):
        for member in _list(given[key]):
            found.setdefault(_text(member), []).append(key)
    return {k: sorted(found[k]) for k in sorted(found)}


# -- sets ------------------------------------------------------------------------------------------------------------------


def _setproduct(*sets: Any) -> Any:
    members = [_list(s) for s in sets]
    size = 1
    for items in members:
        size *= len(items)
    if size > MAX_ITEMS:
        raise TooMuch
    return [list(combination) for combination in itertools.product(*members)]


def _setunion(*sets: Any) -> Any:
    return set_of(_alike(_concat(*sets)))


def _setintersection(first: Any, *others: Any) -> Any:
    return _by_membership(first, others, lambda mark, marks: all(mark in m for m in marks))


def _setsubtract(first: Any, other: Any) -> Any:
    return _by_membership(first, (other,), lambda mark, marks: mark not in marks[0])


def _by_membership(first: Any, others: Any, keep: Callable[[Any, list[set[Any]]], bool]) -> Any:
    members, lists = _list(first), [_list(o) for o in others]
    check_size(members, *lists)
    _told_apart(_concat(members, *lists, []))
    marks = [{frozen(i) for i in items} for items in lists]
    return set_of([m for m in members if keep(frozen(m), marks)])


_ALL: dict[str, Callable[..., Any]] = {
        "alltrue": _alltrue, "anytrue": _anytrue, "chunklist": _chunklist, "coalesce": _coalesce, "coalescelist": _coalescelist,
        "compact": _compact, "concat": _concat, "contains": _contains, "distinct": _distinct, "element": _element,
        "flatten": _flatten, "index": _index, "keys": _keys, "length": _length, "lookup": _lookup, "matchkeys": _matchkeys,
        "merge": _merge, "nonsensitive": lambda value: value, "one": _one, "range": _range, "reverse": _reverse,
        "sensitive": lambda value: value, "setintersection": _setintersection, "setproduct": _setproduct,
        "setsubtract": _setsubtract, "setunion": _setunion, "slice": _slice, "sum": _sum, "tobool": _tobool, "tolist": _tolist,
        "tomap": _tomap, "tonumber": _tonumber, "toset": _toset, "tostring": _tostring, "transpose": _transpose,
        "values": _values, "zipmap": _zipmap,
}  # fmt: skip
FUNCTIONS = {name: _settled(function) for name, function in _ALL.items()}
