"""Arithmetic and edges of the limits that the examples of the rules cannot show."""

import pytest
from checking import inventory_of, messages, open_questions, run, verdict


def template(instance_type, *entries):
    lines = "\n".join(f"      - {entry}" for entry in entries)
    return f"launch_templates:\n  workers:\n    instance_type: {instance_type}\n    network_interfaces:\n{lines}\n"


def entries(number, more="", card=0):
    return [f"{{network_card_index: {card}, device_index: {index}{more}}}" for index in range(number)]


@pytest.mark.parametrize(
    ("queues", "expected"),
    [
        (["", "", "", "", "", "", "", "", ""], "warning"),  # nobody wrote a count
        ([", ena_queue_count: 8"] * 9, "pass"),  # 72 of 128 queues
        ([", ena_queue_count: 16"] * 9, "error"),  # 144 of 128 queues, all of them written
        ([", ena_queue_count: 8"] * 2 + [""] * 7, "pass"),  # 2 x 8 + 7 x 16, the default, is just 128
        ([", ena_queue_count: 8"] + [""] * 8, "warning"),  # 136, but 8 of the counts are nobody's choice
        ([", ena_queue_count: !unknown var.queues"] + [", ena_queue_count: 8"] * 8, "undecided"),
    ],
)
def test_flexible_queues_make_room_when_their_counts_fit(queues, expected):
    scene = template("c6in.8xlarge", *(f"{{device_index: {n}{more}}}" for n, more in enumerate(queues)))

    assert expected == verdict("too-many-interfaces", scene)


def test_flexible_queues_make_room_up_to_the_additional_number_only():
    assert verdict("too-many-interfaces", template("c6in.8xlarge", *entries(10))) == "warning"
    assert verdict("too-many-interfaces", template("c6in.8xlarge", *entries(11, ", ena_queue_count: 1"))) == "error"


def test_flexible_queues_that_fit_do_not_hide_an_interface_that_may_come():
    scene = """
        instances:
          proxy:
            instance_type: c6in.8xlarge
            network_interfaces: [%s]
        attachments:
          more: {network_interface_id: eni-0123456789abcdef0, instance_id: !unknown var.instance, device_index: 20, ena_queue_count: 8}
    """ % ", ".join(entries(9, ", ena_queue_count: 8"))  # noqa: UP031 - braces all over

    assert open_questions("too-many-interfaces", scene) == ["var.instance"]


def test_flexible_queues_are_counted_card_by_card():
    scene = template("c6in.32xlarge", *entries(9, ", ena_queue_count: 16"), *entries(9, card=1))

    assert len(messages("too-many-interfaces-on-card", scene)) == 1
    assert "9 network interfaces on network card 1" in messages("too-many-interfaces-on-card", scene)[0]


@pytest.mark.parametrize("instance_type", ["m8i.96xlarge", "p5.48xlarge"])
def test_total_is_counted_over_all_cards(instance_type):
    scene = template(instance_type, *entries(2, card=0), *entries(2, card=1), *entries(2, card=2))

    assert verdict("too-many-interfaces", scene) == "pass"


def test_old_limits_of_15_interfaces_and_50_addresses_are_no_limits():
    scene = template("m8i.48xlarge", *entries(23), "{device_index: 23, secondary_private_ip_address_count: 63}")

    assert verdict("too-many-interfaces", scene) == "pass"
    assert verdict("too-many-ipv4-addresses", scene) == "pass"


@pytest.mark.parametrize("status", ["detaching", "detached"])
def test_what_leaves_does_not_count(status):
    scene = f"""
        instances:
          web-1: {{instance_type: t3.micro}}
        network_interfaces:
          a: {{attachment: {{instance_id: web-1, device_index: 1}}}}
          b: {{attachment: {{instance_id: web-1, device_index: 2, status: {status}}}}}
    """

    assert verdict("too-many-interfaces", scene) == "pass"


def test_one_interface_in_two_slots_counts_twice():
    scene = """
        instances:
          web-1: {instance_type: t3.micro}
        network_interfaces:
          a: {attachment: {instance_id: web-1, device_index: 1}}
        attachments:
          again: {network_interface_id: a, instance_id: web-1, device_index: 2}
    """

    assert verdict("too-many-interfaces", scene) == "error"


def test_the_same_interface_in_a_slot_that_is_not_known_may_be_the_same_attachment():
    scene = """
        instances:
          web-1: {instance_type: t3.micro, network_interfaces: [{device_index: 0}]}
        network_interfaces:
          a: {attachment: {instance_id: web-1, device_index: 1}}
        attachments:
          again: {network_interface_id: a, instance_id: web-1, device_index: !unknown var.index}
    """

    assert open_questions("too-many-interfaces", scene) == ["var.index"]


def test_an_attachment_to_one_of_other_instances_is_not_possible_here():
    scene = """
        instances:
          web-1: {instance_type: t3.micro}
          web-2: {instance_type: m6i.xlarge}
        network_interfaces:
          a: {attachment: {instance_id: web-1, device_index: 1}}
          b: {attachment: {instance_id: web-2, device_index: 1}}
    """

    assert verdict("too-many-interfaces", scene) == "pass"


