"""One end of a conversation with ENA Express, the other without: judged by declared flows, else by what is inferred."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._express import OFF, ON, Parties
from eni_lint.checks._express_udp import UDP_ADMITTED, UdpParties
from eni_lint.checks._flows import Flows
from eni_lint.checks._peers import Inference
from eni_lint.checks._wording import type_advice
from eni_lint.findings import Problem, Related
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from eni_lint.checks import Verdicts
    from eni_lint.checks._express import Party
    from eni_lint.checks._flows import Meeting
    from eni_lint.checks._peers import Peer
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface
    from eni_lint.inventory.origin import Place

ENABLED = "ena_srd_specification.ena_srd_enabled"
UDP_ENABLED = "ena_srd_specification.ena_srd_udp_specification.ena_srd_udp_enabled"

ANY_PROTOCOL = frozenset({None, "-1", "all", "tcp", "6"})
UDP = frozenset({"udp", "17"})


class Talk(msgspec.Struct, frozen=True, eq=False):
    """Who talks to whom, as far as the inventory tells."""

    parties: Parties
    flows: Flows
    inference: Inference
    field: str = ENABLED
    lacking: str = "has no ENA Express"


def talk(inventory: Inventory) -> list[Talk]:
    """Give the conversations, unless nobody has ENA Express."""
    parties = Parties(inventory)
    return [Talk(parties, Flows(parties), Inference(parties))] if parties.subjects else []


def talk_over_udp(inventory: Inventory) -> list[Talk]:
    """Give the conversations over UDP, unless nobody has ENA Express for it."""
    parties = UdpParties(inventory)
    inference = Inference(parties, UDP_ADMITTED)
    return [Talk(parties, Flows(parties), inference, UDP_ENABLED, "has no ENA Express for UDP")] if parties.subjects else []


def one_sided(interface: NetworkInterface, conversations: Talk) -> Verdicts:
    """Judge one interface that has, or may have, ENA Express."""
    party = conversations.parties.party(interface)
    if party is None or party.supported is False:
        return  # nobody's peer, or another rule's business
    if party.host is None and party.doubt is not None:
        raise Undecided(party.doubt)
    problems = list(_by_flows(party, conversations))
    if problems and (party.doubt is not None):
        raise Undecided(party.doubt)
    yield from problems


def _by_flows(party: Party, conversations: Talk) -> Verdicts:
    """Judge by declared flows; where there is none, by what the interface is taken to talk to."""
    doubt: Unknown | None = None
    judged = False
    failed: set[str] = set()
    for meeting in conversations.flows.meetings(party.interface):
        try:
            if not _concerns(meeting, party, conversations):
                continue
            judged = True
            peer = _without(meeting, conversations)
        except Undecided as raised:
            judged, doubt = True, raised.unknown
            continue
        if peer is not None and peer.interface.network_interface_id not in failed:
            failed.add(peer.interface.network_interface_id)
            yield _flow_problem(party, peer, meeting, conversations)
    if doubt is not None and not failed:
        raise Undecided(doubt)
    if not judged:
        yield from _by_inference(party, conversations)


def _concerns(meeting: Meeting, party: Party, conversations: Talk) -> bool:
    """Tell whether ENA Express at this end carries what flows: TCP, or UDP where it is on for UDP."""
    protocol = known(meeting.flow.protocol)
    protocol = protocol.lower() if protocol is not None else None
    if isinstance(conversations.parties, UdpParties):
        return protocol is None or protocol in UDP_ADMITTED
    return protocol in ANY_PROTOCOL or (protocol in UDP and conversations.parties.express_udp(party.interface))


def _without(meeting: Meeting, conversations: Talk) -> Party | None:
    """Give the other end if it lacks ENA Express; raise Undecided when that is not known."""
    peer = meeting.peer
    if peer is None or peer.on is None or not peer.certain:
        raise Undecided(meeting.doubt or Unknown(Reason.AMBIGUOUS))
    if isinstance(conversations.parties, UdpParties) and not peer.on and not peer.supported:
        if peer.supported is None:
            raise Undecided(meeting.doubt or Unknown(Reason.AMBIGUOUS))
        return None  # without ENA Express at all: ena-express-one-sided speaks
    return None if peer.on else peer


def _by_inference(party: Party, conversations: Talk) -> Verdicts:
    """Judge by peers that are inferred: fail when one lacks ENA Express and none has it."""
    found: dict[int, Peer] = {}
    for state, peer in conversations.inference.peers(party):
        if state == ON:
            return
        found.setdefault(state, peer)
    if any(state & ON for state in found) and any(state & OFF for state in found):
        raise Undecided(_doubt(next(peer for state, peer in found.items() if state & ON)))
    if OFF in found:
        yield _inferred_problem(party, found[OFF], conversations)
    elif any(state & OFF for state in found):
        raise Undecided(_doubt(next(peer for state, peer in found.items() if state & OFF)))


def _doubt(peer: Peer) -> Unknown:
    return next(each for each in (peer.basis.doubt, peer.party.doubt) if each is not None)


def _flow_problem(party: Party, peer: Party, meeting: Meeting, conversations: Talk) -> Problem:
    inventory = conversations.parties.inventory
    data, variant = {}, "flow"
    if peer.supported is False and peer.host is not None:
        variant = "flow-type"
        data = {
            "type": str(peer.host.instance_type),
            "host": peer.host.origin.address,
            "advice": type_advice(inventory, peer.host, has_express, "ENA Express"),
        }
    return Problem(
        at=switch(party.interface, inventory, conversations.field),
        data={"interface": party.interface.origin.address, "peer": peer.interface.origin.address} | data,
        related=(
            Related(peer.interface.origin.place(), conversations.lacking),
            Related(meeting.flow.origin.place(), "the declared flow"),
        ),
        about=f"flow {peer.interface.origin.identity}",
        variant=variant,
        subject=party.interface.origin,
    )


def _inferred_problem(party: Party, peer: Peer, conversations: Talk) -> Problem:
    inventory = conversations.parties.inventory
    basis = peer.basis
    names = {key: _group_name(key, inventory) for key in (basis.group, basis.other)}
    caption = "puts both in one group" if basis.sort == "placement" else "lets one reach the other"
    return Problem(
        at=switch(party.interface, inventory, conversations.field),
        data={
            "interface": party.interface.origin.address,
            "peer": peer.party.interface.origin.address,
            "group": names[basis.group],
            "admitted": "itself" if basis.other == basis.group else f"'{names[basis.other]}'",
        },
        related=(Related(peer.party.interface.origin.place(), conversations.lacking), Related(basis.place, caption)),
        about="inferred",
        variant=basis.sort,
        subject=party.interface.origin,
    )


def _group_name(key: str, inventory: Inventory) -> str:
    group = inventory.security_group_by_key.get(key)
    return group.origin.address if group is not None else key


def switch(interface: NetworkInterface, inventory: Inventory, field: str) -> Place:
    """Name the field that turns ENA Express on, or on for UDP: of the attachment where it stands there."""
    for attachment in inventory.attachments_by_interface.get(interface.network_interface_id, ()):
        if attachment.ena_srd_specification is not None:
            return attachment.origin.place(field)
    return interface.origin.place(field)


def has_express(instance_type: InstanceType) -> bool:
    return known(instance_type.ena_srd_supported)
