"""What CloudFormation would refuse in a template: told once for each place, with its line, while the rest is still checked."""

from __future__ import annotations

from difflib import get_close_matches
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from eni_lint.errors import SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from eni_lint.documents import Document

MAX_FAULTS = 100
_MAX_COMPARED = 1000


class Misfit(Exception):  # noqa: N818 - it never leaves this package: it becomes a fault
    """An expression that cannot be: what is wrong, the pointer of where, and what to do."""

    def __init__(self, what: str, pointer: str = "", do: str | Near = "") -> None:
        super().__init__(what)
        self.what = what
        self.pointer = pointer
        self.do = do


class Faults:
    """The faults of one template, in the order in which they were met."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.all: list[SourceError] = []
        self._met: set[tuple[str, str]] = set()

    def add(self, misfit: Misfit, pointer: str) -> None:
        """Tell of a misfit at its own place, or else at this one."""
        self.tell(misfit.what, misfit.pointer or pointer, misfit.do)

    def tell(self, what: str, pointer: str, do: str | Near = "") -> None:
        """Tell what is wrong at a place, once; of very many faults, the first are enough."""
        if (what, pointer) in self._met or len(self.all) >= MAX_FAULTS:
            return
        self._met.add((what, pointer))
        self.all.append(SourceError(what, where=place(self.document, pointer), do=str(do)))


def place(document: Document, pointer: str) -> str:
    """Write path:line:column of what a pointer names, or of what is nearest around it."""
    while (span := document.span(pointer)) is None and pointer:
        pointer = pointer.rpartition("/")[0]
    return f"{document.path}:{span.start_line}:{span.start_column}" if span else document.path


class Near(NamedTuple):
    """Suggests the name that was probably meant, when it comes to be told: comparing names takes its time."""

    name: str
    names: Iterable[str]
    otherwise: str = ""

    def __str__(self) -> str:
        close = get_close_matches(self.name, list(islice(self.names, _MAX_COMPARED)), 1, 0.6)
        return f"did you mean '{close[0]}'?" if close else self.otherwise
