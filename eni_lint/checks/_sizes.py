"""Subnets as blocks of a VPC: their sizes, what is free beside them, how full they are, and what they must hold."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.checks._demand import LARGEST, SMALLEST, clipped, measure
from eni_lint.checks._overlaps import Holder
from eni_lint.checks._reservations import KIND as RESERVATIONS
from eni_lint.checks._subnets import ADVISED, blocks_of, has_no_ipv4, is_accepted, suggestion, written_blocks
from eni_lint.checks._wording import plural
from eni_lint.findings import Problem, Related, Twin
from eni_lint.inventory.addresses import Cidr, Span, free_blocks, merged, parse_cidr
from eni_lint.inventory.claims import KINDS, VERSIONS, reserved_spans
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import Subnet
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks._demand import Demand
    from eni_lint.checks._overlaps import Overlap, Placed
    from eni_lint.inventory.inventory import Inventory

LENGTHS = {4: range(LARGEST, SMALLEST + 1), 6: range(44, 65, 4)}
"""What AWS takes as the length of a subnet's block, by the version of IP (VPC guide, subnet sizing)."""
TAKEN = {4: "/16 to /28", 6: "/44 to /64 in steps of four"}
AWS_KEEPS = 5
"""The first four addresses of a block and its last one."""


# -- blocks ------------------------------------------------------------------------------------------------------------


def length_fault(text: str, version: int) -> dict[str, Any] | None:
    """Say what is wrong with the length of a block, and which one to write instead."""
    block = parse_cidr(text)
    if block is None or block.version != version:
        example = {4: "10.0.1.0/24", 6: "2001:db8:0:1::/64"}[version]
        return {"fault": f"is no IPv{version} CIDR block", "version": version, "lengths": TAKEN[version], "instead": example}
    if block.length in LENGTHS[version]:
        return None
    near = min(LENGTHS[version], key=lambda length: (abs(length - block.length), length))
    instead = f"{block.block_at(block.address, near)}, the nearest that AWS takes"
    return {"fault": f"is a /{block.length}", "version": version, "lengths": TAKEN[version], "instead": instead}


class Layout(msgspec.Struct, frozen=True, eq=False):
    """All subnets, and their blocks by the version of IP."""

    subnets: list[Subnet]
    holders: dict[int, list[Holder]]
    memo: dict[tuple[int, str], list[Span]] = msgspec.field(default_factory=dict)

    def taken(self, version: int, vpc_id: str) -> list[Span]:
        """Give the ranges that the subnets of a VPC take, worked out once."""
        found = self.memo.get((version, vpc_id))
        if found is None:
            homes = ((holder, holder.home) for holder in self.holders[version])
            mine = (holder for holder, home in homes if isinstance(home, str) and home == vpc_id)
            found = self.memo[version, vpc_id] = merged((block.first, block.last) for h in mine for _, block in h.blocks)
        return found


def layouts(inventory: Inventory) -> Iterator[Layout]:
    """Give the subnets as one whole, if there are any that AWS has not taken yet. What a document holds twice is one subnet."""
    subnets = [] if is_accepted(inventory) else list(inventory.subnet_by_key.values())
    if subnets:
        found = {version: [holder for s in subnets if (holder := _holder(s, version)) is not None] for version in VERSIONS}
        yield Layout(subnets, found)


def _holder(subnet: Subnet, version: int) -> Holder | None:
    blocks: list[tuple[str, Cidr]] = []
    doubt: Unknown | None = None
    for field, text, of in written_blocks(subnet):
        if of != version:
            continue
        block = text if isinstance(text, Unknown) else parse_cidr(text)
        if isinstance(block, Unknown):
            doubt = block
        elif block is not None and block.version == version:
            blocks.append((field, block))
    if not blocks and doubt is None:
        return None
    home = subnet.vpc_id
    if home is None:  # every subnet is in some VPC: none is written, which says nothing about which
        home = Unknown(Reason.OUTSIDE, f"nothing tells the VPC of {subnet.origin.address}")
    return Holder(subnet.origin, home, blocks, doubt)


def overlapping_problem(overlap: Overlap, layout: Layout, inventory: Inventory) -> Problem:
    """Report a subnet that overlaps an earlier one."""
    earlier, later = overlap.earlier, overlap.later
    return Problem(
        at=later.place,
        data={
            "block": str(later.block),
            "subnet": later.holder.origin.address,
            "other_block": str(earlier.block),
            "other": earlier.holder.origin.address,
            "vpc": _vpc_name(inventory, later.holder.home),
            "free": suggestion(_free_in_vpc(inventory, layout, later)),
        },
        related=(Related(earlier.place, "the block that it overlaps"),),
        about=str(later.block),
        twin=Twin(earlier.holder.origin, str(earlier.block)),
    )


def _vpc_name(inventory: Inventory, vpc_id: str | Unknown) -> str:
    """Name a VPC in a sentence."""
    if isinstance(vpc_id, Unknown):
        return "the same VPC"
    found = inventory.vpc_by_key.get(vpc_id)
    return f"VPC '{found.origin.address if found else vpc_id}'"


