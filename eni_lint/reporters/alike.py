"""Puts together what differs in names and numbers only, so that one mistake made thirty times reads as one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, TypeVar

from eni_lint.reporters.places import shown_path, sight

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from eni_lint.findings import Finding, UndecidedOutcome

T = TypeVar("T")

APART = 3  # so many are shown each on its own
_WORD = re.compile(r"'[^']*'|[^\s,;()]+")
_DIGIT = re.compile(r"\d")


def shape(text: str) -> str:
    """Take the names and numbers out of a sentence."""
    return _WORD.sub(_particular, text)


def _particular(word: re.Match[str]) -> str:
    # A look for the digit by itself: one expression for both would try every start of a long word.
    return "*" if word[0].startswith("'") or _DIGIT.search(word[0]) else word[0]


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """Sort findings by document, position and rule."""
    return sorted(findings, key=_position)


def _position(finding: Finding) -> tuple[object, ...]:
    seen = sight(finding.at)
    where = (seen.span.start_line, seen.span.start_column) if seen.span else (0, 0)
    return (
        shown_path(seen.document),
        where,
        seen.pointer,
        finding.rule_id,
        finding.message,
        finding.fingerprint,
    )


def together(findings: Sequence[Finding], *, apart: bool) -> list[list[Finding]]:
    """Group findings that are alike, in the order of their first ones; few of a sort, or ``apart``, each on its own."""
    if apart:
        return [[finding] for finding in findings]
    groups = _grouped(findings, _likeness)
    alike = [part for group in groups for part in ([group] if len(group) > APART else [[finding] for finding in group])]
    order = {id(finding): index for index, finding in enumerate(findings)}
    return sorted(alike, key=lambda group: order[id(group[0])])


def _likeness(finding: Finding) -> Hashable:
    document = finding.at.origin.document
    return (
        document.kind,
        finding.rule_id,
        finding.severity,
        shape(finding.at.field),
        shape(finding.message),
        shape(finding.remedy),
    )


def by_fact(outcomes: Iterable[UndecidedOutcome]) -> list[list[UndecidedOutcome]]:
    """Group what is undecided by the fact that is missing, the most wanted first."""
    ordered = sorted(outcomes, key=lambda o: (o.subject.document.path, o.subject.address, o.rule_id, o.detail))
    groups = _grouped(ordered, lambda o: (o.reason, shape(o.detail)))
    return sorted(groups, key=lambda group: (-len(group), group[0].detail))


def _grouped(things: Iterable[T], key: Callable[[T], Hashable]) -> list[list[T]]:
    groups: dict[Hashable, list[T]] = {}
    for thing in things:
        groups.setdefault(key(thing), []).append(thing)
    return list(groups.values())
