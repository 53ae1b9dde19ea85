"""Profiles: sets of settings with a purpose."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from eni_lint.rulebook.rule import Rule


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """What runs and what fails when nothing else is said."""

    purpose: str
    notes: bool = True  # whether rules run whose severity is note
    everything: bool = False  # whether rules run that are not in the default set
    fail_on: str = "warning"
    fail_on_undecided: bool = False

    def has(self, rule: Rule) -> bool:
        """Tell whether a rule runs in this profile."""
        return (self.everything or rule.default) and (self.notes or rule.severity.value != "note")


DEFAULT = "audit"
PROFILES = {
    "gate": Profile(purpose="what must not be merged: errors and warnings of the default rules", notes=False),
    "audit": Profile(purpose="all default rules, notes too; warnings fail"),
    "pedantic": Profile(
        purpose="every rule; notes and what is undecided fail too", everything=True, fail_on="note", fail_on_undecided=True
    ),
}
