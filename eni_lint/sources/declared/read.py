"""Reads a declared file into an inventory, or says everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents.collector import collector_paused
from eni_lint.inventory.inventory import Inventory
from eni_lint.sources.declared.changes import old_sections, read_changes, state_before
from eni_lint.sources.declared.estate import read_estate, sections_of
from eni_lint.sources.declared.marks import MARK, TOP, VERSION, near_mark
from eni_lint.sources.declared.reading import Reading, read_value
from eni_lint.sources.declared.values import account, boolean, text

if TYPE_CHECKING:
    from eni_lint.documents import Document


def read_declared(document: Document) -> Inventory:
    """Make the inventory of a declared file. SourceError lists every fault of the file, each with its line and column."""
    data = document.data
    _check_mark(document, data)
    with collector_paused():
        return _read(document, data)


def _read(document: Document, data: dict[str, Any]) -> Inventory:
    reading = Reading(document)
    _top(reading, data)
    now = sections_of(reading, data, "")
    reading.names = now
    parts = read_estate(reading, now, data)
    if data.get("before") is not None or data.get("changes") is not None:
        old = sections_of(reading, old_sections(reading, data.get("before")), "/before")
        parts["changes"] = read_changes(reading, data.get("changes"), now, old)
        # What is as before may refer to what is created: the file does not say what it referred to.
        reading.names = {section: now.get(section, {}) | old.get(section, {}) for section in now | old}
        parts["before"] = Inventory(**read_estate(reading, state_before(now, old, parts["changes"]), data))
    reading.raise_faults()
    return Inventory(**parts, live=data.get("live") or False)


def _check_mark(document: Document, data: Any) -> None:
    """Refuse what is no declared file, or one of another version, before anything else is said about it."""
    reading = Reading(document)
    if not isinstance(data, dict):
        reading.expected("", None, data, f"a mapping with the key '{MARK}: {VERSION}'")
    elif MARK not in data:
        wrong = next((key for key in data if near_mark(key)), None)
        if wrong is None:
            reading.fault("", None, f"a declared file needs the key '{MARK}: {VERSION}'")
        else:
            reading.fault("", wrong, f"unknown key '{wrong}', did you mean '{MARK}'?", blame_key=True)
    elif type(data[MARK]) is bool or data[MARK] != VERSION:
        reading.expected("", MARK, data[MARK], f"{VERSION}, the version of the format that this release reads")
    reading.raise_faults()


def _top(reading: Reading, data: dict[str, Any]) -> None:
    """Check the keys of the top level, and those values that no object holds."""
    for key in data:
        if key not in TOP:
            reading.unknown_key("", key, TOP, listed="the sections in docs/declared.md")
    for key, reader in (("region", text), ("account", account)):
        if data.get(key) is not None:
            read_value(reading, reader, data[key], "", key)
    if data.get("live") is not None:
        boolean(reading, data["live"], "", "live")
