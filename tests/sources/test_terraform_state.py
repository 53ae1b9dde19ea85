"""States: read as plans of which all is done, with addresses, identities and verdicts as in those."""

from __future__ import annotations

import json

import pytest
from plan_corpus import PLANS, addresses, by_address, groups, plain, slots

from eni_lint.app import Request, run
from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Reason
from eni_lint.reporters.places import attribute
from eni_lint.sources.terraform.state import read_state_file

STATES = sorted(str(p.relative_to(PLANS)) for p in PLANS.glob("*/terraform.tfstate"))
SHOWN = sorted(str(p.relative_to(PLANS)) for p in PLANS.glob("*/state.json"))
SECOND = {name: "unchanged.json" if name.startswith("existing/") else "again.json" for name in STATES}


def check(path):
    report = run(Request(paths=[str(path)], keep_passes=True))

    assert [] == report.unreadable
    assert [] == [error.trace for scope in report.scopes for error in scope.errored]
    return report.scopes[0]


def failed(scope):
    return {(f.rule_id, f.subject.identity or f.subject.address) for f in scope.findings}


def passed(scope):
    return {(p.rule_id, p.subject.identity or p.subject.address) for p in scope.passes}


def after_apply(name):
    """The plan over what was applied; where the fixture's second plan changes things, its first half is the state."""
    path = PLANS / name.replace("terraform.tfstate", SECOND[name])
    return path if path.exists() else None


def read(data):
    content = data if isinstance(data, bytes) else json.dumps(data, indent=2).encode()
    return read_state_file(content, "terraform.tfstate")


def inventory_of(data):
    return read(data)[1]


def state(*resources, **more):
    head = {"version": 4, "terraform_version": "1.11.4", "serial": 3, "lineage": "1-2-3", "outputs": {}}
    return {**head, "resources": list(resources), **more}


def resource(address, *instances, **more):
    kind, _, name = address.partition(".")
    provider = 'provider["registry.terraform.io/hashicorp/aws"]'
    return {"mode": "managed", "type": kind, "name": name, "provider": provider, "instances": list(instances), **more}


