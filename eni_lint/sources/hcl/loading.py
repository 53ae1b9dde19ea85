"""Finds the files of a module and of those that it calls: in the repository, and where terraform init has put them."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from eni_lint.documents import read_bytes, utf8_bytes
from eni_lint.errors import SourceError
from eni_lint.sources.hcl.json_syntax import parse_json_syntax
from eni_lint.sources.hcl.parse import parse_text
from eni_lint.sources.hcl.sources import ModuleSource
from eni_lint.sources.hcl.spans import SourceText
from eni_lint.sources.hcl.syntax import Block, Body, Literal

if TYPE_CHECKING:
    from collections.abc import Sequence

SUFFIXES = (".tf", ".tf.json")
MAX_DEPTH = 40
MAX_FILE = 16 << 20


class Loaded:
    """A configuration with all its modules: ``faults`` is what is wrong with its files."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self.faults: list[SourceError] = []
        self._files: dict[str, list[Block]] = {}
        self._fetched: dict[str, str] | None = None
        self.root = self._module(folder, ".", "", ())

    def calls(self) -> set[str]:
        """Give the folders of the local modules that the root module calls itself."""
        found = set()
        for block in self._blocks(self.folder, os.path.realpath(self.folder)):
            if block.type == "module" and len(block.labels) == 1:
                below = self._find(block, self.folder, ".", block.labels[0])
                if below:
                    found.add(os.path.realpath(below[0]))
        return found

    def has_backend(self) -> bool:
        """Tell whether it says where its state is kept, as only root modules do."""
        blocks = self._blocks(self.folder, os.path.realpath(self.folder))
        return any(b.body.of_type("backend", "cloud") for b in blocks if b.type == "terraform")

    def _module(self, folder: str, path: str, key: str, above: tuple[str, ...]) -> ModuleSource:
        real = os.path.realpath(folder)
        blocks = self._blocks(folder, real)
        calls = {b.labels[0]: b for b in blocks if b.type == "module" and len(b.labels) == 1}

        def called(name: str) -> ModuleSource | None:
            block = calls.get(name)
            below = self._find(block, folder, path, f"{key}.{name}" if key else name) if block else None
            if below is None or len(above) >= MAX_DEPTH:
                return None
            inner, inner_path = below
            if os.path.realpath(inner) in (*above, real):
                return None  # a module that calls itself
            return self._module(inner, inner_path, f"{key}.{name}" if key else name, (*above, real))

        return ModuleSource(blocks, folder, path, called)

    def _find(self, block: Block, folder: str, path: str, key: str) -> tuple[str, str] | None:
        written = block.body.attributes.get("source")
        source = written.value.value if written is not None and isinstance(written.value, Literal) else None
        if not isinstance(source, str):
            return None
        if source.startswith(("./", "../")) or source in (".", ".."):
            inner = os.path.normpath(os.path.join(folder, source))  # noqa: PTH118 - a path of the user's, to be kept as it is
            return (inner, os.path.normpath(f"{path}/{source}")) if os.path.isdir(inner) else None  # noqa: PTH112 - may be none
        fetched = self._from_registry().get(key)
        if fetched is None:
            return None
        inner = os.path.normpath(os.path.join(self.folder, fetched))  # noqa: PTH118 - likewise
        return (inner, fetched) if os.path.isdir(inner) else None  # noqa: PTH112 - likewise

    def _from_registry(self) -> dict[str, str]:
        """Read where terraform init has put the modules of registries and repositories."""
        if self._fetched is None:
            self._fetched = {}
            try:
                data = json.loads(Path(self.folder, ".terraform", "modules", "modules.json").read_bytes())
                rows: Any = data.get("Modules", []) if isinstance(data, dict) else []
                self._fetched = {
                    row["Key"]: row["Dir"]
                    for row in rows
                    if isinstance(row, dict) and isinstance(row.get("Key"), str) and isinstance(row.get("Dir"), str)
                }
            except (OSError, ValueError, TypeError, RecursionError):
                pass
        return self._fetched

    def _blocks(self, folder: str, real: str) -> list[Block]:
        found = self._files.get(real)
        if found is None:
            found = self._files[real] = self._read(folder)
        return found

    def _read(self, folder: str) -> list[Block]:
        try:
            names = sorted(n for n in os.listdir(folder) if n.endswith(SUFFIXES) and not n.startswith("."))  # noqa: PTH208
        except OSError as fault:
            self.faults.append(SourceError(f"the folder cannot be listed: {fault.strerror}", where=folder))
            return []
        usual = [n for n in names if not _overrides(n)]
        blocks = [block for name in usual for block in self._parse(str(Path(folder) / name))]
        for name in names:
            if name not in usual:
                blocks = _overridden(blocks, self._parse(str(Path(folder) / name)))
        return blocks

    def _parse(self, path: str) -> Sequence[Block]:
        try:
            if Path(path).exists() and not Path(path).is_file():
                raise SourceError("this is no file", where=path)  # noqa: TRY301 - a pipe would be waited for
            text = SourceText(path, utf8_bytes(read_bytes(path, limit=MAX_FILE), path))
        except SourceError as fault:
            self.faults.append(fault)
            return ()
        body, faults = parse_json_syntax(text) if path.endswith(".json") else parse_text(text)
        self.faults += faults
        return body.blocks


def _overrides(name: str) -> bool:
    stem = name.removesuffix(".json").removesuffix(".tf")
    return stem == "override" or stem.endswith("_override")


def _overridden(blocks: list[Block], over: Sequence[Block]) -> list[Block]:
    """Merge the blocks of an override file into those that they are about."""
    found = list(blocks)
    for block in over:
        place = next(
            (n for n, b in enumerate(found) if b.type == block.type and b.labels == block.labels and b.type != "locals"), -1
        )
        if place < 0:
            found.append(block)
            continue
        before = found[place]
        types = {b.labels[0] if b.type == "dynamic" and b.labels else b.type for b in block.body.blocks}
        kept = [b for b in before.body.blocks if (b.labels[0] if b.type == "dynamic" and b.labels else b.type) not in types]
        merged = Body({**before.body.attributes, **block.body.attributes}, [*kept, *block.body.blocks])
        found[place] = _with_body(before, merged)
    return found


def _with_body(block: Block, body: Body) -> Block:
    from copy import copy  # noqa: PLC0415 - seldom

    made = copy(block)
    made._body = body  # noqa: SLF001 - a block is what was written, and this is what it comes to
    return made
