"""Slots of instances, a network card with a device index, and the disputes about them."""

from __future__ import annotations

from functools import partial
from itertools import count
from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carrier_of, every, first_such, present, same_host, same_interface, same_slot
from eni_lint.checks._launch_attachments import at_primary_slot
from eni_lint.checks._wording import host_name, interface_name, plural, shown
from eni_lint.findings import Problem, Related
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Verdicts
    from eni_lint.checks._attachments import Claim
    from eni_lint.inventory.instance_types import NetworkCard
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

WAYS = {"inline": "the instance", "interface": "the interface", "resource": "an attachment of its own"}
"""Who may declare an attachment. AWS does not tell who declared what was captured."""


def slot_name(attachment: Attachment) -> str:
    """Write the slot of an attachment; card 0 need not be said."""
    card, device = attachment.network_card_index, shown(attachment.device_index, "unknown")
    if card is None or (is_known(card) and card == 0):
        return f"device index {device}"
    return f"network card {shown(card, 'unknown')}, device index {device}"


def free_device_index(inventory: Inventory, attachment: Attachment, card: int) -> int:
    """Give the lowest device index that nothing is known to have on a network card of the attachment's host."""
    host = inventory.host_of(attachment)
    key = ("free device index", None if isinstance(host, Unknown) else id(host), card)
    if key not in inventory.memo:
        beside = [] if host is None or isinstance(host, Unknown) else inventory.attachments_of(host)
        taken = {a.device_index for a in beside if is_known(a.device_index) and _may_be_on(a, card)}
        first = 0 if card else 1  # card 0, device 0 is the primary interface's
        inventory.memo[key] = next(index for index in count(first) if index not in taken)
    free: int = inventory.memo[key]
    return free


def beyond_card(attachment: Attachment, inventory: Inventory) -> Verdicts:
    """Say that a device index is beyond what its network card carries, if it is."""
    index = attachment.device_index
    if index is None or (not isinstance(index, Unknown) and index == 0):
        return
    carrier = carrier_of(inventory, attachment)
    card = None if carrier is None else carrier[1].card(known(attachment.network_card_index) or 0)
    if carrier is None or card is None or not leaves_gap(inventory, attachment, card) or not present(attachment):
        return
    if attachment.means == "captured":
        raise Undecided(Unknown(Reason.OUTSIDE, f"nothing tells who attached {interface_name(inventory, attachment)} like this"))
    host, instance_type = carrier
    most = card.maximum_network_interfaces
    yield Problem(
        at=attachment.origin.place("device_index"),
        data={
            "interface": interface_name(inventory, attachment),
            "host": host_name(host),
            "index": known(index),
            "type": instance_type.instance_type,
            "card": card.network_card_index,
            "most": plural(most, "interface"),
            "last": most - 1,
            "free": free_device_index(inventory, attachment, card.network_card_index),
        },
        related=(Related(host.origin.place("instance_type"), f"card {card.network_card_index} carries {most}"),),
    )


def leaves_gap(inventory: Inventory, attachment: Attachment, card: NetworkCard) -> bool:
    """Tell whether the device index is over those that fill a card from 0 on, and one of these is free.

    AWS's own layouts for EFA give every further card the index 1, or the card's number, however few interfaces it carries.
    Where none is free the card has too many interfaces, which is for other rules.
    """
    index, number = known(attachment.device_index), card.network_card_index
    most = card.maximum_network_interfaces + card.additional_flexible_network_interfaces
    if index is None or index < most or (number and index in (1, number)):
        return False
    free, doubts = _room_below(inventory, known(inventory.host_of(attachment)), number, most)
    if 0 < free <= len(doubts):
        known(doubts[0])
    return free > 0


def _room_below(inventory: Inventory, host: Host | None, number: int, most: int) -> tuple[int, list[Unknown]]:
    """Count the device indexes below one that nothing is known to have on a network card, and give what may yet have them."""
    key = ("room below", id(host), number, most)
    if key not in inventory.memo:
        inventory.memo[key] = _count_room(inventory, host, number, most)
    room: tuple[int, list[Unknown]] = inventory.memo[key]
    return room


