"""JSON text becomes plain data at msgspec's speed; what that reader lets pass or tells badly is found here."""

from __future__ import annotations

from typing import Any

import msgspec

from eni_lint.documents.collector import collector_paused
from eni_lint.documents.reading import check_utf8
from eni_lint.errors import SourceError

MAX_DEPTH = 200
_BUNCH = 256


def parse_json(content: bytes | str, path: str, *, max_depth: int = MAX_DEPTH) -> Any:
    """Read one JSON document; SourceError with line and column, also for duplicate keys and for nesting beyond the limit."""
    if isinstance(content, str):
        content = encode_utf8(content, path)
    content = content.removeprefix(b"\xef\xbb\xbf")
    try:
        with collector_paused():
            data = msgspec.json.decode(content)
            if _is_sound(data, content, max_depth):
                return data
    except UnicodeDecodeError:
        check_utf8(content, path)
    except (msgspec.DecodeError, RecursionError, ValueError) as error:
        raise _explain(content, path, max_depth, str(error)) from None
    except MemoryError:
        raise SourceError("there is not enough memory to read this JSON", where=path, do="split the input") from None
    raise _explain(content, path, max_depth, "a key stands twice in one object, or objects are nested too deeply")


def _explain(content: bytes, path: str, max_depth: int, reason: str) -> SourceError:
    from eni_lint.documents.json_errors import explain  # noqa: PLC0415 -- only faulty texts pay for it

    return explain(content, path, max_depth, reason)


def encode_utf8(text: str, path: str) -> bytes:
    """Encode text; SourceError for half a surrogate pair, which no UTF-8 file holds."""
    try:
        return text.encode()
    except UnicodeEncodeError as error:
        raise SourceError(
            f"character {error.start} (from 0) is half a surrogate pair, which is no Unicode text",
            where=path,
            do="save it as UTF-8 text",
        ) from None


def looks_like_json(text: str | bytes) -> bool:
    """Tell by the first characters whether this is a JSON object or array rather than YAML."""
    head = text[:4096].decode(errors="replace") if isinstance(text, bytes) else text[:4096]
    head = head.removeprefix("\ufeff").lstrip(" \t\r\n")
    inside = head[1:].lstrip(" \t\r\n")[:1]
    if head.startswith("{"):
        return inside in {'"', "}", ""}
    return head.startswith("[") and (inside in set('{["]-0123456789') or inside == "")


def _is_sound(data: Any, content: bytes, max_depth: int) -> bool:
    """Tell whether the nesting keeps to the limit and no key was lost because it stands twice.

    The text holds as many strings as the data, unless a duplicate key swallowed some. Counting both is exact, and a fraction of
    the cost of a reader that compares keys.
    """
    strings = int(type(data) is str)
    # Containers of one depth, in bunches: few steps of Python's own, and values are visited near where they lie in memory.
    bunches = [(1, [data])] if type(data) in (dict, list) else []
    while bunches:
        depth, containers = bunches.pop()
        if depth > max_depth:
            return False
        if len(containers) > _BUNCH:
            starts = range(0, len(containers), _BUNCH)
            bunches.extend((depth, containers[start : start + _BUNCH]) for start in reversed(starts))
            continue
        values: list[Any] = []
        for container in containers:
            if type(container) is dict:
                strings += len(container)
                values.extend(container.values())
            else:
                values.extend(container)
        strings += list(map(type, values)).count(str)
        if inner := [value for value in values if type(value) is dict or type(value) is list]:
            bunches.append((depth + 1, inner))
    quotes = content.count(b'"')
    if b"\\" in content:
        # Outside of strings there are no backslashes; pairs of them go first, and the rest escapes what follows.
        quotes -= content.replace(rb"\\", b"").count(rb"\"")
    return strings * 2 == quotes
