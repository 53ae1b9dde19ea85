"""Whose an interface is: an AWS service's, the launch's that made it, or somebody's who keeps it on its own."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from eni_lint.checks._attachments import every, hosting
from eni_lint.inventory.inventory import slot
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface

ORDINARY_TYPES = frozenset({None, "interface", "efa", "efa-only", "trunk", "branch"})
"""What an account can create itself (NetworkInterfaceCreationType); AWS adds types of services, so these are told apart."""

SERVICE_DESCRIPTIONS = (
    "AWS Lambda VPC ENI",
    "Amazon EKS ",
    "EFS mount target for ",
    "ELB app/",
    "ELB gwy/",
    "ELB net/",
    "Interface for NAT Gateway",
    "Network Interface for Transit Gateway Attachment",
    "RDSNetworkInterface",
    "VPC Endpoint Interface",
    "arn:aws:ecs:",
    "aws-K8S-",  # the VPC CNI
    "aws-k8s-",  # the VPC resource controller
)
"""How descriptions begin that services and the controllers of EKS write; what they leave behind may not be requester-managed."""

_MADE_AT_LAUNCH = re.compile(r"/(primary|network_interfaces/[0-9]+)\Z")
"""How the keys end of an instance's implicit primary interface, and of those that it lists without naming an existing one."""


def some(*conditions: Callable[[], bool]) -> bool:
    """Tell whether one of the conditions holds. One that certainly does settles it; else what is not known makes it undecided."""
    return not every(*(partial(_not, condition) for condition in conditions))


def service_owned(interface: NetworkInterface) -> bool:
    """Tell whether a service runs the interface; raise Undecided when that cannot be told.

    RequesterManaged is not the whole test: services leave interfaces behind that are not, and some have the type interface.
    """
    return some(
        lambda: bool(known(interface.requester_managed)),
        lambda: _operated(interface),
        lambda: known(interface.interface_type) not in ORDINARY_TYPES,
        lambda: (known(interface.requester_id) or "").startswith("amazon-"),
        lambda: (known(interface.description) or "").startswith(SERVICE_DESCRIPTIONS),
    )


def held_by_service(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether the interface is on an instance of a service, which makes it with a role of the account (CodeBuild, Glue).

    Nothing but the attachment says so; raise Undecided when that cannot be told.
    """
    own, perhaps = hosting(inventory, interface)
    return some(
        *(partial(_to_service, attachment) for attachment in own),
        *(partial(_perhaps_to_service, attachment) for attachment in perhaps),
    )


def require_own_vpc(inventory: Inventory, vpc_id: str, interface: NetworkInterface) -> None:
    """Raise Undecided where another account shares the VPC: whoever is let in does not see all of its gateways and routes."""
    vpc = inventory.vpc_by_key.get(vpc_id)
    owners = (inventory.missing.get("vpcs") if vpc is None else vpc.owner_id, interface.owner_id)
    if all(owner is not None for owner in owners) and not same(*owners):
        name = vpc_id if vpc is None else vpc.origin.address
        raise Undecided(Unknown(Reason.OUTSIDE, f"another account shares {name}, and alone sees all of it"))


def made_at_launch(interface: NetworkInterface) -> bool:
    """Tell whether a document describes the interface as a part of its instance or launch template, and not on its own.

    A snapshot does not tell: there every interface is on its own, with its id for a key.
    """
    if interface.launch_template_id is not None:
        return True
    return _MADE_AT_LAUNCH.search(interface.network_interface_id) is not None


def is_primary(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether the interface is an instance's primary one; raise Undecided when that cannot be told."""
    own, perhaps = hosting(inventory, interface)
    return some(
        *(partial(in_primary_slot, attachment) for attachment in own),
        *(partial(_perhaps_primary, attachment) for attachment in perhaps),
    )


def in_primary_slot(attachment: Attachment) -> bool:
    """Tell whether an attachment is at network card 0, device index 0."""
    return slot(attachment) == (0, 0)


def _operated(interface: NetworkInterface) -> bool:
    operator = known(interface.operator)
    return operator is not None and bool(known(operator.managed))


def _perhaps_primary(attachment: Attachment) -> bool:
    return every(lambda: in_primary_slot(attachment), lambda: bool(known(attachment.network_interface_id)))


def _to_service(attachment: Attachment) -> bool:
    return attachment.launch_template_id is None and known(attachment.instance_id) is None


def _perhaps_to_service(attachment: Attachment) -> bool:
    return every(lambda: _to_service(attachment), lambda: bool(known(attachment.network_interface_id)))


def _not(condition: Callable[[], bool]) -> bool:
    return not condition()
