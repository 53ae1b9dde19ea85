"""What several checks ask of attachments: which are there, which are one and the same, how many a host carries."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

import msgspec

from eni_lint.inventory.inventory import may_be
from eni_lint.inventory.model import Attachment, LaunchTemplate
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, known, same

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator

    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import NetworkInterface
    from eni_lint.inventory.origin import Origin

T = TypeVar("T")


class Claim(msgspec.Struct, frozen=True, eq=False):
    """An attachment together with those that were there before it: what two of them dispute is the later one's fault."""

    attachment: Attachment
    earlier: list[Attachment]
    alike: list[Attachment]  # the earlier ones that may be certain to dispute something with it

    @property
    def origin(self) -> Origin:
        """The attachment's origin: it is what passes or fails."""
        return self.attachment.origin


class Carried(msgspec.Struct, frozen=True, eq=False):
    """The attachments of a host: those that are there for certain and differ, and those that may add to them, with the doubt."""

    sure: list[Attachment] = []
    perhaps: list[tuple[Attachment, Unknown]] = []


def type_of(inventory: Inventory, host: Host) -> InstanceType | None:
    """Give what a host's type can carry, None for a launch template that leaves the type to the launch.

    Raises Undecided when the type is not known. An instance always has one.
    """
    found = known(inventory.type_of(host))
    if found is None and not isinstance(host, LaunchTemplate):
        raise Undecided(Unknown(Reason.OUTSIDE, f"no instance type is given for {host.origin.address}"))
    return found


def carrier_of(inventory: Inventory, attachment: Attachment) -> tuple[Host, InstanceType] | None:
    """Give the host of an attachment with its type; None where there is no host of ours, or a template leaves the type open."""
    host = known(inventory.host_of(attachment))
    instance_type = None if host is None else type_of(inventory, host)
    return None if host is None or instance_type is None else (host, instance_type)


def present(attachment: Attachment) -> bool:
    """Tell whether the attachment is there to stay; raise Undecided when its status is not known.

    A status that comes after apply is that of an attachment which the plan makes: it is on its way in, not out.
    """
    status = attachment.status
    if isinstance(status, Unknown) and status.reason is Reason.AFTER_APPLY:
        return True
    return known(status) not in ("detaching", "detached")


def every(*conditions: Callable[[], bool]) -> bool:
    """Tell whether all conditions hold. One that is certainly false settles it; else what is not known makes it undecided."""
    doubt: Undecided | None = None
    for condition in conditions:
        try:
            if not condition():
                return False
        except Undecided as raised:
            doubt = doubt or raised
    if doubt is not None:
        raise doubt
    return True


def first_such(things: Iterable[T], condition: Callable[[T], bool]) -> T | None:
    """Give the first attachment of which the condition certainly holds; raise Undecided when it holds at best of some."""
    doubt: Undecided | None = None
    for thing in things:
        try:
            if condition(thing):
                return thing
        except Undecided as raised:
            doubt = doubt or raised
    if doubt is not None:
        raise doubt
    return None


def first_disputed(claim: Claim, condition: Callable[[Attachment], bool]) -> Attachment | None:
    """Give the first earlier attachment of which the condition certainly holds, which it can do only of those that are alike.

    Raises Undecided when it holds at best of some. Once one is in doubt, the doubts about others add nothing.
    """
    try:
        return next((each for each in claim.earlier if condition(each)), None)
    except Undecided as raised:
        doubt = raised
    try:
        found = first_such(claim.alike, condition)
    except Undecided:
        found = None
    if found is None:
        raise doubt
    return found


def same_interface(a: Attachment, b: Attachment) -> bool:
    """Tell whether two attachments name one interface. Entries that name none each make a new one."""
    if a.network_interface_id is None or b.network_interface_id is None:
        return False
    return same(a.network_interface_id, b.network_interface_id)


def same_host(a: Attachment, b: Attachment) -> bool:
    """Tell whether two attachments lead to one instance, or stand in one launch template."""
    if a.launch_template_id is not None or b.launch_template_id is not None:
        return a.launch_template_id == b.launch_template_id
    return same(a.instance_id, b.instance_id)


def same_slot(a: Attachment, b: Attachment) -> bool:
    """Tell whether two attachments have one (network card, device index) pair."""
    return every(lambda: same(_card(a), _card(b)), lambda: same(_device(a), _device(b)))


def one_attachment(a: Attachment, b: Attachment) -> bool:
    """Tell whether two attachments of a host are one that is written twice: the same interface in the same slot."""
    return every(lambda: same_interface(a, b), lambda: same_slot(a, b))


def in_order(attachments: Iterable[Attachment]) -> list[Attachment]:
    """Put first what an instance itself lists: AWS attaches it at launch, before anything else."""
    return sorted(attachments, key=lambda a: a.means != "inline")


