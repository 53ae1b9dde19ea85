"""Reads a folder of Terraform configuration into a scope. Terraform is not run, and nothing is fetched."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.documents import Document
from eni_lint.errors import SourceError
from eni_lint.sources.hcl.bare import inventory_of
from eni_lint.sources.hcl.configuration import Configuration
from eni_lint.sources.hcl.joins import Joins
from eni_lint.sources.hcl.loading import SUFFIXES, Loaded
from eni_lint.sources.hcl.variables import values_given
from eni_lint.sources.hcl.world import World
from eni_lint.sources.scope import Scope
from eni_lint.sources.terraform.places import plan_places

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping, Sequence
    from typing import Any

    from eni_lint.sources.options import ReadOptions

KIND = "terraform"


def read_configuration(loaded: Loaded, options: ReadOptions) -> Scope:
    """Make the scope of a root module."""
    values, faults = values_given(loaded.folder, options)
    configuration = Configuration(World(loaded.root, values))
    document = Document(
        loaded.folder, KIND, configuration.data, places=plan_places(configuration.data), written=configuration.written
    )
    inventory, mended = inventory_of(document, configuration)
    for pointer, what in mended:
        place = configuration.written(pointer)
        where = f"{place.document.path}:{place.span.start_line}:{place.span.start_column}" if place else loaded.folder
        faults.append(SourceError(what, where=where, do="Terraform refuses it, too: terraform validate tells more."))
    notes = [*configuration.notes, *_unused(loaded, options)]
    return Scope(
        name=loaded.folder,
        kind=KIND,
        inventory=inventory,
        documents=[document],
        notes=notes,
        faults=[*dict.fromkeys(loaded.faults), *faults],
        region=str(configuration.world.regions.get("aws", "")),
    )


def _unused(loaded: Loaded, options: ReadOptions) -> list[str]:
    return [
        f"--var {name}: {loaded.folder} declares no such variable"
        for name in options.variables
        if name not in loaded.root.variables
    ]


def read_modules(folders: Sequence[str], options: ReadOptions, planned: Container[str] = ()) -> Iterator[Scope | SourceError]:
    """Read every root module among the folders: those that no other one calls. What a plan beside it tells is not told twice."""
    loaded = {os.path.realpath(folder): Loaded(folder) for folder in folders if _is_wanted(folder, options)}
    for folder in _roots(loaded):
        if loaded[folder].folder not in planned:
            yield read_configuration(loaded[folder], options)


def _is_wanted(folder: str, options: ReadOptions) -> bool:
    """Tell whether some file of a folder is to be looked at."""
    if options.wanted is None:
        return True
    return any(options.wanted(str(path)) for path in Path(folder).iterdir() if path.name.endswith(SUFFIXES))


def _roots(loaded: Mapping[str, Loaded]) -> list[str]:
    """Give the folders of root modules: with a backend, or called by no other; of modules that call one another, the first."""
    calls = {folder: one.calls() for folder, one in loaded.items()}
    called = {inner for folder, below in calls.items() for inner in below if inner != folder}
    roots = [folder for folder, one in loaded.items() if folder not in called or one.has_backend()]
    reached: set[str] = set()
    for folder in (*roots, *loaded):
        if folder not in reached and folder not in roots:
            roots.append(folder)
        waiting = [folder]
        while waiting:
            place = waiting.pop()
            if place not in reached:
                reached.add(place)
                waiting += calls.get(place, ())
    return [folder for folder in loaded if folder in roots]


def joins_of(plan: Mapping[str, Any], folder: str) -> Joins:
    """Read the source of a plan for the references that the plan does not tell."""
    return Joins(plan, Loaded(folder).root)
