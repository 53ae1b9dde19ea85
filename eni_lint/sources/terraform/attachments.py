"""Which interface is on which instance: every attachment once, whoever declares it and whatever a refresh saw."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import Attachment
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.kinds import INSTANCE, INTERFACE
from eni_lint.sources.terraform.primary import computed, is_real

if TYPE_CHECKING:
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading


class Attachments:
    """Collects attachments. Those that nobody wrote are kept aside: they count only where nothing written says better."""

    def __init__(self, reading: Reading) -> None:
        self.of_templates: list[Attachment] = []
        self._reading = reading
        self._written: list[Attachment] = []
        self._seen: list[tuple[Attachment, set[str]]] = []

    def add(self, attachment: Attachment) -> None:
        """Add an attachment that the configuration declares, or that launching makes."""
        self._written.append(attachment)

    def see(self, attachment: Attachment, *real_ids: object) -> None:
        """Add an attachment that a refresh found in AWS, with the ids of the attachment and of the instance there."""
        self._seen.append((attachment, {i for i in real_ids if isinstance(i, str)}))

    def all(self) -> list[Attachment]:
        """Give every attachment once."""
        found = [*self._written, *self.of_templates]
        attached = {a.network_interface_id for a in self._written if isinstance(a.network_interface_id, str)}
        for attachment, real_ids in self._seen:
            interface = attachment.network_interface_id
            # What the plan detaches is there no more; what the plan attaches anew is where the plan says.
            if not isinstance(interface, str) or interface in attached or real_ids & self._reading.leaving.released:
                continue
            attached.add(interface)
            found.append(attachment)
        return found


def read_attachments(reading: Reading, attachments: Attachments) -> None:
    """Read the attachments that are resources, and those that stand in interfaces."""
    for resource in reading.of("aws_network_interface_attachment"):
        attachments.add(
            Attachment(
                origin=resource.origin(),
                network_interface_id=reading.key(resource, "network_interface_id", INTERFACE),
                instance_id=reading.key(resource, "instance_id", INSTANCE),
                device_index=resource.number("device_index", required=True),
                network_card_index=resource.number("network_card_index"),
                attachment_id=_attachment_id(resource),
                status=resource.text("status"),
                means="resource",
                repeated=reading.is_repeated(resource),
            )
        )
    for resource in reading.of("aws_network_interface"):
        for part in resource.blocks("attachment"):
            attachment = _of_interface(reading, resource, part, resource.address)
            if computed(resource, "attachment"):
                attachments.see(attachment, part.after.get("attachment_id"), part.after.get("instance"))
            else:
                attachments.add(attachment)
    for resource in reading.data("aws_network_interface"):
        for part in resource.blocks("attachment"):
            if not part.after.get("attachment_id"):
                continue
            attachment = _of_interface(reading, resource, part, reading.key_of(resource))
            attachments.see(attachment, part.after.get("attachment_id"), part.after.get("instance_id"))


def _of_interface(reading: Reading, resource: Resource, part: Part, key: str) -> Attachment:
    return Attachment(
        origin=resource.below(part, resource.address, f"{resource.address}/attachment"),
        network_interface_id=key,
        instance_id=reading.key(part, "instance_id" if resource.is_data else "instance", INSTANCE),
        device_index=part.number("device_index", required=True),
        network_card_index=part.number("network_card_index"),
        attachment_id=_attachment_id(part),
        instance_owner_id=part.text("instance_owner_id") if resource.is_data else None,
        means="captured" if resource.is_data or computed(resource, "attachment") else "interface",
    )


def _attachment_id(part: Part) -> Maybe[str]:
    """Give the id of an attachment: one that is yet to be made will have one."""
    found = part.text("attachment_id")
    return found if found is not None or part.resource.exists else Unknown(Reason.AFTER_APPLY, "the attachment is yet to be made")


def listed_by_instance(
    reading: Reading, resource: Resource, part: Part, slot: tuple[int | Unknown | None, int | Unknown | None], place: int
) -> tuple[Attachment, bool]:
    """Read an entry of an instance; tell whether a refresh filled it in."""
    device, card = slot
    seen = is_real(resource, part)
    name = part.pointer.rsplit("/", 2)[1]
    which = device if isinstance(device, int) else f"#{place}"
    attachment = Attachment(
        origin=resource.below(part, resource.address, f"{resource.address}/{name}/{which}"),
        network_interface_id=reading.key(part, "network_interface_id", INTERFACE),
        instance_id=resource.address,
        device_index=device,
        network_card_index=card,
        delete_on_termination=part.flag("delete_on_termination"),
        means="captured" if seen else "inline",
    )
    return attachment, seen
