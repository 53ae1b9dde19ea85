"""The commands that show what eni-lint knows, and the cold path."""

import json
import subprocess
import sys

import eni_lint as package


def test_version(eni_lint):
    done = eni_lint("--version")

    assert (0, f"eni-lint {package.__version__}\n") == (done.returncode, done.out)


def test_help_shows_the_exit_statuses(eni_lint):
    for args in (("--help",), ("check", "--help")):
        done = eni_lint(*args)

        assert 0 == done.returncode
        assert "exit status:" in done.out
        assert "  3  incomplete" in done.out


def test_rules_are_listed_by_category(eni_lint):
    done = eni_lint("rules")

    assert 0 == done.returncode
    assert "too-many-interfaces" in done.out
    assert "attachment\n" in done.out


def test_rules_are_listed_for_machines(eni_lint):
    rules = json.loads(eni_lint("rules", "--format", "json").out)

    assert {"id", "category", "title", "severity", "default", "since", "aliases", "parameters", "references"} == set(rules[0])
    assert "address-in-delegated-prefix" in [r["id"] for r in rules]


def test_rules_of_a_category(eni_lint):
    rules = json.loads(eni_lint("rules", "--format", "json", "--category", "ena").out)

    assert {"ena"} == {r["category"] for r in rules}
    assert 2 == eni_lint("rules", "--category", "enna").returncode


def test_a_rule_is_explained(eni_lint):
    done = eni_lint("explain", "address-in-delegated-prefix")

    assert 0 == done.returncode
    for heading in ("What", "Why", "Fix", "Examples", "References", "Terraform:"):
        assert heading in done.out


def test_a_rule_that_does_not_exist_suggests_one(eni_lint):
    done = eni_lint("explain", "adress-in-delegated-prefix")

    assert 2 == done.returncode
    assert "Did you mean address-in-delegated-prefix" in done.err


def test_limits_of_types(eni_lint):
    done = eni_lint("limits", "m6i.large", "p5.48xlarge")

    assert 0 == done.returncode
    assert "m6i.large" in done.out
    assert "p5.48xlarge" in done.out


def test_limits_for_machines(eni_lint):
    limits = json.loads(eni_lint("limits", "--format", "json", "m6i.large").out)

    assert "m6i.large" in json.dumps(limits)


def test_an_unknown_type_is_said_to_be_unknown(eni_lint):
    done = eni_lint("limits", "t3.lage")

    assert 1 == done.returncode
    assert "t3.large" in done.out


def test_the_cold_path_imports_nothing_heavy():
    code = "import sys; sys.argv = ['eni-lint', '--version']\nfrom eni_lint.cli.main import main\ntry:\n    main()\nexcept SystemExit:\n    pass\nprint(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert "eni_lint.cli.main" in modules
    assert not {"boto3", "botocore", "jsonschema", "sarif_om", "rich", "yaml", "msgspec", "netaddr"} & set(modules)


def test_a_check_imports_nothing_heavy(tmp_path):
    (tmp_path / "net.yaml").write_text("eni_lint: 1\nsubnets:\n  a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}\n")
    code = "import sys\nfrom eni_lint.cli.main import main\nmain(['check', 'net.yaml'])\nprint(*sys.modules)"
    modules = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=tmp_path
    ).stdout.split()

    assert "eni_lint.app" in modules
    assert not {"boto3", "botocore", "jsonschema", "sarif_om", "rich", "netaddr", "moto"} & set(modules)
