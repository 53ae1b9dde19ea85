"""What a launch does with interfaces: which slot is the primary one's, which entries name one that exists, how many start."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import every
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import Launcher
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

_MADE_AT_LAUNCH = re.compile(r"/(primary|network_interfaces/[0-9]+)\Z")
"""How the keys end of interfaces that a launch makes."""


class Launches(msgspec.Struct, frozen=True, eq=False):
    """What starts instances from a launch template, and the most that are there at a time."""

    launchers: list[Launcher]
    most: int
    doubt: Unknown | None  # why there may be more

    def several(self) -> bool:
        """Tell whether there may be more than one instance at a time."""
        if self.most > 1:
            return True
        if self.doubt is not None:
            raise Undecided(self.doubt)
        return False


def at_primary_slot(attachment: Attachment) -> bool:
    """Tell whether an attachment is at network card 0, device index 0, where only the primary interface is."""
    card, device = attachment.network_card_index, attachment.device_index
    if device is None:
        raise Undecided(Unknown(Reason.OUTSIDE, "the device index is not given"))
    return every(lambda: same(device, 0), lambda: card is None or same(card, 0))


def names_existing(attachment: Attachment) -> bool:
    """Tell whether an attachment names an interface that exists by itself rather than one that the launch makes."""
    key = attachment.network_interface_id
    return key is not None and _MADE_AT_LAUNCH.search(known(key)) is None


def launch_entries(inventory: Inventory) -> Iterator[Attachment]:
    """Walk what instances and launch templates list, without those entries that certainly make a new interface."""
    for attachment in inventory.attachments:
        key = attachment.network_interface_id
        if attachment.means == "inline" and key is not None and (isinstance(key, Unknown) or names_existing(attachment)):
            yield attachment


def listing_hosts(inventory: Inventory) -> Iterator[Host]:
    """Walk the hosts that list interfaces, and those that have, or may have, settings beside such a list.

    An instance of a snapshot has been launched: nothing tells what was asked for then.
    """
    for host in inventory.launch_templates if inventory.live else inventory.hosts:
        if (
            isinstance(host.settings_beside_interfaces, Unknown)
            or host.settings_beside_interfaces
            or inventory.attachments_of(host)
        ):
            yield host


def launches_from(inventory: Inventory, template: str) -> Launches:
    """Add up what launches from a template. Whoever is not in the inventory may launch from it too: nobody counts that."""
    launchers: list[Launcher] = []
    most, doubt = 0, None
    for launcher in inventory.launchers:
        size = launcher.max_size
        if not may_be(launcher.launch_template_id, template):
            continue
        if size is None:
            size = Unknown(Reason.OUTSIDE, f"{launcher.origin.address} does not say how many instances it launches")
        if isinstance(size, Unknown):
            doubt = doubt if doubt is not None else size
        elif isinstance(launcher.launch_template_id, Unknown):
            doubt = doubt if doubt is not None else (launcher.launch_template_id if size else None)
        else:
            launchers.append(launcher)
            most += size
    return Launches(launchers, most, doubt)
