"""Further edges of the rules on attachments: plans, accounts, launches, and values of which only the candidates are known."""

import pytest
from checking import CATALOG, inventory_of, messages, open_questions, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import (
    Attachment,
    Instance,
    Launcher,
    LaunchTemplate,
    NetworkInterface,
    Operator,
    PrivateIpAddress,
    Subnet,
)
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import Change
from eni_lint.inventory.unknown import Reason, Unknown

DOCUMENT = inventory_of("instances:\n  web-1: {instance_type: t3.micro}\n").instances[0].origin.document


def origin(name, identity=""):
    return Origin(DOCUMENT, f"/{name}", name, identity)


def interface(name, **fields):
    return NetworkInterface(network_interface_id=name, origin=origin(name), **fields)


def instance(name, **fields):
    return Instance(instance_id=name, origin=origin(name), **{"instance_type": "m6i.xlarge"} | fields)


def attachment(name, **fields):
    return Attachment(origin=origin(name), **{"device_index": 1} | fields)


def template(name, **fields):
    return LaunchTemplate(launch_template_id=name, origin=origin(name), **fields)


def subnet(name, **fields):
    return Subnet(subnet_id=name, origin=origin(name), **fields)


def one_of(*candidates):
    return Unknown(Reason.AMBIGUOUS, f"one of {len(candidates)}", candidates=candidates)


def estate(**parts):
    inventory = Inventory(**parts)
    inventory.catalog = CATALOG
    return inventory


def outcome(rule_id, inventory):
    result = run(rule_id, inventory)
    if result.findings:
        return [finding.subject.address for finding in result.findings]
    return "undecided" if result.undecided else "pass" if result.passed else "no subject"


def attached_to_web(**fields):
    """Attach interface data, in whichever of several subnets it is, to an instance in subnet app-a."""
    return estate(
        subnets=[
            subnet("app-a", availability_zone="eu-west-1a", vpc_id="app"),
            subnet("app-b", availability_zone="eu-west-1b", vpc_id="app"),
            subnet("other-b", availability_zone="eu-west-1b", vpc_id="other"),
            subnet("third-b", availability_zone="eu-west-1b", vpc_id="third"),
        ],
        interfaces=[interface("data", **fields)],
        instances=[instance("web-1", subnet_id="app-a", availability_zone="eu-west-1a")],
        attachments=[attachment("it", network_interface_id="data", instance_id="web-1")],
    )


# -- zones and VPCs ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("candidates", "zone", "vpc"),
    [
        (("app-a", "app-b"), "undecided", "pass"),
        (("other-b", "third-b"), ["it"], ["it"]),
        (("app-b", "other-b"), ["it"], "undecided"),
        (("app-b", "subnet-of-another-file"), "undecided", "undecided"),
    ],
)
def test_an_interface_in_one_of_several_subnets_is_in_one_of_their_zones_and_vpcs(candidates, zone, vpc):
    inventory = attached_to_web(subnet_id=one_of(*candidates))

    assert zone == outcome("cross-az-attachment", inventory)
    assert vpc == outcome("cross-vpc-attachment", inventory)


def test_subnets_of_which_nothing_tells_are_not_different_vpcs():
    inventory = estate(
        interfaces=[interface("data", subnet_id=one_of("a", "b"))],
        instances=[instance("web-1", subnet_id=one_of("c", "d"))],
        attachments=[attachment("it", network_interface_id="data", instance_id="web-1")],
    )

    assert outcome("cross-vpc-attachment", inventory) == "undecided"


def test_one_expression_for_two_subnets_is_one_vpc():
    def var():
        return Unknown(Reason.AFTER_APPLY, "var.subnet", symbol="var.subnet")

    inventory = estate(
        interfaces=[interface("data", subnet_id=var())],
        instances=[instance("web-1", subnet_id=var())],
        attachments=[attachment("it", network_interface_id="data", instance_id="web-1")],
    )

    assert outcome("cross-vpc-attachment", inventory) == "pass"


