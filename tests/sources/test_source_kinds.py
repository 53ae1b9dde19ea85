"""Sources and rules call the kinds of objects by the same names, and captured accounts tell every field that they can tell."""

from __future__ import annotations

import ast
import inspect
import json
from pathlib import Path

import msgspec
import pytest
from describe_corpus import read_folder
from live_faults import FAULTS
from live_shop import shop

import eni_lint
from eni_lint.inventory import model, surroundings
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared.marks import NAMED_SECTIONS
from eni_lint.sources.describe import read_snapshot
from eni_lint.sources.describe.merging import KINDS

PACKAGE = Path(eni_lint.__file__).parent
DESCRIBED = {plural for plural, _, _ in KINDS}
DECLARED = {section.replace("_", " ") for section in NAMED_SECTIONS}


# -- the names of kinds ----------------------------------------------------------------------------------------------------


def text_of(node, constants):
    """Give the text of an expression, or of the constant that it names."""
    if isinstance(node, ast.Name):
        return constants.get(node.id)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def is_missing(node):
    return isinstance(node, ast.Attribute) and node.attr == "missing"


def kinds_in(node, constants):
    """Give the kind that an expression asks an inventory for, by ``lookup`` or from ``missing``."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr == "lookup" and len(node.args) == 3:
            yield text_of(node.args[2], constants)
        elif node.func.attr == "get" and is_missing(node.func.value):
            yield text_of(node.args[0], constants)
    elif isinstance(node, ast.Subscript) and is_missing(node.value):
        yield text_of(node.slice, constants)
    elif isinstance(node, ast.Compare) and is_missing(node.comparators[0]):
        yield text_of(node.left, constants)


def constants_of(tree):
    """Give the constants of a module."""
    assigned = [node for node in tree.body if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)]
    return {target.id: node.value.value for node in assigned for target in node.targets if isinstance(target, ast.Name)}


def asked_for():
    """Give the kinds that checks and the inventory ask for, with the files that do."""
    paths = [path for folder in ("checks", "inventory") for path in (PACKAGE / folder).glob("*.py")]
    trees = {path.name: ast.parse(path.read_text(encoding="utf-8")) for path in paths}
    everywhere = {name: value for tree in trees.values() for name, value in constants_of(tree).items()}
    found = set()
    for file, tree in trees.items():
        constants = everywhere | constants_of(tree)
        found |= {(file, kind) for node in ast.walk(tree) for kind in kinds_in(node, constants)}
    return found


def test_kinds_are_asked_for_by_names_that_a_test_can_read():
    kinds = {kind for _, kind in asked_for()}

    assert {"subnets", "network interfaces", "network interface permissions"} <= kinds
    assert {None} >= kinds - DESCRIBED  # Inventory.missing.get(kind) is the one that takes any


@pytest.mark.parametrize("names", [DESCRIBED, DECLARED], ids=["describe", "declared"])
def test_sources_know_the_kinds_that_are_asked_for(names):
    assert set() == {(file, kind) for file, kind in asked_for() if kind is not None and kind not in names}


def test_both_sources_call_kinds_alike():
    assert set() == DESCRIBED - DECLARED


# -- fields ----------------------------------------------------------------------------------------------------------------

NOT_AWS = "it is about a document, not about AWS"
AT_THE_ATTACHMENT = "AWS tells it at the attachment"
EKS = "EKS is not captured"
UNTOLD = {
    ("NetworkInterface", "ena_srd_specification"): AT_THE_ATTACHMENT,
    ("NetworkInterface", "referred_to"): NOT_AWS,
    ("Attachment", "detaching_minutes"): "AWS does not tell since when",
    ("Instance", "launch_template_id"): "AWS does not tell it of an instance",
    ("Instance", "source_dest_check"): "what AWS tells is the primary interface's",
    ("Instance", "associate_public_ip_address"): "it is a wish; AWS tells what came of it",
    ("Instance", "settings_beside_interfaces"): NOT_AWS,
    ("Launcher", "max_pods"): EKS,
    ("Launcher", "prefix_delegation"): EKS,
    ("Launcher", "custom_networking"): EKS,
    ("ElasticIp", "used_by"): "AWS tells an association",
    ("ElasticIpAssociation", "allow_reassociation"): "it is a wish; AWS has carried it out",
    ("EksCluster", "cluster_name"): EKS,
    ("EksCluster", "subnet_ids"): EKS,
}
DOCUMENTS = (model.Flow, surroundings.Deprecation)
MODELS = [
    kind
    for module in (model, surroundings)
    for kind in vars(module).values()
    if inspect.isclass(kind) and issubclass(kind, model.Model) and kind.__module__ == module.__name__ and kind not in DOCUMENTS
]


def tell(value, told):
    """Note the fields that a part of an inventory tells."""
    if isinstance(value, msgspec.Struct):
        kind = next((each for each in type(value).__mro__ if each in MODELS), None)
        for name in kind.__struct_fields__ if kind else ():
            field = getattr(value, name)
            if name != "origin" and not isinstance(field, Unknown) and field not in (None, [], ()):
                told.add((kind.__name__, name))
                tell(field, told)
    elif isinstance(value, list):
        for each in value:
            tell(each, told)


def told_by_answers():
    """Collect the fields that some captured account tells."""
    told = set()
    accounts = [shop()]
    for rule, (change, _) in FAULTS.items():
        if rule not in {"interface-quota-near", "vpc-address-usage-high"}:  # those are large, and tell nothing new
            accounts.append(shop())
            change(accounts[-1])
    inventories = [read_folder("estate").inventory]
    for account in accounts:
        files = [(f"{name}.json", json.dumps({name: rows}).encode()) for name, rows in account.told().items()]
        inventories.append(read_snapshot(files, "account").inventory)
    for inventory in inventories:
        for part in vars(inventory).values():
            tell(part, told)
    return told


def test_every_field_is_told_by_an_answer_or_by_none_for_a_reason():
    fields = {(kind.__name__, name) for kind in MODELS for name in kind.__struct_fields__ if name != "origin"}

    assert set(UNTOLD) == fields - told_by_answers()
