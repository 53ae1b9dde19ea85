"""The declared types of what expressions see: protobuf messages, which is how CEL knows structures with named fields."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from eni_lint.engine.cel.fields import Field, fields_of
from eni_lint.engine.cel.shapes import SHAPES

if TYPE_CHECKING:
    from eni_lint.rulebook.rule import Parameter

PACKAGE = "eni"
_MESSAGE, _STRING = 11, 9  # types of fields in descriptor.proto
_OPTIONAL, _REPEATED = 1, 3
# Values that may be null are of protobuf's wrapper types.
_WRAPPERS = {"string": "StringValue", "int": "Int64Value", "bool": "BoolValue"}
_PLAIN = {"string": 9, "int": 3, "bool": 8}


@cache
def pool() -> Any:
    """Make the descriptors of all shapes."""
    from google.protobuf import descriptor_pb2, descriptor_pool, wrappers_pb2  # noqa: PLC0415 - only for rules with CEL

    made = descriptor_pool.DescriptorPool()
    wrappers = descriptor_pb2.FileDescriptorProto()
    wrappers_pb2.DESCRIPTOR.CopyToProto(wrappers)
    made.Add(wrappers)
    file = descriptor_pb2.FileDescriptorProto(
        name="eni.proto", package=PACKAGE, syntax="proto3", dependency=["google/protobuf/wrappers.proto"]
    )
    nested: dict[str, type] = {}
    for name, shape in SHAPES.items():
        message = file.message_type.add(name=name)
        for number, field in enumerate(fields_of(shape.of).values(), 1):
            _add(message, number, field, nested)
        for number, (neighbour, leads) in enumerate(shape.neighbours.items(), 1000):
            message.field.add(
                name=neighbour,
                number=number,
                type=_MESSAGE,
                type_name=f".{PACKAGE}.{leads.shape}",
                label=_REPEATED if leads.many else _OPTIONAL,
            )
    done: set[str] = set()
    while nested.keys() - done:
        for name in sorted(nested.keys() - done):
            done.add(name)
            message = file.message_type.add(name=name)
            for number, field in enumerate(fields_of(nested[name]).values(), 1):
                _add(message, number, field, nested)
    made.Add(file)
    return made


def _add(message: Any, number: int, field: Field, nested: dict[str, type]) -> None:
    label = _REPEATED if field.many else _OPTIONAL
    if field.kind == "tags":
        entry = message.nested_type.add(name="TagsEntry")
        entry.options.map_entry = True
        entry.field.add(name="key", number=1, type=_STRING, label=_OPTIONAL)
        entry.field.add(name="value", number=2, type=_STRING, label=_OPTIONAL)
        type_name = f".{PACKAGE}.{message.name}.TagsEntry"
        message.field.add(name=field.name, number=number, type=_MESSAGE, type_name=type_name, label=_REPEATED)
    elif field.of is not None:
        inner = f"{field.of.__name__}Fields"
        nested[inner] = field.of
        message.field.add(name=field.name, number=number, type=_MESSAGE, type_name=f".{PACKAGE}.{inner}", label=label)
    elif field.many:
        message.field.add(name=field.name, number=number, type=_PLAIN[field.kind], label=label)
    else:
        wrapper = f".google.protobuf.{_WRAPPERS[field.kind]}"
        message.field.add(name=field.name, number=number, type=_MESSAGE, type_name=wrapper, label=label)


def parameter_type(parameter: Parameter) -> str:
    """Give CEL's type of a rule's parameter by its JSON schema; dyn where that says nothing simple."""
    schema = parameter.schema
    plain = {"string": "string", "integer": "int", "number": "double", "boolean": "bool"}
    kind = schema.get("type")
    if isinstance(kind, str) and kind in plain:
        return plain[kind]
    items = schema.get("items")
    inner = items.get("type") if kind == "array" and isinstance(items, dict) else None
    return f"list<{plain[inner]}>" if isinstance(inner, str) and inner in plain else "dyn"
