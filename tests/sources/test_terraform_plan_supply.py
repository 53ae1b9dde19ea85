"""What rules need of a plan, field by field: known where it is, none where nobody wrote it, and open where nobody can tell."""

from __future__ import annotations

import pytest
from plan_corpus import addresses, block, by_address, change, groups, plain, plan, read, read_fixture

from eni_lint.inventory.unknown import Reason, Unknown

ELASTIC_IPS = read_fixture("faults-elastic-ips/plan.json")
TEMPLATES = read_fixture("faults-templates/plan.json")
GROUPS = read_fixture("faults-groups/plan.json")
CHANGED = read_fixture("faults-changes/changed.json")
SCALING = read_fixture("clean-scaling/plan.json")
NAT = read_fixture("clean-nat/plan.json")
TAKEOVER = read_fixture("clean-takeover/again.json")


def only(things):
    (thing,) = things
    return thing


# -- Elastic IPs -------------------------------------------------------------------------------------------------------


def test_every_association_is_there_and_says_what_the_plan_does_to_it():
    found = by_address(ELASTIC_IPS.elastic_ip_associations)

    assert {
        "aws_eip.first", "aws_eip_association.second", "aws_eip.in_prefix", "aws_eip.foreign", "aws_eip.by_instance",
        "aws_eip_association.both", "aws_eip.closed", "aws_eip.lax", "aws_eip.region", "aws_eip.off",
    } == set(found)  # fmt: skip
    assert {"create"} == {ELASTIC_IPS.changes[a.origin.address].action for a in ELASTIC_IPS.elastic_ip_associations}


def test_what_else_uses_an_address_is_told():
    used = {e.allocation_id: e.used_by for e in ELASTIC_IPS.elastic_ips if e.used_by is not None}

    assert {"aws_eip.nat": "aws_nat_gateway.main", "aws_eip.shown": "output.shown"} == used


def test_addresses_that_a_load_balancer_takes_are_not_idle():
    used = {e.allocation_id: plain(e.used_by) for e in NAT.elastic_ips}

    assert None not in {used[f"aws_eip.{name}[{index}]"] for name in ("gateway", "balancer") for index in (0, 1)}


def test_border_group_is_none_unless_it_is_written():
    written = {e.allocation_id: e.network_border_group for e in ELASTIC_IPS.elastic_ips if e.network_border_group is not None}

    assert {"aws_eip.lax": "us-west-2-lax-1", "aws_eip.region": "us-west-2"} == written


def test_public_address_is_asked_for_where_that_is_written():
    assert {"aws_instance.automatic"} == {i.instance_id for i in ELASTIC_IPS.instances if i.associate_public_ip_address}
    assert [True] == [i.associate_public_ip_address for i in NAT.instances]
    assert {"aws_instance.automatic/primary"} == {
        i.network_interface_id for i in ELASTIC_IPS.interfaces if i.associate_public_ip_address is not None
    }


def test_resource_that_stops_an_instance_says_its_state():
    assert {"aws_instance.off": "stopped", "aws_instance.two": "running", "aws_instance.automatic": "running"} == {
        i.instance_id: i.state for i in ELASTIC_IPS.instances
    }


def test_resource_that_may_stop_any_instance_leaves_all_open():
    rows = [
        change("aws_instance.a[0]", {"instance_type": "m6i.large"}, ["id"]),
        change("aws_instance.a[1]", {"instance_type": "m6i.large"}, ["id"]),
        change("aws_ec2_instance_state.off", {"state": "stopped"}, ["instance_id"]),
    ]
    blocks = [block("aws_instance.a", instance_type="m6i.large")]
    blocks.append(block("aws_ec2_instance_state.off", instance_id="aws_instance.a", state="stopped"))
    found = read(plan(rows, blocks))

    assert [Reason.AMBIGUOUS] * 2 == [i.state.reason for i in found.instances]


# -- interfaces and attachments ----------------------------------------------------------------------------------------


def test_groups_say_by_which_way_they_came():
    means = {
        name: [g.means for g in GROUPS.interface_by_key[name].groups or ()]
        for name in ("aws_network_interface.twice", "aws_network_interface.attached", "aws_network_interface.none")
    }

    assert ["inline", "attachment"] == means["aws_network_interface.twice"]
    assert ["attachment"] == means["aws_network_interface.attached"]
    assert [] == means["aws_network_interface.none"]


