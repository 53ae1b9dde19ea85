r"""Rebuilds the bundled catalogue. For maintainers; nothing else imports it.

The refresh, from the repository's root and with credentials that allow DescribeInstanceTypes::

    aws ec2 describe-instance-types --output json > described.json
    python -m eni_lint.catalog.build --describe described.json \
        --facts eni_lint/catalog/instance-types.json --output eni_lint/catalog/instance-types.json

``--facts`` adds what the API does not tell: trunking, branch interfaces, retired types. It takes the bundle itself (as above:
what the new output does not have is kept, and a type that is gone is dated) or a file of merged public facts
(``eni-lint/instance-type-facts/1``), whose names outside the API's ``InstanceType`` enum are left out.

The committed bundle was made from moto's copy of the API's output, and is remade byte for byte where moto 5.2.5 is unpacked::

    python -m eni_lint.catalog.build --describe moto/ec2/resources/instance_types.json.gz \
        --source "getmoto/moto 5.2.5, moto/ec2/resources/instance_types.json.gz" --captured 2026-10-27 \
        --captured-is "the newest possible day; the output is probably of 2026-10-01" \
        --facts eni_lint/catalog/instance-types.json --output eni_lint/catalog/instance-types.json

The first time, ``--facts`` was ``instance-types.facts.json``, merged from the public lists that the bundle names as ``sources``.
"""

from __future__ import annotations

import argparse
import gzip
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import msgspec
from msgspec.structs import replace

from eni_lint.catalog.bundle import SCHEMA, Bundle, bundle_bytes, read_bundle
from eni_lint.catalog.describe import record_of
from eni_lint.catalog.merged_facts import FACTS_SCHEMA, read_merged_facts
from eni_lint.catalog.record import API, PAST, Record
from eni_lint.errors import EniLintError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

DESCRIBED = "describe"
CAPTURED_IS = "the day of the capture"
SOURCE = "aws ec2 describe-instance-types"


class Facts(NamedTuple):
    """What is known besides the API's newest output."""

    records: Mapping[str, Record] = {}
    captured: str = ""  # the day of the API output behind its records of status api
    sources: Mapping[str, dict[str, str]] = {}
    names_only: Sequence[str] = ()


def build(described: Mapping[str, Record], facts: Facts, *, captured: str, captured_is: str, source: str) -> Bundle:
    """Merge: the API's newest output wins, the facts fill what it does not say."""
    records = {name: _retired(record, facts.captured) for name, record in facts.records.items() if name not in described}
    records |= {name: _filled(record, facts.records.get(name)) for name, record in described.items()}
    told = {"project": source, "date": captured, "kind": f"captured DescribeInstanceTypes, {len(described)} types"}
    return Bundle(
        captured=captured,
        captured_is=captured_is,
        sources={**facts.sources, DESCRIBED: told},
        names_only=tuple(sorted(set(facts.names_only) - records.keys())),
        types={name: msgspec.Raw(msgspec.json.encode(records[name])) for name in sorted(records)},
    )


def _retired(record: Record, captured: str) -> Record:
    """Date a type that the API once told of and no longer does."""
    return replace(record, status=PAST, as_of=captured) if record.status == API else record


def _filled(told: Record, known: Record | None) -> Record:
    """Fill what the API does not say; not with what contradicts it."""
    if known is None:
        return told
    outdated = {"as_of"}
    if known.cards and sum(run.enis * run.count for run in known.cards) != (told.enis or known.enis):
        outdated.add("cards")
    if told.efa_supported and not known.efa:
        outdated.add("efa")
    if told.secondary_supported and not known.secondary:
        outdated.add("secondary")
    holes = [name for name in Record.__struct_fields__ if name not in outdated and getattr(told, name) is None]
    filled = replace(told, **{name: getattr(known, name) for name in holes})
    return replace(
        filled,
        efa_supported=None if filled.efa is not None else filled.efa_supported,
        secondary_supported=None if filled.secondary is not None else filled.secondary_supported,
        network_cards=None if filled.cards is not None else filled.network_cards,
    )


# -- reading -----------------------------------------------------------------------------------------------------------


def read_described(paths: Iterable[Path]) -> tuple[dict[str, Record], list[str]]:
    """Read DescribeInstanceTypes output; also tells of types on which two files differ (the later file wins)."""
    records: dict[str, Record] = {}
    differing = []
    for path in paths:
        for info in _infos(_decoded(path), path):
            name, record = record_of(info)
            if records.setdefault(name, record) != record:
                differing.append(f"{name}: {path.name} differs from a file before it, and is used")
                records[name] = record
    return records, differing


