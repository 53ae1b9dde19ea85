"""What holds for every format: hostile names, secrets, the order of the checks, the encoding of the stream."""

import csv
import html
import io
import json
import random
import re
import xml.etree.ElementTree as ET
from pathlib import Path

import msgspec
import pytest
import sample_report as sample
from markdown_it import MarkdownIt

from eni_lint.cli.parser import FORMATS
from eni_lint.documents import json_document
from eni_lint.errors import SourceError
from eni_lint.findings import Errored, Related
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, SPLITTERS, Options
from eni_lint.reporters.harmless import in_cell, in_code, in_json, in_lines, in_markdown, in_text
from eni_lint.reporters.report import Report

OURS = sorted(set(REPORTERS) - {"text", "sarif"})
HOSTILE = (
    "x\x1b[31m\x9b2J\u202e\u200b\x00\r\n::error::y\n=cmd()<b onload=\"a('&')\">`|`*_~~[a](http://e.example)![i](j)"
    "@team #1 www.e.example ]]>%0A\ufffe$x$ <!-- --> 東京"
)


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")
    monkeypatch.setenv("AWS_ACCOUNT_ID", "111122223333")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")


def written(name, report, encoding="utf-8"):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="\n")
    REPORTERS[name](report, stream, Options())
    stream.flush()
    return stream.buffer.getvalue().decode(encoding)


def hostile(name=HOSTILE):
    document = json_document('{"a": {"b": 1}}', f"{name}.json", kind="terraform-plan")
    origin = Origin(document, "/a", name, name)
    found = sample.finding(
        "duplicate-slot", f"The name '{name}'.", f"Use '{name}'.", origin.place("b"), Related(origin.place(), name)
    )
    fault = SourceError(name, where=name, do=name)
    return sample.report(
        sample.ScopeReport(
            name=name,
            kind="terraform-plan",
            documents=[document],
            findings=[msgspec.structs.replace(found, title=name)],
            undecided=[sample.undecided("public-address", origin, name)],
            errored=[Errored(rule_id="public-address", subject=name, error=name, trace=name)],
            notes=[name],
            faults=[fault],
            objects=1,
        ),
        unreadable=[fault],
    )


def test_command_line_knows_every_format():
    assert list(REPORTERS) == list(FORMATS)
    assert set(SPLITTERS) < set(REPORTERS)


def test_documentation_tells_of_every_format():
    page = (Path(__file__).parents[2] / "docs" / "reports.md").read_text(encoding="utf-8")

    assert list(FORMATS) == re.findall(r"^\| `([a-z-]+)` \|", page, re.MULTILINE)


@pytest.mark.parametrize("name", OURS)
def test_hostile_name_leaves_nothing_that_a_terminal_obeys(name):
    text = written(name, hostile())

    assert [] == sorted({c for c in text if not c.isprintable() and c != "\n"})


@pytest.mark.parametrize("name", OURS)
def test_every_stream_can_show_every_name(name):
    broken = "half a pair \ud800 of 東京"

    written(name, hostile(broken))
    written(name, hostile(broken), "ascii")


@pytest.mark.parametrize("name", OURS)
def test_report_does_not_depend_on_the_order_of_the_checks(name):
    def shuffled(seed):
        scopes = [sample.declared_scope(), sample.plan_scope(), sample.captured_scope()]
        for scope in scopes:
            for outcomes in (scope.findings, scope.undecided, scope.errored):
                random.Random(seed).shuffle(outcomes)
        return sample.report(*scopes)

    assert written(name, shuffled(1)) == written(name, shuffled(2))


@pytest.mark.parametrize("name", OURS)
def test_secrets_of_a_plan_and_of_user_data_do_not_appear(name):
    plan = {"resource_changes": [{"change": {"after": {"user_data": "hunter2"}, "after_sensitive": {"user_data": True}}}]}
    captured = {"LaunchTemplateVersions": [{"LaunchTemplateId": "lt-0a", "LaunchTemplateData": {"UserData": "hunter2"}}]}
    scopes = []
    for data, kind, pointer, field in (
        (plan, "terraform-plan", "/resource_changes/0/change/after", "user_data"),
        (captured, "describe", "/LaunchTemplateVersions/0", "LaunchTemplateData.UserData"),
    ):
        document = json_document(json.dumps(data, indent=1), f"{kind}.json", kind=kind)
        origin = Origin(document, pointer, "the-template", "the-template")
        found = sample.finding(
            "public-address", "It is wrong.", "Mend it.", origin.place(field), Related(origin.place(field), "it")
        )
        scopes.append(sample.ScopeReport(name=kind, kind=kind, documents=[document], findings=[found], objects=1))

    text = written(name, sample.report(*scopes))

    assert "hunter2" not in text
    assert "public-address" in text


