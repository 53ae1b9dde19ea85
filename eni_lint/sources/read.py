"""Reads what was named into scopes: every file is one of its own, the describe output of one folder is one snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from eni_lint.documents import Document, JsonSpans, Lines, looks_like_json, parse_json, parse_yaml, read_bytes, utf8_bytes
from eni_lint.errors import SourceError
from eni_lint.sources.describe.recognise import folder_hints
from eni_lint.sources.detect import (
    IN_WORDS,
    NOT_YET,
    Kind,
    json_heads,
    kind_of_json,
    kind_of_yaml,
    looks_like_ours,
)
from eni_lint.sources.files import Named, find, snapshot_folder
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.inventory.inventory import Inventory

CAN_READ = (
    "eni-lint reads Terraform plans as JSON (terraform show -json PLANFILE), its own declared YAML (top-level key eni_lint) "
    "and the JSON that 'aws ec2 describe-*' prints."
)

ANY_TAG = {"*": lambda value, _kind: value}  # what a file that is not ours may be tagged with is no matter


class _File(msgspec.Struct, frozen=True, eq=False):
    named: Named
    kind: Kind
    content: bytes  # UTF-8


def read_scopes(paths: Sequence[str], options: ReadOptions | None = None) -> Iterator[Scope | SourceError]:
    """Read all that the paths name; an input that cannot be read is given as its error, in its turn."""
    options = options or ReadOptions()
    snapshots: dict[str, list[_File]] = {}
    for named in find(paths):
        if isinstance(named, SourceError):
            yield named
            continue
        try:
            file = _identify(named, Kind(options.kind))
            if file is None:
                continue
            if file.kind is Kind.DESCRIBE:
                snapshots.setdefault(snapshot_folder(named.path), []).append(file)
                continue
            yield from READERS[file.kind](file.content, named.path, options)
        except SourceError as fault:
            yield fault
    for folder, files in snapshots.items():
        yield _read_snapshot(folder, files)


def _identify(named: Named, forced: Kind) -> _File | None:
    """Read a file and tell its kind; None for a file of a folder that is none of ours."""
    content = read_bytes(named.path)
    try:
        content = utf8_bytes(content, named.path)
    except SourceError:
        if named.explicit or looks_like_ours(content):
            raise
        return None
    heads = json_heads(content)
    found = kind_of_json(heads) if heads is not None else kind_of_yaml(content)
    kind = forced or found
    if found in READABLE and found is not kind:
        raise SourceError(
            f"--kind says {kind.value}, but this looks like {found.value}",
            where=named.path,
            do="Leave --kind out: eni-lint tells the kind of each file by its content.",
        )
    if kind in READABLE:
        return _File(named, kind, content)
    if not named.explicit and not (heads is None and looks_like_ours(content)):
        return None
    raise _cannot(named.path, kind, content)


def _cannot(path: str, kind: Kind, content: bytes) -> SourceError:
    """Say why a file cannot be checked: it cannot be parsed, it is something else that we know, or nothing that we know."""
    if kind in NOT_YET:
        return SourceError(f"this is {IN_WORDS[kind]}", where=path, do=NOT_YET[kind])
    try:
        data = parse_json(content, path) if looks_like_json(content) else parse_yaml(content.decode(), path, tags=ANY_TAG)[0]
    except SourceError as fault:
        return fault
    shapes: dict[type, str] = {dict: "a mapping", list: "a list", str: "plain text"}
    shape = shapes.get(type(data), "a single value")
    keys = f" with the keys {', '.join(sorted(map(str, data))[:5])}" if isinstance(data, dict) and data else ""
    return SourceError(f"this is {shape}{keys}, and nothing that can be checked", where=f"{path}:1:1", do=CAN_READ)


# Each source is imported for those who have such files: a hook pays for no other.


def _read_plan(content: bytes, path: str, _options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.terraform.plan import plan_notes, plan_places, read_plan  # noqa: PLC0415

    data = parse_json(content, path)
    document = Document(path, Kind.TERRAFORM_PLAN.value, data, content, spans=JsonSpans(Lines(content)), places=plan_places(data))
    yield _scope(document, read_plan(document), plan_notes(data))


def _read_declared(content: bytes, path: str, _options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.declared import parse_declared, read_declared  # noqa: PLC0415

    document = parse_declared(content, path)
    yield _scope(document, read_declared(document))


def _scope(document: Document, inventory: Inventory, notes: Sequence[str] = ()) -> Scope:
    return Scope(name=document.path, kind=document.kind, inventory=inventory, documents=[document], notes=list(notes))


Reader = Callable[[bytes, str, ReadOptions], "Iterator[Scope | SourceError]"]

READERS: dict[Kind, Reader] = {Kind.TERRAFORM_PLAN: _read_plan, Kind.DECLARED: _read_declared}
"""The kinds of which every file is read on its own; describe output is read a folder at a time."""

READABLE = frozenset({*READERS, Kind.DESCRIBE})


def _read_snapshot(folder: str, files: Sequence[_File]) -> Scope | SourceError:
    from eni_lint.sources.describe import read_snapshot  # noqa: PLC0415 - likewise

    name = files[0].named.path if len(files) == 1 else folder
    try:
        snapshot = read_snapshot([(f.named.path, f.content) for f in files], name)
    except SourceError as fault:
        return fault
    account, region = _where(snapshot.inventory, files[0].named.path)
    return Scope(
        name=name,
        kind=Kind.DESCRIBE.value,
        inventory=snapshot.inventory,
        documents=list(snapshot.documents),
        notes=list(snapshot.notes),
        faults=list(snapshot.faults),
        instance_types=list(snapshot.instance_types),
        account=account,
        region=region,
    )


def _where(inventory: Inventory, path: str) -> tuple[str, str]:
    """Tell account and region of a snapshot: what most of its objects say, else the folders it lies in."""
    kinds = (inventory.interfaces, inventory.instances, inventory.subnets, inventory.security_groups)
    said: Counter[tuple[str, str]] = Counter()
    for kind in kinds:
        for thing in kind[:1000]:
            parts = thing.origin.identity.split(":")
            if len(parts) > 5:  # arn:partition:service:region:account:resource
                said[parts[4], parts[3]] += 1
    if said:
        return said.most_common(1)[0][0]
    account, region = folder_hints(path)
    return account or "", region or ""
