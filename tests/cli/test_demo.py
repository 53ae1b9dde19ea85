"""``make demo``: every mistake that is planted in the examples is found, in the form in which it is told, and nothing else."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[2] / "examples"

PLANTED = re.compile(r"# planted: (?P<rule>[a-z0-9-]+)(?P<twice>, twice\b)?(?: \((?P<subject>[^)]+)\))?")
BLOCK = re.compile(r'(resource|module) "(?P<type>[^"]+)"(?: "(?P<name>[^"]+)")? \{')
ROW = re.compile(r"\| `(?P<rule>[a-z0-9-]+)` \| `(?P<subject>[a-z0-9-]+)` \|")


def planted_in_terraform():
    """Give rule and subject of every mistake: the resource or module around the mark, or below one at the left margin."""
    found, waiting, block = Counter(), None, ""
    for line in (EXAMPLES / "terraform" / "main.tf").read_text(encoding="utf-8").splitlines():
        if head := BLOCK.match(line):
            block = f"{head['type']}.{head['name']}" if head["name"] else f"module.{head['type']}"
        if mark := PLANTED.search(line):
            waiting = mark
        if waiting and (waiting["subject"] or head or not line.startswith("#")):
            found[waiting["rule"], waiting["subject"] or block] += 2 if waiting["twice"] else 1
            waiting = None
    return found


def planted_in_declared():
    """Give rule, subject and line of every mistake: the object whose name begins the line, or a line above."""
    found, name = Counter(), ""
    for number, line in enumerate((EXAMPLES / "declared" / "edge.yaml").read_text(encoding="utf-8").splitlines(), 1):
        if head := re.match(r"  ([a-z0-9-]+):", line):
            name = head[1]
        if mark := PLANTED.search(line):
            found[mark["rule"], name, number] += 1
    return found


def planted_in_account():
    """Give rule and resource of every mistake in the table."""
    text = (EXAMPLES / "account" / "README.md").read_text(encoding="utf-8")
    return Counter((row["rule"], row["subject"]) for row in ROW.finditer(text))


@pytest.fixture
def results(eni_lint):
    """Check an example; give its findings as SARIF."""

    def check(name):
        done = eni_lint("check", "--format", "sarif", f"examples/{name}", cwd=EXAMPLES.parent)
        [run] = json.loads(done.out)["runs"]

        assert (1, "") == (done.returncode, done.err)
        assert run["invocations"][0]["executionSuccessful"]
        return [result for result in run["results"] if result.get("kind", "fail") == "fail"]

    return check


def name_of(result, attribute="fullyQualifiedName"):
    [name] = [each for each in result["locations"][0]["logicalLocations"] if each["kind"] == "resource"]
    return name[attribute]


def line_of(result):
    return result["locations"][0]["physicalLocation"]["region"]["startLine"]


def test_the_plan_has_the_mistakes_that_are_planted(results):
    planted = planted_in_terraform()
    found = Counter()
    for result in results("terraform"):
        rule, address = result["ruleId"], name_of(result)
        block = re.match(r"(?:module\.)?\w+(?:\.\w+)?", re.sub(r"\[[^]]*\]", "", address))[0]
        block = ".".join(block.split(".")[:2])
        found[rule, address if (rule, address) in planted else block] += 1

    assert planted
    assert planted == found


def test_the_declared_file_has_the_mistakes_that_are_planted_on_their_lines(results):
    found = Counter((result["ruleId"], name_of(result, "name"), line_of(result)) for result in results("declared"))

    assert planted_in_declared() == found
    assert found


def test_the_account_has_the_mistakes_that_are_planted(results):
    found = Counter((result["ruleId"], name_of(result, "name")) for result in results("account"))

    assert planted_in_account() == found
    assert found


def test_all_examples_are_checked_in_one_run(eni_lint):
    done = eni_lint("check", "--format", "sarif", "examples", cwd=EXAMPLES.parent)
    runs = json.loads(done.out)["runs"]

    assert (1, "") == (done.returncode, done.err)
    assert ["aws", "declared", "plan"] == sorted(run["automationDetails"]["id"].split("/")[1] for run in runs)
    assert all(run["invocations"][0]["executionSuccessful"] for run in runs)


@pytest.mark.parametrize("planted", [planted_in_terraform, planted_in_declared, planted_in_account])
def test_every_mistake_that_is_planted_is_of_a_rule(eni_lint, planted):
    rules = {rule["id"] for rule in json.loads(eni_lint("rules", "--format", "json").out)}

    assert {rule for rule, *_ in planted()} <= rules
