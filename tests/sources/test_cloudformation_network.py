"""Networks, security groups, routes and Elastic IPs, as a template says it."""

import pytest
from template_corpus import read, scope_of

from eni_lint.inventory.unknown import Reason, Undecided, Unknown, same

ADDRESSES = """
Interface: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: subnet-1, %s}}
"""


def interface_of(properties, **kwargs):
    return read(ADDRESSES % properties, **kwargs).interfaces[0]


def texts(entries, field):
    return ["?" if isinstance(value := getattr(each, field), Unknown) else value for each in entries]


# -- addresses of interfaces -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("properties", "expected", "primary"),
    [
        ("Description: plain", ["?"], [True]),
        ("PrivateIpAddress: 10.0.0.9", ["10.0.0.9"], [True]),
        ("PrivateIpAddress: 10.0.0.9, SecondaryPrivateIpAddressCount: '2'", ["10.0.0.9", "?", "?"], [True, False, False]),
        ("SecondaryPrivateIpAddressCount: 1", ["?", "?"], [True, False]),
        ("PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.9}]", ["10.0.0.9"], [True]),
        (
            "PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.8, Primary: 'false'}, {PrivateIpAddress: 10.0.0.9, Primary: 'true'}]",
            ["10.0.0.8", "10.0.0.9"],
            [False, True],
        ),
        (
            "PrivateIpAddress: 10.0.0.9, PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.9, Primary: true}]",
            ["10.0.0.9"],
            [True],
        ),
        (
            "PrivateIpAddress: 10.0.0.9, PrivateIpAddresses: [{PrivateIpAddress: 10.0.0.8, Primary: true}]",
            ["10.0.0.9", "10.0.0.8"],
            [True, True],
        ),
        ("InterfaceType: efa-only", [], []),
    ],
)
def test_private_addresses(properties, expected, primary):
    found = interface_of(properties).private_ip_addresses

    assert expected == texts(found, "private_ip_address")
    assert primary == [each.primary for each in found]


def test_prefixes_and_ipv6_addresses():
    interface = interface_of(
        "Ipv4Prefixes: [{Ipv4Prefix: 10.0.0.16/28}], Ipv6PrefixCount: 2, EnablePrimaryIpv6: true, Ipv6Addresses: [{Ipv6Address: '2001:db8::1'}, {Ipv6Address: '2001:db8::2'}]"
    )

    assert ["10.0.0.16/28"] == texts(interface.ipv4_prefixes, "ipv4_prefix")
    assert ["?", "?"] == texts(interface.ipv6_prefixes, "ipv6_prefix")
    assert ["2001:db8::1", "2001:db8::2"] == texts(interface.ipv6_addresses, "ipv6_address")
    assert [True, False] == [each.is_primary_ipv6 for each in interface.ipv6_addresses]
    assert ("ipv4_prefixes", "ipv6_addresses", "ipv6_prefix_count") == interface.address_arguments


def test_number_of_none_asks_for_nothing():
    interface = interface_of("Ipv4PrefixCount: 0, SecondaryPrivateIpAddressCount: '1', Ipv6Addresses: []")

    assert ("secondary_private_ip_address_count",) == interface.address_arguments


def test_number_of_addresses_that_is_not_known_makes_the_list_unknown():
    head = "Parameters: {Count: {Type: Number}, Address: {Type: String, Default: ''}}"
    interface = interface_of("SecondaryPrivateIpAddressCount: !Ref Count, Ipv6AddressCount: !Ref Count", head=head)

    assert isinstance(interface.private_ip_addresses, Unknown)
    assert isinstance(interface.ipv6_addresses, Unknown)
    assert isinstance(interface.address_arguments, Unknown)
    assert ["?"] == texts(interface_of("PrivateIpAddress: !Ref Address", head=head).private_ip_addresses, "private_ip_address")


def test_absurd_numbers_do_not_fill_the_memory():
    assert len(interface_of("Ipv4PrefixCount: 99999999999").ipv4_prefixes) < 100_000
    assert [] == interface_of("Ipv4PrefixCount: -1").ipv4_prefixes


# -- references --------------------------------------------------------------------------------------------------------


