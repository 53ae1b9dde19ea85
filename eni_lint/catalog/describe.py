"""Reads what DescribeInstanceTypes answers of one type (``InstanceTypeInfo``). An absent key is a fact not told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.catalog.record import PLAIN, CardRun, Record, gather, to_instance_type
from eni_lint.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.inventory.instance_types import InstanceType

TELLER = "the captured DescribeInstanceTypes output"


class _Card(msgspec.Struct, rename="pascal"):
    network_card_index: int | None = None
    maximum_network_interfaces: int | None = None
    additional_flexible_network_interfaces: int | None = None
    interface_types: tuple[str, ...] | None = None
    default_ena_queue_count_per_interface: int | None = None
    maximum_ena_queue_count_per_interface: int | None = None
    maximum_ena_queue_count: int | None = None


class _Efa(msgspec.Struct, rename="pascal"):
    maximum_efa_interfaces: int | None = None


class _Timeouts(msgspec.Struct, rename="pascal"):
    default_tcp_established_timeout: int | None = None
    default_udp_stream_timeout: int | None = None
    default_udp_timeout: int | None = None


class _Network(msgspec.Struct, rename="pascal"):
    maximum_network_interfaces: int | None = None
    maximum_network_cards: int | None = None
    network_cards: tuple[_Card, ...] | None = None
    ipv4_addresses_per_interface: int | None = None
    ipv6_addresses_per_interface: int | None = None
    ipv6_supported: bool | None = None
    ena_support: str | None = None
    ena_srd_supported: bool | None = None
    efa_supported: bool | None = None
    efa_info: _Efa | None = None
    flexible_ena_queues_support: str | None = None
    bandwidth_weightings: tuple[str, ...] | None = None
    connection_tracking_configuration: _Timeouts | None = None
    secondary_network_supported: bool | None = None
    maximum_secondary_network_interfaces: int | None = None


class _VCpu(msgspec.Struct):
    default: int | None = msgspec.field(name="DefaultVCpus", default=None)


class _Type(msgspec.Struct, rename="pascal"):
    instance_type: str
    hypervisor: str | None = None
    bare_metal: bool | None = None
    current_generation: bool | None = None
    network_info: _Network = msgspec.field(default_factory=_Network)
    vcpu: _VCpu = msgspec.field(name="VCpuInfo", default_factory=_VCpu)


def from_describe(info: Mapping[str, object], *, captured: str | None = None) -> InstanceType:
    """Make the instance type of one ``InstanceTypes[]`` element.

    Raises SourceError when it is no such element: no name, or a value of another type than AWS's.
    """
    name, record = record_of(info)
    return to_instance_type(name, record, teller=TELLER, captured=captured)


def record_of(info: Mapping[str, object]) -> tuple[str, Record]:
    """Give the name and the catalogue's record of one ``InstanceTypes[]`` element; raises SourceError as from_describe does."""
    try:
        told = msgspec.convert(info, _Type)
    except msgspec.ValidationError as error:
        raise SourceError(
            f"not an element of DescribeInstanceTypes' InstanceTypes: {error}",
            do="Give the unchanged output of: aws ec2 describe-instance-types --output json",
        ) from error
    network = told.network_info
    efa = _number(_efa(network), supported=network.efa_supported)
    secondary = _number(network.maximum_secondary_network_interfaces, supported=network.secondary_network_supported)
    cards = _cards(network, plain=efa == 0 and secondary == 0)
    return told.instance_type, Record(
        enis=network.maximum_network_interfaces,
        ipv4=network.ipv4_addresses_per_interface,
        ipv6=_number(network.ipv6_addresses_per_interface, supported=network.ipv6_supported),
        ena=network.ena_support,
        srd=network.ena_srd_supported,
        efa=efa,
        efa_supported=network.efa_supported if efa is None else None,
        hypervisor=told.hypervisor,
        bare_metal=told.bare_metal,
        vcpus=told.vcpu.default,
        flexible_queues=None
        if network.flexible_ena_queues_support is None
        else network.flexible_ena_queues_support == "supported",
        weightings=_weightings(network),
        timeouts=_timeouts(network.connection_tracking_configuration),
        secondary=secondary,
        secondary_supported=network.secondary_network_supported if secondary is None else None,
        current=told.current_generation,
        network_cards=network.maximum_network_cards if cards is None else None,
        cards=cards,
    )


def _number(number: int | None, *, supported: bool | None) -> int | None:
    return 0 if supported is False else number


def _efa(network: _Network) -> int | None:
    return network.efa_info.maximum_efa_interfaces if network.efa_info else None


def _weightings(network: _Network) -> tuple[str, ...] | None:
    """Give the weightings; AWS leaves the list out where there are none.

    Output that has the support of flexible ENA queues (2025) is younger than bandwidth weighting (2024), so there the absence is
    told and not a matter of the output's age.
    """
    if network.bandwidth_weightings is None and network.flexible_ena_queues_support is not None:
        return ()
    return network.bandwidth_weightings


def _timeouts(told: _Timeouts | None) -> tuple[int | None, int | None, int | None] | None:
    if told is None:
        return None
    return (told.default_tcp_established_timeout, told.default_udp_stream_timeout, told.default_udp_timeout)


def _cards(network: _Network, *, plain: bool) -> tuple[CardRun, ...] | None:
    """Give the cards in runs; None unless all are told, because a card left out would read as a card that the type lacks."""
    if not network.network_cards:
        return None
    cards = []
    for card in network.network_cards:
        if card.network_card_index is None or card.maximum_network_interfaces is None:
            return None
        queues = (
            card.default_ena_queue_count_per_interface,
            card.maximum_ena_queue_count_per_interface,
            card.maximum_ena_queue_count,
        )
        cards.append(
            CardRun(
                index=card.network_card_index,
                enis=card.maximum_network_interfaces,
                extra=card.additional_flexible_network_interfaces or 0,
                types=PLAIN if card.interface_types is None and plain else card.interface_types,
                queues=queues if any(count is not None for count in queues) else None,
            )
        )
    return gather(cards)
