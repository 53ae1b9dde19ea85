"""One scene as a CloudFormation template gives the same findings about the same things as it does in other forms."""

from collections import Counter
from functools import cache

import pytest
from scene_choices import NotDescribable
from scene_templates import templated
from test_parity import EXAMPLES, OF_ACCOUNTS, OF_ALL_FORMS, RULEBOOK, bind_example, outline, read_example, read_one, verdicts

from eni_lint.engine.bind import bind
from eni_lint.sources.cloudformation.read import read_cloudformation
from eni_lint.sources.options import ReadOptions


def read(scene):
    scope = read_cloudformation(scene.content, "template.json", ReadOptions())

    assert [] == [str(fault) for fault in scope.faults]
    assert [] == scope.notes
    assert scope.variants is None
    return scope.inventory


@cache
def edge():
    declared = read_one(EXAMPLES / "declared" / "edge.yaml")
    scene = templated(declared)
    return declared, scene, read(scene)


def test_a_template_of_the_edge_tells_one_scene():
    declared, scene, template = edge()

    assert outline(declared, str) == outline(template, scene.name)


@pytest.mark.parametrize("chosen", [{"select": OF_ALL_FORMS}, {"ignore": OF_ACCOUNTS}], ids=["of all forms", "all default rules"])
def test_a_template_of_the_edge_gives_the_same_findings(chosen):
    declared, scene, template = edge()
    rules = bind(RULEBOOK, **chosen)
    written, told = verdicts(declared, rules)[0], verdicts(template, rules, scene.name)[0]

    assert 8 <= written.total()
    assert written == told


# -- the examples of all rules -----------------------------------------------------------------------------------------

OTHERWISE = {
    "implicit-network-card": "attachments of CloudFormation go to network card 0, and cannot say so",
    "takeover-interface-deleted-on-termination": "an attachment that is a resource: stack-interface-deleted-on-termination",
}
"""Rules that say something else of a template, and why."""

NOT_DESCRIBABLE = {
    "what AWS tells of an account": 78,
    "a change": 61,
    "who talks to whom": 19,
    "a list of addresses that is not known": 16,
    "prefixes, type or tags of an interface that an instance lists": 12,
    "what AWS tells of an interface": 9,
    "a secondary interface": 9,
    "groups that are listed empty, told by name or added by others": 7,
    "how nodes give addresses to pods": 7,
    "what AWS tells of an instance": 5,
    "an argument of Terraform": 4,
    "what AWS tells of a subnet": 4,
    "ENA Express of an interface that is not attached": 4,
    "a public address for an interface that is a resource of its own": 4,
    "a network card of an instance": 3,
    "what a zone is": 3,
    "an image": 3,
    "timeouts of an interface that an instance lists": 3,
    "a trunk interface": 3,
    "the status of an attachment": 2,
    "what was written beside a list of interfaces": 2,
    "whether an address may be taken from elsewhere": 1,
    "an attachment to the primary slot in the interface itself": 1,
    "the state of a route": 1,
    "a list of types or subnets that is not known": 1,
    "VPCs of a group that are not known": 1,
    "an attachment of an interface that is not known": 1,
}

CASES = [
    pytest.param(rule, example, id=f"{rule.id}-{kind}-{number}")
    for rule in RULEBOOK
    if rule.id not in OTHERWISE
    for kind in ("fail", "passing", "undecided")
    for number, example in enumerate(getattr(rule.examples, kind), 1)
]


@cache
def scene_of(text):
    """Tell an example as a template, or why it cannot be told."""
    rule, example = next(case.values for case in CASES if case.values[1].input == text)
    try:
        return templated(read_example(rule, example)), ""
    except NotDescribable as reason:
        return None, str(reason)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_example_gives_the_same_in_a_template(rule, example):
    scene, reason = scene_of(example.input)
    if scene is None:
        pytest.skip(f"templates do not tell {reason}")
    rules = bind_example(rule, example)

    assert verdicts(read_example(rule, example), rules) == verdicts(read(scene), rules, scene.name)


def test_it_is_said_what_cannot_be_told_as_a_template():
    reasons = Counter(scene_of(case.values[1].input)[1] for case in CASES)
    told = reasons.pop("")

    assert NOT_DESCRIBABLE == reasons
    assert told > reasons.total()
