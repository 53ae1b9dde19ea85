"""Headroom in words: what a plan leaves of interfaces, addresses and prefixes, a line each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.headroom import Headroom, HostRoom, Room, SubnetRoom

SCARCE = 10
"""Room is scarce when no more than one in so many is left."""


def lines_of(headroom: Headroom, *, verbose: bool) -> Iterator[tuple[str, str, str]]:
    """Give name, what is left, and what was left before; without ``verbose`` only of what the plan makes scarce."""
    for host in headroom.hosts:
        if verbose or _is_scarce_host(host):
            yield f"{host.origin.address} ({host.instance_type})", _host(host), _host_before(host)
    for subnet in headroom.subnets:
        if verbose or _is_scarce_subnet(subnet):
            yield subnet.origin.address, _subnet(subnet), _subnet_before(subnet)


def as_data(headroom: Headroom) -> dict[str, Any]:
    """Give the headroom for eni-lint's own JSON."""
    return {"hosts": [_host_data(host) for host in headroom.hosts], "subnets": [_subnet_data(s) for s in headroom.subnets]}


# -- what is worth a line ----------------------------------------------------------------------------------------------


def _is_scarce_host(host: HostRoom) -> bool:
    """Tell whether little is left, and less than before. A new instance has a type that was chosen for what it is to carry."""
    if host.interfaces_before is None:
        return False
    interfaces = _is_scarce(host.interfaces, host.interfaces_before)
    slots = host.ipv4_slots is not None and _is_scarce(host.ipv4_slots, host.ipv4_slots_before)
    return interfaces or slots


def _is_scarce(room: Room, before: Room | None) -> bool:
    left = room.limit - room.used
    return (before is None or left < before.limit - before.used) and left * SCARCE <= room.limit


def _is_scarce_subnet(subnet: SubnetRoom) -> bool:
    fewer = subnet.free_before is None or subnet.free < subnet.free_before
    last_prefix = subnet.free_prefixes == 0 and subnet.free_prefixes_before != 0
    return last_prefix or (fewer and subnet.free * SCARCE <= subnet.addresses)


# -- words -------------------------------------------------------------------------------------------------------------


def _host(host: HostRoom) -> str:
    parts = [f"{_of(host.interfaces)} interfaces"]
    if host.ipv4_slots is not None:
        prefixes = f" ({host.prefixes:,} of them prefixes)" if host.prefixes else ""
        parts.append(f"{_of(host.ipv4_slots)} IPv4 {'slots' if prefixes else 'addresses'}{prefixes}")
    return ", ".join(parts)


def _host_before(host: HostRoom) -> str:
    if host.interfaces_before is None:
        return ""
    same_type = host.instance_type_before == host.instance_type
    same = (host.interfaces_before, host.ipv4_slots_before) == (host.interfaces, host.ipv4_slots)
    if same and same_type:
        return "as before"
    parts = [_of(room) for room in (host.interfaces_before, host.ipv4_slots_before) if room is not None]
    return f"was {', '.join(parts)}{'' if same_type else f' as {host.instance_type_before}'}"


def _of(room: Room) -> str:
    return f"{'at least ' if room.at_least else ''}{room.used:,} of {room.limit:,}"


def _subnet(subnet: SubnetRoom) -> str:
    bound = "at most " if subnet.at_most else ""
    parts = [f"{bound}{subnet.free:,} of {subnet.addresses:,} addresses free"]
    if subnet.free_prefixes is not None:
        parts.append(f"{bound}{subnet.free_prefixes:,} /28 {'prefix' if subnet.free_prefixes == 1 else 'prefixes'}")
    return ", ".join(parts)


def _subnet_before(subnet: SubnetRoom) -> str:
    if subnet.free_before is None:
        return ""
    prefixes = subnet.free_prefixes_before
    if (subnet.free_before, prefixes) == (subnet.free, subnet.free_prefixes):
        return "as before"
    return f"was {subnet.free_before:,}{'' if prefixes is None else f', {prefixes:,}'}"


# -- data --------------------------------------------------------------------------------------------------------------


def _host_data(host: HostRoom) -> dict[str, Any]:
    before = None
    if host.interfaces_before is not None:
        before = {
            "instance_type": host.instance_type_before,
            "interfaces": msgspec.structs.asdict(host.interfaces_before),
            "ipv4_slots": host.ipv4_slots_before and msgspec.structs.asdict(host.ipv4_slots_before),
        }
    return {
        "subject": {"address": host.origin.address, "identity": host.origin.identity or host.origin.address},
        "action": host.action,
        "instance_type": host.instance_type,
        "interfaces": msgspec.structs.asdict(host.interfaces),
        "ipv4_slots": host.ipv4_slots and msgspec.structs.asdict(host.ipv4_slots),
        "before": before,
    }


def _subnet_data(subnet: SubnetRoom) -> dict[str, Any]:
    before = None
    if subnet.free_before is not None:
        before = {"free": subnet.free_before, "free_prefixes": subnet.free_prefixes_before}
    return {
        "subject": {"address": subnet.origin.address, "identity": subnet.origin.identity or subnet.origin.address},
        "action": subnet.action,
        "cidr_block": subnet.cidr_block,
        "addresses": subnet.addresses,
        "free": subnet.free,
        "free_prefixes": subnet.free_prefixes,
        "at_most": subnet.at_most,
        "counted_by_aws": subnet.told,
        "before": before,
    }
