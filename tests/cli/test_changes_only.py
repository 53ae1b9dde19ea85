"""``--changes-only``: what a plan creates or changes is reported, with what its changes break; what it leaves alone is not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

FIXTURES = Path(__file__).parent.parent / "fixtures"
SUBNET = {"id": "subnet-1", "vpc_id": "vpc-1", "cidr_block": "10.0.0.0/24", "availability_zone": "eu-west-1a"}


def interface(number, *addresses, **more):
    return {"id": f"eni-{number}", "subnet_id": "subnet-1", "private_ips": list(addresses), "security_groups": ["sg-1"], **more}


def row(address, before, after):
    kind, _, name = address.partition(".")
    name, _, index = name.partition("[")
    action = "create" if before is None else "delete" if after is None else "no-op" if before == after else "update"
    change = {"actions": [action], "before": before, "after": after, "after_unknown": {}}
    found = {"address": address, "mode": "managed", "type": kind, "name": name, "change": change}
    return {**found, "index": json.loads(index[:-1])} if index else found


def plan(*rows):
    return {
        "format_version": "1.2",
        "terraform_version": "1.11.4",
        "resource_changes": [row("aws_subnet.s", SUBNET, SUBNET), *rows],
    }


OUTSIDE = interface(1, "10.9.9.9")
"""An error of its own: the address is not in the subnet."""


@pytest.fixture
def check(eni_lint, write):
    def run(data, *more):
        write("plan.json", json.dumps(data))
        return eni_lint(
            "check", "plan.json", "--format", "json", "--no-sources", "--select", "addressing,prefixes,limits,routing", *more
        )

    return run


def errors(process):
    (scope,) = json.loads(process.out)["scopes"]
    return sorted((f["rule"], f["subject"]["address"]) for f in scope["findings"] if f["severity"] == "error")


def test_what_the_plan_leaves_alone_is_left_out_and_counted(check, eni_lint):
    data = plan(row("aws_network_interface.old", OUTSIDE, OUTSIDE))
    everything, changes = check(data), check(data, "--changes-only")
    (scope,) = json.loads(changes.out)["scopes"]

    assert [("address-outside-subnet", "aws_network_interface.old")] == errors(everything)
    assert 1 == everything.returncode
    assert [] == errors(changes)
    assert 0 == changes.returncode
    assert 1 == scope["left_out"]
    assert ["1 finding on resources that this plan does not change was left out."] == scope["notes"][-1:]

    text = " ".join(eni_lint("check", "plan.json", "--changes-only").out.split())

    assert "note: 2 findings on resources that this plan does not change were left out." in text


@pytest.mark.parametrize("before", [None, interface(1, "10.0.0.9")])
def test_what_the_plan_creates_or_changes_is_reported(check, before):
    process = check(plan(row("aws_network_interface.n", before, OUTSIDE)), "--changes-only")

    assert [("address-outside-subnet", "aws_network_interface.n")] == errors(process)
    assert 1 == process.returncode
    assert "left_out" not in json.loads(process.out)["scopes"][0]


def test_change_of_something_else_about_it_reports_what_was_wrong_before(check):
    process = check(plan(row("aws_network_interface.n", OUTSIDE, {**OUTSIDE, "description": "new"})), "--changes-only")

    assert [("address-outside-subnet", "aws_network_interface.n")] == errors(process)


def test_new_prefix_over_an_old_address_is_reported_wherever_the_rule_blames_it(check):
    old, new = interface(1, "10.0.0.18"), interface(2, "10.0.0.9", ipv4_prefixes=["10.0.0.16/28"])
    data = plan(row("aws_network_interface.old", old, old), row("aws_network_interface.new", None, new))

    assert errors(check(data))
    assert errors(check(data)) == errors(check(data, "--changes-only"))


def test_old_overlap_is_left_out_beside_a_change(check):
    one, other = interface(1, "10.0.0.18"), interface(2, "10.0.0.18")
    rows = [row("aws_network_interface.a", one, one), row("aws_network_interface.b", other, other)]
    data = plan(*rows, row("aws_network_interface.new", None, OUTSIDE))

    assert 2 == len(errors(check(data)))
    assert [("address-outside-subnet", "aws_network_interface.new")] == errors(check(data, "--changes-only"))


@pytest.mark.parametrize("changed", ["a", "b"])
def test_old_overlap_is_reported_when_the_plan_changes_one_of_the_two(check, changed):
    """Which of the two the rule blames is no matter: the other one is related."""
    held = {"a": interface(1, "10.0.0.18"), "b": interface(2, "10.0.0.18")}
    told = {name: {**each, "description": "told"} if name == changed else each for name, each in held.items()}
    data = plan(*(row(f"aws_network_interface.{name}", held[name], told[name]) for name in held))

    assert ["duplicate-address"] == [rule for rule, _ in errors(check(data, "--changes-only"))]


def test_new_interface_that_overfills_an_unchanged_subnet_is_reported_at_the_subnet(check):
    small = {**SUBNET, "cidr_block": "10.0.0.0/28"}
    rows = [row(f"aws_network_interface.n[{n}]", old, interface(n, f"10.0.0.{n}")) for n, old in before_and_after(4, 14)]
    crowd = {"subnet_id": "subnet-1", "private_ips_count": 8, "security_groups": ["sg-1"]}
    data = plan(*rows, row("aws_network_interface.crowd", None, crowd))
    data["resource_changes"][0] = row("aws_subnet.s", small, small)

    assert ("subnet-overcommitted", "aws_subnet.s") in errors(check(data, "--changes-only"))


def before_and_after(first, last):
    """Interfaces that are there already."""
    return [(n, interface(n, f"10.0.0.{n}")) for n in range(first, last)]


def test_entry_of_a_changed_template_is_reported(eni_lint, write):
    entry = {"device_index": 0, "security_groups": ["sg-1"], "connection_tracking_specification": [{"udp_timeout": 5}]}
    before = {"id": "lt-1", "name": "t", "instance_type": "t3.micro", "network_interfaces": [entry]}
    data = plan(row("aws_launch_template.t", before, {**before, "description": "told"}))
    write("plan.json", json.dumps(data))
    process = eni_lint(
        "check", "plan.json", "--changes-only", "--no-sources", "--format", "json", "--select", "timeout-out-of-range"
    )

    assert ("timeout-out-of-range", "aws_launch_template.t.network_interfaces[0]") in errors(process)


def test_what_cannot_be_told_of_a_changed_thing_stays(check):
    old = {**interface(1, "10.0.0.9"), "subnet_id": "subnet-elsewhere"}
    data = plan(row("aws_network_interface.n", old, {**old, "description": "told"}))
    (scope,) = json.loads(check(data, "--changes-only").out)["scopes"]

    assert "aws_network_interface.n" in {u["subject"]["address"] for u in scope["undecided"]}


def test_resize_that_breaks_unchanged_interfaces_is_reported(check):
    def instance(kind):
        return {"id": "i-1", "instance_type": kind, "subnet_id": "subnet-1", "primary_network_interface_id": "eni-9"}

    many = interface(1, *(f"10.0.0.{n}" for n in range(10, 22)))
    link = {"id": "eni-attach-1", "instance_id": "i-1", "network_interface_id": "eni-1", "device_index": 1}
    data = plan(
        row("aws_network_interface.n", many, many),
        row("aws_network_interface_attachment.a", link, link),
        row("aws_instance.i", instance("m6i.xlarge"), instance("t3.medium")),
    )

    assert ("too-many-ipv4-addresses", "aws_network_interface.n") in errors(check(data, "--changes-only"))
    assert errors(check(data)) == errors(check(data, "--changes-only"))


def test_parts_go_by_their_resource(check):
    """The names of primary interfaces, template entries and attachments begin with the address of the resource."""
    new, old = (
        {"id": i, "instance_type": "t3.micro", "subnet_id": "subnet-1", "private_ip": f"10.9.9.{i[-1]}"} for i in ("i-1", "i-2")
    )
    data = plan(row('aws_instance.i["a/b"]', None, new), row('aws_instance.i["a"]', old, old))

    assert 2 == len(errors(check(data)))
    assert ['aws_instance.i["a/b"]'] == [address for _, address in errors(check(data, "--changes-only"))]


def test_what_could_not_be_told_of_unchanged_things_is_left_out(check):
    def undecided(process):
        return sorted((u["rule"], u["subject"]["address"]) for s in json.loads(process.out)["scopes"] for u in s["undecided"])

    old, new = interface(1, "10.0.0.9"), interface(2, "10.0.0.10")
    for each in (old, new):
        each["subnet_id"] = "subnet-elsewhere"
    data = plan(row("aws_network_interface.old", old, old), row("aws_network_interface.new", None, new))

    assert {"aws_network_interface.old", "aws_network_interface.new"} == {address for _, address in undecided(check(data))}
    assert {"aws_network_interface.new"} == {address for _, address in undecided(check(data, "--changes-only"))}


def test_plan_without_changes_has_nothing_to_report(eni_lint):
    process = eni_lint("check", FIXTURES / "plans/existing/unchanged.json", "--changes-only", "--no-sources", "--format", "json")
    (scope,) = json.loads(process.out)["scopes"]

    assert 0 == process.returncode
    assert [] == scope["findings"]
    assert scope["left_out"] > 0


@pytest.mark.parametrize("name", ["plans/existing/terraform.tfstate", "describe/estate"])
def test_everything_counts_in_what_is_no_plan(eni_lint, name):
    usual = eni_lint("check", FIXTURES / name, "--format", "json")
    process = eni_lint("check", FIXTURES / name, "--format", "json", "--changes-only")
    scopes = [json.loads(each.out)["scopes"] for each in (usual, process)]

    assert usual.returncode == process.returncode
    assert [len(s["findings"]) for s in scopes[0]] == [len(s["findings"]) for s in scopes[1]]
    assert all("This is no plan, so that everything counts, and not only changes." in s["notes"] for s in scopes[1])


@pytest.mark.parametrize("name", ["clean-changes", "faults-changes", "existing"])
def test_no_finding_on_what_the_plan_changes_is_lost(eni_lint, name):
    path = FIXTURES / "plans" / name / "changed.json"
    rows = json.loads(path.read_text())["resource_changes"]
    changed = {row["address"] for row in rows if row["change"]["actions"] != ["no-op"]}
    everything, some = (
        {(f["rule"], f["subject"]["address"]) for f in json.loads(process.out)["scopes"][0]["findings"]}
        for process in (eni_lint("check", path, "--no-sources", "--format", "json", *more) for more in ([], ["--changes-only"]))
    )

    assert some <= everything
    assert {(rule, address) for rule, address in everything if address in changed} <= some
