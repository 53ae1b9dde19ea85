"""``Fn::ForEach`` (of AWS::LanguageExtensions): a mapping's members, written once and made for each item of a collection."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.faults import Misfit
from eni_lint.sources.cloudformation.values import ResourceRef, text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.sources.cloudformation.evaluate import Evaluator

_PREFIX = "Fn::ForEach::"
_NO_ALPHANUMERIC = re.compile(r"[^A-Za-z0-9]")
MAX_MADE = 10_000  # members that the loops of one template make; CloudFormation allows 500 resources


def is_loop(key: str) -> bool:
    """Tell whether a key is that of a loop."""
    return key.startswith(_PREFIX)


def expand(evaluator: Evaluator, key: str, raw: Any, pointer: str) -> Iterator[tuple[str, Any, str]]:
    """Give the members that a loop makes, each with the pointer of where it is written; a key "" where nobody can tell them."""
    try:
        identifier, items, template = _parts(evaluator, raw, pointer)
    except Misfit as misfit:
        evaluator.faults.add(misfit, pointer)
        yield "", key, pointer
        return
    if items is None:
        yield "", key, pointer
        return
    for item in items:
        evaluator.made += len(template)
        if evaluator.made > MAX_MADE:
            evaluator.faults.tell(f"the loops of this template make more than {MAX_MADE} members", pointer, "make fewer")
            yield "", key, pointer
            return
        for name, value in template.items():
            made, inner = _substitute(name, identifier, item), _substitute(value, identifier, item)
            place = f"{pointer}/2/{escape(name)}"
            if is_loop(made):
                yield from expand(evaluator, made, inner, place)
            else:
                yield made, inner, place


def _parts(evaluator: Evaluator, raw: Any, pointer: str) -> tuple[str, list[str] | None, dict[str, Any]]:
    if not isinstance(raw, list) or len(raw) != 3 or not isinstance(raw[0], str) or not raw[0] or not isinstance(raw[2], dict):
        raise Misfit("Fn::ForEach takes a name for the item, a collection, and a mapping of what to make of each item")
    found = evaluator.plain(raw[1], f"{pointer}/1")
    if isinstance(found, Unknown | ResourceRef):
        return raw[0], None, raw[2]
    if not isinstance(found, list) or any(isinstance(item, list | dict) for item in found):
        raise Misfit("the collection of Fn::ForEach should be a list of texts", f"{pointer}/1")
    items = [None if isinstance(item, Unknown | ResourceRef) else text_of(item) for item in found]
    return raw[0], None if None in items else [item for item in items if item is not None], raw[2]


def _substitute(raw: Any, identifier: str, item: str) -> Any:
    """Put an item into what is written: for ``${Name}`` and ``{"Ref": "Name"}``, and its letters and digits for ``&{Name}``."""
    if isinstance(raw, str):
        if "{" in raw:
            bare = _NO_ALPHANUMERIC.sub("", item)
            return raw.replace(f"${{{identifier}}}", item).replace(f"&{{{identifier}}}", bare)
        return raw
    if isinstance(raw, list):
        return [_substitute(value, identifier, item) for value in raw]
    if isinstance(raw, dict):
        if len(raw) == 1 and raw.get("Ref") == identifier:
            return item
        return {_substitute(key, identifier, item): _substitute(value, identifier, item) for key, value in raw.items()}
    return raw
