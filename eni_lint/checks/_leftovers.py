"""Interfaces and attachments that nobody may want: what is idle, what outlives its instance, what dies with it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import every, hosting, present
from eni_lint.checks._ownership import in_primary_slot, is_primary, made_at_launch, service_owned, some
from eni_lint.checks._references import Named, attached_perhaps, elastic_ips, has_elastic_ip, references, referred_to
from eni_lint.inventory.model import Attachment, NetworkInterface, Tag
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.origin import Origin


class Idle(msgspec.Struct, frozen=True, eq=False):
    """An interface that no attachment certainly attaches, with what may attach it and what refers to interfaces."""

    interface: NetworkInterface
    perhaps: Named
    references: Named

    @property
    def origin(self) -> Origin:
        """The interface's origin."""
        return self.interface.origin


class Bound(msgspec.Struct, frozen=True, eq=False):
    """An attachment to an instance, with what names interfaces."""

    attachment: Attachment
    named: Named

    @property
    def origin(self) -> Origin:
        """The attachment's origin: it is what passes or fails."""
        return self.attachment.origin


class Dying(msgspec.Struct, frozen=True, eq=False):
    """The attachments that delete their interface with the instance, with what Elastic IPs name.

    ``tags`` are those of the interface of each, where nothing but a tag can say that it is meant to stay.
    """

    attachments: list[Attachment]
    tags: list[list[Tag] | None]
    named: Named


# -- idle --------------------------------------------------------------------------------------------------------------


def idle_interfaces(inventory: Inventory) -> Iterator[Idle]:
    """Walk the interfaces that nothing certainly attaches."""
    attached = inventory.attachments_by_interface
    loose = [i for i in inventory.interfaces if i.network_interface_id not in attached and i.looked_up is not True]
    if loose:
        perhaps, named = attached_perhaps(inventory), references(inventory)
        yield from (Idle(interface, perhaps, named) for interface in loose)


def is_idle(idle: Idle, inventory: Inventory) -> bool:
    """Tell whether nothing attaches the interface or refers to it, and no service owns it."""
    interface = idle.interface
    return every(
        lambda: known(interface.status) in (None, "available"),
        lambda: not idle.perhaps.have(interface.network_interface_id),
        lambda: not referred_to(interface, idle.references),
        lambda: not service_owned(interface),
        lambda: _was_idle(inventory, interface),
    )


