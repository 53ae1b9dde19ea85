"""YAML text becomes PyYAML's nodes, with limits that hold before hostile text can exhaust stack or memory.

This module imports PyYAML, and is itself imported only where YAML is read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from eni_lint.documents.yaml_scalars import MAP, SEQ, STR, plain_tag
from eni_lint.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.documents.spans import Lines

_INDENT = "check the indentation of this line and of the lines above it"
_QUOTE = "put the value in quotes"
# What libyaml or PyYAML says, and what it means to the author of the file.
_PLAIN_WORDS = (
    ("mapping values are not allowed", "a ': ' is not allowed here", f"{_QUOTE} if the colon belongs to it, or {_INDENT}"),
    ("could not find expected ':'", "a ':' is missing after this key", _INDENT),
    ("expected <block end>", "this does not line up with what stands above it", _INDENT),
    ("did not find expected key", "this does not line up with the keys above it", _INDENT),
    ("did not find expected '-' indicator", "this does not line up with the list items above it", _INDENT),
    (
        "block sequence entries are not allowed",
        "a list item '- ' is not allowed here",
        f"begin the list on a line of its own; {_INDENT}",
    ),
    ("found unexpected end of stream", "the file ends inside a quoted text", "close the quotes"),
    ("found unknown escape character", "this is no escape sequence of YAML", "write the backslash twice, or use single quotes"),
    ("exceeded max depth", "lists and mappings are nested too deeply", "flatten them"),
    ("found undefined alias", "this alias names an anchor that does not stand above it", "define the anchor (&name) first"),
    ("found duplicate anchor", "this anchor's name is taken already", "give it another name"),
    (
        "did not find expected node content",
        "a value cannot begin here",
        f"{_QUOTE}, or remove the bracket or comma that is too many",
    ),
    ("did not find expected <document start>", "there is text after the end of the document", f"remove it, or {_INDENT}"),
    ("found invalid Unicode character escape code", "half a surrogate pair is no Unicode text", "write the character itself"),
    ("found undefined tag handle", "this tag's handle is not declared", "write a tag as !Name, without a second '!'"),
    ("found incompatible YAML document", "this YAML version is unknown", "remove the %YAML line"),
)
_CANNOT_START = re.compile("cannot start any token")
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BREAK = re.compile(r"\r\n?|[\n\x85\u2028\u2029]")


class _Limits(Exception):  # noqa: N818 -- it is raised to leave the composer, and never leaves this module
    """The text is nested too deeply or has too many nodes."""

    def __init__(self, what: str, do: str, place: Node | None) -> None:
        super().__init__(what)
        self.what = what
        self.do = do
        self.place = place


def _make_loader(base: type[Any]) -> type[Any]:
    class NodeLoader(base):  # type: ignore[misc] # CSafeLoader or SafeLoader
        """A composer whose hooks, called for each node as it begins, count and resolve."""

        max_depth = 0
        max_nodes = 0
        depth = 0
        nodes = 0

        def begin(self, max_depth: int, max_nodes: int) -> None:
            self.max_depth = max_depth
            self.max_nodes = max_nodes
            self.tags: dict[str, str] = {}

        def descend_resolver(self, current_node: Node | None, _index: object) -> None:
            self.depth += 1
            self.nodes += 1
            # The node about to begin may be a scalar, which adds no depth: hence one more.
            if self.depth > self.max_depth + 1:
                what = f"lists and mappings are nested more than {self.max_depth} deep"
                raise _Limits(what, "flatten them: no document that is read here is nested like this", current_node)
            if self.nodes > self.max_nodes:
                what = f"there are more than {self.max_nodes:,} values"
                raise _Limits(what, "split the file, or give so much data as JSON", current_node)

        def ascend_resolver(self) -> None:
            self.depth -= 1

        def resolve(self, kind: type[Node], value: str, implicit: tuple[bool, bool]) -> str:
            if kind is ScalarNode:
                if not implicit[0]:
                    return STR
                tag = self.tags.get(value)
                if tag is None:
                    tag = self.tags[value] = plain_tag(value)
                return tag
            return MAP if kind is MappingNode else SEQ

    return NodeLoader


_LOADER = _make_loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def compose_all(text: str, path: str, lines: Lines, *, max_depth: int, max_nodes: int) -> Iterator[Node]:
    """Yield the root node of each document that holds something; SourceError with line and column for faulty YAML."""
    try:
        loader = _LOADER(text)
        loader.begin(max_depth, max_nodes)
        try:
            while loader.check_node():
                node = loader.get_node()
                if not (type(node) is ScalarNode and node.start_mark.index == node.end_mark.index):
                    yield node
        finally:
            loader.dispose()
    except _Limits as error:
        where = node_place(path, lines, error.place) if error.place else path
        raise SourceError(error.what, where=where, do=error.do) from None
    except yaml.reader.ReaderError:
        raise _unprintable(text, path, lines) from None
    except yaml.MarkedYAMLError as error:
        raise _explain(error, text, path, lines) from None
    except yaml.YAMLError as error:
        raise SourceError(f"this is not sound YAML: {error}", where=path) from None


def node_place(path: str, lines: Lines, node: Node) -> str:
    """Write path:line:column of a node."""
    return place(path, lines, node.start_mark.index)


def place(path: str, lines: Lines, index: int) -> str:
    """Write path:line:column of an index in code points."""
    line, column = lines.character_position(index)
    return f"{path}:{line}:{column}"


def _unprintable(text: str, path: str, lines: Lines) -> SourceError:
    found = _UNPRINTABLE.search(text)
    index = found.start() if found else 0
    what = f"the character U+{ord(text[index]):04X} is not allowed in YAML"
    return SourceError(what, where=place(path, lines, index), do=r'remove it, or write it in double quotes as "\xXX" or "\uXXXX"')


def _explain(error: yaml.MarkedYAMLError, text: str, path: str, lines: Lines) -> SourceError:
    mark = error.problem_mark or error.context_mark
    index = min(mark.index, len(text)) if mark else 0
    line, _column = lines.character_position(index)
    said = " ".join(filter(None, (error.context, error.problem)))
    what, do = f"this is not sound YAML: {said}", _INDENT
    for pattern, plain, remedy in _PLAIN_WORDS:
        if pattern in said:
            what, do = plain, remedy
            break
    content = lines.line(line)
    indentation = content[: len(content) - len(content.lstrip())]
    if "\t" in indentation or (_CANNOT_START.search(said) and text[index : index + 1] == "\t"):
        what, do = "a tab is used for indentation", "indent with spaces: YAML does not allow tabs there"
    elif _CANNOT_START.search(said):
        what, do = f"a value cannot begin with {text[index : index + 1]!r}", _QUOTE
    elif said.startswith(("while scanning a quoted scalar", "while parsing a flow")) and error.context_mark:
        begun, column = lines.character_position(min(error.context_mark.index, len(text)))
        what = f"{what} (it begins at line {begun}, column {column})"
        if "parsing a flow" in said:
            what, do = f"',' or the closing bracket is missing (it begins at line {begun}, column {column})", "close the bracket"
    return SourceError(what, where=place(path, lines, index), do=do)


__all__ = ["MappingNode", "Node", "ScalarNode", "SequenceNode", "compose_all", "node_place", "place"]
