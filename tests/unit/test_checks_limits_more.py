"""Types that are not, or not yet, a host's: edges of fleets, requirements and resizing that examples cannot show."""

import pytest
from checking import inventory_of, messages, open_questions, run, verdict

FLEET = """
    launch_templates:
      t: {network_interfaces: [%s]}
    launchers:
      it: {kind: ec2-fleet, launch_template_id: t, instance_types: [%s]}
"""


def entries(number, more="", card=0):
    return ", ".join(f"{{network_card_index: {card}, device_index: {index}{more}}}" for index in range(number))


@pytest.mark.parametrize(
    ("listed", "types", "expected"),
    [
        (entries(2), "t3.micro", "pass"),
        (entries(3), "t3.micro, m6i.large, t3.nano", "warning warning"),
        (entries(9), "c6in.8xlarge", "warning"),
        (entries(9, ", ena_queue_count: 8"), "c6in.8xlarge", "pass"),
        (entries(11), "c6in.8xlarge", "warning"),
        (entries(9), "p5.48xlarge, p4d.24xlarge", "warning"),
        (entries(1) + ", " + entries(1, card=1), "m6i.large", "warning"),
        (entries(1) + ", {network_card_index: !unknown x, device_index: 1}", "m6i.large", "undecided"),
        ("{device_index: 0, secondary_private_ip_address_count: !unknown x}", "m6i.large", "undecided"),
        ("{device_index: 0, secondary_private_ip_address_count: !unknown x, ipv4_prefix_count: 5}", "t3.small", "warning"),
        ("{device_index: 0, network_interface_id: eni-0123456789abcdef0}", "m6i.large", "undecided"),
        ("{device_index: 0}", "t5.large", "pass"),
        ("{device_index: 0}, {device_index: 1}", "!unknown x, t3.nano", "undecided"),
        ("{device_index: 0}, {device_index: 1}, {device_index: 2}", "!unknown x, t3.nano", "warning"),
    ],
)
def test_every_type_of_the_list_must_carry_the_template(listed, types, expected):
    assert expected == verdict("fleet-type-too-small", FLEET % (listed, types))


def test_a_card_that_is_too_full_is_named():
    scene = FLEET % (entries(3), "p5.48xlarge")

    assert [
        "Type p5.48xlarge of 'it' cannot carry what launch template 't' lists: its network card 0 carries 2 of 3 network interfaces."
    ] == messages("fleet-type-too-small", scene)


def test_the_remedy_names_a_type_of_the_family_that_carries_all():
    findings = run("fleet-type-too-small", inventory_of(FLEET % (entries(4), "m6i.large, t1.micro"))).findings

    assert ["Replace m6i.large by m6i.xlarge, or take it off the list.", "Take t1.micro off the list."] == [
        finding.remedy for finding in findings
    ]


def test_a_launcher_without_a_list_has_the_templates_own_type():
    scene = """
    launch_templates:
      t: {instance_type: t3.nano, network_interfaces: [{device_index: 0}, {device_index: 1}, {device_index: 2}]}
    launchers:
      it: {kind: ec2-fleet, launch_template_id: t}
    """

    assert "no subject" == verdict("fleet-type-too-small", scene)


@pytest.mark.parametrize(
    ("settings", "number", "expected"),
    [
        ("instance_requirements: true", 2, "pass"),
        ("instance_requirements: true", 3, "warning"),
        ("instance_requirements: true, network_interface_count_min: 4", 4, "pass"),
        ("instance_requirements: true, network_interface_count_min: 3", 4, "warning"),
        ("instance_requirements: true, network_interface_count_min: !unknown x", 4, "undecided"),
        ("instance_requirements: !unknown x", 4, "undecided"),
        ("instance_requirements: !unknown x, network_interface_count_min: 4", 4, "pass"),
        ("instance_requirements: false", 4, "no subject"),
    ],
)
def test_requirements_must_ask_for_as_many_interfaces_as_are_listed(settings, number, expected):
    scene = f"launch_templates: {{t: {{{settings}, network_interfaces: [{entries(number)}]}}}}\n"

    assert expected == verdict("fleet-type-too-small", scene)


RESIZED = """
    instances:
      web-1: {instance_type: %s, secondary_private_ip_address_count: 9}
    before:
      instances:
        web-1: {instance_type: %s}
    changes:
      web-1: {action: %s}
"""


@pytest.mark.parametrize(
    ("new", "old", "action", "expected"),
    [
        ("t3.small", "t3.large", "update", "error"),
        ("t3.small", "t3.large", "replace", "no subject"),
        ("t3.small", "t3.small", "update", "pass"),
        ("t3.small", "!unknown x", "update", "undecided"),
        ("t3.large", "!unknown x", "update", "pass"),
        ("!unknown x", "t3.large", "update", "undecided"),
        ("t5.large", "t3.large", "update", "undecided"),
    ],
)
def test_only_a_new_type_of_an_instance_that_stays_is_a_resize(new, old, action, expected):
    assert expected == verdict("resize-exceeds-limits", RESIZED % (new, old, action))


def test_an_earlier_snapshot_is_no_plan():
    scene = "\n    live: true" + RESIZED % ("t3.small", "t3.large", "update")

    assert "no subject" == verdict("resize-exceeds-limits", scene)


def test_what_does_not_fit_the_type_before_either_is_still_told():
    assert "error" == verdict("resize-exceeds-limits", RESIZED % ("t3.small", "t3.micro", "update"))


@pytest.mark.parametrize(
    ("extra", "spare", "expected"),
    [(0, 1, "pass"), (1, 1, "pass"), (2, 1, "note"), (1, 2, "note"), (0, 2, "pass"), (0, 3, "note"), (3, 1, "pass")],
)
def test_headroom_is_what_is_left_of_the_limit(extra, spare, expected):
    lines = "\n".join(f"  data-{n}: {{attachment: {{instance_id: web-1, device_index: {n}}}}}" for n in range(1, extra + 1))
    scene = f"instances: {{web-1: {{instance_type: m6i.large}}}}\nnetwork_interfaces:\n{lines}\n"

    assert expected == verdict("interface-headroom-low", scene, spare=spare)


def test_an_attachment_that_may_go_makes_an_overload_doubtful():
    scene = """
    instances:
      web-1: {instance_type: t3.micro}
    network_interfaces:
      a: {attachment: {instance_id: web-1, device_index: 1}}
      b: {attachment: {instance_id: web-1, device_index: 2, status: !unknown var.status}}
    """

    assert ["var.status"] == open_questions("interface-headroom-low", scene)


def test_a_type_without_ipv6_is_told_once():
    scene = "instances: {legacy: {instance_type: m3.medium, ipv6_address_count: 40}}\n"

    assert "error" == verdict("ipv6-on-unsupported-type", scene)
    assert "pass" == verdict("too-many-ipv6-addresses", scene)
