"""Fixes: a value to write where another one stands, only where the text that holds it is known to the character."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import sarif_om as om

from eni_lint.documents import Span
from eni_lint.reporters.places import is_secret, is_written, text_at
from eni_lint.reporters.sarif.words import message

if TYPE_CHECKING:
    from eni_lint.documents import Document
    from eni_lint.findings import Finding
    from eni_lint.inventory.origin import Place
    from eni_lint.reporters.sarif.locations import Artifacts

# A literal alone on the right of an argument: no template, no function, no reference.
_ARGUMENT = re.compile(r'(?:[\w-]+|"[\w-]+")\s*=\s*(?P<value>true|false|\d+|"[^"\\$%]*")')
_LITERAL = re.compile(r'true|false|\d+|"[^"\\$%]*"')
_TAGGED = re.compile(r"[!&*]")


def fixes(finding: Finding, artifacts: Artifacts) -> list[Any] | None:
    """Give the fix of a finding, None where the value does not stand there as such."""
    change = finding.change
    found = exact_range(change.place) if change else None
    if change is None or found is None:
        return None
    span = found[1]
    region = om.Region(
        start_line=span.start_line, start_column=span.start_column, end_line=span.end_line, end_column=span.end_column
    )
    # A string, a number and a boolean of JSON are those of YAML and of HCL as well.
    text = om.ArtifactContent(text=json.dumps(change.value, ensure_ascii=False))
    return [
        om.Fix(
            description=om.Message(text=message(finding.remedy.split("\n")[0] or finding.title)),
            artifact_changes=[
                om.ArtifactChange(
                    artifact_location=artifacts.file(artifacts.locate(change.place)),
                    replacements=[om.Replacement(deleted_region=region, inserted_content=text)],
                )
            ],
        )
    ]


def exact_range(place: Place) -> tuple[Document, Span] | None:
    """Find the literal that a field is written as: the document that people wrote, and the range of the value in it."""
    document, pointer = place.origin.document, place.pointer
    written = document.written(pointer)
    if written is not None:
        # One argument stands for all instances of a block that has several, and not all of them have the problem.
        shared = written.whole or "[" in place.origin.address
        span = None if shared or is_secret(document, pointer) else _argument(written.document, written.span)
        return (written.document, span) if span else None
    span = document.span(pointer)
    if span is None or not is_written(document) or span.start_line != span.end_line or pointer == place.origin.pointer:
        return None
    try:
        value = document.value(pointer)
    except LookupError:
        return None
    text = text_at(document, span)
    plain = isinstance(value, (bool, int, str)) and text and not _TAGGED.match(text)
    return (document, span) if plain else None


def _argument(document: Document, span: Span) -> Span | None:
    """Find the value in the text of an argument, where it is a literal in one line."""
    if span.start_line != span.end_line:
        return None
    text = text_at(document, span)
    match = _ARGUMENT.fullmatch(text)
    if match:
        return Span(span.start_line, span.start_column + match.start("value"), span.end_line, span.end_column)
    return span if _LITERAL.fullmatch(text) else None
