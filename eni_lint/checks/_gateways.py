"""Whether the internet reaches an interface: its VPC's internet gateway, and what blocks one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._ownership import require_own_vpc
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface, Subnet

NAT_GATEWAYS = frozenset({"natGateway", "nat_gateway"})
"""AWS spells the interface type in both ways."""


def vpc_of(inventory: Inventory, interface: NetworkInterface) -> str:
    """Give the key of an interface's VPC; raise Undecided when it is not known, or not given."""
    found = known(inventory.vpc_of(interface))
    if found is None:
        raise Undecided(Unknown(Reason.OUTSIDE, f"neither a subnet nor a VPC is given for {interface.origin.address}"))
    return found


def vpc_name(inventory: Inventory, key: str) -> str:
    """Name a VPC; by its key where it is not in the inventory."""
    found = inventory.vpc_by_key.get(key)
    return found.origin.address if found else key


def has_internet_gateway(inventory: Inventory, vpc_id: str, interface: NetworkInterface) -> bool:
    """Tell whether an internet gateway is attached to the VPC of an interface; raise Undecided when one may be elsewhere.

    Only a snapshot that has the gateways is complete; in a plan, the VPC that the plan itself makes, to which nobody can have
    attached one before. A declared file is taken to hold them all when it holds the VPC and any gateway.
    """
    for gateway in inventory.internet_gateways:
        if is_known(gateway.vpc_id) and gateway.vpc_id == vpc_id:
            return True
    for gateway in inventory.internet_gateways:
        if isinstance(gateway.vpc_id, Unknown) and may_be(gateway.vpc_id, vpc_id):
            raise Undecided(gateway.vpc_id)
    missing = inventory.missing.get("internet gateways")
    if missing is not None:
        raise Undecided(missing)
    if not (inventory.live or _complete(inventory, vpc_id)):
        raise Undecided(
            Unknown(Reason.OUTSIDE, f"an internet gateway may be attached to {vpc_name(inventory, vpc_id)} elsewhere")
        )
    if inventory.live:
        require_own_vpc(inventory, vpc_id, interface)
    return False


def _complete(inventory: Inventory, vpc_id: str) -> bool:
    if vpc_id not in inventory.vpc_by_key:
        return False
    if inventory.before is None and not inventory.changes:
        return bool(inventory.internet_gateways)
    change = inventory.changes.get(vpc_id)
    return change is not None and change.action in ("create", "replace")


def block_of(interface: NetworkInterface, subnet: Subnet) -> str:
    """Say how VPC Block Public Access cuts an interface of a subnet off; empty: it does not.

    block-ingress lets NAT gateways through, which only allow connections from inside.
    """
    mode = known(subnet.internet_gateway_block_mode) or "off"
    if mode == "block-ingress" and known(interface.interface_type) in NAT_GATEWAYS:
        return ""
    return mode if mode.startswith("block-") else ""
