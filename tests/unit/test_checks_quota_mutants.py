"""Quotas at their edges: from which number on the rule fires, and from which on it says that the quota is another."""

import pytest
from checking import messages, open_questions, verdict

NEAR = "interface-quota-near"


def snapshot(number, *more):
    lines = [*(f"eni-{n}: {{availability_zone: eu-west-1a}}" for n in range(number)), *more]
    return "live: true\nnetwork_interfaces:\n" + "".join(f"  {line}\n" for line in lines)


@pytest.mark.parametrize(
    ("number", "expected"), [(7, "pass"), (8, "warning"), (9, "warning"), (10, "warning"), (11, "undecided")]
)
def test_from_four_fifths_of_the_quota_up_to_the_quota(number, expected):
    assert expected == verdict(NEAR, snapshot(number), quota=10)


@pytest.mark.parametrize(("number", "expected"), [(99, "pass"), (100, "warning")])
def test_the_share_is_exact_however_large_the_quota(number, expected):
    assert expected == verdict(NEAR, snapshot(number), quota=124)  # 80 % of it are 99.2


def test_the_share_is_told_in_whole_percent():
    (text,) = messages(NEAR, snapshot(100), quota=100)

    assert "There are 100 network interfaces in eu-west-1, 100 % of the quota of 100." == text


@pytest.mark.parametrize(("number", "expected"), [(6, []), (7, ["var.zone"]), (9, [])])
def test_an_interface_that_nobody_can_place_may_be_the_one_that_reaches_the_share(number, expected):
    assert expected == open_questions(NEAR, snapshot(number, "eni-x: {availability_zone: !unknown var.zone}"), quota=10)


def test_an_interface_that_nobody_can_place_may_be_the_one_beyond_the_quota():
    assert ["var.zone"] == open_questions(NEAR, snapshot(10, "eni-x: {availability_zone: !unknown var.zone}"), quota=10)
