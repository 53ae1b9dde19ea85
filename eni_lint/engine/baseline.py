"""The baseline: findings that are known and were accepted for now, so that only what is new or has changed counts."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import msgspec

from eni_lint.engine.suppress_dates import read_date, today
from eni_lint.findings import Absent, Finding, Remark

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from eni_lint.findings import UndecidedOutcome
    from eni_lint.inventory.origin import Origin
    from eni_lint.rulebook.load import Rulebook

NEW, UNCHANGED, UPDATED = "new", "unchanged", "updated"


class Entry(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, forbid_unknown_fields=True):
    """One known finding. ``digest`` is of the facts that decided it; ``until`` is the last day on which it is accepted."""

    rule: str
    subject: str
    kind: str  # of the input: declared, terraform-plan, describe...
    fingerprint: str
    digest: str = ""
    message: str = ""
    first_seen: str = ""
    reason: str = ""
    owner: str = ""
    until: str = ""


def entry_of(finding: Finding, day: date) -> Entry:
    """Make the entry of a finding that is first seen on that day."""
    return Entry(
        rule=finding.rule_id,
        subject=name_of(finding.subject),
        kind=finding.subject.document.kind,
        fingerprint=finding.fingerprint,
        digest=finding.digest,
        message=finding.message,
        first_seen=day.isoformat(),
    )


def name_of(origin: Origin) -> str:
    """Give the name of a subject that is stable between runs."""
    return origin.identity or origin.address


class Baseline:
    """A baseline while it is compared with a run, scope by scope.

    An entry stands for one finding: of two plans with one finding each of the same name, one entry knows one of them. Among
    entries of one fingerprint the one with the same facts is taken first.
    """

    def __init__(self, entries: Iterable[Entry], path: str, rulebook: Rulebook) -> None:
        self.path = path
        self.remarks: list[Remark] = []
        self.taken: list[tuple[Entry, Finding]] = []
        self.fresh: list[Finding] = []
        self._rulebook = rulebook
        self._day = today()
        self._left: dict[str, list[Entry]] = defaultdict(list)
        self._kinds: set[str] = set()
        self._open: set[tuple[str, str]] = set()
        for entry in entries:
            self._left[entry.fingerprint].append(entry)

    def compare(
        self, findings: Sequence[Finding], undecided: Sequence[UndecidedOutcome], *, kind: str, complete: bool
    ) -> list[Finding]:
        """Say of each finding of a scope whether it is new, unchanged or updated."""
        if complete:
            self._kinds.add(kind)
        self._open |= {(outcome.rule_id, name_of(outcome.subject)) for outcome in undecided}
        exact = [self._take(finding, exactly=True) for finding in findings]
        return [
            self._judged(finding, entry or self._take(finding, exactly=False))
            for finding, entry in zip(findings, exact, strict=True)
        ]

    def _take(self, finding: Finding, *, exactly: bool) -> Entry | None:
        waiting = self._left.get(finding.fingerprint)
        if not waiting or finding.suppression is not None:
            return None
        for index, entry in enumerate(waiting):
            if not exactly or entry.digest == finding.digest:
                return waiting.pop(index)
        return None

    def _judged(self, finding: Finding, entry: Entry | None) -> Finding:
        if entry is None:
            if finding.suppression is None:
                self.fresh.append(finding)
            return msgspec.structs.replace(finding, baseline=NEW)
        self.taken.append((entry, finding))
        why = self._refusal(finding, entry)
        if why:
            return msgspec.structs.replace(finding, baseline=NEW, waiver=why)
        state = UNCHANGED if not entry.digest or entry.digest == finding.digest else UPDATED
        return msgspec.structs.replace(finding, baseline=state)

    def _refusal(self, finding: Finding, entry: Entry) -> str:
        """Say why an entry does not hold."""
        rule = self._rulebook.find(finding.rule_id)
        named = f"{finding.rule_id} of {entry.subject}"
        if rule is not None and not rule.ignorable:
            self._remark("refused", f"The baseline holds {named}, and the rule cannot be ignored.", finding.rule_id)
            return f"{self.path}: the rule cannot be ignored"
        until = read_date(entry.until)
        if until is not None and until < self._day:
            self._remark("expired", f"The baseline accepted {named} until {until}.", finding.rule_id)
            return f"{self.path}: accepted until {until}"
        return ""

    def _remark(self, kind: str, what: str, rule_id: str) -> None:
        self.remarks.append(Remark(kind=kind, what=what, where=self.path, do="Mend it, or decide anew.", rule_id=rule_id))

    def gone(self, ran: Iterable[str]) -> list[Entry]:
        """Give the entries of which nothing is left, as far as that is certain: their rules ran, and their inputs were read."""
        rules = set(ran)
        return [entry for entry in self.unmatched() if self._is_gone(entry, rules)]

    def unmatched(self) -> list[Entry]:
        """Give all entries that no finding took."""
        return [entry for waiting in self._left.values() for entry in waiting]

    def _is_gone(self, entry: Entry, rules: set[str]) -> bool:
        return entry.rule in rules and entry.kind in self._kinds and (entry.rule, entry.subject) not in self._open


def absent(entries: Iterable[Entry]) -> list[Absent]:
    """Tell of the entries that are gone as reports do."""
    return [
        Absent(rule_id=entry.rule, subject=entry.subject, fingerprint=entry.fingerprint, message=entry.message)
        for entry in entries
    ]
