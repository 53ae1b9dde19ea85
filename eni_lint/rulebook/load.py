"""Reads rule files. A file's existence is its registration: id and category come from its path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.errors import RuleFileError
from eni_lint.locate import rules_folder
from eni_lint.rulebook.cache import keep, recall, state_of
from eni_lint.rulebook.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path


class Rulebook:
    """The rules by id, in the order of their ids."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.rules = {rule.id: rule for rule in sorted(rules, key=lambda r: r.id)}
        self.aliases = {alias: rule.id for rule in self.rules.values() for alias in rule.aliases}

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules.values())

    def __len__(self) -> int:
        return len(self.rules)

    def find(self, name: str) -> Rule | None:
        """Give the rule with that id or alias."""
        return self.rules.get(self.aliases.get(name, name))

    def categories(self) -> list[str]:
        """Give the categories, sorted."""
        return sorted({rule.category for rule in self})


def load_rulebook(folder: Path | None = None) -> Rulebook:
    """Read every rule file of a folder, the shipped rules unless told.

    Raises RuleFileError naming all files that are wrong.
    """
    folder = folder or rules_folder()
    paths = sorted(folder.glob("*/*.yaml"))
    state = state_of(paths)
    rules = recall(folder, state)
    if rules is None:
        rules = _read_all(paths)
        keep(folder, state, rules)
    return Rulebook(rules)


def _read_all(paths: Sequence[Path]) -> list[Rule]:
    rules, faults = [], []
    for path in paths:
        try:
            rules.append(read_rule(path))
        except RuleFileError as fault:
            faults.append(fault)
    if faults:
        raise RuleFileError("\n".join(map(str, faults)), do="Mend the rule files, or leave the rule pack out.")
    return rules


def read_rule(path: Path) -> Rule:
    """Read one rule file."""
    import yaml  # noqa: PLC0415 - only here, so that a compiled rulebook need not pay for it

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - a safe loader
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as fault:
        raise RuleFileError(f"cannot be read: {fault}", where=str(path)) from None
    return rule_of(data, path)


def rule_of(data: Any, path: Path) -> Rule:
    """Make a rule of a rule file's data."""
    if not isinstance(data, dict):
        raise RuleFileError("a rule file holds a mapping", where=str(path), do="Start from a rule in rules/.")
    for field in ("message", "remedy"):
        if isinstance(data.get(field), str):
            data[field] = {"": data[field]}
    if isinstance(data.get("fix"), str):
        data["fix"] = {"text": data["fix"]}
    try:
        return msgspec.convert({"id": path.stem, "category": path.parent.name} | data, Rule)
    except msgspec.ValidationError as fault:
        raise RuleFileError(str(fault), where=str(path), do="See schemas/rule.schema.json.") from None
