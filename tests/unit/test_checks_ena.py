"""ENA Express on both ends: what is inferred of who talks to whom, and what is not known of it."""

from itertools import product

import pytest
import yaml
from checking import inventory_of, messages, open_questions, run, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

ON = "ena_srd_specification: {ena_srd_enabled: true}"
BIG = "instance_type: c6in.32xlarge"
ONE_SIDED = "ena-express-one-sided"


def in_groups(rule, *, app="app", db="db"):
    return f"""
    security_groups:
      app: {{rules: []}}
      db: {{rules: [{rule}]}}
    instances:
      app-1: {{{BIG}, groups: [{app}], {ON}}}
      db-1: {{{BIG}, groups: [{db}]}}
    """


def flow(more="", settings=ON):
    return f"""
    instances:
      app-1: {{{BIG}, {settings}}}
      db-1: {{{BIG}}}
    flows:
      - {{source: app-1, destination: db-1{more}}}
    """


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ('{direction: ingress, ip_protocol: "-1", referenced_group_id: app}', "warning"),
        ("{direction: ingress, ip_protocol: tcp, referenced_group_id: app}", "warning"),
        ("{direction: ingress, ip_protocol: udp, referenced_group_id: app}", "pass"),  # another setting
        ("{direction: egress, ip_protocol: tcp, referenced_group_id: app}", "pass"),
        ("{direction: ingress, ip_protocol: tcp, cidr_ipv4: 10.0.0.0/8}", "pass"),
        ("{direction: ingress, ip_protocol: !unknown var.protocol, referenced_group_id: app}", "undecided"),
        ("{direction: ingress, ip_protocol: tcp, referenced_group_id: !unknown var.group}", "undecided"),
        ("{direction: ingress, ip_protocol: udp, referenced_group_id: !unknown var.group}", "pass"),
    ],
)
def test_security_group_admits_another_for_tcp(rule, expected):
    assert expected == verdict(ONE_SIDED, in_groups(rule))


ADMITS_APP = "{direction: ingress, ip_protocol: tcp, referenced_group_id: app}"


@pytest.mark.parametrize(("app", "db"), [("app", "!unknown var.group"), ("!unknown var.group", "db")])
def test_member_of_an_unknown_group_may_be_a_peer(app, db):
    assert "undecided" == verdict(ONE_SIDED, in_groups(ADMITS_APP, app=app, db=db))


def test_unknown_group_matters_only_where_groups_admit_each_other():
    assert "pass" == verdict(
        ONE_SIDED, in_groups("{direction: egress, ip_protocol: tcp, referenced_group_id: app}", db="!unknown x")
    )


@pytest.mark.parametrize(
    ("more", "settings", "expected"),
    [
        (", protocol: tcp", ON, "warning"),
        (", protocol: udp", ON, "pass"),  # ENA Express is not on for UDP at either end
        (
            ", protocol: udp",
            "ena_srd_specification: {ena_srd_enabled: true, ena_srd_udp_specification: {ena_srd_udp_enabled: true}}",
            "warning",
        ),
        (", protocol: icmp", ON, "pass"),
        (", protocol: !unknown var.protocol", ON, "undecided"),
        ("", "ena_srd_specification: {ena_srd_enabled: !unknown var.express}", "undecided"),
        ("", "ena_srd_specification: {ena_srd_enabled: false}", "no subject"),
    ],
)
def test_flow_counts_where_ena_express_would_carry_it(more, settings, expected):
    assert expected == verdict(ONE_SIDED, flow(more, settings))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("attachment: {instance_id: db-1, device_index: 1}", "warning"),
        ("attachment: {instance_id: db-1, device_index: 1}, interface_type: efa", "warning"),
        ("attachment: {instance_id: db-1, device_index: 1}, interface_type: efa-only", "pass"),
        ("attachment: {instance_id: db-1, device_index: 1}, interface_type: !unknown var.type", "undecided"),
        ("attachment: {instance_id: db-1, device_index: 1}, requester_managed: true", "pass"),
        ("attachment: {instance_id: db-1, device_index: 1}, requester_managed: !unknown who", "undecided"),
        ("attachment: {instance_id: !unknown var.instance, device_index: 1}", "undecided"),
        ("description: not attached", "pass"),
    ],
)
def test_peers_are_attached_interfaces_of_instances(attributes, expected):
    scene = f"""
    instances:
      app-1: {{{BIG}, {ON}}}
      db-1: {{{BIG}}}
    network_interfaces:
      data: {{{attributes}}}
    flows:
      - {{source: data, destination: app-1}}
    """

    assert expected == verdict(ONE_SIDED, scene)


def test_every_pair_of_a_declared_flow_counts():
    scene = f"""
    instances:
      app-1: {{{BIG}, {ON}}}
      app-2: {{{BIG}, {ON}}}
      db-1: {{{BIG}}}
      db-2: {{{BIG}}}
    flows:
      - {{source: app-1, destination: app-2}}
      - {{source: app-1, destination: db-1}}
      - {{source: db-1, destination: app-1}}
      - {{source: app-1, destination: db-2}}
    """
    findings = run(ONE_SIDED, inventory_of(scene)).findings

    assert [("app-1", "db-1"), ("app-1", "db-2")] == [(f.subject.address, f.related[0].place.origin.address) for f in findings]
    assert 2 == len({finding.fingerprint for finding in findings})


def test_flow_with_an_unknown_end_may_be_anybodys():
    scene = f"""
    instances:
      app-1: {{{BIG}, {ON}}}
      db-1: {{{BIG}}}
    flows:
      - {{source: !unknown var.source, destination: db-1}}
    """

    assert "undecided" == verdict(ONE_SIDED, scene)


