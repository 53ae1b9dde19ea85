"""Where the values of a YAML text stand: read off PyYAML's nodes for the pointers asked about."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from eni_lint.documents.pointers import list_index, split_pointer
from eni_lint.documents.yaml_nodes import MappingNode, Node, ScalarNode, SequenceNode
from eni_lint.documents.yaml_scalars import MERGE

if TYPE_CHECKING:
    from eni_lint.documents.spans import Lines, Span

_ALIAS = re.compile(r"\*[^\s,\[\]{}]+")


class YamlSpans:
    """The span table of one YAML document. What an alias stands for has its place at the anchor, where it can be changed."""

    __slots__ = ("_members", "_root", "_text", "lines")

    def __init__(self, root: Node, text: str, lines: Lines) -> None:
        self.lines = lines
        self._root = root
        self._text = text
        self._members: dict[int, dict[str, tuple[Node, Node]]] = {}

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer, None where there is none."""
        try:
            node = self._find(split_pointer(pointer))
        except LookupError:
            return None
        return self.lines.character_span(node.start_mark.index, self._end(node))

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the member at the pointer, None where there is none."""
        *parents, token = split_pointer(pointer) or ("",)
        try:
            node = self._find(tuple(parents))
            if type(node) is not MappingNode:
                return None
            key = self._table(node)[token][0]
        except LookupError:
            return None
        return self.lines.character_span(key.start_mark.index, self._end(key))

    def _find(self, tokens: tuple[str, ...]) -> Node:
        node = self._root
        for token in tokens:
            try:
                node = self._child(node, token)
            except LookupError:
                # What a tag's handler made of a value ({"Fn::GetAtt": ["a", "b"]} of !GetAtt a.b) stands where the value does.
                if not node.tag.startswith("!"):
                    raise
        return node

    def _child(self, node: Node, token: str) -> Node:
        if type(node) is MappingNode:
            return self._table(node)[token][1]
        if type(node) is SequenceNode:
            return cast("Node", node.value[list_index(token, len(node.value))])
        raise KeyError(token)

    def _table(self, node: Node) -> dict[str, tuple[Node, Node]]:
        """Return the members of a mapping by key, with those that it merges."""
        table = self._members.get(id(node))
        if table is None:
            merged: dict[str, tuple[Node, Node]] = {}
            table = {}
            for key, value in node.value:
                if key.tag == MERGE:
                    for source in reversed(value.value) if type(value) is SequenceNode else [value]:
                        merged.update(self._table(source))
                else:
                    table[key.value] = key, value
            table = self._members[id(node)] = merged | table
        return table

    def _end(self, node: Node) -> int:
        """Return the index after a value's last character; for the block styles, PyYAML's mark is that of whatever follows."""
        limit = node.end_mark.index
        while True:
            if isinstance(node, ScalarNode):
                return self._scalar_end(node)
            if getattr(node, "flow_style", False) or not node.value:
                return int(node.end_mark.index)
            start, last = self._last_child(node)
            if not start <= last.start_mark.index <= last.end_mark.index <= limit:
                # An alias: its node stands elsewhere.
                found = _ALIAS.search(self._text, start, limit)
                return found.end() if found else start
            node = last

    def _last_child(self, node: Node) -> tuple[int, Node]:
        """Return the last value of a block collection, and the least index at which it can begin."""
        if type(node) is MappingNode:
            key, value = node.value[-1]
            return max(key.end_mark.index, node.start_mark.index), value
        start = node.start_mark.index
        for item in node.value[:-1]:
            if item.start_mark.index >= start and item.end_mark.index <= node.end_mark.index:
                start = item.end_mark.index
        return start, node.value[-1]

    def _scalar_end(self, node: ScalarNode) -> int:
        start, end = node.start_mark.index, node.end_mark.index
        if node.style in ("|", ">"):
            return start + len(self._text[start:end].rstrip())
        return int(end)
