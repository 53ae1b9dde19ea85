"""YAML text becomes plain data and a span table; PyYAML is imported only when there is YAML to read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents.collector import collector_paused
from eni_lint.documents.json_text import MAX_DEPTH, encode_utf8
from eni_lint.documents.spans import Lines
from eni_lint.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from eni_lint.documents.spans import SpanTable
    from eni_lint.documents.yaml_nodes import Node

MAX_NODES = 1_000_000


def parse_yaml(
    text: str,
    path: str,
    *,
    tags: Mapping[str, Callable[[Any, str], Any]] | None = None,
    max_depth: int = MAX_DEPTH,
    max_nodes: int = MAX_NODES,
    any_key: bool = False,
) -> tuple[Any, SpanTable]:
    """Read the one document of a YAML text, and where its values stand.

    ``tags`` maps a local tag (``!unknown``, or ``*`` for all others) to a function of the value, read as if it had no tag (a
    scalar as its text), and of its kind: ``scalar``, ``sequence`` or ``mapping``. The function may raise ValueError to refuse the
    value. With ``any_key``, keys like ``true`` and ``1.5`` are text, too. SourceError tells line and column of what is wrong,
    also of duplicate keys, unknown tags, and what exceeds the limits.
    """
    documents = _parse(text, path, tags or {}, max_depth, max_nodes, single=True, any_key=any_key)
    with collector_paused():
        for document in documents:
            return document
    raise _nothing(path)


def parse_yaml_all(
    text: str,
    path: str,
    *,
    tags: Mapping[str, Callable[[Any, str], Any]] | None = None,
    max_depth: int = MAX_DEPTH,
    max_nodes: int = MAX_NODES,
) -> list[tuple[Any, SpanTable]]:
    """Read every document of a YAML text, leaving out those that are empty."""
    with collector_paused():
        documents = list(_parse(text, path, tags or {}, max_depth, max_nodes, single=False))
    if not documents:
        raise _nothing(path)
    return documents


def _parse(
    text: str,
    path: str,
    tags: Mapping[str, Callable[[Any, str], Any]],
    max_depth: int,
    max_nodes: int,
    *,
    single: bool,
    any_key: bool = False,
) -> Iterator[tuple[Any, SpanTable]]:
    from eni_lint.documents.yaml_build import build  # noqa: PLC0415 -- PyYAML only for YAML
    from eni_lint.documents.yaml_nodes import compose_all, node_place  # noqa: PLC0415
    from eni_lint.documents.yaml_spans import YamlSpans  # noqa: PLC0415

    text = text.removeprefix("\ufeff")
    lines = Lines(encode_utf8(text, path))
    try:
        nodes = compose_all(text, path, lines, max_depth=max_depth, max_nodes=max_nodes)
        if single:
            roots: list[Node] = []
            for root in nodes:
                if roots:
                    raise SourceError(
                        "several documents: a second one begins here, after a line '---'; one is expected",
                        where=node_place(path, lines, root),
                        do="give each document a file of its own",
                    )
                roots.append(root)
        else:
            roots = list(nodes)
        for root in roots:
            data = build(
                root,
                path,
                lines,
                tags,
                has_aliases="&" in text and "*" in text,
                max_depth=max_depth,
                max_nodes=max_nodes,
                any_key=any_key,
            )
            yield data, YamlSpans(root, text, lines)
    except RecursionError:
        raise SourceError("lists and mappings are nested too deeply", where=path, do="flatten them") from None
    except MemoryError:
        raise SourceError("there is not enough memory to read this YAML", where=path, do="split the file") from None


def _nothing(path: str) -> SourceError:
    return SourceError("the file holds no data, only comments or empty documents", where=path, do="check what wrote it")
