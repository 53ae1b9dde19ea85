"""Captured accounts: what ``aws ec2 describe-*`` answered, in one file or a folder of them, as one snapshot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.sources.describe.recognise import folder_hints, recognises_describe

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.sources.describe.snapshot import Snapshot

__all__ = ["folder_hints", "read_snapshot", "recognises_describe"]


def read_snapshot(files: Sequence[tuple[str, bytes]], name: str) -> Snapshot:
    """Read the files (path, JSON text) of one account and region into one inventory; what cannot be read is among its faults."""
    from eni_lint.sources.describe import snapshot  # noqa: PLC0415 - the shapes are made for those who have such files

    return snapshot.read_snapshot(files, name)
