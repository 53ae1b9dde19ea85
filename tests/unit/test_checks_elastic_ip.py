"""Elastic IPs, in cases that the declared format cannot show: symbols, candidates, kinds that were not collected."""

import pytest

from eni_lint.catalog.load import load_catalog
from eni_lint.checks._zones import region_of, zone_named
from eni_lint.documents import Document
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import (
    Attachment,
    ElasticIp,
    Instance,
    InternetGateway,
    NetworkInterface,
    Operator,
    PrivateIpAddress,
    Subnet,
    Vpc,
)
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import AvailabilityZone, Change, ElasticIpAssociation, NatGateway
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known
from eni_lint.rulebook.load import load_rulebook

DOCUMENT = Document("scene.yaml", "declared", {}, "")
RULEBOOK = load_rulebook()
ASSIGNED = Unknown(Reason.ASSIGNED_BY_AWS)


def origin(name):
    return Origin(DOCUMENT, f"/things/{name}", name, f"things/{name}")


def association(name, **fields):
    return ElasticIpAssociation(origin=origin(name), **({"allocation_id": name} | fields))


def interface(name="data", *addresses, **fields):
    entries = [PrivateIpAddress(private_ip_address=text, primary=number == 0) for number, text in enumerate(addresses)]
    return NetworkInterface(network_interface_id=name, private_ip_addresses=entries, origin=origin(name), **fields)


def after_apply(symbol=None, *candidates):
    return Unknown(Reason.AFTER_APPLY, symbol=symbol, candidates=candidates)


def outcomes(rule, **parts):
    inventory = Inventory(**parts)
    inventory.catalog = load_catalog()
    result = evaluate(inventory, bind(RULEBOOK, select=[rule]))
    assert not result.errored
    return [finding.subject.address for finding in result.findings], [each.subject.address for each in result.undecided]


def messages(rule, **parts):
    return [finding.message for finding in evaluate(Inventory(**parts), bind(RULEBOOK, select=[rule])).findings]


# -- two on one address


def test_one_unknown_interface_is_the_same_interface_twice():
    found = outcomes(
        "address-with-two-elastic-ips",
        elastic_ip_associations=[
            association("first", network_interface_id=after_apply("eni.a")),
            association("second", network_interface_id=after_apply("eni.a")),
        ],
    )

    assert (["second"], []) == found


def test_one_unknown_private_address_carries_only_one():
    found = outcomes(
        "address-with-two-elastic-ips",
        interfaces=[interface("data", ASSIGNED)],
        elastic_ip_associations=[
            association(name, network_interface_id="data", private_ip_address=after_apply("eni.data.private_ip"))
            for name in ("first", "second")
        ],
    )

    assert (["second"], []) == found


def test_interfaces_of_which_neither_can_be_the_other_hold_one_each():
    found = outcomes(
        "address-with-two-elastic-ips",
        elastic_ip_associations=[
            association("first", network_interface_id=after_apply(None, "a[0]", "a[1]")),
            association("second", network_interface_id=after_apply(None, "b[0]", "b[1]")),
            association("third", network_interface_id="c"),
        ],
    )

    assert ([], []) == found


def test_an_instance_outside_the_input_has_one_primary_interface():
    found = outcomes(
        "address-with-two-elastic-ips",
        elastic_ip_associations=[
            association("first", instance_id="i-0123456789abcdef0"),
            association("second", instance_id="i-0123456789abcdef0"),
            association("third", network_interface_id="eni-0123456789abcdef0"),
        ],
    )

    assert (["second"], ["third"]) == found


def test_instances_of_one_counted_resource_lead_to_their_primary_interfaces():
    instances = [Instance(instance_id=f"web[{n}]", origin=origin(f"web[{n}]")) for n in range(2)]
    attachments = [
        Attachment(network_interface_id=f"web[{n}]/primary", instance_id=f"web[{n}]", device_index=0, means="inline")
        for n in range(2)
    ]
    found = outcomes(
        "address-with-two-elastic-ips",
        instances=instances,
        attachments=attachments,
        elastic_ip_associations=[
            association("first", instance_id=after_apply(None, "web[0]", "web[1]")),
            association("second", network_interface_id="other"),
            association("third", network_interface_id="web[1]/primary"),
        ],
    )

    assert ([], ["third"]) == found


def test_an_association_that_leads_nowhere_is_no_subject():
    found = outcomes("address-with-two-elastic-ips", elastic_ip_associations=[association("first"), association("second")])

    assert ([], []) == found


