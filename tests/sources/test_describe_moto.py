"""What boto3 gets from an EC2 that is not ours: moto's, written to files as the CLI would."""

from __future__ import annotations

import json

import pytest

from eni_lint.sources.describe import read_snapshot

CALLS = (
    "describe_network_interfaces",
    "describe_instances",
    "describe_subnets",
    "describe_vpcs",
    "describe_security_groups",
    "describe_addresses",
    "describe_route_tables",
    "describe_internet_gateways",
    "describe_launch_templates",
)


@pytest.fixture(scope="module")
def account():
    """Make a small estate in moto's EC2; give what every call answers, and the ids."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            environment.setenv(name, "testing")
        environment.delenv("AWS_PROFILE", raising=False)
        boto3, moto = pytest.importorskip("boto3"), pytest.importorskip("moto")
        with moto.mock_aws():
            client = boto3.client("ec2", region_name="eu-west-1")
            ids = build(client)
            answers = {call: getattr(client, call)() for call in CALLS}
            answers["describe_launch_template_versions"] = client.describe_launch_template_versions(
                LaunchTemplateId=ids["template"]
            )
            return answers, ids


def build(client):
    vpc = client.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = client.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone="eu-west-1a")["Subnet"]["SubnetId"]
    group = client.create_security_group(GroupName="web", Description="front", VpcId=vpc)["GroupId"]
    https = {"IpProtocol": "tcp", "FromPort": 443, "ToPort": 443, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}
    client.authorize_security_group_ingress(GroupId=group, IpPermissions=[https])
    image = client.describe_images()["Images"][0]["ImageId"]
    launch = {"ImageId": image, "InstanceType": "m5.large", "MinCount": 1, "MaxCount": 1, "SubnetId": subnet}
    instance = client.run_instances(**launch)["Instances"][0]["InstanceId"]
    gone = client.run_instances(**launch)["Instances"][0]["InstanceId"]
    client.terminate_instances(InstanceIds=[gone])
    tags = [{"ResourceType": "network-interface", "Tags": [{"Key": "Name", "Value": "data"}]}]
    spare = client.create_network_interface(SubnetId=subnet, PrivateIpAddress="10.0.1.50", Groups=[group], TagSpecifications=tags)
    data = client.create_network_interface(SubnetId=subnet, Groups=[group])["NetworkInterface"]["NetworkInterfaceId"]
    client.attach_network_interface(NetworkInterfaceId=data, InstanceId=instance, DeviceIndex=1)
    client.allocate_address(Domain="vpc")
    entry = {"DeviceIndex": 0, "SubnetId": subnet, "Groups": [group], "SecondaryPrivateIpAddressCount": 1}
    content = {"InstanceType": "m5.large", "NetworkInterfaces": [entry]}
    template = client.create_launch_template(LaunchTemplateName="workers", LaunchTemplateData=content)["LaunchTemplate"]
    return {
        "vpc": vpc,
        "subnet": subnet,
        "group": group,
        "instance": instance,
        "gone": gone,
        "spare": spare["NetworkInterface"]["NetworkInterfaceId"],
        "data": data,
        "template": template["LaunchTemplateId"],
    }


@pytest.fixture(scope="module")
def snapshot(account):
    answers, _ = account
    return read_snapshot([(f"{call}.json", json.dumps(answer, default=str).encode()) for call, answer in answers.items()], "moto")


@pytest.fixture(scope="module")
def ids(account):
    return account[1]


def test_everything_is_read(snapshot, account):
    assert [] == snapshot.faults
    assert len(account[0]["describe_network_interfaces"]["NetworkInterfaces"]) == len(snapshot.inventory.interfaces)


def test_interfaces_are_on_their_instance(snapshot, ids):
    found = snapshot.inventory
    instance = found.instance_by_key[ids["instance"]]

    assert [0, 1] == sorted(a.device_index for a in found.attachments_of(instance))
    assert ids["data"] in {a.network_interface_id for a in found.attachments_of(instance)}
    assert ids["subnet"] == found.primary_interface_of(instance).subnet_id
    assert "eu-west-1a" == found.zone_of(instance)


def test_terminated_instance_is_gone(snapshot, ids):
    assert ids["gone"] not in snapshot.inventory.instance_by_key


def test_interface_that_is_not_attached_is_whole(snapshot, ids):
    found = snapshot.inventory
    spare = found.interface_by_key[ids["spare"]]

    assert ["10.0.1.50"] == [a.private_ip_address for a in spare.private_ip_addresses]
    assert [ids["group"]] == [g.group_id for g in spare.groups]
    assert ("available", ids["vpc"]) == (spare.status, found.vpc_of(spare))
    assert f"{ids['spare']} (data)" == spare.origin.address
    assert f"arn:aws:ec2:eu-west-1:123456789012:network-interface/{ids['spare']}" == spare.origin.identity


def test_group_has_its_rules(snapshot, ids):
    group = snapshot.inventory.security_group_by_key[ids["group"]]

    assert [(False, "tcp", 443, "0.0.0.0/0"), (True, "-1", None, "0.0.0.0/0")] == [
        (r.is_egress, r.ip_protocol, r.from_port if r.ip_protocol == "tcp" else None, r.cidr_ipv4) for r in group.rules
    ]


def test_template_describes_its_interface(snapshot, ids):
    found = snapshot.inventory
    (attachment,) = found.attachments_of(found.launch_template_by_key[ids["template"]])
    interface = found.interface_of(attachment)

    assert ("m5.large", 0) == (found.launch_templates[0].instance_type, attachment.device_index)
    assert (ids["subnet"], 2) == (interface.subnet_id, len(interface.private_ip_addresses))


def test_same_estate_without_its_interfaces_has_them_from_the_instances(account, ids):
    found = read_snapshot([("i.json", json.dumps(account[0]["describe_instances"], default=str).encode())], "moto").inventory

    assert {ids["data"]} < {i.network_interface_id for i in found.interfaces}
    assert {ids["instance"]} == {a.instance_id for a in found.attachments}
