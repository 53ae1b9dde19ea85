"""What an interface asks for of one version of IP, and which interfaces AWS has yet to accept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.checks._elastic_ips import Destination, address_name, associations_by_interface
from eni_lint.checks._ownership import some
from eni_lint.checks._subnets import has_no_ipv4, is_accepted, name_by_key
from eni_lint.checks._wording import listed, plural
from eni_lint.findings import Problem, Related
from eni_lint.inventory.claims import FIELDS
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.origin import Place
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.checks._launch_attachments import Launches
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.origin import Origin

WAYS = {
    4: ("private_ip_addresses", "secondary_private_ip_address_count", "ipv4_prefixes", "ipv4_prefix_count"),
    6: ("ipv6_addresses", "ipv6_address_count", "ipv6_prefixes", "ipv6_prefix_count"),
}
"""The ways to ask for addresses, of which CreateNetworkInterface takes one for each version of IP."""


class Request(msgspec.Struct, frozen=True, eq=False):
    """Something that an interface asks for: where it is written, and in words."""

    place: Place
    words: str


class InSubnet(msgspec.Struct, frozen=True, eq=False):
    """An interface with the associations of Elastic IPs that lead to it, and those that may."""

    interface: NetworkInterface
    destinations: list[Destination]
    perhaps: list[Destination]

    @property
    def origin(self) -> Origin:
        """The interface's origin."""
        return self.interface.origin


def to_be_accepted(inventory: Inventory) -> Sequence[NetworkInterface]:
    """Give the interfaces that AWS has not taken as they are; a snapshot has only those of launch templates."""
    return inventory.specifications if is_accepted(inventory) else inventory.all_interfaces


