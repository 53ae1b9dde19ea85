"""What the source of a plan tells that the plan does not: which instance of which resource each argument names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.sources.hcl.arguments import Arguments, arguments_of
from eni_lint.sources.hcl.provider import shape_of
from eni_lint.sources.hcl.values import frozen, is_plain, is_symbol
from eni_lint.sources.hcl.world import Instance, PlanFacts, World, index_text
from eni_lint.sources.terraform.exact import Open, Pieces, Ref, source_of
from eni_lint.sources.terraform.references import module_path
from eni_lint.sources.terraform.shape import list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.sources.hcl.sources import ModuleSource
    from eni_lint.sources.hcl.world import ModuleInstance
    from eni_lint.sources.terraform.references import Key

_MAX_DEPTH = 60
# What the provider rewrites, so that another text is no other value.
_REWRITTEN = frozenset({"user_data", "user_data_base64", "policy", "tags", "tags_all", "launch_specification"})


class _Planned(NamedTuple):
    """One resource of a plan."""

    module: str
    block: str
    key: Key
    after: Mapping[str, Any]
    unknown: Mapping[str, Any]
    sensitive: Mapping[str, Any]


class Joins:
    """The exact references of the resources of a plan. What the plan knows goes before what the source says.

    ``refused`` are the resources of which the source says something else than the plan: it is not the source of the plan then.
    """

    def __init__(self, plan: Mapping[str, Any], root: ModuleSource) -> None:
        self.vague: frozenset[str] = frozenset()
        self.refused: list[str] = []
        self._rows = dict(_planned(plan))
        variables = object_or_none(plan.get("variables"))
        values = {name: object_or_none(given).get("value") for name, given in variables.items()}
        self._world = World(root, values, PlanFacts(self._rows, _keys(self._rows)))
        self._modules: dict[str, ModuleInstance | None] = {"": self._world.root}

    def expressions(self, address: str, written: Mapping[str, Any] | None) -> Mapping[str, Any] | None:
        """Give what is written for one instance of a resource: the plan's expressions, and better ones where there are any."""
        planned = self._rows.get(address)
        instance = None if planned is None or planned.block.startswith("data.") else self._instance(address, planned)
        if planned is None or instance is None or instance.shape is None:
            return written
        arguments = arguments_of(instance)
        if _disagrees(arguments, planned.after, planned.unknown, instance):
            self.refused.append(address)
            return written
        return _better(dict(written or {}), arguments, planned.after)

    def notes(self) -> list[str]:
        """Say where the source is not that of the plan."""
        if not self.refused:
            return []
        which = ", ".join(self.refused[:3]) + (f" and {len(self.refused) - 3} more" if len(self.refused) > 3 else "")
        return [f"The source says something else than the plan about {which}: it is not used for them."]

    # -- finding the instance ----------------------------------------------------------------------------------------------

    def _instance(self, address: str, planned: _Planned) -> Instance | None:
        if shape_of(planned.block.partition(".")[0]) is None:
            return None
        module = self._module(planned.module)
        if module is None or planned.block not in module.source.blocks:
            return None
        found = module.each_of(planned.block)
        if planned.block in module.foreign:
            self.refused.append(address)
            return None
        if isinstance(found, Open):
            return None
        return next((i for i in found if i.key == planned.key), None)

    def _module(self, address: str) -> ModuleInstance | None:
        if address not in self._modules:
            self._modules[address] = self._find_module(address)
        return self._modules[address]

    def _find_module(self, address: str) -> ModuleInstance | None:
        module = self._world.root
        for call, key in module_path(address)[:_MAX_DEPTH]:
            if call not in module.source.calls:
                return None
            value = module.called(call)
            if f"module.{call}" in module.foreign:
                return None
            if isinstance(value, list):
                found = value[key] if isinstance(key, int) and key < len(value) else None
            elif isinstance(value, dict):
                found = value.get(key)
            else:
                found = None if isinstance(value, Open) or key is not None else value
            if found is None:
                return None
            module = found
        return module


def _planned(plan: Mapping[str, Any]) -> Iterator[tuple[str, _Planned]]:
    values = object_or_none(object_or_none(plan.get("prior_state")).get("values"))
    for row, module in _state_rows(values.get("root_module"), ""):
        if row.get("mode") == "data":
            known, secret = object_or_none(row.get("values")), object_or_none(row.get("sensitive_values"))
            yield str(row.get("address")), _row(row, module, (known, {}, secret))
    for row in list_or_none(plan.get("resource_changes")):
        change = object_or_none(object_or_none(row).get("change"))
        after = change.get("after")
        if not isinstance(after, dict) or "deposed" in row or not isinstance(row.get("address"), str):
            continue
        unknown, secret = object_or_none(change.get("after_unknown")), object_or_none(change.get("after_sensitive"))
        module = row.get("module_address")
        yield row["address"], _row(row, module if isinstance(module, str) else "", (after, unknown, secret))


