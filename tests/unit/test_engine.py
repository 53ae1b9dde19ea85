"""The engine sorts answers: pass, fail, undecided, errored. One bad subject never hides the others."""

from pathlib import Path

import pytest

from eni_lint.checks import over
from eni_lint.documents import Document
from eni_lint.engine.bind import BoundRule, bind, find_check
from eni_lint.engine.evaluate import evaluate
from eni_lint.errors import RuleFileError, UsageError
from eni_lint.findings import Open, Problem, Severity
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Instance
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known
from eni_lint.rulebook.load import Rulebook, load_rulebook, rule_of

DOCUMENT = Document("scene.yaml", "declared", {"instances": {}}, "instances: {}\n")


def instance(name, instance_type="t3.small"):
    origin = Origin(DOCUMENT, f"/instances/{name}", name, f"instances/{name}")
    return Instance(instance_id=name, instance_type=instance_type, origin=origin)


def rule(**fields):
    data = {
        "title": "An instance is wrong",
        "severity": "error",
        "since": "0.1.0",
        "message": {"": "Instance '{name}' is wrong.", "mild": "Instance '{name}' is odd."},
        "remedy": {"": "Mend {name}."},
        "what": "w",
        "why": "y",
        "fix": "Do what the rule says.",
        "references": ["https://docs.aws.amazon.com/x"],
        "examples": {"fail": [], "pass": []},
    }
    return rule_of(data | fields, Path("rules/limits/is-wrong.yaml"))


def run(judge, *instances, **fields):
    check = over(lambda inventory: inventory.instances)(judge)
    return evaluate(Inventory(instances=instances), [BoundRule(rule(**fields), check, {})])


def blame_large(subject, _inventory, _params):
    if known(subject.instance_type) == "large":
        yield Problem(at=subject.origin.place("instance_type"), data={"name": subject.instance_id})


def test_every_subject_passes_fails_or_stays_undecided():
    result = run(blame_large, instance("a"), instance("b", "large"), instance("c", Unknown(Reason.AFTER_APPLY, "after apply")))

    assert 1 == result.passed
    assert ["Instance 'b' is wrong."] == [f.message for f in result.findings]
    assert [("c", "after-apply", "after apply")] == [(u.subject.address, u.reason, u.detail) for u in result.undecided]
    assert [] == result.errored


def test_a_finding_carries_severity_place_and_remedy():
    (finding,) = run(blame_large, instance("b", "large")).findings

    assert Severity.ERROR is finding.severity
    assert "Mend b." == finding.remedy
    assert ("instance_type", "b") == (finding.at.field, finding.subject.address)


def test_without_a_remedy_the_fix_in_words_is_told():
    (finding,) = run(blame_large, instance("b", "large"), remedy={}).findings

    assert "Do what the rule says." == finding.remedy


def test_a_problem_may_choose_another_message_and_severity():
    def odd(subject, _inventory, _params):
        yield Problem(at=subject.origin.place(), data={"name": "b"}, variant="mild", severity=Severity.NOTE)

    (finding,) = run(odd, instance("b")).findings

    assert ("Instance 'b' is odd.", Severity.NOTE, "Mend b.") == (finding.message, finding.severity, finding.remedy)


def test_a_crash_is_reported_with_rule_and_subject_and_the_others_go_on():
    def crash_on_b(subject, inventory, params):
        if subject.instance_id == "b":
            raise ZeroDivisionError("division by zero")
        yield from blame_large(subject, inventory, params)

    result = run(crash_on_b, instance("a"), instance("b"), instance("c", "large"))

    assert [("is-wrong", "b", "ZeroDivisionError: division by zero")] == [(e.rule_id, e.subject, e.error) for e in result.errored]
    assert 1 == len(result.findings)
    assert 1 == result.passed
    assert "crash_on_b" in result.errored[0].trace


def test_a_crash_while_choosing_subjects_is_reported():
    def broken(_inventory):
        raise KeyError("x")

    check = over(broken)(blame_large)
    result = evaluate(Inventory(), [BoundRule(rule(), check, {})])

    assert [("is-wrong", "all subjects")] == [(e.rule_id, e.subject) for e in result.errored]


def test_a_message_with_a_missing_placeholder_is_an_error_of_the_rule():
    def forgetful(subject, _inventory, _params):
        yield Problem(at=subject.origin.place(), data={})

    result = run(forgetful, instance("a"))

    assert ["KeyError: 'name'"] == [e.error for e in result.errored]
    assert 0 == result.passed


