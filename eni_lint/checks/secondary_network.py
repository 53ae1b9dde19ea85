"""Secondary interfaces (RDMA): there from the launch to the end of an instance, on the types and cards that have them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks import over
from eni_lint.checks._attachments import type_of
from eni_lint.checks._wording import host_name, plural, shown
from eni_lint.findings import Change, Problem, Related
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.surroundings import SecondaryInterface
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.origin import Origin


class Placed(msgspec.Struct, frozen=True, eq=False):
    """A secondary interface with those of its host before it, and those that may be its host's as well."""

    interface: SecondaryInterface
    earlier: list[SecondaryInterface]
    perhaps: list[SecondaryInterface]

    @property
    def origin(self) -> Origin:
        """The interface's origin: it is what passes or fails."""
        return self.interface.origin


def _placed(inventory: Inventory) -> Iterator[Placed]:
    """Walk the secondary interfaces of each host in their order."""
    floating = [s for s in inventory.secondary_interfaces if isinstance(s.instance_id, Unknown)]
    by_host: dict[tuple[str | None, str | None], list[SecondaryInterface]] = defaultdict(list)
    for interface in inventory.secondary_interfaces:
        instance = interface.instance_id
        if isinstance(instance, Unknown):
            yield Placed(interface, [], [])
            continue
        beside = by_host[interface.launch_template_id, instance]
        perhaps = [] if instance is None else [s for s in floating if may_be(s.instance_id, instance)]
        yield Placed(interface, beside.copy(), perhaps)
        beside.append(interface)


@over(_placed)
def secondary_interface_unsupported(placed: Placed, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when type or card has no secondary networks, or fewer (NetworkInfo.MaximumSecondaryNetworkInterfaces, one a card)."""
    host = _host_of(placed.interface, inventory)
    instance_type = None if host is None else type_of(inventory, host)
    if host is None or instance_type is None:
        return
    fault, field = _fault(placed, instance_type)
    if not fault:
        return
    yield Problem(
        at=placed.origin.place(field),
        data={
            "host": host_name(host),
            "card": shown(placed.interface.network_card_index, "that is not given"),
            "type": instance_type.instance_type,
            "fault": fault,
        },
        related=(Related(host.origin.place("instance_type"), "its type"),),
    )


@over(lambda inventory: inventory.secondary_interfaces)
def secondary_interface_kept(interface: SecondaryInterface, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when a secondary interface is to outlive its instance: DeleteOnTermination takes no other value than true."""
    del params
    if known(interface.delete_on_termination) is not False:
        return
    host = _told_host(interface, inventory)
    yield Problem(
        at=interface.origin.place("delete_on_termination"),
        data={
            "host": host_name(host) if host is not None else "An instance",
            "card": shown(interface.network_card_index, "that is not given"),
        },
        change=Change(interface.origin.place("delete_on_termination"), value=True),
    )


def _host_of(interface: SecondaryInterface, inventory: Inventory) -> Host | None:
    if interface.launch_template_id is not None:
        return known(inventory.lookup(inventory.launch_template_by_key, interface.launch_template_id, "launch templates"))
    return known(inventory.lookup(inventory.instance_by_key, interface.instance_id, "instances"))


def _told_host(interface: SecondaryInterface, inventory: Inventory) -> Host | None:
    try:
        return _host_of(interface, inventory)
    except Undecided:
        return None


def _fault(placed: Placed, instance_type: InstanceType) -> tuple[str, str]:
    """Say what the type does not carry, and which field says so; empty where it carries all."""
    name = instance_type.instance_type
    if not known(instance_type.secondary_network_supported):
        return f"its type {name} has no secondary networks", ""
    limit = known(instance_type.maximum_secondary_network_interfaces)
    number = len(placed.earlier) + 1
    if number > limit:
        return f"its type {name} carries {plural(limit, 'secondary interface')}, and this is number {number}", ""
    index = placed.interface.network_card_index
    doubt = placed.perhaps[0].instance_id if placed.perhaps and number + len(placed.perhaps) > limit else None
    if isinstance(index, int):
        card = instance_type.card(index)
        if card is None or "secondary" not in known(card.interface_types):
            return f"that card of type {name} takes none", "network_card_index"
        if any(isinstance(each.network_card_index, int) and each.network_card_index == index for each in placed.earlier):
            return "that card has one already", "network_card_index"
        cards = [each.network_card_index for each in placed.earlier]
        cards += [each.instance_id for each in placed.perhaps if _may_be_card(each, index)]  # type: ignore[misc]
        doubt = doubt if doubt is not None else next((each for each in cards if isinstance(each, Unknown)), None)
    elif isinstance(index, Unknown):
        doubt = doubt if doubt is not None else index
    if isinstance(doubt, Unknown):
        raise Undecided(doubt)
    return "", ""


def _may_be_card(interface: SecondaryInterface, index: int) -> bool:
    card = interface.network_card_index
    return isinstance(card, Unknown) or card == index
