"""The command line: arguments to a request, the report to reporters, the outcome to an exit status.

Only this package prints. Results go to standard output and everything else to standard error.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from eni_lint.cli.parser import parser
from eni_lint.cli.stderr import keep_stderr
from eni_lint.cli.stdout import show
from eni_lint.cli.stopping import INTERRUPTED, Stopped, stoppable
from eni_lint.errors import EniLintError, UsageError

if TYPE_CHECKING:
    import argparse
    from collections.abc import Sequence

# Imported when it is run: --version and --help need none of them.
COMMANDS = {
    "check": "check:check",
    "hook": "hook:hook",
    "rules": "show:rules",
    "rules new": "own_rules:new",
    "rules check": "own_rules:check",
    "rules test": "own_rules:test",
    "explain": "show:explain",
    "limits": "show:limits",
    "schema": "schema:schema",
    "convert": "convert:convert",
    "baseline create": "baseline:create",
    "baseline update": "baseline:update",
    "baseline show": "baseline:show",
    "config show": "config:show",
    "init": "config:init",
    "why": "why:why",
    "subnets": "subnets:subnets",
    "snapshot": "snapshot:snapshot",
    "iam-policy": "snapshot:policy",
    "completion": "completion:completion",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command and give its exit status."""
    keep_stderr()
    try:
        with stoppable():
            return _run(_parsed(argv))
    except EniLintError as fault:
        from eni_lint.reporters.harmless import in_lines  # noqa: PLC0415 - only for what goes wrong

        print(f"eni-lint: {in_lines(str(fault))}", file=sys.stderr)
        return fault.exit_status
    except OSError as fault:  # of a path that nobody thought of: a name that is too long, a folder that may not be entered
        where = f"{fault.filename}: " if fault.filename else ""
        print(f"eni-lint: {where}{fault.strerror or fault}", file=sys.stderr)
        return UsageError.exit_status
    except Stopped as stop:
        return stop.exit_status
    except KeyboardInterrupt:
        return INTERRUPTED


def _parsed(argv: Sequence[str] | None) -> argparse.Namespace:
    try:
        return parser().parse_args(argv)
    except SystemExit:  # after --help and --version: the end of the process would complain of an output that is gone
        show(lambda _: None)
        raise


def _run(args: argparse.Namespace) -> int:
    name = " ".join(part for part in (args.command, getattr(args, "action", None)) if part)
    module, _, function = COMMANDS[name].partition(":")
    status: int = getattr(import_module(f"eni_lint.cli.{module}"), function)(args)
    return status
