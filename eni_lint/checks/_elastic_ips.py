"""Where associations of Elastic IPs lead, which of them meet at one private address, and what uses an address at all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable
from itertools import islice
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import every, first_such
from eni_lint.checks._subnets import ADVISED, either_of
from eni_lint.checks._wording import shown
from eni_lint.inventory.addresses import parse_cidr, parse_ipv4
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import ElasticIp, Instance, NetworkInterface
from eni_lint.inventory.surroundings import ElasticIpAssociation
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Model
    from eni_lint.inventory.origin import Origin, Place


PRIMARY = None
"""The private address of an association that gives none."""


class Destination(msgspec.Struct, frozen=True, eq=False):
    """The interface that an association leads to, by key, and the private address on it."""

    association: ElasticIpAssociation
    interface_id: str | Unknown
    private_ip_address: str | Unknown | None  # PRIMARY: the interface's primary one

    @property
    def place(self) -> Place:
        """The field that says where it leads."""
        if self.private_ip_address is not PRIMARY:
            return self.association.origin.place("private_ip_address")
        return target_place(self.association)


class Meeting(msgspec.Struct, frozen=True, eq=False):
    """An association with the earlier ones that have, or may have, its interface."""

    destination: Destination
    earlier: list[Destination]
    number: int  # of the association
    first_at: list[dict[str | int, int]]  # the first to give each private address: at its interface, at one that is not known

    def is_taken(self, address: str) -> bool:
        """Tell whether this association or an earlier one gives a private address."""
        spot = _comparable(address)
        return any(first.get(spot, self.number + 1) <= self.number for first in self.first_at)

    @property
    def origin(self) -> Origin:
        """The association's origin: it is what passes or fails."""
        return self.destination.association.origin


class Held(msgspec.Struct, frozen=True, eq=False):
    """An Elastic IP with all that uses any."""

    address: ElasticIp
    uses: Uses

    @property
    def origin(self) -> Origin:
        """The address's origin."""
        return self.address.origin


class Uses:
    """Which addresses associations and NAT gateways use, and the doubts: uses of which nothing tells of what address."""

    def __init__(self, inventory: Inventory) -> None:
        self.sure: set[str] = set()
        self.doubts: list[Unknown] = []
        for association in inventory.elastic_ip_associations:
            self._add(association.allocation_id)
        for gateway in inventory.nat_gateways:
            ids = gateway.allocation_ids
            for allocation_id in [ids] if isinstance(ids, Unknown) else ids:
                self._add(allocation_id)

    def _add(self, allocation_id: str | Unknown | None) -> None:
        if allocation_id is None:  # by its public address, or not described
            self.doubts.append(Unknown(Reason.OUTSIDE, "an association does not tell of which Elastic IP it is"))
        elif isinstance(allocation_id, Unknown):
            self.doubts.append(allocation_id)
        else:
            self.sure.add(allocation_id)

    def have(self, allocation_id: str) -> bool:
        """Tell whether something uses the address; raise Undecided when it cannot be told."""
        if allocation_id in self.sure:
            return True
        for doubt in self.doubts:
            if may_be(doubt, allocation_id):
                raise Undecided(doubt)
        return False


def held(inventory: Inventory) -> Iterator[Held]:
    """Walk the Elastic IPs."""
    uses = Uses(inventory)
    return (Held(address, uses) for address in inventory.elastic_ips)


def settled(inventory: Inventory, association: ElasticIpAssociation) -> bool:
    """Tell whether AWS has taken the association already: it was captured, or the plan leaves it as it is."""
    change = inventory.changes.get(association.origin.address)
    return inventory.live or (change is not None and change.action == "no-op")


def to_come(inventory: Inventory) -> Iterator[ElasticIpAssociation]:
    """Walk the associations that somebody has yet to make."""
    return (a for a in inventory.elastic_ip_associations if not settled(inventory, a))


def interface_id_of(inventory: Inventory, association: ElasticIpAssociation) -> str | Unknown | None:
    """Give the key of the interface; by instance it is the instance's primary one. None: the association names neither."""
    if association.network_interface_id is not None:
        return association.network_interface_id
    instance_id = association.instance_id
    if instance_id is None or not isinstance(instance_id, Unknown):
        return None if instance_id is None else primary_interface_id(inventory, instance_id)
    symbol = None if instance_id.symbol is None else ("primary interface of", instance_id.symbol)
    of_each = [primary_interface_id(inventory, candidate) for candidate in instance_id.candidates]
    candidates = [key for key in of_each if not isinstance(key, Unknown)]
    complete = candidates if len(candidates) == len(of_each) else ()
    return Unknown(instance_id.reason, instance_id.detail, symbol=symbol, candidates=complete)


