"""Waivers: findings that somebody accepts away from the source, by rule and name of the subject, each with its reason."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from fnmatch import translate
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.engine.suppress_dates import read_date
from eni_lint.engine.waivers_read import read_file
from eni_lint.errors import ConfigError
from eni_lint.inventory.origin import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


class Waiver(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One entry as it is written. ``subject`` is a pattern: ``*`` stands for any text, ``?`` for one character."""

    rule: str
    reason: str
    subject: str = "*"
    until: str = ""
    owner: str = ""
    ticket: str = ""


class WaiverFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file of waivers."""

    waivers: list[Waiver]


class Entry(msgspec.Struct, frozen=True, eq=False):
    """A waiver with its place and what it matches."""

    waiver: Waiver
    where: str
    until: date | None
    matches: Callable[[Origin], bool]


class Waivers:
    """The waivers of a run, in the order of their files.

    ``where`` names the place of an entry by its number; without it, all stand at the path. Raises ConfigError that names every
    entry that says nothing, or no date.
    """

    def __init__(
        self, entries: Sequence[Waiver | Mapping[str, Any]] = (), path: str = "", where: Callable[[int], str] | None = None
    ) -> None:
        self.entries: list[Entry] = []
        faults = []
        for number, written in enumerate(entries):
            place = where(number) if where else path
            try:
                self.entries.append(_entry(written, place))
            except ValueError as fault:  # msgspec's is one
                faults.append(f"{place}: {fault}" if place else str(fault))
        if faults:
            raise ConfigError("\n".join(faults), do="A waiver has a rule, a subject (* and ? stand for anything) and a reason.")

    def __add__(self, other: Waivers) -> Waivers:
        both = Waivers()
        both.entries = [*self.entries, *other.entries]
        return both


def read_waivers(path: str) -> Waivers:
    """Read a file of waivers; ConfigError with line and column for all that is wrong in it."""
    file = read_file(path, "file of waivers")
    written = file.convert("waivers", WaiverFile)
    return Waivers(written.waivers, path, lambda number: file.where("waivers", number))


def _entry(written: Waiver | Mapping[str, Any], place: str) -> Entry:
    waiver = written if isinstance(written, Waiver) else msgspec.convert(written, Waiver)
    empty = [name for name in ("rule", "subject", "reason") if not getattr(waiver, name).strip()]
    if empty:
        raise ValueError(f"the {empty[0]} of a waiver is empty")
    until = read_date(waiver.until)
    if waiver.until and until is None:
        raise ValueError(f"until: {waiver.until} is no date; write it as 2027-01-31")
    return Entry(waiver, place, until, _matcher(waiver.subject))


def _matcher(pattern: str) -> Callable[[Origin], bool]:
    """Make the test of a pattern. Brackets are no wildcards: addresses of Terraform have them."""
    if pattern == "*":
        return lambda _: True
    expression = re.compile(translate(pattern.replace("[", "[[]")))
    return lambda origin: any(expression.fullmatch(name) for name in names_of(origin))


def names_of(origin: Origin) -> set[str]:
    """Give the names that people use for an object: its address, its ARN, its id without the Name tag behind it."""
    identity = origin.identity or origin.address
    found = {origin.address, identity}
    if identity.startswith("arn:"):
        found.add(identity.rsplit("/", 1)[-1])
    return found
