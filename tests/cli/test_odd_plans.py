"""Plans that are not as Terraform's present version writes them for a whole configuration: read, or refused with what to do."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path

import pytest

PLANS = Path(__file__).parent.parent / "fixtures" / "plans"


def data_of(name):
    return json.loads((PLANS / name).read_text())


PLAIN = data_of("unknown-type/plan.json")


def findings(process):
    """What the JSON report found: rule and address."""
    return sorted((f["rule"], f["subject"]["address"]) for s in json.loads(process.out)["scopes"] for f in s["findings"])


@pytest.fixture
def check(eni_lint, write):
    def run(content, *more, name="plan.json"):
        write(name, json.dumps(content) if isinstance(content, dict) else content)
        return eni_lint("check", name, "--format", "json", *more)

    return run


@pytest.fixture
def usual(check):
    return findings(check(PLAIN))


def test_ordinary_plan_has_findings(usual):
    assert usual


def archive():
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as file:
        file.writestr("tfplan", "x")
        file.writestr("tfstate", "{}")
    return content.getvalue()


def test_binary_plan_names_the_command_that_makes_json_of_it(check):
    process = check(archive(), name="release.tfplan")

    assert 3 == process.returncode
    assert "terraform show -json release.tfplan > plan.json" in process.err
    assert "Traceback" not in process.err


def test_binary_plan_on_standard_input_names_the_command_too(eni_lint):
    process = eni_lint("check", "-", stdin=archive())

    assert 3 == process.returncode
    assert "terraform show -json FILE > plan.json" in process.out


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-8-sig"])
@pytest.mark.parametrize("mark", [True, False])
def test_plan_in_the_encodings_of_windows(check, usual, encoding, mark):
    text = json.dumps(PLAIN, indent=2)
    content = text.encode(encoding)
    if mark and encoding in {"utf-16-be", "utf-16-le"}:
        content = "\ufeff".encode(encoding) + content

    assert usual == findings(check(content))


@pytest.mark.parametrize("key", ["tfplan", "plan"])
def test_plan_below_another_key(check, usual, key):
    process = check({"meta": {"run": 1}, key: PLAIN})

    assert usual == findings(process)
    assert {"terraform-plan"} == {s["kind"] for s in json.loads(process.out)["scopes"]}


@pytest.mark.parametrize("key", ["tfplan", "plan"])
def test_something_else_below_that_key_is_no_plan(check, key):
    process = check({key: {"steps": []}})

    assert 3 == process.returncode
    assert "nothing that can be checked" in process.err


def test_errored_plan_is_said_to_be_partial(check, usual):
    process = check({**PLAIN, "errored": True, "complete": False})

    assert usual == findings(process)
    assert ["Planning failed: the plan holds only what was planned until then."] == notes(process)


def notes(process):
    return [note for s in json.loads(process.out)["scopes"] for note in s["notes"]]


def test_targeted_plan_is_said_to_be_partial(check, usual):
    process = check({**PLAIN, "complete": False})

    assert usual == findings(process)
    assert ["The plan is not complete: it was made with -target or leaves changes for a later run."] == notes(process)


def test_plan_of_a_part_of_the_state_is_said_to_be_targeted(check):
    data = data_of("existing/unchanged.json")
    rows = [row for row in data["resource_changes"] if row["type"] != "aws_subnet"]

    assert any("looks as if it were made with -target" in note for note in notes(check({**data, "resource_changes": rows})))


def test_plan_without_configuration_says_what_that_costs(check):
    process = check({k: v for k, v in PLAIN.items() if k != "configuration"})

    assert process.returncode in {0, 1}
    assert ["The plan holds no configuration, so that references to what will be created cannot be followed."] == notes(process)


@pytest.mark.parametrize(
    "left_out", ["prior_state", "planned_values", "variables", "relevant_attributes", "timestamp", "provider"]
)
def test_what_is_not_needed_may_be_missing(check, usual, left_out):
    assert usual == findings(check({k: v for k, v in PLAIN.items() if k != left_out}))


def test_plan_without_changes_is_read_from_its_planned_values(check, usual):
    process = check({k: v for k, v in PLAIN.items() if k != "resource_changes"})

    assert usual == findings(process)


@pytest.mark.parametrize(
    "provider",
    [
        "aws",
        None,
        "terraform-mirror.example.com/hashicorp/aws",
        "registry.opentofu.org/hashicorp/aws",
        "registry.terraform.io/hashicorp/aws",
    ],
)
def test_provider_by_any_name(check, usual, provider):
    rows = [{k: v for k, v in {**row, "provider_name": provider}.items() if v is not None} for row in PLAIN["resource_changes"]]

    assert usual == findings(check({**PLAIN, "resource_changes": rows}))


@pytest.mark.parametrize("version", ["0.1", "0.2", "1.0", "1.2", "1.9", None])
def test_formats_that_are_known(check, usual, version):
    data = {**PLAIN, "format_version": version} if version else {k: v for k, v in PLAIN.items() if k != "format_version"}

    assert usual == findings(check(data))


def test_later_format_is_refused(check):
    process = check({**PLAIN, "format_version": "2.0"})

    assert 3 == process.returncode
    assert "the plan format is 2.0, and the versions 0.x and 1.x are known" in process.err


def test_plan_with_nothing_but_deletes_is_clean(check):
    def deleted(row):
        change = {
            "actions": ["delete"],
            "before": {"id": row["address"]},
            "after": None,
            "after_unknown": {},
            "after_sensitive": False,
        }
        return {**row, "change": change}

    data = {
        **PLAIN,
        "resource_changes": [deleted(row) for row in PLAIN["resource_changes"]],
        "planned_values": {"root_module": {}},
    }
    process = check(data)

    assert 0 == process.returncode
    assert [] == findings(process)


def test_plan_of_nothing_is_clean(check):
    process = check(
        {"format_version": "1.2", "terraform_version": "1.11.4", "planned_values": {"root_module": {}}, "configuration": {}}
    )

    assert 0 == process.returncode


@pytest.mark.parametrize(
    "action", [["forget"], ["read"], ["create", "delete"], ["delete", "create"], ["update"], ["no-op"], ["later"]]
)
def test_every_action_is_understood(check, action):
    data = data_of("existing/unchanged.json")
    rows = [{**row, "change": {**row["change"], "actions": action}} for row in data["resource_changes"]]
    process = check({**data, "resource_changes": rows})

    assert process.returncode in {0, 1}
    assert "" == process.err


@pytest.mark.parametrize(
    "content",
    [
        {"resource_changes": 3},
        {"resource_changes": [3]},
        {"resource_changes": [{"change": None}]},
        {"resource_changes": [{"address": "aws_subnet.s", "type": "aws_subnet", "change": {"actions": "create", "after": {}}}]},
        {"resource_changes": [{"address": "aws_subnet.s", "type": "aws_subnet", "change": {"actions": ["create"], "after": []}}]},
        {"resource_changes": [{"address": 1, "type": "aws_subnet", "name": "s", "change": {"actions": ["create"], "after": {}}}]},
        b'{"resource_changes": [',
        b'{"planned_values": {"root_module": \xff}}',
    ],
)
def test_garbage_is_refused_without_a_trace(check, content):
    process = check(content)

    assert 3 == process.returncode
    assert "Traceback" not in process.err + process.out
    assert "plan.json" in process.err
