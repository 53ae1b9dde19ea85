import io
import json
import random
from datetime import UTC, datetime

import msgspec
import pytest
import sample_report as sample
import sarif_profile

from eni_lint.documents import Document, join_pointer, json_document
from eni_lint.errors import SourceError
from eni_lint.findings import Severity
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.report import Report
from eni_lint.reporters.sarif.evidence import property_region
from eni_lint.reporters.sarif.locations import last_step
from eni_lint.reporters.sarif.serialise import Suppression, plain


@pytest.fixture(autouse=True)
def no_given_time_and_no_repository(monkeypatch, tmp_path):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)


def written(report, **options):
    stream = io.StringIO()
    REPORTERS["sarif"](report, stream, Options(**options))
    return stream.getvalue()


def log_of(report, **options):
    return json.loads(written(report, **options))


def run_of(*scopes, **options):
    return log_of(sample.report(*scopes), **options)["runs"][0]


def notifications(run):
    return [
        (n["level"], n["descriptor"]["id"], n["message"]["text"])
        for n in run["invocations"][0].get("toolExecutionNotifications", [])
    ]


def test_full_log(golden):
    actual = written(sample.report())

    assert golden("report.sarif", actual) == actual


def test_log_keeps_to_the_profile():
    assert [] == sarif_profile.faults(log_of(sample.report()))


def test_head_stands_first_and_results_have_a_line_each():
    text = written(sample.report(sample.plan_scope()))

    assert text.startswith(
        '{"$schema":"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json","version":"2.1.0"'
    )
    assert sum('"partialFingerprints"' in line for line in text.splitlines()) == text.count('"partialFingerprints"') == 14


# -- runs --------------------------------------------------------------------------------------------------------------


def test_every_scope_is_a_run_with_an_id_that_stays():
    report = sample.report()
    later = msgspec.structs.replace(report, started=datetime(2027, 1, 1, tzinfo=UTC))

    now, then = ([run["automationDetails"] for run in log_of(r)["runs"]] for r in (report, later))

    assert [
        "eni-lint/declared/network.yaml/",
        "eni-lint/plan/plans-prod.tfplan.json/",
        "eni-lint/aws/111122223333/eu-west-1/",
        "eni-lint/unreadable/broken.json/",
    ] == [run["id"] for run in now]
    assert [(run["id"], run["correlationGuid"]) for run in now] == [(run["id"], run["correlationGuid"]) for run in then]
    assert {run["guid"] for run in now}.isdisjoint(run["guid"] for run in then)


def test_absolute_path_below_the_root_is_named_as_a_relative_one(tmp_path):
    scope = sample.ScopeReport(name=str(tmp_path / "a.yaml"), kind="declared")

    assert "eni-lint/declared/a.yaml/" == run_of(scope, root=tmp_path)["automationDetails"]["id"]


def test_names_that_read_alike_are_told_apart():
    scopes = [sample.ScopeReport(name=name, kind="declared") for name in ("a/b.yaml", "a-b.yaml", "A_b.yaml", "a/b.yaml", "-")]

    ids = [run["automationDetails"]["id"] for run in log_of(sample.report(*scopes))["runs"]]

    assert "eni-lint/declared/a-b.yaml/" == ids[0]
    assert "eni-lint/declared/stdin/" == ids[4]
    assert len({name.upper() for name in ids}) == len(ids)
    assert [] == sarif_profile.faults(log_of(sample.report(*scopes)))


def test_scope_without_findings_is_an_empty_run_with_the_rules_that_ran():
    run = run_of(sample.ScopeReport(name="f.yaml", kind="declared"))

    assert [] == run["results"]
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == [rule.id for rule in sample.RULES]
    assert run["invocations"][0]["executionSuccessful"]


def test_unreadable_input_is_an_unsuccessful_run():
    fault = SourceError("there is no such file", where="in puts/x.yaml:3:1", do="check the path")

    (run,) = log_of(Report(version="0.1.0", unreadable=[fault], exit_status=3))["runs"]

    assert not run["invocations"][0]["executionSuccessful"]
    assert run["tool"]["driver"]["rules"] == run["results"] == []
    assert [("error", "input-unreadable", "There is no such file. Check the path.")] == notifications(run)
    assert [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "in%20puts/x.yaml", "uriBaseId": "%SRCROOT%"},
                "region": {"startColumn": 1, "startLine": 3},
            }
        }
    ] == run["invocations"][0]["toolExecutionNotifications"][0]["locations"]


