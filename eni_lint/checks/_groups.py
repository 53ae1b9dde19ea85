"""What several rules ask of security groups: where they can be used, which is the default one, who has any at all."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from eni_lint.checks._ownership import service_owned, some
from eni_lint.checks._wording import listed, plural
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.unknown import Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import GroupMembership, NetworkInterface, SecurityGroup

DEFAULT = "default"
"""The name of the group that every VPC has; no other group can be called so."""
NODE_GROUP = "eks-node-group"
"""EKS puts nodes whose launch template names no group into the cluster's own."""


class DefaultGroup(NamedTuple):
    """How an interface comes to the default group: by its place in the list, None where no list is given."""

    name: str
    place: int | None


def usable_in(group: SecurityGroup, vpc_id: str | Unknown) -> bool:
    """Tell whether a group can be used in a VPC: it is the group's own, or associated with it."""
    if group.vpc_id is None:  # nothing tells
        return True
    return some(
        lambda: same(group.vpc_id, vpc_id),
        lambda: some(*(partial(same, further, vpc_id) for further in known(group.associated_vpc_ids))),
    )


def perhaps_in_default_group(inventory: Inventory) -> Iterator[NetworkInterface]:
    """Walk the interfaces that may be in a default group; those of a snapshot tell the names of their groups."""
    for interface in inventory.all_interfaces:
        groups = interface.groups
        if interface.looked_up is True or (inventory.live and (groups is None or _surely_elsewhere(groups))):
            continue
        yield interface


def _surely_elsewhere(groups: list[GroupMembership] | Unknown) -> bool:
    if isinstance(groups, Unknown):
        return False
    return all(isinstance(group.group_name, str) and group.group_name != DEFAULT for group in groups)


def default_group_of(inventory: Inventory, interface: NetworkInterface) -> DefaultGroup | None:
    """Give the default group of an interface, None where it is in none; raise Undecided when that cannot be told."""
    groups = known(interface.groups)
    if groups is None:
        return None if _placed_by_eks(inventory, interface) else DefaultGroup(DEFAULT, None)
    doubt: Undecided | None = None
    for index, membership in enumerate(groups):
        try:
            name = _name_of(inventory, membership)
        except Undecided as raised:
            doubt = doubt or raised
            continue
        if name == DEFAULT:
            return DefaultGroup(_address_of(inventory, membership), index)
    if doubt is not None:
        raise doubt
    return None


def _placed_by_eks(inventory: Inventory, interface: NetworkInterface) -> bool:
    template = interface.launch_template_id
    if template is None:
        return False
    groups = [launcher.launch_template_id for launcher in inventory.launchers if launcher.kind == NODE_GROUP]
    if template in [key for key in groups if isinstance(key, str)]:
        return True
    for key in groups:
        if isinstance(key, Unknown) and may_be(key, template):
            raise Undecided(key)
    return False


def _name_of(inventory: Inventory, membership: GroupMembership) -> str | None:
    if membership.group_name is not None:
        return known(membership.group_name)
    group = known(inventory.lookup(inventory.security_group_by_key, membership.group_id, "security groups"))
    return None if group is None else known(group.group_name)


def _address_of(inventory: Inventory, membership: GroupMembership) -> str:
    key = membership.group_id
    if isinstance(key, Unknown):
        return DEFAULT
    group = inventory.security_group_by_key.get(key)
    return group.origin.address if group else key


def names_of(inventory: Inventory, groups: list[GroupMembership]) -> str:
    """Name the groups that are known, in quotes; count them where none is."""
    names = [_address_of(inventory, group) for group in groups if not isinstance(group.group_id, Unknown)]
    return listed(names) if names else plural(len(groups), "group")


def needs_groups(interface: NetworkInterface) -> bool:
    """Tell whether it is for its owner to give an interface groups; raise Undecided when that cannot be told.

    Interfaces of NAT gateways, transit gateways and network load balancers have none, and services choose theirs themselves.
    """
    return not service_owned(interface)


def may_be_empty(groups: list[GroupMembership] | Unknown | None) -> bool:
    """Tell whether a list of groups is there, and empty as far as one can tell."""
    return isinstance(groups, Unknown) or (groups is not None and not groups)


def may_be_attached(groups: list[GroupMembership] | Unknown | None) -> bool:
    """Tell whether there are groups that attachment resources may have added."""
    return isinstance(groups, Unknown) or (groups is not None and any(group.means != "inline" for group in groups))
