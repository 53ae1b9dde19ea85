"""Where people wrote what a configuration comes to: the argument, or the head of the block that should hold it."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from eni_lint.documents import Document, Span, Written
from eni_lint.sources.terraform.exact import Open

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eni_lint.sources.hcl.arguments import Arguments
    from eni_lint.sources.hcl.world import ModuleInstance

_FETCHED = ".terraform"


def place_of(arguments: Arguments, module: ModuleInstance, steps: Sequence[str]) -> Written | None:
    """Find the place of a value by the way to it: names of arguments and blocks, and numbers."""
    if arguments.block is None:
        return None
    written = _attribute(arguments, steps)
    found = _written(written or _deepest(arguments, steps).block, whole=written is None)
    return _in_repository(found, module)


def _deepest(arguments: Arguments, steps: Sequence[str]) -> Arguments:
    """Follow the way through nested blocks as far as they are written."""
    while len(steps) > 1:
        blocks = arguments.blocks.get(steps[0])
        number = int(steps[1]) if steps[1].isdigit() else -1
        if blocks is None or isinstance(blocks, Open) or not 0 <= number < len(blocks) or blocks[number].block is None:
            break
        arguments, steps = blocks[number], steps[2:]
    return arguments


def _attribute(arguments: Arguments, steps: Sequence[str]) -> Any:
    while steps and arguments.body is not None:
        found = arguments.body.attributes.get(steps[0])
        if found is not None:
            return found
        below = _deepest(arguments, steps[:2])
        if below is arguments:
            break
        arguments, steps = below, steps[2:]
    return None


def _written(thing: Any, *, whole: bool) -> Written:
    end = thing.header_end if whole else thing.end
    return Written(thing.text.document, thing.text.span(thing.start, end), whole)


def _in_repository(found: Written, module: ModuleInstance) -> Written:
    """Name the call of a module that terraform init has fetched: that is what people wrote, and can change."""
    through: list[tuple[Document, Span, str]] = []
    inner: ModuleInstance | None = module
    while inner is not None and inner.call is not None and _FETCHED in PurePath(found.document.path).parts:
        through.insert(0, (found.document, found.span, f"written in {inner.address}"))
        found = _written(inner.call.block, whole=True)
        inner = inner.parent
    return Written(found.document, found.span, found.whole, tuple(through)) if through else found
