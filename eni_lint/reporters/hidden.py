"""A report with texts hidden: all of them, also those of its documents; only the fingerprints stay, and stay as they were."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import Document, Written, join_pointer, split_pointer
from eni_lint.errors import EniLintError
from eni_lint.findings import Change
from eni_lint.inventory.origin import Origin
from eni_lint.reporters.report import Redaction
from eni_lint.rulebook.rule import Rule

if TYPE_CHECKING:
    from eni_lint.documents import Span
    from eni_lint.reporters.redact import Redactor
    from eni_lint.reporters.report import Report

KEPT = frozenset({"fingerprint", "digest", "field"})  # what identifies is no text; the field of a place is the model's


def hidden(report: Report, redactor: Redactor) -> Report:
    """Hide what a report tells, for every reporter."""
    return _Hiding(redactor).report(report)


def hidden_fault(fault: EniLintError, redactor: Redactor) -> EniLintError:
    """Hide what an error tells; it leads to the same exit status."""
    made = EniLintError(redactor.hide(fault.what), where=redactor.hide(fault.where), do=redactor.hide(fault.do))
    made.exit_status = fault.exit_status
    return made


class HiddenDocument(Document):
    """A document as others may see it: values, lines and pointers hold tokens, places stay those of the file."""

    __slots__ = ("_redactor", "_steps", "_wrap", "inner")

    def __init__(self, inner: Document, hiding: _Hiding) -> None:  # the base would read the text
        self.inner = inner
        self.kind = inner.kind
        self.path = hiding.hide(inner.path)
        self._redactor = hiding.redactor
        self._wrap = hiding.document
        self._steps: dict[str, str] = {}  # the tokens of pointers, by what is shown instead

    @property
    def data(self) -> Any:
        """The whole content."""
        return self._redactor.value(self.inner.data)

    @property
    def text(self) -> str:
        """The whole text."""
        return self._redactor.hide(self.inner.text)

    def holds(self, text: str) -> bool:
        """Tell whether the text of the file may hold a string."""
        return self.inner.holds(text)

    @property
    def is_program_made(self) -> bool:
        """Whether a program made the data of files that people wrote."""
        return self.inner.is_program_made

    def line(self, number: int) -> str:
        """Return the text of a line."""
        return self._redactor.hide(self.inner.line(number))

    def stretches(self, number: int) -> tuple[str, list[tuple[int, int, str]]]:
        """Give a line as it is in the file, with what stands in it instead of what."""
        line = self.inner.line(number)
        return line, self._redactor.stretches(line)

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer."""
        return self.inner.span(self._real(pointer))

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the mapping member at the pointer."""
        return self.inner.key_span(self._real(pointer))

    def written(self, pointer: str) -> Written | None:
        """Return the place where people wrote what the data hold at the pointer."""
        found = self.inner.written(self._real(pointer))
        if found is None:
            return None
        through = tuple((self._wrap(document), span, self._redactor.hide(told)) for document, span, told in found.through)
        return Written(self._wrap(found.document), found.span, found.whole, through)

    def value(self, pointer: str) -> Any:
        """Return the value at the pointer; LookupError where there is none."""
        return self._redactor.value(self.inner.value(self._real(pointer)))

    def field_pointer(self, pointer: str, field: str) -> str:
        """Name the place of a field of the object at the pointer."""
        return self.shown(self.inner.field_pointer(self._real(pointer), field))

    def shown(self, pointer: str) -> str:
        """Hide what the keys in a pointer tell, and remember the way back."""
        steps = []
        for token in split_pointer(pointer):
            step = self._redactor.hide(token)
            if step != token:
                self._steps[step] = token
            steps.append(step)
        return join_pointer(*steps)

    def _real(self, pointer: str) -> str:
        if not self._steps:
            return pointer
        return join_pointer(*(self._steps.get(token, token) for token in split_pointer(pointer)))


class _Hiding:
    """Hides one report; every document of it becomes one hidden document."""

    def __init__(self, redactor: Redactor) -> None:
        self.redactor = redactor
        self.hide = redactor.hide
        self._documents: dict[int, HiddenDocument] = {}

    def report(self, report: Report) -> Report:
        made: Report = self._struct(report)
        redaction = Redaction(self.redactor.hide, self.redactor.tokens, self.redactor.kinds)
        return msgspec.structs.replace(made, redaction=redaction)

    def document(self, document: Document) -> HiddenDocument:
        made = self._documents.get(id(document))
        if made is None:
            made = self._documents[id(document)] = HiddenDocument(document, self)
        return made

    def _struct(self, struct: Any) -> Any:
        fields = {name: getattr(struct, name) for name in struct.__struct_fields__}
        return type(struct)(**{name: value if name in KEPT else self._any(value) for name, value in fields.items()})

    def _any(self, value: Any) -> Any:
        """Hide what anything in a report tells, whatever reports may hold one day."""
        made = value
        match value:
            case Enum() | Rule():
                pass
            case str():
                made = self.hide(value)
            case list() | tuple():
                made = type(value)(map(self._any, value))
            case dict():
                made = {self._any(key): self._any(item) for key, item in value.items()}
            case Document():
                made = self.document(value)
            case Origin():
                made = self._origin(value)
            case EniLintError():
                made = hidden_fault(value, self.redactor)
            case Change():
                # A text to write may be what is hidden, and a token is nothing to write.
                made = None if isinstance(value.value, str) else Change(self._any(value.place), value.value)
            case msgspec.Struct():
                made = self._struct(value)
        return made

    def _origin(self, origin: Origin) -> Origin:
        document = self.document(origin.document)
        names = (self.hide(origin.address), self.hide(origin.identity), self.hide(origin.copy_of))
        return Origin(document, document.shown(origin.pointer), *names)
