"""Interfaces, instances and all that stands around them, as a first plan shows them."""

from __future__ import annotations

import pytest
from plan_corpus import addresses, block, change, groups, plain, plan, read, read_fixture, slots

from eni_lint.inventory.unknown import Unknown

HOSTS = read_fixture("hosts/plan.json")
INTERFACES = HOSTS.interface_by_key
ASSIGNED = ("assigned-by-aws",)
AFTER_APPLY = ("after-apply",)


def test_instance_without_interfaces_has_exactly_its_primary():
    primary = INTERFACES["aws_instance.plain/primary"]

    assert "aws_subnet.a" == primary.subnet_id
    assert ["10.0.1.10", "10.0.1.11"] == addresses(primary)
    assert [True, False] == [a.primary for a in primary.private_ip_addresses]
    assert ("aws_instance.plain", "aws_instance.plain/primary") == (primary.origin.address, primary.origin.identity)
    assert primary is HOSTS.primary_interface_of(HOSTS.instance_by_key["aws_instance.plain"])


def test_interfaces_are_attached_where_the_configuration_says():
    assert {
        ("aws_instance.plain/primary", "aws_instance.plain", 0, None, "inline"),
        ("aws_network_interface.listed", "aws_instance.plain", 1, 1, "resource"),
        ("aws_network_interface.primary", "aws_instance.own", 0, None, "inline"),
        ("aws_network_interface.data", "aws_instance.own", 1, None, "interface"),
    } == slots(HOSTS)


def test_instance_is_in_the_subnet_of_its_own_primary_interface():
    assert "aws_subnet.a" == HOSTS.instance_by_key["aws_instance.own"].subnet_id
    assert "eu-west-1a" == HOSTS.zone_of(HOSTS.instance_by_key["aws_instance.own"])


def test_groups_that_other_resources_add_count():
    assert ["aws_security_group.web", "aws_security_group.more[0]", "aws_security_group.more[1]"] == groups(
        INTERFACES["aws_instance.plain/primary"]
    )
    assert ["aws_security_group.more[1]"] == groups(INTERFACES["aws_network_interface.listed"])
    assert ["inline", "inline", "attachment"] == [g.means for g in INTERFACES["aws_instance.plain/primary"].groups]


def test_interface_without_groups_has_none():
    assert None is groups(INTERFACES["aws_network_interface.data"])


def test_counts_become_as_many_addresses():
    data = INTERFACES["aws_network_interface.data"]

    assert [ASSIGNED] * 4 == addresses(data)
    assert [True, False, False, False] == [a.primary for a in data.private_ip_addresses]
    assert [ASSIGNED] * 2 == [plain(p.ipv4_prefix) for p in data.ipv4_prefixes]
    assert ("secondary_private_ip_address_count", "ipv4_prefix_count") == data.address_arguments


def test_addresses_that_aws_chooses_are_different_ones():
    chosen = [a.private_ip_address for a in INTERFACES["aws_network_interface.data"].private_ip_addresses]

    assert 4 == len({id(address) for address in chosen})


def test_list_keeps_its_order_and_counts_what_is_not_known():
    listed = INTERFACES["aws_network_interface.listed"]

    assert ["10.0.1.31", "10.0.1.30", AFTER_APPLY] == addresses(listed)
    assert [True, False, False] == [a.primary for a in listed.private_ip_addresses]


def test_argument_that_is_null_is_not_written():
    listed = INTERFACES["aws_network_interface.listed"]

    assert [] == listed.ipv4_prefixes
    assert ("private_ip_addresses",) == listed.address_arguments


def test_set_does_not_say_which_address_is_primary():
    several = INTERFACES["aws_network_interface.set"]

    assert {"10.0.1.40", "10.0.1.41"} == set(addresses(several))
    assert [("ambiguous",)] * 2 == [plain(a.primary) for a in several.private_ip_addresses]
    assert True is INTERFACES["aws_network_interface.primary"].private_ip_addresses[0].primary


