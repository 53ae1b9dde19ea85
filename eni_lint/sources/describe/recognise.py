"""Tells describe output by its top-level keys, and account and region by the folders it lies in."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from collections.abc import Mapping

READ = frozenset({
    "Addresses",
    "AutoScalingGroups",
    "AvailabilityZones",
    "Images",
    "InstanceTypes",
    "InterfaceAssociations",
    "InternetGateways",
    "LaunchTemplateVersions",
    "LaunchTemplates",
    "NatGateways",
    "NetworkInterfacePermissions",
    "NetworkInterfaces",
    "PlacementGroups",
    "Reservations",
    "RouteTables",
    "SecondaryInterfaces",
    "SecurityGroupRules",
    "SecurityGroupVpcAssociations",
    "SecurityGroups",
    "SubnetCidrReservations",
    "SubnetIpv4CidrReservations",
    "SubnetIpv6CidrReservations",
    "Subnets",
    "Vpcs",
})  # fmt: skip
# Part of many captured folders, and of no use to the model so far.
PASSED_OVER = frozenset({
    "EgressOnlyInternetGateways",
    "InstanceStatuses",
    "InstanceTypeOfferings",
    "ManagedPrefixLists",
    "NetworkAcls",
    "PrefixLists",
    "Regions",
    "SecondaryNetworks",
    "SecondarySubnets",
    "TransitGatewayAttachments",
    "VpcEndpoints",
    "VpcPeeringConnections",
})  # fmt: skip
BESIDE = frozenset({"NextToken", "ResponseMetadata"})
_KINDS = READ | PASSED_OVER
_WRAPPING = {"data", "status_code"}  # how placebo records an answer

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
# eu-west-1, us-gov-east-1, eusc-de-east-1; zones go on: eu-west-1a, us-west-2-lax-1a, us-east-1-wl1-bos-wlz-1.
_REGION = re.compile(r"[a-z]{2,4}(?:-[a-z]+){1,2}?-\d+", re.ASCII)


def recognises_describe(heads: Mapping[str, object]) -> bool:
    """Tell whether a JSON object with these top-level keys is describe output; the values may be unread (``msgspec.Raw``)."""
    if heads.keys() >= _WRAPPING:
        heads = _members(heads["data"])
    return not _KINDS.isdisjoint(heads) and all(key in _KINDS or key in BESIDE or key[:1].isupper() for key in heads)


def folder_hints(path: str) -> tuple[str | None, str | None]:
    """Give the account and the region that a path such as ``<account>/<region>/ec2-describe-subnets.json`` tells."""
    account = region = None
    for part in PurePath(path).parts[:-1]:
        if _ACCOUNT.fullmatch(part):
            account = part
        elif _REGION.fullmatch(part):
            region = part
    return account, region


@lru_cache(256)
def region_of_zone(zone: str) -> str | None:
    """Give the region of an Availability Zone, Local Zone or Wavelength Zone by its name."""
    found = _REGION.match(zone)
    return found[0] if found else None


def _members(value: object) -> Mapping[str, Any]:
    if isinstance(value, msgspec.Raw):
        try:
            return msgspec.json.decode(value, type=dict[str, msgspec.Raw])
        except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
            return {}
    return value if isinstance(value, dict) else {}
