"""The rulebook is kept between runs, and whatever is wrong with what was kept is no matter."""

import os

import pytest

from eni_lint.errors import RuleFileError
from eni_lint.locate import rules_folder
from eni_lint.rulebook import cache, load
from eni_lint.rulebook.load import load_rulebook


@pytest.fixture(autouse=True)
def cache_home(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def folder(tmp_path):
    """A folder with one rule of the shipped ones."""
    target = tmp_path / "rules" / "limits" / "too-many-interfaces.yaml"
    target.parent.mkdir(parents=True)
    target.write_text((rules_folder() / "limits" / "too-many-interfaces.yaml").read_text())
    return tmp_path / "rules"


@pytest.fixture
def reads(monkeypatch):
    """Count the rule files that are parsed."""
    parsed = []
    original = load.read_rule
    monkeypatch.setattr(load, "read_rule", lambda path: parsed.append(path.stem) or original(path))
    return parsed


def test_the_second_run_parses_nothing_and_gives_the_same(folder, reads):
    first = list(load_rulebook(folder))
    second = list(load_rulebook(folder))

    assert first == second
    assert ["too-many-interfaces"] == reads


def test_a_changed_rule_file_is_read_again(folder, reads):
    load_rulebook(folder)
    path = folder / "limits" / "too-many-interfaces.yaml"
    path.write_text(path.read_text().replace("title: ", "title: Far "))
    (rule,) = load_rulebook(folder)

    assert rule.title.startswith("Far ")
    assert 2 == len(reads)


def test_a_touched_rule_file_is_read_again(folder, reads):
    load_rulebook(folder)
    os.utime(folder / "limits" / "too-many-interfaces.yaml", (1, 1))
    load_rulebook(folder)

    assert 2 == len(reads)


def test_what_was_kept_and_is_damaged_is_read_anew(folder, reads, cache_home):
    load_rulebook(folder)
    (kept,) = (cache_home / "eni-lint").iterdir()
    kept.write_bytes(kept.read_bytes()[:-20])
    load_rulebook(folder)

    assert 2 == len(reads)


def test_a_cache_that_cannot_be_written_is_no_matter(folder, reads, tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))

    assert 1 == len(load_rulebook(folder))
    assert 1 == len(load_rulebook(folder))
    assert 2 == len(reads)


def test_without_a_home_nothing_is_kept(folder, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", "")
    monkeypatch.setattr(cache.Path, "home", lambda: (_ for _ in ()).throw(RuntimeError("no home")))

    assert cache.cache_folder() is None
    assert 1 == len(load_rulebook(folder))


def test_rule_files_that_are_wrong_are_all_named_and_nothing_is_kept(folder, cache_home):
    (folder / "limits" / "bad.yaml").write_text("title: [\n")
    (folder / "limits" / "worse.yaml").write_text("- a\n")
    with pytest.raises(RuleFileError, match=r"bad\.yaml(.|\n)*worse\.yaml"):
        load_rulebook(folder)

    assert not cache_home.exists()
