"""Objects are called by their addresses, which are what a user wrote, never by the keys that join them."""

import inspect
import re

import msgspec
import pytest
from rule_examples import EXAMPLES, bind_example, evaluate, read_example

from eni_lint.inventory.inventory import Inventory

PARTS = [name for name in inspect.signature(Inventory.__init__).parameters if name != "self"]
NAMED = ["interfaces", "instances", "launch_templates", "launchers", "subnets", "vpcs", "security_groups", "route_tables"]


def renamed(inventory, old):
    """Copy an inventory with the addresses of its objects marked, noting what they were."""
    parts = {name: getattr(inventory, name) for name in PARTS}
    for name in NAMED:
        old |= {thing.origin.address for thing in parts[name]}
        parts[name] = [msgspec.structs.replace(thing, origin=marked(thing.origin)) for thing in parts[name]]
    parts["changes"] = {key: change for name, change in inventory.changes.items() for key in (name, f"{name}*")}
    if inventory.before is not None:
        parts["before"] = renamed(inventory.before, old)
    copy = Inventory(**parts)
    copy.catalog = inventory.catalog
    return copy


def marked(origin):
    return msgspec.structs.replace(origin, address=f"{origin.address}*", identity=origin.identity or origin.address)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES["fail"])
def test_a_finding_names_objects_by_their_addresses(rule, example):
    old = set()

    result = evaluate(renamed(read_example(rule, example), old), bind_example(rule, example))

    assert sorted(example.at) == sorted(finding.at.pointer for finding in result.findings)
    texts = [
        text
        for finding in result.findings
        for text in (finding.message, finding.remedy, *(related.caption for related in finding.related))
    ]
    assert not [text for text in texts if old & set(re.findall(r"'([^'\s]+)'", text))]
