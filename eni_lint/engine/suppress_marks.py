"""Suppressions that are data: tags of resources, and the metadata of CloudFormation."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import join_pointer
from eni_lint.engine.suppress_dates import read_date
from eni_lint.engine.suppress_syntax import OPTIONS, Directive, read_tag
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.documents import Document
    from eni_lint.inventory.inventory import Inventory

TAG = "eni-lint:ignore"
METADATA = "eni-lint"


class Attached(msgspec.Struct, frozen=True, eq=False):
    """A suppression that belongs to one object, with what it covers."""

    directive: Directive
    where: str
    covers: Callable[[Origin], bool]
    identity: tuple[str, str]  # tells two of them apart


def objects_of(inventory: Inventory) -> Iterator[Any]:
    """Give every object of an inventory."""
    for value in vars(inventory).values():
        if isinstance(value, (list, tuple)):
            yield from (thing for thing in value if getattr(thing, "origin", None) is not None)


def from_tags(
    inventory: Inventory, documents: Sequence[Document], is_rule: Callable[[str], bool], known: Sequence[str]
) -> Iterator[Attached]:
    """Find the tags that suppress: they cover their resource and what is part of it."""
    if not any(document.holds(TAG) for document in documents):
        return
    for thing in objects_of(inventory):
        tags = getattr(thing, "tags", None)
        if not isinstance(tags, list):
            continue
        for tag in tags:
            if tag.key == TAG and not isinstance(tag.value, Unknown):
                origin = thing.origin
                where = f"tag {TAG} of {origin.address}"
                yield Attached(
                    read_tag(tag.value, is_rule, known), where, _covers(origin), (origin.document.path, origin.pointer)
                )


def _covers(owner: Origin) -> Callable[[Origin], bool]:
    """Make the test whether an object is the owner or a part of it: named after it, and written in it."""
    name, pointer, document = owner.identity or owner.address, owner.pointer, owner.document

    def test(origin: Origin) -> bool:
        if origin.document is not document:
            return False
        own = origin.identity or origin.address
        if own == name:
            return True
        return own.startswith(f"{name}/") and (origin.pointer == pointer or origin.pointer.startswith(f"{pointer}/"))

    return test


def from_metadata(document: Document) -> Iterator[Attached]:
    """Find ``Metadata: {eni-lint: {ignore: [...]}}`` of the resources of a template."""
    resources = document.data.get("Resources") if isinstance(document.data, dict) else None
    for name, resource in resources.items() if isinstance(resources, dict) else ():
        metadata = resource.get("Metadata") if isinstance(resource, dict) else None
        own = metadata.get(METADATA) if isinstance(metadata, dict) else None
        if own is None:
            continue
        steps: tuple[str | int, ...] = ("Resources", str(name), "Metadata", METADATA)
        entries = own.get("ignore") if isinstance(own, dict) else None
        if not isinstance(entries, list) or len(own) != 1:
            yield _attached(document, steps, Directive((), faults=("it holds ignore, which is a list of entries",)))
            continue
        for number, entry in enumerate(entries):
            yield _attached(document, (*steps, "ignore", number), _entry(entry))


def _attached(document: Document, steps: tuple[str | int, ...], directive: Directive) -> Attached:
    pointer, owner = join_pointer(*steps), join_pointer(*steps[:2])
    span = document.span(pointer)
    where = f"{document.path}:{span.start_line}:{span.start_column}" if span else document.path

    def test(origin: Origin) -> bool:
        return origin.document is document and (origin.pointer == owner or origin.pointer.startswith(f"{owner}/"))

    return Attached(directive, where, test, (document.path, pointer))


def _entry(entry: Any) -> Directive:
    """Read an entry of metadata: rule, reason and the options."""
    if not isinstance(entry, dict):
        return Directive((), faults=("an entry is a mapping with rule and reason",))
    faults = []
    texts = {}
    for key, value in entry.items():
        if key not in ("rule", "reason", *OPTIONS):
            faults.append(f"there is no {key}: an entry has rule, reason, until, owner and ticket")
        elif not isinstance(value, str) or not value.strip():
            faults.append(f"{key} is no text")
        else:
            texts[key] = value.strip()
    if "rule" not in entry:
        faults.append("it names no rule")
    until = read_date(texts.get("until", ""))
    if "until" in texts and until is None:
        faults.append(f"until: {texts['until']} is no date; write it as 2027-01-31")
    rules = (texts["rule"],) if "rule" in texts else ()
    return Directive(
        rules, until, texts.get("owner", ""), texts.get("ticket", ""), " ".join(texts.get("reason", "").split()), tuple(faults)
    )
