"""A field of the model leads to the property that says it, as it is written."""

import pytest
from template_corpus import read

TEXT = """
Subnet:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: vpc-1, CidrBlock: 10.0.1.0/24, PrivateDnsNameOptionsOnLaunch: {HostnameType: ip-name}}
Interface:
  Type: AWS::EC2::NetworkInterface
  Properties:
    SubnetId: !Ref Subnet
    GroupSet: [sg-1, sg-2]
    PrivateIpAddress: 10.0.1.9
    PrivateIpAddresses:
      - {PrivateIpAddress: 10.0.1.9, Primary: true}
      - {PrivateIpAddress: 10.0.1.10, Primary: false}
    SecondaryPrivateIpAddressCount: 2
    Ipv4Prefixes: [{Ipv4Prefix: 10.0.1.16/28}]
    Ipv6AddressCount: 2
    ConnectionTrackingSpecification: {UdpTimeout: 30}
Host:
  Type: AWS::EC2::Instance
  Properties:
    InstanceType: !If [Large, c6i.xlarge, c6i.large]
    NetworkInterfaces:
      - !If [Large, {DeviceIndex: "0", NetworkInterfaceId: !Ref Interface}, {DeviceIndex: "7", NetworkInterfaceId: eni-1}]
      - DeviceIndex: "1"
        GroupSet: [sg-1]
        PrivateIpAddresses: [{PrivateIpAddress: 10.0.1.20}]
Plain:
  Type: AWS::EC2::Instance
  Properties: {SubnetId: !Ref Subnet, PrivateIpAddress: 10.0.1.30, SecurityGroupIds: [sg-1], PlacementGroupName: near}
Template:
  Type: AWS::EC2::LaunchTemplate
  Properties:
    LaunchTemplateData:
      InstanceType: c6i.large
      Placement: {GroupName: near}
      SecurityGroupIds: [sg-1]
      NetworkPerformanceOptions: {BandwidthWeighting: vpc-1}
      NetworkInterfaces:
        - DeviceIndex: 0
          Groups: [sg-1]
          PrimaryIpv6: true
          EnaSrdSpecification: {EnaSrdEnabled: false, EnaSrdUdpSpecification: {EnaSrdUdpEnabled: true}}
Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties:
    MaxSize: 3
    MixedInstancesPolicy:
      LaunchTemplate:
        LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template}
        Overrides: [{InstanceType: c6i.large}, {InstanceType: c6i.xlarge}]
Fleet:
  Type: AWS::EC2::EC2Fleet
  Properties:
    TargetCapacitySpecification: {TotalTargetCapacity: 2}
    LaunchTemplateConfigs: [{LaunchTemplateSpecification: {LaunchTemplateId: lt-1}, Overrides: [{InstanceType: c6i.large}]}]
Nodes:
  Type: AWS::EKS::Nodegroup
  Properties: {ScalingConfig: {MaxSize: 3}, InstanceTypes: [m6i.large, m6a.large], Subnets: [subnet-1]}
Cluster: {Type: "AWS::EKS::Cluster", Properties: {ResourcesVpcConfig: {SubnetIds: [subnet-1, subnet-2]}}}
Rules:
  Type: AWS::EC2::SecurityGroup
  Properties:
    SecurityGroupIngress: [{IpProtocol: tcp, FromPort: 1, ToPort: 2, CidrIp: 10.0.0.0/8}]
Address: {Type: "AWS::EC2::EIPAssociation", Properties: {EIP: 203.0.113.7, InstanceId: i-1}}
Nat: {Type: "AWS::EC2::NatGateway", Properties: {AllocationId: eipalloc-1, SecondaryAllocationIds: [eipalloc-2]}}
Route: {Type: "AWS::EC2::Route", Properties: {RouteTableId: rtb-1, DestinationIpv6CidrBlock: "::/0", InstanceId: i-1}}
"""
HEAD = """
Parameters: {Size: {Type: String, Default: large}}
Conditions: {Large: !Equals [!Ref Size, large]}
"""
INTERFACE, HOST, PLAIN = "Interface/Properties", "Host/Properties", "Plain/Properties"
DATA = "Template/Properties/LaunchTemplateData"
ENTRY = f"{DATA}/NetworkInterfaces/0"
LISTED = f"{HOST}/NetworkInterfaces/1"
MIXED = "Group/Properties/MixedInstancesPolicy/LaunchTemplate"
CONFIGS = "Fleet/Properties/LaunchTemplateConfigs"


