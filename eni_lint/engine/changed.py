"""Which verdicts concern what a plan changes: they are about it, or they are so only since the plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from eni_lint.engine.evaluate import evaluate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.engine.bind import BoundRule
    from eni_lint.findings import Finding, UndecidedOutcome
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.origin import Origin

_WITHIN = re.compile(r"[/.\[]")


class Changed:
    """Tells of the findings on one plan whether they concern what it changes."""

    def __init__(self, inventory: Inventory, rules: Sequence[BoundRule]) -> None:
        self._acted = {key for key, change in inventory.changes.items() if change.action != "no-op"}
        self._found: set[str] = set()
        self._open: set[tuple[str, str]] = set()
        before = inventory.before
        if before is not None:
            if before.catalog is None:
                before.catalog = inventory.catalog
            earlier = evaluate(before, rules)
            self._found = {finding.fingerprint for finding in earlier.findings}
            self._open = {(each.rule_id, _name(each.subject)) for each in earlier.undecided}

    def concerns(self, finding: Finding) -> bool:
        """Tell whether a finding is about something that the plan changes, or was none before the plan."""
        places = (finding.at, *(related.place for related in finding.related))
        return (
            finding.fingerprint not in self._found
            or self._is_acted_on(finding.subject)
            or any(self._is_acted_on(place.origin) for place in places)
        )

    def leaves_open(self, outcome: UndecidedOutcome) -> bool:
        """Tell whether something that could not be told concerns what the plan changes, or was no question before it."""
        return (outcome.rule_id, _name(outcome.subject)) not in self._open or self._is_acted_on(outcome.subject)

    def _is_acted_on(self, origin: Origin) -> bool:
        """Tell whether the plan changes an object, or the one that it is a part of."""
        return any(self._names(name) for name in (origin.address, origin.identity) if name)

    def _names(self, name: str) -> bool:
        # The parts of an object have its name and more: aws_instance.web/primary, aws_launch_template.t.network_interfaces[0].
        return name in self._acted or any(name[: found.start()] in self._acted for found in _WITHIN.finditer(name))


def _name(origin: Origin) -> str:
    return origin.identity or origin.address