def test_efa_only_interface_and_ipv6_only_subnet_have_no_ipv4_address():
    assert [] == addresses(INTERFACES["aws_network_interface.rdma"])
    assert [] == addresses(INTERFACES["aws_network_interface.six"])


def test_subnet_gives_an_ipv6_address_unless_a_prefix_is_asked_for():
    assert [ASSIGNED] == [plain(a.ipv6_address) for a in INTERFACES["aws_network_interface.six"].ipv6_addresses]
    assert [] == INTERFACES["aws_network_interface.six_prefix"].ipv6_addresses
    assert [ASSIGNED] == [plain(p.ipv6_prefix) for p in INTERFACES["aws_network_interface.six_prefix"].ipv6_prefixes]


def test_source_dest_check_is_on_unless_it_is_off():
    assert False is INTERFACES["aws_network_interface.data"].source_dest_check
    assert True is INTERFACES["aws_network_interface.set"].source_dest_check


def test_ena_express_of_an_interface():
    express = INTERFACES["aws_network_interface.data"].ena_srd_specification

    assert (True, True) == (express.ena_srd_enabled, express.ena_srd_udp_specification.ena_srd_udp_enabled)
    assert None is INTERFACES["aws_network_interface.set"].ena_srd_specification


def test_sensitive_value_is_not_told():
    assert ("sensitive",) == plain(INTERFACES["aws_network_interface.primary"].description)


def test_tags_are_read():
    assert [("Name", "data")] == [(t.key, t.value) for t in INTERFACES["aws_network_interface.data"].tags]


def test_what_refers_to_an_unattached_interface_is_seen():
    assert True is INTERFACES["aws_network_interface.set"].referred_to
    assert False is INTERFACES["aws_network_interface.rdma"].referred_to


def test_vpc_has_all_its_blocks():
    vpc = HOSTS.vpc_by_key["aws_vpc.main"]

    assert ["10.0.0.0/16", "100.64.0.0/16"] == vpc.cidr_blocks
    assert [AFTER_APPLY] == [plain(b) for b in vpc.ipv6_cidr_blocks]


def test_subnets_and_reservations():
    six = HOSTS.subnet_by_key["aws_subnet.six"]

    assert ("aws_vpc.main", None, True) == (six.vpc_id, six.cidr_block, six.ipv6_native)
    assert [AFTER_APPLY] == [plain(b) for b in six.ipv6_cidr_blocks]
    assert [("aws_subnet.a", "10.0.1.64/26", "prefix")] == [
        (r.subnet_id, r.cidr, r.reservation_type) for r in HOSTS.cidr_reservations
    ]


def test_rules_come_from_the_group_and_from_resources():
    web = HOSTS.security_group_by_key["aws_security_group.web"]

    assert [
        (False, "tcp", 443, "0.0.0.0/0", None),
        (False, "tcp", 443, None, "aws_security_group.web"),
        (True, "-1", None, None, "aws_security_group.more[1]"),
    ] == [(r.is_egress, r.ip_protocol, r.from_port, r.cidr_ipv4, r.referenced_group_id) for r in web.rules]
    assert ["aws_security_group.web"] == [
        r.referenced_group_id for r in HOSTS.security_group_by_key["aws_security_group.more[0]"].rules
    ]


def test_elastic_ips_and_what_they_serve():
    found = {e.allocation_id: (e.network_interface_id, e.instance_id, e.private_ip_address, e.used_by) for e in HOSTS.elastic_ips}

    assert {
        "aws_eip.data": ("aws_network_interface.data", None, "10.0.1.65", None),
        "aws_eip.plain": (None, "aws_instance.plain", None, None),
        "aws_eip.nat": (None, None, None, "aws_nat_gateway.out"),
        "aws_eip.idle": (None, None, None, None),
    } == found


