"""Edges of the rules about delegated prefixes that their examples cannot show."""

import msgspec
import pytest
from checking import inventory_of, messages, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Attachment, Ipv4Prefix
from eni_lint.inventory.unknown import Reason, Unknown

SUBNET = """
    subnets:
      app-a: {cidr_block: 10.0.1.0/24, ipv6_cidr_blocks: ["2001:db8:0:1::/64"]}
"""
M4 = """
    instances:
      node-1: {instance_type: m4.large}
    network_interfaces:
      pods: {ipv4_prefixes: [10.0.1.16/28], attachment: {instance_id: node-1, device_index: 1}}
"""


def remedies(rule_id, scene):
    return [finding.remedy for finding in run(rule_id, inventory_of(scene)).findings]


@pytest.mark.parametrize(
    ("prefix", "advice"),
    [
        ("10.0.1.0/26", "10.0.1.0/28, 10.0.1.16/28, 10.0.1.32/28 and 10.0.1.48/28"),
        ("10.0.0.0/16", "as many /28 blocks of it as are needed, such as 10.0.0.16/28"),
        ("10.0.1.20/32", "10.0.1.16/28, the prefix around it"),
        ("10.0.1.20/27", "10.0.1.0/28 and 10.0.1.16/28"),
    ],
)
def test_advice_makes_the_right_size_of_a_wrong_one(prefix, advice):
    scene = f"network_interfaces: {{node: {{ipv4_prefixes: [{prefix}]}}}}\n"

    assert [f"Write {advice}."] == remedies("invalid-prefix-size", scene)


@pytest.mark.parametrize("text", ["10.0.1.16", "2001:db8:0:1:1::/80", "10.0.1.16/33", "pods"])
def test_text_that_is_no_block_of_that_version_is_reported_once(text):
    interface = inventory_of("network_interfaces: {node: {}}\n").interfaces[0]
    interface = msgspec.structs.replace(interface, ipv4_prefixes=[Ipv4Prefix(ipv4_prefix=text)])
    inventory = Inventory(interfaces=[interface])

    assert [f"Prefix {text} of interface 'node' is no IPv4 block, but AWS delegates only /28 blocks of IPv4."] == [
        finding.message for finding in run("invalid-prefix-size", inventory).findings
    ]
    assert [] == run("unaligned-prefix", inventory).findings


@pytest.mark.parametrize("rule_id", ["address-in-delegated-prefix", "overlapping-prefixes"])
@pytest.mark.parametrize("prefix", ["10.0.1.16/27", "10.0.1.18/28"])
def test_prefix_that_cannot_be_delegated_is_blamed_for_nothing_else(rule_id, prefix):
    scene = (
        SUBNET
        + f"""
    network_interfaces:
      node: {{subnet_id: app-a, ipv4_prefixes: [{prefix}]}}
      next: {{subnet_id: app-a, ipv4_prefixes: [10.0.1.32/28]}}
      web: {{subnet_id: app-a, private_ip_addresses: [10.0.1.20]}}
    """
    )

    assert "pass" == verdict(rule_id, scene)


def test_unaligned_advice_names_other_free_blocks():
    scene = (
        SUBNET
        + """
    subnet_cidr_reservations:
      named: {subnet_id: app-a, cidr: 10.0.1.64/27, reservation_type: explicit}
    network_interfaces:
      node: {subnet_id: app-a, private_ip_addresses: [10.0.1.50], ipv4_prefixes: [10.0.1.33/28]}
    """
    )

    assert "or another aligned block, such as 10.0.1.16/28 or 10.0.1.96/28, which" in remedies("unaligned-prefix", scene)[0]


def test_prefix_of_a_launch_template_is_in_nobodys_way():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.20], ipv4_prefixes: [10.0.1.32/28]}
    launch_templates:
      nodes: {network_interfaces: [{device_index: 0, subnet_id: app-a, ipv4_prefixes: [10.0.1.16/28]}]}
    """
    )

    assert "pass" == verdict("address-in-delegated-prefix", scene)


def test_unknown_prefix_leaves_failed_addresses_failed():
    scene = (
        SUBNET
        + """
    network_interfaces:
      node: {subnet_id: app-a, ipv4_prefixes: [10.0.1.16/28, !unknown var.prefix]}
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.20]}
      api: {subnet_id: app-a, private_ip_addresses: [10.0.1.40]}
      six: {subnet_id: app-a, ipv6_addresses: ["2001:db8:0:1::10"]}
    """
    )
    result = run("address-in-delegated-prefix", inventory_of(scene))

    assert ["web"] == [finding.subject.address for finding in result.findings]
    assert ["api"] == [outcome.subject.address for outcome in result.undecided]


def test_subnet_without_prefixes_costs_nothing():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.20, !unknown var.address]}
    """
    )

    assert "no subject" == verdict("address-in-delegated-prefix", scene)


def test_address_meets_a_prefix_of_an_unknown_subnet_though_its_own_has_none():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.20]}
      node: {subnet_id: !unknown var.subnet, ipv4_prefixes: [10.0.1.16/28]}
    """
    )
    result = run("address-in-delegated-prefix", inventory_of(scene))

    assert ["node", "web"] == sorted(outcome.subject.address for outcome in result.undecided)


def test_family_without_nitro_is_named_in_the_advice():
    assert [
        "No m4 type carries delegated prefixes: choose another family, or assign single addresses in place of prefixes."
    ] == remedies("prefix-on-unsupported-type", M4)


def test_service_interface_and_template_without_type_pass():
    scene = """
    network_interfaces:
      pods: {ipv4_prefixes: [10.0.1.16/28]}
    launch_templates:
      nodes: {network_interfaces: [{device_index: 0, ipv4_prefix_count: 1}]}
    """

    assert "pass" == verdict("prefix-on-unsupported-type", scene)


def test_interface_that_may_be_attached_to_a_type_without_prefixes_is_undecided():
    inventory = inventory_of(M4)
    somewhere = [
        msgspec.structs.replace(a, network_interface_id=Unknown(Reason.AMBIGUOUS, candidates={"pods"}))
        if a.network_interface_id == "pods" else a
        for a in inventory.attachments
    ]  # fmt: skip
    changed = Inventory(interfaces=inventory.interfaces, instances=inventory.instances, attachments=somewhere)
    changed.catalog = inventory.catalog

    assert ["pods"] == [outcome.subject.address for outcome in run("prefix-on-unsupported-type", changed).undecided]


def test_attachment_to_a_service_has_no_type():
    inventory = inventory_of("network_interfaces: {pods: {ipv4_prefixes: [10.0.1.16/28]}}\n")
    origin = inventory.interfaces[0].origin
    served = Inventory(interfaces=inventory.interfaces, attachments=[Attachment(network_interface_id="pods", origin=origin)])

    assert 1 == run("prefix-on-unsupported-type", served).passed


def test_interface_is_reported_on_each_wrong_type_once():
    assert ["Interface 'pods' has a delegated prefix, but m4.large, the type of 'node-1', is not built on Nitro."] == messages(
        "prefix-on-unsupported-type", M4
    )
