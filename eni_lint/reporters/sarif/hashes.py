"""Hashes of the files that results point at, so that a reader can tell whether it is still the file that was checked."""

from __future__ import annotations

from hashlib import file_digest, sha256
from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.reporters.hidden import HiddenDocument

if TYPE_CHECKING:
    from eni_lint.documents import Document


def sha256_of(document: Document) -> str:
    """Hash a file as it is on the disk, and what came from elsewhere as it was read; empty for what has no text."""
    document = document.inner if isinstance(document, HiddenDocument) else document
    path = Path(document.path)
    try:
        if document.path not in {"", "-"} and path.is_file():
            with path.open("rb") as stream:
                return file_digest(stream, "sha256").hexdigest()
    except (OSError, ValueError):
        pass
    text = document.text
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest() if text else ""
