"""Names, pointers and lines of captured objects."""

from __future__ import annotations

import json

import pytest
from describe_corpus import attached, ec2, eni, inventory, read, read_folder, reservation

from eni_lint.inventory.origin import Origin
from eni_lint.sources.describe import captured, read_snapshot

ESTATE = read_folder("estate").inventory


def thing(part, number=0):
    return getattr(ESTATE, part)[number].origin


@pytest.mark.parametrize(
    ("origin", "field", "pointer"),
    [
        (thing("interfaces"), "", "/NetworkInterfaces/0"),
        (thing("interfaces"), "subnet_id", "/NetworkInterfaces/0/SubnetId"),
        (thing("interfaces"), "private_ip_addresses[1]", "/NetworkInterfaces/0/PrivateIpAddresses/1"),
        (
            thing("interfaces"),
            "private_ip_addresses[1].private_ip_address",
            "/NetworkInterfaces/0/PrivateIpAddresses/1/PrivateIpAddress",
        ),
        (thing("interfaces"), "private_ip_addresses[7]", "/NetworkInterfaces/0/PrivateIpAddresses"),
        (thing("interfaces"), "ipv4_prefixes[0].ipv4_prefix", "/NetworkInterfaces/0/Ipv4Prefixes/0/Ipv4Prefix"),
        (thing("interfaces"), "attachment.device_index", "/NetworkInterfaces/0/Attachment/DeviceIndex"),
        (
            thing("interfaces"),
            "attachment.ena_srd_specification.ena_srd_enabled",
            "/NetworkInterfaces/0/Attachment/EnaSrdSpecification/EnaSrdEnabled",
        ),
        (
            thing("interfaces"),
            "connection_tracking_specification.tcp_established_timeout",
            "/NetworkInterfaces/0/ConnectionTrackingConfiguration/TcpEstablishedTimeout",
        ),
        (thing("interfaces"), "tags", "/NetworkInterfaces/0/TagSet"),
        (thing("interfaces"), "groups[0].group_id", "/NetworkInterfaces/0/Groups/0/GroupId"),
        (thing("interfaces"), "public_ip", "/NetworkInterfaces/0/Association/PublicIp"),
        (thing("interfaces", 1), "connection_tracking_specification", "/NetworkInterfaces/1"),
        (thing("attachments"), "", "/NetworkInterfaces/0/Attachment"),
        (thing("attachments"), "device_index", "/NetworkInterfaces/0/Attachment/DeviceIndex"),
        (thing("attachments"), "ena_srd_specification", "/NetworkInterfaces/0/Attachment/EnaSrdSpecification"),
        (thing("instances"), "availability_zone", "/Reservations/0/Instances/0/Placement/AvailabilityZone"),
        (thing("instances"), "placement_group", "/Reservations/0/Instances/0/Placement/GroupName"),
        (thing("instances"), "state", "/Reservations/0/Instances/0/State/Name"),
        (thing("instances"), "instance_type", "/Reservations/0/Instances/0/InstanceType"),
        (thing("instances"), "bandwidth_weighting", "/Reservations/0/Instances/0/NetworkPerformanceOptions/BandwidthWeighting"),
        (thing("subnets"), "ipv6_cidr_blocks[0]", "/Subnets/0/Ipv6CidrBlockAssociationSet/1/Ipv6CidrBlock"),
        (thing("subnets"), "hostname_type", "/Subnets/0/PrivateDnsNameOptionsOnLaunch/HostnameType"),
        (thing("subnets"), "ipv6_cidr_blocks", "/Subnets/0/Ipv6CidrBlockAssociationSet"),
        (thing("vpcs"), "cidr_blocks[1]", "/Vpcs/0/CidrBlockAssociationSet/2/CidrBlock"),
        (thing("security_groups"), "rules[0]", "/SecurityGroups/0/IpPermissions/0/IpRanges/0"),
        (thing("security_groups"), "rules[2].cidr_ipv6", "/SecurityGroups/0/IpPermissions/0/Ipv6Ranges/0/CidrIpv6"),
        (
            thing("security_groups"),
            "rules[4].prefix_list_id",
            "/SecurityGroups/0/IpPermissionsEgress/0/PrefixListIds/0/PrefixListId",
        ),
        (thing("security_groups"), "rules[9]", "/SecurityGroups/0"),
        (ESTATE.security_groups[0].rules[1].origin, "cidr_ipv4", "/SecurityGroups/0/IpPermissions/0/IpRanges/1/CidrIp"),
        (ESTATE.security_groups[0].rules[1].origin, "from_port", "/SecurityGroups/0/IpPermissions/0/IpRanges/1"),
        (thing("routes", 1), "destination", "/RouteTables/0/Routes/1/DestinationCidrBlock"),
        (thing("routes", 2), "destination", "/RouteTables/0/Routes/2/DestinationIpv6CidrBlock"),
        (thing("route_tables"), "subnet_ids[0]", "/RouteTables/0/Associations/1/SubnetId"),
        (thing("internet_gateways"), "vpc_id", "/InternetGateways/0/Attachments/0/VpcId"),
        (thing("launch_templates"), "instance_type", "/LaunchTemplateVersions/1/LaunchTemplateData/InstanceType"),
        (thing("launch_templates"), "placement_group", "/LaunchTemplateVersions/1/LaunchTemplateData/Placement/GroupName"),
        (
            thing("specifications"),
            "groups[0].group_id",
            "/LaunchTemplateVersions/1/LaunchTemplateData/NetworkInterfaces/0/Groups/0",
        ),
        (
            thing("specifications"),
            "connection_tracking_specification",
            "/LaunchTemplateVersions/1/LaunchTemplateData/NetworkInterfaces/0",
        ),
        (thing("launchers"), "max_size", "/AutoScalingGroups/0/MaxSize"),
        (thing("launchers"), "subnet_ids[1]", "/AutoScalingGroups/0/VPCZoneIdentifier"),
        (
            thing("launchers", 1),
            "instance_types[0]",
            "/AutoScalingGroups/1/MixedInstancesPolicy/LaunchTemplate/Overrides/0/InstanceType",
        ),
        (
            thing("launchers", 1),
            "instance_types[1]",
            "/AutoScalingGroups/1/MixedInstancesPolicy/LaunchTemplate/Overrides/2/InstanceType",
        ),
        (
            thing("launchers", 1),
            "launch_template_id",
            "/AutoScalingGroups/1/MixedInstancesPolicy/LaunchTemplate/LaunchTemplateSpecification/LaunchTemplateId",
        ),
        (thing("elastic_ips"), "public_ip", "/Addresses/0/PublicIp"),
    ],
)
def test_fields_stand_here(origin, field, pointer):
    place = origin.place(field)

    assert pointer == place.pointer
    assert origin.document.value(pointer) is not None


