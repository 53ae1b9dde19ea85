"""References that are known only in the configuration, followed to the instance that they mean, or left open."""

from __future__ import annotations

import pytest
from plan_corpus import block, by_address, change, data_of, groups, plain, plan, read, read_fixture, slots

from eni_lint.inventory.unknown import Undecided, same

DEEP = read_fixture("deep/plan.json")
SUBNET_OF = {key: plain(interface.subnet_id) for key, interface in DEEP.interface_by_key.items()}
COUNTED = ("ambiguous", "aws_subnet.counted[0]", "aws_subnet.counted[1]")
ZONES = ("ambiguous", 'module.network.module.zone["a"].aws_subnet.this', 'module.network.module.zone["b"].aws_subnet.this')
OPEN = ("after-apply",)


@pytest.mark.parametrize(
    ("interface", "subnet"),
    [
        ("first", "aws_subnet.counted[0]"),
        ("counted[0]", "aws_subnet.counted[0]"),
        ("counted[1]", "aws_subnet.counted[1]"),
        ("one_of_none", "aws_subnet.counted[1]"),
        ("shifted[0]", COUNTED),
        ("choice", COUNTED),
        ('by_value["left"]', COUNTED),
        ('by_value["right"]', COUNTED),
        ("spread[0]", ZONES),
        ("local_one", OPEN),
        ("local_three", OPEN),
    ],
)
def test_reference_in_the_root_module(interface, subnet):
    assert subnet == SUBNET_OF[f"aws_network_interface.{interface}"]


def test_output_of_a_module_in_a_module_is_followed():
    assert 'module.network.module.zone["a"].aws_subnet.this' == SUBNET_OF['module.single.aws_network_interface.this["mgmt"]']


def test_map_of_an_output_leaves_its_members():
    assert ZONES == SUBNET_OF['module.appliance["left"].aws_network_interface.this["mgmt"]']


def test_input_of_a_module_with_for_each_is_of_the_same_key():
    assert ["module.network.aws_security_group.this", 'aws_security_group.own["left"]'] == groups(
        DEEP.interface_by_key['module.appliance["left"].aws_network_interface.this["mgmt"]']
    )
    assert ["module.network.aws_security_group.this", 'aws_security_group.own["right"]'] == groups(
        DEEP.interface_by_key['module.appliance["right"].aws_network_interface.this["wan"]']
    )


def test_for_each_over_a_resource_gives_the_instance():
    assert ['aws_security_group.own["left"]'] == groups(DEEP.interface_by_key['aws_network_interface.chained["left"]'])


def test_references_stay_in_their_module_instance():
    left, right = 'module.appliance["left"]', 'module.appliance["right"]'
    found = {slot for slot in slots(DEEP) if str(slot[1]).startswith("module.appliance")}

    assert {
        (f'{left}.aws_network_interface.this["mgmt"]', f"{left}.aws_instance.this", 0, None, "inline"),
        (f'{left}.aws_network_interface.this["data"]', f"{left}.aws_instance.this", 1, None, "resource"),
        (f'{left}.aws_network_interface.this["wan"]', f"{left}.aws_instance.this", 2, None, "resource"),
        (f'{right}.aws_network_interface.this["mgmt"]', f"{right}.aws_instance.this", 0, None, "inline"),
        (f'{right}.aws_network_interface.this["data"]', f"{right}.aws_instance.this", 1, None, "resource"),
        (f'{right}.aws_network_interface.this["wan"]', f"{right}.aws_instance.this", 2, None, "resource"),
    } == found


def test_equal_keys_link_elastic_ips():
    assert {e.allocation_id.replace("aws_eip", "aws_network_interface"): e.network_interface_id for e in DEEP.elastic_ips} == {
        e.network_interface_id: e.network_interface_id for e in DEEP.elastic_ips
    }


def test_expression_without_key_is_one_value_in_all_instances():
    subnets = ("aws_subnet.a[0]", "aws_subnet.a[1]")
    changes = [change(s, {}, ["id"]) for s in subnets]
    changes += [change(f"aws_network_interface.n[{k}]", {}, ["id", "subnet_id"]) for k in (0, 1)]
    blocks = [block("aws_subnet.a"), block("aws_network_interface.n", subnet_id="aws_subnet.a var.which")]
    first, second = (i.subnet_id for i in read(plan(changes, blocks, variables={"which": {"value": 1}})).interfaces)

    assert ("ambiguous", *subnets) == plain(first)
    assert same(first, second)


