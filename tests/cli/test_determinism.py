"""The same input gives the same bytes: whatever the hash seed, the order of files, the locale, the time zone, the terminal."""

import os
import random
import subprocess
import sys
from pathlib import Path

import pytest

from eni_lint.reporters import REPORTERS

ROOT = Path(__file__).parents[2]
ESTATE = ROOT / "tests" / "fixtures" / "describe" / "estate"
TEMPLATES = ROOT / "tests" / "fixtures" / "cloudformation"
EDGE = ROOT / "examples" / "declared" / "edge.yaml"
TERRAFORM = ROOT / "examples" / "terraform"
ENVIRONMENT = {
    "SOURCE_DATE_EPOCH": "1767225600",
    "AWS_ACCOUNT_ID": "111122223333",
    "AWS_REGION": "eu-west-1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
WAYS = {
    "seed 0": {"PYTHONHASHSEED": "0"},
    "seed 1": {"PYTHONHASHSEED": "1"},
    "any seed": {"PYTHONHASHSEED": "random"},
    "C": {"LC_ALL": "C"},
    "POSIX": {"LC_ALL": "POSIX"},
    "Turkish": {"LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr"},
    "Kiritimati": {"TZ": "Pacific/Kiritimati"},
    "odd zone": {"TZ": ":/etc/nowhere"},
    "narrow": {"COLUMNS": "120", "TERM": "dumb"},
}


def written(folder, way, paths, umask=0o022):
    """Give every format as the file that --output writes, and what goes to standard output."""
    folder.mkdir()
    outputs = [part for name in REPORTERS for part in ("--output", f"{name}={folder / name}")]
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), "COLUMNS": "120", "LANG": "C.UTF-8"} | ENVIRONMENT | way
    done = subprocess.run(
        [sys.executable, "-m", "eni_lint", "check", *outputs, *map(str, paths)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        check=False,
        umask=umask,
    )

    assert b"" == done.stderr
    assert 1 == done.returncode

    return {name: (folder / name).read_bytes() for name in REPORTERS} | {"stdout": done.stdout}


PATHS = [
    EDGE.relative_to(ROOT),
    ESTATE.relative_to(ROOT),
    TERRAFORM.relative_to(ROOT),
    (TEMPLATES / "faults-efa.yaml").relative_to(ROOT),
]


@pytest.fixture(scope="module")
def expected(tmp_path_factory):
    return written(tmp_path_factory.mktemp("first") / "out", {}, PATHS)


@pytest.mark.parametrize("way", WAYS)
def test_every_format_is_the_same_bytes_wherever_it_is_made(expected, tmp_path, way):
    actual = written(tmp_path / "out", WAYS[way], PATHS)

    assert [] == [name for name in expected if expected[name] != actual[name]]


def test_rights_of_new_files_change_no_byte(expected, tmp_path):
    actual = written(tmp_path / "out", {}, PATHS, umask=0o077)

    assert expected == actual
    assert 0o600 == (tmp_path / "out" / "sarif").stat().st_mode & 0o777


def test_order_of_a_folder_does_not_matter(tmp_path):
    """A file system lists files as it likes: here as they were made, or backwards."""
    files = sorted(path for path in ESTATE.rglob("*") if path.is_file())
    program = (
        "import os, random, sys\n"
        "seed = os.environ['SHUFFLE']\n"
        "def shuffled(real):\n"
        "    def listed(*args, **more):\n"
        "        found = list(real(*args, **more))\n"
        "        random.Random(seed).shuffle(found)\n"
        "        return found\n"
        "    return listed\n"
        "class Scan:\n"
        "    def __init__(self, found): self.found = iter(found)\n"
        "    def __iter__(self): return self\n"
        "    def __next__(self): return next(self.found)\n"
        "    def __enter__(self): return self\n"
        "    def __exit__(self, *_): pass\n"
        "    def close(self): pass\n"
        "os.listdir = shuffled(os.listdir)\n"
        "real = shuffled(os.scandir)\n"
        "os.scandir = lambda *args: Scan(real(*args))\n"
        "from eni_lint.cli.main import main\n"
        "sys.exit(main(['check', '--format', 'json', 'estate', 'modules']))\n"
    )
    for path in files:
        target = tmp_path / "estate" / path.relative_to(ESTATE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for path in TERRAFORM.rglob("*.tf"):
        target = tmp_path / "modules" / path.relative_to(TERRAFORM)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    (tmp_path / "modules" / "b.tf").write_text('resource "aws_network_interface" "b" {\n  subnet_id = "subnet-1"\n}\n')
    (tmp_path / "modules" / "a_override.tf").write_text('resource "aws_network_interface" "b" {\n  description = "a"\n}\n')
    (tmp_path / "modules" / "b_override.tf").write_text('resource "aws_network_interface" "b" {\n  description = "b"\n}\n')
    found = set()
    for seed in range(4):
        env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LANG": "C.UTF-8", "SHUFFLE": str(seed)} | ENVIRONMENT
        done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, env=env, capture_output=True, check=False)

        assert (1, b"") == (done.returncode, done.stderr)

        found.add(done.stdout)

    assert 1 == len(found)


def test_order_of_the_files_of_a_snapshot_does_not_matter(tmp_path, eni_lint):
    """Those of one folder are one snapshot, whatever the order in which they are named."""
    folder = ESTATE / "111122223333" / "eu-west-1"
    files = sorted(str(path) for path in folder.glob("*.json"))
    found = set()
    for seed in range(4):
        random.Random(seed).shuffle(files)
        done = eni_lint("check", "--format", "json", *files, env=ENVIRONMENT)

        assert 1 == done.returncode

        found.add(done.stdout)

    assert 1 == len(found)
