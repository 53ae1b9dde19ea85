"""A bare configuration tells what its plan would tell, as far as its text alone does, and nothing else."""

from __future__ import annotations

import json
import random

import pytest
from configurations import PLANNED, Verdicts, bare, planned, scopes_in, written
from plan_corpus import PLANS, by_address, data_of, document_of, plain, slots

from eni_lint.documents import Document
from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.hcl.provider import shape_of
from eni_lint.sources.scope import Scope
from eni_lint.sources.terraform.plan import read_plan

# What a plan knows from data sources that it reads, and what a secret hides.
_LOOKED_UP = {
    ("clean-takeover", 'aws_instance.node["a"]', "subnet_id"),
    ("clean-takeover", 'aws_instance.node["b"]', "subnet_id"),
    ("faults-instances", "aws_instance.old", "ami"),
    ("hosts", "aws_network_interface.primary", "description"),
}
_STATES = sorted(str(p.relative_to(PLANS)) for pattern in ("*/*.tfstate", "*/state.json") for p in PLANS.glob(pattern))

VPC = """
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id            = aws_vpc.main.id
  cidr_block        = "10.0.1.0/24"
  availability_zone = "eu-west-1a"
}
resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.main.id
}
"""
INTERFACE = """
resource "aws_network_interface" "x" {
  subnet_id       = aws_subnet.a.id
  security_groups = [aws_security_group.web.id]
  description     = "x"
}
"""