def instance(key=None, /, **attributes):
    found = {"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}
    return found if key is None else {"index_key": key, **found}


def interface(name, *instances, **more):
    return resource(f"aws_network_interface.{name}", *instances, **more)


# -- against plans -----------------------------------------------------------------------------------------------------


def test_there_are_states_and_second_plans_to_compare():
    assert 11 == len(STATES)
    assert 4 == len(SHOWN)
    assert 10 == sum(after_apply(name) is not None for name in STATES)


@pytest.mark.parametrize("name", [name for name in STATES if after_apply(name)])
def test_nothing_fails_in_a_state_that_passes_in_the_plan_over_it_nor_the_other_way_round(name):
    first, second = check(PLANS / name), check(after_apply(name))

    assert set() == failed(first) & passed(second)
    assert set() == failed(second) & passed(first)


@pytest.mark.parametrize("name", [name for name in STATES if after_apply(name)])
def test_every_object_of_the_plan_has_the_same_identity_in_the_state(name):
    in_state = inventory_of((PLANS / name).read_bytes())
    in_plan = check(after_apply(name))

    assert in_plan.objects == len(in_state)
    assert {s for _, s in passed(in_plan) | failed(in_plan) if not s.endswith(TOLD_BY_PLANS)} <= {
        s for _, s in everything(check(PLANS / name))
    }


TOLD_BY_PLANS = ("/attachment", "/network_interface")
"""What a refresh finds on an interface is in the state only after the next apply; what is deprecated is in no state."""


def everything(scope):
    return passed(scope) | failed(scope) | {(u.rule_id, u.subject.identity or u.subject.address) for u in scope.undecided}


@pytest.mark.parametrize("name", SHOWN)
def test_state_as_shown_says_what_the_file_says(name):
    shown, stored = check(PLANS / name), check(PLANS / name.replace("state.json", "terraform.tfstate"))

    assert everything(stored) == everything(shown)
    assert failed(stored) == failed(shown)
    assert stored.objects == shown.objects > 0
    assert {"terraform-state"} == {stored.kind, shown.kind}


def test_finding_stands_at_the_line_of_the_attribute():
    data = state(
        resource("aws_subnet.s", instance(id="subnet-1", cidr_block="10.0.0.0/24")),
        interface("n", instance("k", id="eni-1", subnet_id="subnet-1", private_ips=["10.0.0.9", "10.9.9.9"])),
    )
    document, inventory, _ = read(data)
    place = inventory.interfaces[0].origin.place("private_ip_addresses[1]")

    assert "/resources/1/instances/0/attributes/private_ips/1" == place.pointer
    assert '"10.9.9.9"' == document.line(place.span().start_line).strip()


# -- instances ---------------------------------------------------------------------------------------------------------


def test_indices_and_modules_make_the_addresses_of_plans():
    data = state(
        interface("a", instance(0, id="eni-1", subnet_id="subnet-1"), instance(1, id="eni-2", subnet_id="subnet-1")),
        interface("b", instance('x"y', id="eni-3"), instance("${z}", id="eni-4"), module='module.m["k"].module.n[2]'),
    )

    assert [
        "aws_network_interface.a[0]",
        "aws_network_interface.a[1]",
        'module.m["k"].module.n[2].aws_network_interface.b["x\\"y"]',
        'module.m["k"].module.n[2].aws_network_interface.b["$${z}"]',
    ] == [i.network_interface_id for i in inventory_of(data).interfaces]


def test_real_ids_become_the_addresses_of_the_objects():
    data = state(
        resource("aws_subnet.s", instance(id="subnet-1", cidr_block="10.0.0.0/24")),
        resource("aws_instance.i", instance(id="i-1", instance_type="t3.micro", subnet_id="subnet-1")),
        interface("n", instance(id="eni-1", subnet_id="subnet-1", private_ips=["10.0.0.9"], security_groups=["sg-1"])),
        resource(
            "aws_network_interface_attachment.a",
            instance(id="eni-attach-1", instance_id="i-1", network_interface_id="eni-1", device_index=1),
        ),
    )
    found = inventory_of(data)
    own = by_address(found.interfaces)["aws_network_interface.n"]

    assert "aws_subnet.s" == own.subnet_id
    assert ["10.0.0.9"] == addresses(own)
    assert ["sg-1"] == groups(own)
    assert {
        ("aws_instance.i/primary", "aws_instance.i", 0, None, "inline"),
        ("aws_network_interface.n", "aws_instance.i", 1, None, "resource"),
    } == slots(found)


def test_what_is_deposed_is_not_there_any_more():
    deposed = {**instance(id="eni-old"), "deposed": "0a1b2c3d"}
    data = state(interface("n", deposed, instance(id="eni-new")), interface("gone", deposed))

    assert ["aws_network_interface.n"] == [i.network_interface_id for i in inventory_of(data).interfaces]


def test_what_is_tainted_is_there_and_told():
    document, inventory, notes = read(state(interface("n", {**instance(id="eni-1"), "status": "tainted"})))

    assert 1 == len(inventory.interfaces)
    assert ["1 resource is tainted: the next apply will replace it."] == notes
    assert "terraform-state" == document.kind


def test_data_sources_stand_for_what_is_there_and_is_not_managed():
    data = state(
        resource("aws_subnet.s", instance(id="subnet-9", cidr_block="10.9.0.0/24"), mode="data"),
        interface("n", instance(id="eni-1", subnet_id="subnet-9")),
    )
    found = inventory_of(data)

    assert ["subnet-9"] == [s.subnet_id for s in found.subnets]
    assert "10.9.0.0/24" == found.subnet_of(found.interfaces[0]).cidr_block


def test_a_state_is_a_plan_that_changes_nothing_and_no_complete_account():
    found = inventory_of(state(resource("aws_instance.i", instance(id="i-1"))))

    assert {"aws_instance.i": "no-op", "aws_instance.i/primary": "no-op"} == {k: c.action for k, c in found.changes.items()}
    assert found.before.instance_by_key.keys() == found.instance_by_key.keys()
    assert not found.live


@pytest.mark.parametrize(
    "provider",
    [
        'module.m.provider["registry.terraform.io/hashicorp/aws"].west',
        'provider["registry.opentofu.org/hashicorp/aws"]',
        "provider.aws",
        "",
    ],
)
def test_providers_of_all_registries_are_one(provider):
    assert 1 == len(inventory_of(state(interface("n", instance(id="eni-1"), provider=provider))).interfaces)


def test_secrets_are_not_known_and_not_shown():
    secret = {**instance(id="eni-1", subnet_id="subnet-1", private_ips=["10.0.0.77"], description="hush")}
    path = [{"type": "get_attr", "value": "private_ips"}, {"type": "index", "value": {"value": 0, "type": "number"}}]
    secret["sensitive_attributes"] = [path, [{"type": "get_attr", "value": "description"}]]
    own = inventory_of(state(interface("n", secret))).interfaces[0]

    assert (Reason.SENSITIVE, Reason.SENSITIVE) == (own.private_ip_addresses.reason, own.description.reason)
    assert "subnet-1" == own.subnet_id
    assert "description = (sensitive)" == attribute(own.origin.place("description"))
    assert 'subnet_id = "subnet-1"' == attribute(own.origin.place("subnet_id"))


# -- earlier, later, other ---------------------------------------------------------------------------------------------

FLAT = {
    "version": 3,
    "terraform_version": "0.11.14",
    "serial": 7,
    "lineage": "1-2-3",
    "modules": [
        {"path": ["root"], "outputs": {}, "resources": {}},
        {
            "path": ["root", "net", "inner"],
            "resources": {
                "aws_network_interface.n.1": {
                    "type": "aws_network_interface",
                    "depends_on": [],
                    "primary": {
                        "id": "eni-1",
                        "attributes": {
                            "id": "eni-1",
                            "subnet_id": "subnet-1",
                            "private_ip": "10.0.0.5",
                            "private_ips.#": "2",
                            "private_ips.1234": "10.0.0.5",
                            "private_ips.98": "10.0.0.6",
                            "security_groups.#": "0",
                            "source_dest_check": "false",
                            "attachment.#": "1",
                            "attachment.77.attachment_id": "eni-attach-1",
                            "attachment.77.device_index": "1",
                            "attachment.77.instance": "i-1",
                            "tags.%": "2",
                            "tags.Name": "a",
                            "tags.a.b": "c",
                        },
                        "meta": {},
                        "tainted": True,
                    },
                    "deposed": [{"id": "eni-0", "attributes": {}}],
                    "provider": "provider.aws",
                },
                "data.aws_subnet.s": {
                    "type": "aws_subnet",
                    "primary": {"id": "subnet-1", "attributes": {"id": "subnet-1", "cidr_block": "10.0.0.0/24"}},
                },
                "aws_instance.gone": {"type": "aws_instance", "primary": None, "deposed": [{"id": "i-0"}]},
            },
        },
    ],
}


def test_flat_state_is_read_like_a_nested_one():
    _, found, notes = read(FLAT)
    (own,) = found.interfaces

    assert "module.net.module.inner.aws_network_interface.n[1]" == own.network_interface_id
    assert "subnet-1" == own.subnet_id
    assert "10.0.0.0/24" == found.subnet_of(own).cidr_block
    assert {"10.0.0.5", "10.0.0.6"} == set(addresses(own))
    assert [] == groups(own)
    assert own.source_dest_check is False
    assert {"Name": "a", "a.b": "c"} == {tag.key: plain(tag.value) for tag in own.tags}
    assert [("i-1", 1)] == [(a.instance_id, a.device_index) for a in found.attachments]
    assert [] == found.instances
    assert ["1 resource is tainted: the next apply will replace it."] == notes


@pytest.mark.parametrize(
    ("field", "text"),
    [
        ("private_ip_addresses[0]", '"private_ips.98": "10.0.0.6",'),
        ("private_ip_addresses[1]", '"private_ips.1234": "10.0.0.5",'),
        ("private_ip_addresses", '"private_ips.#": "2",'),
        ("subnet_id", '"subnet_id": "subnet-1",'),
        ("attachment.device_index", '"attachment.77.device_index": "1",'),
    ],
)
def test_places_in_a_flat_state_are_those_of_the_flat_attributes(field, text):
    document, found, _ = read(FLAT)
    things = found.attachments if field.startswith("attachment") else found.interfaces
    span = things[0].origin.place(field).span()

    assert text == document.line(span.start_line).strip()


def test_object_of_a_flat_state_stands_at_its_resource():
    document, found, _ = read(FLAT)

    assert "{" in document.line(found.interfaces[0].origin.place().span().start_line)
    assert '"aws_network_interface.n.1": {' == document.line(found.interfaces[0].origin.place().span().start_line).strip()


@pytest.mark.parametrize(
    "data", [state(), {"format_version": "1.0"}, {"version": 4, "serial": 0, "lineage": ""}, {**FLAT, "modules": []}]
)
def test_empty_state_is_said_and_no_error(data):
    _, inventory, notes = read(data)

    assert 0 == len(inventory)
    assert ["The state is empty: Terraform manages nothing there."] == notes


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (state(version=5), "the format of the state is 5, and the versions 3 and 4 are known\n  Update eni-lint"),
        (state(version=1), "the format of the state is 1, and the versions 3 and 4 are known\n  Let a Terraform of version 1"),
        (state(version="4"), 'the format of the state is "4"'),
        (state(version=True), "the format of the state is true"),
        ({"serial": 1, "lineage": "x", "meta": {}, "encrypted_data": "AAAA", "encryption_version": "v0"}, "encrypted state of OpenTofu"),
        ({"meta": {}, "encrypted_data": "AAAA", "encryption_version": "v0"}, "encrypted plan of OpenTofu"),
        ({"version": 3, "terraform_version": "1.9.0", "backend": {"type": "s3"}}, "only says where the state is"),
        ({"format_version": "2.0", "values": {}}, "the state format is 2.0"),
        (state(resources={}), "/resources should be a list, not an object"),
        (state(interface("n", {"attributes": "x"})), "/resources/0/instances/0/attributes should be an object, not a text"),
        (state(interface("n", {"attributes": None, "attributes_flat": {}})), "/attributes should be an object, not null"),
        (state(interface("n", {"index_key": 1.5, "attributes": {}})), "index_key should be a number or a text"),
        (state({"mode": "managed", "instances": [{"attributes": {}}]}), "/resources/0/type should be a text, not null"),
        ({**FLAT, "modules": {}}, "/modules should be a list"),
        ({**FLAT, "modules": [{"path": [1, 2]}]}, "/modules/0/path should be a text"),
        ([], "should be an object, not a list"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(data, what):
    with pytest.raises(SourceError) as raised:
        read(data)

    assert what in str(raised.value)


def test_hostile_flat_attributes_end():
    deep = ".".join(["a"] + ["0"] * 500)
    flat = {deep: "x", "b.#": "3", "b": "y", "": "z", ".": "q", "c.%": "1", "c.": "v"}
    data = {**FLAT, "modules": [{"path": ["root"], "resources": {"aws_network_interface.n": {"primary": {"attributes": flat}}}}]}

    assert 1 == len(inventory_of(data).interfaces)


def test_nested_blocks_of_a_state_have_places():
    block = {"device_index": 1, "instance": "i-1", "attachment_id": "eni-attach-1"}
    document, inventory, _ = read(state(interface("n", instance(id="eni-1", attachment=[block]))))
    place = inventory.attachments[0].origin.place("device_index")

    assert "/resources/0/instances/0/attributes/attachment/0/device_index" == place.pointer
    assert '"device_index": 1,' == document.line(place.span().start_line).strip()


# -- what a state does not tell: what is written -----------------------------------------------------------------------

LISTED = {"network_interface_id": "eni-1", "device_index": 5, "network_card_index": 0}
SUBNET = resource("aws_subnet.s", instance(id="subnet-1", cidr_block="10.0.0.0/24", vpc_id="vpc-1"))
HOST = {"id": "i-1", "instance_type": "t3.small", "subnet_id": "subnet-1", "primary_network_interface_id": "eni-0"}


def outcomes(tmp_path, *resources):
    (tmp_path / "terraform.tfstate").write_text(json.dumps(state(SUBNET, *resources)))
    scope = check(tmp_path / "terraform.tfstate")
    return {f.rule_id for f in scope.findings}, {(u.rule_id, u.subject.address) for u in scope.undecided}


def test_who_turned_the_check_of_an_instance_off_is_not_told(tmp_path):
    several = instance(**HOST, source_dest_check=False, network_interface=[LISTED])
    found, open_ = outcomes(
        tmp_path, resource("aws_instance.i", several), interface("n", instance(id="eni-1", subnet_id="subnet-1"))
    )

    assert "instance-source-dest-check-with-interfaces" not in found
    assert ("instance-source-dest-check-with-interfaces", "aws_instance.i") in open_


def test_settings_beside_listed_interfaces_are_perhaps_what_aws_tells(tmp_path):
    several = instance(**HOST, vpc_security_group_ids=["sg-1"], network_interface=[LISTED])
    found, open_ = outcomes(
        tmp_path, resource("aws_instance.i", several), interface("n", instance(id="eni-1", subnet_id="subnet-1"))
    )

    assert "launch-settings-beside-interfaces" not in found
    assert ("launch-settings-beside-interfaces", "aws_instance.i") in open_


def test_device_index_that_aws_tells_is_perhaps_nobodys_choice(tmp_path):
    several = instance(**HOST, network_interface=[LISTED])
    found, open_ = outcomes(
        tmp_path, resource("aws_instance.i", several), interface("n", instance(id="eni-1", subnet_id="subnet-1"))
    )

    assert "device-index-beyond-card" not in found
    assert any(rule == "device-index-beyond-card" for rule, _ in open_)


def test_groups_of_attachments_and_of_the_interface_cannot_be_told_apart(tmp_path):
    own = instance(id="eni-1", subnet_id="subnet-1", security_groups=["sg-1", "sg-2"])
    added = instance(network_interface_id="eni-1", security_group_id="sg-2")
    found, open_ = outcomes(tmp_path, interface("n", own), resource("aws_network_interface_sg_attachment.a", added))

    assert "security-groups-managed-twice" not in found
    assert ("security-groups-managed-twice", "aws_network_interface.n") in open_
