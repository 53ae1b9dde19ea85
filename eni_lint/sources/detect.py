"""Tells what a file is by its content, before anything is read in full."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from eni_lint.sources.aws_config.recognise import recognises_config, recognises_items
from eni_lint.sources.describe import recognises_describe

if TYPE_CHECKING:
    from collections.abc import Mapping


class Kind(StrEnum):
    """What a file is. What has no reader yet is told apart to say something useful about it."""

    DECLARED = "declared"
    TERRAFORM_PLAN = "terraform-plan"
    TERRAFORM_STATE = "terraform-state"
    TERRAFORM = "terraform"  # a bare configuration: a folder of .tf files
    CLOUDFORMATION = "cloudformation"
    AWS_CONFIG = "aws-config"
    DESCRIBE = "describe"
    MANIFEST = "snapshot"  # says what the describe output beside it is
    OTHER = ""


_PLAN_KEYS = {"resource_changes", "planned_values"}
_WRAPPERS = ("tfplan", "plan")
# What "terraform show -json" prints, terraform.tfstate, what OpenTofu encrypts, and the note where a state is. An empty state
# is shown as nothing but the version of the format.
_STATE_KEYS = (
    {"values", "terraform_version"},
    {"values", "format_version"},
    {"lineage", "serial"},
    {"version", "terraform_version", "resources"},
    {"version", "terraform_version", "modules"},
    {"version", "terraform_version", "backend"},
    {"encrypted_data", "meta"},
)
_DECLARED = re.compile(rb"""^(?:\{\s*)?["']?eni[_-]lint["']?[ \t]*:""", re.MULTILINE)
_TEMPLATE = re.compile(rb"""^["']?AWSTemplateFormatVersion["']?[ \t]*:""", re.MULTILINE)
# Of templates without version, many have nothing else at the left margin than Resources; other files have such a key, too, but no
# types of resources below it.
_RESOURCES = re.compile(rb"""^["']?Resources["']?[ \t]*:""", re.MULTILINE)
_RESOURCE_TYPE = re.compile(rb"""["'\s{,]Type["']?[ \t\r\n]*:[ \t\r\n]*["']?[A-Za-z0-9]+::[A-Za-z0-9]""")
_KUBERNETES = re.compile(rb"""^["']?apiVersion["']?[ \t]*:""", re.MULTILINE)
_OURS = re.compile(
    rb'"(?:resource_changes|planned_values|terraform_version|NetworkInterfaces|Reservations|Subnets|configurationItems|eni_lint|AWSTemplateFormatVersion)"'
    rb"|^eni[_-]lint[ \t]*:",
    re.MULTILINE,
)


def json_heads(content: bytes) -> dict[str, msgspec.Raw] | None:
    """Give the top level of a JSON object with its values unread; None when the content is no JSON object."""
    try:
        return msgspec.json.decode(content, type=dict[str, msgspec.Raw])
    except (msgspec.DecodeError, RecursionError):
        return None


def kind_of_json(heads: Mapping[str, msgspec.Raw]) -> Kind:
    """Tell the kind of a JSON object by its keys."""
    keys = heads.keys()
    signs = (
        (Kind.DECLARED, "eni_lint" in keys),
        (Kind.MANIFEST, "eni_lint_snapshot" in keys),
        (Kind.TERRAFORM_PLAN, bool(_PLAN_KEYS & keys) or _wraps_a_plan(heads)),
        (Kind.TERRAFORM_STATE, any(some <= keys for some in _STATE_KEYS) or keys == {"format_version"}),
        (Kind.AWS_CONFIG, recognises_config(heads)),
        (Kind.DESCRIBE, recognises_describe(heads)),
        (Kind.CLOUDFORMATION, "AWSTemplateFormatVersion" in keys or _holds_resources(heads.get("Resources"))),
        (Kind.TERRAFORM_PLAN, bool({"format_version", "terraform_version"} & keys)),
    )
    return next((kind for kind, sign in signs if sign), Kind.OTHER)


def _wraps_a_plan(heads: Mapping[str, msgspec.Raw]) -> bool:
    """Tell whether a tool has put a plan under a key of its own."""
    return any(name in heads and bool(_PLAN_KEYS & (json_heads(bytes(heads[name])) or {}).keys()) for name in _WRAPPERS)


def kind_of_yaml(content: bytes) -> Kind:
    """Tell the kind of YAML text by the keys at its left margin; a list of JSON objects is YAML too."""
    if recognises_items(content):
        return Kind.AWS_CONFIG
    if _DECLARED.search(content):
        return Kind.DECLARED
    return Kind.CLOUDFORMATION if _is_template(content) else Kind.OTHER


def _holds_resources(section: msgspec.Raw | None) -> bool:
    return section is not None and bytes(section).startswith(b"{") and _RESOURCE_TYPE.search(section) is not None


def _is_template(content: bytes) -> bool:
    """Tell a template by its version; or by its resources, where their types are a template's."""
    if _KUBERNETES.search(content):
        return False
    return bool(_TEMPLATE.search(content) or (_RESOURCES.search(content) and _RESOURCE_TYPE.search(content)))


def looks_like_ours(content: bytes) -> bool:
    """Tell whether content that cannot be parsed was probably meant for us: a broken file of a folder is then reported."""
    return _OURS.search(content[:1_000_000].replace(b"\0", b"")) is not None  # without the NULs of UTF-16
