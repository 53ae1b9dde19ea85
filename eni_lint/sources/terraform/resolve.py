"""Follows references through the configuration to the objects of the plan that they name. It never guesses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.terraform.exact import Open, Ref, exact_of
from eni_lint.sources.terraform.kinds import (
    INTERFACE,
    KIND_OF_ATTRIBUTE,
    KIND_OF_TYPE,
    attribute_for,
    means_one_object,
    names_itself,
)
from eni_lint.sources.terraform.links import Links
from eni_lint.sources.terraform.named import (
    DECIDES,
    ELSEWHERE,
    NONE,
    OPEN,
    UNKNOWN,
    WRITTEN,
    Named,
    all_of,
    any_of,
    known_value,
)
from eni_lint.sources.terraform.references import WHOLE, Expression, Reference, read_expression
from eni_lint.sources.terraform.scopes import Frame
from eni_lint.sources.terraform.shape import object_or_none

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.references import Key
    from eni_lint.sources.terraform.scopes import Scope

MAX_HOPS = 60


class Resolver:
    """Resolves expressions, each once for a module instance where it does not depend on ``each`` or ``count``."""

    def __init__(
        self,
        variables: Mapping[str, Any],
        ids: Mapping[str, str],
        key_of: Callable[[Resource], str],
        primary_of: Callable[[Resource], Named],
    ) -> None:
        self.variables = variables
        self.ids = ids
        self.key_of = key_of
        self.primary_of = primary_of
        self.links = Links(self.read)
        self.instances: Mapping[str, Resource] = {}  # by full address, where the source tells exact references
        self._read: dict[int, Expression] = {}
        self._memo: dict[Any, Named] = {}
        self._hops = 0

    def read(self, expression: Any) -> Expression:
        """Take an expression apart, once."""
        found = self._read.get(id(expression))
        if found is None:
            found = self._read[id(expression)] = read_expression(expression)
        return found

    def resolve(self, expression: Any, frame: Frame, kind: str) -> Named:
        """Tell which objects of the kind an expression names."""
        if not isinstance(expression, dict):
            return UNKNOWN
        value = exact_of(expression)
        if value is not None:
            return self.exact(value, kind)
        read = self.read(expression)
        memo: tuple[Any, ...] = (id(expression), id(frame.scope), kind)
        if read.by_instance:
            if sum(r.sort != "key" for r in read.references) < 2:
                return self._guarded(read, frame, kind)
            memo = (*memo, frame.key, id(frame.siblings), id(frame.config))
        found = self._memo.get(memo)
        if found is None:
            self._memo[memo] = UNKNOWN
            found = self._memo[memo] = self._guarded(read, frame, kind)
        return found

    def _guarded(self, read: Expression, frame: Frame, kind: str) -> Named:
        if self._hops > MAX_HOPS:
            return UNKNOWN
        self._hops += 1
        try:
            return self._evaluate(read, frame, kind)
        finally:
            self._hops -= 1

    def _evaluate(self, read: Expression, frame: Frame, kind: str) -> Named:
        first = read.references[0] if read.references else None
        if first is not None and first.sort == "resource":
            # Nearly all expressions: one reference, or X[each.key].
            if len(read.references) == 1:
                return self._resource(first, frame, kind, linkable=False)
            if len(read.references) == 2 and read.references[1].sort == "key" and first.index is WHOLE:
                return self._resource(first, frame, kind, linkable=True)
        whole = any(r.index is WHOLE and r.sort in ("resource", "module") for r in read.references)
        beside = [self._beside(r, frame, kind, whole=whole) for r in read.references if r.sort in ("var", "local", "each.value")]
        linkable = read.by_key and all(b == DECIDES for b in beside) and not self._uses_value(read)
        parts = list(beside)
        linked = False
        for reference in read.references:
            if reference.sort == "resource":
                parts.append(self._resource(reference, frame, kind, linkable=linkable))
            elif reference.sort == "module":
                parts.append(self._module(reference, frame, kind, linkable=linkable))
            else:
                continue
            linked = linked or (linkable and reference.index is WHOLE)
        if read.by_key and not linked:
            parts.append(DECIDES)
        return all_of(parts) if parts else DECIDES

    def exact(self, value: Any, kind: str) -> Named:
        """Tell which objects a value is that was worked out from the source."""
        if self._hops > MAX_HOPS:
            return UNKNOWN
        self._hops += 1
        try:
            return self._exact(value, kind)
        finally:
            self._hops -= 1

    def _exact(self, value: Any, kind: str) -> Named:
        if isinstance(value, Ref):
            resource = self.instances.get(value.address)
            symbol = ("source", value.address, *value.path)
            if resource is None:
                return Named(doubt=OPEN, symbol=symbol)
            named = self._target(resource, value.path, kind)
            return named._replace(symbol=symbol) if named.doubt and named.symbol is None and value.path else named
        if isinstance(value, Open):
            return any_of([self.exact(c, kind) for c in value.choices])._replace(symbol=None) if value.choices else UNKNOWN
        if isinstance(value, list):
            return all_of([self.exact(v, kind) for v in value]) if value else NONE
        if isinstance(value, str) and value:
            return Named((self.ids.get(value, value),))
        return NONE if value in (None, "") else UNKNOWN

    def owner(self, expression: Any, attribute: str, frame: Frame, kind: str) -> str | None:
        """Give the object of which an expression takes this attribute (any, if empty); None where it is not surely one."""
        value = exact_of(expression)
        if isinstance(value, Ref):
            resource = self.instances.get(value.address) if not attribute or value.path == (attribute,) else None
            named = UNKNOWN if resource is None else self._target(resource, (), kind)
        elif value is not None:
            return None
        else:
            references = self.read(expression).references
            if len(references) != 1 or (attribute and references[0].rest != (attribute,)):
                return None
            named = self.resolve_object(references[0], frame, kind)
        return named.exact[0] if len(named.exact) == 1 else None

    @staticmethod
    def _uses_value(read: Expression) -> bool:
        return any(r.sort == "each.value" for r in read.references)

    def resolve_object(self, reference: Reference, frame: Frame, kind: str) -> Named:
        """Tell which object a reference takes an attribute of, whatever the attribute."""
        if reference.sort != "resource":
            return UNKNOWN
        return self._resource(reference._replace(rest=()), frame, kind, linkable=False)

    # -- what stands beside the objects ----------------------------------------------------------------------------------

    def _beside(self, reference: Reference, frame: Frame, kind: str, *, whole: bool) -> Named:
        if reference.sort == "var":
            return self._variable(reference, frame, kind)
        if reference.sort == "each.value":
            return DECIDES if whole else self._each_value(reference, frame, kind)
        last = reference.rest[-1] if reference.rest else reference.name
        if isinstance(last, int) or means_one_object(last):
            return Named(doubt=OPEN, symbol=(frame.scope.path, "local", reference.name, reference.rest))
        return UNKNOWN

    def _variable(self, reference: Reference, frame: Frame, kind: str) -> Named:
        scope = frame.scope
        if scope.call is None:
            return known_value(object_or_none(self.variables.get(reference.name)).get("value"))
        written = object_or_none(object_or_none(scope.call.config).get("expressions"))
        expression = written.get(reference.name)
        if expression is None:
            return DECIDES  # the default of the variable: known
        if not isinstance(expression, dict) or "references" not in expression:
            return known_value(expression.get("constant_value", "?") if isinstance(expression, dict) else "?")
        found = self.resolve(expression, scope.call, kind)
        one = not reference.rest and means_one_object(reference.name)
        if one == (found.symbol is not None):
            return found
        return found._replace(symbol=(scope.path, "var", reference.name) if one else None)

    def _each_value(self, reference: Reference, frame: Frame, kind: str) -> Named:
        """Tell what a member of the collection that for_each runs over can be."""
        expression = object_or_none(frame.config).get("for_each_expression")
        if expression is None:
            return UNKNOWN
        if isinstance(expression, dict) and "constant_value" in expression:
            return WRITTEN
        same = self.links.each_is_resource(expression, frame)
        if same is not None:
            return self._target(same, reference.rest, kind)
        found = self.resolve(expression, Frame(frame.scope), kind)
        if len(found.exact) == 1 and not found.perhaps and not found.doubt:
            return found
        return any_of([found])._replace(symbol=None)

    # -- objects ---------------------------------------------------------------------------------------------------------

    def _resource(self, reference: Reference, frame: Frame, kind: str, *, linkable: bool) -> Named:
        block = frame.scope.blocks.get(reference.name)
        if not block:
            return self._absent(reference, frame)
        if reference.index is not WHOLE:
            instance = block.get(reference.index)
            return NONE if instance is None else self._target(instance, reference.rest, kind)
        if len(block) == 1:
            return self._target(next(iter(block.values())), reference.rest, kind)
        if linkable and self.links.linked(frame, block):
            return self._target(block[frame.key], reference.rest, kind)
        memo = (id(block), reference.rest, kind)
        found = self._memo.get(memo)
        if found is None:
            found = self._memo[memo] = any_of([self._target(r, reference.rest, kind) for r in block.values()])
        return found

    @staticmethod
    def _absent(reference: Reference, frame: Frame) -> Named:
        """Tell what a reference to something that the plan does not hold names: nothing, when it has count = 0."""
        written = object_or_none(frame.scope.config.blocks.get(reference.name))
        counted = reference.index is not WHOLE or "count_expression" in written or "for_each_expression" in written
        if written and counted and not reference.name.startswith("data."):
            return NONE
        if reference.rest and means_one_object(str(reference.rest[-1])):
            return Named(doubt=OPEN, symbol=(frame.scope.path, *reference))
        return UNKNOWN

    def _target(self, resource: Resource, rest: tuple[int | str, ...], kind: str) -> Named:
        """Tell what an attribute of a resource names; the attribute is gone where an index was computed."""
        attribute = str(rest[0]) if rest else attribute_for(resource.type, kind)
        own = KIND_OF_TYPE.get(resource.type)
        if names_itself(resource.type, attribute):
            if own == kind:
                return self.follow(resource, attribute, kind) if resource.is_data else Named((self.key_of(resource),))
            if not resource.is_data:
                return DECIDES if own else Named((resource.address,))
        elif attribute == "primary_network_interface_id" and kind == INTERFACE:
            return self.primary_of(resource)
        elif len(rest) < 2 and KIND_OF_ATTRIBUTE.get(attribute) == kind:
            return self.follow(resource, attribute, kind)
        if resource.after.get(attribute) is not None:
            return DECIDES
        last = rest[-1] if rest else ""
        one = isinstance(last, str) and means_one_object(last)
        return Named(doubt=ELSEWHERE, symbol=(resource.address, *rest) if one else None)

    def follow(self, resource: Resource, attribute: str, kind: str) -> Named:
        """Tell what an argument of a resource names."""
        value = resource.after.get(attribute)
        if isinstance(value, str) and value:
            return Named((self.ids.get(value, value),))
        if isinstance(value, list):
            return Named(tuple(self.ids.get(v, v) for v in value if isinstance(v, str)))
        expression = resource.expressions.get(attribute) if resource.expressions else None
        if expression is not None:
            return self.resolve(expression, resource.frame, kind)
        return Named(doubt=ELSEWHERE, symbol=(resource.address, attribute) if means_one_object(attribute) else None)

    def _module(self, reference: Reference, frame: Frame, kind: str, *, linkable: bool) -> Named:
        scope = frame.scope
        if reference.index is not WHOLE:
            child = scope.child(reference.name, reference.index)
            if child is None:
                return UNKNOWN if scope.is_left_out(reference.name, reference.index) else NONE
            return self._outputs(child, reference.rest, kind)
        instances: Mapping[Key, Scope] = scope.instances(reference.name)
        if len(instances) == 1:
            return self._outputs(next(iter(instances.values())), reference.rest, kind)
        if linkable and self.links.linked(frame, instances):
            return self._outputs(instances[frame.key], reference.rest, kind)
        memo = (id(instances), reference.rest, kind)
        found = self._memo.get(memo)
        if found is None and instances:
            found = any_of([self._outputs(child, reference.rest, kind) for child in instances.values()])
            self._memo[memo] = found
        return found or UNKNOWN

    def _outputs(self, scope: Scope, rest: tuple[int | str, ...], kind: str) -> Named:
        """Tell what an output names, or what any output of this kind names where the name of the output is gone."""
        if rest:
            name = str(rest[0])
            found = self.resolve(scope.config.output(name), Frame(scope), kind)
            one = len(rest) == 1 and means_one_object(name)
            if one == (found.symbol is not None):
                return found
            return found._replace(symbol=(scope.path, "output", name) if one else None)
        memo = (id(scope), kind)
        found_all = self._memo.get(memo)
        if found_all is None:
            each = [self.resolve(scope.config.output(name), Frame(scope), kind) for name in scope.config.outputs]
            # An output that names another attribute (an ARN) is not the one that was asked for.
            parts = [n for n in each if n.doubt == OPEN or (n.doubt == 0 and n.candidates)]
            every = all_of(parts)._replace(symbol=None) if parts else UNKNOWN
            found_all = self._memo[memo] = every if len(every.exact) == 1 and not every.perhaps else any_of([every])
        return found_all