TWO_VPCS = """
    subnets:
      app-a: {vpc_id: vpc-0aaaaaaaaaaaaaaaa, availability_zone: eu-west-1a}
      app-b: {vpc_id: vpc-0aaaaaaaaaaaaaaaa, availability_zone: eu-west-1b}
      other-a: {vpc_id: vpc-0bbbbbbbbbbbbbbbb, availability_zone: eu-west-1a}
"""


def test_an_instance_is_in_the_vpc_of_the_primary_interface_that_it_lists():
    scene = (
        TWO_VPCS
        + """
    instances:
      web-1: {instance_type: m6i.large, network_interfaces: [{device_index: 0, subnet_id: app-a}, {device_index: 1, subnet_id: %s}]}
    """
    )

    assert verdict("cross-vpc-attachment", scene % "other-a") == "warning"
    assert verdict("cross-vpc-attachment", scene % "app-b") == "pass"


def test_remedy_names_subnets_of_the_instances_vpc_and_zone():
    scene = (
        TWO_VPCS
        + """
    instances:
      web-1: {instance_type: m6i.large, subnet_id: app-a}
    network_interfaces:
      data: {subnet_id: other-a, attachment: {instance_id: web-1, device_index: 1}}
    """
    )

    assert [finding.remedy for finding in run("cross-vpc-attachment", inventory_of(scene)).findings] == [
        "Create the interface in a subnet of VPC 'vpc-0aaaaaaaaaaaaaaaa' such as 'app-a', unless 'web-1' is meant to be in two VPCs."
    ]


def test_the_primary_interface_makes_the_vpc():
    inventory = estate(
        interfaces=[interface("main", vpc_id="other")],
        instances=[instance("web-1", vpc_id="app")],
        attachments=[attachment("it", network_interface_id="main", instance_id="web-1", device_index=0)],
    )

    assert outcome("cross-vpc-attachment", inventory) == "pass"


@pytest.mark.parametrize(
    ("owner", "expected"),
    [("444455556666", "error"), ("111122223333", "warning"), (None, "warning"), (Unknown(Reason.OUTSIDE), "warning")],
)
def test_another_vpc_is_an_error_only_where_the_accounts_are_known_to_differ(owner, expected):
    inventory = estate(
        interfaces=[interface("data", vpc_id="other", owner_id=owner)],
        instances=[instance("web-1", vpc_id="app", owner_id="111122223333")],
        attachments=[attachment("it", network_interface_id="data", instance_id="web-1")],
    )

    assert [finding.severity for finding in run("cross-vpc-attachment", inventory).findings] == [expected]


# -- the primary slot --------------------------------------------------------------------------------------------------


def web_with_primary(*attachments, means="inline", **parts):
    primary = attachment("launch", network_interface_id="web-1/primary", instance_id="web-1", device_index=0, means=means)
    return estate(
        instances=[instance("web-1")],
        interfaces=[NetworkInterface(network_interface_id="web-1/primary", origin=origin("web-1", "web-1/primary"))],
        attachments=[*attachments, primary],
        **parts,
    )


@pytest.mark.parametrize("means", ["inline", "captured", "interface"])
def test_a_conflict_about_the_primary_slot_is_told_once_in_whatever_order(means):
    inventory = web_with_primary(attachment("it", network_interface_id="data", instance_id="web-1", device_index=0), means=means)

    assert outcome("attachment-to-primary-slot", inventory) == ["it"]
    assert outcome("attachment-slot-taken", inventory) == "pass"


def test_an_unknown_index_beside_the_primary_interface_alone_is_a_question_for_one_rule():
    scene = """
        instances:
          web-1: {instance_type: m6i.large, network_interfaces: [{device_index: 0}]}
        attachments:
          it: {network_interface_id: eni-0123456789abcdef0, instance_id: web-1, device_index: !unknown var.index}
    """

    assert verdict("attachment-to-primary-slot", scene) == "undecided"
    assert verdict("attachment-slot-taken", scene) == "pass"


