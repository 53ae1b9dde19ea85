"""Where results point: files relative to the root, virtual files for captured resources, and the names of resources."""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import msgspec
import sarif_om as om

from eni_lint.inventory.origin import Origin, Place
from eni_lint.reporters.harmless import in_text
from eni_lint.reporters.places import is_written, point_at
from eni_lint.reporters.sarif.evidence import CAPTURED, REDACTED, Region, Resource, evidence_text, find_evidence
from eni_lint.reporters.sarif.serialise import Ready, plain
from eni_lint.reporters.sarif.words import message

if TYPE_CHECKING:
    from collections.abc import Collection

    from eni_lint.documents import Document
    from eni_lint.reporters.report import ScopeReport

SOURCES, EVIDENCE = "%SRCROOT%", "EVIDENCE"
BASES = {SOURCES: "The root of the repository.", EVIDENCE: "Evidence about captured resources, a file each."}


class Located(msgspec.Struct, frozen=True, eq=False):
    """A place in SARIF's terms. ``file`` is the document, or the captured resource, behind the URI."""

    uri: str
    region: Region
    precision: str
    place: Place
    resource: Resource | None = None


class Uris:
    """URIs of files: relative to the root, percent-encoded, never outside of it and never empty."""

    def __init__(self, root: Path) -> None:
        self._root = root.resolve()
        self._made: dict[str, str] = {}
        self._taken: set[str] = set()

    def of(self, path: str) -> str:
        """Give the URI of a path. A file outside the root goes by its name below ``external/``."""
        uri = self._made.get(path)
        if uri is None:
            uri = self._make(path)
            if uri in self._taken:  # two files outside with one name
                uri = uri.replace("external/", f"external/{sha256(os.fsencode(path)).hexdigest()[:8]}/", 1)
            self._taken.add(uri)
            self._made[path] = uri
        return uri

    def _make(self, path: str) -> str:
        if path in {"", "-"}:
            return "external/stdin"
        try:
            full = Path(path).resolve()
        except ValueError:  # a name that no file can have
            return f"external/{quote(in_text(path), safe='')}"
        if full.is_relative_to(self._root) and full != self._root:
            return quote(os.fsencode(full.relative_to(self._root).as_posix()))
        return f"external/{quote(os.fsencode(full.name or 'root'), safe='')}"


class Artifacts:
    """The files that the results of one run point at, numbered in the order in which they come up."""

    captures = True  # whether results point at the captured file beside the evidence

    def __init__(self, uris: Uris, scope: ScopeReport) -> None:
        self._uris = uris
        self._scope = scope
        self._entries: dict[str, tuple[Ready, Document, Resource | None]] = {}
        self._captures: dict[str, Ready] = {}

    def locate(self, place: Place) -> Located:
        """Find a place: the property in its evidence, the lines of the attribute or of the object, or else the file."""
        document = place.origin.document
        if document.kind in CAPTURED:
            resource, region = find_evidence(place, self._scope)
            return Located(resource.uri, region, "virtual", place, resource)
        uri = self._uris.of(document.path)
        pointer = place.pointer
        span = point_at(place, pointer)
        if span is None:
            return Located(uri, Region(1), "file", place)
        lines = (span.start_line, span.start_column, span.end_line, span.end_column)
        snippet = None
        if is_written(document) and span.end_line == span.start_line and span.end_column > span.start_column:
            snippet = document.line(span.start_line)[span.start_column - 1 : span.end_column - 1]
        whole = pointer == place.origin.pointer
        return Located(uri, Region(*lines, snippet), "resource" if whole else "attribute", place)

    def location(self, located: Located, *, number: int = -1, caption: str = "") -> Any:
        """Make the location of a result, or with a number and a caption a related one."""
        region = located.region
        return om.Location(
            id=number,
            message=om.Message(text=message(caption)) if caption else None,
            physical_location=om.PhysicalLocation(
                artifact_location=self.file(located),
                region=om.Region(
                    start_line=region.start_line,
                    start_column=region.start_column,
                    end_line=region.end_line,
                    end_column=region.end_column,
                    snippet=om.ArtifactContent(text=region.snippet) if region.snippet else None,
                ),
            ),
            logical_locations=_names(located),
        )

    def capture(self, document: Document, number: int) -> Any:
        """Point at the file that holds a captured resource, without a search for its lines."""
        made = self._captures.get(document.path)
        if made is None:
            where = Located(self._uris.of(document.path), Region(1), "file", Place(Origin(document, "", "")))
            made = self._captures[document.path] = Ready(plain(self.file(where)))
        return om.Location(
            id=number,
            message=om.Message(text="The file with the captured answer."),
            physical_location=om.PhysicalLocation(artifact_location=made, region=om.Region(start_line=1)),
        )

    def file(self, located: Located) -> Ready:
        """Give the location of a file, which gets its number when it comes up first."""
        entry = self._entries.get(located.uri)
        if entry is None:
            base = EVIDENCE if located.resource else SOURCES
            location = om.ArtifactLocation(uri=located.uri, uri_base_id=base, index=len(self._entries))
            entry = (Ready(plain(location)), located.place.origin.document, located.resource)
            self._entries[located.uri] = entry
        return entry[0]

    def listed(self) -> Any:
        """Give the part of the run that can be told when all results are out."""
        artifacts = [self._artifact(*entry) for entry in self._entries.values()]
        hidden = any(artifact.contents and REDACTED in artifact.contents.text for artifact in artifacts)
        bases = {EVIDENCE if resource else SOURCES for *_, resource in self._entries.values()} or {SOURCES}
        rest = {
            "artifacts": artifacts,
            "originalUriBaseIds": described(bases),
        }
        return rest | ({"redactionTokens": [REDACTED]} if hidden else {})

    def _artifact(self, location: Ready, document: Document, resource: Resource | None) -> Any:
        if resource:
            contents = om.ArtifactContent(text=evidence_text(document, resource))
            return om.Artifact(location=location, mime_type="application/json", roles=["resultFile"], contents=contents)
        written = is_written(document) and not document.path.endswith(".json")
        mime = "application/yaml" if written else "application/json"
        return om.Artifact(location=location, mime_type=mime, roles=["analysisTarget"])


def described(bases: Collection[str]) -> dict[str, Any]:
    """Describe the bases of URIs; no local path is told."""
    return {base: om.ArtifactLocation(description=om.Message(text=text)) for base, text in BASES.items() if base in bases}


def _names(located: Located) -> list[Any]:
    """Name the resource, and for what a program wrote the object in it too."""
    origin = located.place.origin
    if located.resource:
        return [_logical(located.resource.resource_id, located.resource.name, "resource")]
    if origin.document.kind.startswith("terraform"):
        names = [_logical(last_step(origin.address), origin.address, "resource")]
        pointer = origin.pointer
        return [*names, _logical(pointer.rsplit("/", 1)[-1], pointer, "object")] if pointer else names
    return [_logical(origin.address, origin.identity or origin.address, "resource")]


def last_step(address: str) -> str:
    """Give the last step of a Terraform address with its index: ``nat["a"]`` of ``module.edge.aws_eip.nat["a"]``."""
    index = address.rfind('["') if address.endswith('"]') else address.rfind("[") if address.endswith("]") else len(address)
    return address[address.rfind(".", 0, max(index, 0)) + 1 :]


def _logical(name: str, full: str, kind: str) -> Any:
    return om.LogicalLocation(name=name, fully_qualified_name=full, kind=kind)
