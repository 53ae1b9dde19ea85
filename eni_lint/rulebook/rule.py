"""A rule as data: everything that is known of it without running it."""

from __future__ import annotations

from typing import Any

import msgspec

from eni_lint.findings import Severity


class Parameter(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One setting of a rule: a JSON schema, with a default."""

    schema: dict[str, Any]
    default: Any
    description: str


class Fix(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How to mend it, in words and in each of the languages where it applies."""

    text: str
    terraform: str = ""
    cloudformation: str = ""
    cli: str = ""


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A file in the declared format, and where the rule speaks about it.

    ``at`` are the JSON pointers of the fields that the rule blames (fail); ``subjects`` the addresses of what it is undecided
    about.
    """

    title: str
    input: str
    parameters: dict[str, Any] = {}
    at: list[str] = []
    subjects: list[str] = []
    message: str = ""  # of the first finding, whole


class Examples(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The rule's tests and its documentation."""

    fail: list[Example]
    passing: list[Example] = msgspec.field(name="pass")
    undecided: list[Example] = []


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One file of ``rules/``. ``id`` and ``category`` are the names of the file and of its folder."""

    id: str
    category: str
    title: str
    severity: Severity
    since: str
    message: dict[str, str]  # by variant; "" is the usual one
    remedy: dict[str, str] = {}  # the fix with concrete values, by variant
    what: str
    why: str
    fix: Fix
    references: list[str]
    parameters: dict[str, Parameter] = {}
    examples: Examples
    always_decided: str = ""  # why no example is undecided: nothing that the rule reads can be unknown, or the like
    aliases: list[str] = []
    taxonomies: list[str] = []
    tags: list[str] = []
    default: bool = True  # part of the default set
    ignorable: bool = True  # whether suppressions and baselines hold for it
    pack: str = ""  # the pack of rules that it belongs to; the shipped ones to none
    over: str = ""  # of a rule with expect: what it looks at, such as network_interfaces
    when: str = ""  # CEL: which of them concern it
    expect: str = ""  # CEL: what must be true of them
    data: dict[str, str] = {}  # CEL by placeholder of the message
    at: str = ""  # the field to blame; the object itself when empty
    key: str = ""  # the first id it had, when it was renamed: part of every fingerprint

    @property
    def function(self) -> str:
        """The name of the check function in ``eni_lint/checks/<category>.py``."""
        return self.id.replace("-", "_")

    @property
    def name(self) -> str:
        """The id in Pascal case, as SARIF wants a rule's name."""
        return "".join(part.capitalize() for part in self.id.split("-"))

    def defaults(self) -> dict[str, Any]:
        """Give the parameters with their defaults."""
        return {name: parameter.default for name, parameter in self.parameters.items()}
