"""Microsoft's SARIF Multitool, the judge of our SARIF: found in the checkout, or installed there."""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
FOLDER = CHECKOUT / ".tools" / "sarif"
PACKAGE = "@microsoft/sarif-multitool-linux"
VERSION = "5.7.0"
CONFIG = Path(__file__).with_name("sarif-multitool.xml")


def find_multitool() -> Path:
    """Give the binary: ENI_LINT_MULTITOOL, or the one of the checkout, which is installed when it is missing (not in CI)."""
    named = os.environ.get("ENI_LINT_MULTITOOL")
    binary = Path(named) if named else FOLDER / "node_modules" / PACKAGE / "Sarif.Multitool"
    if not binary.is_file():
        if named or os.environ.get("CI") == "true":
            raise AssertionError(f"the SARIF Multitool is not at {binary}: 'make test' installs it")
        install()
    # All that the package's own install script does; scripts of packages do not run here.
    binary.chmod(binary.stat().st_mode | 0o100)
    return binary


def install() -> None:
    """Install the package into the checkout."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", str(FOLDER), f"{PACKAGE}@{VERSION}"]
    subprocess.run(command, check=True, capture_output=True, text=True)


def complaints(log: Path, *, kinds: str = "Sarif") -> list[str]:
    """Validate a log and give every error and warning. Its exit status is 0 with errors too: the report must be read."""
    report = log.with_name(f"{log.name}.report")
    command = [
        str(find_multitool()),
        *("validate", str(log), "--config", str(CONFIG), "--rule-kind", kinds, "--output", str(report)),
        *("--log", "ForceOverwrite", "--level", "Error;Warning", "--max-file-size-in-kb", "200000"),
    ]
    # Without the switch it needs ICU, which is not everywhere.
    environment = {**os.environ, "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT": "1"}
    done = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    run = json.loads(report.read_text(encoding="utf-8-sig"))["runs"][0]
    found = [
        f"{r['ruleId']} {r.get('level', 'warning')}: {r['message'].get('text') or r['message']}" for r in run.get("results", [])
    ]
    if done.returncode or not run["invocations"][0]["executionSuccessful"]:
        found.append(f"the multitool failed: {done.stdout[-500:]}{done.stderr[-500:]}")
    return found
