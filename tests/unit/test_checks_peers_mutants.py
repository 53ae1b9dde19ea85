"""Who is taken to talk to whom: protocols by all their names, and members that are not, or not yet, certain."""

import pytest
from checking import messages, open_questions, verdict

ON = "ena_srd_specification: {ena_srd_enabled: true}"
BIG = "instance_type: c6in.32xlarge"
ONE_SIDED, OTHER_ZONE = "ena-express-one-sided", "ena-express-unsupported-zone"


def grouped(protocol, *more, db="db"):
    lines = "\n      ".join(more)
    return f"""
    security_groups:
      app: {{rules: []}}
      db: {{rules: [{{direction: ingress, ip_protocol: "{protocol}", referenced_group_id: app}}]}}
    instances:
      app-1: {{{BIG}, groups: [app], {ON}}}
      db-1: {{{BIG}, groups: [{db}]}}
      {lines}
    """


@pytest.mark.parametrize(
    ("protocol", "expected"),
    [
        ("-1", "warning"),
        ("all", "warning"),
        ("ALL", "warning"),
        ("tcp", "warning"),
        ("6", "warning"),
        ("udp", "pass"),
        ("17", "pass"),
    ],
)
def test_a_protocol_goes_by_name_and_number(protocol, expected):
    assert expected == verdict(ONE_SIDED, grouped(protocol))
    assert expected == verdict(
        ONE_SIDED,
        f"""
        instances: {{app-1: {{{BIG}, {ON}}}, db-1: {{{BIG}}}}}
        flows: [{{source: app-1, destination: db-1, protocol: "{protocol}"}}]
        """,
    )


def test_one_of_several_peers_with_ena_express_is_enough():
    assert "pass" == verdict(ONE_SIDED, grouped("tcp", f"db-2: {{{BIG}, groups: [db], {ON}}}"))
    assert "pass" == verdict(ONE_SIDED, grouped("tcp", f"db-2: {{{BIG}, groups: [db]}}", f"db-3: {{{BIG}, groups: [db], {ON}}}"))


def test_the_interfaces_own_instance_is_no_peer_however_many_interfaces_it_has():
    scene = f"""
    security_groups: {{app: {{rules: [{{direction: ingress, ip_protocol: tcp, referenced_group_id: self}}]}}}}
    instances: {{app-1: {{{BIG}, groups: [app], {ON}}}, app-2: {{{BIG}, groups: [app]}}}}
    network_interfaces:
      data: {{groups: [app], attachment: {{instance_id: app-1, device_index: 1}}}}
      more: {{groups: [app], attachment: {{instance_id: app-1, device_index: 2}}}}
    """
    (text,) = messages(ONE_SIDED, scene)

    assert "'app-2'" in text


def test_a_member_of_groups_that_are_not_known_is_open_about_them():
    assert ["var.group"] == open_questions(ONE_SIDED, grouped("tcp", db="!unknown var.group"))


def test_groups_of_the_asking_interface_that_are_not_known_leave_it_open():
    scene = grouped("tcp").replace("groups: [app]", "groups: !unknown var.groups")

    assert ["var.groups"] == open_questions(ONE_SIDED, scene)


def test_a_rule_whose_group_is_not_known_may_admit_anybody():
    scene = f"""
    security_groups:
      app: {{rules: []}}
      db: {{rules: [{{direction: ingress, ip_protocol: tcp, referenced_group_id: !unknown var.peer}}]}}
    instances: {{app-1: {{{BIG}, groups: [app], {ON}}}, db-1: {{{BIG}, groups: [db]}}}}
    """

    assert ["var.peer"] == open_questions(ONE_SIDED, scene)
    assert ["var.peer"] == open_questions(ONE_SIDED, scene.replace(f", {ON}", "").replace("groups: [db]", f"groups: [db], {ON}"))


def test_rules_that_are_not_known_may_admit_anybody():
    scene = f"""
    security_groups: {{app: {{rules: []}}, db: {{rules: !unknown var.rules}}}}
    instances: {{app-1: {{{BIG}, groups: [app], {ON}}}, db-1: {{{BIG}, groups: [db]}}}}
    """

    assert ["var.rules"] == open_questions(ONE_SIDED, scene)


def placed(*more, group="hpc", groups="placement_groups: {hpc: {strategy: cluster}}"):
    lines = "\n      ".join(more)
    return f"""
    {groups}
    instances:
      node-1: {{{BIG}, placement_group: {group}, {ON}}}
      {lines}
    """


NODE_2 = f"node-2: {{{BIG}, placement_group: hpc}}"


@pytest.mark.parametrize(
    ("strategy", "expected"), [("cluster", "warning"), ("spread", "pass"), ("partition", "pass"), ("!unknown x", "undecided")]
)
def test_members_of_a_placement_group_talk_if_it_is_a_cluster(strategy, expected):
    assert expected == verdict(ONE_SIDED, placed(NODE_2, groups=f"placement_groups: {{hpc: {{strategy: {strategy}}}}}"))


def test_a_placement_group_that_is_not_known_may_be_any_of_those_there_are():
    assert ["var.group"] == open_questions(ONE_SIDED, placed(NODE_2, group="!unknown var.group"))
    assert "pass" == verdict(ONE_SIDED, placed(f"node-2: {{{BIG}}}", group="!unknown var.group"))


def test_a_placement_group_defined_elsewhere_may_be_a_cluster():
    key = "pg-0123456789abcdef0"
    scene = placed(NODE_2, groups="").replace("hpc", key)

    assert [f"{key} is defined outside what was read"] == open_questions(ONE_SIDED, scene)


@pytest.mark.parametrize(
    ("attachment", "detail"),
    [
        ("{network_interface_id: data, instance_id: !unknown var.instance, device_index: 1}", "var.instance"),
        ("{network_interface_id: !unknown var.data, instance_id: node-2, device_index: 1}", "var.data"),
    ],
)
def test_an_attachment_that_may_lead_into_the_group_leaves_its_members_open(attachment, detail):
    scene = f"""
    placement_groups: {{hpc: {{strategy: cluster}}}}
    instances:
      node-1: {{{BIG}, placement_group: hpc, {ON}}}
      node-2: {{instance_type: m5.large, placement_group: hpc}}
      node-3: {{{BIG}}}
    network_interfaces: {{data: {{}}}}
    attachments: {{it: {attachment}}}
    """

    assert [detail] == open_questions(ONE_SIDED, scene)


def zones(protocol, zone="sa-east-1b"):
    return f"""
    region: sa-east-1
    instances:
      app-1: {{{BIG}, availability_zone: sa-east-1a, {ON}}}
      db-1: {{{BIG}, availability_zone: {zone}, {ON}}}
    flows: [{{source: app-1, destination: db-1, protocol: {protocol}}}]
    """


def test_ena_express_between_zones_carries_tcp_and_udp_by_all_their_names():
    names = ('"-1"', "all", "tcp", "TCP", '"6"', "udp", '"17"')

    assert {"note note"} == {verdict(OTHER_ZONE, zones(name)) for name in names}
    assert "pass" == verdict(OTHER_ZONE, zones("icmp"))
