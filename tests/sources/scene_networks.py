"""Writes the answers of ``aws ec2 describe-*`` about the networks of a scene, and the ids in all of them."""

from __future__ import annotations

import re
from hashlib import sha256

import msgspec
from scene_choices import REST, ZONE, Choices, NotDescribable

from eni_lint.inventory.unknown import Unknown

ACCOUNT = "111122223333"
IDS = {
    "allocation": "eipalloc", "group": "sg", "instance": "i", "internet_gateway": "igw", "launch_template": "lt",
    "nat_gateway": "nat", "network_interface": "eni", "network_interface_permission": "eni-perm", "route_table": "rtb",
    "secondary_subnet": "ss", "subnet": "subnet", "subnet_cidr_reservation": "scr", "vpc": "vpc",
}  # fmt: skip
REFERENCES = {f"{kind}_id": kind for kind in IDS} | {
    "branch_interface_id": "network_interface",
    "gateway_id": "internet_gateway",
    "referenced_group_id": "group",
    "trunk_interface_id": "network_interface",
}
SIDES = (
    ("cidr_ipv4", "IpRanges", "CidrIp"),
    ("cidr_ipv6", "Ipv6Ranges", "CidrIpv6"),
    ("prefix_list_id", "PrefixListIds", "PrefixListId"),
    ("referenced_group_id", "UserIdGroupPairs", "GroupId"),
)


