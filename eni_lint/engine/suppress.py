"""Suppressions: what people wrote in the source, in tags, in metadata and in waivers, so that a finding does not count."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

import msgspec

from eni_lint.documents.document import Written
from eni_lint.engine.suppress_claims import Claim, Claims
from eni_lint.engine.suppress_dates import today
from eni_lint.engine.suppress_marks import from_metadata, from_tags, objects_of
from eni_lint.engine.suppress_places import YAML_KINDS, MarkedFile
from eni_lint.findings import Finding, Suppression, UndecidedOutcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from eni_lint.documents import Document
    from eni_lint.engine.bind import BoundRule
    from eni_lint.engine.evaluate import Evaluation
    from eni_lint.engine.suppress_marks import Attached
    from eni_lint.engine.suppress_places import Mark
    from eni_lint.engine.waivers import Waivers
    from eni_lint.findings import Remark
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.origin import Origin
    from eni_lint.rulebook.load import Rulebook

Outcome = TypeVar("Outcome", Finding, UndecidedOutcome)
CLOUDFORMATION = "cloudformation"
FETCHED = ".terraform"  # the code of others: what they wave away is not for them to say


class Suppressor:
    """Applies the suppressions of a run, scope by scope, and tells in the end what there is to say of them."""

    def __init__(self, rulebook: Rulebook, waivers: Waivers) -> None:
        self._claims = Claims(rulebook, today())
        self._rules = rulebook
        self._files: dict[tuple[str, str], MarkedFile] = {}
        self._waivers = [(self._claims.of_waiver(entry), entry) for entry in waivers.entries]

    def apply(
        self,
        result: Evaluation,
        inventory: Inventory,
        documents: Sequence[Document],
        bound: Sequence[BoundRule],
        *,
        scope: int,
        complete: bool,
    ) -> None:
        """Mark in place what is suppressed of a scope's outcomes; ``complete``: all of the scope could be read."""
        found = _Scope(self, inventory, documents, scope)
        result.findings = [self._judged(finding, found.covering(finding)) for finding in result.findings]
        result.undecided = [self._judged(outcome, found.covering(outcome)) for outcome in result.undecided]
        crashed = {crash.rule_id for crash in result.errored}
        ran = frozenset(rule.rule.id for rule in bound) - crashed if complete else frozenset()
        for claim in found.present():
            claim.saw(ran, complete=complete)
        present = [thing.origin for thing in objects_of(inventory)] if any(not c.used for c, _ in self._waivers) else []
        for claim, entry in self._waivers:
            # A waiver of another input is no business of this one, and who can tell of one for everything?
            if not claim.used and entry.waiver.subject != "*" and any(map(entry.matches, present)):
                claim.saw(ran, complete=complete)

    def remarks(self) -> dict[int, list[Remark]]:
        """Say by scope what somebody should look at; what belongs to none has the number -1."""
        told: dict[int, list[Remark]] = {}
        for claim in self._claims.all():
            told.setdefault(claim.scope, []).extend(claim.remarks())
        return told

    # -- one outcome ---------------------------------------------------------------------------------------------------

    def _judged(self, outcome: Outcome, claims: Iterable[Claim]) -> Outcome:
        held: Suppression | None = None
        doubts = []
        for claim in claims:
            if outcome.rule_id not in claim.rules:
                continue
            claim.used.add(outcome.rule_id)
            doubt = claim.doubt(outcome.rule_id)
            if doubt:
                doubts.append(doubt)
            elif held is None:
                held = claim.suppression
        if held is None and not doubts:
            return outcome
        return msgspec.structs.replace(outcome, suppression=held, waiver="" if held else "; ".join(doubts))

    def waived_by(self, outcome: Finding | UndecidedOutcome) -> Iterator[Claim]:
        """Give the waivers that match an outcome."""
        for claim, entry in self._waivers:
            if outcome.rule_id in claim.rules and entry.matches(outcome.subject):
                yield claim

    # -- what files hold -----------------------------------------------------------------------------------------------

    def file(self, document: Document) -> MarkedFile:
        """Give the suppressions in a file's comments."""
        key = (document.kind, document.path)
        if key not in self._files:
            self._files[key] = MarkedFile(document)
        return self._files[key]

    def claim(self, mark: Mark, scope: int) -> Claim:
        """Give the claim of a comment."""
        return self._claims.of(mark.where, mark.directive, mark.where, "inSource", scope)

    def attached(self, documents: Sequence[Document], inventory: Inventory, scope: int) -> Iterator[tuple[Claim, Attached]]:
        """Give the claims of tags and metadata."""
        known = list(self._rules.rules)
        for found in from_tags(inventory, documents, lambda name: self._rules.find(name) is not None, known):
            yield self._claims.of(found.identity, found.directive, found.where, "external", scope), found
        for document in documents:
            if document.kind == CLOUDFORMATION:
                for found in from_metadata(document):
                    yield self._claims.of(found.identity, found.directive, found.where, "inSource", scope), found


