"""Subnet CIDR reservations: where they lie, and how many prefixes they can give."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import msgspec

from eni_lint.checks._addresses import subnet_related
from eni_lint.checks._overlaps import Holder
from eni_lint.checks._subnets import ADVISED, blocks_of, is_accepted, name_by_key, suggestion
from eni_lint.findings import Problem, Related, Twin
from eni_lint.inventory.addresses import PREFIX_LENGTH, Cidr, free_blocks, merged, parse_cidr
from eni_lint.inventory.claims import KINDS, VERSIONS, reserved_spans
from eni_lint.inventory.model import SubnetCidrReservation
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks._overlaps import Overlap
    from eni_lint.inventory.addresses import Span
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Subnet

KIND = "subnet cidr reservations"
"""What Inventory.missing calls them."""

ENOUGH = 4
"""AWS keeps addresses in two prefixes at most, the first and the last of a subnet: so many prefixes are never all of them."""


_TAKEN: WeakKeyDictionary[Inventory, dict[tuple[str, int], tuple[list[Cidr], list[Span]]]] = WeakKeyDictionary()
"""What free_ranges finds of a subnet, by its key and the version of IP."""


class Reservations(msgspec.Struct, frozen=True, eq=False):
    """All reservations, and their ranges by the version of IP."""

    members: Sequence[SubnetCidrReservation]
    holders: dict[int, list[Holder]]


def reservations(inventory: Inventory) -> Iterator[Reservations]:
    """Give the reservations as one whole, if there are any that AWS has not taken yet."""
    if inventory.cidr_reservations and not is_accepted(inventory):
        found = {version: _holders(inventory, version) for version in VERSIONS}
        yield Reservations(inventory.cidr_reservations, found)


def subnet_of_reservation(inventory: Inventory, reservation: SubnetCidrReservation) -> Subnet:
    """Give the subnet of a reservation; raise Undecided when it is not known."""
    found = known(inventory.lookup(inventory.subnet_by_key, reservation.subnet_id, "subnets"))
    if found is None:
        raise Undecided(Unknown(Reason.OUTSIDE, f"nothing tells the subnet of {reservation.origin.address}"))
    return found


def cidr_of(reservation: SubnetCidrReservation) -> Cidr:
    """Give the range of a reservation; raise Undecided when it is not known, or none at all."""
    text = known(reservation.cidr)
    cidr = parse_cidr(text)
    if cidr is None:
        raise Undecided(Unknown(Reason.AMBIGUOUS, f"'{text}' is no CIDR block"))
    return cidr


def around(cidr: Cidr, blocks: list[Cidr]) -> Cidr | None:
    """Give the block that a range is wholly in."""
    return next((block for block in blocks if block.first <= cidr.first and cidr.last <= block.last), None)


def prefixes_in(cidr: Cidr) -> int:
    """Count the aligned prefixes that a range holds."""
    length = PREFIX_LENGTH[cidr.version]
    return 0 if cidr.length > length else 1 << (length - cidr.length)


def usable_prefixes(cidr: Cidr, subnet: Subnet) -> int:
    """Count the prefixes of a small range that hold none of the addresses which AWS keeps of the subnet.

    Raises Undecided when the subnet's block around the range is not known; a range outside the subnet is for other rules.
    """
    blocks, doubt = blocks_of(subnet, cidr.version)
    block = around(cidr, blocks)
    if block is None:
        if doubt is not None:
            raise Undecided(doubt)
        return prefixes_in(cidr)
    aligned = cidr.block_at(cidr.address)
    return sum(1 for _ in free_blocks(aligned, merged(reserved_spans([block])), PREFIX_LENGTH[cidr.version]))


def overlapping_problem(overlap: Overlap, inventory: Inventory) -> Problem:
    """Report a reservation that overlaps an earlier one."""
    earlier, later = overlap.earlier, overlap.later
    return Problem(
        at=later.place,
        data={
            "cidr": str(later.block),
            "reservation": later.holder.origin.address,
            "other_cidr": str(earlier.block),
            "other": earlier.holder.origin.address,
            "subnet": name_by_key(inventory, later.holder.home),
            "free": suggestion(free_ranges(inventory, later.holder.home, later.block)),
        },
        related=(Related(earlier.place, "the range that it overlaps"),),
        about=str(later.block),
        twin=Twin(earlier.holder.origin, str(earlier.block)),
    )


def outside_problem(reservation: SubnetCidrReservation, cidr: Cidr, subnet: Subnet, inventory: Inventory) -> Problem:
    """Report a reservation that is not in its subnet."""
    blocks = " and ".join(map(str, blocks_of(subnet, cidr.version)[0]))
    return Problem(
        at=reservation.origin.place("cidr"),
        data={
            "cidr": str(cidr),
            "reservation": reservation.origin.address,
            "subnet": f"subnet '{subnet.origin.address}'",
            "blocks": f"whose block is {blocks}" if blocks else f"which has no IPv{cidr.version} block",
            "free": suggestion(free_ranges(inventory, subnet.subnet_id, cidr)),
        },
        related=subnet_related(subnet, cidr.version),
        about=str(cidr),
    )


def too_small_problem(reservation: SubnetCidrReservation, cidr: Cidr, inventory: Inventory) -> Problem:
    """Report a reservation for prefixes that can give none."""
    length, subnet_id = PREFIX_LENGTH[cidr.version], reservation.subnet_id
    free = [] if subnet_id is None else free_ranges(inventory, subnet_id, Cidr(cidr.version, cidr.first, length))
    return Problem(
        at=reservation.origin.place("cidr"),
        data={
            "cidr": str(cidr),
            "reservation": reservation.origin.address,
            "length": length,
            "subnet": name_by_key(inventory, subnet_id),
            "free": suggestion(free),
        },
        about=str(cidr),
        variant="kept" if prefixes_in(cidr) else "",
    )


def free_ranges(inventory: Inventory, subnet_id: str | Unknown, cidr: Cidr) -> list[str]:
    """Name a few ranges of the same size in the subnet of which nobody uses or reserves any part."""
    subnet = None if isinstance(subnet_id, Unknown) else inventory.subnet_by_key.get(subnet_id)
    if subnet is None:
        return []
    blocks, taken = _blocks_and_taken(inventory, subnet, cidr.version)
    free = (str(found) for block in blocks for found in islice(free_blocks(block, taken, cidr.length, near=cidr.first), ADVISED))
    return list(islice(free, ADVISED))


def _blocks_and_taken(inventory: Inventory, subnet: Subnet, version: int) -> tuple[list[Cidr], list[Span]]:
    """Give the blocks of a subnet and the ranges of which somebody uses or reserves any part, worked out once."""
    memo = _TAKEN.setdefault(inventory, {})
    found = memo.get((subnet.subnet_id, version))
    if found is None:
        blocks, _ = blocks_of(subnet, version)
        space = inventory.address_spaces.at(subnet.subnet_id)
        claims = [claim for kind in KINDS for claim in space.holdings(kind, version).claims]
        claims += [claim for kind in ("prefix", "explicit") for claim in space.reserved_claims(version, kind)]
        taken = merged([*((claim.first, claim.last) for claim in claims), *reserved_spans(blocks)])
        found = memo[subnet.subnet_id, version] = blocks, taken
    return found


def _holders(inventory: Inventory, version: int) -> list[Holder]:
    found = []
    for reservation in inventory.cidr_reservations:
        cidr = reservation.cidr if isinstance(reservation.cidr, Unknown) else parse_cidr(reservation.cidr)
        if isinstance(cidr, Cidr) and cidr.version != version:
            continue
        home = reservation.subnet_id
        if home is None:
            home = Unknown(Reason.OUTSIDE, f"nothing tells the subnet of {reservation.origin.address}")
        if cidr is not None:
            blocks = [("cidr", cidr)] if isinstance(cidr, Cidr) else []
            found.append(Holder(reservation.origin, home, blocks, cidr if isinstance(cidr, Unknown) else None))
    return found
