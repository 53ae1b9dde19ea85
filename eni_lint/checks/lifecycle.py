"""What becomes of interfaces: idle ones, those that outlive their instance or die with it, and what a plan does to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import every
from eni_lint.checks._changes import (
    Pair,
    changed,
    holds,
    in_use,
    losses_of,
    pairs,
    primary_address,
    stays,
    use_of,
    user_of,
)
from eni_lint.checks._leftovers import (
    Bound,
    Dying,
    Idle,
    deleted_with_instance,
    deletes_own_resource,
    dying,
    fixed_address,
    idle_interfaces,
    is_detaching,
    is_idle,
    is_own_resource,
    outlives,
    perhaps_detaching,
    reason_to_stay,
    since,
    surviving,
)
from eni_lint.checks._ownership import held_by_service, is_primary, service_owned
from eni_lint.checks._tags import has_tag
from eni_lint.checks._wording import instance_name, listed, plural, shown
from eni_lint.findings import Change, Open, Problem, Related
from eni_lint.inventory.unknown import Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Params, Verdicts
    from eni_lint.checks._references import Named
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface

NAME_TAG = "Name"
"""The tag that the console shows as the name of a thing."""
NO = ("false", "no", "0")


@over(idle_interfaces)
def unattached_interface(idle: Idle, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when nothing attaches an interface or refers to it, and no service owns it."""
    if not is_idle(idle, inventory):
        return
    interface = idle.interface
    addresses = interface.private_ip_addresses
    yield Problem(
        at=interface.origin.place(),
        data={
            "interface": interface.origin.address,
            "kept": "its addresses" if isinstance(addresses, Unknown) else plural(len(addresses), "IPv4 address"),
            "where": "in the snapshot" if inventory.live else "in the document",
        },
    )


