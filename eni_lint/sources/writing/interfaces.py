"""Interfaces in the declared format: addresses as short as they can be told, and only what does not follow by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import PHRASES, Reason, Unknown
from eni_lint.sources.declared import fields as table
from eni_lint.sources.writing.sections import REFERENCES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import NetworkInterface
    from eni_lint.sources.writing.values import Values

_REFERRERS = ("network_interface_id", "source", "destination", "trunk_interface_id", "branch_interface_id")
_PARTS = ("elastic_ips", "elastic_ip_associations", "routes", "permissions", "trunk_associations", "flows")
_APART = {*table.ADDRESSING, *table.DERIVED, "groups"}
PLAIN = {name: reader for name, reader in table.INTERFACE.items() if name not in _APART}
_LISTS = (
    ("ipv6_addresses", "ipv6_address", "ipv6_address_count"),
    ("ipv4_prefixes", "ipv4_prefix", "ipv4_prefix_count"),
    ("ipv6_prefixes", "ipv6_prefix", "ipv6_prefix_count"),
)


class Interfaces:
    """Writes the interfaces of one inventory."""

    def __init__(self, inventory: Inventory, values: Values) -> None:
        self.inventory = inventory
        self.values = values
        self._certain: set[str] = set()
        self._perhaps = False
        for part in _PARTS:
            for referrer in getattr(inventory, part):
                for field in _REFERRERS:
                    target = getattr(referrer, field, None)
                    if isinstance(target, Unknown):
                        self._perhaps = True
                    elif target is not None:
                        self._certain.add(target)

    def write(self, interface: NetworkInterface, what: str) -> dict[str, Any]:
        """Write an interface."""
        plain = self.values.fields(interface, PLAIN, what)
        addresses = self._addresses(interface, what)
        own = {name: (plain | addresses)[name] for name in table.INTERFACE if name in plain or name in addresses}
        groups = interface.groups
        if isinstance(groups, Unknown):
            own["groups"] = self.values.unknown(groups, REFERENCES["group_id"])
        elif groups is not None:
            own["groups"] = [self.values.group(each) for each in groups]
        self._derived(interface, own)
        looked_up: Any = interface.looked_up  # not known, of an interface of which nothing is
        if isinstance(looked_up, Unknown):
            own["looked_up"] = self.values.unknown(looked_up)
        elif looked_up:
            own["looked_up"] = True
        return own

    def _derived(self, interface: NetworkInterface, own: dict[str, Any]) -> None:
        """Say what does not follow from the rest."""
        asked = interface.address_arguments
        if isinstance(asked, Unknown):
            own["address_arguments"] = self.values.unknown(asked)
        elif set(asked) != {name for name in table.ADDRESSING if name in own}:
            own["address_arguments"] = [name for name in table.ADDRESSING if name in asked]
        referred = interface.referred_to
        if isinstance(referred, Unknown):
            if interface.network_interface_id in self._certain or not self._perhaps:
                own["referred_to"] = self.values.unknown(referred)
        elif (interface.network_interface_id in self._certain) != bool(referred) or (self._perhaps and not referred):
            own["referred_to"] = bool(referred)

    def _addresses(self, interface: NetworkInterface, what: str) -> dict[str, Any]:
        own = self._private(interface, what)
        for name, member, count in _LISTS:
            entries = getattr(interface, name)
            if isinstance(entries, Unknown):
                own[name] = self.values.unknown(entries)
                continue
            texts = [(getattr(entry, member), getattr(entry, "is_primary_ipv6", False)) for entry in entries]
            chosen = _chosen_at_end(texts)
            if len(texts) > chosen:
                kept = texts[: len(texts) - chosen]
                own[name] = [
                    self._entry(name, (member, text), ("is_primary_ipv6", None if flag is False else flag), what)
                    for text, flag in kept
                ]
            if chosen:
                own[count] = chosen
        return own

    def _private(self, interface: NetworkInterface, what: str) -> dict[str, Any]:
        entries = interface.private_ip_addresses
        if isinstance(entries, Unknown):
            return {"private_ip_addresses": self.values.unknown(entries)}
        texts = [(entry.private_ip_address, entry.primary) for entry in entries]
        usual = self._usual(interface)
        if usual == "one" and texts and _is_chosen(texts[0][0]) and texts[0][1] is True:
            rest = texts[1:]
            if len(rest) == _chosen_at_end(rest):
                return {"secondary_private_ip_address_count": len(rest)} if rest else {}
        if usual == "none" and len(texts) == _chosen_at_end(texts):
            return {"secondary_private_ip_address_count": len(texts)} if texts else {}
        chosen = _chosen_at_end(texts)
        kept = texts[: len(texts) - chosen]
        flags = [flag for _, flag in kept]
        is_usual = (
            not any(isinstance(flag, Unknown) for flag in flags) and flags == [True, *([False] * (len(flags) - 1))][: len(flags)]
        )
        name = "private_ip_addresses"
        own: dict[str, Any] = {
            name: [
                self._entry(name, ("private_ip_address", text), ("primary", None if is_usual else flag), what)
                for text, flag in kept
            ]
        }
        if chosen:
            own["secondary_private_ip_address_count"] = chosen
        return own

    def _usual(self, interface: NetworkInterface) -> str:
        """Tell what addresses an interface has of which the file says nothing: one that AWS chooses, none, or nobody knows."""
        kind, subnet_id = interface.interface_type, interface.subnet_id
        subnet = self.inventory.subnet_by_key.get(subnet_id) if isinstance(subnet_id, str) else None
        native = None if subnet is None else subnet.ipv6_native
        if (isinstance(kind, str) and kind == "efa-only") or native is True:
            return "none"
        return "unknown" if isinstance(kind, Unknown) or isinstance(native, Unknown) else "one"

    def _entry(self, name: str, address: tuple[str, Any], flag: tuple[str, Any], what: str) -> Any:
        """Write an address, with its flag unless that follows by itself (None)."""
        readers: Mapping[str, Any] = table.INTERFACE
        value = self.values.value(name, [address[1]], readers[name], what)[0]
        if not isinstance(flag[1], Unknown) and flag[1] is None:
            return value
        return {address[0]: value, flag[0]: self.values.value("", flag[1])}


def _is_chosen(text: Any) -> bool:
    """Tell whether AWS chooses, and that is all there is to say."""
    return (
        isinstance(text, Unknown)
        and text.reason is Reason.ASSIGNED_BY_AWS
        and text.detail == PHRASES[Reason.ASSIGNED_BY_AWS]
        and text.symbol is None
        and not text.candidates
        and text.apart is None
    )


def _chosen_at_end(texts: list[tuple[Any, Any]]) -> int:
    """Count the addresses at the end of a list that AWS chooses."""
    count = 0
    for text, flag in reversed(texts):
        if not _is_chosen(text) or flag is not False:
            break
        count += 1
    return count