def carried_by(inventory: Inventory, host: Host) -> Carried:
    """Sort the attachments of a host. An attachment that is written twice counts once."""
    carried = Carried([], [])
    beside = _Lookup(_interface, _slot)
    for attachment in in_order(inventory.attachments_of(host)):
        _add(carried, attachment, beside)
    floating = inventory.possible_attachments_of(host)
    if floating:
        perhaps, by_interface = _doubted(inventory, floating)
        pairs = ((a, b) for b in carried.sure for a in by_interface.get(_identity(b.network_interface_id), ()))
        again = {id(a) for a, b in pairs if _surely_one(a, b)}
        carried.perhaps.extend([entry for entry in perhaps if id(entry[0]) not in again] if again else perhaps)
    return carried


def hosting(inventory: Inventory, interface: NetworkInterface) -> tuple[list[Attachment], list[Attachment]]:
    """Give the attachments of an interface, and those that may be its own in addition."""
    key = interface.network_interface_id
    own = inventory.attachments_by_interface.get(key, [])
    if not inventory.unplaced_attachments:
        return own, []
    return own, [a for a in inventory.unplaced_attachments if may_be(a.network_interface_id, key)]


def attached(inventory: Inventory, concerned: Callable[[NetworkInterface], bool] = lambda _: True) -> Iterator[NetworkInterface]:
    """Walk the interfaces that are, or may be, attached, of those that are concerned."""
    certain, unplaced = inventory.attachments_by_interface, inventory.unplaced_attachments
    for interface in inventory.all_interfaces:
        key = interface.network_interface_id
        if concerned(interface) and (key in certain or any(may_be(a.network_interface_id, key) for a in unplaced)):
            yield interface


def claims_on_interfaces(inventory: Inventory) -> Iterator[Claim]:
    """Walk the attachments to instances whose interface has, or may have, an earlier one. Templates attach nothing yet."""
    attachments: Iterable[Attachment] = inventory.attachments
    if not inventory.unplaced_attachments:
        groups = inventory.attachments_by_interface.values()
        attachments = [attachment for group in groups if len(group) > 1 for attachment in group]
    real = [a for a in attachments if a.launch_template_id is None and a.network_interface_id is not None]
    alike = _Alike(lambda a: _identity(a.network_interface_id))
    return (claim for claim in _claims(real, _interface_key, alike, _interface) if claim.earlier)


def claims_on_slots(inventory: Inventory) -> Iterator[Claim]:
    """Walk the attachments of instances and launch templates, each with the earlier ones that have, or may have, its slot."""
    return _claims(
        [a for a in inventory.attachments if a.instance_id is not None or a.launch_template_id],
        _slot_key,
        _Alike(_slot_identity),
        _host,
        _slot,
    )


class _Lookup:
    """Attachments by what is known of them, to find those that may agree with another without a look at each."""

    def __init__(self, *keys: Callable[[Attachment], Hashable | None]) -> None:
        self.attachments: list[Attachment] = []
        self.indexes: list[_Index] = [_Index(key) for key in keys]

    def add(self, attachment: Attachment) -> None:
        for index in self.indexes:
            index.add(attachment, len(self.attachments))
        self.attachments.append(attachment)

    def like(self, attachment: Attachment) -> list[Attachment]:
        """Give, in their order, all that may have the keys of an attachment, and some that certainly have not."""
        found = [parts for index in self.indexes if (parts := index.like(attachment)) is not None]
        if not found:
            return self.attachments.copy()
        same_key, unclear = min(found, key=lambda parts: len(parts[0]) + len(parts[1]))
        return [self.attachments[number] for number in sorted(same_key + unclear)]


class _Index:
    """The numbers of attachments by one key, and of those whose key (None) cannot be told."""

    def __init__(self, key: Callable[[Attachment], Hashable | None]) -> None:
        self.key = key
        self.numbers: dict[Hashable, list[int]] = {}
        self.unclear: list[int] = []

    def add(self, attachment: Attachment, number: int) -> None:
        value = self.key(attachment)
        (self.unclear if value is None else self.numbers.setdefault(value, [])).append(number)

    def like(self, attachment: Attachment) -> tuple[list[int], list[int]] | None:
        value = self.key(attachment)
        return None if value is None else (self.numbers.get(value, []), self.unclear)


class _Alike:
    """Attachments by a key that two must share to be certainly the same in it: a value, or the symbol that stands for it."""

    def __init__(self, key: Callable[[Attachment], Hashable | None]) -> None:
        self.key = key
        self.groups: dict[Hashable, list[Attachment]] = {}

    def before(self, attachment: Attachment) -> list[Attachment]:
        """Give those that came before, and add the attachment to them."""
        key = self.key(attachment)
        group = [] if key is None else self.groups.setdefault(key, [])
        found = group.copy()
        group.append(attachment)
        return found


