"""References of the configuration, taken apart."""

from __future__ import annotations

import pytest

from eni_lint.sources.terraform.references import NOTHING, WHOLE, Reference, module_path, parse_reference, read_expression


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("aws_subnet.a.id", Reference("resource", "aws_subnet.a", WHOLE, ("id",))),
        ("aws_subnet.a", Reference("resource", "aws_subnet.a")),
        ("aws_subnet.a[0].id", Reference("resource", "aws_subnet.a", 0, ("id",))),
        ('aws_subnet.a["x.y"].id', Reference("resource", "aws_subnet.a", "x.y", ("id",))),
        ('aws_subnet.a[""]', Reference("resource", "aws_subnet.a", "")),
        ('aws_subnet.a["q\\"]"].id', Reference("resource", "aws_subnet.a", 'q"]', ("id",))),
        ("data.aws_subnet.a[1].id", Reference("resource", "data.aws_subnet.a", 1, ("id",))),
        (
            "aws_instance.i.network_interface[0].device_index",
            Reference("resource", "aws_instance.i", WHOLE, ("network_interface", 0, "device_index")),
        ),
        ("module.m.out", Reference("module", "m", WHOLE, ("out",))),
        ('module.m["y"].out[0]', Reference("module", "m", "y", ("out", 0))),
        ("module.m", Reference("module", "m")),
        ('var.ids["a"]', Reference("var", "ids", WHOLE, ("a",))),
        ("local.x", Reference("local", "x")),
        ("each.key", Reference("key", "each.key")),
        ("count.index", Reference("key", "count.index")),
        ("each.value.subnet.id", Reference("each.value", "", WHOLE, ("subnet", "id"))),
        ("path.module", Reference("other", "path.module")),
        ("terraform.workspace", Reference("other", "terraform.workspace")),
        ("", Reference("other", "")),
    ],
)
def test_reference(text, expected):
    assert expected == parse_reference(text)


@pytest.mark.parametrize(
    ("written", "names"),
    [
        (["aws_subnet.a.id", "aws_subnet.a"], ["aws_subnet.a"]),
        (["aws_eip.a[0].id", "aws_eip.a[0]", "aws_eip.a"], ["aws_eip.a"]),
        (["aws_eip.a[0].id", "aws_eip.a[0]", "aws_eip.a", "aws_eip.ab"], ["aws_eip.a", "aws_eip.ab"]),
        (["aws_eip.a.id", "aws_eip.a", "aws_eip.a"], ["aws_eip.a", "aws_eip.a"]),
        (["module.m.out", "module.m", "each.key"], ["m", "each.key"]),
        (["var.x", 3, None], ["x"]),
    ],
)
def test_shorter_prefixes_are_no_references(written, names):
    assert names == [r.name for r in read_expression({"references": written}).references]


@pytest.mark.parametrize("expression", [None, [], {}, {"constant_value": 1}, {"references": "x"}, {"references": []}])
def test_expression_without_references(expression):
    assert NOTHING == read_expression(expression)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", ()),
        ("module.a", (("a", None),)),
        ('module.a["x.y"].module.b[0].module.c', (("a", "x.y"), ("b", 0), ("c", None))),
        ('module.a["module"]', (("a", "module"),)),
    ],
)
def test_module_addresses(address, expected):
    assert expected == module_path(address)
