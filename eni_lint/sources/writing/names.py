"""Names for the objects of a written file: what people call them, as short as it can be and nothing stays unclear."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from eni_lint.sources.declared.values import WORDS, is_outside
from eni_lint.sources.writing.sections import KEYED, objects, references

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eni_lint.inventory.inventory import Inventory

VERBATIM = ("placement_groups", "availability_zones", "images")
"""Sections whose names are AWS's own, which other fields repeat as text."""

_STEP = re.compile(r'(?:[^.\["]|\["(?:[^"\\]|\\.)*"\]|\[\d+\])+')
_ADDRESS = re.compile(r"(?:module\.|data\.)|[a-z0-9]+_[a-z0-9_]+\.")
_NESTED = re.compile(r"(.+)/(?:primary|network_interfaces/\d+)")


class Names:
    """The names of one file."""

    def __init__(self, inventories: Sequence[Inventory]) -> None:
        keys = _keys(inventories)
        self.by_section: dict[str, dict[str, str]] = {section: {} for section in keys}
        self.outside: dict[str, set[str]] = {}
        self.present: Inventory | None = None  # the inventory being written, when a name may be of another
        self.nested: dict[str, str] = {}  # of interfaces that are written with their host, where they are counted anew
        elsewhere = {
            key
            for inventory in inventories
            for thing in objects(inventory)
            for sections, key in references(thing)
            if not any(key in keys.get(section, ()) for section in sections)
        }
        alone = not any(inventory.changes for inventory in inventories)
        groups: list[tuple[str, ...]] = [(section,) for section in keys] if alone else [tuple(keys)]
        if alone and any(inventory.flows for inventory in inventories):
            both = ("instances", "network_interfaces")
            groups = [both, *(group for group in groups if group[0] not in both)]
        for group in groups:
            self._name(group, keys, elsewhere)

    def _name(self, group: Iterable[str], keys: Mapping[str, Mapping[str, str]], elsewhere: set[str]) -> None:
        taken = set(elsewhere)
        open_ones: list[tuple[str, str, list[str]]] = []
        for section in group:
            for key, address in keys[section].items():
                if section in VERBATIM and clean(key) == key and key not in taken:
                    self.by_section[section][key] = key
                    taken.add(key)
                else:
                    open_ones.append((section, key, candidates(key, address)))
        for level in range(3):
            count = Counter(found[min(level, len(found) - 1)] for _, _, found in open_ones)
            rest = []
            for section, key, found in open_ones:
                name = found[min(level, len(found) - 1)]
                if count[name] == 1 and (name not in taken or name == key):
                    self.by_section[section][key] = name
                    taken.add(name)
                else:
                    rest.append((section, key, found))
            open_ones = rest
        for section, key, found in open_ones:
            number = 1
            name = found[-1]
            while name in taken:
                number += 1
                name = f"{found[-1]}-{number}"
            self.by_section[section][key] = name
            taken.add(name)

    def of(self, section: str, key: str) -> str:
        """Give the name of an object of the file."""
        return self.by_section[section][key]

    def refer(self, sections: tuple[str, ...], key: str, field: str) -> str:
        """Name what a field refers to, which may be elsewhere."""
        for section in sections:
            name = self.by_section.get(section, {}).get(key)
            if name is not None:
                if self.present is not None and not _holds(self.present, section, key):
                    self.outside.setdefault(section, set()).add(name)
                return name
        if key in self.nested and "network_interfaces" in sections:
            return self.nested[key]
        if "network_interfaces" in sections and (nested := _NESTED.fullmatch(key)):
            for section in ("instances", "launch_templates"):
                host = self.by_section.get(section, {}).get(nested[1])
                if host is not None:
                    return host + key[len(nested[1]) :]
        if not (field == "gateway_id" and key == "local") and not any(
            is_outside(key, section) for section in sections if section in WORDS
        ):
            self.outside.setdefault(sections[0], set()).add(key)
        return key


def _holds(inventory: Inventory, section: str, key: str) -> bool:
    part, key_field = KEYED[section]
    marked = inventory.memo.setdefault(("names of", section), {getattr(thing, key_field) for thing in getattr(inventory, part)})
    return key in marked


def _keys(inventories: Sequence[Inventory]) -> dict[str, dict[str, str]]:
    """Give the keys of all objects that get a name, with the addresses that people know them by."""
    found: dict[str, dict[str, str]] = {}
    for section, (part, key_field) in KEYED.items():
        keys: dict[str, str] = {}
        for inventory in inventories:
            for thing in getattr(inventory, part):
                key = getattr(thing, key_field)
                if section != "network_interfaces" or not nested_in(key, inventory):
                    keys.setdefault(key, key)
        found[section] = keys
    return found


def nested_in(key: str, inventory: Inventory) -> str:
    """Name the instance that an interface is written with; empty where it stands on its own."""
    found = _NESTED.fullmatch(key)
    return found[1] if found and found[1] in inventory.instance_by_key else ""


def candidates(key: str, address: str) -> list[str]:
    """Give the names that an object may get, the shortest first."""
    if not _ADDRESS.match(address):
        return [clean(key)]
    steps = _STEP.findall(address)
    kind = max((i for i, step in enumerate(steps) if re.fullmatch(r"[a-z0-9]+_[a-z0-9_]+", step)), default=-1)
    if kind < 0 or kind + 1 >= len(steps):
        return [clean(key)]
    last = ".".join(steps[kind + 1 :])
    modules = [step for step in steps[:kind] if step not in ("module", "data")]
    return [clean(last), clean(".".join([*modules, last])), clean(key)]


def clean(name: str) -> str:
    """Make a name of a text: a slash would make a path of it."""
    return name.replace("/", "|") or "-"
