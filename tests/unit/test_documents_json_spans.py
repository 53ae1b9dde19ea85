import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.documents import JsonSpans, Lines, Span, join_pointer

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=6), inner, max_size=5),
    max_leaves=20,
)


def pointers(value, *tokens):
    """Yield every pointer of plain data with its value."""
    yield join_pointer(*tokens), value
    members = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for token, member in members:
        yield from pointers(member, *tokens, token)


def cut(text, span):
    """Return what a person finds at a span."""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+\Z", text) or [""]
    lines.append("")
    start = sum(map(len, lines[: span.start_line - 1])) + span.start_column - 1
    end = sum(map(len, lines[: span.end_line - 1])) + span.end_column - 1
    return text[start:end]


def table(text):
    return JsonSpans(Lines(text.encode()))


@given(
    VALUES,
    st.booleans(),
    st.sampled_from([None, 0, 1, 3, "\t"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from([(",", ":"), (" , ", " : ")]),
    st.sampled_from(["", " ", "\r\n\t"]),
)
def test_text_at_a_span_is_the_value(value, ascii_only, indent, line_end, separators, margin):
    dumped = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
    text = margin + dumped.replace("\n", line_end) + margin
    spans = table(text)

    for pointer, expected in pointers(value):
        assert expected == json.loads(cut(text, spans.span(pointer)))
        if pointer and (key := spans.key_span(pointer)):
            assert pointer.rsplit("/", 1)[1] == join_pointer(json.loads(cut(text, key)))[1:]


def test_spans_count_code_points_and_every_line_end():
    spans = table('{"a": "\U0001f600é",\r"b": [\r\n\t1,\n"\u2028\\n" ]}')

    assert Span(1, 7, 1, 11) == spans.span("/a")
    assert Span(2, 1, 2, 4) == spans.key_span("/b")
    assert Span(2, 6, 4, 8) == spans.span("/b")
    assert Span(3, 2, 3, 3) == spans.span("/b/0")
    assert Span(4, 1, 4, 6) == spans.span("/b/1")


@pytest.mark.parametrize(
    "pointer", ["/x", "/a/2", "/a/-", "/a/01", "/a/-1", "/a/²", "/a/x", "/s/0", "/a/0/b", "/a/" + "9" * 5000]
)
def test_what_is_not_there_has_no_span(pointer):
    spans = table('{"a": [1, 2], "s": "text"}')

    assert spans.span(pointer) is None
    assert spans.key_span(pointer) is None


def test_items_and_the_whole_have_no_key():
    spans = table('{"a": [1, 2]}')

    assert spans.key_span("/a/0") is None
    assert spans.key_span("") is None


def test_byte_order_mark_takes_no_column():
    spans = JsonSpans(Lines(b'\xef\xbb\xbf{"a": 1}'))

    assert spans.span("/a") is not None


@pytest.mark.parametrize("text", ["", "[1, 2", '{"a": }', '{"a": 1, "a": "two", "b": 3}', "[" * 5000])
def test_faulty_text_has_no_spans_and_raises_nothing(text):
    spans = table(text)

    assert spans.span("/0/0") is None
    assert spans.span("/b") is None


@pytest.mark.parametrize("accent", ["", "é"])
@pytest.mark.parametrize("indent", [None, 1])
def test_a_thousand_spans_of_a_large_plan_cost_about_one_reading(accent, indent):
    after = {
        "ips": [f"10.0.0.{n}" for n in range(8)],
        "description": accent + 'x "y" \\',
        "tags": {"Name": "n"},
        "nested": [{"k": 1}] * 10,
    }
    resources = [{"address": f"eni[{n}]", "change": {"actions": ["create"], "after": after | {"n": n}}} for n in range(4_000)]
    plan = {"planned_values": {"root_module": {"resources": resources}}, "resource_changes": resources}
    text = json.dumps(plan, ensure_ascii=False, indent=indent)
    content = text.encode()
    start = time.process_time()
    json.loads(content)
    reading = time.process_time() - start

    start = time.process_time()
    spans = JsonSpans(Lines(content))
    found = {n: spans.span(f"/resource_changes/{n}/change/after/n") for n in range(3999, 0, -4)}
    finding = time.process_time() - start

    assert len(found) == 1000
    assert finding < 5 * reading
    assert str(3999) == cut(text, found[3999])
    assert str(3) == cut(text, found[3])
