"""ENA: where a type needs it, its queues and its bandwidth; ENA Express: set where it can work, and on both ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import Params, Verdicts, over
from eni_lint.checks._attachments import hosting, type_of
from eni_lint.checks._ena_queues import hosts_with_queue_counts, invalid_count, loads, with_queue_count
from eni_lint.checks._express_limits import Enabled, enabled, in_local_zone, loses_express, out_of_scope, resized
from eni_lint.checks._one_sided import ENABLED, UDP_ENABLED, Talk, has_express, one_sided, switch, talk, talk_over_udp
from eni_lint.checks._ownership import some
from eni_lint.checks._wording import host_name, plural, type_advice
from eni_lint.findings import Open, Problem, Related
from eni_lint.inventory.model import Attachment, Instance, NetworkInterface
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eni_lint.inventory.inventory import Host, Inventory

    Setting = NetworkInterface | Attachment


def with_setting(inventory: Inventory) -> list[Setting]:
    """Give the interfaces and attachments, also of launch templates, at which a setting of ENA Express stands."""
    interfaces: list[Setting] = [i for i in inventory.all_interfaces if i.ena_srd_specification is not None]
    return interfaces + [a for a in inventory.attachments if a.ena_srd_specification is not None]


@over(with_setting)
def ena_express_udp_alone(subject: Setting, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when ENA Express is on for UDP but not at all: EnaSrdUdpEnabled needs EnaSrdEnabled (EnaSrdUdpSpecification)."""
    setting = known(subject.ena_srd_specification)
    if setting is None or (not isinstance(setting.ena_srd_enabled, Unknown) and setting.ena_srd_enabled):
        return
    udp = known(setting.ena_srd_udp_specification)
    if udp is not None and known(udp.ena_srd_udp_enabled) and not known(setting.ena_srd_enabled):
        yield Problem(at=subject.origin.place(UDP_ENABLED), data={"interface": _name(subject, inventory)})


