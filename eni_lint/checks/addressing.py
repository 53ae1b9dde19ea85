"""Addresses of interfaces and blocks of subnets: in their places, held once, asked for in one way, and enough of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import Params, Verdicts, over
from eni_lint.checks._address_usage import Usage, usages
from eni_lint.checks._addresses import duplicate, malformed, open_addresses, outside_blocks, reserved
from eni_lint.checks._attachments import every
from eni_lint.checks._capacity import overcommitted
from eni_lint.checks._changes import Pair, pairs
from eni_lint.checks._demand import Demand, demands
from eni_lint.checks._families import (
    InSubnet,
    asking_for_ipv6,
    fixed_entry,
    fixed_problem,
    gets_ipv6_unasked,
    in_ipv6_only_subnets,
    ipv4_request,
    ipv6_request,
    is_ipv6_only,
    is_new,
    lacks_ipv6,
    primary_ipv6_of,
    request_problem,
    to_be_accepted,
    ways_of,
    with_fixed_entries,
)
from eni_lint.checks._launch_attachments import launches_from
from eni_lint.checks._overlaps import open_overlaps, overlaps
from eni_lint.checks._sizes import (
    Layout,
    capacity_problem,
    layouts,
    length_fault,
    nearly_full,
    overlapping_problem,
    with_available_count,
)
from eni_lint.checks._subnets import (
    blocks_of,
    has_no_ipv4,
    is_accepted,
    open_clashes,
    open_repeats,
    subnet_of,
    written_blocks,
)
from eni_lint.checks._wording import all_of, plural, shown
from eni_lint.findings import Change, Problem, Related
from eni_lint.inventory.claims import VERSIONS, outside, overlapping, reserved_spans, within
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.address_space import AddressSpace
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface, Subnet


def with_addresses(inventory: Inventory) -> list[AddressSpace]:
    """Give the address spaces in which addresses are written, also by launch templates."""
    return [*inventory.address_spaces.holding("addresses"), *inventory.specification_spaces.holding("addresses")]


def holders(space: AddressSpace) -> list[NetworkInterface]:
    """Give the interfaces that write addresses."""
    return space.holders("addresses")


@over(with_addresses, members=holders)
def address_outside_subnet(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a written address is no address, or not in the subnet's blocks; AWS refuses it with InvalidParameterValue.

    A subnet without any block of the address's version is the business of other rules.
    """
    subnet = subnet_of(inventory, space)
    for version in VERSIONS:
        held = space.holdings("addresses", version)
        yield from malformed(held)
        blocks, doubt = blocks_of(subnet, version)
        if doubt is None and blocks:
            for claim in outside(held.claims, [(block.first, block.last) for block in blocks]):
                yield outside_blocks(claim, held, blocks, space, inventory)
    yield from open_addresses(space, subnet)


