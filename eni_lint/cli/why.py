"""``eni-lint why SUBJECT PATH...``: every rule that looked at one object, what it said, and what it looked at."""

from __future__ import annotations

import json
import sys
import textwrap
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from eni_lint.app import check
from eni_lint.catalog.load import load_catalog
from eni_lint.cli.check import reading_of
from eni_lint.cli.settings import settings_of
from eni_lint.cli.stdout import put
from eni_lint.engine.choose import Choice
from eni_lint.engine.facts import facts_of, names_of, things, things_named
from eni_lint.errors import UsageError
from eni_lint.reporters.harmless import in_lines, in_text
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.origin import Origin
    from eni_lint.reporters.report import ScopeReport

CLEAN, INCOMPLETE = 0, 3
WIDTH = 120


def why(args: argparse.Namespace) -> int:
    """Print the verdicts on one object of the inputs; exit status 0 whatever they are, 3 where an input could not be read."""
    status, told, known = CLEAN, [], set()
    choice, catalog = Choice(load_rulebook(), settings_of(args)), load_catalog()
    for read in read_scopes(args.paths, reading_of(args)):
        if not isinstance(read, Scope):
            print(f"eni-lint: {in_lines(str(read))}", file=sys.stderr)
            status = INCOMPLETE
            continue
        found = things_named(read.inventory, args.subject)
        if not found:
            known |= {name for thing in things(read.inventory) for name in names_of(thing)}
            continue
        report = check(read, choice.at(read.name), catalog, keep_passes=True)
        told.append(_told(read, found, report))
    if not told:
        near = get_close_matches(args.subject, known, n=3, cutoff=0.4)
        hint = f"Did you mean {' or '.join(near)}?" if near else "Name it as findings do: by its id, address or name."
        raise UsageError(f"there is nothing named {args.subject} in the inputs", do=hint)
    if args.format == "json":
        put(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
    else:
        put("\n".join(line for each in told for line in _lines(each, verbose=args.verbose)) + "\n")
    return status


def _told(scope: Scope, found: list[Any], report: ScopeReport) -> dict[str, Any]:
    origins = {id(thing.origin): thing.origin for thing in found}
    own = {origin.identity or origin.address for origin in origins.values()}

    def is_about(subject: Origin) -> bool:
        return (subject.identity or subject.address) in own

    fails, others = [], []
    for finding in report.findings:
        row = {"rule": finding.rule_id, "severity": finding.severity.value, "says": finding.message, "remedy": finding.remedy}
        if is_about(finding.subject):
            fails.append(row)
        elif any(is_about(related.place.origin) for related in finding.related) or is_about(finding.at.origin):
            others.append(row | {"about": finding.subject.address})
    # An instance and its primary interface go by one name: what failed for one of them is no pass.
    failed = {row["rule"] for row in fails}
    passes = {p.rule_id: p.title for p in report.passes or () if is_about(p.subject) and p.rule_id not in failed}
    return {
        "input": scope.name,
        "subject": found[0].origin.address,
        "facts": _facts(found, scope.inventory),
        "fail": fails,
        "undecided": [{"rule": u.rule_id, "says": u.detail} for u in report.undecided if is_about(u.subject)],
        "pass": [{"rule": rule, "says": title} for rule, title in sorted(passes.items())],
        "part_of": others,
    }


def _facts(found: list[Any], inventory: Inventory) -> dict[str, str]:
    facts: dict[str, str] = {}
    for thing in found:
        facts |= dict(facts_of(thing, inventory))
    return facts


def _lines(told: dict[str, Any], *, verbose: bool) -> Iterator[str]:
    yield f"{in_text(told['subject'])}  {in_text(told['input'])}"
    width = max(map(len, told["facts"]), default=0)
    yield from (f"  {name:<{width}}  {in_text(value)}" for name, value in told["facts"].items())
    yield ""
    for row in told["fail"]:
        yield f"{row['severity']:<9} {row['rule']}"
        yield f"          {in_text(row['says'])}"
    for row in told["part_of"]:
        yield f"{'part of':<9} {row['rule']} of {in_text(row['about'])}"
        yield f"          {in_text(row['says'])}"
    for row in told["undecided"]:
        yield f"undecided {row['rule']}: {in_text(row['says'])}"
    passed = [row["rule"] for row in told["pass"]]
    if verbose:
        yield from (f"passes    {row['rule']} ({row['says']}: no)" for row in told["pass"])
    elif passed:
        text = f"passes    {len(passed)} rules: {', '.join(passed)}"
        yield from textwrap.wrap(text, WIDTH, subsequent_indent=" " * 10, break_on_hyphens=False)
