"""Objects take from ``defaults`` what they do not say themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.documents import join_pointer, split_pointer
from eni_lint.sources.declared import fields as table
from eni_lint.sources.declared.attachments import _INTERFACE, NOT_BESIDE_PRIMARY
from eni_lint.sources.declared.kinds import KINDS, SECURITY_GROUP
from eni_lint.sources.declared.marks import DEFAULTABLE
from eni_lint.sources.declared.reading import read_fields, unknown_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.documents import Lines, Span, SpanTable
    from eni_lint.sources.declared.reading import Reader, Reading

_OF_KINDS = {kind.section: kind.fields for kind in KINDS}
TABLES: Mapping[str, Mapping[str, Reader]] = {
    "security_groups": SECURITY_GROUP,
    "instances": table.INSTANCE | table.PRIMARY,
    "network_interfaces": _INTERFACE,
    "launch_templates": table.LAUNCH_TEMPLATE,
    **{section: _OF_KINDS[section] for section in ("vpcs", "subnets", "elastic_ips")},
}
"""What may have a default: no list of what is a thing of its own (rules, inline interfaces)."""


def with_defaults(data: Any) -> Any:
    """Give the data of a file with its defaults in every object; the object's own values win, also ``null``."""
    defaults = data.get("defaults") if isinstance(data, dict) else None
    if not isinstance(defaults, dict):
        return data
    found = data | _filled(data, defaults)
    if isinstance(data.get("before"), dict):
        found["before"] = data["before"] | _filled(data["before"], defaults)
    return found


def _filled(data: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    return {
        section: {name: _object(section, thing, defaults[section]) for name, thing in data[section].items()}
        for section in DEFAULTABLE
        if isinstance(defaults.get(section), dict) and isinstance(data.get(section), dict) and not unknown_in(data[section])
    }


def _object(section: str, thing: Any, defaults: Mapping[str, Any]) -> Any:
    own = {} if thing is None else thing
    if not isinstance(own, dict) or unknown_in(own):
        return thing
    left_out = NOT_BESIDE_PRIMARY if section == "instances" and "primary_interface" in own else ()
    return {name: value for name, value in defaults.items() if name not in left_out} | own


def check_defaults(reading: Reading, data: Mapping[str, Any]) -> None:
    """Find what is wrong with the defaults themselves."""
    defaults = data.get("defaults")
    if not isinstance(defaults, dict):
        if defaults is not None:
            reading.expected("", "defaults", defaults, "a mapping of sections to fields")
        return
    for section, value in defaults.items():
        if section not in TABLES:
            reading.unknown_key("/defaults", section, TABLES)
        elif value is not None and (not isinstance(value, dict) or unknown_in(value)):
            reading.expected("/defaults", section, value, "a mapping of fields")
        elif value is not None:
            read_fields(reading, value, f"/defaults/{section}", TABLES[section], what="the defaults")


class SpansWithDefaults:
    """The places of a file: what an object has from the defaults stands there."""

    __slots__ = ("_table", "lines")

    def __init__(self, spans: SpanTable) -> None:
        self.lines: Lines = spans.lines
        self._table = spans

    def span(self, pointer: str) -> Span | None:
        """Return the place of the value at the pointer, None where there is none."""
        return self._table.span(pointer) or self._table.span(_default_of(pointer))

    def key_span(self, pointer: str) -> Span | None:
        """Return the place of the key of the member at the pointer, None where there is none."""
        return self._table.key_span(pointer) or self._table.key_span(_default_of(pointer))


def _default_of(pointer: str) -> str:
    way = split_pointer(pointer)
    section, _, *rest = way[1:] if way[:1] == ("before",) and len(way) > 2 else (*way, "", "")
    return join_pointer("defaults", section, *rest).rstrip("/") if section in DEFAULTABLE and rest and rest[0] else "/\0"
