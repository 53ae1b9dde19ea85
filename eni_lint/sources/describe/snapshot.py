"""A snapshot: the answers of one account and region, read into one inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents.collector import collector_paused
from eni_lint.errors import SourceError
from eni_lint.inventory.inventory import Inventory
from eni_lint.sources.describe.answers import Captured, read_file
from eni_lint.sources.describe.captured import CapturedDocument
from eni_lint.sources.describe.groups import security_groups
from eni_lint.sources.describe.hosts import Hosts, secondary_interface
from eni_lint.sources.describe.interfaces import attachments_of, described_interfaces
from eni_lint.sources.describe.merging import Merging
from eni_lint.sources.describe.networks import Networks
from eni_lint.sources.describe.recognise import region_of_zone
from eni_lint.sources.describe.templates import Templates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.inventory.surroundings import SecondaryInterface
    from eni_lint.sources.describe.origins import Names


_ENOUGH = 200
"""So many objects of a file tell its region: answers are of one."""


class Snapshot(msgspec.Struct, kw_only=True):
    """What was captured. ``faults`` are what could not be read; the rest is in the inventory all the same."""

    name: str
    inventory: Inventory
    documents: list[CapturedDocument]  # in the order of their names
    notes: list[str]
    faults: list[SourceError]
    instance_types: list[dict[str, Any]]  # as DescribeInstanceTypes tells them


def read_snapshot(files: Sequence[tuple[str, bytes]], name: str) -> Snapshot:
    """Read the files (path, JSON text) of one account and region into one inventory."""
    with collector_paused():
        return snapshot_of([read_file(path, content) for path, content in sorted(files, key=lambda file: file[0])], name)


def snapshot_of(captured: Sequence[Captured], name: str) -> Snapshot:
    """Make a snapshot of files that were read."""
    with collector_paused():
        _tell_region(captured)
        merging = Merging(captured)
        inventory = _inventory(merging)
    merging.note_pages()
    return Snapshot(
        name=name,
        inventory=inventory,
        documents=[each.document for each in captured],
        notes=merging.notes,
        faults=[fault for each in captured for fault in each.faults],
        instance_types=[shape for _, _, shape in merging.elements("InstanceTypes", "instance_types")],
    )


def _inventory(merging: Merging) -> Inventory:
    described = _by_id(merging, [each for captured in merging.captured for each in described_interfaces(captured)])
    hosts = Hosts(merging, described)
    networks = Networks(merging)
    subnets = networks.subnets()
    templates = Templates(merging, {subnet.subnet_id: subnet for subnet in subnets})
    elastic_ips, associations = networks.elastic_ips()
    route_tables, routes = networks.route_tables()
    return Inventory(
        interfaces=[*described.values(), *_by_id(merging, hosts.interfaces).values()],
        specifications=templates.specifications,
        attachments=[*attachments_of(described.values()), *hosts.attachments, *templates.attachments],
        instances=hosts.instances,
        launch_templates=templates.launch_templates,
        launchers=templates.launchers,
        subnets=subnets,
        cidr_reservations=networks.cidr_reservations(),
        vpcs=networks.vpcs(),
        security_groups=security_groups(merging),
        elastic_ips=elastic_ips,
        elastic_ip_associations=associations,
        routes=routes,
        route_tables=route_tables,
        internet_gateways=networks.internet_gateways(),
        placement_groups=networks.placement_groups(),
        permissions=networks.permissions(),
        nat_gateways=networks.nat_gateways(),
        trunk_associations=networks.trunk_associations(),
        availability_zones=networks.availability_zones(),
        images=networks.images(),
        secondary_interfaces=_secondary_interfaces(networks, hosts, templates),
        live=True,
        missing=merging.missing(),
    )


def _by_id(merging: Merging, interfaces: list[Any]) -> dict[str, Any]:
    """Give interfaces by their ids, one of each."""
    by_id = {interface.network_interface_id: interface for interface in interfaces}
    if len(by_id) < len(interfaces):
        merging.newest("network interfaces", "network_interface_id", interfaces)  # for the note on copies that differ
    return by_id


def _secondary_interfaces(networks: Networks, hosts: Hosts, templates: Templates) -> list[SecondaryInterface]:
    """Give the secondary interfaces; those of instances only where DescribeSecondaryInterfaces was not captured."""
    if "SecondaryInterfaces" not in networks.merging.by_list:
        return [*hosts.secondary_interfaces, *templates.secondary_interfaces]

    def make(names: Names, at: str, shape: Any) -> SecondaryInterface:
        key = shape.secondary_interface_id or at
        owner, zone = shape.owner_id, shape.availability_zone
        return secondary_interface(shape, names.origin(at, "secondary-interface", key, tags=shape.tags, owner=owner, zone=zone))

    return [*networks.made("", "SecondaryInterfaces", "secondary_interfaces", make), *templates.secondary_interfaces]


def _tell_region(captured: Sequence[Captured]) -> None:
    """Let files whose folders do not tell the region have that of the zones in any of them, if it is one."""
    zones: set[str] = set()
    for each in captured:
        for name in ("subnets", "network_interfaces"):
            rows = (getattr(each.answer, name) or ())[:_ENOUGH]
            zones |= {row.availability_zone for row in rows if row is not None and isinstance(row.availability_zone, str)}
    regions = {region for region in map(region_of_zone, zones) if region}
    if len(regions) == 1:
        for each in captured:
            each.document.region = each.document.region or next(iter(regions))
