"""Edges of the rules on attachments that their examples cannot show."""

import pytest
from checking import inventory_of, messages, open_questions, run, verdict

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Attachment, Instance, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown

ZONES = """
    subnets:
      app-a: {availability_zone: eu-west-1a}
      app-b: {availability_zone: eu-west-1b}
      data-b: {availability_zone: eu-west-1b}
"""


def attached(document, name, **fields):
    return Attachment(origin=Origin(document, f"/attachments/{name}", name), **fields)


@pytest.fixture
def document():
    return inventory_of("instances:\n  web-1: {instance_type: t3.micro}\n").instances[0].origin.document


def test_remedy_names_the_subnets_of_the_instances_zone():
    scene = (
        ZONES
        + """
    instances:
      web-1: {instance_type: m6i.large, availability_zone: eu-west-1b}
    network_interfaces:
      data: {subnet_id: app-a, attachment: {instance_id: web-1, device_index: 1}}
    """
    )

    assert [finding.remedy for finding in run("cross-az-attachment", inventory_of(scene)).findings] == [
        "Create the interface in a subnet of eu-west-1b such as 'app-b', 'data-b', or launch the instance in eu-west-1a."
    ]


def test_an_instance_without_subnet_or_zone_is_in_a_zone_that_nobody_tells():
    scene = (
        ZONES
        + """
    instances:
      web-1: {instance_type: m6i.large}
    network_interfaces:
      data: {subnet_id: app-a, attachment: {instance_id: web-1, device_index: 1}}
    """
    )

    assert open_questions("cross-az-attachment", scene)[-1] == "neither a subnet nor a zone is given for web-1"


def test_zones_that_are_not_known_differ_when_they_have_no_candidate_in_common(document):
    inventory = Inventory(
        interfaces=[
            NetworkInterface(
                network_interface_id="data",
                availability_zone=Unknown(Reason.AMBIGUOUS, candidates=["eu-west-1a", "eu-west-1b"]),
                origin=Origin(document, "/network_interfaces/data", "data"),
            )
        ],
        instances=[
            Instance(instance_id="web-1", availability_zone="eu-west-1c", origin=Origin(document, "/instances/web-1", "web-1"))
        ],
        attachments=[attached(document, "it", network_interface_id="data", instance_id="web-1", device_index=1)],
    )

    assert [finding.message for finding in run("cross-az-attachment", inventory).findings] == [
        "Interface 'data' is in another zone, but instance 'web-1', to which it is attached, is in eu-west-1c."
    ]


def test_an_attachment_to_an_instance_of_a_service_is_nobodys_business(document):
    inventory = Inventory(
        attachments=[
            attached(document, "balancer", network_interface_id="eni-1", device_index=1, network_card_index=0),
            attached(document, "gateway", network_interface_id="eni-2", device_index=1, network_card_index=0),
        ]
    )

    for rule in ("cross-az-attachment", "interface-attached-twice", "attachment-slot-taken", "network-card-out-of-range"):
        result = run(rule, inventory)
        assert not result.findings
        assert not result.undecided


def test_templates_attach_nothing_yet():
    scene = """
        launch_templates:
          blue: {network_interfaces: [{device_index: 1, network_interface_id: eni-0123456789abcdef0}]}
          green: {network_interfaces: [{device_index: 1, network_interface_id: eni-0123456789abcdef0}]}
        network_interfaces:
          data: {attachment: {instance_id: i-0123456789abcdef0, device_index: 1}}
    """

    assert verdict("interface-attached-twice", scene) == "no subject"


def test_one_expression_for_two_interfaces_is_one_interface(document):
    def var():
        return Unknown(Reason.AFTER_APPLY, "var.interface", symbol="var.interface")

    inventory = Inventory(
        attachments=[
            attached(document, "first", network_interface_id=var(), instance_id="i-1", device_index=1),
            attached(document, "second", network_interface_id=var(), instance_id="i-2", device_index=1),
        ]
    )
    result = run("interface-attached-twice", inventory)

    assert [finding.subject.address for finding in result.findings] == ["second"]
    assert (
        result.findings[0].message
        == "Interface (var.interface) is attached to 'i-1' (device index 1) and again to 'i-2' (device index 1)."
    )


def test_an_interface_that_is_not_known_may_be_any_other():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
          web-2: {instance_type: m6i.large}
        network_interfaces:
          data: {attachment: {instance_id: web-1, device_index: 1}}
        attachments:
          it: {network_interface_id: !unknown var.interface, instance_id: web-2, device_index: 1}
    """

    assert open_questions("interface-attached-twice", scene) == ["var.interface"]


def test_an_interface_that_is_one_of_others_is_not_this_one(document):
    one_of = Unknown(Reason.AMBIGUOUS, candidates=["pool-1", "pool-2"])
    inventory = Inventory(
        attachments=[
            attached(document, "first", network_interface_id="data", instance_id="i-1", device_index=1),
            attached(document, "second", network_interface_id=one_of, instance_id="i-2", device_index=1),
        ]
    )

    assert not run("interface-attached-twice", inventory).undecided


def test_a_certain_conflict_is_told_beside_a_doubtful_one():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
        network_interfaces:
          a: {attachment: {instance_id: web-1, device_index: !unknown var.index}}
          b: {attachment: {instance_id: web-1, device_index: 1}}
          c: {attachment: {instance_id: web-1, device_index: 1}}
    """

    assert messages("attachment-slot-taken", scene) == [
        "Interface 'c' is attached to 'web-1' at device index 1, where 'b' already is."
    ]


def test_the_attachment_is_blamed_rather_than_the_interface_that_the_instance_lists():
    scene = """
        network_interfaces:
          data: {attachment: {instance_id: web-1, device_index: 0}}
        instances:
          web-1: {instance_type: m6i.large, network_interfaces: [{device_index: 0}]}
    """

    assert [finding.at.pointer for finding in run("attachment-slot-taken", inventory_of(scene)).findings] == [
        "/network_interfaces/data/attachment/device_index"
    ]


def test_free_device_index_is_the_lowest_of_the_card():
    scene = """
        instances:
          web-1: {instance_type: m6i.4xlarge}
        network_interfaces:
          a: {attachment: {instance_id: web-1, device_index: 1}}
          b: {attachment: {instance_id: web-1, device_index: 2}}
          c: {attachment: {instance_id: web-1, device_index: 2}}
          d: {attachment: {instance_id: web-1, device_index: 4}}
    """

    assert [finding.remedy for finding in run("attachment-slot-taken", inventory_of(scene)).findings] == [
        "Give 'c' another device index, such as 3."
    ]


def test_an_attachment_to_an_instance_that_is_not_known_may_take_a_slot_but_not_another():
    scene = """
        instances:
          web-1: {instance_type: m6i.large}
        network_interfaces:
          a: {attachment: {instance_id: web-1, device_index: 1}}
          b: {attachment: {instance_id: !unknown var.instance, device_index: %d}}
    """

    assert open_questions("attachment-slot-taken", scene % 1) == ["var.instance"]
    assert verdict("attachment-slot-taken", scene % 2) == "pass"


def test_an_attachment_that_a_plan_makes_is_there_though_its_status_comes_after_apply(document):
    inventory = Inventory(
        attachments=[
            attached(document, f"to-{instance}", network_interface_id="data", instance_id=instance, device_index=1, status=status)
            for instance, status in (("i-1", None), ("i-2", Unknown(Reason.AFTER_APPLY)))
        ]
    )

    assert [finding.subject.address for finding in run("interface-attached-twice", inventory).findings] == ["to-i-2"]