def test_references_become_keys_or_unknowns_with_symbols():
    text = """
Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !GetAtt Vpc.VpcId, CidrBlock: 10.0.0.0/24}}
Group: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: x, VpcId: !GetAtt Subnet.VpcId}}
Interface:
  Type: AWS::EC2::NetworkInterface
  Properties:
    SubnetId: !GetAtt Subnet.SubnetId
    GroupSet: [!Ref Group, !GetAtt Group.GroupId, sg-1, !Ref Given, !GetAtt Vpc.DefaultSecurityGroup, !GetAtt Made.GroupId]
Made: {Type: "Custom::Group", Properties: {ServiceToken: arn}}
"""
    inventory = read(text, head="Parameters: {Given: {Type: 'AWS::EC2::SecurityGroup::Id'}}")
    interface = inventory.interfaces[0]
    groups = [each.group_id for each in interface.groups]

    assert ("Subnet", "Vpc", "Vpc") == (interface.subnet_id, inventory.subnets[0].vpc_id, inventory.security_groups[0].vpc_id)
    assert ["Group", "Group", "sg-1"] == groups[:3]
    assert [("Ref", "Given"), ("Fn::GetAtt", "Vpc", "DefaultSecurityGroup"), ("Fn::GetAtt", "Made", "GroupId")] == [
        each.symbol for each in groups[3:]
    ]
    assert [None, None, None, None, "default", None] == [each.group_name for each in interface.groups]


def test_attributes_that_lead_to_one_another_end():
    text = """
First: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24, AvailabilityZone: !GetAtt Second.AvailabilityZone}}
Second: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24, AvailabilityZone: !GetAtt First.AvailabilityZone}}
"""

    assert all(isinstance(each.availability_zone, Unknown) for each in scope_of(text).inventory.subnets)


def test_empty_list_of_groups_asks_for_none():
    assert interface_of("GroupSet: []").groups is None
    assert interface_of("Description: none").groups is None


# -- networks ----------------------------------------------------------------------------------------------------------

ZONES = """
{name}: {{Type: "AWS::EC2::Subnet", Properties: {{VpcId: vpc-1, CidrBlock: 10.0.0.0/24, {zone}}}}}
"""


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("AvailabilityZone: eu-west-1a", "AvailabilityZone: eu-west-1a", True),
        ("AvailabilityZone: !Select [0, !GetAZs '']", "AvailabilityZone: !Select ['0', !GetAZs {Ref: 'AWS::Region'}]", True),
        ("AvailabilityZone: !Select [0, !GetAZs '']", "AvailabilityZone: !Select [1, !GetAZs '']", False),
        ("AvailabilityZone: !Ref A", "AvailabilityZone: !Ref A", True),
        ("AvailabilityZone: !Ref A", "AvailabilityZone: !Ref B", None),
        ("AvailabilityZone: !Ref A", "AvailabilityZone: !Select [0, !GetAZs '']", None),
        ("AvailabilityZoneId: euw1-az1", "AvailabilityZoneId: euw1-az1", True),
        ("AvailabilityZoneId: euw1-az1", "AvailabilityZoneId: euw1-az2", False),
        ("AvailabilityZoneId: euw1-az1", "AvailabilityZone: eu-west-1a", None),
        ("MapPublicIpOnLaunch: true", "MapPublicIpOnLaunch: true", None),
        ("AvailabilityZone: !Select [0, !Ref Zones]", "AvailabilityZone: !Select [0, !Ref Zones]", True),
        ("AvailabilityZone: !Sub '${AWS::Region}a'", "AvailabilityZone: !Sub '${AWS::Region}a'", True),
    ],
)
def test_zones_compare_as_expressions(first, second, expected):
    head = """
    Parameters:
      A: {Type: "AWS::EC2::AvailabilityZone::Name"}
      B: {Type: "AWS::EC2::AvailabilityZone::Name"}
      Zones: {Type: "List<AWS::EC2::AvailabilityZone::Name>"}
    """
    text = ZONES.format(name="First", zone=first) + ZONES.format(name="Second", zone=second)
    zones = [each.availability_zone for each in read(text, head=head).subnets]
    if expected is None:
        with pytest.raises(Undecided):
            same(*zones)
        return

    assert expected is same(*zones)


