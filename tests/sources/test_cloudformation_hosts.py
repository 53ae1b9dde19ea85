"""Instances, launch templates and what launches from them, as a template says it."""

import pytest
from template_corpus import read

from eni_lint.inventory.inventory import slot
from eni_lint.inventory.unknown import Reason, Unknown

SUBNET = """
Subnet:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: vpc-0123456789abcdef0, CidrBlock: 10.0.1.0/24, AssignIpv6AddressOnCreation: true}
Native:
  Type: AWS::EC2::Subnet
  Properties: {VpcId: vpc-0123456789abcdef0, Ipv6Native: true, Ipv6CidrBlock: "2001:db8::/64"}
"""


def instance_of(properties, *more, **kwargs):
    """Read an instance; give it, its interfaces by key and its attachments."""
    inventory = read(f"{SUBNET}\nWeb:\n  Type: AWS::EC2::Instance\n  Properties: {properties}\n" + "\n".join(more), **kwargs)
    [instance] = inventory.instances
    return instance, {each.network_interface_id: each for each in inventory.interfaces}, inventory.attachments


def addresses(interface):
    return [
        "?" if isinstance(each.private_ip_address, Unknown) else each.private_ip_address
        for each in interface.private_ip_addresses
    ]


# -- instances ---------------------------------------------------------------------------------------------------------


def test_launching_makes_the_primary_interface_of_what_the_instance_says():
    properties = "{InstanceType: t3.small, SubnetId: !Ref Subnet, SecurityGroupIds: [sg-1], PrivateIpAddress: 10.0.1.9, SourceDestCheck: 'false'}"
    instance, interfaces, [attachment] = instance_of(properties)
    primary = interfaces["Web/primary"]

    assert ("t3.small", "Subnet", "running", False) == (
        instance.instance_type, instance.subnet_id, instance.state, instance.source_dest_check
    )  # fmt: skip
    assert ("Subnet", ["10.0.1.9"], ["sg-1"], False) == (
        primary.subnet_id, addresses(primary), [group.group_id for group in primary.groups], primary.source_dest_check
    )  # fmt: skip
    assert ((0, 0), "inline", True) == (slot(attachment), attachment.means, attachment.delete_on_termination)
    assert 1 == len(primary.ipv6_addresses)  # the subnet assigns one


def test_ipv6_only_subnet_gives_no_ipv4_address():
    _, interfaces, _ = instance_of("{InstanceType: t3.small, SubnetId: !Ref Native}")

    assert [] == interfaces["Web/primary"].private_ip_addresses


def test_type_and_subnet_that_nobody_gives_are_not_known():
    instance, _, _ = instance_of("{ImageId: ami-1}")

    assert isinstance(instance.instance_type, Unknown)
    assert isinstance(instance.subnet_id, Unknown)


@pytest.mark.parametrize("index", ["0", "'0'", "0.0"])
def test_device_index_may_be_a_number_or_text(index):
    _, _, [attachment] = instance_of(f"{{NetworkInterfaces: [{{DeviceIndex: {index}, NetworkInterfaceId: eni-1}}]}}")

    assert (0, 0) == slot(attachment)


def test_listed_interfaces_are_made_unless_they_exist():
    listed = "{DeviceIndex: '0', SubnetId: !Ref Subnet}, {DeviceIndex: 1, SubnetId: !Ref Subnet, PrivateIpAddress: 10.0.1.7}, {DeviceIndex: 2, NetworkInterfaceId: eni-1}"
    instance, interfaces, attachments = instance_of(f"{{InstanceType: t3.small, NetworkInterfaces: [{listed}]}}")

    assert ["Web/primary", "Web/network_interfaces/1"] == list(interfaces)
    assert ["Web/primary", "Web/network_interfaces/1", "eni-1"] == [a.network_interface_id for a in attachments]
    assert [True, None, None] == [a.delete_on_termination for a in attachments]
    assert "Subnet" == instance.subnet_id
    assert ["10.0.1.7"] == addresses(interfaces["Web/network_interfaces/1"])


