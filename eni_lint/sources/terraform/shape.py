"""The shape that plan JSON must have: the one place where a wrong type is noticed and named by its JSON pointer."""

from __future__ import annotations

from typing import Any

NAMES = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false"}


class Misshapen(Exception):  # noqa: N818 - it never leaves the adapter, which makes a SourceError of it
    """A part of the plan has not the type that Terraform gives it."""

    def __init__(self, pointer: str, expected: str, found: Any) -> None:
        super().__init__(pointer)
        self.pointer = pointer
        self.expected = expected
        self.found = "null" if found is None else NAMES.get(type(found), type(found).__name__)


def an_object(value: Any, pointer: str) -> dict[str, Any]:
    """Give the value as an object."""
    if value.__class__ is dict:
        return value
    raise Misshapen(pointer, "an object", value)


def a_list(value: Any, pointer: str) -> list[Any]:
    """Give the value as a list."""
    if value.__class__ is list:
        return value
    raise Misshapen(pointer, "a list", value)


def a_text(value: Any, pointer: str) -> str:
    """Give the value as a text."""
    if value.__class__ is str:
        return value
    raise Misshapen(pointer, "a text", value)


def object_or_none(value: Any) -> dict[str, Any]:
    """Give the value as an object; an empty one where it is none: what only helps to resolve references may be missing."""
    return value if value.__class__ is dict else {}


def list_or_none(value: Any) -> list[Any]:
    """Give the value as a list; an empty one where it is none."""
    return value if value.__class__ is list else []