@pytest.fixture(scope="module")
def origins():
    """Give the origin of everything by its identity."""
    inventory = read(TEXT, head=HEAD)
    things = [thing for part in vars(inventory).values() if isinstance(part, list) for thing in part]
    found = {thing.origin.identity: thing.origin for thing in things}
    found["rule"] = inventory.security_groups[0].rules[0].origin
    return found


@pytest.mark.parametrize(
    ("identity", "field", "pointer"),
    [
        ("Interface", "", "Interface"),
        ("Interface", "subnet_id", f"{INTERFACE}/SubnetId"),
        ("Interface", "groups", f"{INTERFACE}/GroupSet"),
        ("Interface", "groups[1]", f"{INTERFACE}/GroupSet/1"),
        ("Interface", "private_ip_addresses", f"{INTERFACE}/PrivateIpAddresses"),
        ("Interface", "private_ip_addresses[0]", f"{INTERFACE}/PrivateIpAddress"),
        ("Interface", "private_ip_addresses[1]", f"{INTERFACE}/PrivateIpAddresses/1/PrivateIpAddress"),
        ("Interface", "private_ip_addresses[1].primary", f"{INTERFACE}/PrivateIpAddresses/1/Primary"),
        ("Interface", "private_ip_addresses[3]", f"{INTERFACE}/SecondaryPrivateIpAddressCount"),
        ("Interface", "secondary_private_ip_address_count", f"{INTERFACE}/SecondaryPrivateIpAddressCount"),
        ("Interface", "ipv4_prefixes[0]", f"{INTERFACE}/Ipv4Prefixes/0/Ipv4Prefix"),
        ("Interface", "ipv6_addresses[1]", f"{INTERFACE}/Ipv6AddressCount"),
        ("Interface", "connection_tracking_specification.udp_timeout", f"{INTERFACE}/ConnectionTrackingSpecification/UdpTimeout"),
        ("Interface", "source_dest_check", "Interface"),
        ("Host", "instance_type", f"{HOST}/InstanceType"),
        ("Cluster", "subnet_ids[1]", "Cluster/Properties/ResourcesVpcConfig/SubnetIds/1"),
        ("Host/NetworkInterfaces/0", "device_index", f"{HOST}/NetworkInterfaces/0/Fn::If/1/DeviceIndex"),
        ("Host/NetworkInterfaces/0", "network_interface_id", f"{HOST}/NetworkInterfaces/0/Fn::If/1/NetworkInterfaceId"),
        ("Host/NetworkInterfaces/1", "device_index", f"{LISTED}/DeviceIndex"),
        ("Host/NetworkInterfaces/1", "instance_id", LISTED),
        ("Host/NetworkInterfaces/1", "groups", f"{LISTED}/GroupSet"),
        ("Host/NetworkInterfaces/1", "private_ip_addresses[0]", f"{LISTED}/PrivateIpAddresses/0/PrivateIpAddress"),
        ("Plain/primary", "private_ip_addresses[0]", f"{PLAIN}/PrivateIpAddress"),
        ("Plain/primary", "groups", f"{PLAIN}/SecurityGroupIds"),
        ("Plain", "placement_group", f"{PLAIN}/PlacementGroupName"),
        ("Plain", "availability_zone", f"{PLAIN}/SubnetId"),
        ("Template", "instance_type", f"{DATA}/InstanceType"),
        ("Template", "placement_group", f"{DATA}/Placement/GroupName"),
        ("Template", "groups", f"{DATA}/SecurityGroupIds"),
        ("Template", "bandwidth_weighting", f"{DATA}/NetworkPerformanceOptions/BandwidthWeighting"),
        ("Template/NetworkInterfaces/0", "groups", f"{ENTRY}/Groups"),
        ("Template/NetworkInterfaces/0", "enable_primary_ipv6", f"{ENTRY}/PrimaryIpv6"),
        (
            "Template/NetworkInterfaces/0",
            "ena_srd_specification.ena_srd_udp_specification.ena_srd_udp_enabled",
            f"{ENTRY}/EnaSrdSpecification/EnaSrdUdpSpecification/EnaSrdUdpEnabled",
        ),
        ("Group", "max_size", "Group/Properties/MaxSize"),
        ("Group", "instance_types[1]", f"{MIXED}/Overrides/1/InstanceType"),
        ("Group", "launch_template_id", f"{MIXED}/LaunchTemplateSpecification"),
        ("Fleet", "instance_types[0]", f"{CONFIGS}/0/Overrides/0/InstanceType"),
        ("Fleet", "max_size", "Fleet/Properties/TargetCapacitySpecification/TotalTargetCapacity"),
        ("Nodes", "max_size", "Nodes/Properties/ScalingConfig/MaxSize"),
        ("Nodes", "instance_types[1]", "Nodes/Properties/InstanceTypes/1"),
        ("Nodes", "subnet_ids[0]", "Nodes/Properties/Subnets/0"),
        ("Subnet", "hostname_type", "Subnet/Properties/PrivateDnsNameOptionsOnLaunch/HostnameType"),
        ("Subnet", "availability_zone", "Subnet"),
        ("rule", "cidr_ipv4", "Rules/Properties/SecurityGroupIngress/0/CidrIp"),
        ("Rules", "rules", "Rules/Properties/SecurityGroupIngress"),
        ("Address", "allocation_id", "Address/Properties/EIP"),
        ("Nat", "allocation_ids[0]", "Nat/Properties/AllocationId"),
        ("Nat", "allocation_ids[1]", "Nat/Properties/SecondaryAllocationIds/0"),
        ("Route", "destination", "Route/Properties/DestinationIpv6CidrBlock"),
        ("Route", "network_interface_id", "Route"),
    ],
)
def test_field_leads_to_its_property(origins, identity, field, pointer):
    assert f"/Resources/{pointer}" == origins[identity].place(field).pointer


def test_every_place_has_a_line(origins):
    for origin in origins.values():
        assert origin.place().span() or origin.document.key_span(origin.pointer)


def test_rows_of_addresses_that_conditions_choose_are_not_counted():
    text = """
Interface:
  Type: AWS::EC2::NetworkInterface
  Properties:
    PrivateIpAddresses:
      - !If [Large, {PrivateIpAddress: 10.0.1.9, Primary: true}, !Ref AWS::NoValue]
      - {PrivateIpAddress: 10.0.1.10}
"""
    [interface] = read(text, head=HEAD).interfaces

    assert "/Resources/Interface/Properties/PrivateIpAddresses" == interface.origin.place("private_ip_addresses[1]").pointer


def test_cdk_paths_are_names_and_logical_ids_identities():
    text = """
Data1A2B3C4D:
  Type: AWS::EC2::NetworkInterface
  Metadata: {"aws:cdk:path": Stack/Appliance/Data/Resource}
  Properties: {SubnetId: subnet-1}
"""
    [interface] = read(text).interfaces

    assert ("Appliance/Data", "Data1A2B3C4D", "Data1A2B3C4D") == (
        interface.origin.address, interface.origin.identity, interface.network_interface_id
    )  # fmt: skip
