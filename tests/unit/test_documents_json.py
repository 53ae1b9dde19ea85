import gc
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.documents import looks_like_json, parse_json
from eni_lint.errors import SourceError

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


def refusal(content, **options):
    with pytest.raises(SourceError) as caught:
        parse_json(content, "p.json", **options)
    return caught.value


@given(VALUES, st.booleans(), st.sampled_from([None, 0, 1, 4, "\t"]))
def test_sound_json_reads_as_the_standard_library_reads_it(value, ascii_only, indent):
    text = json.dumps(value, ensure_ascii=ascii_only, indent=indent)

    assert json.loads(text) == parse_json(text, "p.json") == parse_json(text.encode(), "p.json")


@given(st.text(alphabet='{}[]:,"\\ue10-.tn \n\xe9', max_size=30) | st.binary(max_size=30))
def test_any_text_is_read_or_refused_with_a_place(content):
    try:
        value = parse_json(content, "p.json")
    except SourceError as error:
        assert error.where.startswith("p.json:")  # noqa: PT017 -- most texts are refused, some are sound
    else:
        assert json.loads(content) == value


def test_byte_order_mark_is_dropped():
    assert parse_json(b"\xef\xbb\xbf[1]", "p.json") == [1]


@pytest.mark.parametrize(
    ("content", "where", "what"),
    [
        (b'{"a": [1, 2', "1:12", "the file ends inside the array that begins at line 1, column 7"),
        (b'[{"a": 1},\n', "2:1", "the file ends inside the array that begins at line 1, column 1"),
        (b'["abc', "1:6", "the file ends inside the string that begins at line 1, column 2"),
        (b'["\\u12', "1:7", "the file ends inside the string that begins at line 1, column 2"),
        (b"[tru", "1:5", "the file ends inside a value"),
        (b" ", "1:2", "the file ends before any JSON"),
        (b'{"a":1}\r\n{"a":2}', "2:1", "a second JSON document begins here (JSON Lines?); one document is expected"),
        (b"[1] x", "1:5", "there is text after the end of the JSON document: 'x'"),
        (b"1 2", "1:3", "there is text after the end of the JSON document: '2'"),
        (b"[NaN]", "1:2", "'NaN' is no value of JSON"),
        (b"[1, -Infinity]", "1:5", "'-Infinity' is no value of JSON"),
        (b"{'a': 1}", "1:2", "\"'\" is Python's spelling, not JSON's"),
        (b'{"a": None}', "1:7", "'None' is Python's spelling, not JSON's"),
        (b"{a: 1}", "1:2", "'a' is not JSON"),
        (b'{"a": 1 // x\n}', "1:9", "JSON has no comments"),
        (b"[01]", "1:2", "'01' is no number of JSON"),
        (b'["\xc3\xa9", +1]', "1:7", "'+1' is no number of JSON"),
        (b"[1e999]", "1:2", "this number is out of range"),
        (b"9" * 5000, "1:1", "this number has more than 4,300 digits"),
        (b'{"a":1,}', "1:8", "a comma with nothing after it"),
        (b"[1,]", "1:4", "a comma with nothing after it"),
        (b"[,]", "1:2", "a value is missing before ','"),
        (b"]", "1:1", "a value is missing before ']'"),
        (b"[1 2]", "1:4", "',' or ']' is expected here, before '2'"),
        (b'{"a":1 "b":2}', "1:8", "',' or '}' is expected here, before '\"'"),
        (b'{"a" 1}', "1:6", "':' is expected here, before '1'"),
        (b'{"a":}', "1:6", "a value is missing here"),
        (b'{"a"}', "1:5", "a colon and a value is missing here"),
        (b"{1: 2}", "1:2", "a key in double quotes is expected here"),
        (b"[1}", "1:3", "']' is expected here: it closes what begins at line 1, column 1"),
        (b'["a\nb"]', "1:4", "a line break inside the string that begins at line 1, column 2"),
        (b'["a\tb"]', "1:4", "a tab inside the string that begins at line 1, column 2"),
        (b'["\x01"]', "1:3", "a control character inside the string that begins at line 1, column 2"),
        (b'["\\q"]', "1:3", "'\\\\q' is no escape sequence of JSON"),
        (b'["\\ud800"]', "1:3", "\\ud8.. is half a surrogate pair, which is no Unicode text"),
        (b'["\xc3\xa9\xff"]', "1:4", "this is not UTF-8: byte 4 (from 0) is 0xFF (invalid start byte)"),
        (b'{"a": {"b": 1,\r"\\u0062": 2}}', "2:1", 'the key "\\u0062" stands twice in one object: first at line 1, column 8'),
    ],
)
def test_flaw_is_told_with_its_place(content, where, what):
    error = refusal(content)

    assert (f"p.json:{where}", what) == (error.where, error.what)
    assert error.do


