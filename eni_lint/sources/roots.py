"""Which Terraform root modules a changed file belongs to: those that call its module, whatever the number of steps.

Only lines that look like the source of a local module are read, so that a hook pays little in a repository of many modules.
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

CONFIGURATION = (".tf", ".tf.json")
SUFFIXES = (*CONFIGURATION, ".tfvars", ".tfvars.json")
_LOCAL_SOURCE = re.compile(rb"""["']?source["']?\s*[=:]\s*["'](\.\.?/[^"'$]*)["']""")
_LEFT_OUT = {"node_modules", "__pycache__"}


def is_terraform(path: str) -> bool:
    """Tell whether a file is part of a Terraform module."""
    return path.endswith(SUFFIXES)


def repository_of(path: Path) -> Path:
    """Give the top of the repository that holds a path, or the folder itself where there is none."""
    folder = path.resolve()
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def root_modules(files: Iterable[str], repository: Path) -> list[str]:
    """Give a configuration file of each root module that the files are part of, in the order of the modules' paths.

    A folder without configuration (only variables were left in it) has no module.
    """
    callers, some_file = _calls(repository)
    roots: set[Path] = set()
    for file in files:
        folder = Path(file).resolve().parent
        roots |= _roots_above(folder, callers)
    return [_near(some_file[folder]) for folder in sorted(roots) if folder in some_file]


def _near(path: Path) -> str:
    near = os.path.relpath(path)
    return str(path) if near.startswith("..") else near


def _calls(repository: Path) -> tuple[dict[Path, set[Path]], dict[Path, Path]]:
    """Read which folder calls which, and a configuration file of each."""
    callers: dict[Path, set[Path]] = defaultdict(set)
    some_file: dict[Path, Path] = {}
    for parent, folders, names in os.walk(repository):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in _LEFT_OUT)
        folder = Path(parent)
        for name in sorted(names):
            if not name.endswith(CONFIGURATION):
                continue
            some_file.setdefault(folder, folder / name)
            try:
                content = (folder / name).read_bytes()
            except OSError:
                continue  # who checks the module tells that it cannot be read
            for source in _LOCAL_SOURCE.findall(content):
                called = Path(os.path.normpath(folder / os.fsdecode(source)))
                callers[called].add(folder)
    return callers, some_file


def _roots_above(folder: Path, callers: dict[Path, set[Path]]) -> set[Path]:
    """Climb to the modules that nothing calls; where modules call one another in a ring, the first of the ring stands for it."""
    seen: set[Path] = set()
    roots: set[Path] = set()
    waiting = [folder]
    while waiting:
        place = waiting.pop()
        if place in seen:
            continue
        seen.add(place)
        above = callers.get(place, set()) - {place}
        if above:
            waiting.extend(above)
        else:
            roots.add(place)
    return roots or {min(seen)}
