"""A rule with ``expect:`` becomes a check like any other."""

from __future__ import annotations

import re
from string import Formatter
from typing import TYPE_CHECKING, Any

from eni_lint.checks import Check
from eni_lint.engine.cel.expressions import Expression, Valueless, Wrong, compile_expression
from eni_lint.engine.cel.fields import ADDRESS, fields_of
from eni_lint.engine.cel.shapes import SHAPES, SUBJECTS
from eni_lint.engine.cel.types import parameter_type
from eni_lint.engine.cel.values import Seen
from eni_lint.findings import Problem
from eni_lint.inventory.unknown import Undecided

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.rulebook.rule import Rule

NOT_KNOWN = "(not known)"
EXPRESSIONS = ("when", "expect")


def faults_of(rule: Rule) -> Iterator[tuple[tuple[str, ...], Wrong]]:
    """Give everything that is wrong with a rule's expressions, placeholders and field: the keys in its file, and what."""
    subjects = SUBJECTS.get(rule.over)
    if subjects is None:
        yield ("over",), Wrong(f"expected one of {', '.join(SUBJECTS)}, not {rule.over or 'nothing'}")
        return
    parameters = {name: parameter_type(parameter) for name, parameter in rule.parameters.items()}
    texts: list[tuple[tuple[str, ...], str, str]] = [((name,), getattr(rule, name), "bool") for name in EXPRESSIONS]
    texts += [(("data", name), text, "") for name, text in rule.data.items()]
    for keys, text, wanted in texts:
        if not text and keys == ("when",):
            continue
        try:
            compile_expression(text, subjects.shape, parameters, wanted)
        except Wrong as wrong:
            yield keys, wrong
    fields = fields_of(SHAPES[subjects.shape].of)
    given = {*fields, *rule.data, "params", *(f"params[{name}]" for name in rule.parameters)}
    for field in ("message", "remedy"):
        for variant, template in getattr(rule, field).items():
            for name in _placeholders(template):
                if name not in given:
                    keys = (field, variant) if variant else (field,)
                    yield keys, Wrong(f"the placeholder {{{name}}} is neither a field of the subject nor in data")
    if rule.at and _first(rule.at) not in fields:
        yield ("at",), Wrong(f"{_first(rule.at)} is no field of {rule.over}")


def _placeholders(template: str) -> list[str]:
    """Give what stands in braces, as it is written: anything more than a name is no name of a field."""
    try:
        parts = [(name, spec, conversion) for _, name, spec, conversion in Formatter().parse(template) if name is not None]
    except ValueError:
        return ["{"]
    return [f"{name}{'!' if conversion else ''}{conversion or ''}{':' if spec else ''}{spec}" for name, spec, conversion in parts]


def _first(path: str) -> str:
    return re.split(r"[.\[]", path)[0]


def check_of(rule: Rule) -> Check:
    """Make the check of a rule with ``expect:``. Raises Wrong for an expression that is wrong."""
    subjects = SUBJECTS[rule.over]
    parameters = {name: parameter_type(parameter) for name, parameter in rule.parameters.items()}
    when = compile_expression(rule.when, subjects.shape, parameters, "bool") if rule.when else None
    expect = compile_expression(rule.expect, subjects.shape, parameters, "bool")
    data = {name: compile_expression(text, subjects.shape, parameters, "") for name, text in rule.data.items()}
    templates = [*rule.message.values(), *rule.remedy.values()]
    named = frozenset(_first(name) for template in templates for name in _placeholders(template))
    mentioned = expect.mentioned | named | (when.mentioned if when else frozenset())
    for expression in data.values():
        mentioned |= expression.mentioned

    def judge(thing: Any, inventory: Inventory, params: Params) -> Verdicts:
        seen = Seen(inventory, mentioned)
        subject = seen.subject(thing, subjects.shape)
        if when is not None and not _truth(rule, when, subject, params, seen):
            return
        if not _truth(rule, expect, subject, params, seen):
            yield Problem(at=thing.origin.place(rule.at), data=_told(named, data, subject, params, seen))

    judge.__name__ = rule.function
    judge.__doc__ = rule.title
    return Check(judge, subjects.of, None)


def _truth(rule: Rule, expression: Expression, subject: Mapping[str, Any], params: Params, seen: Seen) -> bool:
    try:
        return bool(expression.value(subject, params, seen.unknown))
    except Valueless as fault:
        which = "expect" if expression.text == rule.expect else "when"
        raise ValueError(f"{which}: {fault}") from None


def _told(
    named: frozenset[str], data: Mapping[str, Expression], subject: Mapping[str, Any], params: Params, seen: Seen
) -> dict[str, Any]:
    """Fill the placeholders of the message; what is not known says so."""
    told: dict[str, Any] = {"params": params}
    for name in named:
        if name in data:
            try:
                told[name] = _words(data[name].value(subject, params, seen.unknown))
            except (Undecided, Valueless):
                told[name] = NOT_KNOWN
        elif name != "params":
            told[name] = _words(subject[name]) if name in subject else NOT_KNOWN
    return {ADDRESS: subject.get(ADDRESS, "")} | told


def _words(value: Any) -> Any:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "none"
    return "none" if value is None else value