@over(with_addresses, members=holders)
def reserved_subnet_address(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a written address is one of the first four or the last of a block of the subnet (VPC guide, subnet sizing)."""
    subnet = subnet_of(inventory, space)
    for version in VERSIONS:
        held = space.holdings("addresses", version)
        blocks, _ = blocks_of(subnet, version)
        for block in blocks:
            for claim in within(held.claims, reserved_spans([block])):
                yield reserved(claim, held, block, space, inventory)
    yield from open_addresses(space, subnet)


@over(lambda inventory: inventory.address_spaces.holding("addresses"), members=holders)
def duplicate_address(space: AddressSpace, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface holds an address that one before it in the subnet holds, or holds one twice itself.

    AWS refuses it with InvalidIPAddress.InUse. The later one in the document is to blame, so an address that is not known leaves
    open the interfaces behind it and none before it.
    """
    for version in VERSIONS:
        held = space.holdings("addresses", version)
        for first, later in overlapping(held.claims):
            yield duplicate(first, later, held, space, inventory)
    for version in VERSIONS:
        yield from open_repeats(space.holdings("addresses", version))
    yield from open_clashes(holders(space), inventory.address_spaces.clashing_addresses)


# -- subnets -----------------------------------------------------------------------------------------------------------


@over(demands)
def subnet_overcommitted(demand: Demand, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when what the document asks of a subnet exceeds its block: a lower bound, as others may use the subnet too."""
    if overcommitted(demand):
        yield capacity_problem(demand)


@over(with_available_count)
def subnet_nearly_full(subnet: Subnet, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when AvailableIpAddressCount is under a share of what the subnet can give, or under a count.

    A reservation for prefixes is off that number at once (VPC guide, subnet CIDR reservations), so it is off the whole too.
    """
    found = nearly_full(subnet, inventory, params["share"], params["addresses"])
    if found is not None:
        free, whole, least = found
        yield Problem(
            at=subnet.origin.place("available_ip_address_count"),
            data={
                "subnet": subnet.origin.address,
                "block": subnet.cidr_block,
                "free": free,
                "addresses": plural(whole, "address"),
                "least": least,
            },
        )


@over(lambda inventory: () if is_accepted(inventory) else inventory.subnet_by_key.values())
def invalid_subnet_size(subnet: Subnet, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an IPv4 block is no /16 to /28, or an IPv6 block no /44 to /64 in steps of four (VPC guide, subnet sizing)."""
    doubt: Unknown | None = None
    for field, text, version in written_blocks(subnet):
        if isinstance(text, Unknown):
            doubt = text
            continue
        fault = length_fault(text, version)
        if fault is not None:
            data = {"block": text, "subnet": subnet.origin.address, **fault}
            yield Problem(at=subnet.origin.place(field), data=data, about=text)
    if doubt is not None:
        raise Undecided(doubt)


@over(layouts, members=lambda layout: layout.subnets)
def overlapping_subnets(layout: Layout, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a block of a subnet overlaps one of a subnet before it in the VPC; AWS refuses it (InvalidSubnet.Conflict)."""
    for version in VERSIONS:
        for overlap in overlaps(layout.holders[version]):
            yield overlapping_problem(overlap, layout, inventory)
    for version in VERSIONS:
        yield from open_overlaps(layout.holders[version])


@over(lambda inventory: (subnet for subnet in inventory.subnet_by_key.values() if subnet.hostname_type is not None))
def ip_name_in_ipv6_only_subnet(subnet: Subnet, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an IPv6-only subnet names its instances after IPv4 addresses, which they do not have."""
    if every(lambda: has_no_ipv4(subnet), lambda: known(subnet.hostname_type) == "ip-name"):
        yield Problem(at=subnet.origin.place("hostname_type"), data={"subnet": subnet.origin.address})


@over(usages)
def vpc_address_usage_high(usage: Usage, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the interfaces of a VPC use a share of its quota of Network Address Usage, counted as the VPC guide does."""
    limit = params["quota"] * params["share"]
    if usage.units >= limit:
        yield Problem(
            at=usage.origin.place(),
            data={
                "vpc": usage.origin.address,
                "interfaces": plural(usage.interfaces, "interface"),
                "units": plural(usage.units, "unit"),
                "percent": f"{100 * usage.units // params['quota']}",
                "quota": f"{params['quota']:,}",
            },
        )
    elif usage.doubt is not None and usage.units + usage.perhaps >= limit:
        raise Undecided(usage.doubt)


# -- how addresses are asked for ---------------------------------------------------------------------------------------


def _asking_in_several_ways(inventory: Inventory) -> Iterator[NetworkInterface]:
    for interface in to_be_accepted(inventory):
        written = interface.address_arguments
        if (isinstance(written, Unknown) or len(written) > 1) and is_new(inventory, interface):
            yield interface


@over(_asking_in_several_ways)
def conflicting_address_arguments(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a new interface asks for addresses of one version of IP in more than one way (CreateNetworkInterface)."""
    doubt: Unknown | None = None
    for version in VERSIONS:
        ways, unclear = ways_of(interface, version)
        if len(ways) > 1:
            yield Problem(
                at=interface.origin.place(ways[1]),
                data={
                    "interface": interface.origin.address,
                    "version": version,
                    "number": len(ways),
                    "ways": all_of(ways),
                    "first": ways[0],
                },
                related=(Related(interface.origin.place(ways[0]), "the other way"),),
                about=f"IPv{version}",
            )
        elif ways and unclear is not None:
            doubt = unclear
    if doubt is not None:
        raise Undecided(doubt)


def _with_several_addresses(inventory: Inventory) -> Iterator[NetworkInterface]:
    for interface in to_be_accepted(inventory):
        entries = interface.private_ip_addresses
        if isinstance(entries, Unknown) or len(entries) > 1:
            yield interface


@over(_with_several_addresses)
def conflicting_primary_address(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when more than one private address of an interface is marked as primary (CreateNetworkInterface)."""
    primaries, doubts = [], []
    for index, entry in enumerate(known(interface.private_ip_addresses)):
        if entry.primary is True:
            primaries.append((index, shown(entry.private_ip_address, "one that AWS chooses")))
        elif isinstance(entry.primary, Unknown) and entry.primary.reason is not Reason.AMBIGUOUS:
            doubts.append(entry.primary)  # an ambiguous one is one of several, of which one is the primary
    if len(primaries) > 1:
        yield Problem(
            at=interface.origin.place(f"private_ip_addresses[{primaries[1][0]}]"),
            data={
                "interface": interface.origin.address,
                "number": len(primaries),
                "addresses": " and ".join(text for _, text in primaries),
                "kept": primaries[0][1],
            },
            related=(Related(interface.origin.place(f"private_ip_addresses[{primaries[0][0]}]"), "the first primary address"),),
        )
    elif len(primaries) + len(doubts) > 1:
        raise Undecided(doubts[0])


@over(in_ipv6_only_subnets)
def ipv4_in_ipv6_only_subnet(member: InSubnet, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface of an IPv6-only subnet asks for an IPv4 address or prefix, or gets an Elastic IP."""
    interface = member.interface
    if not every(lambda: is_ipv6_only(inventory, interface), lambda: ipv4_request(member, inventory) is not None):
        return
    request = ipv4_request(member, inventory)
    if request is not None:
        yield request_problem(interface, request, inventory)


@over(asking_for_ipv6)
def ipv6_without_subnet_cidr(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface asks for IPv6 addresses or prefixes in a subnet that has no IPv6 block."""
    if not every(lambda: lacks_ipv6(inventory, interface), lambda: ipv6_request(interface) is not None):
        return
    request = ipv6_request(interface)
    if request is not None:
        yield request_problem(interface, request, inventory)


@over(
    lambda inventory: (
        i for i in to_be_accepted(inventory) if isinstance(i.enable_primary_ipv6, Unknown) or i.enable_primary_ipv6
    )
)
def primary_ipv6_without_address(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a primary IPv6 address is asked for on an interface that gets no IPv6 address."""
    if every(
        lambda: not known(interface.ipv6_addresses),
        lambda: not gets_ipv6_unasked(inventory, interface),
        lambda: bool(known(interface.enable_primary_ipv6)),
    ):
        yield Problem(at=interface.origin.place("enable_primary_ipv6"), data={"interface": interface.origin.address})


@over(
    lambda inventory: (
        p for p in pairs(inventory) if isinstance(p.earlier.enable_primary_ipv6, Unknown) or p.earlier.enable_primary_ipv6
    )
)
def primary_ipv6_turned_off(pair: Pair, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan no longer enables the primary IPv6 address of an interface, which AWS cannot turn off."""
    if every(
        lambda: not known(pair.interface.enable_primary_ipv6),
        lambda: bool(known(pair.earlier.enable_primary_ipv6)),
    ):
        yield Problem(
            at=pair.interface.origin.place("enable_primary_ipv6"),
            data={"interface": pair.interface.origin.address, "address": primary_ipv6_of(pair.earlier)},
            change=Change(pair.interface.origin.place("enable_primary_ipv6"), value=True),
        )


@over(with_fixed_entries)
def fixed_address_in_fleet(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a launch template fixes an address or prefix of an interface and more than one instance starts from it."""
    template = str(interface.launch_template_id)
    launches = launches_from(inventory, template)
    if not every(launches.several, lambda: fixed_entry(interface) is not None):
        return
    request = fixed_entry(interface)
    if request is not None:
        yield fixed_problem(interface, request, launches, inventory)
