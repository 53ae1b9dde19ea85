"""``eni-lint completion SHELL``: a script that completes commands, options and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.cli.parser import parser
from eni_lint.cli.stdout import put

if TYPE_CHECKING:
    import argparse

FILES = {"PATH", "FILE", "PACK", "INPUT"}
FOLDERS = {"DIR", "SNAPSHOT"}


def completion(args: argparse.Namespace) -> int:
    """Print the script for a shell."""
    import shtab  # noqa: PLC0415 - only this command needs it

    top = parser()
    _complete(top, shtab)
    put(shtab.complete(top, shell=args.shell))
    return 0


def _complete(command: argparse.ArgumentParser, shtab: Any) -> None:
    """Say which arguments are files and folders: their names in the help say so."""
    for action in command._actions:  # noqa: SLF001 - argparse has no other way to walk its arguments
        if isinstance(action.choices, dict):
            for inner in action.choices.values():
                _complete(inner, shtab)
        elif action.metavar in FILES:
            action.complete = shtab.FILE  # type: ignore[attr-defined]
        elif action.metavar in FOLDERS:
            action.complete = shtab.DIRECTORY  # type: ignore[attr-defined]
