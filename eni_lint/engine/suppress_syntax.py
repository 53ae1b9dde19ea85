"""What a suppression says: the rules, until when, whose it is, why.

In comments it reads ``eni-lint: ignore[rule-a, rule-b] until=2027-01-31 owner=net-team ticket=NET-7 the reason``, and in tags,
whose values may hold no brackets, ``rule-a rule-b until=2027-01-31 the reason``.
"""

from __future__ import annotations

import re
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING

import msgspec

from eni_lint.engine.suppress_dates import read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

OPTIONS = ("until", "owner", "ticket")
AS_IN = "Write it as in: eni-lint: ignore[rule-id] until=2027-01-31 the reason"
_HEAD = re.compile(r"eni-lint\s*:\s*ignore\s*\[(?P<rules>[^\]]*)\]\s*[:,;-]?\s*(?P<rest>.*)", re.DOTALL)
# What somebody surely meant as one, and what would otherwise be passed over in silence.
_WORDS = r"(?:ignore|disable|skip|suppress|noqa|nolint|waive)"
_MEANT = re.compile(rf"eni[-_ ]?lint(?:\s*[:-]?\s*{_WORDS}\w*\s*(?:[\[(:=]|\Z)|\s*:\s*(?:{_WORDS}|[\w-]+\s*\[))", re.IGNORECASE)
_SPOKEN_OF = re.compile(rf"eni[-_ ]?lint\s*(?:[:-]?\s*{_WORDS}|:\s*[\w-]+\s*\[)", re.IGNORECASE)
_OPTION = re.compile(r"(?P<name>[A-Za-z_-]+)=(?P<value>\S*)")
_SPOKEN = re.compile(r"\b(?:until|till|expires?)\b\s*[:\s]\s*\d", re.IGNORECASE)


class Directive(msgspec.Struct, frozen=True):
    """What somebody wrote. With ``faults`` it is not obeyed: they say why, and an expiry may hide behind a mistake."""

    rules: tuple[str, ...]
    until: date | None = None
    owner: str = ""
    ticket: str = ""
    reason: str = ""
    faults: tuple[str, ...] = ()


def speaks_of_it(text: str) -> bool:
    """Tell whether a text may hold suppressions at all: few do, and the others need no reading."""
    return _SPOKEN_OF.search(text) is not None


def read_comment(text: str) -> Directive | None:
    """Read the text of a comment, without its mark; None where it is no suppression."""
    for part in re.split(r"\s(?:#|//)\s+", text):
        found = _directive(part.strip().lstrip("#/* \t").removesuffix("*/").rstrip())
        if found is not None:
            return found
    return None


def _directive(text: str) -> Directive | None:
    head = _HEAD.match(text)
    if head is None:
        return Directive((), faults=(f"this is no suppression that is understood: {text[:80]}",)) if _MEANT.match(text) else None
    names = [name.strip() for name in head["rules"].split(",")]
    rules = tuple(dict.fromkeys(name for name in names if name))
    faults = [] if rules else ["it names no rule in its brackets"]
    if "*" in rules:
        faults.append("'*' is no rule: a suppression names what it hides")
    return _with_options(rules, head["rest"].split(), faults)


def read_tag(value: str, is_rule: Callable[[str], bool], known: Sequence[str]) -> Directive:
    """Read the value of a tag: ids of rules, options, and from the first other word on the reason."""
    words = value.split()
    rules = []
    for word in words:
        name = word.strip(",:;")
        # A word that is almost a rule is one that was misspelt, and not a reason.
        if not is_rule(name) and not ("-" in name and get_close_matches(name, known, n=1, cutoff=0.85)):
            break
        rules.append(name)
    rest = words[len(rules) :]
    faults = [] if rules else [f"it begins with no rule: {value[:80]}"]
    return _with_options(tuple(dict.fromkeys(rules)), rest, faults)


def _with_options(rules: tuple[str, ...], words: Sequence[str], faults: list[str]) -> Directive:
    """Take the options out of the words, wherever they stand: an expiry behind the reason is one."""
    given: dict[str, str] = {}
    reason = []
    for word in words:
        option = _OPTION.fullmatch(word.rstrip(",;"))
        name = option["name"] if option else ""
        if option and name in OPTIONS:
            if name in given:
                faults.append(f"{name}= stands twice")
            given[name] = option["value"]
        else:
            if near := get_close_matches(name.lower(), OPTIONS, n=1, cutoff=0.7):
                faults.append(f"there is no {name}=; did you mean {near[0]}=?")
            reason.append(word)
    faults += [f"{name}= is empty" for name, value in given.items() if not value]
    until = read_date(given.get("until", ""))
    if given.get("until") and until is None:
        faults.append(f"until={given['until']} is no date; write it as 2027-01-31")
    told = " ".join(reason)
    if "until" not in given and _SPOKEN.search(told):
        faults.append("the date in the reason is not obeyed; write until=2027-01-31")
    return Directive(rules, until, given.get("owner", ""), given.get("ticket", ""), told, tuple(faults))
