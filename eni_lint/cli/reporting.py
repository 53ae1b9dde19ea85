"""The options about what reports tell and hide."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from eni_lint.errors import EniLintError
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.redact import Redactor
    from eni_lint.reporters.report import Report

INCLUDES = ("absent", "not-applicable", "pass")


def reporting_options(command: argparse.ArgumentParser) -> None:
    """Add the options."""
    add = command.add_argument_group("reports").add_argument
    add(
        "--redact",
        action="append",
        default=[],
        metavar="KIND",
        help="hide account, ip or arn in all reports, each behind a token of its own; may be repeated, or joined with commas; "
        "with a secret in ENI_LINT_REDACT_KEY nobody can find out by trying what a token stands for",
    )
    add(
        "--sarif-include",
        action="append",
        default=[],
        metavar="WHAT",
        help=f"write {', '.join(INCLUDES)} into sarif too (not into github-sarif); likewise",
    )
    add(
        "--sarif-undetermined",
        choices=("note",),
        default="",
        help="write what is undecided into github-sarif, as notes",
    )
    add(
        "--sarif-anchor",
        default="",
        metavar="FILE",
        help="the file that github-sarif points at where the Terraform sources of a plan are not known",
    )


def report_options(args: argparse.Namespace) -> Options:
    """Turn the options into those of the reporters."""
    if args.sarif_anchor and not Path(args.sarif_anchor).is_file():
        raise UsageError(f"--sarif-anchor: there is no file {args.sarif_anchor}", do="Name a file of the repository.")
    from eni_lint.reporters.options import Options  # noqa: PLC0415 - --help needs no reporters

    return Options(
        verbose=args.verbose,
        quiet=args.quiet,
        color=args.color,
        sarif_include=frozenset(chosen(args.sarif_include, "--sarif-include", INCLUDES)),
        undetermined_notes=args.sarif_undetermined == "note",
        anchor=args.sarif_anchor,
    )


def chosen(given: list[str], option: str, known: tuple[str, ...]) -> list[str]:
    """Split the values of an option; UsageError for one that there is not."""
    names = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if given and not names:
        raise UsageError(f"{option} names nothing", do=f"It takes {', '.join(known)}.")
    for name in names:
        if name not in known:
            raise UsageError(f"{option}: there is no {name}", do=f"It takes {', '.join(known)}.")
    return names


def redactor_of(args: argparse.Namespace) -> Redactor | None:
    """Make what hides texts; None where nothing is to be hidden."""
    if not args.redact:
        return None
    from eni_lint.reporters.redact import KEY, KINDS, Redactor  # noqa: PLC0415 - only for those who hide something

    kinds = chosen(args.redact, "--redact", KINDS)
    key = os.environ.get(KEY, "")
    if not key and not args.quiet:
        print(f"eni-lint: tokens can be traced back by trying; set {KEY} to a secret to prevent that.", file=sys.stderr)
    return Redactor(kinds, key)


def redacted(report: Report, redactor: Redactor | None) -> Report:
    """Hide what is to be hidden, in all of a report."""
    if redactor is None:
        return report
    from eni_lint.reporters.hidden import hidden  # noqa: PLC0415 - likewise

    return hidden(report, redactor)


def redacted_fault(fault: EniLintError, redactor: Redactor | None) -> EniLintError:
    """Hide what an error tells."""
    if redactor is None:
        return fault
    from eni_lint.reporters.hidden import hidden_fault  # noqa: PLC0415 - likewise

    return hidden_fault(fault, redactor)
