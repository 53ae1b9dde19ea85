"""States of Terraform up to 0.11: attributes are flat there (``private_ips.#``), and become nested as later formats have them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer, split_pointer
from eni_lint.sources.terraform.shape import a_list, a_text, an_object, list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.documents import JsonSpans, Lines, Span

MAX_DEPTH = 20


def nested_state(data: Mapping[str, Any]) -> dict[str, Any]:
    """Give a flat state in the shape of the later format."""
    rows = []
    for pointer, module, key, resource in _resources(data):
        data_source = key.startswith("data.")
        resource_type, _, rest = key.removeprefix("data.").partition(".")
        name, _, index = rest.partition(".")
        instance: dict[str, Any] = {}
        if index.isascii() and index.isdigit() and len(index) < 10:
            instance["index_key"] = int(index)
        primary = an_object(resource["primary"], f"{pointer}/primary")
        if primary.get("tainted") is True:
            instance["status"] = "tainted"
        attributes = primary.get("attributes")
        instance["attributes"] = nested({} if attributes is None else an_object(attributes, f"{pointer}/primary/attributes"))
        row = {"mode": "data" if data_source else "managed", "type": resource_type, "name": name, "instances": [instance]}
        rows.append({"module": module, **row} if module else row)
    return {"version": 4, "resources": rows}


def _resources(data: Mapping[str, Any]) -> Iterator[tuple[str, str, str, dict[str, Any]]]:
    """Walk the resources that exist: pointer, module address, key (``aws_instance.web.0``), resource."""
    modules = data.get("modules")
    for number, each in enumerate([] if modules is None else a_list(modules, "/modules")):
        module = an_object(each, f"/modules/{number}")
        path = list_or_none(module.get("path"))[1:]
        address = ".".join(f"module.{a_text(name, f'/modules/{number}/path')}" for name in path)
        resources = module.get("resources")
        for key, row in ({} if resources is None else an_object(resources, f"/modules/{number}/resources")).items():
            pointer = join_pointer("modules", number, "resources", key)
            resource = an_object(row, pointer)
            if resource.get("primary") is not None:
                yield pointer, address, key, resource


def nested(flat: Mapping[str, Any], depth: int = 0) -> dict[str, Any]:
    """Give flat attributes as nested ones. Numbers and flags stay the texts that they are."""
    found: dict[str, Any] = {}
    for name, own in _by_name(flat).items():
        if "" in own and len(own) == 1:
            found[name] = own[""]
        elif "%" in own:
            found[name] = {key: value for key, value in own.items() if key not in ("%", "")}
        elif depth < MAX_DEPTH:
            found[name] = [member[""] if list(member) == [""] else nested(member, depth + 1) for _, member in _members(own)]
    return found


def _by_name(flat: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Sort by what stands before the first dot."""
    found: dict[str, dict[str, Any]] = {}
    for key, value in flat.items():
        name, _, rest = key.partition(".")
        found.setdefault(name, {})[rest] = value
    return found


def _members(own: Mapping[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    """Give the members of a list in its order, those of a set by their hashes."""
    members = _by_name({key: value for key, value in own.items() if key not in ("#", "")})
    return sorted(members.items(), key=lambda pair: (len(pair[0]), pair[0]))


class FlatSpans:
    """The places of a flat state's values, by the pointers of its nested shape."""

    def __init__(self, spans: JsonSpans, flat: Mapping[str, Any], data: Mapping[str, Any]) -> None:
        self.lines: Lines = spans.lines
        self._spans = spans
        self._flat = flat
        self._rows = len(list_or_none(data.get("resources")))
        self._nodes: list[tuple[str, Mapping[str, Any]]] | None = None

    def span(self, pointer: str) -> Span | None:
        """Give the place of a value."""
        return self._spans.span(self._original(pointer))

    def key_span(self, pointer: str) -> Span | None:
        """Give the place of the key of a value."""
        return self._spans.key_span(self._original(pointer))

    def _original(self, pointer: str) -> str:
        tokens = split_pointer(pointer)
        if len(tokens) < 2 or tokens[0] != "resources" or not tokens[1].isdigit() or int(tokens[1]) >= self._rows:
            return ""
        if self._nodes is None:
            self._nodes = [(node, resource) for node, _, _, resource in _resources(self._flat)]
        node, resource = self._nodes[int(tokens[1])]
        inside = tokens[5:] if tokens[4:5] == ("attributes",) else ()
        if not inside:
            return node
        attributes = object_or_none(object_or_none(resource.get("primary")).get("attributes"))
        return node + join_pointer("primary", "attributes", flat_key(attributes, inside))


def flat_key(flat: Mapping[str, Any], path: tuple[str, ...]) -> str:
    """Name the flat attribute at a nested path, or the one that counts what is there."""
    name = path[0]
    for token in path[1:]:
        own = {key.removeprefix(f"{name}."): value for key, value in flat.items() if key.startswith(f"{name}.")}
        members = [] if "%" in own else _members(own)
        step = members[int(token)][0] if members and token.isdigit() and int(token) < len(members) else token
        name = f"{name}.{step}"
    return next((key for key in (name, f"{name}.#", f"{name}.%") if key in flat), name)
