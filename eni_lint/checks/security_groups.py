"""The security groups of an interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import every
from eni_lint.checks._groups import (
    default_group_of,
    may_be_attached,
    may_be_empty,
    names_of,
    needs_groups,
    perhaps_in_default_group,
    usable_in,
)
from eni_lint.findings import Problem, Related, Severity
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Hashable

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import GroupMembership, NetworkInterface

HIGHEST_QUOTA = 16
"""AWS raises the quota L-2AFB9258 no further."""


@over(lambda inventory: (i for i in inventory.all_interfaces if i.groups is not None))
def too_many_security_groups(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface has more groups than the account's quota allows, or than AWS ever allows."""
    quota: int = params["quota"]
    groups = known(interface.groups) or []
    if len(groups) <= quota:
        return
    sure, doubts = _distinct(groups)
    if sure > quota:
        over_all = sure > HIGHEST_QUOTA
        yield Problem(
            at=interface.origin.place("groups"),
            data={
                "interface": interface.origin.address,
                "count": sure,
                "quota": quota,
                "highest": HIGHEST_QUOTA,
                "surplus": sure - (HIGHEST_QUOTA if over_all else quota),
            },
            variant="highest" if over_all else "",
            severity=Severity.ERROR if over_all else None,
        )
    elif sure + len(doubts) > quota:
        raise Undecided(doubts[0])


def _distinct(groups: list[GroupMembership]) -> tuple[int, list[Unknown]]:
    """Count the groups that certainly differ; give those that may be one of them, each symbol once."""
    names: set[str] = set()
    doubts: dict[Hashable, Unknown] = {}
    for group in groups:
        key = group.group_id
        if isinstance(key, Unknown):
            doubts[id(key) if key.symbol is None else ("symbol", key.symbol)] = key
        else:
            names.add(key)
    return len(names), list(doubts.values())


# -- which groups ------------------------------------------------------------------------------------------------------


@over(lambda inventory: (i for i in inventory.all_interfaces if i.groups is not None and not inventory.live))
def security_group_in_other_vpc(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a group is of another VPC than the interface and not associated with it (AssociateSecurityGroupVpc).

    What a snapshot holds AWS has accepted.
    """
    groups = known(interface.groups) or []
    vpc_id = inventory.vpc_of(interface) if groups else None
    if vpc_id is None:  # the launch puts it into a subnet, which brings the VPC
        return
    doubt: Undecided | None = None
    for index, membership in enumerate(groups):
        try:
            group = known(inventory.lookup(inventory.security_group_by_key, membership.group_id, "security groups"))
            if group is None or usable_in(group, vpc_id):
                continue
        except Undecided as raised:
            doubt = doubt or raised
            continue
        yield Problem(
            at=interface.origin.place(f"groups[{index}]"),
            data={
                "interface": interface.origin.address,
                "vpc": _vpc_name(inventory, vpc_id),
                "group": group.origin.address,
                "other": _vpc_name(inventory, group.vpc_id),
            },
            related=(Related(group.origin.place("vpc_id"), "the group belongs to this VPC"),),
            about=group.origin.identity or group.origin.address,
        )
    if doubt is not None:
        raise doubt


@over(perhaps_in_default_group)
def default_security_group(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface is in the default group of its VPC, by name or because it is given none."""
    in_default = every(lambda: needs_groups(interface), lambda: default_group_of(inventory, interface) is not None)
    group = default_group_of(inventory, interface) if in_default else None
    if group is not None:
        yield Problem(
            at=interface.origin.place("groups" if group.place is None else f"groups[{group.place}]"),
            data={"interface": interface.origin.address, "group": group.name},
            variant="none" if group.place is None else "",
        )


@over(lambda inventory: (i for i in inventory.all_interfaces if not inventory.live and may_be_empty(i.groups)))
def empty_security_groups(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface that carries groups is given an explicit list without any."""
    if every(lambda: not known(interface.groups), lambda: needs_groups(interface)):
        yield Problem(at=interface.origin.place("groups"), data={"interface": interface.origin.address})


@over(lambda inventory: (i for i in inventory.all_interfaces if not inventory.live and may_be_attached(i.groups)))
def security_groups_managed_twice(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a list of groups and attachment resources both manage the groups of an interface."""
    groups = known(interface.groups) or []
    listed_groups = [group for group in groups if group.means == "inline"]
    attached_groups = [group for group in groups if group.means == "attachment"]
    if not listed_groups and any(group.means == "unclear" for group in groups):
        raise Undecided(Unknown(Reason.OUTSIDE, f"nothing tells who gave {interface.origin.address} its security groups"))
    if listed_groups and attached_groups:
        yield Problem(
            at=interface.origin.place("groups"),
            data={
                "interface": interface.origin.address,
                "listed": names_of(inventory, listed_groups),
                "attached": names_of(inventory, attached_groups),
            },
        )


def _vpc_name(inventory: Inventory, key: str | Unknown | None) -> str:
    """Name a VPC in quotes; by its key where it is not in the inventory."""
    if key is None or isinstance(key, Unknown):
        return "another one"
    found = inventory.vpc_by_key.get(key)
    return f"'{found.origin.address if found else key}'"
