"""What a plan does to interfaces that are in use: who uses them, and which addresses they lose."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from eni_lint.checks._attachments import every, first_such, hosting, present
from eni_lint.checks._ownership import some
from eni_lint.checks._references import elastic_ips, has_elastic_ip
from eni_lint.checks._wording import instance_name, listed, plural
from eni_lint.inventory.addresses import PARSE, parse_cidr
from eni_lint.inventory.model import NetworkInterface
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator, Sequence

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Attachment, PrivateIpAddress
    from eni_lint.inventory.origin import Origin

T = TypeVar("T")

GONE = ("delete", "replace")

KINDS: tuple[tuple[str, str, str, Callable[[str], Hashable | None]], ...] = (
    ("private_ip_addresses", "private_ip_address", "IPv4 address", PARSE[4]),
    ("ipv6_addresses", "ipv6_address", "IPv6 address", PARSE[6]),
    ("ipv4_prefixes", "ipv4_prefix", "IPv4 prefix", parse_cidr),
    ("ipv6_prefixes", "ipv6_prefix", "IPv6 prefix", parse_cidr),
)
"""The lists of an interface that hold addresses: field, the text of an entry, its name, how to compare it."""


class Pair(msgspec.Struct, frozen=True, eq=False):
    """An interface as a plan leaves it, and as it was."""

    interface: NetworkInterface
    earlier: NetworkInterface

    @property
    def origin(self) -> Origin:
        """The interface's origin."""
        return self.interface.origin


def pairs(inventory: Inventory) -> Iterator[Pair]:
    """Walk the interfaces that a plan finds and leaves; an earlier snapshot is no plan."""
    if inventory.before is None or inventory.live:
        return
    earlier = inventory.before.interface_by_key
    for interface in inventory.interfaces:
        found = earlier.get(interface.network_interface_id)
        if found is not None:
            yield Pair(interface, found)


def changed(inventory: Inventory, *actions: str) -> Iterator[Pair]:
    """Walk those to which a plan does one of these things."""
    for pair in pairs(inventory):
        change = inventory.changes.get(pair.interface.network_interface_id)
        if change is not None and change.action in actions:
            yield pair


def stays(inventory: Inventory, key: str) -> bool:
    """Tell whether the plan lets a thing live; what it does not mention stays."""
    change = inventory.changes.get(key)
    return change is None or change.action not in GONE


def user_of(inventory: Inventory, interface: NetworkInterface) -> Attachment | None:
    """Give the attachment to an instance that was there before the plan and stays, None where there is none.

    Raises Undecided when that cannot be told.
    """
    return _attachment_before(inventory, interface, lambda instance_id: stays(inventory, instance_id))


def carries_elastic_ip(inventory: Inventory, pair: Pair) -> bool:
    """Tell whether an interface had an Elastic IP that was in use, or held for use, apart from an instance that goes as well."""
    before = inventory.before
    if before is None:
        return False
    return every(
        lambda: has_elastic_ip(pair.earlier, elastic_ips(before)),
        lambda: _attachment_before(inventory, pair.interface, lambda instance_id: not stays(inventory, instance_id)) is None,
    )


def in_use(inventory: Inventory, pair: Pair) -> bool:
    """Tell whether an interface was attached to an instance that stays, or carried an Elastic IP."""
    return some(
        lambda: user_of(inventory, pair.interface) is not None,
        lambda: carries_elastic_ip(inventory, pair),
    )


def _attachment_before(inventory: Inventory, interface: NetworkInterface, concerned: Callable[[str], bool]) -> Attachment | None:
    before = inventory.before
    if before is None:
        return None

    def attaches(attachment: Attachment) -> bool:
        return every(
            lambda: _concerns(attachment, concerned),
            lambda: bool(known(attachment.network_interface_id)),
            lambda: present(attachment),
        )

    own, perhaps = hosting(before, interface)
    return first_such([*own, *perhaps], attaches)


def _concerns(attachment: Attachment, concerned: Callable[[str], bool]) -> bool:
    instance_id = known(attachment.instance_id)
    return instance_id is not None and concerned(instance_id)


