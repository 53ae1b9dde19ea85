"""``eni-lint schema``: the JSON schemas, printed."""

import json
from pathlib import Path

SCHEMAS = Path(__file__).parents[2] / "schemas"


def test_schema_is_printed_as_it_is(eni_lint):
    done = eni_lint("schema", "declared")

    assert (0, "") == (done.returncode, done.err)
    assert (SCHEMAS / "declared.schema.json").read_text(encoding="utf-8") == done.out


def test_every_schema_is_listed_and_can_be_printed(eni_lint):
    listed = [line.split()[0] for line in eni_lint("schema").out.splitlines()]

    assert sorted(path.name.removesuffix(".schema.json") for path in SCHEMAS.glob("*.schema.json")) == listed
    assert all(json.loads(eni_lint("schema", name).out)["$schema"] for name in listed)


def test_name_of_no_schema_is_told_with_the_nearest(eni_lint):
    done = eni_lint("schema", "declare")

    assert 2 == done.returncode
    assert "Did you mean declared?" in done.err
