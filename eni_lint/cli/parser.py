"""What the command line looks like: commands, options, their help."""

from __future__ import annotations

import argparse
from typing import NoReturn

from eni_lint import __version__
from eni_lint.cli.reporting import reporting_options

# As in reporters.REPORTERS, which takes longer to import than --help to run.
FORMATS = ("text", "sarif", "github-sarif", "json", "github", "markdown", "junit", "gitlab", "csv", "asff")
KINDS = ("declared", "terraform-plan", "terraform-state", "terraform", "cloudformation", "aws-config", "describe")
BASELINE = "eni-lint.baseline.yaml"
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
    _hook_command(commands)
    _rules_command(commands)
    _explain_command(commands)
    _limits_command(commands)
    _convert_command(commands)
    _schema_command(commands)
    _baseline_commands(commands)
    _config_commands(commands)
    _why_command(commands)
    _subnets_command(commands)
    _live_commands(commands)
    _completion_command(commands)
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
    check.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    checking_options(check)


def _hook_command(commands: argparse._SubParsersAction[Parser]) -> None:
    hook = commands.add_parser(
        "hook",
        help="check the files that are about to be committed, as pre-commit does",
        description=(
            "Checks the files that are about to be committed: of Terraform the root modules that they belong to, of all other "
            "files those that are ours. Says nothing about the rest. The profile is gate unless another one is set."
        ),
        epilog=EXIT_STATUSES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    hook.add_argument("paths", nargs="*", metavar="FILE", help="a file that is about to be committed")
    checking_options(hook)


def checking_options(command: Parser) -> None:
    """Add the options of everything that checks and reports."""
    command.set_defaults(only_ours=False)
    add = command.add_argument
    kind_option(command)
    add(
        "--format",
        choices=FORMATS,
        default="text",
        metavar="FORMAT",
        help=f"what goes to standard output: {', '.join(FORMATS)} (default: text)",
    )
    add("--output", action="append", default=[], metavar="FORMAT=FILE", help="write a report to a file as well; may be repeated")
    rule_options(command)
    reading_options(command)
    config_options(command)
    overlay_options(command)
    reporting_options(command)
    add("--allow-empty", action="store_true", help="exit with 0 when there is nothing to check in what was named")
    add("-v", "--verbose", action="store_true", help="show every finding and everything undecided, each on its own")
    add("-q", "--quiet", action="store_true", help="leave the summary and the notes out")
    add("--statistics", action="store_true", help="print how often each rule found something, instead of the findings")
    add("--list-files", action="store_true", help="print what would be checked and what it is, and check nothing")
    add(
        "--color",
        choices=("auto", "always", "never"),
        default="auto",
        help="colours (default: auto: on a terminal, unless NO_COLOR is set)",
    )


def rule_options(command: Parser) -> None:
    """Add the options that choose rules and what fails."""
    group = command.add_argument_group("rules")
    add = group.add_argument
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
        help="the mildest severity that fails (default: warning)",
    )
    add("--baseline", default="", metavar="FILE", help="fail on findings only that are not in this baseline, or have changed")
    add("--no-baseline", action="store_true", help="compare with no baseline, though the configuration names one")
    add("--waivers", action="append", default=[], metavar="FILE", help="a file of waivers; may be repeated")
    add("--diff-base", default="", metavar="REV", help="report only what is said about what changed since a revision of git")
    add(
        "--changes-only",
        action="store_true",
        help="of a plan, report only what concerns resources that it creates, changes or takes away",
    )
    add("--fail-on-undecided", action="store_const", const=True, help="fail when a rule cannot tell, too")


def config_options(command: Parser) -> None:
    """Add the options that say by which settings to go."""
    group = command.add_argument_group("configuration")
    pack_options(group)
    add = group.add_argument
    add("--profile", choices=("gate", "audit", "pedantic"), help="a set of settings with a purpose (default: audit)")
    add(
        "--profile-unless-set",
        choices=("gate", "audit", "pedantic"),
        help="the profile to use when neither the command line nor the configuration file names one",
    )
    add("--force-exclude", action="store_true", help="leave excluded files out even when they are named, as hooks do")


def overlay_options(command: Parser) -> None:
    """Add the options that say what documents are laid over."""
    group = command.add_argument_group("what is really there")
    add = group.add_argument
    add(
        "--with",
        action="append",
        default=[],
        dest="over",
        metavar="SNAPSHOT",
        help="lay plans, templates and declared YAML over a snapshot ('eni-lint snapshot', or describe output); may be repeated",
    )
    add(
        "--with-live",
        action="append",
        nargs="?",
        const="",
        default=[],
        metavar="REGION",
        help="lay them over what AWS holds now, in the profile's region or in this one; may be repeated",
    )
    add("--snapshot-max-age", type=float, default=24.0, metavar="HOURS", help="say so when a snapshot is older (default: 24)")


def kind_option(command: Parser) -> None:
    """Add the option that says what the files are."""
    command.add_argument("--kind", choices=KINDS, default="", help="what the files are, instead of telling by content")


