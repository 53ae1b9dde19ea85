"""The functions that look a value up: in the mappings of the template, and in what other stacks export."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.faults import Misfit, Near
from eni_lint.sources.cloudformation.values import ResourceRef, Value, first_doubt, is_whole, symbol_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.sources.cloudformation.evaluate import Evaluator


def find_in_map(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Look a value up by two keys; of keys that are not known, all values that the mapping has are candidates."""
    if not isinstance(argument, list) or len(argument) not in (3, 4):
        raise Misfit("Fn::FindInMap takes the name of a mapping and two keys")
    keys = [evaluator.text(key, f"{pointer}/{number}", "a key of Fn::FindInMap") for number, key in enumerate(argument[:3])]
    has_default, default = _default(evaluator, argument, f"{pointer}/3")
    if isinstance(keys[0], Unknown | ResourceRef):
        return _one_of([], keys)
    name, mappings = text_of(keys[0]), evaluator.outline.mappings  # type: ignore[arg-type]
    mapping = mappings.get(name)
    if not isinstance(mapping, dict) and has_default and name not in mappings:
        return default
    if evaluator.outline.macros or "Fn::Transform" in mappings or (isinstance(mapping, dict) and "Fn::Transform" in mapping):
        return _one_of([], keys)
    if not isinstance(mapping, dict):
        raise Misfit(f"the template has no mapping '{name}'", f"{pointer}/0", Near(name, mappings))
    return _found(name, mapping, keys, (has_default, default), pointer)


def _found(name: str, mapping: dict[str, Any], keys: list[Value], fallback: tuple[bool, Value], pointer: str) -> Value:
    has_default, default = fallback
    found = _rows(mapping, keys[1])
    values = [value for row in found if isinstance(row, dict) for value in _rows(row, keys[2])]
    if isinstance(keys[1], Unknown | ResourceRef) or isinstance(keys[2], Unknown | ResourceRef):
        return _one_of([*values, default] if has_default else values, keys)
    if values:
        return values[0]  # type: ignore[no-any-return]
    if has_default:
        return default
    wrong, table = (2, found[0] if isinstance(found[0], dict) else {}) if found else (1, mapping)
    key = text_of(keys[wrong])  # type: ignore[arg-type]
    raise Misfit(f"the mapping '{name}' has no key '{key}' there", f"{pointer}/{wrong}", Near(key, table))


def import_value(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Name a value of another stack: the same export is the same value."""
    name = evaluator.text(argument, pointer, "the name of an export")
    symbol = symbol_of(name)
    detail = f"exported by another stack as {text_of(name)}" if isinstance(name, str) else "exported by another stack"
    return Unknown(Reason.OUTSIDE, detail, symbol=None if symbol is None else ("Fn::ImportValue", symbol))


def _default(evaluator: Evaluator, argument: list[Any], pointer: str) -> tuple[bool, Value]:
    if len(argument) == 3:
        return False, None
    option = argument[3]
    if not isinstance(option, dict) or list(option) != ["DefaultValue"]:
        raise Misfit("the fourth argument of Fn::FindInMap is a mapping with DefaultValue", pointer)
    return True, evaluator.plain(option["DefaultValue"], f"{pointer}/DefaultValue")


def _rows(table: Mapping[str, Any], key: Value) -> list[Any]:
    """Give what is under a key, or under all of them where the key is not known."""
    if isinstance(key, Unknown):
        return [value for name, value in table.items() if not key.candidates or name in key.candidates]
    if isinstance(key, ResourceRef):
        return list(table.values())
    text = text_of(key)  # type: ignore[arg-type]
    return [table[text]] if text in table else []


def _one_of(values: list[Any], keys: list[Value]) -> Value:
    """Make the value that is one of these: it is known where they are all the same."""
    if values and all(is_whole(value) and symbol_of(value) == symbol_of(values[0]) for value in values):
        return values[0]  # type: ignore[no-any-return]
    symbols = tuple(map(symbol_of, keys))
    doubt = next((found for key in keys if (found := first_doubt(key)) is not None), None)
    texts = [value for value in values if isinstance(value, str)]
    return Unknown(
        Reason.INTRINSIC,
        doubt.detail if doubt is not None else "made by a macro",
        symbol=None if None in symbols else ("Fn::FindInMap", *symbols),
        candidates=texts if len(texts) == len(values) else (),
    )
