"""What a declared file can have wrong, and how it is told."""

from __future__ import annotations

import pytest
from declared_corpus import read, read_data

from eni_lint.errors import SourceError
from eni_lint.sources.declared import parse_declared

FAULTS = [
    # keys
    ("subnet: {}", "2:1: unknown key 'subnet', did you mean 'subnets'?"),
    ("foo: {}", "2:1: unknown key 'foo', expected one of the sections in docs/declared.md"),
    ("vpcs: {v: {cidr-blocks: []}}", "2:12: unknown key 'cidr-blocks', did you mean 'cidr_blocks'?"),
    ("vpcs: {v: {x: 1}}", "2:12: unknown key 'x', expected one of cidr_blocks, ipv6_cidr_blocks, is_default, owner_id, tags"),
    ("vpcs: {v: {unknown: why, tags: {}}}", "2:12: unknown key 'unknown', expected one of cidr_blocks, ipv6_cidr_blocks, is_default, owner_id, tags"),
    ("vpcs: {a/b: {}}", "2:8: found the name 'a/b', expected one that is not empty and has no '/'"),
    ("vpcs: {'': {}}", "2:8: found the name '', expected one that is not empty and has no '/'"),
    # shapes
    ("vpcs: []", "2:7: vpcs: found a list, expected a mapping of names to objects"),
    ("vpcs: {v: 1}", "2:11: found the number 1, expected a mapping: the fields of VPC 'v'"),
    ("flows: {a: b}", "2:8: flows: found a mapping, expected a list of flows"),
    ("flows: [a]", "2:9: found the text 'a', expected a mapping: the fields of a flow"),
    ("vpcs: {v: {tags: [a]}}", "2:18: tags: found a list, expected a mapping of tag names to values"),
    ("vpcs: {v: {cidr_blocks: 10.0.0.0/16}}", "2:25: cidr_blocks: found the text '10.0.0.0/16', expected a list of IPv4 CIDR blocks"),
    ("instances: {i: {network_interfaces: {}}}", "2:37: network_interfaces: found a mapping, expected a list of interfaces"),
    ("instances: {i: {network_interfaces: !unknown }}", "2:37: network_interfaces: the list itself cannot be unknown: give one '{unknown: why}' for each interface"),
    ("security_groups: {g: {rules: {}}}", "2:30: rules: found a mapping, expected a list of rules"),
    ("route_tables: {r: {routes: 1}}", "2:28: routes: found the number 1, expected a list of routes"),
    ("network_interfaces: {a: {attachment: eni}}", "2:38: found the text 'eni', expected a mapping: the fields of an attachment"),
    ("network_interfaces: {a: {ena_srd_specification: true}}", "2:49: found true, expected a mapping: the fields of ena_srd_specification"),
    # what is required
    ("flows: [{source: i-0123}]", "2:9: a flow needs 'destination', or 'destination: {unknown: why}'"),
    ("attachments: {a: {network_interface_id: eni-0123}}", "2:15: attachment 'a' needs 'instance_id', or 'instance_id: {unknown: why}'"),
    ("launchers: {l: }", "2:13: launcher 'l' needs 'kind', or 'kind: {unknown: why}'"),
    ("network_interfaces: {a: {private_ip_addresses: [{primary: true}]}}", "2:49: an address needs 'private_ip_address', or 'private_ip_address: {unknown: why}'"),
    ("network_interfaces: {a: {groups: [{}]}}", "2:35: a security group needs 'group_id', or 'group_id: {unknown: why}'"),
    ("route_tables: {r: {routes: [{}]}}", "2:29: a route needs 'destination', or 'destination: {unknown: why}'"),
    # values
    ("region: [a]", "2:9: region: found a list, expected text"),
    ("region: 1.5", "2:9: region: found the number 1.5, expected text: put it in quotes"),
    ("region: yes", "2:9: region: found true, expected text: put it in quotes"),
    ("account: 12", "2:10: account: found the number 12, expected the 12 digits of an AWS account, in quotes"),
    ("account: acme", "2:10: account: found the text 'acme', expected the 12 digits of an AWS account, in quotes"),
    ("live: maybe", "2:7: live: found the text 'maybe', expected true or false"),
    ("subnets: {s: {ipv6_native: 1}}", "2:28: ipv6_native: found the number 1, expected true or false"),
    ("subnets: {s: {available_ip_address_count: -1}}", "2:43: available_ip_address_count: found the number -1, expected a whole number from 0 to 2147483647"),
    ("launchers: {l: {kind: ec2-fleet, max_size: 1.5}}", "2:44: max_size: found the number 1.5, expected a whole number from 0 to 2147483647"),
    ("launchers: {l: {kind: ec2-fleet, max_size: '4'}}", "2:44: max_size: found the text '4', expected a whole number from 0 to 2147483647"),
    ("launchers: {l: {kind: ec2-fleet, max_size: true}}", "2:44: max_size: found true, expected a whole number from 0 to 2147483647"),
    ("network_interfaces: {a: {ipv4_prefix_count: 5000}}", "2:45: ipv4_prefix_count: found the number 5000, expected a whole number from 0 to 4096"),
    ("network_interfaces: {a: {connection_tracking_specification: {udp_timeout: 3e}}}", "2:75: udp_timeout: found the text '3e', expected a whole number of seconds from 0 to 2147483647"),
    ("instances: {i: {state: runing}}", "2:24: state: found the text 'runing', expected pending, running, stopping, stopped, shutting-down or terminated; did you mean 'running'?"),
    ("network_interfaces: {a: {groups: [{group_id: sg-0123, means: magic}]}}", "2:62: means: found the text 'magic', expected inline or attachment"),
    ("subnets: {s: {cidr_block: 10.0.0.0}}", "2:27: cidr_block: found the text '10.0.0.0', expected an IPv4 CIDR block such as 10.0.1.0/24"),
    ("subnets: {s: {cidr_block: 10.0.0.0/33}}", "2:27: cidr_block: found the text '10.0.0.0/33', expected an IPv4 CIDR block such as 10.0.1.0/24"),
    ("subnets: {s: {ipv6_cidr_blocks: ['10.0.0.0/8']}}", "2:34: found the text '10.0.0.0/8', expected an IPv6 CIDR block such as '2001:db8::/64', in quotes"),
    ("subnets: {s: {ipv6_cidr_blocks: ['::/129']}}", "2:34: found the text '::/129', expected an IPv6 CIDR block such as '2001:db8::/64', in quotes"),
    ("network_interfaces: {a: {private_ip_addresses: [10.0.0]}}", "2:49: found the text '10.0.0', expected an IPv4 address such as 10.0.1.10"),
    ("network_interfaces: {a: {private_ip_addresses: [10.0.0.07]}}", "2:49: found the text '10.0.0.07', expected an IPv4 address such as 10.0.1.10"),
    ("network_interfaces: {a: {private_ip_addresses: [null]}}", "2:49: found nothing, expected an IPv4 address such as 10.0.1.10"),
    ("network_interfaces: {a: {ipv6_addresses: ['fe80::1%eth0']}}", "2:43: found the text 'fe80::1%eth0', expected an IPv6 address such as '2001:db8::10', in quotes"),
    ("route_tables: {r: {routes: [{destination: everywhere}]}}", "2:43: destination: found the text 'everywhere', expected a CIDR block such as 0.0.0.0/0 or '::/0', or the id of a prefix list (pl-...)"),
    # references
    ("subnets: {s: {vpc_id: [v]}}", "2:23: vpc_id: found a list, expected the name of a VPC"),
    ("network_interfaces: {a: {attachment: {instance_id: {}}}}", "2:52: instance_id: found a mapping, expected the name of an instance"),
    ("subnets: {s: {vpc_id: main}}", "2:23: vpc_id: there is no VPC 'main'; declare it under 'vpcs', or give an AWS id such as vpc-0123456789abcdef0 for one outside this file"),
    ("network_interfaces: {a: {groups: [sg-web]}}", "2:35: there is no security group 'sg-web'; declare it under 'security_groups', or give an AWS id such as sg-0123456789abcdef0 for one outside this file"),
    ("network_interfaces: {web-data: {}}\nflows: [{source: web_data, destination: i-0123}]", "3:18: source: there is no interface or instance 'web_data'; did you mean 'web-data' (line 2)?"),
    ("network_interfaces: {a: }\ninstances: {a: }\nflows: [{source: a, destination: i-0123}]", "4:18: source: found the text 'a', expected the name of one thing: an interface and an instance have it"),
    ("network_interfaces: {a: }\nlaunch_templates: {t: {network_interfaces: [{network_interface_id: a, groups: []}]}}", "3:71: 'groups' cannot stand beside 'network_interface_id': it belongs to the interface of that name"),
    # changes
    ("before: []", "2:9: before: found a list, expected a mapping of sections"),
    ("before: {flows: []}", "2:10: unknown key 'flows', expected one of the sections of named objects in docs/declared.md"),
    ("before: {vpcs: {v: {x: 1}}}", "2:21: unknown key 'x', expected one of cidr_blocks, ipv6_cidr_blocks, is_default, owner_id, tags"),
    ("changes: [a]", "2:10: changes: found a list, expected a mapping of names to what happens to them"),
    ("instances: {web: }\nchanges: {wbe: create}", "3:11: there is nothing named 'wbe' in this file; did you mean 'web'?"),
    ("instances: {web: }\nchanges: {web: destroy}", "3:16: web: found the text 'destroy', expected create, update, replace, delete or no-op"),
    ("instances: {web: }\nchanges: {web: {action: {unknown: }}}", "3:25: 'action' cannot be unknown"),
    ("vpcs: {a: {is_default: true}}\nsubnets: {}\nbefore: {vpcs: {a: }, subnets: {a: }}", "4:32: the name 'a' stands for things that change in two ways: rename one"),
]  # fmt: skip