class _Scope:
    """What covers the outcomes of one scope."""

    def __init__(self, owner: Suppressor, inventory: Inventory, documents: Sequence[Document], number: int) -> None:
        self._owner = owner
        self._inventory = inventory
        self._documents = documents
        self._number = number
        self._attached = list(owner.attached(documents, inventory, number))

    def covering(self, outcome: Finding | UndecidedOutcome) -> Iterator[Claim]:
        """Give all claims about an outcome's place, its subject and its name."""
        subject = outcome.subject
        marks: dict[int, Mark] = {}
        if isinstance(outcome, Finding) and self._may_be_marked(outcome.at.origin.document):
            marks |= {id(mark): mark for mark in self._marks(outcome.at.origin.document, outcome.at.pointer)}
        if self._may_be_marked(subject.document):
            marks |= {id(mark): mark for mark in self._marks(subject.document, subject.pointer, whole=True)}
        for mark in marks.values():
            yield self._owner.claim(mark, self._number)
        for claim, attached in self._attached:
            if attached.covers(subject):
                yield claim
        yield from self._owner.waived_by(outcome)

    def _may_be_marked(self, document: Document) -> bool:
        return document.is_program_made or (document.kind in YAML_KINDS and bool(self._owner.file(document).marks))

    def _marks(self, document: Document, pointer: str, *, whole: bool = False) -> Iterator[Mark]:
        if document.kind in YAML_KINDS:
            yield from self._owner.file(document).at_pointer(pointer, whole=whole)
        for written in _written(document, pointer):
            yield from self._owner.file(written.document).at_lines(written)

    def present(self) -> list[Claim]:
        """Give the claims of which this scope can tell whether they serve: what they stand at is there."""
        found: dict[int, Claim] = {}
        for document in self._documents:
            if document.kind in YAML_KINDS and document.kind != CLOUDFORMATION:
                found |= self._told(self._owner.file(document).marks)
        asked: set[tuple[int, str]] = set()
        for thing in objects_of(self._inventory):
            origin = thing.origin
            if origin.document.is_program_made or origin.document.kind == CLOUDFORMATION:
                place = (id(origin.document), origin.pointer)
                if place not in asked:
                    asked.add(place)
                    found |= self._told(self._around(origin))
        attached = [pair for pair in self._attached if id(pair[0]) not in found]
        if attached:
            for thing in objects_of(self._inventory):
                found |= {id(claim): claim for claim, one in attached if one.covers(thing.origin)}
        return list(found.values())

    def _around(self, origin: Origin) -> Iterator[Mark]:
        if origin.document.kind == CLOUDFORMATION:
            yield from self._owner.file(origin.document).in_object(origin.pointer)
        for written in _written(origin.document, origin.pointer):
            yield from self._owner.file(written.document).in_block(written.span.start_line)

    def _told(self, marks: Iterable[Mark]) -> dict[int, Claim]:
        claims = (self._owner.claim(mark, self._number) for mark in marks)
        return {id(claim): claim for claim in claims}


def _written(document: Document, pointer: str) -> Iterator[Written]:
    """Give the places of files that people wrote a value in: its own, and the calls of the modules around it."""
    written = document.written(pointer)
    if written is None:
        return
    yield written
    for file, span, _ in written.through:
        if FETCHED not in file.path.replace("\\", "/").split("/"):
            yield Written(file, span, whole=True)
