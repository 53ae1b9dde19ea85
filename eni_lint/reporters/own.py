"""The report in eni-lint's own JSON: ``schemas/report.schema.json`` describes it, and its format version changes with it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TextIO

import msgspec

from eni_lint.findings import Severity
from eni_lint.reporters.alike import in_order
from eni_lint.reporters.counting import counting, open_questions, remarks
from eni_lint.reporters.entries import spot_of
from eni_lint.reporters.headroom import as_data as headroom_data
from eni_lint.reporters.jsontext import json_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.errors import EniLintError
    from eni_lint.findings import Errored, Finding, Remark, UndecidedOutcome
    from eni_lint.inventory.origin import Origin, Place
    from eni_lint.reporters.report import Report, ScopeReport

FORMAT = 1


def write_json(report: Report, stream: TextIO) -> None:
    """Write the report with all that consumers can build on; no times, so that equal inputs make equal reports."""
    stream.write(json_text(as_data(report), getattr(stream, "encoding", None)))


def as_data(report: Report) -> dict[str, Any]:
    """Give the report as plain data."""
    return {
        "format_version": FORMAT,
        "tool": {"name": "eni-lint", "version": report.version},
        "exit_status": report.exit_status,
        "summary": _summary(report),
        "rules": sorted(rule.id for rule in report.rules),
        "scopes": [_scope(scope) for scope in report.scopes],
        "unreadable": [_fault(fault) for fault in report.unreadable],
        "notes": list(report.notes),
        "remarks": [_remark(remark) for remark in remarks(report)],
        **_baseline(report),
    }


def _baseline(report: Report) -> dict[str, Any]:
    """Tell what the baseline was, and which of its findings are gone."""
    if not report.baseline:
        return {}
    gone = [each for scope in report.scopes for each in scope.absent]
    rows = [{"rule": g.rule_id, "subject": g.subject, "message": g.message, "fingerprint": g.fingerprint} for g in gone]
    return {"baseline": {"path": report.baseline, "absent": rows}}


def _remark(remark: Remark) -> dict[str, Any]:
    """Tell what is to say of a suppression."""
    told = {"kind": remark.kind, "what": remark.what, "where": remark.where, "do": remark.do or None}
    return told | {"rule": remark.rule_id or None}


def _summary(report: Report) -> dict[str, int]:
    severities = Counter(finding.severity for scope in report.scopes for finding in counting(scope))
    waived = sum(1 for scope in report.scopes for finding in scope.findings if finding.suppression is not None)
    waived += sum(1 for scope in report.scopes for outcome in scope.undecided if outcome.suppression is not None)
    return {
        "scopes": len(report.scopes),
        "objects": sum(scope.objects for scope in report.scopes),
        **{f"{severity.value}s": severities[severity] for severity in Severity},
        "suppressed": waived,
        "known": sum(1 for scope in report.scopes for f in scope.findings if f.suppression is None and not f.counts),
        "undecided": sum(len(open_questions(scope)) for scope in report.scopes),
        "passed": sum(scope.passed for scope in report.scopes),
        "errored": sum(len(scope.errored) for scope in report.scopes),
        "faults": sum(len(scope.faults) for scope in report.scopes),
        "unreadable": len(report.unreadable),
    }


def _scope(scope: ScopeReport) -> dict[str, Any]:
    return {
        "name": scope.name,
        "kind": scope.kind,
        "account": scope.account or None,
        **({"account_name": scope.account_name} if scope.account_name else {}),
        "region": scope.region or None,
        "documents": [document.path for document in scope.documents],
        "objects": scope.objects,
        "passed": scope.passed,
        "findings": [_finding(finding) for finding in in_order(scope.findings)],
        "undecided": [_undecided(outcome) for outcome in _sorted(scope.undecided)],
        "errored": [_errored(crash) for crash in sorted(scope.errored, key=lambda c: (c.rule_id, c.subject, c.error))],
        "faults": [_fault(fault) for fault in scope.faults],
        "notes": list(scope.notes),
        **_of_plan(scope),
    }


def _of_plan(scope: ScopeReport) -> dict[str, Any]:
    """Tell what there is to tell of plans only."""
    found: dict[str, Any] = {"headroom": headroom_data(scope.headroom)} if scope.headroom is not None else {}
    return {**found, "left_out": scope.left_out} if scope.left_out else found


def _sorted(outcomes: Iterable[UndecidedOutcome]) -> list[UndecidedOutcome]:
    return sorted(outcomes, key=lambda o: (o.rule_id, o.subject.document.path, o.subject.address, o.detail, o.fingerprint))


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule_id,
        "severity": finding.severity.value,
        "title": finding.title,
        "message": finding.message,
        "fix": finding.remedy or None,
        "subject": _subject(finding.subject),
        **_spot(finding.at),
        "related": [{"caption": r.caption, "subject": _subject(r.place.origin), **_spot(r.place)} for r in finding.related],
        "fingerprint": finding.fingerprint,
        **({"baseline": finding.baseline, "digest": finding.digest} if finding.baseline else {}),
        **_standing(finding),
    }


def _standing(outcome: Finding | UndecidedOutcome) -> dict[str, Any]:
    """Tell of waivers, where there are any."""
    waiver, told = outcome.suppression, dict[str, Any]()
    if waiver is not None:
        told["suppression"] = {
            "kind": waiver.kind,
            "reason": waiver.reason or None,
            "until": waiver.until.isoformat() if waiver.until else None,
            "owner": waiver.owner or None,
            "ticket": waiver.ticket or None,
            "where": waiver.where,
        }
    return {**told, "waiver": outcome.waiver} if outcome.waiver else told


def _undecided(outcome: UndecidedOutcome) -> dict[str, Any]:
    return {
        "rule": outcome.rule_id,
        "title": outcome.title,
        "reason": outcome.reason,
        "detail": outcome.detail,
        "subject": _subject(outcome.subject),
        **_spot(outcome.subject.place()),
        "fingerprint": outcome.fingerprint,
        **_standing(outcome),
    }


def _errored(crash: Errored) -> dict[str, Any]:
    """Tell of a crash without its trace, which names folders of the machine."""
    return {"rule": crash.rule_id, "subject": crash.subject, "error": crash.error}


def _fault(fault: EniLintError) -> dict[str, Any]:
    return {"what": fault.what, "where": fault.where or None, "do": fault.do or None}


def _subject(origin: Origin) -> dict[str, str]:
    return {"address": origin.address, "identity": origin.identity or origin.address}


def _spot(place: Place) -> dict[str, Any]:
    return msgspec.structs.asdict(spot_of(place))
