"""How often each rule found something: the overview that a long list does not give."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report


def write_statistics(report: Report, stream: TextIO, _options: Options) -> None:
    """Write a line for each rule that found something or could not tell, the most frequent findings first."""
    findings = [finding for scope in report.scopes for finding in scope.findings]
    waived = Counter(f.rule_id for f in findings if not f.counts)
    found = Counter(f.rule_id for f in findings if f.counts)
    open_ = Counter(doubt.rule_id for scope in report.scopes for doubt in scope.undecided)
    gravest = {f.rule_id: f.severity for f in sorted(findings, key=lambda f: f.severity.rank)}
    titles = {rule.id: rule for rule in report.rules}
    rows = []
    for rule_id in {*found, *waived, *open_}:
        severity = gravest.get(rule_id) or (titles[rule_id].severity if rule_id in titles else None)
        rows.append((rule_id, severity, found[rule_id], waived[rule_id], open_[rule_id]))
    rows.sort(key=lambda row: (-row[2], -(row[1].rank if row[1] else 0), -row[4], row[0]))
    if not rows:
        stream.write("No rule found anything.\n")
        return
    stream.write(f"{'FOUND':>7} {'WAIVED':>7} {'UNDECIDED':>9}  {'SEVERITY':<8} RULE\n")
    for rule_id, severity, count, known, doubts in rows:
        numbers = [f"{number:,}" if number else "-" for number in (count, known, doubts)]
        stream.write(f"{numbers[0]:>7} {numbers[1]:>7} {numbers[2]:>9}  {severity.value if severity else '':<8} {rule_id}\n")
    totals = [f"{count.total():,}" for count in (found, waived, open_)]
    stream.write(f"{totals[0]:>7} {totals[1]:>7} {totals[2]:>9}  in all, of {len(report.rules)} rules\n")
