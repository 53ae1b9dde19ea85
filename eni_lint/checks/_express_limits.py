"""Where ENA Express ends: at Local Zones, between the zones of some Regions, at types that lack it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import every, present, type_of
from eni_lint.checks._express import Parties
from eni_lint.checks._flows import Flows
from eni_lint.checks._ownership import some
from eni_lint.checks._zones import LOCAL_ZONE, region_of, zone_of
from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.checks._flows import Meeting
    from eni_lint.checks._zones import Zone
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, Instance
    from eni_lint.inventory.origin import Origin

CARRIED = frozenset({None, "-1", "all", "tcp", "6", "udp", "17"})


class Enabled(msgspec.Struct, frozen=True, eq=False):
    """An interface that has, or may have, ENA Express, with the conversations of all."""

    interface: NetworkInterface
    parties: Parties
    flows: Flows

    @property
    def origin(self) -> Origin:
        """The interface's origin: it is what passes or fails."""
        return self.interface.origin

    def on(self) -> bool:
        """Tell whether ENA Express is on; raise Undecided when an entry of the template may turn it on."""
        if self.parties.express(self.interface):
            return True
        template = self.interface.launch_template_id
        for attachment in self.parties.inventory.unplaced_attachments if template is not None else ():
            if attachment.launch_template_id == template and attachment.ena_srd_specification is not None:
                known(attachment.network_interface_id)
        return False


def enabled(inventory: Inventory) -> Iterator[Enabled]:
    """Walk the interfaces, also of launch templates, that have or may have ENA Express."""
    parties = Parties(inventory)
    flows = Flows(parties)
    templates = {
        a.launch_template_id for a in inventory.attachments if a.launch_template_id and a.ena_srd_specification is not None
    }
    described = (i for i in inventory.specifications if i.ena_srd_specification is not None or i.launch_template_id in templates)
    for interface in (*parties.subjects, *described):
        subject = Enabled(interface, parties, flows)
        try:
            if not subject.on():
                continue
        except Undecided:
            pass
        yield subject


def in_local_zone(inventory: Inventory, interface: NetworkInterface) -> Zone | None:
    """Give the zone of an interface if it is a Local Zone."""
    zone = zone_of(inventory, interface)
    return zone if zone is not None and known(zone.zone_type) == LOCAL_ZONE else None


def out_of_scope(subject: Enabled, regions: Sequence[str]) -> tuple[Meeting, str, str, str] | None:
    """Find a declared flow to another interface with ENA Express in another zone of a Region that has it in a zone only.

    Gives the flow with its ends' zones and the Region. Raises Undecided when there may be such a flow.
    """
    doubt: Undecided | None = None
    inventory = subject.parties.inventory
    for meeting in subject.flows.meetings(subject.interface):
        try:
            crossed = _crossed(inventory, subject, meeting, regions)
        except Undecided as raised:
            doubt = doubt or raised
            continue
        if crossed is not None:
            return (meeting, *crossed)
    if doubt is not None:
        raise doubt
    return None


def _crossed(inventory: Inventory, subject: Enabled, meeting: Meeting, regions: Sequence[str]) -> tuple[str, str, str] | None:
    protocol = known(meeting.flow.protocol)
    if (protocol if protocol is None else protocol.lower()) not in CARRIED:
        return None
    peer = meeting.peer
    if peer is None or not peer.certain:
        raise Undecided(meeting.doubt or (peer.doubt if peer is not None else None) or Unknown(Reason.AMBIGUOUS))
    if inventory.same_zone(subject.interface, peer.interface):
        return None
    own, other = (known(inventory.zone_of(interface)) for interface in (subject.interface, peer.interface))
    if own is None or other is None:
        return None
    region = _region(inventory, own)
    if region not in regions or not subject.parties.express(peer.interface):
        return None
    return own, other, region


def _region(inventory: Inventory, zone: str) -> str:
    found = inventory.availability_zone_by_name.get(zone)
    if found is not None and found.region_name is not None:
        return known(found.region_name)
    return known(region_of(zone))


def resized(inventory: Inventory) -> list[Instance]:
    """Give the instances that a plan keeps, and of which the type was, or may be, another before."""
    before = inventory.before
    if before is None:
        return []
    found = []
    for instance in inventory.instances:
        old = before.instance_by_key.get(instance.instance_id)
        change = inventory.changes.get(instance.instance_id)
        if old is None or (change is not None and change.action in ("replace", "create", "delete")):
            continue
        types = old.instance_type, instance.instance_type
        if any(isinstance(each, Unknown) for each in types) or types[0] != types[1]:
            found.append(instance)
    return found


def loses_express(inventory: Inventory, before: Inventory, instance: Instance) -> bool:
    """Tell whether an instance goes to a type without ENA Express while an interface that it keeps has it on."""
    old = before.instance_by_key[instance.instance_id]
    now, then = Parties(inventory), Parties(before)
    attachments = [*inventory.attachments_of(instance), *inventory.possible_attachments_of(instance)]
    return every(
        lambda: known(old.instance_type) != known(instance.instance_type),
        lambda: _lacks_express(inventory, instance),
        lambda: some(*(partial(_kept, attachment, now, then) for attachment in attachments)),
    )


def _lacks_express(inventory: Inventory, instance: Instance) -> bool:
    instance_type = type_of(inventory, instance)
    return instance_type is not None and not known(instance_type.ena_srd_supported)


def _kept(attachment: Attachment, now: Parties, then: Parties) -> bool:
    """Tell whether an attachment's interface had ENA Express on, and has it still."""
    interface = known(now.inventory.interface_of(attachment))
    if interface is None:
        return False
    old = then.inventory.interface_by_key.get(interface.network_interface_id)
    return every(
        lambda: old is not None and then.express(old),
        lambda: now.express(interface),
        lambda: present(attachment),
        lambda: bool(known(attachment.instance_id)),
    )
