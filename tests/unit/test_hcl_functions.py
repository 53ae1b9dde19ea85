"""Terraform's functions and operators: against what Terraform itself says, and against hostile arguments."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from hcl_world import source_of, value_of

from eni_lint.sources.hcl.functions import NAMES
from eni_lint.sources.hcl.values import SetValue
from eni_lint.sources.hcl.world import World
from eni_lint.sources.terraform.exact import Open

TABLE = Path(__file__).parent.parent / "fixtures" / "expressions"
OUTPUTS = {name: output.get("value") for name, output in json.loads((TABLE / "outputs.json").read_text()).items()}
WORLD = World(source_of((TABLE / "main.tf").read_text(), folder=str(TABLE)), {})
NOT_TOLD = {"e166"}  # a YAML word that is a text to some and a truth value to others


@pytest.mark.parametrize("name", WORLD.root.source.outputs)
def test_as_terraform_says(name):
    found = WORLD.root.attribute(name)

    if name in NOT_TOLD:
        assert isinstance(found, Open)
    else:
        assert OUTPUTS.get(name) == found
        assert isinstance(found, bool) is isinstance(OUTPUTS.get(name), bool)


def test_table_is_whole():
    assert len(WORLD.root.source.outputs) > 200
    assert OUTPUTS.keys() <= WORLD.root.source.outputs.keys()


@pytest.mark.parametrize(
    "expression",
    [
        "1 / 0",
        "5 % 0",
        '"a" + 1',
        "!5",
        "null + 1",
        '"x${null}"',
        '{a = 1}["b"]',
        "[1, 2][2]",
        "[1, 2][-1]",
        "[1][0.5]",
        "{a = 1}.b",
        "null.a",
        '"text".a',
        "[for x in 5 : x]",
        '{for x in ["a", "a"] : x => 1}',
        "local.none",
        "nothing",
        "element([], 0)",
        'lookup({}, "a")',
        'index(["a"], "b")',
        'coalesce("", null)',
        'regex("a+", "b")',
        'regex("(", "b")',
        'cidrhost("10.0.0.0/30", 4)',
        'cidrhost("10.0.0.0", 1)',
        'cidrsubnet("10.0.0.0/30", 4, 0)',
        'cidrsubnet("10.0.0.0/16", 2, 4)',
        'cidrsubnets("10.0.0.0/30", 1, 1, 1)',
        'cidrnetmask("fd00::/8")',
        'jsondecode("{")',
        'base64decode("%")',
        'format("%d", "x")',
        'format("%s")',
        'format("x", 1)',
        "slice([1], 0, 2)",
        "range(0, 1, 0)",
        "one([1, 2])",
        "sum([])",
        'parseint("zz", 10)',
        'tonumber("x")',
        'tobool("maybe")',
        'zipmap(["a"], [])',
        'upper("a", "b")',
        "length()",
        "tostring([1])",
        "try(local.none)",
    ],
)  # fmt: skip
def test_what_terraform_refuses_is_not_known(expression):
    assert isinstance(value_of(expression), Open)


@pytest.mark.parametrize(
    "expression",
    ["timestamp()", "uuid()", 'bcrypt("x")', "plantimestamp()", 'no_such_function("x")', "terraform.workspace", "path.cwd",
     'templatefile("x.tpl", {})', 'provider::aws::arn_parse("x")', 'fileset(".", "*")'],
)  # fmt: skip
def test_what_depends_on_the_run_is_not_known(expression):
    assert isinstance(value_of(expression), Open)


@pytest.mark.parametrize(
    "expression",
    [
        "range(100000000)",
        "[for a in range(9000) : [for b in range(9000) : a * b]]",
        "setproduct(range(5000), range(5000), range(5000))",
        'format("%999999999d", 1)',
        'format("%.999999999f", 1.5)',
        'regex("(a+)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
        'regex("(a|aa)+$", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!")',
        "pow(9, 999999999)",
        "9999999999999999999999 * 99999999999999999999999 * " * 60 + "9",
        'yamldecode("a: &a [x, x]\\nb: &b [*a, *a]\\n")',
        'join("", [for x in range(9999) : join("", [for y in range(9999) : "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"])])',
        "(" * 60 + "local.deep" + ")" * 60,
        'replace("aaaaaaaaaaaaaaaaaaaaaaaa", "", join("", [for x in range(9999) : "xxxxxxxxxxxxxxxxxxxxxxxxx"]))',
    ],
)
def test_hostile_arguments_are_given_up_quickly(expression):
    start = time.perf_counter()
    found = value_of(expression)

    assert isinstance(found, Open)
    assert time.perf_counter() - start < 8  # a slow machine under load


def test_locals_that_double_are_bounded():
    lines = ['a0 = ["x", "x"]', *(f"a{n} = concat(local.a{n - 1}, local.a{n - 1})" for n in range(1, 40))]

    assert isinstance(value_of("local.a39", "locals {\n" + "\n".join(lines) + "\n}"), Open)


def test_sets_have_terraforms_order():
    found = value_of('toset(["10", "9", "b", "a"])')

    assert isinstance(found, SetValue)
    assert ["10", "9", "a", "b"] == found


def test_every_function_has_a_row_in_the_table():
    written = (TABLE / "main.tf").read_text()

    assert [] == [name for name in sorted(NAMES) if f"{name}(" not in written and name != "sensitive"]


@pytest.mark.parametrize("name", sorted(NAMES))
@pytest.mark.parametrize("arguments", [[], [None], [None, None], [[]], [{}], ["", ""], [[None], [None]], [1, 1, 1], [True] * 4])
def test_odd_arguments_never_crash(name, arguments):
    text = ", ".join(map(json.dumps, arguments))
    value_of(f"try({name}({text}), null)")


@pytest.mark.parametrize("name", sorted(NAMES - {"sensitive", "nonsensitive", "tostring", "tonumber", "tobool"}))
def test_unknown_in_unknown_out(name):
    text = 'variable "x" {}\n'
    found = value_of(f"try({name}(var.x, var.x), {name}(var.x), {name}(var.x, var.x, var.x), 5)", text)

    assert isinstance(found, Open) or found == {}
