"""Account ids, addresses and ARNs stay out of all that is told when they are to be hidden; identities stay what they were."""

import csv
import io
import json

import msgspec
import pytest
import sample_report as sample

from eni_lint.documents import Document, Written, yaml_document
from eni_lint.errors import SourceError, UsageError
from eni_lint.findings import Absent, Change, Errored, Related, Suppression
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.hidden import HiddenDocument, hidden
from eni_lint.reporters.redact import Redactor
from eni_lint.reporters.sarif import github_files

ACCOUNT, ADDRESS, ADDRESS6 = "111122223333", "198.51.100.7", "2001:db8:0:1::10"
ARN = f"arn:aws:ec2:eu-west-1:{ACCOUNT}:network-interface/eni-0a1b2c3d4e5f67890"
ALL = ("account", "arn", "ip")


# -- texts -------------------------------------------------------------------------------------------------------------


def tokens(text, *kinds):
    return Redactor(kinds or ALL).hide(text)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("account", f"owned by {ACCOUNT}."),
        ("account", f"snapshots/{ACCOUNT}/eu-west-1/x.json"),
        ("account", f"snapshot_{ACCOUNT}.json"),
        ("account", "as 1111-2222-3333 says"),
        ("account", f"arn:aws:iam::{ACCOUNT}:root"),
        ("ip", f"the address '{ADDRESS}'"),
        ("ip", f"{ADDRESS}:443"),
        ("ip", f"{ADDRESS}/32, {ADDRESS6}/128"),
        ("ip", f"[{ADDRESS6}]:443"),
        ("ip", "2001:DB8:0:1:0:0:0:10"),
        ("ip", "host ip-198-51-100-7.eu-west-1.compute.internal"),
        ("ip", "ec2-198-51-100-7.compute-1.amazonaws.com"),
        ("arn", f"the role {ARN}."),
        ("arn", "arn:aws-cn:ec2:cn-north-1:111122223333:instance/i-1"),
    ],
)
def test_what_is_to_be_hidden_is(kind, text):
    told = tokens(text, kind)
    digits = told.replace("-", "").replace(".", "")

    assert told != text
    assert not any(secret in told for secret in (ACCOUNT, ADDRESS, ADDRESS6, "1111-2222-3333", "198-51-100-7", "DB8"))
    assert "11112222333" not in digits


@pytest.mark.parametrize(
    "text",
    [
        "0.0.0.0/0 and ::/0 are everybody",
        "modules/edge/main.tf:12:3",
        "AWS::EC2::NetworkInterface",
        "2026-11-23T02:00:00Z",
        "eni-0123456789abcdef0, sg-111122223333abcde",
        "5 of 16 in 1,234 at 12:30:45",
        "version 1.2.3",
        "999.999.999.999",
        "1111222233334444",
    ],
)
def test_what_is_nothing_of_that_stays(text):
    assert text == tokens(text)


def test_one_thing_has_one_token_in_every_spelling_and_every_run():
    one = tokens("2001:db8:0:1::10 2001:DB8:0:1:0:0:0:10 1111-2222-3333 111122223333").split()

    assert one[0] == one[1] == tokens(ADDRESS6)
    assert one[2] == one[3] == tokens(ACCOUNT)
    assert one[0] != one[2]


def test_length_of_a_block_stays():
    assert tokens("10.0.1.0/24").endswith("/24")
    assert tokens("10.0.1.0/24") == f"{tokens('10.0.1.0')}/24"


def test_token_depends_on_the_key():
    keys = [Redactor(ALL, key).hide(ACCOUNT) for key in ("", "a", "b", "a")]

    assert 3 == len(set(keys))
    assert keys[1] == keys[3]


def test_token_is_not_hidden_again():
    once = tokens(f"{ACCOUNT} {ADDRESS} {ADDRESS6} {ARN}")

    assert once == tokens(once)


def test_values_keep_their_shape():
    shown = Redactor(ALL).value({ADDRESS: [ADDRESS, 1, True, None, int(ACCOUNT)]})
    token = tokens(ADDRESS)

    assert {token: [token, 1, True, None, tokens(ACCOUNT)]} == shown


def test_hidden_document_lets_nothing_of_a_document_through():
    public = {name for name in vars(Document) if not name.startswith("_")} - {"path", "kind"}

    assert public <= set(vars(HiddenDocument))


# -- reports -----------------------------------------------------------------------------------------------------------

LEAKY = f"""\
eni_lint: 1
account: "{ACCOUNT}"
network_interfaces:
  {ADDRESS}: {{private_ip_addresses: [{ADDRESS}, 203.0.113.9], description: "{ARN} {ACCOUNT}"}}
"""


