"""Tells what a file is by its content, before anything is read in full."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

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
    OTHER = ""


IN_WORDS = {Kind.TERRAFORM_STATE: "a Terraform state", Kind.CLOUDFORMATION: "a CloudFormation template"}


NOT_YET = {
    Kind.TERRAFORM_STATE: "Check the plan instead: terraform show -json PLANFILE > plan.json",
    Kind.CLOUDFORMATION: "CloudFormation cannot be checked yet; a Terraform plan, declared YAML or describe output can.",
}

_PLAN_KEYS = {"resource_changes", "planned_values"}
_DECLARED = re.compile(rb"""^(?:\{\s*)?["']?eni[_-]lint["']?[ \t]*:""", re.MULTILINE)
_TEMPLATE = re.compile(rb"^(?:AWSTemplateFormatVersion|Resources)[ \t]*:", re.MULTILINE)
_OURS = re.compile(
    rb'"(?:resource_changes|planned_values|terraform_version|NetworkInterfaces|Reservations|Subnets|eni_lint)"'
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
        (Kind.TERRAFORM_PLAN, bool(_PLAN_KEYS & keys)),
        (Kind.TERRAFORM_STATE, {"values", "terraform_version"} <= keys or {"lineage", "serial"} <= keys),
        (Kind.DESCRIBE, recognises_describe(heads)),
        (Kind.CLOUDFORMATION, "AWSTemplateFormatVersion" in keys or "Resources" in keys),
        (Kind.TERRAFORM_PLAN, bool({"format_version", "terraform_version"} & keys)),
    )
    return next((kind for kind, sign in signs if sign), Kind.OTHER)


def kind_of_yaml(content: bytes) -> Kind:
    """Tell the kind of YAML text by the keys at its left margin."""
    if _DECLARED.search(content):
        return Kind.DECLARED
    return Kind.CLOUDFORMATION if _TEMPLATE.search(content) else Kind.OTHER


def looks_like_ours(content: bytes) -> bool:
    """Tell whether content that cannot be parsed was probably meant for us: a broken file of a folder is then reported."""
    return _OURS.search(content[:1_000_000].replace(b"\0", b"")) is not None  # without the NULs of UTF-16
