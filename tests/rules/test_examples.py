"""Every example of every rule, through the real adapter, the real catalogue and the engine."""

import pytest
from rule_examples import EXAMPLES, evaluate_example


@pytest.mark.parametrize(("rule", "example"), EXAMPLES["fail"])
def test_fail_example_is_blamed_where_it_says(rule, example):
    result = evaluate_example(rule, example)

    assert sorted(example.at) == sorted(finding.at.pointer for finding in result.findings)
    assert sorted(example.subjects) == sorted(outcome.subject.address for outcome in result.undecided)
    assert not result.errored


@pytest.mark.parametrize(("rule", "example"), [case for case in EXAMPLES["fail"] if case.values[1].message])
def test_fail_example_says_what_is_wrong(rule, example):
    result = evaluate_example(rule, example)

    assert example.message == result.findings[0].message


@pytest.mark.parametrize(("rule", "example"), EXAMPLES["pass"])
def test_pass_example_passes(rule, example):
    result = evaluate_example(rule, example)

    assert not [finding.message for finding in result.findings]
    assert not [outcome.detail for outcome in result.undecided]
    assert not result.errored
    assert result.passed >= 1  # an example in which the rule has no subject proves nothing


@pytest.mark.parametrize(("rule", "example"), EXAMPLES["undecided"])
def test_undecided_example_is_open_about_its_subjects(rule, example):
    result = evaluate_example(rule, example)

    assert not [finding.message for finding in result.findings]
    assert sorted(example.subjects) == sorted(outcome.subject.address for outcome in result.undecided)
    assert not result.errored
