"""Work that waits for the network, in threads that nobody waits for: Ctrl-C ends the program, and not the last answer."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

T = TypeVar("T")
R = TypeVar("R")
_END = object()


def as_done(work: Callable[[T], R], items: Iterable[T], threads: int) -> Iterator[R]:
    """Give the results in the order in which they come; an item is taken when a thread is free for it.

    What is raised in a thread, or by the items, is raised here; the other threads then take no more.
    """
    source, lock, stop = iter(items), threading.Lock(), threading.Event()
    done: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()

    def take() -> Any:
        with lock:
            return _END if stop.is_set() else next(source, _END)

    def run() -> None:
        try:
            while (item := take()) is not _END:
                done.put((work(item), None))
        except BaseException as fault:  # noqa: BLE001 - raised again where somebody hears it
            done.put((None, fault))
        done.put((_END, None))

    for _ in range(threads):
        threading.Thread(target=run, daemon=True).start()
    try:
        while threads:
            result, fault = done.get()
            if fault is not None:
                raise fault
            if result is _END:
                threads -= 1
            else:
                yield cast("R", result)
    finally:
        stop.set()
