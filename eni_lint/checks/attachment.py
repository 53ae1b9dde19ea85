"""Which interface goes on which instance, and into which slot."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._accounts import is_foreign, owners
from eni_lint.checks._attachment_slots import (
    attaches_again,
    beyond_card,
    claims_on_written,
    free_device_index,
    is_created,
    is_recorded,
    primary_beside,
    resources,
    slot_name,
    takes_slot_of,
    ways_of,
    written_twice,
)
from eni_lint.checks._attachments import (
    carrier_of,
    claims_on_interfaces,
    claims_on_slots,
    every,
    first_disputed,
    first_such,
    present,
)
from eni_lint.checks._launch_attachments import (
    at_primary_slot,
    launch_entries,
    launches_from,
    listing_hosts,
    names_existing,
)
from eni_lint.checks._moved import earlier_primaries, managed_changed, primary_moved, touched
from eni_lint.checks._same_subnet import hosts_of_several, sharing_subnets
from eni_lint.checks._where import in_other_vpc, in_other_zone, surely_in_one_vpc
from eni_lint.checks._wording import host_name, instance_name, interface_name, listed, plural, shown
from eni_lint.findings import Change, Problem, Related, Twin
from eni_lint.inventory.unknown import known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Params, Verdicts
    from eni_lint.checks._attachments import Claim
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment, LaunchTemplate, NetworkInterface
    from eni_lint.inventory.surroundings import Deprecation

DEPRECATED_BLOCK = "aws_instance.network_interface"


def _to_instances(inventory: Inventory) -> Iterator[Attachment]:
    """Walk the attachments of described interfaces to instances: a template has no zone, a service's instance is not ours."""
    return (a for a in inventory.attachments if a.instance_id is not None and a.network_interface_id is not None)


# -- zones, VPCs, accounts ---------------------------------------------------------------------------------------------