def test_text_with_half_a_surrogate_pair_is_refused():
    assert refusal('["\ud800"]').what == "character 2 (from 0) is half a surrogate pair, which is no Unicode text"


def test_log_of_terraform_is_told_from_its_plan():
    assert refusal(b'{"@level":"info"}\n{"@level":"info"}').do.endswith("terraform show -json FILE")


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'[{"a":'])
@pytest.mark.parametrize("closed", [True, False])
def test_deep_nesting_is_refused_at_its_place(opening, closed):
    closing = b"".join({b"[": b"]", b"{": b"}"}[bytes([byte])] for byte in reversed(opening) if byte in b"[{")
    error = refusal(opening * 10_000 + b"1" + closing * 10_000 * closed)

    assert error.what == "objects and arrays are nested more than 200 deep"
    assert error.where.startswith("p.json:1:")


@pytest.mark.parametrize(("depth", "sound"), [(7, True), (8, False)])
def test_depth_limit_is_exact(depth, sound):
    content = b"[" * depth + b"]" * depth
    if sound:
        parse_json(content, "p.json", max_depth=7)
    else:
        assert refusal(content, max_depth=7).where == "p.json:1:8"


@pytest.mark.parametrize(
    "content", [b'["::/0", "\\"\\\\", "\\\\"]', b'{"a\\"": "\\\\\\"", "a": "a\\\\"}', b'{"a": {"b": 1}, "b": {"b": 1}}']
)
def test_quotes_and_backslashes_are_no_duplicate_keys(content):
    assert json.loads(content) == parse_json(content, "p.json")


def test_cut_off_file_beyond_the_walk_is_told_at_its_end(monkeypatch):
    monkeypatch.setattr("eni_lint.documents.json_errors._TOKEN_LIMIT", 3)
    error = refusal(b"[1, 2, 3, 4,\n5")

    assert (error.where, error.what) == ("p.json:2:2", "the file ends inside the JSON document")


def test_flaw_beyond_the_walk_is_told_in_the_readers_words(monkeypatch):
    monkeypatch.setattr("eni_lint.documents.json_errors._TOKEN_LIMIT", 3)
    error = refusal(b"[1, 2, 3, 4,\nx]")

    assert (error.where, error.what) == ("p.json:2:1", "JSON is malformed: invalid character")


def test_duplicate_key_beyond_the_walk_is_told_without_a_place(monkeypatch):
    monkeypatch.setattr("eni_lint.documents.json_errors._TOKEN_LIMIT", 3)
    error = refusal(b'[1, 2, 3, {"a": 1, "a": 2}]')

    assert (error.where, "a key stands twice in one object" in error.what) == ("p.json", True)


def test_large_array_reads_about_as_fast_as_with_the_standard_library():
    item = {"id": "eni-0123456789abcdef0", "policy": '{"a": "::/0"}', "ips": ["10.0.0.1", "10.0.0.2"], "n": 1.5, "on": True}
    content = json.dumps([item] * 20_000).encode()

    def best(action):
        times = []
        for _ in range(5):
            start = time.process_time()
            action(content)
            times.append(time.process_time() - start)
        return min(times)

    # Measured: about 1; the margin is for coverage, which slows our own lines alone.
    assert best(lambda data: parse_json(data, "p.json")) < 6 * best(json.loads)


@pytest.mark.parametrize(
    "text", ['{"a": 1}', "{}", " \r\n[1]", "[]", '\ufeff{ "a": 1}', "[[1]]", b'{"a": 1}', "[true]".replace("true", '"x"')]
)
def test_json_looks_like_json(text):
    assert looks_like_json(text)


@pytest.mark.parametrize("text", ["a: 1", "", "{a: 1}", "[a, b]", "- 1", "---\n{}", '"a"', b"\xff\xfe"])
def test_yaml_does_not_look_like_json(text):
    assert not looks_like_json(text)


def test_exhausted_memory_is_told(monkeypatch):
    def fail(_content):
        raise MemoryError

    monkeypatch.setattr("msgspec.json.decode", fail)

    assert refusal(b"[1]").what == "there is not enough memory to read this JSON"


def test_garbage_collector_stays_as_it_was():
    gc.disable()
    try:
        parse_json(b"[1]", "p.json")
        off = gc.isenabled()
    finally:
        gc.enable()
    parse_json(b"[1]", "p.json")

    assert (off, gc.isenabled()) == (False, True)


def test_wide_levels_are_counted_whole():
    content = json.dumps({"a": [[{"k": str(n)}] for n in range(1000)]}).encode()

    assert json.loads(content) == parse_json(content, "p.json")
    assert "stands twice" in refusal(content.replace(b'{"k": "999"}', b'{"k": 1, "k": "999"}')).what
