"""``eni-lint rules new | check | test``: rules of one's own."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from eni_lint.catalog.load import load_catalog
from eni_lint.cli.settings import loaded_config
from eni_lint.cli.stdout import put
from eni_lint.config.settings import settle
from eni_lint.engine.bind import BoundRule
from eni_lint.engine.evaluate import Evaluation, evaluate
from eni_lint.engine.packs import Packs, load_packs
from eni_lint.errors import EniLintError, UsageError
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from eni_lint.checks import Check
    from eni_lint.rulebook.rule import Example, Rule

OK, FAILED = 0, 1
SUBJECTS = {
    "network_interfaces": ('subject.description != null && subject.description != ""', "description"),
    "instances": ('subject.instance_type != "t2.micro"', "instance_type"),
    "launch_templates": ("subject.instance_type != null", "instance_type"),
    "attachments": ("subject.delete_on_termination == true", "delete_on_termination"),
    "subnets": ("prefix_length(subject.cidr_block) <= 26", "cidr_block"),
    "vpcs": ("subject.is_default != true", "is_default"),
    "security_groups": ('subject.group_name != "default"', "group_name"),
    "elastic_ips": ("subject.network_interface_id != null", "network_interface_id"),
    "placement_groups": ('subject.strategy != "spread"', "strategy"),
}
TEMPLATE = """\
# What a finding of this rule is called, as a heading.
title: {title}
severity: warning

# What the rule looks at, one at a time. 'subject' in the expressions is that object, with its neighbours: subject.subnet,
# subject.security_groups, subject.attachment.instance...
over: {over}

# CEL (https://cel.dev). What is not known stays undecided by itself; guard what may be null with != null.
# when: '"Owner" in subject.tags'
expect: |
  {expect}

# One sentence. Placeholders are fields of the subject, or names of 'data' below.
message: "'{{address}}' is not as it should be: {{{field}}}."
# data:
#   owner: subject.tags["Owner"]

# The field to point at.
at: {field}
remedy: Say here what to do.

# 'eni-lint rules test' runs these. Files are in the declared format.
examples:
  fail: []
  pass: []
  undecided: []
"""


def new(args: argparse.Namespace) -> int:
    """Write a first rule file that is sound, and finds something or other."""
    target = Path(args.file)
    if args.over not in SUBJECTS:
        raise UsageError(f"a rule cannot be about {args.over}", do=f"It can be about {', '.join(SUBJECTS)}.")
    if target.suffix not in {".yaml", ".yml"}:
        raise UsageError(f"{args.file}: a rule file ends in .yaml", do="As in policy/tags/missing-owner-tag.yaml")
    if target.exists():
        raise UsageError(f"{target} exists already", do="Give the rule another name.")
    expect, field = SUBJECTS[args.over]
    title = target.stem.replace("-", " ").capitalize()[:70]
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(TEMPLATE.format(title=title, over=args.over, expect=expect, field=field), encoding="utf-8")
    except OSError as fault:
        raise UsageError(f"{target} cannot be written: {fault.strerror}", do="Name a file that you may write.") from None
    put(f"{target} is written. 'eni-lint rules check {target.parent}' tells whether it is sound.\n")
    return OK


def check(args: argparse.Namespace) -> int:
    """Tell everything that is wrong; that is an error of the rule files, with exit status 2."""
    packs = _packs(args)
    for rule in packs.rules if args.verbose else ():
        put(f"{rule.pack}/{rule.category}/{rule.id}: ok\n")
    put(f"{_number(len(packs.rules), 'rule')}, nothing wrong.\n")
    return OK


def test(args: argparse.Namespace) -> int:
    """Run the examples; exit status 1 when the rule says something else of one of them."""
    packs = _packs(args)
    failed = ran = 0
    for rule in packs.rules:
        examples = list(_examples(rule))
        if not examples:
            put(f"{rule.id}: no examples\n")
        for outcome, number, example in examples:
            ran += 1
            wrong = _run(rule, packs.checks[rule.id], outcome, example)
            failed += bool(wrong)
            if wrong or args.verbose:
                put(f"{rule.id}: {outcome} {number} ({example.title}): {wrong or 'ok'}\n")
    bare = sum(1 for rule in packs.rules if not (rule.examples.fail and rule.examples.passing))
    without = f" {_number(bare, 'rule')} without an example that fails and one that passes." if bare else ""
    put(f"{_number(ran, 'example')} of {_number(len(packs.rules), 'rule')}: {failed or 'none'} failed.{without}\n")
    return FAILED if failed else OK


def _packs(args: argparse.Namespace) -> Packs:
    settings = settle(loaded_config(args), {})
    names = [str(Path(name).resolve()) if Path(name).is_dir() else name for name in args.packs] or settings.rule_packs
    if not names:
        raise UsageError("there is no pack of rules to look at", do="Name a folder, or set rule-packs in eni-lint.yaml.")
    packs = load_packs(names, settings.base, load_rulebook())
    if not packs.rules:
        raise UsageError(f"there is no rule in {', '.join(names)}", do="Write one with 'eni-lint rules new FILE'.")
    return packs


def _examples(rule: Rule) -> Iterator[tuple[str, int, Example]]:
    for outcome in ("fail", "passing", "undecided"):
        for number, example in enumerate(getattr(rule.examples, outcome), 1):
            yield outcome.removesuffix("ing"), number, example


def _run(rule: Rule, check: Check, outcome: str, example: Example) -> str:
    """Say in what the rule differs from its example; nothing when it does not."""
    try:
        inventory = read_declared(parse_declared(example.input, f"{rule.id}.yaml"))
    except EniLintError as fault:
        return f"the example cannot be read: {fault}"
    inventory.catalog = load_catalog()
    result = evaluate(inventory, [BoundRule(rule, check, rule.defaults() | example.parameters)])
    if result.errored:
        return f"on {result.errored[0].subject}: {result.errored[0].error}"
    return _differs(outcome, example, result)


def _differs(outcome: str, example: Example, result: Evaluation) -> str:
    found = sorted(finding.at.pointer for finding in result.findings)
    doubts = sorted(doubt.subject.address for doubt in result.undecided)
    said = f"it found something at {', '.join(found) or 'nothing'}, and was undecided about {', '.join(doubts) or 'nothing'}"
    if outcome == "pass":
        if found or doubts:
            return said
        return "" if result.passed else "it looked at nothing: an example in which the rule has no subject proves nothing"
    if outcome == "fail":
        message = result.findings[0].message if result.findings else ""
        if not found or (example.at and sorted(example.at) != found):
            return said
        return f"it said: {message}" if example.message and example.message != message else ""
    if found or not doubts or (example.subjects and sorted(example.subjects) != doubts):
        return said
    return ""


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"
