"""ENA in the rest: queues, zones, types that change, images."""

import pytest
from checking import inventory_of, messages, verdict

QUEUES = "invalid-ena-queue-count"
SUM = "too-many-ena-queues"
ZONE = "ena-express-unsupported-zone"
RESIZE = "ena-express-lost-on-resize"
REQUIRED = "ena-required"
UDP = "ena-express-udp-one-sided"
ON = "ena_srd_specification: {ena_srd_enabled: true}"
WITH_UDP = "ena_srd_specification: {ena_srd_enabled: true, ena_srd_udp_specification: {ena_srd_udp_enabled: true}}"
BIG = "instance_type: c6in.32xlarge"


# -- queues ------------------------------------------------------------------------------------------------------------


def entries(instance_type, *fields):
    rows = ", ".join(f"{{device_index: {n}, {each}}}" for n, each in enumerate(fields))
    return f"launch_templates: {{t: {{instance_type: {instance_type}, network_interfaces: [{rows}]}}}}"


@pytest.mark.parametrize(
    ("instance_type", "fields", "expected"),
    [
        ("m6i.4xlarge", "ena_queue_count: 1", "pass"),
        ("m6i.4xlarge", "ena_queue_count: 0", "error"),
        ("m6i.4xlarge", "ena_queue_count: 3", "error"),
        ("m6i.4xlarge", "ena_queue_count: !unknown x", "undecided"),
        ("!unknown x", "ena_queue_count: 3", "error"),
        ("t5.large", "ena_queue_count: 4", "undecided"),
        ("c8gn.48xlarge", "ena_queue_count: 256, network_card_index: !unknown x", "error"),
        ("c8gn.48xlarge", "ena_queue_count: 128, network_card_index: !unknown x", "pass"),
        ("m6i.4xlarge", "ena_queue_count: 4, network_card_index: 3", "pass"),  # another rule's
        ("m6i.4xlarge", "network_card_index: 0", "no subject"),
    ],
)
def test_queue_count(instance_type, fields, expected):
    assert expected == verdict(QUEUES, entries(instance_type, fields))


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        (["16", "16", "16", "16"], "pass"),
        (["16", "16", "16", "32"], "error"),
        (["16", "16", "16", "16", "!unknown x"], "undecided"),
        (["16", "16", "16", "32", "!unknown x"], "error"),
    ],
)
def test_queues_of_a_card(counts, expected):
    assert expected == verdict(SUM, entries("m6i.4xlarge", *(f"ena_queue_count: {count}" for count in counts)))


def test_interface_that_may_come_may_be_one_too_many():
    scene = """
    instances: {proxy: {instance_type: m6i.4xlarge, ena_queue_count: 16}}
    network_interfaces:
      a: {attachment: {instance_id: proxy, device_index: 1, ena_queue_count: 16}}
      b: {attachment: {instance_id: proxy, device_index: 2, ena_queue_count: 16}}
      c: {attachment: {instance_id: proxy, device_index: 3, ena_queue_count: 16}}
      d: {attachment: {instance_id: !unknown x, device_index: 4}}
    """

    assert "undecided" == verdict(SUM, scene)


def test_interface_that_may_come_finds_room():
    scene = """
    instances: {proxy: {instance_type: m6i.4xlarge, ena_queue_count: 16}}
    network_interfaces: {spare: {attachment: {instance_id: !unknown x, device_index: 4}}}
    """

    assert "pass" == verdict(SUM, scene)


def test_fixed_queues_are_another_rules():
    assert "pass" == verdict(SUM, entries("m5.large", "ena_queue_count: 64"))


# -- zones -------------------------------------------------------------------------------------------------------------


def crossing(own, other, flow="", settings=ON):
    return f"""
    instances:
      a: {{{BIG}, availability_zone: {own}, {ON}}}
      b: {{{BIG}, availability_zone: {other}, {settings}}}
    flows: [{{source: a, destination: b{flow}}}]
    """


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (crossing("sa-east-1a", "sa-east-1c"), "note note"),
        (crossing("sa-east-1a", "sa-east-1a"), "pass"),
        (crossing("eu-west-1a", "eu-west-1b"), "pass"),
        (crossing("sa-east-1a", "sa-east-1c", ", protocol: icmp"), "pass"),
        (crossing("sa-east-1a", "sa-east-1c", ", protocol: !unknown x"), "undecided"),
        (crossing("sa-east-1a", "!unknown x"), "undecided"),
        (crossing("sa-east-1a", "sa-east-1c", settings="ena_srd_specification: !unknown x"), "undecided"),
        (crossing("us-east-1-wl1-bos-wlz-1", "us-east-1a"), "pass"),
        (crossing("nowhere", "us-east-1a"), "undecided"),
        ("network_interfaces: {a: {ena_srd_specification: {ena_srd_enabled: true}}}", "pass"),
        ("network_interfaces: {a: {ena_srd_specification: {ena_srd_enabled: false}}}", "no subject"),
    ],
)
def test_zones_of_a_flow(scene, expected):
    assert expected == verdict(ZONE, scene)


