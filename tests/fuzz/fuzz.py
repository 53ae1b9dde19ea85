"""Feeds mutated inputs to every reader: ``python tests/fuzz/fuzz.py --seconds 60 --seed 1 --workers 2``.

Prints cases and crashes by reader. What crashes is kept below ``--out``, a folder for each cause; a folder moved to ``crashes``
beside this file is a regression test.
"""

# ruff: noqa: T201 - a table is what it is for

import argparse
import faulthandler
import json
import multiprocessing
import os
import resource
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from fuzz_cases import READERS, case_of
from fuzz_run import Crash, attempt

STUCK = 30  # seconds after which a case that no alarm interrupts has ended its process
MEMORY = 4 << 30


def keep(case, crash, folder, reader, number):
    """Write a case down so that it can be run again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in case.files.items():
        path = folder / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    (folder / "how.json").write_text(json.dumps(case.how, indent=2) + "\n")
    (folder / "crash.txt").write_text(f"{reader} {number}\n{crash.cause}\n\n{crash.trace}", errors="backslashreplace")


def named(cause):
    """Make a name of a folder of a cause."""
    return "".join(c if c.isalnum() else "-" for c in cause)[:90].strip("-")


class Worker:
    """Runs every n-th case, and counts."""

    def __init__(self, args, index, progress):
        self.args = args
        self.index = index
        self.progress = progress  # the number of the case of each reader, as it is begun; survives the process
        self.out = Path(args.out)

    def run(self, ends):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        readers = self.args.reader or list(READERS)
        with tempfile.TemporaryDirectory() as folder, (self.out / f"stuck-{self.index}.txt").open("w") as stuck:
            while time.monotonic() < ends:
                for place, reader in enumerate(readers):
                    number = self.progress[self.index * len(readers) + place]
                    self.progress[self.index * len(readers) + place] += 1
                    if time.monotonic() >= ends:
                        return
                    faulthandler.dump_traceback_later(STUCK, exit=True, file=stuck)
                    self.one(reader, number * self.args.workers + self.index, Path(folder))
            faulthandler.cancel_dump_traceback_later()

    def one(self, reader, number, folder):
        case = case_of(self.args.seed, reader, number)
        try:
            attempt(case, folder)
        except Crash as crash:
            place = self.out / reader / named(crash.cause)
            with (self.out / "crashes.txt").open("a") as log:
                log.write(f"{reader}\t{number}\t{crash.cause}\n")
            if not place.exists():
                print(f"{reader} {number}: {crash.cause}", flush=True)
                keep(case, crash, place, reader, number)


def supervise(args, index, progress, ends):
    """Start a worker again and again when a case ends its process."""
    while time.monotonic() < ends:
        process = multiprocessing.get_context("fork").Process(target=Worker(args, index, progress).run, args=(ends,))
        process.start()
        process.join()
        if process.exitcode:
            print(f"worker {index} ended with {process.exitcode}; cases begun: {list(progress)}", flush=True)
            with (Path(args.out) / "crashes.txt").open("a") as log:
                log.write(f"process\t{list(progress)}\tended with {process.exitcode}\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--reader", action="append", choices=list(READERS))
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", default=str(Path(tempfile.gettempdir()) / f"eni-lint-fuzz-{os.getpid()}"))
    args = parser.parse_args()
    Path(args.out).mkdir(parents=True, exist_ok=True)
    readers = args.reader or list(READERS)
    progress = multiprocessing.get_context("fork").Array("l", [0] * (len(readers) * args.workers))
    started = time.monotonic()
    if args.workers == 1:
        supervise(args, 0, progress, started + args.seconds)
    else:
        import threading

        threads = [
            threading.Thread(target=supervise, args=(args, i, progress, started + args.seconds)) for i in range(args.workers)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    log = Path(args.out) / "crashes.txt"
    crashes = [line.split("\t") for line in log.read_text().splitlines()] if log.exists() else []
    print(f"\n{'reader':<16}{'cases':>10}{'crashes':>10}{'causes':>8}")
    for place, reader in enumerate(readers):
        of = [crash for crash in crashes if crash[0] == reader]
        cases = sum(progress[index * len(readers) + place] for index in range(args.workers))
        print(f"{reader:<16}{cases:>10,}{len(of):>10,}{len({crash[2] for crash in of}):>8}")
    ended = [crash for crash in crashes if crash[0] == "process"]
    print(
        f"{'all':<16}{sum(progress):>10,}{len(crashes):>10,}   in {time.monotonic() - started:.0f} s; reproducers in {args.out}"
    )
    if ended:
        print(f"{len(ended)} processes ended on their own")
    return 1 if crashes else 0


if __name__ == "__main__":
    sys.exit(main())
