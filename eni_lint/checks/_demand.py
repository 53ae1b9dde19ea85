"""What is asked of a subnet, as far as the inventory tells: a lower bound, with what is not known counted apart.

Only IPv4 runs out: a /64 holds 65,536 prefixes of IPv6. What is written has its place; what AWS chooses goes wherever it fits,
but never into a CIDR reservation, whose free addresses are for prefixes or for those who name them (VPC guide, subnet CIDR
reservations). Entries whose text is not known are written, but nobody can say where.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._subnets import is_accepted
from eni_lint.inventory.addresses import Cidr, Span, merged, parse_cidr
from eni_lint.inventory.claims import KINDS, reserved_spans
from eni_lint.inventory.model import Subnet
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface, SubnetCidrReservation
    from eni_lint.inventory.origin import Origin

PREFIX = 16
"""The addresses of a /28."""
LARGEST, SMALLEST = 16, 28
"""The lengths of the largest and the smallest IPv4 block of a subnet (VPC guide, subnet sizing)."""


class Asked(msgspec.Struct):
    """What interfaces ask of a subnet beyond the addresses and prefixes that they name."""

    addresses: int = 0  # that AWS chooses
    prefixes: int = 0  # that AWS chooses
    unplaced_addresses: int = 0  # written, but nobody can say where
    unplaced_prefixes: int = 0
    doubt: Unknown | None = None  # about what is unplaced
    endless: Unknown | None = None  # a list of which not even the length is known
    prefixes_endless: Unknown | None = None

    @property
    def any(self) -> bool:
        """Tell whether something is, or may be, asked for."""
        return bool(
            self.addresses or self.prefixes or self.unplaced_addresses or self.unplaced_prefixes or self.endless is not None
        )

    @property
    def volume(self) -> int:
        """The most addresses that it takes, endless lists apart."""
        return self.addresses + self.unplaced_addresses + PREFIX * (self.prefixes + self.unplaced_prefixes)

    def add(self, interface: NetworkInterface, *, floating: Unknown | None = None) -> None:
        """Count an interface; of one that may be in another subnet also what it names is unplaced."""
        written: list[str | Unknown]
        addresses, prefixes = interface.private_ip_addresses, interface.ipv4_prefixes
        if isinstance(addresses, Unknown):
            self.endless = either(self.endless, addresses)
        else:
            written = [entry.private_ip_address for entry in addresses]
            chosen, unplaced, doubt = _sorted_out(written, floating)
            self.addresses, self.unplaced_addresses = self.addresses + chosen, self.unplaced_addresses + unplaced
            self.doubt = either(self.doubt, doubt)
        if isinstance(prefixes, Unknown):
            self.endless = either(self.endless, prefixes)
            self.prefixes_endless = either(self.prefixes_endless, prefixes)
        else:
            written = [entry.ipv4_prefix for entry in prefixes]
            chosen, unplaced, doubt = _sorted_out(written, floating)
            self.prefixes, self.unplaced_prefixes = self.prefixes + chosen, self.unplaced_prefixes + unplaced
            self.doubt = either(self.doubt, doubt)

    def take_in(self, other: Asked) -> None:
        """Count what others ask as well."""
        self.addresses += other.addresses
        self.prefixes += other.prefixes
        self.unplaced_addresses += other.unplaced_addresses
        self.unplaced_prefixes += other.unplaced_prefixes
        self.doubt = either(self.doubt, other.doubt)
        self.endless = either(self.endless, other.endless)
        self.prefixes_endless = either(self.prefixes_endless, other.prefixes_endless)


class Demand(msgspec.Struct, frozen=True, eq=False):
    """A subnet with all that is asked of it."""

    subnet: Subnet
    block: Cidr | Unknown
    named: list[Span]  # written addresses and prefixes
    for_prefixes: list[Span]  # reservations of type prefix
    for_named: list[Span]  # reservations of type explicit, and those whose type is not known
    unclear_place: Unknown | None  # of a reservation: its range or its subnet
    unclear_type: Unknown | None  # of a reservation whose range is known
    asked: Asked  # by its interfaces
    perhaps: Asked  # by interfaces that may be in it
    holds_prefixes: bool  # one of its interfaces has a prefix whose text is known

    @property
    def origin(self) -> Origin:
        """The subnet's origin."""
        return self.subnet.origin

    @property
    def aws_keeps(self) -> list[Span]:
        """The first four addresses and the last one."""
        return [] if isinstance(self.block, Unknown) else reserved_spans([self.block])

    @property
    def placed(self) -> int:
        """The addresses of the block that AWS cannot choose for a single interface."""
        spans = [*self.named, *self.for_prefixes, *self.for_named, *self.aws_keeps]
        if isinstance(self.block, Unknown):
            return measure(spans) + sum(last - first + 1 for first, last in reserved_spans([Cidr(4, 0, SMALLEST)]))
        return measure(clipped(spans, self.block))

    @property
    def needed(self) -> int:
        """The addresses that are needed for certain. Prefixes come out of the reservations for them, if there are any."""
        elsewhere = bool(self.for_prefixes) or self.unclear_place is not None or self.unclear_type is not None
        return self.placed + self.asked.addresses + (0 if elsewhere else PREFIX * self.asked.prefixes)

    @property
    def most(self) -> int:
        """The addresses that may be needed, endless lists apart."""
        from_reservation = PREFIX * self.asked.prefixes if self.for_prefixes else 0
        return self.placed + self.asked.volume - from_reservation + self.perhaps.volume


