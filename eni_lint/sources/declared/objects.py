"""Makes the objects around interfaces: of the tables, and those that hold lists of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import Flow, Route, RouteTable, SecurityGroup, SecurityGroupRule
from eni_lint.inventory.surroundings import Deprecation, ElasticIpAssociation
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared import kinds
from eni_lint.sources.declared.reading import not_declared, read_object, unknown_in, unknown_of
from eni_lint.sources.declared.values import text

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.inventory.model import ElasticIp
    from eni_lint.inventory.unknown import Known
    from eni_lint.sources.declared.kinds import Kind
    from eni_lint.sources.declared.reading import Reader, Reading


def make(reading: Reading, kind: Kind, name: str, data: Any, pointer: str) -> Any:
    """Make an object of a kind."""
    own = read_object(reading, data, pointer, kind.fields, required=kind.required, what=f"{kind.what} '{name}'")
    if kind.complete:
        kind.complete(own, name)
    if kind.key:
        own[kind.key] = name
    return kind.model(origin=reading.origin(pointer, name, f"{kind.section}/{name}"), **own)


def own_association(address: ElasticIp) -> ElasticIpAssociation | None:
    """Make the association that is written with an Elastic IP address.

    Where nothing that is written of it is known, it is not known either whether there is any: it may be this address's.
    """
    places = (address.network_interface_id, address.instance_id, address.private_ip_address)
    written = [place for place in places if place is not None]
    if not written:
        return None
    doubts = [place for place in written if isinstance(place, Unknown)]
    allocation_id: Known[str] = address.allocation_id
    if len(doubts) == len(written):
        allocation_id = Unknown(doubts[0].reason, doubts[0].detail, candidates=(address.allocation_id,))
    return ElasticIpAssociation(
        allocation_id=allocation_id,
        instance_id=address.instance_id,
        network_interface_id=address.network_interface_id,
        private_ip_address=address.private_ip_address,
        origin=address.origin,
    )


def security_group(reading: Reading, name: str, data: Any, pointer: str) -> SecurityGroup:
    """Make a security group with its rules, which are not known where the file does not give them."""
    own = read_object(reading, data, pointer, SECURITY_GROUP, what=f"security group '{name}'")
    rules = own.pop("rules", None)
    if rules is None:
        rules = not_declared("rules", f"security group '{name}'")
    elif not isinstance(rules, Unknown):
        rules = [_rule(reading, name, rule, f"{pointer}/rules/{index}", index) for index, rule in enumerate(rules)]
    origin = reading.origin(pointer, name, f"security_groups/{name}")
    return SecurityGroup(group_id=name, rules=rules, origin=origin, **own)


def _rule(reading: Reading, group: str, data: Any, pointer: str, index: int) -> SecurityGroupRule:
    required = ("direction", "ip_protocol")
    what = "a rule of a security group"
    own = read_object(reading, data, pointer, kinds.SECURITY_GROUP_RULE, required=required, what=what)
    direction = own.pop("direction")
    own["is_egress"] = direction if isinstance(direction, Unknown) else direction == "egress"
    other = own.get("referenced_group_id")
    if isinstance(other, str) and other == "self":
        own["referenced_group_id"] = group
    origin = reading.origin(pointer, f"{group}/rules/{index}", f"security_groups/{group}/rules/{index}")
    return SecurityGroupRule(origin=origin, **own)


def route_table(reading: Reading, name: str, data: Any, pointer: str) -> tuple[RouteTable, list[Route]]:
    """Make a route table and its routes; routes that are unknown are one route of which nothing is known."""
    own = read_object(reading, data, pointer, ROUTE_TABLE, what=f"route table '{name}'")
    routes = own.pop("routes", [])
    if isinstance(routes, Unknown):
        routes = [{"unknown": routes.detail}]
    origin = reading.origin(pointer, name, f"route_tables/{name}")
    found = [_route(reading, name, route, f"{pointer}/routes/{index}", index) for index, route in enumerate(routes)]
    return RouteTable(route_table_id=name, origin=origin, **own), found


def _route(reading: Reading, name: str, data: Any, pointer: str, index: int) -> Route:
    own = read_object(reading, data, pointer, kinds.ROUTE, required=("destination",), what="a route")
    origin = reading.origin(pointer, f"{name}/routes/{index}", f"route_tables/{name}/routes/{index}")
    return Route(route_table_id=name, origin=origin, **own)


def flow(reading: Reading, data: Any, pointer: str) -> Flow:
    """Make a flow, known by what it connects."""
    own = read_object(reading, data, pointer, kinds.FLOW, required=("source", "destination"), what="a flow")
    parts = [own.get(part, "") for part in ("source", "destination", "protocol")]
    identity = "/".join(["flows", *("?" if isinstance(part, Unknown) else part for part in parts)])
    return Flow(origin=reading.origin(pointer, pointer.lstrip("/"), identity), **own)


def deprecation(reading: Reading, data: Any, pointer: str) -> Deprecation:
    """Make the note of a deprecated argument."""
    own = read_object(reading, data, pointer, DEPRECATION, required=tuple(DEPRECATION), what="a deprecation")
    return Deprecation(origin=reading.origin(pointer, pointer.lstrip("/"), ""), **own)


def listed(reading: Reading, section: str, value: Any, make_one: Callable[[Reading, Any, str], Any]) -> list[Any]:
    """Read a section that is a list; a list that is unknown is one object of which nothing is known."""
    if value is None:
        return []
    if unknown_in(value):
        return [make_one(reading, {"unknown": unknown_of(value).detail}, f"/{section}")]
    if isinstance(value, list):
        return [make_one(reading, item, f"/{section}/{index}") for index, item in enumerate(value)]
    reading.expected("", section, value, f"a list of {section}")
    return []


def _later(what: str) -> Reader:
    """Make a reader that takes a list whose items are read later."""

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        return value if type(value) is list else reading.expected(at, key, value, f"a list of {what}")

    return read


SECURITY_GROUP = kinds.SECURITY_GROUP | {"rules": _later("rules")}
ROUTE_TABLE = kinds.ROUTE_TABLE | {"routes": _later("routes")}
DEPRECATION = {"argument": text, "instead": text}
