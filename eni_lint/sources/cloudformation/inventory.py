"""Makes the inventory of what there will be once a template is deployed, in one of its worlds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.documents.collector import collector_paused
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.elastic_ips import read_associations, read_elastic_ips, read_nat_gateways
from eni_lint.sources.cloudformation.instances import Launches
from eni_lint.sources.cloudformation.interfaces import Surroundings, read_attachments, read_interfaces, read_permissions
from eni_lint.sources.cloudformation.kinds import is_opaque
from eni_lint.sources.cloudformation.launch_templates import read_secondary_interfaces, read_templates
from eni_lint.sources.cloudformation.launchers import read_launchers
from eni_lint.sources.cloudformation.mentions import Mentions
from eni_lint.sources.cloudformation.reading import Reading
from eni_lint.sources.cloudformation.routes import read_route_tables, read_routes
from eni_lint.sources.cloudformation.security import read_groups
from eni_lint.sources.cloudformation.vpcs import (
    read_clusters,
    read_gateways,
    read_placement_groups,
    read_reservations,
    read_subnets,
    read_vpcs,
)

if TYPE_CHECKING:
    from eni_lint.sources.cloudformation.template import View


def read_view(view: View) -> Inventory:
    """Make the inventory of one world of a template."""
    with collector_paused():
        return _read(Reading(view), view)


def _read(reading: Reading, view: View) -> Inventory:
    mentions = Mentions(view.template)
    subnets = list(read_subnets(reading))
    around = Surroundings(subnets)
    templates = read_templates(reading, around)
    launches = Launches(reading, around, templates)
    launched = launches.read()
    associations = list(read_associations(reading))
    gateways = list(read_nat_gateways(reading))
    return Inventory(
        interfaces=[*read_interfaces(reading, around, mentions, launches.checks), *launched.interfaces],
        specifications=templates.specifications,
        attachments=[*read_attachments(reading), *launched.attachments, *templates.attachments],
        instances=launched.instances,
        launch_templates=templates.templates,
        launchers=list(read_launchers(reading)),
        subnets=subnets,
        cidr_reservations=list(read_reservations(reading)),
        vpcs=list(read_vpcs(reading)),
        security_groups=list(read_groups(reading)),
        elastic_ips=list(read_elastic_ips(reading, associations, gateways, mentions)),
        routes=list(read_routes(reading)),
        route_tables=list(read_route_tables(reading)),
        internet_gateways=list(read_gateways(reading)),
        placement_groups=list(read_placement_groups(reading)),
        permissions=list(read_permissions(reading)),
        elastic_ip_associations=associations,
        nat_gateways=gateways,
        eks_clusters=list(read_clusters(reading)),
        secondary_interfaces=list(read_secondary_interfaces(reading)),
        missing=_missing(view),
    )


def _missing(view: View) -> dict[str, Unknown]:
    """Say what something in the template may add that nobody sees in it: a nested stack, a function, a macro."""
    maker = next((resource.name for resource in view.resources.values() if is_opaque(resource.type)), "")
    if view.template.macros:
        maker = f"the macro {view.template.macros[0]}"
    if not maker:
        return {}
    return {kind: Unknown(Reason.OUTSIDE, f"{maker} may add {kind}") for kind in ("route tables", "internet gateways")}
