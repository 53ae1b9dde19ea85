"""Finds the files that were named, and groups the describe output of one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SUFFIXES = (".json", ".yaml", ".yml", ".template", ".json.gz", ".tfstate")
LEFT_OUT = {"node_modules", "__pycache__"}  # besides everything whose name begins with a dot


CONFIGURATION = (".tf", ".tf.json")
OF_MODULE = (*CONFIGURATION, ".tfvars", ".tfvars.json")


class Named(msgspec.Struct, frozen=True):
    """A file to look at. ``explicit``: it was named itself, so that it must be something we can read.

    ``module``: it is no file but the folder of a Terraform module.
    """

    path: str
    explicit: bool
    module: bool = False


def find(paths: Sequence[str]) -> Iterator[Named | SourceError]:
    """Give every file that the paths name, folders walked in the order of names, none twice."""
    seen: set[str] = set()
    for path in paths:
        for found in _below(path):
            if isinstance(found, SourceError):
                yield found
            elif (key := os.path.realpath(found.path)) not in seen or found.path == "-":
                seen.add(key)
                yield found


def _below(path: str) -> Iterator[Named | SourceError]:
    if path == "-":
        yield Named("-", explicit=True)
    elif not path:
        yield SourceError("the path is empty", do="Name a file or a folder; a variable of the shell may be unset.")
    elif Path(path).is_dir():
        yield from _walk(path)
    elif path.endswith(OF_MODULE) and Path(path).is_file():
        yield Named(str(Path(path).parent), explicit=True, module=True)
    else:
        yield Named(path, explicit=True)


def _walk(folder: str) -> Iterator[Named | SourceError]:
    faults: list[OSError] = []
    for parent, folders, names in os.walk(folder, onerror=faults.append):
        folders[:] = sorted(f for f in folders if not f.startswith(".") and f not in LEFT_OUT)
        configured = any(name.endswith(CONFIGURATION) for name in names)
        if configured:
            yield Named(parent, explicit=False, module=True)
        for name in sorted(names):
            if name.endswith(OF_MODULE):
                continue
            if configured and name.endswith(".tfstate"):
                continue  # the state of a configuration that is read itself would only say everything twice
            if name.endswith(SUFFIXES) and not name.startswith("."):
                yield Named(str(Path(parent) / name), explicit=False)
    for fault in faults:
        yield SourceError(
            f"the folder cannot be listed: {fault.strerror}",
            where=str(fault.filename),
            do="Give it read permission, or leave it out.",
        )


def snapshot_folder(path: str) -> str:
    """Name the snapshot that a describe file belongs to: its folder, or the one above where a folder holds one call's answers."""
    if path == "-":
        return path
    folder = Path(path).parent
    if folder.name.startswith(("ec2-describe-", "ec2-get-", "describe-")):
        folder = folder.parent
    return str(folder)


def source_folder(plan: str, told: str = "") -> str:
    """Find the root module that a plan was made of: where the user says, beside the plan, or at the top of its repository."""
    if told:
        return told
    beside = Path() if plan == "-" else Path(plan).parent
    if _is_module(beside):
        return str(beside)
    top = next((folder for folder in (beside.absolute(), *beside.absolute().parents) if (folder / ".git").exists()), None)
    if top is None or not _is_module(top):
        return ""
    near = os.path.relpath(top)
    return str(top) if near.startswith("..") else near


def _is_module(folder: Path) -> bool:
    try:
        return any(path.name.endswith(CONFIGURATION) for path in folder.iterdir())
    except OSError:
        return False
