"""A line that tells what is being collected, on a terminal only."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eni_lint.sources.live.collect import Target


@contextmanager
def progress_on(stream: TextIO) -> Iterator[Callable[[Target, str], None]]:
    """Give a function that is told each call before it is made."""
    if not stream.isatty():
        yield lambda _target, _call: None
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn  # noqa: PLC0415 - likewise

    columns = (SpinnerColumn(), TextColumn("{task.completed} calls"), TimeElapsedColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=Console(file=stream), transient=True) as progress:
        task = progress.add_task("asking who we are", total=None)

        def tell(target: Target, call: str) -> None:
            progress.update(task, advance=1, description=f"{target.account} {target.region} {call}")

        yield tell
