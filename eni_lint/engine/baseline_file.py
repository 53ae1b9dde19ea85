"""Reads and writes files of baselines; a SARIF log of an earlier run is one, too."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.engine.baseline import Entry
from eni_lint.engine.suppress_dates import read_date
from eni_lint.engine.waivers_read import ReadFile, read_file
from eni_lint.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

FORMAT = 1
KEY = "eni_lint_baseline"
HEAD = """\
# Findings of eni-lint that are known and accepted for now: 'eni-lint check --baseline' fails on new and changed ones only.
# 'eni-lint baseline update' drops what is gone. Give entries a reason, an owner and until (the last day on which they hold).
"""
FINGERPRINT = 64  # hexadecimal digits
MARK = "eniLint/v1"  # of our fingerprints in SARIF


class BaselineFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of a baseline."""

    eni_lint_baseline: int
    findings: list[Entry] = []


def read_baseline(path: str) -> list[Entry]:
    """Read a baseline, or a SARIF log of ours.

    Raises ConfigError with line and column for what is missing or broken: nothing may pass because a file is.
    """
    file = read_file(path, "baseline")
    if isinstance(file.data, dict) and "runs" in file.data:
        return list(_of_sarif(file))
    if isinstance(file.data, dict) and KEY not in file.data:
        raise ConfigError("this is no baseline", where=file.where(), do="'eni-lint baseline create' writes one.")
    read = file.convert("baseline", BaselineFile)
    if read.eni_lint_baseline != FORMAT:
        raise ConfigError(
            f"the baseline has format {read.eni_lint_baseline}, and this version reads {FORMAT}",
            where=file.where(KEY),
            do="Update eni-lint, or create the baseline anew.",
        )
    faults = [
        f"{file.where('findings', number, 'until')}: until: {entry.until} is no date; write it as 2027-01-31"
        for number, entry in enumerate(read.findings)
        if entry.until and read_date(entry.until) is None
    ]
    if faults:
        raise ConfigError("\n".join(faults))
    return read.findings


def _of_sarif(file: ReadFile) -> Iterator[Entry]:
    """Take the findings out of a SARIF log that counted when it was written."""
    results = [r for run in _list(file.data["runs"]) for r in _list(_dict(run).get("results"))]
    found = 0
    for result in map(_dict, results):
        mark = _dict(result.get("partialFingerprints")).get(MARK)
        if not isinstance(mark, str):
            continue
        found += 1
        waived = result.get("suppressions") or result.get("baselineState") == "absent"
        if result.get("kind", "fail") != "fail" or waived:
            continue
        more = _dict(result.get("properties"))
        yield Entry(
            rule=str(result.get("ruleId", "")),
            subject=str(more.get("eni-lint/subject", "")),
            kind=str(more.get("eni-lint/source", "")),
            fingerprint=mark[:FINGERPRINT],  # what tells equal ones apart in a log follows
            digest=str(more.get("eni-lint/digest", "")),
            message=str(_dict(result.get("message")).get("text", "")),
        )
    if results and not found:
        raise ConfigError(
            f"no result of this SARIF log has a fingerprint {MARK}",
            where=file.where(),
            do="Only a log that eni-lint wrote (--output sarif=FILE) can be a baseline.",
        )


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def write_baseline(path: Path, entries: Iterable[Entry]) -> int:
    """Write a baseline, whole or not at all, in an order that stays; give the number of its entries."""
    import yaml  # noqa: PLC0415 - only where one is written

    ordered = sorted(entries, key=lambda e: (e.rule, e.subject, e.kind, e.fingerprint, e.digest, e.first_seen))
    data = {KEY: FORMAT, "findings": [msgspec.to_builtins(entry) for entry in ordered]}
    text = HEAD + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=10_000, default_flow_style=False)
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
                stream.write(text)
            Path(temporary).chmod(0o644)
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise UsageError(
            f"the baseline cannot be written: {fault.strerror}", where=str(path), do="Name a file that you may write."
        ) from None
    return len(ordered)
