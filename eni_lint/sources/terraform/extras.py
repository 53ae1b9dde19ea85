"""What few rules ask for: clusters, zones, images, secondary interfaces, and deprecated arguments."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import AvailabilityZone, Deprecation, EksCluster, Image, SecondaryInterface
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.terraform.kinds import SUBNET

if TYPE_CHECKING:
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading

_SECONDARY = {"aws_instance": "secondary_network_interface", "aws_launch_template": "secondary_interfaces"}


def read_extras(reading: Reading, found: Found) -> None:
    """Read everything of this module."""
    for resource in reading.of("aws_eks_cluster"):
        config, name = resource.block("vpc_config"), resource.text("name")
        subnets = None if config is None else reading.keys(config, "subnet_ids", SUBNET)
        found.eks_clusters.append(
            EksCluster(
                cluster_name=name if isinstance(name, str) else resource.address,
                origin=resource.origin(),
                subnet_ids=[] if subnets is None else subnets,
            )
        )
    for resource in reading.of(*_SECONDARY):
        for place, part in enumerate(resource.blocks(_SECONDARY[resource.type])):
            found.secondary_interfaces.append(_secondary(reading, resource, part, place))
    _read_lookups(reading, found)
    _read_deprecations(reading, found)


def _secondary(reading: Reading, resource: Resource, part: Part, place: int) -> SecondaryInterface:
    name = part.pointer.rsplit("/", 2)[1]
    of_template = resource.type == "aws_launch_template"
    return SecondaryInterface(
        origin=resource.below(part, resource.address, f"{resource.address}/{name}/{place}"),
        instance_id=None if of_template else resource.address,
        launch_template_id=resource.address if of_template else None,
        network_card_index=part.number("network_card_index"),
        device_index=part.number("device_index"),
        delete_on_termination=part.flag("delete_on_termination"),
        secondary_subnet_id=reading.key(part, "secondary_subnet_id", SUBNET),
    )


def _read_lookups(reading: Reading, found: Found) -> None:
    """Read the zones and images that data sources look up."""
    for resource in reading.data_by_type.get("aws_availability_zone", ()):
        name = resource.text("name")
        if isinstance(name, str):
            found.availability_zones.append(
                AvailabilityZone(
                    zone_name=name,
                    origin=resource.origin(),
                    zone_type=resource.text("zone_type"),
                    network_border_group=resource.text("network_border_group"),
                    region_name=resource.text("region"),
                )
            )
    for resource in reading.data("aws_ami"):
        image = Image(image_id=reading.key_of(resource), origin=resource.origin(), ena_support=resource.flag("ena_support"))
        found.images.append(image)


def _read_deprecations(reading: Reading, found: Found) -> None:
    """Note the arguments that the AWS provider deprecates, where the configuration is there to show them."""
    for resource in reading.of("aws_instance"):
        written = resource.expressions
        if written is None or not resource.after.get("network_interface"):
            continue
        if "network_interface" in written or not resource.exists:
            part = resource.blocks("network_interface")[0]
            found.deprecations.append(
                Deprecation(
                    origin=Origin(resource.document, part.pointer, resource.address, f"{resource.address}/network_interface"),
                    argument="aws_instance.network_interface",
                    instead="primary_network_interface",
                )
            )
    for resource in reading.of("aws_eip"):
        value = resource.value("vpc")
        if resource.expressions is not None and "vpc" in resource.expressions and (isinstance(value, Unknown) or value):
            origin = Origin(resource.document, resource.node, resource.address, f"{resource.address}/vpc")
            found.deprecations.append(Deprecation(origin=origin, argument="aws_eip.vpc", instead='domain = "vpc"'))
