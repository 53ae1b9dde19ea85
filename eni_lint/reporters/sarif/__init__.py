"""SARIF 2.1.0: one run for each scope; the full log is streamed result by result.

The whole package imports sarif_om, so that nothing but the reporter of that format may import it.
"""

from __future__ import annotations

from eni_lint.reporters.sarif.github import github_files
from eni_lint.reporters.sarif.log import write_sarif

__all__ = ["github_files", "write_sarif"]