def test_crashed_check_is_told_and_the_run_is_unsuccessful():
    run = run_of(msgspec.structs.replace(sample.plan_scope(), undecided=[], notes=[]))

    assert not run["invocations"][0]["executionSuccessful"]
    assert [
        ("error", "check-crashed", "The check crashed on 'aws_network_interface_attachment.data[\"c\"]': KeyError: 'x'.")
    ] == notifications(run)


def test_undecided_and_notes_are_notifications_too():
    run = run_of(msgspec.structs.replace(sample.plan_scope(), errored=[]))

    assert [
        ("note", "run-note", "The plan was made with -target: what it leaves out is not seen."),
        ("note", "verdicts-undecided", "Can't be told for 2 subjects."),
        ("note", "verdicts-undecided", "Can't be told for 4 subjects."),
    ] == notifications(run)
    assert run["invocations"][0]["executionSuccessful"]


@pytest.mark.parametrize(("status", "successful"), [(0, True), (3, False)])
def test_nothing_checked_is_no_empty_log(status, successful):
    (run,) = log_of(Report(version="0.1.0", exit_status=status))["runs"]

    assert [("warning", "run-note", "Nothing was checked.")] == notifications(run)
    assert run["invocations"][0]["executionSuccessful"] == successful


def test_given_time_makes_equal_logs(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    report = sample.report()
    later = msgspec.structs.replace(report, started=datetime(2027, 1, 1, tzinfo=UTC), ended=None)

    assert written(report) == written(later)
    assert "1970-01-02T00:00:00Z" == log_of(report)["runs"][0]["invocations"][0]["startTimeUtc"]


# -- results -----------------------------------------------------------------------------------------------------------


def test_order_of_results_does_not_depend_on_that_of_the_checks():
    scope = sample.plan_scope()
    shuffled = msgspec.structs.replace(scope, findings=list(scope.findings), undecided=list(scope.undecided))
    random.Random(2).shuffle(shuffled.findings)
    random.Random(2).shuffle(shuffled.undecided)

    assert written(sample.report(scope)) == written(sample.report(shuffled))


def test_fingerprints_outlive_a_move_of_lines():
    moved = sample.declared("\n" * 10 + sample.DECLARED)

    now, then = (run_of(sample.declared_scope(document)) for document in (None, moved))

    def marks(run):
        return {result["ruleId"]: result["partialFingerprints"] for result in run["results"]}

    def lines(run):
        return [result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"]]

    assert marks(now) == marks(then)
    assert [line + 10 for line in lines(now)] == lines(then)


def test_level_is_written_when_it_is_the_default_of_the_standard():
    levels = {result["ruleId"]: result["level"] for result in run_of(sample.declared_scope())["results"]}

    assert "warning" == levels["outlives-instance"]


def test_undecided_is_open():
    result = next(r for r in run_of(sample.declared_scope())["results"] if r.get("kind"))

    assert ("open", "none") == (result["kind"], result["level"])
    assert (
        "'More interfaces than the instance type carries' can't be told for 'web-1': "
        "declared as unknown: the size is not chosen yet."
    ) == result["message"]["text"]
    assert "declared-unknown" == result["properties"]["eni-lint/undetermined"]["reason"]


def test_same_subject_undecided_twice_has_two_fingerprints():
    scope = sample.declared_scope()
    twice = msgspec.structs.replace(scope, undecided=[*scope.undecided, *scope.undecided])

    assert [] == sarif_profile.faults(log_of(sample.report(twice)))


def test_severity_of_the_finding_goes_before_that_of_the_rule():
    scope = sample.declared_scope()
    found = [msgspec.structs.replace(scope.findings[0], severity=Severity.NOTE)]

    (result,) = run_of(msgspec.structs.replace(scope, findings=found, undecided=[]))["results"]

    assert "note" == result["level"]


def test_brackets_in_a_message_make_no_link():
    scope = sample.declared_scope()
    found = [msgspec.structs.replace(scope.findings[0], message="See web[0](1)")]

    (result,) = run_of(msgspec.structs.replace(scope, findings=found, undecided=[]))["results"]

    assert "See web[0] (1)." == result["message"]["text"]


def test_text_that_no_encoding_can_write_is_escaped():
    scope = sample.declared_scope()
    found = msgspec.structs.replace(scope.findings[0], message="Half a pair \ud800 of 東京.")
    report = sample.report(msgspec.structs.replace(scope, findings=[found], undecided=[]))
    utf8, ascii_only = (io.TextIOWrapper(io.BytesIO(), encoding=encoding) for encoding in ("utf-8", "ascii"))
    for stream in (utf8, ascii_only):
        REPORTERS["sarif"](report, stream, Options())
        stream.flush()

    texts = [json.loads(s.buffer.getvalue())["runs"][0]["results"][0]["message"]["text"] for s in (utf8, ascii_only)]

    assert ["Half a pair \ud800 of 東京."] * 2 == texts


# -- places ------------------------------------------------------------------------------------------------------------


def test_declared_value_has_its_range_and_its_text():
    result = next(r for r in run_of(sample.declared_scope())["results"] if r["ruleId"] == "address-in-delegated-prefix")

    assert {
        "artifactLocation": {"index": 0, "uri": "network.yaml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 14, "startColumn": 39, "endLine": 14, "endColumn": 48, "snippet": {"text": "10.0.1.17"}},
    } == result["locations"][0]["physicalLocation"]
    assert ["The prefix is delegated here."] == [r["message"]["text"] for r in result["relatedLocations"]]
    assert "attribute" == result["properties"]["eni-lint/locationPrecision"]


def test_declared_object_is_pointed_at_by_its_name():
    result = next(r for r in run_of(sample.declared_scope())["results"] if r.get("kind") == "open")

    assert {"text": "web-1"} == result["locations"][0]["physicalLocation"]["region"]["snippet"]
    assert "resource" == result["properties"]["eni-lint/locationPrecision"]


def test_plan_gives_address_and_pointer_and_none_of_its_text():
    (result,) = (r for r in run_of(sample.plan_scope())["results"] if r["ruleId"] == "outlives-instance")
    (location,) = result["locations"]

    assert [
        {"name": 'data["d"]', "fullyQualifiedName": 'aws_network_interface_attachment.data["d"]', "kind": "resource"},
        {"name": "after", "fullyQualifiedName": "/resource_changes/3/change/after", "kind": "object"},
    ] == location["logicalLocations"]
    assert "plans/prod.tfplan.json" == location["physicalLocation"]["artifactLocation"]["uri"]
    assert "snippet" not in location["physicalLocation"]["region"]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("aws_eip.a", "a"),
        ("aws_eip.a[10]", "a[10]"),
        ('module.edge["x.y"].aws_eip.nat["a.b"]', 'nat["a.b"]'),
        ("module.edge[0].aws_eip.nat", "nat"),
        ("]", "]"),
    ],
)
def test_last_step_of_an_address(address, name):
    assert last_step(address) == name


def test_place_without_a_line_says_so():
    document = Document("p.json", "terraform-plan", {"a": 1})
    found = sample.finding("duplicate-slot", "It is wrong.", "", Origin(document, "/a", "aws_eip.a").place())

    (result,) = run_of(sample.ScopeReport(name="p.json", kind="terraform-plan", findings=[found]))["results"]

    assert {"startLine": 1} == result["locations"][0]["physicalLocation"]["region"]
    assert "file" == result["properties"]["eni-lint/locationPrecision"]


def uri_of(path, **options):
    run = run_of(sample.declared_scope(sample.declared(path=str(path))), **options)
    assert [] == sarif_profile.faults({"runs": [run]})
    return run["artifacts"][0]["location"]["uri"]


def test_paths_are_relative_to_the_root(tmp_path, monkeypatch):
    (tmp_path / "a b").mkdir()
    (tmp_path / "link").symlink_to("a b")
    monkeypatch.chdir(tmp_path / "a b")

    assert "x.yaml" == uri_of("x.yaml")
    assert "a%20b/x.yaml" == uri_of("./x.yaml", root=tmp_path)
    assert "a%20b/x.yaml" == uri_of(tmp_path / "a b" / "x.yaml", root=tmp_path)
    assert "a%20b/x%3Ay%23z.yaml" == uri_of(tmp_path / "link" / "x:y#z.yaml", root=tmp_path)
    assert "external/x.yaml" == uri_of("../x.yaml")
    assert "external/stdin" == uri_of("-")


def test_two_files_outside_with_one_name_are_two_artifacts(tmp_path):
    scopes = [sample.declared_scope(sample.declared(path=path)) for path in ("/one/x.yaml", "/two/x.yaml")]

    first, second = (run["artifacts"][0]["location"]["uri"] for run in log_of(sample.report(*scopes), root=tmp_path)["runs"])

    assert "external/x.yaml" == first
    assert second.startswith("external/")
    assert second.endswith("/x.yaml")
    assert second != first


# -- captured resources ------------------------------------------------------------------------------------------------


def test_captured_resource_is_a_file_of_its_own_with_the_line_of_the_property():
    run = run_of(sample.captured_scope())
    (result,) = run["results"]
    (location,) = result["locations"]
    region = location["physicalLocation"]["region"]
    evidence = run["artifacts"][location["physicalLocation"]["artifactLocation"]["index"]]

    assert "aws/111122223333/eu-west-1/ec2/network-interface/eni-0a1b2c3d4e5f67890.json" == evidence["location"]["uri"]
    assert "EVIDENCE" == evidence["location"]["uriBaseId"]
    assert json.loads(evidence["contents"]["text"]) == sample.DESCRIBE["NetworkInterfaces"][0]
    assert '"PublicIp": "198.51.100.7"' == region["snippet"]["text"]
    assert '"PublicIp": "198.51.100.7"' == evidence["contents"]["text"].splitlines()[region["startLine"] - 1].strip(" ,")
    assert location["logicalLocations"][0]["fullyQualifiedName"] == sample.INTERFACE_ARN
    assert ["The subnet.", "The file with the captured answer."] == [r["message"]["text"] for r in result["relatedLocations"]]


def test_resource_without_an_arn_has_a_file_of_what_is_known():
    document = json_document('{"Subnets": [{"SubnetId": "subnet-0aa"}, {"x": {"CidrBlock": "y"}}]}', "s.json", kind="describe")
    origins = [
        Origin(document, "/Subnets/0", "subnet-0aa (a name)", "subnet-0aa"),
        Origin(document, "/Subnets/1/x", "hpc 1", "hpc 1"),
    ]
    found = [sample.finding("public-address", "It is wrong.", "", origin.place("CidrBlock")) for origin in origins]

    run = run_of(sample.ScopeReport(name="s.json", kind="describe", findings=found))

    assert [
        "aws/unknown/unknown/ec2/resource/hpc%201.json",
        "aws/unknown/unknown/ec2/subnet/subnet-0aa.json",
    ] == [r["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for r in run["results"]]
    assert '{\n  "CidrBlock": "y"\n}' == run["artifacts"][0]["contents"]["text"]
    assert [] == sarif_profile.faults({"runs": [run]})


def test_attachment_belongs_to_the_file_of_its_interface():
    document = sample.captured_scope().documents[0]
    attachment = Origin(
        document, "/NetworkInterfaces/0/Attachment", "eni-0a1b2c3d4e5f67890", f"{sample.INTERFACE_ARN}/attachment"
    )
    found = [sample.finding("outlives-instance", "It is wrong.", "", attachment.place("DeviceIndex"))]

    (result,) = run_of(msgspec.structs.replace(sample.captured_scope(), findings=found))["results"]
    physical = result["locations"][0]["physicalLocation"]

    assert physical["artifactLocation"]["uri"].endswith("/network-interface/eni-0a1b2c3d4e5f67890.json")
    assert 8 == physical["region"]["startLine"]
    assert {"text": '"DeviceIndex": 1'} == physical["region"]["snippet"]


def test_object_that_the_data_do_not_hold_is_still_named():
    document = json_document("{}", "s.json", kind="describe")
    found = [
        sample.finding("public-address", "It is wrong.", "", Origin(document, "/Vpcs/0", "vpc-0a", "vpc-0a").place("CidrBlock"))
    ]

    run = run_of(sample.ScopeReport(name="s.json", kind="describe", findings=found))

    assert "aws/unknown/unknown/ec2/vpc/vpc-0a.json" == run["artifacts"][0]["location"]["uri"]
    assert [] == sarif_profile.faults({"runs": [run]})


def test_user_data_is_not_evidence():
    data = {
        "LaunchTemplateVersions": [
            {"LaunchTemplateId": "lt-0a", "LaunchTemplateData": {"UserData": "c2VjcmV0", "ImageId": "ami-1"}}
        ]
    }
    document = json_document(json.dumps(data), "s.json", kind="describe")
    origin = Origin(document, "/LaunchTemplateVersions/0", "lt-0a", "lt-0a")
    fields = ("LaunchTemplateData.UserData", "LaunchTemplateData.ImageId")
    found = [sample.finding("public-address", "It is wrong.", "", origin.place(field)) for field in fields]
    report = sample.report(sample.ScopeReport(name="s.json", kind="describe", findings=found))

    assert "c2VjcmV0" not in written(report)
    assert ["(redacted)"] == log_of(report)["runs"][0]["redactionTokens"]


NESTED = {
    "b": [1, {"y": None, "x": ["é", [], {}]}, "two\nlines"],
    "a": {"z": {"q": 1.5}, "c": True, "e": {}},
    "C": 'text with "quotes"',
}


def pointers(value, tokens=()):
    yield tokens
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield from pointers(item, (*tokens, str(key)))


@pytest.mark.parametrize("tokens", list(pointers(NESTED))[1:], ids=lambda tokens: join_pointer(*tokens))
def test_region_of_a_property_is_where_it_is_written(tokens):
    lines = json.dumps(NESTED, indent=2, sort_keys=True, ensure_ascii=False).split("\n")
    region = property_region(NESTED, tokens)
    start, end = lines[region.start_line - 1], lines[region.end_line - 1]

    assert "" == start[: region.start_column - 1].strip()
    assert end[region.end_column - 1 :] in {"", ","}
    if region.snippet is not None:
        assert start[region.start_column - 1 : region.end_column - 1] == region.snippet
    else:
        assert start[-1] + end[region.end_column - 2] in {"{}", "[]"}


# -- rules -------------------------------------------------------------------------------------------------------------


def test_rule_is_described_in_full():
    rule = next(r for r in run_of(sample.declared_scope())["tool"]["driver"]["rules"] if r["id"] == "public-address")
    related = [relation["target"]["id"] for relation in rule.pop("relationships")]

    assert ["CWE-923", "SEC05-BP01", "SEC05-BP02"] == related
    assert {
        "id": "public-address",
        "name": "PublicAddress",
        "shortDescription": {"text": "Public address on a private interface."},
        "fullDescription": {"text": "Finds the following: public address on a private interface."},
        "help": {
            "text": "Choose another value.",
            "markdown": (
                "Finds the following: public address on a private interface.\n\n"
                "**Why:** AWS rejects the call, or the traffic goes elsewhere.\n\n**Fix:** Choose another value.\n\n"
                'Terraform:\n\n```hcl\nresource "aws_network_interface" "it" {}\n```\n\n'
                "**References:**\n\n- <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html>"
            ),
        },
        "helpUri": "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html",
        "defaultConfiguration": {"level": "note"},
        "properties": {
            "tags": ["security", "aws", "ec2", "network-interface", "addressing", "external/cwe/cwe-923"],
            "precision": "high",
            "problem.severity": "recommendation",
            "security-severity": "2.5",
            "eni-lint/severity": "note",
            "eni-lint/category": "addressing",
        },
    } == rule


def test_long_texts_are_cut_to_what_consumers_take():
    long = msgspec.structs.replace(sample.RULES[0], what="word " * 400, references=[], taxonomies=["CWE-923"], id="oneword")
    (rule,) = run_of_rules(long)

    assert 1000 < len(rule["fullDescription"]["text"]) <= 1024
    assert rule["fullDescription"]["text"].endswith("word ....")
    assert rule["helpUri"].startswith("https://")
    assert "OnewordRule" == rule["name"]
    assert "external/cwe/cwe-923" in rule["properties"]["tags"]


def run_of_rules(*rules):
    scope = sample.ScopeReport(name="f.yaml", kind="declared")
    return log_of(sample.report(scope, rules=list(rules)))["runs"][0]["tool"]["driver"]["rules"]


# -- the serialiser ----------------------------------------------------------------------------------------------------


def test_suppression_has_the_status_of_the_final_standard():
    assert {"kind": "external", "status": "accepted"} == plain(Suppression(kind="external", status="accepted"))


def test_what_has_no_place_in_sarif_is_refused():
    with pytest.raises(TypeError, match="datetime has no place in SARIF"):
        plain({"at": datetime(2026, 1, 1, tzinfo=UTC)})