def test_a_secondary_address_is_not_the_primary_one_that_aws_assigns():
    found = outcomes(
        "address-with-two-elastic-ips",
        interfaces=[interface("data", ASSIGNED, "10.0.1.11")],
        elastic_ip_associations=[
            association("first", network_interface_id="data"),
            association("second", network_interface_id="data", private_ip_address="10.0.1.11"),
        ],
    )

    assert ([], []) == found


# -- associations that exist


@pytest.mark.parametrize("rule", ["elastic-ip-instance-and-interface", "elastic-ip-on-multi-interface-instance"])
def test_what_aws_tells_of_an_association_is_no_mistake(rule):
    told = association("public", instance_id="i-1", network_interface_id="eni-1")

    assert ([], []) == outcomes(rule, elastic_ip_associations=[told], live=True)


def test_an_association_that_a_plan_changes_is_looked_at():
    told = association("public", instance_id="i-1", network_interface_id="eni-1")
    changes = {"public": Change(action="replace")}

    assert (["public"], []) == outcomes("elastic-ip-instance-and-interface", elastic_ip_associations=[told], changes=changes)


# -- gateways


def on_vpc(vpc_id="main", **fields):
    return {
        "subnets": [Subnet(subnet_id="a", vpc_id=vpc_id, availability_zone="eu-west-1a", origin=origin("a"))],
        "interfaces": [interface("data", subnet_id="a")],
        "elastic_ip_associations": [association("public", network_interface_id="data")],
    } | fields


def test_a_snapshot_without_the_gateways_cannot_tell():
    missing = {"internet gateways": Unknown(Reason.NOT_COLLECTED)}

    assert ([], ["public"]) == outcomes("elastic-ip-without-internet-gateway", **on_vpc(live=True, missing=missing))


def test_a_complete_snapshot_need_not_hold_the_vpc():
    assert (["public"], []) == outcomes("elastic-ip-without-internet-gateway", **on_vpc(live=True))


def test_a_gateway_whose_vpc_is_not_known_may_be_the_one():
    gateway = InternetGateway(internet_gateway_id="igw", vpc_id=after_apply(), origin=origin("igw"))

    assert ([], ["public"]) == outcomes("elastic-ip-without-internet-gateway", **on_vpc(live=True, internet_gateways=[gateway]))


def test_a_vpc_of_a_data_source_may_have_its_gateway_elsewhere():
    vpc = Vpc(vpc_id="main", origin=origin("data.aws_vpc.main"))
    plan = on_vpc(vpcs=[vpc], changes={"a": Change(action="create")}, before=Inventory())

    assert ([], ["public"]) == outcomes("elastic-ip-without-internet-gateway", **plan)


def test_a_subnet_without_a_zone_is_never_put_into_a_wavelength_zone():
    subnets = [Subnet(subnet_id="a", vpc_id="main", origin=origin("a"))]

    assert (["public"], []) == outcomes("elastic-ip-without-internet-gateway", **on_vpc(live=True, subnets=subnets))


# -- idle


def test_a_nat_gateway_of_which_nothing_is_known_may_hold_any_address():
    gateway = NatGateway(nat_gateway_id="nat", allocation_ids=Unknown(Reason.NOT_COLLECTED), origin=origin("nat"))
    addresses = [ElasticIp(allocation_id="spare", origin=origin("spare"))]

    assert ([], ["spare"]) == outcomes("idle-elastic-ip", elastic_ips=addresses, nat_gateways=[gateway], live=True)


def test_the_association_of_an_address_to_come_need_not_be_known():
    addresses = [ElasticIp(allocation_id="spare", association_id=after_apply(), origin=origin("spare"))]
    changes = {"spare": Change(action="create")}

    assert (["spare"], []) == outcomes("idle-elastic-ip", elastic_ips=addresses, changes=changes)


def test_an_address_that_a_plan_leaves_as_it_is_may_be_associated_elsewhere():
    addresses = [ElasticIp(allocation_id="spare", origin=origin("spare"))]
    changes = {"spare": Change(action="no-op")}

    assert ([], ["spare"]) == outcomes("idle-elastic-ip", elastic_ips=addresses, changes=changes)


def test_an_association_id_is_use_enough():
    addresses = [ElasticIp(allocation_id="web", association_id="eipassoc-1", origin=origin("web"))]

    assert ([], []) == outcomes("idle-elastic-ip", elastic_ips=addresses)


