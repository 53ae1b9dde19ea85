"""The address space of each subnet: which interface claims which addresses and prefixes.

What is the same subnet for certain is one space. An interface whose subnet is not known floats: it is compared with nothing, but
what it may clash with can be asked for.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from eni_lint.inventory.addresses import BITS, PREFIX_LENGTH, Cidr, Span, merged, parse_cidr
from eni_lint.inventory.claims import FIELDS, KINDS, VERSIONS, Claim, Holdings, Kind, by_first, reserved_spans
from eni_lint.inventory.model import NetworkInterface, SubnetCidrReservation
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class AddressSpace:
    """What the interfaces hold that are in one subnet for certain."""

    __slots__ = ("_holdings", "_taken", "members", "reservations", "subnet_id")

    def __init__(self, subnet_id: str | Unknown) -> None:
        self.subnet_id = subnet_id
        self.members: list[NetworkInterface] = []
        self.reservations: list[SubnetCidrReservation] = []
        self._taken: dict[tuple[int, str], list[Span]] = {}
        self._holdings = {key: Holdings(*key) for key in FIELDS}

    def holdings(self, kind: Kind, version: int) -> Holdings:
        """Give what its interfaces hold of one kind."""
        return self._holdings[kind, version]

    def holders(self, kind: Kind) -> list[NetworkInterface]:
        """Give the interfaces that hold something of one kind in either version of IP, in the order of the document."""
        four, six = (self._holdings[kind, version].holders for version in VERSIONS)
        if not (four and six):
            return four or six
        keys = {i.network_interface_id for i in (*four, *six)}
        return [i for i in self.members if i.network_interface_id in keys]

    @property
    def possible(self) -> frozenset[str]:
        """The keys of the subnets that it may be; empty: any."""
        return self.subnet_id.candidates if isinstance(self.subnet_id, Unknown) else frozenset((self.subnet_id,))

    def taken(self, version: int, blocks: Iterable[Cidr], *, sparing: str) -> list[Span]:
        """Give the ranges that nobody should be advised to use, worked out once.

        These are all claims, what AWS keeps of the subnet's blocks, and the reservations of the type to be spared.
        """
        found = self._taken.get((version, sparing))
        if found is None:
            spans = [(c.first, c.last) for kind in KINDS for c in self._holdings[kind, version].claims]
            spans += [(c.first, c.last) for c in self.reserved_claims(version, sparing)]
            found = self._taken[version, sparing] = merged(spans + reserved_spans(blocks))
        return found

    def reserved_claims(self, version: int, reservation_type: str) -> list[Claim]:
        """Give the claims of the subnet's CIDR reservations of one type, sorted; what is not known of them is left out."""
        claims = []
        for reservation in self.reservations:
            kind, written = reservation.reservation_type, reservation.cidr
            if isinstance(kind, Unknown) or isinstance(written, Unknown) or kind != reservation_type:
                continue
            cidr = parse_cidr(written)
            if cidr is not None and cidr.version == version:
                claims.append(Claim(cidr.first, cidr.last, reservation, "cidr", -1))
        return sorted(claims, key=by_first)

    def fill(self) -> None:
        """Take in what the members hold."""
        for holdings in self._holdings.values():
            holdings.fill(self.members)