def primary_interface_id(inventory: Inventory, instance_id: str) -> str | Unknown:
    """Give the key of an instance's primary interface. Where it is not known, it is yet the same each time one asks."""
    for attachment in inventory.attachments_by_instance.get(instance_id, ()):
        device, card, key = attachment.device_index, attachment.network_card_index, attachment.network_interface_id
        if is_known(device) and device == 0 and is_known(card) and not card and isinstance(key, str):
            return key
    detail = f"the primary interface of {instance_id} is not known"
    return Unknown(Reason.OUTSIDE, detail, symbol=("primary interface of", instance_id))


def interface_at(inventory: Inventory, association: ElasticIpAssociation) -> NetworkInterface | None:
    """Give the interface that an association leads to, None where it names none; raise Undecided when it is not known."""
    key = interface_id_of(inventory, association)
    return known(inventory.lookup(inventory.interface_by_key, key, "network interfaces"))


def target_place(association: ElasticIpAssociation) -> Place:
    """Name the field that says to what the address goes."""
    return association.origin.place("instance_id" if association.network_interface_id is None else "network_interface_id")


def address_name(inventory: Inventory, association: ElasticIpAssociation) -> str:
    """Name the Elastic IP of an association, in quotes."""
    key = association.allocation_id
    if not isinstance(key, str):
        return f"of '{association.origin.address}'"
    address = inventory.elastic_ip_by_key.get(key)
    return f"'{address.origin.address if address else key}'"


def name_of(table: Mapping[str, Model], key: str | Unknown | None) -> str:
    """Name an object; by its key where it is not in the inventory."""
    if key is None or isinstance(key, Unknown):
        return shown(None if key is None else key.detail, "not named")
    found = table.get(key)
    return found.origin.address if found else key


def interface_name_of(inventory: Inventory, association: ElasticIpAssociation) -> str:
    """Name the interface that an association leads to."""
    return name_of(inventory.interface_by_key, interface_id_of(inventory, association))


# -- the addresses of an interface -------------------------------------------------------------------------------------


def holds(interface: NetworkInterface, address: str) -> bool:
    """Tell whether an address is one of the interface's, or in one of its prefixes; raise Undecided when it cannot be told."""
    wanted = _comparable(address)
    doubt: Unknown | None = None
    addresses, prefixes = interface.private_ip_addresses, interface.ipv4_prefixes
    held_here: list[str | Unknown] = []
    held_here += [addresses] if isinstance(addresses, Unknown) else [entry.private_ip_address for entry in addresses]
    held_here += [prefixes] if isinstance(prefixes, Unknown) else [entry.ipv4_prefix for entry in prefixes]
    for each in held_here:
        if isinstance(each, Unknown):
            doubt = doubt if doubt is not None else each
        elif _comparable(each) == wanted or _covers(each, wanted):
            return True
    if doubt is not None:
        raise Undecided(doubt)
    return False


def _covers(text: str, address: str | int) -> bool:
    """Tell whether a text is a block of addresses that holds one."""
    block = parse_cidr(text)
    return block is not None and isinstance(address, int) and block.version == 4 and address in block


def written_addresses(interface: NetworkInterface | Unknown | None) -> list[str]:
    """Give the IPv4 addresses of an interface that are known."""
    if not isinstance(interface, NetworkInterface) or isinstance(interface.private_ip_addresses, Unknown):
        return []
    return [value for entry in interface.private_ip_addresses if isinstance(value := entry.private_ip_address, str)]


def spare_addresses(inventory: Inventory, meeting: Meeting) -> str:
    """Add to a sentence the interface's further addresses to which none of the associations goes."""
    interface = inventory.lookup(inventory.interface_by_key, meeting.destination.interface_id, "network interfaces")
    free = list(islice((a for a in written_addresses(interface)[1:] if not meeting.is_taken(a)), ADVISED))
    return f", such as {either_of(free)}" if free else ""


# -- two on one address ------------------------------------------------------------------------------------------------


