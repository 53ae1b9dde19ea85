"""Tells a Terraform plan by its keys, also one that a tool has put under a key of its own."""

from __future__ import annotations

from typing import Any

WRAPPERS = ("tfplan", "plan")
_KEYS = frozenset({"resource_changes", "planned_values"})


def recognises_plan(data: Any) -> bool:
    """Tell whether the data are a plan, or hold one a level down."""
    return isinstance(data, dict) and (_is_plan(data) or any(_is_plan(data.get(name)) for name in WRAPPERS))


def plan_root(data: dict[str, Any]) -> tuple[dict[str, Any], str]:
    """Give the plan and its JSON pointer."""
    if not _is_plan(data):
        for name in WRAPPERS:
            if _is_plan(data.get(name)):
                return data[name], f"/{name}"
    return data, ""


def _is_plan(data: Any) -> bool:
    if not isinstance(data, dict):
        return False
    # Without resources there is neither; a state has "values".
    return bool(data.keys() & _KEYS) or ("configuration" in data and "terraform_version" in data and "values" not in data)
