"""Delegated prefixes: their shape, their place, what lies in them, the types that take them; and what is reserved for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import Params, Verdicts, over
from eni_lint.checks._addresses import open_addresses
from eni_lint.checks._attachments import every, hosting
from eni_lint.checks._capacity import (
    asks_for_prefixes,
    free_for_prefixes,
    holds_prefixes,
    lacking_prefixes,
    no_prefix_left,
    overcommitted,
)
from eni_lint.checks._demand import PREFIX, Demand, demands, holding_prefixes
from eni_lint.checks._overlaps import open_overlaps, overlaps
from eni_lint.checks._prefixes import (
    covered,
    decide,
    free_prefixes_for,
    host_without_nitro,
    in_right_size,
    is_primary,
    kept_by_aws,
    misplaced,
    own_prefix_around_primary,
    primary_problem,
    repeated,
    some_prefix,
    unsupported,
    written,
)
from eni_lint.checks._reservations import (
    ENOUGH,
    Reservations,
    around,
    cidr_of,
    outside_problem,
    overlapping_problem,
    prefixes_in,
    reservations,
    subnet_of_reservation,
    too_small_problem,
    usable_prefixes,
)
from eni_lint.checks._subnets import (
    blocks_of,
    is_accepted,
    open_clashes,
    open_repeats,
    suggestion,
)
from eni_lint.checks._subnets import subnet_of as subnet_of_space
from eni_lint.checks._wording import plural
from eni_lint.findings import Open, Problem
from eni_lint.inventory.addresses import PREFIX_LENGTH, parse_cidr
from eni_lint.inventory.claims import VERSIONS, inside, outside, overlapping, within
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface, SubnetCidrReservation


def with_prefixes(inventory: Inventory) -> list[NetworkInterface]:
    """Give the interfaces, also of launch templates, that have or may have a delegated prefix."""
    return inventory.interfaces_with_prefixes


def members(space: AddressSpace) -> list[NetworkInterface]:
    """Give the interfaces that write addresses or prefixes."""
    keys = {i.network_interface_id for kind in ("addresses", "prefixes") for i in space.holders(kind)}
    return [i for i in space.members if i.network_interface_id in keys]


def spaces_with_prefixes(inventory: Inventory) -> list[AddressSpace]:
    """Give the address spaces in which a prefix is written, or in one of whose addresses one may lie."""
    spaces = inventory.address_spaces
    found, clashes = spaces.holding("prefixes"), spaces.clashing_address_and_prefix
    if clashes:
        others = {id(space) for space in found}
        found += [
            space
            for space in spaces.holding("addresses")
            if id(space) not in others and any(i.network_interface_id in clashes for i in space.holders("addresses"))
        ]
    return found


@over(spaces_with_prefixes, members=members)
def address_in_delegated_prefix(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an address assigned to an interface lies in a prefix delegated to one of its subnet, itself included.

    Elastic IPs are no assigned addresses: they may sit on any address of a prefix. The interface with the address is to blame.
    Its primary address in its own prefix is for primary-address-in-prefix.
    """
    unclear: list[Open] = []
    for version in VERSIONS:
        held, prefixes = space.holdings("addresses", version), space.holdings("prefixes", version)
        for address, prefix in inside(held.claims, prefixes.claims):
            primary = is_primary(address) if address.owner is prefix.owner else False
            if isinstance(primary, Unknown):
                unclear.append(Open(address.owner.origin, primary))
            elif not primary:
                yield covered(address, prefix, version, space, inventory)
    yield from unclear
    for version in VERSIONS:
        held, prefixes = space.holdings("addresses", version), space.holdings("prefixes", version)
        anyone = next(iter(prefixes.doubts.values()), None)
        for interface in held.holders if prefixes.claims or anyone is not None else ():
            doubt = anyone if anyone is not None else held.doubts.get(interface.network_interface_id)
            if doubt is not None:
                yield Open(interface.origin, doubt)
    yield from open_clashes(members(space), inventory.address_spaces.clashing_address_and_prefix)


