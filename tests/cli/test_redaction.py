"""``--redact`` and the options of SARIF, from a process."""

import json
import re
import shutil
from pathlib import Path

import pytest

from eni_lint.reporters import REPORTERS

ACCOUNT = Path(__file__).resolve().parent.parent.parent / "examples" / "account"
LEAKS = re.compile(
    r"(?<![0-9A-Za-z])\d{12}(?![0-9A-Za-z])|arn:aws:ec2|(?<![\d.])(?!0\.0\.0\.0|127\.)\d{1,3}(?:\.\d{1,3}){3}(?![\d.])"
)
KEY = {"ENI_LINT_REDACT_KEY": "secret", "SOURCE_DATE_EPOCH": "86400"}
FORMATS = [name for name in REPORTERS if name != "asff"]


def without_rules(text):
    """Leave the texts of the rules out, whose examples have addresses of nobody."""
    log = json.loads(text)
    for run in log["runs"]:
        run["tool"]["driver"]["rules"] = []
    return json.dumps(log)


@pytest.fixture
def account(tmp_path):
    shutil.copytree(ACCOUNT, tmp_path / "111122223333" / "eu-west-1")
    return "111122223333"


def test_no_format_of_a_captured_account_leaks(eni_lint, account, tmp_path):
    outputs = [part for name in FORMATS for part in ("--output", f"{name}=out.{name}")]
    summary = {"GITHUB_STEP_SUMMARY": str(tmp_path / "summary.md")}

    done = eni_lint("check", "-v", "--redact", "account,arn", "--redact", "ip", *outputs, account, env=KEY | summary)
    texts = {name: (tmp_path / f"out.{name}").read_text() for name in FORMATS}
    texts |= {name: without_rules(texts[name]) for name in ("sarif", "github-sarif")}
    texts |= {"stdout": done.out, "stderr": done.err, "summary": (tmp_path / "summary.md").read_text()}

    assert 1 == done.returncode, done.err
    assert {} == {name: LEAKS.findall(text) for name, text in texts.items() if LEAKS.search(text)}


def test_tokens_are_those_of_every_other_run(eni_lint, account, tmp_path):
    for name in ("one", "two"):
        eni_lint("check", "-q", "--redact", "account,arn,ip", "--output", f"sarif={name}.sarif", account, env=KEY)

    assert (tmp_path / "one.sarif").read_bytes() == (tmp_path / "two.sarif").read_bytes()


def test_errors_are_hidden_too(eni_lint, write):
    write("111122223333/broken.json", "{")

    done = eni_lint(
        "check", "--format", "json", "--redact", "account", "111122223333/broken.json", "--config", "c/444455556666.yaml", env=KEY
    )
    other = eni_lint("check", "--format", "json", "--redact", "account", "111122223333/broken.json", env=KEY)

    assert [2, 3] == [done.returncode, other.returncode]
    assert "444455556666" not in done.err
    assert "111122223333" not in other.out + other.err
    assert "account-" in done.err
    assert "account-" in other.err


def test_without_a_key_one_is_warned(eni_lint, write):
    write("net.yaml", "eni_lint: 1\n")

    loud, quiet, keyed = (
        eni_lint("check", "--redact", "ip", *args, "net.yaml", env=env) for args, env in (((), {}), (("-q",), {}), ((), KEY))
    )

    assert "ENI_LINT_REDACT_KEY" in loud.err
    assert "" == quiet.err == keyed.err


@pytest.mark.parametrize(
    ("option", "value"), [("--redact", "names"), ("--redact", ","), ("--sarif-include", "all"), ("--sarif-anchor", "none.yaml")]
)
def test_what_there_is_not_is_status_2(eni_lint, write, option, value):
    write("net.yaml", "eni_lint: 1\n")

    done = eni_lint("check", option, value, "net.yaml")

    assert (2, "") == (done.returncode, done.out)
    assert option in done.err


def test_passes_and_rules_without_subjects_are_in_sarif_on_demand(eni_lint, write):
    write("net.yaml", "eni_lint: 1\nsubnets:\n  a: {cidr_block: 10.0.1.0/24}\n")

    done = eni_lint("check", "--format", "sarif", "--sarif-include", "pass,not-applicable", "net.yaml")
    (run,) = json.loads(done.out)["runs"]
    kinds = {result.get("kind", "fail") for result in run["results"]}

    assert (0, "") == (done.returncode, done.err)
    assert {"pass", "notApplicable"} <= kinds
    assert run["properties"]["eni-lint/counts"]["passed"] == sum(r.get("kind") == "pass" for r in run["results"]) > 0


def test_undecided_is_a_note_for_github_on_demand(eni_lint, write):
    write("net.yaml", "eni_lint: 1\nnetwork_interfaces:\n  a: {subnet_id: !unknown later, private_ip_addresses: [10.0.1.2]}\n")

    bare, told = (
        json.loads(eni_lint("check", "--format", "github-sarif", *args, "net.yaml").out)["runs"][0]["results"]
        for args in ((), ("--sarif-undetermined", "note"))
    )

    assert not any(result["message"]["text"].startswith("Can't be told:") for result in bare)
    assert any(result["message"]["text"].startswith("Can't be told:") and result["level"] == "note" for result in told)
