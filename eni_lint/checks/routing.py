"""Routes that lead to interfaces, and the source/destination check that lets traffic through or not."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import carried_by, every, hosting
from eni_lint.checks._ownership import held_by_service, service_owned, some
from eni_lint.checks._routes import Targets, Unchecked, require_all_routes, table_name, target_of, through_interfaces
from eni_lint.checks._wording import plural, shown
from eni_lint.findings import Change, Problem, Related, Severity
from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import Instance
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface, Route, Tag


@over(through_interfaces)
def route_target_with_source_dest_check(route: Route, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the target of a route has its source/destination check on, so that it drops what is not addressed to it."""
    interface = target_of(route, inventory)
    if interface is None:
        return
    dropping = every(
        lambda: known(interface.source_dest_check) is not False,
        lambda: not service_owned(interface),
    )
    if not dropping:
        return
    yield Problem(
        at=interface.origin.place("source_dest_check"),
        subject=route.origin,
        data={
            "destination": shown(route.destination, "a destination that is not known"),
            "table": table_name(route, inventory),
            "interface": interface.origin.address,
        },
        related=(Related(route.origin.place(), "the route", step=True),),
        change=Change(interface.origin.place("source_dest_check"), value=False),
    )


def _with_check_off(inventory: Inventory) -> Iterator[Unchecked]:
    """Walk the interfaces that have, or may have, their source/destination check off."""
    found = [i for i in inventory.interfaces if isinstance(i.source_dest_check, Unknown) or i.source_dest_check is False]
    targets = Targets(inventory) if found else None
    return (Unchecked(interface, targets) for interface in found if targets is not None)