def faults(text):
    with pytest.raises(SourceError) as caught:
        read(text)
    return str(caught.value).removesuffix("\n  The format is described in docs/declared.md.").split("\n")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        # what is no declared file, or of another version
        ("- 1", "file.yaml:1:1: found a list, expected a mapping with the key 'eni_lint: 1'"),
        ("a: 1", "file.yaml:1:1: a declared file needs the key 'eni_lint: 1'"),
        ("eni-lint: 1\nfoo: 1", "file.yaml:1:1: unknown key 'eni-lint', did you mean 'eni_lint'?"),
        (
            "eni_lint: 2\nfoo: 1",
            "file.yaml:1:11: eni_lint: found the number 2, expected 1, the version of the format that this release reads",
        ),
        (
            "eni_lint: '1'",
            "file.yaml:1:11: eni_lint: found the text '1', expected 1, the version of the format that this release reads",
        ),
        ("eni_lint: true", "file.yaml:1:11: eni_lint: found true, expected 1, the version of the format that this release reads"),
        ("eni_lint:", "file.yaml:1:10: eni_lint: found nothing, expected 1, the version of the format that this release reads"),
    ],
)
def test_file_that_is_not_one_of_ours_is_refused_before_all_else(text, fault):
    assert [fault] == faults(text)


