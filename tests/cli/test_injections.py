"""Names, tags and descriptions that attack what a report is read with: no format lets them through."""

import csv
import io
import json
import re
import xml.etree.ElementTree as ET

import pytest

from eni_lint.app import Request, run
from eni_lint.config.settings import Settings
from eni_lint.reporters import REPORTERS, Options

ATTACKS = {
    "escape": "a\x1b[2J\x1b]0;title\x07",
    "c1": "a\x9b31m",
    "line": "a\r\n::error file=x::injected",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(A1)",
    "table": "a | b | c",
    "script": "<script>alert(1)</script>",
    "image": '<img src=x onerror="alert(1)">',
    "entity": "&lt;b&gt; ]]> <!-- -->",
    "control": "a\x00\x01\x0b\ufffe",
    "direction": "a\u202egnp.exe",
    "mention": "@octocat [click](https://evil.example)",
}
# What a terminal, a spreadsheet, an XML parser or a browser obeys.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def quoted(text):
    return json.dumps(text)


@pytest.fixture
def report(request, tmp_path, monkeypatch):
    """Check a file and a plan in which everything that has a name has that one."""
    name = ATTACKS[request.param]
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCOUNT_ID", "111122223333")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    declared = (
        "eni_lint: 1\nsubnets:\n  a: {cidr_block: 10.0.1.0/24}\nnetwork_interfaces:\n"
        f"  {quoted(name.replace('/', '!'))}: {{subnet_id: a, description: {quoted(name)}, tags: {{{quoted(name)}: {quoted(name)}}},"
        " private_ip_addresses: [10.0.1.2], ipv4_prefixes: [10.0.1.17/28]}\n"
    )
    (tmp_path / "net.yaml").write_text(declared)
    after = {"private_ips": ["10.0.1.10"], "ipv4_prefixes": ["10.0.1.17/28"], "description": name, "tags": {name: name}}
    change = {
        "address": f"aws_network_interface.it[{json.dumps(name)}]",
        "type": "aws_network_interface",
        "name": "it",
        "index": name,
        "mode": "managed",
        "provider_name": "registry.terraform.io/hashicorp/aws",
        "change": {"actions": ["create"], "before": None, "after": after},
    }
    plan = {"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": [change]}
    (tmp_path / "plan.json").write_text(json.dumps(plan))
    return run(Request(paths=["net.yaml", "plan.json"], settings=Settings(only=["prefixes", "addressing", "lifecycle"])))


def text_of(name, report):
    stream = io.StringIO()
    REPORTERS[name](report, stream, Options(color="never", verbose=True))
    return stream.getvalue()


def texts_in(value):
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    if isinstance(value, list):
        for item in value:
            yield from texts_in(item)
    elif isinstance(value, str):
        yield value


every = pytest.mark.parametrize("report", ATTACKS, indirect=True)


@every
def test_the_attack_is_in_what_is_found(report):
    assert [2, 2] == [len([f for f in scope.findings if f.rule_id == "unaligned-prefix"]) + 1 for scope in report.scopes]


@every
@pytest.mark.parametrize("name", REPORTERS)
def test_no_control_character_gets_through(report, name):
    assert [] == CONTROLS.findall(text_of(name, report))


@every
@pytest.mark.parametrize("name", ["json", "sarif", "github-sarif", "gitlab", "asff"])
def test_json_says_what_was_said(report, name):
    assert list(texts_in(json.loads(text_of(name, report))))


@every
def test_xml_is_sound_and_has_no_element_of_a_name(report):
    root = ET.fromstring(text_of("junit", report).encode())

    assert {"testsuites", "testsuite", "testcase", "failure", "error", "skipped"} >= {element.tag for element in root.iter()}


@every
def test_no_cell_is_a_formula(report):
    rows = list(csv.reader(io.StringIO(text_of("csv", report))))

    assert 1 == len({len(row) for row in rows})
    assert not [cell for row in rows for cell in row if cell.lstrip()[:1] in {*"=+-@"} and cell]


@every
def test_markdown_has_no_markup_of_a_name(report):
    text = text_of("markdown", report)
    rows = [line for line in text.splitlines() if line.startswith("|")]
    outside = re.sub(r"(`+).*?\1", "", text)

    assert {5} == {len(re.findall(r"(?<!\\)\|", row)) for row in rows}
    assert not re.search(r"<(?!br>)|(?<!\\)\]\(|@\w", outside)


@every
def test_no_workflow_command_is_begun_by_a_name(report):
    lines = text_of("github", report).splitlines()

    assert all(re.match(r"::(error|warning|notice) ", line) for line in lines)
    assert not any("file=x" in line.partition("::injected")[0].split("::")[1] for line in lines)
