"""Waived findings: in comments, metadata, tags and files; what has expired, serves nothing or is not understood is said."""

import json

import pytest

RULE = "reserved-subnet-address"
HEAD = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.1.0/24}}
security_groups: {g: {}}
network_interfaces:
"""


def net(*lines):
    return HEAD + "".join(f"  {line}\n" for line in lines)


X = "x: {subnet_id: a, groups: [g], description: x, private_ip_addresses: [10.0.1.2]}"
Y = "y: {subnet_id: a, groups: [g], description: y, private_ip_addresses: [10.0.1.3]}"
LONG = (
    "x:",
    "  subnet_id: a",
    "  groups: [g]",
    "  description: x",
    "  private_ip_addresses: [10.0.1.2]",
)


@pytest.fixture
def check(eni_lint, write):
    def run(text, *args, name="net.yaml"):
        process = eni_lint("check", "--format", "json", "--select", RULE, *args, write(name, text))
        process.report = json.loads(process.stdout) if process.stdout else {}
        return process

    return run


def findings(process):
    return [f for scope in process.report["scopes"] for f in scope["findings"]]


def counting(process):
    return [f["subject"]["address"] for f in findings(process) if "suppression" not in f]


def remarks(process):
    return [(r["kind"], r["where"]) for r in process.report["remarks"]]


IGNORE = f"# eni-lint: ignore[{RULE}] until=2099-01-31 owner=net-team ticket=NET-7 the lab has its own DNS"
PLACED = {
    "on the line": net(f"{X} {IGNORE}", Y),
    "on the line above": net(IGNORE, X, Y),
    "above the block": net(IGNORE, *LONG, Y),
    "first in the block": net(LONG[0], f"  {IGNORE}", *LONG[1:], Y),
    "on the line of the value": net(*LONG[:-1], f"{LONG[-1]} {IGNORE}", Y),
    "above the value": net(*LONG[:-1], f"  {IGNORE}", LONG[-1], Y),
    "behind another comment": net(f"{X} # hello {IGNORE}", Y),
}


@pytest.mark.parametrize("text", PLACED.values(), ids=PLACED.keys())
def test_a_comment_covers_its_line_the_next_or_the_block_and_nothing_else(check, text):
    process = check(text)
    [waived] = [f for f in findings(process) if "suppression" in f]

    assert ["y"] == counting(process)
    assert ("inSource", "the lab has its own DNS", "2099-01-31", "net-team", "NET-7") == tuple(
        waived["suppression"][name] for name in ("kind", "reason", "until", "owner", "ticket")
    )
    assert [] == remarks(process)
    assert 1 == process.report["summary"]["suppressed"]


ELSEWHERE = {
    "in a text": net(LONG[0], f"  description: '{IGNORE}'", *LONG[1:3], LONG[4]),
    "in a block of text": net(LONG[0], "  description: |", f"    {IGNORE}", *LONG[1:3], LONG[4]),
    "of another object": net(IGNORE, Y.replace("10.0.1.3", "10.0.1.30"), X),
    "of another rule": net(IGNORE.replace(RULE, "cross-az-attachment"), X),
    "two lines above": net(IGNORE, "", X),
}


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE.keys())
def test_what_is_no_comment_on_it_hides_nothing(check, text):
    assert "x" in counting(check(text))


def test_a_waived_finding_does_not_fail_and_is_counted(eni_lint, write):
    process = eni_lint("check", "--select", RULE, write("net.yaml", net(IGNORE, X)))
    verbose = eni_lint("check", "--select", RULE, "-v", "net.yaml")

    assert 0 == process.returncode
    assert "No problems found; 1 suppressed." in process.out
    assert "suppressed until 2099-01-31 by net-team at net.yaml:5:3: the lab has its own DNS" in verbose.out


def test_the_last_day_is_included_and_the_next_is_not(eni_lint, write):
    write("net.yaml", net(IGNORE.replace("2099-01-31", "2026-03-04"), X))
    last, after = (
        eni_lint("check", "--select", RULE, "net.yaml", env={"SOURCE_DATE_EPOCH": day})
        for day in ("1772668799", "1772668800")  # 23:59:59 of that day in UTC, and the second after it
    )

    assert [0, 1] == [last.returncode, after.returncode]
    assert "counts although it was waived: net.yaml:5:3: expired on 2026-03-04" in after.out
    assert "suppression expired: net.yaml:5:3" in after.out


def test_a_suppression_that_hides_nothing_is_said_only_where_that_is_certain(check):
    unused = net(IGNORE, X.replace("10.0.1.2]", "10.0.1.20]"))

    assert [("unused", "net.yaml:5:3")] == remarks(check(unused))
    assert [] == remarks(check(unused, "--select", "cross-az-attachment", "--ignore", RULE))
    assert [] == remarks(check(unused.replace("[10.0.1.20]", "{unknown: a variable}")))


WRONG = {
    f"# eni-lint: ignore[{RULE}s] x": ("invalid", "There is no rule named"),
    f"# eni-lint: ignore[{RULE}] until=tomorrow x": ("invalid", "is no date"),
    f"# eni-lint: ignore[{RULE}] untl=2099-01-01 x": ("invalid", "did you mean until=?"),
    f"# eni-lint: ignore[{RULE}] until 2099-01-01": ("invalid", "write until=2027-01-31"),
    "# eni-lint: ignore[] x": ("invalid", "it names no rule"),
    "# eni-lint: ignore[*] x": ("invalid", "'*' is no rule"),
    f"# eni-lint:disable={RULE}": ("invalid", "no suppression that is understood"),
    "# eni-lint: ignore[addressing] x": ("invalid", "There is no rule named addressing"),
}


@pytest.mark.parametrize(("comment", "said"), WRONG.items(), ids=WRONG.keys())
def test_a_suppression_that_is_not_understood_hides_nothing_and_is_said(check, comment, said):
    process = check(net(comment, X))
    kind, text = said

    assert ["x"] == counting(process)
    assert any(
        r["kind"] == kind and text.casefold() in r["what"].casefold() + (r["do"] or "").casefold()
        for r in process.report["remarks"]
    )


MODULE = """\
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_network_interface" "x" {
  subnet_id   = aws_subnet.a.id
  private_ips = ["10.0.1.2"]
}
resource "aws_network_interface" "y" {
  subnet_id   = aws_subnet.a.id
  description = "# eni-lint: ignore[reserved-subnet-address] in a text"
  private_ips = ["10.0.1.3"]
}
"""
IN_HCL = [
    ('resource "aws_network_interface" "x" {', f'{IGNORE}\nresource "aws_network_interface" "x" {{'),
    ('resource "aws_network_interface" "x" {', f'resource "aws_network_interface" "x" {{\n  {IGNORE.replace("#", "//", 1)}'),
    ('["10.0.1.2"]', f'["10.0.1.2"] {IGNORE}'),
    ('["10.0.1.2"]', f'["10.0.1.2"] /* {IGNORE[2:]} */'),
]


@pytest.mark.parametrize(("old", "new"), IN_HCL)
def test_comments_in_terraform_hold_for_its_resources(check, old, new):
    assert ["aws_network_interface.y"] == counting(check(MODULE.replace(old, new), name="main.tf"))


def test_a_comment_in_terraform_holds_for_the_plan(eni_lint, write):
    from pathlib import Path

    source = Path(__file__).parents[1] / "fixtures" / "plans" / "over-account"
    write("plan.json", (source / "plan.json").read_bytes())
    text = (source / "main.tf").read_text()
    write("main.tf", text)
    before = eni_lint("check", "--format", "json", "--select", "unattached-interface", "plan.json")
    write(
        "main.tf",
        text.replace(
            'resource "aws_network_interface" "taken" {',
            '# eni-lint: ignore[unattached-interface] spare\nresource "aws_network_interface" "taken" {',
        ),
    )
    after = eni_lint("check", "--format", "json", "--select", "unattached-interface", "plan.json")
    waived = [
        [f["subject"]["address"] for s in json.loads(p.stdout)["scopes"] for f in s["findings"] if "suppression" in f]
        for p in (before, after)
    ]

    assert [[], ["aws_network_interface.taken"]] == waived


def template(metadata):
    resource = {"Type": "AWS::EC2::NetworkInterface", "Properties": {"SubnetId": {"Ref": "A"}, "PrivateIpAddress": "10.0.1.2"}}
    if metadata is not None:
        resource["Metadata"] = {"eni-lint": metadata}
    subnet = {"Type": "AWS::EC2::Subnet", "Properties": {"VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24"}}
    return json.dumps({"AWSTemplateFormatVersion": "2010-09-09", "Resources": {"A": subnet, "X": resource}}, indent=1)


@pytest.mark.parametrize(
    ("metadata", "waived", "kinds"),
    [
        (None, False, []),
        ({"ignore": [{"rule": RULE, "reason": "own DNS", "until": "2099-01-01"}]}, True, []),
        ({"ignore": [{"rule": RULE, "reason": "own DNS", "until": "2020-01-01"}]}, False, ["expired"]),
        ({"ignore": [{"rule": RULE, "until": "soon"}]}, False, ["invalid"]),
        ({"ignore": RULE}, False, ["invalid"]),
        ({"ignore": [{"rule": "cross-az-attachment", "reason": "x"}]}, False, []),
    ],
)
def test_metadata_of_a_template_waives(check, metadata, waived, kinds):
    process = check(template(metadata), name="stack.json")

    assert ([] if waived else ["X"]) == counting(process)
    assert kinds == [kind for kind, _ in remarks(process)]


def test_a_tag_waives_on_a_live_resource(eni_lint, write):
    subnet = {"SubnetId": "subnet-1", "VpcId": "vpc-1", "CidrBlock": "10.0.1.0/24", "AvailabilityZone": "eu-west-1a"}
    groups = [{"GroupId": "sg-1", "GroupName": "g"}]
    interfaces = [
        {
            "NetworkInterfaceId": f"eni-{n}",
            "SubnetId": "subnet-1",
            "Status": "available",
            "RequesterManaged": False,
            "Description": "",
            "InterfaceType": "interface",
            "Groups": groups,
            "PrivateIpAddresses": [],
            "TagSet": tags,
        }
        for n, tags in enumerate(
            [
                [],
                [{"Key": "eni-lint:ignore", "Value": "unattached-interface until=2099-01-01 spare"}],
                [{"Key": "eni-lint:ignore", "Value": "unattached-interfce spare"}],
            ]
        )
    ]
    write("account/subnets.json", json.dumps({"Subnets": [subnet]}))
    write("account/interfaces.json", json.dumps({"NetworkInterfaces": interfaces}))
    report = json.loads(eni_lint("check", "--format", "json", "--select", "unattached-interface", "account").stdout)
    [scope] = report["scopes"]

    assert ["eni-1"] == [f["subject"]["address"] for f in scope["findings"] if "suppression" in f]
    assert ["eni-0", "eni-2"] == sorted(f["subject"]["address"] for f in scope["findings"] if "suppression" not in f)
    assert ["invalid"] == [r["kind"] for r in report["remarks"]]


WAIVERS = """\
waivers:
  - rule: reserved-subnet-address
    subject: "x*"
    reason: the lab has its own DNS
    until: 2099-01-31
