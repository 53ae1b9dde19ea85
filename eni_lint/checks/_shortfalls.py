"""What an instance type carries against what a host has: interfaces, in all and on one card, and addresses on one interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carried_by
from eni_lint.checks._slots import taken_by
from eni_lint.checks._wording import plural
from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.unknown import Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.checks._attachments import Carried
    from eni_lint.inventory.instance_types import InstanceType, NetworkCard
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

ALWAYS_FITS = 1
"""An instance of whatever type carries its primary interface, with one IPv4 address."""


# -- interfaces --------------------------------------------------------------------------------------------------------


def overload(
    limit: int, sure: Sequence[Attachment], doubts: Sequence[Unknown], cards: Sequence[NetworkCard] | Unknown
) -> str | None:
    """Give the variant of the message when cards cannot carry what is certainly there, None when they carry all that may be."""
    variant: str | None = None
    if len(sure) > limit:
        variant = _flexible(sure, known(cards)) if len(sure) <= limit + additional(cards) else ""
    if variant is None and doubts and len(sure) + len(doubts) > limit:
        raise Undecided(doubts[0])
    return variant


def additional(cards: Sequence[NetworkCard] | Unknown) -> int:
    """Count the interfaces beyond the maximum that flexible ENA queues allow."""
    return sum(card.additional_flexible_network_interfaces for card in known(cards))


def _flexible(attachments: Sequence[Attachment], cards: Sequence[NetworkCard]) -> str | None:
    """Judge interfaces beyond the maximum that additional ones of flexible ENA queues allow; None: the queues make room.

    They fit only when the queues of all stay within the cards' (NetworkCards[].MaximumEnaQueueCount), as default counts never do.
    Only when every count is written, and they do not fit, is it certain that EC2 rejects them.
    """
    counts = [known(attachment.ena_queue_count) for attachment in attachments]
    written = [count for count in counts if count is not None]
    if not written:
        return "flexible"
    default = known(cards[0].default_ena_queue_count_per_interface)
    room = sum(known(card.maximum_ena_queue_count) for card in cards)
    if sum(written) + default * (len(counts) - len(written)) <= room:
        return None
    return "flexible" if len(written) < len(counts) else ""


def perhaps_on(index: int, sure: Sequence[Attachment], perhaps: Sequence[tuple[Attachment, Unknown]]) -> list[Unknown]:
    """Give the doubts about a card: attachments that may be there, and those whose card is not known."""
    doubts = [a.network_card_index for a in sure if isinstance(a.network_card_index, Unknown)]
    for attachment, doubt in perhaps:
        card = attachment.network_card_index
        if isinstance(card, Unknown) or (card or 0) == index:
            doubts.append(doubt)
    return doubts


# -- all of it ---------------------------------------------------------------------------------------------------------


def always_fits(inventory: Inventory, host: Host) -> bool:
    """Tell whether instances of whatever type carry what a host has."""
    attachments = [*inventory.attachments_of(host), *inventory.possible_attachments_of(host)]
    return len(attachments) <= ALWAYS_FITS and all(_fits_anywhere(inventory, attachment) for attachment in attachments)


def _fits_anywhere(inventory: Inventory, attachment: Attachment) -> bool:
    if attachment.network_interface_id is None:
        return True
    interface, card = inventory.interface_of(attachment), attachment.network_card_index
    return (
        isinstance(interface, NetworkInterface)
        and is_known(card)
        and not card
        and taken_by(interface.private_ip_addresses, interface.ipv4_prefixes).fit(ALWAYS_FITS)
        and taken_by(interface.ipv6_addresses, interface.ipv6_prefixes).fit(0)
    )


def shortfalls(inventory: Inventory, host: Host, instance_type: InstanceType) -> tuple[list[str], Unknown | None]:
    """Say what a type does not carry of what a host has, and give what keeps one from telling about the rest."""
    carried = carried_by(inventory, host)
    reasons: list[str] = []
    doubt: Unknown | None = None
    for lacks in (_interfaces, _cards, _addresses):
        try:  # what a generator has given before it raises is kept
            reasons.extend(lacks(inventory, carried, instance_type))
        except Undecided as raised:
            doubt = raised.unknown if doubt is None else doubt
    return reasons, doubt


def carries_all(inventory: Inventory, host: Host, instance_type: InstanceType) -> bool:
    """Tell whether a type carries all that a host has; raise Undecided when that cannot be told."""
    reasons, doubt = shortfalls(inventory, host, instance_type)
    known(doubt)
    return not reasons


def _interfaces(_: Inventory, carried: Carried, instance_type: InstanceType) -> list[str]:
    limit, cards = known(instance_type.maximum_network_interfaces), instance_type.network_cards
    doubts = [doubt for _, doubt in carried.perhaps]
    if len(carried.sure) + len(doubts) <= limit or (variant := overload(limit, carried.sure, doubts, cards)) is None:
        return []
    most = f"{limit} and up to {limit + additional(cards)} only with flexible ENA queues" if variant else str(limit)
    return [f"it carries {most} of the {plural(len(carried.sure), 'network interface')}"]


def _cards(_: Inventory, carried: Carried, instance_type: InstanceType) -> Iterator[str]:
    number = known(instance_type.maximum_network_cards)
    doubt: Unknown | None = None
    used: dict[int, list[Attachment]] = {}
    for attachment in carried.sure:
        index = attachment.network_card_index
        if isinstance(index, Unknown):
            doubt = index
        else:
            used.setdefault(index or 0, []).append(attachment)
    for attachment, why in carried.perhaps:
        index = attachment.network_card_index
        if isinstance(index, Unknown) or (index or 0) >= number:
            doubt = why
    missing = [index for index in sorted(used) if index >= number]
    if missing:
        yield f"it has no network card {missing[0]}"
    if number > 1:
        for card in known(instance_type.network_cards):
            place, limit = card.network_card_index, card.maximum_network_interfaces
            on_card = used.get(place, [])
            try:
                variant = overload(limit, on_card, perhaps_on(place, carried.sure, carried.perhaps), (card,))
            except Undecided as raised:
                doubt = raised.unknown
                continue
            if variant is not None:
                yield f"its network card {place} carries {limit} of {plural(len(on_card), 'network interface')}"
    known(doubt)


def _addresses(inventory: Inventory, carried: Carried, instance_type: InstanceType) -> Iterator[str]:
    doubt: Unknown | None = None
    uncertain = {id(attachment): why for attachment, why in carried.perhaps}
    for attachment in [*carried.sure, *(attachment for attachment, _ in carried.perhaps)]:
        try:
            interface = known(inventory.interface_of(attachment))
            for lacking in _slots_lacking(interface, instance_type) if interface is not None else ():
                known(uncertain.get(id(attachment)))
                yield lacking
        except Undecided as raised:
            doubt = raised.unknown
    known(doubt)


def _slots_lacking(interface: NetworkInterface, instance_type: InstanceType) -> Iterator[str]:
    families = (
        ("IPv4", taken_by(interface.private_ip_addresses, interface.ipv4_prefixes), instance_type.ipv4_addresses_per_interface),
        ("IPv6", taken_by(interface.ipv6_addresses, interface.ipv6_prefixes), instance_type.ipv6_addresses_per_interface),
    )
    doubt: Unknown | None = None
    for family, taken, most in families:
        if taken.fit(ALWAYS_FITS if family == "IPv4" else 0):
            continue
        if isinstance(most, Unknown):
            doubt = most
        elif taken.least > most:
            gives = f"gives an interface {plural(most, f'{family} slot')}" if most else f"has no {family}"
            yield f"it {gives}, and '{interface.origin.address}' takes {taken.least:,}"
        elif not taken.fit(most):
            doubt = taken.doubt
    known(doubt)
