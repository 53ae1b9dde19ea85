"""What an instance type can carry, in the words of DescribeInstanceTypes.

A field that no source knows is ``Unknown`` with the reason ``not-in-catalogue``; ``None`` is never used for "not known" here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import msgspec

from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class NetworkCard(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """One network card of a type."""

    network_card_index: int
    maximum_network_interfaces: int
    additional_flexible_network_interfaces: int = 0  # beyond the maximum, when flexible ENA queues are used; 0: none is told of
    interface_types: tuple[str, ...] | Unknown  # interface, efa, efa-only, secondary
    default_ena_queue_count_per_interface: int | Unknown
    maximum_ena_queue_count_per_interface: int | Unknown
    maximum_ena_queue_count: int | Unknown  # over all interfaces of the card


class InstanceType(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """The network facts of one instance type."""

    instance_type: str
    captured: str | None  # the day AWS's API told these facts; None: not known, or only public lists and pages have them
    maximum_network_interfaces: int | Unknown  # over all cards, the primary interface included
    maximum_network_cards: int | Unknown
    network_cards: tuple[NetworkCard, ...] | Unknown
    ipv4_addresses_per_interface: int | Unknown  # the primary one included; a /28 takes one
    ipv6_addresses_per_interface: int | Unknown  # 0: the type has no IPv6
    ena_support: str | Unknown  # required, supported, unsupported
    ena_srd_supported: bool | Unknown  # ENA Express
    maximum_efa_interfaces: int | Unknown  # 0: the type has no EFA
    efa_supported: bool | Unknown
    hypervisor: str | Unknown | None  # nitro, xen; None on bare metal
    bare_metal: bool | Unknown
    default_vcpus: int | Unknown
    flexible_ena_queues_supported: bool | Unknown
    bandwidth_weightings: tuple[str, ...] | Unknown  # default, vpc-1, ebs-1; empty: cannot be set
    default_tcp_established_timeout: int | Unknown  # seconds
    default_udp_stream_timeout: int | Unknown  # seconds
    default_udp_timeout: int | Unknown  # seconds
    secondary_network_supported: bool | Unknown
    maximum_secondary_network_interfaces: int | Unknown  # 0: the type has no secondary networks
    current_generation: bool | Unknown
    trunking: bool | Unknown  # can carry an EKS trunk interface; no API tells it
    branch_interfaces: int | Unknown  # most branch interfaces (EKS, not ECS, which counts otherwise); no API tells it

    @property
    def nitro(self) -> bool:
        """Built on Nitro: the hypervisor is nitro, or there is none (bare metal). DescribeInstances.Hypervisor cannot tell it."""
        return known(self.bare_metal) or known(self.hypervisor) == "nitro"

    def card(self, index: int) -> NetworkCard | None:
        """Give the network card with that index, None when the type has no such card."""
        return next((c for c in known(self.network_cards) if c.network_card_index == index), None)


class Catalog(Protocol):
    """Where instance types are looked up."""

    captured: str
    """The day the facts were captured, as 2026-10-01."""

    def get(self, name: str) -> InstanceType | Unknown:
        """Give the type's facts; Unknown (not-in-catalogue, naming the day) for a name it does not have."""
        ...

    def __contains__(self, name: object) -> bool: ...

    def names(self) -> list[str]:
        """All names, sorted."""
        ...

    def same_family(self, name: str) -> list[InstanceType]:
        """Give the types of the name's family (m6i of m6i.large), from small to large; the name itself need not be known."""
        ...


def smallest(types: Iterable[InstanceType], carries: Callable[[InstanceType], bool]) -> InstanceType | None:
    """Give the first type that certainly carries what is asked, None if none does; one of which that is not known is skipped."""
    for instance_type in types:
        try:
            if carries(instance_type):
                return instance_type
        except Undecided:
            continue
    return None
