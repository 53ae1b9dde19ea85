"""How full each subnet is: addresses, delegated prefixes, reservations, free aligned /28 blocks, and who spoils the others.

EC2 delegates aligned /28 blocks in which nothing is used. A subnet can have many free addresses and no such block: that is
fragmentation, and DescribeSubnets does not tell it.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.inventory.addresses import PREFIX_LENGTH, Cidr, Span, merged, parse_cidr, print_address
from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Subnet

LENGTH = PREFIX_LENGTH[4]
BLOCK = 1 << (32 - LENGTH)  # addresses of a delegated prefix
FREE, PART, FULL, DELEGATED, RESERVED, AWS = ".", "o", "#", "P", "r", "a"
"""What a block of 16 addresses is: free; used in part; full; delegated; free and reserved for prefixes; only AWS's own in it."""

MOST_BLOCKS = 1 << 16  # a /12: VPC blocks are /16 at most


class Spoiler(msgspec.Struct, frozen=True, kw_only=True):
    """A block that could be delegated if these addresses were elsewhere."""

    block: str
    addresses: list[str]
    interfaces: list[str]


class SubnetUse(msgspec.Struct, frozen=True, kw_only=True):
    """The use of the IPv4 block of one subnet, in addresses and in blocks of 16."""

    subnet: str
    cidr_block: str
    availability_zone: str
    usable: int  # all but the five that AWS keeps
    used: int  # by addresses of interfaces
    delegated: int  # addresses in delegated prefixes
    unplaced: int  # addresses that AWS is still to choose, those of prefixes included
    at_least: bool  # how much is used cannot be told in full
    free: int
    told_free: int | None  # what AWS says: AvailableIpAddressCount
    reserved_for_prefixes: int  # addresses of reservations of the type prefix
    reserved_explicit: int  # addresses of reservations of the type explicit
    blocks: int
    free_blocks: int
    prefixes: int
    fragmentation: int  # percent of the free addresses that lie in no free block
    spoilers: list[Spoiler]
    map: str


def uses(inventory: Inventory) -> Iterator[SubnetUse | Unknown]:
    """Give the use of every subnet with an IPv4 block, Unknown for one whose block is not known, in the order of the document."""
    for subnet in inventory.subnets:
        written = subnet.cidr_block
        if isinstance(written, Unknown):
            yield written
            continue
        block = None if written is None else parse_cidr(written)
        if block is None or block.version != 4 or block.size > MOST_BLOCKS * BLOCK:
            continue
        yield _use(inventory, subnet, block)


