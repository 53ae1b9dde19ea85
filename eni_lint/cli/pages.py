"""Writes the reference of the command line from the parser: ``python -m eni_lint.cli.pages docs/cli.md``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.cli.parser import EXIT_STATUSES, Parser, parser

if TYPE_CHECKING:
    from collections.abc import Iterator

HEAD = """\
# The command line

Written from the parser itself (`make docs`); `eni-lint COMMAND --help` prints the same.
"""


def cli_page() -> str:
    """Give the whole page as Markdown."""
    return "\n".join([HEAD, *_commands("eni-lint", parser()), "## Exit status", "", "```text", *_exit_statuses(), "```", ""])


def _exit_statuses() -> Iterator[str]:
    yield from EXIT_STATUSES.strip().splitlines()[1:]


def _commands(name: str, command: argparse.ArgumentParser) -> Iterator[str]:
    for action in command._actions:  # noqa: SLF001 - argparse has no other way to walk its arguments
        if isinstance(action, argparse._SubParsersAction):  # noqa: SLF001 - likewise
            for inner, below in action.choices.items():
                if isinstance(below, Parser):
                    yield from _command(f"{name} {inner}", below)
                    yield from _commands(f"{name} {inner}", below)


def _command(name: str, command: Parser) -> Iterator[str]:
    positional = [action for action in command._get_positional_actions() if not isinstance(action, argparse._SubParsersAction)]  # noqa: SLF001
    options = [action for action in command._get_optional_actions() if "--help" not in action.option_strings]  # noqa: SLF001
    yield f"## {name}"
    yield ""
    yield command.description or ""
    yield ""
    yield "```text"
    yield " ".join([name, *(["[OPTIONS]"] if options else []), *(_usage(action) for action in positional)])
    yield "```"
    yield ""
    rows = [(_usage(action), action.help) for action in positional]
    rows += [(", ".join(f"{flag}{_value(action)}" for flag in action.option_strings), action.help) for action in options]
    if rows:
        yield "| | |"
        yield "|---|---|"
        yield from (f"| `{_cell(left)}` | {_cell(right or '')} |" for left, right in rows)
        yield ""


def _usage(action: argparse.Action) -> str:
    name = str(action.metavar or action.dest.upper())
    return {"+": f"{name}...", "*": f"[{name}...]", "?": f"[{name}]"}.get(str(action.nargs), name)


def _value(action: argparse.Action) -> str:
    if action.nargs == 0:
        return ""
    name = str(action.metavar) if action.metavar else "|".join(map(str, action.choices or [action.dest.upper()]))
    return f" [{name}]" if action.nargs == "?" else f" {name}"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("%%", "%")


def main(target: str) -> None:
    """Write the page."""
    Path(target).write_text(cli_page(), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
