"""JUnit XML: a test suite for each scope, a test case for each rule.

The format has no schema of its makers. This keeps to what the schemas of Jenkins and of Apache Ant have in common: a test case
holds one outcome at most, and nothing is named that only one consumer knows.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, TextIO

import msgspec

from eni_lint.reporters.alike import in_order
from eni_lint.reporters.counting import counting, open_questions
from eni_lint.reporters.entries import spot_of
from eni_lint.reporters.harmless import in_lines, in_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eni_lint.errors import EniLintError
    from eni_lint.findings import Finding
    from eni_lint.reporters.report import Report, ScopeReport

INPUT = "input"  # the test case that stands for the reading of a scope


class _Case(msgspec.Struct, frozen=True):
    """A test case; ``outcome`` is the name of its element, nothing where it passed."""

    name: str
    outcome: str = ""
    message: str = ""
    sort: str = ""
    text: str = ""


def write_junit(report: Report, stream: TextIO) -> None:
    """Write the report as JUnit XML."""
    suites = [(scope.name, _cases(report, scope)) for scope in report.scopes]
    suites += [(fault.where or INPUT, [_of_faults([fault])]) for fault in report.unreadable]
    every = [case for _, cases in suites for case in cases]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<testsuites name="eni-lint"{_counts(every, skipped=False)}>']
    for name, cases in suites:
        lines.append(f'  <testsuite name="{_attribute(name)}"{_counts(cases)}>')
        lines += [_case(name, case) for case in cases]
        lines.append("  </testsuite>")
    text = "\n".join([*lines, "</testsuites>\n"])
    utf8 = (getattr(stream, "encoding", None) or "utf-8").lower().replace("-", "") == "utf8"
    stream.write(text if utf8 else text.encode("ascii", "xmlcharrefreplace").decode())


def _cases(report: Report, scope: ScopeReport) -> list[_Case]:
    cases = [_of_faults(scope.faults) if scope.faults else _Case(INPUT)]
    found: dict[str, list[Finding]] = {}
    for finding in in_order(counting(scope)):
        found.setdefault(finding.rule_id, []).append(finding)
    for rule in sorted({rule.id for rule in report.rules} | set(found)):
        crashes = [f"'{crash.subject}': {crash.error}" for crash in scope.errored if crash.rule_id == rule]
        details = [f"'{o.subject.address}': {o.detail}" for o in open_questions(scope) if o.rule_id == rule]
        if rule in found:
            cases.append(_of_findings(rule, found[rule], crashes))
        elif crashes:
            cases.append(_Case(rule, "error", f"The check crashed on {len(crashes)}.", "crash", _joined(crashes)))
        elif waived := [f for f in scope.findings if f.rule_id == rule]:
            cases.append(_Case(rule, "skipped", f"Suppressed or known: {len(waived)}, such as {waived[0].message}"))
        elif details:
            # Readers of a skipped test case show its message only.
            cases.append(_Case(rule, "skipped", f"Undecided for {len(details)}: {'; '.join(sorted(details)[:3])}"))
        else:
            cases.append(_Case(rule))
    return cases


def _of_findings(rule: str, findings: Sequence[Finding], crashes: Sequence[str]) -> _Case:
    gravest = max(findings, key=lambda finding: finding.severity.rank)
    more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
    told = [*map(_told, findings), *(f"The check crashed on {crash}" for crash in crashes)]
    return _Case(rule, "failure", f"{gravest.message}{more}", gravest.severity.value, _joined(told))


def _told(finding: Finding) -> str:
    spot = spot_of(finding.at)
    where = f"{spot.path}:{spot.line}:{spot.column}" if spot.line else spot.path
    fix = f"\nfix: {finding.remedy}" if finding.remedy else ""
    return f"{finding.severity.value} {in_text(where)} {in_text(finding.subject.address)}\n{finding.message}{fix}"


def _of_faults(faults: Iterable[EniLintError]) -> _Case:
    told = [str(fault) for fault in faults]
    return _Case(INPUT, "error", told[0], "unreadable", _joined(told))


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(in_lines(text) for text in texts)


def _case(suite: str, case: _Case) -> str:
    head = f'    <testcase name="{_attribute(case.name)}" classname="{_attribute(suite)}" time="0"'
    if not case.outcome:
        return f"{head}/>"
    sort = f' type="{case.sort}"' if case.sort else ""
    inner = f'      <{case.outcome} message="{_attribute(case.message)}"{sort}>{escape(case.text)}</{case.outcome}>'
    return f"{head}>\n{inner}\n    </testcase>"


def _counts(cases: Sequence[_Case], *, skipped: bool = True) -> str:
    told = {"tests": len(cases)}
    told |= {f"{name}s": sum(case.outcome == name for case in cases) for name in ("failure", "error")}
    if skipped:
        told["skipped"] = sum(case.outcome == "skipped" for case in cases)
    return "".join(f' {name}="{number}"' for name, number in told.items()) + ' time="0"'


def _attribute(text: str) -> str:
    return escape(in_text(text))
