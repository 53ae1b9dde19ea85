"""The top level of a declared file: the key that marks it, and the sections."""

from __future__ import annotations

from typing import Any

MARK = "eni_lint"
VERSION = 1
_NEAR = frozenset({"eni-lint", "enilint", "eni lint"})

NAMED_SECTIONS = (
    "vpcs", "subnets", "subnet_cidr_reservations", "security_groups", "placement_groups", "instances", "network_interfaces",
    "attachments", "launch_templates", "launchers", "elastic_ips", "elastic_ip_associations", "route_tables", "routes",
    "internet_gateways", "nat_gateways", "network_interface_permissions", "availability_zones", "images",
    "trunk_associations", "eks_clusters", "secondary_interfaces",
)  # fmt: skip
"""The sections that hold objects by name."""
LISTED_SECTIONS = ("flows", "deprecations")
DEFAULTABLE = ("vpcs", "subnets", "security_groups", "instances", "network_interfaces", "launch_templates", "elastic_ips")
"""The sections whose objects may take what they leave out from ``defaults``."""
TOP = (
    MARK, "include", "region", "account", "live", "defaults", *NAMED_SECTIONS, *LISTED_SECTIONS, "before", "changes", "outside",
    "missing", "instance_types",
)  # fmt: skip
IGNORED = "x-"
"""How the names of top-level keys begin that are there to hold anchors."""


def recognises_declared(data: Any) -> bool:
    """Tell whether parsed data is meant to be a declared file, also where its mark is misspelt: reading it then says so."""
    return isinstance(data, dict) and (MARK in data or any(near_mark(key) for key in data))


def near_mark(key: object) -> bool:
    """Tell whether a top-level key is a misspelling of the mark."""
    return isinstance(key, str) and key != MARK and (key.lower() == MARK or key.lower() in _NEAR)
