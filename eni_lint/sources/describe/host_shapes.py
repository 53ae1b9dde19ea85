"""The shapes of the answers about what carries interfaces: instances, launch templates, Auto Scaling groups."""

from __future__ import annotations

import msgspec

from eni_lint.inventory.model import ConnectionTrackingSpecification, EnaSrdSpecification, Instance, LaunchTemplate
from eni_lint.inventory.surroundings import SecondaryInterface
from eni_lint.inventory.unknown import Maybe  # noqa: TC001 - msgspec reads the annotation
from eni_lint.sources.describe.interface_shape import (
    ABSENT,
    GroupShape,
    InterfaceShape,
    Ipv4PrefixShape,
    Ipv6AddressShape,
    Ipv6PrefixShape,
    PrivateIpAddressShape,
    TagShape,
    Told,
)
from eni_lint.sources.describe.shapes import Shape, State

OURS = "@ours"  # a name that no answer has: the field is worked out from other members


class Placement(Shape):
    """Where an instance is."""

    availability_zone: Maybe[str] = ABSENT
    group_name: Maybe[str] = None
    tenancy: Maybe[str] = None


class NetworkPerformance(Shape):
    """InstanceNetworkPerformanceOptions, LaunchTemplateNetworkPerformanceOptions."""

    bandwidth_weighting: str | None = None


class SecondaryAttachment(Shape):
    """SecondaryInterfaceAttachment, InstanceSecondaryInterfaceAttachment."""

    instance_id: Maybe[str] = None
    network_card_index: Maybe[int] = None
    device_index: Maybe[int] = None
    delete_on_termination: Maybe[bool] = None


class SecondaryShape(SecondaryInterface, frozen=True, kw_only=True):
    """SecondaryInterface, InstanceSecondaryInterface."""

    secondary_subnet_id: Maybe[str] = ABSENT
    secondary_interface_id: str = ""
    owner_id: str | None = None
    availability_zone: str | None = None
    attachment: SecondaryAttachment | None = None
    tags: list[TagShape] = msgspec.field(default_factory=list)


class InstanceShape(Instance, frozen=True, kw_only=True):
    """An instance of DescribeInstances."""

    instance_type: Maybe[str] = ABSENT
    image_id: Maybe[str] = ABSENT
    subnet_id: Maybe[str] = ABSENT
    vpc_id: Maybe[str] = ABSENT
    ena_support: Maybe[bool] = ABSENT
    tags: Told[list[TagShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    state: Maybe[str] = msgspec.field(name=f"{OURS} state", default=None)
    launch_template_id: Maybe[str] = msgspec.field(name=f"{OURS} launch template", default=None)
    placement_group: Maybe[str] = msgspec.field(name=f"{OURS} placement group", default=None)
    state_shape: State | None = msgspec.field(name="State", default=None)
    placement: Placement | None = None
    network_interfaces: list[InterfaceShape] = msgspec.field(default_factory=list)
    secondary_interfaces: list[SecondaryShape] = msgspec.field(default_factory=list)
    network_performance_options: NetworkPerformance | None = None
    private_ip_address: str | None = None
    security_groups: list[GroupShape] | None = None
    primary_check: Maybe[bool] = msgspec.field(name="SourceDestCheck", default=ABSENT)  # of the primary interface
    source_dest_check: Maybe[bool] = msgspec.field(name=f"{OURS} check", default=None)


class ReservationShape(Shape):
    """A reservation: the instances of one launch. An instance that cannot be read is None."""

    owner_id: str | None = None
    instances: list[InstanceShape | None] = msgspec.field(default_factory=list)


class TemplateShape(Shape):
    """A launch template of DescribeLaunchTemplates, which knows the tags and the versions."""

    launch_template_id: str
    default_version_number: int | None = None
    latest_version_number: int | None = None
    tags: list[TagShape] = msgspec.field(default_factory=list)


class TemplateInterface(Shape):
    """LaunchTemplateInstanceNetworkInterfaceSpecification."""

    network_interface_id: str | None = None
    interface_type: str | None = None
    subnet_id: str | None = None
    description: str | None = None
    groups: list[str] = msgspec.field(default_factory=list)
    private_ip_address: str | None = None
    private_ip_addresses: list[PrivateIpAddressShape] = msgspec.field(default_factory=list)
    secondary_private_ip_address_count: int = 0
    ipv6_addresses: list[Ipv6AddressShape] = msgspec.field(default_factory=list)
    ipv6_address_count: int = 0
    primary_ipv6: bool = False
    ipv4_prefixes: list[Ipv4PrefixShape] = msgspec.field(default_factory=list)
    ipv4_prefix_count: int = 0
    ipv6_prefixes: list[Ipv6PrefixShape] = msgspec.field(default_factory=list)
    ipv6_prefix_count: int = 0
    device_index: int | None = None
    network_card_index: int | None = None
    delete_on_termination: bool | None = None
    associate_public_ip_address: bool | None = None
    associate_carrier_ip_address: bool | None = None
    ena_queue_count: int | None = None
    ena_srd_specification: EnaSrdSpecification | None = None
    connection_tracking_specification: ConnectionTrackingSpecification | None = None


class InterfaceCount(Shape):
    """NetworkInterfaceCount."""

    min: int | None = None


class InstanceRequirements(Shape):
    """What chooses the instance type at launch."""

    network_interface_count: InterfaceCount | None = None


class TemplateData(Shape):
    """ResponseLaunchTemplateData."""

    instance_type: str | None = None
    instance_requirements: InstanceRequirements | None = None
    image_id: str | None = None
    placement: Placement | None = None
    network_performance_options: NetworkPerformance | None = None
    security_group_ids: list[str] = msgspec.field(default_factory=list)
    security_groups: list[str] = msgspec.field(default_factory=list)
    network_interfaces: list[TemplateInterface] = msgspec.field(default_factory=list)
    secondary_interfaces: list[SecondaryShape] = msgspec.field(default_factory=list)


class TemplateVersionShape(LaunchTemplate, frozen=True, kw_only=True):
    """A version of DescribeLaunchTemplateVersions."""

    version_number: int
    default_version: bool = False
    created_by: str | None = None
    launch_template_data: TemplateData = msgspec.field(default_factory=TemplateData)


class TemplateReference(Shape):
    """LaunchTemplateSpecification of Auto Scaling."""

    launch_template_id: str | None = None
    launch_template_name: str | None = None
    version: str | None = None


class Override(Shape):
    """LaunchTemplateOverrides."""

    instance_type: str | None = None
    instance_requirements: InstanceRequirements | None = None
    launch_template_specification: TemplateReference | None = None


class TemplateWithOverrides(Shape):
    """LaunchTemplate of Auto Scaling."""

    launch_template_specification: TemplateReference | None = None
    overrides: list[Override] = msgspec.field(default_factory=list)


class MixedInstancesPolicy(Shape):
    """Several instance types for one group."""

    launch_template: TemplateWithOverrides | None = None


class AutoScalingGroupShape(Shape):
    """A group of DescribeAutoScalingGroups."""

    auto_scaling_group_name: str
    arn: str | None = msgspec.field(name="AutoScalingGroupARN", default=None)
    launch_template: TemplateReference | None = None
    mixed_instances_policy: MixedInstancesPolicy | None = None
    max_size: int | None = None
    subnets: str = msgspec.field(name="VPCZoneIdentifier", default="")
    tags: list[TagShape] = msgspec.field(default_factory=list)
