"""The whole way from a real plan to findings: what is wrong with it and nothing else, and nothing where nothing is wrong.

The plans under tests/fixtures/plans are Terraform's own, made of the configuration beside them: ``faults-*`` have planted
faults, ``clean-*`` are written as people write. ``again.json`` is planned over what ``plan.json`` made, ``changed.json``
likewise with ``-var after=true``.
"""

from __future__ import annotations

import pytest
from plan_corpus import PLANS, data_of

from eni_lint.app import Request, run
from eni_lint.findings import Severity
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.options import ReadOptions

TEMPLATE = "aws_launch_template"
INTERFACE = "aws_network_interface"
FAULTS = {
    "faults-elastic-ips/plan.json": {
        "address-with-two-elastic-ips": ["aws_eip.first"],
        "auto-public-ip-lost": ["aws_instance.automatic"],
        "elastic-ip-border-group-mismatch": ["aws_eip.lax", "aws_eip.region"],
        "elastic-ip-instance-and-interface": ["aws_eip_association.both"],
        "elastic-ip-on-foreign-address": ["aws_eip.foreign"],
        "elastic-ip-on-idle-resource": ["aws_eip.off"],
        "elastic-ip-on-multi-interface-instance": ["aws_eip.by_instance"],
        "elastic-ip-without-internet-gateway": ["aws_eip.closed"],
        "idle-elastic-ip": ["aws_eip.idle"],
    },
    "faults-templates/plan.json": {
        "attachment-slot-taken": [f"{TEMPLATE}.slots.network_interfaces[1]"],
        "carrier-ip-outside-wavelength": [f"{TEMPLATE}.{n}.network_interfaces[0]" for n in ("tuned", "wavelength")],
        "default-security-group": [f"{TEMPLATE}.crowded.network_interfaces[3]"],
        "delete-on-termination-of-existing-interface": [f"{TEMPLATE}.fixed.network_interfaces[0]"],
        "ena-express-udp-alone": [f"{TEMPLATE}.tuned.network_interfaces[0]"],
        "ena-express-unsupported-type": [f"{TEMPLATE}.old.network_interfaces[0]"],
        "fixed-address-in-fleet": [f"{TEMPLATE}.address.network_interfaces[0]"],
        "fleet-type-too-small": ["aws_autoscaling_group.mixed", "aws_ec2_fleet.mixed"],
        "invalid-ena-queue-count": [f"{TEMPLATE}.tuned.network_interfaces[0]"],
        "ipv6-without-subnet-cidr": [f"{TEMPLATE}.crowded.network_interfaces[2]"],
        "launch-settings-beside-interfaces": [f"{TEMPLATE}.beside"],
        "missing-primary-interface": [f"{TEMPLATE}.secondary_only", f"{TEMPLATE}.slots"],
        "network-card-out-of-range": [f"{TEMPLATE}.slots.network_interfaces[2]"],
        "prefix-on-unsupported-type": [f"{TEMPLATE}.old.network_interfaces[0]"],
        "public-ip-on-secondary-interface": [f"{TEMPLATE}.secondary_only.network_interfaces[0]"],
        "public-ip-with-several-interfaces": [f"{TEMPLATE}.crowded.network_interfaces[0]"],
        "secondary-interface-kept": [f"{TEMPLATE}.old"],
        "secondary-interface-unsupported": [f"{TEMPLATE}.old"],
        "shared-interface-in-launch-template": [f"{TEMPLATE}.fixed.network_interfaces[0]"],
        "timeout-on-unsupported-type": [f"{TEMPLATE}.old.network_interfaces[0]"],
        "timeout-out-of-range": [f"{TEMPLATE}.tuned.network_interfaces[0]"],
        # Not aws_instance.crowded, which is as its template says; small says a type of its own.
        "too-many-interfaces": ["aws_instance.small", f"{TEMPLATE}.crowded"],
        "too-many-ipv4-addresses": [f"{TEMPLATE}.crowded.network_interfaces[1]"],
        "too-many-ipv6-addresses": [f"{TEMPLATE}.crowded.network_interfaces[2]"],
        "unknown-instance-type": [f"{TEMPLATE}.typo"],
        "unsupported-bandwidth-weighting": [f"{TEMPLATE}.old"],
    },
    "faults-efa/plan.json": {
        "efa-across-zones": [f"{INTERFACE}.{name}" for name in ("east", "late", "west")],
        "efa-hot-attach": ["aws_network_interface_attachment.late"],
        "efa-on-outpost": [f"{TEMPLATE}.outpost.network_interfaces[0]"],
        "efa-on-unsupported-card": [f"{TEMPLATE}.card.network_interfaces[0]"],
        "efa-on-unsupported-type": [f"{TEMPLATE}.no_efa.network_interfaces[0]"],
        "efa-only-primary": [f"{TEMPLATE}.efa_only.network_interfaces[0]"],
        "efa-only-with-addresses": [f"{TEMPLATE}.efa_only.network_interfaces[1]"],
        "efa-security-group-without-self-rule": [f"{TEMPLATE}.half.network_interfaces[0]"],
        "several-efa-on-one-card": [f"{TEMPLATE}.one_card"],
        "too-many-efa-interfaces": [f"{TEMPLATE}.one_card"],
    },
    "faults-express/plan.json": {
        "ena-express-one-sided": [f"{INTERFACE}.tcp[0]"],
        "ena-express-udp-one-sided": [f"{INTERFACE}.udp[0]"],
    },
    "faults-prefixes/plan.json": {
        "address-in-delegated-prefix": [f"{INTERFACE}.inside"],
        "invalid-prefix-size": [f"{INTERFACE}.size"],
        "overlapping-prefixes": [f"{INTERFACE}.prefix"],
        "overlapping-reservations": ["aws_ec2_subnet_cidr_reservation.overlapping"],
        "prefix-covers-reserved-addresses": [f"{INTERFACE}.reserved"],
        "prefix-on-unsupported-type": [f"{INTERFACE}.prefix"],
        "prefix-outside-subnet": [f"{INTERFACE}.outside"],
        "prefix-space-fragmented": ["aws_subnet.a", "aws_subnet.narrow"],
        "primary-address-in-prefix": [f"{INTERFACE}.own"],
        "reservation-outside-subnet": ["aws_ec2_subnet_cidr_reservation.outside"],
        "reservation-too-small-for-prefix": ["aws_ec2_subnet_cidr_reservation.small"],
        "too-many-ipv4-addresses": [f"{INTERFACE}.many"],
        "unaligned-prefix": [f"{INTERFACE}.unaligned"],
        "unattached-interface": [
            f"{INTERFACE}.{name}"
            for name in ("fragmented", "inside", "outside", "overlapping", "own", "reserved", "size", "unaligned")
        ],
    },
    "faults-groups/plan.json": {
        "default-security-group": ["aws_instance.default", f"{INTERFACE}.default", f"{INTERFACE}.none"],
        "empty-security-groups": [f"{INTERFACE}.empty"],
        "security-group-in-other-vpc": [f"{INTERFACE}.foreign"],
        "security-groups-managed-twice": ["aws_instance.twice", f"{INTERFACE}.twice"],
        "too-many-security-groups": [f"{INTERFACE}.seventeen", f"{INTERFACE}.written_six"],
        "unattached-interface": [
            f"{INTERFACE}.{name}"
            for name in (
                "attached", "default", "default_by_vpc", "empty", "foreign", "none", "seventeen", "shared", "six", "twice",
                "written_six",
            )
        ],
    },
    "faults-routes/plan.json": {
        "deprecated-interface-block": ["aws_instance.several"],
        "instance-source-dest-check-with-interfaces": ["aws_instance.several"],
        "needless-source-dest-check-off": [f"{INTERFACE}.needless"],
        "route-target-with-source-dest-check": ["aws_route.to_checked", "aws_route.to_instance"],
        "tcp-timeout-never-expires": ["aws_instance.plain", f"{INTERFACE}.port[0]", f"{INTERFACE}.port[1]"],
        "unattached-interface": [f"{INTERFACE}.needless"],
    },
    "faults-subnets/plan.json": {
        "address-outside-subnet": [f"{INTERFACE}.outside"],
        "conflicting-address-arguments": [f"{INTERFACE}.both_ways"],
        "duplicate-address": [f"{INTERFACE}.second"],
        "invalid-subnet-size": ["aws_subnet.tiny"],
        "ip-name-in-ipv6-only-subnet": ["aws_subnet.six"],
        "ipv4-in-ipv6-only-subnet": [f"{INTERFACE}.four_in_six"],
        "ipv6-without-subnet-cidr": [f"{INTERFACE}.six_in_four"],
        "overlapping-subnets": ["aws_subnet.overlapping"],
        "primary-ipv6-without-address": [f"{INTERFACE}.permanent"],
        "reserved-subnet-address": [f"{INTERFACE}.reserved"],
        "subnet-overcommitted": ["aws_subnet.full"],
        "unattached-interface": [
            f"{INTERFACE}.{name}"
            for name in (
                "both_ways", "crowd[0]", "crowd[1]", "crowd[2]", "first", "four_in_six", "outside", "permanent", "reserved",
                "second", "six_in_four",
            )
        ],
    },
    "faults-instances/plan.json": {
        "attachment-slot-taken": ["aws_network_interface_attachment.slot_second"],
        "attachment-to-primary-slot": ["aws_network_interface_attachment.slot_primary"],
        "cross-az-attachment": ["aws_network_interface_attachment.zone"],
        "cross-vpc-attachment": ["aws_network_interface_attachment.vpc"],
        "delete-on-termination-of-existing-interface": ["aws_instance.listed"],
        "deprecated-interface-block": ["aws_instance.listed"],
        "device-index-beyond-card": ["aws_instance.listed"],
        "ena-express-unsupported-type": [f"{INTERFACE}.express"],
        "ena-required": ["aws_instance.old"],
        "implicit-network-card": ["aws_network_interface_attachment.implicit"],
        "interface-attached-twice": ["aws_network_interface_attachment.twice_second"],
        "interface-managed-twice": [f"{INTERFACE}.ways"],
        "invalid-ena-queue-count": [f"{TEMPLATE}.queues.network_interfaces[0]"],
        "ipv6-on-unsupported-type": ["aws_instance.six"],
        "ipv6-without-subnet-cidr": ["aws_instance.six"],
        "launch-settings-beside-interfaces": ["aws_instance.listed"],
        "network-card-out-of-range": ["aws_network_interface_attachment.no_card"],
        "same-subnet-interfaces": ['aws_instance.node["full"]', 'aws_instance.node["subnet"]'],
        "takeover-interface-deleted-on-termination": ["aws_instance.listed"],
        "too-many-ena-queues": [f"{TEMPLATE}.queues"],
        "too-many-interfaces": ['aws_instance.node["full"]'],
        "too-many-interfaces-on-card": [f"{TEMPLATE}.card"],
        "too-many-ipv4-addresses": ["aws_instance.addresses"],
    },
    "faults-changes/changed.json": {
        "address-withdrawn": [f"{INTERFACE}.shrunk"],
        "blackhole-route": ["aws_route.gone"],
        "ena-express-lost-on-resize": ["aws_instance.resized"],
        "ena-express-unsupported-type": [f"{INTERFACE}.resized[{index}]" for index in range(3)],
        "interface-replaced-while-attached": [f"{INTERFACE}.primary", f"{INTERFACE}.replaced"],
        "managed-interface-changed": ["data.aws_network_interface.balancer"],
        "primary-address-by-order": [f"{INTERFACE}.ordered"],
        "primary-interface-moved": ["aws_instance.kept"],
        "primary-ipv6-turned-off": [f"{INTERFACE}.permanent"],
        "resize-exceeds-limits": ["aws_instance.resized"],
        "too-many-interfaces": ["aws_instance.resized"],
        "unattached-interface": [f"{INTERFACE}.{name}" for name in ("ordered", "permanent", "primary")],
    },
}  # fmt: skip
UNTOLD = {
    "attachment-across-accounts": "accounts are known only after apply, and permissions of what is looked up are elsewhere",
    "conflicting-primary-address": "the provider itself says which address is the primary one",
    "control-plane-subnet-too-small": "the free addresses of a subnet are the account's",
    "elastic-ip-behind-blocked-gateway": "VPC Block Public Access is the account's",
    "elastic-ip-quota-near": "a plan is not all that an account has",
    "interface-quota-near": "a plan is not all that an account has",
    "interface-stuck-detaching": "a plan does not say how an interface is attached",
    "leaked-cni-interface": "the CNI makes its interfaces itself",
    "pod-interface-on-unsupported-type": "the controller makes trunks and branches itself",
    "pods-exceed-capacity": "the number of pods stands in user data and add-ons",
    "stack-interface-deleted-on-termination": "attachment resources of Terraform do not delete on termination",
    "subnet-nearly-full": "the free addresses of a subnet are the account's",
    "too-many-branch-interfaces": "the controller makes trunks and branches itself",
}
"""Rules of which no plan tells what they need, and why."""
CLEAN = sorted(str(p.relative_to(PLANS)) for p in PLANS.glob("clean-*/*.json"))
SECOND = [name for name in CLEAN if name.endswith("again.json")]


