"""Runs rules over an inventory and sorts the answers: pass, fail, undecided, errored."""

from __future__ import annotations

import traceback
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.engine.digest import digest
from eni_lint.engine.twins import Paired, identify
from eni_lint.findings import Errored, Finding, Passed, Problem, UndecidedOutcome, fingerprint
from eni_lint.inventory.unknown import Undecided

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.engine.bind import BoundRule
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.origin import Origin
    from eni_lint.inventory.unknown import Unknown


class Evaluation(msgspec.Struct, kw_only=True):
    """What the rules said about one inventory.

    ``passed`` counts pairs of a rule and a subject. ``passes`` are those pairs and ``inapplicable`` the rules without a subject,
    where they are kept.
    """

    findings: list[Finding] = []
    undecided: list[UndecidedOutcome] = []
    errored: list[Errored] = []
    passed: int = 0
    passes: list[Passed] | None = None
    inapplicable: list[str] | None = None
    pairs: list[Paired] = []


def evaluate(inventory: Inventory, bound: Sequence[BoundRule], *, keep_passes: bool = False) -> Evaluation:
    """Run every rule. A check that crashes is reported with its rule and subject; all else goes on."""
    result = Evaluation(passes=[], inapplicable=[]) if keep_passes else Evaluation()
    for rule in bound:
        try:
            _run(rule, inventory, result)
        except Exception as crash:  # noqa: BLE001 - any crash of a check is reported, none is swallowed
            result.errored.append(_errored(rule, "all subjects", crash))
    identify(result.findings, result.pairs)
    _tell_once(result)
    _tell_apart(result)
    return result


def _run(bound: BoundRule, inventory: Inventory, result: Evaluation) -> None:
    applies = False
    for subject in bound.check.subjects(inventory):
        applies = True
        not_passed: set[str] = set()
        try:
            _judge(bound, subject, inventory, result, not_passed)
        except Undecided as doubt:
            # What failed has failed, whatever the rest would have said; only what has no problem is undecided.
            for origin in _origins(bound, subject):
                if not (not_passed if bound.check.members is None else _name(origin) in not_passed):
                    not_passed.add(_name(origin))
                    result.undecided.append(_undecided(bound, origin, doubt.unknown))
        except Exception as crash:  # noqa: BLE001 - any crash of a check is reported, none is swallowed
            result.errored.append(_errored(bound, _subject_name(subject), crash))
            continue
        considered = 1 if bound.check.members is None else len(_origins(bound, subject))
        result.passed += max(0, considered - len(not_passed))
        if result.passes is not None:
            result.passes += _passes(bound, subject, not_passed)
    if result.inapplicable is not None and not applies:
        result.inapplicable.append(bound.rule.id)


def _passes(bound: BoundRule, subject: Any, not_passed: set[str]) -> list[Passed]:
    """Name the subjects that nothing was said about; without members, what was said about another object is of the subject."""
    if bound.check.members is None and not_passed:
        return []
    rule = bound.rule
    return [
        Passed(rule.id, rule.title, origin, fingerprint(rule.key or rule.id, origin, "pass"))
        for origin in _origins(bound, subject)
        if _name(origin) not in not_passed
    ]


def _judge(bound: BoundRule, subject: Any, inventory: Inventory, result: Evaluation, not_passed: set[str]) -> None:
    """Run the check on one subject; keep what it says, and whom it speaks about."""
    for verdict in bound.check.judge(subject, inventory, bound.params):
        if isinstance(verdict, Problem):
            finding = _finding(bound, verdict)
            not_passed.add(_name(finding.subject))
            if verdict.twin is not None:
                result.pairs.append(Paired(len(result.findings), verdict, bound.rule.key or bound.rule.id))
            result.findings.append(finding)
        elif _name(verdict.subject) not in not_passed:
            not_passed.add(_name(verdict.subject))
            result.undecided.append(_undecided(bound, verdict.subject, verdict.unknown))


def _origins(bound: BoundRule, subject: Any) -> list[Origin]:
    """Give what a verdict is about: the subject, or the members of a group."""
    if bound.check.members is None:
        return [subject.origin]
    return [member.origin for member in bound.check.members(subject)]


def _finding(bound: BoundRule, problem: Problem) -> Finding:
    rule = bound.rule
    subject = problem.subject or problem.at.origin
    message = rule.message[problem.variant].format_map(problem.data)
    remedy = rule.remedy.get(problem.variant, rule.remedy.get("", ""))
    return Finding(
        rule_id=rule.id,
        title=rule.title,
        severity=bound.severity or problem.severity or rule.severity,
        message=message,
        remedy=remedy.format_map(problem.data).strip() if remedy else rule.fix.text.strip(),
        subject=subject,
        at=problem.at,
        related=problem.related,
        fingerprint=fingerprint(rule.key or rule.id, subject, problem.about),
        change=problem.change,
        digest=digest(rule.message[problem.variant], problem.variant, problem.data),
    )


def _undecided(bound: BoundRule, subject: Origin, unknown: Unknown) -> UndecidedOutcome:
    return UndecidedOutcome(
        rule_id=bound.rule.id,
        title=bound.rule.title,
        subject=subject,
        reason=unknown.reason.value,
        detail=unknown.detail,
        fingerprint=fingerprint(bound.rule.key or bound.rule.id, subject, "undecided"),
    )


def _errored(bound: BoundRule, subject: str, crash: Exception) -> Errored:
    return Errored(
        rule_id=bound.rule.id,
        subject=subject,
        error=f"{type(crash).__name__}: {crash}",
        trace="".join(traceback.format_exception(crash)),
    )


def _name(origin: Origin) -> str:
    return origin.identity or origin.address


def _subject_name(subject: Any) -> str:
    origin = getattr(subject, "origin", None)
    return origin.address if origin is not None else repr(subject)


def _tell_once(result: Evaluation) -> None:
    """Drop what a rule says of a copy when it says it of the original, too."""
    subjects = (*(f.subject for f in result.findings), *(u.subject for u in result.undecided))
    if not any(subject.copy_of for subject in subjects):
        return
    found = {(f.rule_id, _name(f.subject)) for f in result.findings}
    doubted = found | {(u.rule_id, _name(u.subject)) for u in result.undecided}
    result.findings = [f for f in result.findings if (f.rule_id, f.subject.copy_of) not in found]
    result.undecided = [u for u in result.undecided if (u.rule_id, u.subject.copy_of) not in doubted]


def _tell_apart(result: Evaluation) -> None:
    """Give an ordinal to findings that are equal in all that identifies them, in the order of their places."""
    seen: dict[str, int] = {}
    for index, finding in enumerate(result.findings):
        count = seen[finding.fingerprint] = seen.get(finding.fingerprint, 0) + 1
        if count > 1:
            apart = fingerprint(finding.fingerprint, finding.subject, str(count))
            result.findings[index] = msgspec.structs.replace(finding, fingerprint=apart)
