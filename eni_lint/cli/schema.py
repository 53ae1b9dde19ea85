"""``eni-lint schema NAME``: the JSON schemas of what eni-lint reads and writes."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING

from eni_lint.cli.stdout import put
from eni_lint.errors import UsageError
from eni_lint.locate import data_folder, schema_file

if TYPE_CHECKING:
    import argparse

_ENDING = ".schema.json"


def schema(args: argparse.Namespace) -> int:
    """Print a schema, or the names of all of them."""
    names = sorted(path.name.removesuffix(_ENDING) for path in (data_folder() / "schemas").glob(f"*{_ENDING}"))
    if not args.name:
        put("".join(f"{name:<12} {_title(name)}\n" for name in names))
        return 0
    if args.name not in names:
        near = get_close_matches(args.name, names, n=1)
        hint = f"Did you mean {near[0]}? " if near else ""
        raise UsageError(f"there is no schema named {args.name}", do=f"{hint}The schemas are: {', '.join(names)}.")
    put(schema_file(args.name).read_text(encoding="utf-8"))
    return 0


def _title(name: str) -> str:
    return str(json.loads(schema_file(name).read_text(encoding="utf-8")).get("title", ""))