class AddressSpaces:
    """The address spaces of an inventory: one for each subnet that is known, one for each that is not."""

    def __init__(self, interfaces: Iterable[NetworkInterface], reservations: Iterable[SubnetCidrReservation] = ()) -> None:
        self.by_subnet: dict[str, AddressSpace] = {}
        self.floating: list[AddressSpace] = []
        symbols: dict[object, AddressSpace] = {}
        for interface in interfaces:
            subnet_id = interface.subnet_id
            if isinstance(subnet_id, Unknown):
                space = symbols.get(subnet_id.symbol) if subnet_id.symbol is not None else None
                if space is None:
                    space = AddressSpace(subnet_id)
                    self.floating.append(space)
                    if subnet_id.symbol is not None:
                        symbols[subnet_id.symbol] = space
            elif subnet_id is not None:
                space = self._space(subnet_id)
            else:
                continue
            space.members.append(interface)
        for reservation in reservations:
            if isinstance(reservation.subnet_id, str):
                self._space(reservation.subnet_id).reservations.append(reservation)
        for space in self:
            space.fill()

    def __iter__(self) -> Iterator[AddressSpace]:
        yield from self.by_subnet.values()
        yield from self.floating

    def at(self, subnet_id: str) -> AddressSpace:
        """Give the space of a subnet that is known; an empty one where nothing claims any of it."""
        return self.by_subnet.get(subnet_id) or AddressSpace(subnet_id)

    def holding(self, kind: Kind) -> list[AddressSpace]:
        """Give the spaces in which an interface holds something of one kind."""
        return [space for space in self if any(space.holdings(kind, version).holders for version in VERSIONS)]

    def _space(self, subnet_id: str) -> AddressSpace:
        space = self.by_subnet.get(subnet_id)
        if space is None:
            space = self.by_subnet[subnet_id] = AddressSpace(subnet_id)
        return space

    @cached_property
    def clashing_addresses(self) -> dict[str, Unknown]:
        """Interfaces, by key, that would hold one address if a subnet that is not known were the other's; with that unknown."""
        return self._clashes("addresses", "addresses")

    @cached_property
    def clashing_prefixes(self) -> dict[str, Unknown]:
        """The same for two prefixes that overlap."""
        return self._clashes("prefixes", "prefixes")

    @cached_property
    def clashing_address_and_prefix(self) -> dict[str, Unknown]:
        """The same for an address in a prefix: both interfaces are named."""
        return self._clashes("addresses", "prefixes")

    def _clashes(self, one: Kind, other: Kind) -> dict[str, Unknown]:
        found: dict[str, Unknown] = {}
        for version in VERSIONS if self.floating else ():
            # Prefixes all have one length: what overlaps has the same number of that block.
            host_bits = BITS[version] - PREFIX_LENGTH[version] if other == "prefixes" else 0
            kinds: tuple[Kind, ...] = (one,) if one == other else (one, other)
            concerned = {
                claim.first >> host_bits
                for space in self.floating
                for kind in kinds
                for claim in space.holdings(kind, version).claims
            }
            if not concerned:
                continue
            tables: list[dict[int, list[tuple[AddressSpace, Claim]]]] = []
            for kind in kinds:
                table: dict[int, list[tuple[AddressSpace, Claim]]] = {}
                for space in self:
                    for claim in space.holdings(kind, version).claims:
                        number = claim.first >> host_bits
                        if number in concerned:
                            table.setdefault(number, []).append((space, claim))
                tables.append(table)
            for number in concerned:
                left, right = (table.get(number, []) for table in (tables[0], tables[-1]))
                _settle(left, _Rivals(space for space, _ in right), found)
                if one != other:
                    _settle(right, _Rivals(space for space, _ in left), found)
        return found


class _Rivals:
    """The spaces that meet at one range, to find for a space another one that may be the same subnet.

    Two of each sort are enough, for one of them is not the space itself.
    """

    def __init__(self, spaces: Iterable[AddressSpace]) -> None:
        self.all: list[AddressSpace] = []
        self.anywhere: list[AddressSpace] = []
        self.by_subnet: dict[str, list[AddressSpace]] = {}
        for space in spaces:
            _keep_two(self.all, space)
            if not space.possible:
                _keep_two(self.anywhere, space)
            for key in space.possible:
                _keep_two(self.by_subnet.setdefault(key, []), space)

    def of(self, space: AddressSpace) -> AddressSpace | None:
        """Give a space other than this one that may be the same subnet."""
        groups = [self.anywhere, *(self.by_subnet.get(key, []) for key in space.possible)] if space.possible else [self.all]
        return next((rival for group in groups for rival in group if rival is not space), None)


def _keep_two(kept: list[AddressSpace], space: AddressSpace) -> None:
    if len(kept) < 2 and not any(space is each for each in kept):
        kept.append(space)


def _settle(side: list[tuple[AddressSpace, Claim]], rivals: _Rivals, found: dict[str, Unknown]) -> None:
    """Note the owners on one side that have a rival; what is not known is their own subnet, else the rival's."""
    for space, claim in side:
        rival = rivals.of(space)
        if rival is not None:
            doubt = space.subnet_id if isinstance(space.subnet_id, Unknown) else rival.subnet_id
            if isinstance(doubt, Unknown) and isinstance(claim.owner, NetworkInterface):
                found.setdefault(claim.owner.network_interface_id, doubt)