def test_the_second_of_two_resources_in_the_primary_slot_is_blamed():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
        attachments:
          first: {network_interface_id: eni-0aaaaaaaaaaaaaaaa, instance_id: web-1, device_index: 0}
          second: {network_interface_id: eni-0bbbbbbbbbbbbbbbb, instance_id: web-1, device_index: 0}
    """

    assert [f.subject.address for f in run("attachment-to-primary-slot", inventory_of(scene)).findings] == ["second"]
    assert verdict("attachment-slot-taken", scene) == "pass"


def test_an_attachment_that_may_go_to_the_instance_may_be_in_its_primary_slot():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
        attachments:
          first: {network_interface_id: eni-0aaaaaaaaaaaaaaaa, instance_id: web-1, device_index: 0}
          second: {network_interface_id: eni-0bbbbbbbbbbbbbbbb, instance_id: !unknown var.instance, device_index: 0}
    """

    assert open_questions("attachment-to-primary-slot", scene) == ["var.instance", "var.instance"]


@pytest.mark.parametrize(("action", "expected"), [("create", ["it"]), ("replace", ["it"]), ("no-op", "pass"), ("update", "pass")])
def test_a_plan_cannot_make_an_attachment_in_the_primary_slot_of_any_instance(action, expected):
    it = attachment("it", network_interface_id="data", instance_id=Unknown(Reason.AFTER_APPLY, "var.instance"), device_index=0)
    inventory = estate(attachments=[it], before=Inventory(), changes={"it": Change(action=action)})

    assert expected == outcome("attachment-to-primary-slot", inventory)


def test_remedy_names_a_free_index():
    inventory = web_with_primary(
        attachment("it", network_interface_id="data", instance_id="web-1", device_index=0),
        attachment("other", network_interface_id="logs", instance_id="web-1", device_index=1),
    )

    assert [finding.remedy for finding in run("attachment-to-primary-slot", inventory).findings] == [
        "Give 'data' another device index, such as 2, or let the instance list it at launch."
    ]


# -- plans -------------------------------------------------------------------------------------------------------------


def moved(now, before, changes, **parts):
    """Judge a plan over interface main, which before was the primary one of web-1."""
    inventory = estate(
        instances=[instance("web-1"), instance("web-2")],
        interfaces=[interface("main")],
        attachments=now,
        before=estate(instances=[instance("web-1")], interfaces=[interface("main")], attachments=before),
        changes={name: Change(action=action) for name, action in changes.items()},
        **parts,
    )
    return outcome("primary-interface-moved", inventory)


def primary_of(instance_id, **fields):
    return attachment("it", **{"network_interface_id": "main", "instance_id": instance_id, "device_index": 0} | fields)


def test_what_only_reads_differently_is_not_moved():
    assert moved([], [primary_of("web-1")], {"main": "no-op", "it": "no-op"}) == "pass"


def test_an_attachment_that_is_deleted_is_detached():
    assert moved([], [primary_of("web-1")], {"it": "delete"}) == ["it"]


def test_an_attachment_that_is_declared_in_another_way_is_not_moved():
    now = [attachment("launch", network_interface_id="main", instance_id="web-1", device_index=0, means="inline")]

    assert moved(now, [primary_of("web-1")], {"it": "delete"}) == "pass"


def test_an_instance_outside_the_plan_stays():
    assert moved([], [primary_of("i-0123456789abcdef0")], {"it": "delete"}) == ["it"]


@pytest.mark.parametrize("action", ["replace", "delete"])
def test_the_primary_interface_goes_with_its_instance(action):
    assert moved([], [primary_of("web-1")], {"web-1": action, "main": action}) == "pass"


def test_a_secondary_interface_may_move():
    now = [primary_of("web-2", device_index=1)]

    assert moved(now, [primary_of("web-1", device_index=1)], {"it": "replace"}) == "no subject"


@pytest.mark.parametrize("field", ["network_interface_id", "instance_id"])
def test_nothing_is_moved_for_certain_that_may_be_where_it_was(field):
    slot = {"network_interface_id": "main", "instance_id": "web-1", "device_index": 0}
    now = [attachment("it", **slot | {field: Unknown(Reason.OUTSIDE)})]

    assert moved(now, [primary_of("web-1")], {"it": "update"}) == "undecided"


