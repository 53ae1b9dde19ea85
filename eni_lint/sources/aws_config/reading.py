"""Reads a file of AWS Config: the newest item of every resource, a scope for each account and region."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import Document, JsonSpans, Lines, parse_json
from eni_lint.documents.collector import collector_paused
from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.aws_config.converting import TYPES, converted
from eni_lint.sources.aws_config.document import KIND, ConfigDocument
from eni_lint.sources.aws_config.items import DELIVER_AGAIN, Delivery, Item, delivery_of
from eni_lint.sources.describe.answers import complaint, fault_of, read_file
from eni_lint.sources.describe.merging import KINDS
from eni_lint.sources.describe.recognise import folder_hints
from eni_lint.sources.describe.snapshot import snapshot_of
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.inventory.inventory import Inventory

_NAMED = 3
_FAULTS = 20


def read_config(content: bytes, path: str) -> Iterator[Scope | SourceError]:
    """Read a file; give a scope for each account and region that it has items of."""
    faults: list[SourceError] = []
    with collector_paused():
        file = Document(path, KIND, parse_json(content, path), spans=JsonSpans(Lines(content)))

        def fault(pointer: str, what: str) -> None:
            faults.append(SourceError(what, where=_where(file, pointer), do=DELIVER_AGAIN))

        delivery = delivery_of(file.data, fault)
        places = _by_place(delivery.items)
    shown = _shown(faults, path)
    if not places:
        yield from shown or [_nothing(path, delivery)]
        return
    for number, ((account, region), items) in enumerate(places.items()):
        scope = _scope(file, account, region, items, delivery)
        if len(places) > 1:
            scope.name = f"{path} ({account or 'no account'}, {region or 'no region'})"
        if number == 0:  # what cannot be read is of no certain place: it is told once
            scope.faults = [*shown, *scope.faults]
        yield scope


def _where(file: Document, pointer: str) -> str:
    span = file.span(pointer)
    return f"{file.path}:{span.start_line}:{span.start_column}" if span else f"{file.path} {pointer}"


def _shown(faults: list[SourceError], path: str) -> list[SourceError]:
    if len(faults) <= _FAULTS:
        return faults
    more = SourceError(f"{len(faults) - _FAULTS:,} more items cannot be read and are left out", where=path, do=DELIVER_AGAIN)
    return [*faults[:_FAULTS], more]


def _nothing(path: str, delivery: Delivery) -> SourceError:
    others = sorted({item.type for item in delivery.items})
    what = f"only of {', '.join(others[:_NAMED])}{'...' * (len(others) > _NAMED)}" if others else "none at all"
    return SourceError(
        f"there are no configuration items that can be checked: {what}",
        where=path,
        do=f"AWS Config has to record {', '.join(TYPES)}.",
    )


def _by_place(items: Iterable[Item]) -> dict[tuple[str, str], list[Item]]:
    """Sort the items that can be checked by account and region; what tells of neither belongs to the only place there is."""
    places: dict[tuple[str, str], list[Item]] = {}
    for item in items:
        if item.type in TYPES:
            places.setdefault((item.account, item.region), []).append(item)
    nowhere = places.get(("", ""))
    if nowhere and len(places) == 2:  # that, and one other
        del places["", ""]
        next(iter(places.values())).extend(nowhere)
    return places


def _scope(file: Document, account: str, region: str, items: list[Item], delivery: Delivery) -> Scope:
    notes = list(delivery.notes)
    current = _newest(items, notes)
    faults: list[SourceError] = []
    damaged = set(delivery.damaged)
    gone = {item.id for item in current if item.is_gone}
    answer: dict[str, list[Any]] = {}
    behind: dict[str, list[Item]] = {}
    for item in current:
        if item.is_gone:
            continue
        of = TYPES[item.type].list
        element = _without(converted(item), gone)
        wrong = complaint(of, msgspec.json.encode(element))
        if wrong is None:
            answer.setdefault(of, []).append(element)
            behind.setdefault(of, []).append(item)
        else:
            damaged.add(item.type)
            faults.append(_fault(file, item, wrong))
    hints = folder_hints(file.path)
    document = ConfigDocument(file, msgspec.json.encode(answer), behind, account or hints[0] or "", region or hints[1] or "")
    captured = read_file(file.path, msgspec.json.encode(answer))
    captured.document = document
    snapshot = snapshot_of([captured], file.path)
    seen = {item.type for item in current}
    snapshot.inventory.missing = _missing(snapshot.inventory, seen, damaged, is_snapshot=delivery.is_snapshot)
    return Scope(
        name=file.path,
        kind=KIND,
        inventory=snapshot.inventory,
        documents=[document],
        notes=[*notes, *snapshot.notes],
        faults=_shown([*faults, *snapshot.faults], file.path),
        account=document.account or "",
        region=document.region or "",
    )


def _newest(items: list[Item], notes: list[str]) -> list[Item]:
    """Keep the newest capture of every resource; of two at one time, the later in the file."""
    kept: dict[tuple[str, str], Item] = {}
    again: dict[str, None] = {}
    for item in items:
        key = (item.type, item.id or item.pointer)
        other = kept.get(key)
        if other is not None:
            again[item.id] = None
        if other is None or item.captured >= other.captured:
            kept[key] = item
    if again:
        names = ", ".join([*again][:_NAMED]) + (f" and {len(again) - _NAMED:,} more" if len(again) > _NAMED else "")
        notes.append(f"{len(again):,} of the resources are captured more than once ({names}); the newest capture is used.")
    return list(kept.values())


def _without(element: dict[str, Any], gone: set[str]) -> dict[str, Any]:
    """Drop the interfaces from the item of an instance that have items of their own which say that they are deleted."""
    for instance in element.get("Instances", ()):
        nested = instance.get("NetworkInterfaces") if isinstance(instance, dict) else None
        if gone and isinstance(nested, list):
            kept = [each for each in nested if not (isinstance(each, dict) and each.get("NetworkInterfaceId") in gone)]
            instance["NetworkInterfaces"] = kept
    return element


def _fault(file: Document, item: Item, error: Exception) -> SourceError:
    """Say what is wrong with an item that is sound JSON and not as AWS writes it."""
    name = f"{item.type} {item.id}".strip()
    told = fault_of(_Nowhere(file.path), "", error, f"the item of {name}")  # type: ignore[arg-type]
    what = told.what.removeprefix("/Instances/0").removeprefix("/").removeprefix(": ")
    return SourceError(f"{name}: {what}", where=_where(file, f"{item.pointer}/configuration"), do=DELIVER_AGAIN)


class _Nowhere(Document):
    """A document in which nothing has a place."""

    def __init__(self, path: str) -> None:
        super().__init__(path, KIND, None)


def _missing(inventory: Inventory, seen: set[str], damaged: set[str], *, is_snapshot: bool) -> dict[str, Unknown]:
    """Say of every kind why what is referred to may not be there: AWS Config has items of recorded types only."""
    missing = {}
    by_plural = {of.plural: name for name, of in TYPES.items()}
    for plural, _, _ in KINDS:
        kind = by_plural.get(plural)
        why = ""
        if kind is None:
            why = "" if plural == "secondary interfaces" and plural not in inventory.missing else "AWS Config tells nothing of it"
        elif kind not in seen:
            why = f"AWS Config has no item of {kind} here: it records only the types that it is told to"
        elif kind in damaged or "" in damaged:
            why = f"not every item of {kind} can be read"
        elif not is_snapshot:
            why = f"the file holds some items of {kind}, and not the whole snapshot"
        if why:
            missing[plural] = Unknown(Reason.NOT_COLLECTED, why)
    return missing
