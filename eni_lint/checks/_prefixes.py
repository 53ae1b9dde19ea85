"""What is wrong with a written prefix, in words, and what to write instead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.checks._addresses import subnet_related
from eni_lint.checks._attachments import type_of
from eni_lint.checks._subnets import free_addresses, free_prefixes, subnet_name, subnet_of, suggestion
from eni_lint.checks._wording import type_advice
from eni_lint.findings import Problem, Related, Twin
from eni_lint.inventory.addresses import PREFIX_LENGTH, Cidr, parse_cidr, parse_ipv4
from eni_lint.inventory.model import Ipv4Prefix, PrivateIpAddress
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.claims import Claim, Holdings
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface

SPLIT = 4
"""A block that is too large is written out as prefixes when it makes no more than so many."""


def covered(address: Claim, prefix: Claim, version: int, space: AddressSpace, inventory: Inventory) -> Problem:
    """Report an address that lies in a prefix."""
    text = space.holdings("addresses", version).text(address)
    return Problem(
        at=address.place,
        data={
            "address": text,
            "interface": address.owner.origin.address,
            "prefix": space.holdings("prefixes", version).text(prefix),
            "other": prefix.owner.origin.address,
            "subnet": subnet_name(inventory, space),
            "free": suggestion(free_addresses(inventory, space, version, prefix.last + 1)),
        },
        related=(Related(prefix.place, "the delegated prefix"),),
        about=text,
        variant="own" if address.owner is prefix.owner else "",
    )


def repeated(first: Claim, later: Claim, held: Holdings, space: AddressSpace, inventory: Inventory) -> Problem:
    """Report a prefix that is delegated already."""
    free = free_prefixes(inventory, space, held.version, PREFIX_LENGTH[held.version])
    return Problem(
        at=later.place,
        data={
            "prefix": held.text(later),
            "interface": later.owner.origin.address,
            "other": first.owner.origin.address,
            "subnet": subnet_name(inventory, space),
            "free": suggestion(free),
        },
        related=(Related(first.place, "delegated here already"),),
        about=held.text(later),
        twin=Twin(first.owner.origin, held.text(first)),
        variant="twice" if first.owner is later.owner else "",
    )


def kept_by_aws(prefix: Claim, block: Cidr) -> str:
    """Name the addresses of a subnet's block that AWS keeps and the prefix covers; nothing where it covers none."""
    (first, _), (last, _) = block.reserved()
    if prefix.first < block.first or prefix.last > block.last:
        return ""  # not in the subnet, which another rule says
    names = [
        name
        for name, address in (("first four addresses", first), ("last address", last))
        if prefix.first <= address <= prefix.last
    ]
    return " and the ".join(names)


def misplaced(
    prefix: Claim, held: Holdings, space: AddressSpace, inventory: Inventory, *, blocks: list[Cidr], kept: str = ""
) -> Problem:
    """Report a prefix that is not in the blocks of its subnet, or holds what AWS keeps of one."""
    return Problem(
        at=prefix.place,
        data={
            "prefix": held.text(prefix),
            "interface": prefix.owner.origin.address,
            "subnet": subnet_name(inventory, space),
            "blocks": " and ".join(map(str, blocks)),
            "kept": kept,
            "free": suggestion(free_prefixes(inventory, space, held.version, PREFIX_LENGTH[held.version])),
        },
        related=subnet_related(subnet_of(inventory, space), held.version),
        about=held.text(prefix),
    )


# -- the primary address -----------------------------------------------------------------------------------------------


def is_primary(address: Claim) -> bool | Unknown:
    """Tell whether a claim is for the primary private address of its interface."""
    entries: Any = getattr(address.owner, address.field)
    return entries[address.index].primary if address.field == "private_ip_addresses" else False


def own_prefix_around_primary(interface: NetworkInterface) -> tuple[int, int] | None:
    """Give the places of the primary address and of the interface's own prefix that it lies in.

    Raises Undecided when it may lie in one. What AWS chooses lies in none.
    """
    addresses, prefixes = interface.private_ip_addresses, interface.ipv4_prefixes
    own = [PrivateIpAddress(private_ip_address=addresses, primary=True)] if isinstance(addresses, Unknown) else addresses
    blocks = [Ipv4Prefix(ipv4_prefix=prefixes)] if isinstance(prefixes, Unknown) else prefixes
    doubt: Unknown | None = None
    for number, entry in enumerate(own):
        if entry.primary is False or _is_assigned(entry.private_ip_address):
            continue
        for index, block in enumerate(blocks):
            if _is_assigned(block.ipv4_prefix):
                continue
            if isinstance(entry.private_ip_address, Unknown) or isinstance(block.ipv4_prefix, Unknown):
                doubt = next(t for t in (entry.private_ip_address, block.ipv4_prefix) if isinstance(t, Unknown))
            elif _covers(block.ipv4_prefix, entry.private_ip_address):
                if not isinstance(entry.primary, Unknown):
                    return number, index
                doubt = entry.primary
    decide(doubt)
    return None


