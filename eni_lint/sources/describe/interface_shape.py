"""The shape of one network interface in the answers: the model itself, decoded from the bytes without a step between.

It says what an absent key means where that is not the model's "there is none". Types are AWS's: ``null`` stands nowhere. The
garbage collector leaves all of it alone (``gc=False``): no interface holds anything that leads back to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias, TypeVar

import msgspec

from eni_lint.inventory.model import (
    Attachment,
    ConnectionTrackingSpecification,  # noqa: F401 - msgspec looks inherited annotations up here
    EnaSrdSpecification,  # noqa: F401 - the same
    GroupMembership,
    Ipv4Prefix,
    Ipv6Address,
    Ipv6Prefix,
    NetworkInterface,
    PrivateIpAddress,
    Tag,
)
from eni_lint.inventory.unknown import Maybe, Reason, Unknown

T = TypeVar("T")
if TYPE_CHECKING:
    Told: TypeAlias = T | Unknown
else:
    Told = Annotated[T, "of AWS's type, or absent"]

ABSENT: Any = Unknown(Reason.NOT_COLLECTED, "the captured record does not tell it")


class TagShape(Tag, frozen=True, kw_only=True, gc=False):
    """An element of TagSet or Tags."""

    value: Told[str] = ""


class GroupShape(GroupMembership, frozen=True, kw_only=True, gc=False):
    """GroupIdentifier."""

    group_id: Told[str] = ABSENT


class PrivateIpAddressShape(PrivateIpAddress, frozen=True, kw_only=True, gc=False):
    """NetworkInterfacePrivateIpAddress, InstancePrivateIpAddress."""

    private_ip_address: Told[str] = ABSENT
    primary: Told[bool] = False


class Ipv6AddressShape(Ipv6Address, frozen=True, kw_only=True, gc=False):
    """NetworkInterfaceIpv6Address, InstanceIpv6Address."""

    ipv6_address: Told[str] = ABSENT
    is_primary_ipv6: Told[bool] = False


class Ipv4PrefixShape(Ipv4Prefix, frozen=True, kw_only=True, gc=False):
    """Ipv4PrefixSpecification, InstanceIpv4Prefix."""

    ipv4_prefix: Told[str] = ABSENT


class Ipv6PrefixShape(Ipv6Prefix, frozen=True, kw_only=True, gc=False):
    """Ipv6PrefixSpecification, InstanceIpv6Prefix."""

    ipv6_prefix: Told[str] = ABSENT


class AttachmentShape(Attachment, frozen=True, kw_only=True, gc=False):
    """NetworkInterfaceAttachment; InstanceNetworkInterfaceAttachment, which leaves the instance to what is around it."""

    launch_template_id: str | None = msgspec.field(name="@launch_template_id", default=None)  # none of AWS's members
    device_index: Maybe[int] = ABSENT
    delete_on_termination: Maybe[bool] = ABSENT
    means: str = msgspec.field(name="@means", default="captured")


class AssociationShape(msgspec.Struct, rename="pascal", eq=False, gc=False):
    """NetworkInterfaceAssociation, InstanceNetworkInterfaceAssociation: the public address of the primary private one."""

    public_ip: str | None = None
    ip_owner_id: str | None = None


class InterfaceShape(NetworkInterface, frozen=True, kw_only=True, gc=False):
    """NetworkInterface; InstanceNetworkInterface, which tells less.

    The private addresses are ABSENT only in records cut down to PrivateIpAddress, which is not decoded for all others.
    """

    launch_template_id: str | None = msgspec.field(name="@launch_template_id", default=None)  # none of AWS's members
    interface_type: Maybe[str] = ABSENT  # older records do not have it
    subnet_id: Maybe[str] = ABSENT
    vpc_id: Maybe[str] = ABSENT
    availability_zone: Maybe[str] = ABSENT
    description: Maybe[str] = ABSENT
    owner_id: Maybe[str] = ABSENT
    status: Maybe[str] = ABSENT
    requester_managed: Maybe[bool] = ABSENT
    source_dest_check: Maybe[bool] = ABSENT
    private_ip_addresses: Told[list[PrivateIpAddressShape]] = ABSENT  # type: ignore[assignment]
    ipv6_addresses: Told[list[Ipv6AddressShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    ipv4_prefixes: Told[list[Ipv4PrefixShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    ipv6_prefixes: Told[list[Ipv6PrefixShape]] = msgspec.field(default_factory=list)  # type: ignore[assignment]
    groups: Told[list[GroupShape]] = ABSENT  # type: ignore[assignment]
    tags: Told[list[TagShape]] = msgspec.field(name="TagSet", default=ABSENT)  # type: ignore[assignment]
    attachment: AttachmentShape | None = None  # becomes an attachment of the inventory
    association: AssociationShape | None = None  # becomes public_ip and public_ip_owner
