"""Instances, launch templates and attachments in the declared format: every attachment where it belongs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared import fields as table
from eni_lint.sources.declared.attachments import _ATTACHMENT, _BESIDE, _BOTH, _PLACE, NOT_BESIDE_PRIMARY, _with_primary
from eni_lint.sources.writing.interfaces import Interfaces
from eni_lint.sources.writing.names import nested_in

if TYPE_CHECKING:
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, Instance, LaunchTemplate, NetworkInterface
    from eni_lint.inventory.origin import Origin
    from eni_lint.sources.writing.values import Values

_ONLY_SLOT = tuple(name for name in table.ATTACHMENT if name not in {*table.SLOT, "instance_id", "means", "copy_of", "without"})


class Carriers:
    """Sorts the attachments of an inventory into the places of the format, and writes what carries interfaces."""

    def __init__(self, inventory: Inventory, values: Values, identities: dict[str, str]) -> None:
        self.inventory = inventory
        self.values = values
        self.identities = identities
        self.interfaces = Interfaces(inventory, values)
        self._by_key = {interface.network_interface_id: interface for interface in inventory.interfaces}
        self._specifications = {each.network_interface_id: each for each in inventory.specifications}
        self.primary: dict[str, Attachment] = {}  # by instance
        self.inline: dict[str, list[Attachment]] = {}
        self.own: dict[str, Attachment] = {}  # by interface
        self.separate: list[Attachment] = []
        for attachment in inventory.attachments:
            if attachment.repeated:
                values.note(f"{attachment.origin.address} stands for nobody knows how many attachments, and is written as one")
            if attachment.launch_template_id is None:
                self._place(attachment)
        self._with_primary = _with_primary(
            [each for each in inventory.attachments if not any(each is primary for primary in self.primary.values())]
            if len(self.primary) < 50  # a set of ids pays for many
            else _others(inventory, self.primary)
        )
        self._number()

    def _place(self, attachment: Attachment) -> None:
        instance, key = attachment.instance_id, attachment.network_interface_id
        plain = isinstance(instance, str) and instance in self.inventory.instance_by_key
        only_slot = not any(_is_told(getattr(attachment, name)) for name in _ONLY_SLOT)
        if isinstance(key, str) and plain and nested_in(key, self.inventory) == instance and key in self._by_key and only_slot:
            if key == f"{instance}/primary" and instance not in self.primary:
                self.primary[str(instance)] = attachment
                return
            if not key.endswith("/primary") and attachment.means == "inline":
                self.inline.setdefault(str(instance), []).append(attachment)
                return
        if (
            attachment.means == "inline"
            and plain
            and only_slot
            and key is not None
            and not (isinstance(key, str) and nested(key))
        ):
            self.inline.setdefault(str(instance), []).append(attachment)
        elif (
            isinstance(key, str)
            and key in self._by_key
            and not nested(key)
            and key not in self.own
            and attachment.means != "resource"
        ):
            self.own[key] = attachment
        else:
            self.separate.append(attachment)

    def _number(self) -> None:
        """Count the interfaces that are written with their instances, as reading will."""
        names = self.values.names
        for instance, attachments in self.inline.items():
            for index, attachment in enumerate(attachments):
                key = attachment.network_interface_id
                if isinstance(key, str) and nested(key):
                    names.nested[key] = f"{names.of('instances', instance)}/network_interfaces/{index}"

    def name_identities(self) -> None:
        """Note what things will be identified by, for those that only repeat others."""
        names = self.values.names
        for template in self.inventory.launch_templates:
            own = f"launch_templates/{names.of('launch_templates', template.launch_template_id)}"
            self._identify(template.origin, own)
            for index, entry in enumerate(self.inventory.attachments_of(template)):
                self._identify(entry.origin, f"{own}/network_interfaces/{index}")

    def _identify(self, origin: Origin | None, identity: str) -> None:
        if origin is not None:
            self.identities.setdefault(origin.identity or origin.address, identity)

    def interface(self, interface: NetworkInterface) -> dict[str, Any]:
        """Write an interface with its attachment."""
        own = self.interfaces.write(interface, interface.network_interface_id)
        attachment = self.own.get(interface.network_interface_id)
        if attachment is not None:
            told = self._attachment(attachment, "interface")
            own["attachment"] = told
        return own | self._copy(interface.origin)

    def attachment(self, attachment: Attachment) -> dict[str, Any]:
        """Write an attachment of its own."""
        return self._attachment(attachment, "resource")

    def _attachment(self, attachment: Attachment, usual: str) -> dict[str, Any]:
        own = self.values.fields(attachment, _FIELDS if usual == "resource" else _INLINE, attachment.origin.address)
        if attachment.means != usual:
            own["means"] = attachment.means
        own |= self._copy(attachment.origin)
        needed = ("network_interface_id", "instance_id", "device_index") if usual == "resource" else ("device_index",)
        without = [name for name in needed if name not in own]
        return own | ({"without": without} if without else {})

    def instance(self, instance: Instance) -> dict[str, Any]:
        """Write an instance with the interfaces that are its own."""
        key = instance.instance_id
        own = self.values.fields(instance, _HOST, key) | self.values.fields(instance, _CHECKS, key)
        if instance.instance_type is None:
            own["without"] = ["instance_type"]
        entries = [self._entry(each) for each in self.inline.get(key, ())]
        asked = instance.settings_beside_interfaces
        usual = {name for name in _BESIDE if name in own} if entries else set()
        if isinstance(asked, Unknown):
            own["settings_beside_interfaces"] = self.values.unknown(asked)
        elif set(asked) != usual:
            own["settings_beside_interfaces"] = list(asked)
        own |= self._copy(instance.origin)
        primary = self.primary.get(key)
        if primary is not None:
            self._write_primary(own, instance, primary, entries=bool(entries))
        elif key not in self._with_primary or (not entries and any(name in own for name in _BOTH)):
            own["primary_interface"] = False
        if entries:
            own["network_interfaces"] = entries
        return own

    def _write_primary(self, own: dict[str, Any], instance: Instance, attachment: Attachment, *, entries: bool) -> None:
        """Write the primary interface: with the instance's own settings if these say it all, else in full."""
        interface = self._by_key[str(attachment.network_interface_id)]
        told = self.interfaces.write(interface, interface.network_interface_id) | self._slot(attachment)
        if told.get("device_index") == 0:
            del told["device_index"]
        if attachment.means != "inline":
            told["means"] = attachment.means
        told |= self._copy(interface.origin)
        if interface.subnet_id is instance.subnet_id and isinstance(told.get("subnet_id"), dict):
            # One subnet, whichever it is.
            same = told["subnet_id"].get("same_as", f"subnet of {instance.instance_id}")
            told["subnet_id"] = own["subnet_id"] = told["subnet_id"] | {"same_as": same}
        rest = {name: value for name, value in told.items() if name not in _PLACE}
        implied = instance.instance_id not in self._with_primary or any(name in rest for name in table.PRIMARY)
        if (
            not entries
            and implied
            and all(name in table.PRIMARY for name in rest)
            and all(told.get(name) == own.get(name) for name in (*_PLACE, *_BOTH))
        ):
            own |= rest
            return
        own["primary_interface"] = told

    def template(self, template: LaunchTemplate) -> dict[str, Any]:
        """Write a launch template with its interfaces."""
        key = template.launch_template_id
        own = self.values.fields(template, _TEMPLATE, key)
        entries = []
        for attachment in self.inventory.attachments_of(template):
            if attachment.network_interface_id is None:
                self.values.note(f"{key}: an entry that describes no interface is left out")
                continue
            entries.append(self._entry(attachment))
        asked = template.settings_beside_interfaces
        if isinstance(asked, Unknown):
            own["settings_beside_interfaces"] = self.values.unknown(asked)
        elif asked:
            own["settings_beside_interfaces"] = list(asked)
        if entries:
            own["network_interfaces"] = entries
        return own

    def _entry(self, attachment: Attachment) -> dict[str, Any]:
        """Write an inline interface, or the attachment of one that exists."""
        key = attachment.network_interface_id
        described = self._specifications.get(key) if isinstance(key, str) else None
        if described is None and isinstance(key, str) and nested(key):
            described = self._by_key.get(key)
        if described is None:
            own = {"network_interface_id": self.values.value("network_interface_id", key)}
        else:
            own = self.interfaces.write(described, described.network_interface_id)
        return self._slot(attachment) | own | self._copy(attachment.origin)

    def _slot(self, attachment: Attachment) -> dict[str, Any]:
        return self.values.fields(attachment, table.SLOT, attachment.origin.address)

    def _copy(self, origin: Origin | None) -> dict[str, Any]:
        if origin is None or not origin.copy_of:
            return {}
        return {"copy_of": self.identities.get(origin.copy_of, origin.copy_of)}


def nested(key: str) -> bool:
    """Tell whether a key is that of an interface that is written with its host."""
    head, slash, tail = key.rpartition("/")
    return bool(slash) and (tail == "primary" or head.endswith("/network_interfaces"))


def _others(inventory: Inventory, primary: dict[str, Attachment]) -> list[Attachment]:
    known = set(map(id, primary.values()))
    return [each for each in inventory.attachments if id(each) not in known]


def _is_told(value: Any) -> bool:
    return isinstance(value, Unknown) or value is not None


_FIELDS = {name: reader for name, reader in _ATTACHMENT.items() if name not in ("means", "copy_of", "without")}
_INLINE = {name: reader for name, reader in table.ATTACHMENT.items() if name not in ("means", "copy_of", "without")}
_NOT_FIELDS = ("settings_beside_interfaces", "copy_of", "without", "groups")
_HOST = {name: reader for name, reader in table.INSTANCE.items() if name not in _NOT_FIELDS}
_CHECKS = {name: table.INTERFACE[name] for name in _BOTH}
_TEMPLATE = {name: reader for name, reader in table.LAUNCH_TEMPLATE.items() if name not in _NOT_FIELDS}
__all__ = ["NOT_BESIDE_PRIMARY", "Carriers", "nested"]
