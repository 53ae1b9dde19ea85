"""States from the command line: found, read, refused with what to do, and never printed where they are secret."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

PLANS = Path(__file__).parent.parent / "fixtures" / "plans"
STATE = PLANS / "existing" / "terraform.tfstate"


def scopes(process):
    return [(Path(scope["name"]).name, scope["kind"]) for scope in json.loads(process.out)["scopes"]]


def test_state_file_is_checked(eni_lint):
    process = eni_lint("check", STATE, "--format", "json")
    (scope,) = json.loads(process.out)["scopes"]

    assert [("terraform.tfstate", "terraform-state")] == scopes(process)
    assert scope["findings"]
    assert "" == process.err


def test_state_comes_through_a_pipe(eni_lint):
    process = eni_lint("check", "-", "--format", "json", stdin=(PLANS / "clean-eks" / "state.json").read_bytes())

    assert [("-", "terraform-state")] == scopes(process)
    assert 0 == process.returncode


def test_kind_can_be_forced(eni_lint, write):
    write("empty.json", '{"format_version": "1.0"}')

    assert [("empty.json", "terraform-state")] == scopes(
        eni_lint("check", "empty.json", "--kind", "terraform-state", "--format", "json")
    )
    assert 3 == eni_lint("check", STATE, "--kind", "terraform-plan").returncode


def test_states_of_a_folder_are_found(eni_lint, tmp_path):
    for name in ("terraform.tfstate", "terraform.tfstate.d/prod/terraform.tfstate", ".terraform/terraform.tfstate"):
        (tmp_path / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(STATE, tmp_path / "root" / name)
    process = eni_lint("check", "root", "--format", "json")

    assert {("terraform.tfstate", "terraform-state")} == set(scopes(process))
    assert 2 == len(scopes(process))


def test_state_beside_its_configuration_is_not_told_again(eni_lint, tmp_path):
    (tmp_path / "root").mkdir()
    shutil.copy(STATE, tmp_path / "root")
    (tmp_path / "root" / "main.tf").write_text('provider "aws" {\n  region = "eu-west-1"\n}\n')
    process = eni_lint("check", "root", "--format", "json", "--allow-empty")

    assert ("terraform.tfstate", "terraform-state") not in scopes(process)
    assert [("terraform.tfstate", "terraform-state")] == scopes(eni_lint("check", "root/terraform.tfstate", "--format", "json"))


def test_empty_state_is_no_error(eni_lint, write):
    write(
        "terraform.tfstate",
        '{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "a", "outputs": {}, "resources": []}',
    )
    process = eni_lint("check", "terraform.tfstate")

    assert 0 == process.returncode
    assert "note: The state is empty: Terraform manages nothing there." in process.out


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ('{"version": 5, "terraform_version": "2.0.0", "serial": 1, "lineage": "a"}', "Update eni-lint."),
        ('{"serial": 1, "lineage": "a", "meta": {}, "encrypted_data": "AAAA"}', "tofu state pull > state.json"),
        ('{"meta": {}, "encrypted_data": "AAAA", "encryption_version": "v0"}', "tofu show -json PLANFILE > plan.json"),
        ('{"version": 3, "terraform_version": "1.9.0", "backend": {"type": "s3"}}', "terraform state pull > state.json"),
        (
            '{"version": 4, "terraform_version": "1.11.4", "serial": 1, "lineage": "a", "resources": [3]}',
            "/resources/0 should be an object",
        ),
    ],
)
def test_what_cannot_be_read_says_what_to_do(eni_lint, write, content, what):
    write("terraform.tfstate", content)
    process = eni_lint("check", "terraform.tfstate")

    assert 3 == process.returncode
    assert what in " ".join(process.out.split())
    assert "Traceback" not in process.out + process.err


def test_finding_stands_in_the_state_file(eni_lint):
    process = eni_lint("check", STATE, "--format", "json")
    (scope,) = json.loads(process.out)["scopes"]
    lines = STATE.read_text().splitlines()
    (found,) = (f for f in scope["findings"] if f["rule"] == "too-many-interfaces")

    assert '"instance_type": "m6i.large",' == lines[found["line"] - 1].strip()
    assert "/attributes/instance_type" == found["pointer"][-len("/attributes/instance_type") :]


def test_headroom_is_redacted_like_everything_else(eni_lint):
    process = eni_lint("check", PLANS / "clean-changes" / "changed.json", "--no-sources", "--format", "json", "--redact", "ip")
    (scope,) = json.loads(process.out)["scopes"]

    assert scope["headroom"]["subnets"]
    assert not any(subnet["cidr_block"].startswith("10.") for subnet in scope["headroom"]["subnets"])