def demands(inventory: Inventory) -> Iterator[Demand]:
    """Walk the IPv4 subnets of which addresses or prefixes are, or may be, asked that AWS has not chosen yet.

    A snapshot asks for nothing: AWS has given it all.
    """
    if not is_accepted(inventory):
        for demand in demands_on(inventory, inventory.subnet_by_key):
            if demand.asked.any or demand.perhaps.any:
                yield demand


def holding_prefixes(inventory: Inventory) -> Iterator[Demand]:
    """Walk the subnets of a snapshot in which interfaces hold, or may hold, IPv4 prefixes."""
    if is_accepted(inventory):
        keys: set[str] = set()
        for space in inventory.address_spaces.holding("prefixes"):
            if space.holdings("prefixes", 4).holders:
                keys |= space.possible or set(inventory.subnet_by_key)
        if keys:
            yield from demands_on(inventory, [key for key in inventory.subnet_by_key if key in keys])


def demands_on(inventory: Inventory, keys: Iterable[str]) -> Iterator[Demand]:
    """Give what is asked of each of these subnets; those without an IPv4 block are left out."""
    floats, anywhere = _floating(inventory)
    unclear = [r for r in inventory.cidr_reservations if isinstance(r.subnet_id, Unknown)]
    for key in keys:
        subnet = inventory.subnet_by_key.get(key)
        block = None if subnet is None else _block(subnet)
        if subnet is None or block is None:
            continue
        space = inventory.address_spaces.at(key)
        perhaps = Asked()
        perhaps.take_in(anywhere)
        if key in floats:
            perhaps.take_in(floats[key])
        doubt = next((r.subnet_id for r in unclear if _may_be_in(r, key, block)), None)
        yield _demand(subnet, block, space, perhaps, doubt if isinstance(doubt, Unknown) else None)


def measure(spans: Iterable[Span]) -> int:
    """Count the addresses in ranges, those in several of them once."""
    return sum(last - first + 1 for first, last in merged(spans))


def clipped(spans: Iterable[Span], block: Cidr) -> list[Span]:
    """Give the parts of ranges that are in a block, joined."""
    return merged(
        (max(first, block.first), min(last, block.last)) for first, last in spans if first <= block.last and last >= block.first
    )


def _demand(subnet: Subnet, block: Cidr | Unknown, space: AddressSpace, perhaps: Asked, unclear: Unknown | None) -> Demand:
    asked = Asked()
    for interface in space.members:
        asked.add(interface)
    named = [(claim.first, claim.last) for kind in KINDS for claim in space.holdings(kind, 4).claims]
    by_type: dict[str, list[Span]] = {"prefix": [], "explicit": []}
    unclear_type: Unknown | None = None
    for reservation in space.reservations:
        kind, cidr = reservation.reservation_type, _cidr(reservation)
        if isinstance(cidr, Unknown):
            unclear = either(unclear, cidr)
        elif cidr is not None:
            if isinstance(kind, Unknown):
                unclear_type, kind = either(unclear_type, kind), "explicit"
            by_type.setdefault(kind, []).append((cidr.first, cidr.last))
    holds_prefixes = bool(space.holdings("prefixes", 4).claims)
    return Demand(
        subnet, block, named, by_type["prefix"], by_type["explicit"], unclear, unclear_type, asked, perhaps, holds_prefixes
    )


def _cidr(reservation: SubnetCidrReservation) -> Cidr | Unknown | None:
    """Give the range of a reservation, None of one that takes no IPv4 address."""
    if isinstance(reservation.cidr, Unknown):
        return reservation.cidr
    cidr = parse_cidr(reservation.cidr)
    return cidr if cidr is not None and cidr.version == 4 else None


def _block(subnet: Subnet) -> Cidr | Unknown | None:
    """Give the IPv4 block of a subnet, None where it has none, or none that AWS takes."""
    text = subnet.cidr_block
    if text is None or isinstance(text, Unknown):
        return text
    block = parse_cidr(text)
    return block if block is not None and block.version == 4 and LARGEST <= block.length <= SMALLEST else None


def _floating(inventory: Inventory) -> tuple[dict[str, Asked], Asked]:
    """Count what interfaces ask of which nobody knows the subnet: by the subnets that it may be, and of any."""
    by_key: dict[str, Asked] = defaultdict(Asked)
    anywhere = Asked()
    for space in inventory.address_spaces.floating:
        subnet_id = space.subnet_id if isinstance(space.subnet_id, Unknown) else None
        for interface in space.members:
            for asked in [by_key[key] for key in space.possible] or [anywhere]:
                asked.add(interface, floating=subnet_id)
    return by_key, anywhere


def _may_be_in(reservation: SubnetCidrReservation, key: str, block: Cidr | Unknown) -> bool:
    home, cidr = reservation.subnet_id, _cidr(reservation)
    if cidr is None or not isinstance(home, Unknown) or (home.candidates and key not in home.candidates):
        return False
    return isinstance(cidr, Unknown) or isinstance(block, Unknown) or cidr.first in block or block.first in cidr


def either(one: Unknown | None, other: Unknown | None) -> Unknown | None:
    """Give the first that there is; an Unknown cannot be asked whether it is true."""
    return other if one is None else one


def _sorted_out(written: list[str | Unknown], floating: Unknown | None) -> tuple[int, int, Unknown | None]:
    """Count the entries that AWS chooses and those that nobody can place, with a reason for these."""
    unknown = [text for text in written if isinstance(text, Unknown)]
    if not unknown and floating is None:
        return 0, 0, None
    chosen = sum(1 for text in unknown if text.reason is Reason.ASSIGNED_BY_AWS)
    if floating is not None:
        return chosen, len(written) - chosen, floating
    return chosen, len(unknown) - chosen, next((text for text in unknown if text.reason is not Reason.ASSIGNED_BY_AWS), None)