@over(lambda inventory: inventory.address_spaces.holding("prefixes"), members=lambda space: space.holders("prefixes"))
def overlapping_prefixes(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface has a prefix that one before it in the subnet has, or one twice itself.

    Prefixes that AWS could delegate all have one length, so those that overlap are equal; the others have findings of their own.
    """
    for version in VERSIONS:
        held = space.holdings("prefixes", version)
        for first, later in overlapping(held.claims):
            yield repeated(first, later, held, space, inventory)
    for version in VERSIONS:
        yield from open_repeats(space.holdings("prefixes", version))
    yield from open_clashes(space.holders("prefixes"), inventory.address_spaces.clashing_prefixes)


@over(with_prefixes)
def invalid_prefix_size(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a prefix is no /28 (IPv4) or /80 (IPv6), the only ones that AWS delegates."""
    doubt: Unknown | None = None
    for field, text, version in written(interface):
        if isinstance(text, Unknown):
            doubt = text
            continue
        cidr, length = parse_cidr(text), PREFIX_LENGTH[version]
        if cidr is not None and cidr.version != version:
            cidr = None
        if cidr is not None and cidr.length == length:
            continue
        example = {4: "10.0.1.16/28", 6: "2001:db8:0:1:1::/80"}[version]
        instead = f"an address and its length, as in {example}" if cidr is None else in_right_size(cidr)
        data = {
            "prefix": text,
            "interface": interface.origin.address,
            "fault": f"no IPv{version} block" if cidr is None else f"a /{cidr.length}",
            "length": length,
            "version": version,
            "instead": instead,
        }
        yield Problem(at=interface.origin.place(field), data=data, about=text)
    decide(doubt)


@over(with_prefixes)
def unaligned_prefix(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a prefix of the right size starts at no multiple of it; what has another size is for invalid-prefix-size."""
    doubt: Unknown | None = None
    for field, text, version in written(interface):
        if isinstance(text, Unknown):
            doubt = text
            continue
        cidr = parse_cidr(text)
        if cidr is not None and cidr.version == version and cidr.length == PREFIX_LENGTH[version] and not cidr.aligned:
            aligned = str(cidr.block_at(cidr.address))
            data = {
                "prefix": text,
                "interface": interface.origin.address,
                "size": f"{cidr.size:,} addresses" if version == 4 else "a /80",
                "aligned": aligned,
                "free": suggestion([free for free in free_prefixes_for(interface, inventory, version) if free != aligned]),
            }
            yield Problem(at=interface.origin.place(field), data=data, about=text)
    decide(doubt)


@over(with_prefixes)
def prefix_on_unsupported_type(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface with a prefix is attached to an instance whose type is not built on Nitro.

    DescribeInstances calls the hypervisor of Nitro xen too: only the type tells. A launch template without a type passes.
    """
    field = some_prefix(interface)
    sure, perhaps = hosting(inventory, interface)
    doubt: Unknown | None = None
    for attachment in (*sure, *perhaps):
        try:
            host = host_without_nitro(attachment, inventory)
        except Undecided as raised:
            doubt = raised.unknown
            continue
        if host is None:
            continue
        if field is not None and attachment not in perhaps:
            yield unsupported(interface, field, host, inventory)
            continue
        reasons = (interface.ipv4_prefixes, interface.ipv6_prefixes, attachment.network_interface_id)
        doubt = next(each for each in reasons if isinstance(each, Unknown))
        break
    decide(doubt)


@over(with_prefixes)
def primary_address_in_prefix(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the primary private address of an interface lies in a prefix that is delegated to the same interface."""
    found = own_prefix_around_primary(interface)
    if found is not None:
        yield primary_problem(interface, found, inventory)


# -- the place of a prefix ---------------------------------------------------------------------------------------------


def spaces_of_prefixes(inventory: Inventory) -> list[AddressSpace]:
    """Give the address spaces in which prefixes are written, also by launch templates."""
    return [*inventory.address_spaces.holding("prefixes"), *inventory.specification_spaces.holding("prefixes")]


@over(spaces_of_prefixes, members=lambda space: space.holders("prefixes"))
def prefix_outside_subnet(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a prefix is in no block of its subnet; one without any block of that version is for other rules."""
    subnet = subnet_of_space(inventory, space)
    for version in VERSIONS:
        held = space.holdings("prefixes", version)
        blocks, doubt = blocks_of(subnet, version)
        if doubt is not None or not blocks:
            continue
        for claim in outside(held.claims, [(block.first, block.last) for block in blocks]):
            yield misplaced(claim, held, space, inventory, blocks=blocks)
    yield from open_addresses(space, subnet, "prefixes")


@over(spaces_of_prefixes, members=lambda space: space.holders("prefixes"))
def prefix_covers_reserved_addresses(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a prefix holds an address that AWS keeps: it is the first or the last one of a block of the subnet."""
    subnet = subnet_of_space(inventory, space)
    for version in VERSIONS:
        held, length = space.holdings("prefixes", version), PREFIX_LENGTH[version]
        for block in blocks_of(subnet, version)[0]:
            ends = {block.block_at(end, length).first for end in (block.first, block.last)}
            for claim in within(held.claims, [(first, first) for first in ends]):
                kept = kept_by_aws(claim, block)
                if kept:
                    yield misplaced(claim, held, space, inventory, blocks=[block], kept=kept)
    yield from open_addresses(space, subnet, "prefixes")


# -- room for prefixes -------------------------------------------------------------------------------------------------


def spaces_for_prefixes(inventory: Inventory) -> Iterator[Demand]:
    """Walk the subnets of which prefixes are asked, and those of a snapshot in which interfaces hold some."""
    yield from (demand for demand in demands(inventory) if asks_for_prefixes(demand))
    yield from holding_prefixes(inventory)


@over(spaces_for_prefixes)
def prefix_space_fragmented(demand: Demand, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when AWS finds no aligned /28 for a prefix (InsufficientCidrBlocks) although there are addresses enough.

    Where a subnet has reservations for prefixes, AWS takes prefixes from these only.
    """
    variant = _shortage(demand, inventory)
    if variant is None:
        return
    block, asked = known(demand.block), demand.asked
    left, free = free_for_prefixes(demand, block), block.size - demand.placed - asked.addresses
    if variant == "none-left":
        free = known(demand.subnet.available_ip_address_count) or 0
    data = {
        "subnet": demand.origin.address,
        "block": str(block),
        "asked": plural(asked.prefixes, "prefix"),
        "left": f"only {plural(left, 'aligned /28 block')}" if left else "no aligned /28 block",
        "where": "its reservations for prefixes hold" if demand.for_prefixes else "the subnet holds",
        "free": plural(free, "address"),
    }
    yield Problem(at=demand.origin.place("cidr_block"), data=data, variant=variant)


def _shortage(demand: Demand, inventory: Inventory) -> str | None:
    """Say which way a subnet lacks room for prefixes."""
    if is_accepted(inventory):
        lacking = every(
            lambda: holds_prefixes(demand),
            lambda: (known(demand.subnet.available_ip_address_count) or 0) >= PREFIX,
            lambda: no_prefix_left(demand, known(demand.block)),
        )
        return "none-left" if lacking else None
    if every(lambda: not overcommitted(demand), lambda: lacking_prefixes(demand, known(demand.block)) > 0):
        return "reserved" if demand.for_prefixes else ""
    return None


# -- CIDR reservations -------------------------------------------------------------------------------------------------


@over(lambda inventory: () if is_accepted(inventory) else inventory.cidr_reservations)
def reservation_outside_subnet(reservation: SubnetCidrReservation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the range of a subnet CIDR reservation is not wholly in a block of its subnet."""
    cidr, subnet = cidr_of(reservation), subnet_of_reservation(inventory, reservation)
    blocks, doubt = blocks_of(subnet, cidr.version)
    if around(cidr, blocks) is not None:
        return
    decide(doubt)
    yield outside_problem(reservation, cidr, subnet, inventory)


@over(reservations, members=lambda every_one: every_one.members)
def overlapping_reservations(found: Reservations, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the range of a reservation overlaps that of one before it in the subnet."""
    for version in VERSIONS:
        for overlap in overlaps(found.holders[version]):
            yield overlapping_problem(overlap, inventory)
    for version in VERSIONS:
        yield from open_overlaps(found.holders[version])


@over(lambda inventory: inventory.cidr_reservations)
def reservation_too_small_for_prefix(reservation: SubnetCidrReservation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a reservation of type prefix holds no aligned prefix, or none without an address that AWS keeps."""
    kind = reservation.reservation_type
    if not isinstance(kind, Unknown) and kind != "prefix":
        return
    cidr = cidr_of(reservation)
    count = prefixes_in(cidr)
    if count >= ENOUGH or (count and usable_prefixes(cidr, subnet_of_reservation(inventory, reservation))):
        return
    known(kind)
    yield too_small_problem(reservation, cidr, inventory)
