"""The day that decides whether a suppression has expired."""

from __future__ import annotations

import os
import re
from datetime import UTC, date, datetime

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def today() -> date:
    """Give the day in UTC: that of SOURCE_DATE_EPOCH where it is set, as for all times that reports tell."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isascii() and epoch.isdigit():
        try:
            return datetime.fromtimestamp(int(epoch), UTC).date()
        except (OverflowError, ValueError, OSError):  # a number that is no time
            pass
    return datetime.now(UTC).date()


def read_date(text: str) -> date | None:
    """Read a date as year-month-day, the only way of writing it that all people read alike; None for anything else."""
    if not _DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