def use_of(inventory: Inventory, pair: Pair) -> str:
    """Say what an interface is in use for, as far as it is certain."""
    parts = []
    user = _certainly(lambda: user_of(inventory, pair.interface))
    if user is not None:
        parts.append(f"is attached to {instance_name(inventory, user)}")
    if _certainly(lambda: carries_elastic_ip(inventory, pair)):
        parts.append("carries an Elastic IP")
    return " and ".join(parts)


def _certainly(question: Callable[[], T]) -> T | None:
    """Give the answer, None where it cannot be told."""
    try:
        return question()
    except Undecided:
        return None


# -- addresses ---------------------------------------------------------------------------------------------------------


def primary_address(interface: NetworkInterface) -> tuple[int, str | Unknown] | None:
    """Give the place and the text of the primary address, None where there is none or AWS chooses it."""
    addresses = known(interface.private_ip_addresses)
    index = next((index for index, entry in enumerate(addresses) if known(entry.primary)), None)
    if index is None:
        return None
    text = addresses[index].private_ip_address
    return None if isinstance(text, Unknown) and text.reason is Reason.ASSIGNED_BY_AWS else (index, text)


def holds(addresses: list[PrivateIpAddress], address: str) -> bool:
    """Tell whether an address is in a list; raise Undecided when it may be."""
    return some(*(partial(_same, entry.private_ip_address, address) for entry in addresses))


def _same(one: str | Unknown, other: str) -> bool:
    text = known(one)
    return (PARSE[4](text) or text) == (PARSE[4](other) or other)


def losses_of(pair: Pair) -> tuple[dict[str, str], Unknown | None]:
    """Say by field what an interface loses of its addresses, and give what keeps one from telling about a field."""
    losses: dict[str, str] = {}
    doubt: Unknown | None = None
    for field, attribute, noun, parse in KINDS:
        try:
            lost = _withdrawn(pair, field, attribute, noun, parse)
        except Undecided as raised:
            doubt = raised.unknown if doubt is None else doubt
        else:
            if lost:
                losses[field] = lost
    return losses, doubt


def _withdrawn(pair: Pair, field: str, attribute: str, noun: str, parse: Callable[[str], Hashable | None]) -> str:
    """Say what an interface loses of one of its lists; empty: nothing. Raise Undecided when that cannot be told."""
    old = _values(known(getattr(pair.earlier, field)), attribute, parse)
    new = _values(known(getattr(pair.interface, field)), attribute, parse)
    kept = {value for value, _ in new if not isinstance(value, Unknown)}
    missing = [text for value, text in old if not isinstance(value, Unknown) and value not in kept]
    open_places = [value for value, _ in new if isinstance(value, Unknown)]
    if missing and not open_places:
        return listed(missing)
    # AWS may choose again what it chose before, but no more than so many.
    lost = max(len(missing) - len(open_places), len(old) - len(new))
    if lost > 0:
        return plural(lost, noun)
    if missing:
        raise Undecided(open_places[0])
    _match(old, new)
    return ""


def _values(
    entries: Sequence[Any], attribute: str, parse: Callable[[str], Hashable | None]
) -> list[tuple[Hashable | Unknown, str]]:
    found: list[tuple[Hashable | Unknown, str]] = []
    for entry in entries:
        text = getattr(entry, attribute)
        found.append((text, "") if isinstance(text, Unknown) else (parse(text) or text, text))
    return found


def _match(old: list[tuple[Hashable | Unknown, str]], new: list[tuple[Hashable | Unknown, str]]) -> None:
    """Raise Undecided when an address of before is not known, unless AWS assigned it and assigns as many still."""
    unknown = [value for value, _ in old if isinstance(value, Unknown)]
    doubts = [value for value in unknown if value.reason is not Reason.ASSIGNED_BY_AWS]
    assigned = sum(1 for value, _ in new if isinstance(value, Unknown) and value.reason is Reason.ASSIGNED_BY_AWS)
    if doubts or len(unknown) > assigned:
        raise Undecided((doubts or unknown)[0])