@over(_with_check_off)
def needless_source_dest_check_off(subject: Unchecked, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when an interface passes on what is not addressed to it, though no route leads there (Security Hub EC2.180)."""
    interface, targets = subject.interface, subject.targets
    needless = every(
        lambda: known(interface.source_dest_check) is False,
        lambda: not service_owned(interface),
        lambda: not held_by_service(inventory, interface),
        lambda: not targets.include(interface),
        lambda: not targets.have_twin(interface),
        lambda: not _tagged(interface, inventory, params["tags"]),
        lambda: require_all_routes(inventory, interface),
    )
    if not needless:
        return
    vpc = known(inventory.vpc_of(interface))
    found = inventory.vpc_by_key.get(str(vpc))
    yield Problem(
        at=interface.origin.place("source_dest_check"),
        data={
            "interface": interface.origin.address,
            "vpc": found.origin.address if found else vpc,
        },
    )


@over(lambda inventory: (i for i in inventory.instances if i.source_dest_check is not None))
def instance_source_dest_check_with_interfaces(instance: Instance, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the check is turned off at an instance with several interfaces: ModifyInstanceAttribute refuses that.

    Left on, which is the default, nothing has to be modified. What a snapshot tells of an instance nobody wrote there.
    """
    if not isinstance(instance.source_dest_check, Unknown) and instance.source_dest_check is not False:
        return
    carried = carried_by(inventory, instance)
    written = [attachment for attachment in carried.sure if attachment.means != "captured"]
    perhaps = [doubt for attachment, doubt in carried.perhaps if attachment.means != "captured"]
    at_launch = [attachment for attachment in written if attachment.means == "inline"]
    if len(written) > 1:
        known(instance.source_dest_check)
        later = len(at_launch) < 2
        yield Problem(
            at=instance.origin.place("source_dest_check"),
            data={
                "instance": instance.origin.address,
                "interfaces": plural(len(written), "network interface"),
            },
            related=tuple(Related(each.origin.place(), "one of its interfaces") for each in written),
            variant="later" if later else "",
            severity=Severity.WARNING if later else None,
        )
    elif perhaps and len(written) + len(perhaps) > 1:
        raise Undecided(perhaps[0])
    elif len(carried.sure) > 1:  # a state does not tell which of them, and which setting, is written at the instance
        known(instance.source_dest_check)


@over(through_interfaces)
def blackhole_route(route: Route, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a route to an interface or instance is a blackhole (Route.State), or becomes one by what a plan takes away."""
    state = route.state
    if isinstance(state, Unknown) and state.reason is not Reason.AFTER_APPLY:
        raise Undecided(state)
    if is_known(state) and state == "blackhole":
        known(route.network_interface_id if route.network_interface_id is not None else route.instance_id)
        yield _blackhole(route, inventory, _cause(route, inventory))
    elif inventory.before is not None:
        yield from _made_blackhole(route, inventory, inventory.before)


# -- details -----------------------------------------------------------------------------------------------------------


def _tagged(interface: NetworkInterface, inventory: Inventory, prefixes: Sequence[str]) -> bool:
    """Tell whether a tag of the interface, or of its instance, says that it forwards for something else than routes."""
    sure, perhaps = hosting(inventory, interface)
    return some(
        lambda: _begins(interface.tags, prefixes),
        *(partial(_instance_begins, attachment, inventory, prefixes) for attachment in (*sure, *perhaps)),
    )


def _instance_begins(attachment: Attachment, inventory: Inventory, prefixes: Sequence[str]) -> bool:
    key = known(attachment.instance_id)
    instance = None if key is None else inventory.instance_by_key.get(key)
    if key is not None and instance is None:
        known(inventory.missing.get("instances"))
    if instance is None or not _begins(instance.tags, prefixes):
        return False
    known(attachment.network_interface_id)
    return True


def _begins(tags: Sequence[Tag] | Unknown, prefixes: Sequence[str]) -> bool:
    return any(tag.key.startswith(tuple(prefixes)) for tag in known(tags))


def _cause(route: Route, inventory: Inventory) -> str:
    """Say why a route is a blackhole, as far as the inventory tells."""
    try:
        interface = target_of(route, inventory)
    except Undecided:
        gone = inventory.live and "network interfaces" not in inventory.missing and is_known(route.network_interface_id)
        return "which is no more" if gone else "which is gone or detached"
    attachments = inventory.attachments_by_interface.get(interface.network_interface_id, ()) if interface is not None else ()
    if not attachments:
        return "which is attached to nothing" if inventory.live else "which is gone or detached"
    instance = inventory.host_of(attachments[0])
    if isinstance(instance, Instance) and is_known(instance.state) and instance.state in ("stopped", "stopping"):
        which = "which" if route.network_interface_id is None else f"whose instance '{instance.origin.address}'"
        return f"{which} is {instance.state}"
    return "which is gone or detached"


def _made_blackhole(route: Route, inventory: Inventory, before: Inventory) -> Verdicts:
    """Blame a route to an interface or an instance that the plan deletes, or detaches for good."""
    for field, table, now in (
        ("network_interface_id", before.interface_by_key, inventory.interface_by_key),
        ("instance_id", before.instance_by_key, inventory.instance_by_key),
    ):
        key = getattr(route, field)
        if key is None or (is_known(key) and key not in table):
            continue
        key = known(key)
        change = inventory.changes.get(key)
        if change is not None and change.action == "delete" and key not in now:
            yield _blackhole(route, inventory, "which the plan deletes", field)
        elif field == "network_interface_id" and _detached(key, inventory, before):
            yield _blackhole(route, inventory, "which the plan detaches", field)


def _detached(key: str, inventory: Inventory, before: Inventory) -> bool:
    """Tell whether an interface was attached and no longer is; raise Undecided when an attachment may be its own."""
    if inventory.attachments_by_interface.get(key) or key not in inventory.interface_by_key:
        return False
    if not before.attachments_by_interface.get(key):
        for attachment in before.unplaced_attachments:
            if may_be(attachment.network_interface_id, key):
                known(attachment.network_interface_id)
        return False
    for attachment in inventory.unplaced_attachments:
        if may_be(attachment.network_interface_id, key):
            known(attachment.network_interface_id)
    return True


def _blackhole(route: Route, inventory: Inventory, cause: str, field: str = "") -> Problem:
    field = field or ("network_interface_id" if route.network_interface_id is not None else "instance_id")
    key = getattr(route, field)
    kind, table = "interface", inventory.interface_by_key
    if field == "instance_id":
        kind, table = "instance", inventory.instance_by_key  # type: ignore[assignment]
    found = table.get(key)
    return Problem(
        at=route.origin.place(field),
        data={
            "destination": shown(route.destination, "a destination that is not known"),
            "table": table_name(route, inventory),
            "target": f"{kind} '{found.origin.address if found else key}'",
            "cause": cause,
        },
        related=(Related(found.origin.place(), "the target"),) if found else (),
    )
