"""Reads what was named into scopes: every file is one of its own, the describe output of one folder is one snapshot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from eni_lint.documents import Document, JsonSpans, Lines, looks_like_json, parse_json, parse_yaml, read_bytes, utf8_bytes
from eni_lint.errors import SourceError
from eni_lint.sources.describe.recognise import folder_hints
from eni_lint.sources.detect import Kind, json_heads, kind_of_json, kind_of_yaml, looks_like_ours
from eni_lint.sources.files import Named, check_source_root, find, snapshot_folder, source_folders
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.inventory.inventory import Inventory

CAN_READ = (
    "eni-lint reads Terraform plans as JSON (terraform show -json PLANFILE), states and folders of .tf files, its own declared "
    "YAML (top-level key eni_lint) and the JSON that 'aws ec2 describe-*' prints."
)

ANY_TAG = {"*": lambda value, _kind: value}  # what a file that is not ours may be tagged with is no matter


class _File(msgspec.Struct, frozen=True, eq=False):
    named: Named
    kind: Kind
    content: bytes  # UTF-8


class _Later(msgspec.Struct, eq=False):
    """What is read when all files are known: captured calls, modules (but those a plan tells of), what templates did not use."""

    snapshots: dict[str, list[_File]] = {}
    modules: list[str] = []
    planned: set[str] = set()
    parameters: set[str] = set()


def read_scopes(paths: Sequence[str], options: ReadOptions | None = None) -> Iterator[Scope | SourceError]:
    """Read all that the paths name; an input that cannot be read is given as its error, in its turn.

    Raises UsageError before anything is read where the options cannot be met.
    """
    options = options or ReadOptions()
    check_source_root(options.source_root)
    later = _Later()
    for named in find(paths):
        if isinstance(named, SourceError):
            yield named
        elif named.module:
            later.modules.append(named.path)
        elif not _is_left_out(named, options):
            yield from _read_one(named, options, later)
    for folder, files in later.snapshots.items():
        yield _read_snapshot(folder, files)
    if later.modules and options.kind in ("", Kind.TERRAFORM):
        from eni_lint.sources.hcl.read import read_modules  # noqa: PLC0415 - only for those who have some

        yield from read_modules(later.modules, options, later.planned)
    yield from _unused_parameters(options, later.parameters)


def _read_one(named: Named, options: ReadOptions, later: _Later) -> Iterator[Scope | SourceError]:
    """Read one file, or keep it for later."""
    if options.only_ours:
        named = Named(named.path, explicit=False)  # as if it were found in a folder
    try:
        file = _identify(named, Kind(options.kind))
        if file is None:
            return
        if file.kind in CAPTURED:
            later.snapshots.setdefault(snapshot_folder(named.path), []).append(file)
            return
        yield from _counted(READERS[file.kind](file.content, named.path, options), later.parameters)
        if file.kind is Kind.TERRAFORM_PLAN:
            later.planned.add(str(Path(named.path).parent))
    except SourceError as fault:
        yield fault


def _counted(scopes: Iterator[Scope | SourceError], parameters: set[str]) -> Iterator[Scope | SourceError]:
    """Pass scopes on, and note the parameters that their templates have."""
    for scope in scopes:
        parameters.update(scope.parameters if isinstance(scope, Scope) else ())
        yield scope


def _unused_parameters(options: ReadOptions, parameters: set[str]) -> Iterator[SourceError]:
    if options.template_parameters:
        from eni_lint.sources.cloudformation.given import read_given, unused  # noqa: PLC0415 - only for those who give some

        yield from unused(read_given(options.template_parameters), parameters)


def _is_left_out(named: Named, options: ReadOptions) -> bool:
    """Tell whether the configuration leaves a file out; what the user named counts all the same, unless told."""
    if options.wanted is None or named.path == "-" or (named.explicit and not options.force_exclude):
        return False
    return not options.wanted(named.path)


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
    if found is not kind and not named.explicit:
        return None
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
    raise _cannot(named.path, content)


def _cannot(path: str, content: bytes) -> SourceError:
    """Say why a file cannot be checked: it cannot be parsed, it is something else that we know, or nothing that we know."""
    try:
        data = parse_json(content, path) if looks_like_json(content) else parse_yaml(content.decode(), path, tags=ANY_TAG)[0]
    except SourceError as fault:
        return fault
    shapes: dict[type, str] = {dict: "a mapping", list: "a list", str: "plain text"}
    shape = shapes.get(type(data), "a single value")
    keys = f" with the keys {', '.join(sorted(map(str, data))[:5])}" if isinstance(data, dict) and data else ""
    return SourceError(f"this is {shape}{keys}, and nothing that can be checked", where=f"{path}:1:1", do=CAN_READ)


# Each source is imported for those who have such files: a hook pays for no other.


def _read_plan(content: bytes, path: str, options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.terraform.plan import plan_notes, plan_places, plan_root, read_plan  # noqa: PLC0415

    data = parse_json(content, path)
    folders = source_folders(path, options.source_root) if options.use_sources and isinstance(data, dict) else []
    source = written = None
    notes: list[str] = []
    if folders:
        from eni_lint.sources.hcl.planned import source_of_plan  # noqa: PLC0415 - only for plans whose source is there

        source, written, told = source_of_plan(data, plan_root(data)[0], folders)
        notes += told
    document = Document(
        path,
        Kind.TERRAFORM_PLAN.value,
        data,
        content,
        spans=JsonSpans(Lines(content)),
        places=plan_places(data),
        written=written,
    )
    inventory = read_plan(document, source)
    yield _scope(document, inventory, [*notes, *plan_notes(data), *(source.notes() if source else ())])


def _read_state(content: bytes, path: str, _options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.terraform.state import read_state_file  # noqa: PLC0415

    yield _scope(*read_state_file(content, path))


def _read_declared(content: bytes, path: str, _options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.declared import parse_declared, read_files  # noqa: PLC0415

    document = parse_declared(content, path)
    inventory, documents = read_files(document)
    types = document.data.get("instance_types") or []
    yield Scope(name=path, kind=document.kind, inventory=inventory, documents=documents, instance_types=types)


def _read_config(content: bytes, path: str, _options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.aws_config import read_config  # noqa: PLC0415

    return read_config(content, path)


def _read_template(content: bytes, path: str, options: ReadOptions) -> Iterator[Scope | SourceError]:
    from eni_lint.sources.cloudformation.read import read_cloudformation  # noqa: PLC0415

    yield read_cloudformation(content, path, options)


def _scope(document: Document, inventory: Inventory, notes: Sequence[str] = ()) -> Scope:
    return Scope(name=document.path, kind=document.kind, inventory=inventory, documents=[document], notes=list(notes))


Reader = Callable[[bytes, str, ReadOptions], "Iterator[Scope | SourceError]"]

READERS: dict[Kind, Reader] = {
    Kind.TERRAFORM_PLAN: _read_plan,
    Kind.TERRAFORM_STATE: _read_state,
    Kind.DECLARED: _read_declared,
    Kind.AWS_CONFIG: _read_config,
    Kind.CLOUDFORMATION: _read_template,
}
"""The kinds of which every file is read on its own; describe output is read a folder at a time."""

CAPTURED = frozenset({Kind.DESCRIBE, Kind.MANIFEST})
READABLE = frozenset({*READERS, *CAPTURED})


def _read_snapshot(folder: str, files: Sequence[_File]) -> Scope | SourceError:
    from eni_lint.sources.describe import read_snapshot  # noqa: PLC0415 - likewise

    name = files[0].named.path if len(files) == 1 else folder
    manifest, faults = None, []
    try:
        told = next((f for f in files if f.kind is Kind.MANIFEST), None)
        if told is not None:
            from eni_lint.sources.describe.manifests import apply, manifest_of  # noqa: PLC0415 - likewise

            manifest = manifest_of(told.content, told.named.path)
        snapshot = read_snapshot([(f.named.path, f.content) for f in files if f is not told], name)
        if manifest is not None and told is not None:
            faults = apply(manifest, snapshot.inventory, told.named.path)
    except SourceError as fault:
        return fault
    account, region = (manifest.account, manifest.region) if manifest else _where(snapshot.inventory, files[0].named.path)
    return Scope(
        name=name,
        kind=Kind.DESCRIBE.value,
        inventory=snapshot.inventory,
        documents=list(snapshot.documents),
        notes=list(snapshot.notes),
        faults=[*snapshot.faults, *faults],
        instance_types=list(snapshot.instance_types),
        account=account,
        region=region,
        captured=manifest.ended if manifest else "",
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