def test_key_with_something_added_is_not_guessed():
    attachment = by_address(DEEP.attachments)['aws_instance.named["left"]/primary_network_interface/0']

    assert (
        "ambiguous",
        'aws_network_interface.named["left-data"]',
        'aws_network_interface.named["left-mgmt"]',
        'aws_network_interface.named["right-mgmt"]',
    ) == plain(attachment.network_interface_id)


def test_one_local_id_is_one_value():
    one, two = (DEEP.interface_by_key[f"aws_network_interface.local_{n}"].subnet_id for n in ("one", "two"))

    assert same(one, two)


def test_members_of_a_local_list_are_not_taken_for_one_value():
    three, four = (DEEP.interface_by_key[f"aws_network_interface.local_{n}"].subnet_id for n in ("three", "four"))

    with pytest.raises(Undecided):
        same(three, four)


def test_one_input_of_one_module_instance_is_one_value():
    mgmt, wan, other = (
        DEEP.interface_by_key[f'module.appliance["{a}"].aws_network_interface.this["{i}"]'].subnet_id
        for a, i in (("left", "mgmt"), ("left", "wan"), ("right", "mgmt"))
    )
    instance = DEEP.instance_by_key['module.appliance["left"].aws_instance.this'].subnet_id

    assert same(mgmt, wan)
    assert same(mgmt, instance)
    with pytest.raises(Undecided):
        same(mgmt, other)


# -- dynamic blocks ------------------------------------------------------------------------------------------------------

DYNAMIC = read_fixture("dynamic/plan.json")


def test_dynamic_blocks_are_counted_though_nothing_says_which_interface():
    found = [a for a in DYNAMIC.attachments if a.instance_id == "aws_instance.all"]

    assert [0, 1, 2] == sorted(a.device_index for a in found)
    assert {OPEN} == {plain(a.network_interface_id) for a in found}
    assert not any(key.startswith("aws_instance.all") for key in DYNAMIC.interface_by_key)


def test_blocks_of_a_set_find_their_references_by_what_they_say():
    assert {
        ('aws_network_interface.this["mgmt"]', "aws_instance.static", 0, 0, "inline"),
        ('aws_network_interface.this["data"]', "aws_instance.static", 1, 0, "inline"),
    } == {slot for slot in slots(DYNAMIC) if slot[1] == "aws_instance.static"}


def test_dynamic_interfaces_of_a_template_are_entries():
    assert [OPEN, OPEN] == [plain(s.subnet_id) for s in DYNAMIC.specifications]
    assert [(0, 0), (1, 1)] == [
        (a.device_index, a.network_card_index) for a in DYNAMIC.attachments if a.launch_template_id is not None
    ]


def test_dynamic_rules_keep_what_is_known():
    web = DYNAMIC.security_group_by_key["aws_security_group.web"]

    assert [(22, OPEN), (443, OPEN)] == [(r.from_port, plain(r.referenced_group_id)) for r in web.rules]


# -- data sources --------------------------------------------------------------------------------------------------------

LOOKUPS = read_fixture("lookups/plan.json")


def test_data_sources_stand_for_what_is_there():
    known = LOOKUPS.interface_by_key["aws_network_interface.known"]

    assert "subnet-0aaaaaaaaaaaaaaaa" == known.subnet_id
    assert ["sg-0aaaaaaaaaaaaaaaa"] == groups(known)
    assert "eu-west-1c" == LOOKUPS.zone_of(known)
    assert ("outside",) == plain(LOOKUPS.security_group_by_key["sg-0aaaaaaaaaaaaaaaa"].rules)


def test_data_source_read_later_is_what_it_looks_up():
    assert "aws_subnet.new" == LOOKUPS.interface_by_key["aws_network_interface.later"].subnet_id


def test_data_source_read_later_without_id_is_one_unknown_subnet():
    one, two = (LOOKUPS.interface_by_key[f"aws_network_interface.{n}"].subnet_id for n in ("by_tag", "by_tag_too"))

    assert OPEN == plain(one)
    assert same(one, two)


def test_looked_up_interface_can_be_primary():
    assert ("eni-0aaaaaaaaaaaaaaaa", "aws_instance.held", 0, None, "inline") in slots(LOOKUPS)
    assert True is LOOKUPS.interface_by_key["eni-0aaaaaaaaaaaaaaaa"].looked_up


def test_zone_taken_from_a_subnet_is_the_zone_of_that_subnet():
    instance = LOOKUPS.instance_by_key["aws_instance.default_subnet"]

    assert same(instance.availability_zone, LOOKUPS.zone_of(LOOKUPS.interface_by_key["aws_network_interface.later"]))


