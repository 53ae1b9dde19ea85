"""Reports for people and for machines, by the name of their format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import TYPE_CHECKING, TextIO

from eni_lint.errors import UsageError
from eni_lint.reporters.options import Options
from eni_lint.reporters.report import Report, ScopeReport

if TYPE_CHECKING:
    from collections.abc import Mapping

Reporter = Callable[[Report, TextIO, Options], None]
Splitter = Callable[[Report, Options, str], Iterator[str]]

# Each function imports its format when it is asked for: sarif_om alone takes longer to import than a check to run.
# ruff: noqa: PLC0415


def text(report: Report, stream: TextIO, options: Options) -> None:
    """Write for people."""
    from eni_lint.reporters.text import write_text

    write_text(report, stream, options)


def sarif(report: Report, stream: TextIO, options: Options) -> None:
    """Write SARIF 2.1.0 with everything in it."""
    from eni_lint.reporters.sarif import write_sarif

    write_sarif(report, stream, options)


def github_sarif(report: Report, stream: TextIO, options: Options) -> None:
    """Write SARIF 2.1.0 as GitHub's code scanning takes it."""
    _write_whole("github-sarif", report, stream, options)


def own_json(report: Report, stream: TextIO, options: Options) -> None:  # noqa: ARG001 - all that it writes is in the report
    """Write eni-lint's own JSON."""
    from eni_lint.reporters.own import write_json

    write_json(report, stream)


def github(report: Report, stream: TextIO, options: Options) -> None:
    """Write annotations of GitHub's workflows."""
    from eni_lint.reporters.github import write_github

    write_github(report, stream, options)


def markdown(report: Report, stream: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write for pull requests."""
    from eni_lint.reporters.markdown import write_markdown

    write_markdown(report, stream)


def junit(report: Report, stream: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write JUnit XML."""
    from eni_lint.reporters.junit import write_junit

    write_junit(report, stream)


def gitlab(report: Report, stream: TextIO, options: Options) -> None:
    """Write GitLab's Code Quality report."""
    from eni_lint.reporters.gitlab import write_gitlab

    write_gitlab(report, stream, options)


def sheet(report: Report, stream: TextIO, options: Options) -> None:  # noqa: ARG001 - likewise
    """Write CSV."""
    from eni_lint.reporters.sheet import write_csv

    write_csv(report, stream)


def asff(report: Report, stream: TextIO, options: Options) -> None:
    """Write findings for Security Hub."""
    _write_whole("asff", report, stream, options)


def github_sarif_files(report: Report, options: Options, encoding: str) -> Iterator[str]:
    """Give the files that hold a report within the limits of GitHub's uploads."""
    from eni_lint.reporters.sarif import github_files

    return github_files(report, options, encoding)


def asff_files(report: Report, options: Options, encoding: str) -> Iterator[str]:
    """Give the files that hold a report, a request of BatchImportFindings each."""
    from eni_lint.reporters.asff import asff_files as files

    return files(report, options, encoding)


def _write_whole(name: str, report: Report, stream: TextIO, options: Options) -> None:
    files = list(islice(SPLITTERS[name](report, options, getattr(stream, "encoding", None) or "utf-8"), 2))
    if len(files) > 1:
        raise UsageError(
            f"the report in the format {name} is too large for one file", do=f"Use --output {name}=FILE, which numbers its files."
        )
    stream.write(files[0])


REPORTERS: Mapping[str, Reporter] = {
    "text": text,
    "sarif": sarif,
    "github-sarif": github_sarif,
    "json": own_json,
    "github": github,
    "markdown": markdown,
    "junit": junit,
    "gitlab": gitlab,
    "csv": sheet,
    "asff": asff,
}
# The formats whose consumers limit what one file may hold.
SPLITTERS: Mapping[str, Splitter] = {"github-sarif": github_sarif_files, "asff": asff_files}

__all__ = ["REPORTERS", "SPLITTERS", "Options", "Report", "Reporter", "ScopeReport"]
