"""Writes an inventory down in the declared format, so that reading it again gives the same inventory."""

from __future__ import annotations

from eni_lint.sources.writing.write import Converted, write_declared

__all__ = ["Converted", "write_declared"]
