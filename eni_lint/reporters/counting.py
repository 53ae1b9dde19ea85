"""What counts of a scope, and what is waived or known: the first is shown to everybody, the rest to those who ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.findings import Finding, Remark, UndecidedOutcome
    from eni_lint.reporters.report import Report, ScopeReport


def counting(scope: ScopeReport) -> list[Finding]:
    """Give the findings that are neither suppressed nor known from the baseline."""
    return [finding for finding in scope.findings if finding.counts]


def open_questions(scope: ScopeReport) -> list[UndecidedOutcome]:
    """Give the undecided verdicts that nobody waived."""
    return [outcome for outcome in scope.undecided if outcome.suppression is None]


def hidden(report: Report) -> list[str]:
    """Say how many findings and open questions do not count, and why: "2 suppressed", "5 known from the baseline"."""
    findings = [finding for scope in report.scopes for finding in scope.findings if not finding.counts]
    waived = sum(1 for finding in findings if finding.suppression is not None)
    waived += sum(1 for scope in report.scopes for outcome in scope.undecided if outcome.suppression is not None)
    known = sum(1 for finding in findings if finding.suppression is None)
    told = [(waived, "suppressed"), (known, "known from the baseline")]
    return [f"{count:,} {what}" for count, what in told if count]


def remarks(report: Report) -> Iterator[Remark]:
    """Give all that is to say of suppressions and of the baseline, once each."""
    seen = set()
    for remark in (*report.remarks, *(remark for scope in report.scopes for remark in scope.remarks)):
        if remark not in seen:
            seen.add(remark)
            yield remark
