"""When equal keys link one counted block to another: a computed index is not in the plan, but the keys of both blocks are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.terraform.references import WHOLE
from eni_lint.sources.terraform.shape import object_or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.references import Expression, Key
    from eni_lint.sources.terraform.scopes import Frame


class Links:
    """Decides whether ``X[each.key]`` in an instance of one block is the instance of X with the same key.

    In the plan, ``X[each.key]`` and ``X["${each.key}-b"]`` look the same (``X``, ``each.key``). Where both blocks have the
    same keys it must be the former, as a key with something added to it is no key of the set. A block that runs over a part of
    X's keys is linked too, when both run over the same collection and no fixed text added to its keys gives keys of X.
    """

    def __init__(self, read: Callable[[Any], Expression]) -> None:
        self._read = read
        self._memo: dict[tuple[int, int], bool] = {}

    def linked(self, frame: Frame, block: Mapping[Key, Any]) -> bool:
        """Tell whether the instance of ``block`` with the key of the frame is the one that is meant."""
        siblings = frame.siblings
        if siblings is None or frame.key is None:
            return False
        memo = (id(siblings), id(block))
        found = self._memo.get(memo)
        if found is None:
            found = self._memo[memo] = siblings.keys() == block.keys() or self._is_part(frame, siblings, block)
        return found

    def _is_part(self, frame: Frame, siblings: Mapping[Key, Any], block: Mapping[Key, Any]) -> bool:
        # Numbers are never linked like this: [count.index + 2] is a usual way to take another part of a list.
        if not all(isinstance(key, str) for key in siblings) or not siblings.keys() <= block.keys():
            return False
        one = next(iter(block.values()))
        target = getattr(one, "frame", None) or getattr(one, "call", None)
        if target is None or not self._same_collection(frame.config, target.config, one):
            return False
        first = str(frame.key)
        for other in block:
            if isinstance(other, str) and other != first and first in other:
                before, _, behind = other.partition(first)
                if all(f"{before}{key}{behind}" in block for key in siblings):
                    return False
        return True

    def _same_collection(self, one: Any, other: Any, target: Any) -> bool:
        mine = self._collection(one)
        address = object_or_none(getattr(target, "frame", None) and target.frame.config).get("address")
        return bool(mine & self._collection(other)) or (isinstance(address, str) and ("resource", address) in mine)

    def _collection(self, config: Any) -> set[tuple[str, str]]:
        read = self._read(object_or_none(config).get("for_each_expression"))
        return {(r.sort, r.name) for r in read.references if r.sort in ("var", "local", "resource", "module")}

    def each_is_resource(self, expression: Any, frame: Frame) -> Resource | None:
        """Give the instance that ``each.value`` is, where for_each runs over a resource itself: ``for_each = aws_subnet.a``."""
        references = self._read(expression).references
        if len(references) != 1 or references[0].sort != "resource" or references[0].index is not WHOLE:
            return None
        block = frame.scope.blocks.get(references[0].name)
        if not block or references[0].rest or frame.siblings is None or frame.siblings.keys() != block.keys():
            return None
        return block.get(frame.key)
