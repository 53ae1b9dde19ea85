"""The inventory's objects, in AWS's own vocabulary.

This is the first file to read. Every source becomes these objects and every rule reads nothing else. A field is a value, ``None``
(the source says that there is none) or ``Unknown`` (see ``unknown.py``); the AWS name of a field is its name in Pascal case,
and where it is not, the comment beside it says so. References between objects (``subnet_id``, ``instance_id``, ``groups``...) are
keys of the inventory: the AWS id where it is known, else the document's own name (a Terraform address, a declared name).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.unknown import Known, Maybe

if TYPE_CHECKING:
    from eni_lint.inventory.origin import Origin
else:
    Origin = Any  # not part of any input: msgspec never decodes it


class Model(msgspec.Struct, rename="pascal", frozen=True, eq=False, kw_only=True, gc=True):
    """The base of every object of the inventory."""

    origin: Origin = msgspec.field(name="@origin", default=None)  # type: ignore[assignment]
    """Where it was read. Every source sets it; None only while a source is at work."""


class PrivateIpAddress(Model, frozen=True):
    """One private IPv4 address of an interface."""

    private_ip_address: Known[str]
    primary: Known[bool] = False


class Ipv6Address(Model, frozen=True):
    """One IPv6 address of an interface."""

    ipv6_address: Known[str]
    is_primary_ipv6: Known[bool] = False


class Ipv4Prefix(Model, frozen=True):
    """A /28 delegated to an interface."""

    ipv4_prefix: Known[str]


class Ipv6Prefix(Model, frozen=True):
    """A /80 delegated to an interface."""

    ipv6_prefix: Known[str]


class EnaSrdUdpSpecification(Model, frozen=True):
    """ENA Express for UDP."""

    ena_srd_udp_enabled: Maybe[bool] = None


class EnaSrdSpecification(Model, frozen=True):
    """ENA Express. None everywhere means off."""

    ena_srd_enabled: Maybe[bool] = None
    ena_srd_udp_specification: Maybe[EnaSrdUdpSpecification] = None


class ConnectionTrackingSpecification(Model, frozen=True):
    """Idle timeouts of tracked connections, in seconds. None: the instance type's default."""

    tcp_established_timeout: Maybe[int] = None
    udp_stream_timeout: Maybe[int] = None
    udp_timeout: Maybe[int] = None


class Tag(Model, frozen=True):
    """A tag."""

    key: str
    value: Known[str] = ""


class GroupMembership(Model, frozen=True):
    """A security group that applies to an interface."""

    group_id: Known[str]
    group_name: Maybe[str] = None
    means: str = msgspec.field(name="@means", default="inline")  # inline; attachment: a resource adds it; unclear which


class Operator(Model, frozen=True):
    """The AWS service that runs a thing in its owner's place, when it is managed."""

    managed: Maybe[bool] = None
    principal: Maybe[str] = None  # the service


class NetworkInterface(Model, frozen=True):
    """An elastic network interface: a real one, or the one that a launch template describes (``launch_template_id``)."""

    network_interface_id: str  # the key
    launch_template_id: str | None = None  # set when this is an entry of that launch template
    interface_type: Maybe[str] = None  # interface, efa, efa-only, trunk, branch, natGateway... None: interface
    subnet_id: Maybe[str] = None
    vpc_id: Maybe[str] = None
    availability_zone: Maybe[str] = None  # a zone's name; rules ask Inventory.zone_of, which also asks the subnet
    description: Maybe[str] = None
    owner_id: Maybe[str] = None  # 12 digits
    status: Maybe[str] = None  # available, associated, attaching, in-use, detaching; open
    requester_managed: Maybe[bool] = None
    requester_id: Maybe[str] = None
    operator: Maybe[Operator] = None  # None: its owner runs it
    source_dest_check: Maybe[bool] = None  # None: true
    private_ip_addresses: Known[list[PrivateIpAddress]] = []
    ipv6_addresses: Known[list[Ipv6Address]] = []
    ipv4_prefixes: Known[list[Ipv4Prefix]] = []
    ipv6_prefixes: Known[list[Ipv6Prefix]] = []
    groups: Maybe[list[GroupMembership]] = None  # None: none given, AWS takes the VPC's default group
    connection_tracking_specification: Maybe[ConnectionTrackingSpecification] = msgspec.field(
        name="ConnectionTrackingConfiguration", default=None
    )
    ena_srd_specification: Maybe[EnaSrdSpecification] = None  # of the interface; an attachment's own goes before it
    enable_primary_ipv6: Maybe[bool] = None  # asked for; the first IPv6 address becomes permanent
    associate_public_ip_address: Maybe[bool] = None  # None: as the subnet says
    associate_carrier_ip_address: Maybe[bool] = None
    deny_all_igw_traffic: Maybe[bool] = None
    public_ip: Maybe[str] = msgspec.field(name="@public_ip", default=None)  # Association.PublicIp of the primary address
    public_ip_owner: Maybe[str] = msgspec.field(
        name="@public_ip_owner", default=None
    )  # Association.IpOwnerId; amazon: auto-assigned
    address_arguments: Known[tuple[str, ...]] = msgspec.field(name="@address_arguments", default=())
    """The ways to assign addresses that are written, by their request names (private_ip_addresses, ipv4_prefix_count...)."""
    referred_to: Maybe[bool] = msgspec.field(name="@referred_to", default=None)
    """Something of the document other than an attachment refers to it (a route, an Elastic IP, an output)."""
    looked_up: bool = msgspec.field(name="@looked_up", default=False)  # declared elsewhere; the document only looks it up
    tags: Known[list[Tag]] = msgspec.field(name="TagSet", default_factory=list)


