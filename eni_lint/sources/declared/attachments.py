"""Reads what carries interfaces: instances and launch templates with their inline interfaces, and attachments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.documents import escape
from eni_lint.inventory.model import Attachment, Instance, LaunchTemplate, NetworkInterface
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared import fields as table
from eni_lint.sources.declared.interfaces import Surroundings, interface_of
from eni_lint.sources.declared.reading import FAULTY, OF_FILE, not_declared, read_fields, read_object, unknown_in, unknown_of
from eni_lint.sources.declared.values import boolean, without

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from eni_lint.inventory.origin import Origin
    from eni_lint.sources.declared.reading import Reader, Reading

_PLACE = ("subnet_id", "vpc_id", "availability_zone", "owner_id")  # what an instance and its primary interface have in common
_BOTH = ("source_dest_check", "associate_public_ip_address")  # settings that the model also keeps with the instance
_BESIDE = ("subnet_id", *table.ADDRESSING, "enable_primary_ipv6", "associate_public_ip_address", "groups")
_PRIMARY = (*table.PRIMARY, "address_arguments")


class Carriers:
    """Collects what is attached to what, over the sections of a file."""

    def __init__(self, reading: Reading, around: Surroundings) -> None:
        self.reading = reading
        self.around = around
        self.interfaces: list[NetworkInterface] = []
        self.specifications: list[NetworkInterface] = []
        self.attachments: list[Attachment] = []
        self.instances: list[Instance] = []
        self.launch_templates: list[LaunchTemplate] = []
        self._settings: list[dict[str, Any]] = []  # what each instance says of its primary interface
        self._told: dict[str, Any] = {}  # the primary interfaces that are described in full
        self._insisting: set[str] = set()  # the instances that say more of it than its subnet

    def interface(self, name: str, data: Any, pointer: str) -> None:
        """Read one of the section ``network_interfaces``."""
        own = self._read(data, pointer, _INTERFACE, f"interface '{name}'")
        origin = self._origin(own, pointer, name, f"network_interfaces/{name}")
        slot = own.pop("attachment", None)
        self.interfaces.append(interface_of(name, own, origin, self.around))
        if slot is not None:
            if isinstance(slot, Unknown):  # it is attached, and nothing says where
                slot = {field: Unknown(slot.reason, slot.detail) for field in table.ATTACHMENT if field not in OF_FILE}
            at = self._origin(slot, f"{pointer}/attachment", name, f"{origin.identity}/attachment")
            means = self._means(slot, f"{pointer}/attachment", "interface")
            self.attachments.append(Attachment(network_interface_id=name, means=means, origin=at, **slot))

    def attachment(self, name: str, data: Any, pointer: str) -> None:
        """Read one of the section ``attachments``."""
        required = ("network_interface_id", "instance_id")
        own = read_object(self.reading, data, pointer, _ATTACHMENT, required=required, what=f"attachment '{name}'")
        origin = self._origin(own, pointer, name, f"attachments/{name}")
        means = self._means(own, pointer, "resource")
        self.attachments.append(Attachment(means=means, origin=origin, **_with_index(own)))

    def instance(self, name: str, data: Any, pointer: str) -> None:
        """Read one of the section ``instances``; its implicit primary interface is made in the end, if it has one."""
        own = self._read(data, pointer, _INSTANCE, f"instance '{name}'")
        origin = self._origin(own, pointer, name, f"instances/{name}")
        entries = self._listed(own, data, pointer)
        settings = {key: own.pop(key) for key in _PRIMARY if key in own}
        beside = own.pop("settings_beside_interfaces", None)
        if beside is not None and not unknown_in(data):
            own["settings_beside_interfaces"] = beside if isinstance(beside, Unknown) else tuple(beside)
        elif entries:
            own["settings_beside_interfaces"] = tuple(key for key in _BESIDE if key in settings or key in own)
        if own.pop("primary_interface", None) is not None and not unknown_in(data):
            self._told[name] = data["primary_interface"]
            self._refuse_beside(pointer, data)
        elif not entries and settings and not unknown_in(data):
            self._insisting.add(name)
        self._settings.append(({} if entries else settings) | {key: own[key] for key in _PLACE if key in own})
        own |= {key: settings[key] for key in _BOTH if key in settings}
        if "instance_type" not in own:
            own["instance_type"] = not_declared("instance_type", f"instance '{name}'")
        self.instances.append(Instance(instance_id=name, origin=origin, **own))
        self._inline(entries, name, origin)

    def launch_template(self, name: str, data: Any, pointer: str) -> None:
        """Read one of the section ``launch_templates``."""
        origin = self.reading.origin(pointer, name, f"launch_templates/{name}")
        own = read_object(self.reading, data, pointer, _LAUNCH_TEMPLATE, what=f"launch template '{name}'")
        entries = self._listed(own, data, pointer)
        groups, beside = own.pop("groups", None), own.pop("settings_beside_interfaces", None)
        if beside is not None and not unknown_in(data):
            own["settings_beside_interfaces"] = beside if isinstance(beside, Unknown) else tuple(beside)
        elif entries and groups is not None:
            own["settings_beside_interfaces"] = ("groups",)
        self.launch_templates.append(LaunchTemplate(launch_template_id=name, origin=origin, **own))
        self._inline(entries, name, origin, template=name)

    def add_primary_interfaces(self) -> None:
        """Make the primary interface of every instance for which none is written, or which says more of it than its subnet."""
        written = _with_primary(self.attachments)
        for instance, settings in zip(self.instances, self._settings, strict=True):
            if instance.instance_id in self._told:
                self._told_primary(instance, self._told[instance.instance_id])
            elif instance.instance_id not in written or instance.instance_id in self._insisting:
                self._primary(instance, settings)

    def _primary(self, instance: Instance, settings: dict[str, Any]) -> None:
        key = f"{instance.instance_id}/primary"
        host = instance.origin
        origin = self.reading.origin(host.pointer, host.address, f"{host.identity}/primary")
        slot = {name: settings.pop(name) for name in table.SLOT if name in settings} | {"device_index": 0}
        self.interfaces.append(interface_of(key, settings, origin, self.around))
        self.attachments.append(
            Attachment(network_interface_id=key, instance_id=instance.instance_id, means="inline", origin=origin, **slot)
        )

    def _told_primary(self, instance: Instance, data: Any) -> None:
        """Make the primary interface that is described in full with its instance, if there is one."""
        if data is False:
            return
        key, host = f"{instance.instance_id}/primary", instance.origin
        pointer = f"{host.pointer}/primary_interface"
        own = self._read(data, pointer, _FULL_PRIMARY, "a primary interface")
        origin = self._origin(own, pointer, host.address, f"{host.identity}/primary")
        slot = {name: own.pop(name) for name in table.SLOT if name in own}
        slot.setdefault("device_index", 0)
        means = self._means(own, pointer, "inline")
        self.interfaces.append(interface_of(key, own, origin, self.around))
        self.attachments.append(
            Attachment(network_interface_id=key, instance_id=instance.instance_id, means=means, origin=origin, **slot)
        )

    def _origin(self, own: dict[str, Any], pointer: str, address: str, identity: str) -> Origin:
        """Make the origin of an object, of which the file may say what it only repeats."""
        copied = own.pop("copy_of", None)
        if isinstance(copied, Unknown) and copied is not FAULTY:
            self.reading.fault(pointer, "copy_of", "'copy_of' cannot be unknown")
        origin = self.reading.origin(pointer, address, identity)
        return msgspec.structs.replace(origin, copy_of=copied) if isinstance(copied, str) else origin

    def _means(self, own: dict[str, Any], pointer: str, usual: str) -> str:
        """Take how an attachment is declared, where it is not as usual in that place."""
        means = own.pop("means", usual)
        if isinstance(means, Unknown):
            if means is not FAULTY:
                self.reading.fault(pointer, "means", "'means' cannot be unknown")
            return usual
        return str(means)

    def _refuse_beside(self, pointer: str, data: Mapping[str, Any]) -> None:
        for name in NOT_BESIDE_PRIMARY:
            if name in data:
                what = f"'{name}' cannot stand beside 'primary_interface': it belongs into it"
                self.reading.fault(pointer, name, what, blame_key=True)

    def _read(self, data: Any, pointer: str, readers: Mapping[str, Reader], what: str) -> dict[str, Any]:
        """Read what has addresses: of something unknown it is not known either how they are asked for."""
        own = read_object(self.reading, data, pointer, readers, what=what)
        if unknown_in(data):
            own["address_arguments"] = unknown_of(data)
        return own

    def _listed(self, own: dict[str, Any], data: Any, pointer: str) -> Sequence[Any]:
        """Take the list of inline interfaces, whose length is known unless nothing of the host is."""
        entries = own.pop("network_interfaces", ())
        if not isinstance(entries, Unknown):
            return list(entries)
        if not unknown_in(data):
            what = "network_interfaces: the list itself cannot be unknown: give one '{unknown: why}' for each interface"
            self.reading.fault(pointer, "network_interfaces", what)
        return ()

    def _inline(self, entries: Sequence[Any], host: str, host_origin: Origin, *, template: str | None = None) -> None:
        """Read the interfaces that an instance or a launch template lists."""
        for index, data in enumerate(entries):
            key = f"{host}/network_interfaces/{index}"
            pointer = f"{host_origin.pointer}/network_interfaces/{index}"
            own = self._read(data, pointer, _ENTRY, "an inline interface")
            origin = self._origin(own, pointer, key, f"{host_origin.identity}/network_interfaces/{index}")
            slot = {name: own.pop(name) for name in table.SLOT if name in own}
            existing = own.pop("network_interface_id", None)
            if existing is None:
                made = interface_of(key, own, origin, self.around, template=template)
                (self.interfaces if template is None else self.specifications).append(made)
            elif own and not unknown_in(data):
                self._refuse_settings(pointer, own)
            self.attachments.append(
                Attachment(
                    network_interface_id=key if existing is None else existing,
                    instance_id=host if template is None else None,
                    launch_template_id=template,
                    means="inline",
                    origin=origin,
                    **slot,
                )
            )

    def _refuse_settings(self, pointer: str, settings: Mapping[str, Any]) -> None:
        for name in settings:
            what = f"'{name}' cannot stand beside 'network_interface_id': it belongs to the interface of that name"
            self.reading.fault(pointer, name, what, blame_key=True)


def _with_index(slot: dict[str, Any]) -> dict[str, Any]:
    """Complete an attachment: AWS has no default for its device index."""
    if "device_index" not in slot:
        slot["device_index"] = not_declared("device_index", "the attachment")
    return slot


def _attachment(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Read the attachment that is written in an interface."""
    own = read_fields(reading, value, f"{at}/{escape(key)}", table.ATTACHMENT, what="an attachment")
    return _with_index(own)


