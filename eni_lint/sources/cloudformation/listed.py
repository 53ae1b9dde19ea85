"""The interfaces that instances and launch templates list, whether the launch makes them or they exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from eni_lint.inventory.model import Attachment
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.interfaces import ena_srd
from eni_lint.sources.cloudformation.kinds import INTERFACE

if TYPE_CHECKING:
    from eni_lint.inventory.origin import Origin
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading

PROPERTY = "NetworkInterfaces"
_NUMBER = re.compile(rf"/{PROPERTY}/(\d+)(?:/|\Z)")


class Entry(NamedTuple):
    """An entry of a list of interfaces."""

    place: int  # as it is written, so that an entry has one name whichever others there are
    part: Part
    doubt: Unknown | None  # why nothing is known of it
    absent: bool  # it stands for a list of which nothing is known, which perhaps is empty


def listed(part: Part | None) -> list[Entry]:
    """Give the interfaces that are listed; a list of which nothing is known has one entry of which nothing is known."""
    whole = None if part is None else part.get(PROPERTY)
    if part is None or whole is None:
        return []
    items = part.many(PROPERTY)
    if items is None:
        return []
    if isinstance(items, Unknown):
        return [Entry(0, whole, _plain(items), absent=True)]
    found = []
    for place, item in enumerate(items):
        written = _NUMBER.search(item.pointer)
        doubt = _plain(item.value) if isinstance(item.value, Unknown) else None
        found.append(Entry(int(written[1]) if written else place, item, doubt, absent=False))
    return found


def attachment_of(
    reading: Reading, entry: Entry, key: str, origin: Origin, *, instance_id: Maybe[str] = None, template: str | None = None
) -> Attachment:
    """Make the attachment of an entry. ``key`` is what the interface is called, if the launch makes it."""
    part, doubt = entry.part, entry.doubt
    if doubt is not None:
        if entry.absent and isinstance(instance_id, str):
            instance_id = Unknown(doubt.reason, doubt.detail, candidates=[instance_id])
        return Attachment(
            origin=origin,
            network_interface_id=doubt,
            instance_id=instance_id,
            launch_template_id=template,
            device_index=doubt,
            network_card_index=doubt,
            delete_on_termination=doubt,
            means="inline",
        )
    existing = reading.key(part, "NetworkInterfaceId", INTERFACE)
    device = part.whole("DeviceIndex")
    return Attachment(
        origin=origin,
        network_interface_id=key if existing is None else existing,
        instance_id=instance_id,
        launch_template_id=template,
        device_index=Unknown(Reason.INTRINSIC, "DeviceIndex is not given") if device is None else device,
        network_card_index=part.whole("NetworkCardIndex"),
        delete_on_termination=part.flag("DeleteOnTermination"),
        ena_srd_specification=ena_srd(part),
        ena_queue_count=part.whole("EnaQueueCount"),
        means="inline",
    )


def at_primary_slot(attachment: Attachment) -> bool:
    """Tell whether an attachment certainly is at network card 0, device index 0."""
    device, card = attachment.device_index, attachment.network_card_index
    return isinstance(device, int) and device == 0 and not isinstance(card, Unknown) and not card


def _plain(doubt: Unknown) -> Unknown:
    """Leave out what the whole entry is equal to: its members are equal to nothing."""
    return Unknown(doubt.reason, doubt.detail)
