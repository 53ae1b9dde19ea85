"""Not to know something never turns a pass into a failure, nor a failure into a pass."""

import inspect
import re

import msgspec
import pytest
from rule_examples import EXAMPLES, bind_example, evaluate, read_example

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Reason, Unknown

PARTS = [name for name in inspect.signature(Inventory.__init__).parameters if name != "self"]
HIDDEN = Unknown(Reason.DECLARED, "hidden by the test")
CASES = [case for kind in EXAMPLES.values() for case in kind]


def may_be_unknown(model):
    """Keys are plain text: only what is annotated as Maybe or Known can be unknown."""
    for kind in type(model).__mro__:
        for name, annotation in vars(kind).get("__annotations__", {}).items():
            if re.match(r"(Maybe|Known)\[", str(annotation)):
                yield name


def hidden(value, path=""):
    """Walk the copies of a value in which one thing, however deep, is not known."""
    if isinstance(value, msgspec.Struct):
        for name in may_be_unknown(value):
            field = getattr(value, name)
            yield f"{path}.{name}", msgspec.structs.replace(value, **{name: HIDDEN})
            for where, changed in hidden(field, f"{path}.{name}"):
                yield where, msgspec.structs.replace(value, **{name: changed})
    elif isinstance(value, list):
        for index, item in enumerate(value):
            if not isinstance(item, (msgspec.Struct, Unknown)):
                yield f"{path}[{index}]", [*value[:index], HIDDEN, *value[index + 1 :]]
            for where, changed in hidden(item, f"{path}[{index}]"):
                yield where, [*value[:index], changed, *value[index + 1 :]]


def with_one_thing_hidden(inventory):
    """Walk the copies of an inventory, and of the one before it, in which one thing is not known."""
    parts = {name: getattr(inventory, name) for name in PARTS}
    for name, objects in parts.items():
        if isinstance(objects, Inventory):
            changes = ((f"{name}.{where}", copy) for where, copy in with_one_thing_hidden(objects))
        elif isinstance(objects, (list, tuple)):
            changes = hidden(list(objects), name)
        else:
            continue
        for where, changed in changes:
            copy = Inventory(**parts | {name: changed})
            copy.catalog = inventory.catalog
            yield where, copy


def outcomes(inventory, bound):
    result = evaluate(inventory, bound)
    assert not [error.trace for error in result.errored]
    names = [{o.subject.identity or o.subject.address for o in sort} for sort in (result.findings, result.undecided)]
    return names[0], names[1] - names[0]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_hiding_one_thing_never_turns_an_outcome_round(rule, example):
    inventory, bound = read_example(rule, example), bind_example(rule, example)
    failed, undecided = outcomes(inventory, bound)

    turned = []
    for where, changed in with_one_thing_hidden(inventory):
        now_failed, now_undecided = outcomes(changed, bound)
        turned += [f"{where}: {name} failed, and now passes" for name in failed - now_failed - now_undecided]
        turned += [f"{where}: {name} passed, and now fails" for name in now_failed - failed - undecided]

    assert not turned
