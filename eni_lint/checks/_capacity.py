"""Whether what is asked of a subnet fits in: single addresses by their number, prefixes by the aligned blocks that are free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._demand import SMALLEST, clipped
from eni_lint.inventory.addresses import PREFIX_LENGTH, Cidr, Span, free_blocks, merged
from eni_lint.inventory.unknown import Undecided, Unknown

if TYPE_CHECKING:
    from eni_lint.checks._demand import Demand


def overcommitted(demand: Demand) -> bool:
    """Tell whether a subnet is too small for what it must hold for certain; raise Undecided when it may be."""
    size = 1 << (32 - SMALLEST) if isinstance(demand.block, Unknown) else demand.block.size
    if not isinstance(demand.block, Unknown) and demand.needed > size:
        return True
    _decide(demand, exceeded=demand.most > size, unclear_type=None)
    return False


def free_for_prefixes(demand: Demand, block: Cidr) -> int:
    """Count the free aligned /28 blocks that AWS may take prefixes from: of reservations for prefixes, where there are any.

    Single addresses are taken to go where they break none: if all fit by their number, they can.
    """
    busy = [*demand.named, *demand.aws_keeps, *demand.for_named]
    if demand.for_prefixes:
        busy += _gaps(clipped(demand.for_prefixes, block), block)
    return sum(1 for _ in free_blocks(block, merged(busy), PREFIX_LENGTH[4]))


def lacking_prefixes(demand: Demand, block: Cidr) -> int:
    """Count the prefixes for which no block is left for certain; raise Undecided when that cannot be told."""
    lacking = demand.asked.prefixes - free_for_prefixes(demand, block)
    if lacking > 0 and demand.unclear_place is None and demand.unclear_type is None:
        return lacking
    worst = lacking + demand.perhaps.prefixes + _unplaced(demand)
    _decide(demand, exceeded=worst > 0, unclear_type=demand.unclear_type)
    return 0


def no_prefix_left(demand: Demand, block: Cidr) -> bool:
    """Tell whether no aligned /28 is free; raise Undecided when it cannot be told."""
    free = free_for_prefixes(demand, block)
    if free:
        _decide(demand, exceeded=_unplaced(demand) >= free, unclear_type=demand.unclear_type)
        return False
    for doubt in (demand.unclear_place, demand.unclear_type):
        if doubt is not None:
            raise Undecided(doubt)
    return True


def holds_prefixes(demand: Demand) -> bool:
    """Tell whether an interface of the subnet holds a prefix; raise Undecided when one may."""
    if demand.holds_prefixes:
        return True
    for asked in (demand.asked, demand.perhaps):
        if asked.prefixes_endless is not None:
            raise Undecided(asked.prefixes_endless)
        if asked.unplaced_prefixes and asked.doubt is not None:
            raise Undecided(asked.doubt)
    return False


def asks_for_prefixes(demand: Demand) -> bool:
    """Tell whether AWS is, or may be, asked to choose a prefix of the subnet."""
    return any(
        asked.prefixes or asked.unplaced_prefixes or asked.prefixes_endless is not None
        for asked in (demand.asked, demand.perhaps)
    )


def _unplaced(demand: Demand) -> int:
    """Count what is written somewhere: each may break a block, or be one of the prefixes that are asked for."""
    return sum(asked.unplaced_addresses + asked.unplaced_prefixes for asked in (demand.asked, demand.perhaps))


def _gaps(spans: list[Span], block: Cidr) -> list[Span]:
    """Give the rest of a block between ranges that are sorted and joined."""
    gaps, start = [], block.first
    for first, last in spans:
        if first > start:
            gaps.append((start, first - 1))
        start = last + 1
    return [*gaps, (start, block.last)] if start <= block.last else gaps


def _decide(demand: Demand, *, exceeded: bool, unclear_type: Unknown | None) -> None:
    """Raise Undecided when what is not known may exceed the room."""
    doubts = [demand.asked.endless, demand.perhaps.endless, demand.unclear_place, unclear_type]
    if exceeded:
        block = demand.block if isinstance(demand.block, Unknown) else None
        doubts += [block, demand.unclear_type, demand.asked.doubt, demand.perhaps.doubt]
    for doubt in doubts:
        if doubt is not None:
            raise Undecided(doubt)
