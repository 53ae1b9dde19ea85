"""Which security groups: edges of the rules that their examples cannot show."""

import msgspec
import pytest
from checking import inventory_of, messages, open_questions, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.unknown import Reason, Unknown

VPCS = """
    vpcs: {main: {}, other: {}, third: {}}
    subnets: {app: {vpc_id: main}, lost: {vpc_id: !unknown var.vpc}}
    security_groups: {web: {vpc_id: main}, db: {vpc_id: other, associated_vpc_ids: %s}, open: {vpc_id: !unknown var.group_vpc}}
    network_interfaces: {data: {subnet_id: %s, groups: [%s]}}
"""


@pytest.mark.parametrize(
    ("further", "subnet", "groups", "expected"),
    [
        ("[]", "app", "web", "pass"),
        ("[]", "app", "db", "error"),
        ("[third]", "app", "db", "error"),
        ("[third, main]", "app", "db", "pass"),
        ("[third, !unknown x]", "app", "db", "undecided"),
        ("!unknown x", "app", "web", "pass"),
        ("[]", "app", "open", "undecided"),
        ("[]", "app", "open, db", "error"),
        ("[]", "lost", "db", "undecided"),
        ("[]", "app", "web, !unknown x", "undecided"),
    ],
)
def test_a_group_is_usable_in_its_own_vpc_and_where_it_is_associated(further, subnet, groups, expected):
    assert expected == verdict("security-group-in-other-vpc", VPCS % (further, subnet, groups))


def test_equal_expressions_are_one_vpc_whatever_it_is():
    inventory = inventory_of(VPCS % ("[]", "lost", "open"))
    vpc = Unknown(Reason.INTRINSIC, symbol=("var.vpc_id",))
    inventory = Inventory(
        interfaces=inventory.interfaces,
        subnets=[msgspec.structs.replace(subnet, vpc_id=vpc) for subnet in inventory.subnets],
        security_groups=[msgspec.structs.replace(group, vpc_id=vpc) for group in inventory.security_groups],
    )

    assert 1 == run("security-group-in-other-vpc", inventory).passed


def test_every_foreign_group_is_a_finding():
    scene = VPCS % ("[]", "app", "db, web, more")
    scene = scene.replace("security_groups: {", "security_groups: {more: {vpc_id: third}, ")
    findings = run("security-group-in-other-vpc", inventory_of(scene)).findings

    assert ["/network_interfaces/data/groups/0", "/network_interfaces/data/groups/2"] == [f.at.pointer for f in findings]
    assert 2 == len({finding.fingerprint for finding in findings})


def test_what_a_snapshot_holds_was_accepted():
    assert "no subject" == verdict("security-group-in-other-vpc", "\n    live: true" + VPCS % ("[]", "app", "db"))


@pytest.mark.parametrize(
    ("launcher", "expected"),
    [
        ("{kind: eks-node-group, launch_template_id: nodes}", "pass"),
        ("{kind: auto-scaling-group, launch_template_id: nodes}", "warning"),
        ("{kind: eks-node-group, launch_template_id: !unknown var.template}", "undecided"),
        ("{kind: eks-node-group}", "warning"),
    ],
)
def test_eks_gives_its_nodes_a_group(launcher, expected):
    scene = f"""
    launch_templates:
      nodes: {{network_interfaces: [{{device_index: 0}}]}}
    launchers:
      it: {launcher}
    """

    assert expected == verdict("default-security-group", scene)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("[{group_id: sg-0123456789abcdef0, group_name: web}]", "no subject"),
        ("[{group_id: sg-0123456789abcdef0, group_name: default}]", "warning"),
        ("[{group_id: sg-0123456789abcdef0, group_name: !unknown x}]", "undecided"),
        ("[]", "no subject"),
        ("null", "no subject"),
    ],
)
def test_a_snapshot_tells_the_names_of_groups(groups, expected):
    scene = f"""
    live: true
    network_interfaces:
      eni-0123456789abcdef0: {{groups: {groups}}}
    """

    assert expected == verdict("default-security-group", scene)


def test_the_default_group_is_told_beside_one_that_is_not_known():
    scene = """
    security_groups: {everybody: {group_name: default}}
    network_interfaces: {data: {groups: [!unknown var.group, everybody]}}
    """

    assert ["Interface 'data' is in 'everybody', the default security group of its VPC."] == messages(
        "default-security-group", scene
    )


def test_the_primary_interface_of_an_instance_needs_a_group_as_well():
    assert ["Interface 'web-1' is given no security group, so AWS puts it into the default one of its VPC."] == messages(
        "default-security-group", "instances: {web-1: {instance_type: m6i.large}}\n"
    )


@pytest.mark.parametrize("kind", ["trunk", "branch", "efa", "efa-only", "interface"])
def test_everything_that_an_account_makes_carries_groups(kind):
    scene = f"network_interfaces: {{data: {{interface_type: {kind}, groups: []}}}}\n"

    assert "error" == verdict("empty-security-groups", scene)


def test_a_type_that_is_not_known_may_carry_no_groups():
    scene = "network_interfaces: {data: {interface_type: !unknown var.type, groups: []}}\n"

    assert ["var.type"] == open_questions("empty-security-groups", scene)


def test_an_empty_list_of_a_snapshot_is_a_sparse_record():
    scene = "live: true\nnetwork_interfaces: {eni-0123456789abcdef0: {groups: []}}\n"

    assert "no subject" == verdict("empty-security-groups", scene)


def test_groups_that_cannot_be_named_are_counted():
    scene = "network_interfaces: {data: {groups: [!unknown a, !unknown b, {group_id: !unknown c, means: attachment}]}}\n"

    assert [
        "Interface 'data' has security groups in a list (2 groups) and from attachments (1 group), which undo each other."
    ] == messages("security-groups-managed-twice", scene)
