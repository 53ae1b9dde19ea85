"""What examples of the EFA rules cannot show: what is not known, what is written in several places, what a plan does."""

import msgspec
import pytest
from checking import inventory_of, messages, open_questions, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Reason, Unknown

SELF_RULE = "efa-security-group-without-self-rule"
ALL = 'ip_protocol: "-1"'


def changed(inventory, **parts):
    """Copy an inventory with some of its parts replaced."""
    names = [name for name in vars(inventory) if name in Inventory.__init__.__annotations__]
    copy = Inventory(**{name: getattr(inventory, name) for name in names} | parts)
    copy.catalog = inventory.catalog
    return copy


# -- types and cards ---------------------------------------------------------------------------------------------------


def test_interface_attached_nowhere_passes():
    assert "pass" == verdict("efa-on-unsupported-type", "network_interfaces: {fabric: {interface_type: efa}}")


def test_ordinary_interfaces_are_no_subject():
    scene = "instances: {web: {instance_type: m6i.large}}"

    assert "no subject" == verdict("efa-on-unsupported-type", scene)


def test_two_attachments_to_one_instance_are_blamed_once():
    scene = """
    instances: {node: {instance_type: m6i.large}}
    network_interfaces:
      fabric: {interface_type: efa, attachment: {instance_id: node, device_index: 1}}
    attachments:
      again: {network_interface_id: fabric, instance_id: node, device_index: 1}
    """

    assert "error" == verdict("efa-on-unsupported-type", scene)


def test_interface_on_its_way_off_passes():
    scene = """
    instances: {node: {instance_type: m6i.large}}
    network_interfaces:
      fabric: {interface_type: efa, attachment: {instance_id: node, device_index: 1, status: detaching}}
    """

    assert "pass" == verdict("efa-on-unsupported-type", scene)


@pytest.mark.parametrize(
    ("types", "template", "expected"),
    [
        ("[c6i.32xlarge]", "workers", "pass"),
        ("[m6i.large, !unknown var.type]", "workers", "warning"),
        ("[c6i.32xlarge, !unknown var.type]", "workers", "undecided"),
        ("[m6i.large]", "!unknown var.template", "undecided"),
        ("[m6i.large]", "lt-0123456789abcdef0", "pass"),
        ("[z9.huge]", "workers", "undecided"),
    ],
)
def test_types_that_a_launcher_overrides(types, template, expected):
    scene = f"""
    launch_templates:
      workers:
        instance_type: c6i.32xlarge
        network_interfaces: [{{device_index: 0, interface_type: efa}}]
    launchers:
      workers: {{kind: ec2-fleet, launch_template_id: {template}, instance_types: {types}}}
    """

    assert expected == verdict("efa-on-unsupported-type", scene)


def test_launchers_without_any_efa_are_no_subject():
    scene = "launchers: {web: {kind: auto-scaling-group, instance_types: [m6i.large]}}"

    assert "no subject" == verdict("efa-on-unsupported-type", scene)


@pytest.mark.parametrize(
    ("cards", "expected"),
    [
        (("0", "1"), "pass"),
        (("1", "1"), "error"),
        (("0", "!unknown var.card"), "undecided"),
        (("!unknown var.card", "!unknown var.other_card"), "undecided"),
    ],
)
def test_several_on_one_card(cards, expected):
    entries = [f"{{network_card_index: {card}, device_index: {n}, interface_type: efa}}" for n, card in enumerate(cards)]
    scene = f"launch_templates: {{trainers: {{instance_type: p5.48xlarge, network_interfaces: [{', '.join(entries)}]}}}}"

    assert expected == verdict("several-efa-on-one-card", scene)


@pytest.mark.parametrize(("kinds", "expected"), [(("efa", "!unknown x"), "undecided"), (("interface", "!unknown x"), "pass")])
def test_interface_that_may_be_an_efa_counts_only_beside_another(kinds, expected):
    entries = [f"{{device_index: {n}, interface_type: {kind}}}" for n, kind in enumerate(kinds)]
    scene = f"launch_templates: {{trainers: {{instance_type: p5.48xlarge, network_interfaces: [{', '.join(entries)}]}}}}"

    assert expected == verdict("several-efa-on-one-card", scene)


