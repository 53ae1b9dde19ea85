"""Tells an inventory as a CloudFormation template, so that one scene can be checked in that form, too.

Logical ids are made of names. What AWS chooses is asked for by number, what is not known is a parameter without a default, and
what CloudFormation has no property for raises NotDescribable.
"""

from __future__ import annotations

import json

import msgspec
from scene_choices import HELD, NotDescribable, is_chosen
from scene_stack import Stack

from eni_lint.inventory.inventory import slot
from eni_lint.inventory.unknown import Reason, Undecided, Unknown

ONLY_ELSEWHERE = {
    "flows": "who talks to whom",
    "before": "a change",
    "changes": "a change",
    "live": "what AWS tells of an account",
    "secondary_interfaces": "a secondary interface",
    "missing": "a kind of which nothing is known",
    "trunk_associations": "a trunk interface",
    "availability_zones": "what a zone is",
    "images": "an image",
    "deprecations": "an argument of Terraform",
}
# What AWS tells of an interface, and nobody can ask for.
ONLY_TOLD = (
    "owner_id", "status", "requester_managed", "requester_id", "operator", "public_ip", "public_ip_owner", "vpc_id",
    "deny_all_igw_traffic",
)  # fmt: skip


class Scene(msgspec.Struct):
    """The template, and the names that its logical ids stand for."""

    template: dict
    names: dict[str, str]

    @property
    def content(self):
        return json.dumps(self.template, indent=2).encode()

    def write(self, path):
        path.write_bytes(self.content)

    def name(self, key):
        """Give the name in the source of what has this key in the template: a logical id, or a part of what has one."""
        head, slash, rest = key.partition("/")
        return self.names.get(head, head) + slash + rest


def templated(inventory):
    """Tell an inventory as a template."""
    for collection, what in ONLY_ELSEWHERE.items():
        if getattr(inventory, collection):
            raise NotDescribable(what)
    writer = Writer(inventory)
    return Scene(writer.template(), writer.names)


