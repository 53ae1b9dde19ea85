"""Public addresses: Elastic IPs and where they go, and the automatic ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import carried_by, every, first_such, hosting, present
from eni_lint.checks._elastic_ips import (
    Associated,
    address_name,
    associations_by_interface,
    clash,
    held,
    holds,
    interface_at,
    interface_name_of,
    meetings,
    name_of,
    spare_addresses,
    target_place,
    to_come,
    written_addresses,
)
from eni_lint.checks._gateways import block_of, has_internet_gateway, vpc_name, vpc_of
from eni_lint.checks._ownership import service_owned
from eni_lint.checks._public_addresses import (
    SCALING_GROUP_TAG,
    automatic_address,
    crowded_launches,
    has_further_interfaces,
    host_kind,
    launch_size,
    primary_of,
)
from eni_lint.checks._tags import has_tag
from eni_lint.checks._wording import listed, plural, shown
from eni_lint.checks._zones import AVAILABILITY_ZONE, WAVELENGTH_ZONE, decided_zone, in_wavelength, zone_of
from eni_lint.findings import Problem, Related
from eni_lint.inventory.inventory import slot
from eni_lint.inventory.model import Instance
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Params, Verdicts
    from eni_lint.checks._elastic_ips import Held, Meeting
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface, Subnet
    from eni_lint.inventory.surroundings import Deprecation, ElasticIpAssociation


# -- where an Elastic IP goes ------------------------------------------------------------------------------------------


@over(meetings)
def address_with_two_elastic_ips(meeting: Meeting, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an association leads to a private address to which an earlier one leads another Elastic IP.

    An association without a private address leads to the primary one (AssociateAddressRequest).
    """
    destination = meeting.destination
    other = first_such(meeting.earlier, lambda earlier: clash(inventory, earlier, destination))
    if other is None:
        return
    association = destination.association
    given = destination.private_ip_address if is_known(destination.private_ip_address) else other.private_ip_address
    yield Problem(
        at=destination.place,
        data={
            "address": address_name(inventory, association),
            "other": address_name(inventory, other.association),
            "spot": "the primary address" if given is None else f"private address {shown(given, 'of the same name')}",
            "interface": interface_name_of(inventory, association),
            "spare": spare_addresses(inventory, meeting),
        },
        related=(Related(other.place, f"{address_name(inventory, other.association)} goes there already"),),
        variant="refused" if is_known(association.allow_reassociation) and association.allow_reassociation is False else "",
    )


