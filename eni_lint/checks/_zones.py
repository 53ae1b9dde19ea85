"""What kind of zone a zone is, and to which network border group and Region it belongs.

An ``availability_zones`` object tells it; else the name does, where it has one of the forms that AWS documents.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import msgspec

from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface

AVAILABILITY_ZONE, LOCAL_ZONE, WAVELENGTH_ZONE = "availability-zone", "local-zone", "wavelength-zone"

_REGION = r"[a-z]{2,4}(?:-[a-z]+)+-\d+"
_IN_REGION = re.compile(rf"({_REGION})(?:[a-z]|-.+)?")
_AVAILABILITY_ZONE = re.compile(rf"({_REGION})[a-z]")  # eu-west-1a: the Region's own border group
_LOCAL_ZONE = re.compile(rf"({_REGION}-[a-z]{{3}}-\d+)[a-z]")  # us-west-2-lax-1a: us-west-2-lax-1
_WAVELENGTH_ZONE = re.compile(rf"({_REGION}-wl\d+-[a-z]{{3}}-wlz-\d+)")  # us-east-1-wl1-bos-wlz-1: a group of its own

_FORMS = ((_AVAILABILITY_ZONE, AVAILABILITY_ZONE), (_LOCAL_ZONE, LOCAL_ZONE), (_WAVELENGTH_ZONE, WAVELENGTH_ZONE))


class Zone(msgspec.Struct, frozen=True, eq=False):
    """What is known of a zone."""

    name: str
    zone_type: str | Unknown
    network_border_group: str | Unknown


def zone_named(inventory: Inventory, name: str) -> Zone:
    """Give a zone: what its object says goes before what its name tells."""
    found = inventory.availability_zone_by_name.get(name)
    by_name = _told_by(name)
    if found is None:
        return by_name
    zone_type, group = found.zone_type, found.network_border_group
    return Zone(
        name,
        by_name.zone_type if zone_type is None else zone_type,
        by_name.network_border_group if group is None else group,
    )


def zone_of(inventory: Inventory, interface: NetworkInterface) -> Zone | None:
    """Give the zone of an interface, None where neither it nor its subnet says one; raise Undecided when it is not known."""
    if interface.subnet_id is None and interface.availability_zone is None:
        return None
    name = known(inventory.zone_of(interface))
    return None if name is None else zone_named(inventory, name)


def in_wavelength(inventory: Inventory, interface: NetworkInterface) -> bool:
    """Tell whether an interface is in a Wavelength Zone. Where nobody writes a zone, AWS never picks one of these."""
    written = interface.availability_zone
    if written is None and interface.subnet_id is not None:
        subnet = known(inventory.subnet_of(interface))
        written = None if subnet is None else subnet.availability_zone
    name = known(written)
    return name is not None and known(zone_named(inventory, name).zone_type) == WAVELENGTH_ZONE


@cache
def region_of(name: str) -> str | Unknown:
    """Give the Region that the name of a zone or of a network border group begins with."""
    match = _IN_REGION.fullmatch(name)
    return match[1] if match else Unknown(Reason.AMBIGUOUS, f"'{name}' does not begin with the name of a Region")


@cache
def _told_by(name: str) -> Zone:
    for form, zone_type in _FORMS:
        match = form.fullmatch(name)
        if match:
            return Zone(name, zone_type, match[1])
    unclear = Unknown(Reason.AMBIGUOUS, f"the name '{name}' does not tell what kind of zone it is")
    return Zone(name, unclear, unclear)


def decided_zone(inventory: Inventory, interface: NetworkInterface) -> Zone:
    """Give the zone of an interface; raise Undecided where none is given."""
    zone = zone_of(inventory, interface)
    if zone is None:
        raise Undecided(Unknown(Reason.OUTSIDE, f"neither a subnet nor a zone is given for {interface.origin.address}"))
    return zone
