"""What others stop ends as Ctrl-C ends it: what is being written is taken away again, and the exit status says why."""

from __future__ import annotations

import signal
import threading
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import FrameType

INTERRUPTED = 130  # as shells tell that SIGINT ended a process
_SIGNALS = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))  # Windows has no SIGHUP


class Stopped(KeyboardInterrupt):
    """A signal that asks the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.exit_status = 128 + number


@contextmanager
def stoppable() -> Iterator[None]:
    """Raise Stopped where a signal asks to end; what ignores a signal, as under nohup, goes on ignoring it."""
    if threading.current_thread() is not threading.main_thread():  # only that one hears signals
        yield
        return
    waiting = [number for number in _SIGNALS if signal.getsignal(number) is signal.SIG_DFL]
    for number in waiting:
        signal.signal(number, _stop)
    try:
        yield
    finally:
        for number in waiting:
            signal.signal(number, signal.SIG_DFL)


def _stop(number: int, _frame: FrameType | None) -> None:
    raise Stopped(number)
