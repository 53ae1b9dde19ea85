"""The command line: arguments to a request, the report to reporters, the outcome to an exit status.

Only this package prints. Results go to standard output and everything else to standard error.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING

from eni_lint.cli.parser import parser
from eni_lint.errors import EniLintError

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
    try:
        status = _run(parser().parse_args(argv))
    except EniLintError as fault:
        print(f"eni-lint: {fault}", file=sys.stderr)
        return fault.exit_status
    except KeyboardInterrupt:
        return 130
    return status


def _run(args: argparse.Namespace) -> int:
    name = " ".join(part for part in (args.command, getattr(args, "action", None)) if part)
    module, _, function = COMMANDS[name].partition(":")
    status: int = getattr(import_module(f"eni_lint.cli.{module}"), function)(args)
    return status
