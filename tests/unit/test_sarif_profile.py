"""The profile's own checks speak up: each broken log is noticed."""

import copy
import io
import json

import pytest
import sample_report as sample
import sarif_profile

from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.sarif import github_files


@pytest.fixture(scope="module")
def good():
    stream = io.StringIO()
    REPORTERS["sarif"](sample.report(), stream, Options())
    return json.loads(stream.getvalue())


def put(value, *steps):
    """Make a change of a log: a value at the end of these steps."""

    def change(log):
        *way, last = ("runs", 0, *steps)
        for step in way:
            log = log[step]
        log[last] = value

    return change


RULE = ("tool", "driver", "rules", 3)
RESULT = ("results", 0)
PLACE = (*RESULT, "locations", 0, "physicalLocation")


@pytest.mark.parametrize(
    "change",
    [
        put("eni-lint/plan/x", "automationDetails", "id"),
        put("eni_lint/AWS/111122223333/eu-west-1/", "automationDetails", "id"),
        put("file:///home/", "originalUriBaseIds", "%SRCROOT%", "uri"),
        put(7, "artifacts", 0, "location", "index"),
        put("zzz", "tool", "driver", "rules", 0, "id"),
        put(5.5, *RULE, "properties", "security-severity"),
        put(["security", "aws", "aws"], *RULE, "properties", "tags"),
        put("error", *RULE, "properties", "problem.severity"),
        put("x" * 1025, *RULE, "fullDescription", "text"),
        put("Mend eni-0a1b2c3d4e5f67890.", *RULE, "help", "text"),
        put("Ask account 111122223333.", *RULE, "help", "text"),
        put("Mend module.edge.aws_eip.nat.", *RULE, "help", "text"),
        put("warning", *RESULT, "level"),
        put(0, *RESULT, "ruleIndex"),
        lambda log: log["runs"][0]["results"][0].pop("suppressions"),
        put([{"status": "underReview", "justification": "x"}], *RESULT, "suppressions"),
        put([{"status": "accepted", "justification": ""}], *RESULT, "suppressions"),
        put("new", *RESULT, "baselineState"),
        put("9.9", *RULE, "properties", "security-severity"),
        put("certain", *RULE, "properties", "precision"),
        put(99, *RESULT, "ruleIndex"),
        put({}, *RESULT, "locations", 0, "physicalLocation"),
        put([{"id": 1, "message": {"text": "x"}}], *RESULT, "relatedLocations"),
        put([{"threadFlows": [{"locations": [{"location": {"message": {"text": "x"}}}]}]}], *RESULT, "codeFlows"),
        put("another", *RULE, "relationships", 0, "target", "toolComponent", "guid"),
        put(1, *RULE, "relationships", 1, "target", "index"),
        put([], "taxonomies"),
        put("x", "invocations", 0, "toolExecutionNotifications", 0, "descriptor", "id"),
        lambda log: [log["runs"][0]["artifacts"][0].pop(name) for name in ("mimeType", "roles", "hashes")],
        put([], *RESULT, "locations", 0, "logicalLocations"),
        put("See [there](9).", *RESULT, "message", "text"),
        put("../x.yaml", *PLACE, "artifactLocation", "uri"),
        put("NOWHERE", *PLACE, "artifactLocation", "uriBaseId"),
        put(0, *PLACE, "region", "startLine"),
        lambda log: log["runs"][0]["results"].append(log["runs"][0]["results"][0]),
    ],
)
def test_broken_log_is_noticed(good, change):
    log = copy.deepcopy(good)
    change(log)

    assert sarif_profile.faults(log)


@pytest.fixture(scope="module")
def for_github():
    (text,) = github_files(sample.report(), Options())
    return json.loads(text)


@pytest.mark.parametrize(
    "change",
    [
        put([], *RESULT, "suppressions"),
        put("new", *RESULT, "baselineState"),
        put([], *RESULT, "fixes"),
        put("fail", *RESULT, "kind"),
        put(0, *PLACE, "artifactLocation", "index"),
        put(0, "invocations", 0, "executionSuccessful"),
        put([], "artifacts"),
        lambda log: log["runs"].extend({**log["runs"][0], "automationDetails": {"id": f"x/{n}/"}} for n in range(20)),
        lambda log: log["runs"][0]["results"].extend(log["runs"][0]["results"] * 5000),
    ],
)
def test_what_github_misreads_is_noticed(for_github, change):
    log = copy.deepcopy(for_github)
    change(log)

    assert [] == sarif_profile.github_faults(for_github)
    assert sarif_profile.github_faults(log)