def _count_room(inventory: Inventory, host: Host | None, number: int, most: int) -> tuple[int, list[Unknown]]:
    beside = [] if host is None else inventory.attachments_of(host)
    taken = set() if number else {0}  # by the primary interface
    floating = [] if host is None else inventory.possible_attachments_of(host)
    doubts = [a.instance_id for a in floating if isinstance(a.instance_id, Unknown)]
    for each in (a for a in beside if _may_be_on(a, number)):
        slot = (each.network_card_index, each.device_index)
        unknown = [part for part in slot if isinstance(part, Unknown)]
        if unknown:
            doubts.append(unknown[0])
        elif isinstance(each.device_index, int) and each.device_index < most:
            taken.add(each.device_index)
    return most - len(taken), doubts


def attaches_again(attachment: Attachment, other: Attachment) -> bool:
    """Tell whether both attach one interface, and not to one slot of one instance, which were one attachment written twice."""
    return every(
        lambda: same_interface(attachment, other),
        lambda: not every(lambda: same_host(attachment, other), lambda: same_slot(attachment, other)),
        lambda: present(attachment),
        lambda: present(other),
    )


def written_twice(attachment: Attachment, other: Attachment) -> bool:
    """Tell whether both declare the same attachment. Two that lead to different places are for interface-attached-twice."""
    return every(
        lambda: same_interface(attachment, other),
        lambda: same_host(attachment, other),
        lambda: same_slot(attachment, other),
    )


def ways_of(attachment: Attachment, other: Attachment) -> str:
    """Say by whom one attachment is declared twice."""
    ways = [WAYS[attachment.means], WAYS[other.means]]
    if ways == [WAYS["resource"]] * 2:
        return "twice, by two attachments of its own"
    return f"twice by {ways[0]}" if ways[0] == ways[1] else f"twice, by {' and by '.join(ways)}"


def claims_on_written(claims: Iterator[Claim]) -> Iterator[Claim]:
    """Leave out of claims what nobody declares."""
    for claim in claims:
        if claim.attachment.means in WAYS:
            earlier = [a for a in claim.earlier if a.means in WAYS]
            if earlier:
                yield type(claim)(claim.attachment, earlier, [a for a in claim.alike if a.means in WAYS])


# -- the primary slot --------------------------------------------------------------------------------------------------


def takes_slot_of(attachment: Attachment, other: Attachment) -> bool:
    """Tell whether two interfaces are in one slot, except for the primary slot where a resource is one of the two."""
    own = "resource" in (attachment.means, other.means)
    return every(
        lambda: _collide(attachment, other),
        lambda: not (own and at_primary_slot(attachment)),
        lambda: not (own and at_primary_slot(other)),
    )


def resources(inventory: Inventory) -> Iterator[Attachment]:
    """Walk the attachments to instances that are resources of their own."""
    return (a for a in inventory.attachments if a.means == "resource" and a.instance_id is not None)


def is_created(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell whether a plan makes the attachment."""
    return _action(inventory, attachment) in ("create", "replace")


def is_recorded(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell whether a plan finds the attachment as AWS has it: at the primary slot it is then the primary interface's own."""
    return _action(inventory, attachment) in ("no-op", "update")


def primary_beside(inventory: Inventory, attachment: Attachment) -> Attachment | None:
    """Give the attachment of the primary interface that is in the way of another. Of two resources the first is in it."""
    host = known(inventory.host_of(attachment))
    if host is None:
        return None
    beside = inventory.attachments_of(host)
    own = next(number for number, a in enumerate(beside) if a is attachment)
    others = [a for number, a in enumerate(beside) if number < own or (number > own and a.means != "resource")]
    found = first_such(others, partial(_collide, attachment))
    if found is not None:
        return found
    # What may go to several instances is never for certain in the way: the first that may be makes it undecided.
    return next((a for a in inventory.possible_attachments_of(host) if _collide(attachment, a)), None)


def _action(inventory: Inventory, attachment: Attachment) -> str:
    change = inventory.changes.get(attachment.origin.address)
    return "" if inventory.before is None or change is None else change.action


def _collide(attachment: Attachment, other: Attachment) -> bool:
    return every(
        lambda: same_host(attachment, other),
        lambda: same_slot(attachment, other),
        lambda: not same_interface(attachment, other),
        lambda: present(attachment),
        lambda: present(other),
    )


def _may_be_on(attachment: Attachment, card: int) -> bool:
    own = attachment.network_card_index
    return isinstance(own, Unknown) or (own or 0) == card
