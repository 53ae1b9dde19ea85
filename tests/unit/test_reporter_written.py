"""Places in what a program made are shown where people wrote them: in every report, with the plan's pointer beside it."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import msgspec
import pytest
import sample_report as sample

from eni_lint.documents import Document, Written, split_pointer, yaml_document
from eni_lint.findings import Change
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.sarif import github_files

SOURCE = """\
locals { a = 1 }

resource "aws_network_interface_attachment" "data" {
  for_each     = var.all
  instance_id  = each.value
  device_index = 1
}
"""
INNER = 'resource "aws_network_interface_attachment" "data" {\n  device_index = var.index\n}\n'


def terraform(text, path):
    return Document(path, "terraform-source", None, text)


def span_of(document, text):
    """Find some text in a document: the span of its first occurrence."""
    before, _, _ = document.text.partition(text)
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    return yaml_document("a: 1", "x", kind="declared").span("/a").__class__(line, column, line, column + len(text))


def plan(*, through=False, secret=False, literal="device_index = 1"):
    """Report on a plan whose attributes were written in modules/edge/main.tf."""
    source = terraform(SOURCE, "modules/edge/main.tf")
    inner = terraform(INNER, ".terraform/modules/edge/main.tf")

    def written(pointer):
        way = ((inner, span_of(inner, "device_index = var.index"), "the argument in the module"),) if through else ()
        if split_pointer(pointer)[-1] == "device_index":
            return Written(source, span_of(source, literal), whole=False, through=way)
        if split_pointer(pointer)[-1] == "instance_id":
            return None
        return Written(source, span_of(source, 'resource "aws_network_interface_attachment" "data"'), whole=True)

    scope = sample.plan_scope()
    before = scope.documents[0]
    data = before.data
    if secret:
        for change in data["resource_changes"]:
            change["change"]["after_sensitive"]["device_index"] = True
    document = Document(before.path, before.kind, data, before.text, written=written)

    def moved(origin):
        return Origin(document, origin.pointer, origin.address, origin.identity)

    findings = [
        msgspec.structs.replace(
            finding,
            subject=moved(finding.subject),
            at=moved(finding.at.origin).place(finding.at.field),
            related=tuple(msgspec.structs.replace(r, place=moved(r.place.origin).place(r.place.field)) for r in finding.related),
        )
        for finding in scope.findings
    ]
    undecided = [msgspec.structs.replace(outcome, subject=moved(outcome.subject)) for outcome in scope.undecided]
    return sample.report(msgspec.structs.replace(scope, documents=[document], findings=findings, undecided=undecided))


def text_of(name, report, **options):
    stream = io.StringIO()
    REPORTERS[name](report, stream, Options(color="never", **options))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.setenv("AWS_ACCOUNT_ID", "111122223333")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


# -- for people --------------------------------------------------------------------------------------------------------


def test_text_shows_the_line_of_the_source_and_the_block_around_it():
    text = text_of("text", plan(), verbose=True)

    assert "error duplicate-slot  modules/edge/main.tf:6:3" in text
    assert "6 |   device_index = 1" in text
    assert "resource_changes" not in text


def test_what_the_source_does_not_tell_stays_an_attribute_of_the_plan():
    text = text_of("text", plan(), verbose=True)

    assert "warning outlives-instance  plans/prod.tfplan.json" in text
    assert 'aws_network_interface_attachment.data["d"]  instance_id = (sensitive)' in text


def test_other_instance_of_one_block_is_told_by_its_address():
    text = text_of("text", plan())

    assert '---------------- the other attachment (aws_network_interface_attachment.data["a"])' in text


def test_inner_file_of_a_module_is_named():
    text = text_of("text", plan(through=True))

    assert "    --> .terraform/modules/edge/main.tf:2:3  (the argument in the module)\n" in text


def test_secret_of_the_plan_hides_the_line_of_the_source():
    text = text_of("text", plan(secret=True), verbose=True)

    assert "device_index = (sensitive)" in text
    assert "device_index = 1" not in text


def test_alike_findings_in_one_line_are_named_without_it():
    text = text_of("text", plan())

    assert '6 more like this (-v shows each): aws_network_interface_attachment.data["' in text
    assert "(line 6)" not in text


# -- for machines ------------------------------------------------------------------------------------------------------


def test_json_has_the_line_of_the_source_and_the_pointer_into_the_plan():
    (scope,) = json.loads(text_of("json", plan()))["scopes"]
    found = next(finding for finding in scope["findings"] if finding["rule"] == "duplicate-slot")
    keys = ("path", "document", "pointer", "line", "column", "end_line", "end_column")

    assert (
        ("modules/edge/main.tf", "plans/prod.tfplan.json", "/resource_changes/1/change/after/device_index", 6, 3, 6, 19)
    ) == tuple(found[key] for key in keys)


PLACES = {
    "github": lambda text: "file=modules/edge/main.tf,line=6,col=3" in text,
    "gitlab": lambda text: {"path": "modules/edge/main.tf", "lines": {"begin": 6}} in [i["location"] for i in json.loads(text)],
    "markdown": lambda text: "`modules/edge/main.tf:6`" in text,
    "junit": lambda text: "error modules/edge/main.tf:6:3" in "".join(ET.fromstring(text.encode()).itertext()),
    "csv": lambda text: (
        ("modules/edge/main.tf", "6", "plans/prod.tfplan.json")
        in [(row["path"], row["line"], row["document"]) for row in csv.DictReader(io.StringIO(text))]
    ),
    "asff": lambda text: (
        "modules/edge/main.tf" in [f["Resources"][0]["Details"]["Other"]["path"] for f in json.loads(text)["Findings"]]
    ),
    "sarif": lambda text: "modules/edge/main.tf" in text,
    "github-sarif": lambda text: "modules/edge/main.tf" in text,
    "text": lambda text: "modules/edge/main.tf:6:3" in text,
    "json": lambda text: '"path": "modules/edge/main.tf"' in text,
}


@pytest.mark.parametrize("name", REPORTERS)
def test_every_format_points_at_the_source(name):
    assert PLACES[name](text_of(name, plan()))


def result_of(report, rule="duplicate-slot"):
    (run,) = json.loads(text_of("sarif", report))["runs"]
    return run, next(result for result in run["results"] if result["ruleId"] == rule)


def test_sarif_points_at_the_source_and_names_the_object_of_the_plan():
    run, result = result_of(plan())
    (location,) = result["locations"]
    physical = location["physicalLocation"]

    assert {"uri": "modules/edge/main.tf", "uriBaseId": "%SRCROOT%", "index": 0} == physical["artifactLocation"]
    assert {
        "startLine": 6,
        "startColumn": 3,
        "endLine": 6,
        "endColumn": 19,
        "snippet": {"text": "device_index = 1"},
    } == physical["region"]
    assert ['aws_network_interface_attachment.data["b"]', "/resource_changes/1/change/after"] == [
        name["fullyQualifiedName"] for name in location["logicalLocations"]
    ]
    assert "attribute" == result["properties"]["eni-lint/locationPrecision"]
    assert [
        ("modules/edge/main.tf", ["resultFile"], "hcl"),
        ("plans/prod.tfplan.json", ["analysisTarget", "resultFile"], None),
    ] == [(one["location"]["uri"], one["roles"], one.get("sourceLanguage")) for one in run["artifacts"]]


def test_block_without_the_attribute_is_of_the_resource():
    _, result = result_of(plan(), "too-many-interfaces")

    assert 3 == result["locations"][0]["physicalLocation"]["region"]["startLine"]
    assert "resource" == result["properties"]["eni-lint/locationPrecision"]


def test_inner_file_of_a_module_is_a_related_place():
    run, result = result_of(plan(through=True))
    related = result["relatedLocations"][-1]
    inner = next(one for one in run["artifacts"] if one["location"]["uri"] == ".terraform/modules/edge/main.tf")

    assert "The argument in the module." == related["message"]["text"]
    assert ".terraform/modules/edge/main.tf" == related["physicalLocation"]["artifactLocation"]["uri"]
    assert "roles" not in inner


def test_configuration_without_a_plan_is_of_its_own_files_alone():
    (scope,) = plan().scopes
    document = scope.documents[0]
    document.kind = document_kind = "terraform"
    run, result = result_of(sample.report(msgspec.structs.replace(scope, kind=document_kind, name=".")))
    sources = [one for one in run["artifacts"] if one.get("sourceLanguage")]

    assert ["analysisTarget", "resultFile"] == sources[0]["roles"]
    assert ['aws_network_interface_attachment.data["b"]'] == [
        name["fullyQualifiedName"] for name in result["locations"][0]["logicalLocations"]
    ]
    assert "eni-lint/terraform/root/" == run["automationDetails"]["id"]


def test_secret_of_the_plan_has_no_snippet_in_sarif():
    text = text_of("sarif", plan(secret=True))

    assert "device_index = 1" not in text


def test_anchor_is_for_what_the_source_does_not_tell():
    (text,) = github_files(plan(), Options(anchor="eni-lint.yaml"))
    (run,) = json.loads(text)["runs"]
    places = {r["ruleId"]: r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]}

    assert {"duplicate-slot": "modules/edge/main.tf", "outlives-instance": "eni-lint.yaml"} == places


def test_shifted_source_changes_no_fingerprint():
    report = plan()
    _, before = result_of(report)
    document = report.scopes[0].documents[0]
    way = document._written
    later = terraform("\n" * 10 + SOURCE, "modules/edge/main.tf")

    def written(pointer):
        found = way(pointer)
        if found is None:
            return None
        old = found.span
        moved = type(old)(old.start_line + 10, old.start_column, old.end_line + 10, old.end_column)
        return Written(later, moved, whole=found.whole)

    document._written = written
    _, after = result_of(report)

    assert before["partialFingerprints"] == after["partialFingerprints"]
    assert 16 == after["locations"][0]["physicalLocation"]["region"]["startLine"]


# -- fixes -------------------------------------------------------------------------------------------------------------


def fixes_of(text, address="aws_network_interface.it", *, secret=False, whole=False):
    """Report on a plan whose argument was written so, and give the texts that its fix deletes and inserts."""
    source = terraform(f"resource {{\n  {text}\n}}\n", "main.tf")
    data = {"after": {"source_dest_check": False}, "after_sensitive": {"source_dest_check": secret}}
    document = Document(
        "plan.json", "terraform-plan", data, "{}", written=lambda _: Written(source, span_of(source, text), whole=whole)
    )
    place = Origin(document, "/after", address).place("source_dest_check")
    found = sample.finding("outlives-instance", "It is so.", "Turn it on.", place, change=Change(place, value=True))
    scope = sample.ScopeReport(name="plan.json", kind="terraform-plan", documents=[document], findings=[found])
    _, result = result_of(sample.report(scope), "outlives-instance")
    changes = [change for fix in result.get("fixes", ()) for change in fix["artifactChanges"]]
    return [
        (
            source.line(r["deletedRegion"]["startLine"])[
                r["deletedRegion"]["startColumn"] - 1 : r["deletedRegion"]["endColumn"] - 1
            ],
            r["insertedContent"]["text"],
        )
        for change in changes
        for r in change["replacements"]
    ]


@pytest.mark.parametrize("text", ["source_dest_check = false", "source_dest_check=false", '"source_dest_check" = false', "false"])
def test_literal_of_an_argument_is_replaced(text):
    assert [("false", "true")] == fixes_of(text)


@pytest.mark.parametrize(
    "text", ["source_dest_check = var.check", "source_dest_check = !true", 'x = "${a}"', "x = [false]", "x = f(false)"]
)
def test_what_is_no_literal_has_no_fix(text):
    assert [] == fixes_of(text)


def test_argument_of_several_instances_has_no_fix():
    assert [] == fixes_of("source_dest_check = false", 'aws_network_interface.it["a"]')
    assert [] == fixes_of("source_dest_check = false", "module.edge[0].aws_network_interface.it")


def test_block_and_secret_have_no_fix():
    assert [] == fixes_of("source_dest_check = false", whole=True)
    assert [] == fixes_of("source_dest_check = false", secret=True)
