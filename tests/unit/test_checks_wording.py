"""The words that messages share, in the cases that no example shows."""

import pytest
from checking import inventory_of

from eni_lint.checks._wording import all_of, instance_name, interface_name, listed, plural, shown, smallest_type, type_advice
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Attachment
from eni_lint.inventory.unknown import Reason, Unknown

NOWHERE = Unknown(Reason.DECLARED, "var.name")
SCENE = """
    instances:
      web-1: {instance_type: m6i.large}
      metal: {instance_type: u-6tb1.112xlarge}
    launch_templates:
      workers: {instance_type: m6i.large}
    network_interfaces:
      data: {}
"""


@pytest.fixture
def inventory():
    return inventory_of(SCENE)


def attachment(inventory, **fields):
    return Attachment(origin=inventory.instances[0].origin, **fields)


@pytest.mark.parametrize(
    ("number", "noun", "expected"),
    [
        (1, "address", "1 address"),
        (0, "address", "0 addresses"),
        (2, "prefix", "2 prefixes"),
        (2, "branch", "2 branches"),
        (1000, "interface", "1,000 interfaces"),
        (2000, "address", "2,000 addresses"),
    ],
)
def test_numbers_agree_with_their_nouns(number, noun, expected):
    assert expected == plural(number, noun)


def test_what_is_not_known_is_written_otherwise():
    assert ["0", "none", "none"] == [shown(0, "none"), shown(None, "none"), shown(NOWHERE, "none")]


def test_five_names_make_a_list_and_the_others_are_counted():
    assert "'a', 'b', 'c', 'd', 'e'" == listed("abcde")
    assert "'a', 'b', 'c', 'd', 'e' and 2 more" == listed("abcdefg")


@pytest.mark.parametrize(("names", "expected"), [("a", "'a'"), ("ab", "'a' and 'b'"), ("abc", "'a', 'b' and 'c'")])
def test_all_names_are_written_out_where_all_matter(names, expected):
    assert expected == all_of(names)


@pytest.mark.parametrize(
    ("key", "expected"),
    [("data", "'data'"), ("eni-0123", "'eni-0123'"), (None, "(a new one)"), (NOWHERE, "(var.name)")],
)
def test_interface_of_an_attachment(inventory, key, expected):
    assert expected == interface_name(inventory, attachment(inventory, network_interface_id=key))


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"instance_id": "web-1"}, "'web-1'"),
        ({"instance_id": "i-0123"}, "'i-0123'"),
        ({"instance_id": None}, "an instance of an AWS service"),
        ({"instance_id": NOWHERE}, "an instance that is not known"),
        ({"launch_template_id": "workers"}, "'workers'"),
        ({"launch_template_id": "lt-0123"}, "'lt-0123'"),
    ],
)
def test_host_of_an_attachment(inventory, fields, expected):
    assert expected == instance_name(inventory, attachment(inventory, network_interface_id="data", **fields))


def test_names_are_addresses_rather_than_keys(inventory):
    (web, *_), (template, *_) = inventory.instances, inventory.launch_templates
    captured = Inventory(instances=[web], launch_templates=[template])
    captured.instance_by_key = {"i-0123": web}
    captured.launch_template_by_key = {"lt-0123": template}

    assert "'web-1'" == instance_name(captured, attachment(inventory, network_interface_id="data", instance_id="i-0123"))
    assert "'workers'" == instance_name(
        captured, attachment(inventory, network_interface_id="data", launch_template_id="lt-0123")
    )


def test_advice_names_the_smallest_type_of_the_family_that_does(inventory):
    web, metal = inventory.instances

    assert "Change the type to m6i.xlarge, the smallest m6i type that carries 4 interfaces" == type_advice(
        inventory, web, lambda t: t.maximum_network_interfaces >= 4, "4 interfaces"
    )
    assert "No u-6tb1 type carries 99 interfaces: choose another family" == type_advice(
        inventory, metal, lambda _: False, "99 interfaces"
    )


def test_no_type_is_named_without_a_catalogue_or_a_type(inventory):
    (web, *_) = inventory.instances
    assert "m6i.large" == smallest_type(inventory, web, lambda _: True)

    inventory.catalog = None

    assert smallest_type(inventory, web, lambda _: True) is None


def test_no_type_is_named_where_the_own_type_is_not_known():
    inventory = inventory_of("instances: {web-1: {instance_type: !unknown var.type}}")

    assert smallest_type(inventory, inventory.instances[0], lambda _: True) is None
