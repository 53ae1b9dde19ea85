"""The command line as a whole: every command and option is in the reference, and is used by a test."""

import argparse
import re
from pathlib import Path

from eni_lint.cli.main import COMMANDS
from eni_lint.cli.pages import cli_page
from eni_lint.cli.parser import parser

ROOT = Path(__file__).parents[2]


def walk(name, command):
    yield (
        name,
        [
            flag
            for a in command._get_optional_actions()
            for flag in a.option_strings
            if flag.startswith("--") and flag != "--help"
        ],
    )
    for action in command._actions:
        if isinstance(action, argparse._SubParsersAction):
            for inner, below in action.choices.items():
                yield from walk(f"{name} {inner}", below)


EVERYTHING = dict(walk("eni-lint", parser()))


def test_the_reference_is_that_of_the_parser():
    assert cli_page() == (ROOT / "docs" / "cli.md").read_text("utf-8")


def test_every_command_and_option_is_in_the_reference():
    page = (ROOT / "docs" / "cli.md").read_text("utf-8")

    for name, options in EVERYTHING.items():
        if name == "eni-lint":
            continue
        section = page.split(f"## {name}\n", 1)[1].split("\n## ", 1)[0]
        assert [] == [option for option in options if f"`{option}" not in section and f", {option}" not in section]


def test_every_command_leads_somewhere():
    assert {
        name.removeprefix("eni-lint ") for name in EVERYTHING if name not in {"eni-lint", "eni-lint config", "eni-lint baseline"}
    } == set(COMMANDS)


def test_every_option_is_used_by_a_test():
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py") if path.name != Path(__file__).name)
    used = set(re.findall(r"--[a-z][a-z-]+", code))
    options = {option for found in EVERYTHING.values() for option in found}

    assert [] == sorted(options - used)


def test_every_command_is_used_by_a_test():
    code = "\n".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))

    for name in COMMANDS:
        words = name.split()
        together = r"""["'],\s*["']""".join(words)
        assert re.search(rf"""["']{together}["']""", code), name


def test_every_help_is_a_sentence_without_a_full_stop():
    def helps(command):
        for action in command._actions:
            if isinstance(action, argparse._SubParsersAction):
                for below in action.choices.values():
                    yield from helps(below)
            elif action.dest != "help":
                yield action.help or ""

    assert [] == [text for text in helps(parser()) if not text or text.endswith(".")]
