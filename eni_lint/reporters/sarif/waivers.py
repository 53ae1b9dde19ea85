"""Waivers that hold, as suppressions: the only ones that are written, because some readers heed any entry."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sarif_om as om

from eni_lint.reporters.sarif.locations import SOURCES
from eni_lint.reporters.sarif.serialise import Suppression

if TYPE_CHECKING:
    from eni_lint.findings import Suppression as Waiver
    from eni_lint.reporters.sarif.uris import Uris

_WHERE = re.compile(r"(?P<path>.+?):(?P<line>[1-9]\d*)(?::(?P<column>[1-9]\d*))?", re.DOTALL)


def suppressions(waiver: Waiver, uris: Uris) -> list[Any]:
    """Write the waiver of a finding. The standard wants such a list on all results of a run, or on none."""
    told = {"expires": waiver.until.isoformat() if waiver.until else "", "owner": waiver.owner, "ticket": waiver.ticket}
    match = _WHERE.fullmatch(waiver.where)
    if not match and waiver.where:
        told["where"] = waiver.where
    make: Any = Suppression  # attrs reads the fields of a class without types, mypy does not
    return [
        make(
            kind=waiver.kind,
            status="accepted",
            justification=waiver.reason or "No reason is given.",
            location=_location(match, uris) if match else None,
            properties={name: text for name, text in told.items() if text} or None,
        )
    ]


def _location(match: re.Match[str], uris: Uris) -> Any:
    return om.Location(
        physical_location=om.PhysicalLocation(
            artifact_location=om.ArtifactLocation(uri=uris.of(match["path"]), uri_base_id=SOURCES),
            region=om.Region(start_line=int(match["line"]), start_column=int(match["column"]) if match["column"] else None),
        )
    )
