"""What comes out: problems (from a check), findings (in a report), and the two outcomes that are neither pass nor fail."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from hashlib import sha256
from typing import Any

import msgspec

from eni_lint.inventory.origin import Origin, Place
from eni_lint.inventory.unknown import Unknown


class Severity(StrEnum):
    """How bad: AWS rejects it or traffic cannot work; likely a mistake or a risk; hygiene or cost."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def rank(self) -> int:
        """Order from the mildest (1) to the gravest (3)."""
        return {"note": 1, "warning": 2, "error": 3}[self.value]


class Related(msgspec.Struct, frozen=True, eq=False):
    """Another place that belongs to a finding, with what it has to do with it.

    ``step`` marks a place on the way that traffic takes, in the order in which it comes there.
    """

    place: Place
    caption: str
    step: bool = False


class Change(msgspec.Struct, frozen=True, eq=False):
    """A value that certainly mends a problem when it is written in that place instead of what stands there."""

    place: Place
    value: bool | int | str


class Twin(msgspec.Struct, frozen=True, eq=False):
    """The other of two things that are alike, with what would be ``about`` if that one were to blame."""

    subject: Origin
    about: str = ""


class Problem(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a check found wrong.

    ``at`` is the field to blame. ``data`` fills the placeholders of the rule's message. ``subject`` is the object the finding is
    about, the origin of ``at`` unless told. ``about`` tells two problems of one subject apart (an address, a slot) and must be
    stable between runs. ``variant`` picks one of the rule's messages. ``severity`` goes before the rule's own. ``change`` is one
    value to write instead, where that is all it takes. ``twin`` is the other of two that are alike; the later one is blamed.
    """

    at: Place
    data: dict[str, Any] = {}
    related: tuple[Related, ...] = ()
    subject: Origin | None = None
    about: str = ""
    variant: str = ""
    severity: Severity | None = None
    change: Change | None = None
    twin: Twin | None = None


class Passed(msgspec.Struct, frozen=True, eq=False):
    """A rule that found nothing wrong with a subject."""

    rule_id: str
    title: str
    subject: Origin
    fingerprint: str = ""


class Open(msgspec.Struct, frozen=True, eq=False):
    """A subject about which a check that looks at many at once cannot tell."""

    subject: Origin
    unknown: Unknown


class Suppression(msgspec.Struct, frozen=True, kw_only=True):
    """Why a finding does not count: someone waived it, in the source (``inSource``) or elsewhere (``external``).

    ``where`` says in words where that is written: ``path:line``, a tag. It holds until the end of the day ``until``.
    """

    kind: str
    reason: str = ""
    until: date | None = None
    owner: str = ""
    ticket: str = ""
    where: str = ""


class Absent(msgspec.Struct, frozen=True, kw_only=True):
    """A finding of the baseline that is there no more."""

    rule_id: str
    subject: str
    fingerprint: str
    message: str = ""


class Finding(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A problem in a report: in words, with its place, its severity and an identity that outlives a change of lines.

    ``suppression`` is a waiver that holds, ``waiver`` says why one that is there does not. ``baseline`` compares with the
    baseline: ``new``, ``unchanged`` or ``updated``; empty without one. ``digest`` is a hash of the facts that decided.
    """

    rule_id: str
    title: str
    severity: Severity
    message: str
    remedy: str
    subject: Origin
    at: Place
    related: tuple[Related, ...] = ()
    fingerprint: str = ""
    change: Change | None = None
    suppression: Suppression | None = None
    waiver: str = ""
    baseline: str = ""
    digest: str = ""

    @property
    def counts(self) -> bool:
        """Tell whether it can fail a run: it is neither waived nor known from the baseline."""
        return self.suppression is None and self.baseline != "unchanged"


class UndecidedOutcome(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A rule that cannot tell about a subject: what is missing and why; waived or not, as a finding is."""

    rule_id: str
    title: str
    subject: Origin
    reason: str
    detail: str
    fingerprint: str = ""
    suppression: Suppression | None = None
    waiver: str = ""


class Remark(msgspec.Struct, frozen=True, kw_only=True):
    """What is to say of a suppression or of an entry of the baseline: that somebody should look at it.

    ``kind`` is ``unused``, ``expired``, ``refused`` (its rule cannot be ignored) or ``invalid``. ``where`` is
    ``path:line:column`` or a tag in words.
    """

    kind: str
    what: str
    where: str
    do: str = ""
    rule_id: str = ""  # where it is about one


class Errored(msgspec.Struct, frozen=True, kw_only=True):
    """A check that crashed: a fault of eni-lint, said and never swallowed."""

    rule_id: str
    subject: str
    error: str
    trace: str = ""


_NAMESPACES = {"aws-config": "describe"}
"""Captured by other means, but the same resources by the same ARNs."""


def fingerprint(rule_key: str, subject: Origin, about: str) -> str:
    """Hash what a finding is, never where it stands: rule, namespace and stable name of the subject, what is wrong there.

    Gives 64 hexadecimal digits. The rule's key outlives its renaming.
    """
    kind = subject.document.kind
    parts = (rule_key, _NAMESPACES.get(kind, kind), subject.identity or subject.address, about)
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
