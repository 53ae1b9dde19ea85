"""Subnets, VPCs, groups, addresses, routes and the rest of a network: from the answers' shapes to the model."""

from __future__ import annotations

from functools import cache
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from eni_lint.inventory import model, surroundings
from eni_lint.inventory.origin import Origin
from eni_lint.sources.describe.interface_shape import ABSENT
from eni_lint.sources.describe.origins import Names
from eni_lint.sources.describe.places import GONE

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.sources.describe import shapes
    from eni_lint.sources.describe.merging import Merging

M = TypeVar("M", bound=model.Model)
T = TypeVar("T")
_NO_VPC = {"detached", "detaching"}
_WITHDRAWN = {"revoked", "revoking"}
_TEXTS_OF_ADDRESS = tuple(name for name in model.ElasticIp.__struct_fields__ if name not in {"origin", "tags"})


def as_model(kind: type[M], shape: Any, origin: Origin, **worked_out: Any) -> M:
    """Make a model object of a shape that has its fields; ``worked_out`` are those that stand in other members."""
    names, values = _fields(kind)
    fields = dict(zip(names, values(shape), strict=True)) | worked_out
    fields["origin"] = origin
    return kind(**fields)


@cache
def _fields(kind: type[model.Model]) -> tuple[tuple[str, ...], attrgetter[Any]]:
    return kind.__struct_fields__, attrgetter(*kind.__struct_fields__)


class Networks:
    """Makes the lists of a snapshot that need nothing but one element of an answer for each object."""

    def __init__(self, merging: Merging) -> None:
        self.merging = merging

    def made(self, plural: str, of: str, attribute: str, make: Callable[[Names, str, Any], M | None], key: str = "") -> list[M]:
        """Make the objects of one list of the answers, one of each ``key``."""
        elements = self.merging.elements(of, attribute)
        found = [thing for captured, at, shape in elements if (thing := make(Names(captured.document), at, shape)) is not None]
        return self.merging.newest(plural, key, found) if key else found

    def subnets(self) -> list[model.Subnet]:
        """Make the subnets."""
        return self.made("subnets", "Subnets", "subnets", subnet, "subnet_id")

    def cidr_reservations(self) -> list[model.SubnetCidrReservation]:
        """Make the CIDR reservations of subnets, which the API tells in two lists."""
        lists = (
            ("SubnetIpv4CidrReservations", "subnet_ipv4_cidr_reservations"),
            ("SubnetIpv6CidrReservations", "subnet_ipv6_cidr_reservations"),
            ("SubnetCidrReservations", "subnet_cidr_reservations"),
        )
        found = [each for of, attribute in lists for each in self.made("", of, attribute, cidr_reservation)]
        return self.merging.newest("CIDR reservations", "subnet_cidr_reservation_id", found)

    def vpcs(self) -> list[model.Vpc]:
        """Make the VPCs."""
        return self.made("VPCs", "Vpcs", "vpcs", vpc, "vpc_id")

    def elastic_ips(self) -> tuple[list[model.ElasticIp], list[surroundings.ElasticIpAssociation]]:
        """Make the Elastic IP addresses, and the associations that they tell of."""
        addresses = self.made("Elastic IP addresses", "Addresses", "addresses", elastic_ip, "allocation_id")
        return addresses, [found for address in addresses if (found := association(address)) is not None]

    def route_tables(self) -> tuple[list[model.RouteTable], list[model.Route]]:
        """Make the route tables, and the routes of all of them."""
        routes: dict[tuple[str, str], list[model.Route]] = {}

        def make(names: Names, at: str, shape: shapes.RouteTableShape) -> model.RouteTable:
            made = route_table(names, at, shape)
            told = [route(names, f"{at}/Routes/{index}", each, made) for index, each in enumerate(shape.routes or ())]
            routes[names.document.path, at] = [_any_route(made)] if shape.routes is None else told
            return made

        tables = self.made("route tables", "RouteTables", "route_tables", make, "route_table_id")
        return tables, [each for table in tables for each in routes[table.origin.document.path, table.origin.pointer]]

    def internet_gateways(self) -> list[model.InternetGateway]:
        """Make the internet gateways."""
        return self.made("internet gateways", "InternetGateways", "internet_gateways", internet_gateway, "internet_gateway_id")

    def placement_groups(self) -> list[model.PlacementGroup]:
        """Make the placement groups."""
        return self.made("placement groups", "PlacementGroups", "placement_groups", placement_group, "group_name")

    def permissions(self) -> list[model.NetworkInterfacePermission]:
        """Make the permissions for other accounts that are not withdrawn."""
        name = "network_interface_permissions"
        return self.made("permissions", "NetworkInterfacePermissions", name, permission, "network_interface_permission_id")

    def nat_gateways(self) -> list[surroundings.NatGateway]:
        """Make the NAT gateways."""
        return self.made("NAT gateways", "NatGateways", "nat_gateways", nat_gateway, "nat_gateway_id")

    def trunk_associations(self) -> list[surroundings.TrunkInterfaceAssociation]:
        """Make the associations of branch interfaces with trunk interfaces."""
        return self.made("", "InterfaceAssociations", "interface_associations", trunk_association)

    def availability_zones(self) -> list[surroundings.AvailabilityZone]:
        """Make the zones."""
        return self.made("availability zones", "AvailabilityZones", "availability_zones", zone, "zone_name")

    def images(self) -> list[surroundings.Image]:
        """Make the images."""
        return self.made("images", "Images", "images", image, "image_id")


