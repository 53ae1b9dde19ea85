"""The parameters of a template: what is given for them, else their defaults, else nothing that can be told here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import escape
from eni_lint.sources.cloudformation.faults import Misfit, Near
from eni_lint.sources.cloudformation.values import Value, text_of, unresolved

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.sources.cloudformation.faults import Faults
    from eni_lint.sources.cloudformation.worlds import World

_LOOKED_UP = "AWS::SSM::Parameter::Value<"
# https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html
_PARTITIONS = (
    ("cn-", "aws-cn", "amazonaws.com.cn"),
    ("us-gov-", "aws-us-gov", "amazonaws.com"),
    ("us-iso-", "aws-iso", "c2s.ic.gov"),
    ("us-isob-", "aws-iso-b", "sc2s.sgov.gov"),
    ("eusc-", "aws-eusc", "amazonaws.eu"),
)
PSEUDO = (
    "AWS::AccountId",
    "AWS::NoValue",
    "AWS::NotificationARNs",
    "AWS::Partition",
    "AWS::Region",
    "AWS::StackId",
    "AWS::StackName",
    "AWS::URLSuffix",
)


class Parameter(msgspec.Struct, frozen=True, kw_only=True):
    """A parameter. ``text`` is what holds unless a world says otherwise: what was given, or the default; None without either."""

    name: str
    type: str = "String"
    text: str | None = None
    given: bool = False
    allowed: tuple[str, ...] = ()

    @property
    def is_list(self) -> bool:
        """Tell whether its value is a list."""
        return self.type == "CommaDelimitedList" or self.type.startswith("List<") or "Value<List<" in self.type

    @property
    def is_looked_up(self) -> bool:
        """Tell whether its text only names a parameter of Systems Manager, which holds the value."""
        return self.type.startswith(_LOOKED_UP)

    @property
    def is_plain(self) -> bool:
        """Tell whether its text is its value."""
        return not self.is_list and not self.is_looked_up

    def value_in(self, world: World) -> Value:
        """Give the value in a world."""
        text = self.text_in(world)
        symbol = ("Ref", self.name)
        if self.is_looked_up:
            return unresolved(f"the parameter '{self.name}' is looked up in Systems Manager when it is deployed", symbol)
        if text is None:
            allowed = () if self.is_list else set(self.allowed) - world.excluded.get(self.name, frozenset())
            return unresolved(f"no value is given for the parameter '{self.name}'", symbol, candidates=allowed)
        if self.is_list:
            return [item.strip() for item in text.split(",")] if text.strip() else []
        return text

    def text_in(self, world: World) -> str | None:
        """Give what stands for it in a world, None for what cannot be told."""
        if self.name in world.values:
            return world.values[self.name]
        if not self.given and (world.is_open or self.name in world.unset):
            return None
        return self.text


def read_parameters(raw: Any, given: Mapping[str, str], faults: Faults) -> dict[str, Parameter]:
    """Read the section, with what was given; tell of defaults and given values that CloudFormation would refuse."""
    if raw is None:
        return {}
    if not isinstance(raw, dict):
        faults.tell("Parameters should be a mapping of names", "/Parameters")
        return {}
    found = {}
    for name, body in raw.items():
        pointer = f"/Parameters/{escape(name)}"
        if name == "Fn::Transform":
            continue
        try:
            found[name] = _read(name, body, given, pointer, faults)
        except Misfit as misfit:
            faults.add(misfit, pointer)
            found[name] = Parameter(name=name, text=given.get(name), given=name in given)
    return found


def _read(name: str, body: Any, given: Mapping[str, str], pointer: str, faults: Faults) -> Parameter:
    if not isinstance(body, dict):
        raise Misfit(f"the parameter '{name}' should be a mapping with a Type")
    kind = body.get("Type", "String")
    if not isinstance(kind, str):
        raise Misfit(f"the type of the parameter '{name}' should be text", f"{pointer}/Type")
    allowed = _allowed(name, body.get("AllowedValues"), f"{pointer}/AllowedValues", faults)
    default = body.get("Default")
    text = given.get(name)
    if text is None and default is not None:
        if isinstance(default, list | dict):
            raise Misfit(f"the default of the parameter '{name}' should be text or a number", f"{pointer}/Default")
        text = text_of(default)
    parameter = Parameter(name=name, type=kind, text=text, given=name in given, allowed=allowed)
    _check(parameter, pointer, faults)
    return parameter


def _allowed(name: str, raw: Any, pointer: str, faults: Faults) -> tuple[str, ...]:
    if raw is None:
        return ()
    if not isinstance(raw, list) or any(isinstance(value, list | dict) for value in raw):
        faults.tell(f"AllowedValues of the parameter '{name}' should be a list of texts", pointer)
        return ()
    return tuple(map(text_of, raw))


def _check(parameter: Parameter, pointer: str, faults: Faults) -> None:
    if parameter.text is None or not parameter.allowed or parameter.is_looked_up:
        return
    texts = [text.strip() for text in parameter.text.split(",")] if parameter.is_list else [parameter.text]
    wrong = next((text for text in texts if text not in parameter.allowed), None)
    if wrong is None:
        return
    which = "what is given for" if parameter.given else "the default of"
    faults.tell(
        f"{which} the parameter '{parameter.name}', '{wrong[:80]}', is not one of its AllowedValues",
        f"{pointer}/AllowedValues" if parameter.given else f"{pointer}/Default",
        Near(wrong, parameter.allowed, "give one of them"),
    )


def pseudo_value(name: str, given: Mapping[str, str], world: World) -> Value:
    """Give a pseudo parameter; what depends on the Region is known when that is."""
    text = world.values.get(name, given.get(name))
    if text is not None:
        return text
    if name not in PSEUDO:
        raise Misfit(f"there is no pseudo parameter {name}", do=Near(name, PSEUDO, "check its spelling"))
    region = world.values.get("AWS::Region", given.get("AWS::Region"))
    if region is not None and name in ("AWS::Partition", "AWS::URLSuffix"):
        found = next(((part, host) for start, part, host in _PARTITIONS if region.startswith(start)), ("aws", "amazonaws.com"))
        return found[name == "AWS::URLSuffix"]
    return unresolved(f"{name} is known only when it is deployed", ("Ref", name))
