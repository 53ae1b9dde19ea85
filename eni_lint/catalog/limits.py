"""What ``eni-lint limits`` shows of instance types: a table for people, the same numbers for programs."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.inventory.instance_types import InstanceType, NetworkCard
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eni_lint.catalog.load import BundledCatalog

SCHEMA = "eni-lint/limits/1"
HEADER = ("TYPE", "INTERFACES", "CARDS", "IPV4", "IPV6", "PREFIXES", "EFA", "ENA EXPRESS", "NITRO", "VCPUS", "TIMEOUTS", "QUEUES")
LEGEND = """\
IPV4, IPV6: addresses an interface can have, its primary one included. PREFIXES: /28 prefixes it can have beside its primary one.
TIMEOUTS: default idle seconds of tracked TCP connections/UDP streams/single UDP packets.
QUEUES: ENA queues, default per interface/most per interface/most per card, the last two where they can be set. ?: not known."""
NOT_KNOWN = "?"


def unknown_types(catalog: BundledCatalog, names: Iterable[str]) -> dict[str, str]:
    """Give the names that the catalogue has no limits of, each with a sentence that says so."""
    found = ((name, catalog.get(name)) for name in names)
    return {name: each.detail for name, each in found if isinstance(each, Unknown)}


# -- for programs ------------------------------------------------------------------------------------------------------


def limits_json(catalog: BundledCatalog, names: Sequence[str]) -> dict[str, Any]:
    """Give the limits as plain data; a fact that is not known is null and named under ``not_known``."""
    return {
        "schema": SCHEMA,
        "catalogue": {"captured": catalog.captured, "captured_is": catalog.bundle.captured_is},
        "types": [_plain(each) for each in _known(catalog, names)],
        "unknown": [
            {"instance_type": name, "detail": detail, "did_you_mean": catalog.near(name)}
            for name, detail in unknown_types(catalog, names).items()
        ],
    }


def _plain(told: InstanceType) -> dict[str, Any]:
    facts = {
        **{field: getattr(told, field) for field in InstanceType.__struct_fields__},
        "nitro": _nitro(told),
        "ipv4_prefixes_per_interface": _ipv4_prefixes(told),
        "ipv6_prefixes_per_interface": _ipv6_prefixes(told),
    }
    cards = facts["network_cards"]
    if not isinstance(cards, Unknown):
        facts["network_cards"] = [_plain_card(card) for card in cards]
    return {**_nulled(facts), "not_known": {field: value.detail for field, value in facts.items() if isinstance(value, Unknown)}}


def _plain_card(card: NetworkCard) -> dict[str, Any]:
    return _nulled({field: getattr(card, field) for field in NetworkCard.__struct_fields__})


def _nulled(facts: dict[str, Any]) -> dict[str, Any]:
    plain = {field: None if isinstance(value, Unknown) else value for field, value in facts.items()}
    return {field: list(value) if isinstance(value, tuple) else value for field, value in plain.items()}


# -- for people --------------------------------------------------------------------------------------------------------


class _Like(NamedTuple):
    """What the table shows of a card: consecutive cards alike in it are one row."""

    interfaces: str
    efa: str
    queues: str


def limits_table(catalog: BundledCatalog, names: Sequence[str]) -> str:
    """Draw the limits as an aligned table: a row a type, and below it a row for its cards where it has several."""
    known = _known(catalog, names)
    rows = [row for told in known for row in _rows(told)]
    parts = [_aligned([HEADER, *rows]), LEGEND, *_notes(known)] if rows else []
    parts.append(f"Catalogue of {catalog.captured} ({catalog.bundle.captured_is}).")
    parts += [f"Not known: {detail}" for detail in unknown_types(catalog, names).values()]
    return "\n".join(parts) + "\n"


def _rows(told: InstanceType) -> list[tuple[str, ...]]:
    cards = () if isinstance(told.network_cards, Unknown) else told.network_cards
    single = cards[0] if len(cards) == 1 else None
    row = (
        told.instance_type,
        _interfaces(single) if single else _shown(told.maximum_network_interfaces),
        _shown(told.maximum_network_cards),
        _shown(told.ipv4_addresses_per_interface),
        _shown(told.ipv6_addresses_per_interface),
        _shown(_ipv4_prefixes(told)),
        _shown(told.maximum_efa_interfaces),
        _shown(told.ena_srd_supported),
        _shown(_nitro(told)),
        _shown(told.default_vcpus),
        _joined(told.default_tcp_established_timeout, told.default_udp_stream_timeout, told.default_udp_timeout),
        _queues(single) if single else ("" if cards else NOT_KNOWN),
    )
    return [row, *(() if single else _card_rows(cards))]


def _card_rows(cards: Sequence[NetworkCard]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for like, alike in groupby(cards, key=_like):
        indexes = [card.network_card_index for card in alike]
        span = f"card {indexes[0]}" if len(indexes) == 1 else f"cards {indexes[0]}-{indexes[-1]}"
        each = like.interfaces if len(indexes) == 1 else f"{like.interfaces} each"
        rows.append((f"  {span}", each, "", "", "", "", like.efa, "", "", "", "", like.queues))
    return rows


def _like(card: NetworkCard) -> _Like:
    types = card.interface_types
    return _Like(_interfaces(card), NOT_KNOWN if isinstance(types, Unknown) else _shown("efa" in types), _queues(card))


def _notes(known: Iterable[InstanceType]) -> list[str]:
    notes = []
    if any(isinstance(told.network_cards, tuple) and any(_extra(card) for card in told.network_cards) for told in known):
        notes.append("+N: that many more interfaces when flexible ENA queues are used.")
    return notes


def _interfaces(card: NetworkCard) -> str:
    return f"{card.maximum_network_interfaces}{_extra(card)}"


def _extra(card: NetworkCard) -> str:
    return f"+{card.additional_flexible_network_interfaces}" if card.additional_flexible_network_interfaces else ""


def _queues(card: NetworkCard) -> str:
    default, most, total = (
        card.default_ena_queue_count_per_interface,
        card.maximum_ena_queue_count_per_interface,
        card.maximum_ena_queue_count,
    )
    return _shown(default) if isinstance(most, Unknown) and isinstance(total, Unknown) else _joined(default, most, total)


def _joined(*values: object) -> str:
    return NOT_KNOWN if all(isinstance(value, Unknown) for value in values) else "/".join(map(_shown, values))


def _shown(value: object) -> str:
    if isinstance(value, Unknown):
        return NOT_KNOWN
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _aligned(rows: Sequence[Sequence[str]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


# -- facts that follow from others -------------------------------------------------------------------------------------


def _known(catalog: BundledCatalog, names: Iterable[str]) -> list[InstanceType]:
    found = map(catalog.get, dict.fromkeys(names))
    return [each for each in found if isinstance(each, InstanceType)]


def _nitro(told: InstanceType) -> bool | Unknown:
    if told.bare_metal is True:
        return True
    return told.hypervisor if isinstance(told.hypervisor, Unknown) else told.hypervisor == "nitro"


def _ipv4_prefixes(told: InstanceType) -> int | Unknown:
    """Prefixes need Nitro; the primary address takes one slot, each /28 one more.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html
    """
    slots = told.ipv4_addresses_per_interface
    return _on_nitro(told, slots if isinstance(slots, Unknown) else slots - 1)


def _ipv6_prefixes(told: InstanceType) -> int | Unknown:
    return _on_nitro(told, told.ipv6_addresses_per_interface)


def _on_nitro(told: InstanceType, number: int | Unknown) -> int | Unknown:
    nitro = _nitro(told)
    if isinstance(nitro, Unknown):
        return nitro
    return number if nitro else 0
