"""Launch templates with the interfaces that they describe, and the Auto Scaling groups that launch them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.model import Attachment, Launcher, LaunchTemplate, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.describe.hosts import secondary_interface
from eni_lint.sources.describe.interface_shape import ABSENT
from eni_lint.sources.describe.networks import Networks, as_model
from eni_lint.sources.describe.origins import Names, display
from eni_lint.sources.describe.specifications import specification

if TYPE_CHECKING:
    from eni_lint.inventory.model import Subnet
    from eni_lint.inventory.surroundings import SecondaryInterface
    from eni_lint.sources.describe.host_shapes import (
        AutoScalingGroupShape,
        TemplateInterface,
        TemplateReference,
        TemplateShape,
        TemplateVersionShape,
    )
    from eni_lint.sources.describe.merging import Merging

_Version = tuple[Names, str, "TemplateVersionShape"]


class Templates:
    """The versions of launch templates that count: of each template one, and those that a launcher names besides."""

    def __init__(self, merging: Merging, subnets: dict[str, Subnet]) -> None:
        self.subnets = subnets
        self.launch_templates: list[LaunchTemplate] = []
        self.specifications: list[NetworkInterface] = []
        self.attachments: list[Attachment] = []
        self.secondary_interfaces: list[SecondaryInterface] = []
        self._about: dict[str, TemplateShape] = {
            shape.launch_template_id: shape for _, _, shape in merging.elements("LaunchTemplates", "launch_templates")
        }
        self._versions: dict[str, dict[int, _Version]] = {}
        for captured, at, shape in merging.elements("LaunchTemplateVersions", "launch_template_versions"):
            versions = self._versions.setdefault(shape.launch_template_id, {})
            versions[shape.version_number] = (Names(captured.document), at, shape)
        self._keys: dict[tuple[str, int], str] = {}
        for template_id, versions in self._versions.items():
            self._add(template_id, self._default(template_id) or max(versions), template_id)
        self.launchers = Networks(merging).made(
            "Auto Scaling groups", "AutoScalingGroups", "auto_scaling_groups", self._launcher, "launcher_id"
        )

    def _default(self, template_id: str) -> int | None:
        versions, about = self._versions[template_id], self._about.get(template_id)
        if about is not None and about.default_version_number in versions:
            return about.default_version_number
        return next((number for number, (_, _, shape) in versions.items() if shape.default_version), None)

    def _latest(self, template_id: str) -> int | None:
        """Tell the number of the latest version; a default version alone is most likely all that was asked for."""
        versions, about = self._versions[template_id], self._about.get(template_id)
        if about is not None and about.latest_version_number is not None:
            return about.latest_version_number
        newest = max(versions)
        return None if len(versions) == 1 and newest == self._default(template_id) != 1 else newest

    def _add(self, template_id: str, number: int, key: str) -> None:
        names, at, shape = self._versions[template_id][number]
        self._keys[template_id, number] = key
        data, about = shape.launch_template_data, self._about.get(template_id)
        origin = self._origin(names, at, shape, key)
        requirements, options = data.instance_requirements, data.network_performance_options
        count = requirements.network_interface_count if requirements else None
        beside = bool(data.network_interfaces and (data.security_group_ids or data.security_groups))
        template = as_model(
            LaunchTemplate,
            shape,
            origin,
            launch_template_id=key,
            instance_type=data.instance_type or None,
            image_id=data.image_id or None,
            placement_group=(data.placement.group_name or None) if data.placement else None,
            settings_beside_interfaces=("groups",) if beside else (),
            bandwidth_weighting=options.bandwidth_weighting if options else None,
            network_interface_count_min=count.min if count else None,
            instance_requirements=True if requirements else None,
            tags=ABSENT if about is None else about.tags,
        )
        self.launch_templates.append(template)
        for index, entry in enumerate(data.network_interfaces):
            self._add_entry(template, index, entry)
        for index, secondary in enumerate(data.secondary_interfaces):
            own = _part(origin, f"{at}/LaunchTemplateData/SecondaryInterfaces/{index}", f"secondary_interfaces/{index}")
            slot = {
                "network_card_index": secondary.network_card_index,
                "device_index": secondary.device_index,
                "delete_on_termination": secondary.delete_on_termination,
            }
            self.secondary_interfaces.append(secondary_interface(secondary, own, launch_template_id=key, **slot))

    def _origin(self, names: Names, at: str, shape: TemplateVersionShape, key: str) -> Origin:
        name = shape.launch_template_name if isinstance(shape.launch_template_name, str) else None
        account = _account_of(shape.created_by)
        identity = names.identity("launch-template", shape.launch_template_id, account, None)
        if key == shape.launch_template_id:
            return Origin(names.document, at, display(key, None, name), identity)
        address = f"{display(shape.launch_template_id, None, name)} version {shape.version_number}"
        return Origin(names.document, at, address, f"{identity}/{shape.version_number}")

    def _add_entry(self, template: LaunchTemplate, index: int, entry: TemplateInterface) -> None:
        key = f"{template.launch_template_id}/network_interfaces/{index}"
        pointer = f"{template.origin.pointer}/LaunchTemplateData/NetworkInterfaces/{index}"
        origin = _part(template.origin, pointer, f"network_interfaces/{index}")
        if not entry.network_interface_id:
            subnet = self.subnets.get(entry.subnet_id or "")
            self.specifications.append(specification(entry, key, template.launch_template_id, subnet, origin))
        self.attachments.append(
            Attachment(
                network_interface_id=entry.network_interface_id or key,
                launch_template_id=template.launch_template_id,
                device_index=entry.device_index,
                network_card_index=entry.network_card_index,
                delete_on_termination=entry.delete_on_termination,
                ena_srd_specification=entry.ena_srd_specification,
                ena_queue_count=entry.ena_queue_count,
                means="inline",
                origin=origin,
            )
        )

    def _launcher(self, names: Names, at: str, shape: AutoScalingGroupShape) -> Launcher:
        mixed = shape.mixed_instances_policy.launch_template if shape.mixed_instances_policy else None
        reference = mixed.launch_template_specification if mixed else shape.launch_template
        # An override with a template of its own says nothing about this one.
        overrides = [o for o in mixed.overrides if o.launch_template_specification is None] if mixed else []
        types: list[Any] = [o.instance_type for o in overrides if o.instance_type]
        if any(o.instance_requirements for o in overrides):
            types.append(Unknown(Reason.AMBIGUOUS, "chosen by InstanceRequirements at launch"))
        key = shape.auto_scaling_group_name
        return Launcher(
            launcher_id=key,
            kind="auto-scaling-group",
            launch_template_id=self._key_of(reference),
            instance_types=types,
            subnet_ids=[subnet.strip() for subnet in shape.subnets.split(",") if subnet.strip()],
            max_size=ABSENT if shape.max_size is None else shape.max_size,
            tags=list(shape.tags),
            origin=Origin(names.document, at, key, shape.arn or key),
        )

    def _key_of(self, reference: TemplateReference | None) -> str | Unknown | None:
        """Find the template that a launcher means, in the version that it names, which may be another than the default."""
        if reference is None:
            return None
        template_id = reference.launch_template_id or self._id_of(reference.launch_template_name)
        if template_id is None or template_id not in self._versions:
            return template_id or ABSENT
        version = reference.version or "$Default"
        number = {"$Default": self._default, "$Latest": self._latest}.get(version, lambda _: _number(version))(template_id)
        if number not in self._versions[template_id]:
            return Unknown(Reason.NOT_COLLECTED, f"version {version} of {template_id} was not captured")
        if (template_id, number) not in self._keys:
            self._add(template_id, number, f"{template_id}:{number}")
        return self._keys[template_id, number]

    def _id_of(self, name: str | None) -> str | None:
        ids = {i for i, versions in self._versions.items() if any(v[2].launch_template_name == name for v in versions.values())}
        return ids.pop() if name and len(ids) == 1 else None


def _part(origin: Origin, pointer: str, part: str) -> Origin:
    return Origin(origin.document, pointer, f"{origin.address}/{part}", f"{origin.identity}/{part}")


def _account_of(arn: str | None) -> str | None:
    """Take the account of the ARN of who made a template, who is of the template's account: no field tells it."""
    parts = (arn or "").split(":")
    return parts[4] if len(parts) > 4 and parts[4].isdigit() else None


def _number(version: str) -> int | None:
    return int(version) if version.isascii() and version.isdigit() and len(version) < 10 else None
