"""What launches instances from templates: Auto Scaling groups, fleets, node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import Launcher
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.cloudformation.kinds import SUBNET
from eni_lint.sources.cloudformation.reading import block, entries, tags_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.cloudformation.parts import Part
    from eni_lint.sources.cloudformation.reading import Reading
    from eni_lint.sources.cloudformation.template import Resource

    Names = list[Known[str]]


def read_launchers(reading: Reading) -> Iterator[Launcher]:
    """Read Auto Scaling groups, node groups and fleets; one that uses several templates is several launchers."""
    for resource in reading.of("AWS::AutoScaling::AutoScalingGroup"):
        yield from _auto_scaling_group(reading, resource)
    for resource in reading.of("AWS::EKS::Nodegroup"):
        yield _node_group(reading, resource)
    for resource in reading.of("EC2Fleet"):
        yield from _ec2_fleet(reading, resource)
    for resource in reading.of("SpotFleet"):
        yield from _spot_fleet(reading, resource)


class _Choices:
    """What one launcher may launch, by template."""

    def __init__(self) -> None:
        self._keys: list[Maybe[str]] = []
        self.types: list[Names] = []
        self.subnets: list[Names] = []

    def of(self, key: Maybe[str]) -> int:
        """Give the place of a template; one that is not known has a place of its own."""
        for place, other in enumerate(self._keys):
            if other is key or (isinstance(other, str) and isinstance(key, str) and other == key):
                return place
        self._keys.append(key)
        self.types.append([])
        self.subnets.append([])
        return len(self._keys) - 1

    def launchers(
        self, reading: Reading, resource: Resource, kind: str, size: Maybe[int], subnets: Known[Names] | None = None
    ) -> Iterator[Launcher]:
        """Make the launchers."""
        for place, key in enumerate(self._keys):
            name = f"{resource.logical_id}/{place}" if place else resource.logical_id
            yield Launcher(
                launcher_id=name,
                origin=Origin(reading.document, resource.pointer, resource.name, name),
                kind=kind,
                launch_template_id=key,
                instance_types=self.types[place],
                subnet_ids=self.subnets[place] if subnets is None else subnets,
                max_size=size,
                tags=tags_of(reading, resource.properties),
            )


def _auto_scaling_group(reading: Reading, resource: Resource) -> Iterator[Launcher]:
    part = resource.properties
    choices = _Choices()
    overrides: list[Part] = []
    mixed = block(block(part, "MixedInstancesPolicy"), "LaunchTemplate")
    if mixed is not None:
        usual = choices.of(reading.template_key(block(mixed, "LaunchTemplateSpecification")))
        overrides = _overrides(mixed)
        for override in overrides:
            own = block(override, "LaunchTemplateSpecification")
            place = usual if own is None else choices.of(reading.template_key(own))
            choices.types[place] += _types(reading, override)
    else:
        choices.of(reading.template_key(block(part, "LaunchTemplate")))
    size = _size(part.whole("MaxSize"), overrides)
    yield from choices.launchers(reading, resource, "auto-scaling-group", size, _subnets(reading, part, "VPCZoneIdentifier"))


def _overrides(part: Part) -> list[Part]:
    found = entries(part, "Overrides")
    return found if isinstance(found, list) else []


def _types(reading: Reading, override: Part) -> Names:
    """Give the type that an override says; one that is chosen by attributes cannot be told."""
    if isinstance(override.value, Unknown):
        return [override.value]
    if block(override, "InstanceRequirements") is not None:
        return [Unknown(Reason.AMBIGUOUS, "chosen by its attributes at launch")]
    found = reading.text(override, "InstanceType")
    return [] if found is None else [found]


def _size(capacity: Maybe[int], overrides: Iterable[Part]) -> Maybe[int]:
    """Give the number of instances that a capacity comes to, unless some of them count for more than one."""
    for part in overrides:
        weight = part.text("WeightedCapacity")
        if not isinstance(weight, str | None) or weight not in (None, "", "0", "1", "1.0"):
            return Unknown(Reason.AMBIGUOUS, "instances count by their weight")
    return capacity


def _subnets(reading: Reading, part: Part, name: str) -> Known[Names]:
    found = reading.keys(part, name, SUBNET)
    return [] if found is None else found


def _node_group(reading: Reading, resource: Resource) -> Launcher:
    part = resource.properties
    scaling = block(part, "ScalingConfig")
    types = reading.texts(part, "InstanceTypes")
    return Launcher(
        launcher_id=resource.logical_id,
        origin=reading.origin(resource),
        kind="eks-node-group",
        launch_template_id=reading.template_key(block(part, "LaunchTemplate"), "Id", "Name"),
        instance_types=[] if types is None else types,
        subnet_ids=_subnets(reading, part, "Subnets"),
        max_size=None if scaling is None else scaling.whole("MaxSize"),
        tags=tags_of(reading, part),
    )


def _ec2_fleet(reading: Reading, resource: Resource) -> Iterator[Launcher]:
    target = block(resource.properties, "TargetCapacitySpecification")
    size = None if target is None else target.whole("TotalTargetCapacity")
    unit = reading.text(target, "TargetCapacityUnitType")
    if isinstance(unit, Unknown) or unit not in (None, "units"):
        size = Unknown(Reason.AMBIGUOUS, "the capacity is no number of instances")
    yield from _fleet(reading, resource, resource.properties, "ec2-fleet", size)


def _spot_fleet(reading: Reading, resource: Resource) -> Iterator[Launcher]:
    config = block(resource.properties, "SpotFleetRequestConfigData")
    if config is not None and block(config, "LaunchTemplateConfigs") is not None:
        yield from _fleet(reading, resource, config, "spot-fleet", config.whole("TargetCapacity"))


def _fleet(reading: Reading, resource: Resource, part: Part, kind: str, size: Maybe[int]) -> Iterator[Launcher]:
    choices = _Choices()
    everything: list[Part] = []
    configs = entries(part, "LaunchTemplateConfigs")
    for config in configs if isinstance(configs, list) else ():
        place = choices.of(reading.template_key(block(config, "LaunchTemplateSpecification")))
        overrides = _overrides(config)
        everything += overrides
        for override in overrides:
            choices.types[place] += _types(reading, override)
            subnet = reading.key(override, "SubnetId", SUBNET)
            if subnet is not None:
                choices.subnets[place].append(subnet)
    yield from choices.launchers(reading, resource, kind, _size(size, everything))