def is_told(text: object) -> bool:
    """Tell whether an answer has this text, neither absent nor empty."""
    return isinstance(text, str) and text != ""


def filled(text: T) -> T | None:
    """Take text that is empty for what it means: there is none."""
    return None if isinstance(text, str) and not text else text


def is_gone(state: shapes.State | None) -> bool:
    """Tell whether an association with that state is none any more."""
    return state is not None and state.state in GONE


def subnet(names: Names, at: str, shape: shapes.SubnetShape) -> model.Subnet:
    """Make a subnet."""
    zone = shape.availability_zone
    blocks = shape.ipv6_cidr_block_association_set
    options, states = shape.private_dns_name_options_on_launch, shape.block_public_access_states
    return as_model(
        model.Subnet,
        shape,
        names.origin(at, "subnet", shape.subnet_id, tags=shape.tags, owner=shape.owner_id, zone=zone),
        cidr_block=None if shape.ipv6_native is True and not is_told(shape.cidr_block) else shape.cidr_block,
        ipv6_cidr_blocks=ABSENT
        if blocks is None
        else [b.ipv6_cidr_block for b in blocks if b.ipv6_cidr_block and not is_gone(b.ipv6_cidr_block_state)],
        hostname_type=options.hostname_type if options else ABSENT,
        internet_gateway_block_mode=states.internet_gateway_block_mode if states else None,
    )


def cidr_reservation(names: Names, at: str, shape: shapes.ReservationOfCidrShape) -> model.SubnetCidrReservation:
    """Make a CIDR reservation."""
    key = shape.subnet_cidr_reservation_id
    return as_model(model.SubnetCidrReservation, shape, names.origin(at, "subnet-cidr-reservation", key))


def vpc(names: Names, at: str, shape: shapes.VpcShape) -> model.Vpc:
    """Make a VPC. Answers of before 2017 have its only IPv4 block beside it."""
    blocks = shape.cidr_block_association_set
    first = [shape.cidr_block] if shape.cidr_block else ABSENT
    return as_model(
        model.Vpc,
        shape,
        names.origin(at, "vpc", shape.vpc_id, tags=shape.tags, owner=shape.owner_id),
        cidr_blocks=first
        if blocks is None
        else [b.cidr_block for b in blocks if b.cidr_block and not is_gone(b.cidr_block_state)],
        ipv6_cidr_blocks=[
            b.ipv6_cidr_block
            for b in shape.ipv6_cidr_block_association_set
            if b.ipv6_cidr_block and not is_gone(b.ipv6_cidr_block_state)
        ],
    )


def elastic_ip(names: Names, at: str, shape: shapes.AddressShape) -> model.ElasticIp:
    """Make an Elastic IP address; its key is the address where there is no allocation."""
    key = shape.allocation_id or (shape.public_ip if isinstance(shape.public_ip, str) else at)
    origin = names.origin(at, "elastic-ip", key, tags=shape.tags, owner=shape.network_interface_owner_id)
    # EC2-Classic wrote an empty id where an address was not associated.
    texts = {name: filled(getattr(shape, name)) for name in _TEXTS_OF_ADDRESS}
    return as_model(model.ElasticIp, shape, origin, **texts | {"allocation_id": key})


