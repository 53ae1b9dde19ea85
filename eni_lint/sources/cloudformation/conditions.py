"""Whether a condition holds in a world: yes, no, or not to be told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.faults import Misfit, Near
from eni_lint.sources.cloudformation.values import ResourceRef, Value, first_doubt, is_whole, symbol_of, text_of, unresolved

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from eni_lint.sources.cloudformation.evaluate import Evaluator

# A comparison that a template writes: the condition that it belongs to, and its pointer.
Comparison = tuple[str, str]
_MAX_OPERANDS = 10
_NAMES = ("Condition", "Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals")


class Conditions:
    """The conditions of a template in one world. ``asked`` holds the comparisons that could not be told from the values alone."""

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator
        self._known: dict[str, bool | Unknown] = {}
        self._path: list[str] = []
        self._in_rules = False
        self.asked: dict[Comparison, tuple[Value, Value]] = {}

    def holds(self, name: str, pointer: str) -> bool | Unknown:
        """Tell whether a condition holds; Misfit where the template has none of this name."""
        if name in self._known:
            return self._known[name]
        found = self._evaluator.written_conditions.get(name)
        if found is None:
            maker = self._evaluator.maker_of_conditions
            if maker:
                return unresolved(f"the condition {name} is made by {maker}", ("Condition", name))
            raise Misfit(f"the template has no condition '{name}'", pointer, Near(name, self._evaluator.written_conditions))
        if name in self._path:
            circle = " -> ".join([*self._path[self._path.index(name) :], name])
            raise Misfit(f"the condition '{name}' depends on itself: {circle}", pointer, "let it depend on parameters only")
        raw, place = found
        self._path.append(name)
        try:
            answer = self._judge(raw, place)
        except Misfit as misfit:
            self._evaluator.faults.add(misfit, place)
            answer = unresolved(f"the condition {name} cannot be worked out: {misfit.what}", ("Condition", name))
        finally:
            self._path.pop()
        self._known[name] = answer
        return answer

    def quietly(self, name: str) -> bool | Unknown:
        """Tell whether a condition holds; one that does not exist is told where it is named, not here."""
        try:
            return self.holds(name, f"/Conditions/{escape(name)}")
        except Misfit as misfit:
            return unresolved(misfit.what)

    def is_refused(self) -> bool:
        """Tell whether an assertion of the template's Rules is surely not met: CloudFormation deploys nothing then."""
        self._in_rules = True
        try:
            return any(self._is_violated(rule, f"/Rules/{escape(name)}") for name, rule in self._evaluator.outline.rules.items())
        finally:
            self._in_rules = False

    def _is_violated(self, rule: Any, pointer: str) -> bool:
        if not isinstance(rule, dict) or not isinstance(rule.get("Assertions"), list):
            return False
        applies = self._asserted(rule["RuleCondition"], f"{pointer}/RuleCondition") if "RuleCondition" in rule else True
        asserted = [item["Assert"] for item in rule["Assertions"] if isinstance(item, dict) and "Assert" in item]
        return applies is True and any(self._asserted(raw, f"{pointer}/Assertions") is False for raw in asserted)

    def _asserted(self, raw: Any, pointer: str) -> bool | Unknown:
        try:
            return self._judge(raw, pointer)
        except Misfit as misfit:
            return unresolved(misfit.what)

    def _judge(self, raw: Any, pointer: str) -> bool | Unknown:
        name = next(iter(raw)) if isinstance(raw, dict) and len(raw) == 1 else ""
        if name == "Fn::Transform":
            return unresolved("made by a macro")
        judge = self._JUDGES.get(name) or (self._RULE_JUDGES.get(name) if self._in_rules else None)
        if judge is None:
            raise Misfit("a condition is one of Fn::Equals, Fn::And, Fn::Or, Fn::Not and Condition", pointer, Near(name, _NAMES))
        return judge(self, raw[name], f"{pointer}/{escape(name)}")

    def _condition(self, raw: Any, pointer: str) -> bool | Unknown:
        if not isinstance(raw, str):
            raise Misfit("Condition takes the name of a condition", pointer)
        return self.holds(raw, pointer)

    def _not(self, raw: Any, pointer: str) -> bool | Unknown:
        if not isinstance(raw, list) or len(raw) != 1:
            raise Misfit("Fn::Not takes a list of one condition", pointer)
        answer = self._judge(raw[0], f"{pointer}/0")
        return answer if isinstance(answer, Unknown) else not answer

    def _and(self, raw: Any, pointer: str) -> bool | Unknown:
        return _decide(self._operands(raw, pointer, "Fn::And"), decisive=False)

    def _or(self, raw: Any, pointer: str) -> bool | Unknown:
        return _decide(self._operands(raw, pointer, "Fn::Or"), decisive=True)

    def _operands(self, raw: Any, pointer: str, name: str) -> list[bool | Unknown]:
        if not isinstance(raw, list) or not 1 <= len(raw) <= _MAX_OPERANDS:
            raise Misfit(f"{name} takes a list of 2 to {_MAX_OPERANDS} conditions", pointer)
        return [self._judge(operand, f"{pointer}/{number}") for number, operand in enumerate(raw)]

    def _equals(self, raw: Any, pointer: str) -> bool | Unknown:
        if not isinstance(raw, list) or len(raw) != 2:
            raise Misfit("Fn::Equals takes a list of two values", pointer)
        one, other = (self._evaluator.plain(value, f"{pointer}/{number}") for number, value in enumerate(raw))
        symbols = symbol_of(one), symbol_of(other)
        if is_whole(one) and is_whole(other):
            return symbols[0] == symbols[1]
        if symbols[0] is not None and symbols[0] == symbols[1]:
            return True
        if _cannot_be(one, other) or _cannot_be(other, one):
            return False
        comparison = (self._path[-1] if self._path else "", pointer)
        self.asked[comparison] = one, other
        fact = self._evaluator.world.fact(comparison)
        if fact is not None:
            return fact
        doubt = next((found for value in (one, other) if (found := first_doubt(value)) is not None), None)
        detail = doubt.detail if doubt is not None else ""
        return unresolved(detail, _compared(*symbols))

    def _contains(self, raw: Any, pointer: str) -> bool | Unknown:
        return self._each(raw, pointer, lambda one, other: symbol_of(other) in map(symbol_of, one))

    def _each_equals(self, raw: Any, pointer: str) -> bool | Unknown:
        return self._each(raw, pointer, lambda one, other: all(symbol_of(item) == symbol_of(other) for item in one))

    def _each_in(self, raw: Any, pointer: str) -> bool | Unknown:
        return self._each(raw, pointer, lambda one, other: set(map(symbol_of, one)) <= set(map(symbol_of, other)))

    def _each(self, raw: Any, pointer: str, test: Callable[[Any, Any], bool]) -> bool | Unknown:
        """Compare a list with something, where both are known."""
        if not isinstance(raw, list) or len(raw) != 2:
            raise Misfit("a list and what to look for in it are expected", pointer)
        one, other = (self._evaluator.plain(value, f"{pointer}/{number}") for number, value in enumerate(raw))
        if not isinstance(one, list) or not is_whole(one) or not is_whole(other):
            return unresolved("it is not known what the list holds")
        return test(one, other)

    _JUDGES: dict[str, Callable[[Conditions, Any, str], bool | Unknown]] = {
        "Condition": _condition,
        "Fn::And": _and,
        "Fn::Or": _or,
        "Fn::Not": _not,
        "Fn::Equals": _equals,
    }
    _RULE_JUDGES: dict[str, Callable[[Conditions, Any, str], bool | Unknown]] = {
        "Fn::Contains": _contains,
        "Fn::EachMemberEquals": _each_equals,
        "Fn::EachMemberIn": _each_in,
    }


def _decide(answers: list[bool | Unknown], *, decisive: bool) -> bool | Unknown:
    """Combine answers of which one can settle it: False does for And, True for Or."""
    doubt: Unknown | None = None
    for answer in answers:
        if isinstance(answer, Unknown):
            doubt = answer
        elif answer is decisive:
            return decisive
    return (not decisive) if doubt is None else doubt


def _cannot_be(value: Value, other: Value) -> bool:
    """Tell whether a value that is one of some known ones is surely not this one."""
    if not isinstance(value, Unknown) or not value.candidates or isinstance(other, Unknown | ResourceRef | list | dict):
        return False
    return text_of(other) not in value.candidates  # type: ignore[arg-type]


def _compared(one: Hashable, other: Hashable) -> Hashable:
    return None if one is None or other is None else ("Fn::Equals", frozenset((one, other)))
