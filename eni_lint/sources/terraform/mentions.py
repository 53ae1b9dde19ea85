"""What else of the configuration refers to a block, so that it is not taken for idle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.shape import object_or_none

if TYPE_CHECKING:
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.scopes import ModuleConfig

MAX_DEPTH = 20


class Mentions:
    """Finds who refers to the blocks of one type. ``not_by`` are the types that are read in full, and mean what they mean."""

    def __init__(self, resource_type: str, *, not_by: tuple[str, ...], words: tuple[str, ...]) -> None:
        self._prefix = f"{resource_type}."
        self._not_by = tuple(f"{t}." for t in (resource_type, *not_by))
        self._words = words
        self._of_module: dict[int, dict[str, str]] = {}

    def of(self, resource: Resource) -> str | Unknown | None:
        """Give the address of something that refers to the resource; Unknown where a local value may stand between."""
        config = resource.frame.scope.config
        found = self._of_module.get(id(config))
        if found is None:
            found = self._of_module[id(config)] = self._collect(config)
        if resource.frame.config is None:
            return Unknown(Reason.OUTSIDE, f"{resource.source} does not hold the configuration")
        who = found.get(str(resource.frame.config.get("address")))
        if who is None and "local" in found:
            return Unknown(Reason.OUTSIDE, f"a local value that {found['local']} uses may refer to it")
        return who

    def _collect(self, config: ModuleConfig) -> dict[str, str]:
        found: dict[str, str] = {}
        for address, block in config.blocks.items():
            if not address.startswith(self._not_by):
                self._walk(block.get("expressions"), address, "", found)
                self._walk(block.get("for_each_expression"), address, "", found)
        for name, call in config.calls.items():
            self._walk(object_or_none(call).get("expressions"), f"module.{name}", "", found)
        for name in config.outputs:
            self._walk(config.output(name), f"output.{name}", name, found)
        return found

    def _walk(self, value: Any, who: str, argument: str, found: dict[str, str], depth: int = 0) -> None:
        if depth > MAX_DEPTH:
            return
        if isinstance(value, dict):
            for name, member in value.items():
                if name == "references" and isinstance(member, list):
                    self._note(member, who, argument, found)
                else:
                    self._walk(member, who, name, found, depth + 1)
        elif isinstance(value, list):
            for member in value:
                self._walk(member, who, argument, found, depth + 1)

    def _note(self, references: list[Any], who: str, argument: str, found: dict[str, str]) -> None:
        for reference in references:
            if not isinstance(reference, str):
                continue
            if reference.startswith(self._prefix):
                found.setdefault(".".join(reference.partition("[")[0].split(".")[:2]), who)
            elif reference.startswith("local.") and any(word in argument for word in self._words):
                found.setdefault("local", who)
