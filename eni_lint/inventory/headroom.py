"""How much room a plan leaves: interfaces and address slots of instances, free addresses and prefixes of subnets."""

from __future__ import annotations

import msgspec

from eni_lint.inventory.origin import Origin


class Room(msgspec.Struct, frozen=True, kw_only=True):
    """So many of so many. ``at_least``: there may be more, as not all that counts is known."""

    used: int
    limit: int
    at_least: bool = False


class HostRoom(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """An instance: its interfaces, and the IPv4 slots of those (an address or a prefix takes one), after the plan and before.

    None where a type or a list is not known; before the plan, None of what is created by it.
    """

    origin: Origin
    instance_type: str
    action: str  # create, update, replace, no-op: what the plan does to the instance itself
    interfaces: Room
    ipv4_slots: Room | None = None
    prefixes: int = 0  # of the slots
    interfaces_before: Room | None = None
    ipv4_slots_before: Room | None = None
    instance_type_before: str | None = None


class SubnetRoom(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A subnet: its free IPv4 addresses, without the five that AWS keeps.

    What is not in the plan and in the subnet all the same is not counted, unless AWS told how many are free (``told``).
    ``at_most``: even fewer, as not all that counts is known.
    """

    origin: Origin
    cidr_block: str
    action: str
    addresses: int  # that can be used at all
    free: int
    at_most: bool = False
    told: bool = False
    free_before: int | None = None  # None: the plan creates the subnet
    free_prefixes: int | None = None  # aligned /28 blocks; None: nothing in the subnet uses prefixes
    free_prefixes_before: int | None = None


class Headroom(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The instances and the subnets in which a plan changes something that counts."""

    hosts: list[HostRoom] = []
    subnets: list[SubnetRoom] = []
