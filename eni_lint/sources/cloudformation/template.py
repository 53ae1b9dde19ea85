"""A template, and what its resources are in one world.

A world settles what conditions ask about: most templates have one; see ``worlds.py``. A template also offers values
(AllowedValues) that are checked beside the defaults.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.evaluate import Evaluator
from eni_lint.sources.cloudformation.faults import Faults, Near
from eni_lint.sources.cloudformation.outline import Outline
from eni_lint.sources.cloudformation.parts import Part
from eni_lint.sources.cloudformation.uses import Uses, circles, uses_of
from eni_lint.sources.cloudformation.worlds import MAX_WORLDS, World, find_worlds

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.documents import Document
    from eni_lint.errors import SourceError
    from eni_lint.sources.cloudformation.conditions import Conditions

MAX_ALTERNATIVES = 64
# Every world is an inventory of its own: of large templates, fewer are checked (worlds times resources).
_WORK, _MIN_WORLDS = 6000, 16
_NO_MATTER = frozenset(("UserData", "KeyName"))  # what no rule asks about makes no world
_CDK_PATH = "aws:cdk:path"


class Resource(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A resource of a template in one world."""

    logical_id: str
    type: str
    pointer: str
    name: str  # for people: aws:cdk:path where the CDK tells it, else the logical id
    properties: Part
    condition: str = ""
    doubt: Unknown | None = None  # its condition cannot be told: it may or may not exist
    metadata: Mapping[str, Any] = {}
    depends_on: tuple[str, ...] = ()


