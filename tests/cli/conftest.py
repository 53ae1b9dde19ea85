"""The command line as its users meet it: a process."""

import os
import subprocess
import sys

import pytest

# Where what runs in the process is tested nowhere else, coverage looks into it; that takes time, and elsewhere it need not.
MEASURED = {
    *("test_baseline", "test_comfort", "test_config", "test_convert_command", "test_diff_base", "test_hook", "test_look_around"),
    *("test_own_rules", "test_schema_command", "test_snapshot", "test_suppressions", "test_variables"),
}


@pytest.fixture
def eni_lint(request, tmp_path):
    """Run eni-lint in an empty folder with a scrubbed environment and give the finished process."""

    def run(*args, stdin=b"", env=None, cwd=None):
        scrubbed = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "COLUMNS": "120", "HOME": str(tmp_path)}
        if request.path.stem in MEASURED:
            scrubbed |= {name: value for name, value in os.environ.items() if name.startswith("COV")}
        command = [sys.executable, "-m", "eni_lint", *map(str, args)]
        process = subprocess.run(
            command, input=stdin, capture_output=True, cwd=cwd or tmp_path, env=scrubbed | (env or {}), check=False
        )
        process.out = process.stdout.decode("utf-8", "replace")
        process.err = process.stderr.decode("utf-8", "replace")
        return process

    return run


@pytest.fixture
def write(tmp_path):
    """Write a file below the working folder and give its name."""

    def write_file(name, content):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return name

    return write_file
