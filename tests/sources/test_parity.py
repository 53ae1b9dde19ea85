"""One scene in several forms gives the same findings about the same things."""

import json
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from config_scene import items_of, snapshot
from scene import NotDescribable, described, things

from eni_lint.catalog.load import load_catalog
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.declared import parse_declared, read_declared
from eni_lint.sources.read import read_scopes

EXAMPLES = Path(__file__).parents[2] / "examples"
RULEBOOK = load_rulebook()
CATALOG = load_catalog()

# Rules about the interfaces themselves, which every form tells whole.
OF_ALL_FORMS = (
    "too-many-interfaces",
    "too-many-interfaces-on-card",
    "network-card-out-of-range",
    "too-many-ipv4-addresses",
    "too-many-ipv6-addresses",
    "unknown-instance-type",
    "cross-az-attachment",
    "interface-attached-twice",
    "attachment-slot-taken",
    "address-outside-subnet",
    "reserved-subnet-address",
    "duplicate-address",
    "address-in-delegated-prefix",
    "overlapping-prefixes",
    "invalid-prefix-size",
    "unaligned-prefix",
    "prefix-on-unsupported-type",
    "ena-express-one-sided",
    "ena-express-udp-alone",
    "ena-express-unsupported-type",
    "timeout-out-of-range",
    "too-many-security-groups",
)

# Rules about what is left over in an account, which nobody can tell of what is only declared or planned.
OF_ACCOUNTS = ("interface-outlives-instance",)


def verdicts(inventory, rules, name=str):
    """Count what fails and what is undecided: the rule, and kind and name of the thing."""
    inventory.catalog = CATALOG
    result = evaluate(inventory, rules)
    names = things(inventory, name)

    def counted(outcomes):
        return Counter((each.rule_id, *names[each.subject.identity or each.subject.address]) for each in outcomes)

    assert not [error.trace for error in result.errored]
    return counted(result.findings), counted(result.undecided)


# -- the examples ------------------------------------------------------------------------------------------------------

ROLES = ("mgmt", "front", "back", "sync")
LOAD_BALANCERS = [f"lb-{zone}" for zone in "ab"]
ALONE = ("app", "backup", "batch", "database", "edge", "floating", "metrics", "pods", "proxy", "storage")
IN_TERRAFORM = (
    {f'module.load_balancer["{lb}"].aws_instance.this': lb for lb in LOAD_BALANCERS}
    | {
        f'module.load_balancer["{lb}"].aws_network_interface.this["{role}"]': f"{lb}-{role}"
        for lb in LOAD_BALANCERS
        for role in ROLES
    }
    | {
        f'aws_{kind}.database["{one}"]': f"database-{one}"
        for kind in ("instance", "network_interface")
        for one in ("primary", "replica")
    }
    | {f"aws_{kind}.{name}": name for kind in ("instance", "network_interface", "security_group", "vpc") for name in ALONE}
    | {
        f'module.zone["{zone}"].aws_subnet.{name}': f"{name}-{zone}"
        for zone in "ab"
        for name in ("transit", "app", "pods", "data", "mgmt")
    }
)


def in_terraform(key):
    """Give the declared name of what has this address in the plan."""
    head, slash, rest = key.partition("/")
    return IN_TERRAFORM[head] + slash + rest


def read_one(path):
    [scope] = read_scopes([str(path)])
    return scope.inventory


@cache
def edge():
    return described(read_one(EXAMPLES / "declared" / "edge.yaml"))


def form(name, folder):
    """Read the edge in one of its forms; give its inventory, and what tells the declared names of its things."""
    if name == "declared":
        return read_one(EXAMPLES / "declared" / "edge.yaml"), str
    if name == "plan":
        return read_one(EXAMPLES / "terraform" / "plan.json"), in_terraform
    if name == "config":
        path = folder / "config.json"
        path.write_text(json.dumps(snapshot(items_of(edge().answers.values()))), encoding="utf-8")
        return read_one(path), edge().name
    edge().write(folder / "account")
    return read_one(folder / "account"), edge().name


def outline(inventory, name):
    """Tell of every interface where it is, what it is attached to and how much it holds."""
    found = {}
    for interface in inventory.interfaces:
        [attachment] = inventory.attachments_by_interface[interface.network_interface_id]
        found[name(interface.network_interface_id)] = (
            name(interface.subnet_id) if isinstance(interface.subnet_id, str) else "?",
            sorted(name(group.group_id) for group in interface.groups),
            (name(attachment.instance_id), inventory.instance_by_key[attachment.instance_id].instance_type),
            (attachment.network_card_index or 0, attachment.device_index),
            (len(interface.private_ip_addresses), len(interface.ipv4_prefixes), len(interface.ipv6_addresses)),
        )
    return found


