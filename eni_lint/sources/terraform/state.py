"""Reads a Terraform state: ``terraform.tfstate``, or what ``terraform show -json`` prints of one.

A state is read as a plan of which all is done already: every value is known, and nothing is planned for it. It holds what
Terraform manages and nothing else of an account.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from eni_lint.documents import Document, JsonSpans, Lines, parse_json
from eni_lint.documents.collector import collector_paused
from eni_lint.errors import SourceError
from eni_lint.inventory.surroundings import Change
from eni_lint.sources.terraform.places import plan_places
from eni_lint.sources.terraform.plan import check_version, read_everything
from eni_lint.sources.terraform.primary import primary_key
from eni_lint.sources.terraform.reading import Reading
from eni_lint.sources.terraform.shape import Misshapen, an_object, list_or_none, object_or_none
from eni_lint.sources.terraform.state_flat import FlatSpans, nested_state
from eni_lint.sources.terraform.state_rows import mark_secrets, shown_resources, stored_resources

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.scopes import Scopes

FLAT, NESTED = 3, 4
"""The formats of terraform.tfstate: up to Terraform 0.11, and since."""


def read_state_file(content: bytes, path: str) -> tuple[Document, Inventory, list[str]]:
    """Read a state: its document, its inventory, and what to say about it.

    Raises SourceError for what is encrypted, of a format that is not known, or not of the shape that Terraform gives it.
    """
    data = parse_json(content, path)
    spans = JsonSpans(Lines(content))
    try:
        data = an_object(data, "")
        version = _format(data, path, spans)
        if version == FLAT:
            flat, data = data, nested_state(data)
            document = Document(path, "terraform-state", data, spans=FlatSpans(spans, flat, data), places=plan_places(data))
        else:
            if version == NESTED:
                mark_secrets(data)
            document = Document(path, "terraform-state", data, spans=spans, places=plan_places(data))
        with collector_paused():
            return document, _inventory(document, version), state_notes(data)
    except Misshapen as fault:
        raise SourceError(
            f"{fault.pointer or 'the state'} should be {fault.expected}, not {fault.found}",
            where=_where(path, spans, fault.pointer),
            do="Write the state anew: terraform state pull > terraform.tfstate",
        ) from None


def _inventory(document: Document, version: int) -> Inventory:
    def resources(scopes: Scopes) -> Iterator[Resource]:
        rows = stored_resources if version else shown_resources
        return rows(document, scopes)

    reading = Reading(document, {}, "", resources=resources)
    found = read_everything(reading)
    # All is as it was, and nothing is planned: what AWS has taken already is not told it would refuse.
    keys = [resource.address for rows in reading.by_type.values() for resource in rows]
    keys += [primary_key(resource) for resource in reading.of("aws_instance", "aws_spot_instance_request")]
    return found.inventory(found.inventory(), dict.fromkeys(keys, Change(action="no-op")))


def _format(data: dict[str, Any], path: str, spans: JsonSpans) -> int:
    """Give the version of the file's format; 0 for what ``terraform show -json`` prints."""
    if "encrypted_data" in data:
        state = "serial" in data or "lineage" in data
        command = "tofu state pull > state.json" if state else "tofu show -json PLANFILE > plan.json"
        raise SourceError(
            f"this is an encrypted {'state' if state else 'plan'} of OpenTofu", where=path, do=f"Let tofu decrypt it: {command}"
        )
    if "format_version" in data:
        check_version(data, lambda pointer: _where(path, spans, pointer), what="state")
        return 0
    if "backend" in data and "resources" not in data:
        raise SourceError(
            "this only says where the state is (a backend), and is no state",
            where=path,
            do="Fetch the state: terraform state pull > state.json",
        )
    version = data.get("version")
    if type(version) is int and version in (FLAT, NESTED):
        return version
    told = json.dumps(version)[:40]
    newer = type(version) is int and version > NESTED
    raise SourceError(
        f"the format of the state is {told}, and the versions {FLAT} and {NESTED} are known",
        where=_where(path, spans, "/version"),
        do="Update eni-lint." if newer else "Let a Terraform of version 1 write it: terraform state pull > state.json",
    )


def _where(path: str, spans: JsonSpans, pointer: str) -> str:
    span = spans.span(pointer) if pointer else None
    return f"{path}:{span.start_line}:{span.start_column}" if span else path


def state_notes(data: dict[str, Any]) -> list[str]:
    """Say what one should know about a state."""
    rows = [object_or_none(row) for row in list_or_none(data.get("resources"))]
    if "format_version" in data:
        root = object_or_none(object_or_none(data.get("values")).get("root_module"))
        rows = [*list_or_none(root.get("resources")), *list_or_none(root.get("child_modules"))]
    if not rows:
        return ["The state is empty: Terraform manages nothing there."]
    tainted = sum(
        1
        for row in rows
        for instance in list_or_none(object_or_none(row).get("instances"))
        if object_or_none(instance).get("status") == "tainted" and "deposed" not in instance
    )
    if tainted:
        them = "resources are" if tainted > 1 else "resource is"
        return [f"{tainted} {them} tainted: the next apply will replace {'them' if tainted > 1 else 'it'}."]
    return []
