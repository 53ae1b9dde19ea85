"""AWS::EC2::LaunchTemplate with the interfaces it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from eni_lint.inventory.model import Attachment, LaunchTemplate, NetworkInterface
from eni_lint.inventory.surroundings import SecondaryInterface
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.interfaces import listed_interface
from eni_lint.sources.cloudformation.kinds import PLACEMENT, RESERVED_SUBNET
from eni_lint.sources.cloudformation.listed import PROPERTY, attachment_of, listed
from eni_lint.sources.cloudformation.reading import block, entries, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.unknown import Known
    from eni_lint.sources.cloudformation.interfaces import Surroundings
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading
    from eni_lint.sources.cloudformation.template import Resource


class Templates(NamedTuple):
    """The launch templates, and what they list."""

    templates: list[LaunchTemplate]
    specifications: list[NetworkInterface]
    attachments: list[Attachment]


def read_templates(reading: Reading, around: Surroundings) -> Templates:
    """Read the launch templates."""
    found = Templates([], [], [])
    for resource in reading.of("LaunchTemplate"):
        data = block(resource.properties, "LaunchTemplateData")
        found.templates.append(_template(reading, resource, data))
        _list(reading, around, resource, data, found)
    return found


def _template(reading: Reading, resource: Resource, data: Part | None) -> LaunchTemplate:
    requirements = block(data, "InstanceRequirements")
    count = block(requirements, "NetworkInterfaceCount")
    return LaunchTemplate(
        launch_template_id=resource.logical_id,
        origin=reading.origin(resource),
        launch_template_name=reading.text(resource.properties, "LaunchTemplateName"),
        instance_type=reading.text(data, "InstanceType"),
        image_id=reading.text(data, "ImageId"),
        placement_group=reading.key(block(data, "Placement"), "GroupName", PLACEMENT),
        settings_beside_interfaces=_beside(data),
        bandwidth_weighting=reading.text(block(data, "NetworkPerformanceOptions"), "BandwidthWeighting"),
        network_interface_count_min=None if count is None else count.whole("Min"),
        instance_requirements=requirements.value
        if requirements is not None and isinstance(requirements.value, Unknown)
        else requirements is not None,
        tags=tags_of(reading, resource.properties),
    )


def _beside(data: Part | None) -> Known[tuple[str, ...]]:
    """Name what stands beside a list of interfaces that has an entry for certain."""
    items = entries(data, "NetworkInterfaces")
    if data is None or items is None or isinstance(items, Unknown) or not items:
        return ()
    groups = [entries(data, name) for name in ("SecurityGroupIds", "SecurityGroups")]
    return ("groups",) if any(isinstance(each, list) and each for each in groups) else ()


def _list(reading: Reading, around: Surroundings, resource: Resource, data: Part | None, found: Templates) -> None:
    key = resource.logical_id
    for entry in listed(data):
        name = f"{key}/network_interfaces/{entry.place}"
        origin = reading.below(resource, entry.part, PROPERTY, entry.place)
        attachment = attachment_of(reading, entry, name, origin, template=key)
        found.attachments.append(attachment)
        if isinstance(attachment.network_interface_id, str) and attachment.network_interface_id == name:
            found.specifications.append(listed_interface(reading, around, entry.part, name, origin, template=key))


def read_secondary_interfaces(reading: Reading) -> Iterator[SecondaryInterface]:
    """Read the secondary (RDMA) interfaces of instances and launch templates."""
    for resource in reading.of("Instance", "LaunchTemplate"):
        of_template = resource.type.endswith("LaunchTemplate")
        part = block(resource.properties, "LaunchTemplateData") if of_template else resource.properties
        items = entries(part, "SecondaryInterfaces")
        for place, item in enumerate(items if isinstance(items, list) else ()):
            yield SecondaryInterface(
                origin=reading.below(resource, item, "SecondaryInterfaces", place),
                instance_id=None if of_template else resource.logical_id,
                launch_template_id=resource.logical_id if of_template else None,
                network_card_index=item.whole("NetworkCardIndex"),
                device_index=item.whole("DeviceIndex"),
                delete_on_termination=item.flag("DeleteOnTermination"),
                secondary_subnet_id=reading.key(item, "SecondarySubnetId", RESERVED_SUBNET),
            )
