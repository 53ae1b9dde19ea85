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
_REASONS = frozenset(Reason)
_TEXTS = ("same_as", "differs_in")
_MORE = frozenset({"reason", "one_of", *_TEXTS})  # what may stand beside "unknown"
WITHOUT = "without"
"""The key that lists fields of which there is none, where leaving a field out says that it is not told."""
OF_FILE = frozenset({WITHOUT, "means", "copy_of", "referred_to"})
"""What an object that is unknown as a whole says nothing of: it is about the file rather than about the object."""
SHOWN = 50  # faults
KEPT = 500  # faults, of which the first of the text are shown
COMPARED = 2_000  # names


class Reading:
    """One run over one document.

    Every reader is a function of this, a value, the pointer of what holds the value, and its key or index there, so that the
    pointer of a value is put together only for its faults.
    """

    def __init__(self, document: Document, locate: Callable[[str], tuple[Document, str]] | None = None) -> None:
        self.document = document
        self._locate = locate  # of an estate in several files: the file, and the pointer in it
        self.faults: list[tuple[str, str, bool]] = []  # pointer, what is wrong, whether the key is to blame
        self.names: Mapping[str, Mapping[str, Any]] = {}  # the objects that the file declares, by section
        self.outside: Mapping[str, frozenset[str]] = {}  # names of objects that are elsewhere, by section
        self.open_sections: dict[str, Unknown] = {}  # sections that are unknown: any name may be in them

    @property
    def is_full(self) -> bool:
        """Tell that no more faults are kept, so that nobody need word them well."""
        return len(self.faults) >= KEPT

    def origin(self, pointer: str, address: str, identity: str) -> Origin:
        """Make the origin of an object."""
        document = self.document
        if self._locate is not None:
            document, pointer = self._locate(pointer)
        return Origin(document, pointer, address, identity)

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
        placed = sorted({self._placed(*fault) for fault in self.faults})  # of what several objects share, one
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
        document, inner = (self.document, pointer) if self._locate is None else self._locate(pointer)
        span = document.key_span(inner) or document.span(inner)
        if span and document is not self.document:
            return f" ({document.path}:{span.start_line})"
        return f" (line {span.start_line})" if span else ""

    def _placed(self, pointer: str, what: str, blame_key: bool) -> tuple[tuple[int, int], str, str]:
        document = self.document
        if self._locate is not None:
            document, pointer = self._locate(pointer)
        span = (document.key_span(pointer) if blame_key else None) or document.span(pointer)
        if span is None:
            return (0, 0), f"{document.path}: {pointer}" if pointer else document.path, what
        return (span.start_line, span.start_column), f"{document.path}:{span.start_line}:{span.start_column}", what


def unknown_in(value: Any) -> bool:
    """Tell whether a value is ``{unknown: why}``, perhaps with what is known of it."""
    return (
        type(value) is dict
        and "unknown" in value
        and (value["unknown"] is None or type(value["unknown"]) is str)
        and (len(value) == 1 or _tells_more(value))
    )


def _tells_more(value: dict[str, Any]) -> bool:
    rest = value.keys() - {"unknown"}
    one_of = value.get("one_of", [])
    return (
        rest <= _MORE
        and all(type(value.get(name, "")) is str for name in _TEXTS)
        and (type(value.get("reason", "")) is str and value.get("reason", Reason.DECLARED) in _REASONS)
        and (type(one_of) is list and all(type(each) is str for each in one_of))
    )


def unknown_of(value: dict[str, Any]) -> Unknown:
    """Make the Unknown of ``{unknown: why}``."""
    if len(value) == 1:
        return Unknown(Reason.DECLARED, value["unknown"] or "")
    return Unknown(
        Reason(value.get("reason", Reason.DECLARED)),
        value["unknown"] or "",
        symbol=_symbol(value, "same_as"),
        candidates=value.get("one_of", ()),
        apart=_symbol(value, "differs_in"),
    )


def _symbol(value: dict[str, Any], name: str) -> tuple[str, str] | None:
    return (name, value[name]) if name in value else None


def _whole(value: dict[str, Any]) -> Unknown:
    """Make the Unknown of one field of an object that is unknown as a whole: what is said of the object is not said of it."""
    return Unknown(Reason(value.get("reason", Reason.DECLARED)), value["unknown"] or "")


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
    if WITHOUT in fields:
        _leave_out(reading, fields, pointer)
    for key in required:
        if key not in fields:
            fields[key] = reading.fault(pointer, None, f"{what} needs '{key}', or '{key}: {{unknown: why}}'", blame_key=True)
    return fields


def _leave_out(reading: Reading, fields: dict[str, Any], pointer: str) -> None:
    """Set the fields of which a file says that there is none."""
    names = fields.pop(WITHOUT)
    if isinstance(names, Unknown):
        if names is not FAULTY:
            reading.fault(pointer, WITHOUT, f"'{WITHOUT}' cannot be unknown")
        return
    for name in names:
        if name is not FAULTY:
            fields.setdefault(name, None)


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
        return {
            name: _whole(data) for name in readers if name not in OF_FILE
        }  # one each: what is the same Unknown is the same value
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
