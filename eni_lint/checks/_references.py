"""What refers to an interface without attaching it: routes, Elastic IPs, permissions, flows, trunks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._ownership import some
from eni_lint.inventory.unknown import Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface


class Named:
    """Interfaces that something names, and the doubts: references of which it cannot be told to which interface they go."""

    def __init__(self, keys: Iterable[str | Unknown | None]) -> None:
        self.sure: set[str] = set()
        self.anything: Unknown | None = None
        self.perhaps: dict[str, Unknown] = {}
        for key in keys:
            if not isinstance(key, Unknown):
                self.sure.update(() if key is None else (key,))
            elif key.candidates:
                self.perhaps.update(dict.fromkeys(key.candidates, key))
            else:
                self.anything = key if self.anything is None else self.anything

    def have(self, key: str) -> bool:
        """Tell whether an interface is named; raise Undecided when it may be."""
        if key in self.sure:
            return True
        for doubt in (self.anything, self.perhaps.get(key)):
            if doubt is not None:
                known(doubt)
        return False

    def may_have(self, key: str) -> bool:
        """Tell whether an interface is, or may be, named."""
        return key in self.sure or self.anything is not None or key in self.perhaps


def referred_to(interface: NetworkInterface, references: Named) -> bool:
    """Tell whether something but an attachment refers to an interface; raise Undecided when something may."""
    return some(
        lambda: bool(known(interface.referred_to)),
        lambda: has_elastic_ip(interface, references),
    )


def has_elastic_ip(interface: NetworkInterface, associated: Named) -> bool:
    """Tell whether an interface is associated, or has a public address which is not one of Amazon's own."""
    return some(
        lambda: associated.have(interface.network_interface_id),
        lambda: known(interface.public_ip_owner) not in (None, "amazon"),
    )


def references(inventory: Inventory) -> Named:
    """Collect all that the inventory's objects refer to."""
    return Named([*_elastic_ips(inventory), *_others(inventory)])


def elastic_ips(inventory: Inventory) -> Named:
    """Collect the interfaces that Elastic IPs are associated with by name."""
    return Named(_elastic_ips(inventory))


def attached_perhaps(inventory: Inventory) -> Named:
    """Collect what attachments attach of which the interface is not known."""
    return Named(attachment.network_interface_id for attachment in inventory.unplaced_attachments)


def _elastic_ips(inventory: Inventory) -> Iterator[str | Unknown | None]:
    for association in inventory.elastic_ip_associations:
        yield association.network_interface_id
    for address in inventory.elastic_ips:
        yield address.network_interface_id


def _others(inventory: Inventory) -> Iterator[str | Unknown | None]:
    for route in inventory.routes:
        yield route.network_interface_id
    for permission in inventory.permissions:
        yield permission.network_interface_id
    for association in inventory.trunk_associations:
        yield association.trunk_interface_id
        yield association.branch_interface_id
    for flow in inventory.flows:
        yield flow.source
        yield flow.destination
