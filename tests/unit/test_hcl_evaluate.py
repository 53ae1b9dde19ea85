"""What expressions come to when not all is known: symbols stay what they are, and nothing is guessed."""

from __future__ import annotations

import pytest
from hcl_world import value_of, world_of

from eni_lint.sources.hcl.arguments import arguments_of
from eni_lint.sources.terraform.exact import Open, Ref

TEXT = """
variable "given" {
  default = "x"
}
variable "missing" {}
variable "size" {
  type    = object({ cpu = optional(number, 2), disks = optional(list(object({ gb = number })), []) })
  default = {}
}
locals {
  list   = [aws_subnet.one.id, "subnet-1"]
  keyed  = { for k, s in aws_subnet.each : k => s.id }
  nested = { a = { b = [aws_subnet.one.id] } }
}
data "aws_subnet" "looked_up" {
  id = "subnet-2"
}
data "aws_region" "here" {}
resource "aws_subnet" "one" {
  vpc_id     = "vpc-1"
  cidr_block = "10.0.0.0/24"
}
resource "aws_subnet" "many" {
  count      = 3
  vpc_id     = var.missing
  cidr_block = cidrsubnet("10.0.0.0/16", 8, count.index)
}
resource "aws_subnet" "each" {
  for_each   = { a = 1, b = 2 }
  vpc_id     = aws_subnet.one.vpc_id
  cidr_block = "10.0.${each.value}.0/24"
}
resource "aws_subnet" "some" {
  count  = var.missing
  vpc_id = "vpc-1"
}
"""
ONE, MISSING = Ref("aws_subnet.one", ("id",)), Ref("var.missing")
A, B = (Ref(f'aws_subnet.each["{key}"]', ("id",)) for key in "ab")
MANY = [Ref(f"aws_subnet.many[{n}]", ("id",)) for n in range(3)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("aws_subnet.one.id", ONE),
        ("aws_subnet.one.cidr_block", "10.0.0.0/24"),
        ("aws_subnet.one.ipv6_native", False),
        ("aws_subnet.one.outpost_arn", None),
        ("aws_subnet.one.tags_all", Ref("aws_subnet.one", ("tags_all",))),
        ("aws_subnet.many[1].id", MANY[1]),
        ("aws_subnet.many[1].cidr_block", "10.0.1.0/24"),
        ("aws_subnet.many[1].vpc_id", MISSING),
        ("aws_subnet.many[*].id", MANY),
        ("aws_subnet.many.*.id", MANY),
        ("[for s in aws_subnet.many : s.id]", MANY),
        ('aws_subnet.each["a"].id', A),
        ('aws_subnet.each["b"].cidr_block', "10.0.2.0/24"),
        ('aws_subnet.each["a"].vpc_id', "vpc-1"),
        ("values(aws_subnet.each)[*].id", [A, B]),
        ("keys(aws_subnet.each)", ["a", "b"]),
        ("local.keyed", {"a": A, "b": B}),
        ('local.keyed["b"]', B),
        ("local.nested.a.b[0]", ONE),
        ("local.list", [ONE, "subnet-1"]),
        ("length(local.list)", 2),
        ("concat(local.list, [aws_subnet.one.id])", [ONE, "subnet-1", ONE]),
        ("distinct(concat(local.list, [aws_subnet.one.id]))", [ONE, "subnet-1"]),
        ("toset([aws_subnet.one.id, aws_subnet.one.id])", [ONE]),
        ('compact(["", aws_subnet.one.id])', [ONE]),
        ("coalesce(null, aws_subnet.one.id)", ONE),
        ('flatten([[aws_subnet.one.id], ["x"]])', [ONE, "x"]),
        ("element(aws_subnet.many[*].id, 4)", MANY[1]),
        ('lookup(local.keyed, "a", "none")', A),
        ('lookup(local.keyed, "z", "none")', "none"),
        ('merge(local.keyed, { a = "x" })', {"a": "x", "b": B}),
        ('zipmap(["p", "q", "r"], aws_subnet.many[*].id) == null', False),
        ('try(aws_subnet.one.id, "none")', ONE),
        ('try(aws_subnet.many[7].id, "none")', "none"),
        ("one(aws_subnet.many[*].id[0]) == null ? 1 : 2", None),
        ("aws_subnet.one.id == null", False),
        ('aws_subnet.one.id != null ? "there" : "not"', "there"),
        ("aws_subnet.one.id == aws_subnet.one.id", True),
        ("true ? var.given : var.missing", "x"),
        ("false && var.missing", False),
        ("var.missing || true", True),
        ('var.missing ? "same" : "same"', "same"),
        ("data.aws_subnet.looked_up.id", "subnet-2"),
        ("data.aws_subnet.looked_up.vpc_id", Ref("data.aws_subnet.looked_up", ("vpc_id",))),
        ("var.missing", MISSING),
        ("var.missing.deep[2]", Ref("var.missing", ("deep", 2))),
        ("var.size.cpu", 2),
        ("var.size.disks", []),
        ("path.module", "."),
        ('[for k in ["b", "a"] : local.keyed[k]]', [B, A]),
    ],
)  # fmt: skip
def test_references_stay_symbols(expression, expected):
    found = value_of(expression, TEXT)

    assert isinstance(found, Open) if expected is None and "1 : 2" in expression else expected == found


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ('"${aws_subnet.one.id}-x"', "aws_subnet.one.id"),
        ("upper(var.missing)", "var.missing"),
        ("aws_subnet.some[*].id", "count is not known: var.missing"),
        ("aws_subnet.some[0].id", "count is not known: var.missing"),
        ("aws_subnet.many[0].arn == aws_subnet.one.arn", "aws_subnet.many[0].arn"),
        ("var.missing == null", "var.missing"),
        ("coalesce(var.missing, 1)", "var.missing"),
        ("try(var.missing, 1)", "var.missing"),
        ("toset([var.missing, 1])", "var.missing"),
        ("{ (var.missing) = 1 }", "var.missing"),
        ("[for s in [1, 2] : s if s > var.missing]", "var.missing"),
        ("[for s in var.missing : s]", "var.missing"),
        ("var.missing + 1", "var.missing"),
        ("compact([var.missing])", "var.missing"),
        ('join(",", local.list)', "aws_subnet.one.id"),
        ("aws_nothing.x.id", "aws_nothing.x is not declared"),
        ("module.none.x", "module.none is not declared"),
        ("local.none", "local.none is not declared"),
        ("each.key", "each stands outside of for_each"),
        ("terraform.workspace", "terraform.workspace"),
    ],
)  # fmt: skip
def test_what_is_not_known_says_why(expression, why):
    found = value_of(expression, TEXT)

    assert isinstance(found, Open)
    assert why == found.why
    assert () == found.choices