def test_associations_wherever_they_are_declared():
    found = {
        a.origin.address: (a.allocation_id, a.network_interface_id, a.instance_id, a.private_ip_address)
        for a in HOSTS.elastic_ip_associations
    }

    assert {
        "aws_eip.data": ("aws_eip.data", "aws_network_interface.data", None, "10.0.1.65"),
        "aws_eip_association.plain": ("aws_eip.plain", None, "aws_instance.plain", None),
    } == found
    assert [("aws_subnet.a", ["aws_eip.nat"])] == [(g.subnet_id, g.allocation_ids) for g in HOSTS.nat_gateways]


def test_association_of_any_elastic_ip_leaves_the_mentioned_one_open():
    changes = [change("aws_eip.e", {}, ["id", "network_interface", "instance"]), change("aws_eip.f", {}, ["id"])]
    blocks = [
        block("aws_eip.e"),
        block("aws_eip.f"),
        block("aws_transfer_server.t", address_allocation_ids="aws_eip.e.id aws_eip.e"),
    ]
    found = read(plan(changes, blocks))

    assert ["aws_transfer_server.t", None] == [e.used_by for e in found.elastic_ips]


def test_empty_list_is_no_list_for_the_provider():
    row = change("aws_network_interface.n", {"subnet_id": "subnet-1"}, ["id", "security_groups", "private_ips"])
    found = read(plan([row], [block("aws_network_interface.n", security_groups=[], private_ips=[])])).interfaces[0]

    assert None is found.groups
    assert [ASSIGNED] == addresses(found)


def test_deprecated_arguments_are_noted():
    changes = [
        change("aws_eip.e", {"vpc": True}, ["id"]),
        change("aws_instance.i", {"network_interface": [{"device_index": 0, "network_interface_id": "eni-1"}]}, ["id"]),
    ]
    blocks = [block("aws_eip.e", vpc=True), block("aws_instance.i", network_interface=[{"device_index": 0}])]
    found = read(plan(changes, blocks)).deprecations

    assert ["aws_instance.network_interface", "aws_eip.vpc"] == [d.argument for d in found]
    assert "/resource_changes/0/change/after/vpc" == found[1].origin.place("argument").pointer
    assert [] == HOSTS.deprecations


def test_clusters_zones_images_and_secondary_interfaces():
    secondary = {"network_card_index": 1, "secondary_subnet_id": "ss-1", "delete_on_termination": True}
    data = plan(
        [
            change("aws_eks_cluster.c", {"name": "one", "vpc_config": [{"subnet_ids": ["subnet-1"]}]}, ["id"]),
            change("aws_instance.i", {"secondary_network_interface": [secondary]}, ["id"]),
            change("aws_launch_template.t", {"secondary_interfaces": [secondary]}, ["id"]),
        ]
    )
    zone = {"name": "eu-west-1a", "zone_type": "availability-zone", "id": "eu-west-1a"}
    rows = [("aws_availability_zone", zone), ("aws_ami", {"id": "ami-1", "ena_support": True})]
    looked_up = [
        {"address": f"data.{kind}.x", "mode": "data", "type": kind, "name": "x", "values": values} for kind, values in rows
    ]
    found = read(data | {"prior_state": {"values": {"root_module": {"resources": looked_up}}}})

    assert [("one", ["subnet-1"])] == [(c.cluster_name, c.subnet_ids) for c in found.eks_clusters]
    assert [("aws_instance.i", None, 1), (None, "aws_launch_template.t", 1)] == [
        (s.instance_id, s.launch_template_id, s.network_card_index) for s in found.secondary_interfaces
    ]
    assert [("eu-west-1a", "availability-zone")] == [(z.zone_name, z.zone_type) for z in found.availability_zones]
    assert [("ami-1", True)] == [(i.image_id, i.ena_support) for i in found.images]


def test_routes_inline_and_as_resources():
    assert {
        ("0.0.0.0/0", "aws_internet_gateway.out", None),
        ("192.168.0.0/16", None, "aws_network_interface.data"),
        ("172.16.0.0/12", None, "aws_instance.plain/primary"),
    } == {(r.destination, r.gateway_id, r.network_interface_id) for r in HOSTS.routes}
    assert {"aws_route_table.public"} == {r.route_table_id for r in HOSTS.routes}
    assert [("aws_vpc.main", ["aws_subnet.a"], False)] == [(t.vpc_id, t.subnet_ids, t.main) for t in HOSTS.route_tables]
    assert ["aws_vpc.main"] == [g.vpc_id for g in HOSTS.internet_gateways]


