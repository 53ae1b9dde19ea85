"""EKS: cases at the edges, each of which a change of the checks once went past unnoticed."""

import pytest
from checking import inventory_of, messages, open_questions, run, verdict

TOO_MANY_PODS, TOO_SMALL = "pods-exceed-capacity", "control-plane-subnet-too-small"
NODES = "nodes: {kind: eks-node-group, launch_template_id: workers, max_pods: 110}"


def nodes(**fields):
    written = ", ".join(f"{name}: {value}" for name, value in fields.items())
    return f"launchers: {{nodes: {{kind: eks-node-group, {written}}}}}"


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{instance_type: m5.large}", "warning"),
        ("{instance_type: m5.24xlarge}", "pass"),
        ("{instance_type: !unknown x}", "undecided"),
    ],
)
def test_without_types_of_its_own_a_node_group_starts_those_of_its_template(template, expected):
    scene = f"""
    launch_templates: {{workers: {template}}}
    launchers: {{{NODES}}}
    """

    assert expected == verdict(TOO_MANY_PODS, scene)


def test_types_of_a_node_group_go_before_that_of_its_template():
    scene = """
    launch_templates: {workers: {instance_type: m5.large}}
    launchers: {nodes: {kind: eks-node-group, launch_template_id: workers, instance_types: [m5.24xlarge], max_pods: 110}}
    """

    assert "pass" == verdict(TOO_MANY_PODS, scene)


def test_the_type_with_the_least_room_is_named_wherever_it_stands():
    orders = ("[m5.xlarge, m5.large]", "[m5.large, m5.xlarge]", "[t9.nano, m5.large]")
    texts = [messages(TOO_MANY_PODS, nodes(instance_types=types, max_pods=250)) for types in orders]

    assert all("m5.large has addresses for 29" in text for (text,) in texts)


def test_a_type_that_nobody_knows_leaves_those_after_it_to_be_judged():
    assert ["t9.nano"] == [
        detail.split()[0]
        for detail in open_questions(TOO_MANY_PODS, nodes(instance_types="[t9.nano, m5.24xlarge]", max_pods=110))
    ]


@pytest.mark.parametrize("kind", ["trunk", "branch"])
def test_remedy_names_a_type_that_takes_trunks(kind):
    scene = f"""
    instances: {{web-1: {{instance_type: m4.large}}, web-2: {{instance_type: c5.large}}, web-3: {{instance_type: t3.large}}}}
    network_interfaces:
      one: {{interface_type: {kind}, attachment: {{instance_id: web-1, device_index: 1}}}}
      two: {{interface_type: {kind}, attachment: {{instance_id: web-2, device_index: 1}}}}
      three: {{interface_type: {kind}, attachment: {{instance_id: web-3, device_index: 1}}}}
    """
    findings = run("pod-interface-on-unsupported-type", inventory_of(scene)).findings

    assert ["one", "three"] == sorted(finding.subject.address for finding in findings)


def test_a_leak_without_the_tag_of_its_time_is_told_without_it():
    scene = """
    network_interfaces:
      pod:
        description: aws-K8S-i-0123456789abcdef0
        status: available
        tags: {node.k8s.amazonaws.com/instance_id: ""}
    """

    assert ["Interface 'pod', which the VPC CNI made for instance that is not told, is attached to nothing."] == messages(
        "leaked-cni-interface", scene
    )


def test_every_subnet_of_a_control_plane_is_measured():
    scene = """
    subnets:
      large: {cidr_block: 10.0.0.0/24}
      six: {cidr_block: 10.0.1.0/28, available_ip_address_count: 6}
      dual: {ipv6_native: true, ipv6_cidr_blocks: ["2001:db8::/64"]}
      five: {cidr_block: 10.0.2.0/28, available_ip_address_count: 5}
      four: {cidr_block: 10.0.3.0/28, available_ip_address_count: 4}
    eks_clusters:
      prod: {subnet_ids: [!unknown var.subnet, large, six, dual, five, four]}
    """
    result = run(TOO_SMALL, inventory_of(scene))

    assert ["/eks_clusters/prod/subnet_ids/4", "/eks_clusters/prod/subnet_ids/5"] == [f.at.pointer for f in result.findings]
