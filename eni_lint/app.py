"""The whole flow on one screen, and the public Python API: a request in, a report out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint import __version__
from eni_lint.catalog.describe import from_describe
from eni_lint.catalog.load import load_catalog
from eni_lint.config.settings import Settings
from eni_lint.documents.collector import collector_paused
from eni_lint.engine.baseline import Baseline, absent
from eni_lint.engine.baseline_file import read_baseline
from eni_lint.engine.changed import Changed
from eni_lint.engine.choose import Choice, is_wanted
from eni_lint.engine.evaluate import evaluate
from eni_lint.engine.headroom import headroom_of
from eni_lint.engine.laid import STAMPS, Account, lay_over, notes_on
from eni_lint.engine.since import changed_since, narrowed
from eni_lint.engine.suppress import Suppressor
from eni_lint.engine.variants import merge
from eni_lint.engine.waivers import Waivers, read_waivers
from eni_lint.errors import EniLintError, SourceError
from eni_lint.reporters.report import Configured, Report, ScopeReport
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.accounts import read_accounts
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import CAN_READ, read_scopes
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eni_lint.catalog.load import BundledCatalog
    from eni_lint.engine.bind import BoundRule
    from eni_lint.engine.evaluate import Evaluation
    from eni_lint.engine.since import Since
    from eni_lint.findings import Finding, UndecidedOutcome
    from eni_lint.inventory.instance_types import Catalog, InstanceType
    from eni_lint.inventory.variant import Variant
    from eni_lint.sources.accounts import Snapshots


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to check: paths (files, folders, ``-`` for standard input), how to read them, by which settings."""

    paths: list[str]
    reading: ReadOptions = ReadOptions()
    settings: Settings = Settings()
    allow_empty: bool = False
    keep_passes: bool = False
    waivers: list[str] = []  # files of waivers, beside those of the configuration
    diff_base: str = ""
    baseline: str = ""  # its path; that of the settings when empty, none at all with no_baseline
    no_baseline: bool = False
    over: list[str] = []  # snapshots of the account that documents are laid over
    snapshot_max_age: timedelta = timedelta(hours=24)
    changes_only: bool = False  # leave out what a plan finds and leaves as it was


def run(request: Request) -> Report:
    """Check everything that the request names.

    Raises UsageError, ConfigError or RuleFileError before any input is read. An input that cannot be read is part of the
    report, and the others are checked all the same.
    """
    # Held off over reading and checking alike: inventories hold no rings.
    with collector_paused():
        return _run(request)


def _run(request: Request) -> Report:
    started = datetime.now(UTC)
    choice = Choice(load_rulebook(), request.settings)
    reading = msgspec.structs.replace(request.reading, wanted=is_wanted(request.settings))
    since = changed_since(request.diff_base, Path.cwd()) if request.diff_base else None
    suppressor = Suppressor(choice.rulebook, _waivers(request))
    known = _baseline(request, choice)
    catalog = load_catalog()
    scopes: list[ScopeReport] = []
    unreadable: list[EniLintError] = []
    notes: list[str] = []
    account: Account | None = None
    if request.over:
        snapshots = read_accounts(request.over, request.snapshot_max_age)
        unreadable += snapshots.faults
        notes += snapshots.notes
        account = _account(snapshots, catalog)
    for read in read_scopes(request.paths, reading):
        if isinstance(read, Scope):
            mark = partial(suppressor.apply, scope=len(scopes))
            done = check(read, choice.at(read.name), catalog, keep_passes=request.keep_passes, account=account, mark=mark)
            done = compared(done, known) if known else done
            done = of_changes(done, read, choice.at(read.name)) if request.changes_only else done
            done = of_recent(done, since) if since else done
            scopes.append(msgspec.structs.replace(done, account_name=request.settings.accounts.get(done.account, "")))
        else:
            unreadable.append(read)
    if not scopes and not unreadable and not request.allow_empty:
        unreadable.append(SourceError("there is nothing to check", where=", ".join(request.paths), do=CAN_READ))
    remarks = suppressor.remarks()
    if known is not None and scopes:
        gone = known.gone(rule.id for rule in choice.all()) if not unreadable else []
        scopes[0] = msgspec.structs.replace(scopes[0], absent=absent(gone))
        remarks.setdefault(-1, []).extend(known.remarks)
    return Report(
        version=__version__,
        scopes=[msgspec.structs.replace(scope, remarks=remarks.get(number, [])) for number, scope in enumerate(scopes)],
        remarks=remarks.get(-1, []),
        baseline=known.path if known else "",
        unreadable=unreadable,
        rules=choice.all(),
        configured=configured(choice.rules),
        notes=notes,
        started=started,
        ended=datetime.now(UTC),
    )


def _baseline(request: Request, choice: Choice) -> Baseline | None:
    """Read the baseline to compare with, if there is one."""
    path = request.baseline or request.settings.baseline
    if not path or request.no_baseline:
        return None
    return Baseline(read_baseline(path), path, choice.rulebook)


def compared(report: ScopeReport, known: Baseline) -> ScopeReport:
    """Say of each finding whether the baseline knows it."""
    complete = not (report.faults or report.errored)
    findings = known.compare(report.findings, report.undecided, kind=report.kind, complete=complete)
    return msgspec.structs.replace(report, findings=findings)