def _infos(data: object, path: Path) -> Iterator[dict[str, object]]:
    """Find the InstanceTypeInfo elements in AWS's shape, a bare list, a list of pages, or moto's {type: info}."""
    if isinstance(data, dict):
        if "InstanceType" in data:
            yield data
            return
        data = data["InstanceTypes"] if "InstanceTypes" in data else list(data.values())
    if not isinstance(data, list) or not data:
        raise SourceError("no output of DescribeInstanceTypes", where=str(path), do="aws ec2 describe-instance-types > FILE")
    for item in data:
        yield from _infos(item, path)


def read_facts(path: Path | None) -> Facts:
    """Read a bundle or a file of merged facts; nothing without a path."""
    if path is None:
        return Facts()
    data = _decoded(path)
    schema = data.get("schema") if isinstance(data, dict) else None
    if schema == SCHEMA:
        bundle = read_bundle(path)
        records = {name: bundle.record(name) for name in bundle.types}
        return Facts(records, bundle.captured, bundle.sources, bundle.names_only)
    if schema == FACTS_SCHEMA:
        return Facts(*read_merged_facts(data))
    raise SourceError(f"its schema is {schema}, not {SCHEMA} or {FACTS_SCHEMA}", where=str(path))


def _decoded(path: Path) -> object:
    try:
        text = path.read_bytes()
        return msgspec.json.decode(gzip.decompress(text) if path.suffix == ".gz" else text)
    except (OSError, EOFError, msgspec.DecodeError) as error:
        raise SourceError(f"cannot be read: {error}", where=str(path)) from error


# -- telling what changed ----------------------------------------------------------------------------------------------


def changes(old: Bundle, new: Bundle) -> list[str]:
    """Tell what differs: types added, types removed, facts changed."""
    lines = [f"captured: {old.captured} -> {new.captured}"] if old.captured != new.captured else []
    lines += [f"+ {name}" for name in sorted(new.types.keys() - old.types.keys())]
    lines += [f"- {name}" for name in sorted(old.types.keys() - new.types.keys())]
    for name in sorted(new.types.keys() & old.types.keys()):
        before, after = old.record(name), new.record(name)
        lines += [
            f"~ {name}: {field} {_shown(getattr(before, field))} -> {_shown(getattr(after, field))}"
            for field in Record.__struct_fields__
            if getattr(before, field) != getattr(after, field)
        ]
    return lines


def _shown(value: object) -> str:
    return "not known" if value is None else msgspec.json.encode(value).decode()


# -- the command -------------------------------------------------------------------------------------------------------


def main(argv: Sequence[str] | None = None) -> int:
    """Build the bundle, tell what changed, write it."""
    parser = argparse.ArgumentParser(
        prog="python -m eni_lint.catalog.build", description="Rebuild the catalogue of instance types."
    )
    parser.add_argument(
        "--describe", type=Path, nargs="+", required=True, metavar="FILE", help="DescribeInstanceTypes output (.gz too)"
    )
    parser.add_argument("--facts", type=Path, metavar="FILE", help="a bundle or merged facts: adds what the API does not tell")
    parser.add_argument("--captured", metavar="DATE", help="the day of the output (default: the day its file was last written)")
    parser.add_argument(
        "--captured-is", default=CAPTURED_IS, metavar="TEXT", help=f"how sure that day is (default: {CAPTURED_IS})"
    )
    parser.add_argument("--source", default=SOURCE, metavar="TEXT", help=f"where the output comes from (default: {SOURCE})")
    parser.add_argument("--output", type=Path, required=True, metavar="FILE")
    options = parser.parse_args(argv)
    try:
        lines = _run(options)
    except EniLintError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_status
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    return 0


def _run(options: argparse.Namespace) -> list[str]:
    described, lines = read_described(options.describe)
    new = build(
        described,
        read_facts(options.facts),
        captured=options.captured or _written(options.describe),
        captured_is=options.captured_is,
        source=options.source,
    )
    changed = changes(read_bundle(options.output), new) if options.output.exists() else ["a new file"]
    options.output.write_bytes(bundle_bytes(new))
    return [*lines, *(changed or ["nothing changed"]), f"{options.output.name}: {len(new.types)} types"]


def _written(paths: Iterable[Path]) -> str:
    newest = max(path.stat().st_mtime for path in paths)
    return datetime.fromtimestamp(newest, UTC).date().isoformat()


if __name__ == "__main__":
    sys.exit(main())
