"""A plan that does not tell an instance type, a subnet or a zone: the verdict is undecided and says what is missing.

The plans are those of Terraform for the configurations beside them.
"""

import json
from pathlib import Path

import pytest

PLANS = Path(__file__).parents[1] / "fixtures" / "plans"
MISSING = {
    "unknown-type": "known only after apply: terraform_data.size.output",
    "unknown-subnet": "known only after apply: data.aws_subnet.app.id",
    "unknown-zone": "AWS chooses the Availability Zone of aws_subnet.data",
}
ROUTER = ["aws_instance.router"]
WAN = [f"aws_network_interface.wan[{number}]" for number in range(3)]
WAN_ATTACHMENTS = [f"aws_network_interface_attachment.wan[{number}]" for number in range(3)]
LOOKED_UP = ["aws_network_interface.data", "aws_network_interface.twin"]
ATTACHMENT = ["aws_network_interface_attachment.data"]

# Plan, rule, what is undecided, and how many others pass: what does not depend on the missing fact is decided all the same.
CASES = [
    ("unknown-type", "too-many-interfaces", ROUTER, 0),
    ("unknown-type", "too-many-interfaces-on-card", ROUTER, 0),
    ("unknown-type", "unknown-instance-type", ROUTER, 0),
    ("unknown-type", "network-card-out-of-range", WAN_ATTACHMENTS, 0),
    ("unknown-type", "too-many-ipv4-addresses", WAN, 1),  # the primary interface has one address, and every type takes one
    ("unknown-type", "prefix-on-unsupported-type", WAN, 0),
    ("unknown-type", "ena-express-unsupported-type", WAN, 0),
    ("unknown-subnet", "address-outside-subnet", LOOKED_UP, 1),  # the interface of the subnet that is known
    ("unknown-subnet", "reserved-subnet-address", LOOKED_UP, 1),
    ("unknown-subnet", "duplicate-address", ["aws_network_interface.standby", "aws_network_interface.twin"], 1),
    ("unknown-subnet", "cross-az-attachment", ATTACHMENT, 1),  # the primary interface is where its instance is
    ("unknown-zone", "cross-az-attachment", ATTACHMENT, 1),
]


@pytest.mark.parametrize(("plan", "rule", "subjects", "passed"), CASES, ids=[f"{plan}-{rule}" for plan, rule, *_ in CASES])
def test_what_depends_on_the_missing_fact_neither_fails_nor_passes(eni_lint, plan, rule, subjects, passed):
    done = eni_lint("check", "--format", "sarif", "--select", rule, PLANS / plan / "plan.json")
    [run] = json.loads(done.out)["runs"]
    counts = run["properties"]["eni-lint/counts"]

    assert 0 == done.returncode
    assert {("open", "none")} == {(result["kind"], result["level"]) for result in run["results"]}
    assert subjects == sorted(map(address, run["results"]))
    assert all(result["message"]["text"].endswith(f": {MISSING[plan]}.") for result in run["results"])
    assert (0, 0, 0) == (counts["error"], counts["warning"], counts["note"])
    assert (len(subjects), passed) == (counts["undecided"], counts["passed"])


def address(result):
    [found] = [each for each in result["locations"][0]["logicalLocations"] if each["kind"] == "resource"]
    return found["fullyQualifiedName"]


@pytest.mark.parametrize("plan", MISSING)
def test_nothing_is_found_wrong_with_what_is_not_known(eni_lint, plan):
    done = eni_lint("check", PLANS / plan / "plan.json")

    assert 0 == done.returncode
    assert MISSING[plan] in done.out
    assert "error" not in done.out
    assert "warning" not in done.out


@pytest.mark.parametrize("plan", MISSING)
def test_undecided_fails_when_asked(eni_lint, plan):
    done = eni_lint("check", "--fail-on-undecided", PLANS / plan / "plan.json")

    assert 1 == done.returncode
