"""Whose interface is on whose instance, and whether its owner gives leave."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eni_lint.checks._attachments import every, present
from eni_lint.checks._ownership import service_owned, some
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterfacePermission

KIND = "network interface permissions"
ATTACH = "INSTANCE-ATTACH"


def owners(inventory: Inventory, attachment: Attachment) -> tuple[str | Unknown, str | Unknown] | None:
    """Give the accounts of interface and instance; None where one is not told, and nothing says that they are two."""
    interface = attachment.network_interface_id
    if isinstance(interface, str):
        described = inventory.interface_by_key.get(interface)
        interface = None if described is None else described.owner_id
    instance = attachment.instance_owner_id
    if instance is None:
        instance = attachment.instance_id
        if isinstance(instance, str):
            host = inventory.instance_by_key.get(instance)
            instance = None if host is None else host.owner_id
    return None if interface is None or instance is None else (interface, instance)


def across_accounts(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell whether interface and instance are certainly of different accounts."""
    both = owners(inventory, attachment)
    try:
        return both is not None and not same(*both)
    except Undecided:
        return False


def is_foreign(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell whether an interface goes to another account's instance without leave; raise Undecided when it cannot be told."""
    both = owners(inventory, attachment)
    return both is not None and every(
        lambda: not same(*both),
        lambda: not _is_permitted(inventory, attachment, both[1]),
        lambda: _is_new(inventory, attachment),
        lambda: present(attachment),
        lambda: not _is_service_owned(inventory, attachment),
    )


def _is_permitted(inventory: Inventory, attachment: Attachment, account: str | Unknown) -> bool:
    def permits(permission: NetworkInterfacePermission) -> bool:
        return every(
            lambda: same(permission.network_interface_id, attachment.network_interface_id),
            lambda: same(permission.aws_account_id, account),
            lambda: same(permission.permission, ATTACH),
        )

    if some(*(partial(permits, permission) for permission in inventory.permissions)):
        return True
    if KIND in inventory.missing:
        known(inventory.missing[KIND])
    return False


def _is_new(inventory: Inventory, attachment: Attachment) -> bool:
    """Make sure that nobody gave leave before: of an interface that is there already, another document may."""
    key = known(attachment.network_interface_id)
    interface = inventory.interface_by_key.get(key) if key else None
    was_there = inventory.before is not None and key in inventory.before.interface_by_key
    if was_there or interface is None or interface.looked_up is True:
        raise Undecided(Unknown(Reason.OUTSIDE, f"the permissions of {key} may be outside what was read"))
    return True


def _is_service_owned(inventory: Inventory, attachment: Attachment) -> bool:
    interface = known(inventory.interface_of(attachment))
    return interface is not None and service_owned(interface)
