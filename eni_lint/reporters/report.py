"""The report: all that a reporter gets to know, in the words of the inventory and of the rules."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from eni_lint.documents import Document
from eni_lint.errors import EniLintError
from eni_lint.findings import Absent, Errored, Finding, Passed, Remark, Severity, UndecidedOutcome
from eni_lint.inventory.headroom import Headroom
from eni_lint.rulebook.rule import Rule


class ScopeReport(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What came out of one scope: one plan, one declared file, one region of one account.

    ``kind`` is that of its documents. ``passed`` counts pairs of a rule and a subject, ``objects`` what the inventory holds.
    ``faults`` are the parts of the scope that could not be read. ``account`` and ``region`` are those of a captured account,
    where they are known. ``absent`` are the findings of the baseline that are gone, ``remarks`` what is to say of suppressions.
    ``headroom`` is what a plan leaves, None for what changes nothing. ``left_out`` counts the findings on what the plan does not
    change, in a run that is about changes only.
    ``passes`` are the subjects behind the count, and ``inapplicable`` the rules that had no subject, in a run that keeps them.
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
    account_name: str = ""  # what the configuration calls it
    region: str = ""
    absent: list[Absent] = []
    remarks: list[Remark] = []
    passes: list[Passed] | None = None
    inapplicable: list[str] | None = None
    headroom: Headroom | None = None
    left_out: int = 0


class Configured(msgspec.Struct, frozen=True, kw_only=True):
    """What a configuration changes of a rule: its severity, its parameters."""

    severity: Severity | None = None
    parameters: dict[str, Any] = {}


class Redaction(msgspec.Struct, frozen=True, eq=False):
    """What hides texts, and the tokens that it put in their places so far."""

    hide: Callable[[str], str]
    tokens: dict[str, str]  # by what they stand for
    kinds: frozenset[str]


class Report(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What came out of a run. ``rules`` are those that ran; ``started`` and ``ended`` are in UTC.

    ``baseline`` is the path of the baseline that the findings were compared with. ``configured`` are the rules that do not run as
    they are shipped. ``redaction`` is there when texts were hidden.
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
    remarks: list[Remark] = []  # on what belongs to no input: files of waivers, the baseline
    configured: dict[str, Configured] = {}
    redaction: Redaction | None = None
