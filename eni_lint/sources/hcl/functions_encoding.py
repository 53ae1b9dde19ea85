"""Functions that encode, decode and hash."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
import urllib.parse
from typing import TYPE_CHECKING, Any

from eni_lint.documents import parse_json, parse_yaml
from eni_lint.errors import SourceError
from eni_lint.sources.hcl.values import MAX_TEXT, Fault, TooMuch, plain_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

_ESCAPES = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026", "\u2028": "\\u2028", "\u2029": "\\u2029"})
_DEPTH = 60
_OLD_YAML = re.compile(
    r"(?im)(?:^|[\s:\[,{-])(?:y|yes|n|no|on|off|0[0-9_]+|[0-9]+:[0-9:]+|[0-9]{4}-[0-9]{2}-[0-9]{2}[^\n]*)\s*(?:$|[,\]}#])"
)


def _jsonencode(value: Any) -> str:
    return json.dumps(_numbers(value), ensure_ascii=False, sort_keys=True, separators=(",", ":")).translate(_ESCAPES)


def _numbers(value: Any) -> Any:
    if isinstance(value, float):
        to_text(value)  # raises where Terraform would write more digits
    if isinstance(value, list):
        return [_numbers(v) for v in value]
    if isinstance(value, dict):
        return {k: _numbers(v) for k, v in value.items()}
    return value


def _jsondecode(text: Any) -> Any:
    try:
        return _plain(parse_json(_short(text).encode(), ""))
    except SourceError:
        raise Fault("no JSON") from None


def _yamldecode(text: Any) -> Any:
    written = _short(text)
    if "&" in written or "<<" in written or _OLD_YAML.search(written):
        raise TooMuch  # anchors may blow a few lines up to anything, and these words are not the same in every YAML
    try:
        return _plain(parse_yaml(written, "")[0])
    except SourceError:
        raise Fault("no YAML") from None


def _yamlencode(value: Any) -> str:
    return "\n".join(_yaml_lines(value, 0)) + "\n"


def _yaml_lines(value: Any, depth: int) -> list[str]:
    """Write a value as lines: keys and texts in quotes, members of a list no deeper than the list."""
    if depth > _DEPTH:
        raise TooMuch
    if isinstance(value, dict) and value:
        found = []
        for key in sorted(value):
            member = value[key]
            lines = _yaml_lines(member, depth + 1)
            name = f"{_jsonencode(key)}:"
            if isinstance(member, list | dict) and member:
                found += [name, *(lines if isinstance(member, list) else (f"  {line}" for line in lines))]
            else:
                found.append(f"{name} {lines[0]}")
        return found
    if isinstance(value, list) and value:
        found = []
        for member in value:
            first, *more = _yaml_lines(member, depth + 1)
            found += [f"- {first}", *(f"  {line}" for line in more)]
        return found
    if isinstance(value, str) and "\n" in value:
        raise TooMuch
    return [_jsonencode(value)]


def _plain(value: Any, depth: int = 0) -> Any:
    if depth > _DEPTH:
        raise TooMuch
    if isinstance(value, list):
        return [_plain(v, depth + 1) for v in value]
    if isinstance(value, dict):
        return {k if isinstance(k, str) else to_text(k): _plain(v, depth + 1) for k, v in value.items()}
    if isinstance(value, float):
        return plain_number(value)
    if value is None or isinstance(value, str | int | bool):
        return value
    raise TooMuch  # a date: what YAML makes of it depends on the library


def _short(text: Any) -> str:
    written = to_text(text)
    if len(written) > MAX_TEXT:
        raise TooMuch
    return written


def _base64decode(text: Any) -> str:
    try:
        return base64.b64decode(to_text(text), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        raise Fault("no text in base64") from None


def _hashed(name: str, *, base: bool = False) -> Callable[[Any], str]:
    def function(text: Any) -> str:
        found = hashlib.new(name, to_text(text).encode(), usedforsecurity=False)
        return base64.b64encode(found.digest()).decode() if base else found.hexdigest()

    return function


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "base64decode": _base64decode,
    "base64encode": lambda text: base64.b64encode(to_text(text).encode()).decode(),
    "base64sha256": _hashed("sha256", base=True),
    "base64sha512": _hashed("sha512", base=True),
    "jsondecode": _jsondecode,
    "jsonencode": _jsonencode,
    "md5": _hashed("md5"),
    "sha1": _hashed("sha1"),
    "sha256": _hashed("sha256"),
    "sha512": _hashed("sha512"),
    "urlencode": lambda text: urllib.parse.quote_plus(to_text(text), safe="-_."),
    "yamldecode": _yamldecode,
    "yamlencode": _yamlencode,
}