@pytest.mark.parametrize(
    "zone", ["AvailabilityZone: !Select [0, !GetAZs '']", "AvailabilityZoneId: euw1-az1", "MapPublicIpOnLaunch: true"]
)
def test_zone_of_a_subnet_or_an_instance_is_that_of_the_subnet(zone):
    text = f"""
{ZONES.format(name="First", zone=zone)}
{ZONES.format(name="Second", zone="AvailabilityZone: !GetAtt First.AvailabilityZone")}
Web: {{Type: "AWS::EC2::Instance", Properties: {{SubnetId: !Ref First}}}}
{ZONES.format(name="Third", zone="AvailabilityZone: !GetAtt Web.AvailabilityZone")}
One: {{Type: "AWS::EC2::NetworkInterface", Properties: {{SubnetId: !Ref First}}}}
Two: {{Type: "AWS::EC2::NetworkInterface", Properties: {{SubnetId: !Ref Second}}}}
Three: {{Type: "AWS::EC2::NetworkInterface", Properties: {{SubnetId: !Ref Third}}}}
"""
    inventory = read(text)
    one, two, three = (inventory.interface_by_key[name] for name in ("One", "Two", "Three"))

    assert inventory.same_zone(one, two)
    assert inventory.same_zone(one, three)


def test_blocks_that_are_resources_of_their_own():
    text = """
Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
More: {Type: "AWS::EC2::VPCCidrBlock", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.1.0.0/16}}
Six: {Type: "AWS::EC2::VPCCidrBlock", Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: true}}
None: {Type: "AWS::EC2::VPCCidrBlock", Properties: {VpcId: !Ref Vpc, AmazonProvidedIpv6CidrBlock: false, CidrBlock: 10.2.0.0/16}}
Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, Ipv4IpamPoolId: ipam-pool-1, Ipv4NetmaskLength: 24}}
SubnetSix: {Type: "AWS::EC2::SubnetCidrBlock", Properties: {SubnetId: !Ref Subnet, Ipv6CidrBlock: "2001:db8::/64"}}
Reserved: {Type: "AWS::EC2::SubnetCidrReservation", Properties: {SubnetId: !Ref Subnet, Cidr: 10.0.0.0/28, ReservationType: prefix}}
"""
    inventory = read(text)
    [vpc], [subnet], [reservation] = inventory.vpcs, inventory.subnets, inventory.cidr_reservations

    assert vpc.is_default is False
    assert ["10.0.0.0/16", "10.1.0.0/16", "10.2.0.0/16"] == vpc.cidr_blocks
    assert [True] == [isinstance(each, Unknown) for each in vpc.ipv6_cidr_blocks]
    assert isinstance(subnet.cidr_block, Unknown)
    assert ["2001:db8::/64"] == subnet.ipv6_cidr_blocks
    assert ("Subnet", "10.0.0.0/28", "prefix") == (reservation.subnet_id, reservation.cidr, reservation.reservation_type)


def test_block_for_a_subnet_that_is_not_known_may_be_any_subnets():
    text = """
Subnet: {Type: "AWS::EC2::Subnet", Properties: {VpcId: vpc-1, CidrBlock: 10.0.0.0/24}}
Block: {Type: "AWS::EC2::SubnetCidrBlock", Properties: {SubnetId: !Ref Which, Ipv6CidrBlock: "2001:db8::/64"}}
"""
    [subnet] = read(text, head="Parameters: {Which: {Type: 'AWS::EC2::Subnet::Id'}}").subnets

    assert [Reason.AMBIGUOUS] == [each.reason for each in subnet.ipv6_cidr_blocks]


def test_gateways_and_what_they_are_attached_to():
    text = """
Gateway: {Type: "AWS::EC2::InternetGateway"}
Idle: {Type: "AWS::EC2::InternetGateway"}
Attached: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: vpc-1, InternetGatewayId: !Ref Gateway}}
FromElsewhere: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: vpc-2, InternetGatewayId: igw-1}}
Vpn: {Type: "AWS::EC2::VPCGatewayAttachment", Properties: {VpcId: vpc-3, VpnGatewayId: vgw-1}}
"""
    found = {each.internet_gateway_id: each.vpc_id for each in read(text).internet_gateways}

    assert {"igw-1": "vpc-2", "Gateway": "vpc-1", "Idle": None} == found


def test_what_a_nested_stack_may_add_is_not_taken_for_missing():
    text = 'Nested: {Type: "AWS::CloudFormation::Stack", Properties: {TemplateURL: "https://example.com/t"}}'

    assert {"route tables", "internet gateways"} == set(read(text).missing)
    assert {} == read('Plain: {Type: "AWS::SNS::Topic"}').missing


# -- security groups ---------------------------------------------------------------------------------------------------


def test_group_without_egress_rules_lets_everything_out():
    [group] = read('Group: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: x}}').security_groups

    assert [(True, "-1", "0.0.0.0/0", None), (True, "-1", None, "::/0")] == [
        (rule.is_egress, rule.ip_protocol, rule.cidr_ipv4, rule.cidr_ipv6) for rule in group.rules
    ]


