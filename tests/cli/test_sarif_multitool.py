"""Microsoft's validator has nothing to say about our SARIF: no error, no warning."""

import io

import multitool
import pytest
import sample_report as sample

from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.report import Report


@pytest.fixture
def judged(tmp_path):
    """Write a report as SARIF and give the validator's complaints."""

    def judge(report, kinds):
        stream = io.StringIO()
        REPORTERS["sarif"](report, stream, Options())
        log = tmp_path / "log.sarif"
        log.write_text(stream.getvalue(), encoding="utf-8")
        return multitool.complaints(log, kinds=kinds)

    return judge


@pytest.mark.parametrize("kinds", ["Sarif", "Sarif;Ghas"])
def test_report_of_everything_is_valid(judged, kinds):
    assert [] == judged(sample.report(), kinds)


def test_report_of_nothing_is_valid(judged):
    assert [] == judged(Report(version="0.1.0"), "Sarif;Ghas")


def test_pretty_printed_plan_and_empty_scope_are_valid(judged):
    empty = sample.ScopeReport(name="empty.yaml", kind="declared")

    assert [] == judged(sample.report(sample.plan_scope(indent=2), empty), "Sarif;Ghas")


def test_validator_would_say_so(tmp_path):
    log = tmp_path / "log.sarif"
    log.write_text('{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "eni-lint"}}, "findings": []}]}')

    assert [complaint for complaint in multitool.complaints(log) if complaint.startswith("JSON1005 error")]
