"""Packs of an organisation's own rules: folders of rule files, and installed Python packages.

A folder is data: nothing in it is ever run but CEL expressions, which can only look. Code comes from installed packages alone,
through the entry point ``eni_lint.rules``, and only from those that the settings name.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.checks import Check
from eni_lint.config.faults import told
from eni_lint.config.load import place_of
from eni_lint.documents import parse_yaml, read_bytes, utf8_bytes
from eni_lint.engine.pack_places import inside
from eni_lint.errors import EniLintError, RuleFileError, SourceError, UsageError
from eni_lint.locate import schema_file
from eni_lint.rulebook.load import Rulebook, rule_of
from eni_lint.rulebook.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.documents import SpanTable

GROUP = "eni_lint.rules"
OWN_CATEGORY = "organisation"
MAX_FILE = 1 << 20  # bytes of one rule file
SUFFIXES = (".yaml", ".yml")


class Pack(msgspec.Struct, frozen=True, eq=False):
    """Where a pack's rule files are, and the check functions that its package brings."""

    name: str
    folder: Path
    checks: Mapping[str, Check] = {}  # by the rule's id with underscores


class Packs(msgspec.Struct, frozen=True, eq=False):
    """The rules of all packs, with their checks by id."""

    rules: list[Rule] = []
    checks: dict[str, Check] = {}


def load_packs(names: Sequence[str], base: str, shipped: Rulebook) -> Packs:
    """Read the packs that the settings name: folders relative to the base, or installed packages.

    Raises UsageError for a pack that is not there, and RuleFileError that tells everything that is wrong in all of them.
    """
    rules: list[Rule] = []
    checks: dict[str, Check] = {}
    faults: list[str] = []
    taken = dict.fromkeys((*shipped.rules, *shipped.aliases), "a shipped rule")
    for pack in [find_pack(name, base) for name in names]:
        for path in rule_files(pack.folder):
            try:
                rule, check = read_pack_rule(path, pack)
            except RuleFileError as fault:
                faults.append(str(fault))
                continue
            for name in (rule.id, *rule.aliases):
                if name in taken:
                    faults.append(f"{path}: there is {taken[name]} named {name} already")
                taken[name] = f"a rule of the pack {pack.name}"
            rules.append(rule)
            checks[rule.id] = check
    if faults:
        raise RuleFileError("\n".join(faults), do="'eni-lint rules check' tells whether all is well.")
    return Packs(rules, checks)


def find_pack(name: str, base: str) -> Pack:
    """Find a pack: a folder, or else an installed package of that name."""
    folder = Path(base, name)
    if os.path.isdir(folder):  # noqa: PTH112 - Path's own raises an error for a name that is too long
        near = os.path.relpath(folder)
        return Pack(folder.resolve().name, folder if near.startswith("..") else Path(near))
    if "/" in name or name.startswith("."):
        raise UsageError(f"there is no folder of rules {name}", do=f"It is looked for in {Path(base).resolve()}.")
    from importlib.metadata import entry_points  # noqa: PLC0415 - only where a package is named

    installed = entry_points(group=GROUP)
    found = next((point for point in installed if point.name == name), None)
    if found is None:
        known = ", ".join(sorted(point.name for point in installed)) or "none"
        raise UsageError(
            f"there is no folder and no installed pack of rules named {name}", do=f"Installed packs: {known}. Folders hold a /."
        )
    return _installed(name, found)


def _installed(name: str, point: Any) -> Pack:
    try:
        module = point.load()
        folder = Path(module.__file__).parent / "rules"
    except Exception as crash:  # noqa: BLE001 - a pack that cannot be imported is a fault of the pack
        raise RuleFileError(
            f"the pack {name} cannot be imported: {type(crash).__name__}: {crash}", do=f"Its entry point is {point.value}."
        ) from None
    if not folder.is_dir():
        raise RuleFileError(f"the pack {name} has no folder {folder}", do="A package keeps its rule files in rules/ beside it.")
    checks = vars(module.checks) if hasattr(module, "checks") else {}
    return Pack(name, folder, {key: check for key, check in checks.items() if isinstance(check, Check)})


