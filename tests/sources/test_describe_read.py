"""What captured answers become: the inventory."""

from __future__ import annotations

import json

import msgspec
import pytest
from describe_corpus import attached, ec2, eni, inventory, plain, read, read_folder, reservation

from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.unknown import Reason, Unknown


def is_absent(value):
    return isinstance(value, Unknown) and value.reason is Reason.NOT_COLLECTED


def slots(found):
    return [(a.network_interface_id, a.instance_id, a.device_index, a.network_card_index) for a in found.attachments]


def test_estate_with_every_call_becomes_this_inventory(golden):
    snapshot = read_folder("estate")
    parts = {name: plain(part) for name, part in vars(snapshot.inventory).items()}
    text = json.dumps({name: part for name, part in parts.items() if part not in ([], {}, None)}, indent=1) + "\n"

    assert golden("describe-estate.json", text) == text
    assert ([], []) == (snapshot.notes, snapshot.faults)


def test_estate_misses_nothing():
    assert {} == read_folder("estate").inventory.missing


def test_documents_are_in_the_order_of_their_names():
    documents = read_folder("estate").documents

    assert sorted(d.path for d in documents) == [d.path for d in documents]
    assert {"describe"} == {d.kind for d in documents}


def test_instance_types_are_handed_on_as_they_are():
    assert [{"InstanceType": "m6i.large", "NetworkInfo": {"MaximumNetworkInterfaces": 3}}] == read_folder("estate").instance_types


def test_interfaces_are_those_of_the_model():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1")]}).interfaces

    assert isinstance(found[0], NetworkInterface)
    assert found == [found[0]]


def test_interfaces_cannot_be_changed():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1")]}).interfaces[0]

    with pytest.raises(AttributeError):
        found.subnet_id = "subnet-0a1"


def test_placebo_recordings_are_unwrapped():
    snapshot = read_folder("placebo")

    assert ["eni-0old"] == [i.network_interface_id for i in snapshot.inventory.interfaces]
    assert [("eni-0old", "i-0old", 0, None)] == slots(snapshot.inventory)
    assert "/data/NetworkInterfaces/0/Attachment" == snapshot.inventory.attachments[0].origin.pointer


def test_old_records_have_an_interface_type_that_is_not_known():
    assert is_absent(read_folder("placebo").inventory.interfaces[0].interface_type)


def test_records_cut_down_know_nothing_of_what_they_leave_out():
    sparse, bare = read_folder("cut-down").inventory.interfaces
    told = ("subnet_id", "vpc_id", "availability_zone", "owner_id", "status", "requester_managed", "source_dest_check", "tags")

    assert all(is_absent(getattr(bare, name)) for name in (*told, "description", "private_ip_addresses", "groups"))
    assert [("10.0.0.5", True)] == [(a.private_ip_address, a.primary) for a in sparse.private_ip_addresses]


def test_absent_lists_and_settings_of_an_interface_are_none():
    bare = read_folder("cut-down").inventory.interfaces[1]

    assert ([], [], []) == (bare.ipv6_addresses, bare.ipv4_prefixes, bare.ipv6_prefixes)
    assert bare.ena_srd_specification is None
    assert bare.connection_tracking_specification is None


def test_subnets_cut_down_know_nothing_of_what_they_leave_out():
    subnet = read_folder("cut-down").inventory.subnets[0]

    assert all(is_absent(getattr(subnet, name)) for name in ("vpc_id", "availability_zone", "cidr_block", "ipv6_cidr_blocks"))


def test_service_attachment_has_no_instance():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1", Attachment={"InstanceOwnerId": "amazon-elb", "DeviceIndex": 1})]})

    assert [("eni-0a1", None, 1, None)] == slots(found)
    assert "amazon-elb" == found.attachments[0].instance_owner_id


def test_attachments_of_captured_interfaces_were_made_by_nobody_we_know():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0a1"))]})

    assert ["captured"] == [a.means for a in found.attachments]


def test_operator_is_kept():
    managed = {"Managed": True, "Principal": "eks.amazonaws.com"}
    found = inventory({"NetworkInterfaces": [eni("eni-0a1", Operator=managed)]}).interfaces[0]

    assert (True, "eks.amazonaws.com") == (found.operator.managed, found.operator.principal)