def test_check_of_an_instance_is_that_of_its_primary_interface_unless_it_says_otherwise():
    own = 'Own: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: !Ref Subnet%s}}'
    properties = "{SourceDestCheck: false, NetworkInterfaces: [{DeviceIndex: '0', NetworkInterfaceId: !Ref Own}]}"
    found = [instance_of(properties, own % more)[1]["Own"].source_dest_check for more in ("", ", SourceDestCheck: true")]

    assert [False, True] == found


def test_entry_without_an_index_may_be_the_primary_one():
    _, interfaces, [attachment] = instance_of("{NetworkInterfaces: [{NetworkInterfaceId: eni-1}]}")

    assert {} == interfaces
    assert isinstance(attachment.device_index, Unknown)


def test_settings_beside_listed_interfaces_are_named():
    properties = "{SubnetId: !Ref Subnet, SecurityGroupIds: [sg-1], Ipv6AddressCount: 1, NetworkInterfaces: [{DeviceIndex: '0', NetworkInterfaceId: eni-1}]}"

    assert {"subnet_id", "groups", "ipv6_address_count"} == set(instance_of(properties)[0].settings_beside_interfaces)
    assert () == instance_of("{SubnetId: !Ref Subnet, SecurityGroupIds: [sg-1]}")[0].settings_beside_interfaces


def test_optional_entry_keeps_the_names_of_the_others():
    head = """
    Parameters: {With: {Type: String, Default: "no"}}
    Conditions: {HasMore: !Equals [!Ref With, "yes"]}
    """
    entries = "[{DeviceIndex: '0', SubnetId: s-1}, !If [HasMore, {DeviceIndex: '1', SubnetId: s-2}, !Ref AWS::NoValue], {DeviceIndex: '2', SubnetId: s-3}]"
    names = [
        list(instance_of(f"{{NetworkInterfaces: {entries}}}", head=head, parameters=[f"With={w}"])[1]) for w in ("no", "yes")
    ]

    assert [
        ["Web/primary", "Web/network_interfaces/2"],
        ["Web/primary", "Web/network_interfaces/1", "Web/network_interfaces/2"],
    ] == names


def test_list_that_a_macro_makes_is_not_known_and_has_no_implicit_primary():
    instance, interfaces, [attachment] = instance_of("{NetworkInterfaces: {'Fn::Transform': {Name: Interfaces}}}")

    assert {} == interfaces
    assert isinstance(attachment.network_interface_id, Unknown)
    assert isinstance(attachment.device_index, Unknown)
    assert frozenset({"Web"}) == attachment.instance_id.candidates
    assert isinstance(instance.subnet_id, Unknown)


def test_interface_of_a_parameter_is_not_known():
    head = "Parameters: {Interface: {Type: String}}"
    properties = "{NetworkInterfaces: [{DeviceIndex: '0', NetworkInterfaceId: !Ref Interface}]}"
    instance, _, [attachment] = instance_of(properties, head=head)

    assert ("Ref", "Interface") == attachment.network_interface_id.symbol
    assert ("subnet of", ("Ref", "Interface")) == instance.subnet_id.symbol


# -- attachments -------------------------------------------------------------------------------------------------------

ATTACHED = """
Data: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: !Ref Subnet}}
Attached:
  Type: AWS::EC2::NetworkInterfaceAttachment
  Properties: {InstanceId: !Ref Web, NetworkInterfaceId: !GetAtt Data.Id, DeviceIndex: "1"%s}
"""


@pytest.mark.parametrize(
    ("more", "deletes"), [("", True), (", DeleteOnTermination: 'false'", False), (", DeleteOnTermination: true", True)]
)
def test_attachment_deletes_unless_told_not_to_and_goes_to_the_first_card(more, deletes):
    *_, attachments = instance_of("{SubnetId: !Ref Subnet}", ATTACHED % more)
    [attachment] = [each for each in attachments if each.means == "resource"]

    assert deletes is attachment.delete_on_termination
    assert ("Data", "Web", 1, 0) == (
        attachment.network_interface_id, attachment.instance_id, attachment.device_index, attachment.network_card_index
    )  # fmt: skip


def test_attachment_that_perhaps_does_not_exist_goes_perhaps_to_its_instance():
    head = "Conditions: {'Fn::Transform': {Name: 'AWS::Include', Parameters: {Location: 's3://bucket/conditions'}}}"
    more = ATTACHED.replace("Attachment\n", "Attachment\n  Condition: Perhaps\n") % ""
    *_, attachments = instance_of("{SubnetId: !Ref Subnet}", more, head=head)
    [attachment] = [each for each in attachments if each.means == "resource"]

    assert frozenset({"Web"}) == attachment.instance_id.candidates


