"""Chooses the rules of a run by its settings, for each input what holds there."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.config.globs import matcher
from eni_lint.config.settings import Settings
from eni_lint.engine.bind import BoundRule, find_check, named
from eni_lint.errors import ConfigError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.checks import Check
    from eni_lint.config.shape import RuleSetting
    from eni_lint.rulebook.load import Rulebook
    from eni_lint.rulebook.rule import Rule


class Choice:
    """The rules of a run. ``rules`` are those that run where no path says otherwise; ``rulebook`` holds those of packs too."""

    def __init__(self, rulebook: Rulebook, settings: Settings | None = None) -> None:
        """Raise UsageError, ConfigError or RuleFileError for a rule, pack, category or parameter that there is not."""
        settings = settings or Settings()
        self._checks: Mapping[str, Check] = {}
        if settings.rule_packs:
            from eni_lint.engine.packs import load_packs, with_packs  # noqa: PLC0415 - only where there are packs

            packs = load_packs(settings.rule_packs, settings.base, rulebook)
            rulebook, self._checks = with_packs(rulebook, packs), packs.checks
        self._rulebook = self.rulebook = rulebook
        self._settings = settings
        chosen = self._chosen()
        everywhere = self._settings_of(settings.rules, "rules")
        self.rules = [self._bound(rule, everywhere) for rule in rulebook if rule.id in chosen]
        self._scoped = [
            (
                matcher(entry.match, settings.base),
                named(rulebook, entry.ignore),
                self._settings_of(entry.rules, f"paths[{number}].rules"),
            )
            for number, entry in enumerate(settings.paths)
        ]
        self._elsewhere: dict[str, Rule] = {}
        self._known: dict[tuple[int, ...], list[BoundRule]] = {(): self.rules}
        for _, _, changed in self._scoped:
            for rule in rulebook:
                if rule.id in changed:
                    self._bound(rule, changed)  # so that what is wrong is told before any input is read
                    if changed[rule.id].enabled and not settings.only:
                        self._elsewhere[rule.id] = rule

    def all(self) -> list[Rule]:
        """Give the rules that run on some input or other, in the order of their ids."""
        running = self._elsewhere | {bound.rule.id: bound.rule for bound in self.rules}
        return [running[rule_id] for rule_id in sorted(running)]

    def at(self, path: str) -> list[BoundRule]:
        """Give the rules for the input with this path."""
        matching = tuple(number for number, (matches, _, _) in enumerate(self._scoped) if matches(path))
        found = self._known.get(matching)
        if found is None:
            found = self._known[matching] = self._narrowed(matching)
        return found

    def _narrowed(self, matching: tuple[int, ...]) -> list[BoundRule]:
        running = {bound.rule.id: bound for bound in self.rules}
        changes: dict[str, RuleSetting] = self._settings_of(self._settings.rules, "rules")
        for number in matching:
            _, ignored, changed = self._scoped[number]
            for rule_id in ignored:
                running.pop(rule_id, None)
            for rule_id, setting in changed.items():
                before = changes.get(rule_id)
                changes[rule_id] = setting if before is None else _over(before, setting)
                rule = self._rulebook.rules[rule_id]
                if setting.enabled is False:
                    running.pop(rule_id, None)
                elif rule_id in running or (setting.enabled and not self._settings.only):
                    running[rule_id] = self._bound(rule, changes)
        return [running[rule.id] for rule in self._rulebook if rule.id in running]

    def _chosen(self) -> set[str]:
        settings, rulebook = self._settings, self._rulebook
        if settings.only:
            chosen = named(rulebook, settings.only)
        else:
            profile = settings.set_by
            chosen = named(rulebook, settings.select) if settings.select else {r.id for r in rulebook if profile.has(r)}
            for rule_id, setting in self._settings_of(settings.rules, "rules").items():
                if setting.enabled is not None:
                    (chosen.add if setting.enabled else chosen.discard)(rule_id)
        chosen -= named(rulebook, settings.ignore)
        if not chosen:
            raise UsageError("no rule is left to run", do="What is ignored goes before what is selected.")
        return chosen

    def _settings_of(self, written: Mapping[str, RuleSetting], where: str) -> dict[str, RuleSetting]:
        """Give the setting of each rule: its own goes before that of its category."""
        found: dict[str, RuleSetting] = {}
        ordered = sorted(written.items(), key=lambda pair: self._rulebook.find(pair[0]) is not None)
        for name, setting in ordered:
            try:
                ids = named(self._rulebook, [name])
            except UsageError as fault:
                raise ConfigError(fault.what, where=self._origin(where, name), do=fault.do) from None
            if setting.parameters and self._rulebook.find(name) is None:
                raise ConfigError(
                    f"{name} is a category: parameters belong to rules",
                    where=self._origin(where, name),
                    do="Give them to each rule.",
                )
            for rule_id in ids:
                found[rule_id] = _over(found[rule_id], setting) if rule_id in found else setting
        return found

    def _bound(self, rule: Rule, settings: Mapping[str, RuleSetting]) -> BoundRule:
        setting = settings.get(rule.id)
        if setting is None:
            return BoundRule(rule, self._check(rule), rule.defaults())
        for name, value in setting.parameters.items():
            self._check_parameter(rule, name, value)
        return BoundRule(rule, self._check(rule), rule.defaults() | setting.parameters, setting.severity)

    def _check(self, rule: Rule) -> Check:
        return self._checks.get(rule.id) or find_check(rule)

    def _check_parameter(self, rule: Rule, name: str, value: Any) -> None:
        where = self._origin("rules", rule.id)
        parameter = rule.parameters.get(name)
        if parameter is None:
            known = ", ".join(rule.parameters) or "none"
            near = get_close_matches(name, rule.parameters, n=1, cutoff=0.6)
            hint = f"; did you mean {near[0]}?" if near else ""
            raise ConfigError(
                f"{rule.id} has no parameter {name}{hint}", where=where, do=f"It has {known}: 'eni-lint explain {rule.id}'."
            )
        from jsonschema import Draft202012Validator  # noqa: PLC0415 - only where a parameter is set

        fault = next(Draft202012Validator(parameter.schema).iter_errors(value), None)
        if fault is not None:
            raise ConfigError(
                f"parameter {name} of {rule.id}: {fault.message}", where=where, do=f"It sets: {parameter.description}"
            )

    def _origin(self, where: str, name: str) -> str:
        return self._settings.origins.get(f"{where}.{name}") or self._settings.file


def _over(below: RuleSetting, above: RuleSetting) -> RuleSetting:
    return msgspec.structs.replace(
        below,
        enabled=below.enabled if above.enabled is None else above.enabled,
        severity=above.severity or below.severity,
        parameters=below.parameters | above.parameters,
    )


def is_wanted(settings: Settings) -> Callable[[str], bool] | None:
    """Make the function that tells whether a file of a folder is to be looked at; None where all are."""
    if not settings.include and not settings.exclude:
        return None
    included = matcher(settings.include, settings.base) if settings.include else None
    excluded = matcher(settings.exclude, settings.base)
    return lambda path: (included is None or included(path)) and not excluded(path)
