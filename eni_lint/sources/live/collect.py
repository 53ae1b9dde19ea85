"""Collects the answers of one account and region into a folder: whole files only, resumable after a cut."""

from __future__ import annotations

import gzip
import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint import __version__
from eni_lint.sources.live.bucket import TokenBucket
from eni_lint.sources.live.calls import CALLS, IDS, Call
from eni_lint.sources.live.folder import Folder, on_disk
from eni_lint.sources.live.manifest import (
    COMPLETE,
    FAILED,
    UNAVAILABLE,
    VERSION,
    CallRecord,
    Manifest,
    Trouble,
    write_manifest,
    written_whole,
)
from eni_lint.sources.live.troubles import is_gone, trouble_of
from eni_lint.sources.live.workers import as_done

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

THREADS = 4  # calls of one region at a time; the bucket says how fast


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """An account and region to collect, and how to make clients for it."""

    account: str
    region: str
    partition: str
    client: Any  # Callable[[str], a boto3 client of that service]


class Collected(msgspec.Struct, frozen=True, kw_only=True):
    """What came of collecting: the folder and its manifest; how many calls went over the wire."""

    folder: Path
    manifest: Manifest
    requests: int


class NoAnswer(Exception):  # noqa: N818 - no fault of ours
    """What AWS or the network said instead of an answer, as the cause of this."""