def test_permissions_and_placement_groups():
    assert [("aws_network_interface.set", "444455556666", "INSTANCE-ATTACH")] == [
        (p.network_interface_id, p.aws_account_id, p.permission) for p in HOSTS.permissions
    ]
    assert ["hpc"] == [g.group_name for g in HOSTS.placement_groups]
    assert "hpc" == HOSTS.instance_by_key["aws_instance.plain"].placement_group


def test_identities_are_unique():
    everything = [thing for part in vars(read_fixture("hosts/plan.json")).values() if isinstance(part, list) for thing in part]
    names = [(type(t), t.origin.identity or t.origin.address) for t in everything]

    assert len(names) == len(set(names))


@pytest.mark.parametrize("kind", ["aws_network_interface_sg_attachment", "aws_security_group_rule", "aws_eip_association"])
def test_what_may_be_added_to_anything_leaves_nothing_certain(kind):
    target = {
        "aws_network_interface_sg_attachment": "network_interface_id",
        "aws_security_group_rule": "security_group_id",
        "aws_eip_association": "allocation_id",
    }[kind]
    changes = [
        change("aws_network_interface.n", {"subnet_id": "subnet-1"}, ["id", "security_groups"]),
        change("aws_security_group.g", {"vpc_id": "vpc-1"}, ["id"]),
        change("aws_eip.e", {}, ["id", "network_interface", "instance"]),
        change(f"{kind}.x", {"type": "ingress", "protocol": "-1"}, ["id", target]),
    ]
    blocks = [
        block("aws_network_interface.n", subnet_id=1), block("aws_security_group.g"), block("aws_eip.e"),
        block(f"{kind}.x", **{target: "local.somewhere"}),
    ]  # fmt: skip
    found = read(plan(changes, blocks))
    sure = {
        "aws_network_interface_sg_attachment": found.interfaces[0].groups,
        "aws_security_group_rule": found.security_groups[0].rules,
        "aws_eip_association": found.elastic_ips[0].network_interface_id,
    }

    assert {kind} == {name for name, value in sure.items() if isinstance(value, Unknown)}


def test_block_that_lists_no_primary_leaves_the_one_that_launching_makes():
    after = {"instance_type": "m6i.large", "network_interface": [{"device_index": 1}]}
    unknown = {"id": True, "network_interface": [{"network_interface_id": True}], "subnet_id": True}
    found = read(plan([change("aws_instance.i", after, unknown)], [block("aws_instance.i", instance_type="m6i.large")]))

    assert {
        ("aws_instance.i/primary", "aws_instance.i", 0, None, "inline"),
        (AFTER_APPLY, "aws_instance.i", 1, None, "inline"),
    } == slots(found)


def test_interface_at_an_unknown_index_may_be_the_primary():
    after = {"instance_type": "m6i.large", "network_interface": [{"network_interface_id": "eni-1"}]}
    unknown = {"id": True, "network_interface": [{"device_index": True}]}
    found = read(plan([change("aws_instance.i", after, unknown)], [block("aws_instance.i", instance_type="m6i.large")]))

    assert {("eni-1", "aws_instance.i", AFTER_APPLY, None, "inline")} == slots(found)
    assert [] == found.interfaces


def test_settings_beside_listed_interfaces_are_named():
    after = {
        "instance_type": "m6i.large",
        "private_ip": "10.0.0.4",
        "primary_network_interface": [{"network_interface_id": "eni-1"}],
    }
    written = block("aws_instance.i", private_ip=["10.0.0.4"], primary_network_interface=[{"network_interface_id": ["eni-1"]}])
    found = read(plan([change("aws_instance.i", after, ["id"])], [written]))

    assert ("private_ip_addresses",) == found.instances[0].settings_beside_interfaces
