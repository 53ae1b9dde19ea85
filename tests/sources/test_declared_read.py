"""What a declared file becomes: the inventory."""

from __future__ import annotations

import json

import pytest
from declared_corpus import FIXTURES, interface, plain, read, read_below_mark, read_data, schema

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.declared import parse_declared, recognises_declared

EVERYTHING = (FIXTURES / "everything.yaml").read_text(encoding="utf-8")


def addresses(found):
    return [
        plain(a.private_ip_address) if isinstance(a.private_ip_address, str) else "AWS's choice"
        for a in found.private_ip_addresses
    ]


def slots(inventory):
    return {(a.network_interface_id, a.instance_id, a.device_index, a.means) for a in inventory.attachments}


def test_file_with_everything_becomes_this_inventory(golden):
    inventory = read(EVERYTHING)
    parts = {name: plain(part) for name, part in vars(inventory).items() if name not in {"before", "catalog"}}
    parts["before.instances"] = plain(inventory.before.instances)
    text = json.dumps({name: part for name, part in parts.items() if part not in ([], {})}, indent=1) + "\n"

    assert golden("declared-everything.json", text) == text


def test_file_with_everything_leaves_no_field_of_the_format_out():
    written = {key for value in json_objects(parse_declared(EVERYTHING, "f").data) for key in value}
    fields = {
        key for value in json_objects(schema()) for key in value.get("properties", {}) if isinstance(value["properties"], dict)
    }

    assert fields - {"unknown", "include"} <= written


def json_objects(value):
    if isinstance(value, dict):
        yield value
    children = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for child in children:
        yield from json_objects(child)


def test_json_of_the_same_shape_is_the_same():
    data = parse_declared(EVERYTHING, "file.yaml").data
    text = json.dumps(data, indent=2)

    assert plain(read(EVERYTHING).interfaces) == plain(read(text, "file.json").interfaces)


def test_bytes_are_read_like_text():
    inventory = read(b"\xef\xbb\xbfeni_lint: 1\ninstances: {caf\xc3\xa9: }\n")

    assert ["café"] == [i.instance_id for i in inventory.instances]


def test_file_with_nothing_but_the_mark_is_an_empty_inventory():
    assert len(read("eni_lint: 1")) == 0


@pytest.mark.parametrize("text", ["eni_lint: 1", "eni-lint: 1", "eni_lint: 7", "Eni_Lint: 1", "eniLint: 1"])
def test_file_with_the_mark_or_a_near_miss_is_recognised(text):
    assert recognises_declared(parse_declared(text, "f").data)


@pytest.mark.parametrize("data", [None, [], "eni_lint", {}, {"Resources": {}}, {1: 2}])
def test_other_data_are_not_recognised(data):
    assert not recognises_declared(data)


# -- addresses -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", ["AWS's choice"]),
        ("interface_type: efa", ["AWS's choice"]),
        ("interface_type: efa-only", []),
        ("subnet_id: native", []),
        ("subnet_id: v6", []),
        ("subnet_id: dual", ["AWS's choice"]),
        ("subnet_id: subnet-0123456789abcdef0", ["AWS's choice"]),
        ("subnet_id: {unknown: }", ["AWS's choice"]),
        ("private_ip_addresses: []", []),
        ("private_ip_addresses: [10.0.0.4]", ["10.0.0.4"]),
        ("secondary_private_ip_address_count: 2", ["AWS's choice"] * 3),
        ("private_ip_addresses: [10.0.0.4], secondary_private_ip_address_count: 1", ["10.0.0.4", "AWS's choice"]),
        ("interface_type: efa-only, secondary_private_ip_address_count: 1", ["AWS's choice"]),
    ],
)
def test_addresses_that_aws_chooses_are_counted(fields, expected):
    inventory = read_below_mark(
        f"""
subnets:
  native: {{ipv6_native: true}}
  v6: {{ipv6_cidr_blocks: ["2001:db8::/64"]}}
  dual: {{cidr_block: 10.0.0.0/24, ipv6_cidr_blocks: ["2001:db8::/64"]}}
network_interfaces: {{a: {{{fields}}}}}
"""
    )

    assert expected == addresses(inventory.interfaces[0])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("10.0.0.4, 10.0.0.5", [True, False]),
        ("10.0.0.4, {private_ip_address: 10.0.0.5, primary: true}", [False, True]),
        ("{private_ip_address: 10.0.0.4, primary: false}, 10.0.0.5, 10.0.0.6", [False, True, False]),
        ("{private_ip_address: 10.0.0.4, primary: false}", [False]),
        ("{private_ip_address: 10.0.0.4, primary: true}, {private_ip_address: 10.0.0.5, primary: true}", [True, True]),
        ("10.0.0.4, {private_ip_address: 10.0.0.5, primary: {unknown: }}", ["?", "?"]),
        ("{private_ip_address: 10.0.0.4, primary: true}, {private_ip_address: 10.0.0.5, primary: {unknown: }}", [True, "?"]),
        ("{unknown: }, 10.0.0.5", [True, False]),
    ],
)
def test_first_address_is_primary_unless_another_says_so(written, expected):
    found = read_below_mark(f"network_interfaces: {{a: {{private_ip_addresses: [{written}]}}}}").interfaces[0]
    flags = ["?" if isinstance(a.primary, Unknown) else a.primary for a in found.private_ip_addresses]

    assert expected == flags


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ("secondary_private_ip_address_count: {unknown: }", "private_ip_addresses"),
        ("private_ip_addresses: {unknown: }, secondary_private_ip_address_count: 2", "private_ip_addresses"),
        ("interface_type: {unknown: }", "private_ip_addresses"),
        ("ipv6_address_count: {unknown: }", "ipv6_addresses"),
        ("ipv4_prefix_count: {unknown: }", "ipv4_prefixes"),
        ("ipv6_prefix_count: {unknown: }", "ipv6_prefixes"),
    ],
)
def test_addresses_of_an_unknown_number_are_unknown_as_a_whole(fields, field):
    found = read_below_mark(f"network_interfaces: {{a: {{{fields}}}}}").interfaces[0]

    assert isinstance(getattr(found, field), Unknown)