def test_a_primary_interface_that_launching_made_is_not_looked_at():
    assert moved([], [primary_of("web-1", network_interface_id="web-1/primary")], {"it": "delete"}) == "no subject"


def test_two_snapshots_are_no_plan():
    assert moved([], [primary_of("web-1")], {"it": "delete"}, live=True) == "no subject"
    assert verdict("primary-interface-moved", "instances: {web-1: {instance_type: m6i.large}}") == "no subject"


def managed(now, before, action, old_attachments=(), new_attachments=(), **changes):
    """Judge a plan over interface it, as it was and as it is to be."""
    inventory = estate(
        interfaces=[] if now is None else [interface("it", **now)],
        attachments=new_attachments,
        before=estate(interfaces=[interface("it", **before)], attachments=old_attachments),
        changes={"it": Change(action=action)} | {name: Change(action=each) for name, each in changes.items()},
    )
    return outcome("managed-interface-changed", inventory)


def chosen_by_aws():
    return [PrivateIpAddress(private_ip_address=Unknown(Reason.ASSIGNED_BY_AWS), primary=True)]


def test_addresses_that_aws_chose_are_no_change():
    now = {"private_ip_addresses": chosen_by_aws(), "requester_managed": True, "tags": []}
    before = {"private_ip_addresses": chosen_by_aws(), "requester_managed": True}

    assert managed(now, before, "update") == "pass"


def test_a_setting_that_is_not_known_may_change():
    now = {"source_dest_check": Unknown(Reason.AFTER_APPLY), "requester_managed": True}

    assert managed(now, {"source_dest_check": True, "requester_managed": True}, "update") == "undecided"
    assert managed(now | {"description": "mine"}, {"source_dest_check": True, "requester_managed": True}, "update") == ["it"]


@pytest.mark.parametrize(
    ("operator", "expected"),
    [(Operator(managed=True), ["it"]), (Operator(managed=False), "pass"), (None, "pass"), (Unknown(Reason.OUTSIDE), "undecided")],
)
def test_an_operator_manages_what_it_says_it_manages(operator, expected):
    assert managed(None, {"operator": operator}, "delete") == expected


def test_a_services_interface_is_not_to_be_detached_or_moved():
    old = [attachment("slot", network_interface_id="it", instance_id="web-1")]
    new = [attachment("slot", network_interface_id="it", instance_id="web-2")]
    service = {"requester_managed": True}

    assert managed(service, service, "no-op", old, [], slot="delete") == ["it"]
    assert managed(service, service, "no-op", old, new, slot="replace") == ["it"]
    assert managed(service, service, "no-op", old, old, slot="no-op") == "no subject"
    assert managed(service, service, "update", old, old) == "pass"


def test_an_attachment_of_an_interface_that_is_not_known_may_be_the_services():
    service = {"requester_managed": True}
    some = attachment("slot", network_interface_id=Unknown(Reason.AFTER_APPLY), instance_id="web-1")

    assert managed(service, service, "no-op", [], [some], slot="create") == "undecided"
    assert managed(service, service, "no-op", [some], [], slot="delete") == "undecided"


# -- network cards and indexes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("rule", ["device-index-beyond-card", "implicit-network-card"])
def test_what_aws_holds_already_is_left_alone(rule):
    scene = """
        live: true
        instances:
          gateway: {instance_type: c6in.32xlarge}
        network_interfaces:
          data: {attachment: {instance_id: gateway, device_index: 14}}
    """

    assert verdict(rule, scene) == "no subject"
    assert verdict(rule, scene.replace("live: true", "live: false")) == "warning"


def test_what_an_instance_or_a_template_lists_is_on_card_0():
    scene = """
        instances:
          gateway: {instance_type: c6in.32xlarge, network_interfaces: [{device_index: 0}, {device_index: 1}]}
        launch_templates:
          gateways: {instance_type: c6in.32xlarge, network_interfaces: [{device_index: 0}, {device_index: 1}]}
    """

    assert verdict("implicit-network-card", scene) == "no subject"