def meetings(inventory: Inventory) -> Iterator[Meeting]:
    """Walk the associations, each with the earlier ones that lead, or may lead, to the same interface."""
    by_interface: dict[str, list[Destination]] = defaultdict(list)
    unclear: list[Destination] = []
    everywhere: list[Destination] = []
    first_at: dict[str, dict[str | int, int]] = defaultdict(dict)
    first_unclear: dict[str | int, int] = {}
    for number, association in enumerate(inventory.elastic_ip_associations):
        key = interface_id_of(inventory, association)
        if key is None:
            continue
        address = association.private_ip_address
        destination = Destination(association, key, address)
        first = first_unclear if isinstance(key, Unknown) else first_at[key]
        if isinstance(address, str):
            first.setdefault(_comparable(address), number)
        if isinstance(key, Unknown):  # nothing tells the addresses of its interface, so none is ever advised
            yield Meeting(destination, everywhere.copy(), number, [first])
            unclear.append(destination)
        else:
            yield Meeting(destination, by_interface[key] + unclear, number, [first, first_unclear])
            by_interface[key].append(destination)
        everywhere.append(destination)


def clash(inventory: Inventory, one: Destination, other: Destination) -> bool:
    """Tell whether two associations put different Elastic IPs on one private address."""
    return every(
        lambda: same(one.interface_id, other.interface_id),
        lambda: same_private_address(inventory, one, other),
        lambda: not same(*(_allocation(each.association) for each in (one, other))),
    )


def _allocation(association: ElasticIpAssociation) -> str | Unknown:
    key = association.allocation_id
    return (
        Unknown(Reason.OUTSIDE, f"'{association.origin.address}' does not tell of which Elastic IP it is") if key is None else key
    )


def same_private_address(inventory: Inventory, one: Destination, other: Destination) -> bool:
    """Tell whether two associations of one interface give one address; one that gives none means the primary one."""
    first, second = one.private_ip_address, other.private_ip_address
    if first is PRIMARY or second is PRIMARY:
        given = second if first is PRIMARY else first
        return given is PRIMARY or is_primary(inventory, one.interface_id, given)
    return same(*(each if isinstance(each, Unknown) else _comparable(each) for each in (first, second)))


def is_primary(inventory: Inventory, interface_id: str | Unknown, address: str | Unknown) -> bool:
    """Tell whether an address is the primary one of an interface."""
    interface = known(inventory.lookup(inventory.interface_by_key, interface_id, "network interfaces"))
    if interface is None:
        return False
    wanted = _comparable(known(address))
    doubt: Unknown | None = None
    for entry in known(interface.private_ip_addresses):
        value, primary = entry.private_ip_address, entry.primary
        if not isinstance(value, Unknown) and _comparable(value) == wanted:
            return known(primary)
        if isinstance(value, Unknown) and (isinstance(primary, Unknown) or primary):
            doubt = doubt if doubt is not None else value
    if doubt is not None:
        raise Undecided(doubt)
    return False


def _comparable(address: str) -> str | int:
    """Bring an address into a form in which equal ones are equal."""
    number = parse_ipv4(address)
    return address if number is None else number


# -- by interface ------------------------------------------------------------------------------------------------------


class Associated(msgspec.Struct, frozen=True, eq=False):
    """An instance with the associations of all interfaces, by the interface's key (None: not known which)."""

    instance: Instance
    by_interface: dict[Hashable, list[Destination]]

    @property
    def origin(self) -> Origin:
        """The instance's origin."""
        return self.instance.origin

    def on_primary_address(self, inventory: Inventory, interface: NetworkInterface) -> bool:
        """Tell whether an Elastic IP is on the primary address of an interface; raise Undecided when it cannot be told."""
        wanted = Destination(ElasticIpAssociation(), interface.network_interface_id, PRIMARY)
        near = [*self.by_interface.get(interface.network_interface_id, ()), *self.by_interface.get(None, ())]
        found = first_such(
            near,
            lambda destination: every(
                lambda: same(destination.interface_id, wanted.interface_id),
                lambda: same_private_address(inventory, wanted, destination),
            ),
        )
        return found is not None


def associations_by_interface(inventory: Inventory) -> dict[Hashable, list[Destination]]:
    """Sort the associations by the interface that they lead to."""
    found: dict[Hashable, list[Destination]] = defaultdict(list)
    for association in inventory.elastic_ip_associations:
        key = interface_id_of(inventory, association)
        if key is not None:
            destination = Destination(association, key, association.private_ip_address)
            found[None if isinstance(key, Unknown) else key].append(destination)
    return dict(found)
