"""``eni-lint check``: run, report, and tell the outcome by the exit status."""

from __future__ import annotations

import os
import sys
from datetime import timedelta
from functools import partial
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, NamedTuple, TextIO

import msgspec

from eni_lint.app import Request, run
from eni_lint.cli.listing import list_files
from eni_lint.cli.live import snapshots_of
from eni_lint.cli.reporting import redacted, redacted_fault, redactor_of, report_options
from eni_lint.cli.settings import settings_of
from eni_lint.cli.stdout import show
from eni_lint.errors import EniLintError, UsageError
from eni_lint.findings import Severity
from eni_lint.reporters import REPORTERS, SPLITTERS, Options
from eni_lint.reporters.harmless import in_lines, in_text
from eni_lint.reporters.statistics import write_statistics
from eni_lint.sources.options import ReadOptions

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from eni_lint.config.settings import Settings
    from eni_lint.reporters.redact import Redactor
    from eni_lint.reporters.report import Report

CLEAN, FINDINGS, INCOMPLETE = 0, 1, 3
WITHOUT_NOTES = ("github", "junit", "gitlab", "csv", "asff")  # formats that have no place for them


def check(args: argparse.Namespace) -> int:
    """Check, write every report that was asked for, and give the exit status. Errors hide what the reports hide."""
    redactor = redactor_of(args)
    try:
        return _check(args, redactor)
    except EniLintError as fault:
        raise redacted_fault(fault, redactor) from None


def _check(args: argparse.Namespace, redactor: Redactor | None) -> int:
    options = report_options(args)
    outputs = [_output(text) for text in args.output]
    settings = settings_of(args)
    if args.list_files:
        return list_files(args.paths, reading_of(args), settings)
    with snapshots_of(args) as over:
        report = run(
            Request(
                paths=args.paths,
                reading=reading_of(args),
                settings=settings,
                allow_empty=args.allow_empty,
                waivers=args.waivers,
                baseline=args.baseline,
                no_baseline=args.no_baseline,
                diff_base=args.diff_base,
                over=over,
                snapshot_max_age=timedelta(hours=args.snapshot_max_age),
                changes_only=args.changes_only,
                keep_passes=bool(options.sarif_include & {"pass", "not-applicable"}),
            )
        )
        return _report(args, report, settings, Writing(outputs, options, redactor))


class Writing(NamedTuple):
    """Where reports go, and what is to be hidden in them."""

    outputs: list[tuple[str, str]]
    options: Options
    redactor: Redactor | None


def _report(args: argparse.Namespace, report: Report, settings: Settings, writing: Writing) -> int:
    options = writing.options
    status = exit_status(report, settings)
    report = redacted(msgspec.structs.replace(report, exit_status=status), writing.redactor)
    reporter = write_statistics if args.statistics and args.format == "text" else REPORTERS[args.format]
    show(lambda stream: reporter(report, stream, options))
    if args.format != "text":
        _say_what_is_missing(report)
    if args.format in WITHOUT_NOTES and not args.quiet:
        for note in dict.fromkeys([*report.notes, *(note for scope in report.scopes for note in scope.notes)]):
            print(f"eni-lint: note: {in_lines(note)}", file=sys.stderr)
    for name, path in writing.outputs:
        write(report, name, path, options)
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary and "github" in {args.format, *(name for name, _ in writing.outputs)}:
        _append(report, summary)
    return status


def reading_of(args: argparse.Namespace) -> ReadOptions:
    """Take from the command line how inputs are to be read."""
    return ReadOptions(
        kind=args.kind,
        source_root=args.source_root,
        use_sources=not args.no_sources,
        var_files=args.var_file,
        variables=_assignments(args.var),
        template_parameters=args.parameters,
        force_exclude=args.force_exclude,
        only_ours=args.only_ours,
    )


def _say_what_is_missing(report: Report) -> None:
    """Tell people what could not be read when the report itself is for machines."""
    for fault in (*report.unreadable, *(fault for scope in report.scopes for fault in scope.faults)):
        print(f"eni-lint: {in_lines(str(fault))}", file=sys.stderr)
    for scope in report.scopes:
        for crash in scope.errored:
            print(
                f"eni-lint: the check {crash.rule_id} crashed on {in_text(crash.subject)}: {in_text(crash.error)}",
                file=sys.stderr,
            )


def exit_status(report: Report, settings: Settings) -> int:
    """Tell the outcome: incomplete goes before findings, and findings before clean."""
    if report.unreadable or any(scope.faults or scope.errored for scope in report.scopes):
        return INCOMPLETE
    if settings.fail_on != "never":
        gate = Severity(settings.fail_on).rank
        if any(finding.counts and finding.severity.rank >= gate for scope in report.scopes for finding in scope.findings):
            return FINDINGS
    if settings.fail_on_undecided and any(o.suppression is None for scope in report.scopes for o in scope.undecided):
        return FINDINGS
    return CLEAN


def write(report: Report, name: str, path: str, options: Options) -> None:
    """Write a report to a file; to out.sarif, out.2.sarif and so on where the format limits what one file may hold."""
    options = msgspec.structs.replace(options, verbose=True, quiet=False, color="never")
    if name not in SPLITTERS:
        _write_file(Path(path), lambda stream: REPORTERS[name](report, stream, options))
        return
    for number, text in enumerate(SPLITTERS[name](report, options, "utf-8"), 1):
        _write_file(numbered(Path(path), number), partial(_put, text))


def numbered(path: Path, number: int) -> Path:
    """Name one of several files: the first one as it was asked for."""
    return path if number == 1 else path.with_name(f"{path.stem}.{number}{path.suffix}")


def _put(text: str, stream: TextIO) -> None:
    stream.write(text)


def _append(report: Report, path: str) -> None:
    """Add the report to the summary of a step, where other steps of the job may have written before."""
    try:
        with Path(path).open("a", encoding="utf-8", newline="\n") as stream:
            REPORTERS["markdown"](report, stream, Options())
    except OSError as fault:
        raise UsageError(
            f"the summary of the step cannot be written: {fault.strerror}",
            where=path,
            do="GITHUB_STEP_SUMMARY must name a file that you may write to.",
        ) from None


def _write_file(named: Path, put: Callable[[TextIO], None]) -> None:
    """Write a file: whole, or not at all. What a link leads to is written, and a device or a pipe is written to, not replaced."""
    target = Path(os.path.realpath(named))
    try:
        if target.exists() and not target.is_file():
            with target.open("w", encoding="utf-8", newline="\n") as stream:
                put(stream)
            return
        temporary = target.with_name(f".eni-lint-{token_hex(8)}")  # short, for names as long as a folder allows
        try:
            with temporary.open("x", encoding="utf-8", newline="\n") as stream:
                put(stream)
            temporary.replace(target)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise UsageError(
            f"the report cannot be written: {fault.strerror}",
            where=str(target),
            do="Name a file in a folder that exists and that you may write to.",
        ) from None


def _output(text: str) -> tuple[str, str]:
    name, equals, path = text.partition("=")
    if not equals or not path or name not in REPORTERS:
        raise UsageError(
            f"--output {text}: expected FORMAT=FILE with one of {', '.join(REPORTERS)}", do="As in --output sarif=out.sarif"
        )
    return name, path


def _assignments(texts: list[str]) -> dict[str, str]:
    """Take ``NAME=VALUE`` apart."""
    found = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise UsageError(f"--var {text}: expected NAME=VALUE", do="As in --var environment=prod")
        found[name.strip()] = value
    return found
