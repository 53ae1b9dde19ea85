"""The primary interface of an instance: one that the configuration names, or the one that launching makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.terraform.kinds import INTERFACE
from eni_lint.sources.terraform.named import OPEN, UNKNOWN, Named

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading

    Entry = tuple[Part, Maybe[int], Maybe[int]]


def primary_key(resource: Resource) -> str:
    """Give the key of the interface that launching the instance makes."""
    return f"{resource.address}/primary"


def entries(reading: Reading, resource: Resource) -> list[Entry]:
    """Give the interfaces that an instance lists, each with its device index and network card."""
    found = reading.listed.get(resource.address)
    if found is None:
        found = reading.listed[resource.address] = list(_entries(resource))
    return found


def _entries(resource: Resource) -> Iterator[Entry]:
    for part in resource.blocks("primary_network_interface"):
        yield part, 0, None
    for part in resource.blocks("network_interface"):
        yield part, part.number("device_index", required=True), part.number("network_card_index")


def computed(resource: Resource, block: str) -> bool:
    """Tell whether nobody wrote a block: a refresh filled it with what there is in AWS."""
    return resource.exists and (resource.expressions is None or block not in resource.expressions)


def is_real(resource: Resource, part: Part) -> bool:
    """Tell whether an entry is one that a refresh filled in."""
    return computed(resource, part.pointer.rsplit("/", 2)[1])


def has_unknown_entries(resource: Resource) -> bool:
    """Tell whether interfaces are listed by blocks of which it is not known how many there are."""
    written = resource.expressions or {}
    return any(resource.unknown.get(n) is True and n in written for n in ("network_interface", "primary_network_interface"))


def implicit(reading: Reading, resource: Resource) -> bool:
    """Tell whether launching the instance makes its primary interface, as no entry certainly or perhaps names one."""
    if has_unknown_entries(resource):
        return False
    own = primary_key(resource)
    for part, device, card in entries(reading, resource):
        if isinstance(device, Unknown) or isinstance(card, Unknown):
            return False
        if device == 0 and not card:
            real = part.after.get("network_interface_id")
            if not is_real(resource, part) or reading.ids.get(str(real), own) != own:
                return False
    real = resource.after.get("primary_network_interface_id")
    return not isinstance(real, str) or reading.ids.get(real, own) == own


def primary_of(reading: Reading, resource: Resource) -> Named:
    """Tell which interface is the primary one of an instance."""
    found = reading.primaries.get(resource.address)
    if found is None:
        reading.primaries[resource.address] = UNKNOWN
        found = reading.primaries[resource.address] = _primary_of(reading, resource)
    return found


def _primary_of(reading: Reading, resource: Resource) -> Named:
    real = resource.after.get("network_interface_id" if resource.is_data else "primary_network_interface_id")
    if isinstance(real, str) and real:
        return Named((reading.ids.get(real, real),))
    if resource.is_data:
        return UNKNOWN
    if implicit(reading, resource):
        return Named((primary_key(resource),))
    for part, device, card in entries(reading, resource):
        if isinstance(device, int) and device == 0 and not isinstance(card, Unknown) and not card:
            key = reading.key(part, "network_interface_id", INTERFACE)
            if isinstance(key, Unknown):
                return Named(perhaps=key.candidates, doubt=0 if key.candidates else OPEN)
            return UNKNOWN if key is None else Named((key,))
    return UNKNOWN
