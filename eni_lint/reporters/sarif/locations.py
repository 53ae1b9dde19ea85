"""Where results point: files relative to the root, virtual files for captured resources, and the names of resources."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

import msgspec
import sarif_om as om

from eni_lint.documents import Document, Span, split_pointer
from eni_lint.inventory.origin import Origin, Place
from eni_lint.reporters.places import is_secret, is_written, sight, text_at
from eni_lint.reporters.sarif.evidence import (
    CAPTURED,
    REDACTED,
    Region,
    Resource,
    evidence_text,
    find_property,
    find_resource,
    value_at,
)
from eni_lint.reporters.sarif.hashes import sha256_of
from eni_lint.reporters.sarif.serialise import Ready, plain
from eni_lint.reporters.sarif.words import message

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from eni_lint.reporters.report import ScopeReport
    from eni_lint.reporters.sarif.uris import Uris

SOURCES, EVIDENCE = "%SRCROOT%", "EVIDENCE"
BASES = {SOURCES: "The root of the repository.", EVIDENCE: "Evidence about captured resources, a file each."}
TERRAFORM = "terraform"  # begins the kinds of what Terraform wrote
BARE = "terraform"  # a configuration without a plan: eni-lint makes the data, and no file holds them


class Located(msgspec.Struct, frozen=True, eq=False):
    """A place in SARIF's terms. ``document`` or ``resource`` is behind the URI; ``through`` are the places on the way to it."""

    uri: str
    region: Region
    precision: str
    place: Place
    document: Document
    resource: Resource | None = None
    through: tuple[tuple[Document, Span, str], ...] = ()
    found: bool = False  # in a file that people wrote, and not in what was made from it
    arn: str = ""  # where Terraform knows it


class Artifacts:
    """The files that the results of one run point at, numbered in the order in which they come up."""

    captures = True  # whether results point at the captured file beside the evidence

    def __init__(self, uris: Uris, scope: ScopeReport) -> None:
        self._uris = uris
        self._scope = scope
        self._entries: dict[str, tuple[Ready, Document, Resource | None]] = {}
        self._pointed: set[str] = set()  # the files that results stand in
        self._made: dict[str, Located] = {}  # plans and states by path, where results stand in the files they were made from
        self._captures: dict[str, Ready] = {}
        self._last: tuple[Any, ...] = (None,)  # the resource that was named last, which is often the next one too
        self._named: tuple[Any, ...] = (None,)  # likewise
        self.hid = False  # whether a secret was left out

    def locate(self, place: Place) -> Located:
        """Find a place: the property in its evidence, the lines of the attribute or of the object, or else the file."""
        document = place.origin.document
        if document.kind in CAPTURED:
            resource, region = self._evidence(place)
            return Located(resource.uri, region, "virtual", place, document, resource)
        seen = sight(place)
        uri = self._uris.of(seen.document.path)
        span = seen.span
        if span is None:
            return Located(uri, Region(1), "file", place, seen.document)
        if seen.found and document.kind != BARE and document.path not in self._made:
            self._made[document.path] = Located(self._uris.of(document.path), Region(1), "file", place, document)
        snippet = snippet_of(seen.document, span)
        if snippet is not None and is_secret(document, seen.pointer):
            snippet = None
        region = _region(span, snippet)
        precision = "resource" if seen.whole else "attribute"
        arn = _arn(place.origin) if document.kind.startswith(TERRAFORM) else ""
        return Located(uri, region, precision, place, seen.document, None, seen.through, seen.found, arn)

    def _evidence(self, place: Place) -> tuple[Resource, Region]:
        if self._last[0] is not place.origin:
            self._last = (place.origin, *find_resource(place.origin, self._scope))
        _, resource, base, value = self._last
        return resource, find_property(place, base, value)

    def result_location(self, located: Located) -> Ready:
        """Make the location of a result."""
        self._pointed.add(located.uri)
        if located.resource:
            base = split_pointer(located.resource.pointer)
            # What belongs to it is in the same resource as likely as not.
            self._last = (located.place.origin, located.resource, base, value_at(located.document, located.resource.pointer))
        return self.location(located)

    def location(self, located: Located, *, number: int = -1, caption: str = "") -> Ready:
        """Make a location, as plain data: most of a log is locations. A related one has a number and a caption."""
        if self._named[0] is not located.place.origin:
            self._named = (located.place.origin, _names(located))
        told: dict[str, Any] = {
            "physicalLocation": {"artifactLocation": self.file(located).data, "region": _written_region(located.region)},
            "logicalLocations": self._named[1],
        }
        if number >= 0:
            told["id"] = number
        if caption:
            told["message"] = {"text": _caption(caption)}
        return Ready(told)

    def way(self, located: Located) -> list[tuple[Located, str]]:
        """Give the places on the way to one, with captions: the file of a module that is not in the repository."""
        return [
            (Located(self._uris.of(document.path), _region(span, None), "resource", located.place, document), caption)
            for document, span, caption in located.through
        ]

    def capture(self, document: Document, number: int) -> Ready:
        """Point at the file that holds a captured resource, without a search for its lines."""
        made = self._captures.get(document.path)
        if made is None:
            where = Located(self._uris.of(document.path), Region(1), "file", Place(Origin(document, "", "")), document)
            made = self._captures[document.path] = Ready(plain(self.file(where)))
        physical = {"artifactLocation": made.data, "region": {"startLine": 1}}
        return Ready({"id": number, "message": {"text": "The file with the captured answer."}, "physicalLocation": physical})

    def file(self, located: Located) -> Ready:
        """Give the location of a file, which gets its number when it comes up first."""
        entry = self._entries.get(located.uri)
        if entry is None:
            base = EVIDENCE if located.resource else SOURCES
            location = om.ArtifactLocation(uri=located.uri, uri_base_id=base, index=len(self._entries))
            entry = (Ready(plain(location)), located.document, located.resource)
            self._entries[located.uri] = entry
        return entry[0]

    def listed(self) -> Iterator[Any]:
        """Describe the files, when all results are out."""
        for made in self._made.values():
            self.file(made)
        for uri, entry in self._entries.items():
            yield self._artifact(uri, *entry)

    def bases(self) -> Any:
        """Describe the bases of the files' URIs."""
        return described({EVIDENCE if resource else SOURCES for *_, resource in self._entries.values()} or {SOURCES})

    def _artifact(self, uri: str, location: Ready, document: Document, resource: Resource | None) -> Any:
        if resource:
            text = evidence_text(document, resource)
            self.hid = self.hid or REDACTED in text
            file = {
                "location": location.data,
                "mimeType": "application/json",
                "roles": ["resultFile"],
                "contents": {"text": text},
            }
            return Ready(file)
        roles = [
            *(["analysisTarget"] if document.kind != "terraform-source" or self._scope.kind == BARE else []),
            *(["resultFile"] if uri in self._pointed else []),
        ]
        digest = sha256_of(document)
        return om.Artifact(
            location=location,
            roles=roles or None,
            hashes={"sha-256": digest} if digest else None,
            **_sort(document),
        )


