"""sarif_om's objects become JSON: the package itself has no writer, and says in its attributes how one should work."""

from __future__ import annotations

import json
from functools import cache
from typing import TYPE_CHECKING, Any, TextIO

import attr
import msgspec
import sarif_om as om

from eni_lint.reporters.harmless import in_json

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
HEAD = f'{{"$schema":"{SCHEMA}","version":"2.1.0","runs":['
TAIL = "\n]}\n"
# A level that is left out reads as the rule's own level in some consumers, as "warning" in others.
ALWAYS = frozenset(
    {("Result", "level"), ("ReportingConfiguration", "level"), ("Notification", "level"), ("ToolComponent", "rules")}
)
_LEAVES = frozenset({str, int, float, bool})


@attr.s
class Suppression(om.Suppression):  # type: ignore[misc]
    """A suppression with the final standard's ``status``, which the draft behind sarif_om called ``state``."""

    status: Any = attr.ib(default=None, metadata={"schema_property_name": "status"})


class Ready:
    """Data that are plain already: what many results share is made plain once."""

    __slots__ = ("data",)

    def __init__(self, data: Any) -> None:
        self.data = data


class RunParts:
    """A run in the order in which it is written: ``artifacts`` and ``rest`` are made when all results are out."""

    __slots__ = ("artifacts", "rest", "results", "run")

    def __init__(
        self, run: Any, results: Iterable[Any], rest: Callable[[], Any], artifacts: Callable[[], Iterable[Any]] = tuple
    ) -> None:
        self.run = run
        self.results = results
        self.artifacts = artifacts
        self.rest = rest


def plain(value: Any) -> Any:
    """Turn an object of sarif_om into plain data, without what has its default; TypeError for anything JSON does not know."""
    kind: type = type(value)
    if kind in _LEAVES:
        return value
    if kind is Ready:
        return value.data
    if kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {key: plain(item) for key, item in value.items()}
    fields = _fields(kind)
    data = {}
    for attribute, item in value.__dict__.items():
        if item is not None:
            name, default = fields[attribute]
            if default is None or item != default:
                of = type(item)
                data[name] = item if of in _LEAVES else item.data if of is Ready else plain(item)
    return data


@cache
def _fields(kind: type) -> dict[str, tuple[str, Any]]:
    """Give the JSON name of each attribute, with the default that need not be written; None where it must be."""
    if not attr.has(kind):
        msg = f"{kind.__name__} has no place in SARIF"
        raise TypeError(msg)
    return {
        field.name: (
            field.metadata["schema_property_name"],
            None if (kind.__name__, field.name) in ALWAYS else _default(field.default),
        )
        for field in attr.fields(kind)
    }


def _default(default: Any) -> Any:
    return default.factory() if isinstance(default, attr.Factory) else default  # type: ignore[arg-type]


def write_log(stream: TextIO, runs: Iterable[RunParts]) -> None:
    """Write a log, one line for each result: memory holds one at a time, and a diff shows which one changed."""
    write = stream.write
    dumps = dumper(getattr(stream, "encoding", None) or "utf-8")
    write(HEAD)
    for number, parts in enumerate(runs):
        write(",\n" if number else "\n")
        for piece in run_pieces(parts, dumps):
            write(piece)
    write(TAIL)


def run_pieces(parts: RunParts, dumps: Callable[[Any], str]) -> Iterator[str]:
    """Give the text of a run, piece by piece."""
    yield dumps(plain(parts.run))[:-1]
    yield ',\n"results":['
    yield from _lines(parts.results, dumps)
    yield "]"
    lead = ',\n"artifacts":[\n'
    for artifact in parts.artifacts():
        yield f"{lead}{dumps(plain(artifact))}"
        lead = ",\n"
    if lead == ",\n":
        yield "\n]"
    rest = dumps(plain(parts.rest()))[1:-1]
    yield f",\n{rest}}}" if rest else "}"


def _lines(results: Iterable[Any], dumps: Callable[[Any], str]) -> Iterator[str]:
    lead = "\n"
    for result in results:
        yield f"{lead}{dumps(plain(result))}"
        lead = ",\n"
    if lead != "\n":
        yield "\n"


def dumper(encoding: str) -> Callable[[Any], str]:
    """Give the function that turns data into JSON which an encoding can write."""
    utf8 = encoding.lower().replace("-", "") == "utf8"
    encode = msgspec.json.Encoder().encode
    escaped = json.JSONEncoder(separators=(",", ":")).encode

    def dumps(data: Any) -> str:
        if not utf8:
            return escaped(data)
        try:
            text = encode(data).decode()
        except UnicodeEncodeError:  # half a surrogate pair, from a broken escape in the input
            return escaped(data)
        # What cannot be seen may do something all the same where the file is shown.
        return text if text.isascii() and "\x7f" not in text else in_json(text)

    return dumps
