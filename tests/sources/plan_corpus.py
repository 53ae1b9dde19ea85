"""Plans for the tests: real ones that Terraform made of the configurations beside them, and small ones made by hand."""

from __future__ import annotations

import json
from pathlib import Path

from eni_lint.documents import Document
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.terraform.plan import plan_places, read_plan

PLANS = Path(__file__).parent.parent / "fixtures" / "plans"


def data_of(name):
    return json.loads((PLANS / name).read_text())


def document_of(data):
    return Document("plan.json", "terraform-plan", data, places=plan_places(data))


def read(data):
    return read_plan(document_of(data))


def read_fixture(name):
    return read(data_of(name))


def change(address, after, unknown=(), *, actions=("create",), **row):
    """One row of ``resource_changes``; its type and name come from the address."""
    module, _, block = address.rpartition("module.")
    if module or block != address:
        call, _, rest = block.partition(".")
        row |= {"module_address": f"{module}module.{call}"}
        block = rest
    kind, _, name = block.partition("[")[0].partition(".")
    if "[" in block:
        row |= {"index": json.loads(block[block.index("[") + 1 : -1])}
    unknown = unknown if isinstance(unknown, dict) else dict.fromkeys(unknown, True)
    values = {"actions": list(actions), "before": None, "after": after, "after_unknown": unknown}
    return {"address": address, "mode": "managed", "type": kind, "name": name, "change": values} | row


def block(address, calls=None, /, **expressions):
    """One resource of a module's configuration; a text is a reference, anything else a constant."""
    kind, _, name = address.partition(".")
    found = {"address": address, "mode": "managed", "type": kind, "name": name, "expressions": written(expressions)}
    return found | (calls or {})


def written(expressions):
    return {name: expression(value) for name, value in expressions.items()}


def expression(value):
    if isinstance(value, str):
        return {"references": value.split()}
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return [written(member) for member in value]
    return {"constant_value": value}


def plan(changes, blocks=(), **more):
    root = {"resources": list(blocks)} | more.pop("root", {})
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": list(changes),
        "configuration": {"root_module": root},
    } | more


def by_address(things):
    return {thing.origin.identity or thing.origin.address: thing for thing in things}


def slots(inventory):
    """All attachments: interface, instance, device index, network card, means."""
    return {
        (plain(a.network_interface_id), plain(a.instance_id), plain(a.device_index), plain(a.network_card_index), a.means)
        for a in inventory.attachments
    }


def plain(value):
    """A value that can be compared: an unknown is its reason and what it can be."""
    if isinstance(value, Unknown):
        return (value.reason.value, *sorted(value.candidates))
    return value


def groups(interface):
    return plain(interface.groups) if not isinstance(interface.groups, list) else [plain(g.group_id) for g in interface.groups]


def addresses(interface):
    found = interface.private_ip_addresses
    return plain(found) if isinstance(found, Unknown) else [plain(a.private_ip_address) for a in found]
