"""A captured account in which nothing is wrong: what services, controllers and people really leave in one, traps included.

Its answers are plain data, as ``aws ec2 describe-*`` prints them, for tests to change.
"""

from __future__ import annotations

import json
from ipaddress import ip_network

ACCOUNT, OTHER, REGION = "111122223333", "444455556666", "eu-west-1"
ZONES = {"a": f"{REGION}a", "b": f"{REGION}b"}
FILES = {
    "NetworkInterfaces": "ec2-describe-network-interfaces",
    "Reservations": "ec2-describe-instances",
    "Subnets": "ec2-describe-subnets",
    "Vpcs": "ec2-describe-vpcs",
    "SecurityGroups": "ec2-describe-security-groups",
    "SecurityGroupVpcAssociations": "ec2-describe-security-group-vpc-associations",
    "Addresses": "ec2-describe-addresses",
    "RouteTables": "ec2-describe-route-tables",
    "InternetGateways": "ec2-describe-internet-gateways",
    "NatGateways": "ec2-describe-nat-gateways",
    "LaunchTemplates": "ec2-describe-launch-templates",
    "LaunchTemplateVersions": "ec2-describe-launch-template-versions",
    "AutoScalingGroups": "autoscaling-describe-auto-scaling-groups",
    "PlacementGroups": "ec2-describe-placement-groups",
    "NetworkInterfacePermissions": "ec2-describe-network-interface-permissions",
    "InterfaceAssociations": "ec2-describe-trunk-interface-associations",
    "SubnetIpv4CidrReservations": "ec2-get-subnet-cidr-reservations",
    "SecondaryInterfaces": "ec2-describe-secondary-interfaces",
    "AvailabilityZones": "ec2-describe-availability-zones",
    "Images": "ec2-describe-images",
}
KEYS = {
    "NetworkInterfaces": "NetworkInterfaceId",
    "Subnets": "SubnetId",
    "SecurityGroups": "GroupId",
    "Addresses": "AllocationId",
    "RouteTables": "RouteTableId",
    "AutoScalingGroups": "AutoScalingGroupName",
}

NOT_NESTED = {"AvailabilityZone", "DenyAllIgwTraffic", "RequesterId", "RequesterManaged", "TagSet"}


