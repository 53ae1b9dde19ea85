"""What several checks ask of Elastic Fabric Adapters: which interfaces are some, and where they sit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carried_by, hosting, present
from eni_lint.checks._wording import plural
from eni_lint.inventory.inventory import EFA_TYPES
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eni_lint.checks import Verdicts
    from eni_lint.findings import Problem
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface

ADDRESSES = {
    "private_ip_addresses": "private IPv4 address",
    "ipv4_prefixes": "IPv4 prefix",
    "ipv6_addresses": "IPv6 address",
    "ipv6_prefixes": "IPv6 prefix",
}
WISHES = {"associate_public_ip_address": "a public IPv4 address", "associate_carrier_ip_address": "a carrier address"}
"""Fields of an interface that give it addresses, and those that ask for a public one."""


def is_efa(interface: NetworkInterface) -> bool:
    """Tell whether an interface is an Elastic Fabric Adapter, with or without an ENA device; raise Undecided if unknown."""
    return known(interface.interface_type) in EFA_TYPES


def attaches_efa(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell whether an attachment puts an EFA on its host. One that names no interface makes an ordinary one."""
    interface = known(inventory.interface_of(attachment))
    return interface is not None and is_efa(interface)


def real_efa(inventory: Inventory) -> list[NetworkInterface]:
    """Give the interfaces that are, or may be, EFAs, without those that a launch template describes."""
    return [i for i in inventory.efa_interfaces if i.launch_template_id is None]


def hosts_with_efa(inventory: Inventory) -> Iterator[Host]:
    """Walk the instances and launch templates of which an attachment is, or may be, an EFA."""
    instances, templates = set(), set()
    own = inventory.attachments_by_interface
    attachments = [a for i in inventory.efa_interfaces for a in own.get(i.network_interface_id, ())]
    for attachment in (*attachments, *inventory.unplaced_attachments):
        if attachment.launch_template_id is not None:
            templates.add(attachment.launch_template_id)
        elif isinstance(attachment.instance_id, str):
            instances.add(attachment.instance_id)
    yield from (i for i in inventory.instances if i.instance_id in instances)
    yield from (t for t in inventory.launch_templates if t.launch_template_id in templates)


class Adapters:
    """The EFAs of a host: those that are there for certain, and attachments that may be more of them, with the doubt."""

    def __init__(self, inventory: Inventory, host: Host) -> None:
        self.sure: list[Attachment] = []
        self.perhaps: list[tuple[Attachment, Unknown]] = []
        carried = carried_by(inventory, host)
        for attachment in carried.sure:
            try:
                if attaches_efa(inventory, attachment):
                    self.sure.append(attachment)
            except Undecided as raised:
                self.perhaps.append((attachment, raised.unknown))
        for attachment, doubt in carried.perhaps:
            try:
                if not attaches_efa(inventory, attachment):
                    continue
            except Undecided:
                pass
            self.perhaps.append((attachment, doubt))


def in_every_place(interface: NetworkInterface, inventory: Inventory, judge: Callable[[Attachment], Problem | None]) -> Verdicts:
    """Judge an interface wherever it is, or may be, attached; ``judge`` gives the problem of one attachment, if any."""
    doubts: list[Unknown] = []
    said: set[str] = set()
    own, perhaps = hosting(inventory, interface)
    for attachment in (*own, *perhaps):
        try:
            problem = judge(attachment)
            if problem is None or not present(attachment):
                continue
            known(attachment.network_interface_id)
            host = str(problem.data.get("host"))
            if host not in said:
                yield problem
            said.add(host)
        except Undecided as raised:
            doubts.append(raised.unknown)
    if doubts:
        raise Undecided(doubts[0])


def addresses_of(interface: NetworkInterface) -> tuple[dict[str, str], list[Unknown]]:
    """Name the addresses that an interface has or asks for, by field, and what may be more."""
    given: dict[str, str] = {}
    doubts: list[Unknown] = []
    for field, noun in (ADDRESSES | WISHES).items():
        value = getattr(interface, field)
        if isinstance(value, Unknown):
            doubts.append(value)
        elif value:
            given[field] = plural(len(value), noun) if field in ADDRESSES else noun
    return given, doubts
