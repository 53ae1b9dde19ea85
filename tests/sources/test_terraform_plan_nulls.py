"""Arguments that are null are told from those that will be known after apply, by what they refer to."""

from __future__ import annotations

import pytest
from plan_corpus import addresses, block, change, groups, plain, plan, read, read_fixture

NULLS = read_fixture("nulls/plan.json").interface_by_key
ASSIGNED = ("assigned-by-aws",)
AFTER_APPLY = ("after-apply",)


def nic(name):
    return NULLS[f'module.nic["{name}"].aws_network_interface.this']


def test_null_through_a_module_is_nothing_written():
    plain_one = nic("plain")

    assert [ASSIGNED] == addresses(plain_one)
    assert ([], None, ()) == (plain_one.ipv4_prefixes, plain_one.groups, plain_one.address_arguments)


def test_what_is_not_null_is_read():
    assert ["10.0.1.10"] == addresses(nic("listed"))
    assert ["sg-0aaaaaaaaaaaaaaaa"] == groups(nic("listed"))
    assert 2 == len(nic("many").ipv4_prefixes)


def test_count_through_a_local_value_is_null():
    assert [] == NULLS["aws_network_interface.from_local"].ipv4_prefixes


def test_addresses_that_come_from_elsewhere_are_not_counted():
    another = NULLS["aws_network_interface.from_another"]

    assert AFTER_APPLY == plain(another.private_ip_addresses)
    assert AFTER_APPLY == plain(another.address_arguments)


def test_address_worked_out_from_what_is_known_is_known():
    assert ["10.0.1.20"] == addresses(NULLS["aws_network_interface.from_cidr"])


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("var.x", [ASSIGNED]),
        ("path.module", [ASSIGNED]),
        ("aws_subnet.a.cidr_block aws_subnet.a", [ASSIGNED]),
        ("aws_subnet.a.id aws_subnet.a", AFTER_APPLY),
        ("aws_subnet.a", AFTER_APPLY),
        ("aws_subnet.none[0].id aws_subnet.none[0] aws_subnet.none", [ASSIGNED]),
        ("aws_gone.x.id aws_gone.x", AFTER_APPLY),
        ("local.x", AFTER_APPLY),
        ("each.value.x each.value", [ASSIGNED]),
        ("module.m.address module.m", AFTER_APPLY),
        ("module.m.name module.m", [ASSIGNED]),
        ("module.m", AFTER_APPLY),
        ("module.gone.x module.gone", AFTER_APPLY),
    ],
)
def test_list_that_is_not_shown(reference, expected):
    changes = [
        change("aws_subnet.a", {"cidr_block": "10.0.0.0/24"}, ["id"]),
        change("aws_network_interface.n", {"subnet_id": "subnet-1"}, ["id", "private_ips"]),
        change("module.m.aws_eip.e", {"domain": "vpc"}, ["id", "private_ip"]),
    ]
    outputs = {
        "address": {"expression": {"references": ["aws_eip.e.private_ip", "aws_eip.e"]}},
        "name": {"expression": {"references": ["aws_eip.e.domain", "aws_eip.e"]}},
    }
    blocks = [block("aws_subnet.a"), block("aws_subnet.none"), block("aws_network_interface.n", private_ips=reference)]
    root = {"resources": blocks, "module_calls": {"m": {"module": {"resources": [block("aws_eip.e")], "outputs": outputs}}}}
    found = read(plan(changes, root=root, variables={"x": {"value": None}})).interfaces[0].private_ip_addresses

    assert expected == (plain(found) if not isinstance(found, list) else [plain(a.private_ip_address) for a in found])