def is_new(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether an interface is made with what is written. One that a plan finds may have got it in several calls."""
    if interface.launch_template_id is not None:
        return True
    key = interface.network_interface_id
    keys = [key, *(a.instance_id for a in inventory.attachments_by_interface.get(key, ()) if a.means == "inline")]
    change = next((found for each in keys if isinstance(each, str) and (found := inventory.changes.get(each))), None)
    if change is not None:
        return change.action in ("create", "replace")
    return inventory.before is None or key not in inventory.before.interface_by_key


def ways_of(interface: NetworkInterface, version: int) -> tuple[list[str], Unknown | None]:
    """Give the ways in which addresses of one version are asked for, and why there may be one more.

    A single private address is the primary one, which goes with every other way.
    """
    written = [name for name in WAYS[version] if name in known(interface.address_arguments)]
    if "private_ip_addresses" not in written:
        return written, None
    entries = interface.private_ip_addresses
    if not isinstance(entries, Unknown):
        texts = [entry.private_ip_address for entry in entries]
        unclear = [text for text in texts if isinstance(text, Unknown) and text.reason is not Reason.ASSIGNED_BY_AWS]
        sure = sum(1 for text in texts if not isinstance(text, Unknown))
        if sure > 1:
            return written, None
        written.remove("private_ip_addresses")
        return written, unclear[0] if unclear and sure + len(unclear) > 1 else None
    written.remove("private_ip_addresses")
    return written, entries


# -- IPv4 in an IPv6-only subnet ---------------------------------------------------------------------------------------


def in_ipv6_only_subnets(inventory: Inventory) -> Iterator[InSubnet]:
    """Walk the interfaces whose subnet is, or may be, IPv6-only, and the Elastic IPs that lead to them."""
    ordinary = {key for key, subnet in inventory.subnet_by_key.items() if subnet.ipv6_native is False or _has_block(subnet)}
    destinations = associations_by_interface(inventory)
    floating = destinations.get(None, [])
    for interface in to_be_accepted(inventory):
        subnet_id = interface.subnet_id
        if subnet_id is not None and (isinstance(subnet_id, Unknown) or subnet_id not in ordinary):
            key = interface.network_interface_id
            perhaps = [each for each in floating if may_be(each.interface_id, key)]
            yield InSubnet(interface, destinations.get(key, []), perhaps)


def _has_block(subnet: Subnet) -> bool:
    return subnet.ipv6_native is None and isinstance(subnet.cidr_block, str)


def ipv4_request(member: InSubnet, inventory: Inventory) -> Request | None:
    """Give the first IPv4 address, prefix or Elastic IP that is asked for; raise Undecided when there may be one.

    A primary address that AWS chooses is none: it is what a source takes for granted.
    """
    doubt: Undecided | None = None
    for find in (_ipv4_address, _ipv4_prefix):
        try:
            found = find(member.interface)
        except Undecided as raised:
            doubt = doubt or raised
        else:
            if found is not None:
                return found
    for destination in member.destinations:
        name = address_name(inventory, destination.association)
        return Request(destination.place, f"the Elastic IP {name}")
    if doubt is not None:
        raise doubt
    if member.perhaps:
        known(member.perhaps[0].interface_id)
    return None


def _ipv4_prefix(interface: NetworkInterface) -> Request | None:
    prefixes = known(interface.ipv4_prefixes)
    return Request(interface.origin.place("ipv4_prefixes[0]"), _number(len(prefixes), "IPv4 prefix")) if prefixes else None


def _ipv4_address(interface: NetworkInterface) -> Request | None:
    doubt: Unknown | None = None
    for index, entry in enumerate(known(interface.private_ip_addresses)):
        text, primary = entry.private_ip_address, entry.primary
        place = interface.origin.place(f"private_ip_addresses[{index}]")
        if not isinstance(text, Unknown):
            return Request(place, f"the IPv4 address {text}")
        if primary is False:
            return Request(interface.origin.place("private_ip_addresses"), "a secondary IPv4 address")
        if isinstance(primary, Unknown):
            doubt = primary
        elif text.reason is not Reason.ASSIGNED_BY_AWS:
            doubt = text
    if doubt is not None:
        raise Undecided(doubt)
    return None


def is_ipv6_only(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether the subnet of an interface has no IPv4 addresses; raise Undecided when it cannot be told."""
    subnet = known(inventory.subnet_of(interface))
    return subnet is not None and has_no_ipv4(subnet)


def request_problem(interface: NetworkInterface, request: Request, inventory: Inventory) -> Problem:
    """Report a request that the subnet of an interface cannot fulfil."""
    return Problem(
        at=request.place,
        subject=interface.origin,
        data={
            "interface": interface.origin.address,
            "request": request.words,
            "subnet": name_by_key(inventory, interface.subnet_id),
        },
    )


# -- IPv6 --------------------------------------------------------------------------------------------------------------


def asking_for_ipv6(inventory: Inventory) -> Iterator[NetworkInterface]:
    """Walk the interfaces that ask, or may ask, for IPv6 addresses or prefixes."""
    for interface in to_be_accepted(inventory):
        addresses, prefixes = interface.ipv6_addresses, interface.ipv6_prefixes
        if isinstance(addresses, Unknown) or addresses or isinstance(prefixes, Unknown) or prefixes:
            yield interface


def ipv6_request(interface: NetworkInterface) -> Request | None:
    """Give the IPv6 addresses or prefixes that are asked for; raise Undecided when there may be some."""
    lists: tuple[tuple[str, Any, str], ...] = (
        ("ipv6_addresses", interface.ipv6_addresses, "IPv6 address"),
        ("ipv6_prefixes", interface.ipv6_prefixes, "IPv6 prefix"),
    )
    for field, entries, noun in lists:
        if not isinstance(entries, Unknown) and entries:
            return Request(interface.origin.place(f"{field}[0]"), _number(len(entries), noun))
    for _, entries, _ in lists:
        known(entries)
    return None


def lacks_ipv6(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether the subnet of an interface has no IPv6 block; raise Undecided when it cannot be told."""
    subnet = known(inventory.subnet_of(interface))
    return subnet is not None and not known(subnet.ipv6_cidr_blocks)


def gets_ipv6_unasked(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether AWS gives an interface an IPv6 address that nobody asks for, as its subnet says."""
    subnet = known(inventory.subnet_of(interface))
    return subnet is not None and some(
        lambda: bool(known(subnet.assign_ipv6_address_on_creation)),
        lambda: has_no_ipv4(subnet),
    )


def _number(number: int, noun: str) -> str:
    return f"an {noun}" if number == 1 else plural(number, noun)


def primary_ipv6_of(interface: NetworkInterface) -> str:
    """Give the IPv6 address of an interface that became permanent, in words."""
    entries = interface.ipv6_addresses
    if not isinstance(entries, Unknown):
        marked = [entry for entry in entries if not isinstance(entry.is_primary_ipv6, Unknown) and entry.is_primary_ipv6]
        for entry in (*marked, *entries[:1]):
            if isinstance(entry.ipv6_address, str):
                return entry.ipv6_address
    return "its first IPv6 address"


# -- what is fixed -----------------------------------------------------------------------------------------------------


def with_fixed_entries(inventory: Inventory) -> Iterator[NetworkInterface]:
    """Walk the interfaces of launch templates for which an address or a prefix is, or may be, written."""
    for interface in inventory.specifications:
        entries = list(_entries(interface))
        if any(not isinstance(text, Unknown) or text.reason is not Reason.ASSIGNED_BY_AWS for _, text, _ in entries):
            yield interface


def fixed_entry(interface: NetworkInterface) -> Request | None:
    """Give the first address or prefix that is written; raise Undecided when one may be."""
    doubt: Unknown | None = None
    for field, text, noun in _entries(interface):
        if not isinstance(text, Unknown):
            return Request(interface.origin.place(field), f"{noun} {text}")
        if text.reason is not Reason.ASSIGNED_BY_AWS:
            doubt = text
    if doubt is not None:
        raise Undecided(doubt)
    return None


def fixed_problem(interface: NetworkInterface, request: Request, launches: Launches, inventory: Inventory) -> Problem:
    """Report a fixed address of which every launch wants its own."""
    template = str(interface.launch_template_id)
    found = inventory.launch_template_by_key.get(template)
    return Problem(
        at=request.place,
        data={
            "interface": interface.origin.address,
            "request": request.words,
            "template": found.origin.address if found else template,
            "launchers": listed(launcher.origin.address for launcher in launches.launchers),
            "launch": "launches" if len(launches.launchers) == 1 else "launch",
            "instances": plural(launches.most, "instance"),
        },
        related=tuple(
            Related(launcher.origin.place("max_size"), f"'{launcher.origin.address}' launches from the template")
            for launcher in launches.launchers
        ),
        about=request.words,
    )


def _entries(interface: NetworkInterface) -> Iterator[tuple[str, str | Unknown, str]]:
    """Walk the addresses and prefixes of an interface: field, text, and what it is."""
    for (kind, _), (field, attribute) in FIELDS.items():
        entries = getattr(interface, field)
        if isinstance(entries, Unknown):
            yield field, entries, kind
            continue
        for index, entry in enumerate(entries):
            yield f"{field}[{index}]", getattr(entry, attribute), "address" if kind == "addresses" else "prefix"