def _use(inventory: Inventory, subnet: Subnet, block: Cidr) -> SubnetUse:
    space = inventory.address_spaces.at(subnet.subnet_id)
    addresses = {claim.first: claim.owner for claim in space.holdings("addresses", 4).claims if claim.first in block}
    prefixes = sorted({claim.first for claim in space.holdings("prefixes", 4).claims if claim.first in block})
    singles = {a: owner for a, owner in addresses.items() if not _in_prefix(a, prefixes)}
    unplaced, at_least = _unplaced(space)
    ours = sum(last - first + 1 for first, last in block.reserved())
    free = max(0, block.size - ours - len(singles) - len(prefixes) * BLOCK - unplaced)
    states = _states(block, singles, prefixes, _ranges(space, "prefix", block), _ranges(space, "explicit", block))
    # What AWS is still to choose takes room somewhere: no more blocks can be left than free addresses make.
    free_blocks = min(sum(1 for state in states.values() if state in {FREE, RESERVED}), free // BLOCK)
    loose = max(0, free - free_blocks * BLOCK)
    told = subnet.available_ip_address_count
    zone = subnet.availability_zone
    return SubnetUse(
        subnet=subnet.origin.address,
        cidr_block=str(block),
        availability_zone=zone if isinstance(zone, str) else "",
        usable=block.size - ours,
        used=len(singles),
        delegated=len(prefixes) * BLOCK,
        unplaced=unplaced,
        at_least=at_least or bool(inventory.missing.get("network interfaces")),
        free=free,
        told_free=told if isinstance(told, int) else None,
        reserved_for_prefixes=_size(_ranges(space, "prefix", block)),
        reserved_explicit=_size(_ranges(space, "explicit", block)),
        blocks=len(states),
        free_blocks=free_blocks,
        prefixes=len(prefixes),
        fragmentation=loose * 100 // free if free else 0,
        spoilers=list(_spoilers(block, singles, states)),
        map="".join(states.values()),
    )


def _in_prefix(address: int, prefixes: list[int]) -> bool:
    first = address & -BLOCK
    return first in prefixes if len(prefixes) < 8 else first in set(prefixes)


def _unplaced(space: AddressSpace) -> tuple[int, bool]:
    """Count what AWS is still to choose; and tell whether there may be more that is not known."""
    count, open_ended = 0, False
    for interface in space.members:
        for entries, attribute, size in (
            (interface.private_ip_addresses, "private_ip_address", 1),
            (interface.ipv4_prefixes, "ipv4_prefix", BLOCK),
        ):
            if isinstance(entries, Unknown):
                open_ended = True
                continue
            count += size * sum(1 for entry in entries if isinstance(getattr(entry, attribute), Unknown))
    return count, open_ended


def _ranges(space: AddressSpace, kind: str, block: Cidr) -> list[Span]:
    claims = space.reserved_claims(4, kind)
    return merged(
        (max(c.first, block.first), min(c.last, block.last)) for c in claims if c.first <= block.last >= c.last >= block.first
    )


def _size(spans: Iterable[Span]) -> int:
    return sum(last - first + 1 for first, last in spans)


def _states(
    block: Cidr, singles: Mapping[int, object], prefixes: list[int], for_prefixes: list[Span], explicit: list[Span]
) -> dict[int, str]:
    """Tell what each block of 16 is, by its first address."""
    counts: dict[int, int] = defaultdict(int)
    for address in singles:
        counts[address & -BLOCK] += 1
    delegated = set(prefixes)
    kept: dict[int, int] = defaultdict(int)
    for first, last in block.reserved():
        for address in range(first, last + 1):
            kept[address & -BLOCK] += 1
    states: dict[int, str] = {}
    for first in range(block.first, block.last + 1, BLOCK):
        used = counts[first]
        if first in delegated:
            states[first] = DELEGATED
        elif used + kept[first] >= BLOCK:
            states[first] = FULL
        elif used:
            states[first] = PART
        elif kept[first]:
            states[first] = AWS
        elif _touches(first, explicit):
            states[first] = PART  # set aside for addresses that are named: nothing is delegated from there
        else:
            states[first] = RESERVED if _touches(first, for_prefixes) else FREE
    return states


def _touches(first: int, spans: list[Span]) -> bool:
    return any(start <= first + BLOCK - 1 and first <= last for start, last in spans)


def _spoilers(block: Cidr, singles: Mapping[int, object], states: dict[int, str]) -> Iterator[Spoiler]:
    """Give the blocks that only addresses stand in the way of, those with the fewest first."""
    inside: dict[int, list[int]] = defaultdict(list)
    for address in sorted(singles):
        first = address & -BLOCK
        if states.get(first) == PART:
            inside[first].append(address)
    ours = {address & -BLOCK for span in block.reserved() for address in span}
    for first, found in sorted(inside.items(), key=lambda pair: (len(pair[1]), pair[0])):
        if first in ours:
            continue
        owners = (singles[address] for address in found)
        names = [owner.origin.address for owner in owners if isinstance(owner, NetworkInterface)]
        yield Spoiler(
            block=str(Cidr(4, first, LENGTH)),
            addresses=[print_address(4, address) for address in found],
            interfaces=list(dict.fromkeys(names)),
        )
