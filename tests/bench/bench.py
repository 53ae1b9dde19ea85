"""``make bench``: what checking costs, as ratios to ``json.load`` of the same file in the same run. Nothing here is asserted."""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).parent
PYTHON = sys.executable
LOAD = "import gc, json, sys; json.load(open(sys.argv[1]))"


def made(call: str) -> None:
    """Run a part of the bench in a process of its own: a child's peak memory is told as no less than its parent's."""
    subprocess.run([PYTHON, "-c", f"from inputs import *; from pathlib import Path; {call}"], cwd=HERE, check=True)


def measured(command: list[str]) -> tuple[float, float]:
    """Run a command and give its wall time (seconds) and peak memory (MiB)."""
    started = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        sys.exit(f"{' '.join(command)} ended with {process.returncode}:\n{process.stderr.read().decode()}")
    process.stderr.close()
    return wall, usage.ru_maxrss / 1024


def compare(path: Path, target: Path, runs: int) -> tuple[float, float, float, float]:
    """Time ``json.load`` of a file and ``eni-lint check`` of it (or its folder) in turn; give both medians and peaks."""
    load, check = [], []
    for _ in range(runs):
        load.append(measured([PYTHON, "-c", LOAD, str(path)]))
        check.append(measured([PYTHON, "-m", "eni_lint", "check", "-q", str(target)]))
    median = lambda rows, column: statistics.median(row[column] for row in rows)  # noqa: E731
    return median(load, 0), median(check, 0), median(load, 1), median(check, 1)


def row(name: str, path: Path, target: Path, runs: int, before: float | None) -> float:
    load, check, load_peak, check_peak = compare(path, target, runs)
    growth = f"x{check / before:.1f}" if before else ""
    size = path.stat().st_size / 1e6
    print(
        f"{name:<34}{size:>8.1f} {load:>9.3f} {check:>9.3f} {check / load:>7.2f} {load_peak:>9.0f} {check_peak:>9.0f} "
        f"{check_peak / load_peak:>7.2f}  {growth}",
        flush=True,
    )
    return check


def intervals(addresses: int) -> None:
    """Time the rules about addresses of one subnet against sorting as many addresses."""
    from inputs import one_subnet

    from eni_lint.engine.bind import bind
    from eni_lint.engine.evaluate import evaluate
    from eni_lint.rulebook.load import load_rulebook

    rules = ("duplicate-address", "address-in-delegated-prefix", "overlapping-prefixes", "reserved-subnet-address")
    bound = bind(load_rulebook(), select=rules)
    inventory, written = one_subnet(addresses)
    started = time.perf_counter()
    sorted(written, key=lambda text: tuple(map(int, text.split("."))))
    sorting = time.perf_counter() - started
    started = time.perf_counter()
    result = evaluate(inventory, bound)
    checking = time.perf_counter() - started
    print(
        f"{len(rules)} rules on {addresses:,} addresses of one subnet: {checking:.3f} s, {checking / sorting:.2f} times sorting them "
        f"({result.passed:,} verdicts)",
        flush=True,
    )


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="leave the largest inputs out")
    options.add_argument("--runs", type=int, default=5, help="runs of each command (default: 5)")
    args = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="eni-lint-bench-"))
    try:
        print(
            f"Python {sys.version.split()[0]}, {os.cpu_count()} cores; medians of {args.runs} runs, whole processes, taken in turn"
        )
        heads = ("input", "MB", "load s", "check s", "ratio", "load MiB", "check MiB", "ratio", "growth")
        print(
            f"{heads[0]:<34}{heads[1]:>8} {heads[2]:>9} {heads[3]:>9} {heads[4]:>7} {heads[5]:>9} {heads[6]:>9} {heads[7]:>7}  {heads[8]}"
        )
        for style in ("single", "for_each", "modules"):
            before = None
            for size in (100, 1_000, 10_000)[: 2 if args.quick else 3]:
                path = folder / f"plan-{style}-{size}.json"
                made(f"write_plan(Path({str(path)!r}), {size}, {style!r})")
                before = row(f"plan, {style}, {size:,} resources", path, path, args.runs, before)
        before = None
        for size in (1_000, 10_000, 100_000)[: 2 if args.quick else 3]:
            target = folder / f"describe-{size}"
            made(f"write_describe(Path({str(target)!r}), {size})")
            path = target / "describe-network-interfaces.json"
            before = row(f"describe output, {size:,} interfaces", path, target, args.runs, before)
        for size in (20_000, 200_000)[: 1 if args.quick else 2]:
            made(f"import bench; bench.intervals({size})")
        subprocess.run([PYTHON, str(HERE / "sarif_bench.py"), "5000" if args.quick else "50000"], check=True)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