@pytest.mark.parametrize("other", ["plan", "describe", "config"])
def test_the_forms_of_the_edge_tell_one_scene(tmp_path, other):
    declared = outline(*form("declared", tmp_path))
    told = outline(*form(other, tmp_path))
    not_told = [interface for interface, (subnet, *_) in told.items() if subnet == "?"]

    # In a plan, a value of each.value may be any of the module's: these are in one of ten subnets.
    assert (sorted(not_told) if other == "plan" else []) == sorted(not_told)
    assert declared == told | {interface: (declared[interface][0], *told[interface][1:]) for interface in not_told}


@pytest.mark.parametrize("other", ["plan", "describe", "config"])
def test_the_forms_of_the_edge_give_the_same_findings(tmp_path, other):
    rules = bind(RULEBOOK, select=OF_ALL_FORMS)
    declared, told = (findings(name, tmp_path, rules) for name in ("declared", other))

    assert 8 == declared.total()
    assert declared == told


@pytest.mark.parametrize("other", ["plan", "describe", "config"])
def test_the_forms_of_the_edge_give_the_same_findings_by_all_default_rules(tmp_path, other):
    rules = bind(RULEBOOK, ignore=OF_ACCOUNTS)
    declared, told = (findings(name, tmp_path, rules) for name in ("declared", other))

    assert declared == told


def findings(name, folder, rules):
    inventory, declared_name = form(name, folder)
    return verdicts(inventory, rules, declared_name)[0]


# -- the examples of the rules -----------------------------------------------------------------------------------------


def _cases(kind):
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in map(RULEBOOK.find, OF_ALL_FORMS)
        for number, example in enumerate(getattr(rule.examples, kind), 1)
    ]


FAIL, PASS = _cases("fail"), _cases("passing")

NOT_DESCRIBABLE = {
    "who talks to whom": 4,
    "a value that is not known": 3,
    "ENA Express of an interface that is not attached": 3,
    "an interface that is attached twice": 2,
    "an attachment of an interface that is not described": 2,
}


def read_example(rule, example):
    return read_declared(parse_declared(example.input, f"{rule.id}.yaml"))


def bind_example(rule, example):
    return bind(RULEBOOK, select=[rule.id], parameters={rule.id: example.parameters})


def in_both_forms(rule, example):
    """Give the verdicts on an example as it is written, and on what describe would answer about it."""
    inventory, rules = read_example(rule, example), bind_example(rule, example)
    try:
        scene = described(inventory)
    except NotDescribable as reason:
        pytest.skip(f"answers do not tell {reason}")
    return verdicts(inventory, rules), verdicts(scene.read(), rules, scene.name)


@pytest.mark.parametrize(("rule", "example"), FAIL)
def test_fail_example_fails_in_a_captured_account(rule, example):
    written, captured = in_both_forms(rule, example)

    assert written[0]
    assert written == captured


@pytest.mark.parametrize(("rule", "example"), PASS)
def test_pass_example_passes_in_a_captured_account(rule, example):
    written, captured = in_both_forms(rule, example)

    assert (Counter(), Counter()) == written
    assert written == captured


def test_few_examples_cannot_be_told_as_a_captured_account():
    reasons = Counter()
    for case in (*FAIL, *PASS):
        try:
            described(read_example(*case.values))
        except NotDescribable as reason:
            reasons[str(reason)] += 1

    assert NOT_DESCRIBABLE == reasons


# -- the writer --------------------------------------------------------------------------------------------------------

SMALL = """
eni_lint: 1
subnets:
  small: {cidr_block: 10.0.1.0/26, ipv6_cidr_blocks: ["2001:db8:0:1::/64"]}
instances:
  web: {instance_type: m6i.large, subnet_id: small}
network_interfaces:
  taken: {subnet_id: small, private_ip_addresses: [10.0.1.4], ipv6_addresses: ["2001:db8:0:1::4"]}
  any: {subnet_id: small, secondary_private_ip_address_count: 1, ipv6_address_count: 1}
  node: {subnet_id: small, private_ip_addresses: [10.0.1.6, 10.0.1.20], ipv4_prefix_count: 1}
"""


@cache
def small():
    scene = described(read_declared(parse_declared(SMALL, "small.yaml")))
    return scene, {scene.name(each.network_interface_id): each for each in scene.read().interfaces}


def test_addresses_are_chosen_from_what_is_free():
    chosen = small()[1]["any"]

    assert ["10.0.1.7", "10.0.1.8"] == [each.private_ip_address for each in chosen.private_ip_addresses]
    assert ["2001:db8:0:1::5"] == [each.ipv6_address for each in chosen.ipv6_addresses]
    assert ["10.0.1.32/28"] == [each.ipv4_prefix for each in small()[1]["node"].ipv4_prefixes]


def test_ids_are_like_those_of_aws_and_lead_back_to_names():
    scene, interfaces = small()

    assert ["any", "node", "taken", "web/primary"] == sorted(interfaces)
    assert all(re.fullmatch(r"eni-0[0-9a-f]{16}", each.network_interface_id) for each in interfaces.values())
    assert {"small"} == {scene.name(each.subnet_id) for each in interfaces.values()}
