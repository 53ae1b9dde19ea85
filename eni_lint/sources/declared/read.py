"""Reads a declared file into an inventory, or says everything that is wrong with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents.collector import collector_paused
from eni_lint.inventory.inventory import Inventory
from eni_lint.sources.declared.changes import old_sections, read_changes, state_before
from eni_lint.sources.declared.estate import read_estate, sections_of
from eni_lint.sources.declared.marks import IGNORED, MARK, NAMED_SECTIONS, TOP, VERSION, near_mark
from eni_lint.sources.declared.reading import Reading, read_value, unknown_in, unknown_of
from eni_lint.sources.declared.values import account, boolean, items, text

if TYPE_CHECKING:
    from eni_lint.documents import Document


def read_declared(document: Document) -> Inventory:
    """Make the inventory of a declared file. SourceError lists every fault of the file, each with its line and column."""
    return read_files(document)[0]


def read_files(document: Document) -> tuple[Inventory, list[Document]]:
    """Make the inventory of a declared file and of those that it includes; give the documents of all of them, too."""
    data = document.data
    _check_mark(document, data)
    with collector_paused():
        include = data.get("include")
        if not isinstance(include, list) or not include or not all(isinstance(each, str) for each in include):
            return _read(Reading(document), data), [document]
        from eni_lint.sources.declared.including import included  # noqa: PLC0415 - few files include others
        from eni_lint.sources.declared.merging import Merged, Piece  # noqa: PLC0415 - likewise

        documents = [document, *included(document)]
        merged = Merged([Piece(each.path, each.data, each) for each in documents], files=True)  # type: ignore[arg-type]

        def locate(pointer: str) -> tuple[Document, str]:
            number, local = merged.locate(pointer)
            return documents[number], local

        return _read(Reading(document, locate), merged.data), documents


def _read(reading: Reading, data: dict[str, Any]) -> Inventory:
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
        if key not in TOP and not (isinstance(key, str) and key.startswith(IGNORED)):
            reading.unknown_key("", key, TOP, listed="the sections in docs/declared.md")
    for key, reader in (("region", text), ("account", account)):
        if data.get(key) is not None:
            read_value(reading, reader, data[key], "", key)
    if data.get("live") is not None:
        boolean(reading, data["live"], "", "live")
    _elsewhere(reading, data)
    if data.get("include") is not None:
        include = data["include"]
        if not (isinstance(include, list) and all(isinstance(each, str) for each in include)):
            reading.expected("", "include", include, "a list of paths")
    if data.get("defaults") is not None:
        from eni_lint.sources.declared.defaults import check_defaults  # noqa: PLC0415 - few files have them

        check_defaults(reading, data)
    types = data.get("instance_types")
    if types is not None and not (isinstance(types, list) and all(isinstance(each, dict) for each in types)):
        reading.expected("", "instance_types", types, "a list of records as DescribeInstanceTypes tells them")


def _elsewhere(reading: Reading, data: dict[str, Any]) -> None:
    """Take what the file says of what it does not hold: names of objects that are elsewhere, and kinds of which some may be."""
    _take_outside(reading, data.get("outside"))
    _take_missing(reading, data.get("missing"))


def _take_outside(reading: Reading, outside: Any) -> None:
    if isinstance(outside, dict):
        names = items(text, "names", unknown=False)
        found = {}
        for section, value in outside.items():
            if section not in OUTSIDE:
                reading.unknown_key("/outside", section, OUTSIDE)
            elif value is not None:
                told = names(reading, value, "/outside", section)
                found[section] = (
                    frozenset(each for each in told if isinstance(each, str)) if isinstance(told, list) else frozenset()
                )
        reading.outside = found
    elif outside is not None:
        reading.expected("", "outside", outside, "a mapping of sections to names")


def _take_missing(reading: Reading, missing: Any) -> None:
    if isinstance(missing, dict):
        for section, value in missing.items():
            if section not in NAMED_SECTIONS:
                reading.unknown_key("/missing", section, NAMED_SECTIONS, listed="the sections in docs/declared.md")
            elif unknown_in(value):
                reading.open_sections[section] = unknown_of(value)
            elif value is not None:
                reading.expected("/missing", section, value, "{unknown: why}")
    elif missing is not None:
        reading.expected("", "missing", missing, "a mapping of sections to {unknown: why}")


OUTSIDE = (*NAMED_SECTIONS, "prefix_lists")
