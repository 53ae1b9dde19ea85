"""Where routes lead: the interfaces and instances that are, or may be, their targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import hosting
from eni_lint.checks._ownership import require_own_vpc
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface, Route
    from eni_lint.inventory.origin import Origin


def through_interfaces(inventory: Inventory) -> list[Route]:
    """Give the routes that lead, or may lead, to an interface or an instance rather than to a gateway."""
    return [r for r in inventory.routes if r.network_interface_id is not None or r.instance_id is not None]


def target_of(route: Route, inventory: Inventory) -> NetworkInterface | None:
    """Give the interface that a route leads to: its own, or the primary one of its instance.

    Raises Undecided when it is not known.
    """
    if route.network_interface_id is not None:
        return known(inventory.lookup(inventory.interface_by_key, route.network_interface_id, "network interfaces"))
    instance = known(inventory.lookup(inventory.instance_by_key, route.instance_id, "instances"))
    if instance is None:
        return None
    primary = known(inventory.primary_interface_of(instance))
    if primary is None:
        raise Undecided(Unknown(Reason.OUTSIDE, f"the primary interface of {instance.origin.address} is not described"))
    return primary


def table_name(route: Route, inventory: Inventory) -> str:
    """Name the table of a route; by its key where it is not in the inventory."""
    key = route.route_table_id
    if key is None or isinstance(key, Unknown):
        return route.origin.address
    found = inventory.route_table_by_key.get(key)
    return found.origin.address if found else key


class Unchecked:
    """An interface that has, or may have, its source/destination check off, with the targets of all routes."""

    def __init__(self, interface: NetworkInterface, targets: Targets) -> None:
        self.interface = interface
        self.targets = targets

    @property
    def origin(self) -> Origin:
        """The interface's origin: it is what passes or fails."""
        return self.interface.origin


class Targets:
    """What the routes of an inventory lead to, and what they may lead to in addition."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self.interfaces: set[str] = set()
        self.instances: set[str] = set()
        self.group_sets: set[frozenset[str]] = set()  # the security groups of target interfaces
        self.doubts: list[Unknown] = []  # target interfaces that are not known
        self.group_doubts: list[Unknown] = []
        self._host_doubts: list[Unknown] = []  # target instances, and those of target interfaces, that are not known
        for route in through_interfaces(inventory):
            self._add(route.network_interface_id, self.interfaces, self.doubts)
            self._add(route.instance_id, self.instances, self._host_doubts)
        for key in sorted(self.interfaces):
            self._add_hosts(key)
        for key in sorted(self.interfaces | {k for i in self.instances for k in self._interfaces_on(i)}):
            self._add_groups(key)
        self.group_doubts += [*self.doubts, *self._host_doubts]
        for attachment in (*inventory.floating_attachments, *inventory.unplaced_attachments):
            if any(may_be(attachment.instance_id, instance) for instance in self.instances):
                doubts = (attachment.instance_id, attachment.network_interface_id)
                self.group_doubts += [doubt for doubt in doubts if isinstance(doubt, Unknown)]

    @staticmethod
    def _add(key: str | Unknown | None, found: set[str], doubts: list[Unknown]) -> None:
        if isinstance(key, Unknown):
            doubts.append(key)
        elif key is not None:
            found.add(key)

    def include(self, interface: NetworkInterface) -> bool:
        """Tell whether a route leads to the interface, or to another one of its instance, through which the same packets pass.

        Raises Undecided when that may be.
        """
        key = interface.network_interface_id
        if key in self.interfaces:
            return True
        sure, perhaps = hosting(self.inventory, interface)
        hosts = [a.instance_id for a in sure if a.instance_id is not None]
        if any(isinstance(host, str) and host in self.instances for host in hosts):
            return True
        if self.interfaces or self.instances or self.doubts or self._host_doubts:
            for attachment in perhaps:
                known(attachment.network_interface_id)
            for host in hosts:
                known(host)
        for doubt in self._host_doubts:
            if any(may_be(doubt, str(host)) for host in hosts):
                raise Undecided(doubt)
        beside = [other for host in hosts if isinstance(host, str) for other in self._interfaces_on(host)]
        for doubt in self.doubts:
            if any(may_be(doubt, each) for each in (key, *beside)):
                raise Undecided(doubt)
        return False

    def have_twin(self, interface: NetworkInterface) -> bool:
        """Tell whether a target has the same security groups: a standby takes over its routes. Raises Undecided if it may be."""
        if not self.group_sets and not self.group_doubts:
            return False
        groups = known(interface.groups)
        if not groups:
            return False
        own = frozenset(known(membership.group_id) for membership in groups)
        if own in self.group_sets:
            return True
        if self.group_doubts:
            raise Undecided(self.group_doubts[0])
        return False

    def _add_hosts(self, key: str) -> None:
        for attachment in self.inventory.attachments_by_interface.get(key, ()):
            if isinstance(attachment.instance_id, Unknown):
                self._host_doubts.append(attachment.instance_id)
            elif attachment.instance_id is not None:
                self.instances.add(attachment.instance_id)
        for attachment in self.inventory.unplaced_attachments:
            doubt = attachment.network_interface_id
            if isinstance(doubt, Unknown) and may_be(doubt, key) and attachment.instance_id is not None:
                self._host_doubts.append(Unknown(doubt.reason, doubt.detail))  # its candidates are interfaces, not instances

    def _interfaces_on(self, instance: str) -> list[str]:
        attachments = self.inventory.attachments_by_instance.get(instance, ())
        return [a.network_interface_id for a in attachments if isinstance(a.network_interface_id, str)]

    def _add_groups(self, key: str) -> None:
        interface = self.inventory.interface_by_key.get(key)
        groups = interface.groups if interface is not None else None
        if isinstance(groups, Unknown):
            self.group_doubts.append(groups)
        elif groups:
            unknown = [m.group_id for m in groups if isinstance(m.group_id, Unknown)]
            self.group_doubts += unknown[:1]
            if not unknown:
                self.group_sets.add(frozenset(str(membership.group_id) for membership in groups))


def require_all_routes(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Give True when the inventory holds all routes of the interface's VPC; raise Undecided when there may be others.

    It does in a snapshot with route tables of the VPC, and in what declares, or creates, the VPC together with some of them.
    """
    vpc = known(inventory.vpc_of(interface))
    if vpc is None:
        raise Undecided(Unknown(Reason.OUTSIDE, f"neither a subnet nor a VPC is given for {interface.origin.address}"))
    missing = inventory.missing.get("route tables")
    if missing is not None:
        raise Undecided(missing)
    elsewhere = Unknown(Reason.OUTSIDE, f"the routes of {vpc} may be defined elsewhere")
    if not inventory.live and not _made_here(inventory, vpc):
        raise Undecided(elsewhere)
    if not any(_surely_of(table.vpc_id, vpc) for table in inventory.route_tables):
        raise Undecided(elsewhere)
    if inventory.live:
        require_own_vpc(inventory, vpc, interface)
    return True


def _made_here(inventory: Inventory, vpc: str) -> bool:
    if vpc not in inventory.vpc_by_key:
        return False
    change = inventory.changes.get(vpc)
    if change is None:
        return inventory.before is None and not inventory.changes
    return change.action in ("create", "replace") or inventory.before is None


def _surely_of(vpc_id: str | Unknown | None, vpc: str) -> bool:
    try:
        return same(vpc_id, vpc)
    except Undecided:
        return False
