"""Writes the answers of ``aws ec2 describe-*`` about a scene."""

from __future__ import annotations

import re

import msgspec
from scene_choices import HELD, NotDescribable, is_chosen
from scene_networks import ACCOUNT, Networks

from eni_lint.inventory.model import NetworkInterface, SecurityGroup

NOT_NESTED = {"AvailabilityZone", "ConnectionTrackingConfiguration", "RequesterManaged", "TagSet"}


def is_made_by_launch(interface):
    """Tell whether an interface is a part of its instance, as its key says, and has no name of its own."""
    return "/" in interface.network_interface_id


class Writer(Networks):
    """Writes what an inventory holds."""

    def __init__(self, inventory):
        super().__init__(inventory)
        self._default_groups = {}

    def answers(self):
        """Give every answer by the name of its file: a kind of which there is nothing is an empty list."""
        inventory = self.inventory
        by_age = sorted(inventory.interfaces, key=lambda each: not is_made_by_launch(each))
        interfaces = [self._interface(each) for each in by_age]
        groups = [*inventory.security_groups, *self._default_groups.values()]
        lists = {
            "NetworkInterfaces": interfaces,
            "Reservations": [self._reservation(each, interfaces) for each in inventory.instances],
            "Subnets": [self._subnet(each) for each in self.choices.subnets.values()],
            "Vpcs": [self._vpc(each) for each in self.choices.vpcs.values()],
            "SecurityGroups": [self._group(each) for each in groups],
            "SecurityGroupVpcAssociations": [
                {"GroupId": self.id("group", group.group_id), "VpcId": self.id("vpc", vpc), "State": "associated"}
                for group in inventory.security_groups
                for vpc in group.associated_vpc_ids
            ],
            "LaunchTemplateVersions": [self._template(each) for each in inventory.launch_templates],
            "AutoScalingGroups": [self._launcher(each) for each in inventory.launchers],
            "Addresses": [self._address(each) for each in inventory.elastic_ips],
            "RouteTables": [self._route_table(each) for each in inventory.route_tables],
            "InternetGateways": [self._gateway(each) for each in inventory.internet_gateways],
            "NatGateways": [self._nat_gateway(each) for each in inventory.nat_gateways],
            "InterfaceAssociations": [
                self.plain(each, AssociationId=f"trunk-assoc-{number:08x}")
                for number, each in enumerate(inventory.trunk_associations)
            ],
            "SubnetIpv4CidrReservations": [self.plain(each) for each in inventory.cidr_reservations if ":" not in each.cidr],
            "SubnetIpv6CidrReservations": [self.plain(each) for each in inventory.cidr_reservations if ":" in each.cidr],
            "SecondaryInterfaces": [
                self._secondary(number, each) for number, each in enumerate(inventory.secondary_interfaces) if each.instance_id
            ],
            "PlacementGroups": [self.plain(each) for each in inventory.placement_groups],
            "NetworkInterfacePermissions": [self.plain(each) for each in inventory.permissions],
            "AvailabilityZones": [self.plain(each) for each in inventory.availability_zones],
            "Images": [self.plain(each) for each in inventory.images],
        }
        return {re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", name).lower(): {name: found} for name, found in lists.items()}

    # -- interfaces, and what carries them -----------------------------------------------------------------------------

    def _interface(self, interface):
        key = interface.network_interface_id
        home, attachment = self.choices.homes[key], self.choices.attachments.get(key)
        vpc = self.choices.vpc_of(home)
        record = {"InterfaceType": "interface", "Description": "", "OwnerId": ACCOUNT, "RequesterManaged": False}
        record |= {"SourceDestCheck": True, "Status": "in-use" if attachment else "available"}
        requests = ("associate_public_ip_address", "enable_primary_ipv6", "ena_srd_specification", "launch_template_id")
        record |= self.plain(self.choices.concrete(interface), "groups", *requests)
        record |= {"SubnetId": self.id("subnet", home), "VpcId": self.id("vpc", vpc)}
        record["AvailabilityZone"] = self.choices.zone_of(home, interface)
        record["Groups"] = [self.plain(each) for each in interface.groups or ()]
        if interface.groups is None:
            record["Groups"] = [{"GroupId": self._default_group(vpc), "GroupName": "default"}]
        for each in record["PrivateIpAddresses"]:
            if each["Primary"]:
                record["PrivateIpAddress"] = each["PrivateIpAddress"]
        if attachment:
            record["Attachment"] = self._attachment(interface, attachment)
        elif interface.ena_srd_specification is not None:
            raise NotDescribable("ENA Express of an interface that is not attached")
        if interface.public_ip:
            record["Association"] = {"PublicIp": interface.public_ip, "IpOwnerId": interface.public_ip_owner or "amazon"}
        for public, at, private in self._public.values():
            if at == key and private in (None, record.get("PrivateIpAddress")):
                record["Association"] = {"PublicIp": public, "IpOwnerId": ACCOUNT}
        return record

    def _default_group(self, vpc):
        """Give the group of an interface that names none; its rules were removed, as is good custom."""
        name = f"default group of {vpc}"
        self._default_groups[name] = SecurityGroup(group_id=name, group_name="default", vpc_id=vpc)
        return self.id("group", name)

    def _attachment(self, interface, attachment):
        record = {"AttachmentId": f"eni-attach-{self.id('network_interface', interface.network_interface_id)[4:]}"}
        record |= {"Status": "attached", "NetworkCardIndex": 0, "InstanceOwnerId": ACCOUNT}
        record["DeleteOnTermination"] = is_made_by_launch(interface)
        record |= self.plain(attachment, "ena_srd_specification", "network_interface_id")
        express = self.inventory.ena_srd_of(interface)
        return record | ({} if express is None else {"EnaSrdSpecification": self.plain(express)})

    def _reservation(self, instance, interfaces):
        key = self.id("instance", instance.instance_id)
        own = [each for each in interfaces if each.get("Attachment", {}).get("InstanceId") == key]
        primary = next((i for i in own if (i["Attachment"]["NetworkCardIndex"], i["Attachment"]["DeviceIndex"]) == (0, 0)), {})
        record = {"ImageId": "ami-0123456789abcdef0", "EnaSupport": True, "InstanceId": key}
        record |= self.plain(
            instance,
            *("associate_public_ip_address", "availability_zone", "bandwidth_weighting", "launch_template_id", "owner_id"),
            *("placement_group", "state", "tenancy"),
        )
        record |= {
            name: primary[name] for name in ("SubnetId", "VpcId", "SourceDestCheck", "PrivateIpAddress") if name in primary
        }
        record |= {"State": {"Name": instance.state or "running"}, "SecurityGroups": primary.get("Groups", [])}
        record["Placement"] = {
            "AvailabilityZone": instance.availability_zone or primary.get("AvailabilityZone"),
            "GroupName": instance.placement_group or "",
            "Tenancy": instance.tenancy or "default",
        }
        if instance.bandwidth_weighting:
            record["NetworkPerformanceOptions"] = {"BandwidthWeighting": instance.bandwidth_weighting}
        record["NetworkInterfaces"] = [{name: value for name, value in i.items() if name not in NOT_NESTED} for i in own]
        return {"OwnerId": instance.owner_id or ACCOUNT, "Instances": [record]}

    def _template(self, template):
        key = template.launch_template_id
        data = {"ImageId": template.image_id, "InstanceType": template.instance_type}
        data["Placement"] = {"GroupName": template.placement_group} if template.placement_group else None
        if template.bandwidth_weighting:
            data["NetworkPerformanceOptions"] = {"BandwidthWeighting": template.bandwidth_weighting}
        if template.instance_requirements:
            data["InstanceRequirements"] = {"NetworkInterfaceCount": {"Min": template.network_interface_count_min or 0}}
        data["NetworkInterfaces"] = [self._entry(each) for each in self.inventory.attachments_of(template)]
        data["SecondaryInterfaces"] = [
            self.plain(each, "launch_template_id")
            for each in self.inventory.secondary_interfaces
            if each.launch_template_id == key
        ]
        return {
            "LaunchTemplateId": self.id("launch_template", key),
            "LaunchTemplateName": template.launch_template_name or key,
            "VersionNumber": 1,
            "DefaultVersion": True,
            "LaunchTemplateData": {name: value for name, value in data.items() if value},
        }

    def _secondary(self, number, secondary):
        attachment = self.plain(secondary, "secondary_subnet_id")
        rest = {"SecondaryInterfaceId": f"si-{number:08x}", "OwnerId": ACCOUNT, "Attachment": attachment}
        return {name: value for name, value in self.plain(secondary).items() if name not in attachment} | rest

    def _entry(self, attachment):
        """Write an entry of a launch template: a request, with numbers in the place of addresses that AWS chooses."""
        slot = self.plain(attachment, "launch_template_id", "network_interface_id")
        found = self.inventory.interface_of(attachment)
        if not isinstance(found, NetworkInterface) or found.launch_template_id is None:
            return slot | {"NetworkInterfaceId": self.id("network_interface", attachment.network_interface_id)}
        lists, counts = {}, {}
        for held in HELD:
            entries = getattr(found, held.field)
            written = lists[held.field] = [each for each in entries if not is_chosen(each, held)]
            implied = 1 if held.field == "private_ip_addresses" and entries and not written else 0  # the primary one
            counts[held.count] = len(entries) - len(written) - implied
        request = self.plain(msgspec.structs.replace(found, **lists), "groups", "launch_template_id", "network_interface_id")
        request["Groups"] = [self.id("group", each.group_id) for each in found.groups or ()]
        if "ConnectionTrackingConfiguration" in request:  # the name in answers about interfaces that exist
            request["ConnectionTrackingSpecification"] = request.pop("ConnectionTrackingConfiguration")
        return slot | {name: value for name, value in (request | counts).items() if value not in (0, [])}

    def _launcher(self, launcher):
        if launcher.kind != "auto-scaling-group":
            raise NotDescribable("a launcher that is no Auto Scaling group")
        reference = {"LaunchTemplateId": self.id("launch_template", launcher.launch_template_id), "Version": "$Default"}
        overrides = [{"InstanceType": each} for each in launcher.instance_types]
        mixed = {"LaunchTemplate": {"LaunchTemplateSpecification": reference, "Overrides": overrides}}
        return {
            "AutoScalingGroupName": launcher.launcher_id,
            "MaxSize": launcher.max_size or 0,
            "VPCZoneIdentifier": ",".join(self.id("subnet", each) for each in launcher.subnet_ids),
            **({"MixedInstancesPolicy": mixed} if overrides else {"LaunchTemplate": reference}),
        }