def test_addresses_of_a_subnet_that_may_be_ipv6_only_are_unknown():
    inventory = read_below_mark("subnets: {s: {ipv6_native: {unknown: }}}\nnetwork_interfaces: {a: {subnet_id: s}}")

    assert isinstance(inventory.interfaces[0].private_ip_addresses, Unknown)


def test_odd_spellings_of_addresses_become_the_usual_ones():
    found = read_below_mark(
        """
network_interfaces:
  a: {ipv6_addresses: ["2001:0DB8::0010"], ipv6_prefixes: ["2001:DB8:0:0:1:0:0:0/80"]}
"""
    ).interfaces[0]

    assert ["2001:db8::10"] == [a.ipv6_address for a in found.ipv6_addresses]
    assert ["2001:db8:0:0:1::/80"] == [p.ipv6_prefix for p in found.ipv6_prefixes]


def test_host_bits_and_other_sizes_of_prefixes_are_left_to_rules():
    found = read_below_mark("network_interfaces: {a: {ipv4_prefixes: [10.0.0.7/27]}}").interfaces[0]

    assert ["10.0.0.7/27"] == [p.ipv4_prefix for p in found.ipv4_prefixes]


def test_ways_to_ask_for_addresses_are_remembered():
    found = read_below_mark("network_interfaces: {a: {ipv4_prefixes: [10.0.0.0/28], ipv4_prefix_count: 0}}").interfaces[0]

    assert ("ipv4_prefixes", "ipv4_prefix_count") == found.address_arguments


# -- the primary interface -------------------------------------------------------------------------------------------------


def test_instance_without_interfaces_has_its_primary_one():
    inventory = read_below_mark(
        "subnets: {s: }\ninstances: {web: {subnet_id: s, availability_zone: eu-west-1a, groups: [sg-0123]}}"
    )
    primary = interface(inventory, "web/primary")

    assert {("web/primary", "web", 0, "inline")} == slots(inventory)
    assert ("s", "eu-west-1a", ["sg-0123"]) == (
        primary.subnet_id,
        primary.availability_zone,
        [g.group_id for g in primary.groups],
    )
    assert primary is inventory.primary_interface_of(inventory.instances[0])


@pytest.mark.parametrize(
    "attachment",
    [
        "instance_id: web, device_index: 0",
        "instance_id: web, device_index: 0, network_card_index: 0",
        "instance_id: web, device_index: 0, network_card_index: {unknown: }",
        "instance_id: web, device_index: {unknown: }",
        "instance_id: web",
    ],
)
def test_instance_whose_primary_interface_is_or_may_be_written_gets_no_other(attachment):
    inventory = read_below_mark(
        f"instances: {{web: {{subnet_id: subnet-0123}}}}\nnetwork_interfaces: {{a: {{attachment: {{{attachment}}}}}}}"
    )

    assert ["a"] == [i.network_interface_id for i in inventory.interfaces]


@pytest.mark.parametrize(
    "attachment",
    [
        "instance_id: web, device_index: 1",
        "instance_id: web, device_index: 0, network_card_index: 1",
        "instance_id: web, device_index: 1, network_card_index: {unknown: }",
        "instance_id: {unknown: }, device_index: 0",
        "device_index: 0",
    ],
)
def test_instance_with_other_interfaces_has_its_primary_one_too(attachment):
    inventory = read_below_mark(f"instances: {{web: }}\nnetwork_interfaces: {{a: {{attachment: {{{attachment}}}}}}}")

    assert ["a", "web/primary"] == [i.network_interface_id for i in inventory.interfaces]


