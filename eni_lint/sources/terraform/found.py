"""What was read from a plan, on its way into an inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import GroupMembership, Tag
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.inventory.model import (
        Attachment,
        ElasticIp,
        Instance,
        InternetGateway,
        Launcher,
        LaunchTemplate,
        NetworkInterface,
        NetworkInterfacePermission,
        PlacementGroup,
        Route,
        RouteTable,
        SecurityGroup,
        Subnet,
        SubnetCidrReservation,
        Vpc,
    )
    from eni_lint.inventory.surroundings import (
        AvailabilityZone,
        Change,
        Deprecation,
        EksCluster,
        ElasticIpAssociation,
        Image,
        NatGateway,
        SecondaryInterface,
    )
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.terraform.parts import Part


class Found:
    """The objects read so far, under the names that an inventory has for them."""

    def __init__(self) -> None:
        self.interfaces: list[NetworkInterface] = []
        self.specifications: list[NetworkInterface] = []
        self.attachments: list[Attachment] = []
        self.instances: list[Instance] = []
        self.launch_templates: list[LaunchTemplate] = []
        self.launchers: list[Launcher] = []
        self.subnets: list[Subnet] = []
        self.cidr_reservations: list[SubnetCidrReservation] = []
        self.vpcs: list[Vpc] = []
        self.security_groups: list[SecurityGroup] = []
        self.elastic_ips: list[ElasticIp] = []
        self.routes: list[Route] = []
        self.route_tables: list[RouteTable] = []
        self.internet_gateways: list[InternetGateway] = []
        self.placement_groups: list[PlacementGroup] = []
        self.permissions: list[NetworkInterfacePermission] = []
        self.availability_zones: list[AvailabilityZone] = []
        self.images: list[Image] = []
        self.elastic_ip_associations: list[ElasticIpAssociation] = []
        self.nat_gateways: list[NatGateway] = []
        self.eks_clusters: list[EksCluster] = []
        self.secondary_interfaces: list[SecondaryInterface] = []
        self.deprecations: list[Deprecation] = []

    def inventory(self, before: Inventory | None = None, changes: Mapping[str, Change] | None = None) -> Inventory:
        """Make the inventory."""
        return Inventory(**vars(self), before=before, changes=changes)


def tags_of(part: Part) -> Known[list[Tag]]:
    """Give the tags, those that the provider adds by default included where they are known."""
    tags: Any = part.after.get("tags_all")
    if not tags or part.sensitive.get("tags_all") is True:
        tags = part.value("tags")
    if tags is None:
        return []
    if not isinstance(tags, dict):
        return tags if isinstance(tags, Unknown) else []
    return [Tag(key=key, value=value if isinstance(value, str) else part.pending("tags")) for key, value in tags.items()]


def memberships(keys: Maybe[list[str | Unknown]], means: str = "inline") -> Maybe[list[GroupMembership]]:
    """Give the security groups with these keys."""
    return [GroupMembership(group_id=key, means=means) for key in keys] if isinstance(keys, list) else keys


def arguments(part: Part, names: Mapping[str, str]) -> Known[tuple[str, ...]]:
    """Name the arguments that are written with a value, each as ``names`` calls it."""
    if part.expressions is None and part.resource.exists:
        return Unknown(Reason.OUTSIDE, f"{part.resource.source} does not hold what the configuration writes")
    if part.expressions is not None and names.keys().isdisjoint(part.expressions):
        return ()
    found = {}
    for argument, name in names.items():
        if not part.writes(argument):
            continue
        if part.after.get(argument):
            found[name] = True
        elif part.unknown.get(argument):
            value = part.number(argument) if argument.endswith("_count") else part.value(argument)
            if isinstance(value, Unknown):
                return value  # it may turn out to be null
    return tuple(found)
