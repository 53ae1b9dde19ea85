"""Edges of the lifecycle rules that their examples cannot show."""

import msgspec
import pytest
from checking import inventory_of, messages, open_questions, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Reason, Unknown


def with_parts(inventory, **parts):
    names = (
        "interfaces", "attachments", "instances", "routes", "elastic_ips", "elastic_ip_associations", "before", "changes", "live",
    )  # fmt: skip
    copy = Inventory(**{name: getattr(inventory, name) for name in names} | parts)
    copy.catalog = inventory.catalog
    return copy


def with_first_interface(inventory, **fields):
    first, *others = inventory.interfaces
    return with_parts(inventory, interfaces=[msgspec.structs.replace(first, **fields), *others])


def with_first_attachment(inventory, **fields):
    first, *others = inventory.attachments
    return with_parts(inventory, attachments=[msgspec.structs.replace(first, **fields), *others])


def outcome(rule_id, inventory, **parameters):
    result = run(rule_id, inventory, **parameters)
    return "finding" if result.findings else "undecided" if result.undecided else "pass" if result.passed else "no subject"


# -- whose ---------------------------------------------------------------------------------------------------------------

AVAILABLE = """
    live: true
    network_interfaces:
      eni-0123456789abcdef0: {status: available, %s}
"""


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("description: spare", "note"),
        ("description: AWS Lambda VPC ENI of ours", "pass"),
        ("description: Our AWS Lambda VPC ENI", "note"),
        ("requester_id: amazon-elb", "pass"),
        ("requester_id: '111122223333'", "note"),
        ("interface_type: efa", "note"),
        ("interface_type: lambda", "pass"),
        ("operator: {managed: false}", "note"),
        ("operator: {managed: true}", "pass"),
        ("requester_managed: !unknown x", "undecided"),
        ("requester_managed: !unknown , interface_type: vpc_endpoint", "pass"),
        ("description: !unknown x", "undecided"),
    ],
)
def test_an_interface_of_a_service_is_left_alone(what, expected):
    assert expected == verdict("unattached-interface", AVAILABLE % what)


@pytest.mark.parametrize(
    "rule_id", ["unattached-interface", "undescribed-interface", "missing-required-tags", "default-security-group"]
)
def test_what_a_document_only_looks_up_is_declared_elsewhere(rule_id):
    inventory = inventory_of("network_interfaces:\n  theirs: {}\n")

    assert "finding" == outcome(rule_id, inventory)
    assert "no subject" == outcome(rule_id, with_first_interface(inventory, looked_up=True))


# -- idle ----------------------------------------------------------------------------------------------------------------


def test_an_attachment_that_may_be_of_one_of_two_leaves_the_third_alone():
    inventory = inventory_of("""
        instances:
          web-1: {instance_type: m6i.large}
        network_interfaces: {a: {}, b: {}, c: {}}
        attachments:
          one: {network_interface_id: a, instance_id: web-1, device_index: 1}
    """)
    either = Unknown(Reason.AMBIGUOUS, candidates=("a", "b"))
    result = run("unattached-interface", with_first_attachment(inventory, network_interface_id=either))

    assert ["c"] == [finding.subject.address for finding in result.findings]
    assert ["a", "b"] == [open_one.subject.address for open_one in result.undecided]


def test_what_the_source_says_refers_to_it_is_believed():
    inventory = inventory_of("network_interfaces: {spare: {}}\n")

    assert "pass" == outcome("unattached-interface", with_first_interface(inventory, referred_to=True))
    assert "undecided" == outcome("unattached-interface", with_first_interface(inventory, referred_to=Unknown(Reason.INTRINSIC)))


@pytest.mark.parametrize(
    ("earlier", "expected"),
    [
        ("eni-0123456789abcdef0: {status: available}", "note"),
        ("eni-0123456789abcdef0: {status: in-use}", "pass"),
        ("eni-0123456789abcdef0: {status: !unknown }", "undecided"),
        ("eni-0fedcba9876543210: {}", "pass"),
        ("eni-0123456789abcdef0: {attachment: {instance_id: i-0123456789abcdef0, device_index: 1}}", "pass"),
    ],
)
def test_an_earlier_snapshot_must_have_seen_it_idle(earlier, expected):
    scene = f"""
    live: true
    network_interfaces:
      eni-0123456789abcdef0: {{status: available}}
    before:
      network_interfaces:
        {earlier}
    changes:
      eni-0123456789abcdef0: {{action: create}}
    """

    assert expected == verdict("unattached-interface", scene)


