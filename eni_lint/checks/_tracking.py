"""What several rules ask about tracked connections: how long idle ones stay, and which interfaces hold many of them."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import carrier_of, hosting, present
from eni_lint.checks._ownership import in_primary_slot
from eni_lint.checks._references import Named
from eni_lint.checks._wording import plural
from eni_lint.findings import Related
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import NetworkInterface, Route
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.origin import Origin

FIVE_DAYS = 432_000
"""Seconds: the most that AWS takes, and the default of all types but those of Nitro version 6, which have 350."""


# -- timeouts ----------------------------------------------------------------------------------------------------------


def tcp_timeout_written(interface: NetworkInterface) -> int | None:
    """Give the TCP timeout that is written, in seconds; raise Undecided when that is not known."""
    specification = known(interface.connection_tracking_specification)
    return None if specification is None else known(specification.tcp_established_timeout)


def tcp_timeout(inventory: Inventory, interface: NetworkInterface, wanted: Callable[[int], bool]) -> tuple[int, str] | None:
    """Give the TCP timeout in force if it is one that is wanted, and who says so.

    Raises Undecided when it cannot be told; an interface on no host has only what is written.
    """
    written = tcp_timeout_written(interface)
    if written is not None:
        return (written, "as written") if wanted(written) else None
    found = host_such(inventory, interface, lambda _, instance_type: wanted(known(instance_type.default_tcp_established_timeout)))
    if found is None:
        return None
    host, instance_type = found
    seconds = known(instance_type.default_tcp_established_timeout)
    return seconds, f"the default of {instance_type.instance_type}, the type of '{host.origin.address}'"


def host_such(
    inventory: Inventory, interface: NetworkInterface, condition: Callable[[Host, InstanceType], bool]
) -> tuple[Host, InstanceType] | None:
    """Give the first host of an interface of which a condition certainly holds; raise Undecided when it may hold of one."""
    own, perhaps = hosting(inventory, interface)
    doubt: Undecided | None = None
    for attachment in [*own, *perhaps]:
        try:
            carrier = carrier_of(inventory, attachment)
            if carrier is not None and condition(*carrier) and present(attachment):
                known(attachment.network_interface_id)
                return carrier
        except Undecided as raised:
            doubt = doubt or raised
    if doubt is not None:
        raise doubt
    return None


# -- interfaces with many connections ----------------------------------------------------------------------------------


class Holder(msgspec.Struct, frozen=True, eq=False):
    """An interface that may hold many connections, with what says so."""

    interface: NetworkInterface
    targets: Named
    route: Route | None
    flows: int
    perhaps_flows: int
    doubt: Unknown | None

    @property
    def origin(self) -> Origin:
        """The interface's origin."""
        return self.interface.origin

    @property
    def related(self) -> tuple[Related, ...]:
        """Point at the route that leads here."""
        return () if self.route is None else (Related(self.route.origin.place(), "the route that leads here"),)

    def role(self, flows: int) -> str | None:
        """Say what makes it hold many connections, None if nothing does; raise Undecided when that cannot be told."""
        doubt: Undecided | None = None
        for condition, role in (
            (self._forwards, "forwards traffic of others, since its source/destination check is off"),
            (self._is_target, "is the target of a route"),
            (lambda: self._is_busy(flows), f"is an end of {plural(self.flows, 'declared flow')}"),
        ):
            try:
                if condition():
                    return role
            except Undecided as raised:
                doubt = doubt or raised
        if doubt is not None:
            raise doubt
        return None

    def _forwards(self) -> bool:
        return known(self.interface.source_dest_check) is False

    def _is_target(self) -> bool:
        return self.targets.have(self.interface.network_interface_id)

    def _is_busy(self, flows: int) -> bool:
        if self.doubt is not None and self.flows < flows <= self.flows + self.perhaps_flows:
            known(self.doubt)
        return self.flows >= flows


def holders(inventory: Inventory) -> Iterator[Holder]:
    """Walk the interfaces that forward traffic, that routes lead to, and that flows are declared of, or may be."""
    routes = [(route, key) for route in inventory.routes for key in _target(inventory, route)]
    targets = Named(key for _, key in routes)
    first = {key: route for route, key in reversed(routes) if isinstance(key, str)}
    ends = [end for flow in inventory.flows for key in (flow.source, flow.destination) for end in _end(inventory, key)]
    flows = Counter(end for end in ends if isinstance(end, str))
    doubts = [end for end in ends if isinstance(end, Unknown)]
    for interface in inventory.interfaces:
        key = interface.network_interface_id
        check = interface.source_dest_check
        perhaps = [doubt for doubt in doubts if may_be(doubt, key)]
        if isinstance(check, Unknown) or check is False or perhaps or key in flows or targets.may_have(key):
            yield Holder(interface, targets, first.get(key), flows[key], len(perhaps), perhaps[0] if perhaps else None)


def _target(inventory: Inventory, route: Route) -> Iterator[str | Unknown]:
    """Give the interface that a route leads to; by instance it is the primary one."""
    if route.network_interface_id is not None:
        yield route.network_interface_id
    elif isinstance(route.instance_id, Unknown):
        yield Unknown(route.instance_id.reason, route.instance_id.detail)  # its candidates are instances
    elif route.instance_id is not None:
        yield from _primary(inventory, route.instance_id)


def _end(inventory: Inventory, key: str | Unknown) -> Iterable[str | Unknown]:
    """Give the interface at an end of a flow, which is named by an interface or by an instance."""
    if isinstance(key, str) and key in inventory.instance_by_key:
        return _primary(inventory, key)
    return [key]


def _primary(inventory: Inventory, instance_id: str) -> Iterator[str | Unknown]:
    """Give the primary interface of an instance, and those that may be."""
    certain = inventory.attachments_by_instance.get(instance_id, [])
    for attachment in [*certain, *(a for a in inventory.floating_attachments if may_be(a.instance_id, instance_id))]:
        key = attachment.network_interface_id
        try:
            if key is None or not in_primary_slot(attachment):
                continue
            known(attachment.instance_id)
        except Undecided as raised:
            key = _perhaps(key, raised.unknown)
        yield key


def _perhaps(key: str | Unknown | None, why: Unknown) -> Unknown:
    """Stand for an interface of which it is not known whether it is meant."""
    return key if isinstance(key, Unknown) else Unknown(why.reason, why.detail, candidates=() if key is None else (key,))