def test_two_that_may_be_on_one_card_but_are_on_two_pass():
    scene = """
    launch_templates:
      trainers:
        instance_type: p5.48xlarge
        network_interfaces:
          - {network_card_index: 0, device_index: 0, interface_type: !unknown var.first}
          - {network_card_index: 1, device_index: 0, interface_type: !unknown var.second}
    """

    assert "pass" == verdict("several-efa-on-one-card", scene)


def test_single_card_is_left_to_the_number_of_the_type():
    scene = """
    launch_templates:
      workers:
        instance_type: c6i.32xlarge
        network_interfaces:
          - {device_index: 0, interface_type: efa}
          - {device_index: 1, interface_type: efa}
    """

    assert "pass" == verdict("several-efa-on-one-card", scene)
    assert "error" == verdict("too-many-efa-interfaces", scene)


def test_two_on_a_card_of_a_template_without_type_fail():
    scene = """
    launch_templates:
      workers:
        network_interfaces:
          - {device_index: 0, interface_type: efa}
          - {device_index: 1, interface_type: efa}
    """

    assert "error" == verdict("several-efa-on-one-card", scene)


def test_efa_that_may_go_to_the_instance_leaves_its_number_open():
    scene = """
    instances: {node: {instance_type: c6i.32xlarge, interface_type: efa}}
    network_interfaces:
      fabric: {interface_type: efa, attachment: {instance_id: !unknown var.node, device_index: 1}}
      data: {attachment: {instance_id: !unknown var.node, device_index: 2}}
    """

    assert "undecided" == verdict("too-many-efa-interfaces", scene)


def test_ordinary_interface_that_may_go_to_the_instance_does_not():
    scene = """
    instances: {node: {instance_type: c6i.32xlarge, interface_type: efa}}
    network_interfaces:
      data: {attachment: {instance_id: !unknown var.node, device_index: 2}}
    """

    assert "pass" == verdict("too-many-efa-interfaces", scene)


def test_card_that_the_type_does_not_have_is_another_rules():
    scene = """
    launch_templates:
      trainers:
        instance_type: p6-b300.48xlarge
        network_interfaces: [{network_card_index: 40, device_index: 0, interface_type: efa}]
    """

    assert "pass" == verdict("efa-on-unsupported-card", scene)


def test_type_whose_cards_are_not_known_leaves_the_card_open():
    scene = """
    launch_templates:
      trainers:
        instance_type: p6e-gb200.36xlarge
        network_interfaces: [{network_card_index: 1, device_index: 0, interface_type: efa-only}]
    """

    assert "undecided" == verdict("efa-on-unsupported-card", scene)


# -- layout ------------------------------------------------------------------------------------------------------------


def layout(*entries, instance_type="p5.48xlarge"):
    rows = [
        f"{{network_card_index: {card}, device_index: {n}, interface_type: {kind}}}" for n, (card, kind) in enumerate(entries)
    ]
    return f"launch_templates: {{trainers: {{instance_type: {instance_type}, network_interfaces: [{', '.join(rows)}]}}}}"


@pytest.mark.parametrize(
    ("entries", "expected"),
    [
        ([(0, "efa"), (1, "efa")], "pass"),
        ([(0, "efa"), (1, "efa"), (2, "efa")], "note"),
        ([(0, "efa"), (1, "efa"), (2, "!unknown x")], "undecided"),
        ([(0, "efa"), (1, "efa"), ("!unknown x", "efa")], "undecided"),
        ([(0, "efa"), (1, "efa-only"), (4, "efa"), (8, "efa")], "pass"),
        ([(0, "efa"), (1, "efa-only"), (5, "efa")], "note"),
        ([(0, "efa"), (1, "efa-only"), (5, "!unknown x")], "undecided"),
        ([(0, "efa"), (1, "!unknown x"), (5, "interface")], "undecided"),
        ([(0, "interface"), (1, "interface")], "no subject"),
    ],
)
def test_card_layout(entries, expected):
    assert expected == verdict("efa-card-layout", layout(*entries))


def test_layout_of_a_type_without_efa_is_left_alone():
    assert "pass" == verdict("efa-card-layout", layout((0, "efa"), (1, "efa"), (2, "efa"), instance_type="m6i.large"))


# -- addresses ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", "pass"),
        (", ipv6_address_count: 1", "error"),
        (", ipv6_prefixes: ['2001:db8:0:1:1::/80']", "error"),
        (", associate_carrier_ip_address: true", "error"),
        (", associate_public_ip_address: false", "pass"),
        (", ipv4_prefix_count: !unknown var.count", "undecided"),
        (", associate_public_ip_address: !unknown var.public", "undecided"),
    ],
)
def test_addresses_on_efa_only(fields, expected):
    scene = f"network_interfaces: {{fabric: {{interface_type: efa-only{fields}}}}}"

    assert expected == verdict("efa-only-with-addresses", scene)


