"""The command line: arguments to a request, the report to reporters, the outcome to an exit status.

Only this package prints. Results go to standard output and everything else to standard error.
"""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NoReturn

from eni_lint import __version__
from eni_lint.errors import EniLintError

if TYPE_CHECKING:
    from collections.abc import Sequence

# As in reporters.REPORTERS, which takes longer to import than --help to run.
FORMATS = ("text", "sarif", "github-sarif", "json", "github", "markdown", "junit", "gitlab", "csv", "asff")
EXIT_STATUSES = """\
exit status:
  0  nothing at or above --fail-on (and nothing undecided with --fail-on-undecided)
  1  findings
  2  the command line, the configuration or a rule file is wrong
  3  incomplete: an input cannot be read, a check crashed, or there was nothing to check
  2 goes before 3, and 3 before 1.
"""


class Parser(argparse.ArgumentParser):
    """argparse, with our way of saying what is wrong."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and where the help is, and exit with status 2."""
        self.exit(2, f"eni-lint: {message}\n  '{self.prog} --help' shows how it is used.\n")


def parser() -> Parser:
    """Describe the command line."""
    top = Parser(
        prog="eni-lint",
        description=(
            "Checks AWS Elastic Network Interfaces in Terraform plans, declared YAML and captured 'aws ec2 describe-*' output."
        ),
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    top.add_argument("--version", action="version", version=f"eni-lint {__version__}")
    commands = top.add_subparsers(title="commands", dest="command", metavar="COMMAND", required=True)
    _check_command(commands)
    _rules_command(commands)
    _explain_command(commands)
    _limits_command(commands)
    return top


def _check_command(commands: argparse._SubParsersAction[Parser]) -> None:
    check = commands.add_parser(
        "check",
        help="check files and folders",
        description=(
            "Checks files and folders. What a file is, is told by its content; every file is checked on its own, and the "
            "describe output of one folder is one snapshot."
        ),
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add = check.add_argument
    add("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    add(
        "--kind",
        choices=("declared", "terraform-plan", "terraform-state", "terraform", "cloudformation", "aws-config", "describe"),
        default="",
        help="what the files are, instead of telling by content",
    )
    add(
        "--format",
        choices=FORMATS,
        default="text",
        metavar="FORMAT",
        help=f"what goes to standard output: {', '.join(FORMATS)} (default: text)",
    )
    add("--output", action="append", default=[], metavar="FORMAT=FILE", help="write a report to a file as well; may be repeated")
    add(
        "--select",
        action="append",
        default=[],
        metavar="RULE",
        help="run these rules or categories only; may be repeated, or joined with commas",
    )
    add("--ignore", action="append", default=[], metavar="RULE", help="leave these rules or categories out; likewise")
    add(
        "--fail-on",
        choices=("error", "warning", "note", "never"),
        default="warning",
        help="the mildest severity that fails (default: warning)",
    )
    add("--fail-on-undecided", action="store_true", help="fail when a rule cannot tell, too")
    _reading_options(check)
    add("--allow-empty", action="store_true", help="exit with 0 when there is nothing to check in what was named")
    add("-v", "--verbose", action="store_true", help="show every finding and everything undecided, each on its own")
    add("-q", "--quiet", action="store_true", help="leave the summary and the notes out")
    add(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: auto: on a terminal, unless NO_COLOR is set)",
    )


def _reading_options(command: Parser) -> None:
    group = command.add_argument_group("reading")
    add = group.add_argument
    add(
        "--source-root",
        default="",
        metavar="DIR",
        help="the Terraform sources of a plan (default: the plan's folder or its git root, when they hold .tf files)",
    )
    add("--no-sources", action="store_true", help="do not look for the Terraform sources of plans")
    add("--var", action="append", default=[], metavar="NAME=VALUE", help="a Terraform input variable; may be repeated")
    add("--var-file", action="append", default=[], metavar="FILE", help="a .tfvars file; may be repeated")
    add(
        "--parameters",
        action="append",
        default=[],
        metavar="FILE|KEY=VALUE",
        help="parameters of CloudFormation templates: a JSON file or one value; may be repeated",
    )


def _rules_command(commands: argparse._SubParsersAction[Parser]) -> None:
    rules = commands.add_parser("rules", help="list the rules", description="Lists the rules.")
    rules.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")
    rules.add_argument(
        "--category", action="append", default=[], metavar="CATEGORY", help="only the rules of that category; may be repeated"
    )


def _explain_command(commands: argparse._SubParsersAction[Parser]) -> None:
    explain = commands.add_parser(
        "explain", help="explain a rule", description="Explains a rule: why, fix, parameters, examples. Works offline."
    )
    explain.add_argument("rule", metavar="RULE", help="the rule's id")


def _limits_command(commands: argparse._SubParsersAction[Parser]) -> None:
    limits = commands.add_parser(
        "limits",
        help="show what instance types carry",
        description="Shows what instance types can carry: interfaces (per network card), addresses, prefixes and more.",
    )
    limits.add_argument("types", nargs="+", metavar="TYPE", help="an instance type, such as m6i.large")
    limits.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")


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
    if args.command == "check":
        from eni_lint.cli.check import check  # noqa: PLC0415 - the cold path: --version and --help need none of it

        return check(args)
    from eni_lint.cli import show  # noqa: PLC0415 - likewise

    command = {"rules": show.rules, "explain": show.explain, "limits": show.limits}[args.command]
    return command(args)