def leaky():
    """Report a report that holds what is to be hidden wherever a report can hold it."""
    document = yaml_document(LEAKY, f"estates/{ACCOUNT}/net.yaml", kind="declared")
    origin = Origin(document, f"/network_interfaces/{ADDRESS}", ADDRESS, f"network_interfaces/{ADDRESS}")
    said = f"It is {ADDRESS} of {ACCOUNT}, which {ARN} holds."
    waiver = Suppression(kind="external", reason=said, owner=ACCOUNT, where=f"waivers/{ACCOUNT}.yaml:3", ticket=ADDRESS)
    at = origin.place("private_ip_addresses[0]")
    finding = sample.finding("outlives-instance", said, said, at, Related(origin.place("description"), said))
    first = msgspec.structs.replace(finding, suppression=waiver, change=Change(at, value=ADDRESS))
    second = msgspec.structs.replace(finding, rule_id="public-address", waiver=said, fingerprint="c" * 64)
    scope = sample.ScopeReport(
        name=document.path,
        kind="declared",
        documents=[document],
        findings=[first, second],
        undecided=[sample.undecided("too-many-interfaces", origin, said)],
        errored=[Errored(rule_id="duplicate-slot", subject=ADDRESS, error=said, trace=said)],
        notes=[said],
        faults=[SourceError(said, where=f"x/{ACCOUNT}.yaml:1:2", do=said)],
        account=ACCOUNT,
        region="eu-west-1",
        absent=[Absent(rule_id="duplicate-slot", subject=ADDRESS, fingerprint="e" * 64, message=said)],
    )
    captured = sample.captured_scope()
    plan = sample.plan_scope()
    source = Document(f"src/{ACCOUNT}.tf", "terraform-source", None, f'  ip = "{ADDRESS}" # {ACCOUNT}\n')
    span = document.span("/eni_lint").__class__(1, 3, 1, 8 + len(ADDRESS) + 1)
    made = Document(
        plan.documents[0].path,
        plan.kind,
        plan.documents[0].data,
        plan.documents[0].text,
        written=lambda _: Written(source, span, whole=False, through=((source, span, said),)),
    )
    found = plan.findings[0]
    place = Origin(made, found.at.origin.pointer, f'aws_eip.it["{ADDRESS}"]').place("device_index")
    plan = msgspec.structs.replace(
        plan,
        documents=[made],
        findings=[msgspec.structs.replace(found, at=place, subject=place.origin, related=())],
        undecided=[],
    )
    return sample.report(
        scope,
        captured,
        plan,
        notes=[said],
        baseline=f"baselines/{ACCOUNT}.json",
        unreadable=[SourceError(said, where=f"{ACCOUNT}.json:1", do=said)],
    )


def written(name, report, **options):
    stream = io.StringIO()
    REPORTERS[name](report, stream, Options(color="never", sarif_include=frozenset({"absent"}), **options))
    return stream.getvalue()


@pytest.fixture(autouse=True)
def surroundings(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "86400")


NAMES = [name for name in REPORTERS if name != "asff"]


@pytest.mark.parametrize("name", NAMES)
def test_report_leaks_when_nothing_is_hidden(name):
    assert ACCOUNT in written(name, leaky(), verbose=True)


@pytest.mark.parametrize("name", NAMES)
def test_no_format_tells_what_is_hidden(name):
    text = written(name, hidden(leaky(), Redactor(ALL)), verbose=True)

    assert [] == [secret for secret in (ACCOUNT, ADDRESS, "203.0.113.9", "arn:aws:ec2") if secret in text]


@pytest.mark.parametrize("name", NAMES)
def test_addresses_alone_are_hidden(name):
    text = written(name, hidden(leaky(), Redactor(["ip"])), verbose=True)

    assert ADDRESS not in text
    assert ACCOUNT in text


def test_security_hub_needs_accounts():
    with pytest.raises(UsageError, match="names its account"):
        written("asff", hidden(leaky(), Redactor(["account"])))


def test_security_hub_gets_no_address(monkeypatch):
    monkeypatch.setenv("AWS_ACCOUNT_ID", ACCOUNT)
    monkeypatch.setenv("AWS_REGION", "eu-west-1")

    assert ADDRESS not in written("asff", hidden(leaky(), Redactor(["ip"])))


def logs():
    return [json.loads(written("sarif", report)) for report in (leaky(), hidden(leaky(), Redactor(ALL)))]


def test_fingerprints_stay_what_they_were():
    marks = [
        sorted(result["partialFingerprints"]["eniLint/v1"] for run in log["runs"] for result in run["results"]) for log in logs()
    ]

    assert marks[0] == marks[1]


def test_tokens_are_declared():
    _, log = logs()
    declared = log["runs"][0]["redactionTokens"]

    assert {tokens(ACCOUNT), tokens(ADDRESS), tokens(ARN)} <= set(declared)


def test_category_is_told_by_the_token():
    _, log = logs()

    assert f"eni-lint/aws/{tokens(ACCOUNT)}/eu-west-1/" in [run["automationDetails"]["id"] for run in log["runs"]]


def test_evidence_is_hidden_and_its_lines_fit():
    _, log = logs()
    run = next(run for run in log["runs"] if run["automationDetails"]["id"].startswith("eni-lint/aws"))
    (result,) = run["results"]
    physical = result["locations"][0]["physicalLocation"]
    text = next(a["contents"]["text"] for a in run["artifacts"] if a["location"]["uri"] == physical["artifactLocation"]["uri"])
    region = physical["region"]
    line = text.split("\n")[region["startLine"] - 1]

    assert (
        f'"PublicIp": "{tokens(ADDRESS)}"'
        == line[region["startColumn"] - 1 : region["endColumn"] - 1]
        == region["snippet"]["text"]
    )


def test_a_token_is_no_fix():
    _, log = logs()

    assert not any("fixes" in result for run in log["runs"] for result in run["results"])


def test_marks_stand_below_the_tokens():
    lines = written("text", hidden(leaky(), Redactor(ALL))).split("\n")
    row = next(n for n, line in enumerate(lines) if "private_ip_addresses: [" in line)
    shown, below = lines[row], lines[row + 1]
    start = below.index("^")

    assert tokens(ADDRESS) == shown[start : start + below.count("^")]


def test_path_leads_to_the_same_pointer_in_every_row():
    rows = list(csv.DictReader(io.StringIO(written("csv", hidden(leaky(), Redactor(ALL))))))

    assert f"/network_interfaces/{tokens(ADDRESS)}/private_ip_addresses/0" in [row["pointer"] for row in rows]


def test_files_for_github_are_hidden_too():
    text = "".join(github_files(hidden(leaky(), Redactor(ALL)), Options(undetermined_notes=True)))

    assert [] == [secret for secret in (ACCOUNT, ADDRESS, "arn:aws:ec2") if secret in text]
