"""The log: one run for each scope, and one for each input that cannot be read."""

from __future__ import annotations

import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from uuid import NAMESPACE_URL, uuid5

import sarif_om as om

from eni_lint.reporters.clock import times
from eni_lint.reporters.sarif.evidence import CAPTURED, UNKNOWN
from eni_lint.reporters.sarif.locations import BASES, SOURCES, Artifacts, Uris
from eni_lint.reporters.sarif.notifications import nothing_checked, of_fault, of_scope
from eni_lint.reporters.sarif.results import results
from eni_lint.reporters.sarif.rules import HOME, descriptor, notices
from eni_lint.reporters.sarif.serialise import Ready, RunParts, plain, write_log

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.errors import EniLintError
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report, ScopeReport
    from eni_lint.rulebook.rule import Rule

NAMESPACE = uuid5(NAMESPACE_URL, HOME)
EXIT = {
    0: "Nothing at or above the fail level.",
    1: "Findings at or above the fail level.",
    2: "The command line, the configuration or a rule file is wrong.",
    3: "Incomplete: an input cannot be read, a check crashed, or there was nothing to check.",
}


def write_sarif(report: Report, stream: TextIO, options: Options) -> None:
    """Write the report as SARIF with all that is known."""
    write_log(stream, Log(report, options).runs())


class Log:
    """What the runs of one log share."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.uris = Uris(options.root)
        self.root = options.root.resolve()
        self.ids: set[str] = set()
        rules = sorted(report.rules, key=lambda rule: rule.id)
        self.rule_index = {rule.id: index for index, rule in enumerate(rules)}
        self.rules = Ready([plain(self.describe(rule)) for rule in rules])
        self.notices = Ready([plain(notice) for notice in notices()])
        self.started, self.ended = times(report)

    @staticmethod
    def describe(rule: Rule) -> Any:
        """Describe a rule, as this sort of log wants it."""
        return descriptor(rule)

    def runs(self) -> Iterator[RunParts]:
        """Make the runs, one at a time."""
        for scope in self.report.scopes:
            yield self._scope_run(scope)
        for fault in self.report.unreadable:
            yield self._fault_run(fault)
        if not self.report.scopes and not self.report.unreadable:
            yield self.nothing(successful=self.report.exit_status == 0)

    def nothing(self, *, successful: bool) -> RunParts:
        """Make the only run of a log that would have none."""
        return self._empty_run("eni-lint/nothing/", nothing_checked(), successful=successful)

    def _scope_run(self, scope: ScopeReport) -> RunParts:
        artifacts = Artifacts(self.uris, scope)
        told = of_scope(scope, self.report.notes, self.uris, self.rule_index)
        run = self.run(
            self.scope_id(scope), told, successful=not scope.errored, rules=self.rules, properties=run_properties(scope)
        )
        return RunParts(run, results(scope, artifacts, self.rule_index), artifacts.listed)

    def _fault_run(self, fault: EniLintError) -> RunParts:
        """Make the run of an input that cannot be read: unsuccessful, so that nobody takes it for clean."""
        where = re.sub(r"(:\d+)+$", "", fault.where)
        notice = of_fault(fault, "input-unreadable", "error", self.uris)
        return self._empty_run(self._own_id("unreadable", where), notice, successful=False)

    def _empty_run(self, identity: str, notice: Any, *, successful: bool) -> RunParts:
        run = self.run(identity, [notice], successful=successful, rules=Ready([]), properties=None)
        bases = {SOURCES: om.ArtifactLocation(description=om.Message(text=BASES[SOURCES]))}
        return RunParts(run, (), lambda: {"originalUriBaseIds": bases})

    def run(self, identity: str, told: list[Any], *, successful: bool, rules: Ready, properties: dict[str, Any] | None) -> Any:
        """Make a run without its results."""
        return om.Run(
            tool=om.Tool(
                driver=om.ToolComponent(
                    name="eni-lint",
                    full_name="eni-lint, a linter for AWS network interfaces",
                    organization="eni-lint",
                    semantic_version=self.report.version,
                    version=self.report.version,
                    information_uri=HOME,
                    rules=rules,
                    notifications=self.notices,
                )
            ),
            automation_details=om.RunAutomationDetails(
                id=identity,
                guid=str(uuid5(NAMESPACE, f"{identity}\x1f{self.started}")),
                correlation_guid=str(uuid5(NAMESPACE, identity)),
            ),
            invocations=[
                om.Invocation(
                    execution_successful=successful,
                    exit_code=self.report.exit_status,
                    exit_code_description=EXIT.get(self.report.exit_status),
                    start_time_utc=self.started or None,
                    end_time_utc=self.ended or None,
                    tool_execution_notifications=told or None,
                )
            ],
            column_kind="unicodeCodePoints",  # what Python counts
            properties=properties,
        )

    def scope_id(self, scope: ScopeReport) -> str:
        """Name the run of a scope: the category of its alerts."""
        if scope.kind in CAPTURED and (scope.account or scope.region):
            return self._unique(f"eni-lint/aws/{slug(scope.account or UNKNOWN)}/{slug(scope.region or UNKNOWN)}", scope.name)
        sort = "plan" if scope.kind == "terraform-plan" else "aws" if scope.kind in CAPTURED else scope.kind
        return self._own_id(slug(sort), scope.name)

    def _own_id(self, sort: str, name: str) -> str:
        path = Path(name)
        if path.is_absolute() and path.is_relative_to(self.root):
            name = path.relative_to(self.root).as_posix()
        return self._unique(f"eni-lint/{sort}/{slug('stdin' if name == '-' else name)}", name)

    def _unique(self, identity: str, name: str) -> str:
        """End an id with the slash that makes all of it the category, and tell it apart from those that read alike."""
        if _mangled(identity) in self.ids:
            identity = f"{identity}-{sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
        while _mangled(identity) in self.ids:  # one name twice
            identity += "-again"
        self.ids.add(_mangled(identity))
        return f"{identity}/"


def slug(text: str) -> str:
    """Make one step of an id out of a name or a path."""
    return re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-.") or "unnamed"


def _mangled(identity: str) -> str:
    """Do to an id what GitHub's upload action does before it compares."""
    return re.sub(r"[^A-Za-z0-9_]", "_", identity).upper()


def run_properties(scope: ScopeReport) -> dict[str, Any]:
    """Count the outcomes of a scope, and name its account and region."""
    severities = Counter(finding.severity.value for finding in scope.findings)
    counts = {name: severities[name] for name in ("error", "warning", "note")}
    counts |= {"undecided": len(scope.undecided), "passed": scope.passed, "objects": scope.objects}
    own = {"eni-lint/accountId": scope.account, "eni-lint/region": scope.region}
    return {"eni-lint/counts": counts, **{name: value for name, value in own.items() if value}}
