"""The settings of a run: the command line over the configuration file that is found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.config.find import find_config
from eni_lint.config.settings import Settings, settle
from eni_lint.errors import UsageError
from eni_lint.rulebook.load import load_rulebook

if TYPE_CHECKING:
    import argparse

    from eni_lint.config.load import Loaded
    from eni_lint.rulebook.load import Rulebook


def settings_of(args: argparse.Namespace) -> Settings:
    """Settle what the run goes by."""
    given = {
        "profile": args.profile,
        "only": _names(args.select, "--select"),
        "ignore": _names(args.ignore, "--ignore"),
        "rule_packs": [_pack(name) for name in args.rules] or None,
        "fail_on": args.fail_on,
        "fail_on_undecided": args.fail_on_undecided,
    }
    loaded = loaded_config(args)
    if given["profile"] is None and (loaded is None or loaded.config.profile is None):
        given["profile"] = args.profile_unless_set
    return settle(loaded, given)


def loaded_config(args: argparse.Namespace) -> Loaded | None:
    """Read the configuration file that is named, or else the nearest one; None without one."""
    if args.no_config:
        return None
    found: Path | None
    if args.config:
        found = Path(args.config)
        if not found.is_file():
            raise UsageError(f"there is no configuration file {args.config}", do="Name a file, or leave --config out.")
    else:
        found = find_config(Path.cwd())
    if found is None:
        return None
    from eni_lint.config.load import load_config  # noqa: PLC0415 - only where there is a file

    return load_config(found)


def _names(given: list[str], option: str) -> list[str] | None:
    names = [name.strip() for text in given for name in text.split(",") if name.strip()]
    if given and not names:
        raise UsageError(f"{option} names no rule", do="'eni-lint rules' lists them all.")
    return names or None


def _pack(name: str) -> str:
    """Name a folder of the command line so that it is found from anywhere; what is no folder is an installed pack."""
    return str(Path(name).resolve()) if Path(name).is_dir() else name


def settle_config(args: argparse.Namespace) -> Settings:
    """Settle what the configuration file says, where the command line says nothing about rules."""
    return settle(loaded_config(args), {})


def rulebook_of(args: argparse.Namespace) -> Rulebook:
    """Give the shipped rules together with those of the packs that the settings or the command line name."""
    shipped = load_rulebook()
    settings = settle(loaded_config(args), {"rule_packs": [_pack(name) for name in args.rules] or None})
    if not settings.rule_packs:
        return shipped
    from eni_lint.engine.packs import load_packs, with_packs  # noqa: PLC0415 - only where there are packs

    return with_packs(shipped, load_packs(settings.rule_packs, settings.base, shipped))
