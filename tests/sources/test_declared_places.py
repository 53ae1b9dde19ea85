"""Where rules point in a declared file: a field of the model leads to what is written for it."""

from __future__ import annotations

import pytest
from declared_corpus import interface, read_below_mark

INVENTORY = read_below_mark(
    """
subnets: {s: }
security_groups: {web: {rules: [{direction: ingress, ip_protocol: tcp}]}}
instances:
  web: {private_ip_addresses: [10.0.0.4], groups: [web]}
  plain: {instance_type: m6i.large}
network_interfaces:
  x:
    subnet_id: s
    private_ip_addresses: [10.0.0.10, {private_ip_address: 10.0.0.11}]
    secondary_private_ip_address_count: 3
    ipv6_address_count: 1
    ipv4_prefixes: [10.0.0.16/28]
    ipv6_prefixes: !unknown
    groups: [web]
    tags: {Name: x, a/b: y}
    ena_srd_specification: {ena_srd_enabled: true}
    attachment: {instance_id: web, device_index: 1}
  bare: {subnet_id: s, secondary_private_ip_address_count: 1}
  "a~b": {subnet_id: s}
attachments:
  extra: {network_interface_id: bare, instance_id: web, device_index: 2}
launch_templates:
  t: {network_interfaces: [{device_index: 0, groups: [web]}, {device_index: 1, network_interface_id: x}]}
"""
)
X = "/network_interfaces/x"


@pytest.mark.parametrize(
    ("key", "field", "pointer"),
    [
        ("x", "", X),
        ("x", "subnet_id", f"{X}/subnet_id"),
        ("x", "description", X),
        ("x", "private_ip_addresses", f"{X}/private_ip_addresses"),
        ("x", "private_ip_addresses[0]", f"{X}/private_ip_addresses/0"),
        ("x", "private_ip_addresses[0].private_ip_address", f"{X}/private_ip_addresses/0"),
        ("x", "private_ip_addresses[1].private_ip_address", f"{X}/private_ip_addresses/1/private_ip_address"),
        ("x", "private_ip_addresses[2]", f"{X}/secondary_private_ip_address_count"),
        ("x", "private_ip_addresses[4]", f"{X}/secondary_private_ip_address_count"),
        ("x", "secondary_private_ip_address_count", f"{X}/secondary_private_ip_address_count"),
        ("x", "ipv6_addresses", f"{X}/ipv6_address_count"),
        ("x", "ipv6_addresses[0]", f"{X}/ipv6_address_count"),
        ("x", "ipv4_prefixes[0]", f"{X}/ipv4_prefixes/0"),
        ("x", "ipv6_prefixes", f"{X}/ipv6_prefixes"),
        ("x", "ipv6_prefixes[0]", f"{X}/ipv6_prefixes"),
        ("x", "groups[0]", f"{X}/groups/0"),
        ("x", "groups[0].group_id", f"{X}/groups/0"),
        ("x", "tags", f"{X}/tags"),
        ("x", "tags[0]", f"{X}/tags/Name"),
        ("x", "tags[1]", f"{X}/tags/a~1b"),
        ("x", "tags[2]", f"{X}/tags"),
        ("x", "ena_srd_specification.ena_srd_enabled", f"{X}/ena_srd_specification/ena_srd_enabled"),
        ("x", "ena_srd_specification.ena_srd_udp_specification.ena_srd_udp_enabled", f"{X}/ena_srd_specification"),
        ("x", "attachment.device_index", f"{X}/attachment/device_index"),
        ("bare", "private_ip_addresses[0]", "/network_interfaces/bare"),
        ("bare", "private_ip_addresses[1]", "/network_interfaces/bare/secondary_private_ip_address_count"),
        ("bare", "private_ip_addresses", "/network_interfaces/bare/secondary_private_ip_address_count"),
        ("bare", "attachment.device_index", "/network_interfaces/bare"),
        ("a~b", "subnet_id", "/network_interfaces/a~0b/subnet_id"),
        ("web/primary", "private_ip_addresses[0]", "/instances/web/private_ip_addresses/0"),
        ("web/primary", "groups[0]", "/instances/web/groups/0"),
        ("web/primary", "attachment.device_index", "/instances/web"),
        ("plain/primary", "private_ip_addresses[0]", "/instances/plain"),
        ("t/network_interfaces/0", "groups[0]", "/launch_templates/t/network_interfaces/0/groups/0"),
        ("t/network_interfaces/0", "attachment.device_index", "/launch_templates/t/network_interfaces/0/device_index"),
    ],
)
def test_field_of_an_interface_leads_to_what_is_written(key, field, pointer):
    assert pointer == interface(INVENTORY, key).origin.place(field).pointer


@pytest.mark.parametrize(
    ("identity", "field", "pointer"),
    [
        ("network_interfaces/x/attachment", "device_index", f"{X}/attachment/device_index"),
        ("network_interfaces/x/attachment", "network_card_index", f"{X}/attachment"),
        ("attachments/extra", "device_index", "/attachments/extra/device_index"),
        ("launch_templates/t/network_interfaces/0", "device_index", "/launch_templates/t/network_interfaces/0/device_index"),
        (
            "launch_templates/t/network_interfaces/1",
            "network_interface_id",
            "/launch_templates/t/network_interfaces/1/network_interface_id",
        ),
        ("instances/plain/primary", "device_index", "/instances/plain"),
    ],
)
def test_field_of_an_attachment_leads_to_what_is_written(identity, field, pointer):
    attachment = next(a for a in INVENTORY.attachments if a.origin.identity == identity)

    assert pointer == attachment.origin.place(field).pointer


def test_direction_of_a_rule_is_its_is_egress():
    rule = INVENTORY.security_groups[0].rules[0]

    assert "/security_groups/web/rules/0/direction" == rule.origin.place("is_egress").pointer


def test_field_of_an_empty_object_leads_to_the_object():
    subnet = INVENTORY.subnets[0]

    assert "/subnets/s" == subnet.origin.place("cidr_block").pointer


def test_field_of_a_route_that_is_not_written_leads_to_what_says_that_it_is_unknown():
    route = read_below_mark("route_tables: {r: {routes: !unknown }}").routes[0]

    assert "/route_tables/r/routes" == route.origin.place("destination").pointer


def test_place_has_line_and_column():
    span = interface(INVENTORY, "x").origin.place("private_ip_addresses[1]").span()

    assert (11, 39) == (span.start_line, span.start_column)


def test_key_in_flow_style_is_found_too():
    span = interface(INVENTORY, "t/network_interfaces/0").origin.place("device_index").span()

    assert (25, 43) == (span.start_line, span.start_column)
