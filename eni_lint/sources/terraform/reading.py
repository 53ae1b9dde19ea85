"""The plan while it is read: its resources by module and type, what real ids stand for, and how references are answered."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.changes import Leaving, earlier_resources, planned_resources, prior_data
from eni_lint.sources.terraform.exact import Pieces, exact_of
from eni_lint.sources.terraform.kinds import ADDRESS, GROUP, KIND_OF_TYPE, PLACEMENT, SUBNET, TEMPLATE, is_required
from eni_lint.sources.terraform.primary import implicit, primary_key, primary_of
from eni_lint.sources.terraform.resolve import Resolver
from eni_lint.sources.terraform.scopes import Scopes
from eni_lint.sources.terraform.shape import object_or_none
from eni_lint.sources.terraform.versions import names_latest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from eni_lint.documents import Document
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.exact import Source
    from eni_lint.sources.terraform.named import Named
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.primary import Entry

# The attributes by which the AWS API knows a resource, where ``id`` is not (all of) it.
_REAL_IDS = {"aws_eip": ("id", "allocation_id"), "aws_spot_instance_request": ("spot_instance_id",)}


class Reading:
    """Everything about a plan that reading one of its resources may need.

    ``resources`` gives them where they do not stand as in a plan: those of a state. ``source`` is the configuration's, if there.
    """

    def __init__(
        self,
        document: Document,
        plan: dict[str, Any],
        base: str,
        *,
        before: bool = False,
        resources: Callable[[Scopes], Iterator[Resource]] | None = None,
        source: Source | None = None,
    ) -> None:
        self.document = document
        self._source = source
        self.by_type: dict[str, list[Resource]] = {}
        self.data_by_type: dict[str, list[Resource]] = {}
        self.leaving = Leaving()
        self.ids: dict[str, str] = {}
        self.names: dict[tuple[str, str], str] = {}
        scopes = Scopes(plan.get("configuration"), source)
        planned = set()
        rows = resources(scopes) if resources else earlier_resources(document, plan, base, scopes) if before else None
        for resource in rows or planned_resources(document, plan, base, scopes, self.leaving):
            if resource.is_data:
                planned.add(resource.address)
            by_type = self.data_by_type if resource.is_data else self.by_type
            by_type.setdefault(resource.type, []).append(resource)
        for resource in prior_data(document, plan, base, scopes, planned):
            self.data_by_type.setdefault(resource.type, []).append(resource)
        variables = object_or_none(plan.get("variables"))
        self.resolver = Resolver(variables, self.ids, self.key_of, lambda r: primary_of(self, r))
        if source is not None:
            everything = (*self.by_type.values(), *self.data_by_type.values())
            self.resolver.instances = {r.address: r for resources in everything for r in resources}
        self.primaries: dict[str, Named] = {}
        self.listed: dict[str, list[Entry]] = {}
        self._templates: dict[str, Resource] | None = None
        self._answers: dict[Any, Maybe[str]] = {}
        self._lists: dict[Any, Maybe[list[str | Unknown]]] = {}
        self._identify()
        self.own_ids = dict(self.ids)
        for real, key in self.leaving.deleted.items():
            # What still refers to a thing that goes away refers to it by its real id.
            self.ids.setdefault(real, key)

    # -- resources and their keys ----------------------------------------------------------------------------------------

    def of(self, *types: str) -> Iterator[Resource]:
        """Give the managed resources of these types, in the order of the plan."""
        for resource_type in types:
            yield from self.by_type.get(resource_type, ())

    def data(self, resource_type: str) -> Iterator[Resource]:
        """Give the data sources of a type that stand for an object which no resource of the plan is, each object once."""
        seen = set()
        for resource in self.data_by_type.get(resource_type, ()):
            real = resource.text("id")
            if isinstance(real, str) and real not in self.ids and real not in seen:
                seen.add(real)
                yield resource

    def key_of(self, resource: Resource) -> str:
        """Give the key of the object that a resource is."""
        if resource.is_data:
            return str(resource.after["id"])
        if resource.type == "aws_placement_group":
            name = resource.after.get("name")
            return name if isinstance(name, str) and name else resource.address
        return resource.address

    def _identify(self) -> None:
        """Note which real ids belong to resources of the plan."""
        for resource_type in KIND_OF_TYPE:
            for resource in self.by_type.get(resource_type, ()):
                key = self.key_of(resource)
                for attribute in _REAL_IDS.get(resource_type, ("id",)):
                    real = resource.after.get(attribute)
                    if isinstance(real, str) and real:
                        self.ids[real] = key
        for kind, resource_type in ((TEMPLATE, "aws_launch_template"), (GROUP, "aws_security_group")):
            for resource in self.by_type.get(resource_type, ()):
                name = resource.after.get("name")
                if isinstance(name, str) and name:
                    self.names[kind, name] = resource.address
        for resource in self.of("aws_instance", "aws_spot_instance_request"):
            real = resource.after.get("primary_network_interface_id")
            if isinstance(real, str) and real and real not in self.ids and implicit(self, resource):
                self.ids[real] = primary_key(resource)

    def is_repeated(self, resource: Resource) -> bool:
        """Tell whether a resource stands for others of which it is not known how many there are."""
        return self._source is not None and resource.address in self._source.vague

    # -- references ------------------------------------------------------------------------------------------------------

    def key(self, part: Part, attribute: str, kind: str) -> Maybe[str]:
        """Give the key of the object that an argument names."""
        expression = part.pending_expression(attribute)
        if expression is not None:
            return self._answer(expression, part, attribute, kind)
        found = part.text(attribute)
        return self.ids.get(found, found) if isinstance(found, str) else found

    def template_key(self, part: Part | None, by_id: str = "id", by_name: str = "name") -> Maybe[str]:
        """Give the key of the launch template that a block names by its id or by its name; None without the block."""
        if part is None:
            return None
        found = self.key(part, by_id, TEMPLATE)
        if found is None:
            found = self.key(part, by_name, TEMPLATE)
            found = self.names.get((TEMPLATE, found), found) if isinstance(found, str) else found
        if not isinstance(found, str):
            return found
        if self._templates is None:
            everything = [*self.of("aws_launch_template"), *self.data("aws_launch_template")]
            self._templates = {self.key_of(template): template for template in everything}
        template = self._templates.get(found)
        if template is None or names_latest(template, part):
            return found
        return Unknown(
            Reason.OUTSIDE, f"{template.source} does not show the version of {template.address} that is meant", candidates=[found]
        )

    def _answer(self, expression: Any, part: Part, attribute: str, kind: str) -> Maybe[str]:
        frame = part.resource.frame
        if self.resolver.read(expression).by_instance:
            return _one(self.resolver.resolve(expression, frame, kind), part, attribute)
        # The same expression in the same module instance is the same value, even where nobody can tell it.
        memo = (id(expression), id(frame.scope), kind)
        if memo not in self._answers:
            named = self.resolver.resolve(expression, frame, kind)
            if named.symbol is None:
                named = named._replace(symbol=("expression", frame.scope.path, id(expression)))
            self._answers[memo] = _one(named, part, attribute)
        return self._answers[memo]

    def keys(self, part: Part, attribute: str, kind: str) -> Maybe[list[str | Unknown]]:
        """Give the keys of the objects that an argument lists; Unknown when it cannot be told which or how many they are."""
        expression = part.pending_expression(attribute)
        if expression is not None:
            return self.keys_of(expression, part, attribute, kind)
        found = part.texts(attribute)
        if not isinstance(found, list):
            return found
        exact = exact_of((part.expressions or {}).get(attribute))
        if isinstance(exact, list) and len(exact) == len(found):
            found = [self._member(v, exact[n], part, attribute, kind) for n, v in enumerate(found)]
        return [self.ids.get(v, v) if isinstance(v, str) else v for v in found]

    def _member(self, value: str | Unknown, exact: Any, part: Part, attribute: str, kind: str) -> str | Unknown:
        if isinstance(value, str):
            return value
        found = _one(self.resolver.exact(exact, kind), part, attribute)
        return value if found is None else found

    def keys_of(self, expression: Any, part: Part, attribute: str, kind: str) -> Maybe[list[str | Unknown]]:
        """Give the keys that an expression lists."""
        frame = part.resource.frame
        if self.resolver.read(expression).by_instance:
            return _several(self.resolver.resolve(expression, frame, kind), part, attribute)
        memo = (id(expression), id(frame.scope), kind)
        if memo not in self._lists:
            self._lists[memo] = _several(self.resolver.resolve(expression, frame, kind), part, attribute)
        return self._lists[memo]

    def pooled(self, part: Part, attribute: str, kind: str) -> Maybe[str]:
        """Give the key that a member of an attribute like ``ingress`` or ``route`` names.

        The configuration tells the references of all members of such an attribute together.
        """
        found = self.key(part, attribute, kind)
        expression = self._pool(part)
        if not isinstance(found, Unknown) or found.reason is not Reason.AFTER_APPLY or expression is None:
            return found
        return _one(self.resolver.resolve(expression, part.resource.frame, kind)._replace(symbol=None), part, attribute)

    @staticmethod
    def _pool(part: Part) -> Any:
        written = part.resource.expressions or {}
        expression = written.get(part.pointer.rsplit("/", 2)[1])
        if isinstance(expression, Pieces):
            return expression.pool
        return expression if isinstance(expression, dict) else None

    def zone(self, part: Part) -> Maybe[str]:
        """Give the Availability Zone that a resource says, or takes from a subnet; None where it follows from its own subnet."""
        found = part.text("availability_zone")
        expression = part.pending_expression("availability_zone")
        if not isinstance(found, Unknown) or expression is None:
            return found
        subnet = self.resolver.owner(expression, "availability_zone", part.resource.frame, SUBNET)
        if subnet is not None:
            # The symbol is Inventory.zone_of's own: the zone of that subnet, whichever it is.
            return Unknown(found.reason, found.detail, symbol=("zone of", subnet))
        return found

    def allocation(self, part: Part, attribute: str) -> Maybe[str]:
        """Give the key of an Elastic IP."""
        return self.key(part, attribute, ADDRESS)

    def placement(self, part: Part | None, attribute: str) -> Maybe[str]:
        """Give the name of a placement group."""
        return None if part is None else self.key(part, attribute, PLACEMENT)


def _one(named: Named, part: Part, attribute: str) -> Maybe[str]:
    if named.doubt or not named.candidates:
        # What is known while planning, and not in the plan, is null.
        return _pending(part, attribute, named.symbol) if named.doubt or is_required(part.resource.type, attribute) else None
    if len(named.exact) == 1 and not named.perhaps:
        return named.exact[0]
    return ambiguous(named.candidates, part, attribute, named.symbol)


def _several(named: Named, part: Part, attribute: str) -> Maybe[list[str | Unknown]]:
    if named.doubt:
        return _pending(part, attribute, None)
    if not named.candidates:
        return None
    if named.perhaps or named.written or (named.decides and len(named.exact) > 1):
        return ambiguous(named.candidates, part, attribute)
    return list(named.exact)


def _pending(part: Part, attribute: str, symbol: Any) -> Unknown:
    doubt = part.pending(attribute)
    return doubt if symbol is None else Unknown(doubt.reason, doubt.detail, symbol=symbol)


def ambiguous(candidates: Iterable[str], part: Part, attribute: str, symbol: Any = None) -> Unknown:
    """Make the value that is one of several objects."""
    found = frozenset(candidates)
    source = part.pending(attribute).detail.rpartition(": ")[2]
    which = f"one of {len(found)} ({source})" if len(found) > 1 else f"perhaps {next(iter(found))} ({source})"
    return Unknown(Reason.AMBIGUOUS, which, symbol=symbol, candidates=found)


def possible(key: Maybe[str], everything: Iterable[str]) -> Iterable[str]:
    """Give the objects that a reference may turn out to be, of all that there are."""
    if isinstance(key, Unknown):
        return key.candidates or everything
    return () if key is None else (key,)
