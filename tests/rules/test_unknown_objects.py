"""An object of which nothing is known makes no check crash and no rule fire."""

import pytest

from eni_lint.app import Request, run

KINDS = [
    "vpcs",
    "subnets",
    "subnet_cidr_reservations",
    "security_groups",
    "placement_groups",
    "instances",
    "network_interfaces",
    "attachments",
    "launch_templates",
    "launchers",
    "elastic_ips",
    "elastic_ip_associations",
    "route_tables",
    "internet_gateways",
    "network_interface_permissions",
    "availability_zones",
    "images",
    "nat_gateways",
    "trunk_associations",
    "eks_clusters",
    "secondary_interfaces",
]


@pytest.mark.parametrize("live", ["", "live: true\n"])
@pytest.mark.parametrize("kind", KINDS)
def test_an_unknown_object_leaves_all_rules_undecided_at_most(tmp_path, kind, live):
    path = tmp_path / "scene.yaml"
    path.write_text(f"eni_lint: 1\n{live}{kind}: {{thing: {{unknown: not designed yet}}}}\n")
    report = run(Request(paths=[str(path)]))
    (scope,) = report.scopes

    assert [] == report.unreadable
    assert [] == [f"{crash.rule_id}: {crash.error}" for crash in scope.errored]
    assert [] == [finding.message for finding in scope.findings]