class Attachment(Model, frozen=True):
    """An interface on an instance, or in a launch template: one slot (network card, device index)."""

    network_interface_id: Maybe[str] = None  # None: the launch makes a new interface which the source does not describe
    instance_id: Maybe[str] = None  # None: a launch template's, or attached to a service's own instance
    launch_template_id: str | None = None
    device_index: Maybe[int] = None
    network_card_index: Maybe[int] = None  # None: not written, which means 0
    attachment_id: Maybe[str] = None
    delete_on_termination: Maybe[bool] = None
    ena_srd_specification: Maybe[EnaSrdSpecification] = None
    ena_queue_count: Maybe[int] = None
    instance_owner_id: Maybe[str] = None
    status: Maybe[str] = None  # attaching, attached, detaching, detached; open
    detaching_minutes: Maybe[int] = msgspec.field(name="@detaching_minutes", default=None)
    """How long it has been detaching at least. AWS does not tell: only a source that saw it detaching before does."""
    means: str = msgspec.field(name="@means", default="resource")
    """How it is declared: "inline" (with the instance or the template), "resource" (on its own), "interface" (in the interface);
    "captured": it exists, and AWS does not tell how it came about."""
    repeated: bool = msgspec.field(name="@repeated", default=False)
    """It stands for attachments of which it is not known how many there are (a count that only Terraform will know)."""


class Instance(Model, frozen=True):
    """An EC2 instance."""

    instance_id: str  # the key
    instance_type: Maybe[str] = None
    image_id: Maybe[str] = None
    subnet_id: Maybe[str] = None  # of the primary interface
    vpc_id: Maybe[str] = None
    availability_zone: Maybe[str] = None
    state: Maybe[str] = None  # pending, running, stopping, stopped, shutting-down, terminated
    launch_template_id: Maybe[str] = None
    placement_group: Maybe[str] = None  # its name: Placement.GroupName
    ena_support: Maybe[bool] = None
    source_dest_check: Maybe[bool] = None  # written at the instance; None: not written there
    associate_public_ip_address: Maybe[bool] = None  # written at the instance
    settings_beside_interfaces: Known[tuple[str, ...]] = msgspec.field(name="@settings_beside_interfaces", default=())
    """Instance-level network arguments (subnet_id, groups, private_ip_address...) written although interfaces are listed."""
    bandwidth_weighting: Maybe[str] = None  # default, vpc-1, ebs-1
    tenancy: Maybe[str] = None  # default, dedicated, host
    owner_id: Maybe[str] = None
    tags: Known[list[Tag]] = []


class LaunchTemplate(Model, frozen=True):
    """A launch template, one version of it. Its interfaces are in ``Inventory.specifications``."""

    launch_template_id: str  # the key
    launch_template_name: Maybe[str] = None
    instance_type: Maybe[str] = None  # None: whoever launches says it
    image_id: Maybe[str] = None
    placement_group: Maybe[str] = None
    settings_beside_interfaces: Known[tuple[str, ...]] = msgspec.field(name="@settings_beside_interfaces", default=())
    bandwidth_weighting: Maybe[str] = None
    network_interface_count_min: Maybe[int] = None  # InstanceRequirements.NetworkInterfaceCount.Min; None: no such requirement
    instance_requirements: Maybe[bool] = None  # types are chosen by attributes
    tags: Known[list[Tag]] = []


class Launcher(Model, frozen=True):
    """What starts instances from a launch template: an Auto Scaling group, a fleet, an EKS node group."""

    launcher_id: str  # the key
    kind: str  # auto-scaling-group, ec2-fleet, spot-fleet, eks-node-group
    launch_template_id: Maybe[str] = None
    instance_types: Known[list[Known[str]]] = []  # the overrides; empty: the template's own
    subnet_ids: Known[list[Known[str]]] = []
    max_size: Maybe[int] = None  # instances
    max_pods: Maybe[int] = None  # declared pods on each instance (EKS)
    prefix_delegation: Maybe[bool] = None  # the VPC CNI gives pods addresses of delegated prefixes
    custom_networking: Maybe[bool] = None  # the VPC CNI keeps pods off the primary interface
    tags: Known[list[Tag]] = []