class Writer(Stack):
    """Writes what an inventory holds."""

    def template(self):
        inventory = self.inventory
        self.write_networks()
        for each in inventory.interfaces:
            if "/" not in each.network_interface_id:
                if each.ena_srd_specification and not inventory.attachments_by_interface.get(each.network_interface_id):
                    raise NotDescribable("ENA Express of an interface that is not attached")
                self._add("interface", each.network_interface_id, "NetworkInterface", self._interface(each))
        for kind, write in (
            ("instances", self._instance),
            ("launch_templates", self._template),
            ("launchers", self._launcher),
            ("permissions", self._permission),
        ):
            for each in getattr(inventory, kind):
                write(each)
        for number, each in enumerate(inventory.attachments):
            if isinstance(each.network_interface_id, Unknown):
                raise NotDescribable("an attachment of an interface that is not known")
            if each.launch_template_id is None and not self._is_listed(each):
                self._attachment(number, each)
        return {"AWSTemplateFormatVersion": "2010-09-09", "Parameters": self.parameters, "Resources": self.resources}

    def _permission(self, permission):
        own = {"NetworkInterfaceId": self._ref("interface", permission.network_interface_id)}
        own |= {"Permission": permission.permission, "AwsAccountId": permission.aws_account_id}
        self._add("permission", permission.network_interface_permission_id, "NetworkInterfacePermission", own)

    # -- interfaces ----------------------------------------------------------------------------------------------------

    def _interface(self, interface, groups="GroupSet"):
        """Write an interface that is a resource, or an entry of a list of them."""
        for field in ONLY_TOLD:
            if getattr(interface, field) is not None:
                raise NotDescribable("what AWS tells of an interface")
        zone, subnet = interface.availability_zone, self._ref("subnet", interface.subnet_id)
        if subnet is None and isinstance(zone, str):
            subnet = self._zone_subnet(zone)
        tracking = interface.connection_tracking_specification
        own = {
            "SubnetId": subnet,
            "InterfaceType": self._value(interface.interface_type),
            "Description": self._value(interface.description),
            groups: self._groups(interface),
            "Tags": self._tags(interface),
            "SourceDestCheck": self._value(interface.source_dest_check),
            "EnablePrimaryIpv6": self._value(interface.enable_primary_ipv6),
            **self._held(interface),
        }
        if tracking is not None:
            own["ConnectionTrackingSpecification"] = self._plain(tracking)
        public = (interface.associate_public_ip_address, interface.associate_carrier_ip_address)
        if groups == "GroupSet" and "/" not in interface.network_interface_id and public != (None, None):
            raise NotDescribable("a public address for an interface that is a resource of its own")
        if groups == "Groups":
            own.pop("Tags")
            own["PrimaryIpv6"] = own.pop("EnablePrimaryIpv6")
            own["AssociatePublicIpAddress"] = self._value(interface.associate_public_ip_address)
            own["AssociateCarrierIpAddress"] = self._value(interface.associate_carrier_ip_address)
        return {name: value for name, value in own.items() if value is not None}

    def _groups(self, interface):
        listed = interface.groups
        if listed is None or isinstance(listed, Unknown):
            return self._value(listed)
        if not listed or any(group.means != "inline" or group.group_name for group in listed):
            raise NotDescribable("groups that are listed empty, told by name or added by others")
        return [self._ref("group", group.group_id) for group in listed]

    def _held(self, interface):
        """Write the addresses and prefixes: those that are known, and how many more AWS is to choose."""
        own = {}
        for held in HELD:
            listed = getattr(interface, held.field)
            if isinstance(listed, Unknown):
                raise NotDescribable("a list of addresses that is not known")
            own |= self._entries(held, listed)
        return own

    def _entries(self, held, listed):
        name = "".join(part.title() for part in held.field.split("_"))
        member = "".join(part.title() for part in held.text.split("_"))
        written = [each for each in listed if not is_chosen(each, held)]
        doubtful = [
            each for each in listed if is_chosen(each, held) and getattr(each, held.text).reason != Reason.ASSIGNED_BY_AWS
        ]
        if doubtful:
            written = [each for each in listed if each in written or each in doubtful]
        chosen = len(listed) - len(written)
        if held.field == "private_ip_addresses":
            if not written:
                return {held.count: chosen - 1 or None}
            entries = [{member: self._value(getattr(each, held.text)), "Primary": self._value(each.primary)} for each in written]
            return {name: entries, held.count: chosen or None}
        entries = [{member: self._value(getattr(each, held.text))} for each in written]
        return {name: entries or None, held.count: len(listed) if chosen else None}

    def _plain(self, thing):
        """Write an object of the model: its fields have the names of the properties."""
        record = {}
        for field in msgspec.structs.fields(type(thing)):
            value = getattr(thing, field.name)
            if value is not None and not field.encode_name.startswith("@"):
                record[field.encode_name] = self._plain(value) if isinstance(value, msgspec.Struct) else self._value(value)
        return record

    # -- instances -----------------------------------------------------------------------------------------------------

    def _own_attachments(self, instance):
        return self.inventory.attachments_by_instance.get(instance.instance_id, [])

    def _is_listed(self, attachment):
        """Tell whether an attachment stands in the list of its instance: there has to be one where it says the primary interface."""
        key = attachment.instance_id
        instance = self.inventory.instance_by_key.get(key) if isinstance(key, str) else None
        if instance is None or attachment.means == "inline":
            return instance is not None
        first = [each for each in self._own_attachments(instance) if _is_first(each)]
        return bool(first) and all(each.means != "inline" for each in first)

    def _instance(self, instance):
        for field in ("owner_id", "ena_support", "bandwidth_weighting", "state", "image_id"):
            if getattr(instance, field) is not None:
                raise NotDescribable("what AWS tells of an instance")
        own = {
            "InstanceType": self._value(instance.instance_type),
            "AvailabilityZone": self._value(instance.availability_zone),
            "PlacementGroupName": self._ref("placement", instance.placement_group),
            "Tenancy": self._value(instance.tenancy),
            "SourceDestCheck": self._value(instance.source_dest_check),
            "Tags": self._tags(instance),
        }
        entries = [self._entry(a, instance) for a in self._own_attachments(instance) if self._is_listed(a)]
        own["NetworkInterfaces"] = entries or None
        if instance.settings_beside_interfaces:
            raise NotDescribable("what was written beside a list of interfaces")
        self._add("instance", instance.instance_id, "Instance", own)

    def _entry(self, attachment, instance):
        _refuse_status(attachment)
        if attachment.network_card_index not in (None, 0):
            raise NotDescribable("a network card of an instance")
        if attachment.ena_queue_count is not None:
            raise NotDescribable("queues of an interface that an instance lists")
        own = {"DeviceIndex": str(attachment.device_index), "DeleteOnTermination": self._value(attachment.delete_on_termination)}
        key = attachment.network_interface_id
        found = self.inventory.interface_by_key.get(key) if isinstance(key, str) else None
        express = attachment.ena_srd_specification
        if found is not None and "/" in key:
            made = self._interface(found)
            only_elsewhere = {"Ipv4Prefixes", "Ipv4PrefixCount", "Ipv6Prefixes", "Ipv6PrefixCount", "InterfaceType"}
            if (only_elsewhere | {"EnablePrimaryIpv6", "Tags"}) & set(made):
                raise NotDescribable("prefixes, type or tags of an interface that an instance lists")
            if "ConnectionTrackingSpecification" in made:
                raise NotDescribable("timeouts of an interface that an instance lists")
            made.pop("SourceDestCheck", None)  # that of the primary interface stands at the instance
            own |= made
            own["AssociatePublicIpAddress"] = self._value(found.associate_public_ip_address)
            own["AssociateCarrierIpAddress"] = self._value(found.associate_carrier_ip_address)
            own.setdefault("SubnetId", self._ref("subnet", instance.subnet_id))
        else:
            own["NetworkInterfaceId"] = self._ref("interface", key)
        if express is None and found is not None:
            express = found.ena_srd_specification
        if express is not None:
            own["EnaSrdSpecification"] = self._plain(express)
        return {name: value for name, value in own.items() if value is not None}

    def _attachment(self, number, attachment):
        _refuse_status(attachment)
        if attachment.network_card_index not in (None, 0):
            raise NotDescribable("a network card of an instance")
        if attachment.means == "interface" and _is_first(attachment):
            raise NotDescribable("an attachment to the primary slot in the interface itself")
        key = attachment.network_interface_id
        found = self.inventory.interface_by_key.get(key) if isinstance(key, str) else None
        own = {
            "InstanceId": self._ref("instance", attachment.instance_id),
            "NetworkInterfaceId": self._ref("interface", attachment.network_interface_id),
            "DeviceIndex": self._value(attachment.device_index),
            "DeleteOnTermination": self._value(_or_false(attachment.delete_on_termination)),
            "EnaQueueCount": self._value(attachment.ena_queue_count),
        }
        express = attachment.ena_srd_specification
        if express is None and found is not None:
            express = found.ena_srd_specification
        if express is not None:
            own["EnaSrdSpecification"] = self._plain(express)
        self._add("attachment", f"attachment {number}", "NetworkInterfaceAttachment", own)

    # -- templates -----------------------------------------------------------------------------------------------------

    def _template(self, template):
        entries = []
        for attachment in self.inventory.attachments_of(template):
            own = {
                "DeviceIndex": self._value(attachment.device_index),
                "NetworkCardIndex": self._value(attachment.network_card_index),
                "DeleteOnTermination": self._value(attachment.delete_on_termination),
                "EnaQueueCount": self._value(attachment.ena_queue_count),
            }
            found = self.inventory.interface_of(attachment)
            express = attachment.ena_srd_specification
            if isinstance(found, Unknown) or found.launch_template_id is None:
                own["NetworkInterfaceId"] = self._ref("interface", attachment.network_interface_id)
            else:
                own |= self._interface(found, groups="Groups")
                express = found.ena_srd_specification if express is None else express
            own["EnaSrdSpecification"] = None if express is None else self._plain(express)
            entries.append({name: value for name, value in own.items() if value is not None})
        data = {"InstanceType": self._value(template.instance_type), "ImageId": self._value(template.image_id)}
        data["NetworkInterfaces"] = entries
        if template.settings_beside_interfaces:
            raise NotDescribable("what was written beside a list of interfaces")
        if template.bandwidth_weighting is not None:
            data["NetworkPerformanceOptions"] = {"BandwidthWeighting": self._value(template.bandwidth_weighting)}
        if template.instance_requirements is not None:
            data["InstanceRequirements"] = {}
        if template.placement_group:
            data["Placement"] = {"GroupName": self._ref("placement", template.placement_group)}
        if template.network_interface_count_min is not None:
            data["InstanceRequirements"] = {"NetworkInterfaceCount": {"Min": self._value(template.network_interface_count_min)}}
        own = {"LaunchTemplateData": {name: value for name, value in data.items() if value is not None}}
        self._add("template", template.launch_template_id, "LaunchTemplate", own)

    def _launcher(self, launcher):
        if launcher.max_pods is not None or launcher.prefix_delegation is not None or launcher.custom_networking is not None:
            raise NotDescribable("how nodes give addresses to pods")
        if isinstance(launcher.instance_types, Unknown) or isinstance(launcher.subnet_ids, Unknown):
            raise NotDescribable("a list of types or subnets that is not known")
        key = self._ref("template", launcher.launch_template_id)
        types = [self._value(each) for each in launcher.instance_types]
        subnets = [self._ref("subnet", each) for each in launcher.subnet_ids]
        resource_type, own = getattr(self, f"_{launcher.kind.replace('-', '_')}")(
            key, types, subnets, self._value(launcher.max_size)
        )
        self._add("launcher", launcher.launcher_id, resource_type, own)

    @staticmethod
    def _auto_scaling_group(key, types, subnets, size):
        reference = {"LaunchTemplateId": key, "Version": "$Latest"} if key is not None else None
        overrides = [{"InstanceType": each} for each in types]
        mixed = {"LaunchTemplate": {"LaunchTemplateSpecification": reference, "Overrides": overrides}}
        own = {"MaxSize": size, "VPCZoneIdentifier": subnets or None}
        own |= {"MixedInstancesPolicy": mixed} if overrides else {"LaunchTemplate": reference}
        return "AWS::AutoScaling::AutoScalingGroup", own

    @staticmethod
    def _eks_node_group(key, types, subnets, size):
        own = {"InstanceTypes": types or None, "Subnets": subnets or None}
        own["LaunchTemplate"] = None if key is None else {"Id": key}
        own["ScalingConfig"] = None if size is None else {"MaxSize": size}
        return "AWS::EKS::Nodegroup", own

    @staticmethod
    def _ec2_fleet(key, types, subnets, size):
        if subnets:
            raise NotDescribable("the subnets of a fleet as a whole")
        config = {"LaunchTemplateSpecification": {"LaunchTemplateId": key, "Version": "$Default"}}
        config["Overrides"] = [{"InstanceType": each} for each in types]
        own = {"LaunchTemplateConfigs": [config]}
        own["TargetCapacitySpecification"] = None if size is None else {"TotalTargetCapacity": size}
        return "EC2Fleet", own

    def _spot_fleet(self, key, types, subnets, size):
        config = {"LaunchTemplateConfigs": self._ec2_fleet(key, types, subnets, size)[1]["LaunchTemplateConfigs"]}
        return "SpotFleet", {"SpotFleetRequestConfigData": config | ({} if size is None else {"TargetCapacity": size})}


def _or_false(value):
    return False if value is None else value


def _refuse_status(attachment):
    if attachment.status is not None:
        raise NotDescribable("the status of an attachment")


def _is_first(attachment):
    try:
        return slot(attachment) == (0, 0)
    except Undecided:
        return False
