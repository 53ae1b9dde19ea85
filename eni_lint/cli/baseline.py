"""``eni-lint baseline create | update | show``: findings that are known and accepted for now."""

from __future__ import annotations

import json
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.app import Request, run
from eni_lint.cli.check import reading_of
from eni_lint.cli.live import snapshots_of
from eni_lint.cli.parser import BASELINE
from eni_lint.cli.settings import settings_of, settle_config
from eni_lint.cli.stdout import put
from eni_lint.engine.baseline import Baseline, Entry, entry_of
from eni_lint.engine.baseline_file import read_baseline, write_baseline
from eni_lint.engine.suppress_dates import today
from eni_lint.errors import UsageError
from eni_lint.reporters.harmless import in_lines, in_text
from eni_lint.rulebook.load import load_rulebook

if TYPE_CHECKING:
    import argparse

    from eni_lint.config.settings import Settings
    from eni_lint.reporters.report import Report

DONE, INCOMPLETE = 0, 3
SUBJECT, REASON = 60, 60  # columns of a table


def create(args: argparse.Namespace) -> int:
    """Write what is found to a new baseline."""
    settings = settings_of(args)
    path = _path(args.output, settings)
    if path.exists() and not args.force:
        raise UsageError(
            f"{path} exists already", do="Bring it up to date with 'eni-lint baseline update', or write it anew with --force."
        )
    report = _run(args, settings)
    day = today()
    entries = [entry_of(f, day) for scope in report.scopes for f in scope.findings if f.suppression is None]
    count = write_baseline(path, entries)
    put(f"{path} holds {_number(count, 'finding')}. 'eni-lint check --baseline {path}' fails on new and changed ones only.\n")
    return _status(report)


def update(args: argparse.Namespace) -> int:
    """Drop what is gone; add what is new when that is asked for."""
    settings = settings_of(args)
    path = _path(args.output, settings)
    entries = read_baseline(str(path))
    report = _run(args, settings)
    known = Baseline(entries, str(path), load_rulebook())
    for scope in report.scopes:
        complete = not (scope.faults or scope.errored)
        known.compare(scope.findings, scope.undecided, kind=scope.kind, complete=complete)
    gone = known.gone(rule.id for rule in report.rules) if not report.unreadable else []
    dropped = {id(entry) for entry in gone}
    kept = [entry for entry in known.unmatched() if id(entry) not in dropped]
    changed = [(entry, finding) for entry, finding in known.taken if entry.digest and entry.digest != finding.digest]
    if args.accept_new:
        day = today()
        kept += [msgspec.structs.replace(e, digest=f.digest, message=f.message) for e, f in known.taken]
        kept += [entry_of(finding, day) for finding in known.fresh]
    else:
        kept += [entry for entry, _ in known.taken]
    count = write_baseline(path, kept)
    put(f"{path} holds {_number(count, 'finding')}: {_number(len(gone), 'entry', 'entries')} dropped.\n")
    for what, found in (("new", len(known.fresh)), ("changed", len(changed))):
        if found:
            put(f"{_number(found, f'{what} finding')} {'accepted' if args.accept_new else 'not accepted (see --accept-new)'}.\n")
    return _status(report)


def show(args: argparse.Namespace) -> int:
    """List the entries."""
    path = Path(args.file) if args.file else _path("", settle_config(args))
    entries = read_baseline(str(path))
    if args.format == "json":
        put(json.dumps([msgspec.to_builtins(entry) for entry in entries], indent=2, ensure_ascii=False) + "\n")
        return DONE
    for entry in entries:
        put(_line(entry))
    put(f"{_number(len(entries), 'finding')}.\n")
    return DONE


def _line(entry: Entry) -> str:
    told = [f"since {entry.first_seen}" if entry.first_seen else "", f"until {entry.until}" if entry.until else "", entry.owner]
    reason = f": {entry.reason[:REASON]}" if entry.reason else ""
    subject = in_text(entry.subject)[:SUBJECT]
    return f"{entry.rule:<40} {subject}  {', '.join(in_text(t) for t in told if t)}{in_text(reason)}".rstrip() + "\n"


def _run(args: argparse.Namespace, settings: Settings) -> Report:
    with snapshots_of(args) as over:
        report = run(
            Request(
                paths=args.paths,
                reading=reading_of(args),
                settings=settings,
                waivers=args.waivers,
                diff_base=args.diff_base,
                over=over,
                snapshot_max_age=timedelta(hours=args.snapshot_max_age),
                no_baseline=True,
            )
        )
    for fault in (*report.unreadable, *(fault for scope in report.scopes for fault in scope.faults)):
        print(f"eni-lint: {in_lines(str(fault))}", file=sys.stderr)
    return report


def _status(report: Report) -> int:
    incomplete = report.unreadable or any(scope.faults or scope.errored for scope in report.scopes)
    return INCOMPLETE if incomplete else DONE


def _path(named: str, settings: Settings) -> Path:
    return Path(named or settings.baseline or BASELINE)


def _number(count: int, noun: str, nouns: str = "") -> str:
    return f"{count:,} {noun if count == 1 else nouns or f'{noun}s'}"
