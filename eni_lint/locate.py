"""Finds the shipped rules and schemas: inside the wheel, or at the top of a checkout when the install is editable."""

from __future__ import annotations

from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent


@cache
def data_folder() -> Path:
    """Give the folder that holds ``rules/`` and ``schemas/``.

    The wheel carries both under ``eni_lint/_data`` (hatchling's force-include), which an editable install does not see.
    """
    packed = PACKAGE / "_data"
    return packed if packed.is_dir() else PACKAGE.parent


def rules_folder() -> Path:
    """Give the folder of the shipped rule files."""
    return data_folder() / "rules"


def schema_file(name: str) -> Path:
    """Give the path of a shipped JSON schema, such as ``declared``."""
    return data_folder() / "schemas" / f"{name}.schema.json"
