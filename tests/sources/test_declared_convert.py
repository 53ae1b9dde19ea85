"""Converting, then checking, gives the same findings about the same things, and leaves the same undecided."""

from __future__ import annotations

import copy
from functools import cache
from pathlib import Path

import pytest
from converted import both
from declared_corpus import FIXTURES as DECLARED
from declared_corpus import read, validator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from eni_lint.documents import Document
from eni_lint.errors import SourceError
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope
from eni_lint.sources.writing import write_declared
from eni_lint.sources.writing.names import Names, candidates

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "tests/fixtures/plans",
    "tests/fixtures/describe",
    "tests/fixtures/declared",
    "tests/fixtures/cloudformation",
    "examples",
)
# Associations that are declared apart come last in a file, so that of two of one address the other one is blamed.
IN_OTHER_ORDER = ("faults-elastic-ips/plan.json",)


@cache
def scopes():
    folders = [str(ROOT / folder) for folder in FOLDERS if (ROOT / folder).is_dir()]
    return [scope for scope in read_scopes(folders) if isinstance(scope, Scope)]


def scope_of(inventory):
    return Scope(name="x", kind="declared", inventory=inventory, documents=[])


@pytest.mark.parametrize("scope", scopes(), ids=lambda scope: scope.name.removeprefix(str(ROOT)))
def test_converted_fixture_is_judged_alike(scope):
    was, now, converted = both(scope)
    findings, again = (set((each - other).elements()) for each, other in ((was[0], now[0]), (now[0], was[0])))

    if scope.name.endswith(IN_OTHER_ORDER):
        assert {rule for rule, *_ in findings} == {rule for rule, *_ in again} == {"address-with-two-elastic-ips"}
    else:
        assert set() == findings == again
    assert was[1] - now[1] == type(was[1])()
    if not converted.notes:  # what the format refuses is written as unknown
        assert was[1] == now[1]


def _examples():
    return [
        pytest.param(example, id=f"{rule.id}-{kind}-{number}")
        for rule in load_rulebook()
        for kind in ("fail", "passing", "undecided")
        for number, example in enumerate(getattr(rule.examples, kind), 1)
    ]


@pytest.mark.parametrize("example", _examples())
def test_converted_example_is_judged_alike(example):
    was, now, converted = both(scope_of(read(example.input)))

    assert was == now
    assert [] == converted.notes


@pytest.mark.parametrize("scope", scopes(), ids=lambda scope: scope.name.removeprefix(str(ROOT)))
def test_converted_file_is_valid_and_stable(scope):
    text = write_declared(scope).text
    document = parse_declared(text, "converted.yaml")
    again = write_declared(Scope(name=scope.name, kind=scope.kind, inventory=read_declared(document), documents=[document]))

    assert [] == [error.message for error in validator().iter_errors(document.data)][:3]
    assert text == write_declared(scope).text
    assert isinstance(again.text, str)


EVERYTHING = parse_declared((DECLARED / "everything.yaml").read_bytes(), "everything.yaml").data
LEAVES = ["interface", "efa-only", "10.0.1.7", "2001:db8::7", True, False, 0, 1, 3, None, [], {"unknown": "why"}, {"unknown": "x", "reason": "after-apply", "same_as": "a", "one_of": ["b"]}]  # fmt: skip


def _places(value, path=()):
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*path, key)
        yield from _places(child, (*path, key))


@st.composite
def _changed(draw):
    data = copy.deepcopy(EVERYTHING)
    for _ in range(draw(st.integers(1, 4))):
        *above, key = draw(st.sampled_from([path for path in _places(data) if len(path) > 2]))
        parent = data
        for step in above:
            parent = parent[step]
        if isinstance(parent, dict) and draw(st.booleans()):
            del parent[key]
        else:
            parent[key] = draw(st.sampled_from(LEAVES))
    return data


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(_changed())
def test_converted_random_file_is_judged_alike(data):
    try:
        inventory = read_declared(Document("data", "declared", data))
    except SourceError:
        return
    was, now, converted = both(scope_of(inventory))

    if not converted.notes:
        assert was == now


# -- names -----------------------------------------------------------------------------------------------------------------


def test_short_names_are_taken_where_nothing_stays_unclear():
    assert ["app", "edge.app", "module.edge.aws_subnet.app"] == candidates(
        "module.edge.aws_subnet.app", "module.edge.aws_subnet.app"
    )
    assert ['a["x.y|z"]', 'a["x.y|z"]', 'aws_subnet.a["x.y|z"]'] == candidates('aws_subnet.a["x.y/z"]', 'aws_subnet.a["x.y/z"]')
    assert ["eni-0123"] == candidates("eni-0123", "eni-0123")


def test_names_that_would_clash_are_told_apart():
    inventory = read("eni_lint: 1\nsubnets: {a.b: , 'module.m.aws_subnet.x': , 'module.n.aws_subnet.x': , 'aws_subnet.y': }")

    assert {"a.b": "a.b", "module.m.aws_subnet.x": "m.x", "module.n.aws_subnet.x": "n.x", "aws_subnet.y": "y"} == Names(
        [inventory]
    ).by_section["subnets"]


def test_what_is_elsewhere_and_looks_like_no_id_is_named_as_such():
    text = "eni_lint: 1\noutside: {placement_groups: [hpc]}\ninstances: {a: {placement_group: hpc}}"

    assert "outside: {placement_groups: [hpc]}" in write_declared(scope_of(read(text))).text


@pytest.mark.parametrize(
    "text", ["true", "1e3", "a: b", "#x", "\u2028", "é", "10.0.0.1", "~", "0x1", "12:30", "", "<<", "\x7f", '"']
)
def test_any_text_is_written_so_that_it_is_read_again(text):
    inventory = read(f"eni_lint: 1\nnetwork_interfaces: {{a: {{description: {'x'}}}}}")
    inventory.interfaces = [
        type(inventory.interfaces[0])(network_interface_id="a", description=text, origin=inventory.interfaces[0].origin)
    ]
    written = write_declared(scope_of(inventory)).text

    assert text == read(written).interfaces[0].description
