"""Route tables, their routes and the subnets they are associated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import Route, RouteTable
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.kinds import GATEWAY, INSTANCE, INTERFACE, ROUTE_TABLE, SUBNET, VPC
from eni_lint.sources.cloudformation.reading import doubted, possible

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading

_DESTINATIONS = ("DestinationCidrBlock", "DestinationIpv6CidrBlock", "DestinationPrefixListId")


def read_routes(reading: Reading) -> Iterator[Route]:
    """Read the routes."""
    for resource in reading.of("Route"):
        part = resource.properties
        yield Route(
            origin=reading.origin(resource),
            route_table_id=reading.key(part, "RouteTableId", ROUTE_TABLE),
            destination=_destination(reading, part),
            network_interface_id=doubted(reading.key(part, "NetworkInterfaceId", INTERFACE), resource),
            instance_id=doubted(reading.key(part, "InstanceId", INSTANCE), resource),
            gateway_id=reading.key(part, "GatewayId", GATEWAY),
        )


def _destination(reading: Reading, part: Part) -> Maybe[str]:
    given = (reading.text(part, name) for name in _DESTINATIONS)
    return next((found for found in given if found is not None), None)


def read_route_tables(reading: Reading) -> Iterator[RouteTable]:
    """Read the route tables with the subnets that they are associated with."""
    keys = {resource.logical_id: resource for resource in reading.of("RouteTable")}
    subnets: dict[str, Known[list[Known[str]]]] = {key: [] for key in keys}
    for resource in reading.of("SubnetRouteTableAssociation"):
        table = doubted(reading.key(resource.properties, "RouteTableId", ROUTE_TABLE), resource)
        subnet = reading.key(resource.properties, "SubnetId", SUBNET)
        for key in possible(table, keys):
            listed = subnets.get(key)
            if isinstance(table, Unknown):
                subnets[key] = Unknown(Reason.AMBIGUOUS, f"{resource.name} may associate it with a subnet")
            elif isinstance(listed, list) and subnet is not None:
                listed.append(subnet)
    for key, resource in keys.items():
        yield RouteTable(
            route_table_id=key,
            origin=reading.origin(resource),
            vpc_id=reading.key(resource.properties, "VpcId", VPC),
            subnet_ids=subnets[key],
        )
