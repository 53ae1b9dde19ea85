"""Works out what expressions come to in one world of a template.

Functions that only choose (Fn::If) lead on to the place of what they choose, so that a finding points at the branch that was
taken. What cannot be told is Unknown; what CloudFormation would refuse is told as a fault, and unknown as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.sources.cloudformation.conditions import Conditions
from eni_lint.sources.cloudformation.faults import Misfit, Near
from eni_lint.sources.cloudformation.functions import call
from eni_lint.sources.cloudformation.loops import expand, is_loop
from eni_lint.sources.cloudformation.parameters import pseudo_value
from eni_lint.sources.cloudformation.values import (
    NO_VALUE,
    RESOLVE,
    MaybeAbsent,
    NoValue,
    ResourceRef,
    Value,
    symbol_of,
    unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.unknown import Unknown
    from eni_lint.sources.cloudformation.faults import Faults
    from eni_lint.sources.cloudformation.outline import Outline, Written
    from eni_lint.sources.cloudformation.worlds import World

_PSEUDO_NO_VALUE = "AWS::NoValue"
# Attributes that are a property of their resource, which may be worked with: Fn::Cidr cuts the block of a VPC.
_BLOCKS = {("AWS::EC2::VPC", "CidrBlock"), ("AWS::EC2::Subnet", "CidrBlock")}


class Evaluator:
    """The expressions of a template in one world."""

    def __init__(self, outline: Outline, world: World, faults: Faults) -> None:
        self.outline = outline
        self.world = world
        self.faults = faults
        self.made = 0  # members that loops made
        self.conditions = Conditions(self)
        self._cutting: set[str] = set()
        self.written_conditions, unclear = self._with_loops(outline.conditions, outline.raw_conditions, "/Conditions")
        self.maker_of_conditions = outline.maker_of_condition() or unclear
        self.resources, self._unclear_resources = self._with_loops(outline.resources, outline.raw_resources, "/Resources")

    def _with_loops(self, written: Written, raw: dict[str, Any], pointer: str) -> tuple[Written, str]:
        """Add what the loops of a section make; say what makes more that cannot be told."""
        if not self.outline.has_loops:
            return written, ""
        found: Written = {}
        unclear = ""
        for name, body, place in self.members(raw, pointer):
            if name:
                found[name] = body, place
            elif is_loop(str(body)):
                unclear = "a loop over what is not known"
        return found, unclear

    def reduce(self, raw: Any, pointer: str) -> tuple[Any, str, bool]:
        """Follow functions until there is a value, with its pointer; of a list or mapping, whether its inner values are final."""
        while True:
            if type(raw) is str:
                return (_dynamic(raw), pointer, True) if RESOLVE in raw else (raw, pointer, True)
            name = function_of(raw)
            if name is None:
                return raw, pointer, False
            below = f"{pointer}/{escape(name)}"
            try:
                if name == "Fn::If":
                    raw, pointer, found = self._choose(raw[name], below)
                    if found is None:
                        continue
                    return found, pointer, True
                return call(self, name, raw[name], below), pointer, True
            except Misfit as misfit:
                self.faults.add(misfit, below)
                return unresolved(f"{name} cannot be worked out: {misfit.what}"), pointer, True

    def plain(self, raw: Any, pointer: str) -> Value:
        """Work out a value and all that is in it."""
        value, pointer, final = self.reduce(raw, pointer)
        if final:
            return value  # type: ignore[no-any-return]
        if isinstance(value, list):
            return self._list(value, pointer)
        return self._mapping(value, pointer) if isinstance(value, dict) else value

    def text(self, raw: Any, pointer: str, what: str) -> Value:
        """Work out a value that must be text: a scalar, a reference or unknown."""
        value = self.plain(raw, pointer)
        if isinstance(value, list | dict | NoValue) or value is None:
            raise Misfit(f"{what} should be text", pointer)
        return value

    def members(self, raw: dict[str, Any], pointer: str) -> Iterator[tuple[str, Any, str]]:
        """Give the members of a mapping, with those that loops make; a key "" stands for members that nobody can tell."""
        for key, value in raw.items():
            if not key.startswith("Fn::"):
                yield key, value, f"{pointer}/{escape(key)}"
            elif is_loop(key):
                yield from expand(self, key, value, f"{pointer}/{escape(key)}")
            elif key == "Fn::Transform":
                yield "", "", f"{pointer}/{escape(key)}"
            else:
                misfit = Misfit(f"{key} stands beside other keys", do="a function must be the only key of its mapping")
                self.faults.add(misfit, f"{pointer}/{escape(key)}")
                yield "", "", f"{pointer}/{escape(key)}"

    def _list(self, raw: list[Any], pointer: str) -> Value:
        items: list[Any] = []
        for number, item in enumerate(raw):
            found = item if type(item) is str and RESOLVE not in item else self.plain(item, f"{pointer}/{number}")
            if isinstance(found, MaybeAbsent):
                return unresolved(found.detail)
            if found is not NO_VALUE:
                items.append(found)
        return items

    def _mapping(self, raw: dict[str, Any], pointer: str) -> Value:
        found: dict[str, Any] = {}
        for key, value, place in self.members(raw, pointer):
            if not key:
                return unresolved("a macro or a loop adds to it what cannot be told")
            inner = self.plain(value, place)
            if inner is not NO_VALUE:
                found[key] = inner
        return found

    def _choose(self, argument: Any, pointer: str) -> tuple[Any, str, Value | None]:
        """Take the branch of an Fn::If: what is written there and its pointer; else a value that may be either."""
        if not isinstance(argument, list) or len(argument) != 3 or not isinstance(argument[0], str):
            raise Misfit("Fn::If takes the name of a condition, a value for when it holds, and one for when it does not")
        holds = self.conditions.holds(argument[0], f"{pointer}/0")
        if isinstance(holds, bool):
            branch = 1 if holds else 2
            return argument[branch], f"{pointer}/{branch}", None
        values = [self.plain(argument[branch], f"{pointer}/{branch}") for branch in (1, 2)]
        symbols = [symbol_of(value) for value in values]
        if symbols[0] is not None and symbols[0] == symbols[1]:
            return argument, pointer, values[0]
        maybe = any(value is NO_VALUE or isinstance(value, MaybeAbsent) for value in values)
        symbol = None if None in symbols else ("Fn::If", argument[0], *symbols)
        if maybe:
            return argument, pointer, MaybeAbsent(holds.reason, holds.detail, symbol=symbol)
        candidates = [value for value in values if isinstance(value, str)]
        return argument, pointer, unresolved(holds.detail, symbol, candidates=candidates if len(candidates) == 2 else ())

    # -- what names stand for ------------------------------------------------------------------------------------------

    def named(self, name: str, pointer: str) -> Value:
        """Give what Ref gives for a name."""
        if name in self.outline.parameters:
            return self.outline.parameters[name].value_in(self.world)
        if name.startswith("AWS::"):
            return NO_VALUE if name == _PSEUDO_NO_VALUE else pseudo_value(name, self.outline.given, self.world)
        return self.of_resource(name, "", pointer)

    def of_resource(self, name: str, attribute: str, pointer: str) -> Value:
        """Give what Ref or Fn::GetAtt gives of a resource."""
        reference = ResourceRef(name, attribute)
        found = self.resources.get(name)
        if found is None:
            maker = self.maker_of_resource(name)
            if maker:
                return reference.unknown(f"{name} is made by {maker}")
            raise self._missing(name, pointer, attribute)
        condition = found[0].get("Condition") if isinstance(found[0], dict) else None
        if isinstance(condition, str) and self.conditions.quietly(condition) is False:
            return unresolved(f"{name} does not exist where the condition {condition} does not hold", reference.symbol)
        block = self._block(name, attribute, *found)
        return reference if block is None else block

    def _block(self, name: str, attribute: str, body: Any, pointer: str) -> str | None:
        """Give the block of a VPC or of a subnet, where the template tells it."""
        if not isinstance(body, dict) or (str(body.get("Type")), attribute) not in _BLOCKS or name in self._cutting:
            return None
        properties = body.get("Properties")
        self._cutting.add(name)
        try:
            raw = properties.get(attribute) if isinstance(properties, dict) else None
            value = None if raw is None else self.plain(raw, f"{pointer}/Properties/{attribute}")
        finally:
            self._cutting.discard(name)
        return value if isinstance(value, str) else None

    def maker_of_resource(self, name: str) -> str:
        """Say who may make a resource that is not written; empty where nobody does."""
        return self.outline.maker_of_resource(name) or self._unclear_resources

    def _missing(self, name: str, pointer: str, attribute: str) -> Misfit:
        if attribute:
            if name in self.outline.parameters:
                return Misfit(f"'{name}' is a parameter, which has no attribute", pointer, "refer to it with Ref")
            return Misfit(f"the template has no resource '{name}'", pointer, Near(name, self.resources))
        names = [*self.resources, *self.outline.parameters]
        return Misfit(f"the template has no parameter and no resource '{name}'", pointer, Near(name, names))


def function_of(raw: Any) -> str | None:
    """Give the name of the function that a value is a call of."""
    if type(raw) is not dict or len(raw) != 1:
        return None
    name: str = next(iter(raw))
    return name if name == "Ref" or (name.startswith("Fn::") and not is_loop(name)) else None


def _dynamic(text: str) -> Unknown:
    return unresolved(f"looked up when it is deployed: {text[:80]}", ("text", text))