def test_in_a_plan_the_state_before_does_not_matter():
    scene = """
    instances:
      web-1: {instance_type: m6i.large}
    network_interfaces:
      data: {}
    before:
      network_interfaces:
        data: {attachment: {instance_id: web-1, device_index: 1}}
    """

    assert "note" == verdict("unattached-interface", scene)


# -- with and without the instance ---------------------------------------------------------------------------------------

SURVIVOR = """
    live: %s
    instances:
      i-0123456789abcdef0: {instance_type: m6i.large}
    network_interfaces:
      eni-0123456789abcdef0:
        %s
        attachment: {instance_id: i-0123456789abcdef0, device_index: %s, delete_on_termination: %s}
"""


@pytest.mark.parametrize(
    ("live", "what", "device", "deletes", "expected"),
    [
        ("true", "status: in-use", "1", "false", "note"),
        ("false", "status: in-use", "1", "false", "no subject"),
        ("true", "status: in-use", "0", "false", "no subject"),
        ("true", "status: in-use", "!unknown index", "false", "undecided"),
        ("true", "status: in-use", "1", "!unknown x", "undecided"),
        ("true", "status: in-use", "1", "true", "no subject"),
        ("true", "requester_managed: true", "1", "false", "pass"),
        ("true", "tags: {'eni-lint:takeover': ''}", "1", "false", "pass"),
        ("true", "public_ip_owner: amazon", "1", "false", "note"),
    ],
)
def test_only_secondary_interfaces_of_a_snapshot_outlive_an_instance(live, what, device, deletes, expected):
    assert expected == verdict("interface-outlives-instance", SURVIVOR % (live, what, device, deletes))


def test_an_attachment_resource_is_blamed_by_one_rule_only():
    scene = """
    instances:
      db-1: {instance_type: m6i.large}
    network_interfaces:
      vip: {private_ip_addresses: [10.0.1.10], tags: {"eni-lint:takeover": ""}}
    attachments:
      db-1-vip: {network_interface_id: vip, instance_id: db-1, device_index: 1, delete_on_termination: true}
    """

    assert "warning" == verdict("stack-interface-deleted-on-termination", scene)
    assert "pass" == verdict("takeover-interface-deleted-on-termination", scene)


TAKEOVER = """
    instances:
      db-1: {instance_type: m6i.large}
    network_interfaces:
      vip: {%s, attachment: {instance_id: db-1, device_index: %s, delete_on_termination: true}}
"""


@pytest.mark.parametrize(
    ("what", "device", "expected"),
    [
        ("private_ip_addresses: [10.0.1.10]", "0", "pass"),
        ("private_ip_addresses: [10.0.1.10]", "!unknown index", "undecided"),
        ("private_ip_addresses: !unknown , tags: {'eni-lint:takeover': ''}", "1", "warning"),
        ("private_ip_addresses: [10.0.1.10], tags: !unknown ", "1", "warning"),
        ("secondary_private_ip_address_count: 2", "1", "pass"),
        ("tags: {'eni-lint:takeover': 'No'}", "1", "pass"),
        ("tags: {'eni-lint:takeover': !unknown value}", "1", "undecided"),
        ("public_ip: 203.0.113.7, public_ip_owner: '111122223333'", "1", "warning"),
        ("public_ip: 203.0.113.7, public_ip_owner: amazon", "1", "pass"),
        ("requester_managed: true, private_ip_addresses: [10.0.1.10]", "1", "pass"),
    ],
)
def test_one_certain_reason_to_stay_is_enough(what, device, expected):
    assert expected == verdict("takeover-interface-deleted-on-termination", TAKEOVER % (what, device))


def test_every_interface_of_a_snapshot_has_an_outcome_of_its_own():
    scene = """
    live: true
    instances:
      i-0123456789abcdef0: {instance_type: m6i.4xlarge}
    network_interfaces:
      eni-0000000a: {tags: {a: b}, attachment: {instance_id: i-0123456789abcdef0, device_index: 1, delete_on_termination: true}}
      eni-0000000b: {tags: !unknown , attachment: {instance_id: i-0123456789abcdef0, device_index: 2, delete_on_termination: true}}
      eni-0000000c:
        tags: {"eni-lint:takeover": ""}
        attachment: {instance_id: i-0123456789abcdef0, device_index: 3, delete_on_termination: true}
      eni-0000000d: {attachment: {instance_id: i-0123456789abcdef0, device_index: 4, delete_on_termination: true}}
    """
    result = run("takeover-interface-deleted-on-termination", inventory_of(scene))

    assert ["eni-0000000c"] == [finding.subject.address for finding in result.findings]
    assert ["eni-0000000b"] == [open_one.subject.address for open_one in result.undecided]
    assert 1 == result.passed  # nothing is asked of one without tags and without an Elastic IP


