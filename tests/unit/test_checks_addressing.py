"""Edges of the rules about addresses that their examples cannot show."""

import msgspec
import pytest
from checking import inventory_of, messages, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import PrivateIpAddress, Subnet
from eni_lint.inventory.unknown import Reason, Unknown

SUBNET = """
    subnets:
      app-a: {cidr_block: 10.0.1.0/24, ipv6_cidr_blocks: ["2001:db8:0:1::/64"]}
"""
ONE = (
    SUBNET
    + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.10]}
"""
)


def with_address(text):
    """Write an address that the declared format would refuse, as a template may."""
    inventory = inventory_of(ONE)
    changed = msgspec.structs.replace(inventory.interfaces[0], private_ip_addresses=[PrivateIpAddress(private_ip_address=text)])
    return Inventory(interfaces=[changed], subnets=inventory.subnets)


def subjects(rule_id, scene):
    return [outcome.subject.address for outcome in run(rule_id, inventory_of(scene)).undecided]


@pytest.mark.parametrize("text", ["10.0.1.300", "10.0.1.010", "web.example.com", "10.0.1.10/24"])
def test_text_that_is_no_address_is_reported_once(text):
    inventory = with_address(text)

    assert [f"Address {text} of interface 'web' is no IPv4 address."] == [
        finding.message for finding in run("address-outside-subnet", inventory).findings
    ]
    assert [] == run("reserved-subnet-address", inventory).findings
    assert [] == run("duplicate-address", inventory).findings


def test_text_that_is_no_address_is_reported_though_the_subnet_is_not_known():
    inventory = Inventory(interfaces=with_address("10.0.1.300").interfaces)

    assert 1 == len(run("address-outside-subnet", inventory).findings)


def test_subnet_with_a_broken_block_is_undecided():
    inventory = with_address("10.0.1.10")
    broken = Subnet(subnet_id="app-a", cidr_block="10.0.1.0", origin=inventory.subnets[0].origin)
    result = run("address-outside-subnet", Inventory(interfaces=inventory.interfaces, subnets=[broken]))

    assert ["'10.0.1.0' is no IPv4 CIDR block"] == [outcome.detail for outcome in result.undecided]


@pytest.mark.parametrize("rule_id", ["address-outside-subnet", "reserved-subnet-address"])
def test_subnet_without_a_block_of_that_version_is_left_to_other_rules(rule_id):
    scene = """
        subnets:
          app-a: {cidr_block: 10.0.1.0/24}
          app-b: {ipv6_native: true, ipv6_cidr_blocks: ["2001:db8:0:1::/64"]}
        network_interfaces:
          web: {subnet_id: app-a, ipv6_addresses: ["2001:db8:0:9::1"]}
          api: {subnet_id: app-b, private_ip_addresses: [10.0.9.1]}
    """

    assert "pass" == verdict(rule_id, scene)


@pytest.mark.parametrize("rule_id", ["address-outside-subnet", "reserved-subnet-address", "duplicate-address"])
def test_interface_without_written_addresses_is_no_subject(rule_id):
    assert "no subject" == verdict(rule_id, SUBNET + "    network_interfaces: {web: {subnet_id: app-a}}\n")


def test_every_reserved_address_says_what_it_is_for():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.0, 10.0.1.1, 10.0.1.2, 10.0.1.3, 10.0.1.255]}
    """
    )

    assert [
        "it is the network address.",
        "it is the VPC router's.",
        "AWS keeps it for DNS.",
        "AWS keeps it for future use.",
        "it is the broadcast address.",
    ] == [message.partition(": ")[2] for message in messages("reserved-subnet-address", scene)]


@pytest.mark.parametrize("block", ["10.0.0.0/30", "10.0.0.0/31", "10.0.0.0/32"])
@pytest.mark.parametrize(
    ("rule_id", "address"), [("address-outside-subnet", "10.0.9.9"), ("reserved-subnet-address", "10.0.0.0")]
)
def test_advice_for_a_block_without_any_address_to_choose_is_a_larger_block(rule_id, address, block):
    scene = f"""
    subnets:
      link: {{cidr_block: {block}}}
    network_interfaces:
      web: {{subnet_id: link, private_ip_addresses: [{address}]}}
    """

    (found,) = run(rule_id, inventory_of(scene)).findings

    assert f"Enlarge {block} to a /28 at least: AWS keeps all its addresses, so that none can be chosen" in found.remedy
    assert "Choose" not in found.remedy