# -- by hand -------------------------------------------------------------------------------------------------------------


def one_interface(reference, *, subnets=("aws_subnet.a",), calls=None, key=None, written=None, **more):
    """A plan of subnets and one interface (or one a key), whose subnet is the reference."""
    keys = [""] if key is None else [f"[{k}]" for k in key]
    changes = [change(s, {}, ["id"]) for s in subnets]
    changes += [change(f"aws_network_interface.n{k}", {}, ["id", "subnet_id"]) for k in keys]
    blocks = {s.partition("[")[0]: block(s.partition("[")[0], calls) for s in subnets}
    mine = block("aws_network_interface.n", written, subnet_id=reference)
    found = read(plan(changes, [*blocks.values(), mine], **more))
    return [plain(i.subnet_id) for i in found.interfaces]


def test_terraform_before_1_1_lists_only_the_resource():
    assert ["aws_subnet.a"] == one_interface("aws_subnet.a")
    assert ["aws_subnet.a[1]"] == one_interface("aws_subnet.a[1]", subnets=("aws_subnet.a[0]", "aws_subnet.a[1]"))


def test_only_instance_of_a_counted_block_is_meant():
    assert ["aws_subnet.a[0]"] == one_interface("aws_subnet.a", subnets=("aws_subnet.a[0]",))


def test_index_with_dots_and_quotes_is_one_key():
    key = 'aws_subnet.a["x.y[0]\\"z"]'

    assert [key] == one_interface(f"{key}.id {key} aws_subnet.a", subnets=(key, "aws_subnet.a[1]"))


def test_local_in_an_index_leaves_all_open():
    assert [OPEN] == one_interface("aws_subnet.a local.which", subnets=("aws_subnet.a[0]", "aws_subnet.a[1]"))


def test_attribute_of_another_sort_beside_it_leaves_it_open():
    assert [OPEN] == one_interface("aws_subnet.a.id aws_subnet.a aws_vpc_endpoint.e.state aws_vpc_endpoint.e")


def test_condition_on_a_known_variable_chooses_what_is_not_known():
    more = {"variables": {"own": {"value": True}}}

    assert ["aws_subnet.a"] == one_interface("var.own aws_subnet.a.id aws_subnet.a", **more)


def test_part_of_a_collection_is_linked_by_its_keys():
    subnets = ('aws_subnet.a["x"]', 'aws_subnet.a["y"]')
    collection = {"for_each_expression": {"references": ["var.all"]}}

    assert ['aws_subnet.a["x"]'] == one_interface(
        "aws_subnet.a each.key", subnets=subnets, calls=collection, key=('"x"',), written=collection
    )


def test_part_of_another_collection_is_not_linked():
    subnets = ('aws_subnet.a["x"]', 'aws_subnet.a["y"]')
    one, other = ({"for_each_expression": {"references": [f"local.{n}"]}} for n in ("one", "other"))

    assert [("ambiguous", *subnets)] == one_interface(
        "aws_subnet.a each.key", subnets=subnets, calls=one, key=('"x"',), written=other
    )


def test_part_whose_keys_could_have_something_added_is_not_linked():
    subnets = ('aws_subnet.a["x"]', 'aws_subnet.a["x-b"]')
    collection = {"for_each_expression": {"references": ["var.all"]}}

    assert [("ambiguous", *sorted(subnets))] == one_interface(
        "aws_subnet.a each.key", subnets=subnets, calls=collection, key=('"x"',), written=collection
    )


def test_part_of_a_count_is_not_linked():
    subnets = ("aws_subnet.a[0]", "aws_subnet.a[1]")

    assert [("ambiguous", *subnets)] == one_interface("aws_subnet.a count.index", subnets=subnets, key=(0,))


def test_each_value_of_a_written_map_leaves_what_the_map_refers_to():
    subnets = ("aws_subnet.a", "aws_subnet.b")
    collection = {"for_each_expression": {"references": ["aws_subnet.a.id", "aws_subnet.a", "aws_subnet.b.id", "aws_subnet.b"]}}

    assert [("ambiguous", *subnets)] == one_interface(
        "each.value.subnet_id each.value", subnets=subnets, key=('"x"',), written=collection
    )