"""


def test_waivers_of_a_file_and_of_the_configuration_hold(check, write):
    named = check(net(X, Y), "--waivers", write("waivers.yaml", WAIVERS))
    write("eni-lint.yaml", WAIVERS)
    configured = check(net(X, Y))

    assert ["y"] == counting(named) == counting(configured)
    places = [next(f for f in findings(p) if "suppression" in f)["suppression"] for p in (named, configured)]
    assert [("external", "waivers.yaml:2:5"), ("external", "eni-lint.yaml:2:5")] == [(p["kind"], p["where"]) for p in places]


BROKEN = [
    ("waivers:\n  - {rule: x}\n", "waivers.yaml:2:5"),
    ("waivers:\n  - {rule: reserved-subnet-address, reason: ' '}\n", "waivers.yaml:2:5"),
    ("waivers:\n  - {rule: reserved-subnet-address, reason: x, until: 2026-02-30}\n", "waivers.yaml:2:"),
    ("waivers:\n  - {rule: reserved-subnet-address, reason: x, utnil: 2026-02-20}\n", "did you mean until?"),
    ("waiver: []\n", "waivers.yaml:1:1"),
    ("waivers: [\n", "waivers.yaml:2:1"),
    ("", "waivers.yaml"),
]


@pytest.mark.parametrize(("text", "said"), BROKEN)
def test_a_broken_file_of_waivers_is_an_error_with_its_place(check, write, text, said):
    process = check(net(X), "--waivers", write("waivers.yaml", text))

    assert 2 == process.returncode
    assert said in process.err
    assert "Traceback" not in process.err


def test_a_missing_file_of_waivers_is_an_error(check):
    assert 2 == check(net(X), "--waivers", "none.yaml").returncode


def test_rules_that_cannot_be_ignored_are_not(check, write):
    rule = "title: An interface without a description\nseverity: error\nover: network_interfaces\nexpect: subject.description != null\nmessage: \"'{address}' has none.\"\nignorable: false\n"
    write("policy/must-describe.yaml", rule)
    text = net("# eni-lint: ignore[must-describe] no time", X.replace("description: x, ", ""))
    process = check(text, "--rules", "policy", "--select", "must-describe")

    assert {"must-describe", RULE} == {f["rule"] for f in findings(process) if "suppression" not in f}
    assert ["refused"] == [kind for kind, _ in remarks(process)]
    assert 1 == process.returncode


def test_every_report_knows_what_is_waived(eni_lint, write):
    write(
        "net.yaml",
        net(
            IGNORE,
            X,
            Y,
            "# eni-lint: ignore[cross-az-attachment] no more",
            Y.replace("y:", "z:").replace("10.0.1.3", "10.0.1.30"),
        ),
    )
    out = {
        name: eni_lint("check", "--select", f"{RULE},cross-az-attachment", "--format", name, "net.yaml").out
        for name in ("sarif", "github-sarif", "github", "gitlab", "junit", "markdown", "csv")
    }
    [run] = json.loads(out["sarif"])["runs"]
    states = {
        r["logicalLocations"][0]["name"] if "logicalLocations" in r else r["locations"][0]["logicalLocations"][0]["name"]: r.get(
            "suppressions"
        )
        for r in run["results"]
        if r.get("kind", "fail") == "fail"
    }
    notices = run["invocations"][0]["toolExecutionNotifications"]

    assert [] == states["y"]
    assert "accepted" == states["x"][0]["status"]
    assert any("suppresses nothing" in n["message"]["text"] for n in notices)
    assert '"10.0.1.2' not in out["github-sarif"]
    assert 1 == out["github-sarif"].count('"ruleIndex"')
    for name in ("github", "gitlab", "markdown"):
        assert "10.0.1.2 " not in out[name]
        assert "10.0.1.3 " in out[name]
    assert "Suppression is unused" in out["github"]
    assert '"suppressed"' in out["csv"]
    assert "1 suppressed" in out["markdown"]
