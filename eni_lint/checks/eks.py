"""EKS: interfaces that the VPC CNI leaves behind, addresses and interfaces of pods, the subnets of the control plane."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks import over
from eni_lint.checks._attachments import carrier_of, every, hosting, present
from eni_lint.checks._eks import (
    ADDRESSES_OF_PREFIX,
    CNI_CREATED_TAG,
    CNI_HANDS_OFF_TAG,
    CNI_INSTANCE_TAG,
    HOST_NETWORK_PODS,
    capacities,
    first_doubt,
    made_by_cni,
)
from eni_lint.checks._public_addresses import host_kind
from eni_lint.checks._tags import has_tag, tag_value
from eni_lint.checks._wording import plural, smallest_type
from eni_lint.findings import Problem, Related
from eni_lint.inventory.addresses import parse_cidr
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import LaunchTemplate, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import TrunkInterfaceAssociation
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Params, Verdicts
    from eni_lint.checks._eks import Capacity
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Launcher, Subnet
    from eni_lint.inventory.surroundings import EksCluster

RESERVED = 5
"""AWS keeps so many addresses of every subnet."""
POD_INTERFACES = frozenset({"trunk", "branch"})
"""What security groups for pods make: branch interfaces, each for a pod, on the trunk interface of the instance."""


@over(lambda inventory: (i for i in inventory.interfaces if isinstance(i.description, Unknown) or made_by_cni(i)))
def leaked_cni_interface(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface that the VPC CNI made is attached to nothing: the CNI's own leak test (awsutils.go) but for its age.

    Nothing tells the age for certain: AWS keeps no time of creation, and a check has no clock to hold against the CNI's tag.
    """
    if not every(
        lambda: known(interface.status) == "available",
        lambda: made_by_cni(interface),
        lambda: has_tag(interface.tags, CNI_INSTANCE_TAG),
        lambda: not has_tag(interface.tags, CNI_HANDS_OFF_TAG),
    ):
        return
    created = tag_value(interface.tags, CNI_CREATED_TAG)
    yield Problem(
        at=interface.origin.place("status"),
        data={
            "interface": interface.origin.address,
            "instance": tag_value(interface.tags, CNI_INSTANCE_TAG) or "that is not told",
            "created": f" (made at {created})" if created else "",
        },
    )


# -- pods --------------------------------------------------------------------------------------------------------------


@over(lambda inventory: (launcher for launcher in inventory.launchers if launcher.max_pods is not None))
def pods_exceed_capacity(launcher: Launcher, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when more pods are declared on each instance than its type has addresses for (EKS best practices, max pods)."""
    least: tuple[str, Capacity] | None = None
    doubts: list[Unknown] = []
    for name in _types(inventory, launcher, doubts):
        try:
            readings = sorted(capacities(known(_type(inventory, name)), launcher), key=lambda found: found.pods)
            declared = known(launcher.max_pods) or 0
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        if declared > readings[-1].pods:
            least = min((name, readings[-1]), least or (name, readings[-1]), key=lambda each: each[1].pods)
        elif declared > readings[0].pods:
            doubts.append(first_doubt(launcher))
    if least is not None:
        yield _too_many_pods(launcher, *least)
    if doubts:
        raise Undecided(doubts[0])


def _too_many_pods(launcher: Launcher, name: str, found: Capacity) -> Problem:
    with_prefixes = found.interfaces * found.addresses * ADDRESSES_OF_PREFIX + HOST_NETWORK_PODS
    return Problem(
        at=launcher.origin.place("max_pods"),
        data={
            "launcher": launcher.origin.address,
            "declared": launcher.max_pods,
            "type": name,
            "pods": found.pods,
            "interfaces": plural(found.interfaces, "interface"),
            "slots": plural(found.addresses, "/28 prefix" if found.prefixes else "address"),
            "advice": f", or have prefixes delegated, which on {name} gives {with_prefixes}" if found.can_have_prefixes else "",
        },
    )


def _types(inventory: Inventory, launcher: Launcher, doubts: list[Unknown]) -> list[str]:
    """Give the names of the types that a launcher starts, noting why one is not known."""
    names: list[str | Unknown | None] = []
    if isinstance(launcher.instance_types, Unknown):
        names.append(launcher.instance_types)
    else:
        names += launcher.instance_types
    if not names:
        template = inventory.lookup(inventory.launch_template_by_key, launcher.launch_template_id, "launch templates")
        names.append(template.instance_type if isinstance(template, LaunchTemplate) else template)
    doubts += [name for name in names if isinstance(name, Unknown)]
    return [name for name in names if isinstance(name, str)]


def _type(inventory: Inventory, name: str) -> InstanceType | Unknown:
    if inventory.catalog is None:
        return Unknown(Reason.NOT_IN_CATALOGUE, "no catalogue of instance types was loaded")
    return inventory.catalog.get(name)


# -- interfaces of pods ------------------------------------------------------------------------------------------------


def _of_pods(inventory: Inventory) -> Iterator[NetworkInterface]:
    for interface in inventory.all_interfaces:
        kind = interface.interface_type
        if isinstance(kind, Unknown) or kind in POD_INTERFACES:
            yield interface


@over(_of_pods)
def pod_interface_on_unsupported_type(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a trunk or branch interface is on an instance whose type takes no trunk (amazon-vpc-resource-controller)."""
    doubts: list[Unknown] = []
    for attachment in (a for attachments in hosting(inventory, interface) for a in attachments):
        try:
            carrier = carrier_of(inventory, attachment)
            if carrier is None or known(carrier[1].trunking) or not present(attachment):
                continue
            host, instance_type = carrier
            kind = known(interface.interface_type)
            known(attachment.network_interface_id)
            if kind not in POD_INTERFACES:
                continue
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        better = smallest_type(inventory, host, lambda found: known(found.trunking))
        yield Problem(
            at=interface.origin.place("interface_type"),
            data={
                "kind": str(kind).capitalize(),
                "interface": interface.origin.address,
                "host": host_kind(host),
                "type": instance_type.instance_type,
                "better": f", such as {better}" if better else "",
            },
            related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} takes no trunk"),),
            about=host.origin.address,
        )
    if doubts:
        raise Undecided(doubts[0])