def _entries(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Take a list of inline interfaces, which are read when their host is."""
    if type(value) is list:
        return value
    reading.expected(at, key, value, "a list of interfaces")
    return ()


def _with_primary(attachments: Sequence[Attachment]) -> set[str]:
    """Name the instances of which an attachment is, or may be, at network card 0 and device index 0."""
    found = set()
    for attachment in attachments:
        index, card, instance = attachment.device_index, attachment.network_card_index, attachment.instance_id
        first = isinstance(index, Unknown) or index == 0
        if isinstance(instance, str) and first and (isinstance(card, Unknown) or not card):
            found.add(instance)
    return found


def _primary_interface(reading: Reading, value: Any, at: str, key: str | int) -> Any:
    """Take what is told of a primary interface, which is read when all others are; false where there is none."""
    if value is False or type(value) is dict:
        return value
    return reading.expected(at, key, value, "the fields of the primary interface, or false where there is none")


_INTERFACE = table.INTERFACE | {"looked_up": boolean, "attachment": _attachment}
_ATTACHMENT = table.ATTACHMENT | {
    "network_interface_id": table.INTERFACE_ID,
    "without": without("network_interface_id", "instance_id", "device_index"),
}
_INSTANCE = table.INSTANCE | table.PRIMARY | {"network_interfaces": _entries, "primary_interface": _primary_interface}
_FULL_PRIMARY = table.INTERFACE | table.SLOT | {"looked_up": boolean, "means": table.ATTACHMENT["means"]}
NOT_BESIDE_PRIMARY = tuple(name for name in table.PRIMARY if name not in _BOTH)
_LAUNCH_TEMPLATE = table.LAUNCH_TEMPLATE | {"network_interfaces": _entries}
_ENTRY = table.INTERFACE | table.SLOT | {"network_interface_id": table.INTERFACE_ID}
