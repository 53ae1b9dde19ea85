"""What checks ask of attachments, in the cases that no example shows."""

import pytest

from eni_lint.checks import over
from eni_lint.checks._attachment_slots import slot_name
from eni_lint.checks._attachments import (
    attached,
    carried_by,
    carrier_of,
    claims_on_interfaces,
    claims_on_slots,
    one_attachment,
    same_host,
    same_interface,
    same_slot,
    type_of,
)
from eni_lint.documents import Document
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Attachment, Instance, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Undecided, Unknown

DOCUMENT = Document("scene.yaml", "declared", {}, "")
NOWHERE = Unknown(Reason.DECLARED, "var.key")


def origin(name):
    return Origin(DOCUMENT, f"/things/{name}", name)


def attachment(interface="data", instance="web-1", *, name="it", **fields):
    return Attachment(origin=origin(name), network_interface_id=interface, instance_id=instance, **fields)


def answer(question, *args):
    """Give the answer, or the words of the doubt."""
    try:
        return question(*args)
    except Undecided as raised:
        return raised.unknown.detail


def test_a_check_keeps_the_name_and_the_words_of_its_function():
    @over(lambda inventory: inventory.interfaces)
    def something_wrong(interface, inventory, params):
        """Fire when something is wrong."""

    assert ("something_wrong", "Fire when something is wrong.") == (something_wrong.__name__, something_wrong.__doc__)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("data", "data", True),
        ("data", "backup", False),
        (None, None, False),
        (None, NOWHERE, False),
        (NOWHERE, "data", "var.key"),
    ],
)
def test_entries_that_name_no_interface_each_make_a_new_one(one, other, expected):
    assert expected == answer(same_interface, attachment(one), attachment(other))
    assert expected == answer(same_interface, attachment(other), attachment(one))


def test_an_instance_and_a_template_are_not_one_host():
    in_template = attachment(None, None, launch_template_id="workers")

    assert same_host(in_template, attachment(None, None, launch_template_id="workers"))
    assert not same_host(in_template, attachment())
    assert not same_host(attachment(instance=NOWHERE), in_template)
    assert same_host(attachment(), attachment())


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ((None, 1), (0, 1), True),
        ((None, 1), (1, 1), False),
        ((0, 1), (0, 2), False),
        ((NOWHERE, 1), (0, 2), False),
        ((NOWHERE, 1), (0, 1), "var.key"),
        ((0, None), (0, 1), "the device index is not given"),
        ((0, None), (1, 1), False),
    ],
)
def test_a_slot_is_a_card_and_a_device_index(one, other, expected):
    first, second = (attachment(network_card_index=card, device_index=device) for card, device in (one, other))

    assert expected == answer(same_slot, first, second)


def test_a_device_index_that_is_not_given_is_outside():
    with pytest.raises(Undecided) as raised:
        same_slot(attachment(device_index=None), attachment(device_index=1))

    assert Reason.OUTSIDE is raised.value.unknown.reason


def test_two_interfaces_in_one_slot_are_two_attachments():
    assert not one_attachment(attachment("data", device_index=1), attachment("backup", device_index=1))
    assert one_attachment(attachment("data", device_index=1), attachment("data", device_index=1))


@pytest.mark.parametrize(
    ("card", "device", "expected"),
    [
        (None, 2, "device index 2"),
        (0, 2, "device index 2"),
        (1, 2, "network card 1, device index 2"),
        (NOWHERE, 2, "network card unknown, device index 2"),
        (0, None, "device index unknown"),
        (1, NOWHERE, "network card 1, device index unknown"),
    ],
)
def test_name_of_a_slot(card, device, expected):
    assert expected == slot_name(attachment(network_card_index=card, device_index=device))


def test_an_instance_without_a_type_is_of_one_that_nobody_tells():
    web = Instance(instance_id="web-1", origin=origin("web-1"))
    inventory = Inventory(instances=[web])

    with pytest.raises(Undecided) as raised:
        type_of(inventory, web)

    assert (Reason.OUTSIDE, "no instance type is given for web-1") == (raised.value.unknown.reason, raised.value.unknown.detail)


def test_an_attachment_without_a_host_of_ours_is_carried_by_none():
    held_by_service = attachment(instance=None)

    assert carrier_of(Inventory(attachments=[held_by_service]), held_by_service) is None


def test_what_may_be_on_a_host_is_told_with_the_doubt():
    web = Instance(instance_id="web-1", origin=origin("web-1"))
    sure, leaving, perhaps = attachment(device_index=1), attachment("b", status=NOWHERE, device_index=2), attachment("c", NOWHERE)
    gone = attachment("d", status="detached", device_index=3)
    inventory = Inventory(instances=[web], attachments=[sure, leaving, perhaps, gone])

    carried = carried_by(inventory, web)

    assert [sure] == carried.sure
    assert [(leaving, NOWHERE), (perhaps, NOWHERE)] == carried.perhaps


def test_only_interfaces_that_an_unknown_key_may_name_are_perhaps_attached():
    interfaces = [NetworkInterface(network_interface_id=key, origin=origin(key)) for key in ("a", "b", "c")]
    one_of_two = Unknown(Reason.AMBIGUOUS, candidates=frozenset({"a", "b"}))
    inventory = Inventory(interfaces=interfaces, attachments=[attachment(one_of_two)])

    assert ["a", "b"] == [interface.network_interface_id for interface in attached(inventory)]


def claims(walk, *attachments):
    inventory = Inventory(attachments=attachments)
    return {claim.origin.address: [other.origin.address for other in claim.earlier] for claim in walk(inventory)}


def test_claims_on_an_interface_know_those_before_them():
    one, two, three = attachment("a", name="1"), attachment("b", name="2"), attachment("a", "web-2", name="3")

    assert {"3": ["1"]} == {name: earlier for name, earlier in claims(claims_on_interfaces, one, two, three).items() if earlier}


def test_a_claim_on_an_unknown_interface_disputes_with_all_before_and_after_it():
    one, two, three = attachment("a", name="1"), attachment(NOWHERE, name="2"), attachment("b", "web-2", name="3")

    assert {"2": ["1"], "3": ["2"]} == claims(claims_on_interfaces, one, two, three)


def test_claims_on_a_slot_know_those_of_the_slot_and_those_that_nobody_can_place():
    first = attachment("a", name="1", device_index=1)
    on_card = attachment("b", name="2", device_index=1, network_card_index=1)
    unplaced = attachment("c", name="3", device_index=None)
    same = attachment("d", name="4", device_index=1, network_card_index=0)

    assert {"1": [], "2": [], "3": ["1", "2"], "4": ["1", "3"]} == claims(claims_on_slots, first, on_card, unplaced, same)


def test_what_an_instance_lists_itself_comes_first():
    assert {"2": [], "1": ["2"]} == claims(
        claims_on_slots,
        attachment("a", name="1", device_index=1, means="resource"),
        attachment("b", name="2", device_index=1, means="inline"),
    )
