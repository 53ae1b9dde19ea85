import io
import json
import random

import msgspec
import pytest
import sample_report as sample
import sarif_profile

from eni_lint.errors import SourceError, UsageError
from eni_lint.findings import Severity
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.report import Report
from eni_lint.reporters.sarif import github, github_files

NOT_READ = ("suppressions", "baselineState", "fixes", "rank", "index", "artifacts", "deprecatedIds", "snippet")


@pytest.fixture(autouse=True)
def given_time_and_no_repository(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    monkeypatch.chdir(tmp_path)


def files_of(report, **options):
    return [json.loads(text) for text in github_files(report, Options(**options))]


def run_of(*scopes):
    ((run,),) = (log["runs"] for log in files_of(sample.report(*scopes)))
    return run


def keys_in(value):
    if isinstance(value, dict):
        yield from value
        value = list(value.values())
    for item in value if isinstance(value, list) else ():
        yield from keys_in(item)


def many(count, *, severity=None, message="It is wrong."):
    document = sample.declared()
    origins = [Origin(document, "/subnets/app-a", f"a{n}", f"subnets/a{n}") for n in range(count)]
    found = [sample.finding("outlives-instance", message, "", origin.place()) for origin in origins]
    if severity:
        found = [msgspec.structs.replace(f, severity=severity(n)) for n, f in enumerate(found)]
    return sample.ScopeReport(name="f.yaml", kind="declared", documents=[document], findings=found, objects=count)


def empty(number):
    return sample.ScopeReport(name=f"f{number}.yaml", kind="declared", objects=1)


def test_log_for_github(golden):
    (actual,) = github_files(sample.report(), Options())

    assert golden("report.github.sarif", actual) == actual


def test_log_keeps_to_the_profile_and_holds_nothing_that_github_misreads():
    (log,) = files_of(sample.report())
    results = [run["results"] for run in log["runs"]]

    assert [] == sarif_profile.faults(log)
    assert set() == set(keys_in(results)) & set(NOT_READ)
    assert not any("kind" in result for run in results for result in run)
    assert set() == {key for run in log["runs"] for key in run} & {"artifacts", "baselineGuid", "redactionTokens"}
    assert all(run["invocations"][0]["executionSuccessful"] for run in log["runs"])


def test_only_what_failed_is_a_result():
    report = sample.report()

    (log,) = files_of(report)

    assert [len(scope.findings) for scope in report.scopes] == [len(run["results"]) for run in log["runs"]]
    assert {"error", "warning", "note"} == {result["level"] for run in log["runs"] for result in run["results"]}


def test_undecided_and_crashes_are_told():
    run = run_of(sample.plan_scope())
    told = [n["descriptor"]["id"] for n in run["invocations"][0]["toolExecutionNotifications"]]

    assert ["check-crashed", "run-note", "verdicts-undecided", "verdicts-undecided"] == told


def test_first_results_are_those_of_the_full_log_without_what_github_does_not_read():
    stream = io.StringIO()
    REPORTERS["sarif"](sample.report(sample.plan_scope()), stream, Options())
    full = json.loads(stream.getvalue())["runs"][0]
    marks = {r["partialFingerprints"]["eniLint/v1"] for r in full["results"] if r.get("kind", "fail") == "fail"}

    run = run_of(sample.plan_scope())

    assert marks == {r["partialFingerprints"]["eniLint/v1"] for r in run["results"]}
    assert full["automationDetails"] == run["automationDetails"]


def test_captured_resource_points_at_the_start_of_its_virtual_file():
    (result,) = run_of(sample.captured_scope())["results"]
    physical = result["locations"][0]["physicalLocation"]

    assert {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 2} == physical["region"]
    assert "aws/111122223333/eu-west-1/ec2/network-interface/eni-0a1b2c3d4e5f67890.json" == physical["artifactLocation"]["uri"]
    assert ["The subnet."] == [r["message"]["text"] for r in result["relatedLocations"]]


# -- what is left out, and what is not ---------------------------------------------------------------------------------


def test_scope_without_findings_is_an_empty_run_so_that_its_alerts_close():
    run = run_of(empty(1))

    assert [] == run["results"]
    assert len(sample.RULES) == len(run["tool"]["driver"]["rules"])


def test_scope_that_cannot_be_read_is_left_out_so_that_its_alerts_stay():
    fault = SourceError("access denied", where="snapshot")
    denied = sample.ScopeReport(name="snapshot", kind="describe", faults=[fault])
    report = sample.report(empty(1), denied, unreadable=[fault])

    (log,) = files_of(report)

    assert ["eni-lint/declared/f1.yaml/"] == [run["automationDetails"]["id"] for run in log["runs"]]


def test_nothing_read_is_a_log_without_a_category_of_an_input():
    (log,) = files_of(Report(version="0.1.0", unreadable=[SourceError("broken", where="x.json")], exit_status=3))

    assert ["eni-lint/nothing/"] == [run["automationDetails"]["id"] for run in log["runs"]]


# -- limits ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("scopes", "runs"), [(20, [20]), (21, [20, 1]), (45, [20, 20, 5])])
def test_no_file_has_more_than_twenty_runs(scopes, runs):
    logs = files_of(sample.report(*map(empty, range(scopes))))
    ids = [run["automationDetails"]["id"] for log in logs for run in log["runs"]]

    assert runs == [len(log["runs"]) for log in logs]
    assert len(set(ids)) == scopes


def test_categories_are_told_apart_over_all_files():
    scopes = [sample.ScopeReport(name=name, kind="declared") for name in ["a/b.yaml", *map(str, range(20)), "a-b.yaml"]]

    ids = [run["automationDetails"]["id"] for log in files_of(sample.report(*scopes)) for run in log["runs"]]

    assert len(set(ids)) == 22


def test_standard_output_takes_one_file_only():
    report = sample.report(*map(empty, range(21)))

    with pytest.raises(UsageError, match="too large for one file") as fault:
        REPORTERS["github-sarif"](report, io.StringIO(), Options())
    assert "Use --output github-sarif=FILE" in fault.value.do


def test_the_gravest_of_too_many_findings_are_kept_and_the_others_counted(monkeypatch):
    monkeypatch.setattr(github, "RESULTS", 50)
    grave = many(60, severity=lambda n: Severity.ERROR if n % 2 else Severity.NOTE)

    run = run_of(grave)
    levels = [result["level"] for result in run["results"]]

    assert (30, 20) == (levels.count("error"), levels.count("note"))
    notice = run["invocations"][0]["toolExecutionNotifications"][0]
    assert "Only the gravest 50 of 60 findings are here: GitHub keeps no more." == notice["message"]["text"]
    assert {"error": 30, "warning": 0, "note": 30} == {
        k: v for k, v in run["properties"]["eni-lint/counts"].items() if k in {"error", "warning", "note"}
    }


def test_five_thousand_findings_of_a_run_are_kept():
    assert 5000 == len(run_of(many(5001))["results"])


def test_no_file_is_larger_than_github_takes(monkeypatch):
    monkeypatch.setattr(github, "BYTES", 40_000)
    noise = random.Random(1)
    scopes = [
        msgspec.structs.replace(many(40, message="".join(noise.choices("abcdefgh 0123456789", k=2000))), name=f"{n}.yaml")
        for n in range(3)
    ]
    for scope in scopes:
        scope.findings[:] = [
            msgspec.structs.replace(f, message="".join(noise.choices("abcdefgh 0123456789", k=2000))) for f in scope.findings
        ]

    texts = list(github_files(sample.report(*scopes), Options()))

    assert 3 == len(texts)
    assert all(len(github.gzip.compress(text.encode())) <= 40_000 for text in texts)
    assert all(10 < len(json.loads(text)["runs"][0]["results"]) < 40 for text in texts)
    assert all("Only the gravest" in text for text in texts)


def test_rule_texts_are_never_too_long_and_old_names_are_left_out():
    long = msgspec.structs.replace(
        sample.RULES[0], what="word " * 400, fix=sample.Fix(text="do this " * 400), aliases=["an-old-name"]
    )

    (log,) = files_of(sample.report(empty(1), rules=[long]))
    (rule,) = log["runs"][0]["tool"]["driver"]["rules"]

    assert [] == sarif_profile.faults(log)
    assert 1000 < len(rule["help"]["text"]) <= 1024
    assert "deprecatedIds" not in rule


def test_order_and_line_ends_do_not_depend_on_the_checks():
    scope = sample.plan_scope()
    shuffled = list(scope.findings)
    random.Random(3).shuffle(shuffled)

    texts = [list(github_files(sample.report(s), Options())) for s in (scope, msgspec.structs.replace(scope, findings=shuffled))]

    assert texts[0] == texts[1]


def test_characters_that_cannot_be_seen_are_escaped():
    document = sample.declared()
    found = sample.finding("outlives-instance", "It \x1b[2J \x9b2J \u202e is.", "", Origin(document, "/a", "a\x9b\u202e").place())
    scope = sample.ScopeReport(name="f.yaml", kind="declared", documents=[document], findings=[found], objects=1)

    (text,) = github_files(sample.report(scope), Options())

    assert [] == [c for c in text if not c.isprintable() and c != "\n"]
