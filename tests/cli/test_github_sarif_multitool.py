"""Microsoft's validator, with GitHub's rules, has nothing to say about what goes to GitHub: no error, no warning."""

import msgspec
import multitool
import pytest
import sample_report as sample

from eni_lint.reporters import Options
from eni_lint.reporters.report import Report
from eni_lint.reporters.sarif import github_files
from eni_lint.rulebook.load import load_rulebook


@pytest.fixture
def judged(tmp_path):
    """Write a report for GitHub and give the validator's complaints about each of its files."""

    def judge(report):
        found = []
        for number, text in enumerate(github_files(report, Options())):
            log = tmp_path / f"log.{number}.sarif"
            log.write_text(text, encoding="utf-8")
            found.append(multitool.complaints(log, kinds="Sarif;Ghas"))
        return found

    return judge


def test_report_of_everything_is_valid(judged):
    assert [[]] == judged(sample.report())


def test_report_of_nothing_is_valid(judged):
    assert [[]] == judged(Report(version="0.1.0", exit_status=3))


def test_all_rules_are_valid(judged):
    scope = sample.ScopeReport(name="f.yaml", kind="declared", objects=1)

    assert [[]] == judged(sample.report(scope, rules=list(load_rulebook())))


def test_both_files_of_many_runs_are_valid(judged):
    scopes = [msgspec.structs.replace(sample.plan_scope(), name=f"{n}.json") for n in range(21)]

    assert [[], []] == judged(sample.report(*scopes))