def reading_options(command: Parser) -> None:
    """Add the options that say how inputs are to be read."""
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
    rules = commands.add_parser(
        "rules",
        help="list the rules; write, check and test your own",
        description="Lists the rules. With an action: writes, checks and tests rules of your own.",
    )
    rules.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")
    rules.add_argument(
        "--category", action="append", default=[], metavar="CATEGORY", help="only the rules of that category; may be repeated"
    )
    pack_options(rules)
    actions = rules.add_subparsers(title="actions", dest="action", metavar="ACTION")
    new = actions.add_parser(
        "new", help="write a first file for a rule of your own", description="Writes a first file for a rule of your own."
    )
    new.add_argument(
        "file", metavar="FILE", help="where, such as policy/tags/missing-owner-tag.yaml: the file name is the rule's id"
    )
    new.add_argument(
        "--over", default="network_interfaces", metavar="KIND", help="what the rule looks at (default: network_interfaces)"
    )
    for name, text in (
        ("check", "tell everything that is wrong in rules of your own"),
        ("test", "run the examples of rules of your own"),
    ):
        action = actions.add_parser(name, help=text, description=f"{text.capitalize()}.")
        action.add_argument(
            "packs", nargs="*", metavar="PACK", help="folders or installed packs (default: those of the configuration)"
        )
        action.add_argument("--config", metavar="FILE", help="the configuration file that names the packs")
        action.add_argument("--no-config", action="store_true", help="read no configuration file")
        action.add_argument("-v", "--verbose", action="store_true", help="show what is well, too")


def file_options(command: argparse._ActionsContainer) -> None:
    """Add the options that say which configuration file to read."""
    add = command.add_argument
    add("--config", metavar="FILE", help="the configuration file (default: the nearest eni-lint.yaml above the working folder)")
    add("--no-config", action="store_true", help="read no configuration file")


def pack_options(command: argparse._ActionsContainer) -> None:
    """Add the options that say where rules of one's own are."""
    file_options(command)
    add = command.add_argument
    add(
        "--rules",
        action="append",
        default=[],
        metavar="PACK",
        help="rules of your own: a folder of rule files, or the name of an installed pack; may be repeated",
    )


def _explain_command(commands: argparse._SubParsersAction[Parser]) -> None:
    explain = commands.add_parser(
        "explain", help="explain a rule", description="Explains a rule: why, fix, parameters, examples. Works offline."
    )
    explain.add_argument("rule", metavar="RULE", help="the rule's id")
    pack_options(explain)


def _limits_command(commands: argparse._SubParsersAction[Parser]) -> None:
    limits = commands.add_parser(
        "limits",
        help="show what instance types carry",
        description="Shows what instance types can carry: interfaces (per network card), addresses, prefixes and more.",
    )
    limits.add_argument("types", nargs="+", metavar="TYPE", help="an instance type, such as m6i.large")
    limits.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")


def _convert_command(commands: argparse._SubParsersAction[Parser]) -> None:
    convert = commands.add_parser(
        "convert",
        help="write any input as declared YAML",
        description=(
            "Writes whatever eni-lint reads as declared YAML: a way to start a policy file from an account or a plan. Checking "
            "the file gives the findings that checking the input gives."
        ),
    )
    convert.add_argument("inputs", nargs="+", metavar="INPUT", help="a file, a folder, or - for standard input")
    convert.add_argument(
        "--output",
        default="",
        metavar="FILE",
        help="the file to write, or a folder (with a slash at its end) for a file for each input (default: standard output)",
    )
    convert.set_defaults(only_ours=False, force_exclude=False)
    convert.add_argument("--kind", default="", metavar="KIND", help="what the files are, instead of telling by content")
    reading_options(convert)


def _schema_command(commands: argparse._SubParsersAction[Parser]) -> None:
    schema = commands.add_parser(
        "schema", help="print a JSON schema", description="Prints a JSON schema; without a name, lists them all."
    )
    schema.add_argument("name", nargs="?", default="", metavar="NAME", help="declared, report, rule, config or another one")


def _baseline_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    baseline = commands.add_parser(
        "baseline",
        help="write, bring up to date and show a baseline of known findings",
        description="Writes, brings up to date and shows a baseline: findings that are known and accepted for now.",
    )
    actions = baseline.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    create = actions.add_parser(
        "create", help="write the findings of the inputs to a new baseline", description="Writes the findings to a new baseline."
    )
    create.add_argument("--force", action="store_true", help="write over a baseline that is there")
    update = actions.add_parser(
        "update",
        help="drop what is gone from a baseline",
        description="Drops what is gone from a baseline. What is new or has changed is added with --accept-new only.",
    )
    update.add_argument("--accept-new", action="store_true", help="add what is new, and take over what has changed")
    for command in (create, update):
        command.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
        command.add_argument(
            "--output", default="", metavar="FILE", help=f"the baseline (default: the configuration's, or {BASELINE})"
        )
        _baseline_inputs(command)
    show = actions.add_parser("show", help="list what a baseline holds", description="Lists what a baseline holds.")
    show.add_argument(
        "file", nargs="?", default="", metavar="FILE", help=f"the baseline (default: the configuration's, or {BASELINE})"
    )
    show.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")
    config_options(show)


