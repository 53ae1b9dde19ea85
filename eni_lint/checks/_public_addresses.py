"""What several checks ask of automatic public addresses: who asks for one, and what else is on the instance."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carried_by, hosting
from eni_lint.checks._eks import made_for_pods
from eni_lint.inventory.model import LaunchTemplate, NetworkInterface
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment, Instance

AMAZON = "amazon"
"""The owner of an automatic public address (Association.IpOwnerId); an Elastic IP belongs to an account."""

SCALING_GROUP_TAG = "aws:autoscaling:groupName"
"""Auto Scaling replaces its instances and never stops and starts one again."""


def launched(attachment: Attachment) -> bool:
    """Tell whether the interface is part of the launch, rather than attached afterwards."""
    return attachment.launch_template_id is not None or attachment.means == "inline"


def launch_size(inventory: Inventory, host: Host) -> int:
    """Count the interfaces of a launch; raise Undecided when it cannot be told whether there is more than one."""
    sure = sum(1 for attachment in inventory.attachments_of(host) if launched(attachment))
    perhaps = [attachment for attachment in inventory.possible_attachments_of(host) if launched(attachment)]
    if sure <= 1 < sure + len(perhaps):
        known(perhaps[0].instance_id)
    return sure


def crowded_launches(inventory: Inventory, interface: NetworkInterface) -> list[Host]:
    """Give what launches an interface together with others; raise Undecided when at best something does."""
    own, perhaps = hosting(inventory, interface)
    found: list[Host] = []
    doubts: list[Unknown] = []
    for attachment in (*own, *perhaps):
        if not launched(attachment):
            continue
        try:
            host = known(inventory.host_of(attachment))
            if host is not None and launch_size(inventory, host) > 1:
                known(attachment.network_interface_id)
                found.append(host)
        except Undecided as raised:
            doubts.append(raised.unknown)
    if doubts and not found:
        raise Undecided(doubts[0])
    return found


def primary_of(inventory: Inventory, instance: Instance) -> NetworkInterface:
    """Give the primary interface, which every instance has; raise Undecided when it is not known which it is."""
    found = known(inventory.primary_interface_of(instance))
    if found is None:
        raise Undecided(Unknown(Reason.OUTSIDE, f"nothing tells which is the primary interface of {instance.origin.address}"))
    return found


def has_further_interfaces(inventory: Inventory, instance: Instance) -> bool:
    """Tell whether the instance has interfaces beside its primary one. Those of a CNI do not count: it puts them back."""
    primary = primary_of(inventory, instance).network_interface_id
    carried = carried_by(inventory, instance)
    doubts = [doubt for attachment, doubt in carried.perhaps if not _is(attachment, primary)]
    for attachment in carried.sure:
        if _is(attachment, primary):
            continue
        key = attachment.network_interface_id
        if isinstance(key, Unknown):
            doubts.append(key)
            continue
        interface = inventory.interface_by_key.get(key) if key is not None else None
        try:
            if interface is None or not made_for_pods(interface):
                return True
        except Undecided as raised:
            doubts.append(raised.unknown)
    if doubts:
        raise Undecided(doubts[0])
    return False


def automatic_address(inventory: Inventory, instance: Instance) -> str:
    """Say on what ground an instance has an automatic public address; empty: it has none, as far as the inventory tells.

    "captured": it has one. "asked": the launch asks for one. "subnet": the subnet gives one to what is launched into it.
    """
    primary = primary_of(inventory, instance)
    if known(primary.public_ip_owner) == AMAZON:
        return "captured"
    if inventory.live or launch_size(inventory, instance) > 1:  # such a launch gets no automatic address
        return ""
    wishes = [primary.associate_public_ip_address, instance.associate_public_ip_address]
    if any(is_known(wish) and wish is True for wish in wishes):
        return "asked"
    if any(known(wish) is False for wish in wishes):
        return ""
    if not primary.network_interface_id.startswith(f"{instance.instance_id}/"):
        return ""  # the subnet gives none to an interface that is made before the launch
    subnet = known(inventory.subnet_of(primary))
    return "subnet" if subnet is not None and known(subnet.map_public_ip_on_launch) else ""


def host_kind(host: Host) -> str:
    """Say in a sentence what launches."""
    return f"launch template '{host.origin.address}'" if isinstance(host, LaunchTemplate) else f"instance '{host.origin.address}'"


def _is(attachment: Attachment, key: str) -> bool:
    return is_known(attachment.network_interface_id) and attachment.network_interface_id == key
