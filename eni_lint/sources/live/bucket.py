"""A token bucket: EC2 grants each account in each Region so many calls a second, and a linter should leave some to others."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

# Calls that change nothing: a bucket of 100 that fills with 20 a second. Half of it is for whoever else is at work.
CAPACITY, REFILL = 50, 10


class TokenBucket:
    """Lets callers through as long as there are tokens, and makes them wait for the next one else. For several threads."""

    def __init__(
        self,
        capacity: float = CAPACITY,
        refill: float = REFILL,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._capacity = capacity
        self._refill = refill
        self._clock = clock
        self._sleep = sleep
        self._tokens = float(capacity)
        self._last = clock()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Take a token, waiting for it if need be. Who comes later waits longer: tokens may be owed."""
        with self._lock:
            now = self._clock()
            self._tokens = min(self._capacity, self._tokens + (now - self._last) * self._refill)
            self._last = now
            self._tokens -= 1
            wait = -self._tokens / self._refill if self._tokens < 0 else 0.0
        if wait:
            self._sleep(wait)