@pytest.mark.parametrize(("line", "fault"), FAULTS)
def test_fault_is_told_with_its_place(line, fault):
    assert [f"file.yaml:{fault}"] == faults(f"eni_lint: 1\n{line}")


def test_all_faults_of_a_file_are_told_in_the_order_of_the_text():
    text = """eni_lint: 1
network_interfaces:
  web:
    subnet_id: app
    status: inuse
subnets:
  app-a:
    cidr_blok: 10.0.0.0/24
"""

    assert [
        "file.yaml:4:16: subnet_id: there is no subnet 'app'; did you mean 'app-a' (line 7)?",
        "file.yaml:5:13: status: found the text 'inuse', expected available, associated, attaching, in-use or detaching; did you mean 'in-use'?",
        "file.yaml:8:5: unknown key 'cidr_blok', did you mean 'cidr_block'?",
    ] == faults(text)


def test_fault_of_what_is_the_same_before_a_change_is_told_once():
    assert 1 == len(faults("eni_lint: 1\nvpcs: {a: {x: 1}, b: }\nchanges: {b: create}"))


def test_very_many_faults_are_cut_short():
    found = faults("eni_lint: 1\nflows: [" + "a, " * 60 + "]")

    assert (51, "file.yaml: and 10 more") == (len(found), found[-1])


def test_error_says_where_the_first_fault_is():
    with pytest.raises(SourceError) as caught:
        read("eni_lint: 1\nfoo: 1\nbar: 1\n")

    assert ("file.yaml:2:1", 3) == (caught.value.where, caught.value.exit_status)


def test_json_has_lines_and_columns_too():
    with pytest.raises(SourceError, match=r"^f.json:2:11: vpcs: found a list"):
        read('{"eni_lint": 1,\n  "vpcs": []}', "f.json")


def test_data_without_text_are_blamed_by_pointer():
    with pytest.raises(SourceError) as caught:
        read_data({"eni_lint": 1, "vpcs": {3: {}, "v": {"owner_id": set(), "tags": {6: 7}, 4: 5}}, 5: 6})

    assert [
        "data: /vpcs/v/owner_id: owner_id: found a set, expected the 12 digits of an AWS account, in quotes",
        "data: /vpcs/v/tags: found the number 6 as a key, expected text: put it in quotes",
        "data: /vpcs/v: found the number 4 as a key, expected text: put it in quotes",
        "data: /vpcs: found the number 3 as a key, expected text: put it in quotes",
        "data: found the number 5 as a key, expected text: put it in quotes",
    ] == sorted(str(caught.value).split("\n")[:-1])


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "a: b: c", "{", "eni_lint: !foo 1", "eni_lint: !unknown [1]", b"\xff\xfe\xff", b"", "\ud800"]
)
def test_text_that_cannot_be_parsed_is_a_source_error(text):
    with pytest.raises(SourceError):
        parse_declared(text, "f")


def test_file_full_of_faults_is_refused_quickly():
    subnets = "".join(f"  s{n}:\n" for n in range(3000))
    interfaces = "".join(f"  e{n}: {{subnet_id: x{n}}}\n" for n in range(5000))
    found = faults(f"eni_lint: 1\nsubnets:\n{subnets}network_interfaces:\n{interfaces}")

    assert "file.yaml: and many more" == found[-1]