class Networks:
    """Writes networks; ``names`` are those that ids stand for."""

    def __init__(self, inventory):
        self.inventory = inventory
        self.names = {}
        self.choices = Choices(inventory)
        self._public = self._public_addresses()

    def id(self, kind, key):
        """Give the id of a thing: its own, or one made of its name."""
        if key == "local" or re.fullmatch(r"[a-z]+-[0-9a-f]{4,32}", key):
            return key
        made = f"{IDS[kind]}-0{sha256(f'{kind}/{key}'.encode()).hexdigest()[:16]}"
        self.names[made] = key
        return made

    def plain(self, thing, *left_out, **beside):
        """Write an object of the model: its fields have the names of the API."""
        record = {}
        for field in msgspec.structs.fields(type(thing)):
            value = getattr(thing, field.name)
            if value is None or field.encode_name.startswith("@") or field.name in left_out:
                continue
            kind = REFERENCES.get(field.name)
            record[field.encode_name] = self.id(kind, value) if kind else self._value(value)
        return record | beside

    def _value(self, value):
        if isinstance(value, msgspec.Struct):
            return self.plain(value)
        return [self._value(each) for each in value] if isinstance(value, (list, tuple)) else value

    def _subnet(self, subnet):
        blocks = [{"Ipv6CidrBlock": each, "Ipv6CidrBlockState": {"State": "associated"}} for each in subnet.ipv6_cidr_blocks]
        left_out = ("hostname_type", "internet_gateway_block_mode", "ipv6_cidr_blocks")
        record = {"AvailableIpAddressCount": 200, "MapPublicIpOnLaunch": False, "AssignIpv6AddressOnCreation": False}
        record |= {"OwnerId": ACCOUNT, "Ipv6Native": False, "Ipv6CidrBlockAssociationSet": blocks, "State": "available"}
        record["PrivateDnsNameOptionsOnLaunch"] = {"HostnameType": subnet.hostname_type or "ip-name"}
        record["BlockPublicAccessStates"] = {"InternetGatewayBlockMode": subnet.internet_gateway_block_mode or "off"}
        return record | self.plain(subnet, *left_out)

    def _vpc(self, vpc):
        written = vpc.cidr_blocks
        own = [each.cidr_block for each in self.choices.subnets.values() if each.vpc_id == vpc.vpc_id and each.cidr_block]
        blocks = own if isinstance(written, Unknown) or not written else written
        return {"IsDefault": False, "OwnerId": ACCOUNT} | self.plain(
            vpc,
            *("cidr_blocks", "ipv6_cidr_blocks"),
            CidrBlockAssociationSet=[{"CidrBlock": each, "CidrBlockState": {"State": "associated"}} for each in blocks],
            Ipv6CidrBlockAssociationSet=[
                {"Ipv6CidrBlock": each, "Ipv6CidrBlockState": {"State": "associated"}} for each in vpc.ipv6_cidr_blocks
            ],
        )

    def _group(self, group):
        rules = [] if isinstance(group.rules, Unknown) else group.rules
        record = {"GroupName": group.group_id, "OwnerId": ACCOUNT, "VpcId": self.id("vpc", group.vpc_id or REST)}
        record |= self.plain(group, "associated_vpc_ids", "rules")
        record["IpPermissions"] = [self._permission(each) for each in rules if not each.is_egress]
        record["IpPermissionsEgress"] = [self._permission(each) for each in rules if each.is_egress]
        return record

    def _permission(self, rule):
        """Write a rule as a permission for one other side, with the empty lists that AWS writes for the rest."""
        told = self.plain(rule, "is_egress")
        record = {name: told[name] for name in ("IpProtocol", "FromPort", "ToPort") if name in told}
        for field, member, name in SIDES:
            value = getattr(rule, field)
            record[member] = [] if value is None else [{name: self.id("group", value) if name == "GroupId" else value}]
        return record

    def _public_addresses(self):
        """Give the public address of every Elastic IP with the interface and the private address that it goes to."""
        found = {}
        for number, address in enumerate(self.inventory.elastic_ips, 1):
            separate = [a for a in self.inventory.elastic_ip_associations if a.allocation_id == address.allocation_id]
            places = {(a.network_interface_id, a.instance_id, a.private_ip_address) for a in (address, *separate)}
            places = sorted(places - {(None, None, None)}, key=str)
            if len(places) > 1:
                raise NotDescribable("an address that is associated twice")
            at, instance, private = places[0] if places else (None, None, None)
            if instance and not at:
                at = self.inventory.primary_interface_of(self.inventory.instance_by_key[instance]).network_interface_id
            found[address.allocation_id] = (address.public_ip or f"203.0.113.{number}", at, private)
        return found

    def _address(self, address):
        if address.used_by is not None:
            raise NotDescribable("what else uses an address")
        public, at, private = self._public[address.allocation_id]
        interface = self.inventory.interface_by_key.get(at)
        zone = self.choices.zone_of(self.choices.homes[at], interface) if interface else ZONE
        record = {"Domain": "vpc", "NetworkBorderGroup": re.match(r".*?-\d+", zone)[0], "PublicIpv4Pool": "amazon"}
        record |= self.plain(address, PublicIp=public)
        if at:
            record["AssociationId"] = f"eipassoc-{self.id('allocation', address.allocation_id)[9:]}"
            record["NetworkInterfaceId"] = self.id("network_interface", at)
            attachment = self.choices.attachments.get(at)
            if attachment and attachment.instance_id:
                record["InstanceId"] = self.id("instance", attachment.instance_id)
            if private:
                record["PrivateIpAddress"] = private
        return record

    def _route_table(self, table):
        routes = [each for each in self.inventory.routes if each.route_table_id == table.route_table_id]
        associations = [
            {"Main": False, "SubnetId": self.id("subnet", each), "AssociationState": {"State": "associated"}}
            for each in table.subnet_ids
        ]
        if table.main:
            associations.append({"Main": True, "AssociationState": {"State": "associated"}})
        own = {"Routes": [self._route(each) for each in routes], "Associations": associations}
        return {"VpcId": self.id("vpc", REST)} | self.plain(table, "main", "subnet_ids", **own)

    def _route(self, route):
        where = route.destination
        member = (
            "DestinationCidrBlock" if "." in where else "DestinationIpv6CidrBlock" if ":" in where else "DestinationPrefixListId"
        )
        return {"State": "active"} | self.plain(route, "destination", "route_table_id") | {member: where}

    def _gateway(self, gateway):
        attachments = [{"VpcId": self.id("vpc", gateway.vpc_id), "State": "available"}] if gateway.vpc_id else []
        return self.plain(gateway, "vpc_id", Attachments=attachments)

    def _nat_gateway(self, gateway):
        addresses = [{"AllocationId": self.id("allocation", each)} for each in gateway.allocation_ids]
        return self.plain(gateway, "allocation_ids", State="available", NatGatewayAddresses=addresses)
