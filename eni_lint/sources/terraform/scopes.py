"""Module instances of a plan with the blocks that stand in them, and the configuration of each: indexed once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from eni_lint.sources.terraform.certainty import Certainty
from eni_lint.sources.terraform.references import Key, module_path
from eni_lint.sources.terraform.shape import list_or_none, object_or_none

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.sources.terraform.exact import Source
    from eni_lint.sources.terraform.parts import Resource


class ModuleConfig:
    """What the configuration says about one module: one for all its instances."""

    __slots__ = ("_calls", "blocks", "calls", "outputs")

    def __init__(self, data: Any) -> None:
        module = object_or_none(data)
        self.blocks: dict[str, Mapping[str, Any]] = {}
        for block in list_or_none(module.get("resources")):
            if isinstance(block, dict) and isinstance(block.get("address"), str):
                self.blocks[block["address"]] = block
        self.outputs = object_or_none(module.get("outputs"))
        self.calls = object_or_none(module.get("module_calls"))
        self._calls: dict[str, ModuleConfig] = {}

    def called(self, name: str) -> ModuleConfig:
        """Give the configuration of the module that a call names."""
        found = self._calls.get(name)
        if found is None:
            found = self._calls[name] = ModuleConfig(object_or_none(self.calls.get(name)).get("module"))
        return found

    def output(self, name: str) -> Any:
        """Give the expression of an output, None where there is none."""
        return object_or_none(self.outputs.get(name)).get("expression")


class Frame(NamedTuple):
    """Where an expression is evaluated: in a module instance, for one instance of a block with count or for_each."""

    scope: Scope
    key: Key = None
    siblings: Mapping[Key, Any] | None = None
    config: Mapping[str, Any] | None = None


class Allowance:
    """How many more instances of modules may be made that repeat one which the plan does not hold."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MAX_REPEATED


class Scope:
    """One instance of a module. ``blocks`` are its resources and data sources by address in the module, each by index."""

    __slots__ = (
        "_bare", "_planned", "allowance", "blocks", "call", "certainty", "children", "config", "frame", "parent", "path",
        "repeated", "source",
    )  # fmt: skip

    def __init__(
        self, config: ModuleConfig, parent: Scope | None = None, call: str = "", key: Key = None, *, planned: bool = True
    ) -> None:
        self.config = config
        self.parent = parent
        self.certainty: Certainty = Certainty() if parent is None else parent.certainty
        self.source: Source | None = None if parent is None else parent.source
        self.frame = Frame(self)
        self.path: tuple[tuple[str, Key], ...] = ()
        self.call: Frame | None = None
        if parent is not None:
            self.path = (*parent.path, (call, key))
            siblings: dict[Key, Scope] = parent.children.setdefault(call, {}) if planned else {}
            siblings[key] = self
            self.call = Frame(parent, key, siblings, object_or_none(parent.config.calls.get(call)))
        self.blocks: dict[str, dict[Key, Resource]] = {}
        self.children: dict[str, dict[Key, Scope]] = {}
        self._bare: dict[str, dict[Key, Scope]] = {}
        self._planned = planned
        self.repeated = False  # it, or one that it is in, is the second of a call in a module that the plan does not hold
        self.allowance: Allowance = Allowance() if parent is None else parent.allowance

    def child(self, call: str, key: Key) -> Scope | None:
        """Give an instance of a module called here, None where the plan has none; only one without resources is not in it."""
        planned = self.children.get(call)
        if planned is not None:
            return planned.get(key)
        made = self._bare.get(call, {})
        found = made.get(key)
        if found is None and call in self.config.calls and len(self.path) < MAX_DEPTH:
            repeated = self.repeated or (bool(made) and not self._planned)
            if repeated:
                if not self.allowance.left:
                    return None
                self.allowance.left -= 1
            found = self._bare.setdefault(call, {})[key] = Scope(self.config.called(call), self, call, key, planned=False)
            found.repeated = repeated
        return found

    def any_child(self, call: str) -> Scope | None:
        """Give one that stands for all instances of a module called here of which the plan has none."""
        return next(iter(self._bare.get(call, {}).values()), None) or self.child(call, None)

    def is_left_out(self, call: str, key: Key) -> bool:
        """Tell whether an instance was not made only because there are too many."""
        made = call in self.children or key in self._bare.get(call, {})
        return not made and not self.allowance.left and call in self.config.calls and len(self.path) < MAX_DEPTH

    def instances(self, call: str) -> Mapping[Key, Scope]:
        """Give the instances of a module called here by index; a call without resources and without repetition is one."""
        found = self.children.get(call)
        if found is None and not self.repeats(call):
            sole = self.child(call, None)
            return {None: sole} if sole else {}
        return found or {}

    def repeats(self, call: str) -> bool:
        """Tell whether a call is known to have count or for_each."""
        written = object_or_none(self.config.calls.get(call))
        return "count_expression" in written or "for_each_expression" in written


MAX_DEPTH = 60
MAX_REPEATED = 1 << 15
"""Calls with count in calls with count: two each in forty levels would be more instances than any machine can hold."""


class Scopes:
    """All module instances by address."""

    def __init__(self, configuration: Any, source: Source | None = None) -> None:
        self.known = isinstance(object_or_none(configuration).get("root_module"), dict)
        self.root = Scope(ModuleConfig(object_or_none(configuration).get("root_module")))
        self.root.source = source
        self._by_address: dict[str, Scope] = {"": self.root}

    def at(self, address: str) -> Scope:
        """Give the module instance with this address, in which a resource was seen."""
        found = self._by_address.get(address)
        if found is None:
            found = self.root
            for call, key in module_path(address)[:MAX_DEPTH]:
                below = found.children.get(call, {}).get(key)
                found = below or Scope(found.config.called(call), found, call, key)
            self._by_address[address] = found
        return found
