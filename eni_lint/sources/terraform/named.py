"""What an expression turns out to name: objects for certain, objects perhaps, or something that cannot be told."""

from __future__ import annotations

from typing import Any, NamedTuple

ELSEWHERE = 1
"""An attribute of another sort, which is known only after apply: it may decide, or be a part of, the value."""
OPEN = 2
"""Something that the plan does not show (a local value)."""


class Named(NamedTuple):
    """What an expression names.

    ``exact``: each of them for certain, once for each reference. ``perhaps``: one or more of them. ``doubt``: there may be
    other things (ELSEWHERE, OPEN). ``decides``: a known value stands beside the objects, which may choose among them.
    ``written``: so does a known value that may be an object itself. ``symbol`` stands for the value: same symbol, same value.
    """

    exact: tuple[str, ...] = ()
    perhaps: frozenset[str] = frozenset()
    doubt: int = 0
    decides: bool = False
    written: bool = False
    symbol: Any = None

    @property
    def candidates(self) -> frozenset[str]:
        """All that it can be."""
        return self.perhaps.union(self.exact) if self.exact else self.perhaps


NONE = Named()
DECIDES = Named(decides=True)
WRITTEN = Named(decides=True, written=True)
UNKNOWN = Named(doubt=OPEN)


def known_value(value: Any) -> Named:
    """Say what a known value beside the objects can do: a text or a list may name objects, anything else only decides."""
    return WRITTEN if isinstance(value, str | list | dict) and value else DECIDES


def any_of(parts: list[Named]) -> Named:
    """Say that it is something of all these."""
    if len(parts) == 1 and not parts[0].exact:
        return parts[0]
    return Named(
        perhaps=frozenset().union(*(p.candidates for p in parts)),
        doubt=max((p.doubt for p in parts), default=OPEN),
        decides=True,
        written=any(p.written for p in parts),
    )


def all_of(parts: list[Named]) -> Named:
    """Put together what the references of one expression name."""
    if len(parts) == 1:
        return parts[0]
    exact: tuple[str, ...] = ()
    perhaps: frozenset[str] = frozenset()
    for part in parts:
        exact += part.exact
        perhaps |= part.perhaps
    return Named(
        tuple(dict.fromkeys(exact)),
        perhaps,
        max((p.doubt for p in parts), default=0),
        decides=any(p.decides for p in parts),
        written=any(p.written for p in parts),
    )
