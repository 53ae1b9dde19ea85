"""What the VPC CNI of EKS leaves on interfaces, and how many pods an instance type gives addresses to."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import msgspec

from eni_lint.inventory.unknown import Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.model import Launcher, NetworkInterface

# amazon-vpc-cni-k8s, pkg/awsutils: what the CNI writes on its interfaces. The controller's descriptions begin with aws-k8s-.
CNI_DESCRIPTION = "aws-K8S-"
POD_DESCRIPTIONS = (CNI_DESCRIPTION, "aws-k8s-", "Cilium-CNI (")
"""How the descriptions begin of what makes interfaces for pods: the VPC CNI, EKS's controller of trunks, Cilium."""
CNI_INSTANCE_TAG = "node.k8s.amazonaws.com/instance_id"
CNI_CREATED_TAG = "node.k8s.amazonaws.com/createdAt"
CNI_HANDS_OFF_TAG = "node.k8s.amazonaws.com/no_manage"

HOST_NETWORK_PODS = 2
"""aws-node and kube-proxy run on every node and take the node's own address."""
ADDRESSES_OF_PREFIX = 16
"""A /28."""


def made_by_cni(interface: NetworkInterface) -> bool:
    """Tell whether the VPC CNI made an interface; raise Undecided when it cannot be told."""
    return (known(interface.description) or "").startswith(CNI_DESCRIPTION)


def made_for_pods(interface: NetworkInterface) -> bool:
    """Tell whether a CNI made an interface, and sees to it; raise Undecided when it cannot be told."""
    return (known(interface.description) or "").startswith(POD_DESCRIPTIONS)


class Capacity(msgspec.Struct, frozen=True, eq=False):
    """How many pods an instance type gives addresses to, and of what."""

    pods: int
    interfaces: int  # for pods, on the default network card
    addresses: int  # slots for pods on each, without the primary address
    prefixes: bool  # each slot holds a /28
    can_have_prefixes: bool  # it does not, but could


def capacities(instance_type: InstanceType, launcher: Launcher) -> Iterator[Capacity]:
    """Give the capacity under every reading of the launcher's settings: one, where all that matters is known."""
    for prefixes, custom in product(_readings(launcher.prefix_delegation), _readings(launcher.custom_networking)):
        yield capacity(instance_type, prefixes=prefixes, custom=custom)


def capacity(instance_type: InstanceType, *, prefixes: bool, custom: bool) -> Capacity:
    """Count: each interface of the default network card has its IPv4 slots but one for pods (EKS best practices, max pods)."""
    card = known(instance_type.network_cards)[0]  # DefaultNetworkCardIndex is 0 for every type
    interfaces = card.maximum_network_interfaces - (1 if custom else 0)
    addresses = known(instance_type.ipv4_addresses_per_interface) - 1
    nitro = instance_type.nitro
    each = addresses * (ADDRESSES_OF_PREFIX if prefixes and nitro else 1)
    return Capacity(interfaces * each + HOST_NETWORK_PODS, interfaces, addresses, prefixes and nitro, nitro and not prefixes)


def _readings(setting: bool | Unknown | None) -> tuple[bool, ...]:
    return (False, True) if isinstance(setting, Unknown) else (bool(setting),)


def first_doubt(launcher: Launcher) -> Unknown:
    """Say which setting leaves the capacity open: one of them is not known where readings differ."""
    settings = (launcher.prefix_delegation, launcher.custom_networking)
    return next(setting for setting in settings if isinstance(setting, Unknown))
