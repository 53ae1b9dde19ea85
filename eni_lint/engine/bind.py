"""Joins the rules that were chosen with their check functions and parameters."""

from __future__ import annotations

from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.checks import Check
from eni_lint.errors import RuleFileError, UsageError
from eni_lint.findings import Severity
from eni_lint.rulebook.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eni_lint.rulebook.load import Rulebook


class BoundRule(msgspec.Struct, frozen=True, eq=False):
    """A rule that is ready to run."""

    rule: Rule
    check: Any  # a Check
    params: dict[str, Any]
    severity: Severity | None = None  # goes before all that the rule and its check say


def bind(
    rulebook: Rulebook,
    *,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
    parameters: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[BoundRule]:
    """Choose rules by id, alias or category and find their checks.

    Without ``select`` it is the default set. Raises UsageError for a name that is neither a rule nor a category, RuleFileError
    for a rule without a check.
    """
    chosen = named(rulebook, select) if select else {rule.id for rule in rulebook if rule.default}
    chosen -= named(rulebook, ignore)
    if not chosen:
        raise UsageError("no rule is left to run", do="What is ignored goes before what is selected.")
    given = parameters or {}
    return [
        BoundRule(rule, find_check(rule), rule.defaults() | dict(given.get(rule.id, {})))
        for rule in rulebook
        if rule.id in chosen
    ]


def find_check(rule: Rule) -> Check:
    """Find the function of a shipped rule: ``eni_lint/checks/<category>.py``, the id with underscores."""
    module = f"eni_lint.checks.{rule.category.replace('-', '_')}"
    try:
        check = getattr(import_module(module), rule.function, None)
    except ModuleNotFoundError:
        check = None
    if not isinstance(check, Check):
        raise RuleFileError(
            f"the rule has no check: {module.replace('.', '/')}.py holds no function {rule.function}",
            where=f"rules/{rule.category}/{rule.id}.yaml",
            do="Write it with the @over decorator.",
        )
    return check


def named(rulebook: Rulebook, names: Sequence[str]) -> set[str]:
    """Give the ids of the rules that ids, aliases and categories name. Raises UsageError for a name that is none."""
    ids: set[str] = set()
    for name in names:
        rule = rulebook.find(name)
        members = {rule.id} if rule else {r.id for r in rulebook if r.category == name}
        if not members:
            known = [*rulebook.rules, *rulebook.aliases, *rulebook.categories()]
            near = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"Did you mean {near[0]}? " if near else ""
            raise UsageError(f"there is no rule and no category named {name}", do=f"{hint}'eni-lint rules' lists them all.")
        ids |= members
    return ids
