"""The values that the user gives for parameters: ``KEY=VALUE``, or files in the forms that the AWS CLI takes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eni_lint.documents import looks_like_json, parse_json, parse_yaml, read_bytes, utf8_bytes
from eni_lint.errors import SourceError, UsageError
from eni_lint.sources.cloudformation.faults import Near
from eni_lint.sources.cloudformation.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_PAIR = re.compile(r"([A-Za-z0-9]+(?:::[A-Za-z0-9]+)*)=(.*)", re.DOTALL)
_CLI = re.compile(r"ParameterKey=([^,]+),ParameterValue=(.*)", re.DOTALL)
_FORMS = (
    'a list of {"ParameterKey": ..., "ParameterValue": ...}, a mapping {"Parameters": {...}}, or a mapping of names to values'
)


def read_given(options: Sequence[str]) -> dict[str, str]:
    """Read ``--parameters``: the later value of a name holds. UsageError for what cannot be read."""
    given: dict[str, str] = {}
    for option in options:
        pair = _CLI.fullmatch(option) or (None if Path(option).is_file() else _PAIR.fullmatch(option))
        if pair:
            given[pair[1]] = pair[2]
        else:
            given.update(_from_file(option.removeprefix("file://")))
    return given


def unused(given: Iterable[str], declared: Iterable[str]) -> list[SourceError]:
    """Tell of given values whose parameters no template has."""
    names = set(declared)
    return [
        SourceError(
            f"--parameters gives '{name}', which no template that was read has as a parameter",
            do=str(Near(name, names, f"they have: {', '.join(sorted(names)[:10])}" if names else "no template has a parameter")),
        )
        for name in given
        if name not in names and not name.startswith("AWS::")
    ]


def _from_file(path: str) -> dict[str, str]:
    if not Path(path).is_file() and "=" not in path and not path.endswith((".json", ".yaml", ".yml")):
        raise UsageError(f"--parameters {path}: expected KEY=VALUE or a file", do="As in --parameters InstanceType=m6i.large")
    try:
        content = utf8_bytes(read_bytes(path), path)
        data = parse_json(content, path) if looks_like_json(content) else parse_yaml(content.decode(), path)[0]
    except SourceError as fault:
        raise UsageError(f"--parameters: {fault.what}", where=fault.where or path, do=fault.do) from None
    return _values(data, path)


def _values(data: Any, path: str) -> dict[str, str]:
    if isinstance(data, dict) and isinstance(data.get("Parameters"), dict | list):
        data = data["Parameters"]
    if isinstance(data, dict):
        return {name: _text(name, value, path) for name, value in data.items() if value is not None}
    if not isinstance(data, list):
        raise UsageError("--parameters: these are no parameters", where=path, do=f"Write {_FORMS}.")
    found = {}
    for item in data:
        pair = _PAIR.fullmatch(item) if isinstance(item, str) else None
        if pair:
            found[pair[1]] = pair[2]
        elif isinstance(item, dict) and isinstance(item.get("ParameterKey"), str):
            # With UsePreviousValue, the stack knows the value, and nobody here.
            if item.get("ParameterValue") is not None:
                found[item["ParameterKey"]] = _text(item["ParameterKey"], item["ParameterValue"], path)
        else:
            raise UsageError("--parameters: an item of the list is no parameter", where=path, do=f"Write {_FORMS}.")
    return found


def _text(name: str, value: Any, path: str) -> str:
    if isinstance(value, list) and not any(isinstance(item, list | dict) for item in value):
        return ",".join(map(text_of, value))
    if isinstance(value, list | dict):
        raise UsageError(f"--parameters: the value of '{name}' should be text", where=path, do=f"Write {_FORMS}.")
    return text_of(value)