def rule_files(folder: Path) -> list[Path]:
    """Give the rule files of a pack: in the folder itself, or one folder down, which is then the category."""
    found = [*folder.glob("*"), *folder.glob("*/*")]
    return sorted(p for p in found if p.suffix in SUFFIXES and p.is_file() and not p.name.startswith("."))


def read_pack_rule(path: Path, pack: Pack) -> tuple[Rule, Check]:
    """Read one rule file of a pack and make its check. Raises RuleFileError with everything that is wrong in it."""
    text, data, spans = _parsed(path)
    if not isinstance(data, dict):
        raise RuleFileError("a rule file holds a mapping", where=f"{path}:1:1", do="Start with 'eni-lint rules new'.")
    brought = pack.checks.get(path.stem.replace("-", "_"))
    faults = list(_schema_faults(data, path, spans, needs_expression=brought is None))
    if not _is_id(path.stem):
        faults.append(f"{path}: a rule's file name is its id: small letters, digits and hyphens")
    if faults:
        raise RuleFileError("\n".join(faults))
    rule = rule_of(_completed(data, path, pack), path)
    if brought is not None:
        return rule, brought
    from eni_lint.engine.cel.rules import check_of, faults_of  # noqa: PLC0415 - the extra, only for rules with CEL

    for keys, wrong in faults_of(rule):
        line, column = inside(text, spans, keys, wrong.line, wrong.column)
        faults.append(f"{path}:{line}:{column}: {'.'.join(keys)}: {wrong.what}")
    if faults:
        raise RuleFileError("\n".join(faults))
    return rule, check_of(rule)


def _parsed(path: Path) -> tuple[str, Any, SpanTable]:
    try:
        content = read_bytes(str(path))
        if len(content) > MAX_FILE:
            raise SourceError(f"the file is larger than {MAX_FILE >> 20} MiB", where=str(path))
        text = utf8_bytes(content, str(path)).decode()
        return text, *parse_yaml(text, str(path))
    except EniLintError as fault:
        raise RuleFileError(fault.what, where=fault.where, do=fault.do) from None


def _schema_faults(data: Any, path: Path, spans: SpanTable, *, needs_expression: bool) -> Iterator[str]:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - only where there are packs

    schema = json.loads(schema_file("pack-rule").read_text(encoding="utf-8"))
    if not needs_expression:
        schema["required"] = [name for name in schema["required"] if name not in {"over", "expect"}]
    found = [(steps, what) for fault in Draft202012Validator(schema).iter_errors(data) for what, steps in told(fault)]
    for steps, what in sorted(found, key=lambda pair: place_of(spans, pair[0])):
        line, column = place_of(spans, steps)
        yield f"{path}:{line or 1}:{column or 1}: {what}"


def _is_id(name: str) -> bool:
    return all(part.isalnum() and part.isascii() and part == part.lower() for part in name.split("-")) and name[:1].isalpha()


def _completed(data: dict[str, Any], path: Path, pack: Pack) -> dict[str, Any]:
    """Fill in what shipped rules must say and those of an organisation may leave out."""
    title = data["title"]
    examples = {"fail": [], "pass": []} | data.get("examples", {})
    parameters = {name: {"description": name} | value for name, value in data.get("parameters", {}).items()}
    inner = path.parent != pack.folder
    return (
        {
            "since": "",
            "what": f"{title}.",
            "why": "A rule of your organisation.",
            "fix": "What a finding says tells what to do.",
            "references": [],
            "category": path.parent.name if inner else OWN_CATEGORY,
        }
        | data
        | {"examples": examples, "parameters": parameters, "pack": pack.name}
    )


def with_packs(shipped: Rulebook, packs: Packs) -> Rulebook:
    """Put the rules of packs beside the shipped ones."""
    return Rulebook([*shipped, *packs.rules]) if packs.rules else shipped