def check(name):
    """Check a plan with the default rules, without the source that lies beside it."""
    report = run(Request(paths=[str(PLANS / name)], reading=ReadOptions(use_sources=False)))

    assert [] == report.unreadable
    assert [[]] == [scope.faults for scope in report.scopes]
    assert [] == [error.trace for scope in report.scopes for error in scope.errored]
    return report.scopes[0]


@pytest.mark.parametrize("name", FAULTS)
def test_exactly_what_is_wrong_is_found_and_told_once(name):
    found = sorted((f.rule_id, f.subject.address) for f in check(name).findings)

    assert sorted((rule, address) for rule, addresses in FAULTS[name].items() for address in addresses) == found


@pytest.mark.parametrize("name", CLEAN)
def test_nothing_is_found_where_nothing_is_wrong(name):
    grave = [(f.rule_id, f.message) for f in check(name).findings if f.severity is not Severity.NOTE]

    assert [] == grave


@pytest.mark.parametrize("name", SECOND)
def test_second_plan_changes_nothing_and_decides_more(name):
    actions = {tuple(row["change"]["actions"]) for row in data_of(name)["resource_changes"]}
    first, second = (len(check(each).undecided) for each in (name.replace("again", "plan"), name))

    assert {("no-op",)} == actions
    assert first >= second


def test_every_rule_that_a_plan_can_decide_finds_something_in_one():
    grave = {rule.id for rule in load_rulebook() if rule.default and rule.severity is not Severity.NOTE}

    assert set(UNTOLD) == grave - {rule for faults in FAULTS.values() for rule in faults}
