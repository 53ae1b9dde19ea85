"""What a module declares, by name: the view of its files that working out values needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.sources.hcl.arguments import META

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eni_lint.sources.hcl.syntax import Block, Body, Expression


class Declared:
    """A block that declares something: a resource, a data source, a module call, a variable, an output."""

    __slots__ = ("_arguments", "block", "body", "is_data", "type")

    def __init__(self, block: Block) -> None:
        self.block = block
        self.body: Body = block.body
        self.is_data = block.type == "data"
        self.type = block.labels[0] if block.labels else ""
        self._arguments: dict[str, Expression] | None = None

    def argument(self, name: str) -> Expression | None:
        """Give what is written for an argument."""
        found = self.body.attributes.get(name)
        return None if found is None else found.value

    def arguments(self) -> Mapping[str, Expression]:
        """Give all arguments but those of Terraform's own."""
        if self._arguments is None:
            self._arguments = {name: a.value for name, a in self.body.attributes.items() if name not in META}
        return self._arguments


class ModuleSource:
    """What one module declares. ``folder`` is where it lies, ``path`` what Terraform calls that, seen from the root module."""

    def __init__(self, blocks: Iterable[Block], folder: str, path: str, called: Callable[[str], ModuleSource | None]) -> None:
        self.folder = folder
        self.path = path
        self.locals: dict[str, Expression] = {}
        self.variables: dict[str, Declared] = {}
        self.outputs: dict[str, Declared] = {}
        self.blocks: dict[str, Declared] = {}
        self.calls: dict[str, Declared] = {}
        self.providers: list[Declared] = []
        self._called = called
        self._sources: dict[str, ModuleSource | None] = {}
        for block in blocks:
            self._add(block)

    def _add(self, block: Block) -> None:
        labels = block.labels
        match block.type, len(labels):
            case ("locals", 0):
                self.locals.update((name, a.value) for name, a in block.body.attributes.items())
            case ("resource" | "data", 2):
                prefix = "data." if block.type == "data" else ""
                self.blocks.setdefault(f"{prefix}{labels[0]}.{labels[1]}", Declared(block))
            case ("variable", 1):
                self.variables.setdefault(labels[0], Declared(block))
            case ("output", 1):
                self.outputs.setdefault(labels[0], Declared(block))
            case ("module", 1):
                self.calls.setdefault(labels[0], Declared(block))
            case ("provider", 1):
                self.providers.append(Declared(block))

    def called(self, name: str) -> ModuleSource | None:
        """Give the module that a call names; None where it is not there to be read."""
        if name not in self._sources:
            self._sources[name] = self._called(name)
        return self._sources[name]
