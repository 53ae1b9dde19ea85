"""Zones and VPCs: what messages say where one of them is not known, and which subnets they advise."""

import pytest
from checking import inventory_of

from eni_lint.checks._where import in_one_vpc, subnet_name, subnets_in_zone, subnets_like, vpc_name, vpc_of, zone_place
from eni_lint.documents import Document
from eni_lint.inventory.model import Instance, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Undecided, Unknown

NOWHERE = Unknown(Reason.DECLARED, "var.key")
SCENE = """
    vpcs:
      main: {cidr_blocks: [10.0.0.0/16]}
      other: {cidr_blocks: [10.1.0.0/16]}
    subnets:
      unknown: {vpc_id: !unknown var.vpc, availability_zone: eu-west-1b, cidr_block: 10.0.9.0/24}
      app-a: {vpc_id: main, availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
      app-b: {vpc_id: main, availability_zone: eu-west-1b, cidr_block: 10.0.2.0/24}
      far-b: {vpc_id: other, availability_zone: eu-west-1b, cidr_block: 10.1.2.0/24}
      later-b: {vpc_id: main, availability_zone: eu-west-1b, cidr_block: 10.0.3.0/24}
    """


def origin(name):
    return Origin(Document("scene.yaml", "declared", {}, ""), f"/things/{name}", name)


def interface(**fields):
    return NetworkInterface(network_interface_id="data", origin=origin("data"), **fields)


def instance(**fields):
    return Instance(instance_id="web-1", origin=origin("web-1"), **fields)


@pytest.fixture
def inventory():
    return inventory_of(SCENE)


@pytest.mark.parametrize(
    ("zone", "subnet", "expected"),
    [
        (None, "app-a", "a subnet of the instance's zone"),
        (NOWHERE, "app-a", "a subnet of the instance's zone"),
        ("eu-west-1b", "app-a", "a subnet of eu-west-1b such as 'app-b', 'later-b'"),
        ("eu-west-1b", "far-b", "a subnet of eu-west-1b such as 'far-b'"),
        ("eu-west-1b", None, "a subnet of eu-west-1b such as 'unknown', 'app-b', 'far-b', 'later-b'"),
        ("eu-west-1c", "app-a", "a subnet of eu-west-1c"),
    ],
)
def test_subnets_of_a_zone_are_those_of_the_interfaces_vpc(inventory, zone, subnet, expected):
    assert expected == subnets_in_zone(inventory, zone, interface(subnet_id=subnet))


def test_subnets_like_an_instances_are_of_its_vpc_and_zone(inventory):
    assert "a subnet of VPC 'main' such as 'app-b', 'later-b'" == subnets_like(inventory, instance(subnet_id="app-b"))
    assert "a subnet of VPC 'other' such as 'far-b'" == subnets_like(inventory, instance(vpc_id="other"))


@pytest.mark.parametrize(
    ("key", "expected"),
    [("app-a", "subnet 'app-a'"), ("subnet-0123", "subnet 'subnet-0123'"), (None, "one subnet"), (NOWHERE, "one subnet")],
)
def test_name_of_a_subnet(inventory, key, expected):
    assert expected == subnet_name(inventory, interface(subnet_id=key))


@pytest.mark.parametrize(("key", "expected"), [("main", "VPC 'main'"), ("vpc-0123", "VPC 'vpc-0123'"), (NOWHERE, "another VPC")])
def test_name_of_a_vpc(inventory, key, expected):
    assert expected == vpc_name(inventory, key)


def test_a_thing_is_put_into_its_zone_by_its_subnet_if_it_has_one():
    assert ["subnet_id", "availability_zone"] == [zone_place(interface(subnet_id=key)).field for key in ("app-a", None)]


@pytest.mark.parametrize(
    ("own", "wanted", "expected"),
    [
        ({"subnet_id": "app-a"}, {"subnet_id": "app-b"}, True),
        ({"subnet_id": "app-a"}, {"subnet_id": "far-b"}, False),
        ({"subnet_id": "subnet-0123"}, {"subnet_id": "subnet-0123"}, True),
        ({"subnet_id": "subnet-0123"}, {"subnet_id": "subnet-4567"}, "subnet-0123 is defined outside what was read"),
        ({"subnet_id": "app-a"}, {"vpc_id": "main"}, True),
        ({}, {}, "nothing tells the VPC of data"),
        ({"subnet_id": "app-a"}, {}, "nothing tells the VPC of web-1"),
    ],
)
def test_one_subnet_is_one_vpc_even_where_nobody_tells_which(inventory, own, wanted, expected):
    try:
        found = in_one_vpc(inventory, interface(**own), instance(**wanted))
    except Undecided as raised:
        found = raised.unknown.detail

    assert expected == found


def test_a_vpc_that_nothing_tells_is_outside(inventory):
    found = vpc_of(inventory, interface())

    assert (Reason.OUTSIDE, "nothing tells the VPC of data") == (found.reason, found.detail)
