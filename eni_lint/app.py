"""The whole flow on one screen, and the public Python API: a request in, a report out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint import __version__
from eni_lint.catalog.describe import from_describe
from eni_lint.catalog.load import load_catalog
from eni_lint.documents.collector import collector_paused
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.errors import EniLintError, SourceError
from eni_lint.reporters.report import Report, ScopeReport
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import CAN_READ, read_scopes
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from eni_lint.catalog.load import BundledCatalog
    from eni_lint.engine.bind import BoundRule
    from eni_lint.inventory.instance_types import InstanceType


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What to check: paths (files, folders, ``-`` for standard input), how to read them, the rules."""

    paths: list[str]
    reading: ReadOptions = ReadOptions()
    select: list[str] = []
    ignore: list[str] = []
    parameters: dict[str, dict[str, Any]] = {}
    allow_empty: bool = False


def run(request: Request) -> Report:
    """Check everything that the request names.

    Raises UsageError or RuleFileError before any input is read. An input that cannot be read is part of the report, and the
    others are checked all the same.
    """
    # Held off over reading and checking alike: inventories hold no rings.
    with collector_paused():
        return _run(request)


def _run(request: Request) -> Report:
    started = datetime.now(UTC)
    rules = bind(load_rulebook(), select=request.select, ignore=request.ignore, parameters=request.parameters)
    catalog = load_catalog()
    scopes: list[ScopeReport] = []
    unreadable: list[EniLintError] = []
    for read in read_scopes(request.paths, request.reading):
        if isinstance(read, Scope):
            scopes.append(check(read, rules, catalog))
        else:
            unreadable.append(read)
    if not scopes and not unreadable and not request.allow_empty:
        unreadable.append(SourceError("there is nothing to check", where=", ".join(request.paths), do=CAN_READ))
    return Report(
        version=__version__,
        scopes=scopes,
        unreadable=unreadable,
        rules=[bound.rule for bound in rules],
        started=started,
        ended=datetime.now(UTC),
    )


def check(scope: Scope, rules: list[BoundRule], catalog: BundledCatalog) -> ScopeReport:
    """Run the rules over one scope: one plan, one declared file or one snapshot."""
    inventory = scope.inventory
    captured, faults = _captured_types(scope)
    inventory.catalog = catalog.overlaid(captured) if captured else catalog
    result = evaluate(inventory, rules)
    return ScopeReport(
        name=scope.name,
        kind=scope.kind,
        documents=scope.documents,
        findings=result.findings,
        undecided=result.undecided,
        errored=result.errored,
        passed=result.passed,
        objects=len(inventory),
        notes=scope.notes,
        account=scope.account,
        region=scope.region,
        faults=[*scope.faults, *faults],
    )


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
