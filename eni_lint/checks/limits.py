"""What an instance type can carry: interfaces, in all and on one network card, and addresses on one interface."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import attached, carried_by, carrier_of, present, type_of
from eni_lint.checks._choices import choosing, found, loose_requirements, no_catalog, resized, too_small
from eni_lint.checks._shortfalls import (
    ALWAYS_FITS,
    additional,
    always_fits,
    carries_all,
    overload,
    perhaps_on,
    shortfalls,
)
from eni_lint.checks._slots import taken_by, too_many_slots
from eni_lint.checks._wording import host_name, interface_name, plural, shown, type_advice
from eni_lint.findings import Problem, Related, Severity
from eni_lint.inventory.model import Instance, Launcher, LaunchTemplate
from eni_lint.inventory.unknown import Undecided, Unknown, is_known, known, same

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment, NetworkInterface

# -- interfaces --------------------------------------------------------------------------------------------------------


@over(lambda inventory: inventory.hosts)
def too_many_interfaces(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when more interfaces are attached than the type carries over all its cards (NetworkInfo.MaximumNetworkInterfaces)."""
    written = len(inventory.attachments_of(host)) + len(inventory.possible_attachments_of(host))
    instance_type = None if written <= ALWAYS_FITS else type_of(inventory, host)
    if instance_type is None:
        return
    limit = known(instance_type.maximum_network_interfaces)
    if written <= limit:
        return
    carried = carried_by(inventory, host)
    variant = overload(limit, carried.sure, [doubt for _, doubt in carried.perhaps], instance_type.network_cards)
    if variant is not None:
        count = len(carried.sure)
        what = plural(count, "network interface")
        yield Problem(
            at=host.origin.place("instance_type"),
            data={
                "host": host_name(host),
                "interfaces": what,
                "type": instance_type.instance_type,
                "limit": limit,
                "flexible": limit + additional(instance_type.network_cards),
                "advice": type_advice(inventory, host, lambda t: known(t.maximum_network_interfaces) >= count, what),
                "surplus": count - limit,
            },
            related=_related(inventory, carried.sure),
            variant=variant,
            severity=Severity.WARNING if variant else None,
        )


