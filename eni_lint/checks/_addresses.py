"""What is wrong with a written address, in words: no address, outside its subnet, AWS's own, held twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._subnets import blocks_of, choice, free_addresses, subnet_name, subnet_of, suggestion
from eni_lint.findings import Open, Problem, Related, Twin
from eni_lint.inventory.claims import VERSIONS, outside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.addresses import Cidr
    from eni_lint.inventory.claims import Claim, Holdings, Kind
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.unknown import Unknown

ROLES = {
    0: "it is the network address",
    1: "it is the VPC router's",
    2: "AWS keeps it for DNS",
    3: "AWS keeps it for future use",
}
"""What AWS keeps the first IPv4 addresses of a subnet for; of IPv6 it does not say."""


def malformed(held: Holdings) -> Iterator[Problem]:
    """Report the entries that are no addresses."""
    for interface, index in held.unreadable:
        text = held.written(interface, index)
        yield Problem(
            at=interface.origin.place(f"{held.field}[{index}]"),
            data={
                "address": text,
                "interface": interface.origin.address,
                "fault": f"is no IPv{held.version} address",
                "advice": f"Write one IPv{held.version} address, without a length and without leading zeros",
            },
            about=text,
        )


def outside_blocks(claim: Claim, held: Holdings, blocks: list[Cidr], space: AddressSpace, inventory: Inventory) -> Problem:
    """Report an address that is in no block of its subnet."""
    text, written = held.text(claim), " and ".join(map(str, blocks))
    advice = choice(blocks, free_addresses(inventory, space, held.version, claim.first))
    return Problem(
        at=claim.place,
        data={
            "address": text,
            "interface": claim.owner.origin.address,
            "fault": f"is not in {subnet_name(inventory, space)}, whose block is {written}",
            "advice": f"{advice}; or use the subnet that holds {text}",
        },
        related=subnet_related(subnet_of(inventory, space), held.version),
        about=text,
    )


def reserved(claim: Claim, held: Holdings, block: Cidr, space: AddressSpace, inventory: Inventory) -> Problem:
    """Report an address that AWS keeps."""
    offset = claim.first - block.first
    if held.version == 6:
        role = "AWS keeps the first four addresses and the last one"
    else:
        role = ROLES.get(offset, "it is the broadcast address")
    free = free_addresses(inventory, space, held.version, claim.first)
    return Problem(
        at=claim.place,
        data={
            "address": held.text(claim),
            "interface": claim.owner.origin.address,
            "subnet": subnet_name(inventory, space),
            "block": str(block),
            "role": role,
            "advice": choice([block], free),
        },
        related=subnet_related(subnet_of(inventory, space), held.version),
        about=held.text(claim),
    )


def duplicate(first: Claim, later: Claim, held: Holdings, space: AddressSpace, inventory: Inventory) -> Problem:
    """Report an address that is held already."""
    free = free_addresses(inventory, space, held.version, later.first)
    return Problem(
        at=later.place,
        data={
            "address": held.text(later),
            "interface": later.owner.origin.address,
            "other": first.owner.origin.address,
            "subnet": subnet_name(inventory, space),
            "free": suggestion(free),
        },
        related=(Related(first.place, "holds the address already"),),
        about=held.text(later),
        twin=Twin(first.owner.origin, held.text(first)),
        variant="twice" if first.owner is later.owner else "",
    )


def subnet_related(subnet: Subnet | Unknown, version: int) -> tuple[Related, ...]:
    """Point at the subnet's blocks."""
    field = "cidr_block" if version == 4 else "ipv6_cidr_blocks"
    return (Related(subnet.origin.place(field), "the subnet's block"),)


def open_addresses(space: AddressSpace, subnet: Subnet | Unknown, kind: Kind = "addresses") -> Iterator[Open]:
    """Leave open whose address, or whose subnet's blocks, are not known. An address in a block that is known is decided."""
    for version in VERSIONS:
        held = space.holdings(kind, version)
        blocks, doubt = blocks_of(subnet, version)
        if doubt is not None:
            for claim in outside(held.claims, [(block.first, block.last) for block in blocks]):
                yield Open(claim.owner.origin, doubt)
        if doubt is None and not blocks:
            continue
        if held.doubts:
            for interface in held.holders:
                if interface.network_interface_id in held.doubts:
                    yield Open(interface.origin, held.doubts[interface.network_interface_id])