def test_name_of_the_output_is_cut_off_with_a_computed_index():
    calls = {
        "m": {
            "for_each_expression": {"references": ["var.all"]},
            "module": {
                "resources": [block("aws_subnet.s")],
                "outputs": {
                    "subnet_id": {"expression": {"references": ["aws_subnet.s.id", "aws_subnet.s"]}},
                    "arn": {"expression": {"references": ["aws_subnet.s.arn", "aws_subnet.s"]}},
                },
            },
        }
    }
    changes = [change(f'module.m["{k}"].aws_subnet.s', {}, ["id", "arn"]) for k in "xy"]
    changes += [change(f'aws_network_interface.n["{k}"]', {}, ["id", "subnet_id"]) for k in "xy"]
    found = read(
        plan(
            changes,
            [block("aws_network_interface.n", subnet_id="module.m each.key")],
            root={"module_calls": calls} | {"resources": [block("aws_network_interface.n", subnet_id="module.m each.key")]},
        )
    )

    assert ['module.m["x"].aws_subnet.s', 'module.m["y"].aws_subnet.s'] == [i.subnet_id for i in found.interfaces]


def test_argument_of_another_resource_is_followed():
    changes = [
        change("aws_subnet.a", {}, ["id"]),
        change("aws_network_interface.n", {}, ["id", "subnet_id"]),
        change("aws_network_interface.m", {}, ["id", "subnet_id"]),
    ]
    blocks = [
        block("aws_subnet.a"),
        block("aws_network_interface.n", subnet_id="aws_subnet.a.id aws_subnet.a"),
        block("aws_network_interface.m", subnet_id="aws_network_interface.n.subnet_id aws_network_interface.n"),
    ]

    assert ["aws_subnet.a", "aws_subnet.a"] == [i.subnet_id for i in read(plan(changes, blocks)).interfaces]


def test_list_with_a_choice_is_not_a_list_of_all():
    changes = [change(f"aws_security_group.{n}", {}, ["id"]) for n in "ab"]
    changes += [change("aws_network_interface.n", {}, ["id", "security_groups"])]
    both = "aws_security_group.a.id aws_security_group.a aws_security_group.b.id aws_security_group.b"
    blocks = [block("aws_security_group.a"), block("aws_security_group.b")]

    def groups_of(reference):
        mine = block("aws_network_interface.n", security_groups=reference)
        return groups(read(plan(changes, [*blocks, mine], variables={"own": {"value": True}})).interfaces[0])

    assert ["aws_security_group.a", "aws_security_group.b"] == groups_of(both)
    assert ("ambiguous", "aws_security_group.a", "aws_security_group.b") == groups_of(f"var.own {both}")


def test_circle_of_references_ends():
    data = data_of("deep/plan.json")
    outputs = data["configuration"]["root_module"]["module_calls"]["network"]["module"]["outputs"]
    outputs["group_id"]["expression"]["references"] = ["module.zone"]
    zone = data["configuration"]["root_module"]["module_calls"]["network"]["module"]["module_calls"]["zone"]
    zone["expressions"]["vpc_id"] = {"references": ["module.zone"]}
    zone["module"]["outputs"]["subnet_id"]["expression"]["references"] = ["var.vpc_id"]

    assert read(data).interfaces


def test_counted_calls_in_counted_calls_come_to_an_end():
    both = "module.c[0].subnet_id module.c[0] module.c module.c[1].subnet_id module.c[1] module.c"
    module = {"outputs": {"subnet_id": {"expression": {"references": ["var.x"]}}}}
    for _ in range(40):
        call = {"count_expression": {"constant_value": 2}, "module": module}
        module = {"outputs": {"subnet_id": {"expression": {"references": both.split()}}}, "module_calls": {"c": call}}
    root = {"resources": [block("aws_network_interface.n", subnet_id=both, private_ips=both)]} | module
    found = read(plan([change("aws_network_interface.n", {}, ["id", "subnet_id"])], root=root)).interfaces[0]

    assert not isinstance(found.subnet_id, str)


def test_arguments_that_each_take_two_come_to_an_end():
    module = {"resources": [block("aws_network_interface.n", subnet_id="var.x")]}
    both = {"references": ["var.x", "var.y", "each.key"]}
    for _ in range(40):
        written = {"for_each_expression": {"constant_value": ["a"]}, "expressions": {"x": both, "y": dict(both)}}
        module = {"module_calls": {"c": written | {"module": module}}}
    path = ".".join(['module.c["a"]'] * 40)
    row = change("aws_network_interface.n", {}, ["id", "subnet_id"], module_address=path)
    found = read(plan([row | {"address": f"{path}.aws_network_interface.n"}], root=module)).interfaces[0]

    assert not isinstance(found.subnet_id, str)
