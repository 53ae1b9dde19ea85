"""The action, the GitLab job and the shell recipe, as far as they run without those services: their own lines, run as scripts."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
BAD = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.1.0/24}}
security_groups: {g: {}}
network_interfaces: {x: {subnet_id: a, groups: [g], private_ip_addresses: [10.0.1.2]}}
"""
GOOD = BAD.replace("10.0.1.2]", "10.0.1.20]")
ACTION = yaml.safe_load((ROOT / "action.yml").read_text())
STEPS = {step["name"]: step for step in ACTION["runs"]["steps"]}


@pytest.fixture
def action(tmp_path, write):
    """Run the step Check with these inputs, as the runner does: expressions become values, the environment is the runner's."""
    binaries = tmp_path / "runner" / "eni-lint" / "bin"
    binaries.mkdir(parents=True)
    (binaries / "eni-lint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m eni_lint "$@"\n')
    (binaries / "eni-lint").chmod(0o755)

    def run(**inputs):
        given = {name: str(spec.get("default", "")) for name, spec in ACTION["inputs"].items()}
        given |= {name.replace("_", "-"): value for name, value in inputs.items()}
        values = {name: _filled(text, given) for name, text in STEPS["Check"]["env"].items()}
        (tmp_path / "output").write_text("")
        (tmp_path / "summary").write_text("")
        environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(tmp_path),
            "LANG": "C.UTF-8",
            "RUNNER_TEMP": str(tmp_path / "runner"),
            "GITHUB_OUTPUT": str(tmp_path / "output"),
            "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
            **values,
        }
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", STEPS["Check"]["run"]]
        done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        done.outputs = dict(line.split("=", 1) for line in (tmp_path / "output").read_text().splitlines())
        done.summary = (tmp_path / "summary").read_text()
        return done

    return run


def _filled(text, given):
    return re.sub(r"\$\{\{ inputs\.([\w-]+) \}\}", lambda found: given[found[1]], text)


def test_the_action_annotates_writes_sarif_and_tells_its_status(action, write):
    write("net.yaml", BAD)
    done = action()

    assert 0 == done.returncode, done.stderr
    assert "1" == done.outputs["exit-status"]
    assert "::error file=net.yaml,line=4," in done.stdout
    [run] = json.loads(Path(done.outputs["sarif"], "eni-lint.sarif").read_text())["runs"]
    assert ["reserved-subnet-address"] == [result["ruleId"] for result in run["results"]]
    assert "reserved-subnet-address" in done.summary


def test_the_action_takes_paths_options_and_what_hostile_names_hold(action, write, tmp_path):
    write("ok/net.yaml", GOOD)
    write("odd $(touch stolen) `x`;/net.yaml", BAD)
    done = action(paths="  ok \n\n", fail_on="error")
    odd = action(paths="odd $(touch stolen) `x`;\nok", args="--select\nreserved-subnet-address")

    assert "0" == done.outputs["exit-status"]
    assert "1" == odd.outputs["exit-status"]
    assert not (tmp_path / "stolen").exists()


def test_the_action_checks_a_plan_with_its_sources(action, write, tmp_path):
    plans = ROOT / "tests" / "fixtures" / "plans" / "faults-subnets"
    write("infra/plan.json", (plans / "plan.json").read_bytes())
    write("infra/main.tf", (plans / "main.tf").read_bytes())
    done = action(plan="infra/plan.json", source_root="infra")

    assert "1" == done.outputs["exit-status"]
    assert "::error file=infra/main.tf,line=" in done.stdout


def test_the_action_ends_with_what_the_check_said():
    for status, expected in (("0", 0), ("1", 1), ("3", 3), ("", 2)):
        done = subprocess.run(
            ["bash", "-c", STEPS["Outcome"]["run"]], env={"STATUS": status, "PATH": os.environ["PATH"]}, check=False
        )

        assert expected == done.returncode


def test_every_input_of_the_action_is_used():
    text = (ROOT / "action.yml").read_text()

    for name in ACTION["inputs"]:
        assert f"inputs.{name} " in text


def test_inputs_of_the_action_never_become_code():
    for step in ACTION["runs"]["steps"]:
        assert "${{" not in step.get("run", "")


def run_script(text, cwd, env, shell="sh"):
    binaries = cwd / "bin"
    binaries.mkdir(exist_ok=True)
    (binaries / "eni-lint").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m eni_lint "$@"\n')
    (binaries / "pip").write_text("#!/bin/sh\n")
    (binaries / "terraform").write_text(
        '#!/bin/sh\nif [ "$1" = show ]; then cat wanted.json; fi\nif [ "$1" = apply ]; then touch applied; fi\n'
    )
    for binary in binaries.iterdir():
        binary.chmod(0o755)
    environment = {"PATH": f"{binaries}:{os.environ['PATH']}", "HOME": str(cwd), "LANG": "C.UTF-8", **env}
    return subprocess.run([shell, "-ec", text], cwd=cwd, env=environment, capture_output=True, text=True, check=False)


def test_the_gitlab_job_writes_what_it_declares(write, tmp_path):
    job = yaml.safe_load((ROOT / "docs" / "ci" / "gitlab-ci.yml").read_text())["eni-lint"]
    write("net.yaml", BAD)
    done = run_script("\n".join(job["script"]), tmp_path, job["variables"])

    assert 1 == done.returncode, done.stderr
    declared = [*job["artifacts"]["paths"], *job["artifacts"]["reports"].values()]
    assert 3 == len(declared)
    for name in declared:
        assert (tmp_path / name).stat().st_size > 100
    assert "net.yaml" == json.loads((tmp_path / "gl-code-quality-report.json").read_text())[0]["location"]["path"]


@pytest.mark.parametrize(("fixture", "status"), [("clean-nat", 0), ("faults-subnets", 1)])
def test_the_shell_recipe_applies_only_what_is_well(tmp_path, fixture, status):
    (tmp_path / "wanted.json").write_bytes((ROOT / "tests" / "fixtures" / "plans" / fixture / "plan.json").read_bytes())
    done = run_script((ROOT / "docs" / "ci" / "check-plan.sh").read_text(), tmp_path, {"ENI_LINT_APPLY": "yes"})

    assert status == done.returncode, done.stdout + done.stderr
    assert (status == 0) == (tmp_path / "applied").exists()
    assert (tmp_path / "eni-lint.sarif").exists()


def test_the_shell_recipe_does_not_apply_what_could_not_be_checked(tmp_path):
    (tmp_path / "wanted.json").write_text("{")
    done = run_script((ROOT / "docs" / "ci" / "check-plan.sh").read_text(), tmp_path, {"ENI_LINT_APPLY": "yes"})

    assert 3 == done.returncode
    assert not (tmp_path / "applied").exists()
