"""How a report is to look."""

from __future__ import annotations

from pathlib import Path

import msgspec


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the command line says about reports.

    ``verbose`` shows every finding and everything undecided on its own, ``quiet`` leaves the summary and the notes out.
    ``color`` is ``auto``, ``always`` or ``never``. ``width`` in columns goes before the terminal's own. Paths in SARIF are
    relative to ``root``, which is the working directory unless told. ``sarif_include`` names what SARIF is to hold beside
    findings and what could not be told: ``pass``, ``not-applicable``, ``absent``. With ``undetermined_notes``, SARIF for GitHub
    tells as a note what could not be told. ``anchor`` is the file that it points at where a plan's sources are not known.
    """

    verbose: bool = False
    quiet: bool = False
    color: str = "auto"
    width: int | None = None
    root: Path = Path()
    sarif_include: frozenset[str] = frozenset()
    undetermined_notes: bool = False
    anchor: str = ""
