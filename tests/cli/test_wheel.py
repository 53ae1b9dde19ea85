"""The wheel holds all that eni-lint needs: built, installed and run away from the checkout. Slow: it takes a virtual environment."""

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EDGE = ROOT / "examples" / "declared" / "edge.yaml"
OURS = ("COV", "PYTHON", "VIRTUAL_ENV")  # what would lead the installed program back to this environment


@pytest.mark.slow
def test_the_wheel_does_what_the_checkout_does(eni_lint, tmp_path):
    there = install(tmp_path)
    rules, everything = ("rules", "--format", "json"), ("check", "--format", "sarif", EDGE)
    shipped, found = json.loads(there(*rules).stdout), there(*everything)

    assert json.loads(eni_lint(*rules).out) == shipped
    assert len(shipped) > 0
    assert "Examples" in there("explain", shipped[0]["id"]).stdout
    assert "m6i.large" in there("limits", "m6i.large").stdout
    assert (1, "") == (found.returncode, found.stderr)
    assert results(eni_lint(*everything).out) == results(found.stdout)


def install(folder):
    """Install the wheel into a virtual environment of its own; give what runs its eni-lint, away from the checkout."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}

    def run(*command):
        done = subprocess.run([*map(str, command)], cwd=folder, env=env, capture_output=True, text=True, check=False)

        assert done.returncode in {0, 1}, done.stdout + done.stderr
        return done

    isolation = ["--no-isolation"] if find_spec("hatchling") else []
    run(sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", folder, ROOT)
    [wheel] = folder.glob("*.whl")
    run(sys.executable, "-m", "venv", folder / "venv")
    programs = folder / "venv" / ("Scripts" if os.name == "nt" else "bin")
    run(programs / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", wheel)
    where = run(programs / "python", "-c", "import eni_lint; print(eni_lint.__file__)").stdout

    assert where.startswith(str(folder))
    return lambda *args: run(programs / "eni-lint", *args)


def results(log):
    return [(r["ruleId"], r["message"], r["partialFingerprints"]) for run in json.loads(log)["runs"] for r in run["results"]]
