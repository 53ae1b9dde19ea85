"""The resources that there will be once the plan is applied, and the data sources that stand for what is there already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.sources.terraform.kinds import KIND_OF_TYPE
from eni_lint.sources.terraform.parts import NOTHING, Resource, marks
from eni_lint.sources.terraform.references import steps_of
from eni_lint.sources.terraform.scopes import Frame
from eni_lint.sources.terraform.shape import Misshapen, a_list, a_text, an_object, list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping

    from eni_lint.documents import Document
    from eni_lint.sources.terraform.references import Key
    from eni_lint.sources.terraform.scopes import Scope, Scopes

GONE = ("delete", "forget")
MAX_DEPTH = 60


class Leaving:
    """What the plan takes away, by its real ids."""

    def __init__(self) -> None:
        self.released: set[str] = set()  # attachments and instances: what is attached to them is so no longer
        self.deleted: dict[str, str] = {}  # the key of each that nothing takes the place of

    def note(self, row: Mapping[str, Any], before: Mapping[str, Any], *, for_good: bool) -> None:
        """Note one resource."""
        resource_type, address = row.get("type"), str(row.get("address"))
        if resource_type in ("aws_network_interface_attachment", "aws_instance"):
            self.released.update(v for v in (before.get("id"), before.get("attachment_id")) if isinstance(v, str) and v)
        if for_good and resource_type in KIND_OF_TYPE:
            for attribute, key in (("id", address), ("primary_network_interface_id", f"{address}/primary")):
                real = before.get(attribute)
                if isinstance(real, str) and real:
                    self.deleted.setdefault(real, key)


def planned_resources(
    document: Document, plan: dict[str, Any], base: str, scopes: Scopes, leaving: Leaving
) -> Iterator[Resource]:
    """Give every resource that is not deleted; a plan without changes is read from its planned values."""
    if "resource_changes" not in plan:
        root = object_or_none(plan.get("planned_values")).get("root_module")
        for row, pointer, module in module_rows(root, f"{base}/planned_values/root_module", ""):
            yield from_values(document, row, pointer, scopes.at(module), exists="id" in object_or_none(row.get("values")))
        return
    for index, change in enumerate(a_list(plan["resource_changes"], f"{base}/resource_changes")):
        found = _from_change(document, change, f"{base}/resource_changes/{index}", scopes, leaving)
        if found is not None:
            yield found


def earlier_resources(document: Document, plan: dict[str, Any], base: str, scopes: Scopes) -> Iterator[Resource]:
    """Give every resource that there is before the plan is applied, as a refresh found it."""
    for index, row in enumerate(a_list(plan["resource_changes"], f"{base}/resource_changes")):
        change = object_or_none(object_or_none(row).get("change"))
        before = change.get("before")
        if not isinstance(before, dict) or "deposed" in row or row.get("mode") == "data":
            continue
        pointer = f"{base}/resource_changes/{index}"
        module = row.get("module_address")
        scope = scopes.at(a_text(module, f"{pointer}/module_address")) if module else scopes.root
        values = (before, NOTHING, marks(change.get("before_sensitive")))
        yield make_resource(row, scope, Made(document, pointer, "/change/before", values, exists=True, is_data=False))


def _from_change(document: Document, row: Any, pointer: str, scopes: Scopes, leaving: Leaving) -> Resource | None:
    row = an_object(row, pointer)
    change = an_object(row.get("change"), f"{pointer}/change")
    actions = a_list(change.get("actions"), f"{pointer}/change/actions")
    if "delete" in actions:
        for_good = "deposed" not in row and "create" not in actions
        leaving.note(row, object_or_none(change.get("before")), for_good=for_good)
    if "deposed" in row or all(action in GONE for action in actions):
        return None
    is_data = row.get("mode") == "data"
    values = (
        an_object(change.get("after"), f"{pointer}/change/after"),
        object_or_none(change.get("after_unknown")),
        marks(change.get("after_sensitive")),
    )
    module = row.get("module_address")
    scope = scopes.at(a_text(module, f"{pointer}/module_address")) if module else scopes.root
    made = Made(document, pointer, "/change/after", values, exists="create" not in actions, is_data=is_data)
    return make_resource(row, scope, made)


def prior_data(
    document: Document, plan: dict[str, Any], base: str, scopes: Scopes, planned: Container[Any]
) -> Iterator[Resource]:
    """Give the data sources that were read while planning, without those that will be read again."""
    values = object_or_none(object_or_none(plan.get("prior_state")).get("values"))
    for row, pointer, module in module_rows(values.get("root_module"), f"{base}/prior_state/values/root_module", ""):
        if row.get("mode") == "data" and row.get("address") not in planned:
            yield from_values(document, row, pointer, scopes.at(module), exists=True)


def module_rows(module: Any, pointer: str, address: str, depth: int = 0) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Walk the resources of a module of values and of the modules in it: row, pointer, address of its module."""
    if not isinstance(module, dict) or depth > MAX_DEPTH:
        return
    for index, row in enumerate(list_or_none(module.get("resources"))):
        if isinstance(row, dict):
            yield row, f"{pointer}/resources/{index}", address
    for index, child in enumerate(list_or_none(module.get("child_modules"))):
        below = child.get("address") if isinstance(child, dict) else None
        if isinstance(below, str):
            yield from module_rows(child, f"{pointer}/child_modules/{index}", below, depth + 1)


def from_values(document: Document, row: dict[str, Any], pointer: str, scope: Scope, *, exists: bool) -> Resource:
    """Make a resource of a row of planned values or of a state."""
    after = an_object(row.get("values"), f"{pointer}/values")
    values = (after, NOTHING, marks(row.get("sensitive_values")))
    made = Made(document, pointer, "/values", values, exists=exists, is_data=row.get("mode") == "data")
    return make_resource(row, scope, made)


class Made(NamedTuple):
    """What a resource is made of, beside its name."""

    document: Document
    pointer: str
    below: str
    values: tuple[Mapping[str, Any], Mapping[str, Any], Mapping[str, Any]]
    exists: bool
    is_data: bool


def make_resource(row: Mapping[str, Any], scope: Scope, made: Made) -> Resource:
    """Make a resource and put it in its place: module instance, block, index."""
    pointer, is_data = made.pointer, made.is_data
    address = a_text(row.get("address"), f"{pointer}/address")
    resource_type = a_text(row.get("type"), f"{pointer}/type")
    block_address = f"{'data.' if is_data else ''}{resource_type}.{_name(row, address, pointer)}"
    key: Key = row.get("index")
    if key is not None and type(key) not in (int, str):
        raise Misshapen(f"{pointer}/index", "a number or a text", key)
    block = scope.blocks.setdefault(block_address, {})
    block[key] = found = Resource(
        made.document,
        pointer,
        address,
        resource_type,
        frame=Frame(scope, key, block, scope.config.blocks.get(block_address)),
        below=made.below,
        values=made.values,
        exists=made.exists,
        is_data=is_data,
    )
    return found


def _name(row: Mapping[str, Any], address: str, pointer: str) -> str:
    name = row.get("name")
    if name is None:
        # Fixtures that were cut down leave it out.
        names = [step for step in steps_of(address) if type(step) is str]
        name = names[-1] if names else None
    return a_text(name, f"{pointer}/name")
