"""Plain data become YAML that people like to read: short things on one line, text in quotes only where it needs them."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

WIDTH = 110
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_./-]*|[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?:/[0-9]{1,2})?", re.ASCII)
_WORDS = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_ODD = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]+")


def comment(text: str, indent: str = "") -> str:
    """Write a line that says something to people."""
    return f"{indent}# {_CONTROL.sub(' ', text)}"


def scalar(value: Any) -> str:
    """Write a value that is no collection."""
    if isinstance(value, str):
        if _PLAIN.fullmatch(value) and value.lower() not in _WORDS:
            return value
        # JSON's escapes are YAML's; YAML prints less than JSON does.
        return _ODD.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
    return json.dumps(value)


def flow(value: Any) -> str:
    """Write a value on one line."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{scalar(key)}: {flow(member)}" for key, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(flow, value)) + "]"
    return scalar(value)


def block(key: str, value: Any, indent: str) -> Iterator[str]:
    """Write a member of a mapping, on one line if it fits."""
    head = f"{indent}{scalar(key)}:"
    line = f"{head} {flow(value)}"
    if len(line) <= WIDTH or not value or not isinstance(value, (dict, list)):
        yield line
        return
    yield head
    inner = f"{indent}  "
    if isinstance(value, dict):
        for name, member in value.items():
            yield from block(name, member, inner)
    else:
        for item in value:
            yield from _item(item, inner)


def _item(value: Any, indent: str) -> Iterator[str]:
    line = f"{indent}- {flow(value)}"
    if len(line) <= WIDTH or not value or not isinstance(value, dict):
        yield line
        return
    lines = (line for name, member in value.items() for line in block(name, member, f"{indent}  "))
    for number, each in enumerate(lines):
        yield f"{indent}- {each[len(indent) + 2 :]}" if number == 0 else each
