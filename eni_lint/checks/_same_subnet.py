"""Interfaces of one instance that are in one subnet, as far as its operating system has to route between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import carried_by, every
from eni_lint.checks._eks import made_for_pods
from eni_lint.checks._ownership import service_owned
from eni_lint.checks._where import subnet_name
from eni_lint.checks._wording import SHOWN, host_name, plural, shown
from eni_lint.findings import Problem, Related
from eni_lint.inventory.model import LaunchTemplate, NetworkInterface
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator, Sequence

    from eni_lint.checks import Verdicts
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

CONTAINER_TAGS = frozenset({
    "node.k8s.amazonaws.com/instance_id", "node.k8s.amazonaws.com/createdAt", "cluster.k8s.amazonaws.com/name",
    "eks:eni:owner", "vpcresources.k8s.aws/trunk-eni-id", "vpcresources.k8s.aws/vlan-id",
})  # fmt: skip
"""What the VPC CNI and the VPC resource controller of EKS put on interfaces whose routes they keep themselves."""


class Member(msgspec.Struct, frozen=True, eq=False):
    """An interface that is, or may be, an ordinary one, with its subnet and why it may not count."""

    interface: NetworkInterface | None  # None: it is not described
    subnet_id: str | Unknown
    doubt: Unknown | None


def hosts_of_several(inventory: Inventory) -> Iterator[Host]:
    """Walk the instances and launch templates that have, or may have, more than one interface."""
    for host in inventory.hosts:
        if len(inventory.attachments_of(host)) + len(inventory.possible_attachments_of(host)) > 1:
            yield host


def sharing_subnets(host: Host, inventory: Inventory) -> Verdicts:
    """Say which ordinary interfaces of a host share a subnet."""
    groups, doubt = in_one_subnet(inventory, host)
    for first, second, *more in groups:
        subnet = shown(second.subnet_id, "")
        yield Problem(
            at=second.origin.place("subnet_id"),
            subject=host.origin,
            data={
                "host": host_name(host),
                "interfaces": plural(2 + len(more), "interface"),
                "names": enumerated((first, second, *more)),
                "subnet": subnet_name(inventory, second),
            },
            related=(Related(first.origin.place("subnet_id"), "an interface in the subnet already"),),
            about=subnet,
        )
    known(doubt)


def in_one_subnet(inventory: Inventory, host: Host) -> tuple[list[list[NetworkInterface]], Unknown | None]:
    """Give the ordinary interfaces of a host that share a subnet, by subnet, and why there may be more."""
    if _surely_apart(inventory, host):
        return [], None
    groups: list[list[Member]] = []
    by_subnet: dict[Hashable, list[Member]] = {}
    doubt: Unknown | None = None
    for member in _members(inventory, host):
        if doubt is None:  # one doubt is enough
            doubt = _doubt_of(groups, member)
        key = _identity(member.subnet_id)
        own = None if key is None else by_subnet.get(key)
        if own is None:
            own = []
            groups.append(own)
            if key is not None:
                by_subnet[key] = own
        own.append(member)
    shared = [[m.interface for m in group if m.interface is not None and m.doubt is None] for group in groups]
    doubts = [m.doubt for group in groups if len(group) > 1 for m in group if m.doubt is not None]
    return [interfaces for interfaces in shared if len(interfaces) > 1], next(iter(doubts), doubt)


def _doubt_of(groups: list[list[Member]], member: Member) -> Unknown | None:
    """Give the first doubt whether a member belongs into one of the groups."""
    for group in groups:
        try:
            same(group[0].subnet_id, member.subnet_id)
        except Undecided as raised:
            return raised.unknown
    return None


def _identity(subnet_id: str | Unknown) -> Hashable | None:
    """Give what two keys share that are the same for certain, the symbol of one that is not known; None: nothing is certain."""
    if isinstance(subnet_id, Unknown):
        return None if subnet_id.symbol is None else ("symbol", subnet_id.symbol)
    return subnet_id


def _surely_apart(inventory: Inventory, host: Host) -> bool:
    """Tell at a glance, as it is so of most hosts of a snapshot, that no two attachments are in one subnet."""
    if inventory.floating_attachments:
        return False
    interfaces, subnets = inventory.interface_by_key, set()
    attachments = inventory.attachments_of(host)
    for attachment in attachments:
        key = attachment.network_interface_id
        interface = interfaces.get(key) if isinstance(key, str) else None
        if interface is None or not isinstance(interface.subnet_id, str):
            return False
        subnets.add(interface.subnet_id)
    return len(subnets) == len(attachments)


def enumerated(interfaces: Sequence[NetworkInterface]) -> str:
    """Name interfaces; the one that launching an instance makes has no name of its own."""
    names = [_name(interface) for interface in interfaces[:SHOWN]]
    more = len(interfaces) - len(names)
    last = f"{more} more" if more else names.pop()
    return f"{', '.join(names)} and {last}"


def _name(interface: NetworkInterface) -> str:
    return "the primary one" if interface.network_interface_id.endswith("/primary") else f"'{interface.origin.address}'"


def _members(inventory: Inventory, host: Host) -> Iterator[Member]:
    carried = carried_by(inventory, host)
    for attachment, doubt in (*((a, None) for a in carried.sure), *carried.perhaps):
        if doubt is None or doubt is not attachment.instance_id:
            member = _member(inventory, host, attachment, doubt)
        else:  # it is perhaps every instance's
            key = ("member", id(attachment))
            if key not in inventory.memo:
                inventory.memo[key] = _member(inventory, host, attachment, doubt)
            member = inventory.memo[key]
        if member is not None:
            yield member


def _member(inventory: Inventory, host: Host, attachment: Attachment, doubt: Unknown | None) -> Member | None:
    interface = inventory.interface_of(attachment)
    if interface is None or _on_another_card(attachment):
        return None
    if isinstance(host, LaunchTemplate) and not isinstance(interface, Unknown) and interface.subnet_id is None:
        return None  # the launch says it
    if isinstance(interface, Unknown):
        return Member(None, interface, doubt if doubt is not None else interface)
    try:
        return Member(interface, _subnet(interface), doubt) if _is_ordinary(attachment, interface) else None
    except Undecided as raised:
        return Member(interface, _subnet(interface), doubt if doubt is not None else raised.unknown)


def _is_ordinary(attachment: Attachment, interface: NetworkInterface) -> bool:
    """Tell whether nothing takes care of the interface's routes: neither a second network card nor EFA, a CNI or a service."""
    return every(
        lambda: not known(attachment.network_card_index),
        lambda: known(interface.interface_type) in (None, "interface"),
        lambda: not service_owned(interface),
        lambda: not made_for_pods(interface),
        lambda: not any(tag.key in CONTAINER_TAGS for tag in known(interface.tags)),
    )


def _on_another_card(attachment: Attachment) -> bool:
    card = attachment.network_card_index
    return not isinstance(card, Unknown) and bool(card)


def _subnet(interface: NetworkInterface) -> str | Unknown:
    if interface.subnet_id is None:
        return Unknown(Reason.OUTSIDE, f"no subnet is given for {interface.origin.address}")
    return interface.subnet_id
