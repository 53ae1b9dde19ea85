"""The results of one scope: what failed, and what could not be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
import sarif_om as om

from eni_lint.findings import Finding, Severity, UndecidedOutcome
from eni_lint.reporters.sarif.evidence import CAPTURED
from eni_lint.reporters.sarif.locations import Located
from eni_lint.reporters.sarif.words import message

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.reporters.report import ScopeReport
    from eni_lint.reporters.sarif.locations import Artifacts

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}


class _Answer(msgspec.Struct, frozen=True, eq=False):
    """An outcome with the place it points at."""

    outcome: Finding | UndecidedOutcome
    located: Located

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Sort by file, line, rule and identity, so that equal findings make equal logs."""
        return (self.located.uri, self.located.region.start_line, self.outcome.rule_id, self.outcome.fingerprint)


def results(scope: ScopeReport, artifacts: Artifacts, rule_index: Mapping[str, int]) -> Iterator[Any]:
    """Make the results of a scope, in their order, one at a time."""
    answers = [_Answer(finding, artifacts.locate(finding.at)) for finding in scope.findings]
    answers += [_Answer(outcome, artifacts.locate(outcome.subject.place())) for outcome in scope.undecided]
    answers.sort(key=lambda answer: answer.order)
    seen: dict[str, int] = {}
    for answer in answers:
        mark = answer.outcome.fingerprint
        count = seen[mark] = seen.get(mark, 0) + 1
        yield _result(answer, scope, artifacts, rule_index, f"{mark}-{count}" if count > 1 else mark)


def _result(answer: _Answer, scope: ScopeReport, artifacts: Artifacts, rule_index: Mapping[str, int], mark: str) -> Any:
    outcome, located = answer.outcome, answer.located
    failed = isinstance(outcome, Finding)
    return om.Result(
        rule_id=outcome.rule_id,
        rule_index=rule_index[outcome.rule_id],
        kind="fail" if failed else "open",
        level=LEVELS[outcome.severity] if isinstance(outcome, Finding) else "none",
        message=om.Message(text=_message(outcome)),
        locations=[artifacts.location(located)],
        related_locations=_related(outcome, located, artifacts) or None,
        # Our own identity, not a hash of the line: all instances of a for_each share one line.
        partial_fingerprints={"eniLint/v1": mark, "primaryLocationLineHash": f"{mark[:16]}{mark[64:]}:1"},
        properties=_properties(outcome, located, scope),
    )


def _message(outcome: Finding | UndecidedOutcome) -> str:
    if isinstance(outcome, Finding):
        return message(outcome.message)
    return message(f"'{outcome.title}' can't be told for '{outcome.subject.address}': {outcome.detail}")


def _related(outcome: Finding | UndecidedOutcome, located: Located, artifacts: Artifacts) -> list[Any]:
    found = []
    if isinstance(outcome, Finding):
        found = [
            artifacts.location(artifacts.locate(related.place), number=number, caption=related.caption)
            for number, related in enumerate(outcome.related, 1)
        ]
    if located.resource and artifacts.captures:
        found.append(artifacts.capture(located.place.origin.document, len(found) + 1))
    return found


def _properties(outcome: Finding | UndecidedOutcome, located: Located, scope: ScopeReport) -> dict[str, Any]:
    kind = located.place.origin.document.kind
    properties: dict[str, Any] = {"eni-lint/source": kind, "eni-lint/locationPrecision": located.precision}
    if kind in CAPTURED:
        own = {"accountId": scope.account, "region": scope.region}
        properties |= {name: value for name, value in own.items() if value}
    if isinstance(outcome, Finding):
        return properties | ({"eni-lint/remediation": outcome.remedy} if outcome.remedy else {})
    return properties | {"eni-lint/undetermined": {"reason": outcome.reason, "detail": outcome.detail}}
