"""Works out expressions: to plain values where all is known, to symbols where it is not. It never guesses."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl import syntax
from eni_lint.sources.hcl.values import (
    MAX_ITEMS,
    MAX_TEXT,
    Fault,
    SetValue,
    TooMuch,
    equal,
    is_plain,
    is_sure,
    is_symbol,
    items_of,
    kind_of,
    open_of,
    plain_number,
    to_flag,
    to_number,
    to_text,
)
from eni_lint.sources.terraform.exact import Open, Ref

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Protocol

    class Frame(Protocol):
        """Where an expression stands: it knows what its names mean."""

        names: Mapping[str, Any]

        def root(self, name: str, attribute: str) -> Any:
            """Give ``name.attribute`` for a name that no ``for`` binds."""
            ...

        def read_text(self, path: str) -> str | None:
            """Read a file of the configuration; None for one that is not there to be read."""
            ...

        def data(self, kind: str, name: str) -> Any:
            """Give a data source."""
            ...

        def binding(self, names: Mapping[str, Any]) -> Frame:
            """Give the same place with more names bound."""
            ...


MAX_DEPTH = 120
MAX_STEPS = 5_000_000
MAX_STEPS_OF_ONE = 200_000  # of one argument with all that it needs, so that a monster leaves something for the others


class Evaluator:
    """Evaluates the expressions of a configuration, within bounds. ``secret`` tells whether something sensitive was looked at."""

    def __init__(self) -> None:
        self.steps = MAX_STEPS_OF_ONE
        self.left = MAX_STEPS
        self.depth = 0
        self.secret = False

    def value(self, node: syntax.Expression, frame: Frame) -> Any:
        """Work out an expression. Raises Fault where Terraform refuses it."""
        handler = _HANDLERS[type(node)]
        if handler is _literal:
            return node.value  # type: ignore[union-attr]
        self.steps -= 1
        if self.steps < 0 or self.depth >= MAX_DEPTH:
            raise TooMuch
        self.depth += 1
        try:
            return handler(self, node, frame)
        finally:
            self.depth -= 1

    def known(self, node: syntax.Expression, frame: Frame) -> Any:
        """Work out an expression; Open, with the reason, for one that Terraform refuses or that is too much to work out."""
        depth = self.depth
        if depth == 0:
            self.steps = given = min(self.left, MAX_STEPS_OF_ONE)
        try:
            return self.value(node, frame)
        except Fault as fault:
            return Open(str(fault))
        except (TooMuch, RecursionError, OverflowError, MemoryError):
            return Open("an expression that is too large to work out")
        finally:
            self.depth = depth
            if depth == 0:
                self.left -= given - max(0, self.steps)


def _literal(_: Evaluator, node: Any, _frame: Frame) -> Any:
    return node.value


def _opaque(_: Evaluator, node: syntax.Opaque, _frame: Frame) -> Any:
    return Open(node.reason)


def _template(self: Evaluator, node: syntax.Template, frame: Frame) -> Any:
    parts = [self.value(part, frame) for part in node.parts]
    if any(map(_unsettled, parts)):
        return open_of(*parts)
    text = "".join(map(to_text, parts))
    if len(text) > MAX_TEXT:
        raise TooMuch
    return text


def _unsettled(value: Any) -> bool:
    return is_symbol(value) or not (value is None or isinstance(value, str | bool | int | float | list | dict))


def _name(_: Evaluator, node: syntax.Name, frame: Frame) -> Any:
    found = frame.names.get(node.name, frame)
    if found is frame:
        raise Fault(f"{node.name} names nothing")
    return found


def _attribute(self: Evaluator, node: syntax.Attribute, frame: Frame) -> Any:
    of = node.of
    if isinstance(of, syntax.Name) and of.name not in frame.names:
        return frame.root(of.name, node.name)
    if isinstance(of, syntax.Attribute) and isinstance(of.of, syntax.Name) and of.of.name == "data" and "data" not in frame.names:
        return frame.data(of.name, node.name)
    return attribute_of(self.value(of, frame), node.name)


def attribute_of(value: Any, name: str) -> Any:
    """Give ``value.name``."""
    if isinstance(value, dict):
        try:
            return value[name]
        except KeyError:
            raise Fault(f"there is no attribute {name}") from None
    if isinstance(value, Ref):
        return Ref(value.address, (*value.path, name))
    if isinstance(value, Open):
        return Open(value.why, tuple(_tried(c, name) for c in value.choices)) if value.choices else value
    if value is None or isinstance(value, list | str | bool | int | float):
        raise Fault(f"{kind_of(value)} has no attribute {name}")
    return value.attribute(name)


def _tried(value: Any, name: str) -> Any:
    try:
        return attribute_of(value, name)
    except Fault:
        return None


def _index(self: Evaluator, node: syntax.Index, frame: Frame) -> Any:
    return index_of(self.value(node.of, frame), self.value(node.key, frame))


def index_of(value: Any, key: Any) -> Any:
    """Give ``value[key]``."""
    if isinstance(value, Ref):
        return Ref(value.address, (*value.path, key)) if isinstance(key, str | int) else open_of(value)
    if isinstance(value, Open):
        return value
    if is_symbol(key):
        members = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
        return Open(open_of(key).why, tuple(members))
    if isinstance(value, dict):
        name = to_text(key)
        if name not in value:
            raise Fault(f"there is no member {name[:60]}")
        return value[name]
    if isinstance(value, list) and not isinstance(value, SetValue):
        place = to_number(key)
        if not isinstance(place, int) or not 0 <= place < len(value):
            raise Fault(f"there is no member {place}")
        return value[place]
    if value is None or isinstance(value, str | bool | int | float | list):
        raise Fault(f"{kind_of(value)} has no members to index")
    return value.attribute(to_text(key))


def _splat(self: Evaluator, node: syntax.Splat, frame: Frame) -> Any:
    value = self.value(node.of, frame)
    if is_symbol(value):
        return open_of(value)
    if value is None:
        return []
    members = value if isinstance(value, list) else [value]
    found = []
    for member in members:
        for step in node.steps:
            member = attribute_of(member, step) if isinstance(step, str) else index_of(member, self.value(step, frame))  # noqa: PLW2901
        found.append(member)
    return found


def _call(self: Evaluator, node: syntax.Call, frame: Frame) -> Any:
    from eni_lint.sources.hcl.functions import call  # noqa: PLC0415 - most of it imports netaddr and codecs of its own

    if node.name in ("try", "can"):
        return _tries(self, node, frame)
    arguments = [self.value(argument, frame) for argument in node.arguments]
    if node.expand:
        last = arguments.pop()
        if not isinstance(last, list):
            return open_of(last)
        arguments += last
    self.steps -= sum(len(a) for a in arguments if isinstance(a, list | dict))
    if node.name == "sensitive":
        self.secret = True
    if node.name == "file" and len(arguments) == 1 and isinstance(arguments[0], str):
        text = frame.read_text(arguments[0])
        return Open("a file that is not read") if text is None else text
    return call(node.name, arguments)


def _tries(self: Evaluator, node: syntax.Call, frame: Frame) -> Any:
    """Give the first argument that works out; one that is not known may fail, or not, when it is known."""
    depth = self.depth
    for argument in node.arguments:
        try:
            value = self.value(argument, frame)
        except Fault:
            self.depth = depth
            continue
        if node.name == "can":
            return True if not isinstance(value, Open) and (not isinstance(value, Ref) or is_sure(value)) else open_of(value)
        if isinstance(value, Open) or (isinstance(value, Ref) and not is_sure(value)):
            return open_of(value)
        return value
    if node.name == "can":
        return False
    raise Fault("no argument of try() works out")


def _conditional(self: Evaluator, node: syntax.Conditional, frame: Frame) -> Any:
    test = self.value(node.test, frame)
    if not is_symbol(test):
        return self.value(node.yes if to_flag(test) else node.no, frame)
    choices: list[Any] = []
    for branch in (node.yes, node.no):
        found = self.known(branch, frame)
        choices += found.choices if isinstance(found, Open) and found.choices else [found]
    if is_plain(choices) and all(equal(choices[0], c) is True for c in choices):
        return choices[0]
    if any(isinstance(c, Open) for c in choices):
        return open_of(test)
    return Open(open_of(test).why, tuple(choices))


def _unary(self: Evaluator, node: syntax.Unary, frame: Frame) -> Any:
    value = self.value(node.operand, frame)
    if is_symbol(value):
        return open_of(value)
    return not to_flag(value) if node.op == "!" else -to_number(value)


def _binary(self: Evaluator, node: syntax.Binary, frame: Frame) -> Any:
    op = node.op
    left = self.value(node.left, frame)
    if op in ("&&", "||"):
        return _logic(self, node, left, frame)
    right = self.value(node.right, frame)
    if op in ("==", "!="):
        found = equal(left, right)
        return found if isinstance(found, Open) else found is (op == "==")
    if is_symbol(left) or is_symbol(right):
        return open_of(left, right)
    return _ARITHMETIC[op](to_number(left), to_number(right))


def _logic(self: Evaluator, node: syntax.Binary, left: Any, frame: Frame) -> Any:
    """Decide what one side alone decides; a side that cannot be worked out is a fault all the same, as in Terraform."""
    right = self.value(node.right, frame)
    decides = node.op == "||"
    sides = [side if is_symbol(side) else to_flag(side) for side in (left, right)]
    if any(side is decides for side in sides):
        return decides
    return open_of(*sides) if any(map(is_symbol, sides)) else not decides


def _divide(a: float, b: float) -> int | float:
    if b == 0:
        raise Fault("division by zero")
    if isinstance(a, int) and isinstance(b, int) and a % b == 0:
        return a // b
    return plain_number(a / b)


def _remainder(a: float, b: float) -> int | float:
    if b == 0:
        raise Fault("division by zero")
    if isinstance(a, int) and isinstance(b, int):
        found = abs(a) % abs(b)
        return -found if a < 0 else found
    import math  # noqa: PLC0415 - seldom

    return plain_number(math.fmod(a, b))


def _exactly(operate: Callable[[Any, Any], Any], a: float, b: float) -> int | float:
    """Count in tenths where there are any, as Terraform does: 0.1 + 0.2 is 0.3."""
    if isinstance(a, int) and isinstance(b, int):
        return int(operate(a, b))
    from decimal import Decimal  # noqa: PLC0415 - seldom

    return plain_number(float(operate(Decimal(repr(a)), Decimal(repr(b)))))


def _times(a: float, b: float) -> int | float:
    found = _exactly(operator.mul, a, b)
    if isinstance(found, int) and found.bit_length() > 512:
        raise TooMuch
    return found


_ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: _exactly(operator.add, a, b),
    "-": lambda a, b: _exactly(operator.sub, a, b),
    "*": _times,
    "/": _divide,
    "%": _remainder,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def _object(self: Evaluator, node: syntax.Object, frame: Frame) -> Any:
    found: dict[str, Any] = {}
    for key, member in node.items:
        name = self.value(key, frame)
        if _unsettled(name):
            return open_of(name)
        found[to_text(name)] = self.value(member, frame)
    return found


def _tuple(self: Evaluator, node: syntax.Tuple, frame: Frame) -> Any:
    return [self.value(item, frame) for item in node.items]


def _for(self: Evaluator, node: syntax.For, frame: Frame) -> Any:
    members = items_of(self.value(node.over, frame))
    if isinstance(members, Open):
        return members
    self.steps -= len(members)
    if len(members) > MAX_ITEMS:
        raise TooMuch
    listed: list[Any] = []
    mapped: dict[str, Any] = {}
    for key, member in members:
        inner = frame.binding({node.value_name: member, node.key_name: key} if node.key_name else {node.value_name: member})
        wanted = True if node.condition is None else self.value(node.condition, inner)
        if is_symbol(wanted):
            return open_of(wanted)
        if not to_flag(wanted):
            continue
        if node.key is None:
            listed.append(self.value(node.value, inner))
            continue
        name = self.value(node.key, inner)
        if _unsettled(name):
            return open_of(name)
        _enter(mapped, to_text(name), self.value(node.value, inner), grouped=node.grouped)
    return listed if node.key is None else mapped


def _enter(mapped: dict[str, Any], name: str, value: Any, *, grouped: bool) -> None:
    if grouped:
        mapped.setdefault(name, []).append(value)
    elif name in mapped:
        raise Fault(f"two members have the key {name[:60]}")
    else:
        mapped[name] = value


_HANDLERS: dict[type, Callable[..., Any]] = {
    syntax.Literal: _literal,
    syntax.Opaque: _opaque,
    syntax.Template: _template,
    syntax.Name: _name,
    syntax.Attribute: _attribute,
    syntax.Index: _index,
    syntax.Splat: _splat,
    syntax.Call: _call,
    syntax.Conditional: _conditional,
    syntax.Unary: _unary,
    syntax.Binary: _binary,
    syntax.Object: _object,
    syntax.Tuple: _tuple,
    syntax.For: _for,
}
