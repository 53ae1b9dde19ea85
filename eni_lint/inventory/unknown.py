"""The value that is not known, and the three-valued comparison that goes with it.

A field of the model is ``T``, ``None`` or ``Unknown``. ``None``: the source says there is none. ``Unknown``: there is, or may be,
a value that cannot be told here. Unknown is poison and not falsy: whatever looks at it raises :class:`Undecided`, which the
engine turns into the third outcome, so that no check can quietly read "not known" as "no".
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any, NoReturn, Optional, TypeAlias, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable

T = TypeVar("T")


class Reason(StrEnum):
    """Why a value is not known."""

    AFTER_APPLY = "after-apply"
    """Terraform tells it only after apply."""
    ASSIGNED_BY_AWS = "assigned-by-aws"
    """AWS will choose it, from what is free: it cannot collide with what is written."""
    AMBIGUOUS = "ambiguous"
    """It is one of several, and nothing says which."""
    INTRINSIC = "intrinsic"
    """A function or parameter of the template that cannot be resolved here."""
    NOT_COLLECTED = "not-collected"
    """The snapshot does not hold it: no permission, or the call was not made."""
    OUTSIDE = "outside"
    """It lives in another file or account."""
    SENSITIVE = "sensitive"
    """The source marks it as a secret."""
    DECLARED = "declared-unknown"
    """The declared file says that it is not known."""
    NOT_IN_CATALOGUE = "not-in-catalogue"
    """The catalogue of instance types has no such fact."""


class Undecided(Exception):  # noqa: N818 - not an error: the third outcome
    """A check looked at a value that is not known."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.detail)
        self.unknown = unknown


class Unknown:
    """A value that is, or may be, there but cannot be told.

    ``detail`` is a phrase for people ("known only after apply: var.size"). ``symbol`` is the expression that stands for it, when
    equal expressions have equal values (``("aws_subnet.a", "id")``). ``candidates`` are the only values it can have, when
    they are known (the instances of one counted resource). ``apart`` names a family of values that differ from one another
    where their symbols do (the zones of a Region, by their numbers).
    """

    __slots__ = ("apart", "candidates", "detail", "reason", "symbol")

    def __init__(
        self,
        reason: Reason,
        detail: str = "",
        *,
        symbol: object = None,
        candidates: Iterable[str] = (),
        apart: object = None,
    ) -> None:
        self.reason = reason
        self.detail = detail or PHRASES[reason]
        self.symbol = symbol
        self.candidates = frozenset(candidates)
        self.apart = apart

    def _poison(self, *_: object) -> NoReturn:
        raise Undecided(self)

    __bool__ = __len__ = __iter__ = __contains__ = __getitem__ = __call__ = _poison
    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = _poison
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = _poison
    __str__ = __format__ = __int__ = __float__ = __index__ = __abs__ = _poison
    __or__ = __ror__ = __and__ = __rand__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = _poison

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise Undecided(self)

    def __repr__(self) -> str:
        return f"Unknown({self.reason.value}: {self.detail})"


PHRASES = {
    Reason.AFTER_APPLY: "known only after apply",
    Reason.ASSIGNED_BY_AWS: "assigned by AWS",
    Reason.AMBIGUOUS: "one of several, and nothing says which",
    Reason.INTRINSIC: "depends on a value that the template does not give",
    Reason.NOT_COLLECTED: "not part of what was collected",
    Reason.OUTSIDE: "defined outside the inputs",
    Reason.SENSITIVE: "marked sensitive",
    Reason.DECLARED: "declared as unknown",
    Reason.NOT_IN_CATALOGUE: "not in the catalogue of instance types",
}

if TYPE_CHECKING:
    Maybe: TypeAlias = T | Unknown | None
    Known: TypeAlias = T | Unknown
else:
    # msgspec decodes AWS's JSON straight into the model: what it reads is a T or nothing, never an Unknown.
    Maybe = Optional[T]  # noqa: UP045 - an alias that takes a parameter
    Known = Optional[T]  # noqa: UP045 - likewise


def known(value: T | Unknown) -> T:
    """Give the value, or raise :class:`Undecided` when it is not known."""
    if isinstance(value, Unknown):
        raise Undecided(value)
    return value


def is_known(value: object) -> bool:
    """Tell whether the value may be looked at."""
    return not isinstance(value, Unknown)


def same(a: Any, b: Any) -> bool:
    """Tell whether two values are equal; raise :class:`Undecided` when that cannot be told.

    Two unknowns with one symbol are the same value, whatever it is; being one object says nothing, since sources share them. A
    value that is not among an unknown's candidates differs from it for certain, and so do two of one family with other symbols.
    """
    if isinstance(a, Unknown):
        if isinstance(b, Unknown):
            if a.symbol is not None and a.symbol == b.symbol:
                return True
            if a.apart is not None and a.apart == b.apart and a.symbol is not None and b.symbol is not None:
                return False
            if a.candidates and b.candidates and not (a.candidates & b.candidates):
                return False
            raise Undecided(a)
        a, b = b, a
    if isinstance(b, Unknown):
        if b.candidates and a not in b.candidates:
            return False
        raise Undecided(b)
    return bool(a == b)
