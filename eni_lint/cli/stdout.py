"""Standard output, which may be closed, full, or have lost its reader."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, TextIO

from eni_lint.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable


def show(write: Callable[[TextIO], None]) -> None:
    """Write to standard output. That its reader went away (``| head``) is no fault and changes no exit status.

    Raises UsageError when it is closed or cannot be written to.
    """
    if sys.stdout is None:
        raise UsageError("standard output is closed", do="Let it lead somewhere, if only to a null device.")
    try:
        write(sys.stdout)
        sys.stdout.flush()
    except BrokenPipeError:
        _abandon()
    except OSError as fault:
        _abandon()
        raise UsageError(
            f"standard output cannot be written to: {fault.strerror}", do="Make room where it leads, or let it lead elsewhere."
        ) from None


def put(text: str) -> None:
    """Write text to standard output; see ``show``."""
    show(lambda stream: _write(stream, text))


def _write(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
    except UnicodeEncodeError:  # a terminal that does not know the characters
        stream.write(text.encode(stream.encoding or "ascii", "replace").decode(stream.encoding or "ascii"))


def _abandon() -> None:
    """Let what is still buffered go nowhere, so that the interpreter does not complain of it when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
