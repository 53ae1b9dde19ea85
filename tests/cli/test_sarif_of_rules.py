"""The profile's checks over the real rulebook and over real runs: every rule firing, every fixture, every example."""

import copy
import io
import json
import random
import xml.etree.ElementTree as ET
from pathlib import Path

import botocore.session
import jsonschema
import msgspec
import multitool
import pytest
import sarif_profile
from botocore.validate import ParamValidator
from rule_examples import RULEBOOK, bind_example, evaluate_example, read_example

from eni_lint.app import Request, run
from eni_lint.config.settings import Settings
from eni_lint.engine.evaluate import evaluate
from eni_lint.locate import schema_file
from eni_lint.reporters import REPORTERS, SPLITTERS, Options
from eni_lint.reporters.report import Report, ScopeReport
from eni_lint.reporters.sarif import github_files
from eni_lint.sources.declared import parse_declared, read_declared

ROOT = Path(__file__).resolve().parent.parent.parent
FIXTURES = ROOT / "tests" / "fixtures"
INPUTS = sorted(
    [
        *(FIXTURES / "plans").iterdir(),
        *(FIXTURES / "cloudformation").iterdir(),
        *(FIXTURES / "describe").iterdir(),
        *(FIXTURES / "declared").iterdir(),
        *(ROOT / "examples").iterdir(),
    ]
)
EVERYTHING = frozenset({"pass", "not-applicable", "absent"})


@pytest.fixture(autouse=True)
def given_time(monkeypatch, tmp_path):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    monkeypatch.chdir(tmp_path)


def sarif(report, **options):
    stream = io.StringIO()
    REPORTERS["sarif"](report, stream, Options(**options))
    return stream.getvalue()


def github(report, **options):
    return list(github_files(report, Options(**options)))


@pytest.fixture(scope="module")
def every_rule():
    """Report on all examples of all rules as one scope: every rule that can fire does."""
    results = [
        (rule, number, evaluate_example(rule, example))
        for rule in RULEBOOK
        for number, example in enumerate((*rule.examples.fail, *rule.examples.passing, *rule.examples.undecided))
    ]

    def apart(outcomes, rule, number):
        # The examples have their names in common, so that equal findings of two of them are told apart.
        return [
            msgspec.structs.replace(o, fingerprint=f"{number:02x}{o.fingerprint[2:]}") for o in outcomes if o.rule_id == rule.id
        ]

    scope = ScopeReport(
        name="everything.yaml",
        kind="declared",
        findings=[finding for rule, number, result in results for finding in apart(result.findings, rule, number)],
        undecided=[outcome for rule, number, result in results for outcome in apart(result.undecided, rule, number)],
        objects=1,
    )
    return Report(version="0.1.0", scopes=[scope], rules=list(RULEBOOK), exit_status=1)


def checked(path, *, rules=()):
    return run(Request(paths=[str(path)], settings=Settings(only=list(rules)), keep_passes=True))


# -- the profile -------------------------------------------------------------------------------------------------------


def test_every_rule_fires_in_what_is_checked_here(every_rule):
    assert {rule.id for rule in RULEBOOK} == {finding.rule_id for finding in every_rule.scopes[0].findings}


def test_log_of_every_rule_keeps_to_the_profile(every_rule):
    assert [] == sarif_profile.faults(json.loads(sarif(every_rule)))


def test_files_for_github_of_every_rule_keep_to_the_profile(every_rule):
    assert [] == [
        fault for text in github(every_rule, undetermined_notes=True) for fault in sarif_profile.github_faults(json.loads(text))
    ]


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: path.name)
def test_log_of_every_input_keeps_to_the_profile(path):
    report = checked(path, rules=[rule.category for rule in RULEBOOK])

    assert [] == sarif_profile.faults(json.loads(sarif(report, sarif_include=EVERYTHING)))
    assert [] == [fault for text in github(report) for fault in sarif_profile.github_faults(json.loads(text))]


# -- the multitool -----------------------------------------------------------------------------------------------------


