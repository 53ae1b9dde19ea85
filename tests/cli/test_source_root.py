"""Where the Terraform sources of a plan are looked for, and what is said where they are not to be used."""

import json
import os
import shutil
from pathlib import Path
from urllib.parse import unquote

import pytest

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"
UNLIKE = "are not those of the plan: they declare 3 of its 6 blocks, and 5 others."


@pytest.fixture
def copied(tmp_path):
    """Copy a fixture to a folder of the working folder."""

    def copy(name, to="."):
        shutil.copytree(PLANS / name, tmp_path / to, dirs_exist_ok=True)
        return tmp_path / to

    return copy


@pytest.fixture
def places(eni_lint):
    """Check and give the files and lines that findings are placed at."""

    def run(*args, **more):
        done = eni_lint("check", *args, "--format", "sarif", **more)

        assert done.returncode in (0, 1), done.err
        log = json.loads(done.out)
        found = [each["locations"][0]["physicalLocation"] for r in log["runs"] for each in r["results"]]
        return {(unquote(at["artifactLocation"]["uri"]), at["region"]["startLine"]) for at in found}

    return run


def files(found):
    return {path for path, _ in found}


@pytest.mark.parametrize(
    ("root", "said"),
    [
        ("nowhere", "there is no such folder"),
        ("main.tf", "that is no folder"),
        ("empty", "there are no .tf files in this folder"),
    ],
)
def test_folder_without_sources_is_a_wrong_use(eni_lint, copied, tmp_path, root, said):
    copied("lines-text")
    (tmp_path / "empty").mkdir()
    done = eni_lint("check", "plan.json", "--source-root", root)

    assert 2 == done.returncode
    assert done.out == ""
    assert f"{root}: --source-root: {said}" in done.err


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github-sarif", "markdown"])
def test_sources_of_another_configuration_are_told_in_reports(eni_lint, copied, form):
    copied("lines-text")
    copied("faults-express", "other")
    done = eni_lint("check", "plan.json", "--source-root", "other", "--format", form)

    assert 1 == done.returncode
    assert UNLIKE in done.out


def test_sources_of_another_configuration_give_no_lines(places, copied):
    copied("lines-text")
    copied("faults-express", "other")

    assert {"plan.json"} == files(places("plan.json", "--source-root", "other"))


def test_edited_sources_still_give_lines(places, copied, tmp_path):
    copied("lines-modules")
    with (tmp_path / "main.tf").open("a") as file:
        file.write('resource "aws_vpc" "more" {}\nresource "aws_vpc" "and" {}\n')

    assert "zone/main.tf" in files(places("plan.json"))


def test_plan_is_below_the_top_of_the_repository(places, copied, tmp_path):
    copied("lines-modules")
    (tmp_path / ".git").mkdir()
    (tmp_path / "out" / "plans").mkdir(parents=True)
    (tmp_path / "plan.json").rename(tmp_path / "out" / "plans" / "plan.json")

    assert {"zone/main.tf", "zone/port/main.tf"} == files(places("out/plans/plan.json"))


def test_files_beside_a_plan_that_do_not_fit_give_way_to_those_at_the_top(eni_lint, places, copied, tmp_path):
    copied("lines-modules")
    (tmp_path / ".git").mkdir()
    copied("faults-express", "out")
    (tmp_path / "plan.json").rename(tmp_path / "out" / "plan.json")

    assert {"zone/main.tf", "zone/port/main.tf"} == files(places("out/plan.json"))
    assert "not those of the plan" not in eni_lint("check", "out/plan.json").out


def test_plan_outside_of_the_repository_takes_a_told_folder(places, copied, tmp_path):
    copied("lines-modules", "repository")
    (tmp_path / "plan.json").write_bytes((PLANS / "lines-modules" / "plan.json").read_bytes())

    assert {"plan.json"} == files(places("plan.json"))
    assert {"repository/zone/main.tf", "repository/zone/port/main.tf"} == files(
        places("plan.json", "--source-root", "repository")
    )


def test_plan_on_standard_input_takes_the_working_folder(places, copied):
    content = (copied("lines-modules") / "plan.json").read_bytes()

    assert {"zone/main.tf", "zone/port/main.tf"} == files(places("-", stdin=content))


def test_sources_are_left_alone_where_one_says_so(places, copied):
    copied("lines-modules")

    assert {"plan.json"} == files(places("plan.json", "--no-sources"))


def test_modules_behind_links_are_read(places, copied, tmp_path):
    copied("lines-modules")
    (tmp_path / "zone").rename(tmp_path / "kept")
    (tmp_path / "zone").symlink_to("kept")

    assert {("kept/main.tf", 20), ("kept/port/main.tf", 21)} <= places("plan.json")


def test_modules_that_call_one_another_end(eni_lint, places, copied, tmp_path):
    copied("lines-modules")
    before = places("plan.json")
    with (tmp_path / "zone" / "port" / "main.tf").open("a") as file:
        file.write('module "again" {\n  source = "../../zone"\n}\nmodule "self" {\n  source = "."\n}\n')

    assert before == places("plan.json")


def test_fetched_modules_in_a_ring_or_elsewhere_end(places, copied, tmp_path):
    copied("lines-registry")
    before = places("plan.json")
    ring = {"Modules": [{"Key": key, "Source": "x", "Dir": "."} for key in ("nic", "described", "site.port")]}
    (tmp_path / ".terraform" / "modules" / "modules.json").write_text(json.dumps(ring))

    assert before == places("plan.json")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'resource "aws_vpc" "x" {\n  cidr_block = \n', "broken.tf:"),
        (b"\xff\xfe\x00\xd8", "broken.tf"),
        (b"\x00\x01 { { {", "broken.tf:"),
    ],
)
def test_file_that_cannot_be_read_is_told_and_takes_nothing_else_away(eni_lint, places, copied, tmp_path, content, said):
    copied("lines-modules")
    before = places("plan.json")
    (tmp_path / "broken.tf").write_bytes(content)
    done = eni_lint("check", "plan.json", "--format", "json")

    assert before == places("plan.json")
    assert f"cannot be read, and findings name no lines there: {said}" in done.out
    assert 1 == done.returncode


def test_files_that_are_none(places, eni_lint, copied, tmp_path):
    copied("lines-modules")
    before = places("plan.json")
    (tmp_path / "gone.tf").symlink_to("nowhere")
    (tmp_path / "folder.tf").mkdir()
    os.mkfifo(tmp_path / "pipe.tf")
    done = eni_lint("check", "plan.json")

    assert before == places("plan.json")
    assert "name no lines there: " in done.out


def test_syntax_error_in_one_block_leaves_the_others(places, copied, tmp_path):
    copied("lines-text")
    before = places("plan.json")
    text = (tmp_path / "main.tf").read_bytes()
    (tmp_path / "main.tf").write_bytes(text.replace(b'description = "split"', b'description = = "split'))
    after = places("plan.json")

    assert {("main.tf", 38), ("main.tf", 49)} <= before & after
