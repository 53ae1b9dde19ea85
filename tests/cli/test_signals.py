"""What stops eni-lint from outside: signals, full disks, folders that cannot be written to, outputs without a reader."""

import errno
import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from eni_lint.reporters import REPORTERS

FAULTY = """\
eni_lint: 1
subnets:
  a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
network_interfaces:
  web: {subnet_id: a, private_ip_addresses: [10.0.1.2]}
"""
# Stands before the program in its process: holds it where a test wants to stop it.
HOLD = """\
import sys, time
from importlib import import_module
def held(*args, **more):
    print("held", file=sys.stderr, flush=True)
    time.sleep(60)
module, _, name = {place!r}.partition(":")
setattr(import_module(module), name, held)
from eni_lint.cli.main import main
sys.exit(main({args!r}))
"""
WRITING = """\
import sys, time
from eni_lint import reporters
def slow(report, stream, options):
    stream.write("half")
    stream.flush()
    print("held", file=sys.stderr, flush=True)
    time.sleep(60)
reporters.REPORTERS["json"] = slow
from eni_lint.cli.main import main
sys.exit(main({args!r}))
"""
PLACES = {
    "reading": HOLD.replace("{place!r}", "'eni_lint.sources.read:read_bytes'"),
    "checking": HOLD.replace("{place!r}", "'eni_lint.engine.evaluate:_run'"),
    "writing": WRITING,
}
STOPS = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}


def environment(folder, **more):
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder), "COLUMNS": "120", **more}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("number", STOPS, ids=lambda number: signal.Signals(number).name)
def test_a_signal_leaves_no_half_written_file_and_tells_itself(write, tmp_path, place, number):
    args = ["check", write("net.yaml", FAULTY), "--output", "json=out.json"]
    (tmp_path / "out.json").write_text("what was there before")
    program = PLACES[place].format(args=args)
    process = subprocess.Popen(
        [sys.executable, "-c", program], cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    heard = process.stderr.readline()
    time.sleep(0.2)  # until it sleeps
    process.send_signal(number)
    _, rest = process.communicate(timeout=20)

    assert (b"held\n", b"") == (heard, rest)
    assert STOPS[number] == process.returncode
    assert "what was there before" == (tmp_path / "out.json").read_text()
    assert {"net.yaml", "out.json", ".cache"} >= {path.name for path in tmp_path.iterdir()}


def test_signals_at_any_time_leave_the_old_file_or_the_new_one(write, tmp_path):
    """Twenty moments from the start of the process on; before our code runs, Python itself answers."""
    args = [sys.executable, "-m", "eni_lint", "check", "-q", write("net.yaml", FAULTY), "--output", "json=out.json"]
    outcomes = set()
    for step in range(20):
        (tmp_path / "out.json").write_text("{}")
        process = subprocess.Popen(
            args, cwd=tmp_path, env=environment(tmp_path), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        time.sleep(0.02 * step)
        process.send_signal(signal.SIGTERM)
        outcomes.add(process.wait(timeout=20))

        assert json.loads((tmp_path / "out.json").read_text()) is not None
        assert [] == [path.name for path in tmp_path.iterdir() if path.name.startswith(".eni-lint")]

    assert {-signal.SIGTERM, 143, 1} >= outcomes


def test_what_ignores_a_signal_goes_on_ignoring_it(write, tmp_path):
    """As under nohup."""
    program = (
        PLACES["reading"]
        .replace("time.sleep(60)", "time.sleep(1); raise SystemExit(7)")
        .format(args=["check", write("n.yaml", FAULTY)])
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(tmp_path),
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN),  # noqa: PLW1509 - no threads here
    )
    process.stderr.readline()
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=20)

    assert 7 == process.returncode


def limited(size):
    """Let the process write no file larger than that: what a full disk does, with another number."""
    return lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@pytest.mark.parametrize("name", REPORTERS)
def test_a_full_disk_leaves_no_half_written_file(write, tmp_path, name):
    text = FAULTY + "".join(f"  web{n}: {{subnet_id: a, private_ip_addresses: [10.0.1.2]}}\n" for n in range(50))
    (tmp_path / "out").write_text("what was there before")
    done = subprocess.run(
        [sys.executable, "-m", "eni_lint", "check", "-q", write("net.yaml", text), "--output", f"{name}=out"],
        cwd=tmp_path,
        # Python itself would leave half a file of bytecode there.
        env=environment(tmp_path, AWS_ACCOUNT_ID="111122223333", AWS_REGION="eu-west-1", PYTHONDONTWRITEBYTECODE="1"),
        capture_output=True,
        text=True,
        preexec_fn=limited(100),
        check=False,
        timeout=60,
    )

    assert 2 == done.returncode
    assert f"the report cannot be written: {os.strerror(errno.EFBIG)}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "what was there before" == (tmp_path / "out").read_text()
    assert [] == [path.name for path in tmp_path.iterdir() if path.name.startswith(".eni-lint")]


