"""The declared format: eni-lint's own YAML (or JSON), in which people and the examples of rules write an inventory down."""

from __future__ import annotations

from eni_lint.sources.declared.marks import recognises_declared
from eni_lint.sources.declared.read import read_declared, read_files
from eni_lint.sources.declared.text import DECLARED_TAGS, parse_declared

__all__ = ["DECLARED_TAGS", "parse_declared", "read_declared", "read_files", "recognises_declared"]
