"""Works out how much room a plan leaves on the instances and in the subnets that it touches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carried_by
from eni_lint.checks._capacity import asks_for_prefixes, free_for_prefixes
from eni_lint.checks._demand import demands_on
from eni_lint.checks._slots import taken_by
from eni_lint.inventory.headroom import Headroom, HostRoom, Room, SubnetRoom
from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.checks._demand import Demand
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Instance

AWS_KEEPS = 5


def headroom_of(inventory: Inventory) -> Headroom | None:
    """Give the room that a plan leaves, None for what changes nothing. Only what it touches is looked at."""
    before = inventory.before
    if before is None:
        return None
    if before.catalog is None:
        before.catalog = inventory.catalog
    touched = {key for key in inventory.changes if _action(inventory, key) != "no-op"}
    if not touched:
        return None
    hosts = [room for key in _hosts(inventory, before, touched) if (room := _host(inventory, before, key)) is not None]
    return Headroom(hosts=hosts, subnets=_subnets(inventory, before, touched))


def _action(inventory: Inventory, key: str) -> str:
    change = inventory.changes.get(key)
    return "no-op" if change is None else change.action


# -- instances ---------------------------------------------------------------------------------------------------------


def _hosts(inventory: Inventory, before: Inventory, touched: set[str]) -> list[str]:
    """Name the instances that the plan touches, or to which it attaches something, or from which it takes something."""
    found = {instance.instance_id: None for instance in inventory.instances if instance.instance_id in touched}
    for estate in (inventory, before):
        for attachment in estate.attachments:
            key = attachment.instance_id
            names = (attachment.network_interface_id, attachment.origin.address)
            if isinstance(key, str) and any(isinstance(name, str) and name in touched for name in names):
                found[key] = None
    return list(found)


def _host(inventory: Inventory, before: Inventory, key: str) -> HostRoom | None:
    instance, earlier = inventory.instance_by_key.get(key), before.instance_by_key.get(key)
    if instance is None:
        return None
    now = _rooms(inventory, instance)
    if now is None:
        return None
    was = None if earlier is None else _rooms(before, earlier)
    return HostRoom(
        origin=instance.origin,
        instance_type=now[0],
        action=_action(inventory, key),
        interfaces=now[1],
        ipv4_slots=now[2],
        prefixes=now[3],
        instance_type_before=None if was is None else was[0],
        interfaces_before=None if was is None else was[1],
        ipv4_slots_before=None if was is None else was[2],
    )


def _rooms(inventory: Inventory, instance: Instance) -> tuple[str, Room, Room | None, int] | None:
    """Give an instance's type, interfaces, IPv4 slots and prefixes; None where its type is not known."""
    limits = inventory.type_of(instance)
    if limits is None or isinstance(limits, Unknown) or isinstance(limits.maximum_network_interfaces, Unknown):
        return None
    try:
        carried = carried_by(inventory, instance)
    except Undecided:
        return None
    open_ended = bool(carried.perhaps)
    interfaces = Room(used=len(carried.sure), limit=limits.maximum_network_interfaces, at_least=open_ended)
    per_interface = limits.ipv4_addresses_per_interface
    if isinstance(per_interface, Unknown):
        return limits.instance_type, interfaces, None, 0
    used = prefixes = 0
    for attachment in carried.sure:
        interface = inventory.interface_of(attachment)
        if not isinstance(interface, NetworkInterface):
            used, open_ended = used + 1, True  # whatever it is, it has an address
            continue
        taken = taken_by(interface.private_ip_addresses, interface.ipv4_prefixes)
        used, prefixes = used + taken.least, prefixes + taken.prefixes
        open_ended = open_ended or taken.doubt is not None
    slots = Room(used=used, limit=per_interface * len(carried.sure), at_least=open_ended)
    return limits.instance_type, interfaces, slots, prefixes


# -- subnets -----------------------------------------------------------------------------------------------------------


def _subnets(inventory: Inventory, before: Inventory, touched: set[str]) -> list[SubnetRoom]:
    keys = {s.subnet_id: None for s in inventory.subnets if s.subnet_id in touched}
    for estate in (inventory, before):
        for interface in estate.interfaces:
            names = (interface.network_interface_id, interface.origin.address)  # a primary interface goes by its instance
            if isinstance(interface.subnet_id, str) and any(name in touched for name in names):
                keys[interface.subnet_id] = None
        for reservation in estate.cidr_reservations:
            if reservation.subnet_cidr_reservation_id in touched and isinstance(reservation.subnet_id, str):
                keys[reservation.subnet_id] = None
    earlier = {demand.subnet.subnet_id: demand for demand in _demands(before, keys)}
    return [_subnet(inventory, demand, earlier.get(demand.subnet.subnet_id)) for demand in _demands(inventory, keys)]


def _demands(inventory: Inventory, keys: Iterable[str]) -> list[Demand]:
    return [d for d in demands_on(inventory, keys) if not isinstance(d.block, Unknown)]


def _subnet(inventory: Inventory, demand: Demand, earlier: Demand | None) -> SubnetRoom:
    block, subnet = known(demand.block), demand.subnet
    action = _action(inventory, subnet.subnet_id)
    created = action in ("create", "replace")
    free, was = _free(demand), None if earlier is None or created else _free(earlier)
    if was is None and not created:
        was = _usable(demand)  # it was there, and nothing that is known was in it
    told = subnet.available_ip_address_count
    counted = isinstance(told, int) and was is not None
    if isinstance(told, int) and was is not None:
        free, was = told - (was - free), told  # AWS counted before the plan
    return SubnetRoom(
        origin=subnet.origin,
        cidr_block=str(block),
        action=action,
        addresses=_usable(demand),
        free=max(free, 0),
        at_most=_is_open(demand),
        told=counted,
        free_before=None if was is None else max(was, 0),
        free_prefixes=_free_prefixes(demand),
        free_prefixes_before=None if earlier is None or created else _free_prefixes(earlier),
    )


def _usable(demand: Demand) -> int:
    return known(demand.block).size - AWS_KEEPS


def _free(demand: Demand) -> int:
    return known(demand.block).size - demand.needed


def _is_open(demand: Demand) -> bool:
    """Tell whether something that is not known may take more."""
    asked = demand.asked
    unplaced = asked.unplaced_addresses + asked.unplaced_prefixes
    doubts = (asked.endless, demand.unclear_place, demand.unclear_type)
    return demand.perhaps.any or unplaced > 0 or any(doubt is not None for doubt in doubts)


def _free_prefixes(demand: Demand) -> int | None:
    """Count the aligned /28 blocks that are left, None where nothing uses prefixes."""
    if not (demand.holds_prefixes or demand.asked.prefixes or asks_for_prefixes(demand) or demand.for_prefixes):
        return None
    return max(free_for_prefixes(demand, known(demand.block)) - demand.asked.prefixes, 0)