def test_members_of_the_model_that_aws_does_not_have_are_not_read():
    odd = eni("eni-0a1", LaunchTemplateId="lt-0a1", Attachment=attached("i-0a1", LaunchTemplateId="lt-0a1"))
    odd["@origin"] = "nowhere"
    found = inventory({"NetworkInterfaces": [odd]})

    assert (None, None) == (found.interfaces[0].launch_template_id, found.attachments[0].launch_template_id)
    assert "eni-0a1" == found.interfaces[0].origin.address


def test_interfaces_are_made_from_instances_when_nothing_else_tells_of_them():
    nested = eni(
        "eni-0a1", SubnetId="subnet-0a1", OwnerId="111122223333", Attachment={"DeviceIndex": 0, "AttachmentId": "eni-attach-0a1"}
    )
    del nested["TagSet"]
    found = inventory(reservation(ec2("i-0a1", nested)))
    interface = found.interfaces[0]

    assert [("eni-0a1", "i-0a1", 0, None)] == slots(found)
    assert "eu-west-1a" == interface.availability_zone
    assert is_absent(interface.tags)
    assert is_absent(interface.requester_managed)
    assert "111122223333" == found.attachments[0].instance_owner_id
    assert "/Reservations/0/Instances/0/NetworkInterfaces/0" == interface.origin.pointer
    assert "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0a1" == interface.origin.identity
    assert "instances" not in found.missing
    assert is_absent(found.missing["network interfaces"])


def test_interfaces_of_instances_may_be_cut_down_too():
    nested = {
        "NetworkInterfaceId": "eni-0a1",
        "PrivateIpAddress": "10.0.0.5",
        "Association": {"PublicIp": "203.0.113.7", "IpOwnerId": "amazon"},
    }
    found = inventory(reservation(ec2("i-0a1", nested)))
    interface = found.interfaces[0]

    assert ["10.0.0.5"] == [a.private_ip_address for a in interface.private_ip_addresses]
    assert ("203.0.113.7", "amazon") == (interface.public_ip, interface.public_ip_owner)
    assert [] == found.attachments


def test_interfaces_described_themselves_go_before_those_of_instances():
    nested = eni("eni-0a1", Description="of the instance", Attachment={"DeviceIndex": 0})
    described = eni("eni-0a1", Description="its own", Attachment=attached("i-0a1"), Status="in-use")
    found = inventory(reservation(ec2("i-0a1", nested)), {"NetworkInterfaces": [described]})

    assert ["its own"] == [i.description for i in found.interfaces]
    assert [("eni-0a1", "i-0a1", 0, 0)] == slots(found)


def test_instances_add_interfaces_and_attachments_that_are_not_described():
    nested = [eni("eni-0a1", Attachment={"DeviceIndex": 0}), eni("eni-0b2", Attachment={"DeviceIndex": 1})]
    found = inventory(reservation(ec2("i-0a1", *nested)), {"NetworkInterfaces": [eni("eni-0a1", Status="in-use")]})

    assert ["eni-0a1", "eni-0b2"] == [i.network_interface_id for i in found.interfaces]
    assert [("eni-0a1", "i-0a1", 0, None), ("eni-0b2", "i-0a1", 1, None)] == slots(found)


def test_interface_described_as_available_stays_so():
    nested = eni("eni-0a1", Attachment={"DeviceIndex": 1})
    found = inventory(reservation(ec2("i-0a1", nested)), {"NetworkInterfaces": [eni("eni-0a1", Status="available")]})

    assert [] == found.attachments


def test_instance_without_interfaces_has_its_primary_one():
    groups = [{"GroupId": "sg-0a1", "GroupName": "web"}]
    found = inventory(reservation(ec2("i-0a1", PrivateIpAddress="10.0.0.7", SecurityGroups=groups)))
    primary = found.primary_interface_of(found.instances[0])

    assert "i-0a1/primary" == primary.network_interface_id
    assert ("subnet-0a1", "vpc-0a1") == (primary.subnet_id, primary.vpc_id)
    assert ["10.0.0.7"] == [a.private_ip_address for a in primary.private_ip_addresses]
    assert ["sg-0a1"] == [g.group_id for g in primary.groups]
    assert primary.origin.identity.endswith("instance/i-0a1/primary")


