"""One line of the bundled catalogue, and how it becomes an :class:`InstanceType`.

A key that is absent is a fact that nobody told: it becomes Unknown, never a default.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from eni_lint.inventory.instance_types import InstanceType, NetworkCard
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

T = TypeVar("T")

API, PAST = "api", "api-past"
PLAIN = ("interface",)
EITHER = "yes"  # ena: the documentation says that there is ENA, not whether it is required


class CardRun(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """Consecutive network cards that are alike, so that 32 cards are one entry."""

    index: int  # of the first
    count: int = 1
    enis: int  # of each card
    extra: int = 0  # beyond enis, when flexible ENA queues are used
    types: tuple[str, ...] | None = None
    queues: tuple[int | None, int | None, int | None] | None = None  # default per interface, most per interface, most per card


class Record(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True, kw_only=True):
    """What the catalogue holds of one type."""

    enis: int | None = None
    ipv4: int | None = None  # per interface
    ipv6: int | None = None  # per interface; 0: no IPv6
    ena: str | None = None  # required, supported, unsupported, or EITHER
    srd: bool | None = None
    efa: int | None = None  # 0: no EFA
    efa_supported: bool | None = None  # only where the number is not known
    hypervisor: str | None = None
    bare_metal: bool | None = None
    vcpus: int | None = None
    flexible_queues: bool | None = None
    weightings: tuple[str, ...] | None = None
    timeouts: tuple[int | None, int | None, int | None] | None = None  # seconds: TCP established, UDP stream, UDP
    secondary: int | None = None  # 0: no secondary networks
    secondary_supported: bool | None = None  # only where the number is not known
    current: bool | None = None
    trunking: bool | None = None
    branches: int | None = None
    network_cards: int | None = None  # only where the cards are not known
    cards: tuple[CardRun, ...] | None = None
    status: str = API  # api, api-past (only an older capture has it), listed (in public lists), documented (nowhere else)
    as_of: str | None = None  # the day of that older capture


class _Teller:
    """Makes the Unknowns of one type, all in the words of the same source."""

    def __init__(self, teller: str, name: str) -> None:
        self.teller = teller
        self.name = name

    def unsaid(self, what: str, candidates: Sequence[str] = ()) -> Unknown:
        return Unknown(Reason.NOT_IN_CATALOGUE, f"{self.teller} does not say {what} of {self.name}", candidates=candidates)

    def tell(self, value: T | None, what: str) -> T | Unknown:
        return self.unsaid(what) if value is None else value


def to_instance_type(name: str, record: Record, *, teller: str, captured: str | None) -> InstanceType:
    """Spell a record out; ``teller`` is what the Unknowns name as the source that is silent."""
    says = _Teller(teller, name)
    tell = says.tell
    tcp, udp_stream, udp = record.timeouts or (None, None, None)
    cards = None if record.cards is None else spread(record.cards, says)
    return InstanceType(
        instance_type=name,
        captured=captured,
        maximum_network_interfaces=tell(record.enis, "the number of interfaces"),
        maximum_network_cards=tell(record.network_cards if cards is None else len(cards), "the number of network cards"),
        network_cards=tell(cards, "the interfaces of each network card"),
        ipv4_addresses_per_interface=tell(record.ipv4, "the IPv4 addresses per interface"),
        ipv6_addresses_per_interface=tell(record.ipv6, "the IPv6 addresses per interface"),
        ena_support=_ena_support(record, says),
        ena_srd_supported=tell(record.srd, "the ENA Express support"),
        maximum_efa_interfaces=tell(record.efa, "the number of EFA interfaces"),
        efa_supported=tell(_supported(record.efa, supported=record.efa_supported), "the EFA support"),
        hypervisor=None if record.bare_metal else tell(record.hypervisor, "the hypervisor"),
        bare_metal=tell(record.bare_metal, "the kind (virtual or bare metal)"),
        default_vcpus=tell(record.vcpus, "the number of vCPUs"),
        flexible_ena_queues_supported=tell(record.flexible_queues, "the support of flexible ENA queues"),
        bandwidth_weightings=tell(record.weightings, "the bandwidth weightings"),
        default_tcp_established_timeout=tell(tcp, "the default timeout of established TCP connections"),
        default_udp_stream_timeout=tell(udp_stream, "the default timeout of UDP streams"),
        default_udp_timeout=tell(udp, "the default UDP timeout"),
        secondary_network_supported=tell(
            _supported(record.secondary, supported=record.secondary_supported), "the support of secondary networks"
        ),
        maximum_secondary_network_interfaces=tell(record.secondary, "the number of secondary network interfaces"),
        current_generation=tell(record.current, "the generation"),
        trunking=tell(record.trunking, "the support of trunk interfaces"),
        branch_interfaces=tell(record.branches, "the number of branch interfaces"),
    )


def spread(runs: Sequence[CardRun], says: _Teller) -> tuple[NetworkCard, ...]:
    """Give every card of the runs."""
    return tuple(_card(index, run, says) for run in runs for index in range(run.index, run.index + run.count))


def gather(cards: Sequence[CardRun]) -> tuple[CardRun, ...]:
    """Join consecutive cards that are alike."""
    runs: list[CardRun] = []
    for card in cards:
        last = runs[-1] if runs else None
        if last and msgspec.structs.replace(last, index=card.index, count=1) == card and last.index + last.count == card.index:
            runs[-1] = msgspec.structs.replace(last, count=last.count + 1)
        else:
            runs.append(card)
    return tuple(runs)


def _card(index: int, run: CardRun, says: _Teller) -> NetworkCard:
    default, most, total = run.queues or (None, None, None)
    return NetworkCard(
        network_card_index=index,
        maximum_network_interfaces=run.enis,
        additional_flexible_network_interfaces=run.extra,
        interface_types=says.tell(run.types, f"the interface types of network card {index}"),
        default_ena_queue_count_per_interface=says.tell(default, f"the default ENA queues per interface of network card {index}"),
        maximum_ena_queue_count_per_interface=says.tell(most, f"the most ENA queues per interface of network card {index}"),
        maximum_ena_queue_count=says.tell(total, f"the most ENA queues of network card {index}"),
    )


def _ena_support(record: Record, says: _Teller) -> str | Unknown:
    if record.ena == EITHER:
        return says.unsaid("the ENA support (required or supported)", ("required", "supported"))
    return says.tell(record.ena, "the ENA support")


def _supported(number: int | None, *, supported: bool | None) -> bool | None:
    return supported if number is None else number > 0