def _baseline_inputs(command: Parser) -> None:
    command.set_defaults(only_ours=False)
    kind_option(command)
    rule_options(command)
    reading_options(command)
    config_options(command)
    overlay_options(command)


def _config_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    config = commands.add_parser(
        "config", help="show the settings that hold here", description="Shows the settings that hold here."
    )
    actions = config.add_subparsers(title="actions", dest="action", metavar="ACTION", required=True)
    show = actions.add_parser(
        "show",
        help="print every setting and where it comes from",
        description="Prints every setting that holds in this folder, and where it comes from.",
    )
    show.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")
    rule_options(show)
    config_options(show)
    init = commands.add_parser(
        "init",
        help="write a commented configuration file",
        description="Writes a commented configuration file for the repository in this folder.",
    )
    init.add_argument("--file", default="eni-lint.yaml", metavar="FILE", help="its name (default: eni-lint.yaml)")
    init.add_argument("--force", action="store_true", help="write over a file that is there")


def _completion_command(commands: argparse._SubParsersAction[Parser]) -> None:
    completion = commands.add_parser(
        "completion",
        help="print a script that completes commands in a shell",
        description="Prints a script that completes commands, options and files, for your shell to read when it starts.",
    )
    completion.add_argument("shell", choices=("bash", "zsh", "fish", "tcsh", "powershell"), help="the shell")


def _why_command(commands: argparse._SubParsersAction[Parser]) -> None:
    why = commands.add_parser(
        "why",
        help="show what every rule says of one object, and what it looked at",
        description="Shows what is known of one interface, instance or subnet, and what every rule that looked at it said.",
    )
    why.add_argument("subject", metavar="SUBJECT", help="its id, Terraform address or name")
    why.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    why.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")
    why.add_argument("-v", "--verbose", action="store_true", help="show each rule that passes on a line of its own")
    kind_option(why)
    why.set_defaults(only_ours=False)
    rule_options(why)
    reading_options(why)
    config_options(why)


def _subnets_command(commands: argparse._SubParsersAction[Parser]) -> None:
    subnets = commands.add_parser(
        "subnets",
        help="show how full subnets are, and how many prefixes still fit",
        description=(
            "Shows how full the subnets of the inputs are: addresses, delegated prefixes, free aligned /28 blocks, and whose "
            "addresses stand in the way of more."
        ),
    )
    subnets.add_argument("paths", nargs="+", metavar="PATH", help="a file, a folder, or - for standard input")
    subnets.add_argument("--subnet", action="append", default=[], metavar="NAME", help="only this subnet; may be repeated")
    subnets.add_argument("--map", action="store_true", help="draw the blocks of 16 addresses of each subnet")
    subnets.add_argument("--format", choices=("text", "json"), default="text", help="how (default: text)")
    kind_option(subnets)
    subnets.set_defaults(force_exclude=False, only_ours=False)
    reading_options(subnets)


def _live_commands(commands: argparse._SubParsersAction[Parser]) -> None:
    snapshot = commands.add_parser(
        "snapshot",
        help="collect what AWS holds into a folder",
        description=(
            "Collects what AWS holds of interfaces and all around them into a folder: <out>/<account>/<region>/. It only reads. "
            "A run that was cut off goes on where it was when it is started again within the hour."
        ),
    )
    snapshot.add_argument("--out", default="snapshot", metavar="DIR", help="the folder (default: snapshot)")
    snapshot.add_argument("--gzip", action="store_true", help="compress the answers")
    live_options(snapshot)
    file_options(snapshot)
    policy = commands.add_parser(
        "iam-policy",
        help="print the least that a role must be allowed for a snapshot",
        description="Prints the IAM policy with the least that a role must be allowed for a snapshot or an audit.",
    )
    policy.add_argument("--all-regions", action="store_true", help="as for 'snapshot --all-regions'")
    policy.add_argument("--organization", action="store_true", help="as for 'snapshot --organization'")


def live_options(command: Parser) -> None:
    """Add the options that say which accounts and regions are meant."""
    group = command.add_argument_group("accounts and regions")
    add = group.add_argument
    add("--profile", default="", metavar="NAME", dest="aws_profile", help="the AWS profile whose credentials are used")
    add("--region", action="append", default=[], metavar="REGION", help="a region; may be repeated (default: the profile's)")
    add("--all-regions", action="store_true", help="every region that is enabled for the account")
    add("--role-arn", action="append", default=[], metavar="ARN", help="a role to assume, for its account; may be repeated")
    add("--accounts", default="", metavar="FILE", help="a file with an account id or the ARN of a role on each line")
    add("--organization", action="store_true", help="every active account of the organization")
    add(
        "--role-name",
        default="OrganizationAccountAccessRole",
        metavar="NAME",
        help="the role to assume in accounts that are named by id (default: OrganizationAccountAccessRole)",
    )
    add("--external-id", default="", metavar="ID", help="the external id that the roles ask for")
    add("--session-name", default="eni-lint", metavar="NAME", help="what CloudTrail calls the session (default: eni-lint)")