def _was_idle(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether it was there, and idle, in an earlier snapshot, if there is one: it may just be on its way."""
    before = inventory.before
    if before is None or not inventory.live:
        return True
    earlier = before.interface_by_key.get(interface.network_interface_id)
    if earlier is None:
        return False
    own, perhaps = hosting(before, earlier)
    for attachment in perhaps:
        known(attachment.network_interface_id)
    return not own and known(earlier.status) in (None, "available")


# -- with and without their instance -----------------------------------------------------------------------------------


def surviving(inventory: Inventory) -> Iterator[Bound]:
    """Walk the attachments of an account's instances that do not delete their interface with the instance."""
    found = [a for a in inventory.attachments if _to_instance(a) and _is_or_unknown(a.delete_on_termination, wanted=False)]
    if found and inventory.live:
        named = references(inventory)
        yield from (Bound(attachment, named) for attachment in found if not _surely_primary(attachment))


def outlives(bound: Bound, inventory: Inventory, is_owned: Callable[[NetworkInterface], bool]) -> NetworkInterface | None:
    """Give the interface of an attachment if it stays behind when the instance terminates, and nothing owns it."""
    attachment = bound.attachment
    interface = known(inventory.interface_of(attachment))
    if interface is None:
        return None
    stays_behind = every(
        lambda: not known(attachment.delete_on_termination),
        lambda: not in_primary_slot(attachment),
        lambda: present(attachment),
        lambda: not referred_to(interface, bound.named),
        lambda: not is_owned(interface),
        lambda: not service_owned(interface),
    )
    return interface if stays_behind else None


def dying(inventory: Inventory) -> list[Dying]:
    """Give the attachments that delete their interface with the instance, of interfaces that may be meant to stay.

    Those are most of a snapshot, so they are one subject, which walks them faster than the engine walks subjects.
    """
    named = elastic_ips(inventory)
    dying = Dying([], [], named)
    for attachment in inventory.attachments:
        deletes = attachment.delete_on_termination
        if deletes is None or deletes is False or not _to_instance(attachment):
            continue
        interface = _described(inventory, attachment) if inventory.live else None
        if interface is None or isinstance(interface.tags, Unknown) or _may_carry(interface, named):
            dying.tags.append(None)
        elif interface.tags:
            dying.tags.append(interface.tags)
        else:
            continue
        dying.attachments.append(attachment)
    return [dying] if dying.attachments else []


def _may_carry(interface: NetworkInterface, named: Named) -> bool:
    """Tell whether an interface carries, or may carry, an Elastic IP."""
    owner = interface.public_ip_owner
    return isinstance(owner, Unknown) or owner not in (None, "amazon") or named.may_have(interface.network_interface_id)


def _described(inventory: Inventory, attachment: Attachment) -> NetworkInterface | None:
    """Give the interface of an attachment if it is known and in the inventory."""
    key = attachment.network_interface_id
    return inventory.interface_by_key.get(key) if isinstance(key, str) else None


REASONS = ("tag", "elastic-ip", "")
"""Why an interface is meant to outlive its instance: a tag says so, it carries an Elastic IP, its address is fixed."""


def reason_to_stay(named: Named, inventory: Inventory, interface: NetworkInterface, *, tagged: Callable[[], bool]) -> str | None:
    """Say why the interface of an attachment should not be deleted with the instance; None: nothing speaks against it."""
    conditions: dict[str, Callable[[], bool]] = {
        "tag": tagged,
        "elastic-ip": lambda: every(
            lambda: has_elastic_ip(interface, named),
            lambda: not made_at_launch(interface),
            lambda: not is_primary(inventory, interface),
        ),
        "": lambda: every(
            lambda: not inventory.live,
            lambda: bool(fixed_address(interface)),
            lambda: not made_at_launch(interface),
            lambda: not is_primary(inventory, interface),
        ),
    }
    doubt: Undecided | None = None
    for reason in REASONS:
        try:
            if conditions[reason]():
                return reason
        except Undecided as raised:
            doubt = doubt or raised
    if doubt is not None:
        raise doubt
    return None


def deleted_with_instance(attachment: Attachment, interface: NetworkInterface) -> bool:
    """Tell whether the instance takes the interface with it, and no service manages that."""
    return every(
        lambda: bool(known(attachment.delete_on_termination)),
        lambda: present(attachment),
        lambda: not service_owned(interface),
    )


def fixed_address(interface: NetworkInterface) -> str:
    """Give the first private address that the document writes; empty where AWS chooses all of them."""
    doubt: Unknown | None = None
    for entry in known(interface.private_ip_addresses):
        text = entry.private_ip_address
        if not isinstance(text, Unknown):
            return text
        if text.reason is not Reason.ASSIGNED_BY_AWS:
            doubt = text if doubt is None else doubt
    known(doubt)
    return ""


# -- resources of their own --------------------------------------------------------------------------------------------


def is_own_resource(interface: NetworkInterface) -> bool:
    """Tell whether a document declares the interface on its own, neither with an instance nor elsewhere."""
    return interface.looked_up is not True and not made_at_launch(interface)


def deletes_own_resource(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell whether an attachment that is a resource may delete an interface that is another resource of the document."""
    interface = _described(inventory, attachment)
    return not inventory.live and attachment.means == "resource" and interface is not None and is_own_resource(interface)


# -- detaching ---------------------------------------------------------------------------------------------------------


def perhaps_detaching(inventory: Inventory) -> Iterator[NetworkInterface]:
    """Walk the interfaces that are, or may be, about to be detached."""
    leaving = Named(a.network_interface_id for a in inventory.attachments if _is_or_unknown(a.status, wanted="detaching"))
    for interface in inventory.interfaces:
        if _is_or_unknown(interface.status, wanted="detaching") or leaving.may_have(interface.network_interface_id):
            yield interface


def is_detaching(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether an interface is being detached."""
    own, perhaps = hosting(inventory, interface)
    return some(
        lambda: known(interface.status) == "detaching",
        *(partial(_leaves, attachment) for attachment in own),
        *(partial(_perhaps_leaves, attachment) for attachment in perhaps),
    )


def _leaves(attachment: Attachment) -> bool:
    return known(attachment.status) == "detaching"


def _perhaps_leaves(attachment: Attachment) -> bool:
    return every(lambda: _leaves(attachment), lambda: bool(known(attachment.network_interface_id)))


def since(inventory: Inventory, interface: NetworkInterface, minutes: int) -> str:
    """Say why an interface that is detaching is stuck; empty: it is not. Raises Undecided when nothing tells since when."""
    told = [a.detaching_minutes for a in hosting(inventory, interface)[0] if a.detaching_minutes is not None]
    long = [value for value in told if is_known(value) and value > minutes]
    if long:
        return f"for {max(known(value) for value in long):,} minutes, more than {minutes:,}"
    before = inventory.before
    if before is not None:
        earlier = before.interface_by_key.get(interface.network_interface_id)
        if earlier is not None and is_detaching(before, earlier):
            return "since before the earlier snapshot"
    for value in told:
        known(value)
    if before is None and not told:
        raise Undecided(Unknown(Reason.NOT_COLLECTED, f"nothing tells since when {interface.origin.address} is detaching"))
    return ""


def _to_instance(attachment: Attachment) -> bool:
    return (
        attachment.instance_id is not None
        and attachment.launch_template_id is None
        and attachment.network_interface_id is not None
    )


def _surely_primary(attachment: Attachment) -> bool:
    try:
        return in_primary_slot(attachment)
    except Undecided:
        return False


def _is_or_unknown(value: object, *, wanted: object) -> bool:
    return isinstance(value, Unknown) or value == wanted