def test_additional_interfaces_of_flexible_queues_extend_the_card():
    scene = """
        instances:
          firewall: {instance_type: c6in.8xlarge}
        network_interfaces:
          data: {attachment: {instance_id: firewall, device_index: %d}}
    """

    assert verdict("device-index-beyond-card", scene % 9) == "pass"
    assert verdict("device-index-beyond-card", scene % 10) == "warning"


def test_an_interface_that_may_go_to_the_instance_may_fill_the_gap():
    scene = """
        instances:
          web-1: {instance_type: t3.micro}
        network_interfaces:
          data: {attachment: {instance_id: web-1, device_index: 2}}
          spare: {attachment: {instance_id: !unknown var.instance, device_index: 1}}
    """

    assert verdict("device-index-beyond-card", scene) == "undecided"


def test_a_card_that_the_type_does_not_have_has_no_indexes():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
        network_interfaces:
          data: {attachment: {instance_id: web-1, network_card_index: 3, device_index: 9}}
    """

    assert verdict("device-index-beyond-card", scene) == "pass"


def test_an_index_that_the_template_does_not_give_may_be_the_primary_ones():
    inventory = estate(
        launch_templates=[template("workers")],
        attachments=[attachment("it", launch_template_id="workers", device_index=None, means="inline")],
    )

    assert outcome("missing-primary-interface", inventory) == "undecided"


# -- one subnet --------------------------------------------------------------------------------------------------------


def shares(*interfaces, **parts):
    """Judge an instance with these interfaces, at device indexes from 0 on."""
    inventory = estate(
        instances=[instance("web-1")],
        interfaces=interfaces,
        attachments=[
            attachment(
                f"to-{each.network_interface_id}",
                network_interface_id=each.network_interface_id,
                instance_id="web-1",
                device_index=i,
            )
            for i, each in enumerate(interfaces)
        ],
        **parts,
    )
    return outcome("same-subnet-interfaces", inventory)


def unknown_subnet(symbol):
    return Unknown(Reason.AFTER_APPLY, "var.subnet", symbol=symbol)


def test_one_expression_for_two_subnets_is_one_subnet():
    assert shares(interface("a", subnet_id=unknown_subnet("x")), interface("b", subnet_id=unknown_subnet("x"))) == ["web-1"]
    assert shares(interface("a", subnet_id=unknown_subnet("x")), interface("b", subnet_id=unknown_subnet("y"))) == "undecided"


def test_a_subnet_that_is_none_of_the_candidates_is_another_one():
    assert shares(interface("a", subnet_id="app-a"), interface("b", subnet_id=one_of("app-b", "app-c"))) == "pass"
    assert shares(interface("a", subnet_id="app-a"), interface("b", subnet_id=one_of("app-a", "app-b"))) == "undecided"


def test_interfaces_without_a_subnet_may_share_one():
    assert shares(interface("a", subnet_id="app-a"), interface("b")) == "undecided"


@pytest.mark.parametrize(
    "fields",
    [
        {"description": "arn:aws:ecs:eu-west-1:111122223333:attachment/0123"},
        {"description": "aws-k8s-branch-eni"},
        {"interface_type": "branch"},
        {"interface_type": "efa"},
        {"requester_managed": True},
    ],
)
def test_whoever_makes_an_interface_for_a_purpose_sees_to_its_routes(fields):
    assert shares(interface("a", subnet_id="app-a"), interface("b", subnet_id="app-a", **fields)) == "pass"


def test_an_interface_that_may_be_a_cnis_is_an_open_question():
    assert (
        shares(interface("a", subnet_id="app-a"), interface("b", subnet_id="app-a", tags=Unknown(Reason.NOT_COLLECTED)))
        == "undecided"
    )


def test_every_subnet_that_is_shared_is_told_with_all_its_interfaces():
    scene = """
        instances:
          web-1: {instance_type: m6i.8xlarge, subnet_id: subnet-0aaaaaaaaaaaaaaaa}
        network_interfaces:
          a: {subnet_id: subnet-0bbbbbbbbbbbbbbbb, attachment: {instance_id: web-1, device_index: 1}}
          b: {subnet_id: subnet-0aaaaaaaaaaaaaaaa, attachment: {instance_id: web-1, device_index: 2}}
          c: {subnet_id: subnet-0bbbbbbbbbbbbbbbb, attachment: {instance_id: web-1, device_index: 3}}
          d: {subnet_id: subnet-0bbbbbbbbbbbbbbbb, attachment: {instance_id: web-1, device_index: 4}}
    """

    assert messages("same-subnet-interfaces", scene) == [
        "Instance 'web-1' has 2 interfaces in subnet 'subnet-0aaaaaaaaaaaaaaaa': the primary one and 'b'.",
        "Instance 'web-1' has 3 interfaces in subnet 'subnet-0bbbbbbbbbbbbbbbb': 'a', 'c' and 'd'.",
    ]


def test_a_long_list_of_interfaces_is_cut():
    interfaces = "\n".join(
        f"          x{n}: {{subnet_id: app-a, attachment: {{instance_id: web-1, device_index: {n}}}}}" for n in range(1, 8)
    )
    scene = f"""
        subnets:
          app-a: {{availability_zone: eu-west-1a}}
        instances:
          web-1: {{instance_type: m6i.8xlarge, subnet_id: app-a}}
        network_interfaces:
{interfaces}
    """

    assert messages("same-subnet-interfaces", scene) == [
        "Instance 'web-1' has 8 interfaces in subnet 'app-a': the primary one, 'x1', 'x2', 'x3', 'x4' and 3 more."
    ]


def test_a_template_leaves_subnets_to_the_launch():
    scene = "launch_templates: {workers: {network_interfaces: [{device_index: 0}, {device_index: 1}]}}"

    assert verdict("same-subnet-interfaces", scene) == "pass"


def test_the_subnet_of_an_interface_defined_elsewhere_may_be_any():
    scene = """
        instances:
          web-1: {instance_type: m6i.large, subnet_id: subnet-0aaaaaaaaaaaaaaaa}
        attachments:
          it: {network_interface_id: eni-0123456789abcdef0, instance_id: web-1, device_index: 1}
    """

    assert verdict("same-subnet-interfaces", scene) == "undecided"


def test_an_attachment_that_may_go_elsewhere_may_share_a_subnet():
    scene = """
        instances:
          web-1: {instance_type: m6i.large, subnet_id: subnet-0aaaaaaaaaaaaaaaa}
        network_interfaces:
          data: {subnet_id: subnet-0aaaaaaaaaaaaaaaa, attachment: {instance_id: !unknown var.instance, device_index: 1}}
    """

    assert open_questions("same-subnet-interfaces", scene) == ["var.instance"]


# -- accounts ----------------------------------------------------------------------------------------------------------

OWNERS = {"interface": "111122223333", "instance": "444455556666"}


def across(before=None, **parts):
    fields = {"looked_up": parts.pop("looked_up", False)}
    inventory = estate(
        interfaces=[interface("data", owner_id=OWNERS["interface"], **fields)],
        instances=[instance("web-1", owner_id=OWNERS["instance"])],
        attachments=[attachment("it", network_interface_id="data", instance_id="web-1")],
        before=before,
        **parts,
    )
    return outcome("attachment-across-accounts", inventory)


def test_permissions_that_were_not_collected_may_be_there():
    assert across() == ["it"]
    assert across(missing={"network interface permissions": Unknown(Reason.NOT_COLLECTED)}) == "undecided"


def test_an_interface_that_is_looked_up_has_its_permissions_elsewhere():
    assert across(looked_up=True) == "undecided"


def test_an_interface_that_a_plan_makes_has_its_permissions_in_the_plan():
    assert across(before=Inventory()) == ["it"]
    assert across(before=estate(interfaces=[interface("data")])) == "undecided"


def test_what_is_attached_was_permitted():
    assert across(live=True) == "no subject"


def test_an_instance_of_which_nothing_tells_the_account_is_in_the_interfaces():
    scene = """
        network_interfaces:
          data: {owner_id: "111122223333", attachment: {instance_id: %s, device_index: 1}}
    """

    assert verdict("attachment-across-accounts", scene % "i-0123456789abcdef0") == "pass"
    assert verdict("attachment-across-accounts", scene % "!unknown var.instance") == "undecided"


# -- declared twice ----------------------------------------------------------------------------------------------------


def test_two_resources_for_one_attachment_are_one_too_many():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
        attachments:
          first: {network_interface_id: eni-0123456789abcdef0, instance_id: web-1, device_index: 1}
          second: {network_interface_id: eni-0123456789abcdef0, instance_id: web-1, device_index: 1}
    """

    assert messages("interface-managed-twice", scene) == [
        "The attachment of interface 'eni-0123456789abcdef0' to 'web-1' is declared twice, by two attachments of its own."
    ]