@pytest.mark.parametrize("fields", [{"requester_managed": True}, {"operator": Operator(managed=True)}])
def test_a_service_keeps_its_own_interfaces(fields):
    found = outcomes(
        "elastic-ip-on-idle-resource",
        interfaces=[interface("data", status="available", **fields)],
        elastic_ip_associations=[association("public", network_interface_id="data")],
    )

    assert ([], []) == found


# -- automatic addresses


def launched_with(*interfaces, **instance):
    return {
        "instances": [Instance(instance_id="web", instance_type="m6i.large", origin=origin("web"), **instance)],
        "interfaces": interfaces,
        "attachments": [
            Attachment(
                network_interface_id=each.network_interface_id,
                instance_id="web",
                device_index=number,
                means="inline" if number == 0 else "resource",
                origin=origin(f"attachment {number}"),
            )
            for number, each in enumerate(interfaces)
        ],
    }


def test_an_elastic_ip_on_another_address_does_not_replace_the_automatic_one():
    primary = interface("web/primary", "10.0.1.10", "10.0.1.11", associate_public_ip_address=True)
    elastic = association("public", network_interface_id="web/primary", private_ip_address="10.0.1.11")
    scene = launched_with(primary, interface("data")) | {"elastic_ip_associations": [elastic]}

    assert (["web"], []) == outcomes("auto-public-ip-lost", **scene)


def test_an_elastic_ip_of_which_nothing_tells_where_it_goes_may_replace_the_automatic_address():
    primary = interface("web/primary", "10.0.1.10", associate_public_ip_address=True)
    elastic = association("public", network_interface_id=after_apply())
    scene = launched_with(primary, interface("data")) | {"elastic_ip_associations": [elastic]}

    assert ([], ["web"]) == outcomes("auto-public-ip-lost", **scene)


def test_expressly_no_public_address_goes_before_the_subnet():
    subnet = Subnet(subnet_id="a", map_public_ip_on_launch=True, origin=origin("a"))
    primary = interface("web/primary", subnet_id="a", associate_public_ip_address=False)
    scene = launched_with(primary, interface("data")) | {"subnets": [subnet]}

    assert ([], []) == outcomes("auto-public-ip-lost", **scene)


def test_a_snapshot_without_the_address_settles_it_whatever_the_subnet_says():
    subnet = Subnet(subnet_id="a", map_public_ip_on_launch=True, origin=origin("a"))
    scene = launched_with(interface("web/primary", subnet_id="a"), interface("data")) | {"subnets": [subnet], "live": True}

    assert ([], []) == outcomes("auto-public-ip-lost", **scene)


# -- zones

NOTHING = Inventory()


@pytest.mark.parametrize(
    ("name", "zone_type", "group", "region"),
    [
        ("eu-west-1a", "availability-zone", "eu-west-1", "eu-west-1"),
        ("us-gov-east-1b", "availability-zone", "us-gov-east-1", "us-gov-east-1"),
        ("eusc-de-east-1a", "availability-zone", "eusc-de-east-1", "eusc-de-east-1"),
        ("us-west-2-lax-1a", "local-zone", "us-west-2-lax-1", "us-west-2"),
        ("us-east-1-wl1-bos-wlz-1", "wavelength-zone", "us-east-1-wl1-bos-wlz-1", "us-east-1"),
    ],
)
def test_the_name_of_a_zone_tells_its_sort_group_and_region(name, zone_type, group, region):
    zone = zone_named(NOTHING, name)

    assert (zone_type, group, region) == (zone.zone_type, zone.network_border_group, region_of(name))


@pytest.mark.parametrize("name", ["use1-az1", "rack-7", "", "eu-west-1"])
def test_another_name_tells_nothing(name):
    with pytest.raises(Undecided):
        known(zone_named(NOTHING, name).zone_type)


def test_what_a_zone_says_of_itself_goes_before_its_name():
    told = AvailabilityZone(zone_name="eu-west-1z", zone_type="local-zone", origin=origin("eu-west-1z"))

    assert "local-zone" == zone_named(Inventory(availability_zones=[told]), "eu-west-1z").zone_type


def test_an_address_outside_the_input_is_named_by_its_id():
    found = messages(
        "elastic-ip-on-idle-resource",
        interfaces=[interface("data", status="available")],
        elastic_ip_associations=[association("web", allocation_id="eipalloc-1", network_interface_id="data")],
    )

    assert ["Elastic IP 'eipalloc-1' is on interface 'data', which is attached to nothing."] == found
