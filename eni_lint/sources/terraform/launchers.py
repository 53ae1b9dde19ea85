"""What launches instances from templates: Auto Scaling groups, fleets, node groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.model import Launcher
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.found import tags_of
from eni_lint.sources.terraform.kinds import SUBNET

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from eni_lint.inventory.unknown import Known, Maybe
    from eni_lint.sources.terraform.found import Found
    from eni_lint.sources.terraform.parts import Part, Resource
    from eni_lint.sources.terraform.reading import Reading

_BY = ("launch_template_id", "launch_template_name")


def read_launchers(reading: Reading, found: Found) -> None:
    """Read Auto Scaling groups, node groups and fleets; one that uses several templates is several launchers."""
    for resource in reading.of("aws_autoscaling_group"):
        found.launchers.extend(_auto_scaling_group(reading, resource))
    for resource in reading.of("aws_eks_node_group"):
        found.launchers.append(_node_group(reading, resource))
    for resource in reading.of("aws_ec2_fleet"):
        found.launchers.extend(_ec2_fleet(reading, resource))
    for resource in reading.of("aws_spot_fleet_request"):
        found.launchers.extend(_spot_fleet(reading, resource))


class _Choices:
    """What one launcher may launch, by template."""

    def __init__(self) -> None:
        self._keys: list[Maybe[str]] = []
        self.types: list[list[str | Unknown]] = []
        self.subnets: list[list[str | Unknown]] = []

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
        self, resource: Resource, kind: str, size: Maybe[int], subnets: Known[list[str | Unknown]] | None = None
    ) -> Iterator[Launcher]:
        """Make the launchers."""
        for place, key in enumerate(self._keys):
            name = f"{resource.address}/{place}" if place else resource.address
            yield Launcher(
                launcher_id=name,
                origin=Origin(resource.document, resource.node, resource.address, name),
                kind=kind,
                launch_template_id=key,
                instance_types=self.types[place],
                subnet_ids=self.subnets[place] if subnets is None else subnets,
                max_size=size,
                tags=tags_of(resource),
            )


def _auto_scaling_group(reading: Reading, resource: Resource) -> Iterator[Launcher]:
    choices = _Choices()
    overrides: list[Part] = []
    policy = resource.block("mixed_instances_policy")
    mixed = policy and policy.block("launch_template")
    if mixed:
        specification = mixed.block("launch_template_specification")
        usual = choices.of(None if specification is None else reading.template_key(specification, *_BY))
        overrides = mixed.blocks("override", ordered=True)
        for part in overrides:
            own = part.block("launch_template_specification")
            place = usual if own is None else choices.of(reading.template_key(own, *_BY))
            choices.types[place] += _types(part)
    else:
        choices.of(reading.template_key(resource.block("launch_template")))
    size = _size(resource.number("max_size"), overrides)
    yield from choices.launchers(resource, "auto-scaling-group", size, _subnets(reading, resource, "vpc_zone_identifier"))


def _types(override: Part) -> list[str | Unknown]:
    """Give the type that an override says; one that is chosen by attributes cannot be told."""
    if override.block("instance_requirements") is not None:
        return [Unknown(Reason.AMBIGUOUS, "chosen by its attributes at launch")]
    found = override.text("instance_type")
    return [] if found is None else [found]


def _size(capacity: Maybe[int], overrides: Iterable[Part]) -> Maybe[int]:
    """Give the number of instances that a capacity comes to, unless some of them count for more than one."""
    for part in overrides:
        weight = part.value("weighted_capacity")
        if isinstance(weight, Unknown) or weight not in (None, "", 0, 1, "1"):
            return Unknown(Reason.AMBIGUOUS, "instances count by their weight")
    return capacity


def _subnets(reading: Reading, resource: Resource, attribute: str) -> Known[list[str | Unknown]]:
    found = reading.keys(resource, attribute, SUBNET)
    return [] if found is None else found


def _node_group(reading: Reading, resource: Resource) -> Launcher:
    scaling = resource.block("scaling_config")
    types = resource.texts("instance_types")
    return Launcher(
        launcher_id=resource.address,
        origin=resource.origin(),
        kind="eks-node-group",
        launch_template_id=reading.template_key(resource.block("launch_template")),
        instance_types=[] if types is None else types,
        subnet_ids=_subnets(reading, resource, "subnet_ids"),
        max_size=None if scaling is None else scaling.number("max_size"),
        tags=tags_of(resource),
    )


def _ec2_fleet(reading: Reading, resource: Resource) -> Iterator[Launcher]:
    choices = _Choices()
    overrides = []
    for config in resource.blocks("launch_template_config", ordered=True):
        own = config.blocks("override", ordered=True)
        _choose(reading, choices, config, _BY, own)
        overrides += own
    target = resource.block("target_capacity_specification")
    size = None if target is None else target.number("total_target_capacity")
    unit = None if target is None else target.text("target_capacity_unit_type")
    if isinstance(unit, Unknown) or unit not in (None, "units"):
        size = Unknown(Reason.AMBIGUOUS, "the capacity is no number of instances")
    yield from choices.launchers(resource, "ec2-fleet", _size(size, overrides))


def _spot_fleet(reading: Reading, resource: Resource) -> Iterator[Launcher]:
    choices = _Choices()
    overrides = []
    for config in resource.blocks("launch_template_config"):
        own = config.blocks("overrides")
        _choose(reading, choices, config, ("id", "name"), own)
        overrides += own
    yield from choices.launchers(resource, "spot-fleet", _size(resource.number("target_capacity"), overrides))


def _choose(reading: Reading, choices: _Choices, config: Part, names: tuple[str, str], overrides: list[Part]) -> None:
    block = config.block("launch_template_specification")
    place = choices.of(None if block is None else reading.template_key(block, *names))
    for part in overrides:
        choices.types[place] += _types(part)
        subnet = reading.key(part, "subnet_id", SUBNET)
        if subnet is not None:
            choices.subnets[place].append(subnet)