def _unordered(value):
    if isinstance(value, list):
        return sorted(map(_unordered, value), key=lambda member: json.dumps(member, sort_keys=True))
    return {name: _unordered(member) for name, member in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", PLANNED)
def test_values_are_those_that_terraform_plans(name):
    mine = {row["address"]: row["change"] for row in bare(PLANS / name).documents[0].data["resource_changes"]}
    compared = 0
    for row in data_of(f"{name}/plan.json")["resource_changes"]:
        if row["mode"] == "data" or shape_of(row["type"]) is None:
            continue
        theirs, own = row["change"], mine[row["address"]]
        for attribute in (theirs["after"].keys() | theirs["after_unknown"].keys()) - {"timeouts", "region"}:
            if (name, row["address"], attribute) in _LOOKED_UP:
                continue
            if attribute == "tags_all" and not theirs["after"].get("tags_all"):
                continue  # unknown to the one kit of the provider and empty to the other
            where = f"{row['address']}.{attribute}"
            expected = (_unordered(theirs["after"].get(attribute)), theirs["after_unknown"].get(attribute) is True)

            assert (where, *expected) == (
                where, _unordered(own["after"].get(attribute)), own["after_unknown"].get(attribute) is True
            )  # fmt: skip
            compared += 1

    assert compared > 50


@pytest.mark.parametrize("name", PLANNED)
def test_the_same_things_are_there(name):
    inventory, _ = planned(f"{name}/plan.json", with_source=False)
    mine = bare(PLANS / name).inventory
    looked_up = {i.network_interface_id for i in inventory.interfaces if i.looked_up}

    assert by_address(mine.interfaces).keys() >= {
        identity for identity, i in by_address(inventory.interfaces).items() if i.network_interface_id not in looked_up
    } - {identity for identity in by_address(inventory.interfaces) if identity.startswith("data.")}
    assert by_address(inventory.launch_templates).keys() >= by_address(mine.launch_templates).keys()
    assert {} == mine.changes
    assert mine.before is None


@pytest.mark.parametrize("name", PLANNED)
def test_no_rule_says_the_contrary_of_what_it_says_about_the_plan(name):
    own = Verdicts(bare(PLANS / name).inventory)
    alone, together = (Verdicts(planned(f"{name}/plan.json", with_source=w)[0]) for w in (False, True))

    assert [] == own.contradicts(alone)
    assert [] == own.contradicts(together)
    assert [] == alone.contradicts(together)
    assert own.fails <= together.fails | together.undecided
    # Of what only a data source tells there is nothing in a bare configuration.
    looked_up = {verdict for verdict in together.fails if verdict[1].startswith("data.") or verdict[0] == "ena-required"}

    assert together.fails <= own.fails | own.undecided | looked_up


def test_as_much_is_decided_as_in_plans(record_testsuite_property):
    mine, alone, together = 0, 0, 0
    for name in PLANNED:
        mine += Verdicts(bare(PLANS / name).inventory).decided
        alone += Verdicts(planned(f"{name}/plan.json", with_source=False)[0]).decided
        together += Verdicts(planned(f"{name}/plan.json", with_source=True)[0]).decided
    record_testsuite_property("verdicts decided", f"bare {mine}, plans {alone}, plans with their source {together}")

    assert mine > 0.95 * together
    assert together >= alone


@pytest.mark.parametrize("name", _STATES)
def test_no_rule_says_the_contrary_of_what_it_says_about_the_state(name):
    (found,) = scopes_in(PLANS / name)
    state, own = Verdicts(found.inventory), Verdicts(bare((PLANS / name).parent).inventory)

    assert "terraform-state" == found.kind
    assert state.decided > 15
    assert [] == own.contradicts(state)


# -- what is not known -----------------------------------------------------------------------------------------------------


def test_unknown_count_is_no_count(tmp_path):
    text = VPC + INTERFACE + """
variable "number" {}
resource "aws_instance" "host" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
}
resource "aws_network_interface" "more" {
  count           = var.number
  subnet_id       = aws_subnet.a.id
  security_groups = [aws_security_group.web.id]
}
resource "aws_network_interface_attachment" "more" {
  count                = var.number
  instance_id          = aws_instance.host.id
  network_interface_id = aws_network_interface.more[count.index].id
  device_index         = count.index + 1
}
"""  # fmt: skip
    scope = bare(written(tmp_path, text))
    some = Verdicts(scope.inventory)
    none = Verdicts(bare(tmp_path, variables={"number": "0"}).inventory)
    five = Verdicts(bare(tmp_path, variables={"number": "5"}).inventory)

    assert ("too-many-interfaces", "aws_instance.host") in some.undecided
    assert ("too-many-interfaces", "aws_instance.host") in none.passes
    assert ("too-many-interfaces", "aws_instance.host") in five.fails
    assert [] == some.contradicts(none)
    assert [] == some.contradicts(five)
    assert "aws_network_interface.more: count is not known: var.number" in scope.notes


def test_unknown_blocks_are_no_blocks(tmp_path):
    text = VPC + INTERFACE + """
variable "cards" {
  type = list(number)
}
resource "aws_instance" "host" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  dynamic "network_interface" {
    for_each = var.cards
    content {
      device_index         = network_interface.key
      network_interface_id = aws_network_interface.x.id
    }
  }
}
resource "aws_launch_template" "t" {
  instance_type = "t3.micro"
  dynamic "network_interfaces" {
    for_each = var.cards
    content {
      device_index = network_interfaces.key
    }
  }
}
"""  # fmt: skip
    scope = bare(written(tmp_path, text))
    some = Verdicts(scope.inventory)
    attached = bare(tmp_path, variables={"cards": "[1]"})
    many = Verdicts(bare(tmp_path, variables={"cards": "[1, 2, 3, 4, 5, 6]"}).inventory)

    assert ("unattached-interface", "aws_network_interface.x") in some.undecided
    assert ("too-many-interfaces", "aws_instance.host") in some.undecided
    assert ("too-many-interfaces", "aws_instance.host") in many.fails
    assert [] == [template.launch_template_id for template in scope.inventory.launch_templates]
    assert ["aws_network_interface.x"] == [i.network_interface_id for i in scope.inventory.interfaces]
    assert isinstance(scope.inventory.instances[0].settings_beside_interfaces, Unknown)
    assert [] == some.contradicts(many)
    assert [] == some.contradicts(Verdicts(attached.inventory))
    assert {("aws_network_interface.x", "aws_instance.host", 0, 0, "inline")} <= slots(attached.inventory)


def test_missing_module_may_do_anything_with_what_it_is_given(tmp_path):
    text = VPC + INTERFACE + INTERFACE.replace('"x"', '"y"') + """
resource "aws_instance" "host" {
  ami           = "ami-0123456789abcdef0"
  instance_type = "t3.micro"
  subnet_id     = aws_subnet.a.id
}
module "far" {
  source    = "example.com/some/module"
  instances = [aws_instance.host.id]
  first     = { eni = aws_network_interface.x.id }
}
resource "aws_eip" "of_far" {
  domain            = "vpc"
  network_interface = module.far.interface_id
}
"""  # fmt: skip
    scope = bare(written(tmp_path, text))
    found = Verdicts(scope.inventory)

    assert ("unattached-interface", "aws_network_interface.x") not in found.fails
    assert ("unattached-interface", "aws_network_interface.y") not in found.passes
    assert ("too-many-interfaces", "aws_instance.host") in found.undecided
    assert ["module.far is not there to be read, and what it makes is not known; terraform init fetches it."] == scope.notes
    assert isinstance(by_address(scope.inventory.elastic_ip_associations)["aws_eip.of_far"].network_interface_id, Unknown)


def test_missing_folder_is_not_to_be_fetched(tmp_path):
    scope = bare(written(tmp_path, 'module "near" {\n  source = "./near"\n}\n'))

    assert ["module.near is not there to be read, and what it makes is not known."] == scope.notes


def test_module_that_is_fetched_is_read(tmp_path):
    text = 'module "far" {\n  source = "example.com/some/module"\n}\n'
    index = '{"Modules": [{"Key": "", "Dir": "."}, {"Key": "far", "Source": "x", "Dir": ".terraform/modules/far"}]}'
    files = {".terraform__modules__modules.json": index, ".terraform__modules__far__main.tf": VPC + INTERFACE}
    scope = bare(written(tmp_path, text, **files))
    (interface,) = scope.inventory.interfaces
    place = scope.documents[0].written(interface.origin.pointer)

    assert "module.far.aws_network_interface.x" == interface.network_interface_id
    assert "module.far.aws_subnet.a" == interface.subnet_id
    assert (str(tmp_path / "main.tf"), 1) == (place.document.path, place.span.start_line)
    assert [str(tmp_path / ".terraform/modules/far/main.tf")] == [document.path for document, _, _ in place.through]


def test_unset_variable_is_equal_to_itself(tmp_path):
    text = 'variable "subnet_id" {}\nvariable "other" {}\n' + "".join(
        f'resource "aws_network_interface" "{name}" {{\n  subnet_id = var.{variable}\n}}\n'
        for name, variable in (("a", "subnet_id"), ("b", "subnet_id"), ("c", "other"))
    )
    a, b, c = (i.subnet_id for i in bare(written(tmp_path, text)).inventory.interfaces)

    assert a.symbol == b.symbol != c.symbol
    assert "cannot be told from the source alone: var.subnet_id" == a.detail


def test_secrets_are_nowhere(tmp_path):
    text = VPC + """
variable "secret" {
  default   = "hunter2"
  sensitive = true
}
resource "aws_network_interface" "x" {
  subnet_id   = aws_subnet.a.id
  description = "key ${var.secret}"
  tags        = { Key = sensitive("hunter2"), Name = local.name }
}
locals { name = "x-${upper(var.secret)}" }
"""  # fmt: skip
    scope = bare(written(tmp_path, text))

    assert "hunter2" not in repr(scope.documents[0].data).lower()
    assert ("sensitive",) == plain(scope.inventory.interfaces[0].description)


def test_loops_end(tmp_path):
    text = """
locals {
  a = local.b
  b = local.a
}
module "self" {
  source = "./"
}
resource "aws_network_interface" "x" {
  subnet_id   = aws_network_interface.y.subnet_id
  description = local.a
}
resource "aws_network_interface" "y" {
  subnet_id = aws_network_interface.x.subnet_id
}
resource "aws_network_interface" "z" {
  count = length(aws_network_interface.z)
}
"""
    scope = bare(written(tmp_path, text))

    assert {"aws_network_interface.x", "aws_network_interface.y", "aws_network_interface.z"} == by_address(
        scope.inventory.interfaces
    ).keys()
    assert all(isinstance(i.subnet_id, Unknown) for i in scope.inventory.interfaces if i.network_interface_id[-1] != "z")


@pytest.mark.parametrize("count", ["1000000000", "-1", '"many"', "1.5", "null", "[]", "5000"])
def test_impossible_counts_are_unknown(tmp_path, count):
    text = VPC + INTERFACE.replace("subnet_id ", f"count = {count}\n  subnet_id ")
    scope = bare(written(tmp_path, text))

    assert 1 == len(scope.inventory.interfaces)
    assert scope.notes[0].startswith("aws_network_interface.x: count")


def test_more_than_anybody_can_look_at_is_said(tmp_path):
    blocks = "".join(
        f'resource "aws_subnet" "s{n}" {{\n  count = 1900\n  vpc_id = "vpc-{n}"\n  cidr_block = "10.0.0.0/24"\n}}\n'
        for n in range(12)
    )
    scope = bare(written(tmp_path, blocks))

    assert 12 * 1900 > len(scope.inventory.subnets) > 10 * 1900
    assert "The configuration makes more than can be looked at: what comes late in it is not known." == scope.notes[-1]


# -- variables -------------------------------------------------------------------------------------------------------------

VARIABLES = """
variable "name" {
  default = "default"
}
resource "aws_network_interface" "x" {
  subnet_id   = "subnet-0123456789abcdef0"
  description = var.name
}
"""


@pytest.mark.parametrize(
    ("files", "options", "expected"),
    [
        ({}, {}, "default"),
        ({"terraform.tfvars": 'name = "usual"'}, {}, "usual"),
        ({"terraform.tfvars": 'name = "usual"', "terraform.tfvars.json": '{"name": "json"}'}, {}, "json"),
        ({"terraform.tfvars": 'name = "usual"', "a.auto.tfvars": 'name = "a"', "b.auto.tfvars": 'name = "b"'}, {}, "b"),
        ({"a.auto.tfvars": 'name = "a"', "prod.tfvars": 'name = "prod"'}, {}, "a"),
        ({"a.auto.tfvars": 'name = "a"', "prod.tfvars": 'name = "prod"'}, {"var_files": ["prod.tfvars"]}, "prod"),
        ({"prod.tfvars": 'name = "prod"'}, {"var_files": ["prod.tfvars"], "variables": {"name": "told"}}, "told"),
    ],
)
def test_later_values_of_variables_win(tmp_path, monkeypatch, files, options, expected):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TF_VAR_name", "environment")
    scope = bare(written(tmp_path, VARIABLES, **files), **options)

    assert [expected] == [i.description for i in scope.inventory.interfaces]


def test_unreadable_values_are_said(tmp_path):
    scope = bare(written(tmp_path, VARIABLES), var_files=[str(tmp_path / "none.tfvars")], variables={"nmae": "x"})

    assert [str(tmp_path / "none.tfvars")] == [fault.where for fault in scope.faults]
    assert [f"--var nmae: {tmp_path} declares no such variable"] == scope.notes


def test_lists_of_the_command_line_are_read_as_their_type_says(tmp_path):
    text = VARIABLES.replace('default = "default"', "type = list(string)").replace("var.name", "var.name[1]")
    scope = bare(written(tmp_path, text), variables={"name": '["a", "b"]'})

    assert ["b"] == [i.description for i in scope.inventory.interfaces]


# -- folders ---------------------------------------------------------------------------------------------------------------


def test_called_modules_are_no_roots(tmp_path):
    call = 'module "one" {\n  source = "../modules/one"\n}\n'
    written(tmp_path, VPC, app__main_tf="", modules__one__x_tf="")
    for name, content in (("app/main.tf", call), ("modules/one/main.tf", VPC), (".terraform/modules/x/main.tf", VPC)):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    (tmp_path / "main.tf").unlink()
    names = [scope.name for scope in scopes_in(tmp_path)]

    assert [str(tmp_path / "app")] == names
    assert [str(tmp_path / "modules/one")] == [scope.name for scope in scopes_in(tmp_path / "modules/one")]


def test_module_is_checked_through_its_examples(tmp_path):
    call = 'module "this" {\n  source = "../../"\n}\n'
    written(tmp_path, VPC, examples__complete__main="")
    (tmp_path / "examples/complete/main.tf").write_text(call)

    assert [str(tmp_path / "examples/complete")] == [scope.name for scope in scopes_in(tmp_path)]

    (tmp_path / "backend.tf").write_text('terraform {\n  backend "s3" {}\n}\n')

    assert [str(tmp_path), str(tmp_path / "examples/complete")] == [scope.name for scope in scopes_in(tmp_path)]


def test_plan_takes_the_place_of_its_source():
    (scope,) = scopes_in(PLANS / "dynamic")

    assert "terraform-plan" == scope.kind
    assert ["terraform"] == [scope.kind for scope in scopes_in(PLANS / "dynamic", kind="terraform")]


def test_file_means_its_folder(tmp_path):
    written(tmp_path, VPC, **{"more.tf": INTERFACE})
    (scope,) = scopes_in(tmp_path / "more.tf")

    assert (str(tmp_path), "aws_subnet.a") == (scope.name, scope.inventory.interfaces[0].subnet_id)


def test_files_that_override_do(tmp_path):
    over = 'resource "aws_network_interface" "x" {\n  description = "over"\n}\n'
    scope = bare(written(tmp_path, VPC + INTERFACE, **{"a_override.tf": over}))
    (interface,) = scope.inventory.interfaces

    assert ("over", "aws_subnet.a") == (interface.description, interface.subnet_id)


def test_json_syntax_says_the_same(tmp_path):
    content = """{"resource": {"aws_network_interface": {"x": {"subnet_id": "${aws_subnet.a.id}", "private_ips": ["10.0.1.5"],
      "attachment": [{"instance": "i-0123456789abcdef0", "device_index": 1}]}}}}"""
    scope = bare(written(tmp_path, VPC, **{"x.tf.json": content}))
    (interface,) = scope.inventory.interfaces

    assert "aws_subnet.a" == interface.subnet_id
    assert {("aws_network_interface.x", "i-0123456789abcdef0", 1, None, "interface")} == slots(scope.inventory)


def test_faulty_file_loses_only_what_is_faulty(tmp_path):
    scope = bare(written(tmp_path, VPC + INTERFACE, **{"bad.tf": 'resource "aws_eip" "y" {\n  domain = = "vpc"\n}\n'}))

    assert [f"{tmp_path / 'bad.tf'}:2"] == [fault.where.rpartition(":")[0] for fault in scope.faults]
    assert ["aws_network_interface.x"] == [i.network_interface_id for i in scope.inventory.interfaces]


def test_values_of_a_wrong_type_are_left_out_and_said(tmp_path):
    text = VPC + INTERFACE.replace('"x"\n}', '["x"]\n  private_ips_count = 1.5\n  tags = "none"\n}')
    text += 'resource "aws_launch_template" "t" {\n  network_interfaces {\n    delete_on_termination = "perhaps"\n  }\n}\n'
    scope = bare(written(tmp_path, text))

    assert [f"{tmp_path / 'main.tf'}:24:5"] == [fault.where for fault in scope.faults]
    assert isinstance(scope.inventory.interfaces[0].private_ip_addresses, Unknown)
    assert isinstance(scope.inventory.attachments[0].delete_on_termination, Unknown)


def test_findings_point_at_the_line(tmp_path):
    scope = bare(written(tmp_path, VPC + INTERFACE.replace("description ", 'private_ips = ["10.0.9.9"]\n  description ')))
    (interface,) = scope.inventory.interfaces
    place = scope.documents[0].written(interface.origin.place("private_ip_addresses[0]").pointer)

    assert (str(tmp_path / "main.tf"), 18, 3, False) == (
        place.document.path, place.span.start_line, place.span.start_column, place.whole
    )  # fmt: skip


# -- anything at all -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(60))
def test_damaged_configurations_never_crash(tmp_path, seed):
    chance = random.Random(seed)
    text = chance.choice(sorted(PLANS.glob("*/main.tf"))).read_text()
    for _ in range(chance.randrange(1, 12)):
        lines = text.split("\n")
        match chance.randrange(5):
            case 0:
                lines.pop(chance.randrange(len(lines)))
            case 1:
                lines.insert(chance.randrange(len(lines)), chance.choice(lines))
            case 2:
                place = chance.randrange(len(lines))
                key, mark, _ = lines[place].partition("= ")
                values = ["null", "[]", "{}", '"x"', "-1", "var.none", "each.value", "[null]", "1e9", "toset([1])", "local"]
                lines[place] = key + mark + chance.choice(values) if mark else lines[place]
            case 3:
                place = chance.randrange(len(text))
                lines = (text[:place] + chance.choice('"{}[]()=,.$%\\\n') + text[place:]).split("\n")
            case _:
                words = text.split(" ")
                first, second = chance.randrange(len(words)), chance.randrange(len(words))
                words[first], words[second] = words[second], words[first]
                lines = " ".join(words).split("\n")
        text = "\n".join(lines)
    for found in scopes_in(written(tmp_path, text)):
        assert isinstance(found, Scope | SourceError)
        if isinstance(found, Scope):
            Verdicts(found.inventory)


def test_plan_without_its_source_is_as_ever():
    name = "dynamic/plan.json"
    inventory, joins = planned(name, with_source=False)

    assert joins is None
    assert slots(inventory) == slots(read_plan(document_of(data_of(name))))
    assert isinstance(document_of({}), Document)
