"""What an expression of a template comes to: plain data, a reference to a resource, nothing at all, or a value not known here.

Equal expressions have equal symbols: whatever ``!Ref SubnetA`` turns out to be, it is the same wherever it stands.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeAlias

import msgspec

from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Sequence

MAX_TEXT: Final = 4_000_000  # characters: no template makes such texts but to exhaust memory
RESOLVE: Final = "{{resolve:"  # a dynamic reference: CloudFormation asks Systems Manager or Secrets Manager when it deploys


class NoValue(Enum):
    """AWS::NoValue: what it stands for is not there."""

    NO_VALUE = "AWS::NoValue"

    def __repr__(self) -> str:
        return "NO_VALUE"


NO_VALUE: Final = NoValue.NO_VALUE


class ResourceRef(msgspec.Struct, frozen=True):
    """What Ref (no attribute) or Fn::GetAtt gives of a resource of this template."""

    logical_id: str
    attribute: str = ""

    @property
    def symbol(self) -> Hashable:
        """Stand for the value, which nobody knows before the deployment."""
        return ("Fn::GetAtt", self.logical_id, self.attribute) if self.attribute else ("Ref", self.logical_id)

    def unknown(self, detail: str = "") -> Unknown:
        """Give the value as one that is not known yet."""
        written = f"!GetAtt {self.logical_id}.{self.attribute}" if self.attribute else f"!Ref {self.logical_id}"
        return Unknown(Reason.INTRINSIC, detail or f"known only after the deployment: {written}", symbol=self.symbol)


Scalar: TypeAlias = str | int | float | bool | None
Value: TypeAlias = "Scalar | list[Any] | dict[str, Any] | Unknown | ResourceRef | NoValue"


class MaybeAbsent(Unknown):
    """A value of which it is not even known whether it is there: a list that holds one has no known length."""

    __slots__ = ()


def unresolved(detail: str, symbol: Hashable = None, *, candidates: Iterable[str] = (), apart: Hashable = None) -> Unknown:
    """Make a value that the template does not give."""
    return Unknown(Reason.INTRINSIC, detail, symbol=symbol, candidates=candidates, apart=apart)


def text_of(scalar: Scalar) -> str:
    """Write a scalar as CloudFormation does where text is wanted: it knows of no numbers and truth values."""
    if isinstance(scalar, bool):
        return "true" if scalar else "false"
    if isinstance(scalar, float) and scalar.is_integer():
        return str(int(scalar))
    return "" if scalar is None else str(scalar)


def symbol_of(value: Value) -> Hashable:
    """Give what is equal for equal values, also for those that are not known; None where nothing tells."""
    if isinstance(value, Unknown | ResourceRef):
        return value.symbol
    if isinstance(value, list):
        parts = tuple(map(symbol_of, value))
        return None if None in parts else ("list", parts)
    if isinstance(value, dict):
        members = tuple((key, symbol_of(value[key])) for key in sorted(value))
        return None if any(symbol is None for _, symbol in members) else ("mapping", members)
    return ("value", repr(value)) if isinstance(value, NoValue) else ("value", text_of(value))


def is_whole(value: Value) -> bool:
    """Tell whether a value is known through and through."""
    if isinstance(value, list):
        return all(map(is_whole, value))
    if isinstance(value, dict):
        return all(map(is_whole, value.values()))
    return not isinstance(value, Unknown | ResourceRef)


def first_doubt(value: Value) -> Unknown | None:
    """Give the first thing in a value that is not known."""
    if isinstance(value, Unknown):
        return value
    if isinstance(value, ResourceRef):
        return value.unknown()
    if isinstance(value, list | dict):
        inner = value.values() if isinstance(value, dict) else value
        return next((doubt for item in inner if (doubt := first_doubt(item)) is not None), None)
    return None


def concatenate(parts: Sequence[Value]) -> Value:
    """Join texts; of a single part the value itself, so that ``!Sub ${Subnet}`` is ``!Ref Subnet``."""
    merged: list[Any] = []
    if sum(len(part) for part in parts if isinstance(part, str)) > MAX_TEXT:
        return unresolved("the text is too long")
    for part in parts:
        if isinstance(part, Unknown | ResourceRef):
            merged.append(part)
            continue
        text = text_of(part)  # type: ignore[arg-type] # a list or mapping is refused before
        if merged and isinstance(merged[-1], str):
            merged[-1] += text
        elif text:
            merged.append(text)
    if not merged:
        return ""
    if len(merged) == 1:
        return merged[0]  # type: ignore[no-any-return]
    doubt = next(unknown for part in merged if (unknown := first_doubt(part)) is not None)
    symbols = tuple(symbol_of(part) for part in merged)
    return unresolved(doubt.detail, None if None in symbols else ("text", symbols))