def _free_in_vpc(inventory: Inventory, layout: Layout, placed: Placed) -> list[str]:
    """Name a few blocks of the same length that no subnet of the VPC uses."""
    home, version = placed.holder.home, placed.block.version
    vpc = inventory.vpc_by_key.get(home) if isinstance(home, str) else None
    blocks = None if vpc is None else vpc.cidr_blocks if version == 4 else vpc.ipv6_cidr_blocks
    if isinstance(home, Unknown) or blocks is None or isinstance(blocks, Unknown):
        return []
    taken = layout.taken(version, home)
    found: list[str] = []
    for text in blocks:
        within = None if isinstance(text, Unknown) else parse_cidr(text)
        if within is not None and within.version == version and len(found) < ADVISED:
            free = free_blocks(within, taken, placed.block.length, near=placed.block.first)
            found += [str(block) for _, block in zip(range(ADVISED - len(found)), free, strict=False)]
    return found


# -- how full ----------------------------------------------------------------------------------------------------------


def with_available_count(inventory: Inventory) -> Iterator[Subnet]:
    """Walk the subnets of which AWS tells, or should have told, how many addresses are free."""
    return (subnet for subnet in inventory.subnet_by_key.values() if subnet.available_ip_address_count is not None)


def nearly_full(subnet: Subnet, inventory: Inventory, share: float, addresses: int) -> tuple[int, int, int] | None:
    """Give how many addresses are free, of how many, and how many there should be; None where there are enough.

    Raises Undecided when reservations that are not known may be why so few are free.
    """
    blocks, doubt = blocks_of(subnet, 4)
    if not blocks:
        if doubt is not None:
            raise Undecided(doubt)
        if has_no_ipv4(subnet):
            return None
        raise Undecided(Unknown(Reason.OUTSIDE, f"the block of {subnet.origin.address} is not given"))
    free, block = known(subnet.available_ip_address_count) or 0, blocks[0]
    space = inventory.address_spaces.at(subnet.subnet_id)
    for_prefixes = [(claim.first, claim.last) for claim in space.reserved_claims(4, "prefix")]
    whole = block.size - measure(clipped([*for_prefixes, *reserved_spans([block])], block))
    found = _verdict(free, whole, share, addresses)
    if found is not None:
        least, why = _least_whole(subnet, block, free, inventory)
        if why is not None and _verdict(free, least, share, addresses) is None:
            raise Undecided(why)
    return found


def _least_whole(subnet: Subnet, block: Cidr, free: int, inventory: Inventory) -> tuple[int, Unknown | None]:
    """Give what a subnet can give at least, if what is not known of reservations makes it less, and what that is."""
    for reservation in inventory.cidr_reservations:
        if may_be(reservation.subnet_id, subnet.subnet_id):
            for field in (reservation.subnet_id, reservation.cidr, reservation.reservation_type):
                if isinstance(field, Unknown):
                    return 0, field
    # Where none was captured, what is neither free nor used by an interface is perhaps reserved.
    space = inventory.address_spaces.at(subnet.subnet_id)
    used = [(claim.first, claim.last) for kind in KINDS for claim in space.holdings(kind, 4).claims]
    held = measure(clipped([*used, *reserved_spans([block])], block)) - AWS_KEEPS
    return free + held, inventory.missing.get(RESERVATIONS)


def _verdict(free: int, whole: int, share: float, addresses: int) -> tuple[int, int, int] | None:
    # Small subnets are made for one purpose: the count is held only against those with twice as many.
    least = max(share * whole, addresses if whole >= 2 * addresses else 0)
    return (free, whole, ceil(least)) if free < least else None


# -- what must fit -----------------------------------------------------------------------------------------------------


def capacity_problem(demand: Demand) -> Problem:
    """Report a subnet that is too small, with what it must hold."""
    block = known(demand.block)
    named = measure(clipped([*demand.named, *demand.aws_keeps], block)) - AWS_KEEPS
    counts = (
        (AWS_KEEPS, "that AWS keeps"),
        (named, "that are written"),
        (demand.placed - named - AWS_KEEPS, "in CIDR reservations"),
        (demand.asked.addresses, "that AWS is to choose"),
        (demand.needed - demand.placed - demand.asked.addresses, f"for {plural(demand.asked.prefixes, 'prefix')}"),
    )
    parts = [f"{count:,} {what}" for count, what in counts if count]
    length = 32 - (demand.needed - 1).bit_length()
    fits = f"Make its block a /{length} at least" if length >= LARGEST else "Spread them over several subnets"
    subnet = demand.subnet
    return Problem(
        at=subnet.origin.place("cidr_block"),
        data={
            "subnet": subnet.origin.address,
            "block": str(block),
            "size": f"{block.size:,}",
            "needed": f"{demand.needed:,}",
            "parts": f"{', '.join(parts[:-1])} and {parts[-1]}",
            "fits": fits,
            "surplus": plural(demand.needed - block.size, "address"),
        },
    )
