"""Makes the inventory of a bare configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import split_pointer
from eni_lint.documents.collector import collector_paused
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.exact import Open
from eni_lint.sources.terraform.plan import read_everything
from eni_lint.sources.terraform.reading import Reading
from eni_lint.sources.terraform.shape import Misshapen

if TYPE_CHECKING:
    from eni_lint.documents import Document
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.sources.hcl.configuration import Configuration

MAX_MENDED = 100


def inventory_of(document: Document, configuration: Configuration) -> tuple[Inventory, list[tuple[str, str]]]:
    """Make the inventory; give the pointers of values of a wrong type, which are left out, and what is wrong."""
    mended: list[tuple[str, str]] = []
    with collector_paused():
        while True:
            try:
                found = read_everything(Reading(document, configuration.data, "", source=configuration))
                break
            except Misshapen as fault:
                if len(mended) >= MAX_MENDED or not _leave_out(configuration, fault.pointer):
                    raise
                mended.append((fault.pointer, f"this should be {fault.expected}, not {fault.found}"))
        inventory = found.inventory()
    inventory.missing.update({kind: Unknown(Reason.OUTSIDE, why) for kind, why in configuration.missing.items()})
    return inventory, mended


def _leave_out(configuration: Configuration, pointer: str) -> bool:
    """Make unknown what the pointer leads to; tell whether there is such a thing."""
    steps = split_pointer(pointer)
    rows, number = configuration.rows, steps[1] if len(steps) > 1 else ""
    if not number.isdigit() or int(number) >= len(rows) or len(steps) < 5:
        return False
    row = rows[int(number)]
    value: Any = row["change"]["after"]
    unknown: Any = row["change"]["after_unknown"]
    written: Any = configuration.expressions(row["address"], None)
    for step in steps[4:-1]:
        key: Any = int(step) if isinstance(value, list) else step
        value, unknown, written = _below(value, key), _below(unknown, key), _below(written, key)
    last = steps[-1]
    if isinstance(value, list):
        value[int(last)] = None
        return True
    if not isinstance(value, dict) or not isinstance(unknown, dict) or last not in value:
        return False
    value.pop(last)
    unknown[last] = True
    if isinstance(written, dict):
        written[last] = {"exact": Open("a value of a wrong type"), "references": [last]}
    return True


def _below(value: Any, key: Any) -> Any:
    if isinstance(value, dict):
        return value.get(key)
    return value[key] if isinstance(value, list) and isinstance(key, int) and key < len(value) else None
