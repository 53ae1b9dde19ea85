"""Blocks that must not overlap within one home: subnets of a VPC, reservations of a subnet. The later one is to blame.

Blocks of addresses are nested or apart, never half of each: one sweep with a stack meets every pair that overlaps.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.findings import Open
from eni_lint.inventory.addresses import Cidr
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from eni_lint.inventory.origin import Place


class Holder(msgspec.Struct, frozen=True, eq=False):
    """A thing with blocks of one version of IP, and the thing that it is in: its home. The same unknown home is one home."""

    origin: Origin
    home: str | Unknown
    blocks: list[tuple[str, Cidr]]  # with the field that writes each
    doubt: Unknown | None = None  # why it may have others


class Overlap(msgspec.Struct, frozen=True, eq=False):
    """A block, and one of an earlier thing of its home that overlaps it."""

    earlier: Placed
    later: Placed


class Placed(msgspec.Struct, frozen=True, eq=False):
    """A block with the number of its holder in the document."""

    number: int
    holder: Holder
    field: str
    block: Cidr

    @property
    def place(self) -> Place:
        """Where it is written."""
        return self.holder.origin.place(self.field)


def overlaps(holders: Sequence[Holder]) -> Iterator[Overlap]:
    """Give every block that overlaps an earlier one of its home, with the earliest of these."""
    for members in _homes(holders).values():
        found = [Overlap(earlier, later) for later, earlier in _earliest(members) if earlier.number < later.number]
        yield from sorted(found, key=lambda overlap: (overlap.later.number, overlap.later.field))


def open_overlaps(holders: Sequence[Holder]) -> Iterator[Open]:
    """Leave open the holders that may overlap an earlier one: a block, or a home, is not known."""
    for members in _homes(holders).values():
        doubt: Unknown | None = None
        for number, holder in members:
            if doubt is not None:
                yield Open(holder.origin, doubt)
            elif holder.doubt is not None and number > members[0][0]:
                yield Open(holder.origin, holder.doubt)
            doubt = holder.doubt if doubt is None else doubt
    if any(isinstance(holder.home, Unknown) for holder in holders):
        yield from _open_strangers(holders)


def _open_strangers(holders: Sequence[Holder]) -> Iterator[Open]:
    """Leave open those that overlap in different homes which may be one."""
    if len(_homes(holders)) > 1:
        for one, other in _pairs(list(enumerate(holders))):
            doubt = _may_share(one.holder.home, other.holder.home)
            if doubt is not None:
                yield Open(one.holder.origin, doubt)
                yield Open(other.holder.origin, doubt)
    for holder in holders:
        if holder.doubt is not None and isinstance(holder.home, Unknown) and len(holders) > 1:
            yield Open(holder.origin, holder.doubt)


def _homes(holders: Sequence[Holder]) -> dict[Hashable, list[tuple[int, Holder]]]:
    """Sort the holders, each with its number, by what is the same home for certain."""
    homes: dict[Hashable, list[tuple[int, Holder]]] = defaultdict(list)
    for number, holder in enumerate(holders):
        homes[_home_key(holder.home)].append((number, holder))
    return homes


def _home_key(home: str | Unknown) -> Hashable:
    if isinstance(home, str):
        return ("key", home)
    return ("object", id(home)) if home.symbol is None else ("symbol", home.symbol)


def _may_share(one: str | Unknown, other: str | Unknown) -> Unknown | None:
    """Say why two homes may be one although that is not certain, None where it is certain or out of the question."""
    doubt = next((home for home in (one, other) if isinstance(home, Unknown)), None)
    if doubt is None or _home_key(one) == _home_key(other):
        return None
    first, second = (home.candidates if isinstance(home, Unknown) else frozenset((home,)) for home in (one, other))
    return None if first and second and not first & second else doubt


def _earliest(members: Sequence[tuple[int, Holder]]) -> Iterator[tuple[Placed, Placed]]:
    """Give every block with the earliest one that overlaps it, perhaps itself: there may be far more pairs than blocks."""
    placed = _sorted(members)
    ranks = [(each.number, position) for position, each in enumerate(placed)]
    around: list[int] = []
    above = list(ranks)  # the earliest of a block and those that it is in
    below = list(ranks)  # the earliest of a block and those in it
    for position, each in enumerate(placed):
        while around and _is_before(placed[around[-1]], each):
            _hand_on(around, below)
        if around:
            above[position] = min(above[position], above[around[-1]])
        around.append(position)
    while around:
        _hand_on(around, below)
    for position, each in enumerate(placed):
        yield each, placed[min(above[position], below[position])[1]]


def _hand_on(around: list[int], below: list[tuple[int, int]]) -> None:
    """Leave the innermost block, and tell the one around it which is the earliest in it."""
    left = around.pop()
    if around:
        below[around[-1]] = min(below[around[-1]], below[left])


def _sorted(members: Sequence[tuple[int, Holder]]) -> list[Placed]:
    """Give the blocks in the order of their addresses, each behind those that it is in."""
    placed = [Placed(number, holder, field, block) for number, holder in members for field, block in holder.blocks]
    placed.sort(key=lambda each: (each.block.version, each.block.first, -each.block.last, each.number))
    return placed


def _is_before(one: Placed, other: Placed) -> bool:
    """Tell whether a block ends before another one begins."""
    return one.block.version != other.block.version or one.block.last < other.block.first


def _pairs(members: Sequence[tuple[int, Holder]]) -> Iterator[tuple[Placed, Placed]]:
    """Give every pair of blocks of different holders that overlap."""
    around: list[Placed] = []
    for each in _sorted(members):
        while around and _is_before(around[-1], each):
            around.pop()
        for other in around:
            if other.number != each.number:
                yield other, each
        around.append(each)
