"""Writes the networks of a scene as resources of a CloudFormation template, and the logical ids in all of it."""

from __future__ import annotations

import re

from scene_choices import NotDescribable

from eni_lint.inventory.unknown import Reason, Unknown

EC2 = "AWS::EC2::"


class Stack:
    """Writes networks as resources; ``names`` are those that logical ids stand for."""

    def __init__(self, inventory):
        self.inventory = inventory
        self.names = {}
        self.resources = {}
        self.parameters = {}
        self.rest = {}  # the subnets of what names a zone and no subnet
        self.declared = {
            "vpc": {each.vpc_id for each in inventory.vpcs},
            "subnet": {each.subnet_id for each in inventory.subnets},
            "group": {each.group_id for each in inventory.security_groups},
            "interface": {each.network_interface_id for each in inventory.interfaces},
            "instance": {each.instance_id for each in inventory.instances},
            "template": {each.launch_template_id for each in inventory.launch_templates},
            "placement": {each.group_name for each in inventory.placement_groups},
            "gateway": {each.internet_gateway_id for each in inventory.internet_gateways},
            "allocation": {each.allocation_id for each in inventory.elastic_ips},
            "table": {each.route_table_id for each in inventory.route_tables},
        }
        self._ids = {}

    def write_networks(self):
        """Write what interfaces are in."""
        for each in self.inventory.vpcs:
            self._vpc(each)
        for each in self.inventory.subnets:
            self._subnet(each)
        for each in self.inventory.security_groups:
            self._group(each)
        for each in self.inventory.placement_groups:
            self._add("placement", each.group_name, "PlacementGroup", {"Strategy": self._value(each.strategy)})
        for each in self.inventory.cidr_reservations:
            own = {"SubnetId": self._ref("subnet", each.subnet_id), "Cidr": self._value(each.cidr)}
            own["ReservationType"] = self._value(each.reservation_type)
            self._add("reservation", each.subnet_cidr_reservation_id, "SubnetCidrReservation", own)
        for each in self.inventory.eks_clusters:
            own = {"ResourcesVpcConfig": {"SubnetIds": [self._ref("subnet", subnet) for subnet in each.subnet_ids]}}
            self._add("cluster", each.cluster_name, "AWS::EKS::Cluster", own)
        self._gateways()
        self._addresses()
        self._routes()

    # -- names and values ----------------------------------------------------------------------------------------------

    def _id(self, kind, key):
        """Give the logical id of a thing: letters and digits of its name, and of its kind where that is taken."""
        found = self._ids.get((kind, key))
        if found is None:
            plain = re.sub(r"[^A-Za-z0-9]", "", key.title()) or "X"
            found = plain if plain not in self.names else f"{plain}{kind.title()}{len(self.names)}"
            self._ids[kind, key] = found
            self.names[found] = key
        return found

    def _add(self, kind, key, resource_type, properties):
        body = {name: value for name, value in properties.items() if value is not None}
        name = resource_type if "::" in resource_type else EC2 + resource_type
        self.resources[self._id(kind, key)] = {"Type": name, "Properties": body}

    def _ref(self, kind, key):
        """Refer to a thing: of the template, by an id, or by a parameter where it is not known."""
        if key is None or isinstance(key, Unknown):
            return self._value(key)
        return {"Ref": self._id(kind, key)} if key in self.declared[kind] else key

    def _value(self, value):
        if isinstance(value, Unknown):
            name = f"Parameter{len(self.parameters)}"
            self.parameters[name] = {"Type": "String"}
            return {"Ref": name}
        return str(value).lower() if isinstance(value, bool) else value

    # -- networks ------------------------------------------------------------------------------------------------------

    def _vpc(self, vpc):
        if vpc.is_default or vpc.owner_id:
            raise NotDescribable("what AWS tells of a VPC")
        blocks = [] if isinstance(vpc.cidr_blocks, Unknown) else vpc.cidr_blocks
        self._add("vpc", vpc.vpc_id, "VPC", {"CidrBlock": self._value(blocks[0]) if blocks else None})
        more = [("CidrBlock", each) for each in blocks[1:]] + [("Ipv6CidrBlock", each) for each in vpc.ipv6_cidr_blocks]
        for number, (name, block) in enumerate(more):
            own = {"VpcId": self._ref("vpc", vpc.vpc_id), name: self._value(block)}
            self._add("block", f"{vpc.vpc_id} block {number}", "VPCCidrBlock", own)

    def _subnet(self, subnet):
        if isinstance(subnet.ipv6_cidr_blocks, Unknown):
            raise NotDescribable("a list of blocks that is not known")
        first, *others = [*subnet.ipv6_cidr_blocks, None]
        own = {
            "VpcId": self._ref("vpc", subnet.vpc_id),
            "AvailabilityZone": self._value(subnet.availability_zone),
            "CidrBlock": self._value(subnet.cidr_block),
            "Ipv6CidrBlock": self._value(first),
            "Ipv6Native": self._value(subnet.ipv6_native),
            "AssignIpv6AddressOnCreation": self._value(subnet.assign_ipv6_address_on_creation),
            "MapPublicIpOnLaunch": self._value(subnet.map_public_ip_on_launch),
            "OutpostArn": self._value(subnet.outpost_arn),
            "PrivateDnsNameOptionsOnLaunch": None
            if subnet.hostname_type is None
            else {"HostnameType": self._value(subnet.hostname_type)},
            "Tags": self._tags(subnet),
        }
        if subnet.internet_gateway_block_mode is not None or subnet.available_ip_address_count is not None:
            raise NotDescribable("what AWS tells of a subnet")
        self._add("subnet", subnet.subnet_id, "Subnet", own)
        for number, block in enumerate(others[:-1]):
            more = {"SubnetId": self._ref("subnet", subnet.subnet_id), "Ipv6CidrBlock": self._value(block)}
            self._add("block", f"{subnet.subnet_id} block {number}", "SubnetCidrBlock", more)

    def _group(self, group):
        rules = [] if isinstance(group.rules, Unknown) else group.rules
        own = {"GroupDescription": "-", "VpcId": self._ref("vpc", group.vpc_id), "GroupName": self._value(group.group_name)}
        if isinstance(group.rules, Unknown) and group.rules.reason is Reason.DECLARED:
            own["SecurityGroupIngress"] = {"Fn::Transform": {"Name": "AWS::Include", "Parameters": {"Location": "s3://b/rules"}}}
        self._add("group", group.group_id, "SecurityGroup", own)
        if isinstance(group.associated_vpc_ids, Unknown):
            raise NotDescribable("VPCs of a group that are not known")
        for number, vpc in enumerate(group.associated_vpc_ids):
            own = {"GroupId": self._ref("group", group.group_id), "VpcId": self._ref("vpc", vpc)}
            self._add("association", f"{group.group_id} vpc {number}", "SecurityGroupVpcAssociation", own)
        for number, rule in enumerate(rules):
            own = {"GroupId": self._ref("group", group.group_id), "IpProtocol": rule.ip_protocol}
            own |= {"FromPort": rule.from_port, "ToPort": rule.to_port, "CidrIp": rule.cidr_ipv4, "CidrIpv6": rule.cidr_ipv6}
            side = "Destination" if rule.is_egress else "Source"
            own[f"{side}SecurityGroupId"] = self._ref("group", rule.referenced_group_id)
            kind = "SecurityGroupEgress" if rule.is_egress else "SecurityGroupIngress"
            self._add("rule", f"{group.group_id} rule {number}", kind, own)

    def _zone_subnet(self, zone):
        """Make the subnet of what names a zone and no subnet."""
        key = f"rest in {zone}"
        if zone not in self.rest:
            self.rest[zone] = key
            self.declared["subnet"].add(key)
            self._add("subnet", key, "Subnet", {"AvailabilityZone": zone, "CidrBlock": "10.0.0.0/16"})
        return self._ref("subnet", key)

    def _gateways(self):
        for each in self.inventory.internet_gateways:
            self._add("gateway", each.internet_gateway_id, "InternetGateway", {})
            if each.vpc_id is not None:
                own = {
                    "InternetGatewayId": self._ref("gateway", each.internet_gateway_id),
                    "VpcId": self._ref("vpc", each.vpc_id),
                }
                self._add("attachment", f"{each.internet_gateway_id} attached", "VPCGatewayAttachment", own)

    def _allocation(self, key):
        found = self._ref("allocation", key)
        return {"Fn::GetAtt": [found["Ref"], "AllocationId"]} if isinstance(key, str) and isinstance(found, dict) else found

    def _addresses(self):
        for each in self.inventory.elastic_ips:
            for field in ("service_managed", "carrier_ip", "used_by", "association_id"):
                if getattr(each, field) is not None:
                    raise NotDescribable("what AWS tells of an address")
            own = {"Domain": "vpc", "NetworkBorderGroup": self._value(each.network_border_group)}
            own["PublicIpv4Pool"] = self._value(each.public_ipv4_pool)
            self._add("allocation", each.allocation_id, "EIP", own)
        for number, each in enumerate(self.inventory.elastic_ip_associations):
            if each.allow_reassociation is not None:
                raise NotDescribable("whether an address may be taken from elsewhere")
            own = {
                "AllocationId": self._allocation(each.allocation_id),
                "InstanceId": self._ref("instance", each.instance_id),
                "NetworkInterfaceId": self._ref("interface", each.network_interface_id),
                "PrivateIpAddress": self._value(each.private_ip_address),
            }
            self._add("association", f"association {number}", "EIPAssociation", own)
        for each in self.inventory.nat_gateways:
            first, *others = [*each.allocation_ids, None]
            own = {"SubnetId": self._ref("subnet", each.subnet_id), "AllocationId": self._allocation(first)}
            own["SecondaryAllocationIds"] = [self._allocation(other) for other in others[:-1]] or None
            self._add("nat", each.nat_gateway_id, "NatGateway", own)

    def _routes(self):
        for each in self.inventory.route_tables:
            self._add("table", each.route_table_id, "RouteTable", {"VpcId": self._ref("vpc", each.vpc_id)})
            for subnet in each.subnet_ids:
                own = {"RouteTableId": self._ref("table", each.route_table_id), "SubnetId": self._ref("subnet", subnet)}
                self._add("table", f"{each.route_table_id} of {subnet}", "SubnetRouteTableAssociation", own)
        for number, each in enumerate(self.inventory.routes):
            if each.state is not None:
                raise NotDescribable("the state of a route")
            where = each.destination
            name = "DestinationCidrBlock" if "." in where else "DestinationIpv6CidrBlock"
            own = {
                "RouteTableId": self._ref("table", each.route_table_id),
                name: where,
                "NetworkInterfaceId": self._ref("interface", each.network_interface_id),
                "InstanceId": self._ref("instance", each.instance_id),
                "GatewayId": self._ref("gateway", each.gateway_id),
            }
            self._add("route", f"route {number}", "Route", own)

    def _tags(self, thing):
        if isinstance(thing.tags, Unknown):
            return self._value(thing.tags)
        return [{"Key": each.key, "Value": self._value(each.value)} for each in thing.tags] or None
