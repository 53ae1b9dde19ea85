"""Many alike in one place: each is told of once, and what they share is worked out once, not for every finding."""

from __future__ import annotations

import pytest
from checking import inventory_of, run

from eni_lint.checks import _overlaps, _reservations, _sizes
from eni_lint.checks._elastic_ips import meetings
from eni_lint.inventory.addresses import parse_cidr
from eni_lint.inventory.origin import Origin

COUNT = 50
HOME = "vpcs: {m: {cidr_blocks: [10.0.0.0/16]}}\n"


def counted(monkeypatch, module):
    calls = []
    merged = module.merged
    monkeypatch.setattr(module, "merged", lambda spans: calls.append(1) or merged(spans))
    return calls


def test_what_is_free_beside_reservations_is_worked_out_once(monkeypatch):
    calls = counted(monkeypatch, _reservations)
    members = "".join(f"  r{n}: {{subnet_id: s, cidr: 10.0.1.0/24, reservation_type: prefix}}\n" for n in range(COUNT))
    scene = f"{HOME}subnets: {{s: {{vpc_id: m, cidr_block: 10.0.0.0/16}}}}\nsubnet_cidr_reservations:\n{members}"
    found = run("overlapping-reservations", inventory_of(scene))

    assert (COUNT - 1, 1) == (len(found.findings), len(calls))


def test_what_is_free_beside_subnets_is_worked_out_once(monkeypatch):
    calls = counted(monkeypatch, _sizes)
    members = "".join(f"  s{n}: {{vpc_id: m, cidr_block: 10.0.1.0/24}}\n" for n in range(COUNT))
    found = run("overlapping-subnets", inventory_of(f"{HOME}subnets:\n{members}"))

    assert (COUNT - 1, 1) == (len(found.findings), len(calls))


def test_address_is_taken_from_the_association_on_that_gives_it():
    addresses = ["10.0.1.10", "10.0.1.11", "10.0.1.12"]
    given = "".join(
        f"  a{n}: {{network_interface_id: e, private_ip_address: {address}}}\n" for n, address in enumerate(addresses)
    )
    scene = f"network_interfaces: {{e: {{private_ip_addresses: {addresses}}}}}\nelastic_ip_associations:\n{given}"
    found = [[each.is_taken(address) for address in addresses] for each in list(meetings(inventory_of(scene)))]

    assert [[True, False, False], [True, True, False], [True, True, True]] == found


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        (["10.0.0.0/24"] * 3, [(1, 0), (2, 0)]),
        (["10.0.0.0/28", "10.0.0.0/24", "10.0.0.16/28"], [(1, 0), (2, 1)]),
        (["10.0.0.0/24", "10.0.1.0/24", "10.0.0.0/16", "10.0.1.0/28"], [(2, 0), (3, 1)]),
        (["10.0.0.64/28", "10.0.0.0/24", "10.0.0.0/26", "10.0.0.64/26"], [(1, 0), (2, 1), (3, 0)]),
        (["10.0.0.0/24", "10.0.1.0/24"], []),
    ],
)
def test_the_earliest_that_overlaps_is_named(blocks, expected):
    holders = [
        _overlaps.Holder(Origin(None, "", f"h{n}", ""), "home", [("cidr", parse_cidr(block))]) for n, block in enumerate(blocks)
    ]

    assert expected == [(found.later.number, found.earlier.number) for found in _overlaps.overlaps(holders)]
