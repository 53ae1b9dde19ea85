"""The commands that show what eni-lint knows: rules, a rule, instance types."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING

from eni_lint.cli.stdout import put
from eni_lint.errors import UsageError

if TYPE_CHECKING:
    import argparse

    from eni_lint.rulebook.rule import Rule


def rules(args: argparse.Namespace) -> int:
    """List the rules, by category."""
    from eni_lint.cli.settings import rulebook_of  # noqa: PLC0415 - likewise
    from eni_lint.rulebook.explain import as_data  # noqa: PLC0415 - only this command needs it

    rulebook = rulebook_of(args)
    unknown = [c for c in args.category if c not in rulebook.categories()]
    if unknown:
        raise UsageError(
            f"there is no category named {unknown[0]}", do=f"The categories are: {', '.join(rulebook.categories())}."
        )
    chosen = [r for r in rulebook if not args.category or r.category in args.category]
    if args.format == "json":
        put(json.dumps([as_data(rule) for rule in chosen], indent=2, ensure_ascii=False) + "\n")
        return 0
    lines: list[str] = []
    for category in sorted({r.category for r in chosen}):
        lines += [category, *(_line(rule) for rule in chosen if rule.category == category)]
    put("\n".join([*lines, f"{len(chosen)} rules. 'eni-lint explain RULE' tells all about one."]) + "\n")
    return 0


def _line(rule: Rule) -> str:
    off = "" if rule.default else " (not in the default set)"
    return f"  {rule.severity.value:<8} {rule.id:<45} {rule.title}{off}"


def explain(args: argparse.Namespace) -> int:
    """Explain one rule."""
    from eni_lint.cli.settings import rulebook_of  # noqa: PLC0415 - likewise
    from eni_lint.rulebook.explain import explain as told  # noqa: PLC0415 - only this command needs it

    rulebook = rulebook_of(args)
    rule = rulebook.find(args.rule)
    if rule is None:
        near = get_close_matches(args.rule, [*rulebook.rules, *rulebook.aliases], n=3, cutoff=0.5)
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise UsageError(f"there is no rule named {args.rule}", do=f"{hint}'eni-lint rules' lists them all.")
    put(told(rule))
    return 0


def limits(args: argparse.Namespace) -> int:
    """Show what instance types can carry; exit status 1 when one is not in the catalogue."""
    from eni_lint.catalog.limits import limits_json, limits_table  # noqa: PLC0415 - only this command needs it
    from eni_lint.catalog.load import load_catalog  # noqa: PLC0415 - likewise

    catalog = load_catalog()
    if args.format == "json":
        put(json.dumps(limits_json(catalog, args.types), indent=2, ensure_ascii=False) + "\n")
    else:
        put(limits_table(catalog, args.types))
    return 0 if all(name in catalog for name in args.types) else 1