class Subnet(Model, frozen=True):
    """A subnet."""

    subnet_id: str  # the key
    vpc_id: Maybe[str] = None
    availability_zone: Maybe[str] = None
    cidr_block: Maybe[str] = None  # None: an IPv6-only subnet
    ipv6_cidr_blocks: Known[list[Known[str]]] = []
    ipv6_native: Maybe[bool] = None
    available_ip_address_count: Maybe[int] = None  # addresses
    map_public_ip_on_launch: Maybe[bool] = None
    assign_ipv6_address_on_creation: Maybe[bool] = None
    hostname_type: Maybe[str] = None  # PrivateDnsNameOptionsOnLaunch.HostnameType: ip-name, resource-name
    internet_gateway_block_mode: Maybe[str] = None  # BlockPublicAccessStates: off, block-bidirectional, block-ingress
    outpost_arn: Maybe[str] = None
    owner_id: Maybe[str] = None
    tags: Known[list[Tag]] = []


class SubnetCidrReservation(Model, frozen=True, kw_only=True):
    """A range of a subnet set aside for prefixes or for addresses that are named."""

    subnet_cidr_reservation_id: str  # the key
    subnet_id: Maybe[str] = None
    cidr: Known[str]
    reservation_type: Known[str]  # prefix, explicit


class Vpc(Model, frozen=True):
    """A VPC."""

    vpc_id: str  # the key
    cidr_blocks: Known[list[Known[str]]] = []  # all IPv4 blocks
    ipv6_cidr_blocks: Known[list[Known[str]]] = []
    is_default: Maybe[bool] = None
    owner_id: Maybe[str] = None
    tags: Known[list[Tag]] = []


class SecurityGroupRule(Model, frozen=True):
    """One permission: a direction, a protocol with ports, one other side."""

    is_egress: Known[bool]
    ip_protocol: Known[str]  # tcp, udp, icmp, a number, or -1 for all
    from_port: Maybe[int] = None
    to_port: Maybe[int] = None
    cidr_ipv4: Maybe[str] = None
    cidr_ipv6: Maybe[str] = None
    prefix_list_id: Maybe[str] = None
    referenced_group_id: Maybe[str] = None  # also for "self", which the source resolves


class SecurityGroup(Model, frozen=True):
    """A security group with its rules."""

    group_id: str  # the key
    group_name: Maybe[str] = None
    vpc_id: Maybe[str] = None
    rules: Known[list[SecurityGroupRule]] = []
    associated_vpc_ids: Known[list[Known[str]]] = []  # VPCs it is associated with besides its own
    owner_id: Maybe[str] = None
    tags: Known[list[Tag]] = []


class ElasticIp(Model, frozen=True):
    """An Elastic IP address and what it is associated with (API name: Address)."""

    allocation_id: str  # the key
    public_ip: Maybe[str] = None
    instance_id: Maybe[str] = None
    network_interface_id: Maybe[str] = None
    private_ip_address: Maybe[str] = None  # None: the interface's primary one
    association_id: Maybe[str] = None
    network_border_group: Maybe[str] = None
    service_managed: Maybe[str] = None
    carrier_ip: Maybe[str] = None
    used_by: Maybe[str] = None  # what else uses it (a NAT gateway, a load balancer), when nothing is associated
    public_ipv4_pool: Maybe[str] = None  # amazon, or the owner's own pool, which the quota does not count; None: not told
    tags: Known[list[Tag]] = []


class Route(Model, frozen=True):
    """One route of a route table."""

    route_table_id: Maybe[str] = None
    destination: Maybe[str] = None  # a CIDR block or a prefix list
    network_interface_id: Maybe[str] = None
    instance_id: Maybe[str] = None
    gateway_id: Maybe[str] = None
    state: Maybe[str] = None  # active, blackhole, filtered


class RouteTable(Model, frozen=True):
    """A route table."""

    route_table_id: str  # the key
    vpc_id: Maybe[str] = None
    subnet_ids: Known[list[Known[str]]] = []  # explicitly associated
    main: Maybe[bool] = None


class InternetGateway(Model, frozen=True):
    """An internet gateway and the VPC that it is attached to."""

    internet_gateway_id: str  # the key
    vpc_id: Maybe[str] = None


class PlacementGroup(Model, frozen=True):
    """A placement group."""

    group_name: str  # the key
    strategy: Maybe[str] = None  # cluster, spread, partition


class NetworkInterfacePermission(Model, frozen=True):
    """The leave for another account to use an interface."""

    network_interface_permission_id: str  # the key
    network_interface_id: Maybe[str] = None
    aws_account_id: Maybe[str] = None
    permission: Maybe[str] = None  # INSTANCE-ATTACH, EIP-ASSOCIATE


class Flow(Model, frozen=True):
    """A conversation that somebody declared: these interfaces (or instances) talk to each other."""

    source: Known[str]  # key of an interface, or of an instance for its primary interface
    destination: Known[str]
    protocol: Maybe[str] = None  # tcp, udp; None: any