def test_what_a_snapshot_shows_is_no_declaration():
    twice = [
        attachment(name, network_interface_id="data", instance_id="web-1", means=means)
        for name, means in (("a", "captured"), ("b", "resource"))
    ]

    assert outcome("interface-managed-twice", estate(attachments=twice)) == "no subject"


# -- launches ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "expected"), [((), "pass"), (("groups",), ["web-1"]), (Unknown(Reason.AFTER_APPLY), "undecided")]
)
def test_a_setting_of_a_plan_may_turn_out_to_be_null(settings, expected):
    inventory = estate(
        instances=[instance("web-1", settings_beside_interfaces=settings)],
        attachments=[attachment("it", network_interface_id="data", instance_id="web-1", means="inline")],
    )

    assert expected == outcome("launch-settings-beside-interfaces", inventory)


def test_a_primary_interface_that_launching_makes_may_be_deleted():
    scene = "instances: {web-1: {instance_type: m6i.large, delete_on_termination: true}}"

    assert verdict("delete-on-termination-of-existing-interface", scene) == "no subject"


def test_an_attachment_that_exists_may_delete_its_interface():
    there = attachment("it", network_interface_id="data", instance_id="web-1", delete_on_termination=True, means="captured")

    assert outcome("delete-on-termination-of-existing-interface", estate(attachments=[there])) == "no subject"


