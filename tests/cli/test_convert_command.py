"""``eni-lint convert``: any input as a declared file, through the front door."""

import json
from pathlib import Path

FIXTURES = Path(__file__).parents[1] / "fixtures"
PLAN = FIXTURES / "plans" / "faults-efa" / "plan.json"
SMALL = "eni_lint: 1\ninstances: {web: {instance_type: m6i.large}}\n"


def rules_of(report):
    return sorted(result["ruleId"] for run in json.loads(report)["runs"] for result in run["results"])


def test_converted_plan_has_the_findings_of_the_plan(eni_lint, tmp_path):
    done = eni_lint("convert", PLAN, "--output", "plan.yaml")
    found, again = (rules_of(eni_lint("check", path, "--format", "sarif", "--no-sources").stdout) for path in (PLAN, "plan.yaml"))

    assert (0, "") == (done.returncode, done.err)
    assert (tmp_path / "plan.yaml").read_text(encoding="utf-8").startswith("# Written by 'eni-lint convert' from ")
    assert found
    assert found == again


def test_one_input_goes_to_standard_output(eni_lint, write):
    done = eni_lint("convert", write("a.yaml", SMALL))

    assert (0, "") == (done.returncode, done.err)
    assert "web: {instance_type: m6i.large}" in done.out


def test_several_inputs_need_a_folder(eni_lint, write):
    done = eni_lint("convert", write("a.yaml", SMALL), write("b.yaml", SMALL))

    assert 2 == done.returncode
    assert "Name a folder" in done.err


def test_several_inputs_become_a_file_each(eni_lint, write, tmp_path):
    done = eni_lint("convert", write("a/x.yaml", SMALL), write("b/x.yaml", SMALL), "--output", "out/")

    assert 0 == done.returncode
    assert ["a-x.eni-lint.yaml", "b-x.eni-lint.yaml"] == sorted(path.name for path in (tmp_path / "out").iterdir())


def test_unreadable_input_is_told_and_the_others_are_converted(eni_lint, write):
    done = eni_lint("convert", write("a.yaml", SMALL), write("b.json", "{"))

    assert 3 == done.returncode
    assert "b.json" in done.err
    assert "instances:" in done.out


def test_folder_without_anything_to_convert_is_no_success(eni_lint, write, tmp_path):
    (tmp_path / "empty").mkdir()
    done = eni_lint("convert", "empty")

    assert 3 == done.returncode
    assert "there is nothing to convert" in done.err


def test_file_that_cannot_be_written_is_told(eni_lint, write):
    done = eni_lint("convert", write("a.yaml", SMALL), "--output", "a.yaml/out.yaml")

    assert 2 == done.returncode
    assert "cannot be written" in done.err
    assert "Traceback" not in done.err
