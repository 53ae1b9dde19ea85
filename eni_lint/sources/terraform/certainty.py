"""Whether the value of an expression is known while planning.

An argument that is written as null is planned as if it were not written: where the provider computes it, it will be known
only after apply. What tells the two apart is the expression: if all that it refers to is known while planning, so is its
value, and a known value which the plan does not show is null.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.terraform.exact import exact_of
from eni_lint.sources.terraform.references import WHOLE, Expression, Reference, read_expression
from eni_lint.sources.terraform.shape import object_or_none

if TYPE_CHECKING:
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.scopes import Frame, Scope

KNOWN, OPEN, UNKNOWN = 0, 1, 2
"""Known while planning; through a local value, which the plan does not show; known only after apply."""

MAX_HOPS = 60


class Certainty:
    """Answers for the expressions of one plan, each once in a module instance."""

    def __init__(self) -> None:
        self._memo: dict[tuple[int, int], int] = {}
        self._hops = 0

    def of(self, expression: Any, frame: Frame) -> int:
        """Tell whether the value of an expression is known while planning."""
        memo = (id(expression), id(frame.scope))
        found = self._memo.get(memo)
        if found is None:
            self._memo[memo] = UNKNOWN
            if exact_of(expression) is not None:
                return UNKNOWN
            found = self._memo[memo] = self._of(read_expression(expression), frame)
        return found

    def _of(self, read: Expression, frame: Frame) -> int:
        if self._hops > MAX_HOPS:
            return UNKNOWN
        self._hops += 1
        try:
            return max((self._reference(r, frame) for r in read.references), default=KNOWN)
        finally:
            self._hops -= 1

    def _reference(self, reference: Reference, frame: Frame) -> int:
        match reference.sort:
            case "local":
                return OPEN
            case "var":
                return self._variable(reference.name, frame.scope)
            case "each.value":
                expression = object_or_none(frame.config).get("for_each_expression")
                return KNOWN if expression is None else self.of(expression, frame)
            case "resource":
                return self._resource(reference, frame.scope)
            case "module":
                return self._module(reference, frame.scope)
        return KNOWN

    def _variable(self, name: str, scope: Scope) -> int:
        if scope.call is None:
            return KNOWN
        expression = object_or_none(object_or_none(scope.call.config).get("expressions")).get(name)
        return KNOWN if expression is None else self.of(expression, scope.call)

    @staticmethod
    def _resource(reference: Reference, scope: Scope) -> int:
        block = scope.blocks.get(reference.name)
        if not block:
            return KNOWN if reference.name in scope.config.blocks else UNKNOWN
        instances = block.values() if reference.index is WHOLE else [block[k] for k in (reference.index,) if k in block]
        attribute = reference.rest[0] if reference.rest else None
        return max((_attribute(instance, attribute) for instance in instances), default=KNOWN)

    def _module(self, reference: Reference, scope: Scope) -> int:
        if not reference.rest:
            return UNKNOWN
        children = scope.instances(reference.name)
        if reference.index is not WHOLE:
            # No key decides what is known: one instance tells it of all that the plan does not hold.
            planned = reference.name in scope.children
            child = scope.child(reference.name, reference.index) if planned else scope.any_child(reference.name)
            children = {} if child is None else {reference.index: child}
        name = str(reference.rest[0])
        return max((self.of(c.config.output(name), c.frame) for c in children.values()), default=UNKNOWN)


def _attribute(resource: Resource, attribute: int | str | None) -> int:
    if attribute is None:
        return UNKNOWN if resource.unknown else KNOWN
    return UNKNOWN if resource.unknown.get(str(attribute)) else KNOWN
