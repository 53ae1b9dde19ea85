"""Declared flows: who certainly talks to whom."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import msgspec

from eni_lint.checks._express import Party
from eni_lint.inventory.model import Flow, NetworkInterface
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks._express import Parties


class Meeting(msgspec.Struct, frozen=True, eq=False):
    """One end's view of a declared flow."""

    flow: Flow
    peer: Party | None  # None: not known
    doubt: Unknown | None


class Flows:
    """The declared flows of an inventory, from either end."""

    def __init__(self, parties: Parties) -> None:
        self.parties = parties
        self.inventory = parties.inventory

    def meetings(self, interface: NetworkInterface) -> list[Meeting]:
        """Give the declared flows of an interface, with the peer; and those which may be its own, with the doubt."""
        found = list(self._meetings.get(interface.network_interface_id, ()))
        for flow, doubt, keys in self._vague_flows:
            if keys is None or interface.network_interface_id in keys:
                found.append(Meeting(flow, None, doubt))
        return found

    @cached_property
    def _meetings(self) -> dict[str, list[Meeting]]:
        found: dict[str, list[Meeting]] = defaultdict(list)
        for flow in self.inventory.flows:
            ends = [self._end(flow.source), self._end(flow.destination)]
            for one, other in (ends, reversed(ends)):
                if isinstance(one, NetworkInterface) and one is not other:
                    if isinstance(other, Unknown):
                        found[one.network_interface_id].append(Meeting(flow, None, other))
                    elif other is not None and (party := self.parties.party(other)) is not None:
                        found[one.network_interface_id].append(Meeting(flow, party, party.doubt))
        return found

    @cached_property
    def _vague_flows(self) -> list[tuple[Flow, Unknown, frozenset[str] | None]]:
        """Flows with an end that is not known, and the interfaces that it may be (None: any)."""
        found: list[tuple[Flow, Unknown, frozenset[str] | None]] = []
        for flow in self.inventory.flows:
            for key in (flow.source, flow.destination):
                if isinstance(key, Unknown):
                    keys = {k for each in key.candidates for k in self._interfaces_on(each)} | key.candidates
                    found.append((flow, key, frozenset(keys) if key.candidates else None))
                elif key in self.inventory.instance_by_key:
                    end = self._end(key)
                    if isinstance(end, Unknown):
                        found.append((flow, end, None))
        return found

    def _end(self, key: str | Unknown) -> NetworkInterface | Unknown | None:
        if not isinstance(key, Unknown) and key in self.inventory.instance_by_key:
            instance = self.inventory.instance_by_key[key]
            found = self.inventory.primary_interface_of(instance)
            if found is not None:
                return found
            perhaps = (a.instance_id for a in self.inventory.possible_attachments_of(instance))
            return next((each for each in perhaps if isinstance(each, Unknown)), None)
        return self.inventory.lookup(self.inventory.interface_by_key, key, "network interfaces")

    def _interfaces_on(self, instance: str) -> Iterator[str]:
        for attachment in self.inventory.attachments_by_instance.get(instance, ()):
            if isinstance(attachment.network_interface_id, str):
                yield attachment.network_interface_id
