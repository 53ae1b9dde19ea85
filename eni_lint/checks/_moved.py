"""What a plan does to interfaces that must stay as they are: those of services, and primary ones while their instance stays."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.checks._attachment_slots import slot_name
from eni_lint.checks._attachments import every, first_such, hosting, same_host, same_interface, same_slot
from eni_lint.checks._changes import GONE, stays
from eni_lint.checks._launch_attachments import at_primary_slot, names_existing
from eni_lint.checks._ownership import some
from eni_lint.checks._wording import instance_name, interface_name
from eni_lint.findings import Problem, Related
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import Attachment, Model
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Verdicts
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface

VERBS = {"delete": "deletes", "replace": "replaces"}

SETTINGS = (
    "interface_type", "subnet_id", "description", "source_dest_check", "groups", "private_ip_addresses", "ipv6_addresses",
    "ipv4_prefixes", "ipv6_prefixes", "connection_tracking_specification", "ena_srd_specification", "enable_primary_ipv6",
    "deny_all_igw_traffic",
)  # fmt: skip
"""What only the service may set on an interface that it manages. Its tags are anybody's."""


class Act(msgspec.Struct, frozen=True, eq=False):
    """What a plan does to an interface: a verb, the setting that it changes, the attachment that it makes."""

    verb: str
    setting: str = ""
    attachment: Attachment | None = None


def primary_moved(earlier: Attachment, inventory: Inventory) -> Verdicts:
    """Say what the plan does to a primary interface while its instance stays, if AWS refuses it."""
    act = act_on_primary(inventory, earlier)
    if act is None or inventory.before is None:
        return
    target = act.attachment
    yield Problem(
        at=earlier.origin.place() if target is None else target.origin.place("instance_id"),
        subject=earlier.origin,
        data={
            "act": act.verb,
            "interface": interface_name(inventory.before, earlier),
            "instance": instance_name(inventory.before, earlier),
            "target": "" if target is None else f"{instance_name(inventory, target)} ({slot_name(target)})",
        },
        related=() if target is None else (Related(earlier.origin.place(), "it is the primary interface here"),),
        variant="" if target is None else "moved",
    )


def managed_changed(earlier: NetworkInterface, inventory: Inventory) -> Verdicts:
    """Say what the plan does to an interface that a service manages, if it is more than to tag it."""
    act = act_on_managed(inventory, earlier)
    if act is None:
        return
    now = inventory.interface_by_key.get(earlier.network_interface_id)
    place = (now or earlier).origin.place(act.setting)
    yield Problem(
        at=place if act.attachment is None else act.attachment.origin.place(),
        subject=earlier.origin,
        data={
            "act": f"{act.verb} {act.setting} of" if act.setting else act.verb,
            "interface": earlier.origin.address,
            "manager": manager_name(earlier),
        },
    )


# -- primary interfaces ------------------------------------------------------------------------------------------------


def earlier_primaries(inventory: Inventory) -> Iterator[Attachment]:
    """Walk the attachments before a plan of what is, or may be, a primary interface that exists by itself."""
    before = inventory.before
    if before is None or inventory.live:
        return
    for attachment in before.attachments:
        if attachment.instance_id is None or attachment.network_interface_id is None or attachment.device_index is None:
            continue
        try:
            if at_primary_slot(attachment) and names_existing(attachment):
                yield attachment
        except Undecided:
            yield attachment


def act_on_primary(inventory: Inventory, earlier: Attachment) -> Act | None:
    """Say what the plan does to a primary interface while its instance stays; None: nothing that AWS refuses."""
    wrong = every(
        lambda: at_primary_slot(earlier),
        lambda: names_existing(earlier),
        lambda: _instance_stays(inventory, earlier),
        lambda: _act_on(inventory, earlier) is not None,
    )
    return _act_on(inventory, earlier) if wrong else None


def _instance_stays(inventory: Inventory, earlier: Attachment) -> bool:
    """Tell whether the instance is there before and after; one that the document does not describe is."""
    key = known(earlier.instance_id)
    if key is None or not stays(inventory, key):
        return False
    before = inventory.before
    return before is None or key not in before.instance_by_key or key in inventory.instance_by_key


def _act_on(inventory: Inventory, earlier: Attachment) -> Act | None:
    """Say what becomes of an interface that was attached."""
    change = inventory.changes.get(str(known(earlier.network_interface_id)))
    if change is not None and change.action in GONE:
        return Act(VERBS[change.action])
    return _detached(inventory, earlier)


# -- interfaces of services --------------------------------------------------------------------------------------------


def touched(inventory: Inventory) -> Iterator[NetworkInterface]:
    """Walk the interfaces before a plan that it changes, or of which it changes an attachment."""
    before = inventory.before
    if before is None or inventory.live:
        return
    for interface in before.interfaces:
        attachments = (a for estate in (before, inventory) for each in hosting(estate, interface) for a in each)
        if _acted(inventory, interface.network_interface_id, *(a.origin.address for a in attachments)):
            yield interface