def association(address: model.ElasticIp) -> surroundings.ElasticIpAssociation | None:
    """Make the association of an Elastic IP address, which AWS tells with the address, by interface as well as by instance."""
    if address.association_id is None and address.network_interface_id is None and address.instance_id is None:
        return None
    return surroundings.ElasticIpAssociation(
        allocation_id=address.allocation_id,
        instance_id=address.instance_id,
        network_interface_id=address.network_interface_id,
        private_ip_address=address.private_ip_address,
        origin=address.origin,
    )


def route_table(names: Names, at: str, shape: shapes.RouteTableShape) -> model.RouteTable:
    """Make a route table."""
    live = None if shape.associations is None else [a for a in shape.associations if not is_gone(a.association_state)]
    return as_model(
        model.RouteTable,
        shape,
        names.origin(at, "route-table", shape.route_table_id, tags=shape.tags, owner=shape.owner_id),
        subnet_ids=ABSENT if live is None else [a.subnet_id for a in live if a.subnet_id],
        main=ABSENT if live is None else any(a.main for a in live),
    )


def route(names: Names, at: str, shape: shapes.RouteShape, table: model.RouteTable) -> model.Route:
    """Make a route; it is known by its table and its destination."""
    where = shape.destination_cidr_block or shape.destination_ipv6_cidr_block or shape.destination_prefix_list_id
    origin = Origin(names.document, at, f"{table.origin.address} to {where}", f"{table.origin.identity}/{where}")
    return as_model(model.Route, shape, origin, route_table_id=table.route_table_id, destination=where or ABSENT)


def _any_route(table: model.RouteTable) -> model.Route:
    """Stand for the routes of a table that tells none: they may lead anywhere."""
    return model.Route(
        route_table_id=table.route_table_id,
        destination=ABSENT,
        network_interface_id=ABSENT,
        instance_id=ABSENT,
        gateway_id=ABSENT,
        state=ABSENT,
        origin=table.origin,
    )


def internet_gateway(names: Names, at: str, shape: shapes.InternetGatewayShape) -> model.InternetGateway:
    """Make an internet gateway."""
    attached = ABSENT
    if shape.attachments is not None:
        attached = next((a.vpc_id for a in shape.attachments if a.state not in _NO_VPC), None)
    key = shape.internet_gateway_id
    origin = names.origin(at, "internet-gateway", key, tags=shape.tags, owner=shape.owner_id)
    return as_model(model.InternetGateway, shape, origin, vpc_id=attached)


def placement_group(names: Names, at: str, shape: shapes.PlacementGroupShape) -> model.PlacementGroup:
    """Make a placement group."""
    origin = names.origin(at, "placement-group", shape.group_name)
    if shape.group_arn:
        origin = Origin(names.document, at, origin.address, shape.group_arn)
    return as_model(model.PlacementGroup, shape, origin)


def permission(names: Names, at: str, shape: shapes.PermissionShape) -> model.NetworkInterfacePermission | None:
    """Make a permission, unless it is withdrawn."""
    if shape.permission_state is not None and shape.permission_state.state in _WITHDRAWN:
        return None
    origin = names.origin(at, "network-interface-permission", shape.network_interface_permission_id)
    return as_model(model.NetworkInterfacePermission, shape, origin)


def nat_gateway(names: Names, at: str, shape: shapes.NatGatewayShape) -> surroundings.NatGateway | None:
    """Make a NAT gateway; deleted ones are listed for another hour."""
    if shape.state in {"deleted", "deleting", "failed"}:
        return None
    told = shape.nat_gateway_addresses
    allocations = ABSENT if told is None else [a.allocation_id for a in told if a.allocation_id]
    origin = names.origin(at, "natgateway", shape.nat_gateway_id, tags=shape.tags)
    return as_model(surroundings.NatGateway, shape, origin, allocation_ids=allocations)


def trunk_association(names: Names, at: str, shape: shapes.TrunkShape) -> surroundings.TrunkInterfaceAssociation:
    """Make an association of a branch interface with a trunk interface."""
    origin = names.origin(at, "trunk-interface-association", shape.association_id)
    return as_model(surroundings.TrunkInterfaceAssociation, shape, origin)


def zone(names: Names, at: str, shape: shapes.ZoneShape) -> surroundings.AvailabilityZone:
    """Make a zone."""
    return as_model(surroundings.AvailabilityZone, shape, names.origin(at, "availability-zone", shape.zone_name))


def image(names: Names, at: str, shape: shapes.ImageShape) -> surroundings.Image:
    """Make an image."""
    return as_model(surroundings.Image, shape, names.origin(at, "image", shape.image_id, name=shape.name))
