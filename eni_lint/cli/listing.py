"""``--list-files``: what would be checked, and what it is."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import msgspec

from eni_lint.cli.stdout import put
from eni_lint.engine.choose import is_wanted
from eni_lint.reporters.harmless import in_lines, in_text
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.config.settings import Settings
    from eni_lint.sources.options import ReadOptions

CLEAN, INCOMPLETE = 0, 3


def list_files(paths: Sequence[str], reading: ReadOptions, settings: Settings) -> int:
    """Print kind and path of everything that can be read; what cannot is told on standard error."""
    status = CLEAN
    for read in read_scopes(paths, msgspec.structs.replace(reading, wanted=is_wanted(settings))):
        if not isinstance(read, Scope):
            print(f"eni-lint: {in_lines(str(read))}", file=sys.stderr)
            status = INCOMPLETE
            continue
        names = [document.path for document in read.documents] or [read.name]
        put("".join(f"{read.kind:<16} {in_text(name)}\n" for name in sorted(set(names))))
    return status
