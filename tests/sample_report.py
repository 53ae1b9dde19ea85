"""A report of every sort of outcome, made of real documents and findings: what the tests of the reporters write."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from eni_lint.documents import Document, json_document, yaml_document
from eni_lint.errors import SourceError
from eni_lint.findings import Change, Errored, Finding, Related, Severity, UndecidedOutcome, fingerprint
from eni_lint.inventory.origin import Origin
from eni_lint.reporters.report import Report, ScopeReport
from eni_lint.rulebook.rule import Examples, Fix, Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.inventory.origin import Place

DECLARED = """\
# The data plane of the web tier.
eni_lint: 1
subnets:
  app-a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
instances:
  web-1: {instance_type: t3.micro, subnet_id: app-a}
network_interfaces:
  pods-1:
    subnet_id: app-a
    ipv4_prefixes: [10.0.1.16/28]
  web-1-data:
    subnet_id: app-a
    description: data plane
    private_ip_addresses: [10.0.1.10, 10.0.1.17]
    attachment: {instance_id: web-1, device_index: 1, delete_on_termination: false}
"""

PLAN = {
    "format_version": "1.2",
    "resource_changes": [
        {
            "address": f'aws_network_interface_attachment.data["{name}"]',
            "change": {
                "actions": ["create"],
                "after": {"device_index": 1, "instance_id": f"i-{number:017x}", "network_card_index": 0},
                "after_sensitive": {"instance_id": number == 3},
            },
        }
        for number, name in enumerate("abcdefgh")
    ],
}

DESCRIBE = {
    "NetworkInterfaces": [
        {
            "NetworkInterfaceId": "eni-0a1b2c3d4e5f67890",
            "Association": {"PublicIp": "198.51.100.7"},
            "Attachment": {"AttachmentId": "eni-attach-01", "DeleteOnTermination": False, "DeviceIndex": 1},
            "SubnetId": "subnet-0aa",
            "TagSet": [],
        }
    ]
}
INTERFACE_ARN = "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0a1b2c3d4e5f67890"


def rule(name: str, title: str, severity: Severity, *, tags: Sequence[str] = (), taxonomies: Sequence[str] = ()) -> Rule:
    """Make a rule as the rulebook holds them."""
    return Rule(
        id=name,
        category="addressing",
        title=title,
        severity=severity,
        since="0.1",
        message={"": ""},
        what=f"Finds the following: {title.lower()}.",
        why="AWS rejects the call, or the traffic goes elsewhere.",
        fix=Fix(text="Choose another value.", terraform='resource "aws_network_interface" "it" {}'),
        references=["https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/using-eni.html"],
        examples=Examples(fail=[], passing=[]),
        tags=list(tags),
        taxonomies=list(taxonomies),
    )


RULES = [
    rule("address-in-delegated-prefix", "Address inside a delegated prefix", Severity.ERROR),
    rule("duplicate-slot", "Two attachments at one slot", Severity.ERROR),
    rule("outlives-instance", "Interface outlives its instance", Severity.WARNING, tags=["lifecycle"]),
    rule(
        "public-address",
        "Public address on a private interface",
        Severity.NOTE,
        tags=["security"],
        taxonomies=["CWE-923", "SEC05-BP02", "SEC05-BP01"],
    ),
    rule("too-many-interfaces", "More interfaces than the instance type carries", Severity.ERROR),
]


def finding(rule_id: str, message: str, remedy: str, at: Place, *related: Related, change: Change | None = None) -> Finding:
    """Make a finding of one of the rules."""
    of = next(r for r in RULES if r.id == rule_id)
    return Finding(
        rule_id=rule_id,
        title=of.title,
        severity=of.severity,
        message=message,
        remedy=remedy,
        subject=at.origin,
        at=at,
        related=related,
        fingerprint=fingerprint(rule_id, at.origin, at.field),
        change=change,
    )


def undecided(rule_id: str, subject: Origin, detail: str, reason: str = "after-apply") -> UndecidedOutcome:
    """Make an outcome of a rule that could not tell."""
    title = next(r.title for r in RULES if r.id == rule_id)
    mark = fingerprint(rule_id, subject, "undecided")
    return UndecidedOutcome(rule_id=rule_id, title=title, subject=subject, reason=reason, detail=detail, fingerprint=mark)


def declared(text: str = DECLARED, path: str = "network.yaml") -> Document:
    """Read a declared file."""
    return yaml_document(text, path, kind="declared")


def named(document: Document, kind: str, name: str) -> Origin:
    """Give the origin of an object of a declared file."""
    return Origin(document, f"/{kind}/{name}", name, f"{kind}/{name}")


def declared_scope(document: Document | None = None) -> ScopeReport:
    """Report on a declared file."""
    document = document or declared()
    data, pods, host = (
        named(document, kind, name)
        for kind, name in (("network_interfaces", "web-1-data"), ("network_interfaces", "pods-1"), ("instances", "web-1"))
    )
    return ScopeReport(
        name=document.path,
        kind=document.kind,
        documents=[document],
        findings=[
            finding(
                "outlives-instance",
                "Network interface 'web-1-data' stays behind when instance 'web-1' is terminated.",
                "Set delete_on_termination to true.",
                data.place("attachment.delete_on_termination"),
                change=Change(data.place("attachment.delete_on_termination"), value=True),
            ),
            finding(
                "address-in-delegated-prefix",
                "The address '10.0.1.17' of network interface 'web-1-data' lies in the prefix '10.0.1.16/28' that is delegated to "
                "network interface 'pods-1'.",
                "Choose an address of '10.0.1.0/24' outside 10.0.1.16/28, such as 10.0.1.32,\nor move the prefix:\n"
                "  ipv4_prefixes: [10.0.1.48/28]",
                data.place("private_ip_addresses[1]"),
                Related(pods.place("ipv4_prefixes[0]"), "the prefix is delegated here"),
            ),
        ],
        undecided=[undecided("too-many-interfaces", host, "declared as unknown: the size is not chosen yet", "declared-unknown")],
        passed=7,
        objects=4,
    )


def attachment(document: Document, index: int) -> Origin:
    """Give the origin of an attachment of the plan."""
    address = document.value(f"/resource_changes/{index}/address")
    return Origin(document, f"/resource_changes/{index}/change/after", address, address)


def plan_scope(data: Any = PLAN, *, indent: int | None = None) -> ScopeReport:
    """Report on a plan."""
    document = json_document(json.dumps(data, indent=indent), "plans/prod.tfplan.json", kind="terraform-plan")
    own = [attachment(document, index) for index in range(len(data["resource_changes"]))]
    findings = [
        finding(
            "duplicate-slot",
            f"Device index 1 of network card 0 of instance 'i-{n:017x}' is taken twice, by '{one.address}' and '{two.address}'.",
            "Use device index 2, which is free.",
            two.place("device_index"),
            Related(one.place("device_index"), "the other attachment"),
        )
        for n, (one, two) in enumerate(pairwise(own))
    ]
    findings.append(
        finding(
            "outlives-instance",
            f"'{own[3].address}' stays behind when its instance is terminated.",
            "Set delete_on_termination to true.",
            own[3].place("instance_id"),
        )
    )
    return ScopeReport(
        name=document.path,
        kind=document.kind,
        documents=[document],
        findings=findings,
        undecided=[
            *(undecided("too-many-interfaces", o, "the instance type is known only after apply: var.size") for o in own[:4]),
            undecided("public-address", own[0], "'aws_subnet.a' is defined outside what was read", "outside"),
            undecided("public-address", own[1], "'aws_subnet.b' is defined outside what was read", "outside"),
        ],
        errored=[
            Errored(
                rule_id="public-address",
                subject=own[2].address,
                error="KeyError: 'x'",
                trace="Traceback:\n  line 1\nKeyError: 'x'\n",
            )
        ],
        passed=1200,
        objects=8,
        notes=["The plan was made with -target: what it leaves out is not seen."],
    )


def captured_scope(data: Any = DESCRIBE) -> ScopeReport:
    """Report on captured API answers."""
    document = json_document(json.dumps(data), "snapshot/interfaces.json", kind="describe")
    interface = Origin(document, "/NetworkInterfaces/0", "eni-0a1b2c3d4e5f67890", INTERFACE_ARN)
    return ScopeReport(
        name="snapshot",
        kind=document.kind,
        documents=[document],
        findings=[
            finding(
                "public-address",
                "Network interface 'eni-0a1b2c3d4e5f67890' of private subnet 'subnet-0aa' has the public address '198.51.100.7'.",
                "Disassociate the address.",
                interface.place("Association.PublicIp"),
                Related(interface.place("SubnetId"), "the subnet"),
            )
        ],
        passed=3,
        objects=1,
        faults=[
            SourceError(
                "the answer was cut off: a next page exists",
                where="snapshot/instances.json",
                do="Capture it without --max-items.",
            )
        ],
        account="111122223333",
        region="eu-west-1",
    )


def report(*scopes: ScopeReport, **changes: Any) -> Report:
    """Report on these scopes; on all three sorts of input, and one that cannot be read, when none is given."""
    given: dict[str, Any] = {
        "version": "0.1.0",
        "scopes": list(scopes) or [declared_scope(), plan_scope(), captured_scope()],
        "unreadable": []
        if scopes
        else [SourceError("a value is expected here, not '}'", where="broken.json:3:7", do="mend the JSON text")],
        "rules": RULES,
        "started": datetime(2026, 11, 23, 2, 0, 0, tzinfo=UTC),
        "ended": datetime(2026, 11, 23, 2, 0, 9, tzinfo=UTC),
        "exit_status": 1 if scopes else 3,
    }
    return Report(**given | changes)
