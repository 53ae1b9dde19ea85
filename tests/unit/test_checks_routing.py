"""What examples of the routing rules cannot show: who else a route may lead to, and what is known to be complete."""

import msgspec
import pytest
from checking import inventory_of, messages, run, verdict

from eni_lint.inventory.unknown import Reason, Unknown

NEEDLESS = "needless-source-dest-check-off"
BLACKHOLE = "blackhole-route"
SET_ON_INSTANCE = "instance-source-dest-check-with-interfaces"
OFF = "source_dest_check: false"


# -- targets -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("", "error"),
        (OFF, "pass"),
        ("operator: {managed: true}", "pass"),
        ("requester_managed: !unknown x", "undecided"),
        ("interface_type: natGateway", "pass"),
    ],
)
def test_target_of_a_route(fields, expected):
    scene = f"""
    network_interfaces: {{inside: {{{fields}}}}}
    route_tables: {{app: {{routes: [{{destination: 0.0.0.0/0, network_interface_id: inside}}]}}}}
    """

    assert expected == verdict("route-target-with-source-dest-check", scene)


def test_routes_to_gateways_are_no_subject():
    scene = "route_tables: {app: {routes: [{destination: 0.0.0.0/0, gateway_id: igw-0123456789abcdef0}]}}"

    assert "no subject" == verdict("route-target-with-source-dest-check", scene)


def test_instance_whose_primary_interface_is_not_known_leaves_the_route_open():
    scene = """
    instances: {nat: {instance_type: t4g.small}}
    attachments: {first: {network_interface_id: eni-0123456789abcdef0, instance_id: nat, device_index: 0}}
    route_tables: {app: {routes: [{destination: 0.0.0.0/0, instance_id: nat}]}}
    """

    assert "undecided" == verdict("route-target-with-source-dest-check", scene)


# -- needless ----------------------------------------------------------------------------------------------------------


def vpc(interfaces, routes="", top="live: true", more=""):
    return f"""
    {top}
    vpcs: {{main: {{cidr_blocks: [10.0.0.0/16]}}}}
    subnets: {{app: {{vpc_id: main, cidr_block: 10.0.1.0/24}}}}
    network_interfaces: {{{interfaces}}}
    route_tables: {{app: {{vpc_id: main, subnet_ids: [app], routes: [{routes}]}}}}
    {more}
    """


ONE = f"one: {{subnet_id: app, {OFF}, groups: [sg-0123456789abcdef0]}}"


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (vpc(ONE), "warning"),
        (vpc(ONE, top=""), "warning"),
        (vpc(ONE, top="", more="changes: {main: {action: create}}"), "warning"),
        (vpc(ONE, top="", more="changes: {main: {action: update}}\n    before: {vpcs: {main: {}}}"), "undecided"),
        (vpc(ONE, "{destination: 0.0.0.0/0, network_interface_id: one}"), "pass"),
        (vpc(ONE, "{destination: 0.0.0.0/0, network_interface_id: !unknown x}"), "undecided"),
        (vpc(ONE, "{destination: 0.0.0.0/0, instance_id: !unknown x}"), "undecided"),  # it may be a standby
        (vpc("one: {subnet_id: app}"), "no subject"),
        (vpc("one: {subnet_id: app, source_dest_check: !unknown x}"), "undecided"),
        (vpc("one: {subnet_id: subnet-0123456789abcdef0, source_dest_check: false}"), "undecided"),
        (vpc("one: {source_dest_check: false}"), "undecided"),
    ],
)
def test_needless(scene, expected):
    assert expected == verdict(NEEDLESS, scene)


def test_live_snapshot_without_route_tables_leaves_it_open():
    scene = f"""
    live: true
    network_interfaces: {{one: {{vpc_id: vpc-0123456789abcdef0, {OFF}}}}}
    """

    assert "undecided" == verdict(NEEDLESS, scene)


def test_route_tables_that_were_not_collected_leave_it_open():
    inventory = inventory_of(vpc(ONE))
    inventory.missing["route tables"] = Unknown(Reason.NOT_COLLECTED, "no permission")

    assert ["no permission"] == [outcome.detail for outcome in run(NEEDLESS, inventory).undecided]


@pytest.mark.parametrize(
    ("attachment", "route", "expected"),
    [
        ("{instance_id: fw, device_index: 1}", "instance_id: fw", "pass"),
        ("{instance_id: fw, device_index: 1}", "instance_id: !unknown x", "undecided"),
        ("{instance_id: !unknown x, device_index: 1}", "instance_id: fw", "undecided"),
        ("{instance_id: fw, device_index: 1}", "network_interface_id: eni-0123456789abcdef0", "warning"),
    ],
)
def test_route_to_the_instance_of_an_interface(attachment, route, expected):
    scene = vpc(
        f"one: {{subnet_id: app, {OFF}, attachment: {attachment}}}",
        f"{{destination: 0.0.0.0/0, {route}}}",
        more="instances: {fw: {instance_type: c6i.large, subnet_id: app}}",
    )

    assert expected == verdict(NEEDLESS, scene)


@pytest.mark.parametrize(
    ("groups", "expected"),
    [
        ("[sg-0123456789abcdef0]", "pass"),
        ("[sg-0fedcba9876543210]", "warning"),
        ("[sg-0123456789abcdef0, sg-0fedcba9876543210]", "warning"),
        ("[!unknown x]", "undecided"),
        ("!unknown x", "undecided"),
    ],
)
def test_standby_has_the_groups_of_the_active_one(groups, expected):
    active = f"active: {{subnet_id: app, {OFF}, groups: {groups}}}"
    scene = vpc(f"{ONE}, {active}", "{destination: 0.0.0.0/0, network_interface_id: active}")

    assert expected == verdict(NEEDLESS, scene)