def launches(*launchers, key="data"):
    inventory = estate(
        launch_templates=[template("workers")],
        launchers=[
            Launcher(launcher_id=f"g{n}", kind="ec2-fleet", origin=origin(f"g{n}"), **each) for n, each in enumerate(launchers)
        ],
        attachments=[attachment("it", launch_template_id="workers", network_interface_id=key, means="inline")],
    )
    return outcome("shared-interface-in-launch-template", inventory)


@pytest.mark.parametrize(
    ("launchers", "expected"),
    [
        ([], "pass"),
        ([{"launch_template_id": "workers", "max_size": 1}], "pass"),
        ([{"launch_template_id": "workers", "max_size": None}], "undecided"),
        ([{"launch_template_id": "workers", "max_size": 2}, {"launch_template_id": "workers", "max_size": None}], ["it"]),
        ([{"launch_template_id": one_of("workers", "others"), "max_size": 2}], "undecided"),
        ([{"launch_template_id": one_of("workers", "others"), "max_size": 0}], "pass"),
        ([{"launch_template_id": one_of("these", "others"), "max_size": 2}], "pass"),
        ([{"launch_template_id": "others", "max_size": 2}], "pass"),
    ],
)
def test_the_sizes_of_whatever_launches_from_the_template_add_up(launchers, expected):
    assert expected == launches(*launchers)


def test_an_interface_that_is_not_known_may_exist():
    assert launches({"launch_template_id": "workers", "max_size": 2}, key=Unknown(Reason.OUTSIDE)) == "undecided"
    assert launches({"launch_template_id": "workers", "max_size": 2}, key="workers/network_interfaces/0") == "no subject"


def test_an_attachment_written_twice_in_one_way_is_said_so():
    scene = """
        instances:
          i:
            instance_type: m6i.large
            network_interfaces: [{device_index: 0, network_interface_id: n}, {device_index: 0, network_interface_id: n}]
        network_interfaces: {n: {}}
    """

    assert ["The attachment of interface 'n' to 'i' is declared twice by the instance."] == messages(
        "interface-managed-twice", scene
    )
