"""Writes the pages of ``docs/rules`` from the rule files: ``python -m eni_lint.rulebook.pages docs/rules``, or ``make docs``.

The pages are never mended by hand; a test compares them with what this makes.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.rulebook.load import load_rulebook

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.rulebook.load import Rulebook
    from eni_lint.rulebook.rule import Example, Rule

MADE = "<!-- Made from rules/{source} by `make docs`; change that file, not this page. -->"
CATEGORIES = {
    "addressing": "Private addresses and subnets",
    "attachment": "Interfaces on instances and in launch templates",
    "connection-tracking": "Idle timeouts of tracked connections",
    "efa": "Elastic Fabric Adapters",
    "eks": "Interfaces of Amazon EKS",
    "elastic-ip": "Elastic IP and other public addresses",
    "ena": "ENA, ENA Express, queues and bandwidth",
    "lifecycle": "What becomes of interfaces and their addresses",
    "limits": "What an instance type can carry",
    "prefixes": "Delegated prefixes and subnet CIDR reservations",
    "quota": "Quotas of the account",
    "routing": "Routes and the source/destination check",
    "secondary-network": "Secondary networks",
    "security-groups": "Security groups of interfaces",
}
LANGUAGES = (("terraform", "Terraform", "hcl"), ("cloudformation", "CloudFormation", "yaml"), ("cli", "AWS CLI", "sh"))


def pages(rulebook: Rulebook) -> dict[str, str]:
    """Give the text of every page by its file name."""
    return {"README.md": _index(rulebook)} | {f"{rule.id}.md": "\n".join(_page(rule)).rstrip() + "\n" for rule in rulebook}


def _index(rulebook: Rulebook) -> str:
    lines = [MADE.format(source="*/*.yaml"), "# The rules", ""]
    lines += [
        f"{len(rulebook)} rules in {len(rulebook.categories())} categories. `eni-lint explain RULE` tells the same offline."
    ]
    for category in rulebook.categories():
        lines += [
            "",
            f"## {category}",
            "",
            f"{CATEGORIES.get(category, category)}.",
            "",
            "| rule | severity | fires when |",
            "|---|---|---|",
        ]
        for rule in rulebook:
            if rule.category == category:
                off = "" if rule.default else " (off)"
                lines.append(f"| [{rule.id}]({rule.id}.md) | {rule.severity.value}{off} | {rule.title} |")
    return "\n".join(lines) + "\n"


def _page(rule: Rule) -> Iterator[str]:
    yield MADE.format(source=f"{rule.category}/{rule.id}.yaml")
    yield f"# {rule.id}"
    yield ""
    yield f"{rule.title}."
    yield ""
    off = "" if rule.default else "; not in the default set: choose it with `--select`"
    yield f"**{rule.severity.value}** · [{rule.category}](README.md#{rule.category}) · since {rule.since}{off}"
    if rule.aliases:
        yield f"· also known as {', '.join(f'`{alias}`' for alias in rule.aliases)}"
    yield from _section("What", rule.what)
    yield from _section("Why", rule.why)
    yield from _section("Fix", rule.fix.text)
    for field, language, syntax in LANGUAGES:
        if snippet := getattr(rule.fix, field):
            yield from ("", f"{language}:", "", f"```{syntax}", snippet.rstrip("\n"), "```")
    if rule.parameters:
        yield from ("", "## Parameters", "", "| parameter | default | what it is |", "|---|---|---|")
        for name, parameter in rule.parameters.items():
            default = msgspec.json.encode(parameter.default).decode()
            yield f"| `{name}` | `{default}` | {' '.join(parameter.description.split())} |"
    yield from ("", "## Examples")
    for heading, examples in (
        ("Fails", rule.examples.fail),
        ("Passes", rule.examples.passing),
        ("Is undecided", rule.examples.undecided),
    ):
        for example in examples:
            yield from _example(heading, example)
    if rule.always_decided:
        yield from ("", f"Never undecided: {' '.join(rule.always_decided.split())}")
    yield from ("", "## References", "")
    yield from (f"- <{link}>" for link in rule.references)


def _section(heading: str, text: str) -> Iterator[str]:
    yield from ("", f"## {heading}", "", text.strip())


def _example(heading: str, example: Example) -> Iterator[str]:
    yield from ("", f"**{heading}:** {example.title}")
    if example.parameters:
        settings = ", ".join(f"`{name}: {msgspec.json.encode(value).decode()}`" for name, value in example.parameters.items())
        yield from ("", f"With {settings}.")
    yield from ("", "```yaml", example.input.rstrip("\n"), "```")
    if example.message:
        yield from ("", f"> {example.message}")


def main(folder: Path) -> None:
    """Write all pages and remove those of rules that are gone."""
    made = pages(load_rulebook())
    folder.mkdir(parents=True, exist_ok=True)
    for stale in {path.name for path in folder.glob("*.md")} - made.keys():
        (folder / stale).unlink()
    for name, text in made.items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
