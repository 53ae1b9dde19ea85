"""What every rule says of one object, and how full subnets are."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eni_lint.engine.subnets import uses
from eni_lint.sources.declared import parse_declared, read_declared

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples" / "declared"


def why(eni_lint, *args):
    return json.loads(eni_lint("why", *args, "--format", "json").stdout)


def test_why_tells_facts_verdicts_and_whose_part_it_is(eni_lint):
    [told] = why(eni_lint, "pods", EXAMPLE)

    assert "10.20.2.32/28, 10.20.2.48/28" == told["facts"]["ipv4_prefixes"]
    assert "eu-west-1a" == told["facts"]["zone"]
    assert {"address-in-delegated-prefix", "attachment-slot-taken"} == {row["rule"] for row in told["part_of"]}
    assert "cross-az-attachment" in {row["rule"] for row in told["pass"]}
    assert not {row["rule"] for row in told["fail"]} & {row["rule"] for row in told["pass"]}


def test_why_tells_what_fails_and_what_is_undecided(eni_lint, write):
    write(
        "net.yaml",
        "eni_lint: 1\nsubnets: {a: {cidr_block: 10.0.1.0/24}}\nnetwork_interfaces:\n  x: {subnet_id: a, private_ip_addresses: [10.0.1.2], groups: {unknown: a variable}}\n",
    )
    [told] = why(eni_lint, "x", "net.yaml")
    text = eni_lint("why", "x", "net.yaml").out
    verbose = eni_lint("why", "x", "net.yaml", "-v").out

    assert "reserved-subnet-address" in {row["rule"] for row in told["fail"]}
    assert told["undecided"]
    assert "groups                not known: a variable" in text
    assert "error     reserved-subnet-address\n          Address 10.0.1.2" in text
    assert verbose.count("\npasses ") == len(told["pass"])


@pytest.mark.parametrize(("subject", "hint"), [("pod", "Did you mean pods"), ("zzzzzzzz", "Name it as findings do")])
def test_why_of_nothing_is_a_usage_error(eni_lint, subject, hint):
    process = eni_lint("why", subject, EXAMPLE)

    assert 2 == process.returncode
    assert hint in process.err


def test_why_knows_ids_arns_and_terraform_addresses(eni_lint):
    account, plan = ROOT / "examples" / "account", ROOT / "examples" / "terraform" / "plan.json"
    arn = why(eni_lint, "subnet-0a11c0de5a1f0e101", account)[0]

    assert "10.40.1.0/24" == arn["facts"]["cidr_block"]
    assert "m6i.large" == why(eni_lint, "aws_instance.proxy", plan)[0]["facts"]["instance_type"]


NET = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.0.0/26, available_ip_address_count: 20}, six: {ipv6_cidr_blocks: ["2001:db8::/64"]}, odd: {cidr_block: {unknown: IPAM}}}
subnet_cidr_reservations: {r: {subnet_id: a, cidr: 10.0.0.48/28, reservation_type: prefix}}
network_interfaces:
  x: {subnet_id: a, private_ip_addresses: [10.0.0.5, 10.0.0.20], ipv4_prefixes: [10.0.0.32/28]}
"""


def test_subnets_are_counted_to_the_address(eni_lint, write):
    process = eni_lint("subnets", "--format", "json", write("net.yaml", NET))
    [use] = json.loads(process.stdout)

    # 64 addresses, 5 of AWS, 2 single ones, 16 delegated.
    assert (59, 2, 16, 41, 20) == tuple(use[k] for k in ("usable", "used", "delegated", "free", "told_free"))
    assert (4, 1, 16) == tuple(use[k] for k in ("blocks", "prefixes", "reserved_for_prefixes"))
    assert "ooPa" == use["map"]
    assert 0 == use["free_blocks"]
    assert [("10.0.0.16/28", ["10.0.0.20"], ["x"])] == [(s["block"], s["addresses"], s["interfaces"]) for s in use["spoilers"]]
    assert "the block of a subnet of net.yaml is not known: IPAM" in process.err


def test_the_table_names_who_stands_in_the_way(eni_lint, write):
    text = eni_lint("subnets", write("net.yaml", NET)).out

    assert "1 more /28 would be free but for one address each:" in text
    assert "10.0.0.16/28: 10.0.0.20 of x" in text
    assert "AWS counts 20 free addresses" in text


def test_the_map_draws_every_block_and_one_subnet_can_be_chosen(eni_lint):
    drawn = eni_lint("subnets", "--map", "--subnet", "pods-a", EXAMPLE).out

    assert "pods-a 10.20.2.0/24: 11 of 16 blocks of 16 are free\n  aoPP...........a\n" in drawn
    assert "app-a" not in drawn
    assert 2 == eni_lint("subnets", "--subnet", "nowhere", EXAMPLE).returncode


def test_inputs_without_subnets_say_so(eni_lint, write):
    process = eni_lint("subnets", write("net.yaml", "eni_lint: 1\nvpcs: {}\n"))

    assert 3 == process.returncode
    assert "there is no subnet with an IPv4 block here" in process.err


ADDRESSES = st.integers(min_value=4, max_value=254)


@settings(max_examples=60, deadline=None)
@given(st.sets(ADDRESSES, max_size=40), st.sets(st.integers(min_value=1, max_value=14), max_size=6))
def test_free_addresses_and_blocks_are_what_counting_them_gives(addresses, prefixes):
    inside = {a for a in addresses if a // 16 not in prefixes}
    entries = "".join(f"  n{a}: {{subnet_id: s, private_ip_addresses: [10.9.0.{a}]}}\n" for a in sorted(inside))
    if prefixes:
        listed = ", ".join(f"10.9.0.{16 * p}/28" for p in sorted(prefixes))
        entries += f"  pods: {{subnet_id: s, private_ip_addresses: [10.9.0.250], ipv4_prefixes: [{listed}]}}\n"
        inside |= {250}
    text = f"eni_lint: 1\nsubnets: {{s: {{cidr_block: 10.9.0.0/24}}}}\nnetwork_interfaces:\n{entries or '  {}'}\n"
    [use] = uses(read_declared(parse_declared(text.replace("network_interfaces:\n  {}", "network_interfaces: {}"), "n.yaml")))
    taken = {0, 1, 2, 3, 255} | inside | {16 * p + k for p in prefixes for k in range(16)}

    assert 256 - len(taken) == use.free
    assert sum(1 for block in range(16) if not taken & set(range(16 * block, 16 * block + 16))) == use.free_blocks
    assert 16 == len(use.map)
