"""Which EFA interfaces talk to each other, and whether they can: EFA traffic stays in one Availability Zone and one VPC."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._attachments import every
from eni_lint.checks._efa import is_efa, real_efa
from eni_lint.checks._express import NOBODY, Parties, Party
from eni_lint.checks._flows import Flows
from eni_lint.checks._ownership import some
from eni_lint.checks._peers import Inference
from eni_lint.findings import Problem, Related
from eni_lint.inventory.inventory import EFA_TYPES
from eni_lint.inventory.model import Flow, Instance, Launcher, NetworkInterface
from eni_lint.inventory.unknown import Undecided, Unknown, is_known, known, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks._peers import Basis, Peer
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.origin import Origin

EFA_PROTOCOLS = frozenset({"-1", "all"})
"""What a security group rule has to admit for EFA; a declared flow may leave the protocol open, or name EFA."""
FLOW_PROTOCOLS = EFA_PROTOCOLS | {None, "efa", "srd"}


class FabricParty(Party, frozen=True, eq=False):
    """An EFA interface that is, or may be, attached to an instance. ``place`` numbers its zone and VPC."""

    place: int = 0

    @property
    def state(self) -> int:
        """What it is to a peer that is inferred: one in that place, and nobody where it may not be there."""
        return self.place << 3 | (0 if self.certain else NOBODY)


class FabricParties(Parties):
    """The EFA interfaces of an inventory as parties of conversations."""

    def __init__(self, inventory: Inventory) -> None:
        super().__init__(inventory)
        self._places: dict[object, int] = {}

    @cached_property
    def placement(self) -> bool:
        """Tell whether an instance is, or may be, in a placement group, so that it matters on which one an interface is."""
        return any(instance.placement_group is not None for instance in self.inventory.instances)

    def _make_party(self, interface: NetworkInterface) -> Party | None:
        doubts: list[Unknown] = []
        kind = interface.interface_type
        if isinstance(kind, Unknown):
            doubts.append(kind)
        elif kind not in EFA_TYPES or interface.launch_template_id is not None:
            return None
        attachment = self._attachment(interface, doubts)
        if attachment is None:
            return None
        host, key = self.inventory.host_of(attachment), attachment.instance_id
        if isinstance(key, Unknown):
            doubts.append(key)
        return FabricParty(
            interface=interface,
            host=host if isinstance(host, Instance) else None,
            host_key=key if isinstance(key, str) else interface.network_interface_id,
            on=None,
            supported=None,
            doubt=doubts[0] if doubts else None,
            certain=not doubts,
            place=self._place(interface),
        )

    def _place(self, interface: NetworkInterface) -> int:
        """Give zone and VPC a number; where one is not known, the subnet stands for it."""
        subnet = interface.subnet_id if isinstance(interface.subnet_id, str) else None
        zone, vpc = self.inventory.zone_of(interface), self.inventory.vpc_of(interface)
        parts = tuple((False, subnet) if isinstance(part, Unknown) else (True, part) for part in (zone, vpc))
        return self._places.setdefault(parts, len(self._places))


class Reach(msgspec.Struct, frozen=True, eq=False):
    """An EFA interface or a launcher, with what it takes to find out whom it talks to."""

    subject: NetworkInterface | Launcher
    parties: FabricParties
    flows: Flows
    inference: Inference

    @property
    def origin(self) -> Origin:
        """The origin of what passes or fails."""
        return self.subject.origin


def reaches(inventory: Inventory) -> Iterator[Reach]:
    """Walk the EFA interfaces of instances and the launchers of templates, if there is any EFA."""
    if not inventory.efa_interfaces:
        return
    parties = FabricParties(inventory)
    flows, inference = Flows(parties), Inference(parties, EFA_PROTOCOLS)
    subjects: list[NetworkInterface | Launcher] = [*real_efa(inventory), *inventory.launchers]
    for subject in subjects:
        yield Reach(subject, parties, flows, inference)


def torn_apart(reach: Reach, interface: NetworkInterface) -> Problem | None:
    """Blame an interface for one it talks to in another zone or VPC. Declared flows go before what is inferred."""
    party = reach.parties.party(interface)
    if party is None:
        return None
    doubts: list[Unknown] = []
    peers = list(_peers(reach, party, doubts))
    for peer, why, doubt in peers:
        try:
            if _together(reach.parties.inventory, interface, peer):
                continue
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        unsure = doubt if doubt is not None else party.doubt
        if unsure is None:
            return _problem(reach.parties.inventory, interface, peer, why)
        doubts.append(unsure)
    if doubts:
        raise Undecided(doubts[0])
    return None


def scattered(inventory: Inventory, launcher: Launcher) -> Problem | None:
    """Blame a launcher that spreads instances with EFA over several zones."""
    entries = _entries(inventory, launcher)
    if not entries:
        return None
    scattering = every(
        lambda: _several_zones(inventory, launcher),
        lambda: isinstance(known(launcher.launch_template_id), str),
        lambda: some(*(partial(_placed_by_launcher, entry) for entry in entries)),
        lambda: known(launcher.max_size) != 1,
    )
    if not scattering:
        return None
    subnets = [inventory.subnet_by_key.get(key) for key in known(launcher.subnet_ids) if isinstance(key, str)]
    zones = sorted({subnet.availability_zone for subnet in subnets if subnet and isinstance(subnet.availability_zone, str)})
    return Problem(
        at=launcher.origin.place("subnet_ids"),
        data={"launcher": launcher.origin.address, "zones": " and ".join(zones), "zone": zones[0]},
        related=(Related(entries[0].origin.place("interface_type"), "an EFA of each instance"),),
        variant="launcher",
    )


def _peers(reach: Reach, party: Party, doubts: list[Unknown]) -> Iterator[tuple[NetworkInterface, Flow | Basis, Unknown | None]]:
    """Give what an EFA talks to, with the reason to think so and why that may be wrong; note flows that may be its own."""
    judged = False
    for meeting in reach.flows.meetings(party.interface):
        try:
            protocol = known(meeting.flow.protocol)
        except Undecided as raised:
            judged = True
            doubts.append(raised.unknown)
            continue
        if (protocol if protocol is None else protocol.lower()) not in FLOW_PROTOCOLS:
            continue
        judged = True
        if meeting.peer is not None:
            yield meeting.peer.interface, meeting.flow, meeting.doubt
        elif meeting.doubt is not None:
            doubts.append(meeting.doubt)
    if not judged:
        for _, peer in reach.inference.peers(party):
            yield peer.party.interface, peer.basis, _doubt(peer)
        if party.host is None and party.doubt is not None and reach.parties.placement:
            doubts.append(party.doubt)


def _doubt(peer: Peer) -> Unknown | None:
    if peer.basis.doubt is not None:
        return peer.basis.doubt
    return None if peer.party.certain else peer.party.doubt


def _together(inventory: Inventory, one: NetworkInterface, other: NetworkInterface) -> bool:
    return every(lambda: inventory.same_zone(one, other), lambda: _same_vpc(inventory, one, other))


def _same_vpc(inventory: Inventory, one: NetworkInterface, other: NetworkInterface) -> bool:
    """Tell whether two interfaces are in one VPC; where a file says none, that is no difference."""
    vpcs = inventory.vpc_of(one), inventory.vpc_of(other)
    return any(vpc is None for vpc in vpcs) or same(*vpcs)


def _problem(inventory: Inventory, one: NetworkInterface, other: NetworkInterface, why: Flow | Basis) -> Problem:
    data = {
        "interface": one.origin.address,
        "peer": other.origin.address,
        "apart": _difference(inventory, one, other),
    }
    if isinstance(why, Flow):
        variant, place, caption = "flow", why.origin.place(), "the declared flow"
    else:
        variant, place, caption = why.sort, why.place, "why they are taken to talk to each other"
        names = {key: _group_name(key, inventory) for key in (why.group, why.other)}
        data["group"] = names[why.group]
        data["admitted"] = "itself" if why.other == why.group else f"'{names[why.other]}'"
    return Problem(
        at=one.origin.place("subnet_id"),
        data=data,
        related=(Related(other.origin.place("subnet_id"), "the other end"), Related(place, caption)),
        variant=variant,
    )


def _difference(inventory: Inventory, one: NetworkInterface, other: NetworkInterface) -> str:
    """Say in what they differ: the zone, else the VPC."""
    for noun, of in (("Availability Zones", inventory.zone_of), ("VPCs", inventory.vpc_of)):
        ends = [of(interface) for interface in (one, other)]
        try:
            if all(end is not None for end in ends) and not same(*ends):
                names = [_vpc_name(inventory, end) if noun == "VPCs" else end for end in ends]
                told = f" ({names[0]} and {names[1]})" if all(map(is_known, ends)) else ""
                return f"in different {noun}{told}"
        except Undecided:
            continue
    return "in different places"


def _vpc_name(inventory: Inventory, key: str | Unknown | None) -> str:
    found = inventory.vpc_by_key.get(key) if isinstance(key, str) else None
    return f"'{found.origin.address if found else key}'"


def _group_name(key: str, inventory: Inventory) -> str:
    group = inventory.security_group_by_key.get(key)
    return group.origin.address if group is not None else key


def _entries(inventory: Inventory, launcher: Launcher) -> list[NetworkInterface]:
    """Give the EFAs that a launcher's template has, or may have."""
    key = launcher.launch_template_id
    entries = [i for i in inventory.efa_interfaces if i.launch_template_id is not None]
    return entries if isinstance(key, Unknown) else [i for i in entries if i.launch_template_id == key]


def _placed_by_launcher(entry: NetworkInterface) -> bool:
    """Tell whether an entry of a template certainly is an EFA and leaves its subnet to the launch."""
    return every(lambda: is_efa(entry), lambda: known(entry.subnet_id) is None)


def _several_zones(inventory: Inventory, launcher: Launcher) -> bool:
    """Tell whether the subnets of a launcher are in several zones; raise Undecided when that cannot be told."""
    doubt: Undecided | None = None
    zones: list[str | Unknown] = []
    for key in known(launcher.subnet_ids):
        found: Subnet | Unknown | None = inventory.lookup(inventory.subnet_by_key, key, "subnets")
        zone = found if isinstance(found, Unknown) or found is None else found.availability_zone
        if zone is not None:
            zones.append(zone)
    for zone in zones[1:]:
        for other in zones:
            try:
                if not same(zone, other):
                    return True
            except Undecided as raised:
                doubt = raised
    if doubt is not None:
        raise doubt
    return False