@pytest.mark.parametrize(
    ("expression", "choices"),
    [
        ('var.missing ? aws_subnet.one.id : local.keyed["a"]', (ONE, A)),
        ("var.missing ? aws_subnet.one.id : null", (ONE, None)),
        ('var.missing ? local.list[1] : (var.missing ? aws_subnet.one.id : local.keyed["a"])', ("subnet-1", ONE, A)),
        ("local.keyed[var.missing]", (A, B)),
        ("(aws_subnet.many[*].id)[var.missing]", tuple(MANY)),
    ],
)  # fmt: skip
def test_one_of_several_keeps_what_it_can_be(expression, choices):
    found = value_of(expression, TEXT)

    assert isinstance(found, Open)
    assert choices == found.choices


def test_region_is_that_of_the_provider():
    world = world_of(TEXT)
    world.regions["aws"] = "eu-west-1"

    assert "eu-west-1" == world.root.block("data.aws_region.here").attribute("name")


def test_modules_take_inputs_and_give_outputs():
    inner = """
variable "subnets" {
  type = map(string)
}
variable "number" {
  type     = number
  default  = 3
  nullable = false
}
resource "aws_network_interface" "x" {
  for_each  = var.subnets
  subnet_id = each.value
}
output "interfaces" {
  value = { for k, i in aws_network_interface.x : k => i.id }
}
output "number" {
  value = var.number
}
"""
    call = 'module "m" {\n  source = "./m"\n  count = 2\n  subnets = local.keyed\n  number = count.index == 0 ? null : "7"\n}\n'
    given = {"m": inner}

    assert Ref('module.m[1].aws_network_interface.x["b"]', ("id",)) == value_of(
        'module.m[1].interfaces["b"]', TEXT + call, modules=given
    )
    assert [3, 7] == value_of("module.m[*].number", TEXT + call, modules=given)

    world = world_of(TEXT + call, given)
    (first, second) = world.root.each_call("m")

    assert ["module.m[0]", "module.m[1]"] == [first.address, second.address]
    assert [A, B] == [arguments_of(i).values["subnet_id"] for i in second.each_of("aws_network_interface.x")]


