"""How many ENA queues an interface may have, and a network card over all its interfaces."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import carried_by, carrier_of, present
from eni_lint.checks._wording import interface_name
from eni_lint.findings import Problem, Related, Severity
from eni_lint.inventory.instance_types import NetworkCard
from eni_lint.inventory.model import Attachment
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory

WITHOUT_ENA = "efa-only"  # no ENA device, hence no queues of it


def with_queue_count(inventory: Inventory) -> list[Attachment]:
    """Give the attachments that write a number of queues."""
    return [attachment for attachment in inventory.attachments if attachment.ena_queue_count is not None]


def hosts_with_queue_counts(inventory: Inventory) -> Iterator[Host]:
    """Walk the instances and launch templates that have such attachments."""
    attachments = with_queue_count(inventory)
    if not attachments:
        return
    instances = {a.instance_id for a in attachments if isinstance(a.instance_id, str)}
    templates = {a.launch_template_id for a in attachments if a.launch_template_id is not None}
    yield from (i for i in inventory.instances if i.instance_id in instances)
    yield from (t for t in inventory.launch_templates if t.launch_template_id in templates)


def invalid_count(attachment: Attachment, inventory: Inventory) -> Problem | None:
    """Blame a number of queues that is no power of two, or that the type, its vCPUs or the network card do not allow."""
    count = known(attachment.ena_queue_count)
    if count is None:
        return None
    doubt: Undecided | None = None
    try:
        carrier = carrier_of(inventory, attachment)
        variant, limit = ("", 0) if carrier is None else _refused(attachment, count, carrier[1])
    except Undecided as raised:
        carrier, variant, limit, doubt = None, "", 0, raised
    if not variant and (count < 1 or count & (count - 1)):
        variant, doubt = "power", None
    if doubt is not None:
        raise doubt
    if not variant or not present(attachment):
        return None
    host, instance_type = carrier or (None, None)
    return Problem(
        at=attachment.origin.place("ena_queue_count"),
        data={
            "interface": interface_name(inventory, attachment),
            "count": count,
            "near": _power_below(count),
            "type": instance_type.instance_type if instance_type is not None else "",
            "card": attachment.network_card_index if isinstance(attachment.network_card_index, int) else 0,
            "limit": limit,
            "most": _power_below(limit),
        },
        related=() if host is None else (Related(host.origin.place("instance_type"), "its type"),),
        variant=variant,
        severity=Severity.WARNING if variant == "vcpus" else None,  # for some types the API allows more queues than vCPUs
    )


class Load(msgspec.Struct, frozen=True, eq=False):
    """The queues that the interfaces of a network card take, at least, and why it may be more."""

    card: NetworkCard
    attachments: list[Attachment]
    queues: int
    doubt: Unknown | None


def loads(inventory: Inventory, host: Host, instance_type: InstanceType) -> Iterator[Load]:
    """Add up the queues of each card on which one is written; the other interfaces take the default."""
    carried = carried_by(inventory, host)
    by_card: dict[int, list[Attachment]] = defaultdict(list)
    unplaced: list[tuple[Attachment, Unknown]] = []
    for attachment in carried.sure:
        index = attachment.network_card_index
        if isinstance(index, Unknown):
            unplaced.append((attachment, index))
        else:
            by_card[index or 0].append(attachment)
    for index, attachments in by_card.items():
        card = instance_type.card(index)
        if card is None:
            continue
        perhaps = [*unplaced, *((a, d) for a, d in carried.perhaps if _may_be_on(a, index))]
        if any(attachment.ena_queue_count is not None for attachment in (*attachments, *(a for a, _ in perhaps))):
            yield _load(inventory, card, attachments, perhaps)


def _load(
    inventory: Inventory, card: NetworkCard, attachments: list[Attachment], perhaps: list[tuple[Attachment, Unknown]]
) -> Load:
    queues = 0
    doubt: Unknown | None = None
    for attachment in attachments:
        try:
            queues += _queues_of(inventory, attachment, card)
        except Undecided as raised:
            doubt = doubt if doubt is not None else raised.unknown
    if doubt is None:
        most = queues
        for attachment, why in perhaps:
            try:
                most += _queues_of(inventory, attachment, card)
            except Undecided:
                doubt = why
        if most > known(card.maximum_ena_queue_count) and perhaps:
            doubt = doubt if doubt is not None else perhaps[0][1]
    return Load(card, attachments, queues, doubt)


def _queues_of(inventory: Inventory, attachment: Attachment, card: NetworkCard) -> int:
    count = known(attachment.ena_queue_count)
    if count is not None:
        return count
    interface = known(inventory.interface_of(attachment))
    if interface is not None and known(interface.interface_type) == WITHOUT_ENA:
        return 0
    return known(card.default_ena_queue_count_per_interface)


def _refused(attachment: Attachment, count: int, instance_type: InstanceType) -> tuple[str, int]:
    """Say what forbids a number of queues, with the limit that it goes over; empty if nothing does."""
    if not known(instance_type.flexible_ena_queues_supported):
        return "unsupported", 0
    if count < 1 or count & (count - 1):
        return "power", 0
    cards = known(instance_type.network_cards)
    index = attachment.network_card_index
    if isinstance(index, Unknown):
        limits = {known(card.maximum_ena_queue_count_per_interface) for card in cards}
        limit = limits.pop() if len(limits) == 1 else None
        if limit is None and max(limits) < count:
            limit = max(limits)
        if limit is None and min(limits) < count:
            raise Undecided(index)
    else:
        card = instance_type.card(index or 0)
        limit = None if card is None else known(card.maximum_ena_queue_count_per_interface)
    if limit is not None and count > limit:
        return "interface", limit
    vcpus = known(instance_type.default_vcpus)
    return ("vcpus", vcpus) if count > vcpus else ("", 0)


def _power_below(number: int) -> int:
    """Give the greatest power of two that is no more than the number."""
    return 1 << max(number, 1).bit_length() - 1


def _may_be_on(attachment: Attachment, index: int) -> bool:
    card = attachment.network_card_index
    return isinstance(card, Unknown) or (card or 0) == index
