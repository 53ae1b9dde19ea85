"""Findings about two things that are alike: which one is to blame is a matter of order, and the finding is the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.findings import Finding, Problem, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.inventory.origin import Origin

Member = tuple[str, str, str]
"""Rule, name of the thing, what is wrong with it."""


class Paired(msgspec.Struct, frozen=True, eq=False):
    """A finding about two things, by its number, with the problem behind it and the key of its rule."""

    number: int
    problem: Problem
    key: str


def identify(findings: list[Finding], pairs: Iterable[Paired]) -> None:
    """Give findings about things that are alike fingerprints that do not depend on the order of the things.

    Of a group of them, all but the first by name are blamed: that many findings there are, whoever is blamed in them.
    """
    groups: dict[Member, dict[Member, Origin]] = {}
    numbers: dict[Member, Paired] = {}
    for pair in pairs:
        problem, twin = pair.problem, pair.problem.twin
        if twin is None:
            continue
        own = _member(pair.key, findings[pair.number].subject, problem.about)
        other = _member(pair.key, twin.subject, twin.about)
        merged = {
            **groups.get(own, {own: findings[pair.number].subject}),
            **groups.get(other, {other: twin.subject}),
        }
        groups |= dict.fromkeys(merged, merged)
        numbers[own] = pair
    for members in {id(group): group for group in groups.values()}.values():
        found = sorted(member for member in members if member in numbers)
        ordered = sorted(members)
        if len(found) == len(ordered) - 1:
            for member, instead in zip(found, ordered[1:], strict=True):
                number = numbers[member].number
                mark = fingerprint(instead[0], members[instead], instead[2])
                findings[number] = msgspec.structs.replace(findings[number], fingerprint=mark)


def _member(key: str, origin: Origin, about: str) -> Member:
    return key, origin.identity or origin.address, about