def test_group_that_comes_both_ways_is_listed_twice():
    rows = [
        change("aws_security_group.g", {}, ["id"]),
        change("aws_network_interface.i", {}, ["id", "security_groups"]),
        change("aws_network_interface_sg_attachment.a", {}, ["network_interface_id", "security_group_id"]),
    ]
    blocks = [
        block("aws_security_group.g"),
        block("aws_network_interface.i", security_groups="aws_security_group.g.id aws_security_group.g"),
        block(
            "aws_network_interface_sg_attachment.a",
            network_interface_id="aws_network_interface.i.id aws_network_interface.i",
            security_group_id="aws_security_group.g.id aws_security_group.g",
        ),
    ]
    interface = only(read(plan(rows, blocks)).interfaces)

    assert ["aws_security_group.g"] * 2 == groups(interface)
    assert ["inline", "attachment"] == [g.means for g in interface.groups]


def test_each_of_many_attached_groups_counts():
    assert 17 == len(GROUPS.interface_by_key["aws_network_interface.seventeen"].groups)


def test_tags_are_those_that_the_provider_adds_as_well():
    tags = {t.key: t.value for t in NAT.interface_by_key["aws_network_interface.nat"].tags}

    assert {"Name": "nat-instance", "Project": "nat"} == tags


def test_type_of_an_interface_is_none_unless_it_is_written():
    assert {None} == {i.interface_type for i in ELASTIC_IPS.interfaces}


def test_attachment_has_an_id_only_once_it_is_made():
    new = [a.attachment_id for a in ELASTIC_IPS.attachments if a.means in ("resource", "interface")]

    assert [Reason.AFTER_APPLY] * 2 == [i.reason for i in new]
    assert ["eni-attach"] == [a.attachment_id[:10] for a in TAKEOVER.attachments if a.means == "resource"]


def test_what_the_plan_does_to_attachments_is_told():
    assert "replace" == CHANGED.changes["aws_network_interface_attachment.replaced"].action
    assert "create" == CHANGED.changes["aws_network_interface_attachment.balancer[0]"].action
    assert "no-op" == CHANGED.changes["aws_network_interface_attachment.shrunk"].action


def test_what_was_there_before_has_its_attachments_and_associations():
    before = CHANGED.before

    assert {"aws_instance.host"} == {a.instance_id for a in before.attachments_by_interface["aws_network_interface.replaced"]}
    assert ["aws_network_interface.replaced"] == [a.network_interface_id for a in before.elastic_ip_associations]
    assert ("m6i.8xlarge", "m6i.large") == tuple(
        estate.instance_by_key["aws_instance.resized"].instance_type for estate in (before, CHANGED)
    )
    assert ("subnet_id",) == CHANGED.changes["aws_network_interface.replaced"].replaced_for


def test_interface_that_is_looked_up_says_so_and_whose_it_is():
    found = {i.network_interface_id: (i.requester_managed, i.requester_id) for i in CHANGED.interfaces if i.looked_up}

    assert {"eni-0123456789abcdef0": (True, "amazon-elb")} == found


def test_first_of_the_list_is_the_primary_address_from_now_on():
    earlier, now = (
        [a.private_ip_address for a in estate.interface_by_key["aws_network_interface.ordered"].private_ip_addresses if a.primary]
        for estate in (CHANGED.before, CHANGED)
    )

    assert (["10.0.3.10"], ["10.0.3.11"]) == (earlier, now)


def test_what_still_names_a_thing_that_goes_away_has_its_key():
    route = only(r for r in CHANGED.routes if r.origin.address == "aws_route.gone")

    assert "aws_network_interface.gone[0]" == route.network_interface_id
    assert "aws_network_interface.gone[0]" in CHANGED.before.interface_by_key
    assert "aws_network_interface.gone[0]" not in CHANGED.interface_by_key


def test_new_route_has_no_state_and_an_old_one_has():
    assert {None} == {r.state for r in NAT.routes}
    assert [str] == [type(r.state) for r in CHANGED.routes]


def test_check_of_an_instance_is_what_is_written_there():
    assert {"aws_instance.nat": False} == {i.instance_id: i.source_dest_check for i in NAT.instances}
    assert {None} == {i.source_dest_check for i in ELASTIC_IPS.instances}


def test_settings_that_name_objects_of_the_plan_are_no_null():
    instances = read_fixture("faults-instances/plan.json").instance_by_key

    assert ("subnet_id", "groups") == instances["aws_instance.listed"].settings_beside_interfaces
    assert () == instances["aws_instance.express"].settings_beside_interfaces


@pytest.mark.parametrize("argument", ["vpc", "domain"])
def test_deprecated_argument_of_an_address_is_noted(argument):
    value = True if argument == "vpc" else "vpc"
    found = read(plan([change("aws_eip.a", {argument: value}, ["id"])], [block("aws_eip.a", **{argument: True})]))

    assert (["aws_eip.vpc"] if argument == "vpc" else []) == [d.argument for d in found.deprecations]