def _is_assigned(text: str | Unknown) -> bool:
    return isinstance(text, Unknown) and text.reason is Reason.ASSIGNED_BY_AWS


def _covers(prefix: str, address: str) -> bool:
    cidr, number = parse_cidr(prefix), parse_ipv4(address)
    return cidr is not None and number is not None and cidr.version == 4 and cidr.delegable and number in cidr


def primary_problem(interface: NetworkInterface, found: tuple[int, int], inventory: Inventory) -> Problem:
    """Report a primary address in a prefix of its own interface."""
    number, index = found
    address = known(known(interface.private_ip_addresses)[number].private_ip_address)
    prefix = known(known(interface.ipv4_prefixes)[index].ipv4_prefix)
    cidr, free = parse_cidr(prefix), []
    if isinstance(interface.subnet_id, str) and cidr is not None:
        free = free_addresses(inventory, inventory.address_spaces.at(interface.subnet_id), 4, cidr.last + 1)
    return Problem(
        at=interface.origin.place(f"private_ip_addresses[{number}]"),
        data={"address": address, "interface": interface.origin.address, "prefix": prefix, "free": suggestion(free)},
        related=(Related(interface.origin.place(f"ipv4_prefixes[{index}]"), "the delegated prefix"),),
        about=address,
    )


# -- types -------------------------------------------------------------------------------------------------------------


def host_without_nitro(attachment: Attachment, inventory: Inventory) -> Host | None:
    """Give the instance or launch template of an attachment if its type certainly is not built on Nitro."""
    host = known(inventory.host_of(attachment))
    if host is None:
        return None
    instance_type = type_of(inventory, host)
    return None if instance_type is None or instance_type.nitro else host


def unsupported(interface: NetworkInterface, field: str, host: Host, inventory: Inventory) -> Problem:
    """Report a prefix on an instance whose type takes none."""
    return Problem(
        at=interface.origin.place(field),
        data={
            "interface": interface.origin.address,
            "host": host.origin.address,
            "type": host.instance_type,
            "advice": type_advice(inventory, host, lambda other: other.nitro, "delegated prefixes"),
        },
        related=(Related(host.origin.place("instance_type"), "its type"),),
    )


# -- what is written ---------------------------------------------------------------------------------------------------


def written(interface: NetworkInterface) -> Iterator[tuple[str, str | Unknown, int]]:
    """Walk the fields of an interface's prefixes, with their text and version; what AWS assigns is always right."""
    lists: tuple[tuple[str, Any, str, int], ...] = (
        ("ipv4_prefixes", interface.ipv4_prefixes, "ipv4_prefix", 4),
        ("ipv6_prefixes", interface.ipv6_prefixes, "ipv6_prefix", 6),
    )
    for field, prefixes, attribute, version in lists:
        if isinstance(prefixes, Unknown):
            if prefixes.reason is not Reason.ASSIGNED_BY_AWS:
                yield field, prefixes, version
            continue
        for index, prefix in enumerate(prefixes):
            text = getattr(prefix, attribute)
            if not isinstance(text, Unknown) or text.reason is not Reason.ASSIGNED_BY_AWS:
                yield f"{field}[{index}]", text, version


def some_prefix(interface: NetworkInterface) -> str | None:
    """Name the field with the first prefix that is there for certain, whoever chooses it."""
    for field, prefixes in (("ipv4_prefixes", interface.ipv4_prefixes), ("ipv6_prefixes", interface.ipv6_prefixes)):
        if not isinstance(prefixes, Unknown) and prefixes:
            return field
    return None


def free_prefixes_for(interface: NetworkInterface, inventory: Inventory, version: int) -> list[str]:
    """Name free prefixes of the interface's subnet, as far as it is known."""
    subnet_id = interface.subnet_id
    if subnet_id is None or isinstance(subnet_id, Unknown):
        return []
    return free_prefixes(inventory, inventory.address_spaces.at(subnet_id), version, PREFIX_LENGTH[version])


def in_right_size(cidr: Cidr) -> str:
    """Write a block of the wrong size as prefixes of the right one: its parts, or the one around it."""
    length = PREFIX_LENGTH[cidr.version]
    if cidr.length > length:
        return f"{cidr.block_at(cidr.address, length)}, the prefix around it"
    count = 1 << (length - cidr.length)
    size = cidr.size // count
    if count <= SPLIT:
        parts = [str(cidr.block_at(cidr.first + number * size, length)) for number in range(count)]
        return " and ".join(filter(None, (", ".join(parts[:-1]), parts[-1])))
    # The first block of a subnet, and its last, hold addresses that AWS keeps: the second one is the safer example.
    return f"as many /{length} blocks of it as are needed, such as {cidr.block_at(cidr.first + size, length)}"


def decide(doubt: Unknown | None) -> None:
    """Raise Undecided when there is a doubt."""
    if doubt is not None:
        raise Undecided(doubt)
