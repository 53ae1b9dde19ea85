"""CSV for spreadsheets: a row for each finding, each undecided verdict, and each thing that was not checked."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, TextIO

from eni_lint.reporters.alike import in_order
from eni_lint.reporters.entries import spot_of
from eni_lint.reporters.harmless import in_cell

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.origin import Origin, Place
    from eni_lint.reporters.report import Report, ScopeReport

COLUMNS = (
    *("verdict", "severity", "rule", "title", "message", "fix", "address", "identity"),
    *("path", "line", "column", "pointer", "scope", "account", "region", "fingerprint", "document"),
)
Row = dict[str, str | int | None]


def write_csv(report: Report, stream: TextIO) -> None:
    """Write the report as CSV, every cell in quotes and none of them a formula."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in _rows(report):
        cells = (_cell(row.get(column)) for column in COLUMNS)
        writer.writerow([cell.encode(encoding, "backslashreplace").decode(encoding) for cell in cells])


def _cell(value: str | int | None) -> str:
    return in_cell(value) if isinstance(value, str) else "" if value is None else str(value)


def _rows(report: Report) -> Iterator[Row]:
    for scope in report.scopes:
        own: Row = {"scope": scope.name, "account": scope.account, "region": scope.region}
        yield from (row | own for row in _of_scope(scope))
    for fault in report.unreadable:
        yield {"verdict": "unreadable", "message": fault.what, "fix": fault.do, "path": fault.where}


def _of_scope(scope: ScopeReport) -> Iterator[Row]:
    for finding in in_order(scope.findings):
        yield {
            "verdict": "suppressed" if finding.suppression else "known" if not finding.counts else "fail",
            "severity": finding.severity.value,
            "rule": finding.rule_id,
            "title": finding.title,
            "message": finding.message,
            "fix": finding.remedy,
            "fingerprint": finding.fingerprint,
            **_where(finding.at, finding.subject),
        }
    for outcome in sorted(scope.undecided, key=lambda o: (o.rule_id, o.subject.address, o.detail, o.fingerprint)):
        yield {
            "verdict": "suppressed" if outcome.suppression else "undecided",
            "rule": outcome.rule_id,
            "title": outcome.title,
            "message": outcome.detail,
            "fingerprint": outcome.fingerprint,
            **_where(outcome.subject.place(), outcome.subject),
        }
    for crash in sorted(scope.errored, key=lambda c: (c.rule_id, c.subject, c.error)):
        yield {"verdict": "crashed", "rule": crash.rule_id, "message": crash.error, "address": crash.subject}
    for fault in scope.faults:
        yield {"verdict": "incomplete", "message": fault.what, "fix": fault.do, "path": fault.where}


def _where(place: Place, subject: Origin) -> Row:
    spot = spot_of(place)
    return {
        "address": subject.address,
        "identity": subject.identity or subject.address,
        "path": spot.path,
        "line": spot.line,
        "column": spot.column,
        "pointer": spot.pointer,
        "document": spot.document,
    }
