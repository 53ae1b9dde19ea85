"""The page about the declared format is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from declared_corpus import FIXTURES, read, schema, validator
from test_declared_errors import faults

from eni_lint.app import Request, run
from eni_lint.findings import Severity
from eni_lint.sources.declared import parse_declared
from eni_lint.sources.declared.marks import TOP

PAGE = (Path(__file__).parents[2] / "docs" / "declared.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
MODELINE = "# yaml-language-server: $schema="


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_is_read_and_valid(example):
    assert len(read(example)) > 0
    assert validator().is_valid(parse_declared(example, "example").data)


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example_has_neither_errors_nor_warnings(example, tmp_path):
    file = tmp_path / "example.yaml"
    file.write_text(example, encoding="utf-8")

    report = run(Request(paths=[str(file)]))

    assert ([], 1) == (report.unreadable, len(report.scopes))
    assert [(f.rule_id, f.message) for f in report.scopes[0].findings if f.severity is not Severity.NOTE] == []
    assert report.scopes[0].errored == []


def test_every_section_is_named():
    assert [section for section in TOP if section not in PAGE and section not in {"region", "account"}] == []


def test_modeline_names_the_schema():
    assert EXAMPLES[0].splitlines()[0] == MODELINE + schema()["$id"]


def test_modeline_of_the_fixture_finds_the_schema():
    first = (FIXTURES / "everything.yaml").read_text(encoding="utf-8").splitlines()[0]

    assert (FIXTURES / first.removeprefix(MODELINE)).resolve().is_file()


def test_errors_are_as_shown():
    text = """eni_lint: 1
network_interfaces:
  web:
    subnet_id: app

subnets:
  app-a:
    cidr_blok: 10.0.0.0/24
"""
    shown = re.search(r"```text\n(.*?)\n```", PAGE, re.DOTALL).group(1)

    assert [line.replace("file.yaml", "estate.yaml") for line in faults(text)] == shown.split("\n")
