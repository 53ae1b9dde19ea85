"""Peers that are inferred: members of one cluster placement group, and interfaces whose security groups admit each other.

Interfaces are never paired up: of each group it is enough to keep, for every state that a peer may have, two of them on different
instances, for one of these is on another instance than the interface that asks.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._express import NOBODY, Parties, Party
from eni_lint.inventory.model import Instance, NetworkInterface, PlacementGroup, SecurityGroup
from eni_lint.inventory.origin import Place
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.inventory.model import Attachment, SecurityGroupRule

TCP = frozenset({"-1", "all", "tcp", "6"})


class Basis(msgspec.Struct, frozen=True, eq=False):
    """Why two interfaces are taken to talk: a placement group, or a rule of one security group that refers to another."""

    sort: str  # placement, security-group
    place: Place
    group: str
    other: str = ""
    doubt: Unknown | None = None


class Peer(msgspec.Struct, frozen=True, eq=False):
    """A party with the reason to think that it is one's peer."""

    party: Party
    basis: Basis


class Peers:
    """Peers by what they may be, two of a sort, on different instances."""

    def __init__(self) -> None:
        self._kept: dict[int, list[Peer]] = {}
        self.anybody = False  # whether all interfaces were added, for one of them that is not known

    def add(self, party: Party, basis: Basis) -> None:
        """Add a peer. One that is perhaps none may be nobody as well."""
        state = party.state if basis.doubt is None else party.state | NOBODY
        kept = self._kept.setdefault(state, [])
        if len(kept) < 2 and all(party.host_key != peer.party.host_key for peer in kept):
            kept.append(Peer(party, basis))

    def beside(self, party: Party) -> Iterator[tuple[int, Peer]]:
        """Give the peers of a party: those on other instances."""
        for state, kept in self._kept.items():
            for peer in kept:
                if peer.party.host_key != party.host_key:
                    yield state, peer