def _row(row: Mapping[str, Any], module: str, values: tuple[Any, Any, Any]) -> _Planned:
    prefix = "data." if row.get("mode") == "data" else ""
    key = row.get("index")
    return _Planned(module, f"{prefix}{row.get('type')}.{row.get('name')}", key if isinstance(key, int | str) else None, *values)


def _state_rows(module: Any, address: str, depth: int = 0) -> Iterator[tuple[dict[str, Any], str]]:
    module = object_or_none(module)
    for row in list_or_none(module.get("resources")):
        if isinstance(row, dict):
            yield row, address
    for child in list_or_none(module.get("child_modules")) if depth < _MAX_DEPTH else ():
        below = object_or_none(child).get("address")
        if isinstance(below, str):
            yield from _state_rows(child, below, depth + 1)


def _keys(rows: Mapping[str, _Planned]) -> dict[tuple[str, str], list[Key]]:
    """Give the instances of each block of each module instance, and of each module call."""
    found: dict[tuple[str, str], dict[Key, None]] = {}
    seen = set()
    for planned in rows.values():
        found.setdefault((planned.module, planned.block), {})[planned.key] = None
        if planned.module in seen:
            continue
        seen.add(planned.module)
        above = ""
        for call, key in module_path(planned.module):
            found.setdefault((above, f"module.{call}"), {})[key] = None
            step = f"module.{call}{index_text(key)}"
            above = f"{above}.{step}" if above else step
    return {place: list(keys) for place, keys in found.items()}


# -- comparing ---------------------------------------------------------------------------------------------------------------


def _disagrees(arguments: Arguments, after: Mapping[str, Any], unknown: Mapping[str, Any], instance: Instance) -> bool:
    """Tell whether the source says another value than the plan, which cannot have been made of it then."""
    declared = instance.shape.attributes if instance.shape else {}
    for name, value in arguments.values.items():
        if name in _REWRITTEN or name in arguments.secret or name not in declared or unknown.get(name):
            continue
        if is_plain(value) and frozen(_loose(value)) != frozen(_loose(after.get(name))):
            return True
    return any(
        not isinstance(blocks, Open) and isinstance(after.get(name), list) and len(after[name]) != len(blocks)
        for name, blocks in arguments.blocks.items()
        if instance.shape and name in instance.shape.blocks
    )


def _loose(value: Any) -> Any:
    """Make values equal that are written differently: the order of lists, letters, nothing and empty."""
    if isinstance(value, list):
        return sorted((_loose(v) for v in value), key=repr)
    if isinstance(value, dict):
        return {name: _loose(member) for name, member in value.items() if member not in (None, "")}
    if value in (None, "", 0) or value is False:
        return ""
    return value.strip().lower() if isinstance(value, str) else value


# -- better expressions ------------------------------------------------------------------------------------------------------


def _better(written: dict[str, Any], arguments: Arguments, after: Any) -> dict[str, Any]:
    for name, value in arguments.values.items():
        if _resolves(value) and name not in arguments.secret:
            own = written.get(name)
            references = own.get("references") if isinstance(own, dict) else None
            written[name] = {"exact": value, "references": references or [source_of(value)]}
    for name, blocks in arguments.blocks.items():
        items = object_or_none(after).get(name)
        if isinstance(blocks, Open) or not isinstance(items, list) or len(items) != len(blocks):
            continue
        own = written.get(name)
        known = own if isinstance(own, list) and len(own) == len(blocks) else [{}] * len(blocks)
        pieces = Pieces(_piece(block, object_or_none(before)) for block, before in zip(blocks, known, strict=True))
        pieces.pool = own if isinstance(own, dict) else None
        written[name] = pieces
    return written


def _piece(arguments: Arguments, before: Mapping[str, Any]) -> dict[str, Any]:
    """Write a nested block: what is known tells which of the plan's it is."""
    found = dict(before)
    for name, value in arguments.values.items():
        if is_plain(value):
            found[name] = {"constant_value": value} if name not in arguments.secret else {"exact": Open("a sensitive value")}
        elif _resolves(value) or name not in before:
            found[name] = {"exact": value, "references": [source_of(value)]}
    for name, blocks in arguments.blocks.items():
        if not isinstance(blocks, Open):
            inner = found.get(name)
            known = inner if isinstance(inner, list) and len(inner) == len(blocks) else [{}] * len(blocks)
            found[name] = [_piece(block, object_or_none(b)) for block, b in zip(blocks, known, strict=True)]
    return found


def _resolves(value: Any) -> bool:
    """Tell whether a value names what it stands for, for certain or one of several."""
    if isinstance(value, Open):
        return bool(value.choices) and all(map(_resolves, value.choices))
    if isinstance(value, list):
        return bool(value) and any(map(is_symbol, value)) and all(is_plain(v) or _resolves(v) for v in value)
    return isinstance(value, Ref | str)
