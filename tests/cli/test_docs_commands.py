"""Every command that the documentation shows in a console block is run, page by page, in a folder that holds the examples."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted(
    page
    for page in [ROOT / "README.md", *ROOT.glob("docs/*.md"), *ROOT.glob("docs/ci/*.md")]
    if "```console" in page.read_text("utf-8")
)
PLAN = ROOT / "tests" / "fixtures" / "plans" / "faults-subnets" / "plan.json"


def blocks(page):
    """Give the console blocks of a page as lists of (command, lines of output)."""
    for block in re.findall(r"^```console\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL):
        commands = []
        for line in block.splitlines():
            if line.startswith("$ "):
                commands.append((line[2:], []))
            elif line.startswith("> "):
                command, output = commands[-1]
                commands[-1] = (f"{command}\n{line[2:]}", output)
            elif commands:
                commands[-1][1].append(line)
        yield from commands


@pytest.fixture
def console(tmp_path):
    """Make a folder with the examples, and stand-ins for the programs that need an account."""
    work, binaries = tmp_path / "work", tmp_path / "bin"
    binaries.mkdir()
    shutil.copytree(ROOT / "examples", work / "examples")
    scripts = {
        "eni-lint": f'exec "{sys.executable}" -m eni_lint "$@"',
        "terraform": f'if [ "$1" = show ]; then cat "{PLAN}"; fi',
        "aws": 'case "$2" in describe-network-interfaces) echo \'{"NetworkInterfaces": []}\' ;; describe-instances) echo \'{"Reservations": []}\' ;; *) echo \'{"Subnets": []}\' ;; esac',
        "pip": "true",
        "pre-commit": "true",
    }
    for name, script in scripts.items():
        (binaries / name).write_text(f"#!/bin/sh\n{script}\n")
        (binaries / name).chmod(0o755)
    environment = {
        "PATH": f"{binaries}:{os.environ['PATH']}",
        "HOME": str(tmp_path),
        "LANG": "C.UTF-8",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_NAME": "t",
        "GIT_AUTHOR_EMAIL": "t@example.org",
        "GIT_COMMITTER_NAME": "t",
        "GIT_COMMITTER_EMAIL": "t@example.org",
    }

    def run(command):
        done = subprocess.run(["bash", "-c", command], cwd=work, env=environment, capture_output=True, text=True, check=False)
        return done.returncode, (done.stdout + done.stderr).splitlines()

    return run


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_of_the_page_print_what_it_shows(console, page):
    ran = 0
    for command, shown in blocks(page):
        status, printed = console(command)
        ran += 1
        stripped = [line.rstrip() for line in printed]

        assert status in {0, 1}, f"{command}\n" + "\n".join(printed)
        for line in shown:
            if line.strip() not in {"", "..."}:
                assert line.rstrip() in stripped, f"{command}\n" + "\n".join(printed)
    assert ran
