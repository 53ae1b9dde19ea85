"""What an interface is to a conversation over ENA Express: attached or not, with or without it, on a type that has it or not."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import present, type_of
from eni_lint.inventory.model import EnaSrdSpecification, Instance, NetworkInterface
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment

ON, OFF, NOBODY = 1, 2, 4
"""What a peer may be: with ENA Express, without it though its type has it, or no peer at all. What is not known is several."""

PEERS = frozenset({None, "interface", "efa"})
"""Interface types that carry an instance's own traffic; the others belong to services, or carry no IP."""


class Party(msgspec.Struct, frozen=True, eq=False):
    """An interface that is, or may be, attached to an instance and talks."""

    interface: NetworkInterface
    host: Instance | None  # None: not known which
    host_key: str  # of the instance; the interface's own where that is not known
    on: bool | None  # None: not known
    supported: bool | None  # by the instance's type; None: not known
    doubt: Unknown | None  # why one of these, or whether it is attached at all, is not known
    certain: bool  # whether it is attached, to a known instance, and no service's

    @property
    def state(self) -> int:
        """What it may be to a peer that is inferred. One whose type lacks ENA Express is none, unless it says that it is on."""
        states = 0 if self.certain else NOBODY
        if self.on is not False:
            states |= ON
        if self.on is not True:
            states |= {True: OFF, False: NOBODY, None: OFF | NOBODY}[self.supported]
        return states


class Parties:
    """The interfaces of an inventory as parties to conversations. ``subjects`` are those that have, or may have, ENA Express."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self._parties: dict[str, Party | None] = {}

    @cached_property
    def subjects(self) -> list[NetworkInterface]:
        """Interfaces that have, or may have, a setting of ENA Express that is not off for certain."""
        told: set[str] = set()
        anybody = False
        for attachment in self.inventory.attachments:
            if attachment.ena_srd_specification is not None and attachment.launch_template_id is None:
                key = attachment.network_interface_id
                told |= key.candidates if isinstance(key, Unknown) else {key} if key is not None else set()
                anybody = anybody or (isinstance(key, Unknown) and not key.candidates)
        found = []
        for interface in self.inventory.interfaces:
            if anybody or interface.ena_srd_specification is not None or interface.network_interface_id in told:
                try:
                    if not self.express(interface):
                        continue
                except Undecided:
                    pass
                found.append(interface)
        return found

    def _hosting(self, key: str) -> tuple[list[Attachment], list[Attachment]]:
        """Give the attachments of an interface, and some that may be its own: enough to tell what may come of them."""
        sure = self.inventory.attachments_by_interface.get(key, [])
        anyones, by_candidate = self._unplaced
        return sure, [*by_candidate.get(key, ()), *anyones]

    @cached_property
    def _unplaced(self) -> tuple[list[Attachment], dict[str, list[Attachment]]]:
        """Attachments to instances of which it is not known whose they are: of those that may be anybody's, one of each sort."""
        anyones: dict[bool, Attachment] = {}
        by_candidate: dict[str, list[Attachment]] = defaultdict(list)
        for attachment in self.inventory.unplaced_attachments:
            key = attachment.network_interface_id
            if attachment.launch_template_id is not None or attachment.instance_id is None or not isinstance(key, Unknown):
                continue
            if _ask(partial(present, attachment), []) is False:
                continue
            for candidate in key.candidates:
                by_candidate[candidate].append(attachment)
            if not key.candidates:
                anyones.setdefault(attachment.ena_srd_specification is not None, attachment)
        return list(anyones.values()), by_candidate

    def setting(self, interface: NetworkInterface) -> EnaSrdSpecification | None:
        """Give the setting in force; raise Undecided when an attachment that may be the interface's would change it."""
        sure, perhaps = self._hosting(interface.network_interface_id)
        for attachment in sure:
            if attachment.ena_srd_specification is not None:
                return known(attachment.ena_srd_specification)
        for attachment in perhaps:
            if attachment.ena_srd_specification is not None and isinstance(attachment.network_interface_id, Unknown):
                raise Undecided(attachment.network_interface_id)
        return known(interface.ena_srd_specification)

    def express(self, interface: NetworkInterface) -> bool:
        """Tell whether ENA Express is on."""
        setting = self.setting(interface)
        return setting is not None and bool(known(setting.ena_srd_enabled))

    def express_udp(self, interface: NetworkInterface) -> bool:
        """Tell whether ENA Express is on for UDP too."""
        setting = self.setting(interface)
        udp = None if setting is None else known(setting.ena_srd_udp_specification)
        return udp is not None and bool(known(udp.ena_srd_udp_enabled))

    def party(self, interface: NetworkInterface) -> Party | None:
        """Give the interface as a peer, None when it certainly is none."""
        key = interface.network_interface_id
        if key not in self._parties:
            self._parties[key] = self._make_party(interface)
        return self._parties[key]

    def _make_party(self, interface: NetworkInterface) -> Party | None:
        if interface.launch_template_id is not None:
            return None
        doubts: list[Unknown] = []
        kind, managed = interface.interface_type, interface.requester_managed
        if isinstance(kind, Unknown):
            doubts.append(kind)
        elif kind not in PEERS:
            return None
        if isinstance(managed, Unknown):
            doubts.append(managed)
        elif managed:
            return None
        attachment = self._attachment(interface, doubts)
        if attachment is None:
            return None
        host = self.inventory.host_of(attachment)
        if isinstance(host, Unknown):
            doubts.append(host)
        certain = not doubts
        on = _ask(lambda: self.express(interface), doubts)
        instance = host if isinstance(host, Instance) else None
        supported = None if instance is None else _ask(partial(self._able, interface, instance), doubts)
        return Party(
            interface=interface,
            host=instance,
            host_key=instance.instance_id if instance is not None else interface.network_interface_id,
            on=on,
            supported=supported,
            doubt=doubts[0] if doubts else None,
            certain=certain,
        )

    def _able(self, interface: NetworkInterface, instance: Instance) -> bool:  # noqa: ARG002 - others ask the interface
        """Tell whether the interface could have what is asked for; else it is nobody's peer."""
        instance_type = type_of(self.inventory, instance)
        return instance_type is None or known(instance_type.ena_srd_supported)

    def _attachment(self, interface: NetworkInterface, doubts: list[Unknown]) -> Attachment | None:
        """Give the attachment to an instance, noting why it may not be there."""
        sure, perhaps = self._hosting(interface.network_interface_id)
        for attachment in (*sure, *perhaps):
            if attachment.launch_template_id is not None or attachment.instance_id is None:
                continue
            if isinstance(attachment.network_interface_id, Unknown):
                doubts.append(attachment.network_interface_id)
            if _ask(partial(present, attachment), doubts) is not False:
                return attachment
        return None


def _ask(question: Callable[[], bool], doubts: list[Unknown]) -> bool | None:
    """Answer a question, or note why it cannot be answered."""
    try:
        return question()
    except Undecided as raised:
        doubts.append(raised.unknown)
        return None
