"""The tables of the format for what carries interfaces: every field with its reader. Those of the rest are in ``kinds.py``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import (
    ConnectionTrackingSpecification,
    EnaSrdSpecification,
    EnaSrdUdpSpecification,
    GroupMembership,
    Operator,
)
from eni_lint.sources.declared.reading import read_fields
from eni_lint.sources.declared.values import (
    LARGEST,
    MOST_ASSIGNED,
    account,
    boolean,
    integer,
    ipv4,
    ipv4_cidr,
    ipv6,
    ipv6_cidr,
    items,
    one_of,
    reference,
    tags,
    text,
    without,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.sources.declared.reading import Reader, Reading

    Fields = dict[str, Reader]


def mapping(make: Callable[..., Any], fields: Fields, what: str) -> Reader:
    """Make a reader of a mapping that becomes one value of the model."""

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        return make(**read_fields(reading, value, f"{at}/{key}", fields, what=what))

    return read


def entry(reader: Reader, member: str, flag: str) -> Reader:
    """Make a reader of an address: the bare one, or a mapping that also says whether it is the primary one.

    Gives (address, flag), the flag None where it is not written.
    """
    fields = {member: reader, flag: boolean}

    def read(reading: Reading, value: Any, at: str, key: str | int) -> Any:
        if type(value) is dict:
            found = read_fields(reading, value, f"{at}/{key}", fields, required=(member,), what="an address")
            return found[member], found.get(flag)
        return reader(reading, value, at, key), None

    return read


def group(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read a security group of an interface: its name, or a mapping that also says how it comes to the interface."""
    if type(value) is dict:
        found = read_fields(reading, value, f"{at}/{key}", MEMBERSHIP, required=("group_id",), what="a security group")
        return GroupMembership(**found)
    return GroupMembership(group_id=GROUP_ID(reading, value, at, key))


index = integer(0, LARGEST)
_count = integer(0, MOST_ASSIGNED)
_seconds = integer(0, LARGEST, " of seconds")

VPC_ID, SUBNET_ID, GROUP_ID = reference("vpcs"), reference("subnets"), reference("security_groups")
INSTANCE_ID, INTERFACE_ID = reference("instances"), reference("network_interfaces")
TEMPLATE_ID, PLACEMENT_GROUP = reference("launch_templates"), reference("placement_groups")
SUBNET_IDS = items(SUBNET_ID, "names of subnets")

MEMBERSHIP: Fields = {"group_id": GROUP_ID, "group_name": text, "means": one_of("inline", "attachment")}
_ENA_SRD_UDP = mapping(EnaSrdUdpSpecification, {"ena_srd_udp_enabled": boolean}, "ena_srd_udp_specification")
_ENA_SRD = mapping(
    EnaSrdSpecification,
    {"ena_srd_enabled": boolean, "ena_srd_udp_specification": _ENA_SRD_UDP},
    "ena_srd_specification",
)
_TRACKING = mapping(
    ConnectionTrackingSpecification,
    {"tcp_established_timeout": _seconds, "udp_stream_timeout": _seconds, "udp_timeout": _seconds},
    "connection_tracking_specification",
)

INTERFACE_TYPES = (
    "interface", "efa", "efa-only", "trunk", "branch", "secondary", "natGateway", "nat_gateway", "load_balancer",
    "network_load_balancer",
    "gateway_load_balancer", "gateway_load_balancer_endpoint", "vpc_endpoint", "transit_gateway", "lambda", "quicksight",
    "global_accelerator_managed", "api_gateway_managed", "iot_rules_managed", "aws_codestar_connections_managed",
    "ec2_instance_connect_endpoint", "evs",
)  # fmt: skip
INTERFACE_STATES = ("available", "associated", "attaching", "in-use", "detaching")
ATTACHMENT_STATES = ("attaching", "attached", "detaching", "detached")
INSTANCE_STATES = ("pending", "running", "stopping", "stopped", "shutting-down", "terminated")
WEIGHTINGS = ("default", "vpc-1", "ebs-1")

