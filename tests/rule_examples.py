"""The examples of the shipped rules as test cases."""

from functools import cache

import pytest

from eni_lint.catalog.load import load_catalog
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared

RULEBOOK = load_rulebook()
CATALOG = load_catalog()


def _cases(kind):
    return [
        pytest.param(rule, example, id=f"{rule.id}-{kind}-{number}")
        for rule in RULEBOOK
        for number, example in enumerate(getattr(rule.examples, kind), 1)
    ]


EXAMPLES = {"fail": _cases("fail"), "pass": _cases("passing"), "undecided": _cases("undecided")}


def read_example(rule, example):
    inventory = read_declared(parse_declared(example.input, f"{rule.id}.yaml"))
    inventory.catalog = CATALOG
    return inventory


@cache
def bound(rule_id):
    return bind(RULEBOOK, select=[rule_id])


def bind_example(rule, example):
    if not example.parameters:
        return bound(rule.id)
    return bind(RULEBOOK, select=[rule.id], parameters={rule.id: example.parameters})


def evaluate_example(rule, example):
    return evaluate(read_example(rule, example), bind_example(rule, example))
