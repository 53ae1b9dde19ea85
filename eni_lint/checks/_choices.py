"""Instance types that are not, or not yet, a host's own: of launchers, of requirements, of a plan that resizes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carried_by, every
from eni_lint.checks._shortfalls import carries_all
from eni_lint.checks._wording import plural
from eni_lint.findings import Problem, Related
from eni_lint.inventory.instance_types import smallest
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.checks import Verdicts
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Instance, Launcher, LaunchTemplate

LEAST_OF_ALL_TYPES = 2
"""Every instance type carries so many interfaces (DescribeInstanceTypes)."""


def choosing(inventory: Inventory) -> Iterator[Launcher | LaunchTemplate]:
    """Walk what launches one of several types, and the templates that have types chosen by attributes."""
    for launcher in inventory.launchers:
        if launcher.launch_template_id is not None and (isinstance(launcher.instance_types, Unknown) or launcher.instance_types):
            yield launcher
    for template in inventory.launch_templates:
        if isinstance(template.instance_requirements, Unknown) or template.instance_requirements:
            yield template


def resized(inventory: Inventory) -> Iterator[Instance]:
    """Walk the instances that a plan changes in place, unless their type certainly stays; an earlier snapshot is no plan."""
    before = inventory.before
    if before is None or inventory.live:
        return
    for instance in inventory.instances:
        change = inventory.changes.get(instance.instance_id)
        earlier = before.instance_by_key.get(instance.instance_id)
        if earlier is not None and change is not None and change.action == "update":
            yield instance


def too_small(inventory: Inventory, launcher: Launcher, template: LaunchTemplate, index: int, reasons: list[str]) -> Problem:
    """Blame one type of a launcher."""
    name = str(known(launcher.instance_types)[index])
    family = inventory.catalog.same_family(name) if inventory.catalog else []
    better = smallest(family, lambda t: carries_all(inventory, template, t))
    advice = f"Replace {name} by {better.instance_type}, or take it off the list" if better else f"Take {name} off the list"
    return Problem(
        at=launcher.origin.place(f"instance_types[{index}]"),
        data={
            "launcher": launcher.origin.address,
            "type": name,
            "template": template.origin.address,
            "reasons": "; ".join(reasons),
            "advice": advice,
        },
        related=(Related(template.origin.place(), "the launch template"),),
        about=name,
    )


def loose_requirements(template: LaunchTemplate, inventory: Inventory) -> Verdicts:
    """Compare InstanceRequirements.NetworkInterfaceCount.Min with the interfaces of the template."""
    carried = carried_by(inventory, template)
    sure, most = len(carried.sure), len(carried.sure) + len(carried.perhaps)
    if most <= LEAST_OF_ALL_TYPES:
        return
    loose = every(
        lambda: bool(known(template.instance_requirements)),
        lambda: (known(template.network_interface_count_min) or 0) < most,
    )
    if not loose:
        return
    least = known(template.network_interface_count_min) or 0
    if sure <= max(least, LEAST_OF_ALL_TYPES):
        raise Undecided(carried.perhaps[0][1])
    yield Problem(
        at=template.origin.place("network_interface_count_min"),
        data={
            "template": template.origin.address,
            "interfaces": plural(sure, "network interface"),
            "least": f"at least {least}" if least else "no number of them",
            "count": sure,
        },
        variant="requirements",
    )


def found(inventory: Inventory, name: str) -> InstanceType:
    """Give what a type carries, by its name; raise Undecided where the catalogue does not have it."""
    return known(inventory.catalog.get(name) if inventory.catalog else no_catalog())


def no_catalog() -> InstanceType | Unknown:
    """Raise Undecided: nothing tells what types carry."""
    raise Undecided(Unknown(Reason.NOT_IN_CATALOGUE, "no catalogue of instance types was loaded"))