def test_what_failed_stays_failed_when_the_rest_cannot_be_told():
    def blame_then_doubt(subject, _inventory, _params):
        yield Problem(at=subject.origin.place(), data={"name": "a"})
        raise Undecided(Unknown(Reason.OUTSIDE))

    result = run(blame_then_doubt, instance("a"))

    assert (1, 0, 0) == (len(result.findings), len(result.undecided), result.passed)


def test_members_of_a_group_are_judged_one_by_one():
    def blame_a_doubt_b(group, _inventory, _params):
        yield Problem(at=group[0].origin.place(), data={"name": "a"})
        yield Open(group[0].origin, Unknown(Reason.OUTSIDE))
        yield Open(group[1].origin, Unknown(Reason.OUTSIDE))
        yield Open(group[1].origin, Unknown(Reason.OUTSIDE))

    check = over(lambda inventory: [inventory.instances], members=lambda group: group)(blame_a_doubt_b)
    inventory = Inventory(instances=[instance("a"), instance("b"), instance("c")])
    result = evaluate(inventory, [BoundRule(rule(), check, {})])

    assert ["a"] == [f.subject.address for f in result.findings]
    assert ["b"] == [u.subject.address for u in result.undecided]
    assert 1 == result.passed


def test_a_doubt_about_a_whole_group_leaves_every_member_undecided_that_did_not_fail():
    def blame_a_then_doubt(group, _inventory, _params):
        yield Problem(at=group[0].origin.place(), data={"name": "a"})
        raise Undecided(Unknown(Reason.OUTSIDE))

    check = over(lambda inventory: [inventory.instances], members=lambda group: group)(blame_a_then_doubt)
    inventory = Inventory(instances=[instance("a"), instance("b"), instance("c")])
    result = evaluate(inventory, [BoundRule(rule(), check, {})])

    assert ["b", "c"] == [u.subject.address for u in result.undecided]
    assert 0 == result.passed


def test_fingerprints_tell_subjects_and_problems_apart_and_stay_the_same():
    def two_each(subject, _inventory, _params):
        for about in ("10.0.0.1", "10.0.0.2"):
            yield Problem(at=subject.origin.place(), data={"name": "x"}, about=about)

    once = [f.fingerprint for f in run(two_each, instance("a"), instance("b")).findings]
    shuffled = [f.fingerprint for f in run(two_each, instance("b"), instance("a")).findings]

    assert 4 == len(set(once))
    assert sorted(once) == sorted(shuffled)


def test_findings_that_are_equal_in_everything_get_an_ordinal():
    def twice(subject, _inventory, _params):
        for _ in range(2):
            yield Problem(at=subject.origin.place(), data={"name": "x"})

    first, second = run(twice, instance("a")).findings

    assert first.fingerprint != second.fingerprint


def test_a_renamed_rule_keeps_its_fingerprints():
    before = run(blame_large, instance("b", "large")).findings[0].fingerprint
    after = run(blame_large, instance("b", "large"), id="is-quite-wrong", key="is-wrong").findings[0].fingerprint

    assert before == after


def test_selecting_by_id_by_category_and_leaving_out():
    rulebook = load_rulebook()

    assert ["cross-az-attachment"] == [b.rule.id for b in bind(rulebook, select=["cross-az-attachment"])]
    assert {"limits"} == {b.rule.category for b in bind(rulebook, select=["limits"])}
    assert "cross-az-attachment" not in [b.rule.id for b in bind(rulebook, ignore=["attachment"])]


def test_a_name_that_is_no_rule_is_an_error_with_the_nearest_one():
    with pytest.raises(UsageError, match="Did you mean cross-az-attachment"):
        bind(load_rulebook(), select=["cross-zone-attachment"])


def test_an_alias_selects_its_rule():
    rulebook = Rulebook([rule(aliases=["was-wrong"], category="limits", id="too-many-interfaces")])

    assert ["too-many-interfaces"] == [b.rule.id for b in bind(rulebook, select=["was-wrong"])]


def test_parameters_go_before_the_defaults():
    given = {"too-many-security-groups": {"quota": 7}}
    (bound,) = bind(load_rulebook(), select=["too-many-security-groups"], parameters=given)

    assert 7 == bound.params["quota"]


def test_a_rule_without_a_check_is_an_error_of_its_file():
    with pytest.raises(RuleFileError, match="no function is_wrong"):
        find_check(rule())
    with pytest.raises(RuleFileError, match="no function is_wrong"):
        find_check(rule(category="nowhere"))
