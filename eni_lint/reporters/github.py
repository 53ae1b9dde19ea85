"""Annotations of GitHub's workflows: a command a line, the gravest first, because a step shows ten of each sort only."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TextIO

from eni_lint.findings import Severity
from eni_lint.reporters.alike import in_order
from eni_lint.reporters.counting import counting, open_questions, remarks
from eni_lint.reporters.entries import Paths, spot_of
from eni_lint.reporters.harmless import in_lines, in_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.errors import EniLintError
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report

COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
_WHERE = re.compile(r"(?P<path>.*?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?", re.DOTALL)


def write_github(report: Report, stream: TextIO, options: Options) -> None:
    """Write the report as workflow commands."""
    encoding = getattr(stream, "encoding", None) or "utf-8"
    text = "".join(f"{line}\n" for line in _commands(report, options))
    stream.write(text.encode(encoding, "backslashreplace").decode(encoding))


def _commands(report: Report, options: Options) -> Iterator[str]:
    paths = Paths(options.root)
    for fault in report.unreadable:
        yield _of_fault("error", "Input cannot be read", fault, paths)
    for scope in report.scopes:
        for crash in scope.errored:
            yield command("error", f"The check crashed on '{crash.subject}': {crash.error}", title=crash.rule_id)
        for fault in scope.faults:
            yield _of_fault("warning", "Input is incomplete", fault, paths)
    findings = in_order(finding for scope in report.scopes for finding in counting(scope))
    for finding in sorted(findings, key=lambda finding: -finding.severity.rank):
        spot = spot_of(finding.at)
        told = f"{finding.message}\nFix: {finding.remedy}" if finding.remedy else finding.message
        yield command(
            COMMANDS[finding.severity],
            told,
            file=paths.of(spot.path),
            line=spot.line,
            col=spot.column,
            title=f"{finding.title} ({finding.rule_id})",
        )
    for remark in remarks(report):
        match = _WHERE.fullmatch(remark.where)
        path = match["path"] if match and match["line"] else None
        told = f"{remark.what}\n{remark.do}" if remark.do else remark.what
        place = {"file": paths.of(path), "line": match["line"] if match else None} if path else {}
        yield command("warning", told, **place, title=f"Suppression is {remark.kind}")
    undecided = sum(len(open_questions(scope)) for scope in report.scopes)
    if undecided and not options.quiet:
        yield command("notice", f"{undecided:,} verdicts are undecided: a fact is not known.", title="eni-lint")


def _of_fault(name: str, title: str, fault: EniLintError, paths: Paths) -> str:
    match = _WHERE.fullmatch(fault.where)
    path = match["path"] if match else ""
    told = f"{fault.what}\n{fault.do}" if fault.do else fault.what
    file = paths.of(path) if path else None
    return command(
        name, told, file=file, line=match["line"] if match else None, col=match["column"] if match else None, title=title
    )


def command(name: str, message: str, **properties: str | int | None) -> str:
    """Write a workflow command; what is None is left out."""
    told = ",".join(f"{key}={_property(str(value))}" for key, value in properties.items() if value is not None)
    return f"::{name} {told}::{_data(in_lines(message))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(in_text(text)).replace(":", "%3A").replace(",", "%2C")
