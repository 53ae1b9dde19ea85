"""What the tests of the declared format share."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import jsonschema
import msgspec

from eni_lint.documents import Document
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Unknown
from eni_lint.locate import schema_file
from eni_lint.sources.declared import parse_declared, read_declared

FIXTURES = Path(__file__).parent.parent / "fixtures" / "declared"


def read(text, path="file.yaml"):
    return read_declared(parse_declared(text, path))


def read_below_mark(text):
    """Read a text that leaves the mark out."""
    return read("eni_lint: 1\n" + text)


def read_data(data):
    return read_declared(Document("data", "declared", data))


@cache
def schema():
    return json.loads(schema_file("declared").read_text(encoding="utf-8"))


@cache
def validator():
    return jsonschema.Draft202012Validator(schema())


def plain(value):
    """Turn a part of an inventory into plain data: without what is empty or as the model has it, with pointers for origins."""
    if isinstance(value, Unknown):
        return {"unknown": f"{value.reason.value}: {value.detail}"}
    if isinstance(value, Origin):
        return f"{value.pointer} | {value.address} | {value.identity}"
    if isinstance(value, msgspec.Struct):
        fields = {field.name: (getattr(value, field.name), field.default) for field in msgspec.structs.fields(value)}
        told = {n: v for n, (v, default) in fields.items() if isinstance(v, Unknown) or (v is not default and v not in ([], ()))}
        return {name: plain(field) for name, field in told.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def interface(inventory, key):
    return next(i for i in inventory.all_interfaces if i.network_interface_id == key)