@over(surviving)
def interface_outlives_instance(bound: Bound, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when a secondary interface stays behind when its instance terminates, and nothing owns it."""
    attachment = bound.attachment
    owners: list[str] = params["owner_tags"]
    interface = outlives(bound, inventory, lambda i: any(tag.key in owners for tag in known(i.tags)))
    if interface is not None:
        yield Problem(
            at=attachment.origin.place("delete_on_termination"),
            data={
                "interface": interface.origin.address,
                "instance": instance_name(inventory, attachment),
                "attachment": shown(attachment.attachment_id, "the attachment"),
            },
        )


@over(dying, members=lambda dying: dying.attachments)
def takeover_interface_deleted_on_termination(dying: Dying, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when the instance takes an interface with it that has a fixed address, an Elastic IP or the tag for takeover.

    What an attachment resource does to a resource of the same document is stack-interface-deleted-on-termination's.
    """
    tag: str = params["takeover_tag"]
    for attachment, tags in zip(dying.attachments, dying.tags, strict=True):
        if tags is None or any(own.key == tag for own in tags):
            try:
                yield from _taken_along(attachment, dying.named, inventory, tag)
            except Undecided as raised:
                yield Open(attachment.origin, raised.unknown)


def _taken_along(attachment: Attachment, named: Named, inventory: Inventory, tag: str) -> Verdicts:
    interface = known(inventory.interface_of(attachment))
    if interface is None or deletes_own_resource(inventory, attachment):
        return

    def reason() -> str | None:
        return reason_to_stay(named, inventory, interface, tagged=lambda: _is_tagged(interface, tag))

    if every(lambda: deleted_with_instance(attachment, interface), lambda: reason() is not None):
        variant = reason() or ""
        yield Problem(
            at=attachment.origin.place("delete_on_termination"),
            data={
                "interface": interface.origin.address,
                "instance": instance_name(inventory, attachment),
                "tag": tag,
                "address": "" if variant else fixed_address(interface),
            },
            variant=variant,
            change=Change(attachment.origin.place("delete_on_termination"), value=False),
        )


@over(lambda inventory: (a for a in inventory.attachments if _may_delete(a) and not inventory.live))
def stack_interface_deleted_on_termination(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an attachment that is a resource deletes, with the instance, an interface that is a resource of its own."""
    key = known(attachment.network_interface_id)
    interface = inventory.interface_by_key.get(key) if key else None
    if interface is not None and is_own_resource(interface) and deleted_with_instance(attachment, interface):
        yield Problem(
            at=attachment.origin.place("delete_on_termination"),
            data={
                "attachment": attachment.origin.address,
                "interface": interface.origin.address,
                "instance": instance_name(inventory, attachment),
            },
            related=(Related(interface.origin.place(), "the interface is declared on its own"),),
            change=Change(attachment.origin.place("delete_on_termination"), value=False),
        )


# -- what a plan does --------------------------------------------------------------------------------------------------


@over(lambda inventory: changed(inventory, "replace"))
def interface_replaced_while_attached(pair: Pair, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan replaces an interface that is attached to an instance which stays, or that carries an Elastic IP."""
    if not in_use(inventory, pair):
        return
    interface = pair.interface
    fields = inventory.changes[interface.network_interface_id].replaced_for
    yield Problem(
        at=interface.origin.place(fields[0] if fields else ""),
        data={
            "interface": interface.origin.address,
            "because": f" for a change of {' and '.join(fields)}" if fields else "",
            "use": use_of(inventory, pair),
        },
    )


@over(lambda inventory: changed(inventory, "update", "replace"))
def primary_address_by_order(pair: Pair, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface keeps its primary address in its list, but another one is now the primary."""
    old, new = primary_address(pair.earlier), primary_address(pair.interface)
    if old is None or new is None:
        return
    index, address = new
    after = pair.interface.private_ip_addresses
    if every(lambda: known(old[1]) != known(address), lambda: holds(known(after), known(old[1]))):
        yield Problem(
            at=pair.interface.origin.place(f"private_ip_addresses[{index}]"),
            data={"interface": pair.interface.origin.address, "old": known(old[1]), "new": known(address)},
        )


@over(lambda inventory: (p for p in pairs(inventory) if stays(inventory, p.interface.network_interface_id)))
def address_withdrawn(pair: Pair, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan takes addresses or prefixes off an interface that is attached before and after it."""
    losses, doubt = losses_of(pair)
    user = user_of(inventory, pair.interface) if losses or doubt is not None else None
    if user is None:
        return
    for field, lost in losses.items():
        yield Problem(
            at=pair.interface.origin.place(field),
            data={
                "interface": pair.interface.origin.address,
                "addresses": lost,
                "instance": instance_name(inventory, user),
            },
            about=field,
        )
    known(doubt)


# -- detaching ---------------------------------------------------------------------------------------------------------


@over(perhaps_detaching)
def interface_stuck_detaching(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when an interface was detaching in an earlier snapshot and still is, or has been for too long."""
    minutes: int = params["minutes"]
    if every(
        lambda: is_detaching(inventory, interface),
        lambda: bool(since(inventory, interface, minutes)),
        lambda: not service_owned(interface),
    ):
        own = inventory.attachments_by_interface.get(interface.network_interface_id)
        yield Problem(
            at=interface.origin.place("status"),
            data={
                "interface": interface.origin.address,
                "instance": instance_name(inventory, own[0]) if own else "its instance",
                "since": since(inventory, interface, minutes),
            },
        )


# -- names and tags ----------------------------------------------------------------------------------------------------


def _nameless(inventory: Inventory) -> Iterator[NetworkInterface]:
    """Walk the interfaces without a description that are not certainly the primary one of an instance in a snapshot."""
    primary: set[str] = set()
    if inventory.live:  # a launch makes the primary interface and writes no description
        primary = {key for a in inventory.attachments if isinstance(key := a.network_interface_id, str) and _is_first(a)}
    for interface in inventory.interfaces:
        if (
            (isinstance(interface.description, Unknown) or not interface.description)
            and interface.network_interface_id not in primary
            and is_own_resource(interface)
        ):
            yield interface


@over(_nameless)
def undescribed_interface(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface that is kept on its own has neither a description nor a Name tag."""
    if every(
        lambda: not known(interface.description),
        lambda: not any(tag.key == NAME_TAG and known(tag.value) for tag in known(interface.tags)),
        lambda: not inventory.live or not is_primary(inventory, interface),
        lambda: not service_owned(interface),
        lambda: not held_by_service(inventory, interface),
    ):
        yield Problem(at=interface.origin.place("description"), data={"interface": interface.origin.address})


@over(lambda inventory: (i for i in inventory.interfaces if is_own_resource(i)))
def missing_required_tags(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when an interface lacks one of the tags that the parameter names."""
    wanted: list[str] = params["tags"]
    if every(
        lambda: not all(has_tag(interface.tags, key) for key in wanted),
        lambda: not service_owned(interface),
        lambda: not held_by_service(inventory, interface),
    ):
        missing = [key for key in wanted if not has_tag(interface.tags, key)]
        yield Problem(
            at=interface.origin.place("tags"),
            data={
                "interface": interface.origin.address,
                "missing": listed(missing),
                "what": "the tag" if len(missing) == 1 else "the tags",
            },
        )


# -- words and small questions -----------------------------------------------------------------------------------------


def _is_tagged(interface: NetworkInterface, key: str) -> bool:
    """Tell whether an interface has the tag, with a value that does not deny it."""
    return any(tag.key == key and known(tag.value).lower() not in NO for tag in known(interface.tags))


def _may_delete(attachment: Attachment) -> bool:
    value = attachment.delete_on_termination
    return attachment.means == "resource" and (isinstance(value, Unknown) or value is True)


def _is_first(attachment: Attachment) -> bool:
    device, card = attachment.device_index, attachment.network_card_index
    return is_known(device) and is_known(card) and device == 0 and not card
