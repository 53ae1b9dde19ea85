"""The results of one scope: what failed, what could not be told, and on demand what passed and what is gone."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec
import sarif_om as om

from eni_lint.documents import Document
from eni_lint.findings import Absent, Finding, Passed, Severity, UndecidedOutcome
from eni_lint.inventory.origin import Origin, Place
from eni_lint.reporters.places import shown_path
from eni_lint.reporters.sarif.evidence import CAPTURED
from eni_lint.reporters.sarif.fixes import fixes
from eni_lint.reporters.sarif.locations import Located
from eni_lint.reporters.sarif.serialise import Ready
from eni_lint.reporters.sarif.waivers import suppressions
from eni_lint.reporters.sarif.words import message

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from eni_lint.reporters.report import ScopeReport
    from eni_lint.reporters.sarif.locations import Artifacts
    from eni_lint.reporters.sarif.uris import Uris

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
STEPS = 100  # of a code flow
FEW = 3  # places


class Inapplicable(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that had no subject in a scope."""

    rule_id: str
    title: str
    fingerprint: str


Outcome = Finding | UndecidedOutcome | Passed | Inapplicable | Absent
KINDS = {Finding: "fail", UndecidedOutcome: "open", Passed: "pass", Inapplicable: "notApplicable", Absent: "fail"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Speech:
    """How results are told: the places of the rules, what goes into results, and what stands in for a missing severity."""

    rule_index: Mapping[str, int]
    uris: Uris
    baseline: bool = False  # findings were compared with one
    managed: bool = True  # with suppressions, states of the baseline, and fixes
    notes: bool = False  # what could not be told is a note
    severities: Mapping[str, Severity] = field(default_factory=dict)


class _Answer(msgspec.Struct, frozen=True, eq=False):
    """An outcome with the place it points at, and those that belong to it where they were looked for together."""

    outcome: Outcome
    located: Located
    related: tuple[Located, ...] = ()

    @property
    def order(self) -> tuple[str, int, str, str]:
        """Sort by file, line, rule and identity, so that equal findings make equal logs."""
        return (self.located.uri, self.located.region.start_line, self.outcome.rule_id, self.outcome.fingerprint)


def results(scope: ScopeReport, artifacts: Artifacts, speech: Speech, more: list[Outcome] | None = None) -> Iterator[Any]:
    """Make the results of a scope, in their order, one at a time."""
    outcomes: list[Outcome] = [*scope.findings, *scope.undecided, *(more or ())]
    whole: Callable[[], Place] = lambda: _whole(scope)  # noqa: E731 - for what stands in no place of its own
    answers = [_answer(outcome, artifacts, whole) for outcome in outcomes]
    answers.sort(key=lambda answer: answer.order)
    seen: dict[str, int] = {}
    for answer in answers:
        mark = answer.outcome.fingerprint
        count = seen[mark] = seen.get(mark, 0) + 1
        yield _result(answer, scope, artifacts, speech, f"{mark}-{count}" if count > 1 else mark)


def _answer(outcome: Outcome, artifacts: Artifacts, whole: Callable[[], Place]) -> _Answer:
    located = artifacts.locate(_place(outcome, whole))
    if isinstance(outcome, Finding) and len(outcome.related) <= FEW and not located.resource:
        # Found while its surroundings are at hand; many would take memory.
        return _Answer(outcome, located, tuple(artifacts.locate(related.place) for related in outcome.related))
    return _Answer(outcome, located)


def _place(outcome: Outcome, whole: Callable[[], Place]) -> Place:
    if isinstance(outcome, Finding):
        return outcome.at
    return outcome.subject.place() if isinstance(outcome, (UndecidedOutcome, Passed)) else whole()


def _whole(scope: ScopeReport) -> Place:
    """Give the place of a whole scope: its first document."""
    document = scope.documents[0] if scope.documents else Document(scope.name, scope.kind, None)
    # An ARN, because a captured scope has no file of its own to point at.
    arn = f"arn:aws:iam::{scope.account}:root" if scope.kind in CAPTURED else ""
    return Place(Origin(document, "", scope.account or shown_path(document), arn))


def _result(answer: _Answer, scope: ScopeReport, artifacts: Artifacts, speech: Speech, mark: str) -> Any:
    outcome, located = answer.outcome, answer.located
    level, told = _level(outcome, speech), None
    kind = KINDS[type(outcome)]
    if speech.notes and kind == "open":
        kind, level, told = "fail", "note", f"Can't be told: {_message(outcome)}"
    result = om.Result(
        rule_id=outcome.rule_id,
        rule_index=speech.rule_index[outcome.rule_id],
        kind=kind,
        level=level,
        message=Ready({"text": told or _message(outcome)}),
        locations=[artifacts.result_location(located)],
        # Our own identity, not a hash of the line: all instances of a for_each share one line.
        partial_fingerprints=Ready({"eniLint/v1": mark, "primaryLocationLineHash": f"{mark[:16]}{mark[64:]}:1"}),
        properties=Ready(_properties(outcome, located, scope)),
    )
    related = _related(answer, artifacts)
    if related:
        result.related_locations = Ready(related)
    if speech.managed:
        result.suppressions = []
        if speech.baseline:
            result.baseline_state = _state(outcome)
    if isinstance(outcome, Finding):
        if any(other.step for other in outcome.related):
            result.code_flows = _flows(outcome, located, artifacts)
        if speech.managed:
            if outcome.suppression is not None:
                result.suppressions = suppressions(outcome.suppression, speech.uris)
            if outcome.change is not None:
                result.fixes = fixes(outcome, artifacts)
    return result


def _level(outcome: Outcome, speech: Speech) -> str:
    if isinstance(outcome, Finding):
        return LEVELS[outcome.severity]
    return LEVELS[speech.severities[outcome.rule_id]] if isinstance(outcome, Absent) else "none"


def _state(outcome: Outcome) -> str:
    """Compare with the baseline, which holds findings: all else is new to it."""
    if isinstance(outcome, Absent):
        return "absent"
    return (outcome.baseline if isinstance(outcome, Finding) else "") or "new"


def _message(outcome: Outcome) -> str:
    match outcome:
        case Finding():
            return message(outcome.message)
        case UndecidedOutcome():
            return message(f"'{outcome.title}' can't be told for '{outcome.subject.address}': {outcome.detail}")
        case Passed():
            return message(f"'{outcome.title}' is not the case for '{outcome.subject.address}'")
        case Inapplicable():
            return message(f"'{outcome.title}' concerns nothing that was read")
        case Absent():
            return message(outcome.message or f"'{outcome.rule_id}' finds nothing wrong with '{outcome.subject}' any more")


def _related(answer: _Answer, artifacts: Artifacts) -> list[Any]:
    outcome, located = answer.outcome, answer.located
    found: list[Any] = []
    if isinstance(outcome, Finding) and outcome.related:
        places = answer.related or [artifacts.locate(related.place) for related in outcome.related]
        for number, related in enumerate(outcome.related):
            found.append(artifacts.location(places[number], number=number + 1, caption=related.caption).data)
    if located.through:
        for passed, caption in artifacts.way(located):
            found.append(artifacts.location(passed, number=len(found) + 1, caption=caption).data)
    if located.resource and located.resource.pointer and artifacts.captures:
        found.append(artifacts.capture(located.place.origin.document, len(found) + 1).data)
    return found


def _flows(finding: Finding, located: Located, artifacts: Artifacts) -> list[Any]:
    """Tell the way of the traffic, as far as the rule knows it: the last step is what is wrong."""
    steps = [related for related in finding.related if related.step]
    way = [(artifacts.locate(related.place), related.caption) for related in steps[: STEPS - 1]]
    places = [artifacts.location(place, caption=caption) for place, caption in [*way, (located, finding.title)]]
    return [om.CodeFlow(thread_flows=[om.ThreadFlow(locations=[om.ThreadFlowLocation(location=place) for place in places])])]


def _properties(outcome: Outcome, located: Located, scope: ScopeReport) -> dict[str, Any]:
    kind = located.place.origin.document.kind
    properties: dict[str, Any] = {"eni-lint/source": kind, "eni-lint/locationPrecision": located.precision}
    if kind in CAPTURED:
        own = {"accountId": scope.account, "region": scope.region}
        properties |= {name: value for name, value in own.items() if value}
    if isinstance(outcome, Finding):
        told = {
            "eni-lint/subject": outcome.subject.identity or outcome.subject.address,
            "eni-lint/digest": outcome.digest,
            "eni-lint/remediation": outcome.remedy,
            "eni-lint/waiver": outcome.waiver,
        }
        return properties | {name: text for name, text in told.items() if text}
    if isinstance(outcome, UndecidedOutcome):
        return properties | {"eni-lint/undetermined": {"reason": outcome.reason, "detail": outcome.detail}}
    return properties