def test_advice_names_free_addresses_nearby():
    scene = (
        SUBNET
        + """
    subnet_cidr_reservations:
      pods: {subnet_id: app-a, cidr: 10.0.1.32/27, reservation_type: prefix}
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.11, 10.0.1.13]}
      api: {subnet_id: app-a, private_ip_addresses: [10.0.1.11], ipv4_prefixes: [10.0.1.16/28]}
    """
    )
    finding = run("duplicate-address", inventory_of(scene)).findings[0]

    assert (
        "Give 'api' an address of its own, such as 10.0.1.12, 10.0.1.14 or 10.0.1.15, which nothing here uses." == finding.remedy
    )


def test_full_subnet_has_nothing_to_advise():
    scene = """
    subnets:
      tiny: {cidr_block: 10.0.1.0/29}
    network_interfaces:
      web: {subnet_id: tiny, private_ip_addresses: [10.0.1.4, 10.0.1.5, 10.0.1.6]}
      api: {subnet_id: tiny, private_ip_addresses: [10.0.1.4]}
    """
    finding = run("duplicate-address", inventory_of(scene)).findings[0]

    assert "Give 'api' an address of its own." == finding.remedy


def test_each_further_holder_of_an_address_is_reported_once_and_apart():
    scene = (
        SUBNET
        + """
    network_interfaces:
      a: {subnet_id: app-a, private_ip_addresses: [10.0.1.10]}
      b: {subnet_id: app-a, private_ip_addresses: [10.0.1.10]}
      c: {subnet_id: app-a, private_ip_addresses: [10.0.1.10]}
    """
    )
    findings = run("duplicate-address", inventory_of(scene)).findings

    assert [("b", "a"), ("c", "a")] == [(f.subject.address, f.related[0].place.origin.address) for f in findings]
    assert 2 == len({f.fingerprint for f in findings})


def test_first_and_only_address_that_is_not_known_repeats_nothing():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [!unknown var.address]}
    """
    )

    assert "pass" == verdict("duplicate-address", scene)


def test_two_addresses_of_one_interface_that_are_not_known_may_be_one():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [!unknown var.one, !unknown var.other]}
    """
    )

    assert "undecided" == verdict("duplicate-address", scene)


def test_unknown_ipv4_address_leaves_ipv6_decided():
    scene = (
        SUBNET
        + """
    network_interfaces:
      web: {subnet_id: app-a, private_ip_addresses: [!unknown var.one]}
      api: {subnet_id: app-a, ipv6_addresses: ["2001:db8:0:1::10"]}
    """
    )

    assert [] == subjects("duplicate-address", scene)


def test_finding_stays_though_something_else_is_not_known():
    scene = (
        SUBNET
        + """
    network_interfaces:
      odd: {subnet_id: app-a, private_ip_addresses: [!unknown var.one]}
      web: {subnet_id: app-a, private_ip_addresses: [10.0.1.10]}
      api: {subnet_id: app-a, private_ip_addresses: [10.0.1.10]}
    """
    )

    assert "error" == verdict("duplicate-address", scene)
    assert ["web"] == subjects("duplicate-address", scene)


def test_unknown_subnets_with_one_symbol_are_one_subnet():
    inventory = inventory_of("""
        network_interfaces:
          web: {subnet_id: !unknown var.subnet, private_ip_addresses: [10.0.1.10]}
          api: {subnet_id: !unknown var.subnet, private_ip_addresses: [10.0.1.10]}
    """)
    symbols = [Unknown(Reason.AFTER_APPLY, symbol=("var.subnet_id", "")) for _ in inventory.interfaces]
    interfaces = [
        msgspec.structs.replace(interface, subnet_id=symbol)
        for interface, symbol in zip(inventory.interfaces, symbols, strict=True)
    ]
    result = run("duplicate-address", Inventory(interfaces=interfaces))

    assert ["Interface 'api' takes 10.0.1.10, which interface 'web' holds already in the subnet."] == [
        finding.message for finding in result.findings
    ]
    assert [] == result.undecided
