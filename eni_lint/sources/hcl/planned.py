"""The source of a plan: whether the files at hand are those that it was made of, and what is taken from them if so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.sources.hcl.joins import Joins
from eni_lint.sources.hcl.loading import MAX_DEPTH, Loaded
from eni_lint.sources.hcl.source_map import SourceMap, address_parts
from eni_lint.sources.terraform.shape import object_or_none

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from eni_lint.sources.hcl.sources import ModuleSource

UNLIKE = (
    "The Terraform files in {} are not those of the plan: they declare {} of its {} blocks, and {} others. No lines are named."
)
UNREADABLE = "Parts of the Terraform files of the plan cannot be read, and findings name no lines there: {}."
_SHOWN = 3


class PlanSource(NamedTuple):
    """What source there is: ``joins`` and ``written`` are None without one that fits; ``notes`` say why."""

    joins: Joins | None = None
    written: SourceMap | None = None
    notes: tuple[str, ...] = ()


def source_of_plan(data: Any, plan: Mapping[str, Any], folders: Sequence[str]) -> PlanSource:
    """Read the first of the folders whose files are those of the plan. ``data`` is the document, ``plan`` the plan within it."""
    notes: tuple[str, ...] = ()
    for folder in folders:
        loaded = Loaded(folder)
        shared, wanted, others = _compared(plan, loaded.root)
        unreadable = _unreadable(loaded)
        # Files may have been edited since. Names such as aws_vpc.main stand in the files of many.
        if 3 * shared >= 2 * wanted and others <= shared:
            return PlanSource(Joins(plan, loaded.root), SourceMap(data, loaded.root), unreadable)
        notes = notes or (UNLIKE.format(folder, shared, wanted, others), *unreadable)
    return PlanSource(notes=notes)


def _compared(plan: Mapping[str, Any], root: ModuleSource) -> tuple[int, int, int]:
    """Count the blocks that both declare, all that the plan was made of, and those that only the files declare."""
    configuration = object_or_none(plan.get("configuration"))
    written = object_or_none(configuration.get("root_module"))
    if written:
        return _compared_modules(written, root, 0)
    rows = plan.get("resource_changes")
    managed = [row for row in rows if isinstance(row, dict) and row.get("mode") == "managed"] if isinstance(rows, list) else []
    # What the plan deletes may be gone from the files.
    wanted = {address_parts(row) for row in managed if object_or_none(row.get("change")).get("actions") != ["delete"]}
    return sum(1 for modules, name in wanted if _declares(root, modules, name)), len(wanted), 0


def _compared_modules(written: Mapping[str, Any], module: ModuleSource, depth: int) -> tuple[int, int, int]:
    resources = written.get("resources")
    calls = object_or_none(written.get("module_calls"))
    named = {_name(r) for r in (resources if isinstance(resources, list) else ()) if isinstance(r, dict)}
    wanted = {*named, *(f"module.{name}" for name in calls)}
    declared = {*module.blocks, *(f"module.{name}" for name in module.calls)}
    shared, all_wanted, others = len(wanted & declared), len(wanted), len(declared - wanted)
    for name, call in calls.items():
        below = module.called(name) if name in module.calls and depth < MAX_DEPTH else None
        inner = object_or_none(object_or_none(call).get("module"))
        if below is not None and inner:
            counts = _compared_modules(inner, below, depth + 1)
            shared, all_wanted, others = shared + counts[0], all_wanted + counts[1], others + counts[2]
    return shared, all_wanted, others


def _name(resource: Mapping[str, Any]) -> str:
    prefix = "data." if resource.get("mode") == "data" else ""
    return f"{prefix}{resource.get('type')}.{resource.get('name')}"


def _declares(root: ModuleSource, modules: Iterable[str], name: str) -> bool:
    """Tell whether a resource is declared; one of a module that is not at hand is, where the module is called."""
    module = root
    for called in modules:
        if called not in module.calls:
            return False
        below = module.called(called)
        if below is None:
            return True
        module = below
    return name in module.blocks


def _unreadable(loaded: Loaded) -> tuple[str, ...]:
    faults = [f"{fault.where}: {fault.what}" for fault in dict.fromkeys(loaded.faults)]
    if not faults:
        return ()
    more = f" and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
    return (UNREADABLE.format("; ".join(faults[:_SHOWN]) + more),)
