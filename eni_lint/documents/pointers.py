"""JSON pointers (RFC 6901): the one way to name a place in plain data, whatever the text around it looks like."""

from __future__ import annotations

import re
from typing import Any

_LONGEST = 20  # digits: no list has as many items
_FIELD_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")


def escape(token: str | int) -> str:
    """Write one key or index as a token of a pointer."""
    text = str(token)
    return text.replace("~", "~0").replace("/", "~1") if "~" in text or "/" in text else text


def join_pointer(*tokens: str | int) -> str:
    """Make a pointer of keys and indices: ``join_pointer("a/b", 0)`` is ``/a~1b/0``."""
    return "".join(f"/{escape(token)}" for token in tokens)


def split_pointer(pointer: str) -> tuple[str, ...]:
    """Take a pointer apart into its unescaped tokens; ValueError where it is none."""
    if not pointer:
        return ()
    if not pointer.startswith("/"):
        msg = f"a JSON pointer is empty or starts with '/', unlike {pointer!r}"
        raise ValueError(msg)
    tokens = pointer[1:].split("/")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens) if "~" in pointer else tuple(tokens)


def step(value: Any, token: str) -> Any:
    """Go one token down into plain data; LookupError where there is nothing."""
    if isinstance(value, dict):
        return value[token]
    if isinstance(value, list):
        return value[list_index(token, len(value))]
    raise KeyError(token)


def list_index(token: str, length: int) -> int:
    """Read a token as an index of a list of this length; LookupError where it is none."""
    # RFC 6901 section 4: digits without a leading zero. The length test keeps int() away from absurdly long tokens.
    if token.isdigit() and len(token) < _LONGEST and token.isascii() and (len(token) == 1 or token[0] != "0"):
        index = int(token)
        if index < length:
            return index
    raise IndexError(token)


def field_below(pointer: str, field: str) -> str:
    """Append a field path: ``a.b[1].c`` below ``/x`` is ``/x/a/b/1/c``."""
    return pointer + join_pointer(*(index or name for index, name in _FIELD_STEP.findall(field)))