@pytest.mark.parametrize(("instance", "expected"), [("nat", "pass"), ("!unknown x", "undecided")])
def test_standby_of_an_instance_whose_interface_is_not_certain(instance, expected):
    other = f"other: {{subnet_id: app, {OFF}, groups: [sg-0123456789abcdef0]"
    scene = vpc(
        f"{ONE}, {other}, attachment: {{instance_id: {instance}, device_index: 0}}}}",
        "{destination: 0.0.0.0/0, instance_id: nat}",
        more="instances: {nat: {instance_type: t4g.small, subnet_id: app}}",
    )
    result = run(NEEDLESS, inventory_of(scene))

    assert not result.findings
    assert expected == ("undecided" if "one" in [each.subject.address for each in result.undecided] else "pass")


@pytest.mark.parametrize(("tags", "expected"), [("{kubernetes.io/cluster/x: owned}", "pass"), ("!unknown x", "undecided")])
def test_tag_of_the_instance_counts(tags, expected):
    node = f"node: {{instance_type: m6i.large, subnet_id: app, {OFF}, tags: {tags}}}"

    assert expected == verdict(NEEDLESS, vpc("", more=f"instances: {{{node}}}"))


# -- set on the instance -----------------------------------------------------------------------------------------------


def test_what_a_snapshot_tells_was_not_written():
    inventory = inventory_of(f"""
    instances: {{fw: {{instance_type: c6i.large, {OFF}}}}}
    network_interfaces: {{inside: {{attachment: {{instance_id: fw, device_index: 1}}}}}}
    """)
    attachments = [msgspec.structs.replace(each, means="captured") for each in inventory.attachments]
    inventory.attachments = attachments

    assert not run(SET_ON_INSTANCE, inventory).findings


def test_attachment_written_twice_is_one_interface():
    scene = f"""
    instances: {{nat: {{instance_type: t4g.small, {OFF}, network_interfaces: [{{network_interface_id: first, device_index: 0}}]}}}}
    network_interfaces: {{first: {{attachment: {{instance_id: nat, device_index: 0}}}}}}
    """

    assert "pass" == verdict(SET_ON_INSTANCE, scene)


# -- blackholes --------------------------------------------------------------------------------------------------------


def hole(route, more=""):
    return f"route_tables: {{app: {{routes: [{{destination: 0.0.0.0/0, {route}}}]}}}}\n{more}"


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (hole("network_interface_id: eni-0123456789abcdef0, state: blackhole"), "error"),
        (hole("network_interface_id: !unknown x, state: blackhole"), "undecided"),
        (hole("instance_id: i-0123456789abcdef0, state: blackhole"), "error"),
        (hole("network_interface_id: eni-0123456789abcdef0"), "pass"),
        (hole("state: blackhole"), "no subject"),
    ],
)
def test_state_of_a_route(scene, expected):
    assert expected == verdict(BLACKHOLE, scene)


def test_state_that_comes_with_the_apply_is_that_of_a_new_route():
    inventory = inventory_of(hole("network_interface_id: eni-0123456789abcdef0"))
    inventory.routes = [msgspec.structs.replace(inventory.routes[0], state=Unknown(Reason.AFTER_APPLY))]

    assert 1 == run(BLACKHOLE, inventory).passed


ON_STOPPED = """
instances: {nat: {instance_type: t4g.small, state: stopped}}
network_interfaces: {eni-0123456789abcdef0: {attachment: {instance_id: nat, device_index: 1}}}
"""


@pytest.mark.parametrize(
    ("more", "cause"),
    [
        ("live: true", "which is no more"),
        ("live: true\nnetwork_interfaces: {eni-0123456789abcdef0: {}}", "which is attached to nothing"),
        ("network_interfaces: {eni-0123456789abcdef0: {}}", "which is gone or detached"),
        (ON_STOPPED, "whose instance 'nat' is stopped"),
    ],
)
def test_cause_is_told(more, cause):
    (message,) = messages(BLACKHOLE, hole("network_interface_id: eni-0123456789abcdef0, state: blackhole", more))

    assert message.endswith(f"{cause}.")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("", "error"),  # deleted
        ("network_interfaces: {inside: {}}", "error"),  # detached
        ("network_interfaces: {inside: {attachment: {instance_id: fw, device_index: 1}}}", "pass"),
        (
            "network_interfaces: {inside: {}}\n    attachments: {a: {network_interface_id: !unknown x, instance_id: fw}}",
            "undecided",
        ),
    ],
)
def test_plan_takes_the_target_away(now, expected):
    scene = f"""
    instances: {{fw: {{instance_type: c6i.large}}}}
    route_tables: {{app: {{routes: [{{destination: 0.0.0.0/0, network_interface_id: {"inside" if now else "eni-0123456789abcdef0"}}}]}}}}
    before:
      network_interfaces: {{{"inside" if now else "eni-0123456789abcdef0"}: {{attachment: {{instance_id: fw, device_index: 1}}}}}}
    {now}
    """

    assert expected == verdict(BLACKHOLE, scene)


def test_plan_deletes_the_instance():
    scene = """
    route_tables: {app: {routes: [{destination: 0.0.0.0/0, instance_id: i-0123456789abcdef0}]}}
    before: {instances: {i-0123456789abcdef0: {instance_type: t4g.small}}}
    """

    assert "error" == verdict(BLACKHOLE, scene)