def test_rules_in_the_group_and_as_resources():
    text = """
Group:
  Type: AWS::EC2::SecurityGroup
  Properties:
    GroupDescription: x
    VpcId: vpc-1
    GroupName: web
    SecurityGroupIngress: {IpProtocol: tcp, FromPort: "443", ToPort: 443, CidrIp: 0.0.0.0/0}
    SecurityGroupEgress: [{IpProtocol: -1, DestinationPrefixListId: pl-1}]
Self: {Type: "AWS::EC2::SecurityGroupIngress", Properties: {GroupId: !Ref Group, IpProtocol: "-1", SourceSecurityGroupId: !GetAtt Group.GroupId}}
Out: {Type: "AWS::EC2::SecurityGroupEgress", Properties: {GroupId: !GetAtt Group.GroupId, IpProtocol: udp, FromPort: 53, ToPort: 53, CidrIpv6: "::/0"}}
Further: {Type: "AWS::EC2::SecurityGroupVpcAssociation", Properties: {GroupId: !Ref Group, VpcId: vpc-2}}
"""
    [group] = read(text).security_groups

    assert ("web", "vpc-1", ["vpc-2"]) == (group.group_name, group.vpc_id, group.associated_vpc_ids)
    assert [
        (False, "tcp", 443, 443, "0.0.0.0/0", None, None, None),
        (True, "-1", None, None, None, None, "pl-1", None),
        (False, "-1", None, None, None, None, None, "Group"),
        (True, "udp", 53, 53, None, "::/0", None, None),
    ] == [
        (r.is_egress, r.ip_protocol, r.from_port, r.to_port, r.cidr_ipv4, r.cidr_ipv6, r.prefix_list_id, r.referenced_group_id)
        for r in group.rules
    ]


def test_rule_for_a_group_that_is_not_known_makes_the_rules_of_all_unknown():
    text = """
Group: {Type: "AWS::EC2::SecurityGroup", Properties: {GroupDescription: x}}
Rule: {Type: "AWS::EC2::SecurityGroupIngress", Properties: {GroupId: !ImportValue group, IpProtocol: "-1", CidrIp: 10.0.0.0/8}}
"""

    assert isinstance(read(text).security_groups[0].rules, Unknown)


# -- Elastic IPs and routes --------------------------------------------------------------------------------------------

EIP = """
Address: {Type: "AWS::EC2::EIP", Properties: {Domain: vpc, Tags: [{Key: Name, Value: !Ref AWS::StackName}]}}
Interface: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: subnet-1}}
Associated:
  Type: AWS::EC2::EIPAssociation
  Properties: {%s}
"""


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ("AllocationId: !GetAtt Address.AllocationId, NetworkInterfaceId: !Ref Interface", ("Address", "Interface", None, None)),
        ("EIP: !Ref Address, InstanceId: i-1", ("Address", None, "i-1", None)),
        (
            "AllocationId: eipalloc-1, NetworkInterfaceId: eni-1, PrivateIpAddress: 10.0.0.9",
            ("eipalloc-1", "eni-1", None, "10.0.0.9"),
        ),
        (
            "AllocationId: !GetAtt Address.AllocationId, NetworkInterfaceId: !Ref Interface, PrivateIpAddress: !GetAtt Interface.PrimaryPrivateIpAddress",
            ("Address", "Interface", None, None),
        ),
    ],
)
def test_associations(properties, expected):
    [found] = read(EIP % properties).elastic_ip_associations

    assert expected == (found.allocation_id, found.network_interface_id, found.instance_id, found.private_ip_address)


def test_public_address_of_elsewhere_is_an_allocation_that_is_not_known():
    [found] = read(EIP % "EIP: 203.0.113.7, InstanceId: i-1").elastic_ip_associations

    assert Reason.OUTSIDE == found.allocation_id.reason