class Trunk(msgspec.Struct, frozen=True, eq=False):
    """A trunk interface with the branch interfaces on it, and the associations that may add to them."""

    key: str
    origin: Origin
    branches: set[str]
    associations: list[TrunkInterfaceAssociation]
    perhaps: list[Unknown]


def _trunks(inventory: Inventory) -> Iterator[Trunk]:
    """Walk the trunk interfaces that associations name."""
    named: dict[str, list[TrunkInterfaceAssociation]] = defaultdict(list)
    floating: list[Unknown] = []
    for association in inventory.trunk_associations:
        trunk = association.trunk_interface_id
        if isinstance(trunk, Unknown):
            floating.append(trunk)
        elif trunk is not None:
            named[trunk].append(association)
    for key, associations in named.items():
        interface = inventory.interface_by_key.get(key)
        branches = [association.branch_interface_id for association in associations]
        yield Trunk(
            key,
            interface.origin if interface else associations[0].origin,
            {branch for branch in branches if isinstance(branch, str)},
            associations,
            [doubt for doubt in floating if may_be(doubt, key)] + [doubt for doubt in branches if isinstance(doubt, Unknown)],
        )


@over(_trunks)
def too_many_branch_interfaces(trunk: Trunk, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a trunk carries more branch interfaces than the instance's type (amazon-vpc-resource-controller, limits.go)."""
    interface = known(inventory.lookup(inventory.interface_by_key, trunk.key, "network interfaces"))
    if interface is None:
        return
    count = len(trunk.branches)
    doubts: list[Unknown] = []
    for attachment in (a for attachments in hosting(inventory, interface) for a in attachments):
        try:
            carrier = carrier_of(inventory, attachment)
            if carrier is None or not present(attachment):
                continue
            host, instance_type = carrier
            limit = known(instance_type.branch_interfaces)
            if not limit or count + len(trunk.perhaps) <= limit:
                continue  # a type that takes no trunk has a rule of its own
            if count <= limit:
                known(trunk.perhaps[0])
            known(attachment.network_interface_id)
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        better = smallest_type(inventory, host, lambda found: known(found.branch_interfaces) >= count)
        yield Problem(
            at=trunk.associations[limit].origin.place("trunk_interface_id"),
            subject=trunk.origin,
            data={
                "trunk": interface.origin.address,
                "branches": plural(count, "branch interface"),
                "host": host_kind(host),
                "type": instance_type.instance_type,
                "limit": limit,
                "surplus": count - limit,
                "better": f"Change the type to {better}" if better else "Choose a type of another family",
            },
            related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} takes {limit}"),),
            about=host.origin.address,
        )
    if doubts:
        raise Undecided(doubts[0])


# -- the control plane -------------------------------------------------------------------------------------------------


@over(lambda inventory: inventory.eks_clusters)
def control_plane_subnet_too_small(cluster: EksCluster, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when a subnet of the control plane has too few free addresses for the interfaces that EKS puts there."""
    needed: int = params["addresses"]
    doubts: list[Unknown] = []
    for number, key in enumerate(known(cluster.subnet_ids)):
        try:
            subnet = known(inventory.lookup(inventory.subnet_by_key, key, "subnets"))
            room = None if subnet is None else _room(inventory, subnet, needed)
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        if subnet is None or room is None or room >= needed:
            continue
        field = "cidr_block" if subnet.available_ip_address_count is None else "available_ip_address_count"
        yield Problem(
            at=cluster.origin.place(f"subnet_ids[{number}]"),
            data={
                "cluster": cluster.origin.address,
                "subnet": subnet.origin.address,
                "free": plural(room, "free address"),
                "needed": needed,
            },
            related=(Related(subnet.origin.place(field), f"room for {room}"),),
            about=subnet.origin.address,
        )
    if doubts:
        raise Undecided(doubts[0])


def _room(inventory: Inventory, subnet: Subnet, needed: int) -> int | None:
    """Count the free IPv4 addresses, at most: AWS's own count, else what the interfaces of the inventory leave of the block.

    None: the subnet has no IPv4.
    """
    told = subnet.available_ip_address_count
    if isinstance(told, int):
        return told
    if subnet.cidr_block is None:
        known(told)
        return None
    block = parse_cidr(known(subnet.cidr_block))
    if block is None or block.version != 4:
        return None
    space = inventory.address_spaces.at(subnet.subnet_id)
    held = [space.holdings(kind, 4) for kind in ("addresses", "prefixes")]
    room = block.size - RESERVED - sum(len(each.claims) * each.size for each in held)
    if room >= needed:
        known(told)
    return max(0, room)
