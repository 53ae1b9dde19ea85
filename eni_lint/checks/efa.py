"""Elastic Fabric Adapters: where one may sit, what it needs to be heard, and what it cannot do."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from eni_lint.checks import over
from eni_lint.checks._attachments import every, present, type_of
from eni_lint.checks._efa import Adapters, addresses_of, attaches_efa, hosts_with_efa, in_every_place, real_efa
from eni_lint.checks._efa_layout import Layout
from eni_lint.checks._efa_peers import Reach, reaches, scattered, torn_apart
from eni_lint.checks._efa_places import being_made, in_primary_slot, on_card_without, on_type_without, overridden, running
from eni_lint.checks._efa_rules import Admission
from eni_lint.checks._wording import host_name, instance_name, interface_name, listed, plural, shown, type_advice
from eni_lint.findings import Problem, Related
from eni_lint.inventory.inventory import EFA_TYPES, may_be
from eni_lint.inventory.model import Instance, Launcher, NetworkInterface, Subnet
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

EFA_ONLY = "efa-only"


# -- types and cards ---------------------------------------------------------------------------------------------------


def _adapters_and_launchers(inventory: Inventory) -> list[NetworkInterface | Launcher]:
    return [*inventory.efa_interfaces, *(launcher for launcher in inventory.launchers if inventory.efa_interfaces)]


@over(_adapters_and_launchers)
def efa_on_unsupported_type(
    subject: NetworkInterface | Launcher, inventory: Inventory, params: Params  # noqa: ARG001
) -> Verdicts:  # fmt: skip
    """Fire when an EFA goes on an instance whose type has none (NetworkInfo.EfaSupported)."""
    if isinstance(subject, Launcher):
        yield from overridden(subject, inventory)
    else:
        yield from in_every_place(subject, inventory, lambda attachment: on_type_without(subject, attachment, inventory))


@over(hosts_with_efa)
def too_many_efa_interfaces(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a host has more EFAs than its type carries (EfaInfo.MaximumEfaInterfaces); both sorts of EFA count."""
    instance_type = type_of(inventory, host)
    if instance_type is None or not known(instance_type.efa_supported):
        return  # a type without EFA is the business of efa-on-unsupported-type
    limit = known(instance_type.maximum_efa_interfaces)
    adapters = Adapters(inventory, host)
    count = len(adapters.sure)
    if count > limit:
        what = plural(count, "EFA interface")
        yield Problem(
            at=host.origin.place("instance_type"),
            data={
                "host": host_name(host),
                "interfaces": what,
                "type": instance_type.instance_type,
                "limit": limit,
                "surplus": count - limit,
                "advice": type_advice(inventory, host, lambda t: known(t.maximum_efa_interfaces) >= count, what),
            },
            related=_related(inventory, adapters.sure),
        )
    elif count + len(adapters.perhaps) > limit:
        raise Undecided(adapters.perhaps[0][1])