def test_ena_express_and_queues_of_an_attachment():
    more = ", EnaQueueCount: '4', EnaSrdSpecification: {EnaSrdEnabled: true, EnaSrdUdpSpecification: {EnaSrdUdpEnabled: 'false'}}"
    *_, attachments = instance_of("{SubnetId: !Ref Subnet}", ATTACHED % more)
    [attachment] = [each for each in attachments if each.means == "resource"]
    express = attachment.ena_srd_specification

    assert (4, True, False) == (
        attachment.ena_queue_count, express.ena_srd_enabled, express.ena_srd_udp_specification.ena_srd_udp_enabled
    )  # fmt: skip


# -- launch templates --------------------------------------------------------------------------------------------------

TEMPLATE = """
Template:
  Type: AWS::EC2::LaunchTemplate
  Properties:
    LaunchTemplateName: !Sub "${AWS::StackName}-web"
    LaunchTemplateData:
      InstanceType: c6i.large
      ImageId: ami-1
      Placement: {GroupName: !Ref Near}
      NetworkPerformanceOptions: {BandwidthWeighting: vpc-1}
      SecurityGroupIds: [sg-1]
      NetworkInterfaces:
        - {DeviceIndex: 0, NetworkCardIndex: 0, SubnetId: !Ref Subnet, Groups: [sg-1], AssociatePublicIpAddress: false}
        - {DeviceIndex: 1, NetworkInterfaceId: eni-1, EnaQueueCount: 2}
        - {DeviceIndex: 1, NetworkCardIndex: 1, InterfaceType: efa-only}
Near: {Type: "AWS::EC2::PlacementGroup", Properties: {Strategy: cluster}}
"""


def test_launch_template_with_its_interfaces():
    inventory = read(SUBNET + TEMPLATE)
    [template] = inventory.launch_templates
    first, fabric = inventory.specifications

    assert ("c6i.large", "ami-1", "Near", "vpc-1", ("groups",)) == (
        template.instance_type, template.image_id, template.placement_group, template.bandwidth_weighting,
        template.settings_beside_interfaces,
    )  # fmt: skip
    assert ["Near"] == [group.group_name for group in inventory.placement_groups]
    assert ("Template/network_interfaces/0", "Template", "Subnet", False, 1) == (
        first.network_interface_id, first.launch_template_id, first.subnet_id, first.associate_public_ip_address,
        len(first.private_ip_addresses),
    )  # fmt: skip
    assert ("efa-only", []) == (fabric.interface_type, fabric.private_ip_addresses)
    assert [(0, 0), (0, 1), (1, 1)] == [slot(each) for each in inventory.attachments]
    assert ["Template/network_interfaces/0", "eni-1", "Template/network_interfaces/2"] == [
        each.network_interface_id for each in inventory.attachments
    ]


def test_instance_takes_over_what_its_template_describes():
    more = (
        TEMPLATE
        + "Web: {Type: 'AWS::EC2::Instance', Properties: {LaunchTemplate: {LaunchTemplateName: !Sub '${AWS::StackName}-web', Version: '1'}}}"
    )
    inventory = read(SUBNET + more)
    [instance] = inventory.instances
    own = inventory.attachments_by_instance["Web"]

    assert ("Template", "c6i.large", "ami-1", "Near", "Subnet") == (
        instance.launch_template_id, instance.instance_type, instance.image_id, instance.placement_group, instance.subnet_id
    )  # fmt: skip
    assert "Template" == instance.origin.copy_of
    assert ["Web/primary", "eni-1", "Web/network_interfaces/2"] == [each.network_interface_id for each in own]
    assert all(each.origin.copy_of.startswith("Template/") for each in own)


