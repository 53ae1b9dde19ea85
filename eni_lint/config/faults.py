"""What is wrong with a configuration file, in its own words rather than in those of JSON Schema."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    Told = Iterator[tuple[str, Sequence[str | int]]]

WORDS = ("off", "on", "error", "warning", "note")
SHAPES = {"object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false"}


def told(fault: Any) -> Told:
    """Say what is wrong and give the steps to where that is."""
    say = _SAY.get(fault.validator)
    if say is None:
        yield fault.message, list(fault.absolute_path)
    else:
        yield from say(fault, list(fault.absolute_path))


def _unknown(fault: Any, steps: list[str | int]) -> Told:
    known = list(fault.schema.get("properties", {}))
    for key in fault.instance:
        if key not in known:
            yield f"there is no setting {key!r}{_near(key, known)}", [*steps, key]


def _name(fault: Any, steps: list[str | int]) -> Told:
    if fault.parent is None and "propertyNames" in fault.absolute_schema_path:
        yield f"{fault.instance!r} is no account id: 12 digits, quoted", [*steps, fault.instance]
    else:
        yield f"{fault.instance!r} does not look like {fault.validator_value}", steps


def _setting(fault: Any, steps: list[str | int]) -> Told:
    if isinstance(fault.instance, dict):
        for inner in fault.context:
            if inner.relative_path or inner.validator == "additionalProperties":
                yield from told(inner)
        return
    near = _near(fault.instance, WORDS) if isinstance(fault.instance, str) else ""
    yield f"expected {', '.join(WORDS)} or a mapping with enabled, severity, parameters{near}", steps


def _choice(fault: Any, steps: list[str | int]) -> Told:
    near = _near(fault.instance, fault.validator_value) if isinstance(fault.instance, str) else ""
    yield f"{fault.instance!r} is none of {', '.join(fault.validator_value)}{near}", steps


def _type(fault: Any, steps: list[str | int]) -> Told:
    yield f"expected {SHAPES.get(fault.validator_value, fault.validator_value)}, not {fault.instance!r:.60}", steps


def _required(fault: Any, steps: list[str | int]) -> Told:
    missing = [name for name in fault.validator_value if name not in fault.instance]
    yield f"{' and '.join(missing)} must be said here", steps


def _near(word: str, known: Sequence[str]) -> str:
    near = get_close_matches(str(word), known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


_SAY = {
    "additionalProperties": _unknown,
    "pattern": _name,
    "oneOf": _setting,
    "enum": _choice,
    "type": _type,
    "required": _required,
}