def complaints(texts, folder):
    found = []
    for number, (text, kinds) in enumerate(texts):
        log = folder / f"log{number}.sarif"
        log.write_text(text, encoding="utf-8")
        found += multitool.complaints(log, kinds=kinds)
    return found


def test_multitool_has_nothing_against_every_rule(every_rule, tmp_path):
    texts = [(sarif(every_rule), "Sarif"), *((text, "Sarif;Ghas") for text in github(every_rule))]

    assert [] == complaints(texts, tmp_path)


@pytest.mark.parametrize("path", sorted((ROOT / "examples").iterdir()), ids=lambda path: path.name)
def test_multitool_has_nothing_against_every_example(path, tmp_path):
    report = checked(path)
    texts = [(sarif(report, sarif_include=EVERYTHING), "Sarif"), *((text, "Sarif;Ghas") for text in github(report))]

    assert [] == complaints(texts, tmp_path)


# -- identity ----------------------------------------------------------------------------------------------------------


def marks(report):
    return sorted(
        result["partialFingerprints"]["eniLint/v1"] for r in json.loads(sarif(report))["runs"] for result in r["results"]
    )


def shuffled(value, chance):
    """Shuffle what has no order: the members of mappings, and the objects of a plan and of an answer."""
    if isinstance(value, dict):
        names = list(value)
        chance.shuffle(names)
        return {name: shuffled(value[name], chance) for name in names}
    if isinstance(value, list):
        items = [shuffled(item, chance) for item in value]
        if all(
            isinstance(item, dict) and ({"address", "NetworkInterfaceId", "InstanceId", "SubnetId"} & set(item)) for item in items
        ):
            chance.shuffle(items)
        return items
    return value


SAME = [
    *sorted((FIXTURES / "plans").glob("faults-*/*.json")),
    ROOT / "examples" / "terraform" / "plan.json",
    *sorted((ROOT / "examples" / "account").glob("*interfaces.json")),
]