@pytest.fixture
def small_disk(tmp_path):
    """Mount a file system that is soon full, where that is allowed."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=16k", "tmpfs", str(folder)], capture_output=True, check=False)
    if mount.returncode:
        pytest.skip("only root may mount")
    yield folder
    subprocess.run(["umount", str(folder)], check=True)


def test_a_disk_that_fills_is_said_and_left_as_it_was(write, eni_lint, small_disk):
    text = FAULTY + "".join(f"  web{n}: {{subnet_id: a, private_ip_addresses: [10.0.1.2]}}\n" for n in range(300))

    done = eni_lint("check", "-q", write("net.yaml", text), "--output", f"json={small_disk / 'out.json'}")

    assert 2 == done.returncode
    assert os.strerror(errno.ENOSPC) in done.err
    assert [] == list(small_disk.iterdir())


def test_standard_output_that_is_full_is_said_also_by_other_commands(write, tmp_path):
    for command in (["rules"], ["explain", "too-many-interfaces"], ["schema", "config"], ["limits", "m6i.large"]):
        with Path("/dev/full").open("w") as full:
            done = subprocess.run(
                [sys.executable, "-m", "eni_lint", *command],
                stdout=full,
                stderr=subprocess.PIPE,
                text=True,
                env=environment(tmp_path),
                check=False,
            )

        assert 2 == done.returncode, command
        assert f"eni-lint: standard output cannot be written to: {os.strerror(errno.ENOSPC)}" in done.stderr
        assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["--help"], ["--version"], ["check", "--help"], ["rules"], ["schema", "declared"]])
def test_a_reader_that_goes_away_hears_no_complaint(tmp_path, command):
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "eni_lint", *command],
        stdout=writer,
        stderr=subprocess.PIPE,
        text=True,
        env=environment(tmp_path),
        check=False,
    )
    os.close(writer)

    assert (0, "") == (done.returncode, done.stderr)


BROKEN = "check --format json broken.json"


@pytest.mark.parametrize(
    ("outlet", "status"), [("2>&-", 3), ("2>/dev/full", 3), ("2>/dev/full >/dev/full", 2), ("2>&- >&-", 2), ("<&- 2>&-", 3)]
)
def test_standard_error_that_leads_nowhere_changes_nothing(write, tmp_path, outlet, status):
    write("broken.json", "{")
    line = f"{sys.executable} -m eni_lint {BROKEN} {outlet}"
    done = subprocess.run(
        ["sh", "-c", line], cwd=tmp_path, capture_output=True, text=True, env=environment(tmp_path), check=False
    )

    assert status == done.returncode
    assert "Traceback" not in done.stdout + done.stderr
    if status == 3:
        assert 3 == json.loads(done.stdout)["exit_status"]  # nothing but the report


def test_messages_hold_nothing_that_a_terminal_obeys(eni_lint):
    done = eni_lint("check", "--config", "a\x1b[2J\x9b31m.yaml", "net.yaml")

    assert 2 == done.returncode
    assert "\x1b" not in done.err
    assert "\x9b" not in done.err


@pytest.fixture
def open_folder():
    """Give a folder that others can look into, unlike those of pytest."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def test_a_folder_that_cannot_be_written_to_is_said(tmp_path, open_folder):
    (open_folder / "net.yaml").write_text(FAULTY)
    (open_folder / "closed").mkdir(mode=0o555)
    # Root can write everywhere, so that rights are given up; after a first run, for others may not read what root installed.
    program = (
        "import os, sys\nfrom eni_lint.cli import main\n"
        "main.main(['check', '-q', 'net.yaml', '--output', 'json=here.json'])\n"
        "if os.getuid() == 0: os.setgroups([]); os.setgid(65534); os.setuid(65534)\n"
        "sys.exit(main.main(['check', '-q', 'net.yaml', '--output', 'json=closed/out.json']))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=open_folder, capture_output=True, text=True, env=environment(tmp_path), check=False
    )

    assert 2 == done.returncode, done.stderr
    assert "the report cannot be written: Permission denied" in done.stderr
    assert [] == list((open_folder / "closed").iterdir())
