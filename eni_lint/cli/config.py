"""``eni-lint config show`` and ``eni-lint init``: the settings, and a first file of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.cli.settings import settings_of
from eni_lint.cli.stdout import put
from eni_lint.config.profiles import PROFILES
from eni_lint.engine.choose import Choice
from eni_lint.errors import UsageError
from eni_lint.rulebook.load import load_rulebook

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from eni_lint.config.settings import Settings

SHOWN = (
    "profile",
    "fail_on",
    "fail_on_undecided",
    "only",
    "select",
    "ignore",
    "include",
    "exclude",
    "paths",
    "accounts",
    "regions",
    "rule_packs",
    "waivers",
    "baseline",
)


def show(args: argparse.Namespace) -> int:
    """Print the settings that hold here, each with where it comes from, and what they make of the rules."""
    settings = settings_of(args)
    choice = Choice(load_rulebook(), settings)
    if args.format == "json":
        data = {name: msgspec.to_builtins(getattr(settings, name)) for name in SHOWN}
        rules = {name: msgspec.to_builtins(setting) for name, setting in settings.rules.items()}
        running = [bound.rule.id for bound in choice.rules]
        told = {"file": settings.file, **data, "rules": rules, "origins": settings.origins, "running": running}
        put(json.dumps(told, indent=2, ensure_ascii=False) + "\n")
        return 0
    put("\n".join(_lines(settings, choice)) + "\n")
    return 0


def _lines(settings: Settings, choice: Choice) -> Iterator[str]:
    yield f"configuration file: {settings.file or 'none'}"
    rows = [(name.replace("_", "-"), _brief(getattr(settings, name)), settings.origins.get(name, "default")) for name in SHOWN]
    rows = [("select (command line)" if name == "only" else name, value, origin) for name, value, origin in rows]
    rows += [
        (f"rules.{name}", _brief(msgspec.to_builtins(setting)), settings.origins.get(f"rules.{name}", ""))
        for name, setting in settings.rules.items()
    ]
    rows = [row for row in rows if row[1] or row[2] != "default"]
    names, values = (min(60, max(len(row[column]) for row in rows)) for column in (0, 1))
    for name, value, origin in rows:
        yield f"  {name:<{names}}  {value:<{values}}  {origin}".rstrip()
    yield f"{len(choice.rules)} rules run. {PROFILES[settings.profile].purpose.capitalize()}."


def _brief(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    return json.dumps(msgspec.to_builtins(value), ensure_ascii=False) if value else ""


SKIPPED = {".git", ".terraform", "node_modules", ".venv", "venv", "__pycache__"}


def init(args: argparse.Namespace) -> int:
    """Write a commented configuration file for the repository that is found here."""
    target = Path(args.file)
    if target.exists() and not args.force:
        raise UsageError(f"{target} exists already", do="Look at it with 'eni-lint config show', or write it anew with --force.")
    text = "".join(f"{line}\n" for line in _template(Path.cwd()))
    try:
        target.write_text(text, encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{target} cannot be written: {fault.strerror}", do="Name a file that you may write.") from None
    put(f"{target} is written. 'eni-lint config show' prints what it says, 'eni-lint check .' checks this folder.\n")
    return 0


def _template(folder: Path) -> Iterator[str]:
    terraform, vendored = _survey(folder)
    yield "# eni-lint: settings of this repository. 'eni-lint config show' prints what holds and where it comes from."
    yield "# Everything may be left out; 'eni-lint schema config' prints all there is."
    yield ""
    yield "# gate: errors and warnings of the default rules. audit: notes too. pedantic: every rule, and all of it fails."
    yield "profile: gate"
    yield ""
    yield "# What makes 'eni-lint check' end with 1: error, warning, note or never."
    yield "fail-on: warning"
    yield ""
    if vendored:
        yield "# Found here, and probably not yours to mend. Patterns as in .gitignore."
        yield "exclude:"
        yield from (f"  - {json.dumps(name)}" for name in vendored)
    else:
        yield "# What to leave out of folders. Patterns as in .gitignore."
        yield "# exclude:"
        yield '#   - "vendor/"'
    yield ""
    yield "# Rules or categories: off, on, a severity, or a mapping with parameters ('eni-lint explain RULE' lists them)."
    yield "# rules:"
    yield "#   idle-elastic-ip: off"
    yield "#   subnet-nearly-full: {severity: warning, parameters: {share: 0.2}}"
    yield ""
    yield "# What holds for some inputs only."
    yield "# paths:"
    yield f"#   - match: [{json.dumps(terraform[0] if terraform else 'legacy/')}]"
    yield "#     ignore: [lifecycle]"
    yield ""
    yield "# Findings that do not count, each with its reason and the last day on which that holds."
    yield "# waivers:"
    yield "#   - rule: cross-az-attachment"
    yield '#     subject: "module.legacy.*"'
    yield "#     reason: moved with the next release"
    yield "#     until: 2027-01-31"
    yield "#     owner: network team"


def _survey(folder: Path) -> tuple[list[str], list[str]]:
    """Find the folders with Terraform sources, and those that hold the code of others."""
    terraform, vendored = set(), set()
    for path in sorted(folder.rglob("*.tf")):
        parts = path.relative_to(folder).parts
        if SKIPPED & set(parts):
            continue
        foreign = next((n for n, part in enumerate(parts) if part in {"vendor", "third_party", "external_modules"}), None)
        if foreign is None:
            terraform.add("/".join(parts[:-1]) + "/" if len(parts) > 1 else "*.tf")
        else:
            vendored.add("/".join(parts[: foreign + 1]) + "/")
    return sorted(terraform), sorted(vendored)
