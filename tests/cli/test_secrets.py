"""What a plan marks as sensitive is told by no format, whatever the rules make of it."""

import json

import pytest

from eni_lint.reporters import REPORTERS

SECRETS = ("10.9.8.7", "203.0.113.77", "10.9.8.16/28", "s3cr3t-name", "s3cr3t-tag", "t9.secret")
AFTER = {
    "private_ips": ["10.9.8.7", "10.9.8.2"],
    "ipv4_prefixes": ["10.9.8.16/28", "10.9.8.17/28"],
    "description": "s3cr3t-name",
    "tags": {"Name": "s3cr3t-tag"},
    "public_ip": "203.0.113.77",
    "instance_type": "t9.secret",
    "subnet_id": "s3cr3t-name",
    "source_dest_check": False,
}
SOURCE = """\
resource "aws_network_interface" "it" {
  private_ips   = [sensitive("10.9.8.7"), sensitive("10.9.8.2")]
  ipv4_prefixes = [sensitive("10.9.8.17/28")]
  description   = sensitive("s3cr3t-name")
}
"""
ENVIRONMENT = {"AWS_ACCOUNT_ID": "111122223333", "AWS_REGION": "eu-west-1"}


def plan(kinds, sensitive):
    changes = [
        {
            "address": f"{kind}.it",
            "type": kind,
            "name": "it",
            "mode": "managed",
            "provider_name": "registry.terraform.io/hashicorp/aws",
            "change": {
                "actions": ["update"],
                "before": AFTER | {"private_ips": ["10.9.8.7"]},
                "before_sensitive": sensitive,
                "after": AFTER,
                "after_sensitive": sensitive,
            },
        }
        for kind in kinds
    ]
    return json.dumps({"format_version": "1.2", "terraform_version": "1.9.0", "resource_changes": changes})


KINDS = ("aws_network_interface", "aws_instance", "aws_eip", "aws_subnet", "aws_launch_template")


def leaks(eni_lint, tmp_path):
    outputs = [part for name in REPORTERS for part in ("--output", f"{name}=out.{name}")]
    done = eni_lint("check", "-v", *outputs, "plan.json", env=ENVIRONMENT)
    texts = {name: (tmp_path / f"out.{name}").read_text() for name in REPORTERS} | {"stdout": done.out, "stderr": done.err}

    assert done.returncode in {0, 1}

    return {name: [secret for secret in SECRETS if secret in text] for name, text in texts.items()}


@pytest.mark.parametrize(
    "sensitive",
    [
        dict.fromkeys(AFTER, True),
        {"private_ips": [True, True], "ipv4_prefixes": [True, True]}
        | dict.fromkeys(("description", "tags", "public_ip", "instance_type", "subnet_id"), True),
    ],
)
@pytest.mark.parametrize("source", ["", SOURCE])
def test_no_format_tells_a_sensitive_value(eni_lint, write, tmp_path, sensitive, source):
    write("plan.json", plan(KINDS, sensitive))
    if source:
        write("main.tf", source)

    assert {} == {name: found for name, found in leaks(eni_lint, tmp_path).items() if found}


def test_values_that_are_not_sensitive_are_told(eni_lint, write, tmp_path):
    write("plan.json", plan(KINDS, {}))

    assert "10.9.8.17/28" not in SECRETS
    assert any(leaks(eni_lint, tmp_path).values())
