"""Keeps the rulebook as read in the user's cache folder: parsing a hundred YAML files would take longer than a small check."""

from __future__ import annotations

import contextlib
import os
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint import __version__
from eni_lint.rulebook.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence


def cache_folder() -> Path | None:
    """Give eni-lint's folder for what it can make anew: $XDG_CACHE_HOME/eni-lint, ~/.cache/eni-lint; None without a home."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    if base and Path(base).is_absolute():
        return Path(base) / "eni-lint"
    try:
        return Path.home() / ".cache" / "eni-lint"
    except RuntimeError:
        return None


def state_of(paths: Sequence[Path]) -> str:
    """Hash what tells whether files are the same as last time: path, time of change and size of each."""
    digest = sha256(__version__.encode())
    for path in paths:
        stat = path.stat()
        digest.update(f"{path}\0{stat.st_mtime_ns}\0{stat.st_size}\0".encode("utf-8", "surrogateescape"))
    return digest.hexdigest()


def recall(folder: Path, state: str) -> list[Rule] | None:
    """Give the rules as they were read in that state; None when they are not kept, whatever the reason."""
    kept = _file(folder)
    try:
        content = kept.read_bytes() if kept else b""
    except OSError:
        return None
    if not content.startswith(state.encode()):
        return None
    try:
        return msgspec.msgpack.decode(content[len(state) :], type=list[Rule])
    except msgspec.DecodeError:
        return None


def keep(folder: Path, state: str, rules: list[Rule]) -> None:
    """Keep the rules for the next run: whole or not at all, and without a word when that is impossible."""
    kept = _file(folder)
    if kept is None:
        return
    with contextlib.suppress(OSError):
        kept.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=kept.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(state.encode() + msgspec.msgpack.encode(rules))
        Path(temporary).replace(kept)


def _file(folder: Path) -> Path | None:
    base = cache_folder()
    return base / f"rules-{sha256(str(folder).encode('utf-8', 'surrogateescape')).hexdigest()[:16]}.msgpack" if base else None