def test_interfaces_of_one_instance_do_not_talk_to_each_other():
    scene = f"""
    placement_groups: {{hpc: {{strategy: cluster}}}}
    instances:
      node-1: {{{BIG}, placement_group: hpc, {ON}}}
    network_interfaces:
      data: {{attachment: {{instance_id: node-1, device_index: 1}}}}
    """

    assert "pass" == verdict(ONE_SIDED, scene)


def test_unknown_placement_group_may_be_the_same():
    scene = f"""
    placement_groups: {{hpc: {{strategy: cluster}}}}
    instances:
      node-1: {{{BIG}, placement_group: hpc, {ON}}}
      node-2: {{{BIG}, placement_group: !unknown var.group}}
    """

    assert ["var.group"] == open_questions(ONE_SIDED, scene)


def test_placement_group_whose_strategy_nobody_tells_leaves_its_members_open():
    scene = f"""
    placement_groups: {{hpc: {{strategy: !unknown var.strategy}}}}
    instances:
      node-1: {{{BIG}, placement_group: hpc, {ON}}}
      node-2: {{{BIG}, placement_group: hpc}}
    """

    assert ["var.strategy"] == open_questions(ONE_SIDED, scene)


def test_own_type_without_ena_express_is_another_rules_business():
    scene = flow().replace("app-1: {instance_type: c6in.32xlarge", "app-1: {instance_type: m6i.large")

    assert "pass" == verdict(ONE_SIDED, scene)
    assert "warning" == verdict("ena-express-unsupported-type", scene)


def test_setting_of_the_attachment_goes_before_the_interfaces_own():
    scene = f"""
    instances:
      app-1: {{instance_type: m6i.large}}
    network_interfaces:
      data: {{{ON}}}
    attachments:
      data-app: {{network_interface_id: data, instance_id: app-1, device_index: 1, ena_srd_specification: {{ena_srd_enabled: false}}}}
    """

    assert "pass" == verdict("ena-express-unsupported-type", scene)


def test_setting_of_an_attachment_is_named_after_its_interface():
    scene = f"""
    instances:
      app-1: {{instance_type: m6i.large}}
    network_interfaces:
      data: {{}}
    attachments:
      data-app: {{network_interface_id: data, instance_id: app-1, device_index: 1, {ON}}}
    """

    assert ["Interface 'data' has ENA Express enabled, but m6i.large, the type of 'app-1', does not support it."] == messages(
        "ena-express-unsupported-type", scene
    )


@st.composite
def clusters(draw):
    """Up to four instances with one or two interfaces, in two security groups and two placement groups."""
    groups = {g: [draw(st.sampled_from(["g", "h"])) for _ in range(draw(st.integers(0, 1)))] for g in ("g", "h")}
    instances = {}
    for n in range(draw(st.integers(1, 4))):
        instances[f"i{n}"] = {
            "instance_type": draw(st.sampled_from(["c6in.32xlarge", "m6i.large"])),
            "placement_group": draw(st.sampled_from(["p", "q", None])),
            "interfaces": [
                {"groups": draw(st.sampled_from([["g"], ["h"], ["g", "h"]])), "on": draw(st.booleans())}
                for _ in range(draw(st.integers(1, 2)))
            ],
        }
    return groups, instances


def scene_of(groups, instances):
    scene = {
        "placement_groups": {"p": {"strategy": "cluster"}, "q": {"strategy": "spread"}},
        "security_groups": {
            name: {"rules": [{"direction": "ingress", "ip_protocol": "tcp", "referenced_group_id": each} for each in admitted]}
            for name, admitted in groups.items()
        },
        "instances": {},
        "network_interfaces": {},
    }
    for key, instance in instances.items():
        primary, *rest = [
            {"groups": i["groups"], "ena_srd_specification": {"ena_srd_enabled": i["on"]}} for i in instance["interfaces"]
        ]
        placed = {"placement_group": instance["placement_group"]} if instance["placement_group"] else {}
        scene["instances"][key] = {"instance_type": instance["instance_type"], **placed, **primary}
        for other in rest:
            scene["network_interfaces"][f"{key}-data"] = {**other, "attachment": {"instance_id": key, "device_index": 1}}
    return yaml.safe_dump(scene, sort_keys=False)


def one_sided(groups, instances):
    """Compare every pair."""
    interfaces = [
        (key if n == 0 else f"{key}-data", key, instance, interface)
        for key, instance in instances.items()
        for n, interface in enumerate(instance["interfaces"])
    ]
    able = {key for key, instance in instances.items() if instance["instance_type"] == "c6in.32xlarge"}

    def talk(one, other):
        together = one[2]["placement_group"] == other[2]["placement_group"] == "p"
        pairs = [*product(one[3]["groups"], other[3]["groups"]), *product(other[3]["groups"], one[3]["groups"])]
        return one[1] != other[1] and (together or any(a in groups[b] for a, b in pairs))

    found = []
    for one in interfaces:
        peers = [other for other in interfaces if talk(one, other)]
        if one[3]["on"] and one[1] in able and not any(peer[3]["on"] for peer in peers) and any(p[1] in able for p in peers):
            found.append(one[0])
    return sorted(found)


@given(clusters())
@settings(max_examples=200, deadline=None)
def test_inference_agrees_with_comparing_all_pairs(scene):
    groups, instances = scene
    result = run(ONE_SIDED, inventory_of("\n" + scene_of(groups, instances)))

    assert one_sided(groups, instances) == sorted(finding.subject.address for finding in result.findings)
    assert [] == result.undecided
