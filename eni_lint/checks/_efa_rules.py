"""What an EFA's security groups admit, as EFA counts it: all protocols, and groups rather than addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import every
from eni_lint.checks._wording import listed
from eni_lint.inventory.model import SecurityGroup
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface, SecurityGroupRule

ALL_PROTOCOLS = frozenset({"-1", "all"})
WORDS = {False: "from", True: "to"}
DIRECTIONS = {False: "inbound", True: "outbound"}


class Admission:
    """Tells whether the security groups of an interface admit all that their own members send and are sent.

    Members of one and the same group of others count as well, when all protocols are admitted both from and to it: the EFAs that
    the interface talks to may be there. What is not known may add rules, so it leaves open what is not complete without it.
    """

    def __init__(self, inventory: Inventory, interface: NetworkInterface) -> None:
        groups = known(interface.groups)
        if not groups:
            raise Undecided(Unknown(Reason.OUTSIDE, "no group is given, and the VPC's default one is not described"))
        self.keys = [membership.group_id for membership in groups]
        self.found: list[SecurityGroup] = []
        self.doubt: Unknown | None = None
        self._own = {False: False, True: False}  # admitted, by direction (is_egress)
        self._others: dict[bool, set[str]] = {False: set(), True: set()}
        for key in self.keys:
            group = inventory.lookup(inventory.security_group_by_key, key, "security groups")
            if isinstance(group, SecurityGroup):
                self.found.append(group)
                self._read(group)
            else:
                self.doubt = self.doubt if self.doubt is not None else group

    @property
    def complete(self) -> bool:
        """Both directions are admitted, of the groups themselves or of one group of others."""
        return all(self._own.values()) or bool(self._others[False] & self._others[True])

    @property
    def _lacking(self) -> list[bool]:
        return [direction for direction, admitted in self._own.items() if not admitted]

    @property
    def missing(self) -> str:
        """Say which way is not admitted: from, to, or both."""
        return " and ".join(WORDS[direction] for direction in self._lacking)

    @property
    def names(self) -> str:
        """The names of the groups."""
        return listed(group.origin.address for group in self.found)

    @property
    def first(self) -> str:
        """The name of the group to mend."""
        return self.found[0].origin.address

    @property
    def advice(self) -> str:
        """Say which rules to add."""
        return " and an ".join(DIRECTIONS[direction] for direction in self._lacking)

    def _read(self, group: SecurityGroup) -> None:
        if isinstance(group.rules, Unknown):
            self.doubt = self.doubt if self.doubt is not None else group.rules
            return
        for rule in group.rules:
            for egress in self._own:
                try:
                    if _admits_all(rule, egress=egress):
                        self._note(rule, egress=egress)
                except Undecided as raised:
                    self.doubt = self.doubt if self.doubt is not None else raised.unknown

    def _note(self, rule: SecurityGroupRule, *, egress: bool) -> None:
        other = rule.referenced_group_id
        doubt: Undecided | None = None
        for key in self.keys:
            try:
                if same(other, key):
                    self._own[egress] = True
                    return
            except Undecided as raised:
                doubt = doubt or raised
        if isinstance(other, str):
            self._others[egress].add(other)
        if doubt is not None:
            raise doubt


def _admits_all(rule: SecurityGroupRule, *, egress: bool) -> bool:
    """Tell whether a rule admits all protocols of a group in a direction."""
    return every(
        lambda: known(rule.is_egress) == egress,
        lambda: known(rule.ip_protocol).lower() in ALL_PROTOCOLS,
        lambda: isinstance(rule.referenced_group_id, Unknown) or rule.referenced_group_id is not None,
    )
