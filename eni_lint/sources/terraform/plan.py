"""Reads a Terraform plan, as ``terraform show -json PLANFILE`` writes it, into an inventory."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents.collector import collector_paused
from eni_lint.errors import SourceError
from eni_lint.sources.terraform.acts import changes_of
from eni_lint.sources.terraform.attachments import Attachments, read_attachments
from eni_lint.sources.terraform.changes import MAX_DEPTH
from eni_lint.sources.terraform.elastic_ips import read_elastic_ips, read_nat_gateways
from eni_lint.sources.terraform.extras import read_extras
from eni_lint.sources.terraform.found import Found
from eni_lint.sources.terraform.instances import Launches
from eni_lint.sources.terraform.interfaces import Surroundings, read_interfaces, read_permissions, tell_who_refers
from eni_lint.sources.terraform.launchers import read_launchers
from eni_lint.sources.terraform.network import read_network
from eni_lint.sources.terraform.places import plan_places
from eni_lint.sources.terraform.reading import Reading
from eni_lint.sources.terraform.recognise import plan_root, recognises_plan
from eni_lint.sources.terraform.routes import read_routes
from eni_lint.sources.terraform.security import read_groups
from eni_lint.sources.terraform.shape import Misshapen, an_object, list_or_none, object_or_none
from eni_lint.sources.terraform.templates import read_templates

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from eni_lint.documents import Document
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.sources.terraform.exact import Source

__all__ = ["plan_notes", "plan_places", "plan_root", "read_plan", "recognises_plan"]

KNOWN_MAJORS = ("0", "1")


def read_plan(document: Document, source: Source | None = None) -> Inventory:
    """Make the inventory of what there will be once the plan is applied; ``source`` is the configuration's, if there.

    Raises SourceError, with the JSON pointer of what is wrong, for data that are no plan and for a plan of a later format.
    """
    try:
        plan, base = plan_root(an_object(document.data, ""))
        check_version(plan, lambda pointer: _where(document, pointer), base)
        with collector_paused():
            return _inventory(document, plan, base, source)
    except Misshapen as fault:
        raise SourceError(
            f"{fault.pointer or 'the plan'} should be {fault.expected}, not {fault.found}",
            where=_where(document, fault.pointer),
            do="Write the plan anew: terraform show -json PLANFILE > plan.json",
        ) from None


def _inventory(document: Document, plan: dict[str, Any], base: str, source: Source | None) -> Inventory:
    reading = Reading(document, plan, base, source=source)
    found = read_everything(reading)
    if "resource_changes" not in plan:
        return _identified(found.inventory(), reading)
    earlier = Reading(document, plan, base, before=True)
    before = read_everything(earlier)
    changes = changes_of(plan)
    for interface in found.interfaces:
        # What launching makes of a template's entries lives and dies with its instance.
        instance, _, entry = interface.network_interface_id.rpartition("/network_interfaces/")
        if entry and instance in changes:
            changes[interface.network_interface_id] = changes[instance]
    return _identified(found.inventory(_identified(before.inventory(), earlier), changes), reading)


def _identified(inventory: Inventory, reading: Reading) -> Inventory:
    inventory.ids = reading.own_ids
    return inventory


def read_everything(reading: Reading) -> Found:
    """Read all objects that the resources make."""
    found = Found()
    around = Surroundings(reading)
    attachments = Attachments(reading)
    read_network(reading, found)
    read_interfaces(reading, around, found)
    read_templates(reading, around, attachments, found)
    read_attachments(reading, attachments)
    Launches(reading, around, attachments, found).read()
    found.attachments = attachments.all()
    tell_who_refers(reading, found)
    read_launchers(reading, found)
    read_groups(reading, found)
    read_elastic_ips(reading, found)
    read_routes(reading, found)
    read_permissions(reading, found)
    read_nat_gateways(reading, found)
    read_extras(reading, found)
    return found


def check_version(plan: dict[str, Any], where: Callable[[str], str], base: str = "", *, what: str = "plan") -> None:
    """Refuse a format whose major version is not known; a plan without version is one that was cut down.

    What ``terraform show -json`` prints of plans and of states has the same versions.
    """
    version = plan.get("format_version")
    if version is None:
        return
    pointer = f"{base}/format_version"
    if not isinstance(version, str | int | float) or isinstance(version, bool):
        raise Misshapen(pointer, "a version", version)
    if str(version).partition(".")[0] not in KNOWN_MAJORS:
        raise SourceError(
            f"{pointer}: the {what} format is {str(version)[:40]}, and the versions 0.x and 1.x are known",
            where=where(pointer),
            do=f"Update eni-lint, or write the {what} with a Terraform of version 1.",
        )


def _where(document: Document, pointer: str) -> str:
    span = document.span(document.field_pointer(pointer, ""))
    return f"{document.path}:{span.start_line}:{span.start_column}" if span else document.path


def plan_notes(data: Any) -> list[str]:
    """Say why a plan may not show all that there will be."""
    plan, _ = plan_root(object_or_none(data))
    notes = []
    if plan.get("errored") is True:
        notes.append("Planning failed: the plan holds only what was planned until then.")
    left_out = _left_out(plan)
    if plan.get("complete") is False and plan.get("errored") is not True:
        notes.append("The plan is not complete: it was made with -target or leaves changes for a later run.")
    elif left_out:
        notes.append(f"The plan leaves out {left_out} resources of the state: it looks as if it were made with -target.")
    if "configuration" not in plan:
        notes.append("The plan holds no configuration, so that references to what will be created cannot be followed.")
    return notes


def _left_out(plan: dict[str, Any]) -> int:
    """Count the resources of the state that no row of the plan is about: a plan of everything has a row for each."""
    rows = [r for r in list_or_none(plan.get("resource_changes")) if isinstance(r, dict)]
    planned = {r.get(name) for r in rows for name in ("address", "previous_address") if isinstance(r.get(name), str)}
    if not planned:
        return 0
    state = object_or_none(object_or_none(plan.get("prior_state")).get("values")).get("root_module")
    return sum(1 for address in _managed(state) if address not in planned)


def _managed(module: Any, depth: int = 0) -> Iterator[str]:
    module = object_or_none(module)
    for row in list_or_none(module.get("resources")):
        if isinstance(row, dict) and row.get("mode") != "data" and isinstance(row.get("address"), str):
            yield row["address"]
    for child in list_or_none(module.get("child_modules")) if depth < MAX_DEPTH else ():
        yield from _managed(child, depth + 1)
