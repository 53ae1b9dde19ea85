import math
import re
import string
import time
from itertools import pairwise

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from eni_lint.documents import parse_yaml, parse_yaml_all, yaml_nodes
from eni_lint.documents.yaml_scalars import plain_tag, scalar_value
from eni_lint.errors import SourceError


def read(text, **options):
    return parse_yaml(text, "f.yaml", **options)[0]


def refusal(text, **options):
    with pytest.raises(SourceError) as caught:
        parse_yaml(text, "f.yaml", **options)
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2010-09-09", "2010-09-09"),
        ("2010-09-09T10:00:00Z", "2010-09-09T10:00:00Z"),
        ("12:30:45", "12:30:45"),
        ("1:30.5", "1:30.5"),
        ("012345678901", "012345678901"),
        ("0o14", "0o14"),
        ("1_000", "1_000"),
        ("=", "="),
        ("0", 0),
        ("-7", -7),
        ("+7", 7),
        ("0x1F", 31),
        ("-0x1F", -31),
        ("0b11", 3),
        ("1.50", 1.5),
        (".5", 0.5),
        ("1e3", "1e3"),
        ("1.0e+3", 1000.0),
        (".inf", math.inf),
        ("-.Inf", -math.inf),
        ("yes", True),
        ("Off", False),
        ("y", "y"),
        ("~", None),
        ('"~"', "~"),
        ("'1'", "1"),
        ("!!str 5", "5"),
        ('!!int "5"', 5),
        ("!!float 5", 5.0),
        ('!!bool "no"', False),
        ('!!null ""', None),
        ("!!timestamp 2010-09-09", "2010-09-09"),
        ("|\n  a\n  b\n", "a\nb\n"),
        ("!!seq [1]", [1]),
        ("!!map {a: 1}", {"a": 1}),
        ("{5: a, b: }", {"5": "a", "b": None}),
        ("2010-09-09: a", {"2010-09-09": "a"}),
    ],
)
def test_scalars_read_as_people_mean_them(text, value):
    assert value == read(text)


def test_nan_is_read():
    assert math.isnan(read(".nan"))


@given(st.text(alphabet="0123456789+-._:eExXabfinotyNA~<=", max_size=8) | st.text(alphabet=string.printable, max_size=5))
def test_what_is_not_text_reads_as_pyyaml_reads_it(text):
    tag = plain_tag(text)
    if not tag.endswith((":str", ":merge")):
        expected = yaml.safe_load(text)

        assert repr(expected) == repr(scalar_value(tag, text))


@given(st.text(alphabet="ab:-?[]{},&*!|>'\"%@`# \t\r\n\u2028\x85é<0", max_size=40))
def test_any_text_is_read_or_refused_with_its_place(text):
    try:
        read(text)
    except SourceError as error:
        assert error.where.startswith("f.yaml")  # noqa: PT017 -- most texts are refused, some are sound


@given(st.text(alphabet="ab:-[]{},&*! \n<0", max_size=40))
def test_pure_python_parser_agrees_with_libyaml(text):
    # "!" on an empty scalar is the one thing that the two parsers read differently: text to one, nothing to the other.
    assume(not re.search(r"!(?:\s|$|[\[\]{},])", text))

    def outcome(loader):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(yaml_nodes, "_LOADER", yaml_nodes._make_loader(loader))
            try:
                return read(text)
            except SourceError:
                return None

    fast, slow = outcome(yaml.CSafeLoader), outcome(yaml.SafeLoader)

    assert fast is None or slow is None or repr(fast) == repr(slow)


