"""JSON as reports write it: indented, without characters that cannot be seen or that the stream cannot write."""

from __future__ import annotations

import json
from typing import Any

from eni_lint.reporters.harmless import in_json


def json_text(data: Any, encoding: str | None) -> str:
    """Write data as JSON for a stream of that encoding."""
    utf8 = (encoding or "utf-8").lower().replace("-", "") == "utf8"
    return f"{in_json(json.dumps(data, indent=2, ensure_ascii=not utf8))}\n"
