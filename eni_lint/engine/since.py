"""What changed since a revision: the findings of a run are narrowed to what somebody has just touched."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.engine.extents import Extents
from eni_lint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.findings import Finding, UndecidedOutcome
    from eni_lint.inventory.origin import Origin, Place

_HUNK = re.compile(rb"^@@ -\S+ \+(\d+)(?:,(\d+))? @@", re.MULTILINE)
_WHOLE = [(1, 1 << 60)]

Ranges = list[tuple[int, int]]


class Since(msgspec.Struct, frozen=True, eq=False):
    """The lines of each file, by its real path, that are not as they were: first and last of each run of lines.

    ``kept`` are all files that git keeps: what a build made (a plan, a snapshot) is none of them, and as good as new.
    """

    revision: str
    files: dict[str, Ranges]
    kept: frozenset[str] = frozenset()

    def touches(self, path: str, first: int, last: int) -> bool:
        """Tell whether one of these lines of a file changed, or the file is none that git keeps."""
        real = os.path.realpath(path)
        changed = self.files.get(real, () if real in self.kept else _WHOLE)
        return any(start <= last and first <= end for start, end in changed)

    def has(self, path: str) -> bool:
        """Tell whether a file changed at all, or is none that git keeps."""
        real = os.path.realpath(path)
        return real in self.files or real not in self.kept


def changed_since(revision: str, folder: Path) -> Since:
    """Ask git what changed since a revision in the repository around the folder, new files included.

    Raises UsageError where there is no repository, no git or no such revision.
    """
    top = Path(os.fsdecode(_git(folder, "rev-parse", "--show-toplevel").strip()))
    # A revision is one word for git, never one of its options.
    _git(top, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}", revision=revision)
    said = _git(
        top, "-c", "core.quotePath=false", "diff", "--unified=0", "--no-color", "--no-ext-diff", "--no-renames",
        "--src-prefix=a/", "--dst-prefix=b/", "--end-of-options", revision, "--", revision=revision,
    )  # fmt: skip
    files = _files(said, top)
    files |= dict.fromkeys(_listed(top, "--others", "--exclude-standard"), _WHOLE)
    return Since(revision, files, frozenset(_listed(top)))


def _listed(top: Path, *options: str) -> list[str]:
    names = _git(top, "ls-files", "-z", *options).split(b"\0")
    return [os.path.realpath(top / os.fsdecode(name)) for name in names if name]


def _git(folder: Path, *args: str, revision: str = "") -> bytes:
    try:
        done = subprocess.run(["git", "-C", str(folder), *args], capture_output=True, check=False)  # noqa: S603, S607 - git itself
    except OSError:
        raise UsageError("--diff-base needs git, which cannot be run", do="Install git, or leave --diff-base out.") from None
    if done.returncode:
        if revision:
            raise UsageError(
                f"--diff-base: there is no revision {revision} here",
                do="Fetch it first: a build server's checkout often holds one commit only (fetch-depth: 0).",
            )
        raise UsageError("--diff-base: this folder is in no git repository", do="Run eni-lint in a checkout.")
    return done.stdout


def _files(said: bytes, top: Path) -> dict[str, Ranges]:
    files: dict[str, Ranges] = {}
    for part in re.split(rb"^diff --git ", said, flags=re.MULTILINE)[1:]:
        name = re.search(rb'^\+\+\+ (?:b/(.*?)|"b/(.*)")\t?$', part, re.MULTILINE)
        if name is None:
            continue  # deleted, or binary
        plain = name[1] if name[1] is not None else name[2].replace(b'\\"', b'"').replace(b"\\\\", b"\\")
        runs = [(int(first), int(first) + max(1, int(count or 1)) - 1) for first, count in _HUNK.findall(part)]
        files[os.path.realpath(top / os.fsdecode(plain))] = runs
    return files


def narrowed(
    findings: Sequence[Finding], undecided: Sequence[UndecidedOutcome], since: Since
) -> tuple[list[Finding], list[UndecidedOutcome]]:
    """Keep what is said about what changed.

    A finding is kept when any of its places changed, since a change here can be what is wrong there.
    """
    extents = Extents()

    def is_changed(place: Place) -> bool:
        found = extents.of(place)
        return since.has(place.origin.document.path) if found is None else since.touches(*found)

    return (
        [finding for finding in findings if any(map(is_changed, _places(finding)))],
        [doubt for doubt in undecided if is_changed(doubt.subject.place())],
    )


def _places(finding: Finding) -> list[Place]:
    origins: list[Origin] = [finding.subject, *(related.place.origin for related in finding.related)]
    return [finding.at, *(origin.place() for origin in origins), *(related.place for related in finding.related)]
