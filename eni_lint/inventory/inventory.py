"""The inventory: every object of one scope, with the indexes and joins that rules walk."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from eni_lint.inventory.address_space import AddressSpaces
from eni_lint.inventory.model import Attachment, Instance, LaunchTemplate, NetworkInterface
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping, Sequence

    from eni_lint.inventory.instance_types import Catalog, InstanceType
    from eni_lint.inventory.model import (
        ElasticIp,
        EnaSrdSpecification,
        Flow,
        InternetGateway,
        Launcher,
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
        TrunkInterfaceAssociation,
    )

    Host = Instance | LaunchTemplate
    M = TypeVar("M")


MANY = 128
"""More interfaces than any instance can have."""

EFA_TYPES = frozenset({"efa", "efa-only"})


class Inventory:
    """What one plan, one declared file or one snapshot holds. Immutable once built; indexes are made when first asked for.

    ``interfaces`` are real ones (existing or to be created), ``specifications`` are those that launch templates describe: every
    instance started gets its own, so they take part in no comparison of addresses. ``missing`` says for each kind of object
    (``"subnets"``) why one that is referred to is not there, when the source knows better than "defined outside".

    ``before`` is the estate before a plan, with the same keys, and ``changes`` says by key what the plan does. ``live``: a
    snapshot of what AWS holds, complete in the kinds that it has, rather than a declared part of an account.
    """

    def __init__(
        self,
        *,
        interfaces: Sequence[NetworkInterface] = (),
        specifications: Sequence[NetworkInterface] = (),
        attachments: Sequence[Attachment] = (),
        instances: Sequence[Instance] = (),
        launch_templates: Sequence[LaunchTemplate] = (),
        launchers: Sequence[Launcher] = (),
        subnets: Sequence[Subnet] = (),
        cidr_reservations: Sequence[SubnetCidrReservation] = (),
        vpcs: Sequence[Vpc] = (),
        security_groups: Sequence[SecurityGroup] = (),
        elastic_ips: Sequence[ElasticIp] = (),
        routes: Sequence[Route] = (),
        route_tables: Sequence[RouteTable] = (),
        internet_gateways: Sequence[InternetGateway] = (),
        placement_groups: Sequence[PlacementGroup] = (),
        permissions: Sequence[NetworkInterfacePermission] = (),
        flows: Sequence[Flow] = (),
        availability_zones: Sequence[AvailabilityZone] = (),
        images: Sequence[Image] = (),
        elastic_ip_associations: Sequence[ElasticIpAssociation] = (),
        nat_gateways: Sequence[NatGateway] = (),
        trunk_associations: Sequence[TrunkInterfaceAssociation] = (),
        eks_clusters: Sequence[EksCluster] = (),
        secondary_interfaces: Sequence[SecondaryInterface] = (),
        deprecations: Sequence[Deprecation] = (),
        before: Inventory | None = None,
        changes: Mapping[str, Change] | None = None,
        live: bool = False,
        missing: Mapping[str, Unknown] | None = None,
    ) -> None:
        self.interfaces = interfaces
        self.specifications = specifications
        self.attachments = attachments
        self.instances = instances
        self.launch_templates = launch_templates
        self.launchers = launchers
        self.subnets = subnets
        self.cidr_reservations = cidr_reservations
        self.vpcs = vpcs
        self.security_groups = security_groups
        self.elastic_ips = elastic_ips
        self.routes = routes
        self.route_tables = route_tables
        self.internet_gateways = internet_gateways
        self.placement_groups = placement_groups
        self.permissions = permissions
        self.flows = flows
        self.availability_zones = availability_zones
        self.images = images
        self.elastic_ip_associations = elastic_ip_associations
        self.nat_gateways = nat_gateways
        self.trunk_associations = trunk_associations
        self.eks_clusters = eks_clusters
        self.secondary_interfaces = secondary_interfaces
        self.deprecations = deprecations
        self.before = before
        self.changes = dict(changes or {})
        self.live = live
        self.missing = dict(missing or {})
        self.catalog: Catalog | None = None
        self.ids: dict[str, str] = {}  # the keys of the document's objects by the ids that AWS gave them, where they have any
        self.memo: dict[Hashable, Any] = {}  # what checks worked out once for all that ask

    # -- counting ------------------------------------------------------------------------------------------------------

    def __len__(self) -> int:
        """Count the objects that rules look at."""
        kinds = (
            self.interfaces, self.specifications, self.attachments, self.instances, self.launch_templates, self.launchers,
            self.subnets, self.cidr_reservations, self.vpcs, self.security_groups, self.elastic_ips, self.routes,
            self.route_tables, self.internet_gateways, self.placement_groups, self.permissions, self.flows,
            self.availability_zones, self.images, self.elastic_ip_associations, self.nat_gateways, self.trunk_associations,
            self.eks_clusters, self.secondary_interfaces,
        )  # fmt: skip
        return sum(map(len, kinds))

    # -- objects by key ------------------------------------------------------------------------------------------------

    @cached_property
    def all_interfaces(self) -> list[NetworkInterface]:
        """Real interfaces and those of launch templates."""
        return [*self.interfaces, *self.specifications]

    @cached_property
    def hosts(self) -> list[Host]:
        """Everything that carries interfaces."""
        return [*self.instances, *self.launch_templates]

    @cached_property
    def interface_by_key(self) -> dict[str, NetworkInterface]:
        """Interfaces of both sorts by key."""
        return {i.network_interface_id: i for i in self.all_interfaces}

    @cached_property
    def instance_by_key(self) -> dict[str, Instance]:
        """Instances by key."""
        return {i.instance_id: i for i in self.instances}

    @cached_property
    def launch_template_by_key(self) -> dict[str, LaunchTemplate]:
        """Launch templates by key."""
        return {t.launch_template_id: t for t in self.launch_templates}

    @cached_property
    def subnet_by_key(self) -> dict[str, Subnet]:
        """Subnets by key."""
        return {s.subnet_id: s for s in self.subnets}

    @cached_property
    def vpc_by_key(self) -> dict[str, Vpc]:
        """VPCs by key."""
        return {v.vpc_id: v for v in self.vpcs}

    @cached_property
    def security_group_by_key(self) -> dict[str, SecurityGroup]:
        """Security groups by key."""
        return {g.group_id: g for g in self.security_groups}

    @cached_property
    def placement_group_by_key(self) -> dict[str, PlacementGroup]:
        """Placement groups by name."""
        return {g.group_name: g for g in self.placement_groups}

    @cached_property
    def elastic_ip_by_key(self) -> dict[str, ElasticIp]:
        """Elastic IP addresses by key."""
        return {a.allocation_id: a for a in self.elastic_ips}

    @cached_property
    def availability_zone_by_name(self) -> dict[str, AvailabilityZone]:
        """Zones by name."""
        return {z.zone_name: z for z in self.availability_zones}

    @cached_property
    def route_table_by_key(self) -> dict[str, RouteTable]:
        """Route tables by key."""
        return {t.route_table_id: t for t in self.route_tables}

    @cached_property
    def image_by_key(self) -> dict[str, Image]:
        """Machine images by key."""
        return {i.image_id: i for i in self.images}

    def lookup(self, table: Mapping[str, M], key: str | Unknown | None, kind: str) -> M | Unknown | None:
        """Follow a reference: the object, None where there is none, Unknown where it cannot be told which or what.

        ``kind`` is the plural that ``missing`` uses ("subnets").
        """
        if key is None or isinstance(key, Unknown):
            return key
        found = table.get(key)
        if found is not None:
            return found
        missing = self.missing.get(kind)
        if missing is not None:  # the symbol keeps two objects that are both missing apart
            return Unknown(missing.reason, missing.detail, symbol=(kind, key))
        return Unknown(Reason.OUTSIDE, f"{key} is defined outside what was read", symbol=(kind, key))

    # -- subnets, zones, VPCs ------------------------------------------------------------------------------------------

    def subnet_of(self, thing: NetworkInterface | Instance) -> Subnet | Unknown | None:
        """Give the subnet of an interface, or of an instance's primary interface."""
        return self.lookup(self.subnet_by_key, thing.subnet_id, "subnets")

    def zone_of(self, thing: NetworkInterface | Instance) -> str | Unknown | None:
        """Give the Availability Zone: the thing's own where it is told, else its subnet's, else its primary interface's."""
        own = thing.availability_zone
        if own is not None and not isinstance(own, Unknown):
            return own
        subnet = self.subnet_of(thing)
        if subnet is not None:
            # Two things of one subnet share its zone even when nobody can say which: the symbol is the subnet.
            zone = self._of_one_of(subnet, "availability_zone") if isinstance(subnet, Unknown) else subnet.availability_zone
            if zone is None:
                zone = Unknown(Reason.OUTSIDE, f"the Availability Zone of {thing.subnet_id} is not given")
            if isinstance(zone, Unknown) and zone.symbol is None and isinstance(thing.subnet_id, str):
                zone = Unknown(zone.reason, zone.detail, symbol=("zone of", thing.subnet_id), candidates=zone.candidates)
            return zone
        if isinstance(thing, Instance):
            primary = self.primary_interface_of(thing)
            if isinstance(primary, NetworkInterface):
                return self.zone_of(primary)
            if isinstance(primary, Unknown):
                return primary
        return own

    def vpc_of(self, thing: NetworkInterface | Instance) -> str | Unknown | None:
        """Give the key of the VPC: the thing's own where it is told, else its subnet's."""
        if thing.vpc_id is not None and not isinstance(thing.vpc_id, Unknown):
            return thing.vpc_id
        subnet = self.subnet_of(thing)
        if subnet is None:
            return thing.vpc_id
        return self._of_one_of(subnet, "vpc_id") if isinstance(subnet, Unknown) else subnet.vpc_id

    def _of_one_of(self, subnet: Unknown, field: str) -> str | Unknown:
        """Give a field of a subnet that is not known: that of all its candidates, or one of theirs, which are no subnets."""
        symbol = (field, id(subnet) if subnet.symbol is None else subnet.symbol)  # one subnet has one zone, and one VPC
        values: set[str] = set()
        for key in subnet.candidates:
            found = self.subnet_by_key.get(key)
            value = None if found is None else getattr(found, field)
            if not isinstance(value, str):
                return Unknown(subnet.reason, subnet.detail, symbol=symbol)
            values.add(value)
        return values.pop() if len(values) == 1 else Unknown(subnet.reason, subnet.detail, symbol=symbol, candidates=values)

    def same_zone(self, a: NetworkInterface | Instance, b: NetworkInterface | Instance) -> bool:
        """Tell whether two things are in one Availability Zone; raise Undecided when it cannot be told."""
        if a.subnet_id is not None and b.subnet_id is not None and _surely_equal(a.subnet_id, b.subnet_id):
            return True
        zones = [self.zone_of(thing) for thing in (a, b)]
        for thing, zone in zip((a, b), zones, strict=True):
            if zone is None:  # everything is in some zone: none is written, which says nothing about where it is
                name = thing.origin.address if thing.origin else "it"
                raise Undecided(Unknown(Reason.OUTSIDE, f"neither a subnet nor a zone is given for {name}"))
        return same(*zones)

    # -- addresses -----------------------------------------------------------------------------------------------------

    @cached_property
    def address_spaces(self) -> AddressSpaces:
        """What real interfaces hold of each subnet."""
        return AddressSpaces(self.interfaces, self.cidr_reservations)

    @cached_property
    def specification_spaces(self) -> AddressSpaces:
        """What the interfaces of launch templates hold of each subnet: every launch makes its own, so they clash with nothing."""
        return AddressSpaces(self.specifications)

    @cached_property
    def interfaces_with_prefixes(self) -> list[NetworkInterface]:
        """Interfaces of both sorts that have, or may have, a delegated prefix."""
        return [
            i
            for i in self.all_interfaces
            if isinstance(i.ipv4_prefixes, Unknown) or i.ipv4_prefixes or isinstance(i.ipv6_prefixes, Unknown) or i.ipv6_prefixes
        ]

    @cached_property
    def efa_interfaces(self) -> list[NetworkInterface]:
        """Interfaces of both sorts that are, or may be, Elastic Fabric Adapters (efa, efa-only)."""
        return [i for i in self.all_interfaces if isinstance(i.interface_type, Unknown) or i.interface_type in EFA_TYPES]

    # -- attachments ---------------------------------------------------------------------------------------------------

    @cached_property
    def attachments_by_interface(self) -> dict[str, list[Attachment]]:
        """Attachments by the key of their interface, for those whose interface is known."""
        return _group(self.attachments, lambda a: a.network_interface_id)

    @cached_property
    def attachments_by_instance(self) -> dict[str, list[Attachment]]:
        """Attachments by the key of their instance, for those whose instance is known."""
        return _group(self.attachments, lambda a: a.instance_id)

    @cached_property
    def attachments_by_launch_template(self) -> dict[str, list[Attachment]]:
        """Attachments by the key of their launch template."""
        return _group(self.attachments, lambda a: a.launch_template_id)

    @cached_property
    def floating_attachments(self) -> list[Attachment]:
        """Attachments of which it cannot be told to which instance they go."""
        return [a for a in self.attachments if isinstance(a.instance_id, Unknown)]

    @cached_property
    def unplaced_attachments(self) -> list[Attachment]:
        """Attachments of which it cannot be told which interface they attach."""
        return [a for a in self.attachments if isinstance(a.network_interface_id, Unknown)]

    def attachments_of(self, host: Host) -> list[Attachment]:
        """All that is certainly attached to an instance, or listed by a launch template."""
        if isinstance(host, Instance):
            return self.attachments_by_instance.get(host.instance_id, [])
        return self.attachments_by_launch_template.get(host.launch_template_id, [])

    def possible_attachments_of(self, host: Host) -> list[Attachment]:
        """Give what may be attached to an instance in addition: nothing tells to which of several instances it goes."""
        if not isinstance(host, Instance):
            return []
        # Many instances share one list: it goes by the sets of candidates that an instance is in.
        sets = tuple(self._candidate_sets.get(host.instance_id, ()))
        found = self._floating_by_sets.get(sets)
        if found is None:
            found = [a for a in self.floating_attachments if may_be(a.instance_id, host.instance_id)]
            if any(a.repeated for a in found):
                found = [a for a in found for _ in range(MANY if a.repeated else 1)]
            self._floating_by_sets[sets] = found
        return found

    @cached_property
    def _floating_by_sets(self) -> dict[tuple[int, ...], list[Attachment]]:
        return {}

    @cached_property
    def _candidate_sets(self) -> dict[str, list[int]]:
        """The numbers of the sets of candidates of floating attachments, by each instance that is in them."""
        groups: dict[str, list[int]] = defaultdict(list)
        different = {a.instance_id.candidates: None for a in self.floating_attachments if isinstance(a.instance_id, Unknown)}
        for number, candidates in enumerate(different):
            for key in candidates:
                groups[key].append(number)
        return groups

    def host_of(self, attachment: Attachment) -> Host | Unknown | None:
        """Give the instance or launch template of an attachment."""
        if attachment.launch_template_id is not None:
            return self.lookup(self.launch_template_by_key, attachment.launch_template_id, "launch templates")
        return self.lookup(self.instance_by_key, attachment.instance_id, "instances")

    def interface_of(self, attachment: Attachment) -> NetworkInterface | Unknown | None:
        """Give the interface of an attachment."""
        return self.lookup(self.interface_by_key, attachment.network_interface_id, "network interfaces")

    def primary_interface_of(self, instance: Instance) -> NetworkInterface | Unknown | None:
        """Give the interface at network card 0, device index 0."""
        key = instance.instance_id
        if key not in self._primary_interfaces:
            self._primary_interfaces[key] = self._find_primary_interface(instance)
        return self._primary_interfaces[key]

    @cached_property
    def _primary_interfaces(self) -> dict[str, NetworkInterface | Unknown | None]:
        return {}

    def _find_primary_interface(self, instance: Instance) -> NetworkInterface | Unknown | None:
        doubt: Unknown | None = None
        for attachment in self.attachments_of(instance):
            if isinstance(attachment.device_index, Unknown):
                doubt = attachment.device_index
            elif isinstance(attachment.network_card_index, Unknown):
                doubt = attachment.network_card_index
            elif attachment.device_index == 0 and not attachment.network_card_index:
                return self.interface_of(attachment)
        return doubt

    def ena_srd_of(self, interface: NetworkInterface) -> EnaSrdSpecification | Unknown | None:
        """Give the ENA Express setting that is in force: the attachment's, else the interface's own."""
        for attachment in self.attachments_by_interface.get(interface.network_interface_id, ()):
            if attachment.ena_srd_specification is not None:
                return attachment.ena_srd_specification
        return interface.ena_srd_specification

    # -- Elastic IPs ---------------------------------------------------------------------------------------------------

    @cached_property
    def associations_by_interface(self) -> dict[str, list[ElasticIpAssociation]]:
        """Associations of Elastic IPs by the key of their interface, for those that name one which is known."""
        groups: dict[str, list[ElasticIpAssociation]] = defaultdict(list)
        for association in self.elastic_ip_associations:
            if isinstance(association.network_interface_id, str):
                groups[association.network_interface_id].append(association)
        return groups

    @cached_property
    def floating_associations(self) -> list[ElasticIpAssociation]:
        """Associations of Elastic IPs of which it cannot be told to which interface they go."""
        return [a for a in self.elastic_ip_associations if isinstance(a.network_interface_id, Unknown)]

    # -- instance types ------------------------------------------------------------------------------------------------

    def type_of(self, host: Host) -> InstanceType | Unknown | None:
        """Give what the host's instance type can carry; None where no type is given."""
        name = host.instance_type
        if name is None or isinstance(name, Unknown):
            return name
        if self.catalog is None:
            return Unknown(Reason.NOT_IN_CATALOGUE, "no catalogue of instance types was loaded")
        return self.catalog.get(name)


def slot(attachment: Attachment) -> tuple[int, int | None]:
    """Give the (network card index, device index) of an attachment; a card that is not written is 0.

    Raises Undecided when either is not known.
    """
    return (known(attachment.network_card_index) or 0, known(attachment.device_index))


def may_be(value: str | Unknown | None, key: str) -> bool:
    """Tell whether a value that is perhaps not known could turn out to be ``key``."""
    if isinstance(value, Unknown):
        return not value.candidates or key in value.candidates
    return value == key


def _surely_equal(a: Hashable, b: Hashable) -> bool:
    if isinstance(a, Unknown) or isinstance(b, Unknown):
        return isinstance(a, Unknown) and isinstance(b, Unknown) and a.symbol is not None and a.symbol == b.symbol
    return a == b


def _group(attachments: Sequence[Attachment], key: object) -> dict[str, list[Attachment]]:
    groups: dict[str, list[Attachment]] = defaultdict(list)
    for attachment in attachments:
        value = key(attachment)  # type: ignore[operator]
        if value is not None and not isinstance(value, Unknown):
            groups[value].append(attachment)
    return groups
