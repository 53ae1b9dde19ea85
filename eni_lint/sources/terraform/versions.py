"""Which version of a launch template is meant: a plan shows the latest one only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from eni_lint.sources.terraform.parts import Part, Resource

_DEFAULT, _LATEST = "$Default", "$Latest"


def names_latest(template: Resource, part: Part) -> bool:
    """Tell whether a block that names a template surely means the version of it that the plan shows."""
    if not template.exists:
        return True
    version = part.text("version")
    if isinstance(version, Unknown):
        expression = part.pending_expression("version")
        references = expression.get("references") if isinstance(expression, dict) else None
        return isinstance(references, list) and any(str(r).endswith(".latest_version") for r in references)
    latest = template.after.get("latest_version")
    if version in (None, _DEFAULT):
        # Without update_default_version the default one stays behind when the plan makes a new version.
        default = template.after.get("default_version")
        return template.after.get("update_default_version") is True or (default is not None and default == latest)
    return version in (_LATEST, str(latest))
