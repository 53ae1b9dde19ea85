"""Takes the configuration items out of what AWS Config delivers, whatever is wrapped around them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.sources.aws_config.recognise import LISTS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Fault = Callable[[str, str], None]  # notes what is wrong with the value at a pointer

GONE = frozenset({"ResourceDeleted", "ResourceDeletedNotRecorded"})
NOT_TOLD = "ResourceNotRecorded"
DELIVER_AGAIN = "Export it again, unchanged: aws configservice deliver-config-snapshot, or get-resource-config-history."


class Item(msgspec.Struct, eq=False):
    """A configuration item, as one of the API's, of a snapshot or of a query says it."""

    pointer: str
    data: dict[str, Any]
    configuration: dict[str, Any]
    type: str
    id: str
    account: str
    region: str
    captured: float  # seconds since 1970; 0 where it is not told
    is_text: bool  # the configuration is JSON in a text
    is_gone: bool = False


class Delivery(msgspec.Struct, eq=False):
    """What one file holds. ``is_snapshot``: all recorded resources, rather than some."""

    items: list[Item]
    is_snapshot: bool = False
    damaged: set[str] = set()  # resource types of which an item cannot be read; "" where not even that is known
    notes: list[str] = []


def delivery_of(data: Any, fault: Fault) -> Delivery:
    """Take the items out of a file; what cannot be read is told to ``fault``."""
    delivery = Delivery([], is_snapshot=isinstance(data, dict) and "configSnapshotId" in data)
    for pointer, raw in _raw_items(data, fault):
        item = _item(pointer, raw, fault, delivery.damaged)
        if item is not None:
            delivery.items.append(item)
    if isinstance(data, dict):
        _note_rest(data, delivery)
    return delivery


def _note_rest(data: dict[str, Any], delivery: Delivery) -> None:
    """Tell what the answer itself says that it leaves out."""
    left = data.get("unprocessedResourceKeys")
    if left:
        number = len(left) if isinstance(left, list) else 1
        delivery.notes.append(f"{number} of the resources asked for are not in the answer (unprocessedResourceKeys).")
    if data.get("nextToken") or data.get("NextToken"):
        delivery.notes.append("This is one page of several: its nextToken says that there are more items.")
        delivery.is_snapshot = False


def _raw_items(data: Any, fault: Fault) -> Iterator[tuple[str, Any]]:
    if isinstance(data, list):
        yield from _numbered("", data)
        return
    if not isinstance(data, dict):
        fault("", "this is neither a configuration item nor a list of them")
        return
    for key in LISTS:
        if key in data:
            yield from _listed(data, key, fault)
            return
    if "Results" in data and "QueryInfo" in data:
        yield from _results(data, fault)
    elif isinstance(data.get("detail"), dict):
        yield "/detail/configurationItem", data["detail"].get("configurationItem")
    elif "configurationItem" in data:
        yield "/configurationItem", data["configurationItem"]
    else:
        yield "", data


def _listed(data: dict[str, Any], key: str, fault: Fault) -> Iterator[tuple[str, Any]]:
    if isinstance(data[key], list):
        yield from _numbered(f"/{key}", data[key])
    else:
        fault(f"/{key}", "it should be a list of configuration items")


def _numbered(at: str, elements: list[Any]) -> Iterator[tuple[str, Any]]:
    return ((f"{at}/{index}", element) for index, element in enumerate(elements))


def _results(data: dict[str, Any], fault: Fault) -> Iterator[tuple[str, Any]]:
    """Give the results of an advanced query, which are JSON in texts. What is not selected looks as if it were not there."""
    info = data["QueryInfo"]
    selected = info.get("SelectFields") if isinstance(info, dict) else None
    names = {field.get("Name") for field in selected if isinstance(field, dict)} if isinstance(selected, list) else set()
    needed = {"resourceId", "resourceType", "configuration"}
    if selected is not None and not needed <= names and "*" not in names:
        fault("/QueryInfo", "the query does not select resourceId, resourceType and the whole configuration")
        return
    if not isinstance(data["Results"], list):
        fault("/Results", "it should be a list of results")
        return
    for pointer, text in _numbered("/Results", data["Results"]):
        if isinstance(text, str):
            found = _decoded(text)
            yield pointer, text if found is None else found
        else:
            yield pointer, text


def _item(pointer: str, raw: Any, fault: Fault, damaged: set[str]) -> Item | None:
    if not isinstance(raw, dict):
        damaged.add("")
        fault(pointer, f"a configuration item should be an object, and is {_shape(raw)}; it is left out")
        return None
    kind, key = raw.get("resourceType"), raw.get("resourceId")
    if not isinstance(kind, str):
        damaged.add("")
        fault(pointer, "this configuration item has no resourceType; it is left out")
        return None
    account = raw.get("awsAccountId") or raw.get("accountId") or _of_arn(raw, 4)
    region = raw.get("awsRegion") or _of_arn(raw, 3)
    told = raw.get("configuration")
    item = Item(
        pointer,
        raw,
        {},
        kind,
        key if isinstance(key, str) else "",
        account if isinstance(account, str) else "",
        region if isinstance(region, str) else "",
        _seconds(raw.get("configurationItemCaptureTime")),
        is_text=isinstance(told, str),
        is_gone=str(raw.get("configurationItemStatus")) in GONE,
    )
    if item.is_gone:
        return item
    found = _decoded(told) if isinstance(told, str) else told
    if isinstance(found, dict) and found:
        item.configuration = found
        return item
    damaged.add(kind)
    fault(f"{pointer}/configuration" if "configuration" in raw else pointer, _why_not(raw, told, f"{kind} {item.id}".strip()))
    return None


def _why_not(raw: dict[str, Any], told: Any, name: str) -> str:
    if raw.get("configurationItemStatus") == NOT_TOLD:
        return f"AWS Config does not record {name}; it is left out"
    if told is None or told in ("", {}):
        return f"the item of {name} has no configuration; it is left out"
    if isinstance(told, str):
        return f"the configuration of {name} is no sound JSON text, most likely cut off; it is left out"
    return f"the configuration of {name} should be an object, and is {_shape(told)}; it is left out"


def _decoded(text: str) -> Any:
    try:
        return msgspec.json.decode(text.encode("utf-8", "surrogatepass"))
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None


def _of_arn(raw: dict[str, Any], part: int) -> str:
    arn = raw.get("ARN") or raw.get("arn")
    parts = arn.split(":") if isinstance(arn, str) else []
    return parts[part] if len(parts) > part else ""


def _seconds(time: Any) -> float:
    """Read a time, which the API's own JSON has as a number and files as text."""
    if isinstance(time, bool):
        return 0.0
    try:
        if isinstance(time, (int, float)):
            return float(time)
        return datetime.fromisoformat(time).timestamp() if isinstance(time, str) else 0.0
    except (ValueError, OverflowError):
        return 0.0


def _shape(value: Any) -> str:
    shapes = {dict: "an object", list: "a list", str: "text", bool: "true or false", type(None): "null"}
    return shapes.get(type(value), "a number")
