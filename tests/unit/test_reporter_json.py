import io
import json

import jsonschema
import msgspec
import pytest
import sample_report as sample

from eni_lint.documents import Document
from eni_lint.inventory.origin import Origin
from eni_lint.locate import schema_file
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.report import Report


def written(report, encoding="utf-8"):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    REPORTERS["json"](report, stream, Options())
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(schema_file("report").read_text(encoding="utf-8"))
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def test_full_report(golden):
    actual = written(sample.report())

    assert golden("report.json", actual) == actual


@pytest.mark.parametrize("report", [sample.report(), Report(version="0.1.0"), Report(version="0.1.0", exit_status=3)])
def test_report_is_what_the_schema_says(validator, report):
    assert [] == [error.message for error in validator.iter_errors(json.loads(written(report)))]


def test_place_without_lines_is_what_the_schema_says(validator):
    document = Document("p.json", "terraform-plan", {"a": 1})
    found = sample.finding("duplicate-slot", "It is wrong.", "", Origin(document, "/a", "aws_eip.a").place())
    data = json.loads(written(sample.report(sample.ScopeReport(name="p.json", kind="terraform-plan", findings=[found]))))

    assert [] == [error.message for error in validator.iter_errors(data)]
    assert (None, None) == (data["scopes"][0]["findings"][0]["line"], data["scopes"][0]["findings"][0]["fix"])


def test_schema_describes_every_property(validator):
    def properties(schema):
        if isinstance(schema, dict):
            yield from schema.get("properties", {}).items()
            for value in schema.values():
                yield from properties(value)

    bare = [name for name, schema in properties(validator.schema) if not {"description", "$ref"} & set(schema)]

    assert [] == bare


def test_schema_would_say_so(validator):
    data = json.loads(written(sample.report()))
    del data["scopes"][0]["findings"][0]["fingerprint"]

    assert ["'fingerprint' is a required property"] == [error.message for error in validator.iter_errors(data)]


def test_counts_are_those_of_all_scopes():
    assert {
        "scopes": 3,
        "objects": 13,
        "errors": 8,
        "warnings": 2,
        "notes": 1,
        "suppressed": 0,
        "known": 0,
        "undecided": 7,
        "passed": 1210,
        "errored": 1,
        "faults": 1,
        "unreadable": 1,
    } == json.loads(written(sample.report()))["summary"]


def test_finding_has_its_place_and_its_other_end():
    finding = json.loads(written(sample.report(sample.declared_scope())))["scopes"][0]["findings"][0]

    assert {"address": "web-1-data", "identity": "network_interfaces/web-1-data"} == finding["subject"]
    assert ("network.yaml", 14, 39, 14, 48) == tuple(finding[k] for k in ("path", "line", "column", "end_line", "end_column"))
    assert "/network_interfaces/web-1-data/private_ip_addresses/1" == finding["pointer"]
    assert [("the prefix is delegated here", 10)] == [(r["caption"], r["line"]) for r in finding["related"]]


@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_text_comes_back_as_it_was(encoding):
    message = "Half a pair \ud800 of 東京 \x1b[2J \x9b \u202e."
    scope = sample.declared_scope()
    found = [msgspec.structs.replace(scope.findings[0], message=message)]

    text = written(sample.report(msgspec.structs.replace(scope, findings=found)), encoding)

    assert message == json.loads(text)["scopes"][0]["findings"][0]["message"]
    assert [] == [c for c in text if not c.isprintable() and c != "\n"]
