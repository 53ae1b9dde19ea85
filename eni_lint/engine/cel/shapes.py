"""What expressions see: the objects of the inventory, each with the neighbours that its keys lead to.

Shapes form no ring: an interface knows its instance, and that instance does not know its interfaces, which are seen from an
instance as the subject. So every subject is a tree of bounded size.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory import model
from eni_lint.inventory.instance_types import InstanceType
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import Attachment, Instance, LaunchTemplate, NetworkInterface, Subnet, Vpc
from eni_lint.inventory.unknown import Reason, Unknown, known

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory

Follow = Callable[[Any, "Inventory"], Any]


class Neighbour(msgspec.Struct, frozen=True):
    """What a key of an object leads to: the name of its shape, whether there are many, and how to get there."""

    shape: str
    many: bool
    follow: Any  # Follow


class Shape(msgspec.Struct, frozen=True):
    """The fields of a class of the model, and its neighbours."""

    of: type
    neighbours: dict[str, Neighbour] = {}


def _one(shape: str, follow: Follow) -> Neighbour:
    return Neighbour(shape, many=False, follow=follow)


def _many(shape: str, follow: Follow) -> Neighbour:
    return Neighbour(shape, many=True, follow=follow)


def _subnet(thing: Any, inventory: Inventory) -> Any:
    return inventory.subnet_of(thing)


def _vpc_of_subnet(thing: Subnet, inventory: Inventory) -> Any:
    return inventory.lookup(inventory.vpc_by_key, thing.vpc_id, "vpcs")


def _vpc(thing: NetworkInterface | Instance, inventory: Inventory) -> Any:
    return inventory.lookup(inventory.vpc_by_key, inventory.vpc_of(thing), "vpcs")


def _groups(interface: NetworkInterface, inventory: Inventory) -> Any:
    keys = [membership.group_id for membership in known(interface.groups) or ()]
    return [known(inventory.lookup(inventory.security_group_by_key, key, "security groups")) for key in keys]


def _attachment(interface: NetworkInterface, inventory: Inventory) -> Any:
    found = inventory.attachments_by_interface.get(interface.network_interface_id)
    if found:
        return found[0]
    for other in inventory.unplaced_attachments:
        if may_be(other.network_interface_id, interface.network_interface_id):
            return other.network_interface_id
    return None


def _elastic_ips(interface: NetworkInterface, inventory: Inventory) -> Any:
    for other in inventory.floating_associations:
        if may_be(other.network_interface_id, interface.network_interface_id):
            return other.network_interface_id
    associations = inventory.associations_by_interface.get(interface.network_interface_id, ())
    return [
        known(inventory.lookup(inventory.elastic_ip_by_key, association.allocation_id, "elastic ips"))
        for association in associations
    ]


def _instance(attachment: Attachment, inventory: Inventory) -> Any:
    return inventory.lookup(inventory.instance_by_key, attachment.instance_id, "instances")


def _template(attachment: Attachment, inventory: Inventory) -> Any:
    return inventory.lookup(inventory.launch_template_by_key, attachment.launch_template_id, "launch templates")


def _placement(host: Instance | LaunchTemplate, inventory: Inventory) -> Any:
    return inventory.lookup(inventory.placement_group_by_key, host.placement_group, "placement groups")


def _limits(host: Instance | LaunchTemplate, inventory: Inventory) -> Any:
    return inventory.type_of(host)


def _attachments(host: Instance | LaunchTemplate, inventory: Inventory) -> Any:
    perhaps = inventory.possible_attachments_of(host)
    return perhaps[0].instance_id if perhaps else inventory.attachments_of(host)


def _interfaces_of_host(host: Instance | LaunchTemplate, inventory: Inventory) -> Any:
    attachments = known(_attachments(host, inventory))
    return [known(inventory.interface_of(attachment)) for attachment in attachments]


def _interface_of_attachment(attachment: Attachment, inventory: Inventory) -> Any:
    return inventory.interface_of(attachment)


def _interface_of_address(address: model.ElasticIp, inventory: Inventory) -> Any:
    return inventory.lookup(inventory.interface_by_key, address.network_interface_id, "network interfaces")


def _in_subnet(subnet: Subnet, inventory: Inventory) -> Any:
    missing = inventory.missing.get("network interfaces")
    if missing is not None:
        return missing
    index = inventory.memo.get("interfaces by subnet")
    if index is None:
        index = inventory.memo["interfaces by subnet"] = {}
        for interface in inventory.interfaces:
            key = interface.subnet_id
            index.setdefault(None if isinstance(key, Unknown) else key, []).append(interface)
    for floating in index.get(None, ()):
        if isinstance(floating.subnet_id, Unknown) and may_be(floating.subnet_id, subnet.subnet_id):
            return floating.subnet_id
    return index.get(subnet.subnet_id, [])


def _reservations(subnet: Subnet, inventory: Inventory) -> Any:
    missing = inventory.missing.get("subnet cidr reservations")
    if missing is not None:
        return missing
    return [r for r in inventory.cidr_reservations if known(r.subnet_id) == subnet.subnet_id]


def _subnets_of_vpc(vpc: Vpc, inventory: Inventory) -> Any:
    return [subnet for subnet in inventory.subnets if known(subnet.vpc_id) == vpc.vpc_id]


def _members(group: model.PlacementGroup, inventory: Inventory) -> Any:
    return [i for i in inventory.instances if known(i.placement_group) == group.group_name]


SUBNET_AND_VPC = {"subnet": _one("Subnet", _subnet), "vpc": _one("Vpc", _vpc)}
OF_HOST = {"limits": _one("InstanceType", _limits), "placement": _one("PlacementGroup", _placement)}
HELD = {
    "attachments": _many("HostAttachment", _attachments),
    "interfaces": _many("HostInterface", _interfaces_of_host),
}
GROUPS = {"security_groups": _many("SecurityGroup", _groups)}

SHAPES: dict[str, Shape] = {
    "Vpc": Shape(Vpc),
    "Subnet": Shape(Subnet, {"vpc": _one("Vpc", _vpc_of_subnet)}),
    "SecurityGroup": Shape(model.SecurityGroup, {"vpc": _one("Vpc", _vpc_of_subnet)}),
    "PlacementGroup": Shape(model.PlacementGroup),
    "InstanceType": Shape(InstanceType),
    "ElasticIp": Shape(model.ElasticIp),
    "SubnetCidrReservation": Shape(model.SubnetCidrReservation),
    "HostInterface": Shape(NetworkInterface, {**SUBNET_AND_VPC, **GROUPS}),
    "AttachedInstance": Shape(Instance, {**SUBNET_AND_VPC, **OF_HOST}),
    "AttachedTemplate": Shape(LaunchTemplate, OF_HOST),
    "HostAttachment": Shape(Attachment, {"interface": _one("HostInterface", _interface_of_attachment)}),
    "InterfaceAttachment": Shape(
        Attachment, {"instance": _one("AttachedInstance", _instance), "launch_template": _one("AttachedTemplate", _template)}
    ),
    "NetworkInterface": Shape(
        NetworkInterface,
        {
            **SUBNET_AND_VPC,
            **GROUPS,
            "attachment": _one("InterfaceAttachment", _attachment),
            "elastic_ips": _many("ElasticIp", _elastic_ips),
        },
    ),
    "Instance": Shape(Instance, {**SUBNET_AND_VPC, **OF_HOST, **HELD}),
    "LaunchTemplate": Shape(LaunchTemplate, {**OF_HOST, **HELD}),
    "Attachment": Shape(
        Attachment,
        {
            "interface": _one("HostInterface", _interface_of_attachment),
            "instance": _one("AttachedInstance", _instance),
            "launch_template": _one("AttachedTemplate", _template),
        },
    ),
    "SubnetWithInterfaces": Shape(
        Subnet,
        {
            "vpc": _one("Vpc", _vpc_of_subnet),
            "interfaces": _many("SubnetInterface", _in_subnet),
            "reservations": _many("SubnetCidrReservation", _reservations),
        },
    ),
    "SubnetInterface": Shape(NetworkInterface, GROUPS),
    "VpcWithSubnets": Shape(Vpc, {"subnets": _many("Subnet", _subnets_of_vpc)}),
    "Address": Shape(model.ElasticIp, {"interface": _one("HostInterface", _interface_of_address)}),
    "PlacementGroupWithInstances": Shape(model.PlacementGroup, {"instances": _many("AttachedInstance", _members)}),
}


class Subjects(msgspec.Struct, frozen=True):
    """What a rule can be about: the shape, and where the inventory keeps such objects."""

    shape: str
    of: Any  # Callable[[Inventory], Iterable]


SUBJECTS: dict[str, Subjects] = {
    "network_interfaces": Subjects("NetworkInterface", lambda inventory: inventory.all_interfaces),
    "instances": Subjects("Instance", lambda inventory: inventory.instances),
    "launch_templates": Subjects("LaunchTemplate", lambda inventory: inventory.launch_templates),
    "attachments": Subjects("Attachment", lambda inventory: inventory.attachments),
    "subnets": Subjects("SubnetWithInterfaces", lambda inventory: inventory.subnets),
    "vpcs": Subjects("VpcWithSubnets", lambda inventory: inventory.vpcs),
    "security_groups": Subjects("SecurityGroup", lambda inventory: inventory.security_groups),
    "elastic_ips": Subjects("Address", lambda inventory: inventory.elastic_ips),
    "placement_groups": Subjects("PlacementGroupWithInstances", lambda inventory: inventory.placement_groups),
}


def value_of(thing: Any, field: str, inventory: Inventory) -> Any:
    """Give a field as rules mean it: zones and VPCs also where only the subnet tells them."""
    if isinstance(thing, NetworkInterface | Instance):
        if field == "availability_zone":
            zone = inventory.zone_of(thing)
            return Unknown(Reason.OUTSIDE, "neither a subnet nor a zone is given") if zone is None else zone
        if field == "vpc_id":
            return inventory.vpc_of(thing)
    return getattr(thing, field)
