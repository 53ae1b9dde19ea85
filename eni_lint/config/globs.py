"""Patterns of paths, as in .gitignore."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from eni_lint.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def matcher(patterns: Sequence[str], base: str) -> Callable[[str], bool]:
    """Make the function that tells whether a path matches one of the patterns, which are relative to the base.

    As in .gitignore: ``**`` crosses folders, a pattern without a slash holds at any depth, ``!`` takes back. A path outside
    the base matches nothing. Raises ConfigError for what is no pattern.
    """
    if not patterns:
        return lambda _path: False
    from pathspec import GitIgnoreSpec  # noqa: PLC0415 - only where there are patterns

    for pattern in patterns:
        try:
            GitIgnoreSpec.from_lines([pattern])
        except (ValueError, re.error) as fault:
            raise ConfigError(f"{pattern} is no pattern of paths: {fault}", do="Patterns are those of .gitignore.") from None
    spec = GitIgnoreSpec.from_lines(patterns)
    root = os.path.realpath(base)

    def matches(path: str) -> bool:
        relative = os.path.relpath(os.path.realpath(path), root).replace(os.sep, "/")
        return relative != ".." and not relative.startswith("../") and bool(spec.match_file(relative))

    return matches
