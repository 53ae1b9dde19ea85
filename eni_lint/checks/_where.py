"""Where an interface and an instance are: in which zone, in which VPC, and which subnets would do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._accounts import across_accounts
from eni_lint.checks._attachments import every, present
from eni_lint.checks._launch_attachments import at_primary_slot
from eni_lint.checks._ownership import service_owned
from eni_lint.checks._wording import listed, shown
from eni_lint.findings import Problem, Related, Severity
from eni_lint.inventory.model import Instance, NetworkInterface
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.checks import Verdicts
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, Subnet
    from eni_lint.inventory.origin import Place


def pair_of(inventory: Inventory, attachment: Attachment) -> tuple[NetworkInterface, Instance] | None:
    """Give the interface and the instance of an attachment; None where one is not of the kind. Undecided: not in the document."""
    interface, host = known(inventory.interface_of(attachment)), known(inventory.host_of(attachment))
    return (interface, host) if isinstance(interface, NetworkInterface) and isinstance(host, Instance) else None


def in_other_zone(attachment: Attachment, inventory: Inventory) -> Verdicts:
    """Say that interface and instance are in different Availability Zones, if they are."""
    pair = pair_of(inventory, attachment)
    if pair is None or inventory.same_zone(*pair) or not present(attachment):
        return
    interface, instance = pair
    zones = inventory.zone_of(interface), inventory.zone_of(instance)
    own, wanted = map(_zone_name, zones)
    yield Problem(
        at=attachment.origin.place("instance_id"),
        data={
            "interface": interface.origin.address,
            "zone": own,
            "instance": instance.origin.address,
            "wanted": wanted,
            "subnets": subnets_in_zone(inventory, zones[1], interface),
        },
        related=(
            Related(zone_place(interface), f"the interface is in {own}"),
            Related(zone_place(instance), f"the instance is in {wanted}"),
        ),
    )


def _zone_name(zone: str | Unknown | None) -> str:
    """Name a zone; one that is only known to be another one says which it is among its like."""
    return zone.detail if isinstance(zone, Unknown) and zone.apart is not None else shown(zone, "another zone")


def in_other_vpc(attachment: Attachment, inventory: Inventory) -> Verdicts:
    """Say that a secondary interface is in another VPC than its instance, if it is."""
    pair = pair_of(inventory, attachment)
    if pair is None or not every(
        lambda: not in_one_vpc(inventory, *pair),
        lambda: not at_primary_slot(attachment),
        lambda: present(attachment),
        lambda: not service_owned(pair[0]),
    ):
        return
    interface, instance = pair
    vpc, wanted = (vpc_name(inventory, vpc_of(inventory, thing)) for thing in pair)
    foreign = across_accounts(inventory, attachment)
    yield Problem(
        at=attachment.origin.place("instance_id"),
        data={
            "interface": interface.origin.address,
            "vpc": vpc,
            "instance": instance.origin.address,
            "wanted": wanted,
            "subnets": subnets_like(inventory, instance),
        },
        related=(
            Related(interface.origin.place("subnet_id"), f"the interface is in {vpc}"),
            Related(instance.origin.place("subnet_id"), f"the instance is in {wanted}"),
        ),
        variant="accounts" if foreign else "",
        severity=Severity.ERROR if foreign else None,
    )


def zone_place(thing: NetworkInterface | Instance) -> Place:
    """Point at what puts a thing into its zone."""
    return thing.origin.place("availability_zone" if thing.subnet_id is None else "subnet_id")


def subnets_in_zone(inventory: Inventory, zone: str | Unknown | None, interface: NetworkInterface) -> str:
    """Say which subnets of the interface's VPC are in the zone."""
    if zone is None or isinstance(zone, Unknown):
        return "a subnet of the instance's zone"
    vpc = inventory.vpc_of(interface)
    names = _subnets(inventory, lambda s: known(s.availability_zone) == zone and (vpc is None or same(s.vpc_id, vpc)))
    return f"a subnet of {zone}{names}"


def subnet_name(inventory: Inventory, interface: NetworkInterface) -> str:
    """Name the subnet of an interface."""
    key = interface.subnet_id
    if key is None or isinstance(key, Unknown):
        return "one subnet"
    found = inventory.subnet_by_key.get(key)
    return f"subnet '{found.origin.address if found else key}'"


# -- VPCs --------------------------------------------------------------------------------------------------------------


def surely_in_one_vpc(inventory: Inventory, attachment: Attachment) -> bool:
    """Tell at a glance that interface and instance say the same VPC, as all but a few of a snapshot do."""
    interface_id, instance_id = attachment.network_interface_id, attachment.instance_id
    if isinstance(interface_id, str) and isinstance(instance_id, str):
        interface, instance = inventory.interface_by_key.get(interface_id), inventory.instance_by_key.get(instance_id)
        if interface is not None and instance is not None and isinstance(interface.vpc_id, str):
            return isinstance(instance.vpc_id, str) and interface.vpc_id == instance.vpc_id
    return False


def in_one_vpc(inventory: Inventory, interface: NetworkInterface, instance: Instance) -> bool:
    """Tell whether an interface is in the VPC of an instance's primary interface; raise Undecided when it cannot be told."""
    if interface.subnet_id is not None and instance.subnet_id is not None:
        try:
            if same(interface.subnet_id, instance.subnet_id):
                return True
        except Undecided:
            pass
    return same(vpc_of(inventory, interface), vpc_of(inventory, instance))


def vpc_of(inventory: Inventory, thing: NetworkInterface | Instance) -> str | Unknown:
    """Give the key of the VPC; of an instance that does not say it, its primary interface's."""
    found = inventory.vpc_of(thing)
    if found is None and isinstance(thing, Instance):
        primary = inventory.primary_interface_of(thing)
        found = inventory.vpc_of(primary) if isinstance(primary, NetworkInterface) else primary
    return Unknown(Reason.OUTSIDE, f"nothing tells the VPC of {thing.origin.address}") if found is None else found


def vpc_name(inventory: Inventory, vpc: str | Unknown) -> str:
    """Name a VPC."""
    if isinstance(vpc, Unknown):
        return "another VPC"
    found = inventory.vpc_by_key.get(vpc)
    return f"VPC '{found.origin.address if found else vpc}'"


def subnets_like(inventory: Inventory, instance: Instance) -> str:
    """Say which subnets are in the VPC and the zone of an instance."""
    vpc, zone = vpc_of(inventory, instance), inventory.zone_of(instance)
    names = _subnets(inventory, lambda s: same(s.vpc_id, vpc) and (zone is None or same(s.availability_zone, zone)))
    return f"a subnet of {vpc_name(inventory, vpc)}{names}"


def _subnets(inventory: Inventory, wanted: Callable[[Subnet], bool]) -> str:
    names = []
    for subnet in inventory.subnets:
        try:
            if wanted(subnet):
                names.append(subnet.origin.address)
        except Undecided:
            continue
    return f" such as {listed(names)}" if names else ""