def test_region_of_a_zone_is_what_its_object_says():
    scene = """
    availability_zones:
      left: {zone_type: availability-zone, region_name: me-south-1}
      right: {zone_type: availability-zone, region_name: me-south-1}
    """ + crossing("left", "right")

    assert "note note" == verdict(ZONE, scene)


# -- changes of the type -----------------------------------------------------------------------------------------------


def resize(now, then=f"{{{BIG}, {ON}}}", more=""):
    return f"""
    instances: {{app: {now}}}
    before: {{instances: {{app: {then}}}}}
    {more}
    """


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (resize(f"{{instance_type: m6i.large, {ON}}}"), "error"),
        (resize(f"{{instance_type: m6i.large, {ON}}}", more="changes: {app: {action: replace}}"), "no subject"),
        (resize("{instance_type: m6i.large}"), "pass"),  # turned off by the same plan
        (resize(f"{{{BIG}, {ON}}}"), "no subject"),
        (resize(f"{{instance_type: m6i.large, {ON}}}", f"{{instance_type: !unknown x, {ON}}}"), "undecided"),
        (resize(f"{{instance_type: m6i.large, {ON}}}", f"{{{BIG}, ena_srd_specification: !unknown x}}"), "undecided"),
        (f"instances: {{app: {{instance_type: m6i.large, {ON}}}}}", "no subject"),
    ],
)
def test_resize(scene, expected):
    assert expected == verdict(RESIZE, scene)


# -- images ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("image", "instance", "expected"),
    [
        ("{ena_support: false}", "image_id: ami-1a", "error"),
        ("{ena_support: true}", "image_id: ami-1a", "pass"),
        ("{ena_support: !unknown x}", "image_id: ami-1a", "undecided"),
        ("{ena_support: true}", "image_id: !unknown x", "no subject"),
        ("{ena_support: false}", "image_id: ami-2b", "no subject"),
        ("{ena_support: true}", "image_id: ami-1a, ena_support: false", "error"),
        ("{ena_support: false}", "image_id: !unknown x, ena_support: false", "error"),
    ],
)
def test_image(image, instance, expected):
    scene = f"images: {{ami-1a: {image}}}\ninstances: {{web: {{instance_type: m6i.large, {instance}}}}}"

    assert expected == verdict(REQUIRED, inventory_scene(scene))


def inventory_scene(scene):
    return scene.replace("ami-1a", "ami-0123456789abcdef0").replace("ami-2b", "ami-0fedcba9876543210")


def test_message_names_what_lacks_it():
    scene = "instances: {web: {instance_type: m6i.large, ena_support: false}}"

    assert ["Instance 'web' is of type m6i.large, which requires ENA, but the instance has no ENA support."] == messages(
        REQUIRED, scene
    )


# -- UDP ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "protocol", "expected"),
    [
        (ON, "udp", "warning"),
        (ON, '"17"', "warning"),
        (ON, '"-1"', "warning"),
        (ON, "tcp", "pass"),
        (ON, "!unknown x", "undecided"),
        (WITH_UDP, "udp", "pass"),
        ("ena_srd_specification: {ena_srd_enabled: !unknown x}", "udp", "undecided"),
        ("ena_srd_specification: {ena_srd_enabled: false}", "udp", "pass"),
    ],
)
def test_udp_at_the_other_end(settings, protocol, expected):
    scene = f"""
    instances:
      a: {{{BIG}, {WITH_UDP}}}
      b: {{{BIG}, {settings}}}
    flows: [{{source: a, destination: b, protocol: {protocol}}}]
    """

    assert expected == verdict(UDP, scene)


@pytest.mark.parametrize(("protocol", "expected"), [("udp", "warning"), ('"-1"', "warning"), ("tcp", "pass")])
def test_security_group_has_to_admit_udp(protocol, expected):
    scene = f"""
    security_groups: {{m: {{rules: [{{direction: ingress, ip_protocol: {protocol}, referenced_group_id: self}}]}}}}
    instances:
      a: {{{BIG}, groups: [m], {WITH_UDP}}}
      b: {{{BIG}, groups: [m], {ON}}}
    """

    assert expected == verdict(UDP, scene)


def test_type_that_is_not_known_does_not_matter_for_udp():
    scene = f"""
    instances:
      a: {{instance_type: !unknown x, {WITH_UDP}}}
      b: {{instance_type: !unknown x, {ON}}}
    flows: [{{source: a, destination: b, protocol: udp}}]
    """

    assert "warning" == verdict(UDP, scene)


def test_nobody_with_udp_costs_nothing():
    assert not inventory_of(f"instances: {{a: {{{BIG}}}}}").flows
    assert "no subject" == verdict(UDP, f"instances: {{a: {{{BIG}, {ON}}}}}")
