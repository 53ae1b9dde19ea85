"""The resources of a state, as its file stores them and as ``terraform show -json`` prints them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eni_lint.sources.terraform.changes import Made, from_values, make_resource, module_rows
from eni_lint.sources.terraform.parts import NOTHING
from eni_lint.sources.terraform.shape import Misshapen, a_list, a_text, an_object, list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.documents import Document
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.scopes import Scopes

SECRETS = "sensitive_values"
"""Where an instance has the marks of its secrets, in the shape that plans have."""


def shown_resources(document: Document, scopes: Scopes) -> Iterator[Resource]:
    """Give the resources of what ``terraform show -json`` prints of a state."""
    values = object_or_none(document.data.get("values"))
    for row, pointer, module in module_rows(values.get("root_module"), "/values/root_module", ""):
        if "deposed_key" not in row:
            yield from_values(document, row, pointer, scopes.at(module), exists=True)


def stored_resources(document: Document, scopes: Scopes) -> Iterator[Resource]:
    """Give the resources of a state file. What is deposed was replaced already and only waits for its end."""
    rows = document.data.get("resources")
    for number, each in enumerate([] if rows is None else a_list(rows, "/resources")):
        pointer = f"/resources/{number}"
        row = an_object(each, pointer)
        module = a_text(row["module"], f"{pointer}/module") if row.get("module") else ""
        scope = scopes.at(module)
        instances = row.get("instances")
        for index, made in enumerate([] if instances is None else a_list(instances, f"{pointer}/instances")):
            node = f"{pointer}/instances/{index}"
            instance = an_object(made, node)
            if "deposed" in instance:
                continue
            attributes = an_object(instance.get("attributes"), f"{node}/attributes")
            arguments = Made(
                document,
                node,
                "/attributes",
                (attributes, NOTHING, object_or_none(instance.get(SECRETS))),
                exists=True,
                is_data=row.get("mode") == "data",
            )
            yield make_resource(_named(row, module, instance, pointer, node), scope, arguments)


def _named(row: dict[str, Any], module: str, instance: dict[str, Any], pointer: str, node: str) -> dict[str, Any]:
    """Name an instance as plans do."""
    resource_type, name = a_text(row.get("type"), f"{pointer}/type"), a_text(row.get("name"), f"{pointer}/name")
    key = instance.get("index_key")
    if key is not None and type(key) not in (int, str):
        raise Misshapen(f"{node}/index_key", "a number or a text", key)
    parts = (module, "data" if row.get("mode") == "data" else "", resource_type, name)
    address = ".".join(part for part in parts if part)
    return {"address": address + index_of(key), "type": resource_type, "name": name, "index": key}


def index_of(key: int | str | None) -> str:
    """Write an index as Terraform does in addresses."""
    if key is None:
        return ""
    text = json.dumps(key, ensure_ascii=False)
    return f"[{text.replace('${', '$${').replace('%{', '%%{')}]" if isinstance(key, str) else f"[{text}]"


# -- secrets -----------------------------------------------------------------------------------------------------------


def mark_secrets(data: dict[str, Any]) -> None:
    """Mark secrets as plans do. A state file lists the paths that lead to them; what has a secret in it is taken for one."""
    for row in list_or_none(data.get("resources")):
        for instance in list_or_none(object_or_none(row).get("instances")):
            paths = list_or_none(object_or_none(instance).get("sensitive_attributes"))
            if paths:
                instance[SECRETS] = {name: True for path in paths if (name := _first(path))}


def _first(path: Any) -> str:
    """Name the attribute that a path begins with."""
    steps = list_or_none(path)
    name = object_or_none(steps[0]).get("value") if steps else None
    return name if isinstance(name, str) else ""
