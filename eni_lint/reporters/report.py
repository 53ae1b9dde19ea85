"""The report: all that a reporter gets to know, in the words of the inventory and of the rules."""

from __future__ import annotations

from datetime import datetime

import msgspec

from eni_lint.documents import Document
from eni_lint.errors import EniLintError
from eni_lint.findings import Absent, Errored, Finding, UndecidedOutcome
from eni_lint.rulebook.rule import Rule


class ScopeReport(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What came out of one scope: one plan, one declared file, one region of one account.

    ``kind`` is that of its documents. ``passed`` counts pairs of a rule and a subject, ``objects`` what the inventory holds.
    ``faults`` are the parts of the scope that could not be read. ``account`` and ``region`` are those of a captured account,
    where they are known. ``absent`` are the findings of the baseline that are gone.
    """

    name: str
    kind: str
    documents: list[Document] = []
    findings: list[Finding] = []
    undecided: list[UndecidedOutcome] = []
    errored: list[Errored] = []
    passed: int = 0
    objects: int = 0
    notes: list[str] = []
    faults: list[EniLintError] = []
    account: str = ""
    region: str = ""
    absent: list[Absent] = []


class Report(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What came out of a run. ``rules`` are those that ran; ``started`` and ``ended`` are in UTC.

    ``baseline`` is the path of the baseline that the findings were compared with.
    """

    version: str
    scopes: list[ScopeReport] = []
    unreadable: list[EniLintError] = []
    rules: list[Rule] = []
    started: datetime | None = None
    ended: datetime | None = None
    notes: list[str] = []
    exit_status: int = 0
    baseline: str = ""
