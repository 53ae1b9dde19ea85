"""GitLab's Code Quality report: a list of what is wrong, each with a fingerprint that no two share."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any, TextIO

from eni_lint.findings import Severity
from eni_lint.reporters.alike import in_order
from eni_lint.reporters.counting import counting
from eni_lint.reporters.entries import Paths, spot_of, told_apart
from eni_lint.reporters.harmless import in_text
from eni_lint.reporters.jsontext import json_text

if TYPE_CHECKING:
    from eni_lint.findings import Finding
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report

SEVERITIES = {Severity.ERROR: "critical", Severity.WARNING: "major", Severity.NOTE: "minor"}


def write_gitlab(report: Report, stream: TextIO, options: Options) -> None:
    """Write what failed as a Code Quality report."""
    paths = Paths(options.root)
    issues = [
        _issue(finding, f"{paths.of(scope.name)}\x1f{mark}", paths)
        for scope in report.scopes
        for finding, mark in told_apart(in_order(counting(scope)))
    ]
    stream.write(json_text(issues, getattr(stream, "encoding", None)))


def _issue(finding: Finding, mark: str, paths: Paths) -> dict[str, Any]:
    spot = spot_of(finding.at)
    return {
        "description": in_text(finding.message),
        "check_name": finding.rule_id,
        # One name of an interface in two files gives one fingerprint of ours, and two findings for GitLab.
        "fingerprint": sha256(mark.encode("utf-8", "surrogatepass")).hexdigest(),
        "severity": SEVERITIES[finding.severity],
        "location": {
            "path": in_text(paths.of(spot.path)),
            "lines": {"begin": spot.line or 1},
        },
    }
