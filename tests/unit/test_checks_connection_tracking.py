"""The ends of the ranges of connection tracking timeouts."""

import pytest
from checking import inventory_of, run, verdict


@pytest.mark.parametrize(
    ("field", "least", "most"),
    [("tcp_established_timeout", 60, 432_000), ("udp_stream_timeout", 60, 180), ("udp_timeout", 30, 60)],
)
def test_the_ends_belong_to_the_range(field, least, most):
    outcomes = [
        verdict(
            "timeout-out-of-range", f"network_interfaces:\n  a: {{connection_tracking_specification: {{{field}: {seconds}}}}}\n"
        )
        for seconds in (least - 1, least, most, most + 1)
    ]

    assert outcomes == ["error", "pass", "pass", "error"]


def test_every_timeout_is_a_finding_of_its_own():
    scene = "network_interfaces:\n  a: {connection_tracking_specification: {tcp_established_timeout: 1, udp_timeout: 0}}\n"
    findings = run("timeout-out-of-range", inventory_of(scene)).findings

    assert len({finding.fingerprint for finding in findings}) == 2


def test_defaults_are_no_subject():
    assert verdict("timeout-out-of-range", "network_interfaces:\n  a: {}\n") == "no subject"