SLOT: Fields = {
    "device_index": index,
    "network_card_index": index,
    "delete_on_termination": boolean,
    "ena_srd_specification": _ENA_SRD,
    "ena_queue_count": index,
}
"""What says how an interface sits on an instance."""
ATTACHMENT: Fields = {
    "instance_id": INSTANCE_ID,
    **SLOT,
    "attachment_id": text,
    "instance_owner_id": text,  # an account, or a service: amazon-aws
    "status": one_of(*ATTACHMENT_STATES),
    "detaching_minutes": index,
    "means": one_of("inline", "resource", "interface", "captured"),
    "copy_of": text,
    "without": without("instance_id", "device_index"),
}
ADDRESSING: Fields = {
    "private_ip_addresses": items(entry(ipv4, "private_ip_address", "primary"), "IPv4 addresses"),
    "secondary_private_ip_address_count": _count,
    "ipv6_addresses": items(entry(ipv6, "ipv6_address", "is_primary_ipv6"), "IPv6 addresses"),
    "ipv6_address_count": _count,
    "ipv4_prefixes": items(ipv4_cidr, "IPv4 prefixes"),
    "ipv4_prefix_count": _count,
    "ipv6_prefixes": items(ipv6_cidr, "IPv6 prefixes"),
    "ipv6_prefix_count": _count,
}
DERIVED: Fields = {
    "address_arguments": items(one_of(*ADDRESSING), "ways to ask for addresses", unknown=False),
    "referred_to": boolean,
    "copy_of": text,
}
"""What follows from the rest of the file, unless it says otherwise."""
_BESIDE = items(text, "settings", unknown=False)
INTERFACE: Fields = {
    "interface_type": one_of(*INTERFACE_TYPES),
    "subnet_id": SUBNET_ID,
    "vpc_id": VPC_ID,
    "availability_zone": text,
    "description": text,
    "owner_id": account,
    "status": one_of(*INTERFACE_STATES),
    "requester_managed": boolean,
    "requester_id": text,
    "operator": mapping(Operator, {"managed": boolean, "principal": text}, "operator"),
    "source_dest_check": boolean,
    **ADDRESSING,
    "enable_primary_ipv6": boolean,
    "associate_public_ip_address": boolean,
    "associate_carrier_ip_address": boolean,
    "deny_all_igw_traffic": boolean,
    "public_ip": ipv4,
    "public_ip_owner": text,
    "groups": items(group, "security groups"),
    "connection_tracking_specification": _TRACKING,
    "ena_srd_specification": _ENA_SRD,
    "tags": tags,
    **DERIVED,
}
PRIMARY: Fields = {
    name: INTERFACE[name]
    for name in (
        "interface_type", "source_dest_check", *ADDRESSING, "enable_primary_ipv6", "associate_public_ip_address", "public_ip",
        "public_ip_owner", "groups", "connection_tracking_specification",
    )
} | {name: SLOT[name] for name in ("delete_on_termination", "ena_srd_specification", "ena_queue_count")}  # fmt: skip
"""What an instance may say of its primary interface, besides the subnet."""
INSTANCE: Fields = {
    "instance_type": text,
    "image_id": text,
    "subnet_id": SUBNET_ID,
    "vpc_id": VPC_ID,
    "availability_zone": text,
    "state": one_of(*INSTANCE_STATES),
    "launch_template_id": TEMPLATE_ID,
    "placement_group": PLACEMENT_GROUP,
    "ena_support": boolean,
    "bandwidth_weighting": one_of(*WEIGHTINGS),
    "tenancy": one_of("default", "dedicated", "host"),
    "owner_id": account,
    "tags": tags,
    "settings_beside_interfaces": _BESIDE,
    "copy_of": text,
    "without": without("instance_type"),
}
LAUNCH_TEMPLATE: Fields = {
    "launch_template_name": text,
    "instance_type": text,
    "image_id": text,
    "placement_group": PLACEMENT_GROUP,
    "groups": items(group, "security groups"),
    "bandwidth_weighting": one_of(*WEIGHTINGS),
    "network_interface_count_min": index,
    "instance_requirements": boolean,
    "tags": tags,
    "settings_beside_interfaces": _BESIDE,
}