def _written_region(region: Region) -> dict[str, Any]:
    """Write a region."""
    if region.end_line is None:
        return {"startLine": region.start_line}
    data: dict[str, Any] = {
        "startLine": region.start_line,
        "startColumn": region.start_column,
        "endLine": region.end_line,
        "endColumn": region.end_column,
    }
    if region.snippet:
        data["snippet"] = {"text": region.snippet}
    return data


@lru_cache(maxsize=1024)
def _caption(text: str) -> str:
    return message(text)


def _sort(document: Document) -> dict[str, str]:
    """Tell the type of a file, or the language for which there is no type."""
    if document.path.endswith(".json") or not is_written(document) or document.text[:1] == "{":
        return {"mime_type": "application/json"}
    return {"source_language": "hcl"} if document.kind == "terraform-source" else {"mime_type": "application/yaml"}


def _region(span: Span, snippet: str | None) -> Region:
    return Region(span.start_line, span.start_column, span.end_line, span.end_column, snippet)


def snippet_of(document: Document, span: Span) -> str | None:
    """Give the text of a place in one line of what people wrote."""
    if is_written(document) and span.end_line == span.start_line and span.end_column > span.start_column:
        return text_at(document, span)
    return None


def described(bases: Collection[str]) -> dict[str, Any]:
    """Describe the bases of URIs; no local path is told."""
    return {base: om.ArtifactLocation(description=om.Message(text=text)) for base, text in BASES.items() if base in bases}


def _names(located: Located) -> list[dict[str, str]]:
    """Name the resource, and for what a program wrote the object in it too."""
    origin = located.place.origin
    if located.resource:
        return [_logical(located.resource.resource_id, located.resource.name, "resource")]
    if origin.document.kind.startswith(TERRAFORM):
        names = [_logical(last_step(origin.address), origin.address, "resource")]
        if located.arn:
            names.append(_logical(located.arn.rpartition(":")[2].rpartition("/")[2], located.arn, "resource"))
        pointer = "" if origin.document.kind == BARE else origin.pointer
        if pointer:
            names.append(_logical(pointer.rsplit("/", 1)[-1], pointer, "object"))
        return names
    return [_logical(origin.address, origin.identity or origin.address, "resource")]


def _arn(origin: Origin) -> str:
    """Give the ARN of a resource that Terraform knows already."""
    try:
        value = origin.document.value(origin.pointer)
    except LookupError:
        return ""
    arn = value.get("arn") if isinstance(value, dict) else None
    known = isinstance(arn, str) and arn.startswith("arn:") and not is_secret(origin.document, f"{origin.pointer}/arn")
    return str(arn) if known else ""


def last_step(address: str) -> str:
    """Give the last step of a Terraform address with its index: ``nat["a"]`` of ``module.edge.aws_eip.nat["a"]``."""
    index = address.rfind('["') if address.endswith('"]') else address.rfind("[") if address.endswith("]") else len(address)
    return address[address.rfind(".", 0, max(index, 0)) + 1 :]


def _logical(name: str, full: str, kind: str) -> dict[str, str]:
    return {"name": name, "fullyQualifiedName": full, "kind": kind}