def test_instance_cut_down_has_a_primary_interface_of_which_nothing_is_known():
    found = inventory(reservation({"InstanceId": "i-0a1"}))
    primary = found.primary_interface_of(found.instances[0])

    assert all(is_absent(getattr(primary, name)) for name in ("subnet_id", "groups", "private_ip_addresses", "ipv6_addresses"))


def test_instance_with_a_described_interface_gets_no_other():
    found = inventory(reservation(ec2("i-0a1")), {"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0a1", 1))]})

    assert ["eni-0a1"] == [i.network_interface_id for i in found.interfaces]


@pytest.mark.parametrize(("state", "instances", "interfaces"), [("terminated", 0, 0), ("shutting-down", 1, 0), ("stopped", 1, 1)])
def test_terminated_instances_are_left_out(state, instances, interfaces):
    found = inventory(reservation(ec2("i-0a1", State={"Name": state})))

    assert (instances, interfaces) == (len(found.instances), len(found.interfaces))


def test_placement_group_that_is_empty_is_none():
    assert inventory(reservation(ec2("i-0a1"))).instances[0].placement_group is None


def test_source_dest_check_of_an_instance_is_its_primary_interfaces():
    found = inventory(reservation(ec2("i-0a1", SourceDestCheck=False)))

    assert found.instances[0].source_dest_check is None
    assert False is found.interfaces[0].source_dest_check


def test_secondary_interfaces_of_instances_count_until_they_are_described():
    secondary = {
        "SecondaryInterfaceId": "si-0a1",
        "SecondarySubnetId": "ss-0a1",
        "Attachment": {"DeviceIndex": 1, "NetworkCardIndex": 2},
    }
    nested = inventory(reservation(ec2("i-0a1", SecondaryInterfaces=[secondary]))).secondary_interfaces
    described = inventory(
        reservation(ec2("i-0a1", SecondaryInterfaces=[secondary])), {"SecondaryInterfaces": []}
    ).secondary_interfaces

    assert [("i-0a1", 1, 2, "ss-0a1")] == [
        (s.instance_id, s.device_index, s.network_card_index, s.secondary_subnet_id) for s in nested
    ]
    assert [] == described


def test_rules_without_a_group_make_a_group_of_which_only_they_are_known():
    rule = {
        "SecurityGroupRuleId": "sgr-0a1",
        "GroupId": "sg-0a1",
        "GroupOwnerId": "111122223333",
        "IsEgress": False,
        "IpProtocol": "tcp",
    }
    more = {"FromPort": 22, "ToPort": 22, "ReferencedGroupInfo": {"GroupId": "sg-0b2"}}
    group = inventory({"SecurityGroupRules": [rule | more]}).security_groups[0]

    assert [("tcp", 22, "sg-0b2")] == [(r.ip_protocol, r.from_port, r.referenced_group_id) for r in group.rules]
    assert is_absent(group.vpc_id)
    assert is_absent(group.associated_vpc_ids)


def test_rules_beside_their_group_are_not_counted_twice():
    group = {"GroupId": "sg-0a1", "IpPermissions": [], "IpPermissionsEgress": []}
    rule = {"SecurityGroupRuleId": "sgr-0a1", "GroupId": "sg-0a1", "IsEgress": True, "IpProtocol": "-1", "CidrIpv4": "0.0.0.0/0"}

    assert [[]] == [g.rules for g in inventory({"SecurityGroups": [group]}, {"SecurityGroupRules": [rule]}).security_groups]
    cut_down = {"SecurityGroups": [{"GroupId": "sg-0a1"}]}
    assert ["0.0.0.0/0"] == [r.cidr_ipv4 for r in inventory(cut_down, {"SecurityGroupRules": [rule]}).security_groups[0].rules]


