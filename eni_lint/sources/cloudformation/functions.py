"""The intrinsic functions that make values of values; each takes its argument as it is written, and refuses what cannot be."""

from __future__ import annotations

import json
import re
from base64 import b64encode
from typing import TYPE_CHECKING, Any, Final

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.faults import Misfit, Near
from eni_lint.sources.cloudformation.lookups import find_in_map, import_value
from eni_lint.sources.cloudformation.networks import cidr, get_azs
from eni_lint.sources.cloudformation.values import (
    NoValue,
    ResourceRef,
    Value,
    concatenate,
    first_doubt,
    is_whole,
    symbol_of,
    text_of,
    unresolved,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from eni_lint.sources.cloudformation.evaluate import Evaluator

_PLACEHOLDER: Final = re.compile(r"\$\{([^}]*)\}")
# Families of lists of which no two items are equal: zones of a Region, blocks that Fn::Cidr cuts.
_ALL_DIFFERENT: Final = frozenset(("Fn::GetAZs", "Fn::Cidr"))


def call(evaluator: Evaluator, name: str, argument: Any, pointer: str) -> Value:
    """Call a function; the pointer is that of its argument."""
    function = FUNCTIONS.get(name)
    if function is not None:
        return function(evaluator, argument, pointer)
    if name in _CONDITION_FUNCTIONS:
        raise Misfit(f"{name} stands in Conditions only", do="name a condition there, and choose with Fn::If here")
    if name in _RULE_FUNCTIONS:
        raise Misfit(f"{name} stands in Rules only", do="choose with Fn::If and a condition")
    if evaluator.outline.macros:
        return unresolved(f"the macro {evaluator.outline.macros[0]} may know what {name} is")
    raise Misfit(f"{name} is no function of CloudFormation", do=Near(name, FUNCTIONS, "check its spelling"))


def ref(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Give the value of a parameter, or the name of a resource."""
    if not isinstance(argument, str) or not argument:
        raise Misfit("Ref takes the name of a parameter or of a resource")
    return evaluator.named(argument, pointer)


def get_att(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Give an attribute of a resource: ``Name.Attribute`` or ``[Name, Attribute]``."""
    if isinstance(argument, str):
        argument = argument.split(".", 1)
    wrong = Misfit("Fn::GetAtt takes the name of a resource and an attribute of it", do="as in Name.Attribute")
    if not isinstance(argument, list) or len(argument) < 2 or not isinstance(argument[0], str):
        raise wrong
    parts = [evaluator.text(part, f"{pointer}/{number}", "an attribute") for number, part in enumerate(argument[1:], 1)]
    if not argument[0] or not all(isinstance(part, Unknown | ResourceRef) or text_of(part) for part in parts):  # type: ignore[arg-type]
        raise wrong
    attribute = concatenate([part for each in parts for part in (".", each)][1:])
    if isinstance(attribute, Unknown | ResourceRef):
        return _unknown("Fn::GetAtt", attribute, argument[0])
    return evaluator.of_resource(argument[0], text_of(attribute), pointer)  # type: ignore[arg-type]


def join(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Join texts with a delimiter."""
    delimiter, rest = _pair(argument, "Fn::Join takes a delimiter and a list of texts")
    delimiter = evaluator.plain(delimiter, f"{pointer}/0")
    if not isinstance(delimiter, str):
        raise Misfit("the delimiter of Fn::Join should be text", f"{pointer}/0")
    items = _listed(evaluator, rest, f"{pointer}/1", "Fn::Join joins the items of a list")
    if not isinstance(items, list):
        return _unknown("Fn::Join", items, delimiter)
    parts: list[Value] = []
    for number, item in enumerate(items):
        if isinstance(item, list | dict):
            raise Misfit("Fn::Join joins texts, not lists or mappings", f"{pointer}/1")
        parts.extend((delimiter, item) if number else (item,))
    return concatenate(parts)


def split(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Split a text into a list."""
    delimiter, rest = _pair(argument, "Fn::Split takes a delimiter and a text")
    if not isinstance(delimiter, str) or not delimiter:
        raise Misfit("the delimiter of Fn::Split should be text, and not empty", f"{pointer}/0")
    source = evaluator.text(rest, f"{pointer}/1", "what Fn::Split splits")
    if isinstance(source, Unknown | ResourceRef):
        return _unknown("Fn::Split", source, delimiter)
    return list(text_of(source).split(delimiter))  # type: ignore[arg-type]


def select(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Pick an item of a list by its number, from 0."""
    number, rest = _pair(argument, "Fn::Select takes a number, from 0, and a list")
    index = evaluator.text(number, f"{pointer}/0", "the number that Fn::Select takes")
    items = _listed(evaluator, rest, f"{pointer}/1", "Fn::Select picks from a list")
    if isinstance(index, Unknown | ResourceRef):
        symbols = (symbol_of(index), symbol_of(items))
        candidates = items if isinstance(items, list) and all(isinstance(item, str) for item in items) else ()
        if candidates and len(set(candidates)) == 1:
            return candidates[0]  # type: ignore[no-any-return]
        doubt = index if isinstance(index, Unknown) else index.unknown()
        return unresolved(doubt.detail, None if None in symbols else ("Fn::Select", *symbols), candidates=candidates)
    written = text_of(index)  # type: ignore[arg-type]
    if not (written.isascii() and written.isdigit() and len(written) < 10):
        raise Misfit(f"'{written[:40]}' is no number of an item, which Fn::Select takes", f"{pointer}/0")
    place = int(written)
    if isinstance(items, list):
        if place >= len(items):
            has = f"the list has {len(items)}" if items else "the list is empty"
            raise Misfit(f"item {place}, counted from 0, is picked by Fn::Select, but {has}", f"{pointer}/0")
        return items[place]  # type: ignore[no-any-return]
    return _item(items, place)


def sub(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Put values into a text: ``${Name}``, ``${Name.Attribute}``, and ``${!Literal}`` for the text itself."""
    variables: Any = {}
    text, at = argument, pointer
    if isinstance(argument, list):
        text, variables = _pair(argument, "Fn::Sub takes a text, or a text and a mapping of variables")
        at = f"{pointer}/0"
    if not isinstance(text, str) or not isinstance(variables, dict):
        raise Misfit("Fn::Sub takes a text, or a text and a mapping of variables")
    parts: list[Value] = []
    end = 0
    for found in _PLACEHOLDER.finditer(text):
        parts.append(text[end : found.start()])
        parts.append(_placeholder(evaluator, found[1], variables, at, pointer))
        end = found.end()
    parts.append(text[end:])
    return concatenate(parts)


def _placeholder(evaluator: Evaluator, name: str, variables: dict[str, Any], at: str, pointer: str) -> Value:
    if name.startswith("!"):
        return f"${{{name[1:]}}}"
    name = name.strip()
    if not name:
        raise Misfit("'${}' of Fn::Sub names nothing", at, "write '${!}' where the text itself is meant")
    if name in variables:
        value = evaluator.plain(variables[name], f"{pointer}/1/{name.replace('~', '~0').replace('/', '~1')}")
    else:
        logical_id, dot, attribute = name.partition(".")
        value = evaluator.of_resource(logical_id, attribute, at) if dot else evaluator.named(name, at)
    if isinstance(value, list | dict) or value is None:
        raise Misfit(f"'${{{name}}}' of Fn::Sub should be text", at)
    return "" if isinstance(value, NoValue) else value  # the usual way to write an empty text


def base64(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Encode a text."""
    text = evaluator.text(argument, pointer, "what Fn::Base64 encodes")
    if isinstance(text, Unknown | ResourceRef):
        return _unknown("Fn::Base64", text)
    return b64encode(text_of(text).encode()).decode()  # type: ignore[arg-type]


def length(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Count the items of a list."""
    items = _listed(evaluator, argument, pointer, "Fn::Length counts the items of a list")
    return len(items) if isinstance(items, list) else _unknown("Fn::Length", items)


def to_json_string(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Write a list or mapping as JSON text."""
    if not isinstance(argument, list | dict):
        raise Misfit("Fn::ToJsonString takes a list or a mapping")
    value = evaluator.plain(argument, pointer)
    if is_whole(value):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return _unknown("Fn::ToJsonString", value)


def transform(_evaluator: Evaluator, argument: Any, _pointer: str) -> Value:
    """Leave open what a macro makes."""
    if not isinstance(argument, dict) or not isinstance(argument.get("Name"), str):
        raise Misfit("Fn::Transform takes the Name of a macro, and its Parameters")
    return unresolved(f"made by the macro {argument['Name']}")


def _pair(argument: Any, expected: str) -> tuple[Any, Any]:
    if not isinstance(argument, list) or len(argument) != 2:
        raise Misfit(expected)
    return argument[0], argument[1]


def _listed(evaluator: Evaluator, raw: Any, pointer: str, expected: str) -> list[Any] | Unknown | ResourceRef:
    """Work out a list; what is known to be something else is a misfit."""
    value = evaluator.plain(raw, pointer)
    if isinstance(value, list | Unknown | ResourceRef):
        return value
    raise Misfit(expected, pointer)


def _item(items: Unknown | ResourceRef, place: int) -> Unknown:
    """Give an item of a list that is not known: the same number of the same list is the same item."""
    family = items.symbol
    symbol = None if family is None else ("Fn::Select", place, family)
    kind = family[0] if isinstance(family, tuple) else ""
    if kind == "Fn::GetAZs":
        return unresolved(f"zone {place} of those that Fn::GetAZs lists", symbol, apart=family)
    doubt = items if isinstance(items, Unknown) else items.unknown()
    return Unknown(doubt.reason, doubt.detail, symbol=symbol, apart=family if kind in _ALL_DIFFERENT else None)


def _unknown(function: str, value: Value, *rest: str) -> Unknown:
    """Make the result of a function of something that is not known: the same of the same is the same."""
    symbol = symbol_of(value)
    doubt = first_doubt(value)
    reason, detail = (doubt.reason, doubt.detail) if doubt is not None else (Reason.INTRINSIC, "")
    return Unknown(reason, detail, symbol=None if symbol is None else (function, *rest, symbol))


FUNCTIONS: Final[dict[str, Callable[[Evaluator, Any, str], Value]]] = {
    "Ref": ref,
    "Fn::GetAtt": get_att,
    "Fn::Join": join,
    "Fn::Split": split,
    "Fn::Select": select,
    "Fn::Sub": sub,
    "Fn::Base64": base64,
    "Fn::Cidr": cidr,
    "Fn::GetAZs": get_azs,
    "Fn::FindInMap": find_in_map,
    "Fn::ImportValue": import_value,
    "Fn::Length": length,
    "Fn::ToJsonString": to_json_string,
    "Fn::Transform": transform,
}
_CONDITION_FUNCTIONS: Final = frozenset(("Fn::And", "Fn::Or", "Fn::Not", "Fn::Equals"))
_RULE_FUNCTIONS: Final = frozenset(
    ("Fn::Contains", "Fn::EachMemberEquals", "Fn::EachMemberIn", "Fn::RefAll", "Fn::ValueOf", "Fn::ValueOfAll")
)
