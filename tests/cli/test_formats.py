"""``eni-lint check --format`` and ``--output``: every format, from a process."""

import csv
import io
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET

import jsonschema
import pytest

from eni_lint.locate import schema_file
from eni_lint.reporters import REPORTERS

FAULTY = """\
eni_lint: 1
subnets:
  a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
network_interfaces:
  web: {subnet_id: a, description: the web server, private_ip_addresses: [10.0.1.2]}
"""
RULE = "reserved-subnet-address"
ONE = ("--select", RULE)
ACCOUNT = {"AWS_ACCOUNT_ID": "111122223333", "AWS_REGION": "eu-west-1"}
FILES = {
    "github-sarif": lambda text: json.loads(text)["runs"][0]["results"][0]["ruleId"],
    "sarif": lambda text: json.loads(text)["runs"][0]["results"][0]["ruleId"],
    "json": lambda text: json.loads(text)["scopes"][0]["findings"][0]["rule"],
    "github": lambda text: text.partition("(")[2].partition(")")[0],
    "markdown": lambda text: text.splitlines()[4].split("`")[1],
    "junit": lambda text: ET.fromstring(text.encode()).find(".//testcase[failure]").get("name"),
    "gitlab": lambda text: json.loads(text)[0]["check_name"],
    "csv": lambda text: next(csv.DictReader(io.StringIO(text)))["rule"],
    "asff": lambda text: json.loads(text)["Findings"][0]["ProductFields"]["eni-lint/rule"],
    "text": lambda text: text.split()[1],
}


def test_every_format_is_tried_here():
    assert set(REPORTERS) == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_format_goes_to_standard_output(eni_lint, write, name):
    done = eni_lint("check", "--format", name, *ONE, write("net.yaml", FAULTY), env=ACCOUNT)

    assert (1, "") == (done.returncode, done.err)
    assert RULE == FILES[name](done.out)


def test_every_format_goes_to_a_file_beside_the_text(eni_lint, write, tmp_path):
    outputs = [part for name in FILES for part in ("--output", f"{name}=out.{name}")]

    done = eni_lint("check", *outputs, *ONE, write("net.yaml", FAULTY), env=ACCOUNT)

    assert (1, "") == (done.returncode, done.err)
    assert RULE in done.out
    assert dict.fromkeys(FILES, RULE) == {name: read((tmp_path / f"out.{name}").read_text()) for name, read in FILES.items()}


def test_json_is_what_the_schema_says(eni_lint, write):
    done = eni_lint("check", "--format", "json", write("net.yaml", FAULTY), write("broken.json", "{"))
    schema = json.loads(schema_file("report").read_text(encoding="utf-8"))

    jsonschema.validate(json.loads(done.out), schema, cls=jsonschema.Draft202012Validator)
    assert 3 == done.returncode == json.loads(done.out)["exit_status"]


def test_files_for_github_are_numbered(eni_lint, write, tmp_path):
    paths = [write(f"net{n}.yaml", FAULTY) for n in range(21)]

    done = eni_lint("check", "-q", "--output", "github-sarif=out.sarif", *ONE, *paths)

    assert (1, "") == (done.returncode, done.err)
    assert [20, 1] == [len(json.loads((tmp_path / name).read_text())["runs"]) for name in ("out.sarif", "out.2.sarif")]


def test_too_many_runs_for_standard_output_is_status_2(eni_lint, write):
    paths = [write(f"net{n}.yaml", FAULTY) for n in range(21)]

    done = eni_lint("check", "--format", "github-sarif", *ONE, *paths)

    assert (2, "") == (done.returncode, done.out)
    assert "Use --output github-sarif=FILE" in done.err


def test_findings_of_no_account_are_status_2_and_leave_no_file(eni_lint, write, tmp_path):
    done = eni_lint("check", "-q", "--output", "asff=out.json", *ONE, write("net.yaml", FAULTY))

    assert 2 == done.returncode
    assert "Set AWS_ACCOUNT_ID (12 digits) and AWS_REGION." in done.err
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize("args", [("--format", "github"), ("--output", "github=out.txt")])
def test_annotations_add_to_the_summary_of_the_step(eni_lint, write, tmp_path, args):
    write("summary.md", "before\n")

    done = eni_lint("check", *args, *ONE, write("net.yaml", FAULTY), env={"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})

    assert (1, "") == (done.returncode, done.err)
    assert (tmp_path / "summary.md").read_text().startswith("before\n## eni-lint: 1 error\n")


def test_other_formats_leave_the_summary_of_the_step_alone(eni_lint, write, tmp_path):
    eni_lint("check", "--format", "json", write("net.yaml", FAULTY), env={"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")})

    assert not (tmp_path / "summary.md").exists()


def test_summary_that_cannot_be_written_is_status_2(eni_lint, write):
    done = eni_lint("check", "--format", "github", write("net.yaml", FAULTY), env={"GITHUB_STEP_SUMMARY": "missing/summary.md"})

    assert 2 == done.returncode
    assert "GITHUB_STEP_SUMMARY" in done.err


@pytest.mark.parametrize("args", [("--help",), ("check", "--help"), *(("check", "--format", name, "net.yaml") for name in FILES)])
def test_heavy_packages_are_imported_by_their_formats_only(write, tmp_path, args):
    write("net.yaml", FAULTY)
    code = (
        "import sys; sys.argv[0] = 'eni-lint'\n"
        "from eni_lint.cli.main import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(*sorted({'sarif_om', 'rich', 'jsonschema', 'boto3', 'botocore', 'csv'} & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *args], capture_output=True, text=True, check=True, env=os.environ | ACCOUNT, cwd=tmp_path
    )
    heavy = {"sarif": ["sarif_om"], "github-sarif": ["sarif_om"], "csv": ["csv"]}

    assert heavy.get(args[-2] if len(args) > 2 else "", []) == done.stderr.split()
