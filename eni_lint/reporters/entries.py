"""What all formats for machines say of a finding's places: path, JSON pointer, lines and columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.reporters.harmless import in_text
from eni_lint.reporters.places import shown_path, sight

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.findings import Finding
    from eni_lint.inventory.origin import Place


class Spot(msgspec.Struct, frozen=True):
    """Where a place is to be found; lines and columns count from 1, the end is exclusive, None where there is none.

    ``path`` is the file that people wrote, where that is known. ``document`` is the one that holds the pointer: a plan that was
    made from that file, or the same.
    """

    path: str
    document: str
    pointer: str
    line: int | None = None
    column: int | None = None
    end_line: int | None = None
    end_column: int | None = None


def spot_of(place: Place) -> Spot:
    """Find where to look for a place."""
    seen = sight(place)
    names = (shown_path(seen.document), shown_path(place.origin.document), seen.pointer)
    span = seen.span
    if span is None:
        return Spot(*names)
    return Spot(*names, span.start_line, span.start_column, span.end_line, span.end_column)


class Paths:
    """Paths as a repository has them: from its root, and by their names below ``external/`` when they are not in there."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._made: dict[str, str] = {}

    def of(self, path: str) -> str:
        """Give the path of a document or of a scope."""
        made = self._made.get(path)
        if made is None:
            made = self._made[path] = self._make(path)
        return made

    def _make(self, path: str) -> str:
        if path in {"", "-", "<stdin>"}:
            return "external/stdin"
        try:
            full = Path(path).resolve()
        except ValueError:  # a name that no file can have
            return f"external/{in_text(path).rpartition('/')[2]}"
        if full.is_relative_to(self._root) and full != self._root:
            return full.relative_to(self._root).as_posix()
        return f"external/{full.name or 'root'}"


def told_apart(findings: Iterable[Finding]) -> Iterator[tuple[Finding, str]]:
    """Give findings with fingerprints that no two share."""
    seen: dict[str, int] = {}
    for finding in findings:
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        yield finding, f"{finding.fingerprint}-{count}" if count > 1 else finding.fingerprint