class Collection:
    """One account and region while it is collected."""

    def __init__(
        self,
        target: Target,
        root: Path,
        *,
        compress: bool = False,
        bucket: TokenBucket | None = None,
        tell: Callable[[Target, str], None] = lambda _target, _call: None,
    ) -> None:
        self.target = target
        self.folder = Folder(root, target.account, target.region)
        self.requests = 0
        self._compress = compress
        self._bucket = bucket or TokenBucket()
        self._tell = tell
        self._ids: dict[str, dict[str, None]] = {sort: {} for sort in IDS}
        self._clients: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._stopped: dict[str, Trouble] = {}  # by service: why nothing more is asked of it
        self._records: dict[str, CallRecord] = {}
        self._started = _now()

    def collect(self) -> Collected:
        """Make every call; one that is not answered is said in the manifest, and the others go on.

        Raises UsageError where the folder cannot be written to.
        """
        self._begin()
        for about_others in (False, True):
            for _ in as_done(self._call, [call for call in CALLS if bool(call.each) is about_others], THREADS):
                pass
        manifest = self._manifest(finished=True)
        self._write(manifest)
        self.folder.put_in_place()
        return Collected(folder=self.folder.final, manifest=manifest, requests=self.requests)

    # -- the folder ----------------------------------------------------------------------------------------------------

    def _begin(self) -> None:
        """Make the folder; keep what a run that was cut off has answered already."""
        kept = self.folder.begin()
        if kept is not None:
            self._started = kept.started
            for record in kept.calls:
                if record.status == COMPLETE and self._learn(record):
                    self._records[record.operation] = record
        self._write(self._manifest(finished=False))

    def _learn(self, record: CallRecord) -> bool:
        """Take the ids that later calls are about from an answer that is there already; False where it is not there whole."""
        call = next((call for call in CALLS if call.operation == record.operation), None)
        if call is None:
            return False
        try:
            content = (self.folder.partial / record.file).read_bytes()
            answer = json.loads(gzip.decompress(content) if record.file.endswith(".gz") else content)
            if record.records != sum(len(answer[result]) for result in call.results):
                return False
            for result in call.results:
                self._note_ids(call, answer[result])
        except (OSError, EOFError, ValueError, LookupError, TypeError, AttributeError):  # cut off by more than a signal
            return False
        return True

    def _write(self, manifest: Manifest) -> None:
        with on_disk(self.folder.partial):
            write_manifest(self.folder.partial, manifest)

    def _manifest(self, *, finished: bool) -> Manifest:
        return Manifest(
            eni_lint_snapshot=VERSION,
            account=self.target.account,
            region=self.target.region,
            partition=self.target.partition,
            started=self._started,
            ended=_now() if finished else "",
            finished=finished,
            tool_version=__version__,
            calls=[self._records[call.operation] for call in CALLS if call.operation in self._records],
        )

    # -- calls ---------------------------------------------------------------------------------------------------------

    def _call(self, call: Call) -> None:
        if call.operation in self._records:
            return
        self._tell(self.target, call.name)
        record = self._answered(call)
        with self._lock:
            self._records[call.operation] = record
            self._write(self._manifest(finished=False))

    def _answered(self, call: Call) -> CallRecord:
        trouble = self._stopped.get(call.service) or self._untold(call)
        if trouble is not None:
            return CallRecord(operation=call.operation, status=FAILED, error=trouble)
        name = call.file + (".gz" if self._compress else "")
        pages = records = 0
        try:
            with on_disk(self.folder.partial / name), self._file(self.folder.partial / name) as stream:
                writer = _Lists(stream, call.results)
                for page in self._pages(call):
                    pages += 1
                    for result in call.results:
                        found = call.trimmed(page.get(result) or [])
                        records += len(found)
                        writer.add(result, found)
                        self._note_ids(call, found)
                writer.close()
        except NoAnswer as fault:
            return self._unanswered(call, fault.__cause__ or fault, pages)
        except (AttributeError, LookupError, TypeError, ValueError) as fault:
            trouble = Trouble(code="StrangeAnswer", message=f"the answer is not as AWS writes it: {fault!r}")
            return CallRecord(operation=call.operation, status=FAILED, pages=pages, error=trouble)
        return CallRecord(operation=call.operation, status=COMPLETE, file=name, pages=pages, records=records)

    def _unanswered(self, call: Call, fault: BaseException, pages: int) -> CallRecord:
        status, stopped, trouble = trouble_of(fault)
        if status == UNAVAILABLE and not call.newer:  # every region has had it for years: whoever says so is not EC2
            status = FAILED
        if stopped:
            self._stopped[call.service] = trouble
        return CallRecord(operation=call.operation, status=status, pages=pages, error=trouble)

    @contextmanager
    def _file(self, path: Path) -> Iterator[Any]:
        with written_whole(path) as stream:
            if not self._compress:
                yield stream
                return
            # No time stamp: equal answers are equal files.
            with gzip.GzipFile(filename="", mode="wb", fileobj=stream, mtime=0) as compressed:
                yield compressed

    def _pages(self, call: Call) -> Iterator[dict[str, Any]]:
        for parameters in self._questions(call):
            yield from self._paged(call, parameters)

    def _questions(self, call: Call) -> list[dict[str, Any]]:
        if not call.each:
            return [dict(call.parameters)]
        return [{**call.parameters, **asked} for asked in IDS[call.each].questions(sorted(self._ids[call.each]))]

    def _untold(self, call: Call) -> Trouble | None:
        """Tell of the earlier calls without whose answers it is not known what to ask."""
        told_by = IDS[call.each].told_by if call.each else ()
        untold = [name for name in told_by if self._records[name].status != COMPLETE]
        if not untold:
            return None
        message = f"{' and '.join(untold)} gave no answer, so that it is not known what to ask about"
        return Trouble(code="NotAsked", message=message)

    def _paged(self, call: Call, parameters: dict[str, Any]) -> Iterator[dict[str, Any]]:
        size = {("MaxRecords" if call.service == "autoscaling" else "MaxResults"): call.page} if call.page else {}
        token: dict[str, str] = {}
        seen: set[str] = set()
        while True:
            page = self._asked(call, {**parameters, **size, **token})
            if page is None:
                return
            yield page
            more = page.get("NextToken")
            if not more:
                return
            if more in seen:  # an endpoint that gives the same page again and again
                raise NoAnswer(f"{call.operation} gave the token of a page that was read already")
            seen.add(more)
            token = {"NextToken": more}

    def _asked(self, call: Call, parameters: dict[str, Any]) -> dict[str, Any] | None:
        """Make one request; None when what it is about was deleted since it was listed."""
        self._bucket.take()
        with self._lock:
            self.requests += 1
        try:
            page: dict[str, Any] = getattr(self._client(call.service), call.method)(**parameters)
        except Exception as fault:
            if call.each and is_gone(fault):
                return None
            raise NoAnswer(str(fault)) from fault
        # A portal that answers everything with its own page reads as an answer in which nothing is.
        if not any(result in page for result in call.results) and not page.get("ResponseMetadata", {}).get("RequestId"):
            raise NoAnswer("the answer is none of AWS's: it has neither results nor a request id")
        return page

    def _client(self, service: str) -> Any:
        with self._lock:
            if service not in self._clients:
                self._clients[service] = self.target.client(service)
            return self._clients[service]

    def _note_ids(self, call: Call, found: Iterable[dict[str, Any]]) -> None:
        """Note what later calls are to be asked about: subnets, and the images and types of instances and templates."""
        ids = self._ids
        for thing in found:
            if call.operation == "DescribeSubnets":
                ids["subnets"][thing["SubnetId"]] = None
            elif call.operation == "DescribeInstances":
                for instance in thing.get("Instances", ()):
                    self._note_host(instance)
            elif call.operation == "DescribeLaunchTemplateVersions":
                self._note_host(thing.get("LaunchTemplateData", {}))

    def _note_host(self, host: dict[str, Any]) -> None:
        image, kind = host.get("ImageId"), host.get("InstanceType")
        if isinstance(image, str) and image.startswith("ami-"):  # not the parameter of Systems Manager that names one
            self._ids["images"][image] = None
        if isinstance(kind, str) and kind:
            self._ids["instance types"][kind] = None


class _Lists:
    """Writes a JSON object of lists page by page. The lists after the first are kept until it ends: they are short."""

    def __init__(self, stream: Any, names: tuple[str, ...]) -> None:
        self._stream = stream
        self._first = names[0]
        self._later: dict[str, list[Any]] = {name: [] for name in names[1:]}
        self._comma = b""
        stream.write(b'{"%s": [' % self._first.encode())

    def add(self, name: str, found: Iterable[Any]) -> None:
        """Add the elements of one page."""
        if name != self._first:
            self._later[name] += found
            return
        for element in found:
            self._stream.write(self._comma + b"\n" + _encoded(element))
            self._comma = b","

    def close(self) -> None:
        """Write the rest."""
        self._stream.write(b"\n]")
        for name, found in self._later.items():
            self._stream.write(b',\n"%s": [\n%s\n]' % (name.encode(), b",\n".join(map(_encoded, found))))
        self._stream.write(b"}\n")


def _encoded(element: Any) -> bytes:
    return msgspec.json.encode(element)  # times become ISO 8601, as the AWS CLI prints them


def _now() -> str:
    return datetime.now(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