@pytest.mark.parametrize(
    ("version", "known"),
    [
        ("!GetAtt Template.LatestVersionNumber", True),
        ("$Latest", True),
        ("'1'", True),
        ("1", True),
        ("'2'", False),
        ("!ImportValue version", False),
    ],
)
def test_only_the_version_of_the_template_is_what_it_says(version, known):
    group = f"""
Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties: {{MinSize: "1", MaxSize: "3", LaunchTemplate: {{LaunchTemplateId: !Ref Template, Version: {version}}}}}
"""
    [launcher] = read(SUBNET + TEMPLATE + group).launchers
    key = launcher.launch_template_id

    assert (key == "Template") if known else key.candidates == {"Template"}
    assert 3 == launcher.max_size


# -- launchers ---------------------------------------------------------------------------------------------------------


def test_group_with_several_templates_is_several_launchers():
    group = """
Other: {Type: "AWS::EC2::LaunchTemplate", Properties: {LaunchTemplateData: {InstanceType: c6g.large}}}
Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties:
    MaxSize: 4
    VPCZoneIdentifier: [!Ref Subnet]
    MixedInstancesPolicy:
      LaunchTemplate:
        LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template, Version: $Latest}
        Overrides:
          - InstanceType: c6i.large
          - {InstanceType: c6g.large, LaunchTemplateSpecification: {LaunchTemplateId: !Ref Other, Version: $Latest}}
          - InstanceRequirements: {VCpuCount: {Min: 2}}
"""
    first, second = read(SUBNET + TEMPLATE + group).launchers

    assert ("Group", "Template", "c6i.large", ["Subnet"]) == (
        first.launcher_id, first.launch_template_id, first.instance_types[0], first.subnet_ids
    )  # fmt: skip
    assert Reason.AMBIGUOUS == first.instance_types[1].reason
    assert ("Group/1", "Other", ["c6g.large"]) == (second.launcher_id, second.launch_template_id, second.instance_types)


def test_instances_that_count_by_weight_cannot_be_counted():
    group = """
Group:
  Type: AWS::AutoScaling::AutoScalingGroup
  Properties:
    MaxSize: 40
    MixedInstancesPolicy:
      LaunchTemplate:
        LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template, Version: $Latest}
        Overrides: [{InstanceType: c6i.large, WeightedCapacity: "2"}]
"""

    assert isinstance(read(SUBNET + TEMPLATE + group).launchers[0].max_size, Unknown)


def test_node_group_and_fleets():
    more = """
Nodes:
  Type: AWS::EKS::Nodegroup
  Properties:
    Subnets: [!Ref Subnet]
    InstanceTypes: [m6i.large, m6a.large]
    LaunchTemplate: {Id: !Ref Template}
    ScalingConfig: {MaxSize: 5}
    Tags: {team: platform}
Cluster: {Type: "AWS::EKS::Cluster", Properties: {ResourcesVpcConfig: {SubnetIds: [!Ref Subnet, subnet-1]}}}
Fleet:
  Type: AWS::EC2::EC2Fleet
  Properties:
    TargetCapacitySpecification: {TotalTargetCapacity: 4, TargetCapacityUnitType: vcpu}
    LaunchTemplateConfigs:
      - LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template, Version: $Default}
        Overrides: [{InstanceType: c6i.large, SubnetId: !Ref Subnet}]
Spot:
  Type: AWS::EC2::SpotFleet
  Properties:
    SpotFleetRequestConfigData:
      TargetCapacity: 2
      LaunchTemplateConfigs:
        - LaunchTemplateSpecification: {LaunchTemplateId: !Ref Template, Version: "1"}
"""
    inventory = read(SUBNET + TEMPLATE + more)
    nodes, fleet, spot = inventory.launchers

    assert ("eks-node-group", "Template", ["m6i.large", "m6a.large"], ["Subnet"], 5) == (
        nodes.kind, nodes.launch_template_id, nodes.instance_types, nodes.subnet_ids, nodes.max_size
    )  # fmt: skip
    assert [("team", "platform")] == [(tag.key, tag.value) for tag in nodes.tags]
    assert [["Subnet", "subnet-1"]] == [cluster.subnet_ids for cluster in inventory.eks_clusters]
    assert ("ec2-fleet", ["c6i.large"], ["Subnet"]) == (fleet.kind, fleet.instance_types, fleet.subnet_ids)
    assert isinstance(fleet.max_size, Unknown)  # they are not counted in instances
    assert ("spot-fleet", "Template", 2) == (spot.kind, spot.launch_template_id, spot.max_size)
