"""Tells what AWS Config delivers by its keys."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    import msgspec

LISTS = ("configurationItems", "baseConfigurationItems")
"""The keys of snapshots, histories and GetResourceConfigHistory, and of BatchGetResourceConfig."""

_TYPE = re.compile(rb'"resourceType"\s*:\s*"AWS::')
_SIGN = re.compile(rb'"configurationItem(?:Status|CaptureTime)"|"configuration"\s*:')
_LIST = re.compile(rb"\s*\[\s*\{")
_ENOUGH = 1_000_000


def recognises_config(heads: Mapping[str, msgspec.Raw]) -> bool:
    """Tell whether a JSON object with these top-level keys is of AWS Config."""
    keys = heads.keys()
    return (
        any(key in keys for key in LISTS)
        or "configurationItem" in keys
        or {"resourceType", "configuration"} <= keys
        or {"resourceType", "configurationItemStatus"} <= keys
        or {"Results", "QueryInfo"} <= keys
        or ("detail" in keys and b'"configurationItem"' in bytes(heads["detail"]))
    )


def recognises_items(content: bytes) -> bool:
    """Tell whether JSON text is a list of configuration items."""
    if not _LIST.match(content):
        return False
    start = content[:_ENOUGH]
    return _TYPE.search(start) is not None and _SIGN.search(start) is not None
