"""What is wrong with an EFA in one of the places where it is attached: the type, the card, the slot, the time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carrier_of, every
from eni_lint.checks._efa import is_efa
from eni_lint.checks._wording import instance_name, type_advice
from eni_lint.findings import Problem, Related, Severity
from eni_lint.inventory.model import Instance
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from eni_lint.checks import Verdicts
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, Launcher, NetworkInterface


def on_type_without(interface: NetworkInterface, attachment: Attachment, inventory: Inventory) -> Problem | None:
    """Blame an EFA on an instance or a launch template whose type has none."""
    carrier = carrier_of(inventory, attachment)
    if carrier is None or known(carrier[1].efa_supported) or not is_efa(interface):
        return None
    host, instance_type = carrier
    return Problem(
        at=interface.origin.place("interface_type"),
        data={
            "interface": interface.origin.address,
            "kind": interface.interface_type,
            "host": host.origin.address,
            "type": instance_type.instance_type,
            "advice": type_advice(inventory, host, lambda t: known(t.efa_supported), "EFA"),
        },
        related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} has no EFA"),),
    )


def on_card_without(interface: NetworkInterface, attachment: Attachment, inventory: Inventory) -> Problem | None:
    """Blame an EFA on a network card that does not take its sort, though others of the type do."""
    carrier = carrier_of(inventory, attachment)
    if carrier is None or not known(carrier[1].efa_supported) or not is_efa(interface):
        return None
    host, instance_type = carrier
    kind = str(interface.interface_type)
    cards = known(instance_type.network_cards)
    taking = [card.network_card_index for card in cards if kind in known(card.interface_types)]
    if len(taking) == len(cards):
        return None
    index = known(attachment.network_card_index) or 0
    if index in taking or instance_type.card(index) is None:
        return None
    return Problem(
        at=attachment.origin.place("network_card_index"),
        subject=interface.origin,
        data={
            "interface": interface.origin.address,
            "kind": kind,
            "host": host.origin.address,
            "type": instance_type.instance_type,
            "card": index,
            "cards": _range(taking),
        },
        related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} takes it on other cards"),),
    )


def in_primary_slot(interface: NetworkInterface, attachment: Attachment, inventory: Inventory) -> Problem | None:
    """Blame an EFA-only interface at network card 0, device index 0."""
    at_fault = every(
        lambda: known(interface.interface_type) == "efa-only",
        lambda: not known(attachment.network_card_index),
        lambda: known(attachment.device_index) == 0,
        lambda: attachment.launch_template_id is not None or attachment.instance_id is not None,
    )
    if not at_fault:
        return None
    return Problem(
        at=interface.origin.place("interface_type"),
        data={"interface": interface.origin.address, "host": instance_name(inventory, attachment)},
        related=(Related(attachment.origin.place("device_index"), "in the place of the primary interface"),),
    )


def _range(indexes: list[int]) -> str:
    """Write card numbers, a run of them by its ends."""
    if len(indexes) > 2 and indexes == list(range(indexes[0], indexes[-1] + 1)):
        return f"{indexes[0]} to {indexes[-1]}"
    return ", ".join(map(str, indexes)) or "none"


def overridden(launcher: Launcher, inventory: Inventory) -> Verdicts:
    """Blame the types without EFA that a launcher puts in the place of its template's own."""
    key = launcher.launch_template_id
    entries = [i for i in inventory.efa_interfaces if i.launch_template_id is not None]
    if not isinstance(key, Unknown):
        entries = [i for i in entries if i.launch_template_id == key]
    if not entries:
        return
    doubts: list[Unknown] = []
    for index, name in enumerate(known(launcher.instance_types)):
        try:
            if _has_efa(inventory, known(name)):
                continue
            template = inventory.launch_template_by_key.get(known(key) or "")
            _certain(entries)
            yield Problem(
                at=launcher.origin.place(f"instance_types[{index}]"),
                data={
                    "launcher": launcher.origin.address,
                    "type": name,
                    "template": template.origin.address if template else key,
                },
                related=tuple(Related(each.origin.place("interface_type"), "an EFA") for each in entries[:1]),
                about=str(name),
                variant="launcher",
                severity=Severity.WARNING,
            )
        except Undecided as raised:
            doubts.append(raised.unknown)
    if doubts:
        raise Undecided(doubts[0])


def _has_efa(inventory: Inventory, name: str) -> bool:
    if inventory.catalog is None:
        raise Undecided(Unknown(Reason.NOT_IN_CATALOGUE, "no catalogue of instance types was loaded"))
    return known(known(inventory.catalog.get(name)).efa_supported)


def _certain(interfaces: list[NetworkInterface]) -> None:
    """Raise Undecided unless one of the interfaces certainly is an EFA."""
    if all(isinstance(each.interface_type, Unknown) for each in interfaces):
        known(interfaces[0].interface_type)


def being_made(attachment: Attachment, inventory: Inventory) -> bool:
    """Tell whether the attachment is still to come: one that exists was made while the instance was stopped."""
    change = inventory.changes.get(attachment.origin.address)
    if change is not None:
        return change.action in ("create", "replace")
    made = attachment.attachment_id
    if isinstance(made, Unknown) and made.reason is Reason.AFTER_APPLY:
        return True
    return known(made) is None and known(attachment.status) is None


def running(attachment: Attachment, inventory: Inventory) -> bool:
    """Tell whether the instance runs when the attachment comes: it says so, or it is launched by what declares it."""
    instance = known(inventory.host_of(attachment))
    if not isinstance(instance, Instance):
        return False
    state = known(instance.state)
    if state is not None:
        return state in ("pending", "running")
    change = inventory.changes.get(instance.instance_id)
    exists = change.action not in ("create", "replace") if change else inventory.live or inventory.before is not None
    if exists:
        raise Undecided(Unknown(Reason.NOT_COLLECTED, f"nothing tells whether {instance.origin.address} is stopped"))
    return True
