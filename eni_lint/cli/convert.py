"""``eni-lint convert INPUT...``: whatever can be read, as declared YAML."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.cli.check import CLEAN, INCOMPLETE, reading_of
from eni_lint.cli.stdout import put
from eni_lint.errors import SourceError, UsageError
from eni_lint.reporters.harmless import in_lines
from eni_lint.sources.read import CAN_READ, read_scopes
from eni_lint.sources.scope import Scope
from eni_lint.sources.writing import write_declared

if TYPE_CHECKING:
    import argparse

_ODD = re.compile(r"[^A-Za-z0-9._-]+")


def convert(args: argparse.Namespace) -> int:
    """Convert, and give the exit status: 3 where something could not be read."""
    scopes: list[Scope] = []
    status = CLEAN
    for read in read_scopes(args.inputs, reading_of(args)):
        faults = read.faults if isinstance(read, Scope) else [read]
        for fault in faults:
            print(f"eni-lint: {in_lines(str(fault))}", file=sys.stderr)
            status = INCOMPLETE
        if isinstance(read, Scope):
            scopes.append(read)
    if not scopes:
        if status == CLEAN:
            raise SourceError("there is nothing to convert", where=", ".join(args.inputs), do=CAN_READ)
        return status
    folder = _folder(args.output)
    if len(scopes) > 1 and folder is None:
        raise UsageError(
            f"there are {len(scopes)} inputs to convert, and every one becomes a file of its own",
            do="Name a folder, with a slash at its end: --output declared/",
        )
    taken: set[str] = set()
    for scope in scopes:
        text = _text(scope)
        if folder is not None:
            _write(folder / _file_name(scope, taken), text)
        elif args.output in ("", "-"):
            put(text)
        else:
            _write(Path(args.output), text)
    return status


def _text(scope: Scope) -> str:
    converted = write_declared(scope)
    for note in converted.notes:
        print(f"eni-lint: {in_lines(note)}", file=sys.stderr)
    return converted.text


def _folder(output: str) -> Path | None:
    return Path(output) if output.endswith("/") or (output and Path(output).is_dir()) else None


def _file_name(scope: Scope, taken: set[str]) -> str:
    """Name a file after what it was made of; two of one name get numbers."""
    path = Path(scope.name)
    stem = path.stem if path.suffix in (".json", ".yaml", ".yml", ".template", ".gz") else path.name
    base = _ODD.sub("-", "-".join(filter(None, (path.parent.name, stem)))).strip("-.") or "input"
    name, number = base, 1
    while name in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name)
    return f"{name}.eni-lint.yaml"


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as fault:
        raise UsageError(
            f"the file cannot be written: {fault.strerror}", where=str(path), do="Name a file in a folder that you may write to."
        ) from None
