"""The catalogues that rules refer to: their makers, and the names of the entries."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any
from uuid import NAMESPACE_URL, uuid5

import msgspec
import sarif_om as om

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.rulebook.rule import Rule


class Taxonomy(msgspec.Struct, frozen=True, kw_only=True):
    """A catalogue: what its ids look like, and its entries by id."""

    name: str
    organization: str
    version: str
    link: str
    ids: str
    entries: dict[str, str]

    @property
    def guid(self) -> str:
        """An id that is the same in every log."""
        return str(uuid5(NAMESPACE_URL, self.link))


CATALOGUES = (
    Taxonomy(
        name="CWE",
        organization="MITRE",
        version="4.17",
        link="https://cwe.mitre.org/",
        ids=r"CWE-\d+",
        entries={
            "CWE-772": "Missing Release of Resource after Effective Lifetime.",
            "CWE-923": "Improper Restriction of Communication Channel to Intended Endpoints.",
            "CWE-1188": "Initialization of a Resource with an Insecure Default.",
        },
    ),
    Taxonomy(
        name="AWS Well-Architected",
        organization="AWS",
        version="2025",
        link="https://docs.aws.amazon.com/wellarchitected/latest/framework/appendix.html",
        ids=r"[A-Z]+\d\d-BP\d\d",
        entries={
            "COST04-BP03": "Decommission resources.",
            "REL01-BP01": "Aware of service quotas and constraints.",
            "REL01-BP03": "Accommodate fixed service quotas and constraints through architecture.",
            "REL02-BP03": "Ensure IP subnet allocation accounts for expansion and availability.",
            "SEC05-BP01": "Create network layers.",
            "SEC05-BP02": "Control traffic flow within your network layers.",
        },
    ),
    Taxonomy(
        name="CIS AWS",
        organization="Center for Internet Security",
        version="3.0.0",
        link="https://www.cisecurity.org/benchmark/amazon_web_services",
        ids=r"\d+(\.\d+)+",
        entries={"5.4": "Ensure the default security group of every VPC restricts all traffic."},
    ),
    Taxonomy(
        name="AWS Security Hub",
        organization="AWS",
        version="2025",
        link="https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html",
        ids=r"EC2\.\d+",
        entries={
            "EC2.2": "VPC default security groups should not allow inbound or outbound traffic.",
            "EC2.12": "Unused Amazon EC2 EIPs should be removed.",
            "EC2.15": "Amazon EC2 subnets should not automatically assign public IP addresses.",
            "EC2.35": "EC2 network interfaces should be tagged.",
            "EC2.180": "EC2 network interfaces should have source/destination checking enabled.",
        },
    ),
)


@cache
def catalogue_of(entry: str) -> Taxonomy | None:
    """Find the catalogue of an id; None for an id of no catalogue that we know."""
    return next((made for made in CATALOGUES if re.fullmatch(made.ids, entry)), None)


class Taxonomies:
    """The entries that the rules of a run refer to, catalogue by catalogue."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        wanted = {name for rule in rules for name in rule.taxonomies}
        self._entries = {
            made.name: sorted((name for name in wanted if catalogue_of(name) is made), key=_natural) for made in CATALOGUES
        }
        self._used = [made for made in CATALOGUES if self._entries[made.name]]

    def supported(self) -> list[Any] | None:
        """Refer to the catalogues."""
        return [self._reference(made) for made in self._used] or None

    def listed(self) -> list[Any] | None:
        """Describe the catalogues, with the entries that are referred to."""
        return [self._component(made) for made in self._used] or None

    def relationships(self, rule: Rule) -> list[Any] | None:
        """Relate a rule to the entries it names: what they are about is more than the rule finds."""
        return [self._relationship(name) for name in sorted(rule.taxonomies, key=_natural) if catalogue_of(name)] or None

    def _relationship(self, name: str) -> Any:
        made = catalogue_of(name)
        assert made is not None  # noqa: S101 - asked before
        target = om.ReportingDescriptorReference(
            id=name, index=self._entries[made.name].index(name), tool_component=self._reference(made)
        )
        return om.ReportingDescriptorRelationship(target=target, kinds=["superset"])

    def _reference(self, made: Taxonomy) -> Any:
        return om.ToolComponentReference(guid=made.guid, index=self._used.index(made), name=made.name)

    def _component(self, made: Taxonomy) -> Any:
        return om.ToolComponent(
            name=made.name,
            guid=made.guid,
            organization=made.organization,
            version=made.version,
            information_uri=made.link,
            short_description=om.MultiformatMessageString(text=f"{made.name}, the entries that eni-lint's rules refer to."),
            taxa=[
                om.ReportingDescriptor(
                    id=name, short_description=om.MultiformatMessageString(text=made.entries.get(name, f"{name}."))
                )
                for name in self._entries[made.name]
            ],
        )


def _natural(name: str) -> list[tuple[int, str]]:
    """Sort numbers in ids by their value."""
    return [(int(part), "") if part.isdigit() else (0, part) for part in re.split(r"(\d+)", name)]
