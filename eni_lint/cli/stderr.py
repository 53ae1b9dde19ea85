"""Standard error, which may be closed, full, or have lost its reader: what nobody can hear changes no exit status."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from typing import Any


class _Patient(io.FileIO):
    """Takes everything, also what can be written nowhere."""

    def write(self, content: Any, /) -> int:
        try:
            return super().write(content)
        except OSError:
            return memoryview(content).nbytes


def keep_stderr() -> None:
    """Make standard error one that can always be written to."""
    stream = sys.__stderr__
    if sys.stderr is None:
        # To print to None is to print to standard output, which belongs to the report.
        sys.stderr = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    elif stream is not None and sys.stderr is stream:
        raw = _Patient(stream.fileno(), "w", closefd=False)
        sys.stderr = io.TextIOWrapper(
            io.BufferedWriter(raw), encoding=stream.encoding, errors="backslashreplace", line_buffering=True
        )
