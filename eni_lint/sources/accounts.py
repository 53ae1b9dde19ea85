"""The account that documents are laid over: one or more snapshots, read once for all documents of a run."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from eni_lint.errors import SourceError
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.overlay import together
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Sequence

CAPTURED = frozenset({"describe", "aws-config"})


class Snapshots(msgspec.Struct, kw_only=True, eq=False):
    """What is really there, with what could not be read of it."""

    inventory: Inventory | None
    scopes: list[Scope]
    faults: list[SourceError]
    notes: list[str]


def read_accounts(paths: Sequence[str], max_age: timedelta, *, now: datetime | None = None) -> Snapshots:
    """Read the snapshots that documents are to be laid over; a stale one is said."""
    scopes: list[Scope] = []
    faults: list[SourceError] = []
    notes: list[str] = []
    for read in read_scopes(paths, ReadOptions()):
        if not isinstance(read, Scope):
            faults.append(read)
        elif read.kind not in CAPTURED:
            what = f"this is {read.kind}, and no snapshot of an account"
            faults.append(SourceError(what, where=read.name, do="Lay documents over what 'eni-lint snapshot' collected."))
        else:
            scopes.append(read)
            faults += read.faults
            notes += _staleness(read, max_age, now or datetime.now(UTC))
    if not scopes and not faults:
        faults.append(SourceError("there is no snapshot", where=", ".join(paths), do="Collect one with 'eni-lint snapshot'."))
    inventory = together([scope.inventory for scope in scopes]) if scopes else None
    return Snapshots(inventory=inventory, scopes=scopes, faults=faults, notes=notes)


def _staleness(scope: Scope, max_age: timedelta, now: datetime) -> list[str]:
    try:
        age = now - datetime.fromisoformat(scope.captured)
    except ValueError:  # describe output does not say when it was captured
        return []
    if age <= max_age:
        return []
    hours = int(age.total_seconds() // 3600)
    told = f"{hours // 24} days" if hours >= 48 else f"{hours} hours"
    limit = int(max_age.total_seconds() // 3600)
    return [f"The snapshot {scope.name} is {told} old, older than {limit} hours: what it decides may be different by now."]