@over(with_setting)
def ena_express_unsupported_type(subject: Setting, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when ENA Express is on at an instance or launch template whose type lacks it (NetworkInfo.EnaSrdSupported)."""
    setting = known(subject.ena_srd_specification)
    if setting is None or (not isinstance(setting.ena_srd_enabled, Unknown) and not setting.ena_srd_enabled):
        return
    doubt: Unknown | None = None
    sure, perhaps = ([subject], []) if isinstance(subject, Attachment) else hosting(inventory, subject)
    for attachment in (*sure, *perhaps):
        own = None if attachment is subject else attachment.ena_srd_specification
        if own is not None and not isinstance(own, Unknown):
            continue  # the attachment's setting is in force, and looked at by itself
        try:
            host = _host_without(attachment, inventory)
        except Undecided as raised:
            doubt = raised.unknown
            continue
        reasons = (setting.ena_srd_enabled, own, attachment.network_interface_id if attachment in perhaps else None)
        why = next((each for each in reasons if isinstance(each, Unknown)), None)
        if host is not None and why is None:
            yield _unsupported(subject, host, inventory)
        elif host is not None:
            doubt = why
            break
    if doubt is not None:
        raise Undecided(doubt)


@over(talk, members=lambda conversations: conversations.parties.subjects)
def ena_express_one_sided(conversations: Talk, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface has ENA Express and what it talks to has not: AWS then falls back to plain ENA and tells nobody.

    Declared flows count pair by pair, and go before what is inferred. Of inferred peers one with ENA Express is enough to pass.
    """
    for interface in conversations.parties.subjects:
        try:
            yield from one_sided(interface, conversations)
        except Undecided as raised:
            yield Open(interface.origin, raised.unknown)


@over(talk_over_udp, members=lambda conversations: conversations.parties.subjects)
def ena_express_udp_one_sided(conversations: Talk, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface has ENA Express for UDP and what it talks to has ENA Express, but not for UDP."""
    for interface in conversations.parties.subjects:
        try:
            yield from one_sided(interface, conversations)
        except Undecided as raised:
            yield Open(interface.origin, raised.unknown)


@over(enabled)
def ena_express_unsupported_zone(subject: Enabled, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when ENA Express is on in a Local Zone, or at both ends of a flow between zones of a Region that keeps it in one."""
    interface = subject.interface
    zone = in_local_zone(inventory, interface)
    crossing = None if zone is not None else out_of_scope(subject, params["regions"])
    if zone is None and crossing is None:
        return
    subject.on()
    at = switch(interface, inventory, ENABLED)
    name = interface.origin.address
    if zone is not None:
        yield Problem(at=at, subject=interface.origin, data={"interface": name, "zone": zone.name}, variant="local")
    elif crossing is not None:
        meeting, own, other, region = crossing
        peer = meeting.peer.interface.origin if meeting.peer is not None else interface.origin
        yield Problem(
            at=at,
            subject=interface.origin,
            data={"interface": name, "peer": peer.address, "zone": own, "other": other, "region": region},
            related=(Related(peer.place(), f"in {other}"), Related(meeting.flow.origin.place(), "the declared flow")),
        )


@over(resized)
def ena_express_lost_on_resize(instance: Instance, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan changes the type to one without ENA Express while an interface of the instance has it on."""
    before = inventory.before
    if before is None or not loses_express(inventory, before, instance):
        return
    yield Problem(
        at=instance.origin.place("instance_type"),
        data={
            "instance": instance.origin.address,
            "old": before.instance_by_key[instance.instance_id].instance_type,
            "type": instance.instance_type,
            "advice": type_advice(inventory, instance, has_express, "ENA Express"),
        },
    )


# -- ENA, its queues and its bandwidth ---------------------------------------------------------------------------------


def _with_image(inventory: Inventory) -> Iterator[Host]:
    """Walk the hosts of which it is told whether image or instance has ENA; an image that is not known may be one of those."""
    lacking = [i for i in inventory.images if isinstance(i.ena_support, Unknown) or i.ena_support is False]
    for host in inventory.hosts:
        image = host.image_id
        told = bool(lacking) if isinstance(image, Unknown) else image in inventory.image_by_key
        if told or (isinstance(host, Instance) and host.ena_support is not None):
            yield host


@over(_with_image)
def ena_required(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the type requires ENA (NetworkInfo.EnaSupport), and the image or the instance lacks it."""
    lacking = some(
        lambda: isinstance(host, Instance) and known(host.ena_support) is False,
        lambda: (
            known(inventory.image_by_key[known(host.image_id)].ena_support) is False
            if isinstance(host.image_id, Unknown) or host.image_id in inventory.image_by_key
            else False
        ),
    )
    if not lacking:
        return
    instance_type = type_of(inventory, host)
    if instance_type is None or known(instance_type.ena_support) != "required":
        return
    of_image = not (isinstance(host, Instance) and not isinstance(host.ena_support, Unknown) and host.ena_support is False)
    yield Problem(
        at=host.origin.place("instance_type"),
        data={
            "host": host_name(host),
            "type": instance_type.instance_type,
            "lacking": f"its image '{host.image_id}'" if of_image else "the instance",
        },
    )


@over(with_queue_count)
def invalid_ena_queue_count(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a number of ENA queues is no power of two, or more than type, card or vCPUs allow (NetworkCardInfo)."""
    problem = invalid_count(attachment, inventory)
    if problem is not None:
        yield problem


@over(hosts_with_queue_counts)
def too_many_ena_queues(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the interfaces of a network card have more queues than the card (NetworkCards[].MaximumEnaQueueCount)."""
    instance_type = type_of(inventory, host)
    if instance_type is None or not known(instance_type.flexible_ena_queues_supported):
        return  # where the numbers are fixed, invalid-ena-queue-count speaks
    doubt: Unknown | None = None
    for load in loads(inventory, host, instance_type):
        limit = known(load.card.maximum_ena_queue_count)
        if load.queues > limit:
            index = load.card.network_card_index
            written = [each for each in load.attachments if each.ena_queue_count is not None]
            yield Problem(
                at=(written or load.attachments)[-1].origin.place("ena_queue_count"),
                subject=host.origin,
                data={
                    "host": host_name(host),
                    "interfaces": plural(len(load.attachments), "network interface"),
                    "queues": load.queues,
                    "card": index,
                    "type": instance_type.instance_type,
                    "limit": limit,
                    "surplus": plural(load.queues - limit, "queue"),
                },
                about=f"network card {index}",
            )
        else:
            doubt = doubt if doubt is not None else load.doubt
    if doubt is not None:
        raise Undecided(doubt)


@over(lambda inventory: (host for host in inventory.hosts if host.bandwidth_weighting is not None))
def unsupported_bandwidth_weighting(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a bandwidth weighting is not among those of the type (NetworkInfo.BandwidthWeightings)."""
    weighting = host.bandwidth_weighting
    if weighting is None or (not isinstance(weighting, Unknown) and weighting == "default"):
        return
    instance_type = type_of(inventory, host)
    if instance_type is None:
        return
    offered = known(instance_type.bandwidth_weightings)
    if known(weighting) in offered:
        return
    yield Problem(
        at=host.origin.place("bandwidth_weighting"),
        data={
            "host": host_name(host),
            "weighting": weighting,
            "type": instance_type.instance_type,
            "offered": f"has {', '.join(offered)} only" if offered else "cannot weight its bandwidth",
        },
        related=(Related(host.origin.place("instance_type"), "its type"),),
    )


# -- details -----------------------------------------------------------------------------------------------------------


def _host_without(attachment: Attachment, inventory: Inventory) -> Host | None:
    """Give the instance or launch template of an attachment if its type certainly lacks ENA Express."""
    host = known(inventory.host_of(attachment))
    if host is None:
        return None
    instance_type = type_of(inventory, host)
    return None if instance_type is None or known(instance_type.ena_srd_supported) else host


def _unsupported(subject: Setting, host: Host, inventory: Inventory) -> Problem:
    return Problem(
        at=subject.origin.place(ENABLED),
        data={
            "interface": _name(subject, inventory),
            "host": host.origin.address,
            "type": host.instance_type,
            "advice": type_advice(inventory, host, has_express, "ENA Express"),
        },
        related=(Related(host.origin.place("instance_type"), "its type"),),
    )


def _name(subject: Setting, inventory: Inventory) -> str:
    """Name the interface that a setting is about."""
    if isinstance(subject, NetworkInterface):
        return subject.origin.address
    found = inventory.interface_of(subject)
    return found.origin.address if isinstance(found, NetworkInterface) else subject.origin.address
