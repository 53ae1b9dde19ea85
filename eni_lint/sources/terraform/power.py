"""Whether instances run: as Terraform leaves them, or as aws_ec2_instance_state says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.terraform.kinds import INSTANCE
from eni_lint.sources.terraform.reading import possible

if TYPE_CHECKING:
    from eni_lint.inventory.unknown import Maybe
    from eni_lint.sources.terraform.parts import Resource
    from eni_lint.sources.terraform.reading import Reading


class States:
    """The states that resources of their own say instances have."""

    def __init__(self, reading: Reading) -> None:
        self._said: dict[str, Maybe[str]] = {}
        keys = [r.address for r in reading.of("aws_instance", "aws_spot_instance_request")]
        for resource in reading.of("aws_ec2_instance_state"):
            instance = reading.key(resource, "instance_id", INSTANCE)
            state = resource.text("state")
            if isinstance(instance, Unknown):
                state = Unknown(Reason.AMBIGUOUS, f"{resource.address} may stop or start it")
            for key in possible(instance, keys):
                self._said[key] = state

    def of(self, resource: Resource) -> Maybe[str]:
        """Give the state of an instance. Terraform waits until what it creates is running."""
        said = self._said.get(resource.address)
        if said is not None:
            return said
        return resource.text("instance_state") if resource.exists else "running"
