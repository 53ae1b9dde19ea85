"""What several checks ask of a subnet: its blocks, what is free in it, and who is left open by what others hold of it."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from eni_lint.findings import Open
from eni_lint.inventory.addresses import BITS, Cidr, free_blocks, parse_cidr, print_address
from eni_lint.inventory.model import Subnet
from eni_lint.inventory.unknown import Reason, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.claims import Holdings
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface

ADVISED = 3
"""So many free addresses or prefixes are named."""
SMALLEST = {4: 28, 6: 64}
"""The length of the smallest block that AWS takes for a subnet, by the version of IP."""


def is_accepted(inventory: Inventory) -> bool:
    """Tell whether AWS has taken everything as it is: a snapshot, and no plan on top of it."""
    return inventory.live and not inventory.changes


def subnet_of(inventory: Inventory, space: AddressSpace) -> Subnet | Unknown:
    """Give the subnet of a space."""
    found = inventory.lookup(inventory.subnet_by_key, space.subnet_id, "subnets")
    return Unknown(Reason.OUTSIDE) if found is None else found


def subnet_name(inventory: Inventory, space: AddressSpace) -> str:
    """Name the subnet in a sentence; its key where it is not in the inventory."""
    found = subnet_of(inventory, space)
    if isinstance(found, Subnet):
        return f"subnet '{found.origin.address}'"
    return "the subnet" if isinstance(space.subnet_id, Unknown) else f"subnet '{space.subnet_id}'"


def name_by_key(inventory: Inventory, subnet_id: str | Unknown | None) -> str:
    """Name the subnet of a key in a sentence."""
    if not isinstance(subnet_id, str):
        return "the subnet"
    found = inventory.subnet_by_key.get(subnet_id)
    return f"subnet '{found.origin.address if found else subnet_id}'"


def blocks_of(subnet: Subnet | Unknown, version: int) -> tuple[list[Cidr], Unknown | None]:
    """Give the CIDR blocks of a subnet, and why there may be others."""
    if isinstance(subnet, Unknown):
        return [], subnet
    written: Sequence[str | Unknown]
    if version == 4:
        written = [] if subnet.cidr_block is None else [subnet.cidr_block]
    elif isinstance(subnet.ipv6_cidr_blocks, Unknown):
        return [], subnet.ipv6_cidr_blocks
    else:
        written = subnet.ipv6_cidr_blocks
    blocks, doubt = [], None
    for text in written:
        block = text if isinstance(text, Unknown) else parse_cidr(text)
        if isinstance(block, Cidr) and block.version == version:
            blocks.append(block)
        else:
            doubt = block if isinstance(block, Unknown) else Unknown(Reason.AMBIGUOUS, f"'{text}' is no IPv{version} CIDR block")
    return blocks, doubt


def written_blocks(subnet: Subnet) -> Iterator[tuple[str, str | Unknown, int]]:
    """Walk the fields of a subnet's blocks, with their text and version of IP."""
    if subnet.cidr_block is not None:
        yield "cidr_block", subnet.cidr_block, 4
    blocks = subnet.ipv6_cidr_blocks
    if isinstance(blocks, Unknown):
        yield "ipv6_cidr_blocks", blocks, 6
    else:
        for index, text in enumerate(blocks):
            yield f"ipv6_cidr_blocks[{index}]", text, 6


def has_no_ipv4(subnet: Subnet) -> bool:
    """Tell whether a subnet is IPv6-only; raise Undecided when that cannot be told."""
    if subnet.ipv6_native is not None:
        return known(subnet.ipv6_native)
    return known(subnet.cidr_block) is None


def choice(blocks: list[Cidr], free: list[str]) -> str:
    """Advise which addresses of a subnet's blocks may be chosen, or that there are none: AWS keeps all of the smallest blocks."""
    ranges = " or ".join(filter(None, map(_usable, blocks)))
    if ranges:
        return f"Choose an address from {ranges}{suggestion(free)}"
    least = f"a /{SMALLEST[blocks[0].version]} at least"
    return f"Enlarge {' and '.join(map(str, blocks))} to {least}: AWS keeps all its addresses, so that none can be chosen"


def _usable(block: Cidr) -> str:
    """Write the range of a subnet's block from which addresses may be chosen, empty where there is none."""
    (_, kept), (broadcast, _) = block.reserved()
    if kept + 1 >= broadcast:
        return ""
    return f"{print_address(block.version, kept + 1)} to {print_address(block.version, broadcast - 1)}"


def free_addresses(inventory: Inventory, space: AddressSpace, version: int, near: int) -> list[str]:
    """Name a few addresses that nothing in the inventory uses, the next ones above an address first."""
    blocks, _ = blocks_of(subnet_of(inventory, space), version)
    taken = space.taken(version, blocks, sparing="prefix")
    found = (
        free.partition("/")[0]
        for block in blocks
        for free in map(str, islice(free_blocks(block, taken, BITS[version], near=near), ADVISED))
    )
    return list(islice(found, ADVISED))


def free_prefixes(inventory: Inventory, space: AddressSpace, version: int, length: int) -> list[str]:
    """Name a few aligned blocks that nothing in the inventory uses any part of."""
    blocks, _ = blocks_of(subnet_of(inventory, space), version)
    taken = space.taken(version, blocks, sparing="explicit")
    found = (str(free) for block in blocks for free in islice(free_blocks(block, taken, length), ADVISED))
    return list(islice(found, ADVISED))


def suggestion(found: list[str]) -> str:
    """Add what is free to a sentence."""
    return f", such as {either_of(found)}, which nothing here uses" if found else ""


def either_of(names: list[str]) -> str:
    """Write alternatives: a, b or c."""
    return " or ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def open_repeats(held: Holdings) -> Iterator[Open]:
    """Leave open the holders that may repeat what an earlier one holds: whatever is not known may be theirs, or they its."""
    if not held.doubts:
        return
    earlier: Unknown | None = None
    for number, interface in enumerate(held.holders):
        own = held.doubts.get(interface.network_interface_id)
        if earlier is not None:
            yield Open(interface.origin, earlier)
        elif own is not None:
            earlier = own
            if number > 0 or held.several(interface):
                yield Open(interface.origin, own)


def open_clashes(interfaces: list[NetworkInterface], clashes: dict[str, Unknown]) -> Iterator[Open]:
    """Leave open the interfaces that may clash with another whose subnet, or their own, is not known."""
    if clashes:
        for interface in interfaces:
            doubt = clashes.get(interface.network_interface_id)
            if doubt is not None:
                yield Open(interface.origin, doubt)
