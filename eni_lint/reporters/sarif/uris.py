"""URIs of files as SARIF wants them."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from eni_lint.reporters.harmless import in_text


class Uris:
    """URIs of files: relative to the root, percent-encoded, never outside of it and never empty."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._made: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, path: str) -> str:
        """Give the URI of a path. A file outside the root goes by its name below ``external/``."""
        uri = self._made.get(path)
        if uri is None:
            uri = self._make(path)
            if uri in self._taken:  # two files outside with one name
                uri = uri.replace("external/", f"external/{sha256(os.fsencode(path)).hexdigest()[:8]}/", 1)
            self._taken.add(uri)
            self._made[path] = uri
        return uri

    def _make(self, path: str) -> str:
        if path in {"", "-"}:
            return "external/stdin"
        try:
            full = Path(path).resolve()
        except ValueError:  # a name that no file can have
            return f"external/{quote(in_text(path), safe='')}"
        if full.is_relative_to(self._root) and full != self._root:
            return quote(os.fsencode(full.relative_to(self._root).as_posix()))
        return f"external/{quote(os.fsencode(full.name or 'root'), safe='')}"
