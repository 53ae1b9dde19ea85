"""aws_launch_template with the interfaces it describes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import Attachment, LaunchTemplate, NetworkInterface, PrivateIpAddress
from eni_lint.sources.terraform import addresses
from eni_lint.sources.terraform.found import memberships, tags_of
from eni_lint.sources.terraform.interfaces import connection_tracking, ena_srd
from eni_lint.sources.terraform.kinds import GROUP, INTERFACE, SUBNET

_ADDRESSING = {
    "private_ip_address": "private_ip_addresses",
    "ipv4_addresses": "private_ip_addresses",
    "ipv4_address_count": "secondary_private_ip_address_count",
    "ipv4_prefixes": "ipv4_prefixes",
    "ipv4_prefix_count": "ipv4_prefix_count",
    "ipv6_addresses": "ipv6_addresses",
    "ipv6_address_count": "ipv6_address_count",
    "ipv6_prefixes": "ipv6_prefixes",
    "ipv6_prefix_count": "ipv6_prefix_count",
}

if TYPE_CHECKING:
    from eni_lint.inventory.unknown import Known, Maybe, Unknown
    from eni_lint.sources.terraform.attachments import Attachments
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.interfaces import Surroundings
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading


def read_templates(reading: Reading, around: Surroundings, attachments: Attachments, found: Found) -> None:
    """Read the launch templates of the plan, and those that data sources look up."""
    for resource in reading.of("aws_launch_template"):
        _template(reading, around, attachments, found, resource)
    for resource in reading.data("aws_launch_template"):
        _template(reading, around, attachments, found, resource)


def _template(reading: Reading, around: Surroundings, attachments: Attachments, found: Found, resource: Resource) -> None:
    key = reading.key_of(resource)
    options = resource.block("network_performance_options")
    requirements = resource.block("instance_requirements")
    count = None if requirements is None else requirements.block("network_interface_count")
    found.launch_templates.append(
        LaunchTemplate(
            launch_template_id=key,
            origin=resource.origin(),
            launch_template_name=resource.text("name"),
            instance_type=resource.text("instance_type"),
            image_id=resource.text("image_id"),
            placement_group=reading.placement(resource.block("placement"), "group_name"),
            settings_beside_interfaces=_beside(resource),
            bandwidth_weighting=None if options is None else options.text("bandwidth_weighting"),
            network_interface_count_min=None if count is None else count.number("min"),
            instance_requirements=requirements is not None,
            tags=tags_of(resource),
        )
    )
    for number, part in enumerate(resource.blocks("network_interfaces", ordered=True)):
        name = f"{key}/network_interfaces/{number}"
        origin = resource.below(part, f"{resource.address}.network_interfaces[{number}]")
        existing = reading.key(part, "network_interface_id", INTERFACE)
        if existing is None:
            found.specifications.append(_specification(reading, around, part, name, key))
        device = part.number("device_index")
        attachments.of_templates.append(
            Attachment(
                origin=origin,
                launch_template_id=key,
                network_interface_id=name if existing is None else existing,
                device_index=0 if device is None else device,  # the provider sends a number that is not written as 0
                network_card_index=part.number("network_card_index"),
                delete_on_termination=part.flag("delete_on_termination"),
                ena_srd_specification=ena_srd(part),
                ena_queue_count=part.amount("ena_queue_count"),
                means="inline",
            )
        )


def _beside(resource: Resource) -> tuple[str, ...]:
    """Name the settings that stand in a template beside its interfaces."""
    names = ("vpc_security_group_ids", "security_group_names")
    given = any(resource.after.get(name) or resource.unknown.get(name) for name in names)
    return ("groups",) if given and resource.after.get("network_interfaces") else ()


def _specification(reading: Reading, around: Surroundings, part: Part, name: str, template: str) -> NetworkInterface:
    resource = part.resource
    subnet = reading.key(part, "subnet_id", SUBNET)
    kind = part.text("interface_type")
    return NetworkInterface(
        network_interface_id=name,
        launch_template_id=template,
        origin=resource.below(part, f"{resource.address}.network_interfaces[{name.rsplit('/', 1)[1]}]"),
        interface_type=kind,
        subnet_id=subnet,
        description=part.text("description"),
        private_ip_addresses=_private(around, part, subnet, kind),
        ipv6_addresses=addresses.ipv6_addresses(
            part.texts("ipv6_addresses"), part.number("ipv6_address_count"), part.flag("primary_ipv6"), ordered=False
        ),
        ipv4_prefixes=addresses.ipv4_prefixes(part.texts("ipv4_prefixes"), part.number("ipv4_prefix_count")),
        ipv6_prefixes=addresses.ipv6_prefixes(part.texts("ipv6_prefixes"), part.number("ipv6_prefix_count")),
        groups=memberships(_unless_empty(reading.keys(part, "security_groups", GROUP))),
        connection_tracking_specification=connection_tracking(part),
        enable_primary_ipv6=part.flag("primary_ipv6"),
        associate_public_ip_address=part.flag("associate_public_ip_address"),
        associate_carrier_ip_address=part.flag("associate_carrier_ip_address"),
        address_arguments=tuple(dict.fromkeys(n for a, n in _ADDRESSING.items() if part.after.get(a) or part.unknown.get(a))),
    )


def _unless_empty(listed: Maybe[list[str | Unknown]]) -> Maybe[list[str | Unknown]]:
    return None if isinstance(listed, list) and not listed else listed


def _private(around: Surroundings, part: Part, subnet: Maybe[str], kind: Maybe[str]) -> Known[list[PrivateIpAddress]]:
    """Give the addresses: the provider marks the member of ipv4_addresses as primary that is also private_ip_address."""
    primary, listed = part.text("private_ip_address"), _unless_empty(part.texts("ipv4_addresses"))
    return around.addresses_of(subnet, listed, part.number("ipv4_address_count"), primary=primary, kind=kind)