@pytest.mark.parametrize("name", OURS)
def test_report_of_nothing_is_whole(name):
    assert written(name, Report(version="0.1.0")).endswith("\n") or name == "github"


def test_traces_stay_out_of_files():
    for name in OURS:
        assert "Traceback" not in written(name, sample.report())


# -- what names are written in -----------------------------------------------------------------------------------------


def test_text_is_in_one_line_with_escapes():
    assert r"a b \x1b[2J \x9b \u202e 東京 \ud800" == in_text(" a\r\n\tb \x1b[2J \x9b \u202e 東京 \ud800 ")
    assert "a\n  b\\x1bc" == in_lines("a\r\n  b\x1bc\n")


def test_json_text_says_the_same():
    text = json.dumps("\x9b\u202e\u2028 ü", ensure_ascii=False)

    assert json.loads(text) == json.loads(in_json(text))
    assert in_json(text).isprintable()


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", " @", "\r+", "\uff1d"])
def test_cell_is_no_formula(start):
    assert in_cell(f"{start}cmd()").startswith("'")


def test_harmless_cell_stays_as_it_is():
    assert "10.0.1.0/24 = a-b" == in_cell("10.0.1.0/24 = a-b")


def tokens_of(text):
    for block in MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).parse(text):
        yield block
        yield from block.children or ()


@pytest.mark.parametrize(
    "name",
    [
        HOSTILE,
        "# a",
        "- a",
        "1. a",
        "1) a",
        "> a",
        "+ a",
        "---",
        "===",
        "    a",
        "a\\",
        "`",
        "``a`",
        "<https://e.example>",
        "&lt;",
        "a|b",
    ],
)
def test_text_reads_in_markdown_as_it_is(name):
    told, code = in_markdown(name), in_code(name)
    table = f"| a | b |\n| - | - |\n| {told} | {code} |\n"
    first, second = [block for block in tokens_of(table) if block.type == "inline"][2:]

    for inline in (next(block for block in tokens_of(told) if block.type == "inline"), first):
        assert {"text", "text_special"} >= {token.type for token in inline.children}
        assert in_text(name) == "".join(token.content for token in inline.children).replace("\u200b", "")
    assert ["code_inline"] == [token.type for token in second.children]
    assert in_text(name).strip() == second.children[0].content.strip()


def test_nobody_is_mentioned_and_nothing_is_linked():
    text = in_markdown("@team a@b.example #12 GH-12 https://e.example www.e.example")

    assert [] == re.findall(r"@\w|#\d|GH-|://|www\.", html.unescape(text))


# -- CSV ---------------------------------------------------------------------------------------------------------------


def test_csv_has_a_row_for_each_outcome():
    rows = list(csv.DictReader(io.StringIO(written("csv", sample.report()))))
    verdicts = [row["verdict"] for row in rows]
    first = rows[0]

    assert (11, 7, 1, 1, 1) == tuple(verdicts.count(v) for v in ("fail", "undecided", "crashed", "incomplete", "unreadable"))
    assert ("error", "address-in-delegated-prefix", "network.yaml", "14", "39", "web-1-data") == tuple(
        first[k] for k in ("severity", "rule", "path", "line", "column", "address")
    )
    assert {"111122223333"} == {row["account"] for row in rows if row["rule"] == "public-address" and row["scope"] == "snapshot"}


