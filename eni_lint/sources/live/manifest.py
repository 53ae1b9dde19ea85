"""The manifest of a snapshot: what was asked, and what came of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "snapshot.json"
VERSION = 1
PARTIAL = ".partial"
"""What the folder of a snapshot ends in while it is made."""

COMPLETE, DENIED, FAILED, UNAVAILABLE = "complete", "denied", "failed", "unavailable"


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """Why a call gave no answer, in AWS's words."""

    code: str
    message: str


class CallRecord(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One operation: ``file`` holds its answer when the status is complete. ``pages`` are the requests that it took."""

    operation: str
    status: str
    file: str = ""
    pages: int = 0
    records: int = 0
    error: Trouble | None = None


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What a folder of captured answers is. Times are in UTC, ISO 8601."""

    eni_lint_snapshot: int
    account: str
    region: str
    partition: str
    started: str
    ended: str
    finished: bool  # every call was made, whether it was answered or not
    tool_version: str
    calls: list[CallRecord]

    @property
    def unanswered(self) -> list[CallRecord]:
        """The calls that should have been answered and were not."""
        return [call for call in self.calls if call.status not in {COMPLETE, UNAVAILABLE}]


def read_manifest(content: bytes) -> Manifest:
    """Read a manifest; msgspec.ValidationError or DecodeError where it is none."""
    return msgspec.json.decode(content, type=Manifest)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write the manifest into its folder, whole or not at all."""
    with written_whole(folder / NAME) as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n")


@contextlib.contextmanager
def written_whole(path: Path) -> Iterator[Any]:
    """Give a stream for bytes; what is written there becomes the file when all went well, and nothing is left else.

    Only the owner may read it: it tells much about an account.
    """
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(handle, "wb") as stream:
            yield stream
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