def _waivers(request: Request) -> Waivers:
    """Take the waivers of the configuration and of the files that are named."""
    origins = request.settings.origins
    waivers = Waivers(request.settings.waivers, request.settings.file, lambda number: origins.get(f"waivers[{number}]", ""))
    for path in request.waivers:
        waivers += read_waivers(path)
    return waivers


def _account(snapshots: Snapshots, catalog: BundledCatalog) -> Account | None:
    if snapshots.inventory is None:
        return None
    captured = [each for scope in snapshots.scopes for each in _captured_types(scope)[0]]
    snapshots.inventory.catalog = catalog.overlaid(captured) if captured else catalog
    return Account(snapshots.inventory)


def configured(rules: list[BoundRule]) -> dict[str, Configured]:
    """Tell which rules run otherwise than they are shipped."""
    changes = {}
    for bound in rules:
        defaults = bound.rule.defaults()
        parameters = {name: value for name, value in bound.params.items() if value != defaults.get(name)}
        if bound.severity or parameters:
            changes[bound.rule.id] = Configured(severity=bound.severity, parameters=parameters)
    return changes


def check(
    scope: Scope,
    rules: list[BoundRule],
    catalog: BundledCatalog,
    *,
    keep_passes: bool = False,
    account: Account | None = None,
    mark: Callable[..., None] | None = None,
) -> ScopeReport:
    """Run the rules over one scope: one plan, one declared file or one snapshot; laid over an account where one is given.

    ``mark`` applies the suppressions of the run.
    """
    inventory = scope.inventory
    captured, faults = _captured_types(scope)
    inventory.catalog = catalog.overlaid(captured) if captured else catalog
    notes = list(scope.notes)
    if account is not None and scope.kind in STAMPS:
        inventory.catalog = inventory.catalog if captured else account.inventory.catalog
        laid = lay_over(inventory, scope.kind, account, rules, keep_passes=keep_passes)
        result, inventory = laid.result, laid.inventory
        notes += notes_on(laid)
    else:
        result = evaluate(inventory, rules, keep_passes=keep_passes)
        if account is not None:
            notes.append(f"A snapshot says nothing about {scope.kind}: it is checked on its own.")
    if scope.variants is not None and account is None:
        result = merge(result, inventory, _evaluated(scope.variants(), rules, inventory.catalog or catalog), rules)
    if mark is not None:
        mark(result, scope.inventory, scope.documents, rules, complete=not (scope.faults or faults))
    return ScopeReport(
        name=scope.name,
        kind=scope.kind,
        documents=scope.documents,
        findings=result.findings,
        undecided=result.undecided,
        errored=result.errored,
        passed=result.passed,
        passes=result.passes,
        inapplicable=result.inapplicable,
        objects=len(scope.inventory),
        notes=notes,
        account=scope.account,
        region=scope.region,
        faults=[*scope.faults, *faults],
        headroom=headroom_of(inventory),
    )


def _evaluated(variants: Iterator[Variant], rules: list[BoundRule], catalog: Catalog) -> Iterator[tuple[Variant, Evaluation]]:
    """Run the rules over each variant of a template, one inventory at a time."""
    for variant in variants:
        variant.inventory.catalog = catalog
        yield variant, evaluate(variant.inventory, rules)


def of_changes(report: ScopeReport, scope: Scope, rules: list[BoundRule]) -> ScopeReport:
    """Leave out of a report what concerns nothing that the plan changes. All counts where there is no plan."""
    inventory = scope.inventory
    if inventory.before is None or scope.kind == "terraform-state":
        note = "This is no plan, so that everything counts, and not only changes."
        return msgspec.structs.replace(report, notes=[*report.notes, note])
    changed = Changed(inventory, rules)
    findings = [finding for finding in report.findings if changed.concerns(finding)]
    undecided = [outcome for outcome in report.undecided if changed.leaves_open(outcome)]
    return _narrowed(report, findings, undecided, "resources that this plan does not change")


def of_recent(report: ScopeReport, since: Since) -> ScopeReport:
    """Leave out of a report what concerns nothing that changed since a revision."""
    return _narrowed(report, *narrowed(report.findings, report.undecided, since), f"what has not changed since {since.revision}")


def _narrowed(report: ScopeReport, findings: list[Finding], undecided: list[UndecidedOutcome], concerned: str) -> ScopeReport:
    left_out, notes = len(report.findings) - len(findings), report.notes
    if left_out:
        them = f"{left_out:,} findings" if left_out > 1 else "1 finding"
        notes = [*notes, f"{them} on {concerned} {'were' if left_out > 1 else 'was'} left out."]
    left_out += report.left_out
    return msgspec.structs.replace(report, findings=findings, undecided=undecided, notes=notes, left_out=left_out)


def _captured_types(scope: Scope) -> tuple[list[InstanceType], list[EniLintError]]:
    """Read the DescribeInstanceTypes records that a snapshot holds; a bad one does not lose the others."""
    types: list[InstanceType] = []
    faults: list[EniLintError] = []
    for record in scope.instance_types:
        try:
            types.append(from_describe(record))
        except SourceError as fault:
            faults.append(fault)
    return types, faults