def test_pointers_of_lists_that_are_none_stop_at_the_object():
    group = {"GroupId": "sg-0a1", "IpPermissions": [{"IpProtocol": "-1"}], "IpPermissionsEgress": []}
    origin = inventory({"SecurityGroups": [group]}).security_groups[0].origin

    assert "/SecurityGroups/0" == origin.place("rules[0]").pointer
    assert "/SecurityGroups/0/IpPermissions" == origin.place("ip_permissions").pointer


def test_pointer_of_an_interface_in_its_instance():
    nested = eni("eni-0a1", Attachment={"DeviceIndex": 1}, SubnetId="subnet-0a1")
    found = inventory(reservation(ec2("i-0a1", nested)))
    at = "/Reservations/0/Instances/0/NetworkInterfaces/0"

    assert f"{at}/SubnetId" == found.interfaces[0].origin.place("subnet_id").pointer
    assert f"{at}/Attachment/DeviceIndex" == found.attachments[0].origin.place("device_index").pointer
    assert "eni-0a1" == found.attachments[0].origin.address


def test_lines_of_small_files_are_known():
    origin = thing("interfaces")
    span = origin.place("subnet_id").span()

    assert '"SubnetId": "subnet-0app",' == origin.document.line(span.start_line).strip()
    assert (
        '"SubnetId"'
        == origin.document.line(span.start_line)[origin.document.key_span(origin.place("subnet_id").pointer).start_column - 1 :][
            :10
        ]
    )
    assert origin.document.text.startswith("{\n")


@pytest.fixture
def large(monkeypatch):
    monkeypatch.setattr(captured, "SMALL", 100)
    interfaces = [eni("eni-0a1"), eni("eni-0b2", Attachment=attached("i-0a1"))]
    answers = {"NetworkInterfaces": interfaces} | reservation(ec2("i-0a1", eni("eni-0c3")))
    return read_snapshot([("plain.json", json.dumps(answers, indent=1).encode())], "large")


def test_lines_of_large_files_are_not_worked_out(large):
    origin = large.inventory.interfaces[0].origin

    assert origin.place("status").span() is None
    assert origin.document.key_span(origin.place("status").pointer) is None
    assert "{" == origin.document.line(1)


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("/NetworkInterfaces/1/NetworkInterfaceId", "eni-0b2"),
        ("/Reservations/0/Instances/0/InstanceId", "i-0a1"),
        ("/Reservations/0/OwnerId", "111122223333"),
    ],
)
def test_values_of_large_files_are_found(large, pointer, value):
    assert value == large.documents[0].value(pointer)