def test_what_uses_an_address():
    text = """
Own: {Type: "AWS::EC2::EIP", Properties: {InstanceId: i-1}}
Nat: {Type: "AWS::EC2::EIP"}
Second: {Type: "AWS::EC2::EIP"}
Gateway: {Type: "AWS::EC2::NatGateway", Properties: {SubnetId: subnet-1, AllocationId: !GetAtt Nat.AllocationId, SecondaryAllocationIds: [!GetAtt Second.AllocationId]}}
Zonal: {Type: "AWS::EC2::EIP"}
Regional:
  Type: AWS::EC2::NatGateway
  Properties:
    AvailabilityMode: regional
    AvailabilityZoneAddresses: [{AvailabilityZone: eu-west-1a, AllocationIds: [!GetAtt Zonal.AllocationId]}]
Balanced: {Type: "AWS::EC2::EIP"}
Balancer: {Type: "AWS::ElasticLoadBalancingV2::LoadBalancer", Properties: {SubnetMappings: [{SubnetId: subnet-1, AllocationId: !GetAtt Balanced.AllocationId}]}}
Idle: {Type: "AWS::EC2::EIP", DependsOn: Own}
"""
    inventory = read(text)
    found = {each.allocation_id: (each.instance_id, each.used_by) for each in inventory.elastic_ips}

    assert {
        "Own": ("i-1", None),
        "Nat": (None, "Gateway"),
        "Second": (None, "Gateway"),
        "Zonal": (None, "Regional"),
        "Balanced": (None, "Balancer"),
        "Idle": (None, None),
    } == found
    assert [["Nat", "Second"], ["Zonal"]] == [gateway.allocation_ids for gateway in inventory.nat_gateways]
    assert ["Own"] == [each.allocation_id for each in inventory.elastic_ip_associations]


def test_routes_and_their_tables():
    text = """
Table: {Type: "AWS::EC2::RouteTable", Properties: {VpcId: vpc-1}}
Of: {Type: "AWS::EC2::SubnetRouteTableAssociation", Properties: {RouteTableId: !Ref Table, SubnetId: subnet-1}}
Interface: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: subnet-1}}
Gateway: {Type: "AWS::EC2::VPNGateway", Properties: {Type: ipsec.1}}
Inside: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !GetAtt Table.RouteTableId, DestinationCidrBlock: 0.0.0.0/0, NetworkInterfaceId: !Ref Interface}}
Six: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationIpv6CidrBlock: "::/0", InstanceId: i-1}}
Vpn: {Type: "AWS::EC2::Route", Properties: {RouteTableId: !Ref Table, DestinationPrefixListId: pl-1, GatewayId: !Ref Gateway}}
Permit: {Type: "AWS::EC2::NetworkInterfacePermission", Properties: {NetworkInterfaceId: !Ref Interface, AwsAccountId: "111122223333", Permission: INSTANCE-ATTACH}}
"""
    inventory = read(text)

    assert [("Table", "vpc-1", ["subnet-1"])] == [(t.route_table_id, t.vpc_id, t.subnet_ids) for t in inventory.route_tables]
    assert [
        ("Table", "0.0.0.0/0", "Interface", None, None),
        ("rtb-1", "::/0", None, "i-1", None),
        ("Table", "pl-1", None, None, "Gateway"),
    ] == [(r.route_table_id, r.destination, r.network_interface_id, r.instance_id, r.gateway_id) for r in inventory.routes]
    assert [("Interface", "111122223333", "INSTANCE-ATTACH")] == [
        (each.network_interface_id, each.aws_account_id, each.permission) for each in inventory.permissions
    ]


# -- who refers to interfaces ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("", False),
        (
            'Web: {Type: "AWS::EC2::Instance", Properties: {NetworkInterfaces: [{DeviceIndex: "0", NetworkInterfaceId: !Ref Interface}]}}',
            False,
        ),
        ('Web: {Type: "AWS::EC2::Instance", Properties: {UserData: !Base64 {"Fn::Sub": "attach ${Interface}"}}}', True),
        ('Web: {Type: "AWS::EC2::Instance", Properties: {UserData: !Sub "${!Interface} ${Interfaces}"}}', False),
        ('Route: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, NetworkInterfaceId: !Ref Interface}}', True),
        ('Move: {Type: "Custom::Move", Properties: {Where: !GetAtt Interface.Id}}', True),
        ('Later: {Type: "AWS::SNS::Topic", DependsOn: Interface}', False),
    ],
)
def test_interface_knows_whether_something_refers_to_it(more, expected):
    interface = scope_of(f"{ADDRESSES % 'Description: x'}\n{more}").inventory.interfaces[0]

    assert expected is interface.referred_to


def test_output_refers_and_a_macro_may():
    head = "Outputs: {Interface: {Value: !Ref Interface}}"

    assert interface_of("Description: x", head=head).referred_to is True
    assert isinstance(interface_of("Description: x", head="Transform: Count").referred_to, Unknown)
    assert interface_of("Description: x", head="Transform: AWS::Serverless-2016-10-31").referred_to is False
