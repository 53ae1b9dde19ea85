"""A rule told to a reader: what, why, fix, parameters, examples, references. Works offline; the rule file is all it needs."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.rulebook.rule import Example, Rule

WIDTH = 88
LANGUAGES = (("terraform", "Terraform"), ("cloudformation", "CloudFormation"), ("cli", "AWS CLI"))


def explain(rule: Rule) -> str:
    """Tell all that a rule file says, as plain text of at most 88 columns (examples and commands keep their own lines)."""
    return "\n".join(_lines(rule)).rstrip() + "\n"


def _lines(rule: Rule) -> Iterator[str]:
    yield rule.id
    yield "=" * len(rule.id)
    yield ""
    yield rule.title
    yield _standing(rule)
    if rule.aliases:
        yield f"also known as: {', '.join(rule.aliases)}"
    for heading, text in (("What", rule.what), ("Why", rule.why), ("Fix", rule.fix.text)):
        yield from _section(heading)
        yield from _wrapped(text)
    for field, language in LANGUAGES:
        snippet = getattr(rule.fix, field)
        if snippet:
            yield ""
            yield f"  {language}:"
            yield from _verbatim(snippet)
    yield from _expressions(rule)
    if rule.parameters:
        yield from _section("Parameters")
        for name, parameter in rule.parameters.items():
            yield f"  {name} (default {msgspec.json.encode(parameter.default).decode()}): "
            yield from _wrapped(parameter.description, "      ")
    yield from _section("Examples")
    for outcome, examples in (
        ("fails", rule.examples.fail),
        ("passes", rule.examples.passing),
        ("is undecided", rule.examples.undecided),
    ):
        for example in examples:
            yield from _example(outcome, example)
    if not rule.references:
        return
    yield from _section("References")
    yield from (f"  {link}" for link in rule.references)


def _standing(rule: Rule) -> str:
    default = "" if rule.default else ", not in the default set"
    since = f" · since {rule.since}" if rule.since else ""
    pack = f" · of the pack {rule.pack}" if rule.pack else ""
    return f"{rule.severity.value} · {rule.category}{since}{pack}{default}"


def _expressions(rule: Rule) -> Iterator[str]:
    for heading, expression in (("Concerns", rule.when), ("Expects", rule.expect)):
        if expression:
            yield from _section(f"{heading} (of {rule.over})")
            yield from _verbatim(expression)


def _section(heading: str) -> Iterator[str]:
    yield ""
    yield heading
    yield "-" * len(heading)


def _example(outcome: str, example: Example) -> Iterator[str]:
    yield f"  {outcome}: {example.title}"
    if example.parameters:
        yield f"    with {', '.join(f'{k}: {v}' for k, v in example.parameters.items())}"
    yield from _verbatim(example.input)
    if example.message:
        yield from _wrapped(f"→ {example.message}", "    ")
    yield ""


def _wrapped(text: str, indent: str = "  ") -> Iterator[str]:
    for paragraph in text.strip().split("\n\n"):
        yield from textwrap.wrap(
            " ".join(paragraph.split()), WIDTH, initial_indent=indent, subsequent_indent=indent, break_on_hyphens=False
        )


def _verbatim(text: str) -> Iterator[str]:
    yield from (f"      {line}".rstrip() for line in text.rstrip("\n").split("\n"))


def as_data(rule: Rule) -> dict[str, Any]:
    """Give the rule's facts for machines: what ``eni-lint rules --format json`` lists."""
    return {
        "id": rule.id,
        "category": rule.category,
        "title": rule.title,
        "severity": rule.severity.value,
        "default": rule.default,
        "since": rule.since,
        "aliases": rule.aliases,
        "parameters": {
            name: {"default": p.default, "description": " ".join(p.description.split()), "schema": p.schema}
            for name, p in rule.parameters.items()
        },
        "references": rule.references,
    }
