"""Captured resources as files of their own: a stable name for each, and the line of each property in its pretty-printed text."""

from __future__ import annotations

import json
import re
from json.encoder import encode_basestring
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec

from eni_lint.documents import join_pointer, split_pointer
from eni_lint.documents.pointers import step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.documents import Document
    from eni_lint.inventory.origin import Origin, Place
    from eni_lint.reporters.report import ScopeReport

CAPTURED = frozenset({"describe", "snapshot", "aws-config", "live"})
REDACTED = "(redacted)"
SECRETS = frozenset({"UserData"})  # of launch template versions: scripts, with passwords as likely as not
UNKNOWN = "unknown"
ARN_PARTS = 6

PARTITIONS = {"cn-": "aws-cn", "us-gov-": "aws-us-gov", "us-iso-": "aws-iso", "us-isob-": "aws-iso-b", "eusc-": "aws-eusc"}
_TYPES = {
    "eni": "network-interface",
    "i": "instance",
    "subnet": "subnet",
    "sg": "security-group",
    "vpc": "vpc",
    "lt": "launch-template",
    "rtb": "route-table",
    "igw": "internet-gateway",
    "eipalloc": "elastic-ip",
}
_ID = re.compile(r"([a-z]+)-[0-9a-f]+")


class Resource(msgspec.Struct, frozen=True):
    """A captured resource: its id, its ARN where that is known, the virtual file that stands for it, and where its data are."""

    resource_id: str
    name: str
    uri: str
    pointer: str  # empty for an account, of which there are no data
    text: str = ""


class Region(msgspec.Struct, frozen=True):
    """Lines and columns from 1, the end exclusive, and the text in it where it is in one line."""

    start_line: int
    start_column: int | None = None
    end_line: int | None = None
    end_column: int | None = None
    snippet: str | None = None


def find_resource(origin: Origin, scope: ScopeReport) -> tuple[Resource, tuple[str, ...], Any]:
    """Name the resource of an origin, and find its data: their pointer in steps, and themselves."""
    if not any(token.isdigit() for token in split_pointer(origin.pointer)):
        return _account(scope), (), None
    own, name, uri = _name(origin, scope)
    base, value = _whole(origin, own)
    return Resource(own, name, uri, join_pointer(*base)), base, value


def find_property(place: Place, base: tuple[str, ...], value: Any) -> Region:
    """Find a property in what ``evidence_text`` writes of a resource, without writing it."""
    tokens = split_pointer(place.pointer) if base else ()
    return property_region(value, tokens[len(base) :] if tokens[: len(base)] == base else ())


def value_at(document: Document, pointer: str) -> Any:
    """Give the value at a pointer, nothing where there is none."""
    try:
        return document.value(pointer)
    except LookupError:
        return None


def evidence_text(document: Document, resource: Resource) -> str:
    """Write out the data of a resource, keys sorted and secrets left out."""
    if resource.text:
        return resource.text
    value = value_at(document, resource.pointer)
    text = pretty(value)
    return pretty(redacted(value)) if any(name in text for name in SECRETS) else text


def _account(scope: ScopeReport) -> Resource:
    """Stand for a whole account in a region: what is wrong there is in no single resource."""
    account, region = scope.account or UNKNOWN, scope.region or UNKNOWN
    partition = next((name for start, name in PARTITIONS.items() if region.startswith(start)), "aws")
    name = f"arn:{partition}:iam::{account}:root"
    return Resource(
        account, name, quote(f"aws/{account}/{region}/account.json"), "", pretty({"Account": account, "Region": region})
    )


def _name(origin: Origin, scope: ScopeReport) -> tuple[str, str, str]:
    """Give id, ARN and virtual file: by the ARN, or by the id in the account and region of the scope."""
    parts = origin.identity.split(":", ARN_PARTS - 1)
    if len(parts) == ARN_PARTS and parts[0] == "arn":
        service, region, account = parts[2], parts[3] or scope.region, parts[4] or scope.account
        sort, _, rest = parts[5].partition("/")
        own = rest.split("/")[0] or sort
        name = f"{':'.join(parts[:5])}:{sort}/{own}"
    else:
        service, region, account = "ec2", scope.region, scope.account
        own = (origin.identity or origin.address).split("/")[0]
        match = _ID.fullmatch(own)
        sort = _TYPES.get(match[1], "resource") if match else "resource"
        name = own
    path = ("aws", account or UNKNOWN, region or UNKNOWN, service, sort, f"{own}.json")
    return own, name, quote("/".join(path))


def _whole(origin: Origin, own: str) -> tuple[tuple[str, ...], Any]:
    """Find the data of the whole resource: the outermost object around the origin that holds the id.

    The search begins at the first element of a list: captured documents decode no more than that when they are large.
    """
    tokens = split_pointer(origin.pointer)
    depth = next((index for index, token in enumerate(tokens) if token.isdigit()), len(tokens) - 1) + 1
    try:
        value = origin.document.value(join_pointer(*tokens[:depth]))
        while depth < len(tokens) and not (isinstance(value, dict) and own in _texts(value)):
            value = step(value, tokens[depth])
            depth += 1
    except LookupError:
        return tokens, None
    return tokens[:depth], value


def _texts(value: dict[str, Any]) -> list[str]:
    return [item for item in value.values() if isinstance(item, str)]


def property_region(value: Any, tokens: Sequence[str]) -> Region:
    """Find a property in the pretty-printed text of a value, keys sorted; the opening bracket for the value itself."""
    line, key = 1, ""
    for token in tokens:
        line += 1 + sum(map(_height, _before(value, token)))
        key = f"{encode_basestring(token)}: " if isinstance(value, dict) else ""
        child = value[token] if isinstance(value, dict) else value[int(token)]
        value = REDACTED if token in SECRETS and key else child
    column = 2 * len(tokens) + 1
    if not tokens:
        return Region(1, 1, 1, 2)
    if _height(value) > 1:
        return Region(line, column, line + _height(value) - 1, column + 1)
    snippet = f"{key}{_dumps(value)}"
    return Region(line, column, line, column + len(snippet), snippet)


def _before(value: Any, token: str) -> list[Any]:
    if isinstance(value, dict):
        return [item for key, item in value.items() if key < token]
    items: list[Any] = value[: int(token)]
    return items


def _height(value: Any) -> int:
    """Count the lines of a value in pretty-printed JSON."""
    if isinstance(value, dict):
        return 2 + sum(map(_height, value.values())) if value else 1
    if isinstance(value, list):
        return 2 + sum(map(_height, value)) if value else 1
    return 1


def redacted(value: Any) -> Any:
    """Put a token in the place of every secret."""
    if isinstance(value, dict):
        return {key: REDACTED if key in SECRETS else redacted(item) for key, item in value.items()}
    return [redacted(item) for item in value] if isinstance(value, list) else value


def pretty(value: Any) -> str:
    """Write plain data with sorted keys, a line for each member and each item."""
    try:
        return msgspec.json.format(msgspec.json.encode(value, order="sorted")).decode()
    except (TypeError, UnicodeEncodeError):  # half a surrogate pair
        return json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, default=str)


def _dumps(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False, default=str)
