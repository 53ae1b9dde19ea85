"""Defaults that Terraform adopts, gateways and tables that other resources join, and IPv6."""

from __future__ import annotations

from plan_corpus import addresses, block, change, plain, plan, read, slots

OPEN = ("after-apply",)


def test_adopted_defaults_are_objects_like_others():
    changes = [
        change("aws_default_vpc.v", {}, ["id", "cidr_block"]),
        change("aws_default_subnet.s", {"availability_zone": "eu-west-1a"}, ["id", "vpc_id", "cidr_block"]),
        change("aws_default_security_group.g", {}, ["id", "ingress", "egress", "vpc_id"]),
        change("aws_default_route_table.t", {"route": [{"cidr_block": "10.0.0.0/8", "gateway_id": "local"}]}, ["id", "vpc_id"]),
    ]
    blocks = [
        block("aws_default_vpc.v"),
        block("aws_default_subnet.s", availability_zone=1),
        block("aws_default_security_group.g", vpc_id="aws_default_vpc.v.id aws_default_vpc.v"),
        block("aws_default_route_table.t", default_route_table_id="aws_default_vpc.v.default_route_table_id aws_default_vpc.v"),
    ]
    changes[3]["change"]["after_unknown"]["default_route_table_id"] = True
    found = read(plan(changes, blocks))

    assert [(True, [OPEN])] == [(v.is_default, [plain(b) for b in v.cidr_blocks]) for v in found.vpcs]
    assert [("eu-west-1a", None)] == [(s.availability_zone, s.cidr_block) for s in found.subnets]
    assert [("default", "aws_default_vpc.v", [])] == [(g.group_name, g.vpc_id, g.rules) for g in found.security_groups]
    assert [("aws_default_vpc.v", True)] == [(t.vpc_id, t.main) for t in found.route_tables]
    assert [("10.0.0.0/8", "local")] == [(r.destination, r.gateway_id) for r in found.routes]


def test_gateway_is_attached_by_a_resource_of_its_own():
    changes = [
        change("aws_internet_gateway.g", {}, ["id", "vpc_id"]),
        change("aws_vpc.v", {"cidr_block": "10.0.0.0/16"}, ["id"]),
        change("aws_internet_gateway_attachment.a", {}, ["id", "vpc_id", "internet_gateway_id"]),
    ]
    attachment = block(
        "aws_internet_gateway_attachment.a",
        vpc_id="aws_vpc.v.id aws_vpc.v",
        internet_gateway_id="aws_internet_gateway.g.id aws_internet_gateway.g",
    )
    found = read(plan(changes, [block("aws_internet_gateway.g"), block("aws_vpc.v"), attachment]))

    assert ["aws_vpc.v"] == [g.vpc_id for g in found.internet_gateways]


def test_association_with_any_table_leaves_all_open():
    changes = [
        change("aws_route_table.t", {"vpc_id": "vpc-1"}, ["id"]),
        change("aws_route_table_association.a", {"subnet_id": "subnet-1"}, ["id", "route_table_id"]),
        change("aws_main_route_table_association.m", {"vpc_id": "vpc-1"}, ["id", "route_table_id"]),
    ]
    blocks = [
        block("aws_route_table.t"),
        block("aws_route_table_association.a", route_table_id="local.t"),
        block("aws_main_route_table_association.m", route_table_id="aws_route_table.t.id aws_route_table.t"),
    ]
    found = read(plan(changes, blocks)).route_tables[0]

    assert (("ambiguous",), True) == (plain(found.subnet_ids), found.main)


def test_first_ipv6_address_of_a_list_is_the_permanent_one():
    after = {"subnet_id": "subnet-1", "enable_primary_ipv6": True}

    def primaries(**more):
        found = read(plan([change("aws_network_interface.n", after | more)])).interfaces[0]
        return [plain(a.is_primary_ipv6) for a in found.ipv6_addresses]

    assert [True, False] == primaries(ipv6_address_list_enabled=True, ipv6_address_list=["2001:db8::1", "2001:db8::2"])
    assert [("ambiguous",)] * 2 == primaries(ipv6_addresses=["2001:db8::1", "2001:db8::2"])
    assert [True] == primaries(ipv6_address_count=1)


def test_vpc_block_from_a_pool_is_there_but_not_known():
    row = change(
        "aws_vpc.v", {"ipv4_ipam_pool_id": "ipam-pool-1", "ipv4_netmask_length": 24}, ["id", "cidr_block", "ipv6_cidr_block"]
    )
    found = read(plan([row], [block("aws_vpc.v", ipv4_ipam_pool_id=1, ipv4_netmask_length=24)])).vpcs[0]

    assert ([OPEN], []) == ([plain(b) for b in found.cidr_blocks], found.ipv6_cidr_blocks)


def test_instance_that_is_looked_up_has_its_primary_interface():
    values = {
        "id": "i-1", "instance_type": "m6i.large", "network_interface_id": "eni-1", "private_ip": "10.0.0.4",
        "secondary_private_ips": ["10.0.0.5"], "subnet_id": "subnet-1", "vpc_security_group_ids": ["sg-1"],
    }  # fmt: skip
    row = {"address": "data.aws_instance.x", "mode": "data", "type": "aws_instance", "name": "x", "values": values}
    after = {"network_interface_id": "eni-2", "instance_id": "i-1", "device_index": 1}
    data = plan([change("aws_network_interface_attachment.a", after, ["id"])])
    found = read(data | {"prior_state": {"values": {"root_module": {"resources": [row]}}}})

    assert {("eni-1", "i-1", 0, 0, "inline"), ("eni-2", "i-1", 1, None, "resource")} == slots(found)
    assert ["10.0.0.4", "10.0.0.5"] == addresses(found.interface_by_key["eni-1"])
    assert True is found.interface_by_key["eni-1"].looked_up


def test_groups_are_associated_with_further_vpcs():
    changes = [
        change("aws_security_group.g", {"vpc_id": "vpc-1"}, ["id"]),
        change("aws_vpc_security_group_vpc_association.a", {"vpc_id": "vpc-2"}, ["security_group_id"]),
    ]
    blocks = [
        block("aws_security_group.g"),
        block("aws_vpc_security_group_vpc_association.a", security_group_id="aws_security_group.g.id aws_security_group.g"),
    ]

    assert ["vpc-2"] == read(plan(changes, blocks)).security_groups[0].associated_vpc_ids
