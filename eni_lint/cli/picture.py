"""Draws what the terminal shows: ``python -m eni_lint.cli.picture docs/terminal.svg check ARGUMENTS``."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import StringIO
from pathlib import Path

COLUMNS = 118
LINES = 26


def picture(arguments: list[str]) -> str:
    """Run a command with colours and draw the beginning of what it prints, as SVG."""
    from rich.console import Console  # noqa: PLC0415 - only for the picture
    from rich.text import Text  # noqa: PLC0415 - likewise

    command = [sys.executable, "-m", "eni_lint", *arguments, "--color", "always"]
    environment = {**os.environ, "COLUMNS": str(COLUMNS)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)  # noqa: S603 - our own
    console = Console(width=COLUMNS, record=True, file=StringIO(), force_terminal=True)
    console.print(Text.from_ansi(f"$ eni-lint {' '.join(arguments)}"))
    for line in done.stdout.splitlines()[:LINES]:
        console.print(Text.from_ansi(line), overflow="ellipsis", no_wrap=True)
    console.print("...")
    # The reader's own monospaced font does: a picture in a repository fetches nothing.
    return re.sub(r"@font-face \{.*?\}\s*", "", console.export_svg(title="eni-lint", unique_id="eni-lint"), flags=re.DOTALL)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(picture(sys.argv[2:]), encoding="utf-8")