@over(_to_instances)
def cross_az_attachment(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the interface and the instance are in different Availability Zones."""
    yield from in_other_zone(attachment, inventory)


@over(lambda inventory: (a for a in _to_instances(inventory) if not surely_in_one_vpc(inventory, a)))
def cross_vpc_attachment(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a secondary interface is in another VPC than the instance, which its primary interface puts into one."""
    yield from in_other_vpc(attachment, inventory)


@over(lambda inventory: () if inventory.live else _to_instances(inventory))
def attachment_across_accounts(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the instance is another account's, and no INSTANCE-ATTACH permission lets that account use the interface."""
    if not is_foreign(inventory, attachment):
        return
    both = owners(inventory, attachment)
    owner, account = both or ("", "")
    yield Problem(
        at=attachment.origin.place("instance_id"),
        data={
            "interface": interface_name(inventory, attachment),
            "owner": shown(owner, "another account"),
            "instance": instance_name(inventory, attachment),
            "account": shown(account, "another account"),
        },
    )


# -- slots -------------------------------------------------------------------------------------------------------------


@over(claims_on_interfaces)
def interface_attached_twice(claim: Claim, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface that is already attached is attached to another instance, or into another slot of it."""
    attachment = claim.attachment
    other = first_disputed(claim, partial(attaches_again, attachment))
    if other is None:
        return
    yield Problem(
        at=attachment.origin.place("network_interface_id"),
        data={
            "interface": interface_name(inventory, attachment),
            "first": instance_name(inventory, other),
            "first_slot": slot_name(other),
            "second": instance_name(inventory, attachment),
            "second_slot": slot_name(attachment),
        },
        related=(Related(other.origin.place("network_interface_id"), "attached here already"),),
        twin=Twin(other.origin),
    )


@over(lambda inventory: claims_on_written(claims_on_interfaces(inventory)))
def interface_managed_twice(claim: Claim, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when one attachment is declared twice: with the interface, with the instance or as a resource of its own."""
    attachment = claim.attachment
    other = first_disputed(claim, partial(written_twice, attachment))
    if other is None:
        return
    yield Problem(
        at=attachment.origin.place("network_interface_id"),
        data={
            "interface": interface_name(inventory, attachment),
            "instance": instance_name(inventory, attachment),
            "ways": ways_of(other, attachment),
        },
        related=(Related(other.origin.place(), "declared here already"),),
        twin=Twin(other.origin),
    )


@over(claims_on_slots)
def attachment_slot_taken(claim: Claim, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when two interfaces of a host have one (network card, device index) pair; a device index alone may repeat."""
    attachment = claim.attachment
    other = first_disputed(claim, partial(takes_slot_of, attachment))
    if other is None:
        return
    yield Problem(
        at=attachment.origin.place("device_index"),
        data={
            "interface": interface_name(inventory, attachment),
            "host": instance_name(inventory, attachment),
            "slot": slot_name(attachment),
            "other": interface_name(inventory, other),
            "free": free_device_index(inventory, attachment, known(attachment.network_card_index) or 0),
        },
        related=(Related(other.origin.place("device_index"), f"{interface_name(inventory, other)} is in that slot"),),
        twin=Twin(other.origin),
    )


@over(resources)
def attachment_to_primary_slot(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an attachment of its own goes to network card 0, device index 0, where an instance has its primary interface."""
    if is_recorded(inventory, attachment) or not every(lambda: at_primary_slot(attachment), lambda: present(attachment)):
        return
    # Whatever instance it is, it has its primary interface before anything can be attached to it.
    other = None if is_created(inventory, attachment) else primary_beside(inventory, attachment)
    if other is None and not is_created(inventory, attachment):
        return
    yield Problem(
        at=attachment.origin.place("device_index"),
        data={
            "interface": interface_name(inventory, attachment),
            "instance": instance_name(inventory, attachment),
            "free": free_device_index(inventory, attachment, 0),
        },
        related=() if other is None else (Related(other.origin.place(), "the primary interface is attached here"),),
    )


@over(earlier_primaries)
def primary_interface_moved(earlier: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan deletes, replaces, detaches or moves an instance's primary interface, and the instance stays."""
    yield from primary_moved(earlier, inventory)


@over(lambda inventory: () if inventory.live else inventory.attachments)
def device_index_beyond_card(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the device index is not below the card's MaximumNetworkInterfaces, although smaller ones would do."""
    yield from beyond_card(attachment, inventory)


@over(lambda inventory: () if inventory.live else (a for a in inventory.attachments if a.means in ("resource", "interface")))
def implicit_network_card(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an attachment of its own to a type with several network cards does not say which card it means."""
    if isinstance(attachment.network_card_index, int):
        return
    carrier = carrier_of(inventory, attachment)
    if carrier is None:
        return
    host, instance_type = carrier
    cards = known(instance_type.maximum_network_cards)
    if cards == 1 or known(attachment.network_card_index) is not None or not present(attachment):
        return
    yield Problem(
        at=attachment.origin.place("network_card_index"),
        data={
            "interface": interface_name(inventory, attachment),
            "host": host_name(host),
            "type": instance_type.instance_type,
            "cards": cards,
        },
        related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} has {plural(cards, 'card')}"),),
    )


# -- hosts -------------------------------------------------------------------------------------------------------------


@over(lambda inventory: (t for t in inventory.launch_templates if inventory.attachments_of(t)))
def missing_primary_interface(template: LaunchTemplate, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a launch template lists interfaces, and none of them at network card 0, device index 0."""
    entries = inventory.attachments_of(template)
    if first_such(entries, at_primary_slot) is not None:
        return
    yield Problem(
        at=entries[0].origin.place("device_index"),
        subject=template.origin,
        data={
            "template": template.origin.address,
            "interfaces": plural(len(entries), "interface"),
            "slots": listed(slot_name(entry) for entry in entries).replace("'", ""),
        },
    )


@over(hosts_of_several)
def same_subnet_interfaces(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when two ordinary interfaces of a host are in one subnet; EFA, further network cards and CNIs see to their routes."""
    yield from sharing_subnets(host, inventory)


@over(listing_hosts)
def launch_settings_beside_interfaces(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a host lists its interfaces, and says beside them what belongs into the list."""
    settings = known(host.settings_beside_interfaces)
    if settings:
        yield Problem(
            at=host.origin.place(settings[0]),
            subject=host.origin,
            data={"host": host_name(host), "settings": listed(settings)},
        )


# -- interfaces that exist by themselves -------------------------------------------------------------------------------


@over(lambda inventory: (a for a in launch_entries(inventory) if a.delete_on_termination is not None))
def delete_on_termination_of_existing_interface(
    attachment: Attachment, inventory: Inventory, params: Params  # noqa: ARG001
) -> Verdicts:  # fmt: skip
    """Fire when a launch is to delete an interface on termination which it does not make."""
    if every(lambda: bool(known(attachment.delete_on_termination)), lambda: names_existing(attachment)):
        yield Problem(
            at=attachment.origin.place("delete_on_termination"),
            data={"interface": interface_name(inventory, attachment), "host": instance_name(inventory, attachment)},
            change=Change(attachment.origin.place("delete_on_termination"), value=False),
        )


@over(lambda inventory: (a for a in launch_entries(inventory) if a.launch_template_id is not None))
def shared_interface_in_launch_template(
    attachment: Attachment, inventory: Inventory, params: Params  # noqa: ARG001
) -> Verdicts:  # fmt: skip
    """Fire when a launch template names an existing interface, and what launches from it may start more than one instance."""
    launches = launches_from(inventory, str(attachment.launch_template_id))
    if not every(launches.several, lambda: names_existing(attachment)):
        return
    yield Problem(
        at=attachment.origin.place("network_interface_id"),
        data={
            "interface": interface_name(inventory, attachment),
            "template": instance_name(inventory, attachment),
            "launchers": listed(launcher.origin.address for launcher in launches.launchers),
            "launch": "launches" if len(launches.launchers) == 1 else "launch",
            "instances": plural(launches.most, "instance"),
        },
        related=tuple(
            Related(launcher.origin.place("max_size"), f"'{launcher.origin.address}' launches from the template")
            for launcher in launches.launchers
        ),
    )


@over(touched)
def managed_interface_changed(earlier: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan changes, deletes, attaches or detaches an interface that an AWS service manages, beyond its tags."""
    yield from managed_changed(earlier, inventory)


@over(lambda inventory: inventory.deprecations)
def deprecated_interface_block(deprecation: Deprecation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an instance lists its interfaces in the block that Terraform's AWS provider deprecates."""
    if deprecation.argument == DEPRECATED_BLOCK:
        yield Problem(
            at=deprecation.origin.place(),
            data={"subject": deprecation.origin.address, "instead": deprecation.instead},
        )