@pytest.mark.parametrize(
    ("text", "where", "what"),
    [
        ("a: 1\r\nb: 2\r\na: 3", "3:1", "the key 'a' stands twice in one mapping: first on line 1"),
        ('1: a\n"1": b', "2:1", "the key '1' stands twice in one mapping: first on line 1"),
        ("a:\n\t- b", "2:1", "a tab is used for indentation"),
        ("\ta: 1", "1:1", "a tab is used for indentation"),
        ("a: [1,\n b", "2:3", "',' or the closing bracket is missing (it begins at line 1, column 4)"),
        ('a: "x\nb', "2:2", "the file ends inside a quoted text (it begins at line 1, column 4)"),
        ("a: b: c", "1:5", "a ': ' is not allowed here"),
        ("a: @x", "1:4", "a value cannot begin with '@'"),
        ("a:\n  b: 1\n c: 2", "3:2", "this does not line up with the keys above it"),
        ("- a\nb: 1", "2:1", "this does not line up with the list items above it"),
        ("a: ]", "1:4", "a value cannot begin here"),
        ('"a" "b"', "1:5", "there is text after the end of the document"),
        ('a: "\\q"', "1:5", "this is no escape sequence of YAML"),
        ("%", "1:2", "this is not sound YAML: while scanning a directive could not find expected directive name"),
        ("*x", "1:1", "this alias names an anchor that does not stand above it"),
        ("a: &x [*x]", "1:4", "this anchor contains an alias of itself"),
        ("a: &x {b: {c: *x}}", "1:4", "this anchor contains an alias of itself"),
        ("a: !Ref x", "1:4", "the tag !Ref is not known here"),
        ("a: !!set {a}", "1:4", "the tag !!set is not known here"),
        ("a: !!python/object:os.system x", "1:4", "the tag !!python/object:os.system is not known here"),
        ("a: !!str [x]", "1:4", "the tag !!str is not known here"),
        ("a: !!int x", "1:4", "'x' is no value of the tag !!int"),
        ("a: !!float x", "1:4", "'x' is no value of the tag !!float"),
        ("a: !!bool x", "1:4", "'x' is no value of the tag !!bool"),
        ("a: " + "9" * 5000, "1:4", f"{'9' * 40!r} is no value of the tag !!int"),
        ("? [a]\n: 1", "1:3", "a sequence cannot be a key"),
        ("{{ x }}", "1:2", "a mapping cannot be a key"),
        ("on: 1", "1:1", "the key 'on' is read as !!bool, not as text"),
        ("? \n: 1", "1:2", "a key is missing here"),
        ("1.5: 1", "1:1", "the key '1.5' is read as !!float, not as text"),
        ("b: {<<: 5}", "1:9", "'<<' merges mappings only"),
        ("b: {<<: [5]}", "1:10", "'<<' merges mappings only"),
        ("a: é\n# \u2028\nb: \x01", "3:4", "the character U+0001 is not allowed in YAML"),
        ("---\na: 1\n---\nb: 2", "4:1", "several documents: a second one begins here, after a line '---'; one is expected"),
    ],
)
def test_flaw_is_told_with_its_place(text, where, what):
    error = refusal(text)

    assert (f"f.yaml:{where}", what) == (error.where, error.what)
    assert error.do


@pytest.mark.parametrize("text", ["", "# only a comment\n", "---\n---\n"])
def test_file_without_data_is_refused(text):
    assert refusal(text).what == "the file holds no data, only comments or empty documents"
    with pytest.raises(SourceError):
        parse_yaml_all(text, "f.yaml")


def test_half_a_surrogate_pair_is_refused():
    assert "half a surrogate pair" in refusal("a: \ud800").what


def test_empty_documents_beside_the_one_are_no_matter():
    assert read("\ufeff--- \n...\n---\na: 1\n---\n") == {"a": 1}


def test_all_documents_of_a_stream_are_read():
    documents = parse_yaml_all("a: 1\n---\nb: &x [1]\nc: *x\n--- 5\n", "f.yaml")

    assert [data for data, _spans in documents] == [{"a": 1}, {"b": [1], "c": [1]}, 5]
    assert documents[1][1].span("/b/0").start_line == 3


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{<<: *x, k: 2, m: 3}", {"k": 2, "m": 3}),
        ("{k: 2, <<: *x}", {"k": 2}),
        ("{<<: [*x, *y]}", {"k": 1, "z": 6}),
        ("{<<: [*y, *x]}", {"k": 5, "z": 6}),
        ("{<<: *x, <<: *y}", {"k": 5, "z": 6}),
        ("{<<: {q: 1}}", {"q": 1}),
        ('{"<<": 1}', {"<<": 1}),
    ],
)
def test_merge_keys_merge_as_in_pyyaml(text, value):
    whole = f"a: &x {{k: 1}}\nb: &y {{k: 5, z: 6}}\nc: {text}\n"

    assert value == read(whole)["c"] == yaml.safe_load(whole)["c"]


@pytest.mark.parametrize(
    "text",
    [
        "[" * 10_000,
        "{a: " * 10_000,
        "- " * 10_000,
        "? " * 10_000,
        "\n".join(" " * n + "a:" for n in range(2000)),
        "[" * 10_000 + "]" * 10_000,
    ],
)
@pytest.mark.parametrize("loader", [yaml.CSafeLoader, yaml.SafeLoader])
def test_deep_nesting_is_refused_quickly(text, loader, monkeypatch):
    monkeypatch.setattr(yaml_nodes, "_LOADER", yaml_nodes._make_loader(loader))
    error = refusal(text)

    assert error.what == "lists and mappings are nested more than 200 deep"
    assert error.where.startswith("f.yaml:")