@pytest.mark.parametrize("name", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\n=1", HOSTILE])
def test_csv_holds_no_formula(name):
    rows = list(csv.reader(io.StringIO(written("csv", hostile(name)))))

    assert {17} == {len(row) for row in rows}
    assert [] == [cell for row in rows for cell in row if re.match(r"\s*[=+\-@]", cell)]


# -- JUnit -------------------------------------------------------------------------------------------------------------

# What the schemas of Jenkins (junit-10.xsd) and of Apache Ant's report have in common.
ATTRIBUTES = {
    "testsuites": {"name", "tests", "failures", "errors", "time"},
    "testsuite": {"name", "tests", "failures", "errors", "skipped", "time"},
    "testcase": {"name", "classname", "time"},
    "failure": {"message", "type"},
    "error": {"message", "type"},
    "skipped": {"message"},
}
CHILDREN = {"testsuites": {"testsuite"}, "testsuite": {"testcase"}, "testcase": {"failure", "error", "skipped"}}


def junit_faults(root):
    for element in root.iter():
        if set(element.attrib) - ATTRIBUTES.get(element.tag, set()):
            yield f"attributes of {element.tag}"
        if {child.tag for child in element} - CHILDREN.get(element.tag, set()):
            yield f"children of {element.tag}"
        if element.tag == "testcase" and (len(element) > 1 or not {"name", "classname"} <= set(element.attrib)):
            yield f"the test case {element.get('name')}"
        if element.tag in {"testsuites", "testsuite"}:
            cases = list(element.iter("testcase"))
            told = {"tests": len(cases)}
            told |= {f"{tag}s": sum(case.find(tag) is not None for case in cases) for tag in ("failure", "error")}
            told["skipped"] = sum(case.find("skipped") is not None for case in cases)
            yield from (
                f"{name} of {element.get('name')}" for name, count in told.items() if element.get(name, str(count)) != str(count)
            )
    for suite in root.iter("testsuite"):
        names = [(case.get("classname"), case.get("name")) for case in suite]
        if len(set(names)) < len(names):
            yield f"two test cases of {suite.get('name')} with one name"


@pytest.mark.parametrize("report", [sample.report(), hostile(), Report(version="0.1.0")])
@pytest.mark.parametrize("encoding", ["utf-8", "ascii"])
def test_junit_is_what_its_consumers_share(report, encoding):
    root = ET.fromstring(written("junit", report, encoding).encode())

    assert "testsuites" == root.tag
    assert [] == list(junit_faults(root))


def test_junit_has_a_suite_for_each_scope_and_a_case_for_each_rule():
    root = ET.fromstring(written("junit", sample.report()).encode())
    outcomes = {
        suite.get("name"): {case.get("name"): (case[0].tag if len(case) else "passed") for case in suite} for suite in root
    }

    assert {
        "input": "passed",
        "address-in-delegated-prefix": "failure",
        "duplicate-slot": "passed",
        "outlives-instance": "failure",
        "public-address": "passed",
        "too-many-interfaces": "skipped",
    } == outcomes["network.yaml"]
    assert "error" == outcomes["plans/prod.tfplan.json"]["public-address"]
    assert "error" == outcomes["snapshot"]["input"]
    assert {"input": "error"} == outcomes["broken.json:3:7"]
    failure = root.find("testsuite[2]/testcase[@name='duplicate-slot']/failure")
    assert failure.get("message").endswith("(and 6 more)")
    assert 7 == failure.text.count("\nfix: ")


# -- GitHub ------------------------------------------------------------------------------------------------------------


def test_annotations(golden):
    actual = written("github", sample.report())

    assert golden("report.github.txt", actual) == actual


def test_hostile_name_begins_no_command_and_ends_no_property():
    for line in written("github", hostile("a,line=9::b: 100%\n::stop-commands::x\r::y")).splitlines():
        properties, message = re.fullmatch(r"::(?:error|warning|notice) ([^:]*)::(.*)", line).groups()

        assert {"file", "line", "col", "title"} >= {part.partition("=")[0] for part in properties.split(",")}
        assert [] == re.findall(r"%(?!25|0A|3A|2C)", message + properties)


def test_quiet_annotations_leave_out_what_is_undecided():
    stream = io.StringIO()
    REPORTERS["github"](sample.report(), stream, Options(quiet=True))

    assert "undecided" not in stream.getvalue()


# -- GitLab ------------------------------------------------------------------------------------------------------------


def test_code_quality_report_has_what_gitlab_needs():
    issues = json.loads(
        written("gitlab", sample.report(sample.declared_scope(), sample.declared_scope(sample.declared(path="b.yaml"))))
    )

    assert {("description", "check_name", "fingerprint", "severity", "location")} == {tuple(issue) for issue in issues}
    assert len(issues) == len({issue["fingerprint"] for issue in issues})
    assert {"path": "network.yaml", "lines": {"begin": 14}} == issues[0]["location"]
    assert {"critical", "major"} == {issue["severity"] for issue in issues}
    assert not any(issue["location"]["path"].startswith(("/", "./")) for issue in issues)


def test_paths_are_those_of_the_repository(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = ["net.yaml", "./a/../net.yaml", str(tmp_path / "a" / "net.yaml"), "/elsewhere/net.yaml", "-"]
    scopes = [sample.declared_scope(sample.declared(path=path)) for path in paths]

    issues = json.loads(written("gitlab", sample.report(*scopes)))

    assert ["net.yaml", "net.yaml", "a/net.yaml", "external/net.yaml", "external/stdin"] == [
        issue["location"]["path"] for issue in issues[::2]
    ]


def test_two_findings_with_one_fingerprint_stay_two():
    scope = sample.declared_scope()
    twice = msgspec.structs.replace(scope, findings=[*scope.findings, *scope.findings])

    issues = json.loads(written("gitlab", sample.report(twice)))

    assert 4 == len({issue["fingerprint"] for issue in issues})


# -- Markdown ----------------------------------------------------------------------------------------------------------


def test_markdown_report(golden):
    actual = written("markdown", sample.report())

    assert golden("report.md", actual) == actual


def test_markdown_report_holds_no_markup_of_names():
    found = list(tokens_of(written("markdown", hostile())))

    assert {"<br>"} == {token.content for token in found if token.type in {"html_inline", "html_block"}}
    assert [] == [token.type for token in found if token.type in {"link_open", "image", "em_open", "s_open"}]
    assert 1 == len([token for token in found if token.type == "table_open"])


def test_markdown_report_fits_a_comment_and_counts_the_rest():
    scopes = [sample.plan_scope() for _ in range(60)]
    text = written("markdown", sample.report(*scopes))

    assert len(text) < 65_536
    assert re.search(r"\.\.\. and \d+ findings more, which this report has no room for\.", text)
    assert "### Undecided" in text


def test_markdown_report_bounds_everything():
    text = written("markdown", hostile(HOSTILE * 2000))

    assert len(text) < 65_536


# -- Security Hub ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def request_faults():
    """Give what botocore has against a request of BatchImportFindings."""
    import botocore.session
    from botocore.validate import ParamValidator

    shape = botocore.session.get_session().get_service_model("securityhub").operation_model("BatchImportFindings").input_shape

    def faults(request):
        return ParamValidator().validate(request, shape).generate_report()

    return faults


@pytest.mark.parametrize("report", [sample.report(), hostile(), hostile(HOSTILE * 100)])
def test_findings_are_what_security_hub_takes(request_faults, report):
    request = json.loads(written("asff", report))

    assert "" == request_faults(request)
    for finding in request["Findings"]:
        assert len(finding["Title"]) <= 256
        assert len(finding["Description"]) <= 1024
        assert len(finding["Remediation"]["Recommendation"]["Text"]) <= 512
        assert all(len(resource["Id"]) <= 512 for resource in finding["Resources"])
        assert len(finding["Id"]) <= 512
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", finding["CreatedAt"])
    assert len(request["Findings"]) == len({finding["Id"] for finding in request["Findings"]})


def test_botocore_would_say_so(request_faults):
    request = json.loads(written("asff", sample.report()))
    del request["Findings"][0]["Resources"]

    assert "Resources" in request_faults(request)


def test_captured_finding_belongs_to_its_own_account(monkeypatch):
    monkeypatch.delenv("AWS_ACCOUNT_ID")
    (finding,) = json.loads(written("asff", sample.report(sample.captured_scope())))["Findings"]

    assert "arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default" == finding["ProductArn"]
    assert [("AwsEc2NetworkInterface", sample.INTERFACE_ARN, "aws")] == [
        (r["Type"], r["Id"], r["Partition"]) for r in finding["Resources"]
    ]


@pytest.mark.parametrize(
    ("region", "partition"), [("cn-north-1", "aws-cn"), ("us-gov-west-1", "aws-us-gov"), ("eu-central-1", "aws")]
)
def test_partition_is_that_of_the_region(monkeypatch, region, partition):
    monkeypatch.setenv("AWS_REGION", region)
    finding = json.loads(written("asff", sample.report(sample.declared_scope())))["Findings"][0]

    assert finding["ProductArn"].startswith(f"arn:{partition}:securityhub:{region}:")


@pytest.mark.parametrize(("name", "value"), [("AWS_ACCOUNT_ID", ""), ("AWS_ACCOUNT_ID", "prod"), ("AWS_REGION", "")])
def test_finding_of_no_account_says_what_to_set(monkeypatch, name, value):
    from eni_lint.errors import UsageError

    monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_DEFAULT_REGION", raising=False)

    with pytest.raises(UsageError) as fault:
        written("asff", sample.report(sample.declared_scope()))
    assert "Set AWS_ACCOUNT_ID (12 digits) and AWS_REGION." == fault.value.do


def test_a_request_takes_a_hundred_findings():
    scope = sample.declared_scope()
    many = msgspec.structs.replace(scope, findings=scope.findings * 75)

    files = [json.loads(text)["Findings"] for text in SPLITTERS["asff"](sample.report(many), Options(), "utf-8")]

    assert [100, 50] == [len(findings) for findings in files]
    assert 150 == len({finding["Id"] for findings in files for finding in findings})
