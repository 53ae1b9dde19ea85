"""Merges what the rules say of the variants of an input into what they say of the input itself.

What is wrong under other conditions counts like any other fault, and says under which. What only a value would break that
is offered and not taken is a warning at that value, once for each rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.findings import Finding, Related, Severity, fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from eni_lint.engine.bind import BoundRule
    from eni_lint.engine.evaluate import Evaluation
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.origin import Origin, Place
    from eni_lint.inventory.variant import Variant

_SHOWN = 10  # places that one finding names beside its own


def merge(
    first: Evaluation, inventory: Inventory, variants: Iterable[tuple[Variant, Evaluation]], rules: Sequence[BoundRule]
) -> Evaluation:
    """Add to an evaluation what only its variants show. Variants are taken one at a time, in their order."""
    merging = _Merging(first, inventory, {bound.rule.id: bound.rule.key or bound.rule.id for bound in rules})
    for variant, evaluation in variants:
        merging.add(variant, evaluation)
    return merging.merged()


class _Merging:
    """The evaluation so far, with what tells whether something is new."""

    def __init__(self, first: Evaluation, inventory: Inventory, keys: dict[str, str]) -> None:
        self.first = first
        self.keys = keys
        self.findings = list(first.findings)
        self.undecided = list(first.undecided)
        self.errored = list(first.errored)
        self.met = {finding.fingerprint for finding in first.findings}
        self.told = {(finding.rule_id, _name(finding.subject)) for finding in first.findings}
        self.crashed = {(crash.rule_id, crash.subject) for crash in first.errored}
        self.doubted = {doubt.fingerprint for doubt in first.undecided}
        self.subjects = _subjects(inventory)

    def add(self, variant: Variant, evaluation: Evaluation) -> None:
        """Take over what is new in a variant."""
        if variant.offer is not None:
            self._offered(variant, variant.offer, evaluation)
            return
        for finding in evaluation.findings:
            if finding.fingerprint not in self.met:
                self.met.add(finding.fingerprint)
                self.told.add((finding.rule_id, _name(finding.subject)))
                message = f"{finding.message.rstrip().removesuffix('.')}, where {variant.label}."
                self.findings.append(msgspec.structs.replace(finding, message=message))
        for doubt in evaluation.undecided:
            # Of what exists in the first inventory, that one told; a default that does not hold is no news.
            if doubt.fingerprint not in self.doubted and _name(doubt.subject) not in self.subjects:
                self.doubted.add(doubt.fingerprint)
                self.undecided.append(doubt)
        for crash in evaluation.errored:
            if (crash.rule_id, crash.subject) not in self.crashed:
                self.crashed.add((crash.rule_id, crash.subject))
                self.errored.append(crash)

    def merged(self) -> Evaluation:
        """Give the evaluation of all that was added."""
        passes = self.first.passes
        if passes is not None:
            passes = [passed for passed in passes if (passed.rule_id, _name(passed.subject)) not in self.told]
        failed = {
            (f.rule_id, _name(f.subject)) for f in self.findings[len(self.first.findings) :] if _name(f.subject) in self.subjects
        }
        return msgspec.structs.replace(
            self.first,
            findings=self.findings,
            undecided=[doubt for doubt in self.undecided if (doubt.rule_id, _name(doubt.subject)) not in self.told],
            errored=self.errored,
            passed=max(0, self.first.passed - len(failed)) if passes is None else len(passes),
            passes=passes,
        )

    def _offered(self, variant: Variant, offer: Place, evaluation: Evaluation) -> None:
        by_rule: dict[str, list[Finding]] = {}
        for finding in evaluation.findings:
            if finding.fingerprint not in self.met and (finding.rule_id, _name(finding.subject)) not in self.told:
                by_rule.setdefault(finding.rule_id, []).append(finding)
        for rule_id, found in by_rule.items():
            self.findings.append(self._warning(variant, offer, self.keys.get(rule_id, rule_id), found))

    def _warning(self, variant: Variant, offer: Place, key: str, found: list[Finding]) -> Finding:
        finding = found[0]
        message = finding.message.rstrip().removesuffix(".")
        if len(found) > 1:
            message += f" (and {len(found) - 1} more like it)"
        label = variant.label[:1].upper() + variant.label[1:]
        related = tuple(Related(other.at, "this would break") for other in found[:_SHOWN])
        return msgspec.structs.replace(
            finding,
            severity=min(finding.severity, Severity.WARNING, key=lambda severity: severity.rank),
            message=f"{label}, and then: {message}.",
            remedy=f"Take the value out of those that are allowed, or: {finding.remedy}" if finding.remedy else "",
            subject=offer.origin,
            at=offer,
            related=related,
            fingerprint=fingerprint(key, offer.origin, variant.label),
            change=None,
        )


def _name(origin: Origin) -> str:
    return origin.identity or origin.address


def _subjects(inventory: Inventory) -> set[str]:
    """Name all that an inventory holds."""
    lists = [things for things in vars(inventory).values() if isinstance(things, list | tuple)]
    origins = (getattr(thing, "origin", None) for things in lists for thing in things)
    return {_name(origin) for origin in origins if origin is not None}
