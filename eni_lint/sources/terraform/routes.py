"""Route tables, their routes and the subnets they are associated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import Route, RouteTable
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.kinds import GATEWAY, INSTANCE, INTERFACE, ROUTE_TABLE, SUBNET, VPC
from eni_lint.sources.terraform.primary import computed
from eni_lint.sources.terraform.reading import possible

if TYPE_CHECKING:
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading

_TABLES = ("aws_route_table", "aws_default_route_table")
_DESTINATIONS = (
    "destination_cidr_block", "destination_ipv6_cidr_block", "destination_prefix_list_id", "cidr_block", "ipv6_cidr_block",
)  # fmt: skip


def read_routes(reading: Reading, found: Found) -> None:
    """Read everything of this module."""
    for resource in reading.of("aws_route"):
        found.routes.append(
            Route(
                origin=resource.origin(),
                route_table_id=reading.key(resource, "route_table_id", ROUTE_TABLE),
                destination=_destination(resource),
                network_interface_id=reading.key(resource, "network_interface_id", INTERFACE),
                # What AWS tells of an existing route beside its interface is no second target.
                instance_id=None if resource.exists else reading.key(resource, "instance_id", INSTANCE),
                gateway_id=reading.key(resource, "gateway_id", GATEWAY),
                state=resource.text("state"),
            )
        )
    managed = {
        (r.route_table_id, r.destination)
        for r in found.routes
        if isinstance(r.route_table_id, str) and isinstance(r.destination, str)
    }
    for resource in reading.of(*_TABLES):
        seen = computed(resource, "route")
        for part in resource.blocks("route"):
            route = _inline(reading, resource, part)
            destination = route.destination
            if not (seen and isinstance(destination, str) and (resource.address, destination) in managed):
                found.routes.append(route)
    _read_tables(reading, found)


def _inline(reading: Reading, resource: Resource, part: Part) -> Route:
    destination = _destination(part)
    name = f"{resource.address}/route/{destination if isinstance(destination, str) else part.pointer.rsplit('/', 1)[1]}"
    return Route(
        origin=resource.below(part, resource.address, name),
        route_table_id=resource.address,
        destination=destination,
        network_interface_id=reading.pooled(part, "network_interface_id", INTERFACE),
        instance_id=None if resource.exists else reading.pooled(part, "instance_id", INSTANCE),
        gateway_id=reading.pooled(part, "gateway_id", GATEWAY),
    )


def _destination(part: Part) -> Maybe[str]:
    for attribute in _DESTINATIONS:
        found = part.text(attribute)
        if found is not None:
            return found
    return None


def _read_tables(reading: Reading, found: Found) -> None:
    subnets: dict[str, list[str | Unknown]] = {}
    main: dict[str, bool | Unknown] = {}
    doubts: dict[str, Unknown] = {}
    keys = [r.address for r in reading.of(*_TABLES)]
    for resource in reading.of("aws_route_table_association"):
        table, subnet = reading.key(resource, "route_table_id", ROUTE_TABLE), reading.key(resource, "subnet_id", SUBNET)
        if subnet is None:
            continue  # of a gateway
        for key in possible(table, keys):
            if isinstance(table, Unknown):
                doubts[key] = Unknown(Reason.AMBIGUOUS, f"{resource.address} may associate a subnet with it")
            subnets.setdefault(key, []).append(subnet)
    for resource in reading.of("aws_main_route_table_association"):
        table = reading.key(resource, "route_table_id", ROUTE_TABLE)
        for key in possible(table, keys):
            main[key] = table if isinstance(table, Unknown) else True
    for resource in reading.of(*_TABLES):
        key = resource.address
        found.route_tables.append(
            RouteTable(
                route_table_id=key,
                origin=resource.origin(),
                vpc_id=_vpc(reading, resource),
                subnet_ids=doubts[key] if key in doubts else subnets.get(key, []),
                main=True if resource.type == "aws_default_route_table" else main.get(key, False),
            )
        )


def _vpc(reading: Reading, resource: Resource) -> Maybe[str]:
    found = reading.key(resource, "vpc_id", VPC)
    if found is None and resource.type == "aws_default_route_table":
        # default_route_table_id = aws_vpc.main.default_route_table_id says whose default it is.
        expression = resource.pending_expression("default_route_table_id")
        owner = reading.resolver.owner(expression, "", resource.frame, VPC)
        if owner is not None:
            return owner
    return found
