"""The folder of one account and region while it is collected: beside the old snapshot, which it replaces when whole."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from eni_lint import __version__
from eni_lint.errors import UsageError
from eni_lint.sources.live.manifest import COMPLETE, NAME, PARTIAL, Manifest, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

RESUMABLE = timedelta(hours=1)
"""A snapshot that was cut off longer ago is begun anew: its first answers would be much older than its last."""


class Folder:
    """``final`` is where the snapshot is to be, ``partial`` where it is made."""

    def __init__(self, root: Path, account: str, region: str) -> None:
        self.account, self.region = account, region
        self.final = root / account / region
        self.partial = self.final.with_name(region + PARTIAL)
        self._old = self.final.with_name(f".{region}.old")  # with a dot, so that nobody reads it for a snapshot

    def begin(self) -> Manifest | None:
        """Make the folder; give the manifest of a run that was cut off, whose whole answers are kept. Nothing else is."""
        with on_disk(self.partial):
            self.final.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            kept = self._cut_off()
            if kept is None and self.partial.exists():
                shutil.rmtree(self.partial)
            self.partial.mkdir(exist_ok=True, mode=0o700)
            if kept is not None:
                whole = {record.file for record in kept.calls if record.status == COMPLETE} | {NAME}
                for path in self.partial.iterdir():
                    if path.name not in whole:  # half a file, or an answer that came when the manifest could not say so any more
                        path.unlink()
            return kept

    def _cut_off(self) -> Manifest | None:
        try:
            manifest = read_manifest((self.partial / NAME).read_bytes())
            age = datetime.now(UTC) - datetime.fromisoformat(manifest.started)
        except (OSError, TypeError, ValueError, RecursionError, msgspec.MsgspecError):
            return None
        same = (manifest.account, manifest.region, manifest.tool_version) == (self.account, self.region, __version__)
        return manifest if same and timedelta() <= age < RESUMABLE else None

    def put_in_place(self) -> None:
        """Let the new snapshot take the place of an old one; at no moment are the files of both in one folder."""
        with on_disk(self.final):
            if self._old.exists():
                shutil.rmtree(self._old)
            if self.final.exists():
                self.final.rename(self._old)
            self.partial.rename(self.final)
            if self._old.exists():
                shutil.rmtree(self._old)


@contextmanager
def on_disk(path: Path) -> Iterator[None]:
    """Say that the snapshot cannot be written instead of failing with the machine's own words alone."""
    try:
        yield
    except OSError as fault:
        raise UsageError(
            f"the snapshot cannot be written: {fault.strerror or fault}",
            where=str(path),
            do="Make room, or name a folder that you may write to. What was collected so far is kept for the next run.",
        ) from None
