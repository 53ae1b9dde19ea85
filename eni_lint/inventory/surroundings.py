"""What stands around interfaces and is seldom asked for: zones, images, gateways, node groups, secondary networks, changes."""

from __future__ import annotations

import msgspec

from eni_lint.inventory.model import Model
from eni_lint.inventory.unknown import Known, Maybe


class AvailabilityZone(Model, frozen=True):
    """A zone of a Region."""

    zone_name: str  # the key
    zone_type: Maybe[str] = None  # availability-zone, local-zone, wavelength-zone
    network_border_group: Maybe[str] = None
    region_name: Maybe[str] = None


class Image(Model, frozen=True):
    """A machine image."""

    image_id: str  # the key
    ena_support: Maybe[bool] = None


class ElasticIpAssociation(Model, frozen=True):
    """One association of an Elastic IP address, wherever it is declared (with the address, or on its own)."""

    allocation_id: Maybe[str] = None
    instance_id: Maybe[str] = None
    network_interface_id: Maybe[str] = None
    private_ip_address: Maybe[str] = None  # None: the interface's primary one
    allow_reassociation: Maybe[bool] = None


class NatGateway(Model, frozen=True):
    """A NAT gateway."""

    nat_gateway_id: str  # the key
    subnet_id: Maybe[str] = None
    allocation_ids: Known[list[Known[str]]] = []


class TrunkInterfaceAssociation(Model, frozen=True):
    """A branch interface that rides on a trunk interface."""

    trunk_interface_id: Maybe[str] = None
    branch_interface_id: Maybe[str] = None


class EksCluster(Model, frozen=True):
    """An EKS cluster: the subnets that its control plane puts interfaces into."""

    cluster_name: str  # the key
    subnet_ids: Known[list[Known[str]]] = []


class SecondaryInterface(Model, frozen=True):
    """A secondary (RDMA) interface of an instance or a launch template; it exists from launch to termination."""

    instance_id: Maybe[str] = None
    launch_template_id: str | None = None
    network_card_index: Maybe[int] = None
    device_index: Maybe[int] = None
    delete_on_termination: Maybe[bool] = None
    secondary_subnet_id: Maybe[str] = None


class Deprecation(Model, frozen=True):
    """A deprecated argument that a source uses: ``argument`` as ``aws_eip.vpc``, ``instead`` what its successor is."""

    argument: str
    instead: str


class Change(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """What a plan does to one object: the values before it are in ``Inventory.before`` under the same key."""

    action: str  # create, update, replace, delete, no-op
    replaced_for: tuple[str, ...] = ()  # the model fields whose change makes it a replacement
