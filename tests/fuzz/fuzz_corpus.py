"""Real inputs, small ones and parts of large ones, that cases are made of."""

import json
import re
import sys
from functools import cache
from pathlib import Path
from random import Random

import yaml

from eni_lint.rulebook.load import load_rulebook

ROOT = Path(__file__).parents[2]
FIXTURES = ROOT / "tests" / "fixtures"
PLANS = FIXTURES / "plans"
ESTATE = FIXTURES / "describe" / "estate" / "111122223333" / "eu-west-1"
ACCOUNT = ROOT / "examples" / "account"

FLAT_STATE = {
    "version": 3,
    "terraform_version": "0.11.14",
    "serial": 3,
    "lineage": "1-2-3",
    "modules": [
        {
            "path": ["root"],
            "outputs": {},
            "resources": {
                "aws_network_interface.a.0": {
                    "type": "aws_network_interface",
                    "depends_on": ["aws_subnet.s"],
                    "primary": {
                        "id": "eni-0a1",
                        "attributes": {
                            "id": "eni-0a1",
                            "subnet_id": "subnet-0a1",
                            "private_ips.#": "2",
                            "private_ips.1": "10.0.1.2",
                            "private_ips.22": "10.0.1.11",
                            "security_groups.#": "1",
                            "security_groups.3": "sg-0a1",
                            "tags.%": "1",
                            "tags.Name": "a",
                            "attachment.#": "1",
                            "attachment.1.instance": "i-0a1",
                            "attachment.1.device_index": "1",
                        },
                    },
                    "provider": "provider.aws",
                },
                "aws_subnet.s": {
                    "type": "aws_subnet",
                    "primary": {
                        "id": "subnet-0a1",
                        "attributes": {"id": "subnet-0a1", "cidr_block": "10.0.1.0/24", "vpc_id": "vpc-0a1"},
                    },
                },
                "aws_instance.i": {
                    "type": "aws_instance",
                    "primary": {
                        "id": "i-0a1",
                        "attributes": {"id": "i-0a1", "instance_type": "m6i.large", "subnet_id": "subnet-0a1"},
                    },
                },
            },
        },
        {"path": ["root", "m"], "resources": {}},
    ],
}
BARE_JSON = {
    "variable": {"size": {"type": "string", "default": "m6i.large"}, "count": {"default": 2}},
    "locals": {"ips": ["10.0.1.2", "10.0.1.20"]},
    "resource": {
        "aws_vpc": {"v": {"cidr_block": "10.0.0.0/16"}},
        "aws_subnet": {"s": {"vpc_id": "${aws_vpc.v.id}", "cidr_block": "${cidrsubnet(aws_vpc.v.cidr_block, 8, 1)}"}},
        "aws_network_interface": {
            "a": {
                "count": "${var.count}",
                "subnet_id": "${aws_subnet.s.id}",
                "private_ips": "${[local.ips[count.index]]}",
                "attachment": [{"instance": "${aws_instance.i.id}", "device_index": "${count.index + 1}"}],
            },
            "b": {
                "for_each": {"x": "10.0.1.9"},
                "subnet_id": "${aws_subnet.s.id}",
                "dynamic": {"attachment": {"for_each": [1], "content": {"device_index": 1}}},
            },
        },
        "aws_instance": {"i": [{"instance_type": "${var.size}", "subnet_id": "${aws_subnet.s.id}"}]},
    },
}
CONFIG = {
    "profile": "audit",
    "fail-on": "warning",
    "fail-on-undecided": False,
    "select": ["addressing", "limits"],
    "ignore": ["undescribed-interface"],
    "rules": {
        "reserved-subnet-address": "off",
        "eks": "note",
        "limits": {"enabled": True, "severity": "error"},
        "subnet-nearly-full": {"parameters": {"percent": 80}},
    },
    "include": ["*.yaml", "/net/**"],
    "exclude": ["!x", "vendor/", "[a-z]*"],
    "paths": [{"match": ["net.yaml"], "ignore": ["lifecycle"], "rules": {"too-many-interfaces": "warning"}}],
    "accounts": {"111122223333": "prod"},
    "regions": ["eu-west-1"],
    "rule-packs": ["./policy"],
    "waivers": [
        {
            "rule": "reserved-subnet-address",
            "subject": "web*",
            "reason": "known",
            "until": "2027-01-31",
            "owner": "me",
            "ticket": "X-1",
        }
    ],
    "baseline": "baseline.json",
}
NETWORK = b"""\
eni_lint: 1
subnets:
  a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
instances:
  i: {instance_type: m6i.large, subnet_id: a}
network_interfaces:
  web: {subnet_id: a, private_ip_addresses: [10.0.1.2], tags: {Name: web}} # eni-lint: ignore reserved-subnet-address -- known
  data: {subnet_id: a, attachment: {instance_id: i, device_index: 1}}
"""


class _Templates(yaml.SafeLoader):
    """Reads the short forms of functions as the long ones."""