@pytest.mark.parametrize(
    ("text", "sound"), [("[[[1]]]", True), ("[[[[1]]]]", False), ("{a: [[1]]}", True), ("{a: [[{b: 1}]]}", False)]
)
@pytest.mark.parametrize("alias", [False, True])
def test_depth_limit_is_exact(text, sound, alias):
    if alias:
        text = text.replace("1", "&a 1, c: *a" if "b" in text else "&a 1, *a")
    if sound:
        assert read(text, max_depth=3)
    else:
        assert "nested more than 3 deep" in refusal(text, max_depth=3).what


def test_number_of_values_is_limited():
    error = refusal("- a\n" * 100, max_nodes=50)

    assert error.what == "there are more than 50 values"


def test_alias_bomb_is_refused():
    names = "abcdefghij"
    lines = [f"{name}: &{name} [{', '.join(['*' + before] * 10)}]" for before, name in pairwise(names)]
    error = refusal("a: &a [" + "x, " * 9 + "x]\n" + "\n".join(lines))

    assert (error.where, error.what) == ("f.yaml:6:4", "with its aliases written out, this has more than 1,000,000 values")


def test_long_chain_of_aliases_is_refused():
    error = refusal("a0: &a0 [x]\n" + "\n".join(f"a{n + 1}: &a{n + 1} [*a{n}]" for n in range(10_000)))

    assert error.what == "with its aliases written out, this is nested more than 200 deep"


def test_many_merges_of_a_large_mapping_are_refused_quickly():
    members = ", ".join(f"k{n}: 1" for n in range(5000))
    start = time.process_time()
    error = refusal(f"a: &m {{{members}}}\n" + "\n".join(f"b{n}: {{<<: *m}}" for n in range(5000)))

    assert "more than 1,000,000 values" in error.what
    assert time.process_time() - start < 10


def test_alias_shares_what_it_names():
    data = read("a: &x {k: [1]}\nb: *x\nc: [*x, *x]\n*x2 : 1".replace("*x2", "d"))

    assert data == {"a": {"k": [1]}, "b": {"k": [1]}, "c": [{"k": [1]}, {"k": [1]}], "d": 1}


def test_tags_are_given_to_their_handlers():
    def wrap(name):
        return lambda value, kind: {name: value, "kind": kind}

    data = read(
        "a: !Ref 012\nb: !If [c, !Ref d]\nc: !Sub {x: 1}\nd: !Other ~",
        tags={"!Ref": wrap("Ref"), "!If": wrap("If"), "*": wrap("any")},
    )

    assert data["a"] == {"Ref": "012", "kind": "scalar"}
    assert data["b"] == {"If": ["c", {"Ref": "d", "kind": "scalar"}], "kind": "sequence"}
    assert data["c"] == {"any": {"x": 1}, "kind": "mapping"}
    assert data["d"] == {"any": "~", "kind": "scalar"}


def test_handler_may_refuse_a_value():
    def refuse(_value, kind):
        message = f"no {kind}, please"
        raise ValueError(message)

    error = refusal("a:\n  - !unknown []", tags={"!unknown": refuse})

    assert (error.where, error.what) == ("f.yaml:2:5", "the tag !unknown does not fit: no sequence, please")


def test_exhausted_memory_and_stack_are_told(monkeypatch):
    for flaw in (MemoryError, RecursionError):

        def fail(*_arguments, flaw=flaw, **_options):
            raise flaw

        monkeypatch.setattr("eni_lint.documents.yaml_build.build", fail)

        assert refusal("a: 1").where == "f.yaml"


def test_reading_costs_no_more_than_pyyamls_own():
    interface = {
        "name": "a",
        "subnet": "s",
        "ips": ["10.0.0.1", "10.0.0.2"],
        "attachment": {"index": 1, "keep": False},
        "tags": {"k": "v"},
    }
    text = yaml.dump({"interfaces": [{**interface, "name": f"eni-{n}"} for n in range(450)]})

    def best(action):
        times = []
        for _ in range(5):
            start = time.process_time()
            action()
            times.append(time.process_time() - start)
        return min(times)

    # Measured: about 0.6; the margin is for coverage, which slows our own lines alone.
    assert best(lambda: read(text)) < 4 * best(lambda: yaml.load(text, yaml.CSafeLoader))
