"""Instances, with the interfaces that only DescribeInstances knows of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import Attachment, Instance, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import SecondaryInterface
from eni_lint.inventory.unknown import is_known
from eni_lint.sources.describe.interface_shape import ABSENT
from eni_lint.sources.describe.interfaces import implicit_primary, nested_interface
from eni_lint.sources.describe.networks import as_model
from eni_lint.sources.describe.origins import CapturedOrigin, Names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.sources.describe.host_shapes import InstanceShape, SecondaryShape
    from eni_lint.sources.describe.merging import Merging

_GONE = {"terminated"}
_GOING = {"shutting-down"}


class Hosts:
    """The instances of a snapshot and what hangs on them. ``described`` are the interfaces of DescribeNetworkInterfaces by id."""

    def __init__(self, merging: Merging, described: dict[str, Any]) -> None:
        self.described = described
        self.interfaces: list[NetworkInterface] = []
        self.attachments: list[Attachment] = []
        self.secondary_interfaces: list[SecondaryInterface] = []
        self._shapes: dict[int, InstanceShape] = {}
        found = [self._instance(names, at, row, owner, shape) for names, at, row, owner, shape in _instances(merging)]
        self.instances = [i for i in merging.newest("instances", "instance_id", found) if not _is(i, _GONE)]
        taken: set[Any] = {attachment.instance_id for attachment in _attachments(described)} if self.instances else set()
        for instance in self.instances:
            self._add_interfaces(instance, self._shapes[id(instance)], taken)

    def _instance(self, names: Names, at: str, row: int, owner: str | None, shape: InstanceShape) -> Instance:
        zone = shape.placement.availability_zone if shape.placement else ABSENT
        options = shape.network_performance_options
        instance = as_model(
            Instance,
            shape,
            CapturedOrigin(
                names.document, "", "", "", "", names, "instance", at, row, shape.instance_id, shape.tags, owner, zone
            ),
            availability_zone=zone,
            placement_group=(shape.placement.group_name or None) if shape.placement else ABSENT,
            tenancy=shape.placement.tenancy if shape.placement else ABSENT,
            state=(shape.state_shape.name if shape.state_shape else None) or ABSENT,
            bandwidth_weighting=options.bandwidth_weighting if options else None,
            owner_id=owner or names.account or ABSENT,
        )
        self._shapes[id(instance)] = shape
        return instance

    def _add_interfaces(self, instance: Instance, shape: InstanceShape, taken: set[Any]) -> None:
        pointer, names = instance.origin.pointer, instance.origin.names  # type: ignore[attr-defined]
        at, kind, zone = f"{pointer}/NetworkInterfaces", "network-interface", instance.availability_zone
        for row, nested in enumerate(shape.network_interfaces):
            key, owner = nested.network_interface_id, nested.owner_id
            origin = CapturedOrigin(names.document, "", "", "", "", names, kind, at, row, key, nested.tags, owner, zone)
            self._add_nested(nested, instance, origin)
        if not shape.network_interfaces and instance.instance_id not in taken and not _is(instance, _GOING):
            own = Origin(names.document, pointer, instance.origin.address, f"{instance.origin.identity}/primary")
            interface, attachment = implicit_primary(shape, instance, own)
            self.interfaces.append(interface)
            self.attachments.append(attachment)
        for index, secondary in enumerate(shape.secondary_interfaces):
            key = secondary.secondary_interface_id or f"{instance.instance_id}/secondary_interfaces/{index}"
            at, owner = f"{pointer}/SecondaryInterfaces/{index}", secondary.owner_id
            place = names.origin(at, "secondary-interface", key, owner=owner, zone=zone)
            self.secondary_interfaces.append(secondary_interface(secondary, place, instance_id=instance.instance_id))

    def _add_nested(self, nested: Any, instance: Instance, origin: Origin) -> None:
        """Add what DescribeNetworkInterfaces does not have; where both tell, it wins, and so it does when it says "available"."""
        interface = nested_interface(nested, instance, origin)
        known = self.described.get(nested.network_interface_id)
        if known is None:
            self.interfaces.append(interface)
        elif known.attachment is not None or (is_known(known.status) and known.status == "available"):
            return
        if interface.attachment is not None:
            self.attachments.append(interface.attachment)


def secondary_interface(shape: SecondaryShape, origin: Origin, **host: Any) -> SecondaryInterface:
    """Make a secondary interface; DescribeSecondaryInterfaces names the instance in the attachment, the others around it."""
    slot: dict[str, Any] = {}
    if shape.attachment is not None:
        for name in ("instance_id", "network_card_index", "device_index", "delete_on_termination"):
            slot[name] = getattr(shape.attachment, name)
    return as_model(SecondaryInterface, shape, origin, **slot | host)


def _instances(merging: Merging) -> Iterator[tuple[Names, str, int, str | None, InstanceShape]]:
    for captured, pointer, reservation in merging.elements("Reservations", "reservations"):
        names = Names(captured.document)
        for index, shape in enumerate(reservation.instances):
            if shape is not None:
                yield names, f"{pointer}/Instances", index, reservation.owner_id, shape


def _attachments(described: dict[str, Any]) -> Iterator[Attachment]:
    return (interface.attachment for interface in described.values() if interface.attachment is not None)


def _is(instance: Instance, states: set[str]) -> bool:
    return is_known(instance.state) and instance.state in states