def test_rules_of_an_incomplete_page_are_not_known():
    rule = {"SecurityGroupRuleId": "sgr-0a1", "GroupId": "sg-0a1", "IsEgress": True, "IpProtocol": "-1"}

    assert is_absent(inventory({"SecurityGroupRules": [rule], "NextToken": "more"}).security_groups[0].rules)


def test_vpc_of_before_2017_has_its_one_block():
    assert [["10.0.0.0/16"]] == [
        v.cidr_blocks for v in inventory({"Vpcs": [{"VpcId": "vpc-0a1", "CidrBlock": "10.0.0.0/16"}]}).vpcs
    ]


def test_reservations_may_stand_in_one_list():
    one = {"SubnetCidrReservationId": "scr-0a1", "SubnetId": "subnet-0a1", "Cidr": "10.0.0.0/28", "ReservationType": "prefix"}

    assert ["10.0.0.0/28"] == [r.cidr for r in inventory({"SubnetCidrReservations": [one]}).cidr_reservations]


def template(number, *, default=False, **data):
    return {
        "LaunchTemplateId": "lt-0a1",
        "LaunchTemplateName": "t",
        "VersionNumber": number,
        "DefaultVersion": default,
        "LaunchTemplateData": data,
    }


def launched(version, *versions, **about):
    group = {"AutoScalingGroupName": "g", "MaxSize": 1, "LaunchTemplate": {"LaunchTemplateId": "lt-0a1", "Version": version}}
    templates = {"LaunchTemplates": [{"LaunchTemplateId": "lt-0a1", **about}]} if about else {"LaunchTemplateVersions": []}
    return inventory({"LaunchTemplateVersions": list(versions)}, templates, {"AutoScalingGroups": [group]})


def test_template_is_its_default_version_else_the_latest():
    both = [template(2, InstanceType="m6i.large"), template(1, default=True, InstanceType="t3.nano")]
    unmarked = [template(2, InstanceType="m6i.large"), template(1, InstanceType="t3.nano")]

    assert ["t3.nano"] == [t.instance_type for t in inventory({"LaunchTemplateVersions": both}).launch_templates]
    assert ["m6i.large"] == [t.instance_type for t in inventory({"LaunchTemplateVersions": unmarked}).launch_templates]


@pytest.mark.parametrize(
    ("version", "key"), [("$Default", "lt-0a1"), ("1", "lt-0a1"), ("$Latest", "lt-0a1:2"), ("2", "lt-0a1:2"), (None, "lt-0a1")]
)
def test_launcher_means_the_version_that_it_names(version, key):
    found = launched(version, template(1, default=True), template(2))

    assert key == found.launchers[0].launch_template_id
    assert key in found.launch_template_by_key


@pytest.mark.parametrize("version", ["3", "$Latest", "twelve"])
def test_version_that_was_not_captured_is_not_known(version):
    found = launched(version, template(1, default=True), template(2), LatestVersionNumber=4)

    assert is_absent(found.launchers[0].launch_template_id)


def test_default_version_alone_does_not_tell_the_latest():
    assert is_absent(launched("$Latest", template(7, default=True)).launchers[0].launch_template_id)


def test_launcher_of_a_template_that_was_not_captured_refers_to_it():
    reference = {"LaunchTemplateId": "lt-0z9", "Version": "1"}
    found = inventory({"AutoScalingGroups": [{"AutoScalingGroupName": "g", "LaunchTemplate": reference}]})

    assert "lt-0z9" == found.launchers[0].launch_template_id
    assert is_absent(found.missing["launch templates"])


def test_count_of_addresses_without_end_is_cut():
    entry = {"SecondaryPrivateIpAddressCount": 10**9, "Ipv6AddressCount": -1}
    found = inventory({"LaunchTemplateVersions": [template(1, NetworkInterfaces=[entry])]})

    assert 1001 == len(found.specifications[0].private_ip_addresses)
    assert [] == found.specifications[0].ipv6_addresses


def test_entry_in_an_ipv6_only_subnet_has_no_private_address():
    subnet = {"Subnets": [{"SubnetId": "subnet-0a1", "Ipv6Native": True}]}
    found = inventory(subnet, {"LaunchTemplateVersions": [template(1, NetworkInterfaces=[{"SubnetId": "subnet-0a1"}])]})

    assert [] == found.specifications[0].private_ip_addresses


