"""Terraform's language becomes a tree with exact places, and faults cost no more than what they are in."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.sources.hcl.json_syntax import parse_json_syntax
from eni_lint.sources.hcl.parse import parse_hcl
from eni_lint.sources.hcl.spans import SourceText
from eni_lint.sources.hcl.syntax import Attribute, Conditional, Index, Literal, Name, Object, Opaque, Splat, Template


def value(text):
    body, errors = parse_hcl(b"x = " + text.encode() + b"\n", "main.tf")

    assert [] == errors
    return body.attributes["x"].value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('"a\\n\\"\\u00e9\\\\$${x}%%{y}"', 'a\n"é\\${x}%{y}'),
        ("1e5", 100000),
        ("1.5", 1.5),
        ("null", None),
        ("true", True),
        ("<<-E\n    a\n\n      b\n    E", "a\n\n  b\n"),
        ("<<E\n  $${a}\\n\nE", "  ${a}\\n\n"),
        ('"é 🎈"', "é 🎈"),
    ],
)
def test_constant_is_what_terraform_reads(text, expected):
    assert expected == value(text).value


def test_template_keeps_spaces_and_strips_where_told():
    parts = value('" a ${b} c ${~ d ~} e"').parts

    assert [" a ", "b", " c", "d", "e"] == [getattr(p, "value", None) or p.name for p in parts]


def test_lone_interpolation_is_its_value():
    assert isinstance(value('"${a}"'), Name)
    assert isinstance(value('"${a}b"'), Template)


def test_chain_of_conditionals_groups_to_the_right():
    found = value("a ? b : c ? d : e")

    assert isinstance(found, Conditional)
    assert ("a", "c") == (found.test.name, found.no.test.name)


def test_splats_say_what_applies_to_each_member():
    full, old = value("a[*].b[0]"), value("a.*.b[0]")

    assert ("full", "b", 0) == (full.kind, full.steps[0], full.steps[1].value)
    assert isinstance(old, Index)
    assert isinstance(old.of, Splat)


def test_keys_of_objects_are_names_unless_in_parentheses():
    found = value("{\n a = b\n (c) = 1\n true = 2\n}")

    assert isinstance(found, Object)
    assert ["a", "c", "true"] == [getattr(k, "value", None) or k.name for k, _ in found.items]


@pytest.mark.parametrize(
    ("text", "where", "said"),
    [
        ("a =\n", "main.tf:1:4", "a value is expected"),
        ("a = [1, 2\n", "main.tf:1:5", "']' is expected"),
        ('a = "x\n', "main.tf:1:5", "'\"' is expected"),
        ("a = <<E\nx\n", "main.tf:1:5", "'E' on a line of its own is expected"),
        ("a = 1 b = 2\n", "main.tf:1:7", "a new line is expected"),
        ("}\n", "main.tf:1:1", "closes nothing"),
        ("a = f(1,,2)\n", "main.tf:1:8", "not ','"),
        ('resource "é" "b" {\n  c = 1\n', "main.tf:1:1", "'}' is expected before line 3"),
    ],
)
def test_fault_is_placed_and_the_rest_survives(text, where, said):
    body, errors = parse_hcl(f'{text}resource "aws_vpc" "after" {{\n  z = 1\n}}\n'.encode(), "main.tf")

    assert [where] == [e.where for e in errors]
    assert said in errors[0].what
    assert 1 == next(b for b in body.blocks if b.labels == ("aws_vpc", "after")).body.attributes["z"].value.value


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 100_000, "a {\n" * 100_000, "a = " + "!" * 100_000 + "x\n", 'a = "' + '${"' * 100_000]
)
def test_hostile_nesting_ends_soon_with_a_message(text):
    begun = time.process_time()
    body, errors = parse_hcl(text.encode(), "main.tf")
    values = [a.value for a in body.attributes.values()]

    assert errors
    assert all(isinstance(v, Opaque) for v in values)
    assert 5 > time.process_time() - begun


@given(st.text(alphabet='a=\n{}[]()"$%<E-é#/*,.:?1 ', max_size=60))
def test_any_text_gives_a_tree_whose_places_lie_in_it(text):
    content = text.encode()
    body, _ = parse_hcl(content, "main.tf")
    for attr in body.attributes.values():
        found = attr.value

        assert attr.name == content[attr.start : attr.name_end].decode()
        assert 0 <= found.start <= found.end <= len(content)


@given(st.sampled_from(["\n", "\r\n"]), st.text(alphabet="é🎈x\t ", max_size=9), st.booleans())
def test_line_and_column_count_code_points(end, space, mark):
    text = f"/* {space} */ b {{{end}\tname = a.b # {space}{end}}}{end}"
    content = text.encode("utf-8-sig" if mark else "utf-8")
    body, errors = parse_hcl(content, "main.tf")
    attr = body.blocks[0].body.attributes["name"]
    span = attr.text.span(attr.start, attr.end)

    assert [] == errors
    assert (2, 2, 2, 12) == (span.start_line, span.start_column, span.end_line, span.end_column)
    assert len(space) + 8 == body.blocks[0].text.span(body.blocks[0].start, 0).start_column


def test_json_strings_are_templates_with_places():
    content = b'{"resource": {"aws_eip": {"e": {"instance": "${aws_instance.i.id}", "tags": {"A": "b"}}}}}'
    body, errors = parse_json_syntax(SourceText("main.tf.json", content))
    attributes = body.blocks[0].body.attributes
    found = attributes["instance"].value

    assert [] == errors
    assert isinstance(found, Attribute)
    assert b"aws_instance.i.id" == content[found.start : found.end]
    assert isinstance(attributes["tags"].value, Object)


def test_json_that_is_not_sound_is_told():
    _, errors = parse_json_syntax(SourceText("main.tf.json", b'{"resource": [}'))

    assert ["main.tf.json:1:15"] == [e.where for e in errors]


def test_bytes_that_are_no_text_are_told():
    body, errors = parse_hcl(b'a = 1\nb = "\xff"\n', "main.tf")

    assert ["main.tf:2:6"] == [e.where for e in errors]
    assert {} == body.attributes
    assert Literal(1) == Literal(1)
