"""The address slots of an interface: how many it takes, and whether the types of its hosts give as many."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.checks._attachments import carrier_of, hosting, present
from eni_lint.checks._wording import plural, type_advice
from eni_lint.findings import Problem, Related
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.checks import Verdicts
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface

FIELDS = {"IPv4": ("private_ip_addresses", "ipv4_prefixes"), "IPv6": ("ipv6_addresses", "ipv6_prefixes")}


class Taken(NamedTuple):
    """The address slots that an interface takes: so many at least, and no more unless the length of a list is in doubt."""

    addresses: int
    prefixes: int
    doubt: Unknown | None

    @property
    def least(self) -> int:
        """The slots that are taken for certain."""
        return self.addresses + self.prefixes

    def fit(self, limit: int) -> bool:
        """Tell whether they certainly fit."""
        return self.doubt is None and self.addresses + self.prefixes <= limit


def taken_by(addresses: list[Any] | Unknown, prefixes: list[Any] | Unknown) -> Taken:
    """Count the slots of one family."""
    if isinstance(addresses, Unknown):
        return Taken(0, 0 if isinstance(prefixes, Unknown) else len(prefixes), addresses)
    if isinstance(prefixes, Unknown):
        return Taken(len(addresses), 0, prefixes)
    return Taken(len(addresses), len(prefixes), None)


def slots(taken: Taken, family: str) -> str:
    """Write the slots with their number."""
    return ("at least " if taken.doubt is not None else "") + plural(taken.least, f"{family} slot")


def parts_of(taken: Taken) -> str:
    """Say what takes the slots."""
    parts = [plural(taken.addresses, "address")] if taken.addresses else []
    parts += [plural(taken.prefixes, "prefix")] if taken.prefixes else []
    return " and ".join(parts)


def too_many_slots(
    interface: NetworkInterface,
    inventory: Inventory,
    taken: Taken,
    family: str,
    limit_of: Callable[[InstanceType], int],
    *,
    concerned: Callable[[int], bool] = lambda _: True,
) -> Verdicts:
    """Blame an interface for each host whose type gives it fewer addresses than it takes, of the limits that are concerned."""
    doubts: list[Unknown] = []
    own, perhaps = hosting(inventory, interface)
    for attachment in [*own, *perhaps]:
        try:
            carrier = carrier_of(inventory, attachment)
            if carrier is None or taken.fit(limit := limit_of(carrier[1])) or not concerned(limit):
                continue
            if taken.least <= limit:
                known(taken.doubt)
            elif present(attachment):
                known(attachment.network_interface_id)
                host, instance_type = carrier
                what = f"{plural(taken.least, f'{family} address')} on an interface"
                yield Problem(
                    at=interface.origin.place(FIELDS[family][taken.prefixes > taken.addresses]),
                    data={
                        "interface": interface.origin.address,
                        "slots": slots(taken, family),
                        "parts": parts_of(taken),
                        "host": host.origin.address,
                        "type": instance_type.instance_type,
                        "limit": limit,
                        "surplus": taken.least - limit,
                        "advice": type_advice(inventory, host, lambda t: limit_of(t) >= taken.least, what),
                    },
                    related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} takes {limit}"),),
                )
        except Undecided as raised:
            doubts.append(raised.unknown)
    if doubts:
        raise Undecided(doubts[0])