# -- hot attach --------------------------------------------------------------------------------------------------------


def hot(instance="", attachment="", more=""):
    return f"""
    instances: {{node: {{instance_type: c6i.32xlarge{instance}}}}}
    network_interfaces: {{fabric: {{interface_type: efa}}}}
    attachments:
      joint: {{network_interface_id: fabric, instance_id: node, device_index: 1{attachment}}}
    {more}
    """


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (hot(), "error"),
        (hot(", state: pending"), "error"),
        (hot(", state: stopping"), "pass"),
        (hot(", state: !unknown x"), "undecided"),
        (hot(attachment=", status: attached"), "pass"),
        (hot(attachment=", status: !unknown x"), "undecided"),
        (hot(attachment=", attachment_id: !unknown x"), "undecided"),
        (hot(more="live: true"), "undecided"),
        (hot(more="changes: {joint: {action: no-op}}"), "pass"),
        (hot(more="changes: {joint: {action: create}, node: {action: create}}"), "error"),
        (hot(more="changes: {joint: {action: replace}, node: {action: replace}}"), "error"),
        (hot(more="changes: {joint: {action: create}, node: {action: no-op}}"), "undecided"),
    ],
)
def test_hot_attach(scene, expected):
    assert expected == verdict("efa-hot-attach", scene)


def test_attachment_whose_id_comes_with_the_apply_is_still_to_be_made():
    inventory = inventory_of(hot())
    joint = inventory.attachments[0]
    coming = msgspec.structs.replace(joint, attachment_id=Unknown(Reason.AFTER_APPLY))
    attachments = [coming, *inventory.attachments[1:]]

    assert run("efa-hot-attach", changed(inventory, attachments=attachments)).findings


def test_interface_listed_with_the_instance_is_no_subject():
    scene = """
    instances: {node: {instance_type: c6i.32xlarge, network_interfaces: [{device_index: 0, interface_type: efa}]}}
    """

    assert "no subject" == verdict("efa-hot-attach", scene)


# -- security groups ---------------------------------------------------------------------------------------------------


def guarded(*rules, groups="fabric"):
    return f"""
    security_groups:
      fabric: {{rules: [{", ".join(rules)}]}}
      other: {{rules: []}}
    network_interfaces:
      node: {{interface_type: efa-only, groups: [{groups}]}}
    """


IN = f"{{direction: ingress, {ALL}, referenced_group_id: self}}"
OUT = f"{{direction: egress, {ALL}, referenced_group_id: self}}"


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (guarded(IN, OUT), "pass"),
        (guarded(IN), "error"),
        (guarded(OUT), "error"),
        (guarded(IN, OUT.replace('"-1"', "all")), "pass"),
        (guarded(IN, OUT.replace('"-1"', "tcp")), "error"),
        (guarded(IN, OUT.replace('"-1"', "!unknown x")), "undecided"),
        (guarded(IN, OUT.replace("egress", "!unknown x")), "undecided"),
        (guarded(IN, OUT.replace("self", "other")), "error"),
        (guarded(IN.replace("self", "other"), OUT.replace("self", "other")), "pass"),
        (guarded(IN, OUT, groups="fabric, other"), "pass"),
        (guarded(IN, groups="fabric, !unknown x"), "undecided"),
        (guarded(IN, OUT.replace("self", "other"), groups="fabric, other"), "pass"),
    ],
)
def test_self_rule(scene, expected):
    assert expected == verdict(SELF_RULE, scene)


def test_message_names_the_directions_that_are_missing():
    (message,) = messages(SELF_RULE, guarded())

    assert "admits all traffic from and to these groups" in message


def test_groups_that_are_not_known_leave_it_open():
    scene = "network_interfaces: {node: {interface_type: efa, groups: !unknown var.groups}}"

    assert ["var.groups"] == open_questions(SELF_RULE, scene)


# -- zones -------------------------------------------------------------------------------------------------------------


