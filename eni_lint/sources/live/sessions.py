"""From profiles, roles and an organization to the accounts and regions that are to be collected."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from eni_lint.errors import EniLintError, SourceError, UsageError
from eni_lint.sources.live.collect import Target
from eni_lint.sources.live.troubles import trouble_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SESSION_NAME = "eni-lint"
HOME = "us-east-1"  # asked where no region is named: every partition's tools know it
T = TypeVar("T")
ROLE = "OrganizationAccountAccessRole"
"""The role that AWS Organizations makes in the accounts it creates."""

_ACCOUNT = re.compile(r"\d{12}", re.ASCII)
_ROLE_ARN = re.compile(r"arn:[\w-]+:iam::(\d{12}):role/\S+", re.ASCII)


class Where(msgspec.Struct, frozen=True, kw_only=True):
    """What to collect, as the command line says it.

    ``roles`` are ARNs of roles to assume, one for each account. ``accounts`` is a file of account ids and role ARNs,
    ``organization`` asks for all active accounts; ids take the role named ``role_name``.
    """

    profile: str = ""
    regions: list[str] = []
    all_regions: bool = False
    roles: list[str] = []
    accounts: str = ""
    organization: bool = False
    role_name: str = ROLE
    external_id: str = ""
    session_name: str = SESSION_NAME


def targets(where: Where) -> Iterator[Target | SourceError]:
    """Give every account and region; an account that cannot be entered is given as its error, in its turn.

    Raises UsageError for a profile or a file that is not there and where no region is named; SourceError when not even the
    first credentials work.
    """
    base = _base(where)
    identity = _identity(base)
    own = str(identity["Account"])
    entered = False
    for account, role in _roles(where, base, own):
        entered = True
        try:
            session = _assumed(base, role, where) if role else base
            for region in _regions(session, where):
                yield _target(session, account, region, str(identity["Arn"]))
        except EniLintError as fault:
            yield SourceError(fault.what, where=f"account {account}", do=fault.do)
    if not entered:
        raise UsageError("there is no account to look at", do="Name a role or a file with accounts that is not empty.")


def _base(where: Where) -> Any:
    import boto3  # noqa: PLC0415 - only where AWS is asked
    from botocore.exceptions import BotoCoreError  # noqa: PLC0415

    try:
        return boto3.Session(profile_name=where.profile or None)
    except BotoCoreError as fault:
        raise UsageError(str(fault), do="'aws configure list-profiles' lists the profiles.") from None


def client_of(session: Any, service: str, region: str) -> Any:
    """Make a client that waits and tries again as AWS advises, and never for ever."""
    from botocore.config import Config  # noqa: PLC0415 - likewise

    config = Config(
        retries={"mode": "adaptive", "max_attempts": 8},
        connect_timeout=10,
        read_timeout=60,
        user_agent_extra="eni-lint",
    )
    return session.client(service, region_name=region, config=config)


def _asked(ask: Callable[[], T], what: str, *, where: str = "", do: str) -> T:
    """Ask AWS; SourceError with what it said where it does not answer."""
    try:
        return ask()
    except Exception as fault:  # noqa: BLE001 - whatever it is, the user is to know what AWS or the network said
        _, _, trouble = trouble_of(fault)
        raise SourceError(f"{what}: {trouble.message}", where=where, do=do) from None


def _identity(session: Any) -> dict[str, Any]:
    client = client_of(session, "sts", session.region_name or HOME)
    found: dict[str, Any] = _asked(
        client.get_caller_identity,
        "AWS does not take the credentials",
        where="sts:GetCallerIdentity",
        do="Set AWS_PROFILE or --profile, or log in again (aws sso login); 'aws sts get-caller-identity' shows who you are.",
    )
    return found


def _roles(where: Where, base: Any, own: str) -> Iterator[tuple[str, str]]:
    """Give account and role to assume; no role for the account that the credentials are of."""
    seen: set[str] = set()
    for account, role in _asked_for(where, base, own):
        if account not in seen:
            seen.add(account)
            yield account, "" if account == own and not role.startswith("arn:") else role
    if not seen and not (where.roles or where.accounts or where.organization):
        yield own, ""


def _asked_for(where: Where, base: Any, own: str) -> Iterator[tuple[str, str]]:
    partition = "aws"
    if where.accounts or where.organization:
        partition = str(_identity(base)["Arn"]).split(":")[1]
    for text in [*where.roles, *_listed(where.accounts)]:
        arn = _ROLE_ARN.fullmatch(text)
        if arn:
            yield arn[1], text
        elif _ACCOUNT.fullmatch(text):
            yield text, f"{partition}:{where.role_name}" if text == own else f"arn:{partition}:iam::{text}:role/{where.role_name}"
        else:
            raise UsageError(
                f"{text} is neither an account id nor the ARN of a role", do="As in arn:aws:iam::111122223333:role/audit"
            )
    if where.organization:
        for account in _organization(base):
            yield account, f"{partition}:own" if account == own else f"arn:{partition}:iam::{account}:role/{where.role_name}"


def _listed(file: str) -> list[str]:
    if not file:
        return []
    try:
        lines = Path(file).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as fault:
        raise UsageError(
            f"the accounts cannot be read: {fault}", where=file, do="Write an account id or role ARN on each line."
        ) from None
    return [text for line in lines if (text := line.partition("#")[0].strip("\"',- \t"))]


def _organization(session: Any) -> list[str]:
    client = client_of(session, "organizations", session.region_name or HOME)

    def listed() -> list[str]:
        pages = client.get_paginator("list_accounts").paginate()
        return [account["Id"] for page in pages for account in page["Accounts"] if account["Status"] == "ACTIVE"]

    return _asked(
        listed,
        "the accounts of the organization cannot be listed",
        where="organizations:ListAccounts",
        do="Run this with credentials of the management account, or list the accounts with --accounts.",
    )


def _assumed(base: Any, role: str, where: Where) -> Any:
    import boto3  # noqa: PLC0415 - only where AWS is asked

    asked = {"RoleArn": role, "RoleSessionName": where.session_name}
    if where.external_id:
        asked["ExternalId"] = where.external_id
    client = client_of(base, "sts", base.region_name or HOME)
    answer = _asked(
        lambda: client.assume_role(**asked)["Credentials"],
        f"the role {role} cannot be assumed",
        do="Its trust policy must name who you are, and the external id if it asks for one.",
    )
    return boto3.Session(
        aws_access_key_id=answer["AccessKeyId"],
        aws_secret_access_key=answer["SecretAccessKey"],
        aws_session_token=answer["SessionToken"],
        region_name=base.region_name,
    )


def _regions(session: Any, where: Where) -> list[str]:
    if not where.all_regions:
        named = where.regions or ([session.region_name] if session.region_name else [])
        if not named:
            raise UsageError("no region is named", do="Name one with --region, or take --all-regions.")
        return list(dict.fromkeys(named))
    client = client_of(session, "ec2", where.regions[0] if where.regions else session.region_name or HOME)
    answer = _asked(
        lambda: client.describe_regions(AllRegions=False),
        "the regions cannot be listed",
        do="Allow ec2:DescribeRegions, or name them with --region.",
    )
    return sorted(region["RegionName"] for region in answer["Regions"])


def _target(session: Any, account: str, region: str, arn: str) -> Target:
    return Target(
        account=account,
        region=region,
        partition=arn.split(":")[1],
        client=lambda service: client_of(session, service, region),
    )
