"""Finds the files that were named, and groups the describe output of one folder."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.errors import SourceError, UsageError

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
    elif os.path.isdir(path):  # noqa: PTH112 - Path's own raises an error where it may not look, or the name is too long
        yield from _walk(path)
    elif path.endswith(OF_MODULE) and os.path.isfile(path):  # noqa: PTH113 - likewise
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


def check_source_root(told: str) -> None:
    """Raise UsageError where the folder that is to hold the source of plans does not."""
    if not told:
        return
    if not Path(told).is_dir():
        what = "that is no folder" if Path(told).exists() else "there is no such folder"
    elif not _is_module(Path(told)):
        what = "there are no .tf files in this folder that can be read"
    else:
        return
    raise UsageError(f"--source-root: {what}", where=told, do="Name the folder of the root module that the plan was made of.")


def source_folders(plan: str, told: str = "") -> list[str]:
    """Name where the root module of a plan may be: where the user says, else beside it, and at the top of its repository."""
    if told:
        return [told]
    beside = Path() if plan == "-" else Path(plan).parent
    found = [str(beside)] if _is_module(beside) else []
    top = next((folder for folder in (beside.absolute(), *beside.absolute().parents) if (folder / ".git").exists()), None)
    if top is not None and top != beside.absolute() and _is_module(top):
        near = os.path.relpath(top)
        found.append(str(top) if near.startswith("..") else near)
    return found


def _is_module(folder: Path) -> bool:
    try:
        return any(path.name.endswith(CONFIGURATION) for path in folder.iterdir())
    except OSError:
        return False
