"""aws_instance with the interfaces it lists, and the primary interface that launching it makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from eni_lint.inventory.model import Attachment, Instance, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform import addresses
from eni_lint.sources.terraform.attachments import listed_by_instance
from eni_lint.sources.terraform.found import arguments, tags_of
from eni_lint.sources.terraform.kinds import GROUP, SUBNET
from eni_lint.sources.terraform.power import States
from eni_lint.sources.terraform.primary import entries, has_unknown_entries, implicit, primary_key, primary_of

_ADDRESSING = {
    "private_ip": "private_ip_addresses",
    "secondary_private_ips": "private_ip_addresses",
    "ipv6_addresses": "ipv6_addresses",
    "ipv6_address_count": "ipv6_address_count",
}
_BESIDE = {
    "subnet_id": "subnet_id",
    **_ADDRESSING,
    "enable_primary_ipv6": "enable_primary_ipv6",
    "associate_public_ip_address": "associate_public_ip_address",
    "vpc_security_group_ids": "groups",
    "security_groups": "groups",
}

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.inventory.model import LaunchTemplate
    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.terraform.attachments import Attachments
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.interfaces import Surroundings
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.reading import Reading


class Launches:
    """Reads instances, after interfaces and templates: an instance takes over from them what it does not say itself."""

    def __init__(self, reading: Reading, around: Surroundings, attachments: Attachments, found: Found) -> None:
        self.reading = reading
        self.around = around
        self.attachments = attachments
        self.found = found
        self.interfaces: Mapping[str, NetworkInterface] = {i.network_interface_id: i for i in found.interfaces}
        self.templates = {t.launch_template_id: t for t in found.launch_templates}
        self.specifications = {s.network_interface_id: s for s in found.specifications}
        self.entries: dict[str | None, list[Attachment]] = {}
        self.states = States(reading)
        for attachment in attachments.of_templates:
            self.entries.setdefault(attachment.launch_template_id, []).append(attachment)

    def read(self) -> None:
        """Read every instance of the plan, and those that data sources look up."""
        for resource in self.reading.of("aws_instance", "aws_spot_instance_request"):
            self._managed(resource)
        for resource in self.reading.data("aws_instance"):
            self._looked_up(resource)

    def _managed(self, resource: Resource) -> None:
        reading, key = self.reading, resource.address
        template_key = reading.template_key(resource.block("launch_template"))
        listed, written = [], False
        for place, (part, device, card) in enumerate(entries(reading, resource)):
            attachment, seen = listed_by_instance(reading, resource, part, (device, card), place)
            named = attachment.network_interface_id
            if isinstance(named, str) and named == primary_key(resource):
                continue  # what a refresh tells about the interface that launching makes
            listed.append(attachment)
            if seen:
                self.attachments.see(attachment, resource.after.get("id"))
            else:
                written = True
                self.attachments.add(attachment)
        template = self._template(resource, template_key)
        instance_type = resource.text("instance_type")
        # An instance that adds nothing of its own has the faults of its template, which are told there.
        as_template = template is not None and instance_type is None and template.instance_type is not None and not listed
        makes_primary = implicit(reading, resource)
        subnet = self._subnet(resource, template_key, template)
        if makes_primary:
            self._launch(resource, subnet, template_key, template if not listed else None)
        elif resource.after.get("subnet_id") is None:
            subnet = self._subnet_of_primary(resource)
        if instance_type is None and template_key is not None:
            instance_type = template.instance_type if template else _by_template("instance_type")
        image, group = resource.text("ami"), reading.placement(resource, "placement_group")
        self.found.instances.append(
            Instance(
                instance_id=key,
                origin=Origin(
                    resource.document, resource.node, key, copy_of=template.origin.address if as_template and template else ""
                ),
                instance_type=instance_type,
                image_id=template.image_id if image is None and template else image,
                subnet_id=subnet,
                availability_zone=reading.zone(resource),
                state=self.states.of(resource),
                launch_template_id=template_key,
                placement_group=template.placement_group if group is None and template else group,
                source_dest_check=_source_dest_check(resource),
                associate_public_ip_address=_public_ip(resource),
                settings_beside_interfaces=(
                    _settings(reading, resource) if written or (listed and resource.is_bare) else _if_any(resource)
                ),
                bandwidth_weighting=template.bandwidth_weighting if template else None,
                tenancy=resource.text("tenancy"),
                tags=tags_of(resource),
            )
        )

    def _template(self, resource: Resource, key: Maybe[str]) -> LaunchTemplate | None:
        """Give the template that an instance is launched from; one that exists was launched from an earlier version, maybe."""
        return self.templates.get(key) if isinstance(key, str) and not resource.exists else None

    def _subnet(self, resource: Resource, template_key: Maybe[str], template: LaunchTemplate | None) -> Maybe[str]:
        subnet = self.reading.key(resource, "subnet_id", SUBNET)
        if subnet is not None:
            return subnet
        if template_key is not None:
            primary = self._described(self._primary_entry(template))
            if primary is not None and primary.subnet_id is not None:
                return primary.subnet_id
            if template is None:
                return _by_template("subnet_id")
        return Unknown(Reason.AFTER_APPLY, "no subnet is given: AWS takes the zone's default subnet")

    def _primary_entry(self, template: LaunchTemplate | None) -> Attachment | None:
        for attachment in self.entries.get(template.launch_template_id, ()) if template else ():
            device, card = attachment.device_index, attachment.network_card_index
            if isinstance(device, int) and device == 0 and not isinstance(card, Unknown) and not card:
                return attachment
        return None

    def _described(self, entry: Attachment | None) -> NetworkInterface | None:
        """Give the interface that an entry of a template describes, None where it names one that exists."""
        key = None if entry is None else entry.network_interface_id
        return self.specifications.get(key) if isinstance(key, str) else None

    def _launch(self, resource: Resource, subnet: Maybe[str], template_key: Maybe[str], template: LaunchTemplate | None) -> None:
        """Make the interfaces that launching makes: the primary one, and the others that a template describes."""
        first = self._primary_entry(template)
        if first is None:
            origin = Origin(resource.document, resource.node, resource.address, primary_key(resource))
            self.found.interfaces.append(self._primary(resource, origin, subnet, template_key))
            self.attachments.add(
                Attachment(
                    origin=origin,
                    network_interface_id=primary_key(resource),
                    instance_id=resource.address,
                    device_index=0,
                    delete_on_termination=True,  # AWS's default for an interface that launching makes
                    means="inline",
                )
            )
        for entry in self.entries.get(template.launch_template_id, ()) if template else ():
            self._take_over(resource, entry, subnet, is_first=entry is first)

    def _take_over(self, resource: Resource, entry: Attachment, subnet: Maybe[str], *, is_first: bool) -> None:
        """Give an instance what an entry of its template describes: a copy, whose faults are told with the original."""
        described = self._described(entry)
        number = entry.origin.pointer.rsplit("/", 1)[1]
        key = primary_key(resource) if is_first else f"{resource.address}/network_interfaces/{number}"
        name = resource.address if is_first else f"{resource.address}.network_interfaces[{number}]"
        origin = Origin(resource.document, resource.node, name, key, entry.origin.identity or entry.origin.address)
        attached = entry.network_interface_id
        if described is not None:
            attached = key
            groups = described.groups
            if is_first:
                groups = self.around.groups_of(key, _keys(described), written=True)
            self.found.interfaces.append(
                msgspec.structs.replace(
                    described,
                    network_interface_id=key,
                    launch_template_id=None,
                    origin=origin,
                    subnet_id=subnet if is_first else described.subnet_id,
                    groups=groups,
                )
            )
        deletes = entry.delete_on_termination
        self.attachments.add(
            msgspec.structs.replace(
                entry,
                origin=origin,
                network_interface_id=attached,
                instance_id=resource.address,
                launch_template_id=None,
                delete_on_termination=True if deletes is None and is_first and described is not None else deletes,
            )
        )

    def _primary(self, resource: Resource, origin: Origin, subnet: Maybe[str], template_key: Maybe[str]) -> NetworkInterface:
        around = self.around
        groups = self.reading.keys(resource, "vpc_security_group_ids", GROUP)
        names = resource.value("security_groups")
        if groups is None and (isinstance(names, Unknown) or names):
            groups = Unknown(Reason.OUTSIDE, "security groups are given by name")
        if groups is None and template_key is not None:
            groups = _by_template("security groups")
        secondary = resource.texts("secondary_private_ips")
        private = around.addresses_of(subnet, None, None, primary=resource.text("private_ip"))
        if isinstance(secondary, list) and not isinstance(private, Unknown):
            private = [*private, *addresses.secondary(secondary)]
        check = resource.flag("source_dest_check")
        return NetworkInterface(
            network_interface_id=primary_key(resource),
            origin=origin,
            subnet_id=subnet,
            availability_zone=self.reading.zone(resource),
            source_dest_check=True if check is None else check,
            private_ip_addresses=secondary if isinstance(secondary, Unknown) else private,
            ipv6_addresses=around.ipv6_of(resource, subnet, ordered=True),
            groups=around.groups_of(
                primary_key(resource),
                groups,
                written=resource.writes("vpc_security_group_ids"),
                is_bare=resource.is_bare,
            ),
            enable_primary_ipv6=resource.flag("enable_primary_ipv6"),
            associate_public_ip_address=_public_ip(resource),
            public_ip=resource.text("public_ip") if resource.exists else None,
            address_arguments=arguments(resource, _ADDRESSING),
        )

    def _subnet_of_primary(self, resource: Resource) -> Maybe[str]:
        """Give the subnet of an instance whose primary interface is an interface of its own."""
        named = primary_of(self.reading, resource)
        if len(named.exact) == 1:
            interface = self.interfaces.get(named.exact[0])
            if interface is not None:
                return interface.subnet_id
            return Unknown(
                Reason.OUTSIDE,
                f"the subnet of {named.exact[0]} is not in {resource.source}",
                symbol=("subnet of", named.exact[0]),
            )
        return Unknown(Reason.AFTER_APPLY, f"the subnet of the primary interface of {resource.address}")

    def _looked_up(self, resource: Resource) -> None:
        """Read an instance that a data source looks up: it tells of its primary interface only."""
        reading, key = self.reading, self.reading.key_of(resource)
        interface = resource.text("network_interface_id")
        name = reading.ids.get(interface, interface) if isinstance(interface, str) else f"{key}/primary"
        origin = Origin(resource.document, resource.node, resource.address, f"{resource.address}/primary")
        subnet = reading.key(resource, "subnet_id", SUBNET)
        self.found.instances.append(
            Instance(
                instance_id=key,
                origin=resource.origin(),
                instance_type=resource.text("instance_type"),
                image_id=resource.text("ami"),
                subnet_id=subnet,
                availability_zone=resource.text("availability_zone"),
                state=resource.text("instance_state"),
                placement_group=reading.placement(resource, "placement_group"),
                tags=tags_of(resource),
            )
        )
        attachment = Attachment(
            origin=origin, network_interface_id=name, instance_id=key, device_index=0, network_card_index=0, means="inline"
        )
        self.attachments.see(attachment, key)
        if interface is None or name == interface:
            primary = self._primary(resource, origin, subnet, None)
            self.found.interfaces.append(msgspec.structs.replace(primary, network_interface_id=name, looked_up=True))


def _public_ip(resource: Resource) -> Maybe[bool]:
    """Give the wish for a public address; what AWS tells of an existing instance is no wish."""
    return resource.flag("associate_public_ip_address") if resource.writes("associate_public_ip_address") else None


def _source_dest_check(resource: Resource) -> Maybe[bool]:
    """Give the check as it is written; of what exists already, a state tells what is in force, whoever turned it off."""
    if not resource.writes("source_dest_check"):
        return None
    found = resource.flag("source_dest_check")
    if resource.is_bare and found is False:
        return Unknown(Reason.OUTSIDE, f"{resource.source} does not hold what the configuration writes")
    return found


def _if_any(resource: Resource) -> Known[tuple[str, ...]]:
    if has_unknown_entries(resource):
        return Unknown(Reason.AMBIGUOUS, "it is not known whether the instance lists interfaces")
    return ()


def _settings(reading: Reading, resource: Resource) -> Known[tuple[str, ...]]:
    """Name the settings of the primary interface that are written although interfaces are listed."""
    found = arguments(resource, _BESIDE)
    if not isinstance(found, Unknown) or resource.expressions is None:
        return found
    # What names an object of the plan is no null, though its id is known only after apply.
    subnet = reading.key(resource, "subnet_id", SUBNET)
    groups = reading.keys(resource, "vpc_security_group_ids", GROUP)
    sure = [("subnet_id", isinstance(subnet, str)), ("groups", isinstance(groups, list) and bool(groups))]
    return tuple(name for name, is_sure in sure if is_sure) or found


def _by_template(what: str) -> Unknown:
    return Unknown(Reason.OUTSIDE, f"{what} may stand in the launch template")


def _keys(interface: NetworkInterface) -> Maybe[list[str | Unknown]]:
    return [g.group_id for g in interface.groups] if isinstance(interface.groups, list) else interface.groups
