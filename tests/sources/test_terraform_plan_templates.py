"""Launch templates, what launches from them, and instances that take over what a template says."""

from __future__ import annotations

from plan_corpus import addresses, by_address, change, groups, plain, plan, read, read_fixture, slots

TEMPLATES = read_fixture("templates/plan.json")
HPC = "aws_launch_template.hpc"


def test_entries_describe_interfaces_of_every_instance():
    first, second = TEMPLATES.specifications

    assert (f"{HPC}/network_interfaces/0", HPC, "aws_subnet.a") == (
        first.network_interface_id,
        first.launch_template_id,
        first.subnet_id,
    )
    assert ["aws_security_group.nodes"] == groups(first)
    assert [("10.0.1.50", True), ("10.0.1.51", False)] == [(a.private_ip_address, a.primary) for a in first.private_ip_addresses]
    assert (300, None, 40) == (
        first.connection_tracking_specification.tcp_established_timeout,
        first.connection_tracking_specification.udp_stream_timeout,
        first.connection_tracking_specification.udp_timeout,
    )
    assert ("efa-only", []) == (second.interface_type, addresses(second))


def test_entry_that_names_an_existing_interface_describes_none():
    found = TEMPLATES.attachments_by_launch_template[HPC]

    assert [f"{HPC}/network_interfaces/0", f"{HPC}/network_interfaces/1", "aws_network_interface.fixed"] == [
        a.network_interface_id for a in found
    ]
    assert [(0, None), (1, 1), (2, None)] == [(a.device_index, a.network_card_index) for a in found]
    assert ([True, None, None], [4, None, None]) == (
        [a.delete_on_termination for a in found],
        [a.ena_queue_count for a in found],
    )


def test_template_itself():
    template = TEMPLATES.launch_template_by_key[HPC]

    assert ("p4d.24xlarge", "hpc", "vpc-1", ()) == (
        template.instance_type,
        template.placement_group,
        template.bandwidth_weighting,
        template.settings_beside_interfaces,
    )


def test_launchers_find_their_template_by_id_and_by_name():
    found = {
        x.launcher_id: (x.kind, x.launch_template_id, x.instance_types, x.subnet_ids, x.max_size) for x in TEMPLATES.launchers
    }

    assert {
        "aws_autoscaling_group.hpc": ("auto-scaling-group", HPC, [], ["aws_subnet.a", "aws_subnet.b"], 4),
        "aws_autoscaling_group.mixed": (
            "auto-scaling-group", "aws_launch_template.plain", ["m6i.large", "m7i.large"], ["aws_subnet.a"], 2,
        ),
        "aws_eks_node_group.workers": (
            "eks-node-group", "aws_launch_template.plain", ["m6i.large"], ["aws_subnet.a", "aws_subnet.b"], 3,
        ),
    } == found  # fmt: skip


def test_instance_takes_over_the_interfaces_of_its_template():
    instance = "aws_instance.from_hpc"

    assert {
        (f"{instance}/primary", instance, 0, None, "inline"),
        (f"{instance}/network_interfaces/1", instance, 1, 1, "inline"),
        ("aws_network_interface.fixed", instance, 2, None, "inline"),
    } == {slot for slot in slots(TEMPLATES) if slot[1] == instance}
    assert ("p4d.24xlarge", "aws_subnet.a") == (
        TEMPLATES.instance_by_key[instance].instance_type,
        TEMPLATES.instance_by_key[instance].subnet_id,
    )
    assert None is TEMPLATES.interface_by_key[f"{instance}/primary"].launch_template_id


def test_template_outside_the_plan_leaves_open_what_it_may_say():
    instance = TEMPLATES.instance_by_key["aws_instance.from_outside"]

    assert ("lt-0123456789abcdef0", ("outside",), ("outside",)) == (
        instance.launch_template_id,
        plain(instance.instance_type),
        plain(instance.subnet_id),
    )
    assert ("outside",) == groups(TEMPLATES.interface_by_key["aws_instance.from_outside/primary"])


def test_unwritten_device_index_is_sent_as_zero():
    entry = {"device_index": None, "network_card_index": None, "associate_public_ip_address": "true", "delete_on_termination": ""}
    found = read(plan([change("aws_launch_template.t", {"name": "t", "network_interfaces": [entry]}, ["id"])]))

    assert [(0, None, None)] == [(a.device_index, a.network_card_index, a.delete_on_termination) for a in found.attachments]
    assert True is found.specifications[0].associate_public_ip_address


def test_groups_beside_entries_are_named():
    after = {"network_interfaces": [{"device_index": 0}], "vpc_security_group_ids": ["sg-1"]}
    found = read(plan([change("aws_launch_template.t", after, ["id"])]))

    assert ("groups",) == found.launch_templates[0].settings_beside_interfaces


def test_fleets_are_launchers():
    override = {"instance_type": "m6i.large", "subnet_id": "subnet-1"}
    config = {"launch_template_specification": [{"launch_template_id": "lt-1"}], "override": [override]}
    spot = {"launch_template_specification": [{"id": "lt-1"}], "overrides": [override]}
    found = read(
        plan(
            [
                change(
                    "aws_ec2_fleet.f",
                    {"launch_template_config": [config], "target_capacity_specification": [{"total_target_capacity": 5}]},
                ),
                change("aws_spot_fleet_request.s", {"launch_template_config": [spot], "target_capacity": 6}),
            ]
        )
    )

    assert [("ec2-fleet", 5), ("spot-fleet", 6)] == [(x.kind, x.max_size) for x in found.launchers]
    assert {("lt-1", "m6i.large", "subnet-1")} == {
        (x.launch_template_id, *x.instance_types, *x.subnet_ids) for x in found.launchers
    }
    assert {"aws_ec2_fleet.f", "aws_spot_fleet_request.s"} == set(by_address(found.launchers))