@pytest.mark.parametrize(
    "rule", ["too-many-interfaces", "too-many-interfaces-on-card", "too-many-ipv4-addresses", "too-many-ipv6-addresses"]
)
def test_a_primary_interface_with_one_address_fits_every_type(rule):
    scene = "instances:\n  web-1: {instance_type: !unknown var.type}\n"

    assert verdict(rule, scene) in ("pass", "no subject")


def test_a_template_without_a_type_leaves_the_limits_to_the_launch():
    scene = """
        launch_templates:
          workers:
            network_interfaces:
              - {device_index: 0, secondary_private_ip_address_count: 60, ipv6_address_count: 60}
              - {device_index: 1, network_card_index: 9}
    """

    for rule in ("too-many-interfaces", "too-many-interfaces-on-card", "network-card-out-of-range"):
        assert verdict(rule, scene) == "pass"
    for rule in ("too-many-ipv4-addresses", "too-many-ipv6-addresses"):
        assert verdict(rule, scene) == "pass"


def test_every_overloaded_card_is_a_finding_and_doubts_about_another_hide_none():
    scene = template(
        "p5.48xlarge",
        *entries(3, card=0),
        *entries(3, card=5),
        *entries(2, card=7),
        "{network_card_index: !unknown var.card, device_index: 9}",
    )
    result = run("too-many-interfaces-on-card", inventory_of(scene))

    assert [finding.at.pointer.split("/")[4] for finding in result.findings] == ["2", "5"]
    assert len({finding.fingerprint for finding in result.findings}) == 2
    assert not result.undecided


def test_a_single_card_is_left_to_the_limit_of_the_type():
    scene = template("t3.micro", *entries(5))

    assert verdict("too-many-interfaces-on-card", scene) == "pass"
    assert verdict("too-many-interfaces", scene) == "error"


def test_network_card_0_is_on_every_type():
    scene = """
        network_interfaces:
          data: {attachment: {instance_id: i-0123456789abcdef0, device_index: 1, network_card_index: 0}}
    """

    assert verdict("network-card-out-of-range", scene) == "pass"


def test_an_interface_on_its_own_may_have_any_number_of_addresses():
    scene = "network_interfaces:\n  pool: {secondary_private_ip_address_count: 200, ipv6_address_count: 200}\n"

    assert verdict("too-many-ipv4-addresses", scene) == "no subject"
    assert verdict("too-many-ipv6-addresses", scene) == "no subject"


def test_known_prefixes_over_the_limit_are_enough_to_be_sure():
    scene = """
        instances:
          web-1: {instance_type: t3.small, secondary_private_ip_address_count: !unknown var.addresses, ipv4_prefix_count: 5}
    """

    assert messages("too-many-ipv4-addresses", scene) == [
        "Interface 'web-1' takes at least 5 IPv4 slots (5 prefixes), but t3.small, the type of 'web-1', gives an interface 4."
    ]


def test_an_address_and_nine_prefixes_fill_the_ten_slots_of_a_c5_large():
    scene = "instances:\n  node: {instance_type: c5.large, ipv4_prefix_count: %d}\n"

    assert verdict("too-many-ipv4-addresses", scene % 9) == "pass"
    assert verdict("too-many-ipv4-addresses", scene % 10) == "error"


def test_an_attachment_whose_interface_is_not_known_may_be_this_one():
    scene = """
        instances:
          web-1: {instance_type: t3.micro}
          web-2: {instance_type: m6i.large}
        network_interfaces:
          pool: {secondary_private_ip_address_count: 5}
        attachments:
          it: {network_interface_id: !unknown var.interface, instance_id: %s, device_index: 1}
    """

    assert open_questions("too-many-ipv4-addresses", scene % "web-1") == ["var.interface"]
    assert verdict("too-many-ipv4-addresses", scene % "web-2") == "pass"


def test_ipv4_and_ipv6_have_limits_of_their_own():
    scene = "instances:\n  web-1: {instance_type: t3.small, secondary_private_ip_address_count: 3, ipv6_address_count: 4}\n"

    assert verdict("too-many-ipv4-addresses", scene) == "pass"
    assert verdict("too-many-ipv6-addresses", scene) == "pass"


def test_no_catalogue_is_no_unknown_type():
    inventory = inventory_of("instances:\n  web-1: {instance_type: t5.large}\n")
    inventory.catalog = None
    result = run("unknown-instance-type", inventory)

    assert not result.findings
    assert [outcome.detail for outcome in result.undecided] == ["no catalogue of instance types was loaded"]


def test_a_name_that_is_near_nothing_gets_no_suggestion():
    result = run("unknown-instance-type", inventory_of("instances:\n  web-1: {instance_type: quantum.huge}\n"))

    assert result.findings[0].remedy.startswith("Correct the name if it is mistyped;")


def test_a_known_mistake_is_told_beside_a_type_that_is_not_known():
    scene = """
        launchers:
          workers: {kind: ec2-fleet, instance_types: [!unknown var.type, t5.large]}
    """

    assert verdict("unknown-instance-type", scene) == "note"
