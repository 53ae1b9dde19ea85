"""Findings for Security Hub, in the AWS Security Finding Format: each file is one request of BatchImportFindings.

https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format-syntax.html
"""

from __future__ import annotations

import os
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.errors import UsageError
from eni_lint.findings import Severity
from eni_lint.reporters.alike import in_order
from eni_lint.reporters.clock import times
from eni_lint.reporters.counting import counting
from eni_lint.reporters.entries import Paths, spot_of, told_apart
from eni_lint.reporters.harmless import in_text
from eni_lint.reporters.jsontext import json_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.findings import Finding
    from eni_lint.inventory.origin import Origin
    from eni_lint.reporters.options import Options
    from eni_lint.reporters.report import Report, ScopeReport

BATCH = 100  # findings that a request takes
TITLE, DESCRIPTION, ADVICE, ID, DETAIL = 256, 1024, 512, 512, 1024  # characters
SEVERITIES = {Severity.ERROR: "HIGH", Severity.WARNING: "MEDIUM", Severity.NOTE: "LOW"}
TYPE = "Software and Configuration Checks/AWS Security Best Practices/Network Reachability"
PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b", "eusc-": "aws-eusc"}
RESOURCES = {
    "network-interface": "AwsEc2NetworkInterface",
    "instance": "AwsEc2Instance",
    "subnet": "AwsEc2Subnet",
    "security-group": "AwsEc2SecurityGroup",
    "vpc": "AwsEc2Vpc",
    "launch-template": "AwsEc2LaunchTemplate",
    "route-table": "AwsEc2RouteTable",
    "elastic-ip": "AwsEc2Eip",
}
ARN_PARTS = 6
EPOCH = "1970-01-01T00:00:00Z"


class Owner(msgspec.Struct, frozen=True):
    """The account and the region that a finding is imported into."""

    account: str
    region: str

    @property
    def partition(self) -> str:
        """The partition of the region."""
        return next((name for start, name in PARTITIONS.items() if self.region.startswith(start)), "aws")


def asff_files(report: Report, options: Options, encoding: str = "utf-8") -> Iterator[str]:
    """Give the texts of the requests that import what failed."""
    if report.redaction and report.redaction.kinds & {"account", "arn"}:
        raise UsageError(
            "a finding of Security Hub names its account and its resource, which --redact hides",
            do="Redact addresses only (--redact ip), or leave the format asff out.",
        )
    make = _Maker(report, options)
    findings = [
        make.finding(finding, mark, scope) for scope in report.scopes for finding, mark in told_apart(in_order(counting(scope)))
    ]
    batches = [findings[start : start + BATCH] for start in range(0, len(findings), BATCH)] or [[]]
    for batch in batches:
        yield json_text({"Findings": batch}, encoding)


def owner_of(subject: Origin, scope: ScopeReport) -> Owner:
    """Tell whose finding it is: by the ARN, by the scope, and for what is in no account yet by the environment."""
    own = _arn(subject.identity)
    account = own[4] or scope.account or os.environ.get("AWS_ACCOUNT_ID", "")
    region = own[3] or scope.region or os.environ.get("AWS_REGION", "") or os.environ.get("AWS_DEFAULT_REGION", "")
    if len(account) != 12 or not account.isascii() or not account.isdigit() or not region:
        raise UsageError(
            "a finding of Security Hub belongs to an account and a region, and the input does not tell them",
            where=scope.name,
            do="Set AWS_ACCOUNT_ID (12 digits) and AWS_REGION.",
        )
    return Owner(account, region)


class _Maker:
    """Makes the findings of one report."""

    def __init__(self, report: Report, options: Options) -> None:
        self._paths = Paths(options.root)
        self._version = report.version
        self._rules = {rule.id: rule for rule in report.rules}
        started, ended = times(report)
        self._created = started or EPOCH
        self._updated = ended or self._created

    def finding(self, finding: Finding, mark: str, scope: ScopeReport) -> dict[str, Any]:
        """Make a finding; ``mark`` is its fingerprint, told apart from the others of its scope."""
        owner = owner_of(finding.subject, scope)
        place = f"{self._paths.of(scope.name)}\x1f{mark}".encode("utf-8", "surrogatepass")
        label = {"Label": SEVERITIES[finding.severity]}
        return {
            "SchemaVersion": "2018-10-08",
            "Id": f"{owner.region}/{owner.account}/eni-lint/{finding.rule_id}/{sha256(place).hexdigest()}",
            "ProductArn": f"arn:{owner.partition}:securityhub:{owner.region}:{owner.account}:product/{owner.account}/default",
            "ProductName": "eni-lint",
            "CompanyName": "eni-lint",
            "GeneratorId": f"eni-lint/{finding.rule_id}",
            "AwsAccountId": owner.account,
            "Types": [TYPE],
            "CreatedAt": self._created,
            "UpdatedAt": self._updated,
            "Severity": label,
            "Title": _cut(finding.title, TITLE),
            "Description": _cut(finding.message, DESCRIPTION),
            "Remediation": {"Recommendation": self._advice(finding)},
            "ProductFields": {
                "eni-lint/rule": finding.rule_id,
                "eni-lint/version": self._version,
                "eni-lint/fingerprint": finding.fingerprint,
            },
            "Resources": [self._resource(finding, owner)],
            "Compliance": {"Status": "FAILED"},
            "RecordState": "ACTIVE",
            "FindingProviderFields": {"Severity": label, "Types": [TYPE]},
        }

    def _advice(self, finding: Finding) -> dict[str, str]:
        rule = self._rules.get(finding.rule_id)
        advice = {"Text": _cut(finding.remedy or (rule.fix.text if rule else finding.title), ADVICE)}
        return advice | ({"Url": rule.references[0]} if rule and rule.references else {})

    def _resource(self, finding: Finding, owner: Owner) -> dict[str, Any]:
        subject, spot = finding.subject, spot_of(finding.at)
        identity = in_text(subject.identity or subject.address) or "unknown"
        sort = _arn(subject.identity)[5].partition("/")[0]
        told = {
            "address": subject.address,
            "path": self._paths.of(spot.path),
            "line": str(spot.line or ""),
            "pointer": spot.pointer,
        }
        return {
            "Type": RESOURCES.get(sort, "Other"),
            "Id": identity if len(identity) <= ID else f"sha256:{sha256(identity.encode()).hexdigest()}",
            "Partition": owner.partition,
            "Region": owner.region,
            "Details": {"Other": {name: _cut(text, DETAIL) for name, text in told.items() if text}},
        }


def _arn(identity: str) -> list[str]:
    parts = identity.split(":", ARN_PARTS - 1)
    return parts if len(parts) == ARN_PARTS and parts[0] == "arn" else [""] * ARN_PARTS


def _cut(text: str, limit: int) -> str:
    line = in_text(text)
    return line if len(line) <= limit else f"{line[: limit - 4]} ..."