def test_an_interface_that_an_instance_lists_is_no_resource_of_its_own():
    scene = """
    instances:
      web-1: {instance_type: m6i.large, network_interfaces: [{device_index: 0}, {device_index: 1, private_ip_addresses: [10.0.1.9]}]}
    attachments:
      again: {network_interface_id: eni-0123456789abcdef0, instance_id: web-1, device_index: 2, delete_on_termination: true}
    """

    assert "pass" == verdict("stack-interface-deleted-on-termination", scene)
    assert "no subject" == verdict("undescribed-interface", scene)


# -- plans ---------------------------------------------------------------------------------------------------------------

REPLACED = """
    network_interfaces:
      data: {subnet_id: subnet-0123456789abcdef0}
    before:
      network_interfaces:
        data: {subnet_id: subnet-0fedcba9876543210, %s}
      %s
    changes:
      data: {action: %s, replaced_for: [subnet_id, interface_type]}
"""


def test_an_instance_that_the_plan_does_not_mention_stays():
    scene = REPLACED % ("attachment: {instance_id: i-0123456789abcdef0, device_index: 1}", "", "replace")

    assert [
        "The plan replaces interface 'data' for a change of subnet_id and interface_type, but it is attached to 'i-0123456789abcdef0'."
    ] == messages("interface-replaced-while-attached", scene)


def test_both_uses_are_told():
    scene = REPLACED % (
        "attachment: {instance_id: i-0123456789abcdef0, device_index: 1}", "elastic_ips: {vip: {network_interface_id: data}}", "replace"
    )  # fmt: skip

    assert ["is attached to 'i-0123456789abcdef0' and carries an Elastic IP."] == [
        message.partition(", but it ")[2] for message in messages("interface-replaced-while-attached", scene)
    ]


def test_what_is_only_changed_is_not_replaced():
    scene = REPLACED % ("attachment: {instance_id: i-0123456789abcdef0, device_index: 1}", "", "update")

    assert "no subject" == verdict("interface-replaced-while-attached", scene)


def test_what_was_already_being_detached_is_not_in_use():
    slot = "attachment: {instance_id: i-0123456789abcdef0, device_index: 1, status: %s}"

    assert "pass" == verdict("interface-replaced-while-attached", REPLACED % (slot % "detaching", "", "replace"))
    assert "undecided" == verdict("interface-replaced-while-attached", REPLACED % (slot % "!unknown ", "", "replace"))


def test_an_earlier_snapshot_is_no_plan():
    inventory = with_parts(inventory_of(REPLACED % ("description: data", "", "replace")), live=True)

    for rule_id in ("interface-replaced-while-attached", "primary-address-by-order", "address-withdrawn"):
        assert "no subject" == outcome(rule_id, inventory)


def lists(old, new, action="update"):
    return f"""
    instances:
      web-1: {{instance_type: m6i.large}}
    network_interfaces:
      data: {{{new}, attachment: {{instance_id: web-1, device_index: 1}}}}
    before:
      network_interfaces:
        data: {{{old}, attachment: {{instance_id: web-1, device_index: 1}}}}
    changes:
      data: {{action: {action}}}
    """


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("ipv6_addresses: ['2001:db8::0010']", "ipv6_addresses: ['2001:DB8::10']", []),
        ("ipv6_prefixes: ['2001:db8:0:1:1::/80']", "ipv6_prefixes: []", ["'2001:db8:0:1:1::/80'"]),
        ("ipv4_prefix_count: 3", "ipv4_prefix_count: 1", ["2 IPv4 prefixes"]),
        ("ipv4_prefix_count: 1", "ipv4_prefix_count: 3", []),
        (
            "private_ip_addresses: [10.0.1.1, 10.0.1.2, 10.0.1.3]",
            "private_ip_addresses: [10.0.1.1, !unknown x]",
            ["1 IPv4 address"],
        ),
        (
            "private_ip_addresses: [10.0.1.1, 10.0.1.2], ipv6_addresses: ['2001:db8::1']",
            "private_ip_addresses: [10.0.1.1]",
            ["'10.0.1.2'", "'2001:db8::1'"],
        ),
    ],
)
def test_what_goes_is_told_list_by_list(old, new, expected):
    found = messages("address-withdrawn", lists(old, new))

    assert expected == [message.split(" off interface ")[0].removeprefix("The plan takes ") for message in found]


