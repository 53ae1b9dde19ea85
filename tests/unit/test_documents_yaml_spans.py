import re

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.documents import Span, join_pointer, parse_yaml

SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=8)
    | st.sampled_from(["a: b", "- x", "two\nlines\n", "é\U0001f600", "#", " "])
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=15,
)


def pointers(value, *tokens):
    """Yield every pointer of plain data with its value."""
    yield join_pointer(*tokens), value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, member in members:
        yield from pointers(member, *tokens, token)


def cut(text, span):
    """Return what a person finds at a span."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text)
    lines.append("")
    start = sum(map(len, lines[: span.start_line - 1])) + span.start_column - 1
    end = sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1
    return text[start:end]


def spans_of(text, **options):
    return parse_yaml(text, "f.yaml", **options)[1]


@given(
    VALUES,
    st.sampled_from([2, 3, 5]),
    st.sampled_from([None, True, False]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.booleans(),
    st.sampled_from([None, '"', "'"]),
)
def test_text_at_a_span_is_the_value(value, indent, flow, line_end, unicode, quotes):
    dumped = yaml.dump(
        value, indent=indent, default_flow_style=flow, line_break=line_end, allow_unicode=unicode, default_style=quotes
    )
    text = f"# é{line_end}{dumped}{line_end}# end{line_end}"
    data, spans = parse_yaml(text, "f.yaml")

    for pointer, expected in pointers(data):
        span = spans.span(pointer)
        piece = cut(text, span)

        assert piece == piece.rstrip("\r\n")
        assert expected == (parse_yaml(" " * (span.start_column - 1) + piece + "\n", "piece")[0] if piece else None)


TEXT = """\
# first
resources:
  a: &anchor   # why
    name: plain text   # comment
    list:
    - 1
    - {x: "é", y: [2]}

  # about b
  b:
    <<: *anchor
    extra: |
      some
      text

  c: *anchor
  "d/~": >-
     folded
  e:
# end
"""


@pytest.mark.parametrize(
    ("pointer", "text"),
    [
        ("/resources/a/name", "plain text"),
        ("/resources/a/list", '- 1\n    - {x: "é", y: [2]}'),
        ("/resources/a/list/1", '{x: "é", y: [2]}'),
        ("/resources/a/list/1/x", '"é"'),
        ("/resources/b/extra", "|\n      some\n      text"),
        ("/resources/b/name", "plain text"),
        ("/resources/b", "<<: *anchor\n    extra: |\n      some\n      text"),
        ("/resources/c/name", "plain text"),
        ("/resources/d~1~0", ">-\n     folded"),
        ("/resources/e", ""),
    ],
)
def test_spans_are_what_a_person_would_mark(pointer, text):
    assert text == cut(TEXT, spans_of(TEXT).span(pointer))


def test_key_spans_are_the_keys():
    spans = spans_of(TEXT)

    assert Span(3, 3, 3, 4) == spans.key_span("/resources/a")
    assert Span(17, 3, 17, 8) == spans.key_span("/resources/d~1~0")
    assert Span(4, 5, 4, 9) == spans.key_span("/resources/b/name")
    assert spans.key_span("/resources/a/list/0") is None
    assert spans.key_span("/resources/zz") is None
    assert spans.key_span("") is None


@pytest.mark.parametrize("pointer", ["/x", "/resources/a/list/2", "/resources/a/list/-", "/resources/a/name/0"])
def test_what_is_not_there_has_no_span(pointer):
    assert spans_of(TEXT).span(pointer) is None


@pytest.mark.parametrize(
    ("text", "pointer", "piece"),
    [
        ("a: &x 1\nb:\n  c: *x   # why\n\nd: 1\n", "/b", "c: *x"),
        ("a: &x 1\nb:\n- 2\n- *x\n\nd: 1\n", "/b", "- 2\n- *x"),
        ("b:\n- &x 2\n- *x\n\nd: 1\n", "/b", "- &x 2\n- *x"),
        ("a: &x [1]\nb: [*x, 2]\n", "/b", "[*x, 2]"),
    ],
)
def test_collection_that_ends_with_an_alias_ends_there(text, pointer, piece):
    assert piece == cut(text, spans_of(text).span(pointer))


def test_exotic_line_breaks_of_yaml_are_no_lines_of_editors():
    spans = spans_of("a: 'x\u2028y'\x85b: 2\nc: 3\n")

    assert Span(1, 13, 1, 14) == spans.span("/b")
    assert Span(2, 4, 2, 5) == spans.span("/c")


def test_what_a_tag_makes_stands_where_the_value_does():
    tags = {"!GetAtt": lambda value, _kind: {"Fn::GetAtt": value.split(".")}, "!If": lambda value, _kind: {"Fn::If": value}}
    spans = spans_of("a: !GetAtt b.c\nd: !If [x, 1, 2]\n", tags=tags)

    assert Span(1, 4, 1, 15) == spans.span("/a/Fn::GetAtt/1") == spans.span("/a")
    assert Span(2, 12, 2, 13) == spans.span("/d/Fn::If/1")