def _long(loader, suffix, node):
    value = (
        loader.construct_scalar(node)
        if isinstance(node, yaml.ScalarNode)
        else loader.construct_sequence(node, deep=True)
        if isinstance(node, yaml.SequenceNode)
        else loader.construct_mapping(node, deep=True)
    )
    if suffix in {"Ref", "Condition"}:
        return {suffix: value}
    return {f"Fn::{suffix}": value.split(".", 1) if suffix == "GetAtt" and isinstance(value, str) else value}


_Templates.add_multi_constructor("!", _long)


class _Declared(yaml.SafeLoader):
    """Reads what is unknown in its form without tags."""


_Declared.add_constructor("!unknown", lambda _, node: {"unknown": getattr(node, "value", "") or ""})


def _tree(text, loader):
    try:
        return json.loads(json.dumps(yaml.load(text, loader), default=str))
    except (yaml.YAMLError, TypeError, AttributeError):
        return None


@cache
def declared_texts():
    """Give the examples of the rules, and the large examples."""
    found = [
        example.input.encode()
        for rule in load_rulebook()
        for kind in ("fail", "passing", "undecided")
        for example in getattr(rule.examples, kind)
    ]
    files = [FIXTURES / "declared" / "everything.yaml", ROOT / "examples" / "declared" / "edge.yaml"]
    return [*found, *(path.read_bytes() for path in files)]


@cache
def declared_trees():
    return [tree for tree in (_tree(text, _Declared) for text in declared_texts()) if tree]


@cache
def template_texts():
    return [path.read_bytes() for path in sorted((FIXTURES / "cloudformation").iterdir()) if path.is_file()]


@cache
def template_trees():
    return [tree for tree in (_tree(text, _Templates) for text in template_texts()) if tree]


@cache
def plans():
    """Give plans of a few resources each."""
    names = ("plan.json", "changed.json", "unchanged.json")
    return _pieces([path for path in sorted(PLANS.glob("*/*.json")) if path.name in names], 5)


@cache
def states():
    """Give states of a few resources each."""
    pieces = _pieces([*sorted(PLANS.glob("*/terraform.tfstate")), *sorted(PLANS.glob("*/state.json"))], 10)
    return [*pieces, *[FLAT_STATE] * (len(pieces) // 6)]


def _pieces(paths, count):
    random = Random(0)
    return [_some_of(json.loads(content), random) for content in [path.read_bytes() for path in paths] for _ in range(count)]


@cache
def answers():
    paths = [
        *sorted(ESTATE.rglob("*.json")),
        *sorted(ACCOUNT.glob("*.json")),
        *sorted((FIXTURES / "describe" / "broken").glob("*.json")),
    ]
    return [(path.name, json.loads(path.read_bytes())) for path in paths]


@cache
def items():
    """Give items of AWS Config."""
    sys.path.insert(0, str(ROOT / "tests" / "sources"))
    try:
        from config_scene import items_of
    finally:
        sys.path.pop(0)
    return items_of([json.loads(path.read_bytes()) for path in (*sorted(ESTATE.glob("*.json")), *sorted(ACCOUNT.glob("*.json")))])


@cache
def hcl_texts():
    paths = [
        *sorted(PLANS.glob("**/*.tf")),
        *sorted((ROOT / "examples" / "terraform").rglob("*.tf")),
        FIXTURES / "expressions" / "main.tf",
    ]
    return [path.read_bytes() for path in paths]


@cache
def hcl_blocks():
    return [
        block for text in hcl_texts() for block in re.findall(rb"^\w+(?: \"[^\"]*\")* \{.*?^\}\n", text, re.DOTALL | re.MULTILINE)
    ]


@cache
def policies():
    return [(path.name, path.read_bytes()) for path in sorted((ROOT / "examples" / "policy").rglob("*.yaml"))]


def _some_of(tree, random):
    """Leave a few of the resources in a plan or a state."""
    if "resource_changes" in tree:
        rows = tree["resource_changes"]
        kept = random.sample(rows, min(len(rows), random.choice((1, 2, 4, 8))))
        bases = {_base(row["address"]) for row in kept}
        tree["resource_changes"] = [row for row in rows if row in kept]
        for key in ("planned_values", "prior_state"):
            _prune(tree.get(key, {}).get("root_module", tree.get(key, {}).get("values", {}).get("root_module", {})), bases)
        _prune_configuration(tree.get("configuration", {}).get("root_module", {}), {base.split(".")[-1] for base in bases})
        tree.pop("relevant_attributes", None)
    elif isinstance(tree.get("resources"), list):
        tree["resources"] = random.sample(tree["resources"], min(len(tree["resources"]), random.choice((1, 2, 4, 8))))
    elif "values" in tree:
        resources = tree["values"].get("root_module", {}).get("resources", [])
        bases = {_base(row["address"]) for row in random.sample(resources, min(len(resources), 4))}
        _prune(tree["values"].get("root_module", {}), bases)
    return tree


def _base(address):
    return re.sub(r"\[[^\]]*\]", "", address)


def _prune(module, bases):
    module["resources"] = [row for row in module.get("resources", []) if _base(row["address"]) in bases]
    for child in module.get("child_modules", []):
        _prune(child, bases)


def _prune_configuration(module, names):
    module["resources"] = [row for row in module.get("resources", []) if row["name"] in names]
    for call in module.get("module_calls", {}).values():
        _prune_configuration(call.get("module", {}), names)
