"""The report in Markdown: for pull requests and for the summaries of steps."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from eni_lint.findings import Severity
from eni_lint.reporters.alike import by_fact, in_order
from eni_lint.reporters.counting import counting, hidden, open_questions, remarks
from eni_lint.reporters.entries import spot_of
from eni_lint.reporters.harmless import in_code, in_markdown, in_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.errors import EniLintError
    from eni_lint.findings import Finding
    from eni_lint.reporters.report import Report

ROOM = 60_000  # characters: a comment of GitHub takes 65,536
FACTS = 20
TOLD = 50  # faults, crashes and notes
LONGEST = 4_000  # characters of one row


def write_markdown(report: Report, stream: TextIO) -> None:
    """Write the report, the gravest findings first; what a comment has no room for is counted."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    text = "\n".join(_lines(report)) + "\n"
    stream.write(text.encode(encoding, "xmlcharrefreplace").decode(encoding))


def _lines(report: Report) -> Iterator[str]:
    findings = in_order(finding for scope in report.scopes for finding in counting(scope))
    findings.sort(key=lambda finding: -finding.severity.rank)
    yield f"## eni-lint: {_headline(report, findings)}"
    yield ""
    after = [*_missing(report), *_undecided(report), *_remarks(report), *_notes(report), *_footer(report)]
    room = ROOM - sum(len(line) + 1 for line in after)
    if findings:
        yield from _table(findings, room)
    yield from after


def _headline(report: Report, findings: Sequence[Finding]) -> str:
    counts = Counter(finding.severity for finding in findings)
    if not report.scopes:
        return "nothing was checked"
    found = [_count(counts[severity], severity.value) for severity in Severity if counts[severity]]
    return ", ".join([*(found or ["no problems found"]), *hidden(report)])


def _table(findings: Sequence[Finding], room: int) -> Iterator[str]:
    yield "| | Rule | Where | What and fix |"
    yield "| --- | --- | --- | --- |"
    for index, finding in enumerate(findings):
        row = _row(finding)
        room -= len(row) + 1
        if room < 0:
            yield ""
            yield f"... and {_count(len(findings) - index, 'finding')} more, which this report has no room for."
            break
        yield row
    yield ""


def _row(finding: Finding) -> str:
    spot = spot_of(finding.at)
    where = f"{spot.path}:{spot.line}" if spot.line else spot.path
    told = in_markdown(finding.message)
    if finding.remedy:
        told += f"<br>**Fix:** {'<br>'.join(in_markdown(line) for line in finding.remedy.strip().splitlines())}"
    if len(told) > LONGEST:
        told = "(too long for this report)"
    place = f"{in_code(where[-LONGEST:])}<br>{in_code(finding.subject.address[:LONGEST])}"
    return f"| {finding.severity.value} | {in_code(finding.rule_id)} | {place} | {told} |"


def _missing(report: Report) -> list[str]:
    faults = [fault for scope in report.scopes for fault in scope.faults]
    lines = [_item("unreadable", _fault(fault)) for fault in report.unreadable]
    lines += [_item("incomplete", _fault(fault)) for fault in faults]
    lines += [
        _item("crashed", f"The check {in_code(crash.rule_id)} crashed on {in_code(crash.subject)}: {in_markdown(crash.error)}")
        for scope in report.scopes
        for crash in scope.errored
    ]
    return _section("Not checked", lines)


def _fault(fault: EniLintError) -> str:
    told = "; ".join(in_markdown(part) for part in (fault.what, fault.do) if part)
    return f"{in_code(fault.where)}: {told}" if fault.where else told


def _undecided(report: Report) -> list[str]:
    groups = by_fact(outcome for scope in report.scopes for outcome in open_questions(scope))
    lines = [f"- {_count(len(group), 'verdict')}: {in_markdown(_cut(group[0].detail))}" for group in groups[:FACTS]]
    if len(groups) > FACTS:
        lines.append(f"- ... and {len(groups) - FACTS} other missing facts")
    return _section("Undecided", lines)


def _remarks(report: Report) -> list[str]:
    lines = [f"- {in_code(_cut(r.where))}: {in_markdown(_cut(f'{r.what} {r.do}'))}" for r in remarks(report)]
    return _section("Suppressions", lines)


def _notes(report: Report) -> list[str]:
    notes = dict.fromkeys([*report.notes, *(note for scope in report.scopes for note in scope.notes)])
    return _section("Notes", [f"- {in_markdown(_cut(note))}" for note in notes])


def _section(title: str, lines: Sequence[str]) -> list[str]:
    if not lines:
        return []
    more = [f"- ... and {len(lines) - TOLD} more"] if len(lines) > TOLD else []
    return [f"### {title}", "", *lines[:TOLD], *more, ""]


def _item(label: str, text: str) -> str:
    return f"- **{label}** {text if len(text) <= LONGEST else '(too long for this report)'}"


def _cut(text: str) -> str:
    line = in_text(text)
    return line if len(line) <= LONGEST // 10 else f"{line[: LONGEST // 10]} ..."


def _footer(report: Report) -> list[str]:
    objects = sum(scope.objects for scope in report.scopes)
    checked = f"{_count(len(report.rules), 'rule')} on {_count(objects, 'object')} of {_count(len(report.scopes), 'input')}"
    return [f"eni-lint {report.version}: {checked}, exit status {report.exit_status}."]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
