"""Which names an expression mentions, whatever its value turns out to be."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl import syntax
from eni_lint.sources.hcl.arguments import META

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterator

    from eni_lint.sources.hcl.sources import ModuleSource

MAX_DEPTH = 60


def names_in(node: Any, depth: int = 0) -> Iterator[str]:
    """Give every path of names in an expression: ``aws_subnet.a.id``, ``local.x``; a computed index ends it."""
    if depth > 200 or isinstance(node, syntax.Literal):
        return
    path = _path(node)
    if path:
        yield path
        return
    children = _CHILDREN.get(type(node))
    for child in children(node) if children else ():
        yield from names_in(child, depth + 1)


def _path(node: Any) -> str:
    """Give the names of a traversal from its root; empty for anything else."""
    names: list[str] = []
    while isinstance(node, syntax.Attribute):
        names.append(node.name)
        node = node.of
    if not isinstance(node, syntax.Name):
        return ""
    names.append(node.name)
    return ".".join(reversed(names))


_CHILDREN: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    syntax.Attribute: lambda node: (node.of,),
    syntax.Index: lambda node: (node.of, node.key),
    syntax.Splat: lambda node: (node.of, *(s for s in node.steps if not isinstance(s, str))),
    syntax.Template: lambda node: node.parts,
    syntax.Tuple: lambda node: node.items,
    syntax.Call: lambda node: node.arguments,
    syntax.Object: lambda node: tuple(part for item in node.items for part in item),
    syntax.Conditional: lambda node: (node.test, node.yes, node.no),
    syntax.Unary: lambda node: (node.operand,),
    syntax.Binary: lambda node: (node.left, node.right),
    syntax.For: lambda node: tuple(p for p in (node.over, node.key, node.value, node.condition) if p is not None),
}


class Mentioned:
    """The names that a module's expressions mention; local values are looked through."""

    def __init__(self, source: ModuleSource) -> None:
        self._source = source
        self._locals: dict[str, tuple[str, ...]] = {}

    def of(self, node: syntax.Expression) -> tuple[str, ...]:
        """Give all that an expression mentions, once each."""
        if isinstance(node, syntax.Literal):
            return ()
        found: dict[str, None] = {}
        for path in names_in(node):
            if path.startswith("local."):
                found.update(dict.fromkeys(self._local(path.split(".")[1])))
            else:
                found[path] = None
        return tuple(found)

    def _local(self, name: str) -> tuple[str, ...]:
        if name not in self._locals:
            self._locals[name] = ()
            node = self._source.locals.get(name)
            if node is not None:
                self._locals[name] = self.of(node)
        return self._locals[name]

    def of_body(self, body: syntax.Body, depth: int = 0) -> dict[str, Any]:
        """Give what the arguments of a body mention, in the shape of a plan's configuration."""
        found: dict[str, Any] = {}
        for name, written in body.attributes.items():
            if name not in META or name == "for_each":
                names = self.of(written.value)
                if names:
                    found[name] = {"references": list(names)}
        for block in body.blocks if depth < MAX_DEPTH else ():
            inner = self.of_body(block.body, depth + 1)
            if inner:
                found.setdefault(block.type, []).append(inner)
        return found


def configuration_of(source: ModuleSource, without: Container[str] = (), depth: int = 0) -> dict[str, Any]:
    """Write what a module mentions in the shape of a plan's configuration, but for what resources of some types do."""
    mentioned = Mentioned(source)
    calls: dict[str, Any] = {}
    for name, declared in source.calls.items() if depth < MAX_DEPTH else ():
        inner = source.called(name)
        calls[name] = {
            "expressions": mentioned.of_body(declared.body),
            "module": configuration_of(inner, without, depth + 1) if inner else {},
        }
    outputs = {}
    for name, declared in source.outputs.items():
        value = declared.argument("value")
        outputs[name] = {"expression": {"references": list(mentioned.of(value)) if value is not None else []}}
    return {
        "resources": [
            {"address": address, "expressions": {} if declared.type in without else mentioned.of_body(declared.body)}
            for address, declared in source.blocks.items()
        ],
        "module_calls": calls,
        "outputs": outputs,
    }