@over(lambda inventory: (a for a in inventory.elastic_ip_associations if a.private_ip_address is not None))
def elastic_ip_on_foreign_address(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the private address is none of the interface's and in none of its delegated prefixes, which may carry one too."""
    interface = interface_at(inventory, association)
    if interface is None:
        return
    address = known(association.private_ip_address)
    if address is None or holds(interface, address):
        return
    own = written_addresses(interface)
    yield Problem(
        at=association.origin.place("private_ip_address"),
        data={
            "address": address_name(inventory, association),
            "private": address,
            "interface": interface.origin.address,
            "own": f", which are {listed(own)}" if own else "",
        },
        related=(Related(interface.origin.place("private_ip_addresses"), "the interface's addresses"),),
    )


@over(to_come)
def elastic_ip_instance_and_interface(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when both an instance and an interface are given (AssociateAddressRequest); AWS itself always tells both."""
    if not every(lambda: known(association.instance_id) is not None, lambda: known(association.network_interface_id) is not None):
        return
    yield Problem(
        at=association.origin.place("instance_id"),
        data={
            "address": address_name(inventory, association),
            "instance": name_of(inventory.instance_by_key, association.instance_id),
            "interface": interface_name_of(inventory, association),
        },
        related=(Related(association.origin.place("network_interface_id"), "the interface"),),
    )


@over(lambda inventory: (a for a in to_come(inventory) if a.instance_id is not None))
def elastic_ip_on_multi_interface_instance(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an instance is given that has several interfaces: AWS then cannot tell which (AssociateAddressRequest)."""
    if is_known(association.network_interface_id) and association.network_interface_id is not None:
        return
    instance = known(inventory.lookup(inventory.instance_by_key, association.instance_id, "instances"))
    if instance is None:
        return
    carried = carried_by(inventory, instance)
    if len(carried.sure) + len(carried.perhaps) <= 1:
        return
    known(association.network_interface_id)
    if len(carried.sure) <= 1:
        raise Undecided(carried.perhaps[0][1])
    yield Problem(
        at=association.origin.place("instance_id"),
        data={
            "address": address_name(inventory, association),
            "instance": instance.origin.address,
            "interfaces": plural(len(carried.sure), "network interface"),
            "primary": interface_name_of(inventory, association),
        },
        related=(Related(instance.origin.place(), f"has {plural(len(carried.sure), 'interface')}"),),
    )


@over(lambda inventory: inventory.elastic_ip_associations)
def elastic_ip_without_internet_gateway(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when no internet gateway is attached to the VPC (Gateway.NotAttached). Wavelength Zones have carrier gateways."""
    interface = interface_at(inventory, association)
    if interface is None:
        return
    vpc_id = vpc_of(inventory, interface)
    if not every(lambda: not has_internet_gateway(inventory, vpc_id, interface), lambda: not in_wavelength(inventory, interface)):
        return
    yield Problem(
        at=target_place(association),
        data={
            "address": address_name(inventory, association),
            "interface": interface.origin.address,
            "vpc": vpc_name(inventory, vpc_id),
        },
        related=(Related(interface.origin.place("subnet_id"), f"in VPC {vpc_name(inventory, vpc_id)}"),),
    )


@over(lambda inventory: inventory.elastic_ip_associations)
def elastic_ip_border_group_mismatch(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the zone is in another network border group than the address (Address.NetworkBorderGroup)."""
    interface = interface_at(inventory, association)
    if interface is None:
        return
    address = known(inventory.lookup(inventory.elastic_ip_by_key, association.allocation_id, "elastic ips"))
    zone = decided_zone(inventory, interface)
    if address is None:
        return
    group, wanted = known(address.network_border_group), known(zone.network_border_group)
    if group == wanted or (group is None and known(zone.zone_type) == AVAILABILITY_ZONE):
        return
    yield Problem(
        at=target_place(association),
        data={
            "address": address_name(inventory, association),
            "group": f"network border group {group}" if group else "the network border group of its Region",
            "interface": interface.origin.address,
            "zone": zone.name,
            "wanted": wanted,
        },
        related=(
            Related(address.origin.place("network_border_group"), f"the address is of {group or 'the Region itself'}"),
            Related(interface.origin.place("subnet_id"), f"the interface is in {zone.name}"),
        ),
    )


@over(lambda inventory: inventory.elastic_ip_associations)
def elastic_ip_behind_blocked_gateway(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when VPC Block Public Access or DenyAllIgwTraffic keeps internet gateways from the interface."""
    interface = interface_at(inventory, association)
    if interface is None:
        return
    denied = interface.deny_all_igw_traffic
    variant, block = ("denied", "") if is_known(denied) and denied else ("", "")
    related: tuple[Related, ...] = ()
    if not variant:
        subnet = known(inventory.subnet_of(interface))
        block = "" if subnet is None else block_of(interface, subnet)
        if not block:
            known(denied)
            return
        mode = Related(subnet.origin.place("internet_gateway_block_mode"), f"the mode is {block}", step=True) if subnet else None
        related = (mode,) if mode else ()
    yield Problem(
        at=target_place(association),
        data={"address": address_name(inventory, association), "interface": interface.origin.address, "mode": block},
        related=related or (Related(interface.origin.place("deny_all_igw_traffic"), "denied here"),),
        variant=variant,
    )


# -- Elastic IPs that nobody uses --------------------------------------------------------------------------------------


@over(held)
def idle_elastic_ip(subject: Held, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when nothing uses an address of the account, or one that a plan makes; elsewhere its use may be outside the input."""
    address = subject.address
    change = inventory.changes.get(address.allocation_id)
    made = change is not None and change.action in ("create", "replace")
    signs = [address.used_by, address.service_managed, address.instance_id, address.network_interface_id]
    if not made:  # nobody can know the association of an address that is yet to be made
        signs.append(address.association_id)
    if any(is_known(sign) and sign is not None for sign in signs) or subject.uses.have(address.allocation_id):
        return
    for sign in signs:
        known(sign)
    if not (made or inventory.live):
        raise Undecided(Unknown(Reason.OUTSIDE, f"{address.origin.address} may be associated outside what was read"))
    yield Problem(at=address.origin.place(), data={"address": address.origin.address}, variant="planned" if made else "")


@over(lambda inventory: inventory.elastic_ip_associations)
def elastic_ip_on_idle_resource(association: ElasticIpAssociation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the address is on an interface that is available, or whose instance is stopped. Services keep their own."""
    interface = interface_at(inventory, association)
    if interface is None or service_owned(interface):
        return
    status = interface.status
    if is_known(status) and status == "available":
        yield Problem(
            at=target_place(association),
            data={"address": address_name(inventory, association), "interface": interface.origin.address},
            related=(Related(interface.origin.place("status"), "attached to nothing"),),
            variant="unattached",
        )
        return
    instance = _stopped(inventory, interface)
    if instance is not None:
        yield Problem(
            at=target_place(association),
            data={"address": address_name(inventory, association), "instance": instance.origin.address},
            related=(Related(instance.origin.place("state"), "stopped"),),
        )
    known(status)


# -- automatic public addresses ----------------------------------------------------------------------------------------


@over(lambda inventory: (i for i in inventory.all_interfaces if i.associate_public_ip_address is not None))
def public_ip_with_several_interfaces(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a launch with several interfaces asks for a public address (InstanceNetworkInterfaceSpecification)."""
    if is_known(interface.associate_public_ip_address) and not interface.associate_public_ip_address:
        return
    for host in crowded_launches(inventory, interface):
        if known(interface.associate_public_ip_address):
            yield Problem(
                at=interface.origin.place("associate_public_ip_address"),
                data={
                    "interface": interface.origin.address,
                    "host": host_kind(host),
                    "interfaces": plural(launch_size(inventory, host), "network interface"),
                },
                about=host.origin.address,
            )


@over(lambda inventory: (i for i in inventory.all_interfaces if i.associate_public_ip_address is not None))
def public_ip_on_secondary_interface(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a public address is asked for on an interface that is not the primary one; a launch of several has its rule."""
    if is_known(interface.associate_public_ip_address) and not interface.associate_public_ip_address:
        return
    own, perhaps = hosting(inventory, interface)
    doubts: list[Unknown] = []
    for attachment in [*own, *perhaps]:
        try:
            card, device = slot(attachment)
            if device is None or (card, device) == (0, 0):
                continue
            if not (present(attachment) and known(interface.associate_public_ip_address)):
                continue
            known(attachment.network_interface_id)
            if crowded_launches(inventory, interface):
                continue
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        yield Problem(
            at=interface.origin.place("associate_public_ip_address"),
            data={
                "interface": interface.origin.address,
                "slot": f"network card {card}, device index {device}" if card else f"device index {device}",
            },
            related=(Related(attachment.origin.place("device_index"), "not the primary interface"),),
        )
        return
    if doubts:
        raise Undecided(doubts[0])


def _with_several(inventory: Inventory) -> Iterator[Associated]:
    """Walk the instances that have, or may have, several interfaces; of a snapshot those with a public address."""
    public = {i.network_interface_id for i in inventory.interfaces if i.public_ip_owner is not None}
    if inventory.live and not public:
        return
    by_interface = associations_by_interface(inventory)
    for instance in inventory.instances:
        attachments = [*inventory.attachments_of(instance), *inventory.possible_attachments_of(instance)]
        if len(attachments) > 1 and (not inventory.live or any(_may_be_one(a, public) for a in attachments)):
            yield Associated(instance, by_interface)


def _may_be_one(attachment: Attachment, keys: set[str]) -> bool:
    key = attachment.network_interface_id
    return isinstance(key, Unknown) or key in keys


@over(_with_several)
def auto_public_ip_lost(subject: Associated, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an instance with several interfaces lives on an automatic public address, which no restart brings back."""
    instance = subject.instance
    ground = automatic_address(inventory, instance)
    if not ground:
        return
    primary = primary_of(inventory, instance)
    if not every(
        lambda: has_further_interfaces(inventory, instance),
        lambda: not has_tag(instance.tags, SCALING_GROUP_TAG),
        lambda: ground == "captured" or not subject.on_primary_address(inventory, primary),
    ):
        return
    subnet = inventory.subnet_by_key.get(primary.subnet_id) if isinstance(primary.subnet_id, str) else None
    yield Problem(
        at={
            "captured": primary.origin.place("public_ip"),
            "asked": primary.origin.place("associate_public_ip_address"),
            "subnet": primary.origin.place("subnet_id"),
        }[ground],
        subject=instance.origin,
        data={
            "instance": instance.origin.address,
            "public": shown(primary.public_ip, "that it has"),
            "interface": primary.origin.address,
            "subnet": subnet.origin.address if subnet else "",
        },
        related=(Related(subnet.origin.place("map_public_ip_on_launch"), "gives public addresses"),)
        if subnet and ground == "subnet"
        else (),
        variant=ground,
    )


@over(lambda inventory: (s for s in inventory.subnets if s.map_public_ip_on_launch is not None))
def subnet_maps_public_ip(subnet: Subnet, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a subnet gives a public IPv4 address to whatever is launched into it (MapPublicIpOnLaunch)."""
    if known(subnet.map_public_ip_on_launch):
        yield Problem(at=subnet.origin.place("map_public_ip_on_launch"), data={"subnet": subnet.origin.address})


def _asking(inventory: Inventory) -> Iterator[NetworkInterface]:
    return (
        interface
        for interface in inventory.all_interfaces
        if interface.associate_carrier_ip_address is not None or interface.associate_public_ip_address is not None
    )


@over(_asking)
def carrier_ip_outside_wavelength(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a carrier address is asked for outside a Wavelength Zone, or a public one inside; each has but one sort."""
    doubts: list[Unknown] = []
    for field, wrong in (("associate_carrier_ip_address", False), ("associate_public_ip_address", True)):
        wish = getattr(interface, field)
        if wish is None or (is_known(wish) and not wish):
            continue
        try:
            zone = zone_of(inventory, interface) if wrong else decided_zone(inventory, interface)
            if zone is None or (known(zone.zone_type) == WAVELENGTH_ZONE) is not wrong or not known(wish):
                continue
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        yield Problem(
            at=interface.origin.place(field),
            data={"interface": interface.origin.address, "zone": zone.name},
            related=(Related(interface.origin.place("subnet_id"), f"in {zone.name}"),),
            about=field,
            variant="public" if wrong else "",
        )
    if doubts:
        raise Undecided(doubts[0])


def _stopped(inventory: Inventory, interface: NetworkInterface) -> Instance | None:
    """Give the instance of an interface if it is stopped; raise Undecided when that cannot be told."""
    doubts: list[Unknown] = []
    for attachment in (a for attachments in hosting(inventory, interface) for a in attachments):
        try:
            instance = known(inventory.host_of(attachment))
            if isinstance(instance, Instance) and known(instance.state) == "stopped" and present(attachment):
                known(attachment.network_interface_id)
                return instance
        except Undecided as raised:
            doubts.append(raised.unknown)
    if doubts:
        raise Undecided(doubts[0])
    return None


# -- arguments ---------------------------------------------------------------------------------------------------------


@over(lambda inventory: inventory.deprecations)
def deprecated_eip_vpc_argument(deprecation: Deprecation, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a Terraform configuration still uses aws_eip.vpc, which domain has taken the place of."""
    if deprecation.argument == "aws_eip.vpc":
        yield Problem(
            at=deprecation.origin.place("argument"),
            data={"address": deprecation.origin.address, "instead": deprecation.instead},
        )