@pytest.mark.parametrize(
    "pointer", ["/NetworkInterfaces/2", "/Nothing/0", "/NetworkInterfaces/0/Nothing", "/NetworkInterfaces/x", "/Nothing"]
)
def test_values_that_large_files_do_not_hold_are_no_values(large, pointer):
    with pytest.raises(LookupError):
        large.documents[0].value(pointer)


def test_pointers_into_large_files_are_as_good(large):
    assert "/NetworkInterfaces/1/Attachment/DeviceIndex" == large.inventory.attachments[0].origin.place("device_index").pointer
    assert "/NetworkInterfaces/0" == large.inventory.interfaces[0].origin.place("attachment").pointer


def test_data_of_large_files_are_there_for_who_insists(large):
    assert 2 == len(large.documents[0].data["NetworkInterfaces"])


def test_recordings_may_be_large(monkeypatch):
    monkeypatch.setattr(captured, "SMALL", 100)
    found = inventory({"status_code": 200, "data": {"NetworkInterfaces": [eni("eni-0a1", Description="x" * 100)]}}).interfaces[0]

    assert "/data/NetworkInterfaces/0/Description" == found.origin.place("description").pointer


def origin_of(**fields):
    return inventory({"NetworkInterfaces": [eni("eni-0a1", **fields)]}).interfaces[0].origin


def test_people_know_interfaces_by_id_and_name():
    assert "eni-0a1 (web)" == origin_of(TagSet=[{"Key": "Name", "Value": "web"}]).address
    assert "eni-0a1" == origin_of(TagSet=[{"Key": "Name", "Value": ""}]).address
    assert "eni-0a1" == origin_of(TagSet=[{"Key": "name", "Value": "web"}]).address


@pytest.mark.parametrize(
    ("zone", "arn"),
    [
        ("eu-west-1a", "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0a1"),
        ("cn-north-1a", "arn:aws-cn:ec2:cn-north-1:111122223333:network-interface/eni-0a1"),
        ("us-gov-west-1a", "arn:aws-us-gov:ec2:us-gov-west-1:111122223333:network-interface/eni-0a1"),
    ],
)
def test_identity_is_the_arn(zone, arn):
    assert arn == origin_of(AvailabilityZone=zone, OwnerId="111122223333").identity


def test_identity_is_the_id_where_account_or_region_are_not_known():
    assert "eni-0a1" == origin_of(AvailabilityZone="eu-west-1a").identity
    assert "eni-0a1" == origin_of(OwnerId="111122223333").identity


def test_folders_tell_what_records_do_not():
    snapshot = read({"NetworkInterfaces": [eni("eni-0a1")]}, path="111122223333/eu-west-1/{number}.json")

    assert "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0a1" == snapshot.inventory.interfaces[0].origin.identity


def test_zones_of_one_file_tell_the_region_of_the_others():
    group = {"GroupId": "sg-0a1", "OwnerId": "111122223333"}
    found = inventory({"SecurityGroups": [group]}, {"Subnets": [{"SubnetId": "subnet-0a1", "AvailabilityZone": "eu-west-1a"}]})
    mixed = [{"SubnetId": f"subnet-{zone}", "AvailabilityZone": zone} for zone in ("eu-west-1a", "us-east-1a")]

    assert "arn:aws:ec2:eu-west-1:111122223333:security-group/sg-0a1" == found.security_groups[0].origin.identity
    assert "sg-0a1" == inventory({"SecurityGroups": [group]}, {"Subnets": mixed}).security_groups[0].origin.identity


def test_origins_of_interfaces_are_origins():
    origin = origin_of(Attachment=attached("i-0a1"))

    assert isinstance(origin, Origin)
    assert "describe" == origin.document.kind
    assert origin.place("status").origin is origin


def test_attachment_is_known_by_its_interface():
    found = inventory(
        {"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0a1"), TagSet=[{"Key": "Name", "Value": "web"}])]}
    )
    origin = found.attachments[0].origin

    assert ("eni-0a1 (web)", "eni-0a1/attachment") == (origin.address, origin.identity)


def test_identities_are_unique_in_the_estate():
    things = [t for part in vars(ESTATE).values() if isinstance(part, list) for t in part]
    identities = [(type(t).__name__, t.origin.identity) for t in things]

    assert sorted(set(identities)) == sorted(identities)
