"""Rules of an organisation: written, checked, tested, run, refused."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
POLICY = ROOT / "examples" / "policy"

RULE = """\
title: An interface without a description
severity: warning
over: network_interfaces
when: subject.launch_template_id == null
expect: |
  subject.description != null &&
    subject.description != ""
message: Interface '{address}' has no description.
at: description
"""
NET = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.1.0/24, availability_zone: eu-west-1a}}
network_interfaces:
  plain: {subnet_id: a}
  told: {subnet_id: a, description: data}
  open: {subnet_id: a, description: {unknown: a variable}}
"""


@pytest.fixture
def pack(write):
    def make(text=RULE, name="policy/own/no-description.yaml"):
        write(name, text)
        write("net.yaml", NET)
        return "policy"

    return make


def test_the_ten_rules_of_the_examples_are_sound_and_do_what_their_examples_say(eni_lint):
    checked = eni_lint("rules", "check", POLICY)
    tested = eni_lint("rules", "test", POLICY)

    assert (0, "10 rules, nothing wrong.\n") == (checked.returncode, checked.out)
    assert 0 == tested.returncode, tested.out
    assert re.fullmatch(r"\d+ examples of 10 rules: none failed\.\n", tested.out)


@pytest.mark.parametrize("path", sorted(POLICY.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_every_rule_of_the_examples_has_all_outcomes_and_they_fail_when_it_is_turned_around(eni_lint, path, tmp_path):
    text = path.read_text()
    turned = re.sub(r"^expect: (>-\n)?((?:.|\n)*?)(?=^\S)", _turned, text, count=1, flags=re.MULTILINE)
    target = tmp_path / "policy" / path.name
    target.parent.mkdir()
    target.write_text(turned)
    process = eni_lint("rules", "test", target.parent)

    assert all(f"\n  {outcome}:\n" in text for outcome in ("fail", "pass", "undecided"))
    assert 1 == process.returncode, process.out + process.err
    assert "(undecided" not in process.out  # what is not known stays open either way


def _turned(found):
    inner = " ".join(found[2].split()) if found[1] else re.sub(r"""^(["'])(.*)\1$""", r"\2", found[2].strip())
    return "expect: >-\n  !(" + inner + ")\n"


def test_own_rules_run_beside_the_shipped_ones(eni_lint, pack):
    process = eni_lint("check", "--format", "json", "--rules", pack(), "net.yaml")
    report = json.loads(process.stdout)
    [scope] = report["scopes"]

    assert ["plain"] == [f["subject"]["address"] for f in scope["findings"] if f["rule"] == "no-description"]
    assert ["open"] == [u["subject"]["address"] for u in scope["undecided"] if u["rule"] == "no-description"]


def test_the_configuration_names_packs_relative_to_itself(eni_lint, pack, write, tmp_path):
    pack()
    write("eni-lint.yaml", "rule-packs: [./policy]\nrules: {no-description: error}\nselect: [own]\n")
    write("sub/net.yaml", NET)
    process = eni_lint("check", "net.yaml", cwd=tmp_path / "sub")

    assert 1 == process.returncode
    assert "error no-description  net.yaml:4:3\n  Interface 'plain' has no description." in process.out


def test_own_rules_are_listed_and_explained(eni_lint, pack):
    folder = pack()

    assert "no-description" in eni_lint("rules", "--rules", folder).out
    told = eni_lint("explain", "no-description", "--rules", folder).out
    assert "warning · own · of the pack policy" in told
    assert "subject.description != null &&" in told


def test_own_rules_are_part_of_the_sarif_log(eni_lint, pack):
    process = eni_lint("check", "--format", "sarif", "--rules", pack(), "--select", "no-description", "net.yaml")
    [run] = json.loads(process.stdout)["runs"]

    assert ["no-description"] == [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert "no-description" in {result["ruleId"] for result in run["results"]}


WRONG = [
    (
        RULE.replace("description != null", "descripton != null"),
        ":6:10: expect: undefined field 'descripton' not found in struct 'NetworkInterface'",
    ),
    (RULE.replace('description != ""', "description > 3"), ":7:25: expect: found no matching overload for '_>_'"),
    (
        RULE.replace("when: subject.launch_template_id == null", "when: has(subject.tags)"),
        ":4:7: when: has() is not to be used here",
    ),
    (
        RULE.replace("when: subject.launch_template_id == null", 'when: "dyn(subject).x"'),
        ":4:8: when: dyn() is not to be used here",
    ),
    (
        RULE.replace("when: subject.launch_template_id == null", "when: subject.description"),
        ":4:7: when: expected a value of type bool, not string",
    ),
    (
        RULE.replace("when: subject.launch_template_id == null", "when: subject.attachment.instance.attachments == []"),
        "undefined field 'attachments'",
    ),
    (
        RULE.replace("{address}", "{adress}"),
        ":8:10: message: the placeholder {adress} is neither a field of the subject nor in data",
    ),
    (RULE.replace("at: description", "at: descr"), ":9:5: at: descr is no field of network_interfaces"),
    (RULE.replace("network_interfaces", "interfaces"), ":3:1: 'interfaces' is none of network_interfaces, instances"),
    (RULE.replace("severity: warning", "severty: warning"), ":2:1: there is no setting 'severty'; did you mean severity?"),
    (
        RULE.replace('expect: |\n  subject.description != null &&\n    subject.description != ""\n', ""),
        ":1:1: expect must be said here",
    ),
    (RULE.replace("expect: |", "expect: |\n  " + "(" * 70 + "true" + ")" * 70 + " &&"), "nested too deeply"),
    (RULE.replace("expect: |", "expect: |\n  " + '"x" != "' + "y" * 5000 + '" &&'), "4,000 are allowed"),
    (RULE.replace("expect: |", "expect: |\n  ((\n"), "expect: Syntax error"),
    ("a: [\n", ":2:1: "),
    ("- a\n", ":1:1: a rule file holds a mapping"),
    ("", "policy/own/no-description.yaml"),
    (b"\xff\xfe", "policy/own/no-description.yaml"),
]


@pytest.mark.parametrize(("text", "said"), WRONG, ids=range(len(WRONG)))
def test_what_is_wrong_in_a_rule_is_said_with_its_place(eni_lint, pack, text, said):
    pack(text)
    for args in (["rules", "check", "policy"], ["check", "--rules", "policy", "net.yaml"]):
        process = eni_lint(*args)

        assert 2 == process.returncode
        assert said in process.err
        assert "Traceback" not in process.err
        assert not process.out


def test_a_pack_with_several_errors_is_reported_completely(eni_lint, pack, write):
    for number, (text, _) in enumerate(WRONG[:8]):
        write(f"policy/own/rule-{number}.yaml", text)
    write("policy/own/Bad_Name.yaml", RULE)
    write("policy/own/cross-az-attachment.yaml", RULE)
    process = eni_lint("rules", "check", "policy")

    assert 2 == process.returncode
    for number, (_, said) in enumerate(WRONG[:8]):
        assert any(f"rule-{number}.yaml" in line and said.partition(": ")[2] in line for line in process.err.splitlines())
    assert "a rule's file name is its id" in process.err
    assert "there is a shipped rule named cross-az-attachment already" in process.err


@pytest.mark.parametrize(
    "kind",
    [
        "network_interfaces",
        "instances",
        "launch_templates",
        "attachments",
        "subnets",
        "vpcs",
        "security_groups",
        "elastic_ips",
        "placement_groups",
    ],
)
def test_a_new_rule_is_sound_from_the_start(eni_lint, kind):
    made = eni_lint("rules", "new", "policy/own/my-rule.yaml", "--over", kind)

    assert 0 == made.returncode
    assert "1 rule, nothing wrong.\n" == eni_lint("rules", "check", "policy").out
    assert 2 == eni_lint("rules", "new", "policy/own/my-rule.yaml").returncode


def test_an_example_that_says_otherwise_fails_the_test(eni_lint, pack):
    example = "examples:\n  pass:\n    - {title: none, input: 'eni_lint: 1\n\n        network_interfaces: {x: {}}'}\n"
    pack(RULE + example)
    process = eni_lint("rules", "test", "policy")

    assert 1 == process.returncode
    assert "no-description: pass 1 (none): it found something at /network_interfaces/x" in process.out


def test_a_missing_pack_is_a_usage_error(eni_lint, pack):
    pack()
    for name, said in (
        ("./nowhere", "there is no folder of rules ./nowhere"),
        ("nobody", "no installed pack of rules named nobody"),
    ):
        process = eni_lint("check", "--rules", name, "net.yaml")

        assert 2 == process.returncode
        assert said in process.err


def test_an_expression_without_a_value_is_a_fault_of_the_rule_and_all_else_goes_on(eni_lint, pack):
    pack(RULE.replace('subject.description != null &&\n    subject.description != ""', 'subject.tags["Owner"] == "x"'))
    process = eni_lint("check", "--rules", "policy", "--select", "no-description,reserved-subnet-address", "net.yaml")

    assert 3 == process.returncode
    assert "there is no key 'Owner': guard it with 'Owner' in ..." in process.out + process.err


def test_endless_work_is_cut_off(eni_lint, pack, write):
    nested = "subject.rules.all(a, subject.rules.all(b, subject.rules.all(c, a != b || b != c || true)))"
    pack(
        RULE.replace("network_interfaces", "security_groups")
        .replace('subject.description != null &&\n    subject.description != ""', nested)
        .replace("at: description\n", "")
        .replace("when: subject.launch_template_id == null\n", "")
    )
    rules = "".join(f"\n      - {{direction: ingress, ip_protocol: tcp, from_port: {n}, to_port: {n}}}" for n in range(400))
    write("net.yaml", f"eni_lint: 1\nsecurity_groups:\n  big:\n    rules:{rules}\n")
    process = eni_lint("check", "--rules", "policy", "--select", "no-description", "net.yaml")

    assert 3 == process.returncode
    assert "it takes too many steps" in process.out + process.err


def test_nothing_in_a_folder_of_rules_is_run(eni_lint, pack, write, tmp_path):
    pack()
    for name in ("policy/__init__.py", "policy/own/no_description.py", "policy/conftest.py", "yaml.py", "eni_lint_rules.py"):
        write(name, f"open({str(tmp_path / 'ran')!r}, 'w')\nraise SystemExit(9)\n")
    process = eni_lint("check", "--rules", "policy", "--select", "no-description", "net.yaml")

    assert 1 == process.returncode
    assert not (tmp_path / "ran").exists()


def test_without_the_extra_the_rules_say_what_to_install(eni_lint, pack, write, tmp_path):
    pack()
    write("blocked/cel_expr_python/__init__.py", "raise ImportError('not here')\n")
    process = eni_lint("check", "--rules", "policy", "net.yaml", env={"PYTHONPATH": str(tmp_path / "blocked")})

    assert 2 == process.returncode
    assert "pip install 'eni-lint[cel]'" in process.err


PACKAGE = """\
from eni_lint.checks import over
from eni_lint.findings import Problem

@over(lambda inventory: inventory.subnets)
def tiny_subnet(subnet, inventory, params):
    if subnet.cidr_block.endswith("/28"):
        yield Problem(at=subnet.origin.place("cidr_block"), data={"name": subnet.origin.address})
"""


def test_an_installed_package_brings_rules_and_checks(tmp_path, write, eni_lint):
    site = tmp_path / "site"
    package = site / "acme_rules"
    (package / "rules" / "acme").mkdir(parents=True)
    (package / "__init__.py").write_text("from acme_rules import checks\n")
    (package / "checks.py").write_text(PACKAGE)
    (package / "rules" / "acme" / "tiny-subnet.yaml").write_text(
        "title: A tiny subnet\nseverity: note\nmessage: Subnet '{name}' is tiny.\n"
    )
    (package / "rules" / "acme" / "no-description.yaml").write_text(RULE)
    (site / "acme_rules-1.0.dist-info").mkdir()
    (site / "acme_rules-1.0.dist-info" / "METADATA").write_text("Metadata-Version: 2.1\nName: acme-rules\nVersion: 1.0\n")
    (site / "acme_rules-1.0.dist-info" / "entry_points.txt").write_text("[eni_lint.rules]\nacme = acme_rules\n")
    write("net.yaml", "eni_lint: 1\nsubnets: {a: {cidr_block: 10.0.1.0/28}}\nnetwork_interfaces: {x: {subnet_id: a}}\n")
    process = eni_lint(
        "check", "--rules", "acme", "--select", "acme", "--format", "json", "net.yaml", env={"PYTHONPATH": str(site)}
    )

    assert {"tiny-subnet", "no-description"} == {f["rule"] for f in json.loads(process.stdout)["scopes"][0]["findings"]}
