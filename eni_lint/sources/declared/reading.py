"""What the readers of a declared file share: the faults found so far, the names that the file gives, and what an unknown is."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from eni_lint.documents import escape
from eni_lint.errors import SourceError
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from eni_lint.documents import Document

    Reader = Callable[["Reading", Any, str, str | int], Any]

FAULTY = Unknown(Reason.DECLARED, "could not be read")
"""Stands for a value with a fault: the file is refused in the end, and reading goes on until then to find the other faults."""
SHOWN = 50  # faults
KEPT = 500  # faults, of which the first of the text are shown
COMPARED = 2_000  # names


class Reading:
    """One run over one document.

    Every reader is a function of this, a value, the pointer of what holds the value, and its key or index there, so that the
    pointer of a value is put together only for its faults.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.faults: list[tuple[str, str, bool]] = []  # pointer, what is wrong, whether the key is to blame
        self.names: Mapping[str, Mapping[str, Any]] = {}  # the objects that the file declares, by section
        self.open_sections: dict[str, Unknown] = {}  # sections that are unknown: any name may be in them

    @property
    def is_full(self) -> bool:
        """Tell that no more faults are kept, so that nobody need word them well."""
        return len(self.faults) >= KEPT

    def origin(self, pointer: str, address: str, identity: str) -> Origin:
        """Make the origin of an object."""
        return Origin(self.document, pointer, address, identity)

    def fault(self, at: str, key: str | int | None, what: str, *, blame_key: bool = False) -> Unknown:
        """Note what is wrong with a value and give a stand-in for it; without a key, ``at`` is the value itself."""
        if not self.is_full:
            self.faults.append((at if key is None else f"{at}/{escape(key)}", what, blame_key))
        return FAULTY

    def expected(self, at: str, key: str | int | None, value: Any, what: str) -> Unknown:
        """Note that a value is not what it should be."""
        return self.fault(at, key, f"{_named(key)}found {describe(value)}, expected {what}")

    def unknown_key(self, at: str, key: Any, allowed: Iterable[str], *, listed: str = "") -> None:
        """Note a key that nothing knows. ``listed`` tells what is allowed where that is too much to be listed for every key."""
        if not isinstance(key, str):
            self.fault(at, None, f"found {describe(key)} as a key, expected text: put it in quotes")
            return
        allowed = sorted(allowed)
        near = self.near(key, allowed)
        hint = f"did you mean '{near}'?" if near else f"expected one of {listed or ', '.join(allowed)}"
        self.fault(at, key, f"unknown key '{key}', {hint}", blame_key=True)

    def raise_faults(self) -> None:
        """Raise all faults as one SourceError, in the order of the text."""
        if not self.faults:
            return
        placed = sorted(self._placed(*fault) for fault in set(self.faults))
        lines = [f"{where}: {what}" for _, where, what in placed[:SHOWN]]
        if len(placed) > SHOWN:
            number = f"{len(placed) - SHOWN} more" if not self.is_full else "many more"
            lines.append(f"{self.document.path}: and {number}")
        where = placed[0][1]
        raise SourceError("\n".join(lines)[len(where) + 2 :], where=where, do="The format is described in docs/declared.md.")

    def near(self, name: str, names: Iterable[str]) -> str:
        """Give the name that was probably meant; empty where none is near, or where looking for it would take too long."""
        if len(self.faults) > SHOWN:
            return ""
        folded = {n.replace("-", "_").lower(): n for n in names}
        exact = folded.get(name.replace("-", "_").lower())
        if exact or len(folded) > COMPARED:
            return exact or ""
        return next(iter(get_close_matches(name, folded.values(), n=1)), "")

    def line_of(self, pointer: str) -> str:
        """Give the line of an object for a message, where the text is at hand."""
        span = self.document.key_span(pointer) or self.document.span(pointer)
        return f" (line {span.start_line})" if span else ""

    def _placed(self, pointer: str, what: str, blame_key: bool) -> tuple[tuple[int, int], str, str]:
        document = self.document
        span = (document.key_span(pointer) if blame_key else None) or document.span(pointer)
        if span is None:
            return (0, 0), f"{document.path}: {pointer}" if pointer else document.path, what
        return (span.start_line, span.start_column), f"{document.path}:{span.start_line}:{span.start_column}", what


def unknown_in(value: Any) -> bool:
    """Tell whether a value is ``{unknown: why}``."""
    return (
        type(value) is dict
        and len(value) == 1
        and "unknown" in value
        and (value["unknown"] is None or type(value["unknown"]) is str)
    )


def unknown_of(value: dict[str, Any]) -> Unknown:
    """Make the Unknown of ``{unknown: why}``."""
    return Unknown(Reason.DECLARED, value["unknown"] or "")


def read_value(reading: Reading, reader: Reader, value: Any, at: str, key: str | int) -> Any:
    """Read a value that may be unknown."""
    if unknown_in(value):
        return unknown_of(value)
    return reader(reading, value, at, key)


def read_fields(
    reading: Reading,
    data: Any,
    pointer: str,
    readers: Mapping[str, Reader],
    *,
    required: Iterable[str] = (),
    what: str = "an object",
) -> dict[str, Any]:
    """Read the members of a mapping. What is not written, or null, is left out."""
    if type(data) is not dict:
        reading.expected(pointer, None, data, f"a mapping: the fields of {what}")
        return dict.fromkeys(required, FAULTY)
    fields: dict[str, Any] = {}
    for key, value in data.items():
        reader = readers.get(key)
        if reader is None:
            reading.unknown_key(pointer, key, readers)
        elif value is None:
            continue
        elif unknown_in(value):
            fields[key] = unknown_of(value)
        else:
            fields[key] = reader(reading, value, pointer, key)
    for key in required:
        if key not in fields:
            fields[key] = reading.fault(pointer, None, f"{what} needs '{key}', or '{key}: {{unknown: why}}'", blame_key=True)
    return fields


def read_object(
    reading: Reading,
    data: Any,
    pointer: str,
    readers: Mapping[str, Reader],
    *,
    required: Iterable[str] = (),
    what: str,
) -> dict[str, Any]:
    """Read the fields of an object, which may be empty, or unknown as a whole: then all its fields are."""
    if unknown_in(data):
        return {name: unknown_of(data) for name in readers}  # one each: what is the same Unknown is the same value
    return read_fields(reading, {} if data is None else data, pointer, readers, required=required, what=what)


def not_declared(field: str, what: str) -> Unknown:
    """Stand for a field that AWS has no default for, when the file leaves it out."""
    return Unknown(Reason.DECLARED, f"the file does not give the {field} of {what}")


def describe(value: Any) -> str:
    """Say what a value is, for a fault."""
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return f"the number {str(value)[:40]}"
    if isinstance(value, str):
        return f"the text '{value if len(value) <= 60 else value[:57] + '...'}'"
    if isinstance(value, (dict, list)):
        return "a mapping" if isinstance(value, dict) else "a list"
    return f"a {type(value).__name__}"


def _named(key: str | int | None) -> str:
    return "" if key is None or isinstance(key, int) else f"{key}: "
