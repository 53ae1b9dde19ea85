"""Counting security groups, where the examples of the rule cannot show it."""

import pytest
from checking import messages, verdict


def scene(*groups):
    return f"network_interfaces:\n  data: {{groups: [{', '.join(groups)}]}}\n"


def numbered(count):
    return [f"sg-{number:08x}" for number in range(count)]


@pytest.mark.parametrize(
    ("count", "quota", "expected"),
    [
        (5, 5, "pass"),
        (6, 5, "warning"),
        (16, 5, "warning"),
        (17, 5, "error"),
        (16, 16, "pass"),
        (17, 16, "error"),
        (2, 1, "warning"),
    ],
)
def test_over_the_quota_is_a_warning_and_over_16_an_error(count, quota, expected):
    assert expected == verdict("too-many-security-groups", scene(*numbered(count)), quota=quota)


def test_a_group_that_is_listed_twice_counts_once():
    assert verdict("too-many-security-groups", scene(*numbered(5), "sg-00000000")) == "pass"


def test_six_known_groups_are_enough_whatever_the_others_are():
    assert messages("too-many-security-groups", scene(*numbered(6), "!unknown var.more")) == [
        "Interface 'data' has 6 security groups, but the quota of the account is 5 on an interface."
    ]


def test_no_groups_are_no_subject():
    assert verdict("too-many-security-groups", "network_interfaces:\n  data: {}\n") == "no subject"