def test_rule_of_a_group_that_is_not_known_leaves_all_groups_open():
    rows = [
        change("aws_security_group.g", {}, ["id"]),
        change("aws_vpc_security_group_ingress_rule.r", {"ip_protocol": "-1"}, ["security_group_id"]),
    ]
    blocks = [
        block("aws_security_group.g"),
        block("aws_vpc_security_group_ingress_rule.r", security_group_id="local.group", ip_protocol="-1"),
    ]

    assert isinstance(only(read(plan(rows, blocks)).security_groups).rules, Unknown)


# -- launch templates --------------------------------------------------------------------------------------------------


def test_template_says_how_types_are_chosen():
    flexible = SCALING.launch_template_by_key["aws_launch_template.flexible"]
    workers = SCALING.launch_template_by_key["aws_launch_template.workers"]

    assert (True, 2, None) == (flexible.instance_requirements, flexible.network_interface_count_min, flexible.instance_type)
    assert (False, None, None) == (
        workers.instance_requirements, workers.network_interface_count_min, workers.bandwidth_weighting,
    )  # fmt: skip


def test_zeros_of_a_refresh_are_nothing_written():
    entry = {
        "device_index": 0, "network_card_index": 0, "ena_queue_count": 0, "interface_type": "", "ipv4_prefix_count": 0,
        "ipv6_address_count": 0, "ipv4_address_count": 0, "primary_ipv6": "", "associate_public_ip_address": "",
        "connection_tracking_specification": [{"tcp_established_timeout": 600, "udp_timeout": 0, "udp_stream_timeout": 0}],
    }  # fmt: skip
    row = change("aws_launch_template.t", {"id": "lt-1", "network_interfaces": [entry]}, actions=["no-op"])
    found = read(plan([row], [block("aws_launch_template.t", network_interfaces=[{"device_index": 0}])]))
    specification, attachment = only(found.specifications), only(found.attachments)
    timeouts = specification.connection_tracking_specification

    assert (600, None, None) == (timeouts.tcp_established_timeout, timeouts.udp_timeout, timeouts.udp_stream_timeout)
    assert attachment.ena_queue_count is None
    assert ((), None) == (specification.address_arguments, specification.associate_public_ip_address)
    assert 1 == len(addresses(specification))


def test_setting_of_an_entry_stands_in_one_place():
    entry = TEMPLATES.attachments_of(TEMPLATES.launch_template_by_key["aws_launch_template.old"])[0]

    assert entry.ena_srd_specification.ena_srd_enabled
    assert TEMPLATES.interface_of(entry).ena_srd_specification is None


def test_instance_as_its_template_says_is_a_copy_of_it():
    copies = {i.instance_id: i.origin.copy_of for i in TEMPLATES.instances}

    assert {
        "aws_instance.crowded": "aws_launch_template.crowded",
        "aws_instance.fitting": "aws_launch_template.fits",
        "aws_instance.small": "",
    } == copies


def test_what_an_instance_takes_over_is_a_copy_with_a_fate_of_its_own():
    taken = {
        i.network_interface_id: (i.origin.address, i.origin.copy_of)
        for i in TEMPLATES.interfaces
        if i.network_interface_id.startswith("aws_instance.crowded/")
    }

    assert ("aws_instance.crowded", "aws_launch_template.crowded.network_interfaces[0]") == taken["aws_instance.crowded/primary"]
    assert (
        "aws_instance.crowded.network_interfaces[3]", "aws_launch_template.crowded.network_interfaces[3]",
    ) == taken["aws_instance.crowded/network_interfaces/3"]  # fmt: skip
    assert {"create"} == {TEMPLATES.changes[key].action for key in taken}


def test_primary_entry_that_names_an_interface_makes_none():
    rows = [
        change("aws_network_interface.i", {}, ["id"]),
        change("aws_launch_template.t", {"instance_type": "m6i.large", "network_interfaces": [{"device_index": 0}]},
               {"id": True, "network_interfaces": [{"network_interface_id": True}]}),
        change("aws_instance.x", {"launch_template": [{"version": "$Default"}]}, {"id": True, "launch_template": [{"id": True}]}),
    ]  # fmt: skip
    entry = {"device_index": 0, "network_interface_id": "aws_network_interface.i.id aws_network_interface.i"}
    template = {"id": "aws_launch_template.t.id aws_launch_template.t"}
    blocks = [
        block("aws_network_interface.i"),
        block("aws_launch_template.t", instance_type="m6i.large", network_interfaces=[entry]),
        block("aws_instance.x", launch_template=[template]),
    ]
    found = read(plan(rows, blocks))

    assert ["aws_network_interface.i"] == [i.network_interface_id for i in found.interfaces]
    assert ["aws_network_interface.i"] == [a.network_interface_id for a in found.attachments_of(found.instances[0])]


