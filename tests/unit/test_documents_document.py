import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.documents import Document, Lines, Span, escape, join_pointer, json_document, split_pointer, yaml_document
from eni_lint.errors import SourceError


@given(st.lists(st.text(max_size=5)))
def test_pointer_splits_into_what_it_was_joined_of(tokens):
    assert tuple(tokens) == split_pointer(join_pointer(*tokens))


def test_pointer_escapes_as_rfc_6901_says():
    assert escape("a/b~c") == "a~1b~0c"
    assert join_pointer("m~n", "", 0) == "/m~0n//0"
    with pytest.raises(ValueError, match="starts with '/'"):
        split_pointer("a/b")


@pytest.mark.parametrize(("read", "text"), [(json_document, '{"a": {"b": [{"c": 1}]}}'), (yaml_document, "a:\n  b:\n  - c: 1\n")])
def test_document_goes_from_field_to_place(read, text):
    document = read(text, "dir/f", kind="declared")

    assert (document.path, document.kind, document.text) == ("dir/f", "declared", text)
    assert document.data == {"a": {"b": [{"c": 1}]}}
    assert document.value("/a/b/0/c") == 1
    assert document.field_pointer("/a", "b[0].c") == "/a/b/0/c"
    assert document.field_pointer("/a", "b[0].d.e") == "/a/b/0"
    assert document.field_pointer("/a", "b[1]") == "/a/b"
    assert document.field_pointer("/a", "") == "/a"
    assert document.field_pointer("/x", "y") == ""
    assert document.span("/a/b/0/c") is not None
    assert document.key_span("/a/b/0/c") is not None
    assert document.span("/a/x") is None
    assert repr(document) == "Document('dir/f', 'declared')"


@pytest.mark.parametrize("pointer", ["/x", "/a/2", "/a/-", "/a/0/b", "/s/0"])
def test_value_that_is_not_there_is_a_lookup_error(pointer):
    document = json_document(b'{"a": [1, 2], "s": "text"}', "f", kind="declared")

    with pytest.raises(LookupError):
        document.value(pointer)


def test_places_translate_fields():
    document = json_document(
        b'{"r": {"values": {"subnet": "s"}}}',
        "f",
        kind="plan",
        places=lambda pointer, field: f"{pointer}/values/{field.removesuffix('_id')}",
    )

    assert document.field_pointer("/r", "subnet_id") == "/r/values/subnet"
    assert document.field_pointer("/r", "zone_id") == "/r/values"


def test_document_without_spans_has_lines_but_no_places():
    document = Document("f", "describe", {"a": 1}, "one\ntwo")

    assert document.line(2) == "two"
    assert document.text == "one\ntwo"
    assert document.span("/a") is None
    assert document.key_span("/a") is None


def test_json_text_with_a_mark_starts_at_column_one():
    document = json_document(b"\xef\xbb\xbf[1]", "f", kind="declared")

    assert Span(1, 2, 1, 3) == document.span("/0")


def test_json_is_parsed_once_when_its_data_are_at_hand():
    data = {"typed": True}

    assert json_document(b"[1]", "f", kind="describe", data=data).data is data


def test_json_text_with_half_a_surrogate_pair_is_refused():
    with pytest.raises(SourceError):
        json_document('"\ud800"', "f", kind="declared")


def test_lines_end_as_in_editors():
    lines = Lines("one\r\ntwo\rthr\u2028ee\n\n\x0cfive\x85".encode())

    assert [lines.line(number) for number in range(8)] == ["", "one", "two", "thr\u2028ee", "", "\x0cfive\x85", "", ""]


def test_text_ends_on_a_line_of_its_own_after_a_line_end():
    assert Lines(b"a\n").position(2) == (2, 1)
    assert Lines(b"a").position(1) == (1, 2)
    assert Lines(b"").position(0) == (1, 1)


@given(st.text(alphabet="aé\u2028\U0001f600\r\n", max_size=30), st.data())
def test_bytes_and_code_points_have_the_same_place(text, data):
    index = data.draw(st.integers(0, len(text)))
    lines = Lines(text.encode())

    assert lines.character_position(index) == lines.position(len(text[:index].encode()))


def test_columns_of_very_long_lines_are_counted_in_blocks():
    lines = Lines(("é☃a" * 30_000 + "\n" + "\U0001f600b" * 30_000).encode())

    assert lines.position(len(("é☃a" * 29_000).encode())) == (1, 87_001)
    assert lines.position(len(lines.content)) == (2, 60_001)


def test_json_does_not_pay_for_yaml():
    code = "import sys, eni_lint.documents as d; d.json_document(b'[1]', 'f', kind='x').span('/0'); print('yaml' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert run.stdout == "False\n"