@pytest.mark.parametrize("path", SAME, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_fingerprints_outlive_another_order_other_lines_another_folder_and_another_run(path, tmp_path):
    data = json.loads(path.read_text(encoding="utf-8"))
    before = tmp_path / path.name
    before.write_text(json.dumps(data))
    after = tmp_path / "another" / "folder" / path.name
    after.parent.mkdir(parents=True)
    after.write_text("\n" * 10 + json.dumps(shuffled(copy.deepcopy(data), random.Random(7)), indent=3))
    expected = marks(checked(before))

    assert expected == marks(checked(before)) == marks(checked(after))
    assert len(expected) == len(set(expected)) > 0


def test_fingerprints_of_declared_files_outlive_other_lines_and_another_folder(tmp_path):
    text = (ROOT / "examples" / "declared" / "edge.yaml").read_text(encoding="utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "edge.yaml").write_text(text)
    (tmp_path / "other" / "edge.yaml").write_text("\n# moved\n" * 5 + text)

    assert marks(checked(tmp_path / "edge.yaml")) == marks(checked(tmp_path / "other" / "edge.yaml"))


def test_instances_of_one_for_each_have_fingerprints_of_their_own(tmp_path):
    changes = [
        {
            "address": f'aws_network_interface.it["{key}"]',
            "type": "aws_network_interface",
            "name": "it",
            "index": key,
            "mode": "managed",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["create"],
                "before": None,
                "after": {"private_ips": ["10.0.1.10"], "ipv4_prefixes": ["10.0.1.17/28"]},
            },
        }
        for key in "ab"
    ]
    plan = tmp_path / "plan.json"
    plan.write_text(json.dumps({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes}))
    report = checked(plan, rules=["unaligned-prefix"])

    assert ['aws_network_interface.it["a"]', 'aws_network_interface.it["b"]'] == [
        finding.subject.address for finding in report.scopes[0].findings
    ]
    assert 2 == len(set(marks(report)))


# -- determinism -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", sorted((ROOT / "examples").iterdir()), ids=lambda path: path.name)
def test_equal_inputs_make_equal_files(path):
    first, second = checked(path), checked(path)

    assert sarif(first, sarif_include=EVERYTHING) == sarif(second, sarif_include=EVERYTHING)
    assert github(first) == github(second)


# -- fixes -------------------------------------------------------------------------------------------------------------


def fixed(text, fix):
    """Apply a fix to a text, as an editor would."""
    lines = text.split("\n")
    (change,) = fix["artifactChanges"]
    for replacement in change["replacements"]:
        region = replacement["deletedRegion"]
        assert region["startLine"] == region["endLine"]
        line = lines[region["startLine"] - 1]
        lines[region["startLine"] - 1] = (
            line[: region["startColumn"] - 1] + replacement["insertedContent"]["text"] + line[region["endColumn"] - 1 :]
        )
    return "\n".join(lines)


FIXABLE = [
    pytest.param(rule, example, id=f"{rule.id}-{number}")
    for rule in RULEBOOK
    for number, example in enumerate(rule.examples.fail, 1)
    if any(finding.change for finding in evaluate_example(rule, example).findings)
]


def test_several_rules_offer_fixes():
    assert 5 <= len({case.id.rpartition("-")[0] for case in FIXABLE})


@pytest.mark.parametrize(("rule", "example"), FIXABLE)
def test_fix_mends_what_it_is_for(rule, example):
    inventory = read_example(rule, example)
    result = evaluate(inventory, bind_example(rule, example))
    scope = ScopeReport(name=f"{rule.id}.yaml", kind="declared", findings=result.findings, objects=1)
    (run_made,) = json.loads(sarif(Report(version="0.1.0", scopes=[scope], rules=[rule])))["runs"]
    for told in run_made["results"]:
        for fix in told.get("fixes", ()):
            again = read_declared(parse_declared(fixed(example.input, fix), f"{rule.id}.yaml"))
            again.catalog = inventory.catalog
            left = [finding.fingerprint for finding in evaluate(again, bind_example(rule, example)).findings]

            assert told["partialFingerprints"]["eniLint/v1"] not in left


# -- other consumers ---------------------------------------------------------------------------------------------------

# What GitLab's documentation says of a Code Quality report.
CODE_QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "additionalProperties": False,
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "additionalProperties": False,
                "properties": {
                    # Relative to the root of the repository, without a prefix.
                    "path": {"type": "string", "minLength": 1, "pattern": r"^(?!/|\./|\.\./)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "additionalProperties": False,
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}


def text_of(name, report):
    stream = io.StringIO()
    REPORTERS[name](report, stream, Options())
    return stream.getvalue()


def test_gitlab_takes_every_rule(every_rule):
    issues = json.loads(text_of("gitlab", every_rule))

    jsonschema.validate(issues, CODE_QUALITY, cls=jsonschema.Draft202012Validator)
    assert len(every_rule.scopes[0].findings) == len(issues) == len({issue["fingerprint"] for issue in issues})


def test_security_hub_takes_every_rule(every_rule, monkeypatch):
    monkeypatch.setenv("AWS_ACCOUNT_ID", "111122223333")
    monkeypatch.setenv("AWS_REGION", "eu-west-1")
    service = botocore.session.get_session().get_service_model("securityhub")
    shape = service.operation_model("BatchImportFindings").input_shape
    requests = [json.loads(text) for text in SPLITTERS["asff"](every_rule, Options(), "utf-8")]

    assert [] == [fault for request in requests if (fault := ParamValidator().validate(request, shape).generate_report())]
    assert len(every_rule.scopes[0].findings) == sum(len(request["Findings"]) for request in requests)


def test_junit_has_a_case_for_every_rule(every_rule):
    (suite,) = ET.fromstring(text_of("junit", every_rule).encode())

    assert ["input", *sorted(rule.id for rule in RULEBOOK)] == [case.get("name") for case in suite]
    assert str(len(RULEBOOK)) == suite.get("failures") == str(len(suite.findall("testcase/failure")))


def test_report_of_every_rule_is_what_its_schema_says(every_rule):
    schema = json.loads(schema_file("report").read_text(encoding="utf-8"))

    jsonschema.validate(json.loads(text_of("json", every_rule)), schema, cls=jsonschema.Draft202012Validator)
