"""Patterns of paths, as in .gitignore."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def matcher(patterns: Sequence[str], base: str) -> Callable[[str], bool]:
    """Make the function that tells whether a path matches one of the patterns, which are relative to the base.

    As in .gitignore: ``**`` crosses folders, a pattern without a slash holds at any depth, ``!`` takes back. A path outside
    the base matches nothing.
    """
    if not patterns:
        return lambda _path: False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where there are patterns

    spec = GitIgnoreSpec.from_lines(patterns)
    root = os.path.realpath(base)

    def matches(path: str) -> bool:
        relative = os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")
        return relative != ".." and not relative.startswith("../") and bool(spec.match_file(relative))

    return matches
