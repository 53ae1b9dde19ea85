"""Idle timeouts of tracked connections."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import attached, every
from eni_lint.checks._ownership import service_owned
from eni_lint.checks._tracking import FIVE_DAYS, Holder, holders, host_such, tcp_timeout, tcp_timeout_written
from eni_lint.checks._wording import type_advice
from eni_lint.findings import Problem, Related
from eni_lint.inventory.unknown import Unknown, known

if TYPE_CHECKING:
    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import NetworkInterface

# ConnectionTrackingSpecificationRequest: field -> what it times, least and most, in seconds
TIMEOUTS = {
    "tcp_established_timeout": ("TCP established", 60, 432_000),
    "udp_stream_timeout": ("UDP stream", 60, 180),
    "udp_timeout": ("UDP", 30, 60),
}


@over(lambda inventory: (i for i in inventory.all_interfaces if i.connection_tracking_specification is not None))
def timeout_out_of_range(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire for each timeout that is less or more than AWS takes (ConnectionTrackingSpecificationRequest)."""
    specification = known(interface.connection_tracking_specification)
    doubts = []
    for field, (flow, least, most) in TIMEOUTS.items():
        seconds = getattr(specification, field)
        if isinstance(seconds, Unknown):
            doubts.append(seconds)
        elif seconds is not None and not least <= seconds <= most:
            yield Problem(
                at=interface.origin.place(f"connection_tracking_specification.{field}"),
                data={
                    "interface": interface.origin.address,
                    "flow": flow,
                    "seconds": f"{seconds:,}",
                    "least": least,
                    "most": f"{most:,}",
                    "nearest": f"{least if seconds < least else most:,}",
                },
                about=field,
            )
    for doubt in doubts:
        known(doubt)


@over(holders)
def tcp_timeout_never_expires(holder: Holder, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when an interface that holds many connections keeps idle TCP ones for five days, which is next to never."""
    interface, flows = holder.interface, params["flows"]
    found = every(
        lambda: tcp_timeout(inventory, interface, _never) is not None,
        lambda: holder.role(flows) is not None,
        lambda: not service_owned(interface),
    )
    timeout = tcp_timeout(inventory, interface, _never) if found else None
    if timeout is not None:
        seconds, source = timeout
        yield Problem(
            at=interface.origin.place("connection_tracking_specification.tcp_established_timeout"),
            data={
                "interface": interface.origin.address,
                "role": holder.role(flows),
                "seconds": f"{seconds:,}",
                "source": source,
            },
            related=holder.related,
        )


@over(attached)
def tcp_timeout_short_by_default(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when no TCP timeout is written and the type's default is shorter than five days: 350 s on Nitro version 6."""
    short = every(
        lambda: tcp_timeout_written(interface) is None,
        lambda: host_such(inventory, interface, _is_short) is not None,
        lambda: not service_owned(interface),
    )
    found = host_such(inventory, interface, _is_short) if short else None
    if found is not None:
        host, instance_type = found
        yield Problem(
            at=interface.origin.place("connection_tracking_specification"),
            data={
                "interface": interface.origin.address,
                "host": host.origin.address,
                "type": instance_type.instance_type,
                "seconds": known(instance_type.default_tcp_established_timeout),
            },
            related=(Related(host.origin.place("instance_type"), "its type"),),
        )


@over(lambda inventory: attached(inventory, lambda i: i.connection_tracking_specification is not None))
def timeout_on_unsupported_type(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a timeout is written for an interface on a type that is not built on Nitro."""
    unsupported = every(
        lambda: _written_timeout(interface) is not None,
        lambda: host_such(inventory, interface, _is_not_nitro) is not None,
    )
    found = host_such(inventory, interface, _is_not_nitro) if unsupported else None
    if found is not None:
        host, instance_type = found
        yield Problem(
            at=interface.origin.place(f"connection_tracking_specification.{_written_timeout(interface)}"),
            data={
                "interface": interface.origin.address,
                "host": host.origin.address,
                "type": instance_type.instance_type,
                "advice": type_advice(inventory, host, lambda other: other.nitro, "timeouts"),
            },
            related=(Related(host.origin.place("instance_type"), "its type"),),
        )


def _never(seconds: int) -> bool:
    return seconds >= FIVE_DAYS


def _is_short(_: Host, instance_type: InstanceType) -> bool:
    return not _never(known(instance_type.default_tcp_established_timeout))


def _is_not_nitro(_: Host, instance_type: InstanceType) -> bool:
    return not instance_type.nitro


def _written_timeout(interface: NetworkInterface) -> str | None:
    """Name the first timeout that is written for certain; raise Undecided when one may be."""
    specification = known(interface.connection_tracking_specification)
    doubt: Unknown | None = None
    for field in TIMEOUTS:
        seconds = getattr(specification, field, None)
        if isinstance(seconds, Unknown):
            doubt = seconds
        elif seconds is not None:
            return field
    known(doubt)
    return None
