"""``--with`` and ``--with-live``: the snapshots that documents are laid over."""

from __future__ import annotations

import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator


@contextmanager
def snapshots_of(args: argparse.Namespace) -> Iterator[list[str]]:
    """Give the paths of the snapshots; what AWS holds now is collected into a folder that lasts as long as this."""
    if not args.with_live:
        yield list(args.over)
        return
    from eni_lint.cli.progress import progress_on  # noqa: PLC0415 - only where AWS is asked
    from eni_lint.cli.snapshot import collected  # noqa: PLC0415 - likewise
    from eni_lint.errors import SourceError  # noqa: PLC0415 - likewise
    from eni_lint.sources.live.sessions import Where  # noqa: PLC0415 - likewise

    where = Where(regions=[region for region in args.with_live if region])
    with tempfile.TemporaryDirectory(prefix="eni-lint-") as folder, progress_on(sys.stderr) as tell:
        for found in collected(where, Path(folder), tell=tell):
            if isinstance(found, SourceError):
                raise found
        yield [*args.over, folder]