def act_on_managed(inventory: Inventory, earlier: NetworkInterface) -> Act | None:
    """Say what the plan does to an interface that a service manages; None: nothing, or no more than to tag it."""
    wrong = every(lambda: _is_managed(earlier), lambda: _act_on_interface(inventory, earlier) is not None)
    return _act_on_interface(inventory, earlier) if wrong else None


def manager_name(interface: NetworkInterface) -> str:
    """Name the service that manages an interface."""
    operator = interface.operator
    names = (None if operator is None or isinstance(operator, Unknown) else operator.principal, interface.requester_id)
    return next((f"'{name}'" for name in names if isinstance(name, str) and name), "an AWS service")


def _is_managed(interface: NetworkInterface) -> bool:
    return some(lambda: bool(known(interface.requester_managed)), lambda: _is_operated(interface))


def _is_operated(interface: NetworkInterface) -> bool:
    operator = known(interface.operator)
    return operator is not None and bool(known(operator.managed))


def _act_on_interface(inventory: Inventory, earlier: NetworkInterface) -> Act | None:
    key = earlier.network_interface_id
    change = inventory.changes.get(key)
    if change is not None and change.action in GONE:
        return Act(VERBS[change.action])
    doubt: Undecided | None = None
    for act in (_changed_setting, _changed_attachment):
        try:
            found = act(inventory, earlier)
        except Undecided as raised:
            doubt = doubt or raised
            continue
        if found is not None:
            return found
    if doubt is not None:
        raise doubt
    return None


def _changed_setting(inventory: Inventory, earlier: NetworkInterface) -> Act | None:
    change, now = (
        inventory.changes.get(earlier.network_interface_id),
        inventory.interface_by_key.get(earlier.network_interface_id),
    )
    if change is None or change.action != "update" or now is None:
        return None
    doubt: Undecided | None = None
    for setting in SETTINGS:
        try:
            if not _equal(getattr(earlier, setting), getattr(now, setting)):
                return Act("changes", setting)
        except Undecided as raised:
            doubt = doubt or raised
    if doubt is not None:
        raise doubt
    return None


def _changed_attachment(inventory: Inventory, earlier: NetworkInterface) -> Act | None:
    old, old_perhaps = ([], []) if inventory.before is None else hosting(inventory.before, earlier)
    new, new_perhaps = hosting(inventory, earlier)
    for attachment in old:
        act = _detached(inventory, attachment)
        if act is not None:
            return act
    for attachment in new:
        is_new = _acted(inventory, attachment.origin.address) and attachment.means != "captured"
        if is_new and first_such([*old, *old_perhaps], partial(_same_place, attachment)) is None:
            return Act("attaches", attachment=attachment)
    for attachment in (*old_perhaps, *new_perhaps):
        if _acted(inventory, attachment.origin.address):
            known(attachment.network_interface_id)
    return None


# -- what changes ------------------------------------------------------------------------------------------------------


def _detached(inventory: Inventory, earlier: Attachment) -> Act | None:
    """Say whether the plan detaches an interface, and where to it attaches it anew."""
    key = str(known(earlier.network_interface_id))
    own = inventory.attachments_by_interface.get(key, [])
    perhaps = [a for a in inventory.unplaced_attachments if may_be(a.network_interface_id, key)]
    addresses = [earlier.origin.address, key, *(a.origin.address for a in own)]
    if not isinstance(earlier.instance_id, Unknown):
        addresses.append(str(earlier.instance_id))
    if not _acted(inventory, *addresses):
        return None
    if first_such([*own, *perhaps], partial(_same_place, earlier)) is not None:
        return None
    return Act("moves", attachment=own[0]) if own else Act("detaches")


def _same_place(attachment: Attachment, other: Attachment) -> bool:
    return every(
        lambda: same_interface(attachment, other),
        lambda: same_host(attachment, other),
        lambda: same_slot(attachment, other),
    )


def _acted(inventory: Inventory, *keys: str) -> bool:
    """Tell whether the plan does anything to one of these: what merely reads differently is no change."""
    changes = (inventory.changes.get(key) for key in keys)
    return any(change is not None and change.action != "no-op" for change in changes)


def _equal(a: Any, b: Any) -> bool:
    """Compare values of the model; lists of it are sets. Raises Undecided when it cannot be told."""
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return (_assigned(a) and _assigned(b)) or same(a, b)
    if isinstance(a, list) and isinstance(b, list):
        return len(a) == len(b) and every(*(partial(_holds, b, item) for item in a), *(partial(_holds, a, item) for item in b))
    if isinstance(a, Model) and type(a) is type(b):
        names = [name for name in a.__struct_fields__ if name != "origin"]
        return every(*(partial(_equal, getattr(a, name), getattr(b, name)) for name in names))
    return bool(a == b)


def _holds(items: list[Any], wanted: Any) -> bool:
    return some(*(partial(_equal, item, wanted) for item in items))


def _assigned(value: Any) -> bool:
    """Tell whether AWS chose a value, which it keeps."""
    return isinstance(value, Unknown) and value.reason is Reason.ASSIGNED_BY_AWS
