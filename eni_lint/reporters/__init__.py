"""Reports for people and for machines, by the name of their format."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TextIO

from eni_lint.reporters.options import Options
from eni_lint.reporters.report import Report, ScopeReport

if TYPE_CHECKING:
    from collections.abc import Mapping

Reporter = Callable[[Report, TextIO, Options], None]


def text(report: Report, stream: TextIO, options: Options) -> None:
    """Write for people."""
    from eni_lint.reporters.text import write_text  # noqa: PLC0415 - the cold path: only the format that is asked for

    write_text(report, stream, options)


def sarif(report: Report, stream: TextIO, options: Options) -> None:
    """Write SARIF 2.1.0 with everything in it."""
    from eni_lint.reporters.sarif import write_sarif  # noqa: PLC0415 - sarif_om takes longer to import than a check to run

    write_sarif(report, stream, options)


REPORTERS: Mapping[str, Reporter] = {"text": text, "sarif": sarif}

__all__ = ["REPORTERS", "Options", "Report", "Reporter", "ScopeReport"]