def test_an_address_that_aws_chose_before_may_be_written_now():
    scene = lists("secondary_private_ip_address_count: 1", "private_ip_addresses: [10.0.1.1, 10.0.1.2]")

    assert ["assigned by AWS"] == open_questions("address-withdrawn", scene)


def test_a_certain_loss_is_told_beside_a_list_that_is_not_known():
    scene = lists(
        "private_ip_addresses: [10.0.1.1, 10.0.1.2], ipv6_addresses: ['2001:db8::1']",
        "private_ip_addresses: [10.0.1.1], ipv6_addresses: !unknown",
    )

    assert "note" == verdict("address-withdrawn", scene)


def test_a_replaced_interface_loses_all_of_its_addresses():
    scene = lists("private_ip_addresses: [10.0.1.1, 10.0.1.2]", "private_ip_addresses: [10.0.1.1]", "replace")

    assert "pass" == verdict("address-withdrawn", scene)  # of the primary interface of web-1


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("[10.0.1.2, 10.0.1.1]", "[10.0.1.1, {private_ip_address: 10.0.1.2, primary: true}]", "pass"),
        ("[10.0.1.2]", "[10.0.1.3]", "pass"),
        ("[10.0.1.2]", "[10.0.1.3, !unknown x]", "undecided"),
        ("[10.0.1.2]", "[{private_ip_address: 10.0.1.2, primary: !unknown x}, 10.0.1.3]", "undecided"),
        (
            "[10.0.1.2]",
            "[{private_ip_address: 10.0.1.2, primary: false}, {private_ip_address: 10.0.1.3, primary: true}]",
            "warning",
        ),
        ("[]", "[10.0.1.2]", "pass"),
    ],
)
def test_the_primary_address_is_the_one_that_says_so(old, new, expected):
    assert expected == verdict(
        "primary-address-by-order", lists(f"private_ip_addresses: {old}", f"private_ip_addresses: {new}", "replace")
    )


def test_an_address_that_aws_chooses_has_no_order():
    assert "pass" == verdict("primary-address-by-order", lists("description: a", "description: b"))


# -- detaching -----------------------------------------------------------------------------------------------------------

DETACHING = """
    live: true
    network_interfaces:
      eni-0123456789abcdef0: {attachment: {instance_id: i-0123456789abcdef0, device_index: 1, status: detaching}}
"""


@pytest.mark.parametrize(
    ("told", "allowed", "expected"),
    [
        (15, 15, "pass"),
        (16, 15, "finding"),
        (16, 30, "pass"),
        (Unknown(Reason.NOT_COLLECTED), 15, "undecided"),
        (None, 15, "undecided"),
    ],
)
def test_a_source_that_tells_how_long_decides_alone(told, allowed, expected):
    inventory = with_first_attachment(inventory_of(DETACHING), detaching_minutes=told)

    assert expected == outcome("interface-stuck-detaching", inventory, minutes=allowed)


def test_the_message_says_for_how_long():
    inventory = with_first_attachment(inventory_of(DETACHING), detaching_minutes=1500)

    assert ["Interface 'eni-0123456789abcdef0' is detaching from 'i-0123456789abcdef0' for 1,500 minutes, more than 15."] == [
        finding.message for finding in run("interface-stuck-detaching", inventory).findings
    ]


def test_an_interface_that_is_not_detaching_is_no_subject():
    assert "no subject" == verdict("interface-stuck-detaching", DETACHING.replace("detaching", "attached"))


# -- names and tags ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ("device_index: 0", "no subject"),
        ("device_index: 0, network_card_index: 1", "note"),
        ("device_index: 1", "note"),
        ("device_index: !unknown x", "undecided"),
    ],
)
def test_a_launch_writes_no_description_of_a_primary_interface(slot, expected):
    scene = f"""
    live: true
    network_interfaces:
      eni-0123456789abcdef0: {{attachment: {{instance_id: i-0123456789abcdef0, {slot}}}}}
    """

    assert expected == verdict("undescribed-interface", scene)


def test_a_resource_is_to_be_described_wherever_it_is_attached():
    scene = """
    instances:
      web-1: {instance_type: m6i.large}
    network_interfaces:
      main: {attachment: {instance_id: web-1, device_index: 0}}
    """

    assert "note" == verdict("undescribed-interface", scene)


def test_no_required_tags_are_missing_from_nothing():
    assert "pass" == verdict("missing-required-tags", "network_interfaces: {data: {tags: !unknown }}\n", tags=[])
