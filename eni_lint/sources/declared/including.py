"""Follows ``include``: the files of an estate, none of them outside the repository, and none twice."""

from __future__ import annotations

import os
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eni_lint.documents import read_bytes, utf8_bytes
from eni_lint.errors import SourceError
from eni_lint.sources.declared.text import parse_declared

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.documents import Document

MOST = 1_000
_GLOB = frozenset("*?[")
_LATER = "Correct the path under 'include'; it is relative to the file in which it stands."


def included(document: Document) -> list[Document]:
    """Give the documents of all files that a file includes, directly or by way of another, in the order of their mention."""
    if document.path == "-":
        raise SourceError("a file from standard input cannot include others", where=_where(document, 0), do="Name the file.")
    top = Path(document.path)
    walk = _Walk(root_of(top))
    walk.follow(document, top, [top])
    return walk.found


def root_of(file: Path) -> Path:
    """Give the folder that an include must stay in: the git repository of the file, or its own folder outside of one."""
    folder = file.resolve().parent
    return next((each for each in (folder, *folder.parents) if (each / ".git").exists()), folder)


class _Walk:
    def __init__(self, root: Path) -> None:
        self.root = root
        self.found: list[Document] = []
        self._seen: set[Path] = set()

    def follow(self, document: Document, path: Path, way: list[Path]) -> None:
        self._seen.add(path.resolve())
        wanted = document.data.get("include") if isinstance(document.data, dict) else None
        for index, pattern in enumerate(wanted if isinstance(wanted, list) else ()):
            if not isinstance(pattern, str):
                raise SourceError("include: expected a list of paths", where=_where(document, index), do=_LATER)
            for file in self._files(document, index, path, pattern):
                self._add(document, index, file, way, is_pattern=bool(_GLOB & set(pattern)))

    def _files(self, document: Document, index: int, path: Path, pattern: str) -> Iterator[Path]:
        where = _where(document, index)
        if not pattern or "\0" in pattern or Path(pattern).is_absolute() or "**" in pattern:
            raise SourceError(
                f"include: '{pattern}' is no relative path, and no pattern of one folder at a time", where=where, do=_LATER
            )
        matches = sorted(_expand(path.parent, Path(pattern).parts)) if _GLOB & set(pattern) else [path.parent / pattern]
        files = [each for each in matches if each.is_file()]
        if not files:
            raise SourceError(f"include: there is no file '{pattern}'", where=where, do=_LATER)
        for file in files:
            if not file.resolve().is_relative_to(self.root):
                raise SourceError(
                    f"include: '{pattern}' leads out of {self.root.name or self.root}, where the including file is",
                    where=where,
                    do="Include files of the same git repository; outside of one, files in the folder of the first.",
                )
            yield file

    def _add(self, document: Document, index: int, file: Path, way: list[Path], *, is_pattern: bool) -> None:
        real = file.resolve()
        if any(real == each.resolve() for each in way):
            if is_pattern and real == way[-1].resolve():
                return
            names = ", which includes ".join([*(each.name for each in way), file.name])
            raise SourceError(f"include: a circle: {names}", where=_where(document, index), do="Take one of the includes out.")
        if real in self._seen:
            return
        if len(self.found) >= MOST:
            raise SourceError(f"include: there are more than {MOST:,} files", where=_where(document, index), do="Include fewer.")
        name = os.path.relpath(file) if not way[0].is_absolute() else str(file)
        inner = parse_declared(utf8_bytes(read_bytes(name), name), name)
        if not isinstance(inner.data, dict):
            raise SourceError("an included file should be a mapping of sections", where=f"{name}:1:1", do=_LATER)
        self.found.append(inner)
        self.follow(inner, file, [*way, file])


def _expand(folder: Path, parts: tuple[str, ...]) -> Iterator[Path]:
    """Give what a pattern matches, one folder at a time."""
    if not parts:
        yield folder
        return
    head, *rest = parts
    if not _GLOB & set(head):
        yield from _expand(folder / head, tuple(rest))
        return
    try:
        names = sorted(each.name for each in folder.iterdir())
    except OSError:
        return
    for name in names:
        if fnmatchcase(name, head) and (not name.startswith(".") or head.startswith(".")):
            yield from _expand(folder / name, tuple(rest))


def _where(document: Any, index: int) -> str:
    span = document.span(f"/include/{index}") or document.key_span("/include")
    return f"{document.path}:{span.start_line}:{span.start_column}" if span else document.path
