"""Functions of numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.values import Fault, TooMuch, plain_number, to_number

if TYPE_CHECKING:
    from collections.abc import Callable

_BASE = 62


def _extreme(choose: Callable[..., Any]) -> Callable[..., Any]:
    def function(*numbers: Any) -> Any:
        if not numbers:
            raise Fault("a number is required")
        return choose(map(to_number, numbers))

    return function


def _parseint(text: Any, base: Any) -> int:
    radix = to_number(base)
    if not isinstance(radix, int) or not 2 <= radix <= _BASE:
        raise Fault("a base from 2 to 62 is required")
    digits = text if isinstance(text, str) else str(to_number(text))
    if radix > 36:
        raise TooMuch
    if not digits.lstrip("-").isalnum() or len(digits) > 200:
        raise Fault("no whole number")
    try:
        return int(digits, radix)
    except ValueError:
        raise Fault("no whole number") from None


def _pow(base: Any, exponent: Any) -> int | float:
    a, b = to_number(base), to_number(exponent)
    if abs(b) > 512:
        raise TooMuch
    try:
        return plain_number(a**b) if isinstance(b, int) and b >= 0 else plain_number(float(a) ** float(b))
    except (OverflowError, ZeroDivisionError, TypeError):
        raise Fault("no number") from None


def _log(number: Any, base: Any) -> int | float:
    try:
        return plain_number(math.log(to_number(number)) / math.log(to_number(base)))
    except (ValueError, ZeroDivisionError):
        raise Fault("no number") from None


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "abs": lambda number: abs(to_number(number)),
    "ceil": lambda number: math.ceil(to_number(number)),
    "floor": lambda number: math.floor(to_number(number)),
    "log": _log,
    "max": _extreme(max),
    "min": _extreme(min),
    "parseint": _parseint,
    "pow": _pow,
    "signum": lambda number: (to_number(number) > 0) - (to_number(number) < 0),
}
