"""Reads the sections of a file, or of the estate before a change, into the parts of an inventory."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared import objects
from eni_lint.sources.declared.attachments import Carriers
from eni_lint.sources.declared.interfaces import Surroundings
from eni_lint.sources.declared.kinds import KINDS
from eni_lint.sources.declared.marks import NAMED_SECTIONS
from eni_lint.sources.declared.reading import unknown_in, unknown_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from eni_lint.sources.declared.reading import Reading

    Sections = dict[str, dict[str, tuple[Any, str]]]

_REFERRERS = ("network_interface_id", "source", "destination", "trunk_interface_id", "branch_interface_id")


def sections_of(reading: Reading, data: Mapping[str, Any], at: str) -> Sections:
    """Give data and pointer of every object by section and name; a section that is unknown is noted as such."""
    found: Sections = {}
    for section in NAMED_SECTIONS:
        value = data.get(section)
        if value is None:
            continue
        if unknown_in(value):
            reading.open_sections[section] = unknown_of(value)
        elif isinstance(value, dict):
            found[section] = _named(reading, value, f"{at}/{section}")
        else:
            reading.expected(at, section, value, "a mapping of names to objects")
    return found


def _named(reading: Reading, value: dict[Any, Any], at: str) -> dict[str, tuple[Any, str]]:
    named = {}
    for name, data in value.items():
        if not isinstance(name, str):
            reading.unknown_key(at, name, ())
        elif not name or "/" in name:
            reading.fault(at, name, f"found the name '{name}', expected one that is not empty and has no '/'", blame_key=True)
        else:
            named[name] = data, f"{at}/{escape(name)}"
    return named


def read_estate(reading: Reading, sections: Sections, data: Mapping[str, Any]) -> dict[str, Any]:
    """Read all objects; gives the arguments of an inventory."""
    parts: dict[str, Any] = {
        kind.collection: [objects.make(reading, kind, name, *found) for name, found in sections.get(kind.section, {}).items()]
        for kind in KINDS
    }
    inline = [association for address in parts["elastic_ips"] if (association := objects.own_association(address)) is not None]
    parts["elastic_ip_associations"] = [*inline, *parts["elastic_ip_associations"]]
    parts["security_groups"] = [
        objects.security_group(reading, name, *found) for name, found in sections.get("security_groups", {}).items()
    ]
    tables = [objects.route_table(reading, name, *found) for name, found in sections.get("route_tables", {}).items()]
    parts["route_tables"] = [table for table, _ in tables]
    parts["routes"] = [*(route for _, routes in tables for route in routes), *parts["routes"]]
    parts["flows"] = objects.listed(reading, "flows", data.get("flows"), objects.flow)
    parts["deprecations"] = objects.listed(reading, "deprecations", data.get("deprecations"), objects.deprecation)
    parts |= _carriers(reading, sections, _surroundings(parts))
    parts["missing"] = {section.replace("_", " "): unknown for section, unknown in reading.open_sections.items()}
    return parts


def _carriers(reading: Reading, sections: Sections, around: Surroundings) -> dict[str, Any]:
    carriers = Carriers(reading, around)
    for section, read in (
        ("network_interfaces", carriers.interface),
        ("attachments", carriers.attachment),
        ("instances", carriers.instance),
        ("launch_templates", carriers.launch_template),
    ):
        for name, found in sections.get(section, {}).items():
            read(name, *found)
    carriers.add_primary_interfaces()
    return {
        "interfaces": carriers.interfaces,
        "specifications": carriers.specifications,
        "attachments": carriers.attachments,
        "instances": carriers.instances,
        "launch_templates": carriers.launch_templates,
    }


def _surroundings(parts: Mapping[str, Any]) -> Surroundings:
    """Find what the interfaces need to know: their subnets, and what refers to them."""
    certain: set[str] = set()
    perhaps: Unknown | None = None
    referrers: Iterable[Any] = chain(
        *(
            parts[name]
            for name in ("elastic_ips", "elastic_ip_associations", "routes", "permissions", "trunk_associations", "flows")
        )
    )
    for referrer in referrers:
        for field in _REFERRERS:
            target = getattr(referrer, field, None)
            if isinstance(target, Unknown):
                perhaps = target if perhaps is None else perhaps
            elif target is not None:
                certain.add(target)
    return Surroundings({subnet.subnet_id: subnet for subnet in parts["subnets"]}, frozenset(certain), perhaps)
