"""The rules and the notifications that a run can speak of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import sarif_om as om

from eni_lint.findings import Severity
from eni_lint.reporters.sarif.words import sentence, short

if TYPE_CHECKING:
    from eni_lint.reporters.sarif.taxonomies import Taxonomies
    from eni_lint.rulebook.rule import Rule

HOME = "https://eni-lint.example.org/"
TAGS = 10  # GitHub keeps as many

PROBLEM_SEVERITY = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "recommendation"}
# Middles of GitHub's bands (high, medium, low), written as strings: a number makes GitHub refuse the whole file.
SECURITY_SEVERITY = {Severity.ERROR: "8.0", Severity.WARNING: "5.5", Severity.NOTE: "2.5"}
PRECISION = {Severity.ERROR: "very-high", Severity.WARNING: "high", Severity.NOTE: "high"}
_CWE = re.compile(r"CWE-\d+", re.IGNORECASE)
_LANGUAGES = (("Terraform", "terraform", "hcl"), ("CloudFormation", "cloudformation", "yaml"), ("AWS CLI", "cli", "shell"))

NOTICES = {
    "check-crashed": (
        "A check crashed.",
        "The rule says nothing about the subject; the other rules went on.",
        "Report it with its trace.",
    ),
    "input-incomplete": ("A part of an input cannot be read.", "What it holds was not checked.", "Capture the input again."),
    "input-unreadable": ("An input cannot be read.", "Nothing in it was checked.", "Mend the input or leave it out."),
    "run-note": ("Something to know about the run.", "It bears on what the results mean.", "There is nothing to do."),
    "suppression-idle": (
        "A suppression serves nothing, has expired or is not understood.",
        "What it was meant to hide counts, or there is nothing to hide any more.",
        "Remove it, or decide anew.",
    ),
    "verdicts-undecided": (
        "A rule cannot tell about some subjects.",
        "What it needs to know is not known here.",
        "Give the missing facts, or check again when they are known.",
    ),
}
NOTICE_INDEX = {name: index for index, name in enumerate(NOTICES)}


def descriptor(rule: Rule, taxonomies: Taxonomies) -> Any:
    """Describe a rule. No text names a single resource: GitHub stores them once for all uploads."""
    return om.ReportingDescriptor(
        id=rule.id,
        name=_name(rule),
        deprecated_ids=rule.aliases or None,
        short_description=_text(short(sentence(rule.title))),
        full_description=_text(short(sentence(rule.what))),
        help=om.MultiformatMessageString(text=sentence(rule.fix.text), markdown=_markdown(rule)),
        help_uri=rule.references[0] if rule.references else HOME,
        default_configuration=om.ReportingConfiguration(level=rule.severity.value),
        relationships=taxonomies.relationships(rule),
        properties=_properties(rule),
    )


def notices() -> list[Any]:
    """Describe every notification that a run can hold."""
    return [
        om.ReportingDescriptor(
            id=name, name=_pascal(name), short_description=_text(what), full_description=_text(why), help=_text(do)
        )
        for name, (what, why, do) in NOTICES.items()
    ]


def _properties(rule: Rule) -> dict[str, Any]:
    security = "security" in rule.tags
    weaknesses = (f"external/cwe/{name.lower()}" for name in rule.taxonomies if _CWE.fullmatch(name))
    wanted = [*(["security"] if security else []), "aws", "ec2", "network-interface", rule.category, *weaknesses, *rule.tags]
    properties = {
        "tags": list(dict.fromkeys(wanted))[:TAGS],
        "precision": PRECISION[rule.severity],
        "problem.severity": PROBLEM_SEVERITY[rule.severity],
        "eni-lint/severity": rule.severity.value,
        "eni-lint/category": rule.category,
    }
    # GitHub heeds the score only beside the tag.
    return properties | ({"security-severity": SECURITY_SEVERITY[rule.severity]} if security else {})


def _markdown(rule: Rule) -> str:
    parts = [rule.what.strip(), f"**Why:** {rule.why.strip()}", f"**Fix:** {rule.fix.text.strip()}"]
    for title, field, language in _LANGUAGES:
        code = getattr(rule.fix, field).strip()
        if code:
            parts.append(f"{title}:\n\n```{language}\n{code}\n```")
    if rule.references:
        parts.append("\n".join(["**References:**", "", *(f"- <{link}>" for link in rule.references)]))
    return "\n\n".join(parts)


def _name(rule: Rule) -> str:
    """Name a rule in Pascal case; a rule of one word must not be named as it is identified (SARIF1001 ignores case)."""
    return rule.name if rule.name.lower() != rule.id else f"{rule.name}Rule"


def _text(text: str) -> Any:
    return om.MultiformatMessageString(text=text)


def _pascal(name: str) -> str:
    return "".join(part.capitalize() for part in name.split("-"))
