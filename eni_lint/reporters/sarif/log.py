"""The log: one run for each scope, and one for each input that cannot be read."""

from __future__ import annotations

import json
import re
from collections import Counter
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO
from uuid import NAMESPACE_URL, uuid5

import msgspec
import sarif_om as om

from eni_lint.documents.collector import collector_paused
from eni_lint.reporters.clock import times
from eni_lint.reporters.sarif.evidence import CAPTURED, REDACTED, UNKNOWN
from eni_lint.reporters.sarif.locations import BASES, SOURCES, Artifacts
from eni_lint.reporters.sarif.notifications import nothing_checked, of_fault, of_remark, of_scope
from eni_lint.reporters.sarif.provenance import provenance
from eni_lint.reporters.sarif.results import Inapplicable, Outcome, Speech, results
from eni_lint.reporters.sarif.rules import HOME, descriptor, notices
from eni_lint.reporters.sarif.serialise import Ready, RunParts, plain, write_log
from eni_lint.reporters.sarif.taxonomies import Taxonomies
from eni_lint.reporters.sarif.uris import Uris

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
    # Results hold no rings, and there are many of them.
    with collector_paused():
        write_log(stream, Log(report, options).runs())


class Log:
    """What the runs of one log share."""

    def __init__(self, report: Report, options: Options) -> None:
        self.report = report
        self.uris = Uris(options.root)
        self.root = options.root.resolve()
        self.ids: set[str] = set()
        self.options = options
        rules = sorted(report.rules, key=lambda rule: rule.id)
        self.taxonomies = Taxonomies(rules)
        self.rule_index = {rule.id: index for index, rule in enumerate(rules)}
        self.rules = Ready([plain(self.describe(rule)) for rule in rules])
        self.overrides = Ready([plain(made) for made in overrides(report, self.rule_index)])
        self.provenance = self._provenance()
        self.speech = Speech(
            rule_index=self.rule_index,
            uris=self.uris,
            baseline=bool(report.baseline),
            severities={rule.id: rule.severity for rule in rules},
        )
        self.notices = Ready([plain(notice) for notice in notices()])
        self.started, self.ended = times(report)

    def describe(self, rule: Rule) -> Any:
        """Describe a rule, as this sort of log wants it."""
        return descriptor(rule, self.taxonomies)

    def hide(self, text: str) -> str:
        """Hide what the report hides, in texts that are not of the report."""
        return self.report.redaction.hide(text) if self.report.redaction else text

    def _provenance(self) -> Ready | None:
        made = provenance(self.root, self.hide)
        return Ready([plain(told) for told in made]) if made else None

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
        if scope is self.report.scopes[0]:  # what belongs to no input is told once
            told += [of_remark(remark, self.uris, self.rule_index) for remark in self.report.remarks]
        identity = self.scope_id(scope)
        run = self.run(identity, told, successful=not scope.errored, scope=scope)
        if self.report.baseline:
            run.baseline_guid = self._baseline_guid(identity)
        made = results(scope, artifacts, self.speech, self._more(scope))
        return RunParts(run, made, lambda: self._rest(artifacts), artifacts.listed)

    def _more(self, scope: ScopeReport) -> list[Outcome]:
        """Give the outcomes that are written on demand only."""
        wanted, more = self.options.sarif_include, list[Outcome]()
        if "pass" in wanted:
            more += scope.passes or ()
        if "not-applicable" in wanted:
            titles = {rule.id: rule.title for rule in self.report.rules}
            more += [
                Inapplicable(rule_id=name, title=titles[name], fingerprint=sha256(f"{name}\x1fnone".encode()).hexdigest())
                for name in scope.inapplicable or ()
            ]
        if "absent" in wanted:
            more += [gone for gone in scope.absent if gone.rule_id in self.rule_index]
        return more

    def _rest(self, artifacts: Artifacts) -> Any:
        hidden = self.report.redaction.tokens.values() if self.report.redaction else ()
        tokens = sorted({*hidden, *([REDACTED] if artifacts.hid else [])})
        return {"originalUriBaseIds": artifacts.bases()} | ({"redactionTokens": tokens} if tokens else {})

    def _baseline_guid(self, identity: str) -> str:
        """Name the run of the baseline: by what the baseline holds, because it keeps no run of its own."""
        path = Path(self.report.baseline)
        held = path.read_bytes() if path.is_file() else self.report.baseline.encode("utf-8", "surrogateescape")
        return str(uuid5(NAMESPACE, f"{identity}\x1f{sha256(held).hexdigest()}"))

    def _fault_run(self, fault: EniLintError) -> RunParts:
        """Make the run of an input that cannot be read: unsuccessful, so that nobody takes it for clean."""
        where = re.sub(r"(:\d+)+$", "", fault.where)
        notice = of_fault(fault, "input-unreadable", "error", self.uris)
        return self._empty_run(self._own_id("unreadable", where), notice, successful=False)

    def _empty_run(self, identity: str, notice: Any, *, successful: bool) -> RunParts:
        run = self.run(identity, [notice], successful=successful, scope=None)
        bases = {SOURCES: om.ArtifactLocation(description=om.Message(text=BASES[SOURCES]))}
        return RunParts(run, (), lambda: {"originalUriBaseIds": bases})

    def run(self, identity: str, told: list[Any], *, successful: bool, scope: ScopeReport | None) -> Any:
        """Make a run without its results; one of no scope ran no rules."""
        return om.Run(
            tool=om.Tool(
                driver=om.ToolComponent(
                    name="eni-lint",
                    full_name="eni-lint, a linter for AWS network interfaces",
                    organization="eni-lint",
                    semantic_version=self.report.version,
                    version=self.report.version,
                    information_uri=HOME,
                    rules=self.rules if scope else [],
                    notifications=self.notices,
                    supported_taxonomies=self.taxonomies.supported() if scope else None,
                )
            ),
            taxonomies=self.taxonomies.listed() if scope else None,
            # What was captured is of no repository.
            version_control_provenance=self.provenance if scope and scope.kind not in CAPTURED else None,
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
                    rule_configuration_overrides=self.overrides if scope and self.overrides.data else None,
                )
            ],
            column_kind="unicodeCodePoints",  # what Python counts
            properties=run_properties(scope) | {"eni-lint/configHash": config_hash(self.report)} if scope else None,
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
        return self._unique(f"eni-lint/{sort}/{slug({'-': 'stdin', '.': 'root'}.get(name, name))}", name)

    def _unique(self, identity: str, name: str) -> str:
        """End an id with the slash that makes all of it the category, and tell it apart from those that read alike."""
        if _mangled(identity) in self.ids:
            identity = f"{identity}-{sha256(name.encode('utf-8', 'surrogateescape')).hexdigest()[:8]}"
        while _mangled(identity) in self.ids:  # one name twice
            identity += "-again"
        self.ids.add(_mangled(identity))
        return f"{identity}/"


def overrides(report: Report, rule_index: dict[str, int]) -> list[Any]:
    """Tell what the configuration changes of rules; their descriptors keep what they are shipped with."""
    severities = {rule.id: rule.severity for rule in report.rules}
    return [
        om.ConfigurationOverride(
            configuration=om.ReportingConfiguration(
                level=(told.severity or severities[name]).value, parameters=dict(told.parameters) or None
            ),
            descriptor=om.ReportingDescriptorReference(id=name, index=rule_index[name]),
        )
        for name, told in sorted(report.configured.items())
        if name in rule_index
    ]


def config_hash(report: Report) -> str:
    """Hash what decides which rules run and how."""
    told = {name: msgspec.to_builtins(made) for name, made in sorted(report.configured.items())}
    data = [sorted(rule.id for rule in report.rules), told]
    return sha256(json.dumps(data, sort_keys=True, default=str).encode()).hexdigest()


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
