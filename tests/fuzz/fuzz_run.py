"""Runs one case as ``eni-lint check`` does, and tells what went wrong that should not have."""

import csv
import io
import json
import os
import shutil
import signal
import traceback
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from eni_lint import app
from eni_lint.app import Request, run
from eni_lint.config.load import load_config
from eni_lint.config.settings import settle
from eni_lint.engine.waivers import read_waivers
from eni_lint.errors import EniLintError
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.hidden import hidden
from eni_lint.reporters.redact import KINDS, Redactor
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope
from eni_lint.sources.writing import write_declared

app.load_rulebook = cache(app.load_rulebook)  # a process that reads many inputs reads the rules once
app.load_catalog = cache(app.load_catalog)
PARSERS = {
    **dict.fromkeys(("sarif", "github-sarif", "json", "gitlab", "asff"), json.loads),
    "junit": lambda text: ET.fromstring(text.encode()),
    "csv": lambda text: list(csv.reader(io.StringIO(text), strict=True)),
}
TIME_LIMIT = 5.0  # of the processor: others may be busy on the machine


class Hang(BaseException):
    """The time is up; no handler of exceptions may swallow that."""


class Crash(Exception):  # noqa: N818 - the word for it
    """What a case did, with a name that is equal for equal causes."""

    def __init__(self, cause, trace):
        super().__init__(cause)
        self.cause = cause
        self.trace = trace


@contextmanager
def within(seconds):
    def stop(*_):
        raise Hang

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def write(case, folder):
    """Empty a folder and write the files of a case there."""
    for entry in folder.iterdir():
        shutil.rmtree(entry) if entry.is_dir() else entry.unlink()
    for name, content in case.files.items():
        path = folder / name
        if "/" in name:
            path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def attempt(case, folder, seconds=TIME_LIMIT):
    """Run a case in a folder that it may fill. Raise Crash where eni-lint does not end as it should."""
    write(case, folder)
    before = Path.cwd()
    os.chdir(folder)
    try:
        with within(seconds):
            _run(case.how)
    except EniLintError:
        pass
    except Crash:
        raise
    except Hang as fault:
        raise Crash(f"hang in {_place(fault)}", "".join(traceback.format_exception(fault))) from None
    except (Exception, SystemExit, KeyboardInterrupt) as fault:  # noqa: BLE001 - that is what is looked for
        raise Crash(f"{type(fault).__name__} in {_place(fault)}", "".join(traceback.format_exception(fault))) from None
    finally:
        os.chdir(before)


def _place(fault):
    frames = traceback.extract_tb(fault.__traceback__)
    ours = [frame for frame in frames if f"{os.sep}eni_lint{os.sep}" in frame.filename]
    return f"{ours[-1].filename.rpartition(f'{os.sep}eni_lint{os.sep}')[2]}:{ours[-1].name}" if ours else "nowhere of ours"


def _run(how):
    loaded = load_config(Path(how["config"])) if how.get("config") else None
    if how.get("waivers"):
        read_waivers(how["waivers"])
    given = {
        "rule_packs": how.get("packs"),
        "only": how.get("only"),
        "profile": None if loaded or how.get("only") else "pedantic",
    }
    reading = ReadOptions(kind=how.get("kind", ""), template_parameters=how.get("parameters", []))
    if how.get("convert"):
        _convert(how, reading)
    request = Request(
        paths=how["paths"],
        reading=reading,
        settings=settle(loaded, given),
        keep_passes=how["keep_passes"],
        changes_only=how["changes_only"],
        over=how.get("over", []),
    )
    report = run(request)
    _look_at_checks(report, how)
    _report(report, how)


def _convert(how, reading):
    for read in read_scopes(how["paths"], reading):
        if isinstance(read, Scope):
            write_declared(read).text.encode()


def _look_at_checks(report, how):
    for scope in report.scopes:
        for errored in scope.errored:
            last = [line for line in errored.trace.splitlines() if f"{os.sep}eni_lint{os.sep}" in line][-1].strip()
            if "_truth" in last and how.get("packs"):
                continue  # an expression that no value of its type can be given to: the rule's author hears of that
            where = last.rpartition(f"{os.sep}eni_lint{os.sep}")[2].replace('", line', "").split()
            kind = errored.error.partition(":")[0]
            raise Crash(f"check {errored.rule_id}: {kind} in {where[0]}:{where[-1]}", errored.trace)


def _report(report, how):
    if how["redact"]:
        report = hidden(report, Redactor(KINDS, "secret"))
    name = how["format"]
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n")
    include = frozenset({"pass", "not-applicable", "absent"}) if how["keep_passes"] else frozenset()
    options = Options(verbose=how["verbose"], color="never", sarif_include=include, undetermined_notes=how["verbose"])
    REPORTERS[name](msgspec.structs.replace(report, exit_status=0), stream, options)
    stream.flush()
    text = stream.buffer.getvalue().decode()
    if name in PARSERS:
        try:
            PARSERS[name](text)
        except Exception as fault:  # noqa: BLE001 - a report that cannot be read is the worst crash
            raise Crash(f"broken report {name}: {fault}"[:80], text[:5000]) from None