@over(hosts_with_efa)
def several_efa_on_one_card(host: Host, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when a network card gets more than one EFA, of either sort; the device index may repeat from card to card."""
    adapters = Adapters(inventory, host)
    if len(adapters.sure) + len(adapters.perhaps) < 2:
        return
    instance_type = type_of(inventory, host)
    if instance_type is not None and known(instance_type.maximum_network_cards) == 1:
        return  # the only card carries as many as the type: too-many-efa-interfaces speaks
    cards: dict[int, list[Attachment]] = defaultdict(list)
    doubts = [(attachment.network_card_index, doubt) for attachment, doubt in adapters.perhaps]
    for attachment in adapters.sure:
        card = attachment.network_card_index
        if isinstance(card, Unknown):
            doubts.append((card, card))
        else:
            cards[card or 0].append(attachment)
    for card, attachments in cards.items():
        if len(attachments) > 1:
            yield Problem(
                at=attachments[1].origin.place("network_card_index"),
                subject=host.origin,
                data={
                    "host": host_name(host),
                    "interfaces": plural(len(attachments), "EFA interface"),
                    "names": listed(_address(inventory, each) for each in attachments),
                    "card": card,
                    "free": _free_card(instance_type, cards),
                },
                related=_related(inventory, attachments),
                about=f"network card {card}",
            )
    for number, (card, doubt) in enumerate(doubts):
        others = [*cards, *(other for other, _ in (*doubts[:number], *doubts[number + 1 :]))]
        if any(isinstance(each, Unknown) or isinstance(card, Unknown) or (each or 0) == (card or 0) for each in others):
            raise Undecided(doubt)


@over(lambda inventory: inventory.efa_interfaces)
def efa_on_unsupported_card(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the network card does not take an EFA of that sort (NetworkCards[].InterfaceTypes)."""
    yield from in_every_place(interface, inventory, lambda attachment: on_card_without(interface, attachment, inventory))


@over(hosts_with_efa)
def efa_card_layout(host: Host, inventory: Inventory, params: Params) -> Verdicts:
    """Fire when every EFA of a type with several network cards takes an address, or IP interfaces miss the cards for them.

    Device indexes are never the reason: AWS itself has used three ways to number them.
    """
    instance_type = type_of(inventory, host)
    if instance_type is None or known(instance_type.maximum_network_cards) == 1 or not known(instance_type.efa_supported):
        return
    layout = Layout(inventory, host, instance_type)
    takers, doubts = layout.address_takers()
    if len(takers) > params["addresses"] and not doubts:
        yield Problem(
            at=takers[0].origin.place("interface_type"),
            subject=host.origin,
            data={
                "host": host_name(host),
                "type": instance_type.instance_type,
                "interfaces": plural(len(takers), "EFA interface"),
                "cards": _cards(takers),
            },
            related=_related(inventory, takers[1:]),
            about="addresses",
        )
        return
    strays, others = layout.misplaced()
    if strays:
        yield Problem(
            at=strays[0].origin.place("network_card_index"),
            subject=host.origin,
            data={
                "host": host_name(host),
                "type": instance_type.instance_type,
                "interfaces": plural(len(strays), "interface"),
                "cards": _cards(strays),
                "step": layout.step,
                "last": known(instance_type.maximum_network_cards) - layout.step,
            },
            related=_related(inventory, strays),
            about="cards",
            variant="cards",
        )
    elif len(takers) + len(doubts) > params["addresses"] or others:
        raise Undecided([*doubts, *others][0])


# -- without an ENA device ---------------------------------------------------------------------------------------------


@over(lambda inventory: inventory.efa_interfaces)
def efa_only_primary(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an EFA-only interface is at network card 0, device index 0: the primary interface needs IP."""
    yield from in_every_place(interface, inventory, lambda attachment: in_primary_slot(interface, attachment, inventory))


@over(lambda inventory: inventory.efa_interfaces)
def efa_only_with_addresses(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an EFA-only interface, which has no ENA device and hence no IP, is given addresses of any sort."""
    kind = interface.interface_type
    if not isinstance(kind, Unknown) and kind != EFA_ONLY:
        return
    given, doubts = addresses_of(interface)
    associations = inventory.associations_by_interface.get(interface.network_interface_id, ())
    if associations:
        given[""] = plural(len(associations), "Elastic IP")
    floating = (association.network_interface_id for association in inventory.floating_associations)
    key = interface.network_interface_id
    doubts += [unknown for unknown in floating if isinstance(unknown, Unknown) and may_be(unknown, key)]
    if given:
        known(kind)
        yield Problem(
            at=interface.origin.place(next(iter(given))),
            data={"interface": interface.origin.address, "given": _and(list(given.values()))},
            related=tuple(Related(a.origin.place(), "associates an Elastic IP") for a in associations),
        )
    elif doubts:
        raise Undecided(doubts[0])


# -- attaching, reaching -----------------------------------------------------------------------------------------------


def _attached_on_their_own(inventory: Inventory) -> Iterator[Attachment]:
    """Walk the attachments that are declared apart from interface and instance, and put, or may put, an EFA on an instance."""
    own = inventory.attachments_by_interface
    attachments = [a for i in real_efa(inventory) for a in own.get(i.network_interface_id, ())]
    return (a for a in (*attachments, *inventory.unplaced_attachments) if a.means == "resource" and a.instance_id is not None)


@over(_attached_on_their_own)
def efa_hot_attach(attachment: Attachment, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an EFA is attached to an instance after its launch, while it runs; EFA attaches to stopped instances only."""
    hot = every(
        lambda: attaches_efa(inventory, attachment),
        lambda: being_made(attachment, inventory),
        lambda: running(attachment, inventory),
        lambda: present(attachment),
    )
    if not hot:
        return
    instance = known(inventory.host_of(attachment))
    yield Problem(
        at=attachment.origin.place("network_interface_id"),
        data={
            "interface": interface_name(inventory, attachment),
            "instance": instance_name(inventory, attachment),
        },
        related=(Related(instance.origin.place(), "launched without it"),) if instance else (),
        variant="" if isinstance(instance, Instance) and instance.state is None else "running",
    )


@over(lambda inventory: inventory.efa_interfaces)
def efa_security_group_without_self_rule(
    interface: NetworkInterface, inventory: Inventory, params: Params  # noqa: ARG001
) -> Verdicts:  # fmt: skip
    """Fire when no rule admits all protocols between an EFA's security groups themselves, in each direction.

    Rules for address ranges do not count: what EFA sends is no IP traffic.
    """
    admission = Admission(inventory, interface)
    if admission.complete:
        return
    if admission.doubt is not None:
        raise Undecided(admission.doubt)
    known(interface.interface_type)
    yield Problem(
        at=interface.origin.place("groups"),
        data={
            "interface": interface.origin.address,
            "groups": admission.names,
            "missing": admission.missing,
            "first": admission.first,
            "advice": admission.advice,
        },
        related=tuple(Related(group.origin.place("rules"), "its rules") for group in admission.found),
    )


@over(reaches)
def efa_across_zones(reach: Reach, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when EFA interfaces that talk, or seem to talk, to each other are in different Availability Zones or VPCs."""
    subject = reach.subject
    problem = scattered(inventory, subject) if isinstance(subject, Launcher) else torn_apart(reach, subject)
    if problem is not None:
        yield problem


@over(lambda inventory: inventory.efa_interfaces)
def efa_on_outpost(interface: NetworkInterface, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when an EFA is in a subnet of an Outpost (Subnet.OutpostArn), where there is no EFA."""
    subnet = known(inventory.subnet_of(interface))
    if not isinstance(subnet, Subnet) or known(subnet.outpost_arn) is None:
        return
    known(interface.interface_type)
    yield Problem(
        at=interface.origin.place("subnet_id"),
        data={
            "interface": interface.origin.address,
            "kind": interface.interface_type,
            "subnet": subnet.origin.address,
            "outpost": str(subnet.outpost_arn).rpartition("/")[2],
        },
        related=(Related(subnet.origin.place("outpost_arn"), "the subnet is on an Outpost"),),
    )


# -- details -----------------------------------------------------------------------------------------------------------


def _free_card(instance_type: InstanceType | None, cards: Mapping[int, object]) -> str:
    """Name the first card that takes an EFA and has none."""
    if instance_type is not None and not isinstance(instance_type.network_cards, Unknown):
        for card in instance_type.network_cards:
            kinds = card.interface_types
            if card.network_card_index not in cards and (isinstance(kinds, Unknown) or EFA_TYPES & set(kinds)):
                return f"network card {card.network_card_index}, which has none"
    return "a network card that has none"


def _cards(attachments: list[Attachment]) -> str:
    """Name the network cards of attachments."""
    cards = sorted({known(each.network_card_index) or 0 for each in attachments})
    return ("network cards " if len(cards) > 1 else "network card ") + ", ".join(map(str, cards))


def _and(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1])))


def _address(inventory: Inventory, attachment: Attachment) -> str:
    interface = inventory.interface_of(attachment)
    return interface.origin.address if isinstance(interface, NetworkInterface) else attachment.origin.address


def _related(inventory: Inventory, attachments: list[Attachment]) -> tuple[Related, ...]:
    return tuple(
        Related(each.origin.place("interface_type"), f"{interface_name(inventory, each)} on network card {_card(each)}")
        for each in attachments
    )


def _card(attachment: Attachment) -> str:
    return shown(attachment.network_card_index, "0" if attachment.network_card_index is None else "that is not known")