def test_dynamic_blocks_are_written_out():
    text = TEXT + """
resource "aws_instance" "host" {
  network_interface {
    device_index = 0
  }
  dynamic "network_interface" {
    for_each = local.keyed
    iterator = it
    content {
      device_index         = it.key == "a" ? 1 : 2
      network_interface_id = it.value
    }
  }
}
resource "aws_instance" "open" {
  dynamic "network_interface" {
    for_each = var.missing
    content {
      device_index = 1
    }
  }
}
"""  # fmt: skip
    root = world_of(text).root
    (host,), (unknown,) = root.each_of("aws_instance.host"), root.each_of("aws_instance.open")

    assert [(0, None), (1, A), (2, B)] == [
        (block.values["device_index"], block.values.get("network_interface_id"))
        for block in arguments_of(host).blocks["network_interface"]
    ]
    assert isinstance(arguments_of(unknown).blocks["network_interface"], Open)


def test_secrets_are_noticed_wherever_they_go():
    text = """
variable "secret" {
  default   = "s"
  sensitive = true
}
locals {
  through = "a-${var.secret}"
  plain   = "b"
}
resource "aws_network_interface" "x" {
  subnet_id   = local.plain
  description = local.through
}
resource "aws_network_interface" "y" {
  subnet_id   = nonsensitive("z")
  description = aws_network_interface.x.description
}
"""
    root = world_of(text).root
    found = [arguments_of(i).secret for name in "xy" for i in root.each_of(f"aws_network_interface.{name}")]

    assert [{"description"}, {"description"}] == found


def test_files_of_the_module_are_read_and_no_others(tmp_path):
    (tmp_path / "in.txt").write_text("inside")
    (tmp_path.parent / "out.txt").write_text("outside")
    (tmp_path / "link.txt").symlink_to(tmp_path.parent / "out.txt")
    (tmp_path / "big.txt").write_text("x" * (1 << 21))
    found = [
        value_of(f'file("{name}")', folder=str(tmp_path))
        for name in (
            "in.txt",
            "${path.module}/in.txt",
            "../out.txt",
            "link.txt",
            "big.txt",
            "none.txt",
            "/etc/hostname",
            "",
            "\\u0000",
        )
    ]

    assert ["inside", "inside"] == found[:2]
    assert all(isinstance(each, Open) for each in found[2:])


def test_deep_chains_are_given_up():
    chain = "\n".join(f"  a{n} = local.a{n + 1}" for n in range(500))

    assert isinstance(value_of("local.a0", f"locals {{\n{chain}\n  a500 = 1\n}}"), Open)
    assert 1 == value_of("local.a470", f"locals {{\n{chain}\n  a500 = 1\n}}")