class Alternative(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """A value that a parameter may have instead of its default; ``number`` is its place in AllowedValues."""

    parameter: str
    value: str
    number: int
    world: World


class Template:
    """A template. ``given`` are the values of parameters that the user tells; ``reads`` are the resource types that matter."""

    def __init__(self, document: Document, given: Mapping[str, str] | None = None, reads: frozenset[str] | None = None) -> None:
        self.document = document
        self._reads = reads
        self._faults = Faults(document)
        self.outline = Outline(document, given or {}, self._faults)

    @property
    def faults(self) -> list[SourceError]:
        """What was found wrong so far; looking at values may find more."""
        return self._faults.all

    @property
    def macros(self) -> tuple[str, ...]:
        """The transforms that may change anything in the template."""
        return self.outline.macros

    @cached_property
    def notes(self) -> list[str]:
        """Say why what was checked may not be all that there will be."""
        found = []
        if self.macros:
            found.append(f"The macro {self.macros[0]} may change or add anything: what it makes is not known.")
        if self._found_worlds[1]:
            found.append(
                f"The conditions of this template have more combinations than are checked: {len(self.worlds)} of them were."
            )
        if self._found_alternatives[1]:
            found.append(
                f"Parameters of this template allow more values than are checked: {len(self.alternatives)} of them were,"
                " beside the defaults."
            )
        return found

    # -- worlds --------------------------------------------------------------------------------------------------------

    @property
    def worlds(self) -> list[World]:
        """The worlds that differ in conditions which matter; that of the defaults is the first."""
        return self._found_worlds[0]

    @property
    def alternatives(self) -> list[Alternative]:
        """The values that parameters allow beside their defaults, as far as resources that matter use them."""
        return self._found_alternatives[0]

    def view(self, world: World | None = None, *, quiet: bool = False) -> View:
        """Give the template in a world, the first one unless told; ``quiet``: faults found there are not told."""
        faults = Faults(self.document) if quiet else self._faults
        return View(self, world if world is not None else self.worlds[0], faults)

    @cached_property
    def _found_worlds(self) -> tuple[list[World], bool]:
        relevant = [name for name in self.outline.conditions if name in self._uses.conditions]
        relevant += [name for name in self._uses.conditions if name not in self.outline.conditions]
        limit = max(_MIN_WORLDS, min(MAX_WORLDS, _WORK // max(1, len(self._matter))))
        return find_worlds(self.outline, relevant, self._judge, limit)

    @cached_property
    def _found_alternatives(self) -> tuple[list[Alternative], bool]:
        found = []
        for name, parameter in self.outline.parameters.items():
            if parameter.given or not parameter.is_plain or name not in self._uses.names:
                continue
            for number, value in enumerate(parameter.allowed):
                if value != parameter.text and value not in parameter.allowed[:number]:
                    world = self.worlds[0].merged(World(values={name: value}))
                    if not self._judge(world).is_refused():
                        found.append(Alternative(parameter=name, value=value, number=number, world=world))
        limit = max(_MIN_WORLDS, min(MAX_ALTERNATIVES, _WORK // max(1, len(self._matter))))
        return found[:limit], len(found) > limit

    def _judge(self, world: World) -> Conditions:
        return Evaluator(self.outline, world, Faults(self.document)).conditions

    @cached_property
    def _defaults(self) -> Evaluator:
        return Evaluator(self.outline, World(), self._faults)

    @cached_property
    def _matter(self) -> dict[str, Uses]:
        """What the resources that matter use, by their names."""
        return {
            name: uses_of(body.get("Properties"), _NO_MATTER)
            for name, (body, _) in self._defaults.resources.items()
            if isinstance(body, dict) and self.reads(body.get("Type"))
        }

    @cached_property
    def _uses(self) -> Uses:
        """What all the resources that matter use together."""
        found = Uses(set(), {}, set())
        for name, uses in self._matter.items():
            condition = self._defaults.resources[name][0].get("Condition")
            if isinstance(condition, str):
                found.conditions[condition] = None
            found.names |= uses.names
            found.conditions |= uses.conditions
        return found

    def reads(self, kind: Any) -> bool:
        """Tell whether resources of a type matter."""
        return self._reads is None or (isinstance(kind, str) and kind in self._reads)

    # -- faults --------------------------------------------------------------------------------------------------------

    def check(self) -> None:
        """Look for faults that no reader would meet: in all conditions, and in circles of resources."""
        for name in self._defaults.written_conditions:
            self._defaults.conditions.quietly(name)
        written = self._defaults.resources
        edges: dict[str, list[str]] = {}
        for name, (body, _) in written.items():
            if not isinstance(body, dict):
                continue
            found = uses_of(body.get("Properties")).certain | set(_texts(body.get("DependsOn")))
            # What has a condition can only be in a circle with what exists along with it.
            condition = body.get("Condition")
            known = sorted(found & written.keys())
            edges[name] = [other for other in known if condition is None or _condition(written, other) == condition]
            if self.reads(body.get("Type")):
                self._check_order(name, body.get("DependsOn"), f"{written[name][1]}/DependsOn")
        for circle in circles(edges):
            what = f"resources depend on one another in a circle: {' -> '.join(circle)}"
            self._faults.tell(what, written[circle[0]][1], "let one of them do without the other")

    def _check_order(self, name: str, raw: Any, pointer: str) -> None:
        """Tell of what a resource is to wait for and that does not exist."""
        for other in _texts(raw):
            if other not in self._defaults.resources and not self._defaults.maker_of_resource(other):
                what = f"'{name}' depends on '{other}', and the template has no such resource"
                self._faults.tell(what, pointer, Near(other, self._defaults.resources))


class View:
    """A template in one world."""

    def __init__(self, template: Template, world: World, faults: Faults) -> None:
        self.template = template
        self.document = template.document
        self.world = world
        self._faults = faults
        self.evaluator = Evaluator(template.outline, world, faults)

    @cached_property
    def resources(self) -> dict[str, Resource]:
        """The resources that exist in this world, by logical id; also those of which that cannot be told."""
        found = {}
        for name, (body, pointer) in self.evaluator.resources.items():
            resource = self._resource(name, body, pointer)
            if resource is not None:
                found[name] = resource
        return found

    @property
    def region(self) -> str | Unknown:
        """The Region, where it was given."""
        value = self.evaluator.named("AWS::Region", "")
        return value if isinstance(value, str | Unknown) else ""

    def of(self, *types: str) -> Iterator[Resource]:
        """Give the resources of these types, in the order of the template."""
        return (resource for resource in self.resources.values() if resource.type in types)

    def fault(self, what: str, pointer: str, do: str | Near = "") -> None:
        """Tell what is wrong at a place of the template, once."""
        self._faults.tell(what, pointer, do)

    def check(self) -> None:
        """Work out all properties of the resources that matter, so that what is wrong in them is told."""
        for resource in self.resources.values():
            if self.template.reads(resource.type):
                resource.properties.plain()

    def _resource(self, name: str, body: Any, pointer: str) -> Resource | None:
        if not isinstance(body, dict):
            self.fault(f"the resource '{name}' should be a mapping", pointer)
            return None
        kind = body.get("Type")
        if not isinstance(kind, str):
            if not self.template.macros:
                self.fault(f"the resource '{name}' has no Type", pointer, "write one, as in AWS::EC2::NetworkInterface")
            return None
        condition, doubt = self._condition(name, body.get("Condition"), f"{pointer}/Condition")
        if doubt is False:
            return None
        metadata = body.get("Metadata")
        metadata = metadata if isinstance(metadata, dict) else {}
        return Resource(
            logical_id=name,
            type=kind,
            pointer=pointer,
            name=_readable(metadata.get(_CDK_PATH), name),
            properties=Part(self.evaluator, body.get("Properties"), f"{pointer}/Properties"),
            condition=condition,
            doubt=doubt if isinstance(doubt, Unknown) else None,
            metadata=metadata,
            depends_on=tuple(_texts(body.get("DependsOn"))),
        )

    def _condition(self, name: str, raw: Any, pointer: str) -> tuple[str, bool | Unknown]:
        if raw is None:
            return "", True
        if not isinstance(raw, str):
            self.fault(f"the condition of '{name}' should be the name of a condition", pointer)
            return "", True
        if raw not in self.evaluator.written_conditions and not self.evaluator.maker_of_conditions:
            names = self.evaluator.written_conditions
            self.fault(f"the template has no condition '{raw}'", pointer, Near(raw, names))
        return raw, self.evaluator.conditions.quietly(raw)


def _condition(written: Mapping[str, tuple[Any, str]], name: str) -> Any:
    body = written[name][0]
    return body.get("Condition") if isinstance(body, dict) else None


def _texts(raw: Any) -> list[str]:
    return [item for item in (raw if isinstance(raw, list) else [raw]) if isinstance(item, str)]


def _readable(path: Any, name: str) -> str:
    """Give the name that the CDK's author knows: the path without the stack before it and the Resource after it."""
    if not isinstance(path, str) or not path:
        return name
    parts = path.split("/")
    parts = parts[1:] if len(parts) > 1 else parts
    parts = parts[:-1] if len(parts) > 1 and parts[-1] in ("Resource", "Default") else parts
    return "/".join(parts)
