"""PyYAML's nodes become plain data: dict, list, str, int, float, bool and None, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode, node_place
from eni_lint.documents.yaml_scalars import BOOL, FLOAT, INT, MAP, MERGE, SEQ, STR, TIMESTAMP, scalar_value
from eni_lint.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from eni_lint.documents.spans import Lines

_KINDS = {ScalarNode: "scalar", SequenceNode: "sequence", MappingNode: "mapping"}


def build(
    root: Node,
    path: str,
    lines: Lines,
    tags: Mapping[str, Callable[[Any, str], Any]],
    *,
    has_aliases: bool,
    max_depth: int,
    max_nodes: int,
    any_key: bool = False,
) -> Any:
    """Make the plain data of a document; SourceError for what has no plain reading."""
    if has_aliases:
        _Measure(path, lines, max_depth, max_nodes).measure(root)
    return _Builder(path, lines, tags, share=has_aliases, any_key=any_key).build(root)


class _Measure:
    """Refuse aliases that contain themselves or that stand for more data than anyone writes (an alias bomb)."""

    def __init__(self, path: str, lines: Lines, max_depth: int, max_nodes: int) -> None:
        self.path = path
        self.lines = lines
        self.max_depth = max_depth
        self.max_nodes = max_nodes
        # Values and depth of each finished list and mapping; None while it is being measured. Anchors precede their aliases, so
        # that the recursion is never deeper than the text is nested.
        self.known: dict[int, tuple[int, int] | None] = {}

    def measure(self, node: Node) -> tuple[int, int]:
        if type(node) is ScalarNode:
            return 1, 0
        key = id(node)
        if key in self.known:
            known = self.known[key]
            if known is None:
                raise self._error(node, "this anchor contains an alias of itself", "write out what is meant")
            return known
        self.known[key] = None
        size, depth = 1, 0
        children = node.value if type(node) is SequenceNode else [part for pair in node.value for part in pair]
        for child in children:
            child_size, child_depth = self.measure(child)
            size += child_size
            depth = max(depth, child_depth)
            if size > self.max_nodes:
                what = f"with its aliases written out, this has more than {self.max_nodes:,} values"
                raise self._error(node, what, "use fewer aliases: this is how a few lines exhaust a computer's memory")
        if depth >= self.max_depth:
            raise self._error(
                node, f"with its aliases written out, this is nested more than {self.max_depth} deep", "use fewer aliases"
            )
        self.known[key] = size, depth + 1
        return size, depth + 1

    def _error(self, node: Node, what: str, do: str) -> SourceError:
        return SourceError(what, where=node_place(self.path, self.lines, node), do=do)


class _Builder:
    """Builds values; what anchors name is built once and shared, as nobody changes plain data."""

    def __init__(
        self, path: str, lines: Lines, tags: Mapping[str, Callable[[Any, str], Any]], *, share: bool, any_key: bool
    ) -> None:
        self.path = path
        self.lines = lines
        self.tags = tags
        self.any_key = any_key
        self.shared: dict[int, Any] | None = {} if share else None

    def build(self, node: Node) -> Any:
        if self.shared is None:
            return self._make(node)
        key = id(node)
        if key not in self.shared:
            self.shared[key] = self._make(node)
        return self.shared[key]

    def _make(self, node: Node) -> Any:
        tag = node.tag
        if type(node) is ScalarNode:
            return node.value if tag is STR else self._scalar(node)
        value: Any = self._mapping(node) if type(node) is MappingNode else self._sequence(node)
        if tag == (MAP if type(node) is MappingNode else SEQ):
            return value
        return self._tagged(node, value)

    def _scalar(self, node: Node) -> Any:
        try:
            return scalar_value(node.tag, node.value)
        except KeyError:
            return self._tagged(node, node.value)
        except ValueError:
            what = f"{node.value[:40]!r} is no value of the tag {_short(node.tag)}"
            raise self._error(node, what, "put it in quotes if text is meant") from None

    def _sequence(self, node: Node) -> list[Any]:
        build = self.build
        return [item.value if item.tag is STR else build(item) for item in node.value]

    def _mapping(self, node: Node) -> dict[str, Any]:
        build = self.build
        data: dict[str, Any] = {}
        merged: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if key_node.tag is STR:
                key = key_node.value
            elif key_node.tag == MERGE:
                self._merge(value_node, merged)
                continue
            else:
                key = self._key(key_node)
            if key in data:
                raise self._duplicate(node, key, key_node)
            data[key] = value_node.value if value_node.tag is STR else build(value_node)
        return {**merged, **data} if merged else data

    def _merge(self, node: Node, merged: dict[str, Any]) -> None:
        """Add the members of ``<<: *one`` or ``<<: [*one, *other]``; of the latter, the earlier win."""
        sources = node.value[::-1] if type(node) is SequenceNode else [node]
        for source in sources:
            value = self.build(source) if type(source) is MappingNode else None
            if not isinstance(value, dict):
                raise self._error(source, "'<<' merges mappings only", "name an anchor of a mapping: <<: *anchor")
            merged.update(value)

    def _key(self, node: Node) -> str:
        if type(node) is ScalarNode:
            if node.tag in (STR, INT, TIMESTAMP) or (self.any_key and node.tag in (BOOL, FLOAT)):
                return str(node.value)
            what = (
                f"the key {node.value[:40]!r} is read as {_short(node.tag)}, not as text"
                if node.value
                else "a key is missing here"
            )
            raise self._error(node, what, "put the key in quotes")
        raise self._error(node, f"a {_KINDS[type(node)]} cannot be a key", "write the key as text; {{ }} needs quotes around it")

    def _tagged(self, node: Node, value: Any) -> Any:
        handler = self.tags.get(node.tag) or (self.tags.get("*") if node.tag.startswith("!") else None)
        if handler is None:
            raise self._error(node, f"the tag {_short(node.tag)} is not known here", "remove it, or put the value in quotes")
        try:
            return handler(value, _KINDS[type(node)])
        except ValueError as error:
            raise self._error(node, f"the tag {_short(node.tag)} does not fit: {error}", "correct the value") from None

    def _duplicate(self, mapping: Node, key: str, node: Node) -> SourceError:
        first = next(other for other, _value in mapping.value if other.value == key)
        line, _column = self.lines.character_position(first.start_mark.index)
        what = f"the key {key!r} stands twice in one mapping: first on line {line}"
        return self._error(node, what, "keep one of them: readers of YAML silently drop the other")

    def _error(self, node: Node, what: str, do: str) -> SourceError:
        return SourceError(what, where=node_place(self.path, self.lines, node), do=do)


def _short(tag: str) -> str:
    return tag.replace("tag:yaml.org,2002:", "!!")
