"""The time that reports tell."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eni_lint.reporters.report import Report


def times(report: Report) -> tuple[str, str]:
    """Give start and end; both are the time that SOURCE_DATE_EPOCH asks for, so that equal inputs make equal reports."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        now = _utc(datetime.fromtimestamp(int(epoch), UTC))
        return now, now
    return _utc(report.started), _utc(report.ended)


def _utc(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ") if moment else ""
