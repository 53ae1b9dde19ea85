"""The claims of a run: each suppression once, with what became of it."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from eni_lint.engine.suppress_syntax import AS_IN, Directive
from eni_lint.findings import Remark, Suppression

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterator
    from datetime import date

    from eni_lint.engine.waivers import Entry
    from eni_lint.rulebook.load import Rulebook


class Claim:
    """One suppression: the rules that it names, whether it holds, and which of them it served."""

    def __init__(self, directive: Directive, where: str, kind: str, scope: int, *, rulebook: Rulebook, day: date) -> None:
        self.scope = scope
        self.used: set[str] = set()
        self.suppression = Suppression(
            kind=kind,
            reason=directive.reason,
            until=directive.until,
            owner=directive.owner,
            ticket=directive.ticket,
            where=where,
        )
        self.rules: dict[str, bool] = {}  # by id: whether it can be ignored
        self._where = where
        self._faults = [Remark(kind="invalid", what=_sentence(fault), where=where, do=AS_IN) for fault in directive.faults]
        self._until = directive.until
        self._expired = directive.until is not None and directive.until < day  # the day itself is included
        self._obeyed = not directive.faults
        self._sure: set[str] = set()  # rules that ran where it could have served
        self._unsure = False
        for name in directive.rules:
            rule = rulebook.find(name)
            if rule is not None:
                self.rules[rule.id] = rule.ignorable
            elif name != "*":
                self._faults.append(_unknown(name, where, rulebook))

    def doubt(self, rule_id: str) -> str:
        """Say why it does not hold for a rule that it names; nothing where it does."""
        if not self._obeyed:
            return f"{self._where}: {self._faults[0].what}"
        if not self.rules[rule_id]:
            return f"{self._where}: the rule cannot be ignored"
        if self._expired:
            reason = f" ({self.suppression.reason})" if self.suppression.reason else ""
            return f"{self._where}: expired on {self._until}{reason}"
        return ""

    def saw(self, ran: frozenset[str], *, complete: bool) -> None:
        """Take in that what it stands at was checked with these rules."""
        self._sure |= ran
        self._unsure = self._unsure or not complete

    def remarks(self) -> Iterator[Remark]:
        """Say what somebody should look at."""
        yield from self._faults
        for rule_id, ignorable in self.rules.items():
            if not ignorable:
                what = f"The rule {rule_id} cannot be ignored."
                do = "Mend what it finds; its owners decided that nobody waves it away."
                yield Remark(kind="refused", what=what, where=self._where, do=do, rule_id=rule_id)
            elif not self._obeyed:
                continue
            elif rule_id in self.used:
                if self._expired:
                    what = f"The suppression of {rule_id} expired on {self._until}, and what it hid counts again."
                    yield Remark(kind="expired", what=what, where=self._where, do="Mend it, or decide anew.", rule_id=rule_id)
            elif rule_id in self._sure and not self._unsure:
                what = f"The suppression of {rule_id} suppresses nothing."
                yield Remark(kind="unused", what=what, where=self._where, do="Remove it.", rule_id=rule_id)


class Claims:
    """All claims, in the order in which they were met."""

    def __init__(self, rulebook: Rulebook, day: date) -> None:
        self._rulebook = rulebook
        self._day = day
        self._known: dict[Hashable, Claim] = {}

    def all(self) -> Iterator[Claim]:
        """Give every claim."""
        return iter(self._known.values())

    def of(self, identity: Hashable, directive: Directive, where: str, kind: str, scope: int) -> Claim:
        """Give the claim with an identity; the first scope that meets it is its own."""
        claim = self._known.get(identity)
        if claim is None:
            claim = self._known[identity] = Claim(directive, where, kind, scope, rulebook=self._rulebook, day=self._day)
        return claim

    def of_waiver(self, entry: Entry) -> Claim:
        """Give the claim of a waiver, which belongs to no scope."""
        waiver = entry.waiver
        directive = Directive((waiver.rule,), entry.until, waiver.owner, waiver.ticket, waiver.reason)
        return self.of(entry, directive, entry.where, "external", -1)


def _unknown(name: str, where: str, rulebook: Rulebook) -> Remark:
    near = get_close_matches(name, [*rulebook.rules, *rulebook.aliases], n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}? " if near else ""
    if name in rulebook.categories():
        hint = "That is a category: name the rules. "
    what = f"There is no rule named {name}."
    return Remark(kind="invalid", what=what, where=where, do=f"{hint}'eni-lint rules' lists them all.")


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
