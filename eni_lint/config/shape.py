"""The shape of a configuration file, as users write it."""

from __future__ import annotations

from typing import Any

import msgspec

from eni_lint.findings import Severity

OFF, ON = "off", "on"


class RuleSetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a file says about one rule, or about all rules of a category."""

    enabled: bool | None = None
    severity: Severity | None = None
    parameters: dict[str, Any] = {}


class PathSetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What holds for the inputs that match one of the patterns, beside all else."""

    match: list[str]
    ignore: list[str] = []
    rules: dict[str, RuleSetting | str | bool] = {}


class ConfigFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True, rename="kebab"):
    """A configuration file: everything may be left out, and None is what was left out."""

    profile: str | None = None
    fail_on: str | None = None
    fail_on_undecided: bool | None = None
    select: list[str] | None = None
    ignore: list[str] | None = None
    rules: dict[str, RuleSetting | str | bool] | None = None
    include: list[str] | None = None
    exclude: list[str] | None = None
    paths: list[PathSetting] | None = None
    accounts: dict[str, str] | None = None
    regions: list[str] | None = None
    rule_packs: list[str] | None = None
    waivers: list[dict[str, Any]] | None = None
    baseline: str | None = None


def rule_setting(written: RuleSetting | str | bool) -> RuleSetting:
    """Read the short forms: ``off`` and ``on`` (booleans to YAML), and a severity.

    Raises ValueError for another word.
    """
    if isinstance(written, RuleSetting):
        return written
    if isinstance(written, bool) or written in {OFF, ON}:
        return RuleSetting(enabled=written in {True, ON})
    return RuleSetting(enabled=True, severity=Severity(written))
