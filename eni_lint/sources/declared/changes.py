"""Reads what a file says about a change: its objects as they were before, and what happens to each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.inventory.surroundings import Change
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared.marks import NAMED_SECTIONS
from eni_lint.sources.declared.reading import FAULTY, read_fields
from eni_lint.sources.declared.values import items, one_of, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.sources.declared.estate import Sections
    from eni_lint.sources.declared.reading import Reading

ACTION = one_of("create", "update", "replace", "delete", "no-op")
CHANGE = {"action": ACTION, "replaced_for": items(text, "fields of the model", unknown=False)}


def old_sections(reading: Reading, before: Any) -> Mapping[str, Any]:
    """Check the keys of ``before``."""
    if not isinstance(before, dict):
        if before is not None:
            reading.expected("", "before", before, "a mapping of sections")
        return {}
    for section in before:
        if section not in NAMED_SECTIONS:
            reading.unknown_key("/before", section, NAMED_SECTIONS, listed="the sections of named objects in docs/declared.md")
    return before


def read_changes(reading: Reading, written: Any, now: Sections, old: Sections) -> dict[str, Change]:
    """Tell what happens to every object: what is written of it, else what its state before says."""
    changes: dict[str, Change] = {}
    for section in NAMED_SECTIONS:
        before, after = old.get(section, {}), now.get(section, {})
        for name in dict.fromkeys([*before, *after]):
            change = Change(action=_action(name, before, after))
            known = changes.get(name)
            if known is not None and "no-op" not in {known.action, change.action} and known.action != change.action:
                reading.fault("/before", section, f"the name '{name}' stands for things that change in two ways: rename one")
            if known is None or known.action == "no-op":
                changes[name] = change
    if isinstance(written, dict):
        for name, value in written.items():
            changes[name] = _written(reading, name, value, changes)
    elif written is not None:
        reading.expected("", "changes", written, "a mapping of names to what happens to them")
    return changes


def state_before(now: Sections, old: Sections, changes: Mapping[str, Change]) -> Sections:
    """Give the estate before the change: what is not written of it was as it is now, unless it is created."""
    return {
        section: {name: found for name, found in now.get(section, {}).items() if changes[name].action != "create"}
        | old.get(section, {})
        for section in NAMED_SECTIONS
        if section in now or section in old
    }


def _action(name: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    if name not in after:
        return "delete"
    return "update" if name in before and before[name][0] != after[name][0] else "no-op"


def _written(reading: Reading, name: Any, value: Any, names: Mapping[str, Any]) -> Change:
    known = name in names or (isinstance(name, str) and name.partition("/")[0] in names)  # web-1/primary
    if not known and not reading.open_sections:
        near = reading.near(name, names) if isinstance(name, str) else ""
        hint = f"; did you mean '{near}'?" if near else ""
        reading.fault("/changes", name, f"there is nothing named '{name}' in this file{hint}", blame_key=True)
    action, fields = _parts(reading, name, value)
    return Change(
        action="no-op" if isinstance(action, Unknown) else action,
        replaced_for=() if isinstance(fields, Unknown) else tuple(fields),
    )


def _parts(reading: Reading, name: str, value: Any) -> tuple[Any, Any]:
    """Read what happens and, if it is a replacement, for which fields; neither may be unknown."""
    if not isinstance(value, dict):
        return ACTION(reading, value, "/changes", name), []
    pointer = f"/changes/{escape(name)}"
    found = read_fields(reading, value, pointer, CHANGE, required=("action",), what="a change")
    for field, part in found.items():
        if isinstance(part, Unknown) and part is not FAULTY:
            reading.fault(pointer, field, f"'{field}' cannot be unknown")
    return found["action"], found.get("replaced_for", [])
