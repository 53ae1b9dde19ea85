"""A value of a template as it is written, and what it comes to in a world: worked out when somebody looks at it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, TypeAlias

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.evaluate import function_of
from eni_lint.sources.cloudformation.values import (
    NO_VALUE,
    MaybeAbsent,
    NoValue,
    ResourceRef,
    Scalar,
    Value,
    text_of,
    unresolved,
)

if TYPE_CHECKING:
    from eni_lint.sources.cloudformation.evaluate import Evaluator

PartValue: TypeAlias = "Scalar | Unknown | ResourceRef | NoValue | list[Part] | dict[str, Part]"
_UNSEEN: Final = object()
_FLAGS: Final = {"true": True, "false": False}


class Part:
    """A value of a template, in one world.

    ``pointer`` is that of what is written; where Fn::If chose it, that of the branch that was taken. Values that a reference or a
    function brings in are written where it is.
    """

    __slots__ = ("_final", "_open", "_pointer", "_raw", "_value", "evaluator")

    def __init__(self, evaluator: Evaluator, raw: Any, pointer: str, *, final: bool = False) -> None:
        self.evaluator = evaluator
        self._raw = raw
        self._pointer = pointer
        self._final = final
        self._open: Unknown | None = None
        self._value: Any = _UNSEEN

    def __repr__(self) -> str:
        return f"Part({self._pointer!r})"

    @property
    def value(self) -> PartValue:
        """The value: of lists and mappings, the parts, without those that are AWS::NoValue."""
        if self._value is _UNSEEN:
            self._value = self._work_out()
        return self._value  # type: ignore[no-any-return]

    @property
    def pointer(self) -> str:
        """The pointer of what is written."""
        _ = self.value
        return self._pointer

    @property
    def doubt(self) -> Unknown | None:
        """Why there may be more members than are known, of a mapping to which a macro or a loop adds."""
        _ = self.value
        return self._open

    def plain(self) -> Value:
        """Give the value and all that is in it as plain data."""
        return self._raw if self._final else self.evaluator.plain(self._raw, self._pointer)

    # -- members -------------------------------------------------------------------------------------------------------

    def members(self) -> dict[str, Part] | Unknown:
        """Give the members of a mapping; what is no mapping is told as a fault."""
        value = self.value
        if isinstance(value, dict | Unknown):
            return value
        if isinstance(value, ResourceRef):
            return value.unknown()
        return {} if value is None else self._wrong("a mapping")

    def get(self, name: str) -> Part | None:
        """Give a member; None where there is none. What may be there has an unknown value."""
        members = self.members()
        if isinstance(members, Unknown):
            return self._doubtful(members)
        found = members.get(name)
        if found is None:
            if self._open is not None:
                return self._doubtful(self._open)
            macros = self.evaluator.outline.macros
            return self._doubtful(unresolved(f"the macro {macros[0]} may add {name}")) if macros else None
        if found.value is None:
            found.tell(f"{name} is null", "CloudFormation allows no null: leave it out, or write AWS::NoValue")
            return None
        return found

    def has(self, name: str) -> bool:
        """Tell whether a member is written, and is not AWS::NoValue."""
        value = self.value
        return isinstance(value, dict) and name in value

    def keys(self) -> list[str]:
        """Name the members that are written."""
        value = self.value
        return list(value) if isinstance(value, dict) else []

    def items(self) -> list[Part] | Unknown:
        """Give the items of a list; CloudFormation takes a single value for a list of one."""
        value = self.value
        if isinstance(value, list | Unknown):
            return value
        if isinstance(value, ResourceRef):
            # An attribute may be a list (the addresses of an interface); the name of a resource is one item.
            return value.unknown() if value.attribute else [self]
        return [] if value is None else [self]

    # -- members, read as AWS does -------------------------------------------------------------------------------------

    def text(self, name: str) -> str | ResourceRef | Unknown | None:
        """Read a text."""
        part = self.get(name)
        return None if part is None else part.as_text()

    def whole(self, name: str) -> int | Unknown | None:
        """Read a whole number, which may be written as text."""
        part = self.get(name)
        return None if part is None else part.as_whole()

    def flag(self, name: str) -> bool | Unknown | None:
        """Read true or false, which may be written as text."""
        part = self.get(name)
        return None if part is None else part.as_flag()

    def many(self, name: str) -> list[Part] | Unknown | None:
        """Read a list."""
        part = self.get(name)
        return None if part is None else part.items()

    def as_text(self) -> str | ResourceRef | Unknown:
        """Read this as text."""
        value = self.value
        if isinstance(value, list | dict | NoValue):
            return self._wrong("text")
        return value if isinstance(value, Unknown | ResourceRef) else text_of(value)

    def as_whole(self) -> int | Unknown:
        """Read this as a whole number."""
        text = self.as_text()
        if isinstance(text, ResourceRef):
            return text.unknown()
        if isinstance(text, Unknown):
            return text
        digits = text.removeprefix("-")
        if digits.isascii() and digits.isdigit() and len(digits) < 20:
            return int(text)
        return unresolved("the value is empty") if not text else self._wrong("a whole number", text)

    def as_flag(self) -> bool | Unknown:
        """Read this as true or false."""
        text = self.as_text()
        if isinstance(text, ResourceRef):
            return text.unknown()
        if isinstance(text, Unknown):
            return text
        found = _FLAGS.get(text.lower())
        if found is None:
            return unresolved("the value is empty") if not text else self._wrong("true or false", text)
        return found

    def tell(self, what: str, do: str = "") -> None:
        """Tell of a fault here."""
        self.evaluator.faults.tell(what, self.pointer, do)

    # -- working out ---------------------------------------------------------------------------------------------------

    def _work_out(self) -> PartValue:
        raw, final = self._raw, self._final
        if not final:
            raw, self._pointer, final = self.evaluator.reduce(raw, self._pointer)
        if isinstance(raw, list):
            return self._list(raw, final=final)
        return self._mapping(raw, final=final) if isinstance(raw, dict) else raw

    def _list(self, raw: list[Any], *, final: bool) -> list[Part] | Unknown:
        if final:
            return [Part(self.evaluator, item, self._pointer, final=True) for item in raw]
        found = []
        for number, item in enumerate(raw):
            part = Part(self.evaluator, item, f"{self._pointer}/{number}")
            if function_of(item) is not None:
                if isinstance(part.value, MaybeAbsent):
                    return unresolved(part.value.detail)
                if part.value is NO_VALUE:
                    continue
            found.append(part)
        return found

    def _mapping(self, raw: dict[str, Any], *, final: bool) -> dict[str, Part]:
        if final:
            return {key: Part(self.evaluator, value, self._pointer, final=True) for key, value in raw.items()}
        found = {}
        for key, value, pointer in self.evaluator.members(raw, self._pointer):
            part = Part(self.evaluator, value, pointer)
            if not key:
                self._open = unresolved("a macro or a loop adds what cannot be told")
            elif function_of(value) is None or part.value is not NO_VALUE:
                found[key] = part
        return found

    def _doubtful(self, unknown: Unknown) -> Part:
        return Part(self.evaluator, unknown, self._pointer, final=True)

    def _wrong(self, expected: str, found: str = "") -> Unknown:
        said = f", not '{found[:40]}'" if found else ""
        self.tell(f"{self._name()} should be {expected}{said}", "correct the value")
        return unresolved(f"{self._name()} should be {expected}")

    def _name(self) -> str:
        tokens = [token for token in self.pointer.split("/")[1:] if not token.startswith("Fn::")]
        return next((token for token in reversed(tokens) if not token.isdigit()), "this")
