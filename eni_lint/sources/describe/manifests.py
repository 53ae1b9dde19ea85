"""A folder that ``eni-lint snapshot`` wrote says itself what it holds, and what was not answered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.describe.merging import KINDS
from eni_lint.sources.live.calls import CALLS
from eni_lint.sources.live.manifest import COMPLETE, DENIED, NAME, VERSION, CallRecord, Manifest, read_manifest

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory

_NAMES = {call.operation: call for call in CALLS}


def manifest_of(content: bytes, path: str) -> Manifest:
    """Read the manifest of a snapshot.

    Raises SourceError for one that is broken, of a later version, or of a snapshot that was cut off: it is never taken as whole.
    """
    try:
        manifest = read_manifest(content)
    except (msgspec.MsgspecError, RecursionError) as fault:
        raise SourceError(f"this is no manifest of a snapshot: {fault}", where=path, do="Collect the snapshot anew.") from None
    if manifest.eni_lint_snapshot != VERSION:
        raise SourceError(
            f"the snapshot has format {manifest.eni_lint_snapshot}, and this version reads {VERSION}",
            where=path,
            do="Update eni-lint, or collect the snapshot anew.",
        )
    if not manifest.finished:
        raise SourceError(
            f"the snapshot of {manifest.account} {manifest.region} is not whole: collecting it was cut off, "
            f"with {len(manifest.calls)} of {len(CALLS)} calls made",
            where=path,
            do="Run the same 'eni-lint snapshot' again: it goes on where it was.",
        )
    return manifest


def apply(manifest: Manifest, inventory: Inventory, path: str) -> list[SourceError]:
    """Say in the inventory what was not answered, and give a fault for each such call."""
    for record in manifest.calls:
        if record.status != COMPLETE:
            _mark(record, inventory)
    folder = path.removesuffix(NAME).rstrip("/")
    return [_fault(record, folder) for record in manifest.unanswered]


def _mark(record: CallRecord, inventory: Inventory) -> None:
    call = _NAMES.get(record.operation)
    name = call.name if call else record.operation
    for plural, _, told_by in KINDS:
        if told_by.rpartition(" ")[2] == name:
            why = f"{record.operation} was {_became(record)}"
            inventory.missing[plural] = Unknown(Reason.NOT_COLLECTED, why)


def _became(record: CallRecord) -> str:
    code = f" ({record.error.code})" if record.error else ""
    words = {DENIED: "denied", COMPLETE: "answered"}.get(record.status, "not answered")
    return f"{words}{code}"


def _fault(record: CallRecord, folder: str) -> SourceError:
    call = _NAMES.get(record.operation)
    said = f": {record.error.message}" if record.error else ""
    action = call.action if call else record.operation
    do = f"Allow {action} and collect again; 'eni-lint iam-policy' prints all that is needed."
    if record.status != DENIED:
        do = "Collect the snapshot again; what this call tells is taken as not known."
    return SourceError(f"{record.operation} was {_became(record)}{said}", where=folder, do=do)
