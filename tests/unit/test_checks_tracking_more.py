"""Idle timeouts: who holds many connections, and whose default counts."""

import pytest
from checking import messages, open_questions, verdict

NEVER = "tcp-timeout-never-expires"


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("source_dest_check: false", "note"),
        ("source_dest_check: true", "no subject"),
        ("source_dest_check: !unknown x", "undecided"),
        ("source_dest_check: !unknown x, connection_tracking_specification: {tcp_established_timeout: 60}", "pass"),
        ("source_dest_check: false, connection_tracking_specification: {tcp_established_timeout: 431999}", "pass"),
        ("source_dest_check: false, connection_tracking_specification: {tcp_established_timeout: !unknown x}", "undecided"),
        ("source_dest_check: false, connection_tracking_specification: {udp_timeout: 30}", "note"),
        ("source_dest_check: false, requester_managed: true", "pass"),
    ],
)
def test_an_appliance_keeps_connections_for_the_default_of_its_type(what, expected):
    scene = f"""
    instances:
      fw-1: {{instance_type: m6i.large}}
    network_interfaces:
      inside: {{{what}, attachment: {{instance_id: fw-1, device_index: 1}}}}
    """

    assert expected == verdict(NEVER, scene)


def test_an_appliance_on_nothing_has_no_default():
    assert "pass" == verdict(NEVER, "network_interfaces: {inside: {source_dest_check: false}}\n")


def test_a_default_that_the_catalogue_does_not_have_is_not_guessed():
    scene = "instances: {fw-1: {instance_type: i3.metal, source_dest_check: false}}\n"

    assert "does not say the default timeout" in open_questions(NEVER, scene)[0]


ROUTED = """
    instances:
      nat-1: {instance_type: m6i.large}
    network_interfaces:
      main: {attachment: {instance_id: %s, device_index: %s}}
      other: {attachment: {instance_id: nat-1, device_index: 1}}
    route_tables:
      private: {routes: [{destination: 0.0.0.0/0, instance_id: nat-1}]}
"""


def test_a_route_by_instance_leads_to_its_primary_interface():
    expected = (
        "Interface 'main' is the target of a route, but idle TCP connections stay tracked for 432,000 s "
        "(the default of m6i.large, the type of 'nat-1')."
    )

    assert [expected] == messages(NEVER, ROUTED % ("nat-1", "0"))


def test_an_interface_that_may_be_the_primary_one_may_be_the_target():
    assert ["var.slot"] == open_questions(NEVER, ROUTED % ("nat-1", "!unknown var.slot"))


def test_a_route_to_an_instance_that_is_not_known_may_lead_anywhere():
    scene = (ROUTED % ("nat-1", "0")).replace("instance_id: nat-1}]}", "instance_id: !unknown var.nat}]}")

    assert ["var.nat", "var.nat"] == open_questions(NEVER, scene)


@pytest.mark.parametrize(
    ("flows", "wanted", "expected"),
    [
        ("[{source: db, destination: db-1}]", 1, "note note"),
        ("[{source: db, destination: db-1}]", 2, "pass"),
        ("[{source: db, destination: db-1}, {source: !unknown x, destination: db}]", 2, "note"),
        ("[{source: db, destination: !unknown x}]", 2, "undecided"),
        ("[{source: db, destination: !unknown x}]", 3, "pass"),
    ],
)
def test_flows_are_counted_at_both_ends(flows, wanted, expected):
    scene = f"""
    instances:
      db-1: {{instance_type: m6i.large}}
    network_interfaces:
      db: {{attachment: {{instance_id: db-1, device_index: 1}}}}
    flows: {flows}
    """

    assert expected == verdict(NEVER, scene, flows=wanted)


def test_an_attachment_that_may_be_its_own_may_bring_the_default():
    scene = """
    instances:
      db-1: {instance_type: m8i.large, network_interfaces: [{device_index: 0, network_interface_id: eni-0123456789abcdef0}]}
    network_interfaces:
      pool: {connection_tracking_specification: {udp_timeout: 45}}
    attachments:
      it: {network_interface_id: !unknown var.interface, instance_id: db-1, device_index: 1}
    """

    assert ["var.interface"] == open_questions("tcp-timeout-short-by-default", scene)


def test_a_template_without_a_type_has_no_default():
    scene = (
        "launch_templates: {t: {network_interfaces: [{device_index: 0, connection_tracking_specification: {udp_timeout: 45}}]}}\n"
    )

    assert "pass" == verdict("tcp-timeout-short-by-default", scene)
    assert "pass" == verdict("timeout-on-unsupported-type", scene)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("{tcp_established_timeout: !unknown x, udp_timeout: 45}", "warning"),
        ("{tcp_established_timeout: !unknown x}", "undecided"),
        ("{}", "pass"),
        ("!unknown x", "undecided"),
    ],
)
def test_one_timeout_that_is_certainly_written_is_enough(written, expected):
    scene = f"instances: {{web-1: {{instance_type: m4.large, connection_tracking_specification: {written}}}}}\n"

    assert expected == verdict("timeout-on-unsupported-type", scene)