def spread(zones, more="", kind="efa", group="fabric"):
    nodes = "\n".join(
        f"      node-{n}: {{instance_type: c6i.32xlarge, availability_zone: {zone}, interface_type: {kind}, groups: [{group}]}}"
        for n, zone in enumerate(zones)
    )
    return f"""
    security_groups: {{fabric: {{rules: [{IN}, {OUT}]}}}}
    instances:
{nodes}
    {more}
    """


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (spread(["eu-west-1a"] * 3), "pass"),
        (spread(["eu-west-1a", "eu-west-1a", "eu-west-1b"]), "warning warning warning"),
        (spread(["eu-west-1a", "!unknown x"]), "undecided"),
        (spread(["eu-west-1a", "eu-west-1b", "!unknown x"]), "warning warning"),
        (spread(["eu-west-1a", "eu-west-1b"], kind="interface"), "no subject"),
        (spread(["eu-west-1a", "eu-west-1b"], kind="!unknown x"), "undecided"),
        (spread(["eu-west-1a", "eu-west-1b"], group="!unknown x"), "undecided"),
        (spread(["eu-west-1a", "eu-west-1b"], "flows: [{source: node-0, destination: node-0}]"), "warning warning"),
        (
            spread(["eu-west-1a", "eu-west-1b"], "flows: [{source: node-0, destination: node-1, protocol: tcp}]"),
            "warning warning",
        ),
        (spread(["eu-west-1a", "eu-west-1b"], "flows: [{source: node-0, destination: !unknown x}]"), "undecided"),
    ],
)
def test_peers_in_zones(scene, expected):
    assert expected == verdict("efa-across-zones", scene)


def test_declared_flow_goes_before_what_could_be_inferred():
    scene = """
    subnets: {a: {availability_zone: eu-west-1a}, b: {availability_zone: eu-west-1b}}
    placement_groups: {hpc: {strategy: cluster}}
    instances:
      one: {instance_type: c6i.32xlarge, subnet_id: a, interface_type: efa, placement_group: hpc}
      two: {instance_type: c6i.32xlarge, subnet_id: a, interface_type: efa, placement_group: hpc}
      far: {instance_type: c6i.32xlarge, subnet_id: b, interface_type: efa}
    flows:
      - {source: one, destination: two}
    """

    assert "pass" == verdict("efa-across-zones", scene)


def test_interfaces_of_one_instance_are_no_peers():
    scene = f"""
    subnets: {{a: {{availability_zone: eu-west-1a}}, b: {{availability_zone: eu-west-1b}}}}
    security_groups: {{fabric: {{rules: [{IN}, {OUT}]}}}}
    instances: {{node: {{instance_type: p5.48xlarge, subnet_id: a, interface_type: efa, groups: [fabric]}}}}
    network_interfaces:
      more:
        interface_type: efa-only
        subnet_id: b
        groups: [fabric]
        attachment: {{instance_id: node, network_card_index: 1, device_index: 0}}
    """

    assert "pass" == verdict("efa-across-zones", scene)


@pytest.mark.parametrize(
    ("launcher", "expected"),
    [
        ("max_size: 4, subnet_ids: [a, b]", "warning"),
        ("max_size: !unknown x, subnet_ids: [a, b]", "undecided"),
        ("max_size: 4, subnet_ids: [a, a]", "pass"),
        ("max_size: 4, subnet_ids: [a, subnet-0123456789abcdef0]", "undecided"),
        ("max_size: 4, subnet_ids: [a, b, subnet-0123456789abcdef0]", "warning"),
        ("max_size: 4", "pass"),
    ],
)
def test_launcher_over_zones(launcher, expected):
    scene = f"""
    subnets: {{a: {{availability_zone: eu-west-1a}}, b: {{availability_zone: eu-west-1b}}}}
    launch_templates:
      workers:
        instance_type: c6i.32xlarge
        network_interfaces: [{{device_index: 0, interface_type: efa}}, {{device_index: 1, interface_type: !unknown x}}]
    launchers: {{workers: {{kind: auto-scaling-group, launch_template_id: workers, {launcher}}}}}
    """

    assert expected == verdict("efa-across-zones", scene)


def test_template_with_a_subnet_of_its_own_is_not_spread():
    scene = """
    subnets: {a: {availability_zone: eu-west-1a}, b: {availability_zone: eu-west-1b}}
    launch_templates:
      workers:
        instance_type: c6i.32xlarge
        network_interfaces: [{device_index: 0, interface_type: efa, subnet_id: a}]
    launchers: {workers: {kind: auto-scaling-group, launch_template_id: workers, subnet_ids: [a, b]}}
    """

    assert "pass" == verdict("efa-across-zones", scene)
