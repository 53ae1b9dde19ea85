"""What was not collected is said to be so: a list that a call did not give, and the catalogue."""

import inspect

import pytest
from rule_examples import EXAMPLES, bind_example, evaluate, read_example

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Reason, Unknown

PARTS = [name for name in inspect.signature(Inventory.__init__).parameters if name != "self"]
KINDS = {  # by the name of the list: what rules call it, and the field that is the key
    "interfaces": ("network interfaces", "network_interface_id"),
    "instances": ("instances", "instance_id"),
    "launch_templates": ("launch templates", "launch_template_id"),
    "subnets": ("subnets", "subnet_id"),
    "security_groups": ("security groups", "group_id"),
    "placement_groups": ("placement groups", "group_name"),
    "elastic_ips": ("elastic ips", "allocation_id"),
}
CASES = [case for kind in EXAMPLES.values() for case in kind]


def evaluated_without(part, inventory, bound):
    """Evaluate what is left when the call that lists a kind of object was refused."""
    kind, _ = KINDS[part]
    parts = {name: getattr(inventory, name) for name in PARTS}
    without = Inventory(**parts | {part: (), "missing": {kind: Unknown(Reason.NOT_COLLECTED, f"{kind} were not listed")}})
    without.catalog = inventory.catalog
    return evaluate(without, bound)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_what_was_not_collected_is_not_taken_for_defined_elsewhere(rule, example):
    inventory = read_example(rule, example)
    for part, (_, field) in KINDS.items():
        keys = {getattr(thing, field) for thing in getattr(inventory, part)}
        if keys:
            result = evaluated_without(part, inventory, bind_example(rule, example))

            assert not [error.trace for error in result.errored]
            assert not keys & {outcome.detail.partition(" is defined outside")[0] for outcome in result.undecided}


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_without_the_catalogue_nothing_more_is_found(rule, example):
    inventory, bound = read_example(rule, example), bind_example(rule, example)
    before = evaluate(inventory, bound)
    failed, was_open = ({each.subject.address for each in sort} for sort in (before.findings, before.undecided))
    inventory.catalog = None

    result = evaluate(inventory, bound)

    assert not [error.trace for error in result.errored]
    assert {finding.subject.address for finding in result.findings} <= failed
    newly_open = {(each.reason, each.detail) for each in result.undecided if each.subject.address not in was_open}
    assert newly_open <= {("not-in-catalogue", "no catalogue of instance types was loaded")}
