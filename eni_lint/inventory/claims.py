"""Claims of addresses: ranges of integers with the field that makes them, sorted once; overlaps are found by one sweep."""

from __future__ import annotations

from bisect import bisect_left
from operator import attrgetter
from typing import TYPE_CHECKING, Literal

import msgspec

from eni_lint.inventory.addresses import BITS, PARSE, PREFIX_LENGTH, Cidr, Span, merged, parse_cidr, print_address
from eni_lint.inventory.model import NetworkInterface, SubnetCidrReservation
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from eni_lint.inventory.origin import Place

Kind = Literal["addresses", "prefixes"]

KINDS: tuple[Kind, ...] = ("addresses", "prefixes")
VERSIONS = (4, 6)

FIELDS: dict[tuple[Kind, int], tuple[str, str]] = {
    ("addresses", 4): ("private_ip_addresses", "private_ip_address"),
    ("prefixes", 4): ("ipv4_prefixes", "ipv4_prefix"),
    ("addresses", 6): ("ipv6_addresses", "ipv6_address"),
    ("prefixes", 6): ("ipv6_prefixes", "ipv6_prefix"),
}
"""By what is held and the version of IP: the list of an interface, and the field of its entries."""

by_first = attrgetter("first")
"""The key to sort claims by."""


def _delegated(version: int) -> Callable[[str], int | None]:
    def first(text: str) -> int | None:
        cidr = parse_cidr(text)
        return cidr.first if cidr is not None and cidr.version == version and cidr.delegable else None

    return first


DELEGATED = {version: _delegated(version) for version in VERSIONS}
"""How to read a delegated prefix by the version of IP: its first address, None where AWS would not delegate it."""


class Claim(msgspec.Struct, frozen=True, eq=False, gc=False):
    """A range of addresses of a subnet, with the field that claims it."""

    first: int
    last: int
    owner: NetworkInterface | SubnetCidrReservation
    field: str
    index: int  # in the field's list; -1 where the field is none

    @property
    def place(self) -> Place:
        """Where it is written."""
        return self.owner.origin.place(f"{self.field}[{self.index}]" if self.index >= 0 else self.field)


