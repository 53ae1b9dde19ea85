"""The whole way from a captured account to findings: none where nothing is wrong, and those of the fault where something is."""

from __future__ import annotations

import json

import pytest
from live_account import write
from live_faults import FAULTS, SILENT
from live_shop import shop

from eni_lint.app import Request, run
from eni_lint.findings import Severity
from eni_lint.rulebook.load import load_rulebook

APPLIANCES = {"eni-0firewall", "eni-0firewallin", "eni-0standby", "eni-0standbyin", "eni-0calico"}
TELLING = {
    "NetworkInterfaces/Attachment": "nothing attaches it",
    "NetworkInterfaces/Attachment/EnaSrdSpecification/EnaSrdEnabled": "ENA Express is off",
    "NetworkInterfaces/Attachment/InstanceId": "a service attaches it",
    "NetworkInterfaces/Attachment/NetworkCardIndex": "there is one card",
    "NetworkInterfaces/Ipv4Prefixes": "there are none",
    "Reservations/Instances": "there are none",
    "Reservations/Instances/NetworkInterfaces/Attachment/EnaSrdSpecification/EnaSrdEnabled": "ENA Express is off",
    "Reservations/Instances/Tags": "there are none",
    "SecurityGroups/IpPermissions/UserIdGroupPairs": "there are none",
    "SecurityGroups/IpPermissionsEgress/UserIdGroupPairs": "there are none",
    "Addresses/ServiceManaged": "no service does",
    "LaunchTemplateVersions/LaunchTemplateData/NetworkInterfaces/NetworkCardIndex": "there is one card",
}
"""Members whose absence says something."""


def check(folder):
    """Check a folder with the default rules."""
    report = run(Request(paths=[str(folder)]))

    assert [] == report.unreadable
    assert 1 == len(report.scopes)
    assert [] == [error.trace for error in report.scopes[0].errored]
    return report.scopes[0]


def found(scope):
    """Give rule and subject of every finding."""
    return {(finding.rule_id, finding.subject.address) for finding in scope.findings}


def steps(rows):
    """Name every member of the rows, and of what is in them."""
    for row in rows:
        for name, value in row.items():
            yield (name,)
            inner = [value] if isinstance(value, dict) else value if isinstance(value, list) else []
            yield from ((name, *more) for more in steps(each for each in inner if isinstance(each, dict)))


def drop(rows, path):
    """Take a member out of the rows."""
    for row in rows:
        inner = row.get(path[0])
        if len(path) == 1:
            row.pop(path[0], None)
        elif inner is not None:
            drop(inner if isinstance(inner, list) else [inner], path[1:])


@pytest.fixture(scope="module")
def in_order(tmp_path_factory):
    """Check the shop."""
    return check(write(shop().told(), tmp_path_factory.mktemp("shop")))


# -- nothing is wrong ------------------------------------------------------------------------------------------------------


def test_account_in_order_has_no_finding_but_notes(in_order):
    assert [] == [f.message for f in in_order.findings if f.severity is not Severity.NOTE]


def test_notes_on_an_account_in_order_are_justified(in_order):
    assert {("tcp-timeout-never-expires", appliance) for appliance in APPLIANCES} == found(in_order)


def test_account_in_order_is_told_in_full(in_order):
    """What is undecided lies outside the account: the gateways of a VPC that another one shares."""
    assert [("elastic-ip-without-internet-gateway", "eipalloc-0partner")] == [
        (outcome.rule_id, outcome.subject.address) for outcome in in_order.undecided
    ]
    assert ([], []) == (in_order.notes, in_order.faults)
    assert ("111122223333", "eu-west-1") == (in_order.account, in_order.region)


@pytest.mark.parametrize("left_out", shop().answers)
def test_leaving_an_answer_out_makes_no_findings(left_out, in_order, tmp_path):
    answers = {name: rows for name, rows in shop().told().items() if name != left_out}

    assert set() == found(check(write(answers, tmp_path))) - found(in_order)


@pytest.mark.parametrize("alone", shop().answers)
def test_one_answer_alone_makes_no_findings(alone, in_order, tmp_path):
    assert set() == found(check(write({alone: shop().told()[alone]}, tmp_path))) - found(in_order)


def test_pages_that_are_not_complete_make_no_findings(in_order, tmp_path):
    assert set() == found(check(write(shop().told(), tmp_path, NextToken="more"))) - found(in_order)


@pytest.mark.parametrize("answer", shop().answers)
def test_leaving_a_member_out_makes_no_findings(answer, in_order, tmp_path):
    """AWS adds members over the years, and people cut records down: what is not told is not known."""
    told = shop().told()
    made = {}
    for number, path in enumerate(sorted(set(steps(told[answer])))):
        where = "/".join((answer, *path))
        if where not in TELLING:
            cut = json.loads(json.dumps(told))
            drop(cut[answer], path)
            made[where] = found(check(write(cut, tmp_path / str(number)))) - found(in_order)

    assert {} == {where: findings for where, findings in made.items() if findings}


# -- something is wrong ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", FAULTS)
def test_fault_makes_its_rule_speak_and_no_other(rule, in_order, tmp_path):
    change, expected = FAULTS[rule]
    account = shop()
    change(account)

    assert expected == found(check(write(account.told(), tmp_path))) - found(in_order)


def test_every_default_rule_has_a_fault_or_a_reason_to_be_silent():
    assert {rule.id for rule in load_rulebook() if rule.default} == {*FAULTS, *SILENT}
    assert set() == FAULTS.keys() & SILENT.keys()
