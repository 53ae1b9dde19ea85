"""Lays newer facts of a type over older ones: what the newer do not say stays as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from msgspec.structs import replace

from eni_lint.inventory.instance_types import InstanceType, NetworkCard
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

S = TypeVar("S", InstanceType, NetworkCard)


def completed(told: InstanceType, base: InstanceType) -> InstanceType:
    """Give ``told`` with its unknown facts taken from ``base``."""
    cards = _cards(told, base)
    filled = _filled(told, base, besides=("network_cards", *_outdated(told, base)))
    number = len(cards) if isinstance(cards, tuple) else filled.maximum_network_cards
    return replace(filled, network_cards=cards, maximum_network_cards=number)


def _outdated(told: InstanceType, base: InstanceType) -> Iterator[str]:
    """Name the older numbers that contradict the newer yes or no."""
    for supported, number in (
        ("efa_supported", "maximum_efa_interfaces"),
        ("secondary_network_supported", "maximum_secondary_network_interfaces"),
    ):
        if getattr(told, supported) is True and _may_be(getattr(base, number), 0):
            yield number


def _cards(told: InstanceType, base: InstanceType) -> tuple[NetworkCard, ...] | Unknown:
    """Give the cards; older ones only where their numbers agree with what the newer facts say."""
    if isinstance(base.network_cards, Unknown):
        return told.network_cards
    if isinstance(told.network_cards, Unknown):
        total = sum(card.maximum_network_interfaces for card in base.network_cards)
        agrees = _may_be(told.maximum_network_interfaces, total) and _may_be(told.maximum_network_cards, len(base.network_cards))
        return base.network_cards if agrees else told.network_cards
    old = {card.network_card_index: card for card in base.network_cards}
    return tuple(_filled(card, old.get(card.network_card_index, card)) for card in told.network_cards)


def _may_be(number: int | Unknown, expected: int) -> bool:
    return isinstance(number, Unknown) or number == expected


def _filled(told: S, base: S, besides: Container[str] = ()) -> S:
    holes = (name for name in told.__struct_fields__ if name not in besides and isinstance(getattr(told, name), Unknown))
    return replace(told, **{name: getattr(base, name) for name in holes})