class Holdings:
    """What the interfaces of one subnet hold of one kind: IPv4 addresses, IPv4 prefixes, IPv6 addresses or IPv6 prefixes.

    ``claims`` are sorted by their first address, equal ones in the order of the document. ``holders`` are the interfaces that
    write any, in that order; those to whom AWS assigns all of them are not among them, as AWS picks what is free. ``doubts``
    tells of holders, by key, a value that is not known. ``unreadable`` are entries that are no address, or no
    prefix that AWS delegates, each with its index: they have findings of their own and claim nothing, for nobody can say what.
    """

    __slots__ = (
        "_entries_of", "_read", "_text_of", "claims", "doubts", "field", "holders", "kind", "size", "unreadable", "version",
    )  # fmt: skip

    def __init__(self, kind: Kind, version: int) -> None:
        self.kind = kind
        self.version = version
        self.field, attribute = FIELDS[kind, version]
        self._entries_of, self._text_of = attrgetter(self.field), attrgetter(attribute)
        self.size = 1 if kind == "addresses" else 1 << (BITS[version] - PREFIX_LENGTH[version])
        self._read = PARSE[version] if kind == "addresses" else DELEGATED[version]
        self.claims: list[Claim] = []
        self.holders: list[NetworkInterface] = []
        self.doubts: dict[str, Unknown] = {}
        self.unreadable: list[tuple[NetworkInterface, int]] = []

    def text(self, claim: Claim) -> str:
        """Write the address or prefix of a claim as AWS does."""
        address = print_address(self.version, claim.first)
        return address if self.kind == "addresses" else f"{address}/{PREFIX_LENGTH[self.version]}"

    def written(self, interface: NetworkInterface, index: int) -> str:
        """Give the text of an entry as it was written."""
        return str(self._text_of(self._entries_of(interface)[index]))

    def several(self, interface: NetworkInterface) -> bool:
        """Tell whether an interface writes, or may write, more than one entry itself."""
        entries = self._entries_of(interface)
        if isinstance(entries, Unknown):
            return True
        texts = [self._text_of(entry) for entry in entries]
        return sum(1 for t in texts if not isinstance(t, Unknown) or t.reason is not Reason.ASSIGNED_BY_AWS) > 1

    def fill(self, members: Iterable[NetworkInterface]) -> None:
        """Take in what the interfaces hold, and sort it."""
        # A hundred thousand interfaces go through this loop: it does nothing that it need not do.
        entries_of, text_of, read, field = self._entries_of, self._text_of, self._read, self.field
        claims, holders, extent = self.claims, self.holders, self.size - 1
        # Most interfaces have a private IPv4 address and nothing else.
        for interface in [i for i in members if (entries := entries_of(i)).__class__ is not list or entries]:
            entries = entries_of(interface)
            if isinstance(entries, Unknown):
                self._doubt(interface, entries)
                continue
            before = len(claims)
            for index, entry in enumerate(entries):
                text = text_of(entry)
                if isinstance(text, Unknown):
                    self._doubt(interface, text)
                    continue
                first = read(text)
                if first is None:
                    self.unreadable.append((interface, index))
                    self._hold(interface)
                else:
                    claims.append(Claim(first, first + extent, interface, field, index))
            if len(claims) != before and not (holders and holders[-1] is interface):
                holders.append(interface)
        claims.sort(key=by_first)

    def _doubt(self, interface: NetworkInterface, unknown: Unknown) -> None:
        if unknown.reason is not Reason.ASSIGNED_BY_AWS:
            self.doubts.setdefault(interface.network_interface_id, unknown)
            self._hold(interface)

    def _hold(self, interface: NetworkInterface) -> None:
        if not (self.holders and self.holders[-1] is interface):
            self.holders.append(interface)


def overlapping(claims: Iterable[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Give every sorted claim that overlaps an earlier one, behind the earlier one that reaches farthest.

    Each claim that overlaps any is in one of the pairs at least, and there are fewer pairs than claims.
    """
    reaching: Claim | None = None
    for claim in claims:
        if reaching is not None and claim.first <= reaching.last:
            yield reaching, claim
        if reaching is None or claim.last > reaching.last:
            reaching = claim


def inside(addresses: Iterable[Claim], blocks: Sequence[Claim]) -> Iterator[tuple[Claim, Claim]]:
    """Give every address that lies in a block, with that block: one sweep over both, sorted."""
    reaching: Claim | None = None
    index = 0
    for address in addresses:
        while index < len(blocks) and blocks[index].first <= address.first:
            if reaching is None or blocks[index].last > reaching.last:
                reaching = blocks[index]
            index += 1
        if reaching is not None and address.first <= reaching.last:
            yield address, reaching


def outside(claims: list[Claim], spans: Iterable[Span]) -> list[Claim]:
    """Give the sorted claims that begin in none of the ranges; it looks only at their ends."""
    found, start = [], 0
    for first, last in merged(spans):
        found += claims[start : bisect_left(claims, first, lo=start, key=by_first)]
        start = bisect_left(claims, last + 1, lo=start, key=by_first)
    return found + claims[start:]


def within(claims: list[Claim], spans: Iterable[Span]) -> list[Claim]:
    """Give the sorted claims that begin in one of the ranges."""
    found = []
    for first, last in merged(spans):
        start = bisect_left(claims, first, key=by_first)
        found += claims[start : bisect_left(claims, last + 1, lo=start, key=by_first)]
    return found


def reserved_spans(blocks: Iterable[Cidr]) -> list[Span]:
    """Give the ranges that AWS keeps of a subnet with these blocks."""
    return [span for block in blocks for span in block.reserved()]
