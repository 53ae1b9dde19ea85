"""Where rules point in a plan: a field of the model leads to the argument that holds it."""

from __future__ import annotations

import pytest
from plan_corpus import by_address, data_of, document_of

from eni_lint.sources.terraform.plan import read_plan

DATA = {name: data_of(f"{name}/plan.json") for name in ("hosts", "templates", "lookups", "dynamic")}
DOCUMENTS = {name: document_of(data) for name, data in DATA.items()}
INVENTORIES = {name: read_plan(document) for name, document in DOCUMENTS.items()}


def row(name, address):
    return next(i for i, c in enumerate(DATA[name]["resource_changes"]) if c["address"] == address)


@pytest.mark.parametrize(
    ("kind", "identity", "field", "expected"),
    [
        ("interfaces", "aws_network_interface.listed", "", ""),
        ("interfaces", "aws_network_interface.listed", "private_ip_addresses[1]", "after/private_ip_list/1"),
        ("interfaces", "aws_network_interface.listed", "private_ip_addresses[1].private_ip_address", "after/private_ip_list/1"),
        ("interfaces", "aws_network_interface.set", "private_ip_addresses[1]", "after/private_ips/1"),
        ("interfaces", "aws_network_interface.set", "ipv4_prefixes[0].ipv4_prefix", "after/ipv4_prefixes/0"),
        ("interfaces", "aws_network_interface.set", "groups[0].group_id", "after_unknown/security_groups"),
        ("interfaces", "aws_network_interface.set", "subnet_id", "after_unknown/subnet_id"),
        ("interfaces", "aws_network_interface.set", "source_dest_check", "after/source_dest_check"),
        ("interfaces", "aws_network_interface.set", "no_such_field", ""),
        ("interfaces", "aws_network_interface.data", "private_ip_addresses[3]", "after/private_ips_count"),
        ("interfaces", "aws_network_interface.data", "private_ip_addresses", "after/private_ips_count"),
        ("interfaces", "aws_network_interface.data", "ipv4_prefixes[1]", "after/ipv4_prefix_count"),
        (
            "interfaces", "aws_network_interface.data", "ena_srd_specification.ena_srd_enabled",
            "after/ena_srd_specification/0/ena_srd_enabled",
        ),
        (
            "interfaces", "aws_network_interface.data", "ena_srd_specification.ena_srd_udp_specification.ena_srd_udp_enabled",
            "after/ena_srd_specification/0/ena_srd_udp_specification/0/ena_srd_udp_enabled",
        ),
        ("interfaces", "aws_network_interface.data", "tags", "after/tags"),
        ("interfaces", "aws_instance.plain/primary", "private_ip_addresses[0]", "after/private_ip"),
        ("interfaces", "aws_instance.plain/primary", "private_ip_addresses[1]", "after/secondary_private_ips/0"),
        ("interfaces", "aws_instance.plain/primary", "groups", "after_unknown/vpc_security_group_ids"),
        ("instances", "aws_instance.plain", "instance_type", "after/instance_type"),
        ("instances", "aws_instance.plain", "image_id", "after/ami"),
        ("attachments", "aws_network_interface_attachment.listed", "device_index", "after/device_index"),
        ("attachments", "aws_network_interface_attachment.listed", "network_interface_id", "after_unknown/network_interface_id"),
        ("attachments", "aws_network_interface.data/attachment", "device_index", "after/attachment/0/device_index"),
        ("attachments", "aws_network_interface.data/attachment", "instance_id", "after_unknown/attachment/0/instance"),
        ("attachments", "aws_network_interface.data/attachment", "", "after/attachment/0"),
        (
            "attachments", "aws_instance.own/primary_network_interface/0", "network_interface_id",
            "after_unknown/primary_network_interface/0/network_interface_id",
        ),
        ("subnets", "aws_subnet.a", "cidr_block", "after/cidr_block"),
        ("cidr_reservations", "aws_ec2_subnet_cidr_reservation.pods", "cidr", "after/cidr_block"),
        ("security_groups", "aws_security_group.web", "rules", "after/ingress"),
        ("routes", "aws_route.back", "destination", "after/destination_cidr_block"),
        ("routes", "aws_route_table.public/route/0.0.0.0/0", "destination", "after/route/0/cidr_block"),
        ("elastic_ips", "aws_eip.data", "private_ip_address", "after/associate_with_private_ip"),
    ],
)  # fmt: skip
def test_field_leads_to_its_argument(kind, identity, field, expected):
    thing = by_address(getattr(INVENTORIES["hosts"], kind))[identity]
    pointer = thing.origin.place(field).pointer
    base = f"/resource_changes/{row('hosts', thing.origin.address)}"

    assert f"{base}/change/{expected}" if expected else base == pointer
    assert (f"{base}/change/{expected}" if expected else base) == pointer


def test_fields_of_a_template_entry():
    specification = by_address(INVENTORIES["templates"].specifications)["aws_launch_template.hpc.network_interfaces[0]"]
    base = f"/resource_changes/{row('templates', 'aws_launch_template.hpc')}/change/after/network_interfaces/0"

    assert base == specification.origin.place().pointer
    assert f"{base}/ipv4_addresses/1" == specification.origin.place("private_ip_addresses[1]").pointer
    assert (
        f"{base}/connection_tracking_specification/0/tcp_established_timeout"
        == specification.origin.place("connection_tracking_specification.tcp_established_timeout").pointer
    )


def test_fields_of_a_data_source():
    subnet = INVENTORIES["lookups"].subnet_by_key["subnet-0aaaaaaaaaaaaaaaa"]

    assert subnet.origin.pointer.startswith("/prior_state/values/root_module/resources/")
    assert f"{subnet.origin.pointer}/values/cidr_block" == subnet.origin.place("cidr_block").pointer


def test_unknown_interface_of_a_dynamic_block():
    attachment = by_address(INVENTORIES["dynamic"].attachments)["aws_instance.all/network_interface/1"]

    assert attachment.origin.place("network_interface_id").pointer.endswith(
        "/change/after_unknown/network_interface/1/network_interface_id"
    )
