"""IPv4 and IPv6 addresses and blocks as integers: reading, printing, containing, and finding what is free in a subnet.

The usual spelling is read by inet_pton, which is fast; netaddr is asked only about the odd ones (blanks around, a netmask in
place of a length). Text that is no address gives None: an adapter hands over what was written, rules say what is wrong with it.
"""

from __future__ import annotations

# The C module alone: what socket imports around it would take a tenth of a cold start.
from _socket import AF_INET, AF_INET6, inet_ntop, inet_pton
from bisect import bisect_left
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

BITS = {4: 32, 6: 128}
"""The width of an address by the version of IP."""

PREFIX_LENGTH = {4: 28, 6: 80}
"""The only lengths of a delegated prefix: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html."""

RESERVED_AT_START = 4
"""The first four addresses and the last one of every subnet CIDR block are AWS's own (VPC guide, subnet sizing)."""

Span = tuple[int, int]
"""The first and the last address of a range, both part of it."""

_FAMILY = {4: AF_INET, 6: AF_INET6}


class Cidr(msgspec.Struct, frozen=True, gc=False):
    """A block of addresses as it was written: the address before the slash may have host bits set."""

    version: int  # 4, 6
    address: int
    length: int

    @property
    def size(self) -> int:
        """The number of addresses."""
        return 1 << (BITS[self.version] - self.length)

    @property
    def first(self) -> int:
        """The network address."""
        return self.address & -self.size

    @property
    def last(self) -> int:
        """The last address of the block."""
        return self.address | (self.size - 1)

    @property
    def aligned(self) -> bool:
        """Whether no host bit is set."""
        return self.address == self.first

    @property
    def delegable(self) -> bool:
        """Whether AWS takes it as a delegated prefix: /28 or /80, and aligned."""
        return self.length == PREFIX_LENGTH[self.version] and self.aligned

    def __contains__(self, address: int) -> bool:
        return self.first <= address <= self.last

    def __str__(self) -> str:
        return f"{print_address(self.version, self.address)}/{self.length}"

    def block_at(self, address: int, length: int | None = None) -> Cidr:
        """Give the aligned block of that length (its own unless told) which holds the address."""
        length = self.length if length is None else length
        host_bits = BITS[self.version] - length
        return Cidr(self.version, address >> host_bits << host_bits, length)

    def reserved(self) -> tuple[Span, Span]:
        """Give the ranges that AWS keeps of a subnet with this block: the first four addresses and the last."""
        return (self.first, self.first + RESERVED_AT_START - 1), (self.last, self.last)


def parse_ipv4(text: str) -> int | None:
    """Read an IPv4 address, None where the text is none; leading zeros, which are octal to some, make it none."""
    try:
        return int.from_bytes(inet_pton(AF_INET, text), "big")
    except (OSError, ValueError):
        return _odd_address(text, 4)


def parse_ipv6(text: str) -> int | None:
    """Read an IPv6 address, None where the text is none."""
    try:
        return int.from_bytes(inet_pton(AF_INET6, text), "big")
    except (OSError, ValueError):
        return _odd_address(text, 6)


PARSE = {4: parse_ipv4, 6: parse_ipv6}
"""How to read an address by the version of IP."""


def parse_cidr(text: str) -> Cidr | None:
    """Read a block of either version, None where the text is none; a lone address is none, for it says no size."""
    written, slash, length = text.partition("/")
    if not slash:
        return None
    version = 6 if ":" in written else 4
    try:
        address = int.from_bytes(inet_pton(_FAMILY[version], written), "big")
    except (OSError, ValueError):
        return _odd_cidr(text)
    # The length test keeps int() away from absurdly long digits.
    if length.isascii() and length.isdigit() and len(length) <= len("128"):
        bits = int(length)
        return Cidr(version, address, bits) if bits <= BITS[version] else None
    return _odd_cidr(text)


def print_address(version: int, address: int) -> str:
    """Write an address as AWS does: dotted, or in the shortest form of RFC 5952."""
    return inet_ntop(_FAMILY[version], address.to_bytes(BITS[version] // 8, "big"))


def merged(spans: Iterable[Span]) -> list[Span]:
    """Sort ranges and join those that touch or overlap."""
    joined: list[Span] = []
    for first, last in sorted(spans):
        if joined and first <= joined[-1][1] + 1:
            if last > joined[-1][1]:
                joined[-1] = (joined[-1][0], last)
        else:
            joined.append((first, last))
    return joined


def free_blocks(within: Cidr, taken: list[Span], length: int, *, near: int | None = None) -> Iterator[Cidr]:
    """Give the free aligned blocks of a length in a subnet, from ``near`` upwards and then from the start.

    ``taken`` is sorted and joined (see ``merged``). Addresses are blocks of the full length. Each block costs a jump over what is
    taken, never a walk over the addresses in it.
    """
    start = within.first if near is None or near not in within else within.block_at(near, length).first
    if length < within.length:
        return
    yield from _free_between(within.version, taken, length, start, within.last)
    yield from _free_between(within.version, taken, length, within.first, start - 1)


def _free_between(version: int, taken: list[Span], length: int, first: int, last: int) -> Iterator[Cidr]:
    size = 1 << (BITS[version] - length)
    index = bisect_left(taken, first, key=lambda span: span[1])  # the first range that ends at or after the start
    start = first
    while start + size - 1 <= last:
        while index < len(taken) and taken[index][1] < start:
            index += 1
        if index < len(taken) and taken[index][0] <= start + size - 1:
            start = -(-(taken[index][1] + 1) // size) * size  # the next multiple of the size behind what is taken
        else:
            yield Cidr(version, start, length)
            start += size


def _odd_address(text: str, version: int) -> int | None:
    """Read an address with blanks around it, or with the full length behind it (10.0.1.5/32)."""
    bare = text.strip()
    bare, _, length = bare.partition("/")
    if bare == text or (length and length != str(BITS[version])):
        return None
    import netaddr  # noqa: PLC0415 - odd spellings are rare, and every other run is spared the import

    try:
        return int(netaddr.IPAddress(bare, version=version))
    except (netaddr.AddrFormatError, ValueError):
        return None


def _odd_cidr(text: str) -> Cidr | None:
    """Read a block with blanks around it, or with a netmask (10.0.1.16/255.255.255.240)."""
    import netaddr  # noqa: PLC0415 - odd spellings are rare, and every other run is spared the import

    try:
        network = netaddr.IPNetwork(text.strip())
    except (netaddr.AddrFormatError, ValueError):
        return None
    return Cidr(network.version, int(network.ip), network.prefixlen)
