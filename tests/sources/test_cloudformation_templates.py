"""The whole way from a template to findings: what is wrong with it and nothing else, and nothing where nothing is wrong.

The templates under tests/fixtures/cloudformation are written in the styles of public ones. In those in YAML a comment
``# planted: RULE`` stands on each line that a finding is to point at.
"""

import copy
import json
import random

import pytest
from template_corpus import NAMES, TEMPLATES, check, line_of, planted, verdicts_on

from eni_lint.errors import EniLintError
from eni_lint.sources.cloudformation.parse import parse_template

FAULTS = [name for name in NAMES if name.startswith("faults-")]
CLEAN = [name for name in NAMES if name.startswith("clean-")]
MARKED = [name for name in FAULTS if name.endswith(".yaml")]


def told(name):
    lines = [
        f"{line_of(finding.at)}:{finding.at.span().start_column} {finding.severity.value} {finding.rule_id} "
        f"[{finding.subject.address}] {finding.message}\n"
        for finding in check(TEMPLATES / name).findings
    ]
    return "".join(sorted(lines, key=lambda line: (int(line.partition(":")[0]), line)))


def test_there_are_enough_templates_of_both_sorts():
    assert len(CLEAN) >= 6
    assert len(FAULTS) >= 8
    assert {".yaml", ".json", ".template"} == {f".{name.rpartition('.')[2]}" for name in NAMES}


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_found_where_nothing_is_wrong(name):
    assert "" == told(name)


@pytest.mark.parametrize("name", MARKED)
def test_every_finding_points_at_the_line_that_is_marked(name):
    assert planted(name) == sorted((line_of(finding.at), finding.rule_id) for finding in check(TEMPLATES / name).findings)


@pytest.mark.parametrize("name", FAULTS)
def test_findings_of_a_template_are_as_they_were(name, golden):
    actual = told(name)

    assert actual
    assert golden(f"cloudformation/{name}.txt", actual) == actual


# -- wrong values ------------------------------------------------------------------------------------------------------

WRONG = (
    None, 1, -1, 1e30, "x", "", [], {}, [[]], [None], True, ["a", "b"], {"a": {"b": [1]}},
    {"Ref": "Nope"}, {"Ref": "AWS::NoValue"}, {"Ref": "Group"}, {"Fn::GetAtt": ["Vpc", "CidrBlock"]}, {"Fn::GetAtt": "X"},
    {"Fn::If": ["Nope", 1, 2]}, {"Fn::Transform": {"Name": "x"}}, {"Fn::Sub": "${Group}-${Nope}"}, {"Fn::GetAZs": ""},
    {"Fn::Select": [0, {"Fn::GetAZs": ""}]}, {"Fn::ImportValue": "z"},
)  # fmt: skip


def places_in(value, path=()):
    yield path
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places_in(inner, (*path, key))


def with_wrong_values(data, chosen):
    """Put wrong values at one to three places of a template."""
    data = copy.deepcopy(data)
    for _ in range(chosen.choice((1, 1, 3))):
        *above, last = chosen.choice([path for path in places_in(data) if len(path) > 1])
        target = data
        for key in above:
            target = target[key]
        target[last] = copy.deepcopy(chosen.choice(WRONG))
    return data


@pytest.mark.parametrize("name", NAMES)
def test_wrong_values_are_faults_and_nothing_crashes(name):
    data = parse_template((TEMPLATES / name).read_bytes(), name).data
    chosen = random.Random(name)
    for _ in range(15):
        broken = with_wrong_values(data, chosen)
        try:
            found = verdicts_on(json.dumps(broken, default=str).encode())
        except EniLintError:
            continue

        assert [] == [error.trace for error in found.errored], broken
        assert all(line_of(finding.at) for finding in found.findings)
