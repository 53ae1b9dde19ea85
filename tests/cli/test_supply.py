"""What is shipped: a wheel that is the same bytes whoever builds it, with types, and dependencies within bounds that were tried."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
SHIPPED = ("eni_lint", "rules", "schemas", "README.md", "LICENSE", "CHANGELOG.md", "pyproject.toml")
EPOCH = "1767225600"


def load(path):
    spec = spec_from_file_location(path.stem, path)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def build(folder, umask, **environment):
    """Copy what is shipped to a folder, build a wheel there, and give it."""
    source = folder / "source"
    source.mkdir(parents=True)
    for name in SHIPPED:
        of = ROOT / name
        if of.is_dir():
            shutil.copytree(of, source / name, copy_function=shutil.copyfile, ignore=shutil.ignore_patterns("__pycache__"))
        elif of.exists():
            shutil.copyfile(of, source / name)
    isolation = ["--no-isolation"] if find_spec("hatchling") else []
    done = subprocess.run(
        [sys.executable, "-m", "build", "--wheel", *isolation, "--outdir", str(folder), str(source)],
        env={"PATH": os.environ["PATH"], "HOME": str(folder), "SOURCE_DATE_EPOCH": EPOCH} | environment,
        capture_output=True,
        text=True,
        check=False,
        umask=umask,
    )

    assert 0 == done.returncode, done.stdout + done.stderr

    [wheel] = folder.glob("*.whl")
    return wheel


@pytest.mark.slow
def test_the_wheel_is_the_same_bytes_wherever_and_whenever_it_is_built(tmp_path):
    pytest.importorskip("build")
    one = build(tmp_path / "one", 0o022, LANG="C.UTF-8", TZ="UTC", PYTHONHASHSEED="1")
    other = build(tmp_path / "another place", 0o022, LANG="C", TZ="Pacific/Kiritimati", PYTHONHASHSEED="2")
    held = zipfile.ZipFile(one).namelist()

    assert one.read_bytes() == other.read_bytes()
    assert {"eni_lint/py.typed", "eni_lint/_data/schemas/declared.schema.json"} <= set(held)
    assert len(list((ROOT / "rules").rglob("*.yaml"))) == len([name for name in held if name.startswith("eni_lint/_data/rules/")])
    assert [] == [name for name in held if "__pycache__" in name or name.startswith(("tests/", "examples/"))]


def test_every_dependency_has_a_lowest_version():
    pins = load(ROOT / "tests" / "lowest_versions.py").lowest(PROJECT)
    extras = [each for extra in PROJECT["project"]["optional-dependencies"].values() for each in extra]

    assert len(PROJECT["project"]["dependencies"]) + len(extras) == len(pins)
    assert all("==" in pin for pin in pins)


def test_a_dependency_without_a_lowest_version_is_refused():
    lowest = load(ROOT / "tests" / "lowest_versions.py").lowest

    assert ["a-b==1.2", "c==3"] == lowest({"project": {"dependencies": ["a-b>=1.2,<2", "c[x] >= 3 ; python_version > '3'"]}})
    with pytest.raises(ValueError, match="b has no lower bound"):
        lowest({"project": {"dependencies": ["b"]}})


def test_types_are_shipped_and_told():
    assert (ROOT / "eni_lint" / "py.typed").is_file()
    assert "Typing :: Typed" in PROJECT["project"]["classifiers"]
