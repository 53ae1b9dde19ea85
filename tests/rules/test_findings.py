"""What a user reads of every example, whole: `make goldens` writes it anew, and the difference is there to be read."""

import pytest
from rule_examples import RULEBOOK, evaluate_example

RULES = [pytest.param(rule, id=rule.id) for rule in RULEBOOK]
FOLDER = "findings"


def written(rule):
    """Write out what is found and what stays open; the first digits of a fingerprint stand for all of it."""
    for example in (*rule.examples.fail, *rule.examples.undecided):
        result = evaluate_example(rule, example)
        yield f"# {example.title}"
        for finding in result.findings:
            yield f"{finding.severity}: {finding.subject.address} at {finding.at.pointer} [{finding.fingerprint[:8]}]"
            yield f"  {finding.message}"
            yield f"  {finding.remedy}"
            yield from (f"  {related.place.pointer}: {related.caption}" for related in finding.related)
        yield from (f"undecided: {outcome.subject.address}: {outcome.reason}, {outcome.detail}" for outcome in result.undecided)
        yield ""


@pytest.mark.parametrize("rule", RULES)
def test_findings_read_and_are_identified_as_before(rule, golden):
    actual = "\n".join(written(rule))

    assert golden(f"{FOLDER}/{rule.id}.txt", actual) == actual


def test_no_rule_has_left_its_findings_behind(request):
    kept = {path.stem for path in (request.config.rootpath / "tests" / "goldens" / FOLDER).iterdir()}

    assert {rule.id for rule in RULEBOOK} == kept