def test_addresses_of_an_entry_have_one_primary():
    entry = {"PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5"}, {"PrivateIpAddress": "10.0.0.6"}]}
    same = {"PrivateIpAddress": "10.0.0.5", "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.0.5", "Primary": True}]}
    found = inventory({"LaunchTemplateVersions": [template(1, NetworkInterfaces=[entry, same])]}).specifications

    assert [("10.0.0.5", True), ("10.0.0.6", False)] == [(a.private_ip_address, a.primary) for a in found[0].private_ip_addresses]
    assert [("10.0.0.5", True)] == [(a.private_ip_address, a.primary) for a in found[1].private_ip_addresses]


def test_nothing_at_all_is_an_empty_inventory():
    snapshot = read({"NetworkAcls": []})

    assert 0 == len(snapshot.inventory)
    assert snapshot.inventory.live


def test_model_of_the_wire_has_no_field_that_aws_would_spell_otherwise():
    """Compare with the service model: a field without a member of its name would silently stay at its default."""
    loader = pytest.importorskip("botocore.loaders").Loader()
    shapes = loader.load_service_model("ec2", "service-2")["shapes"]
    aws = {name: set(shape["members"]) for name, shape in shapes.items() if shape["type"] == "structure"}
    from eni_lint.sources.describe import host_shapes, interface_shape
    from eni_lint.sources.describe import shapes as network_shapes

    compared = {
        "NetworkInterface": interface_shape.InterfaceShape,
        "NetworkInterfaceAttachment": interface_shape.AttachmentShape,
        "NetworkInterfaceAssociation": interface_shape.AssociationShape,
        "NetworkInterfacePrivateIpAddress": interface_shape.PrivateIpAddressShape,
        "NetworkInterfaceIpv6Address": interface_shape.Ipv6AddressShape,
        "Instance": host_shapes.InstanceShape,
        "Placement": host_shapes.Placement,
        "Subnet": network_shapes.SubnetShape,
        "Vpc": network_shapes.VpcShape,
        "SecurityGroup": network_shapes.SecurityGroupShape,
        "SecurityGroupRule": network_shapes.SecurityGroupRuleShape,
        "IpPermission": network_shapes.IpPermission,
        "Address": network_shapes.AddressShape,
        "RouteTable": network_shapes.RouteTableShape,
        "Route": network_shapes.RouteShape,
        "InternetGateway": network_shapes.InternetGatewayShape,
        "PlacementGroup": network_shapes.PlacementGroupShape,
        "NetworkInterfacePermission": network_shapes.PermissionShape,
        "SubnetCidrReservation": network_shapes.ReservationOfCidrShape,
        "NatGateway": network_shapes.NatGatewayShape,
        "TrunkInterfaceAssociation": network_shapes.TrunkShape,
        "AvailabilityZone": network_shapes.ZoneShape,
        "Image": network_shapes.ImageShape,
        "LaunchTemplateVersion": host_shapes.TemplateVersionShape,
        "ResponseLaunchTemplateData": host_shapes.TemplateData,
        "LaunchTemplateInstanceNetworkInterfaceSpecification": host_shapes.TemplateInterface,
    }
    # Fields of the model that are worked out, or that only requests and other sources have.
    worked_out = {
        "AttachmentShape": {"NetworkInterfaceId"},
        "InterfaceShape": {"EnaSrdSpecification", "EnablePrimaryIpv6", "AssociatePublicIpAddress", "AssociateCarrierIpAddress"},
        "InstanceShape": {"AvailabilityZone", "AssociatePublicIpAddress", "BandwidthWeighting", "Tenancy", "OwnerId"},
        "SubnetShape": {"Ipv6CidrBlocks", "HostnameType", "InternetGatewayBlockMode"},
        "VpcShape": {"CidrBlocks", "Ipv6CidrBlocks"},
        "SecurityGroupShape": {"Rules", "AssociatedVpcIds"},
        "AddressShape": {"UsedBy"},
        "RouteTableShape": {"SubnetIds", "Main"},
        "RouteShape": {"RouteTableId", "Destination"},
        "InternetGatewayShape": {"VpcId"},
        "NatGatewayShape": {"AllocationIds"},
        "TemplateVersionShape": {
            "InstanceType",
            "ImageId",
            "PlacementGroup",
            "BandwidthWeighting",
            "NetworkInterfaceCountMin",
            "InstanceRequirements",
            "Tags",
        },
    }
    odd = {
        shape.__name__: unknown
        for name, shape in compared.items()
        if (
            unknown := {f.encode_name for f in msgspec.structs.fields(shape) if not f.encode_name.startswith("@")}
            - aws[name]
            - worked_out.get(shape.__name__, set())
        )
    }

    assert {} == odd