def test_instance_that_says_more_of_its_primary_interface_than_the_subnet_insists_on_it():
    inventory = read_below_mark(
        "instances: {web: {groups: [sg-0123]}}\nnetwork_interfaces: {a: {attachment: {instance_id: web, device_index: 0}}}"
    )

    assert {("a", "web", 0, "interface"), ("web/primary", "web", 0, "inline")} == slots(inventory)


def test_settings_beside_listed_interfaces_are_remembered_and_do_not_take_effect():
    inventory = read_below_mark(
        """
instances: {web: {subnet_id: subnet-0123, groups: [sg-0123], network_interfaces: [{device_index: 1}]}}
launch_templates: {t: {groups: [sg-0123], network_interfaces: [{device_index: 0}]}}
"""
    )

    assert ("subnet_id", "groups") == inventory.instances[0].settings_beside_interfaces
    assert ("groups",) == inventory.launch_templates[0].settings_beside_interfaces
    assert interface(inventory, "web/primary").groups is None


def test_source_dest_check_of_an_instance_is_also_its_primary_interfaces():
    inventory = read_below_mark("instances: {web: {source_dest_check: false}}")

    assert inventory.instances[0].source_dest_check is False
    assert interface(inventory, "web/primary").source_dest_check is False


def test_delete_on_termination_of_an_instance_is_its_primary_attachments():
    inventory = read_below_mark("instances: {web: {delete_on_termination: false}}")

    assert inventory.attachments[0].delete_on_termination is False


# -- launch templates, attachments, references -----------------------------------------------------------------------------


def test_entries_of_launch_templates_are_specifications_unless_they_name_an_interface():
    inventory = read_below_mark(
        """
network_interfaces: {fixed: }
launch_templates: {t: {network_interfaces: [{device_index: 0}, {device_index: 1, network_interface_id: fixed}]}}
"""
    )
    attached = [(a.network_interface_id, a.launch_template_id, a.means) for a in inventory.attachments]

    assert ["t/network_interfaces/0"] == [s.network_interface_id for s in inventory.specifications]
    assert [("t/network_interfaces/0", "t", "inline"), ("fixed", "t", "inline")] == attached


def test_self_is_the_group_itself():
    inventory = read_below_mark(
        "security_groups: {web: {rules: [{direction: ingress, ip_protocol: -1, referenced_group_id: self}]}}"
    )

    assert "web" == inventory.security_groups[0].rules[0].referenced_group_id


def test_reference_that_looks_like_an_aws_id_is_outside():
    inventory = read_below_mark("network_interfaces: {a: {subnet_id: subnet-0123456789abcdef0}}")

    assert Reason.OUTSIDE == inventory.subnet_of(inventory.interfaces[0]).reason


def test_names_that_look_like_numbers_need_no_quotes():
    inventory = read_below_mark("subnets: {1: }\nnetwork_interfaces: {2: {subnet_id: 1, description: 5, tags: {n: 7}}}")
    found = inventory.interfaces[0]

    assert ("2", "1", "5", "7") == (found.network_interface_id, found.subnet_id, found.description, found.tags[0].value)


@pytest.mark.parametrize("written", ["111122223333", "'111122223333'"])
def test_account_may_lack_its_quotes(written):
    assert "111122223333" == read_below_mark(f"vpcs: {{v: {{owner_id: {written}}}}}").vpcs[0].owner_id


def test_account_with_leading_zeros_keeps_them():
    assert "000011112222" == read_below_mark("vpcs: {v: {owner_id: 000011112222}}").vpcs[0].owner_id


@pytest.mark.parametrize(
    "referrer",
    [
        "elastic_ips: {e: {network_interface_id: a}}",
        "elastic_ip_associations: {e: {network_interface_id: a}}",
        "route_tables: {r: {routes: [{destination: 0.0.0.0/0, network_interface_id: a}]}}",
        "network_interface_permissions: {p: {network_interface_id: a}}",
        "trunk_associations: {t: {branch_interface_id: a}}",
        "flows: [{source: i-0123, destination: a}]",
    ],
)
def test_interface_that_something_refers_to_is_known_as_such(referrer):
    inventory = read_below_mark(f"network_interfaces: {{a: , b: }}\n{referrer}")

    assert [True, None] == [i.referred_to for i in inventory.interfaces]


def test_reference_to_nobody_knows_what_may_be_to_any_interface():
    inventory = read_below_mark("network_interfaces: {a: }\nelastic_ips: {e: {network_interface_id: {unknown: soon}}}")

    assert "soon" == inventory.interfaces[0].referred_to.detail


