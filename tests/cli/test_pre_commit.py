"""The hooks with a real pre-commit: it clones this repository, installs it and runs what .pre-commit-hooks.yaml says."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BAD = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.1.0/24}}
security_groups: {g: {}}
network_interfaces: {x: {subnet_id: a, groups: [g], private_ip_addresses: [10.0.1.2]}}
"""
GOOD = BAD.replace("10.0.1.2]", "10.0.1.20]")
MODULE = """\
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_network_interface" "x" {
  subnet_id   = aws_subnet.a.id
  private_ips = ["10.0.1.2"]
}
"""

pytestmark = pytest.mark.slow


def git(folder, *args):
    command = ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false", "-C", folder, *args]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def hooks(tmp_path_factory):
    """Commit the checkout as it stands into a repository of its own, and give its path and revision."""
    folder = tmp_path_factory.mktemp("hooks") / "eni-lint"
    listed = subprocess.run(
        ["git", "-C", ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard"], check=True, capture_output=True
    ).stdout
    for name in map(os.fsdecode, filter(None, listed.split(b"\0"))):
        if name.startswith("tests/") or not (ROOT / name).is_file():
            continue
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, folder / name)
    git(folder.parent, "init", "-q", folder)
    git(folder, "add", ".")
    git(folder, "commit", "-qm", "as it stands")
    return folder, git(folder, "rev-parse", "HEAD").strip()


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """Keep pre-commit's environments for all tests of the module: making one takes a while."""
    return tmp_path_factory.mktemp("pre-commit")


@pytest.fixture
def commit(hooks, home, tmp_path, write):
    """Stage files and run pre-commit on them."""
    folder, revision = hooks
    ids = "".join(f"      - id: {name}\n" for name in ("eni-lint", "eni-lint-plan", "eni-lint-rules"))
    write(".pre-commit-config.yaml", f"repos:\n  - repo: {folder}\n    rev: {revision}\n    hooks:\n{ids}")
    git(tmp_path, "init", "-q")

    def run(*names, hook="eni-lint"):
        git(tmp_path, "add", *names)
        environment = {**os.environ, "PRE_COMMIT_HOME": str(home), "LANG": "C.UTF-8"}
        command = [sys.executable, "-m", "pre_commit", "run", hook, "--color", "never"]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    return run


def test_what_is_well_passes_and_what_is_not_fails(commit, write):
    assert "Passed" in commit(write("net.yaml", GOOD)).stdout
    failed = commit(write("net.yaml", BAD))

    assert 1 == failed.returncode
    assert "error reserved-subnet-address  net.yaml:4:76" in failed.stdout


def test_a_staged_terraform_file_brings_its_root_module(commit, write):
    write("live/main.tf", 'module "edge" {\n  source = "../edge"\n}\n')
    failed = commit("live/main.tf", write("edge/main.tf", MODULE))

    assert 1 == failed.returncode
    assert "edge/main.tf:10:" in failed.stdout
    assert "of 1 input" in failed.stdout


def test_files_that_are_none_of_ours_pass(commit, write):
    done = commit(
        write("values.yaml", "a: 1\n"), write("chart/x.yaml", "{{ if .x }}\n"), write("package.json", "{}"), write("x.md", "x")
    )

    assert (0, True) == (done.returncode, "Passed" in done.stdout)


def test_several_files_at_once_are_one_run(commit, write):
    names = [write(f"net-{number}.yaml", BAD if number == 7 else GOOD) for number in range(30)]
    failed = commit(*names)

    assert 1 == failed.stdout.count("error reserved-subnet-address")
    assert "of 30 inputs" in failed.stdout


def test_plans_have_a_hook_of_their_own(commit, write):
    plan = (ROOT / "tests" / "fixtures" / "plans" / "faults-subnets" / "plan.json").read_bytes()
    failed = commit(write("infra/tfplan.json", plan), write("lesson-plan.json", "{}"), hook="eni-lint-plan")

    assert 1 == failed.returncode
    assert "reserved-subnet-address" in failed.stdout


def test_own_rules_have_a_hook_of_their_own(commit, write):
    write("eni-lint.yaml", "rule-packs: [./policy]\n")
    rule = (ROOT / "examples" / "policy" / "tags" / "missing-owner-tag.yaml").read_text()
    assert "Passed" in commit("eni-lint.yaml", write("policy/tags/missing-owner-tag.yaml", rule), hook="eni-lint-rules").stdout

    write("policy/tags/missing-owner-tag.yaml", rule.replace("subject.tags", "subject.tgs"))
    failed = commit("policy/tags/missing-owner-tag.yaml", hook="eni-lint-rules")
    assert 1 == failed.returncode
    assert "undefined field 'tgs'" in failed.stdout