# -- Elastic IPs -----------------------------------------------------------------------------------------------------------

ADDRESS = {"AllocationId": "eipalloc-0a1", "PublicIp": "203.0.113.7", "NetworkBorderGroup": "eu-west-1"}
ASSOCIATED = ADDRESS | {"AssociationId": "eipassoc-0a1", "NetworkInterfaceId": "eni-0a1", "PrivateIpAddress": "10.0.0.10"}


def test_associations_stand_in_their_elastic_ips():
    found = inventory({"Addresses": [ADDRESS | {"AllocationId": "eipalloc-0b2"}, ASSOCIATED | {"InstanceId": "i-0a1"}]})
    association = found.elastic_ip_associations[0]

    assert ["eipalloc-0a1"] == [a.allocation_id for a in found.elastic_ip_associations]
    assert ("i-0a1", "eni-0a1") == (association.instance_id, association.network_interface_id)
    assert ("10.0.0.10", None) == (association.private_ip_address, association.allow_reassociation)
    assert found.elastic_ips[1].origin is association.origin


def test_association_with_something_else_names_neither():
    found = inventory({"Addresses": [ADDRESS | {"AssociationId": "eipassoc-0a1"}]}).elastic_ip_associations

    assert [(None, None)] == [(a.network_interface_id, a.instance_id) for a in found]


def test_empty_texts_of_an_elastic_ip_are_none():
    empty = dict.fromkeys(
        ("AllocationId", "AssociationId", "InstanceId", "NetworkInterfaceId", "PrivateIpAddress", "CarrierIp"), ""
    )
    found = inventory({"Addresses": [ADDRESS | empty]})

    assert ["203.0.113.7"] == [a.allocation_id for a in found.elastic_ips]
    assert [None] == [a.carrier_ip for a in found.elastic_ips]
    assert [] == found.elastic_ip_associations


def test_old_elastic_ips_have_a_border_group_that_is_not_known():
    assert is_absent(inventory({"Addresses": [{"PublicIp": "203.0.113.7"}]}).elastic_ips[0].network_border_group)


# -- what a record leaves out ----------------------------------------------------------------------------------------------


def test_routes_of_a_table_that_tells_none_may_lead_anywhere():
    table = {"RouteTableId": "rtb-0a1", "VpcId": "vpc-0a1"}
    cut, empty = inventory({"RouteTables": [table]}), inventory({"RouteTables": [table | {"Routes": []}]})

    assert [("rtb-0a1", True)] == [(r.route_table_id, is_absent(r.network_interface_id)) for r in cut.routes]
    assert [] == empty.routes


def test_gateway_that_does_not_tell_its_vpc_may_be_anywhere():
    cut = inventory({"InternetGateways": [{"InternetGatewayId": "igw-0a1", "Attachments": [{"State": "available"}]}]})

    assert is_absent(cut.internet_gateways[0].vpc_id)


def test_ways_to_ask_for_addresses_are_those_of_a_request():
    entry = {"DeviceIndex": 0, "PrivateIpAddress": "10.0.0.10", "Ipv4PrefixCount": 2, "SecondaryPrivateIpAddressCount": 0}
    version = {"LaunchTemplateId": "lt-0a1", "VersionNumber": 1, "LaunchTemplateData": {"NetworkInterfaces": [entry]}}
    found = inventory({"LaunchTemplateVersions": [version]}).specifications[0]

    assert ("private_ip_addresses", "ipv4_prefix_count") == found.address_arguments
