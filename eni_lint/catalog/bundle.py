"""The bundled file: reads it, and writes it with one type a line so that a refresh is a readable diff."""

from __future__ import annotations

from pathlib import Path

import msgspec

from eni_lint.catalog.record import Record
from eni_lint.errors import SourceError

SCHEMA = "eni-lint/instance-types/1"
BUNDLED = Path(__file__).with_name("instance-types.json")


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """The file's top level; a type's record stays as bytes until somebody asks for it."""

    schema: str = SCHEMA
    captured: str  # the day of the newest captured API output, as 2026-10-27
    captured_is: str  # how sure that day is, in words
    sources: dict[str, dict[str, str]]  # what the numbers come from, each with project, date and kind
    names_only: tuple[str, ...] = ()  # in the API's list of names, but nobody tells their limits
    types: dict[str, msgspec.Raw]

    def record(self, name: str) -> Record:
        """Decode one type's record."""
        return msgspec.json.decode(self.types[name], type=Record)


def read_bundle(path: Path = BUNDLED) -> Bundle:
    """Read a bundled file; raises SourceError when it is none or of another version."""
    try:
        bundle = msgspec.json.decode(path.read_bytes(), type=Bundle)
    except (OSError, msgspec.DecodeError) as error:
        raise SourceError(f"not a catalogue of instance types: {error}", where=str(path)) from error
    if bundle.schema != SCHEMA:
        raise SourceError(f"its schema is {bundle.schema}, not {SCHEMA}", where=str(path), do="Rebuild it.")
    return bundle


def bundle_bytes(bundle: Bundle) -> bytes:
    """Write a bundle: the same facts are always the same bytes."""
    encode = msgspec.json.encode
    head = [b'"%s":%s' % (key.encode(), encode(getattr(bundle, key))) for key in ("schema", "captured", "captured_is")]
    head.append(b'"sources":{\n%s\n}' % _lines(bundle.sources))
    head.append(b'"names_only":%s' % encode(sorted(bundle.names_only)))
    head.append(b'"types":{\n%s\n}' % _lines(bundle.types))
    return b"{\n%s\n}\n" % b",\n".join(head)


def _lines(items: dict[str, dict[str, str]] | dict[str, msgspec.Raw]) -> bytes:
    encode = msgspec.json.encode
    return b",\n".join(b"%s:%s" % (encode(key), encode(value)) for key, value in sorted(items.items()))