def _doubted(
    inventory: Inventory, floating: list[Attachment]
) -> tuple[list[tuple[Attachment, Unknown]], dict[Hashable, list[Attachment]]]:
    """Give what of floating attachments may be there, with the doubt, and by interface. Instances share the list of them."""
    key = ("doubted", id(floating))
    if key not in inventory.memo:
        carried = Carried([], [])
        by_interface: dict[Hashable, list[Attachment]] = defaultdict(list)
        for attachment in floating:
            instance = attachment.instance_id
            _add(carried, attachment, _Lookup(), instance if isinstance(instance, Unknown) else None)
        for attachment, _ in carried.perhaps:
            identity = _identity(attachment.network_interface_id)
            if identity is not None:
                by_interface[identity].append(attachment)
        inventory.memo[key] = (carried.perhaps, by_interface)
    found: tuple[list[tuple[Attachment, Unknown]], dict[Hashable, list[Attachment]]] = inventory.memo[key]
    return found


def _surely_one(a: Attachment, b: Attachment) -> bool:
    try:
        return one_attachment(a, b)
    except Undecided:
        return False


def _add(carried: Carried, attachment: Attachment, beside: _Lookup, doubt: Unknown | None = None) -> None:
    try:
        if not present(attachment):
            return
    except Undecided as raised:
        doubt = doubt if doubt is not None else raised.unknown
    for other in beside.like(attachment):
        try:
            if one_attachment(attachment, other):
                return
        except Undecided as raised:
            doubt = doubt if doubt is not None else raised.unknown
    if doubt is None:
        carried.sure.append(attachment)
        beside.add(attachment)
    else:
        carried.perhaps.append((attachment, doubt))


def _claims(
    attachments: Iterable[Attachment],
    key: Callable[[Attachment], Hashable | None],
    alike: _Alike,
    *parts: Callable[[Attachment], Hashable | None],
) -> Iterator[Claim]:
    """Pair each attachment with the earlier ones of its key, and with those whose key (None) cannot be told.

    Those that differ for certain in a part of the key may be left out.
    """
    earlier, unclear = _Lookup(*parts), _Lookup(*parts)
    by_key: dict[Hashable, list[Attachment]] = defaultdict(list)
    for attachment in in_order(attachments):
        value = key(attachment)
        before = earlier.like(attachment) if value is None else by_key[value] + unclear.like(attachment)
        yield Claim(attachment, before, alike.before(attachment))
        if value is None:
            unclear.add(attachment)
        else:
            by_key[value].append(attachment)
        earlier.add(attachment)


def _interface_key(attachment: Attachment) -> Hashable | None:
    key = attachment.network_interface_id
    return None if isinstance(key, Unknown) else key


def _slot_key(attachment: Attachment) -> Hashable | None:
    instance, card, device = attachment.instance_id, attachment.network_card_index, attachment.device_index
    if isinstance(instance, Unknown) or isinstance(card, Unknown) or isinstance(device, Unknown) or device is None:
        return None
    return (attachment.launch_template_id, instance, card or 0, device)


def _identity(value: object) -> Hashable | None:
    """Give what two values share that are the same for certain: None where nothing is certain."""
    if isinstance(value, Unknown):
        return None if value.symbol is None else ("symbol", value.symbol)
    return value


def _slot_identity(attachment: Attachment) -> Hashable | None:
    host = attachment.launch_template_id or _identity(attachment.instance_id)
    card, device = _identity(_card(attachment)), _identity(_device(attachment))
    return None if host is None or card is None or device is None else (host, card, device)


def _interface(attachment: Attachment) -> Hashable | None:
    """Give the interface of an attachment as far as it is known; an entry without one shares it with nothing."""
    key = attachment.network_interface_id
    if isinstance(key, Unknown):
        return None
    return id(attachment) if key is None else key


def _host(attachment: Attachment) -> Hashable | None:
    if attachment.launch_template_id is not None:
        return ("template", attachment.launch_template_id)
    return None if isinstance(attachment.instance_id, Unknown) else attachment.instance_id


def _slot(attachment: Attachment) -> Hashable | None:
    card, device = _card(attachment), _device(attachment)
    return None if isinstance(card, Unknown) or isinstance(device, Unknown) else (card, device)


def _card(attachment: Attachment) -> int | Unknown:
    card = attachment.network_card_index
    return card if isinstance(card, Unknown) else card or 0


def _device(attachment: Attachment) -> int | Unknown:
    device = attachment.device_index
    return Unknown(Reason.OUTSIDE, "the device index is not given") if device is None else device