class Inference:
    """What can be inferred of who talks to whom, in which protocols (names and numbers of those that a rule has to admit)."""

    def __init__(self, parties: Parties, protocols: frozenset[str] = TCP) -> None:
        self.parties = parties
        self.protocols = protocols
        self.inventory = parties.inventory
        self._peers_of_group: dict[str, Peers] = {}
        self._peers_in_placement: dict[str, Peers] = {}

    def peers(self, party: Party) -> Iterator[tuple[int, Peer]]:
        """Give what an interface is taken to talk to, each with what it may be."""
        yield from self._placement_peers(party)
        groups = party.interface.groups
        if isinstance(groups, Unknown):
            yield from self._anybody(groups).beside(party)
            return
        for membership in groups or ():
            group = membership.group_id
            yield from (self._anybody(group) if isinstance(group, Unknown) else self._group_peers(group)).beside(party)

    def _placement_peers(self, party: Party) -> Iterator[tuple[int, Peer]]:
        name = party.host.placement_group if party.host is not None else None
        if name is None:
            return
        for other in self._placed if isinstance(name, Unknown) else (name,):
            peers = self._peers_in_placement.get(other)
            if peers is None:
                peers = self._peers_in_placement[other] = self._placement(other)
            for state, peer in peers.beside(party):
                yield (state | NOBODY, _doubted(peer, name)) if isinstance(name, Unknown) else (state, peer)

    def _placement(self, name: str) -> Peers:
        """Gather the interfaces of the instances that are, or may be, in a cluster placement group."""
        peers = Peers()
        group = self.inventory.lookup(self.inventory.placement_group_by_key, name, "placement groups")
        strategy = group.strategy if isinstance(group, PlacementGroup) else group
        if not isinstance(strategy, Unknown) and strategy != "cluster":
            return peers
        doubt = strategy if isinstance(strategy, Unknown) else None
        for instance in self._placed.get(name, ()):
            basis = Basis("placement", instance.origin.place("placement_group"), name, doubt=doubt)
            self._add_all(peers, self.inventory.attachments_of(instance), basis)
        for instance in self._nobody_knows_where:
            maybe = instance.placement_group if isinstance(instance.placement_group, Unknown) else None
            basis = Basis("placement", instance.origin.place("placement_group"), name, doubt=maybe)
            self._add_all(peers, self.inventory.attachments_of(instance), basis)
        for attachment in self.inventory.floating_attachments:
            maybe = attachment.instance_id if isinstance(attachment.instance_id, Unknown) else None
            self._add_all(peers, [attachment], Basis("placement", attachment.origin.place(), name, doubt=maybe))
        return peers

    def _add_all(self, peers: Peers, attachments: Iterable[Attachment], basis: Basis) -> None:
        for attachment in attachments:
            interface = self.inventory.interface_of(attachment)
            if isinstance(interface, NetworkInterface):
                self._add(peers, interface, basis)
            elif isinstance(attachment.network_interface_id, Unknown):
                self._add_anybody(peers, attachment.network_interface_id, basis)

    def _add_anybody(self, peers: Peers, key: Unknown, basis: Basis) -> None:
        """Add every interface that an unknown one may be."""
        if key.candidates:
            named = [self.inventory.interface_by_key.get(each) for each in sorted(key.candidates)]
            interfaces = [each for each in named if each is not None]
        elif peers.anybody:
            return  # they are all among the peers already
        else:
            interfaces, peers.anybody = list(self.inventory.interfaces), True
        for each in interfaces:
            self._add(peers, each, _doubtful(basis, key))

    def _add(self, peers: Peers, interface: NetworkInterface, basis: Basis) -> None:
        party = self.parties.party(interface)
        if party is not None:
            peers.add(party, basis)

    @cached_property
    def _placed(self) -> dict[str, list[Instance]]:
        found: dict[str, list[Instance]] = defaultdict(list)
        for instance in self.inventory.instances:
            if isinstance(instance.placement_group, str):
                found[instance.placement_group].append(instance)
        return found

    @cached_property
    def _nobody_knows_where(self) -> list[Instance]:
        return [i for i in self.inventory.instances if isinstance(i.placement_group, Unknown)]

    def _group_peers(self, group: str) -> Peers:
        """Gather the members of the security groups that admit this one, or that it admits."""
        peers = self._peers_of_group.get(group)
        if peers is None:
            peers = self._peers_of_group[group] = Peers()
            for other, basis in self._admissions.get(group, {}).items():
                for interface in self._members.get(other, ()):
                    self._add(peers, interface, basis)
            self._add_doubtful(peers, group)
        return peers

    def _add_doubtful(self, peers: Peers, group: str) -> None:
        """Add those of whom it is not known whether their groups and this one admit each other."""
        for wild, basis in self._wild.items():
            members = self._grouped if wild == group else self._members.get(wild, ())
            for interface in members:
                self._add(peers, interface, basis)
        if group in self._admissions or self._wild:
            for interface, doubt in self._drifting:
                self._add(peers, interface, Basis("security-group", interface.origin.place("groups"), group, group, doubt))

    def _anybody(self, doubt: Unknown) -> Peers:
        """Gather all who have groups that admit any: whose peer an interface in a group that is not known may be."""
        peers = Peers()
        for group in self._admissions.keys() | self._wild.keys():
            for interface in self._members.get(group, ()):
                self._add(peers, interface, Basis("security-group", interface.origin.place("groups"), group, group, doubt))
        if self._admissions or self._wild:
            for interface, _ in self._drifting:
                self._add(peers, interface, Basis("security-group", interface.origin.place("groups"), "", "", doubt))
            for interface in self._grouped if self._wild else ():
                self._add(peers, interface, Basis("security-group", interface.origin.place("groups"), "", "", doubt))
        return peers

    @cached_property
    def _members(self) -> dict[str, list[NetworkInterface]]:
        found: dict[str, list[NetworkInterface]] = defaultdict(list)
        for interface in self.inventory.interfaces:
            groups = interface.groups
            if not isinstance(groups, Unknown):
                for membership in groups or ():
                    if not isinstance(membership.group_id, Unknown):
                        found[membership.group_id].append(interface)
        return found

    @cached_property
    def _grouped(self) -> list[NetworkInterface]:
        return [i for i in self.inventory.interfaces if isinstance(i.groups, Unknown) or i.groups]

    @cached_property
    def _drifting(self) -> list[tuple[NetworkInterface, Unknown]]:
        """Interfaces in a security group that is not known."""
        found = []
        for interface in self._grouped:
            groups = interface.groups
            keys = [groups] if isinstance(groups, Unknown) else [m.group_id for m in groups or ()]
            doubt = next((key for key in keys if isinstance(key, Unknown)), None)
            if doubt is not None:
                found.append((interface, doubt))
        return found

    @cached_property
    def _wild(self) -> dict[str, Basis]:
        """Security groups of which it is not known whom they admit."""
        found = {}
        for group in self.inventory.security_groups:
            doubt = group.rules if isinstance(group.rules, Unknown) else None
            if doubt is None and not isinstance(group.rules, Unknown):
                doubt = next((d for rule in group.rules if (d := _admits_anybody(rule, self.protocols)) is not None), None)
            if doubt is not None:
                found[group.group_id] = Basis("security-group", group.origin.place("rules"), group.group_id, "", doubt)
        return found

    @cached_property
    def _admissions(self) -> dict[str, dict[str, Basis]]:
        """By security group, the groups that it admits or that admit it; what is certain goes before what may be."""
        found: dict[str, dict[str, Basis]] = defaultdict(dict)
        for group in self.inventory.security_groups:
            for basis in _references(group, self.protocols):
                for one, other in ((basis.group, basis.other), (basis.other, basis.group)):
                    if other not in found[one] or found[one][other].doubt is not None:
                        found[one][other] = basis
        return found


def _references(group: SecurityGroup, protocols: frozenset[str]) -> Iterator[Basis]:
    """Give the groups that a security group admits by a rule for one of the protocols."""
    for index, rule in enumerate(() if isinstance(group.rules, Unknown) else group.rules):
        other = rule.referenced_group_id
        if other is None or isinstance(other, Unknown):
            continue
        doubt = _doubt_of(rule, protocols)
        if doubt is False:
            continue
        place = group.origin.place(f"rules[{index}]")
        yield Basis("security-group", place, group.group_id, other, doubt if isinstance(doubt, Unknown) else None)


def _admits_anybody(rule: SecurityGroupRule, protocols: frozenset[str]) -> Unknown | None:
    """Give the unknown group that a rule refers to, if it may be one that admits it."""
    other = rule.referenced_group_id
    return other if isinstance(other, Unknown) and _doubt_of(rule, protocols) is not False else None


def _doubt_of(rule: SecurityGroupRule, protocols: frozenset[str]) -> Unknown | bool:
    """Tell whether a rule admits one of the protocols: the doubt where that is not known."""
    if not isinstance(rule.is_egress, Unknown) and rule.is_egress:
        return False
    if not isinstance(rule.ip_protocol, Unknown) and rule.ip_protocol.lower() not in protocols:
        return False
    return next((each for each in (rule.is_egress, rule.ip_protocol) if isinstance(each, Unknown)), True)


def _doubtful(basis: Basis, doubt: Unknown) -> Basis:
    return msgspec.structs.replace(basis, doubt=doubt)


def _doubted(peer: Peer, doubt: Unknown) -> Peer:
    return Peer(peer.party, _doubtful(peer.basis, doubt))
