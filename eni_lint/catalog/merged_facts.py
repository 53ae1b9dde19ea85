"""Reads ``eni-lint/instance-type-facts/1``: facts merged from public lists and documentation, one record a type."""

from __future__ import annotations

import msgspec

from eni_lint.catalog.record import API, PLAIN, CardRun, Record, gather

FACTS_SCHEMA = "eni-lint/instance-type-facts/1"
NEWEST = "moto"  # the source of the records of status api
IN_ENUM = "in the API enum"


class _Card(msgspec.Struct):
    index: int
    max_enis: int
    extra_flex_enis: int = 0
    queues: tuple[int | None, int | None, int | None] | None = None


class _Type(msgspec.Struct):
    max_enis: int | None
    cards: tuple[_Card, ...] | None
    ipv4_per_eni: int | None
    ipv6_per_eni: int | None
    ena_support: str | None
    ena_srd: bool | None
    efa: int | None
    hypervisor: str | None
    bare_metal: bool | None
    trunking: bool | None
    branch_enis: int | None
    status: str
    as_of: str | None = None
    flex_queues: bool | None = None
    bw_weighting: bool | None = None
    network_cards: int | None = None
    efa_supported: bool | None = None
    in_enum: bool = True


class _Source(msgspec.Struct):
    project: str
    file: str
    date: str
    kind: str


class _Facts(msgspec.Struct):
    sources: dict[str, _Source]
    names_only: dict[str, str]
    types: dict[str, _Type]


def read_merged_facts(data: object) -> tuple[dict[str, Record], str, dict[str, dict[str, str]], tuple[str, ...]]:
    """Give the records by name, the day of the newest API output among the sources, the sources, and the names without limits."""
    facts = msgspec.convert(data, _Facts)
    sources = {
        name: {"project": f"{source.project}, {source.file}", "date": source.date, "kind": source.kind}
        for name, source in facts.sources.items()
        if name != NEWEST
    }
    return (
        {name: _record(told) for name, told in facts.types.items() if told.in_enum},
        facts.sources[NEWEST].date,
        sources,
        tuple(name for name, why in facts.names_only.items() if why.startswith(IN_ENUM)),
    )


def _record(told: _Type) -> Record:
    captured = told.status == API  # only there does the absence of a key say no
    return Record(
        enis=told.max_enis,
        ipv4=told.ipv4_per_eni,
        ipv6=told.ipv6_per_eni,
        ena=told.ena_support,
        srd=told.ena_srd,
        efa=told.efa,
        efa_supported=told.efa_supported if told.efa is None else None,
        hypervisor=told.hypervisor,
        bare_metal=told.bare_metal,
        flexible_queues=told.flex_queues or (False if captured else None),
        weightings=() if captured and not told.bw_weighting else None,  # a true says that it can be set, not to what
        trunking=told.trunking,
        branches=told.branch_enis,
        network_cards=told.network_cards if told.cards is None else None,
        cards=None if told.cards is None else gather([_card(card, efa=told.efa) for card in told.cards]),
        status=told.status,
        as_of=told.as_of,
    )


def _card(told: _Card, *, efa: int | None) -> CardRun:
    """Give a card; the facts tell its interface types only as far as that there is no EFA."""
    return CardRun(
        index=told.index,
        enis=told.max_enis,
        extra=told.extra_flex_enis,
        types=PLAIN if efa == 0 else None,
        queues=told.queues,
    )
