"""What the rules say of a document laid over an account: of the document, and of the account only what the document changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.engine.evaluate import Evaluation, evaluate
from eni_lint.findings import Related
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.overlay import LOGICAL_ID, NAME, overlay

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from eni_lint.engine.bind import BoundRule
    from eni_lint.findings import Finding
    from eni_lint.inventory.origin import Origin

Alone = tuple[set[str], set[tuple[str, str]]]
"""The fingerprints of the findings; rule and subject of what is open."""

# How objects of the account are known to be those of a document, where it has no ids of theirs.
STAMPS = {"cloudformation": LOGICAL_ID, "declared": NAME, "terraform-plan": ""}


class Laid(msgspec.Struct, frozen=True, eq=False):
    """The verdicts, the inventory of both sides, and how many verdicts the account settled of those that were open."""

    result: Evaluation
    inventory: Inventory
    open_before: int
    settled: int
    ambiguous: list[str]
    open_there: int  # verdicts on things of the account that the document makes uncertain


class Account:
    """What is really there, with what the rules say of it alone; that is worked out once for the same rules."""

    def __init__(self, inventory: Inventory) -> None:
        self.inventory = inventory
        self._alone: dict[tuple[int, bool], Alone] = {}

    def alone(self, rules: Sequence[BoundRule], *, planned: bool) -> Alone:
        """Give what the rules say without any document, in the same light: of a plan that changes nothing, or as declared.

        A snapshot itself is judged otherwise: rules take it as complete, and as accepted by AWS.
        """
        found = self._alone.get((id(rules), planned))
        if found is None:
            nothing = Inventory(before=Inventory() if planned else None)
            nothing.catalog = self.inventory.catalog
            inventory = overlay(nothing, self.inventory).inventory
            result = evaluate(inventory, rules)
            found = (
                {finding.fingerprint for finding in result.findings},
                {(doubt.rule_id, _name(doubt.subject)) for doubt in result.undecided},
            )
            self._alone[id(rules), planned] = found
        return found


def lay_over(declared: Inventory, kind: str, account: Account, rules: Sequence[BoundRule], *, keep_passes: bool = False) -> Laid:
    """Run the rules over a document as if it were applied to the account."""
    open_alone = {(u.rule_id, _name(u.subject)) for u in evaluate(declared, rules).undecided}
    laid = overlay(declared, account.inventory, stamp=STAMPS.get(kind, ""))
    laid.inventory.catalog = declared.catalog
    result = evaluate(laid.inventory, rules, keep_passes=keep_passes)
    documents = {id(origin.document) for origin in _origins(declared)}
    found_there, open_there = account.alone(rules, planned=declared.before is not None)

    def is_own(origin: Origin) -> bool:
        return id(origin.document) in documents

    def concerns(finding: Finding) -> bool:
        places = (finding.at, *(related.place for related in finding.related))
        own = is_own(finding.subject) or any(is_own(place.origin) for place in places)
        return own or finding.fingerprint not in found_there

    result.findings = [_at_home(finding, is_own) for finding in result.findings if concerns(finding)]
    new = [u for u in result.undecided if is_own(u.subject) or (u.rule_id, _name(u.subject)) not in open_there]
    result.undecided = [u for u in new if is_own(u.subject)]
    if result.passes is not None:
        result.passes = [each for each in result.passes if is_own(each.subject)]
    still_open = {(u.rule_id, _name(u.subject)) for u in result.undecided}
    return Laid(
        result, laid.inventory, len(open_alone), len(open_alone - still_open), laid.ambiguous, len(new) - len(result.undecided)
    )


def _at_home(finding: Finding, is_own: Callable[[Origin], bool]) -> Finding:
    """Point at the document's part in a finding, where it has one: that is what its reader can change."""
    if is_own(finding.at.origin):
        return finding
    part = next((related for related in finding.related if is_own(related.place.origin)), None)
    if part is None:
        return finding
    others = tuple(related for related in finding.related if related is not part)
    there = Related(finding.at, "what is there already")
    return msgspec.structs.replace(finding, at=part.place, related=(there, *others))


def notes_on(laid: Laid) -> list[str]:
    """Say what the account settled, and which of its objects were left out since nothing tells them apart."""
    notes = []
    if laid.open_before:
        them = "verdict that was" if laid.open_before == 1 else "verdicts that were"
        notes.append(f"The snapshot settled {laid.settled:,} of {laid.open_before:,} {them} undecided without it.")
    if laid.open_there:
        them = "verdict on a thing" if laid.open_there == 1 else "verdicts on things"
        notes.append(
            f"{laid.open_there:,} {them} of the account cannot be told, since the document leaves open what it does there."
        )
    if laid.ambiguous:
        named = ", ".join(laid.ambiguous[:5])
        notes.append(f"Several things of the account could be {named}: none of them is compared with the document.")
    return notes


def _origins(inventory: Inventory) -> Iterator[Origin]:
    for name in _KINDS:
        for thing in getattr(inventory, name):
            if thing.origin is not None:
                yield thing.origin


_KINDS = (
    "interfaces", "specifications", "attachments", "instances", "launch_templates", "launchers", "subnets", "cidr_reservations",
    "vpcs", "security_groups", "elastic_ips", "routes", "route_tables", "elastic_ip_associations", "nat_gateways", "flows",
)  # fmt: skip


def _name(origin: Origin) -> str:
    return origin.identity or origin.address
