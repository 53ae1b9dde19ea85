"""The settings of a run: the defaults, a profile, a file and the command line laid over one another, each with its origin."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.config.profiles import DEFAULT, PROFILES, Profile
from eni_lint.config.shape import PathSetting, RuleSetting, rule_setting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.config.load import Loaded

BUILT_IN, COMMAND_LINE = "default", "command line"
ADDED = ("ignore", "rule_packs")  # what the command line says adds to what the file says


class Scoped(msgspec.Struct, frozen=True, kw_only=True):
    """What holds for the inputs that match a pattern."""

    match: list[str]
    ignore: list[str] = []
    rules: dict[str, RuleSetting] = {}


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What a run goes by. ``base`` is the folder that patterns are relative to.

    ``only`` are the rules of --select: what a file says about which rules run does not hold for them.
    """

    profile: str = DEFAULT
    fail_on: str = PROFILES[DEFAULT].fail_on
    fail_on_undecided: bool = False
    only: list[str] = []
    select: list[str] = []
    ignore: list[str] = []
    rules: dict[str, RuleSetting] = {}
    paths: list[Scoped] = []
    include: list[str] = []
    exclude: list[str] = []
    accounts: dict[str, str] = {}
    regions: list[str] = []
    rule_packs: list[str] = []
    waivers: list[dict[str, Any]] = []
    baseline: str = ""
    base: str = "."
    file: str = ""
    origins: dict[str, str] = {}  # by the name of a setting; of a rule: rules.<name>

    @property
    def set_by(self) -> Profile:
        """The profile itself."""
        return PROFILES[self.profile]


class _Layers:
    """Values with their origins, the last one put goes before those below."""

    def __init__(self) -> None:
        self.values: dict[str, Any] = {}
        self.origins: dict[str, str] = {}

    def put(self, name: str, value: Any, origin: str) -> None:
        self.values[name] = value
        self.origins[name] = origin

    def drop(self, name: str) -> None:
        self.values.pop(name, None)
        self.origins.pop(name, None)


def settle(loaded: Loaded | None, given: Mapping[str, Any]) -> Settings:
    """Lay the command line over the file, the file over its profile, and that over the defaults.

    ``given`` holds what the command line says, by the names of the settings; what it does not say is None or not there.
    """
    given = {name: value for name, value in given.items() if value is not None}
    layers = _Layers()
    profile = given.get("profile") or (loaded and loaded.config.profile) or DEFAULT
    for name in ("fail_on", "fail_on_undecided"):
        layers.put(name, getattr(PROFILES[profile], name), BUILT_IN if profile == DEFAULT else f"profile {profile}")
    if loaded:
        _lay_file(layers, loaded)
    if "only" in given:
        # What the command line selects runs, whatever the file leaves out; its settings of severity and parameters hold.
        layers.drop("select")
        layers.drop("ignore")
    for name, value in given.items():
        if name in ADDED and layers.values.get(name):
            layers.put(name, [*layers.values[name], *value], f"{layers.origins[name]}, {COMMAND_LINE}")
        else:
            layers.put(name, value, COMMAND_LINE)
    layers.values["profile"] = profile
    base = str(loaded.folder) if loaded else str(Path())
    return Settings(**layers.values, base=base, file=loaded.shown if loaded else "", origins=layers.origins)


def _lay_file(layers: _Layers, loaded: Loaded) -> None:
    config = loaded.config
    for name in config.__struct_fields__:
        value = getattr(config, name)
        if value is not None:
            layers.put(name, _plain(name, value), loaded.where(name.replace("_", "-")))
    for rule in config.rules or {}:
        layers.origins[f"rules.{rule}"] = loaded.where("rules", rule)
    for number, entry in enumerate(config.paths or ()):
        for rule in entry.rules:
            layers.origins[f"paths[{number}].rules.{rule}"] = loaded.where("paths", number, "rules", rule)
    for number in range(len(config.waivers or ())):
        layers.origins[f"waivers[{number}]"] = loaded.where("waivers", number)
    if config.baseline is not None:
        layers.values["baseline"] = str(loaded.folder / config.baseline)


def _plain(name: str, value: Any) -> Any:
    if name == "rules":
        return {rule: rule_setting(written) for rule, written in value.items()}
    if name == "paths":
        return [_scoped(entry) for entry in value]
    return value


def _scoped(entry: PathSetting) -> Scoped:
    rules = {rule: rule_setting(written) for rule, written in entry.rules.items()}
    return Scoped(match=entry.match, ignore=entry.ignore, rules=rules)
