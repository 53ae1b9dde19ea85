"""What the source of a configuration says for one instance of a resource: which attribute of which instance a value is.

The configuration in a plan tells references a block at a time, and drops some. An expression made of the source is an object like
the plan's, with the member ``exact``: the value itself, in which references stand as :class:`Ref`.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any, Protocol

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping
    from collections.abc import Set as AbstractSet


_DEPTH, _MEMBERS = 2, 1000  # how far into a value one looks for something to name


class Ref(msgspec.Struct, frozen=True, gc=False):
    """The value of an attribute that is not known yet: of a resource instance by its full address, or of an input variable."""

    address: str
    path: tuple[str | int, ...] = ()

    @property
    def text(self) -> str:
        """What a person would write."""
        steps = (f"[{s}]" if isinstance(s, int) else f".{s}" for s in self.path)
        return self.address + "".join(steps)


class Open(msgspec.Struct, frozen=True, eq=False):
    """A value that cannot be told, and why. ``choices``: all that it can be, where that is known."""

    why: str
    choices: tuple[Any, ...] = ()


class Paired(list[Any]):
    """Pieces of the configuration, each of the nested block in the same place."""

    __slots__ = ()


class Source(Protocol):
    """The source of a configuration, when it is there.

    ``vague`` are the addresses of resources that stand for others of which it is not known how many there are.
    """

    @property
    def vague(self) -> AbstractSet[str]:
        """Give the addresses that stand for others."""
        ...

    def expressions(self, address: str, written: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Give what is written for one instance of a resource, better than the plan tells it (``written``)."""
        ...


class Pieces(list[Any]):
    """Pieces of the configuration for nested blocks, in any order. ``pool``: what the plan tells of all of them together."""

    __slots__ = ("pool",)

    pool: Any


def exact_of(expression: Any) -> Any:
    """Give the value that an expression made of the source has; None for any other expression."""
    return expression.get("exact") if expression.__class__ is dict else None


def source_of(value: Any, depth: int = 0) -> str:
    """Name what a value depends on, for people."""
    if isinstance(value, Ref):
        return value.text
    if isinstance(value, Open):
        return value.why
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    if depth > _DEPTH:
        return ""
    return next((found for found in (source_of(m, depth + 1) for m in islice(members, _MEMBERS)) if found), "")