class Account:
    """The answers by the name of their list."""

    def __init__(self):
        self.answers = {name: [] for name in FILES}
        self._hosts = 10

    def told(self):
        """Give all answers; DescribeInstances tells of the interfaces again."""
        answers = json.loads(json.dumps(self.answers))
        on = {}
        for row in answers["NetworkInterfaces"]:
            on.setdefault(row.get("Attachment", {}).get("InstanceId"), []).append(_nested(row))
        for reservation in answers["Reservations"]:
            for instance in reservation["Instances"]:
                instance["NetworkInterfaces"] = on.get(instance["InstanceId"], [])
        return answers

    def get(self, of, key):
        """Find one row, to change it."""
        return next(row for row in self.answers[of] if row[KEYS[of]] == key)

    def add(self, of, **row):
        """Add a row."""
        self.answers[of].append(row)
        return row

    # -- networks ------------------------------------------------------------------------------------------------------

    def subnet(self, key, block, zone="a", vpc="vpc-0main", **fields):
        """Add a subnet."""
        return self.add(
            "Subnets",
            **{
                "SubnetId": key,
                "VpcId": vpc,
                "AvailabilityZone": ZONES.get(zone, zone),
                **({"CidrBlock": block} if block else {}),
                "AvailableIpAddressCount": 190,
                "MapPublicIpOnLaunch": False,
                "AssignIpv6AddressOnCreation": False,
                "Ipv6CidrBlockAssociationSet": [],
                "Ipv6Native": False,
                "OwnerId": ACCOUNT,
                "PrivateDnsNameOptionsOnLaunch": {"HostnameType": "ip-name"},
                "BlockPublicAccessStates": {"InternetGatewayBlockMode": "off"},
                "Tags": [],
            }
            | fields,
        )

    def vpc(self, key, block, **fields):
        """Add a VPC with its default security group, which nobody may use."""
        blocks = [{"CidrBlock": block, "CidrBlockState": {"State": "associated"}}]
        self.add(
            "Vpcs",
            **{"VpcId": key, "CidrBlock": block, "CidrBlockAssociationSet": blocks, "IsDefault": False, "OwnerId": ACCOUNT}
            | fields,
        )
        self.group(f"sg-0default-{key}", vpc=key, GroupName="default", IpPermissions=[], IpPermissionsEgress=[])

    def group(self, key, vpc="vpc-0main", **fields):
        """Add a security group that lets out everything."""
        out = {"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}], "UserIdGroupPairs": []}
        row = {"GroupId": key, "GroupName": key[4:], "VpcId": vpc, "OwnerId": ACCOUNT}
        return self.add("SecurityGroups", **row | {"IpPermissions": [], "IpPermissionsEgress": [out]} | fields)

    def routes(self, key, *routes, subnets=(), main=False, vpc="vpc-0main"):
        """Add a route table, with the route that every one has."""
        local = {"DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "State": "active"}
        associations = [{"Main": False, "SubnetId": s, "AssociationState": {"State": "associated"}} for s in subnets]
        if main:
            associations.append({"Main": True, "AssociationState": {"State": "associated"}})
        return self.add(
            "RouteTables", RouteTableId=key, VpcId=vpc, OwnerId=ACCOUNT, Routes=[local, *routes], Associations=associations
        )

    # -- interfaces ----------------------------------------------------------------------------------------------------

    def interface(self, key, subnet="subnet-0app", groups=("sg-0app",), **fields):
        """Add an interface of somebody's own, attached to nothing unless the fields say so."""
        place = self.get("Subnets", subnet)
        self._hosts += 1
        addresses = {"PrivateIpAddresses": []}
        if "CidrBlock" in place:
            address = str(ip_network(place["CidrBlock"])[self._hosts])
            addresses = {"PrivateIpAddress": address, "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": address}]}
        names = {row["GroupId"]: row["GroupName"] for row in self.answers["SecurityGroups"]}
        row = {
            "NetworkInterfaceId": key,
            "InterfaceType": "interface",
            "Description": f"{key[4:]} of the shop",
            "SubnetId": subnet,
            "VpcId": place["VpcId"],
            "AvailabilityZone": place["AvailabilityZone"],
            "OwnerId": ACCOUNT,
            "RequesterManaged": False,
            "SourceDestCheck": True,
            "Status": "in-use" if "Attachment" in fields else "available",
            **addresses,
            "Ipv6Addresses": [],
            "Groups": [{"GroupId": g, "GroupName": names[g]} for g in groups],
            "TagSet": [],
        }
        return self.add("NetworkInterfaces", **row | fields)

    def service(self, key, description, kind="interface", owner="amazon-aws", **fields):
        """Add an interface that a service made and attached to something of its own."""
        attachment = {
            "AttachmentId": f"ela-attach-{key[4:]}",
            "DeleteOnTermination": False,
            "DeviceIndex": 1,
            "NetworkCardIndex": 0,
            "InstanceOwnerId": owner,
            "Status": "attached",
        }
        fixed = {"Description": description, "InterfaceType": kind, "RequesterManaged": True, "RequesterId": ACCOUNT}
        return self.interface(key, **fixed | {"Attachment": attachment} | fields)

    def leftover(self, key, description, **fields):
        """Add an interface that a service keeps, or left behind, unattached."""
        row = self.service(key, description, **{"Status": "available"} | fields)
        del row["Attachment"]
        return row

    def instance(self, key, instance_type="m6i.large", zone="a", state="running", **fields):
        """Add an instance; its interfaces come with ``attach``."""
        row = {
            "InstanceId": key,
            "InstanceType": instance_type,
            "ImageId": "ami-0linux",
            "EnaSupport": True,
            "Hypervisor": "xen",
            "Placement": {"AvailabilityZone": ZONES.get(zone, zone), "GroupName": "", "Tenancy": "default"},
            "State": {"Code": 16, "Name": state},
            "NetworkInterfaces": [],
            "Tags": [{"Key": "Name", "Value": key[2:]}],
        } | fields
        self.add("Reservations", ReservationId=f"r-{key[2:]}", OwnerId=ACCOUNT, Instances=[row])
        return row

    def host(self, key):
        """Find an instance, to change it."""
        return next(i for r in self.answers["Reservations"] for i in r["Instances"] if i["InstanceId"] == key)

    def attach(self, instance, key, index=0, *, card=0, keep=False, **fields):
        """Add an interface on an instance."""
        attachment = {
            "AttachmentId": f"eni-attach-{key[4:]}",
            "InstanceId": instance,
            "InstanceOwnerId": ACCOUNT,
            "DeviceIndex": index,
            "NetworkCardIndex": card,
            "DeleteOnTermination": not keep,
            "Status": "attached",
        }
        fixed = {"Description": "", "Attachment": attachment} if (card, index) == (0, 0) else {"Attachment": attachment}
        row = self.interface(key, **fixed | fields)
        host = self.host(instance)
        if (card, index) == (0, 0):
            host |= {name: row[name] for name in ("SubnetId", "VpcId", "PrivateIpAddress", "SourceDestCheck") if name in row}
            host["SecurityGroups"] = row["Groups"]
        return row

    def server(self, key, *args, **fields):
        """Add an instance with its primary interface."""
        settings = {name: fields.pop(name) for name in ("subnet", "groups", "InterfaceType") if name in fields}
        self.instance(f"i-0{key}", *args, **fields)
        return self.attach(f"i-0{key}", f"eni-0{key}", **settings)

    def elastic_ip(self, key, interface, public="203.0.113.7", **fields):
        """Add an Elastic IP, on the primary address of an interface unless it has none."""
        row = {"AllocationId": key, "PublicIp": public, "Domain": "vpc", "NetworkBorderGroup": REGION, "PublicIpv4Pool": "amazon"}
        if interface:
            found = self.get("NetworkInterfaces", interface)
            found["Association"] = {"PublicIp": public, "IpOwnerId": ACCOUNT, "AllocationId": key}
            row |= {"AssociationId": f"eipassoc-{key[9:]}", "NetworkInterfaceId": interface, "NetworkInterfaceOwnerId": ACCOUNT}
            row["PrivateIpAddress"] = found["PrivateIpAddress"]
            instance = found.get("Attachment", {}).get("InstanceId")
            row |= {"InstanceId": instance} if instance else {}
        return self.add("Addresses", **row | fields)

    # -- templates -----------------------------------------------------------------------------------------------------

    def template(self, key, *entries, **data):
        """Add a launch template with one version."""
        self.add(
            "LaunchTemplates", LaunchTemplateId=key, LaunchTemplateName=key[3:], DefaultVersionNumber=1, LatestVersionNumber=1
        )
        shape = {"NetworkInterfaces": list(entries)} | data
        row = {"LaunchTemplateId": key, "LaunchTemplateName": key[3:], "VersionNumber": 1, "DefaultVersion": True}
        return self.add("LaunchTemplateVersions", **row, LaunchTemplateData=shape)

    def scaling(self, key, template, *types, most=3, subnets="subnet-0app,subnet-0appb"):
        """Add an Auto Scaling group."""
        reference = {"LaunchTemplateId": template, "Version": "$Default"}
        mixed = {"LaunchTemplate": {"LaunchTemplateSpecification": reference, "Overrides": [{"InstanceType": t} for t in types]}}
        launch = {"MixedInstancesPolicy": mixed} if types else {"LaunchTemplate": reference}
        return self.add("AutoScalingGroups", AutoScalingGroupName=key, MaxSize=most, VPCZoneIdentifier=subnets, **launch)


def write(answers, folder, **beside):
    """Write the folder that a capture would leave."""
    place = folder / ACCOUNT / REGION
    place.mkdir(parents=True)
    for name, rows in answers.items():
        (place / f"{FILES[name]}.json").write_text(json.dumps({name: rows} | beside), encoding="utf-8")
    return folder


def _nested(row):
    """Write an interface as DescribeInstances does, which tells less of it."""
    told = {name: value for name, value in row.items() if name not in NOT_NESTED}
    if "Attachment" in row:
        told["Attachment"] = {name: value for name, value in row["Attachment"].items() if not name.startswith("Instance")}
    return told


def entry(index=0, **fields):
    """Write an interface of a launch template."""
    return {"DeviceIndex": index, "Groups": ["sg-0app"]} | fields


def tags(values):
    """Write tags."""
    return [{"Key": name, "Value": value} for name, value in values.items()]