@over(lambda inventory: inventory.hosts)
def too_many_interfaces_on_card(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when one of several network cards gets more interfaces than it carries (NetworkCards[].MaximumNetworkInterfaces)."""
    written = len(inventory.attachments_of(host)) + len(inventory.possible_attachments_of(host))
    instance_type = None if written <= ALWAYS_FITS else type_of(inventory, host)
    if instance_type is None or known(instance_type.maximum_network_cards) == 1:
        return  # the limit of the only card is that of the type: too-many-interfaces speaks
    carried = carried_by(inventory, host)
    doubts: list[Unknown] = []
    for card in known(instance_type.network_cards):
        index, limit = card.network_card_index, card.maximum_network_interfaces
        on_card = [a for a in carried.sure if is_known(a.network_card_index) and (a.network_card_index or 0) == index]
        try:
            variant = overload(limit, on_card, perhaps_on(index, carried.sure, carried.perhaps), (card,))
        except Undecided as raised:
            doubts.append(raised.unknown)
            continue
        if variant is not None:
            yield Problem(
                at=on_card[limit].origin.place("network_card_index"),
                subject=host.origin,
                data={
                    "host": host_name(host),
                    "interfaces": plural(len(on_card), "network interface"),
                    "card": index,
                    "type": instance_type.instance_type,
                    "limit": limit,
                    "flexible": limit + additional((card,)),
                    "surplus": len(on_card) - limit,
                    "room": _room(instance_type, carried.sure),
                },
                related=_related(inventory, on_card),
                about=f"network card {index}",
                variant=variant,
                severity=Severity.WARNING if variant else None,
            )
    if doubts:
        raise Undecided(doubts[0])


@over(lambda inventory: (a for a in inventory.attachments if a.network_card_index is not None))
def network_card_out_of_range(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the type has no network card of that index (NetworkInfo.MaximumNetworkCards)."""
    index = attachment.network_card_index
    if index is None or (is_known(index) and index == 0):  # every type has card 0
        return
    carrier = carrier_of(inventory, attachment)
    if carrier is None:
        return
    host, instance_type = carrier
    cards = known(instance_type.maximum_network_cards)
    if 0 <= known(index) < cards or not present(attachment):
        return
    yield Problem(
        at=attachment.origin.place("network_card_index"),
        data={
            "interface": interface_name(inventory, attachment),
            "index": index,
            "host": host_name(host),
            "type": instance_type.instance_type,
            "cards": plural(cards, "network card"),
            "range": "0" if cards == 1 else f"a number from 0 to {cards - 1}",
        },
        related=(Related(host.origin.place("instance_type"), f"{instance_type.instance_type} has {plural(cards, 'card')}"),),
    )


def _room(instance_type: InstanceType, attachments: Sequence[Attachment]) -> str:
    """Name the first card that has room left."""
    cards = [attachment.network_card_index for attachment in attachments]
    for card in known(instance_type.network_cards):
        used = sum(1 for index in cards if isinstance(index, Unknown) or (index or 0) == card.network_card_index)
        most = card.maximum_network_interfaces
        if used < most:
            return f"another card, such as network card {card.network_card_index}, which carries {most} and has {used}"
    return "another instance, since no network card has room left"


def _related(inventory: Inventory, attachments: Sequence[Attachment]) -> tuple[Related, ...]:
    places = []
    for attachment in attachments:
        card = shown(attachment.network_card_index, "0" if attachment.network_card_index is None else "?")
        device = shown(attachment.device_index, "?")
        caption = f"{interface_name(inventory, attachment)} at network card {card}, device index {device}"
        places.append(Related(attachment.origin.place(), caption))
    return tuple(places)


# -- addresses ---------------------------------------------------------------------------------------------------------


@over(attached)
def too_many_ipv4_addresses(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when addresses and /28 prefixes exceed the type's Ipv4AddressesPerInterface; a prefix takes one of its slots."""
    taken = taken_by(interface.private_ip_addresses, interface.ipv4_prefixes)
    if not taken.fit(ALWAYS_FITS):
        yield from too_many_slots(interface, inventory, taken, "IPv4", lambda t: known(t.ipv4_addresses_per_interface))


def _with_ipv6(inventory: Inventory) -> Iterator[NetworkInterface]:
    return attached(inventory, lambda interface: not taken_by(interface.ipv6_addresses, interface.ipv6_prefixes).fit(0))


@over(_with_ipv6)
def too_many_ipv6_addresses(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when addresses and /80 prefixes exceed the type's Ipv6AddressesPerInterface."""
    taken = taken_by(interface.ipv6_addresses, interface.ipv6_prefixes)
    yield from too_many_slots(interface, inventory, taken, "IPv6", _ipv6_slots, concerned=lambda limit: limit > 0)


@over(_with_ipv6)
def ipv6_on_unsupported_type(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an interface has IPv6 on a type without it (NetworkInfo.Ipv6Supported), which gives an interface 0 addresses."""
    taken = taken_by(interface.ipv6_addresses, interface.ipv6_prefixes)
    yield from too_many_slots(interface, inventory, taken, "IPv6", _ipv6_slots, concerned=lambda limit: limit == 0)


def _ipv6_slots(instance_type: InstanceType) -> int:
    return known(instance_type.ipv6_addresses_per_interface)


# -- types -------------------------------------------------------------------------------------------------------------


@over(lambda inventory: [*inventory.hosts, *inventory.launchers])
def unknown_instance_type(subject: Host | Launcher, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the catalogue has no limits of a type: it is mistyped, or newer than the catalogue."""
    named: list[tuple[str, str | Unknown | None]]
    if isinstance(subject, Launcher):
        named = [(f"instance_types[{n}]", name) for n, name in enumerate(known(subject.instance_types))]
    else:
        named = [("instance_type", subject.instance_type)]
    for field, name in named:
        if name is None or isinstance(name, Unknown):
            continue
        limits = inventory.catalog.get(name) if inventory.catalog else no_catalog()
        if isinstance(limits, Unknown):
            fault, _, near = limits.detail.partition("; did you mean ")
            yield Problem(
                at=subject.origin.place(field),
                data={
                    "subject": subject.origin.address,
                    "type": name,
                    "fault": fault,
                    "advice": f"Write {near.rstrip('?')} if that is meant" if near else "Correct the name if it is mistyped",
                },
                about=name,
            )
    for _, name in named:
        known(name)


# -- types that are not, or not yet, the host's ------------------------------------------------------------------------


@over(choosing)
def fleet_type_too_small(subject: Launcher | LaunchTemplate, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire for each type of a launcher that cannot carry its launch template, and for requirements that admit smaller types."""
    if isinstance(subject, LaunchTemplate):
        yield from loose_requirements(subject, inventory)
        return
    template = known(inventory.lookup(inventory.launch_template_by_key, subject.launch_template_id, "launch templates"))
    if template is None or always_fits(inventory, template):
        return
    doubt: Unknown | None = None
    for index, name in enumerate(known(subject.instance_types)):
        try:
            reasons, unclear = shortfalls(inventory, template, found(inventory, known(name)))
        except Undecided as raised:
            reasons, unclear = [], raised.unknown
        if reasons:
            yield too_small(inventory, subject, template, index, reasons)
        elif doubt is None:
            doubt = unclear
    known(doubt)


@over(resized)
def resize_exceeds_limits(instance: Instance, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a plan gives an instance that stays a type which cannot carry the interfaces and addresses that it has."""
    before = inventory.before
    if before is None or always_fits(inventory, instance):
        return
    earlier = before.instance_by_key[instance.instance_id].instance_type
    instance_type = type_of(inventory, instance)
    reasons, doubt = ([], None) if instance_type is None else shortfalls(inventory, instance, instance_type)
    if (not reasons and doubt is None) or same(earlier, instance.instance_type):
        return
    if not reasons:
        known(doubt)
    yield Problem(
        at=instance.origin.place("instance_type"),
        data={
            "instance": instance.origin.address,
            "old": shown(earlier, "another type"),
            "new": instance.instance_type,
            "reasons": "; ".join(reasons),
            "advice": type_advice(inventory, instance, lambda t: carries_all(inventory, instance, t), "all of it"),
        },
    )


@over(lambda inventory: inventory.instances)
def interface_headroom_low(instance: Instance, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when an instance has fewer interfaces left to attach than the parameter asks for."""
    spare: int = params["spare"]
    instance_type = type_of(inventory, instance)
    if instance_type is None:
        return
    limit = known(instance_type.maximum_network_interfaces)
    carried = carried_by(inventory, instance)
    used, perhaps = len(carried.sure), [doubt for _, doubt in carried.perhaps]
    if used > limit or limit - used - len(perhaps) >= spare:  # more than the limit is too-many-interfaces'
        return
    if used + len(perhaps) > limit or limit - used >= spare:
        known(perhaps[0])
    yield Problem(
        at=instance.origin.place("instance_type"),
        data={
            "instance": instance.origin.address,
            "used": used,
            "type": instance_type.instance_type,
            "limit": limit,
            "free": limit - used,
            "spare": spare,
            "advice": type_advice(
                inventory,
                instance,
                lambda t: known(t.maximum_network_interfaces) >= used + spare,
                plural(used + spare, "network interface"),
            ),
        },
    )