# -- launchers ---------------------------------------------------------------------------------------------------------


def launched(resource_type, values):
    """Read the launchers that one resource makes: template, types, the most instances."""
    row = change(f"{resource_type}.l", values)
    found = read(plan([row], [block(f"{resource_type}.l")])).launchers
    return [(plain(r.launch_template_id), [plain(t) for t in r.instance_types], plain(r.max_size)) for r in found]


def test_override_with_a_template_of_its_own_says_nothing_about_the_usual_one():
    own = {"instance_type": "t3.nano", "launch_template_specification": [{"launch_template_id": "lt-2"}]}
    policy = {
        "launch_template_specification": [{"launch_template_id": "lt-1"}],
        "override": [{"instance_type": "m6i.large"}, own],
    }
    values = {"max_size": 4, "mixed_instances_policy": [{"launch_template": [policy]}]}

    assert [("lt-1", ["m6i.large"], 4), ("lt-2", ["t3.nano"], 4)] == launched("aws_autoscaling_group", values)


def test_fleet_of_several_templates_is_several_launchers():
    def config(template, instance_type):
        specification = [{"launch_template_id": template}]
        return {"launch_template_specification": specification, "override": [{"instance_type": instance_type}]}

    values = {
        "launch_template_config": [config("lt-1", "m6i.large"), config("lt-2", "t3.nano"), config("lt-1", "m5.large")],
        "target_capacity_specification": [{"total_target_capacity": 3}],
    }

    assert [("lt-1", ["m6i.large", "m5.large"], 3), ("lt-2", ["t3.nano"], 3)] == launched("aws_ec2_fleet", values)


def test_weight_and_attributes_of_an_override_leave_open_what_they_decide():
    weighted = {"override": [{"instance_type": "m6i.large", "weighted_capacity": 4}, {"instance_requirements": [{}]}]}
    values = {
        "launch_template_config": [{"launch_template_specification": [{"launch_template_id": "lt-1"}]} | weighted],
        "target_capacity_specification": [{"total_target_capacity": 4}],
    }

    assert [("lt-1", ["m6i.large", ("ambiguous",)], ("ambiguous",))] == launched("aws_ec2_fleet", values)


def test_node_groups_say_their_template_types_and_size():
    found = {g.launcher_id: g for g in read_fixture("clean-eks/plan.json").launchers}
    own, plain_group = found["aws_eks_node_group.own_template"], found["aws_eks_node_group.plain"]

    assert ("eks-node-group", "aws_launch_template.node", ["m6i.large", "m5.large"], 10) == (
        own.kind, own.launch_template_id, own.instance_types, own.max_size,
    )  # fmt: skip
    assert (None, None) == (plain_group.launch_template_id, plain_group.max_pods)


@pytest.mark.parametrize(
    ("version", "meant"),
    [("$Latest", True), ("7", True), ("3", False), ("$Default", False), ("", False)],
)
def test_launcher_of_another_version_is_not_judged_by_the_latest(version, meant):
    template = {"id": "lt-1", "name": "t", "latest_version": 7, "default_version": 3}
    group = {"max_size": 2, "launch_template": [{"id": "lt-1", "version": version}]}
    rows = [
        change("aws_launch_template.t", template, actions=["no-op"]),
        change("aws_autoscaling_group.g", group, actions=["no-op"]),
    ]
    launcher = only(read(plan(rows)).launchers)

    assert ("aws_launch_template.t" if meant else ("outside", "aws_launch_template.t")) == plain(launcher.launch_template_id)


def test_new_version_is_meant_by_whoever_takes_the_latest():
    template = {"id": "lt-1", "name": "t", "default_version": 3}
    rows = [
        change("aws_launch_template.t", template, ["latest_version"], actions=["update"]),
        change("aws_autoscaling_group.g", {"launch_template": [{"id": "lt-1"}]}, {"launch_template": [{"version": True}]},
               actions=["update"]),
    ]  # fmt: skip
    written = {"id": "aws_launch_template.t.id", "version": "aws_launch_template.t.latest_version aws_launch_template.t"}
    blocks = [block("aws_launch_template.t"), block("aws_autoscaling_group.g", launch_template=[written])]

    assert "aws_launch_template.t" == only(read(plan(rows, blocks)).launchers).launch_template_id
