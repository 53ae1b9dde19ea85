"""Reading suppressions: whatever stands in a file, and what is written as it should be."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eni_lint.documents import Document
from eni_lint.engine.suppress_comments import hcl_comments, yaml_comments
from eni_lint.engine.suppress_places import MarkedFile
from eni_lint.engine.suppress_syntax import read_comment, read_tag

RULES = ["cross-az-attachment", "unattached-interface", "too-many-interfaces"]
WORD = st.text(alphabet="abcdefghij-", min_size=1, max_size=8).filter(lambda w: w[0].isalpha() and w not in {"until", "owner"})


@given(
    st.lists(st.sampled_from(RULES), min_size=1, max_size=3, unique=True),
    st.none() | st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)),
    st.none() | WORD,
    st.lists(WORD, max_size=4),
    st.sampled_from(["# ", "#", "// ", "/* ", ""]),
)
def test_what_is_written_is_read(rules, until, owner, reason, mark):
    options = [f"until={until}"] * bool(until) + [f"owner={owner}"] * bool(owner)
    found = read_comment(f"{mark}eni-lint: ignore[{', '.join(rules)}] {' '.join([*options, *reason])}")

    assert (tuple(rules), until, owner or "", " ".join(reason)) == (found.rules, found.until, found.owner, found.reason)


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text):
    read_comment(text)
    read_comment(f"eni-lint: ignore[{text}] {text}")
    read_tag(text, RULES.__contains__, RULES)
    yaml_comments(text)
    hcl_comments(text)
    for kind, name in (("declared", "x.yaml"), ("terraform-source", "x.tf")):
        MarkedFile(Document(name, kind, None, f"# eni-lint: ignore[{RULES[0]}]\n{text}".encode(errors="replace")))


@given(st.sampled_from(RULES), st.text(max_size=60))
def test_a_mistake_never_hides_anything(rule, text):
    found = read_comment(f"# eni-lint: ignore[{rule}] until={text}")

    assert found.faults or found.until or not text.split()


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ("a: 1 # one\n# two\n", ["one", "two"]),
        ("a: '# none'\nb: \"# none\" # one\n", ["one"]),
        ("a: |\n  # none\nb: 1 # one\n", ["one"]),
        ("a: b#none\n", []),
        ("a: [1, # one\n  2]\n", ["one"]),
    ],
)
def test_comments_of_yaml(text, comments):
    assert comments == [comment.text.strip("# ") for comment in yaml_comments(text)]


@pytest.mark.parametrize(
    ("text", "comments"),
    [
        ('a = 1 # one\n// two\n/* three */ b = "# none"\n', ["one", "two", "three"]),
        ("a = <<EOT\n# none\nEOT\nb = 1 # one\n", ["one"]),
        ("a = <<-EOT\n  # none ${x /* in an expression */}\n  EOT\n# one\n", ["one"]),
        ('a = "${"# none"}" # one\n', ["one"]),
    ],
)
def test_comments_of_hcl(text, comments):
    found, _ = hcl_comments(text)

    assert comments == [comment.text.strip("#/* ") for comment in found]
