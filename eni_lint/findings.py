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
    """Another place that belongs to a finding, with what it has to do with it."""

    place: Place
    caption: str


class Problem(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a check found wrong.

    ``at`` is the field to blame. ``data`` fills the placeholders of the rule's message. ``subject`` is the object the finding is
    about, the origin of ``at`` unless told. ``about`` tells two problems of one subject apart (an address, a slot) and must be
    stable between runs. ``variant`` picks one of the rule's messages. ``severity`` goes before the rule's own.
    """

    at: Place
    data: dict[str, Any] = {}
    related: tuple[Related, ...] = ()
    subject: Origin | None = None
    about: str = ""
    variant: str = ""
    severity: Severity | None = None


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
    suppression: Suppression | None = None
    waiver: str = ""
    baseline: str = ""
    digest: str = ""

    @property
    def counts(self) -> bool:
        """Tell whether it can fail a run: it is neither waived nor known from the baseline."""
        return self.suppression is None and self.baseline != "unchanged"


class UndecidedOutcome(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A rule that cannot tell about a subject: what is missing and why."""

    rule_id: str
    title: str
    subject: Origin
    reason: str
    detail: str
    fingerprint: str = ""


class Errored(msgspec.Struct, frozen=True, kw_only=True):
    """A check that crashed: a fault of eni-lint, said and never swallowed."""

    rule_id: str
    subject: str
    error: str
    trace: str = ""


def fingerprint(rule_key: str, subject: Origin, about: str) -> str:
    """Hash what a finding is, never where it stands: rule, namespace and stable name of the subject, what is wrong there.

    Gives 64 hexadecimal digits. The rule's key outlives its renaming.
    """
    parts = (rule_key, subject.document.kind, subject.identity or subject.address, about)
    return sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
