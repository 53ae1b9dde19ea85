"""What plan JSON drops is recovered from the configuration that it was made of, where that is there."""

from __future__ import annotations

import json
import shutil

import pytest
from configurations import PLANNED, Verdicts, planned, scopes_in
from plan_corpus import PLANS, by_address, data_of, document_of, groups, plain, slots

from eni_lint.sources.hcl.read import joins_of
from eni_lint.sources.scope import Scope
from eni_lint.sources.terraform.plan import read_plan

NAME = "joins/plan.json"
EVERY = sorted(str(p.relative_to(PLANS)) for p in PLANS.glob("*/*.json") if '"resource_changes"' in p.read_text())


def host(name):
    return f'module.firewall["{name}"].aws_instance.this'


def port(name, role):
    return f'module.firewall["{name}"].aws_network_interface.port["{role}"]'


FIREWALLS = {
    (port(name, role), host(name), index, 0, "inline")
    for name, roles in (("east", ("mgmt", "wan", "lan")), ("west", ("mgmt", "wan")))
    for index, role in enumerate(roles)
}
SHARED = {"aws_security_group.shared", "sg-0123456789abcdef0"}
SPARES = {(f"aws_network_interface.spare[{n + 1}]", f"aws_instance.node[{n}]", 1, None, "resource") for n in (0, 1)}


def test_dynamic_blocks_and_for_each_are_joined_with_their_source():
    inventory, joins = planned(NAME, with_source=True)

    assert [] == joins.refused
    assert slots(inventory) >= FIREWALLS | SPARES
    assert [] == inventory.floating_attachments
    assert [] == inventory.unplaced_attachments


def test_dynamic_blocks_and_for_each_are_undecided_without_it():
    inventory, _ = planned(NAME, with_source=False)

    assert not slots(inventory) & (FIREWALLS | SPARES)
    assert len(FIREWALLS | SPARES) == len(inventory.unplaced_attachments)

    rules = ("interface-attached-twice", "same-subnet-interfaces", "cross-az-attachment")
    without, with_it = Verdicts(inventory), Verdicts(planned(NAME, with_source=True)[0])

    assert set(rules) <= {rule for rule, _ in without.undecided}
    assert set() == {rule for rule, _ in with_it.undecided} & set(rules)
    assert ("same-subnet-interfaces", host("east")) in with_it.fails
    assert [] == without.contradicts(with_it)


def test_values_through_locals_outputs_and_constants_beside_references():
    inventory, _ = planned(NAME, with_source=True)
    interfaces = by_address(inventory.interfaces)
    addresses = by_address(inventory.elastic_ips)

    assert 'aws_subnet.zone["a"]' == interfaces[port("east", "wan")].subnet_id
    assert SHARED == set(groups(interfaces[port("west", "wan")]))
    assert SHARED == set(groups(interfaces["aws_network_interface.spare[0]"]))
    assert [f'aws_subnet.zone["{zone}"]' for zone in "bab"] == [
        interfaces[f"aws_network_interface.spare[{n}]"].subnet_id for n in range(3)
    ]
    assert port("west", "wan") == addresses['aws_eip.of["west-wan"]'].network_interface_id
    assert SHARED == set(groups(interfaces["aws_instance.node[1]/primary"]))


@pytest.mark.parametrize("name", EVERY)
def test_source_only_adds_to_what_is_decided(name):
    without, with_it = (Verdicts(planned(name, with_source=w)[0]) for w in (False, True))

    assert [] == without.contradicts(with_it)
    assert without.fails <= with_it.fails
    assert with_it.undecided <= without.undecided | {v for v in with_it.undecided if v[0] in _of_new_joins(without, with_it)}


def _of_new_joins(without, with_it):
    """Rules that have subjects only where something is joined."""
    return {rule for rule, subject in with_it.undecided if (rule, subject) not in without.passes | without.fails}


def test_source_is_found_beside_the_plan_unless_told_otherwise():
    (found,) = scopes_in(PLANS / NAME)
    (told,) = scopes_in(PLANS / NAME, source_root=str(PLANS / "dynamic"))
    (unasked,) = scopes_in(PLANS / NAME, use_sources=False)

    assert slots(found.inventory) >= FIREWALLS
    assert not slots(told.inventory) & FIREWALLS
    assert slots(unasked.inventory) == slots(told.inventory)


# -- the plan goes before the source -----------------------------------------------------------------------------------------


@pytest.fixture
def changed(tmp_path):
    """The fixture with another source; the plan stays."""

    def change(before, after, file="main.tf"):
        shutil.copytree(PLANS / "joins", tmp_path, dirs_exist_ok=True)
        path = tmp_path / file
        text = path.read_text()

        assert before in text

        path.write_text(text.replace(before, after))
        (scope,) = scopes_in(tmp_path / "plan.json")

        assert isinstance(scope, Scope)
        return scope

    return change


def test_source_that_says_another_value_is_not_used(changed):
    scope = changed('instance_type = "m6i.large"', 'instance_type = "m6i.xlarge"', "firewall/main.tf")

    assert not slots(scope.inventory) & FIREWALLS
    assert SPARES <= slots(scope.inventory)
    which = f"{host('east')}, {host('west')}"

    assert [f"The source says something else than the plan about {which}: it is not used for them."] == scope.notes


def test_source_with_other_blocks_is_not_used(changed):
    scope = changed(
        "for_each = var.ports\n    iterator", 'for_each = concat(var.ports, ["more"])\n    iterator', "firewall/main.tf"
    )

    assert not slots(scope.inventory) & FIREWALLS


def test_source_with_other_instances_is_not_used_for_what_depends_on_them(changed):
    scope = changed("count                = 2", "count                = 1")

    assert not slots(scope.inventory) & SPARES
    assert FIREWALLS <= slots(scope.inventory)


def test_variables_are_those_of_the_plan(changed):
    scope = changed('ports = ["mgmt", "wan", "lan"]', 'ports = ["other"]')

    assert FIREWALLS <= slots(scope.inventory)
    assert [] == scope.notes


def test_variables_that_the_plan_does_not_tell_are_not_taken_from_defaults(tmp_path):
    data = data_of(NAME) | {"variables": {}}
    joins = joins_of(data, str(PLANS / "joins"))
    inventory = read_plan(document_of(data), joins)

    assert not slots(inventory) & FIREWALLS
    assert SPARES <= slots(inventory)


def test_choice_that_only_apply_tells_is_one_of_two(changed):
    scope = changed(
        "network_interface_id = aws_network_interface.spare[count.index + 1].id",
        'network_interface_id = aws_vpc.main.id == "x" ? aws_network_interface.spare[0].id : aws_network_interface.spare[2].id',
    )
    found = {plain(a.network_interface_id) for a in scope.inventory.attachments if a.means == "resource"}

    assert {("ambiguous", "aws_network_interface.spare[0]", "aws_network_interface.spare[2]")} == found


@pytest.mark.parametrize("name", PLANNED)
def test_damaged_plans_with_their_source_never_crash(name, tmp_path):
    data = data_of(f"{name}/plan.json")
    for damage in ("configuration", "variables", "prior_state", "planned_values"):
        cut = {key: value for key, value in data.items() if key != damage}
        Verdicts(read_plan(document_of(cut), joins_of(cut, str(PLANS / name))))
    odd = json.loads(json.dumps(data))
    odd["variables"] = dict.fromkeys(odd.get("variables", {}), 5)
    for row in odd["resource_changes"][::3]:
        row.pop("index", None)
        row["module_address"] = 'module.x["y'
    Verdicts(read_plan(document_of(odd), joins_of(odd, str(PLANS / name))))
