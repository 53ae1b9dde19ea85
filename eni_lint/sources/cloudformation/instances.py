"""AWS::EC2::Instance with the interfaces it lists, and the primary interface that launching it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import msgspec

from eni_lint.inventory.model import Attachment, GroupMembership, Instance, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation import addresses
from eni_lint.sources.cloudformation.interfaces import groups_of, listed_interface
from eni_lint.sources.cloudformation.kinds import PLACEMENT, SUBNET
from eni_lint.sources.cloudformation.listed import PROPERTY, at_primary_slot, attachment_of, listed
from eni_lint.sources.cloudformation.reading import block, entries, tags_of

if TYPE_CHECKING:
    from eni_lint.inventory.model import LaunchTemplate
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.interfaces import Surroundings
    from eni_lint.sources.cloudformation.launch_templates import Templates
    from eni_lint.sources.cloudformation.listed import Entry
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading
    from eni_lint.sources.cloudformation.template import Resource

# The properties of an instance that are of its primary interface, by the names of the model.
_BESIDE = {
    "SubnetId": "subnet_id",
    "SecurityGroupIds": "groups",
    "SecurityGroups": "groups",
    "PrivateIpAddress": "private_ip_addresses",
    "Ipv6Addresses": "ipv6_addresses",
    "Ipv6AddressCount": "ipv6_address_count",
}


class Launched(NamedTuple):
    """The instances, and what launching them makes and attaches."""

    instances: list[Instance]
    interfaces: list[NetworkInterface]
    attachments: list[Attachment]


class Launches:
    """Reads instances, after templates: an instance takes over from its template what it does not say itself."""

    def __init__(self, reading: Reading, around: Surroundings, templates: Templates) -> None:
        self.reading = reading
        self.around = around
        self.templates = {t.launch_template_id: t for t in templates.templates}
        self.specifications = {s.network_interface_id: s for s in templates.specifications}
        self.entries: dict[str | None, list[Attachment]] = {}
        for attachment in templates.attachments:
            self.entries.setdefault(attachment.launch_template_id, []).append(attachment)
        self.found = Launched([], [], [])
        self.checks: dict[str, Known[bool]] = {}  # what instances say of interfaces that exist without them

    def read(self) -> Launched:
        """Read every instance."""
        for resource in self.reading.of("Instance"):
            self._instance(resource)
        return self.found

    def _instance(self, resource: Resource) -> None:
        reading, part, key = self.reading, resource.properties, resource.logical_id
        template_key = reading.template_key(block(part, "LaunchTemplate"))
        template = self.templates.get(template_key) if isinstance(template_key, str) else None
        own = [(entry, self._listed(resource, entry)) for entry in listed(part)]
        check = part.flag("SourceDestCheck")
        for _, attachment in own:
            if check is not None and at_primary_slot(attachment) and isinstance(attachment.network_interface_id, str):
                self.checks[attachment.network_interface_id] = check
        sure = any(entry.doubt is None for entry, _ in own)
        if not any(_may_be_primary(attachment) for _, attachment in own):
            self._launch(resource, template_key, None if own else template)
        instance_type = reading.text(part, "InstanceType")
        # An instance that adds nothing of its own has the faults of its template, which are told there.
        as_template = template is not None and instance_type is None and template.instance_type is not None and not own
        if instance_type is None:
            instance_type = _untold("instance_type", template_key, template)
        image, group = reading.text(part, "ImageId"), reading.key(part, "PlacementGroupName", PLACEMENT)
        self.found.instances.append(
            Instance(
                instance_id=key,
                origin=Origin(
                    reading.document,
                    resource.pointer,
                    resource.name,
                    key,
                    template.origin.identity if as_template and template else "",
                ),
                instance_type=instance_type,
                image_id=template.image_id if image is None and template else image,
                subnet_id=self._subnet(part, own, template_key, template),
                availability_zone=reading.zone(part),
                state="running",  # the stack is complete once it is
                launch_template_id=template_key,
                placement_group=template.placement_group if group is None and template else group,
                source_dest_check=check,
                settings_beside_interfaces=self._beside(part) if sure else (),
                bandwidth_weighting=template.bandwidth_weighting if template else None,
                tenancy=reading.text(part, "Tenancy"),
                tags=tags_of(reading, part),
            )
        )

    def _listed(self, resource: Resource, entry: Entry) -> Attachment:
        """Read an entry of the list, with the interface if it describes one."""
        reading, key = self.reading, resource.logical_id
        first = entry.doubt is None and _is_first(entry.part)
        name = f"{key}/primary" if first else f"{key}/network_interfaces/{entry.place}"
        origin = reading.below(resource, entry.part, PROPERTY, entry.place)
        attachment = attachment_of(reading, entry, name, origin, instance_id=key)
        if isinstance(attachment.network_interface_id, str) and attachment.network_interface_id == name:
            made = listed_interface(reading, self.around, entry.part, name, origin)
            check = resource.properties.flag("SourceDestCheck") if first else None
            self.found.interfaces.append(
                msgspec.structs.replace(
                    made,
                    source_dest_check=True if check is None else check,
                    subnet_id=_default_subnet() if made.subnet_id is None else made.subnet_id,
                )
            )
            if first and attachment.delete_on_termination is None:
                attachment = msgspec.structs.replace(attachment, delete_on_termination=True)
        self.found.attachments.append(attachment)
        return attachment

    def _subnet(
        self, part: Part, own: list[tuple[Entry, Attachment]], template_key: Maybe[str], template: LaunchTemplate | None
    ) -> Maybe[str]:
        """Give the subnet of the primary interface, None where that is an interface with a subnet of its own."""
        subnet = self.reading.key(part, "SubnetId", SUBNET)
        if subnet is not None:
            return subnet
        for entry, attachment in own:
            if at_primary_slot(attachment):
                return self._subnet_of(entry, attachment)
        if own:
            return Unknown(Reason.INTRINSIC, "the subnet of the primary interface is not told")
        described = self._described(self._primary_entry(template))
        if described is not None and described.subnet_id is not None:
            return described.subnet_id
        if template_key is not None and template is None:
            return _by_template("subnet_id")
        return _default_subnet()

    def _subnet_of(self, entry: Entry, attachment: Attachment) -> Maybe[str]:
        reading, key = self.reading, attachment.network_interface_id
        if isinstance(key, Unknown):
            return Unknown(key.reason, key.detail, symbol=None if key.symbol is None else ("subnet of", key.symbol))
        resource = None if key is None else reading.view.resources.get(key)
        if resource is not None:
            return reading.key(resource.properties, "SubnetId", SUBNET)
        if key is not None and "/" not in key:
            return Unknown(Reason.OUTSIDE, f"the subnet of {key} is not in the template", symbol=("subnet of", key))
        own = reading.key(entry.part, "SubnetId", SUBNET)
        return _default_subnet() if own is None else own

    # -- what launching makes ------------------------------------------------------------------------------------------

    def _primary_entry(self, template: LaunchTemplate | None) -> Attachment | None:
        own = self.entries.get(template.launch_template_id, ()) if template else ()
        return next((attachment for attachment in own if at_primary_slot(attachment)), None)

    def _described(self, entry: Attachment | None) -> NetworkInterface | None:
        """Give the interface that an entry of a template describes, None where it names one that exists."""
        key = None if entry is None else entry.network_interface_id
        return self.specifications.get(key) if isinstance(key, str) else None

    def _launch(self, resource: Resource, template_key: Maybe[str], template: LaunchTemplate | None) -> None:
        """Make the interfaces that launching makes: the primary one, and the others that a template describes."""
        first = self._primary_entry(template)
        key, name = resource.logical_id, f"{resource.logical_id}/primary"
        if first is None:
            origin = Origin(self.reading.document, resource.pointer, resource.name, name)
            self.found.interfaces.append(self._primary(resource, name, origin, template_key, template))
            self.found.attachments.append(
                Attachment(
                    origin=origin,
                    network_interface_id=name,
                    instance_id=key,
                    device_index=0,
                    delete_on_termination=True,  # AWS's default for an interface that launching makes
                    means="inline",
                )
            )
        for entry in self.entries.get(template.launch_template_id, ()) if template else ():
            self._take_over(resource, entry, is_first=entry is first)

    def _take_over(self, resource: Resource, entry: Attachment, *, is_first: bool) -> None:
        """Give an instance what an entry of its template describes: a copy, whose faults are told with the original."""
        described = self._described(entry)
        number = entry.origin.identity.rsplit("/", 1)[1]
        key = f"{resource.logical_id}/primary" if is_first else f"{resource.logical_id}/network_interfaces/{number}"
        name = resource.name if is_first else f"{resource.name}.{PROPERTY}[{number}]"
        origin = Origin(self.reading.document, resource.pointer, name, key, entry.origin.identity)
        if described is not None:
            own = self.reading.key(resource.properties, "SubnetId", SUBNET) if is_first else None
            self.found.interfaces.append(
                msgspec.structs.replace(
                    described,
                    network_interface_id=key,
                    launch_template_id=None,
                    origin=origin,
                    subnet_id=described.subnet_id if own is None else own,
                )
            )
        deletes = entry.delete_on_termination
        self.found.attachments.append(
            msgspec.structs.replace(
                entry,
                origin=origin,
                network_interface_id=entry.network_interface_id if described is None else key,
                instance_id=resource.logical_id,
                launch_template_id=None,
                delete_on_termination=True if deletes is None and is_first and described is not None else deletes,
            )
        )

    def _primary(
        self, resource: Resource, key: str, origin: Origin, template_key: Maybe[str], template: LaunchTemplate | None
    ) -> NetworkInterface:
        reading, part = self.reading, resource.properties
        subnet = reading.key(part, "SubnetId", SUBNET)
        if subnet is None:
            subnet = _by_template("subnet_id") if template_key is not None and template is None else _default_subnet()
        check = part.flag("SourceDestCheck")
        return NetworkInterface(
            network_interface_id=key,
            origin=origin,
            subnet_id=subnet,
            availability_zone=reading.zone(part),
            source_dest_check=True if check is None else check,
            private_ip_addresses=addresses.private_addresses(reading, part, has_ipv4=self.around.has_ipv4(subnet, None)),
            ipv6_addresses=addresses.ipv6_addresses(reading, part, None, automatic=self.around.assigns_ipv6(subnet)),
            groups=self._groups(part, template_key),
            address_arguments=addresses.arguments(part),
        )

    def _groups(self, part: Part, template_key: Maybe[str]) -> Maybe[list[GroupMembership]]:
        """Give the groups of an instance; its template may have them, and names of groups are no ids."""
        found = groups_of(self.reading, part, "SecurityGroupIds")
        if found is not None:
            return found
        named = groups_of(self.reading, part, "SecurityGroups")
        if isinstance(named, list):
            outside = [g for g in named if not isinstance(g.group_id, Unknown) and g.group_id not in self.reading.view.resources]
            return Unknown(Reason.OUTSIDE, "security groups are given by name") if outside else named
        return _by_template("security groups") if named is None and template_key is not None else named

    @staticmethod
    def _beside(part: Part) -> Known[tuple[str, ...]]:
        """Name the settings of the primary interface that are written although interfaces are listed."""
        found = {}
        for name, setting in _BESIDE.items():
            if part.has(name):
                items = entries(part, name)
                if isinstance(items, Unknown) or items:
                    found[setting] = True
        return tuple(found)


def _is_first(part: Part) -> bool:
    device = part.whole("DeviceIndex")
    return isinstance(device, int) and device == 0


def _may_be_primary(attachment: Attachment) -> bool:
    device, card = attachment.device_index, attachment.network_card_index
    return isinstance(device, Unknown) or isinstance(card, Unknown) or at_primary_slot(attachment)


def _untold(field: str, template_key: Maybe[str], template: LaunchTemplate | None) -> Maybe[str]:
    if template is not None:
        return template.instance_type
    return _by_template(field) if template_key is not None else Unknown(Reason.INTRINSIC, "no InstanceType is given")


def _by_template(what: str) -> Unknown:
    return Unknown(Reason.OUTSIDE, f"{what} may stand in the launch template")


def _default_subnet() -> Unknown:
    return Unknown(Reason.INTRINSIC, "no subnet is given: AWS takes the zone's default subnet")
