"""A small budget of ``fuzz.py`` with fixed seeds, and everything that it has found."""

import json
from pathlib import Path

import pytest
from fuzz_cases import READERS, Case, case_of
from fuzz_run import Crash, attempt

CRASHES = Path(__file__).with_name("crashes")
FOUND = sorted(path.parent for path in CRASHES.glob("*/how.json"))
SEED = "test"
CASES = 80  # of each reader


@pytest.mark.parametrize("folder", FOUND, ids=lambda folder: folder.name)
def test_what_once_crashed_does_no_more(folder, tmp_path):
    files = {
        str(path.relative_to(folder / "files")): path.read_bytes() for path in (folder / "files").rglob("*") if path.is_file()
    }
    case = Case(files, json.loads((folder / "how.json").read_text()))

    attempt(case, tmp_path, seconds=20)


@pytest.mark.parametrize("reader", READERS)
def test_mutated_inputs_are_read_or_refused(reader, tmp_path):
    for number in range(CASES):
        try:
            attempt(case_of(SEED, reader, number), tmp_path, seconds=20)
        except Crash as crash:
            pytest.fail(f"case {number}: {crash.cause}\n{crash.trace}")


def test_the_same_seed_makes_the_same_case():
    first, again, other = (case_of(seed, "plan", 7) for seed in ("a", "a", "b"))

    assert (first.files, first.how) == (again.files, again.how)
    assert first.files != other.files


def test_a_check_that_crashes_is_heard_of(tmp_path, monkeypatch):
    """The net itself: a fault anywhere in reading, checking or reporting is a crash."""
    case = case_of("a", "declared", 3)
    case.how["format"] = "json"
    monkeypatch.setattr("eni_lint.reporters.own.write_json", lambda *_: 1 / 0)

    with pytest.raises(Crash, match="ZeroDivisionError"):
        attempt(case, tmp_path)
