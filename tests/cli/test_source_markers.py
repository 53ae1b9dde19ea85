"""Lines of findings against marks that people set in the configurations: ``finds: rule, rule`` at the line that a rule is to name."""

import json
import re
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

from eni_lint.cli.main import main

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "tests" / "fixtures" / "plans"
MARK = re.compile(r"finds(?: (\d) (above|below))?: ([a-z0-9-]+(?:, [a-z0-9-]+)*)")
BY_FOLDER = {
    folder: sorted(path for path in folder.glob("*.json") if '"resource_changes"' in path.read_text())
    for folder in sorted(path for path in PLANS.iterdir() if path.is_dir())
}
FOLDERS = [folder.name for folder, plans in BY_FOLDER.items() if plans]

BLOCK = re.compile(r'(?:(?:resource|data|dynamic) "|module "\S+"$|[a-z_]+$|"\w+"$|\{$)')
ARGUMENT = re.compile(r'[\w-]+\s*=(?!=)|[\w-]+$|"\w+"\s*:')  # of several lines, its name alone
VALUE = re.compile(r'["\w]')  # a member of a list


@pytest.fixture(autouse=True)
def at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def results(capsys, *args):
    """Run the command as its users do and give the failed results."""
    main(["check", *map(str, args), "--format", "sarif"])
    log = json.loads(capsys.readouterr().out)
    return [result for run in log["runs"] for result in run["results"] if result.get("kind", "fail") == "fail"]


def place(location):
    """File, line and columns of a location."""
    physical = location["physicalLocation"]
    region = physical["region"]
    return (
        unquote(physical["artifactLocation"]["uri"]),
        region["startLine"],
        region["startColumn"],
        region["endLine"],
        region["endColumn"],
    )


def said(location):
    """The text at a location, to the end of its first line where it has several."""
    uri, line, column, end_line, end = place(location)
    text = (ROOT / uri).read_bytes().decode().split("\n")[line - 1].rstrip("\r")
    return text[column - 1 : end - 1 if end_line == line else None]


def marks(folder):
    found = set()
    for path in sorted([*folder.rglob("*.tf"), *folder.rglob("*.tf.json")]):
        for number, line in enumerate(path.read_text().split("\n"), 1):
            for count, way, rules in MARK.findall(line):
                target = number + int(count or 0) * (-1 if way == "above" else 1)
                found |= {(str(path.relative_to(ROOT)), target, rule) for rule in rules.split(", ")}
    return found


@pytest.mark.parametrize("name", FOLDERS)
def test_every_finding_stands_at_its_mark(name, capsys):
    found = [result for plan in BY_FOLDER[PLANS / name] for result in results(capsys, plan)]

    assert marks(PLANS / name) == {(*place(r["locations"][0])[:2], r["ruleId"]) for r in found}


def test_some_findings_are_marked_in_most_configurations():
    assert len(FOLDERS) > 30
    assert len([name for name in FOLDERS if marks(PLANS / name)]) > 30


@pytest.mark.parametrize("name", FOLDERS)
def test_precision_tells_heads_of_blocks_from_arguments(name, capsys):
    for result in [result for plan in BY_FOLDER[PLANS / name] for result in results(capsys, plan)]:
        text = said(result["locations"][0])
        is_attribute = result["properties"]["eni-lint/locationPrecision"] == "attribute"

        assert (ARGUMENT.match(text) or VALUE.match(text)) if is_attribute else BLOCK.match(text), text
        assert not (is_attribute and re.match(r'(resource|data|module|dynamic) "', text)), text


@pytest.mark.parametrize("name", FOLDERS)
def test_related_places_are_lines_of_the_configuration_too(name, capsys):
    for result in [result for plan in BY_FOLDER[PLANS / name] for result in results(capsys, plan)]:
        for related in result.get("relatedLocations", ()):
            text = said(related)

            assert place(related)[0].startswith(f"tests/fixtures/plans/{name}/")
            assert ARGUMENT.match(text) or BLOCK.match(text) or VALUE.match(text), text


@pytest.mark.parametrize("name", FOLDERS)
def test_logical_location_stays_the_address_in_the_plan(name, capsys):
    for plan in BY_FOLDER[PLANS / name]:
        held = json.loads(plan.read_text())["resource_changes"]
        addresses = {row["address"] for row in held}
        for result in results(capsys, plan):
            logical = {each["kind"]: each["fullyQualifiedName"] for each in result["locations"][0]["logicalLocations"]}

            assert any(logical["resource"] == a or logical["resource"].startswith(f"{a}.") for a in addresses)


def test_columns_count_characters(capsys):
    found = {(r["ruleId"], said(r["locations"][0])) for r in results(capsys, PLANS / "lines-text" / "plan.json")}

    assert {
        ("address-outside-subnet", '"10.0.9.9"'),
        ("default-security-group", 'resource "aws_network_interface" "after"'),
        ("empty-security-groups", "security_groups = [ /* none */ ]"),
        ("reserved-subnet-address", '"10.0.1.255"'),
        ("unattached-interface", 'resource "aws_network_interface" "after"'),
        ("unattached-interface", 'resource "aws_network_interface" "größe"'),
        ("unattached-interface", 'resource "aws_network_interface" "split"'),
        ("undescribed-interface", 'resource "aws_network_interface" "after"'),
    } == found


def test_registry_module_tells_the_call_the_inner_file_and_what_the_call_gives(capsys):
    found = results(capsys, PLANS / "lines-registry" / "plan.json")
    outside = next(r for r in found if r["ruleId"] == "address-outside-subnet")
    told = {related["message"]["text"]: (place(related)[0], said(related)) for related in outside["relatedLocations"]}
    folder = "tests/fixtures/plans/lines-registry"

    assert ("resource", 'module "nic"') == (
        outside["properties"]["eni-lint/locationPrecision"],
        said(outside["locations"][0]),
    )
    assert (f"{folder}/.terraform/modules/nic/main.tf", "private_ips     = var.private_ips") == told["Written in module.nic."]
    assert (f"{folder}/main.tf", "private_ips = [each.value]") == told["The value of 'private_ips' that module.nic is given."]


def test_registry_module_that_is_not_at_hand_is_told_as_its_call(capsys, tmp_path, monkeypatch):
    with_it = results(capsys, PLANS / "lines-registry" / "plan.json")
    shutil.copytree(PLANS / "lines-registry", tmp_path / "x", ignore=shutil.ignore_patterns(".terraform"))
    monkeypatch.chdir(tmp_path / "x")
    without = results(capsys, "plan.json")

    def lines(found):
        return sorted((r["ruleId"], *place(r["locations"][0])[:2]) for r in found)

    assert lines(with_it) == [(rule, f"tests/fixtures/plans/lines-registry/{path}", line) for rule, path, line in lines(without)]
    assert not [r for r in without for related in r.get("relatedLocations", ()) if ".terraform" in place(related)[0]]


def test_comments_of_json_syntax_may_stand_twice_and_hold_anything(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(PLANS / "lines-json", tmp_path, dirs_exist_ok=True)
    text = (tmp_path / "main.tf.json").read_text()
    more = text.replace('"//": "finds: ', '"//": "\\"//\\": \\"é,}", "//":"finds: ')
    (tmp_path / "main.tf.json").write_text(more)
    found = {(place(r["locations"][0])[:2], r["ruleId"]) for r in results(capsys, "plan.json")}

    assert more != text
    assert {((path.rsplit("/")[-1], line), rule) for path, line, rule in marks(PLANS / "lines-json")} == found