# -- what AWS has no default for ------------------------------------------------------------------------------------------


def test_what_aws_has_no_default_for_is_unknown_when_it_is_not_written():
    inventory = read_below_mark(
        """
vpcs: {v: }
subnets: {s: }
security_groups: {g: }
instances: {i: }
attachments: {a: {network_interface_id: eni-0123, instance_id: i}}
"""
    )
    missing = [
        inventory.vpcs[0].cidr_blocks,
        inventory.subnets[0].cidr_block,
        inventory.security_groups[0].rules,
        inventory.instances[0].instance_type,
        inventory.attachments[0].device_index,
    ]

    assert [
        "the file does not give the cidr_blocks of VPC 'v'",
        "the file does not give the cidr_block of subnet 's'",
        "the file does not give the rules of security group 'g'",
        "the file does not give the instance_type of instance 'i'",
        "the file does not give the device_index of the attachment",
    ] == [unknown.detail for unknown in missing]


@pytest.mark.parametrize(
    ("fields", "native"),
    [("ipv6_native: true", True), ("ipv6_cidr_blocks: ['2001:db8::/64']", True), ("cidr_block: 10.0.0.0/24", None)],
)
def test_subnet_without_an_ipv4_block_is_ipv6_only(fields, native):
    subnet = read_below_mark(f"subnets: {{s: {{{fields}}}}}").subnets[0]

    assert native == subnet.ipv6_native
    assert (subnet.cidr_block is None) is bool(native)


# -- before and after ------------------------------------------------------------------------------------------------------


def test_change_is_told_from_the_state_before():
    inventory = read_below_mark(
        """
instances: {web: {instance_type: m6i.large}, db: {instance_type: m6i.large}, new: }
before: {instances: {web: {instance_type: m6i.4xlarge}, db: {instance_type: m6i.large}, old: }}
changes: {new: create}
"""
    )

    assert {"web": "update", "db": "no-op", "old": "delete", "new": "create"} == {
        n: c.action for n, c in inventory.changes.items()
    }
    assert {"web": "m6i.4xlarge", "db": "m6i.large"} == {
        i.instance_id: i.instance_type for i in inventory.before.instances if isinstance(i.instance_type, str)
    }
    assert {"web", "db", "old"} == {i.instance_id for i in inventory.before.instances}
    assert "/before/instances/web" == inventory.before.instance_by_key["web"].origin.pointer


def test_replacement_says_what_for():
    inventory = read_below_mark("network_interfaces: {a: }\nchanges: {a: {action: replace, replaced_for: [subnet_id]}}")

    assert ("replace", ("subnet_id",)) == (inventory.changes["a"].action, inventory.changes["a"].replaced_for)
    assert ["a"] == [i.network_interface_id for i in inventory.before.interfaces]


def test_file_that_tells_of_no_change_has_no_state_before():
    inventory = read_below_mark("instances: {web: }")

    assert (None, {}, False) == (inventory.before, inventory.changes, inventory.live)


def test_file_may_claim_to_be_complete():
    assert read_below_mark("live: true").live is True


def test_data_that_were_parsed_elsewhere_are_read_too():
    inventory = read_data({"eni_lint": 1.0, "instances": {"web": {"ena_queue_count": 2.0}}})

    assert 2 == inventory.attachments[0].ena_queue_count


# -- associations of Elastic IPs -------------------------------------------------------------------------------------------


def test_association_written_with_an_elastic_ip_is_one_of_all():
    found = read_below_mark(
        "network_interfaces: {web: {}}\n"
        "elastic_ips: {idle: {}, own: {network_interface_id: web, private_ip_address: 10.0.0.9}}\n"
        "elastic_ip_associations: {more: {allocation_id: idle, network_interface_id: web, private_ip_address: 10.0.0.10}}"
    )
    own, more = found.elastic_ip_associations

    assert ("own", "web", "10.0.0.9", None) == (
        own.allocation_id,
        own.network_interface_id,
        own.private_ip_address,
        own.instance_id,
    )
    assert ("/elastic_ips/own", "own", "elastic_ips/own") == (own.origin.pointer, own.origin.address, own.origin.identity)
    assert ("idle", "10.0.0.10") == (more.allocation_id, more.private_ip_address)


def test_association_of_which_nothing_is_known_may_be_none():
    found = read_below_mark("elastic_ips: {own: {network_interface_id: !unknown var.id}, whole: !unknown ''}")

    assert all(isinstance(a.allocation_id, Unknown) for a in found.elastic_ip_associations)
    assert [{"own"}, {"whole"}] == [set(a.allocation_id.candidates) for a in found.elastic_ip_associations]
