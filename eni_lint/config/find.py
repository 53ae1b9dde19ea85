"""Finds the configuration file: the nearest one above the working folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

NAMES = ("eni-lint.yaml", ".eni-lint.yaml", "eni-lint.yml", ".eni-lint.yml")
TABLE = "eni-lint"


def find_config(folder: Path) -> Path | None:
    """Give the configuration file of the folder or of the nearest folder above that has one.

    In one folder ``eni-lint.yaml`` goes before ``pyproject.toml``, which counts when it has a table ``[tool.eni-lint]``.
    """
    for place in (folder, *folder.parents):
        for name in NAMES:
            if _is_file(place / name):
                return place / name
        project = place / "pyproject.toml"
        if _is_file(project) and _has_table(project):
            return project
    return None


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # in a folder that may not be looked into
        return False


def _has_table(project: Path) -> bool:
    """Tell whether a pyproject.toml is meant for us; one that is broken matters only when it seems to be."""
    try:
        content = project.read_bytes()
    except OSError:
        return False
    if b"eni-lint" not in content:  # nearly all
        return False
    import tomllib  # noqa: PLC0415 - only for the file that may be ours

    try:
        tools = tomllib.loads(content.decode()).get("tool")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        return b"[tool.eni-lint" in content
    return isinstance(tools, dict) and TABLE in tools
