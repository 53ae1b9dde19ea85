"""An inventory becomes a declared file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.declared import kinds
from eni_lint.sources.declared.kinds import KINDS
from eni_lint.sources.declared.marks import NAMED_SECTIONS
from eni_lint.sources.declared.objects import own_association
from eni_lint.sources.writing.carriers import Carriers, nested
from eni_lint.sources.writing.names import Names, candidates, nested_in
from eni_lint.sources.writing.sections import OF_FLOWS
from eni_lint.sources.writing.text import block, comment
from eni_lint.sources.writing.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from eni_lint.inventory.inventory import Inventory
    from eni_lint.inventory.model import Model, Route, SecurityGroup, Subnet
    from eni_lint.inventory.origin import Origin
    from eni_lint.sources.scope import Scope

    Section = dict[str, tuple[dict[str, Any], Origin | None]]

_PLACES_OF_ADDRESS = ("instance_id", "network_interface_id", "private_ip_address")


class Converted(msgspec.Struct):
    """A declared file: its text, the names of the objects by section and key, and what could not be said as it is."""

    text: str
    names: dict[str, dict[str, str]]
    nested: dict[str, str]
    notes: list[str]


def write_declared(scope: Scope) -> Converted:
    """Write a scope down."""
    return Writer(scope).write()


class Writer:
    """Writes one file."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope
        now, before = scope.inventory, scope.inventory.before
        self.names = Names([now] if before is None else [now, before])
        self.values = Values(self.names)
        self.identities: dict[str, str] = {}
        self._unkeyed: dict[tuple[str, str], str] = {}  # names of attachments and the like, by section and address

    def write(self) -> Converted:
        """Write the file."""
        scope, now = self.scope, self.scope.inventory
        self.names.present = None if now.before is None else now
        sections = self._sections(now)
        lists = self._lists(now)
        self.names.present = None
        old = None if now.before is None else self._sections(now.before)
        changes = self._changes(now, sections, old)
        lines = list(self._body(sections, old, lists, changes))
        head = [comment(f"Written by 'eni-lint convert' from {scope.name} ({scope.kind}).")]
        head += [comment(note) for note in (*scope.notes, *self.values.notes)]
        head += ["eni_lint: 1"]
        for name in ("region", "account"):
            if getattr(scope, name):
                head += block(name, getattr(scope, name), "")
        if now.live:
            head.append("live: true")
        text = "\n".join([*head, *self._top(now), *lines]) + "\n"
        return Converted(text, self.names.by_section, self.names.nested, list(self.values.notes))

    def _top(self, now: Inventory) -> Iterator[str]:
        missing = {plural.replace(" ", "_"): why for plural, why in now.missing.items()}
        told = {section: self.values.unknown(missing[section]) for section in NAMED_SECTIONS if section in missing}
        if told:
            yield from ["", *block("missing", told, "")]
        outside = {section: sorted(names) for section, names in sorted(self.names.outside.items())}
        if outside:
            yield from ["", *block("outside", outside, "")]

    def _body(
        self, sections: dict[str, Section], old: dict[str, Section] | None, lists: dict[str, list[Any]], changes: dict[str, Any]
    ) -> Iterator[str]:
        for section in NAMED_SECTIONS:
            if sections[section]:
                yield from ["", f"{section}:", *self._objects(sections[section], "  ")]
        for name, items in lists.items():
            if items:
                yield from ["", *block(name, items, "")]
        if old is not None:
            yield from self._before(_changed(sections, old))
        if changes:
            yield from ["", "changes:"]
            for name, change in changes.items():
                yield from block(name, change, "  ")
        if self.scope.instance_types:
            yield from ["", *block("instance_types", self.scope.instance_types, "")]

    def _before(self, changed: dict[str, Section]) -> Iterator[str]:
        yield from ["", "before:" if any(changed.values()) else "before: {}"]
        for section, objects in changed.items():
            if objects:
                yield from [f"  {section}:", *self._objects(objects, "    ")]

    def _objects(self, objects: Section, indent: str) -> Iterator[str]:
        for name, (data, origin) in objects.items():
            if origin is not None and origin.address != name and origin.document.kind != "declared":
                yield comment(origin.address, indent)
            yield from block(name, data, indent)

    def _sections(self, inventory: Inventory) -> dict[str, Section]:
        """Write all objects, by section and name."""
        carriers = Carriers(inventory, self.values, self.identities)
        carriers.name_identities()
        found: dict[str, Section] = {section: {} for section in NAMED_SECTIONS}
        for kind in KINDS:
            for thing in getattr(inventory, kind.collection):
                if kind.section not in ("routes", "elastic_ip_associations", "elastic_ips"):
                    self._put(found, kind.section, thing, kind.key, self._plain(thing, kind))
        self._addresses(inventory, found)
        self._routes(inventory, found)
        for group in inventory.security_groups:
            self._put(found, "security_groups", group, "group_id", self._group(group))
        self._carriers(inventory, carriers, found)
        return found

    def _carriers(self, inventory: Inventory, carriers: Carriers, found: dict[str, Section]) -> None:
        for interface in inventory.interfaces:
            if not nested_in(interface.network_interface_id, inventory):
                self._put(found, "network_interfaces", interface, "network_interface_id", carriers.interface(interface))
            elif not self._is_written(interface.network_interface_id, carriers):
                self.values.note(f"{interface.network_interface_id} is attached to nothing, and left out")
        for attachment in carriers.separate:
            self._put(found, "attachments", attachment, "", carriers.attachment(attachment))
        for instance in inventory.instances:
            self._put(found, "instances", instance, "instance_id", carriers.instance(instance))
        for template in inventory.launch_templates:
            self._put(found, "launch_templates", template, "launch_template_id", carriers.template(template))

    def _is_written(self, key: str, carriers: Carriers) -> bool:
        return key in self.names.nested or any(each.network_interface_id == key for each in carriers.primary.values())

    def _put(self, found: dict[str, Section], section: str, thing: Model, key: str, data: dict[str, Any]) -> None:
        name = self.names.of(section, getattr(thing, key)) if key else self._name_of(section, thing, found[section])
        found[section][name] = (data, thing.origin)

    def _name_of(self, section: str, thing: Model, taken: Section) -> str:
        """Name what has no key by its address, and by a number where that is another's."""
        address = thing.origin.address if thing.origin is not None else section
        names = self.names.by_section
        in_use = {each for group in names.values() for each in group.values()} if self.scope.inventory.changes else ()
        for base in candidates(address, address):
            if base not in taken and base not in in_use:
                break
        name, number = base, 1
        known = self._unkeyed.get((section, address))
        if known is not None and known not in taken:
            return known
        while name in taken or name in in_use:
            number += 1
            name = f"{base}-{number}"
        self._unkeyed.setdefault((section, address), name)
        return name

    def _plain(self, thing: Any, kind: kinds.Kind) -> dict[str, Any]:
        name = getattr(thing, kind.key) if kind.key else thing.origin.address
        own = self.values.fields(thing, kind.fields, name)
        if kind.section == "vpcs":
            own.setdefault("cidr_blocks", [])
        if kind.section == "subnets":
            _complete_subnet(own, thing)
        return own

    def _addresses(self, inventory: Inventory, found: dict[str, Section]) -> None:
        """Write Elastic IP addresses, and those of their associations that do not follow from them."""
        table = {kind.section: kind for kind in KINDS}
        left = list(inventory.elastic_ip_associations)
        for address in inventory.elastic_ips:
            own = self._plain(address, table["elastic_ips"])
            inline = own_association(address)
            match = None if inline is None else next((each for each in left if _alike(each, inline)), None)
            if match is not None:
                left = [each for each in left if each is not match]
            elif inline is not None:
                own = {name: value for name, value in own.items() if name not in _PLACES_OF_ADDRESS}
                if not any(_names(each.allocation_id, address.allocation_id) for each in left):
                    self.values.note(f"{address.allocation_id}: what it is said to be associated with is left out")
            self._put(found, "elastic_ips", address, "allocation_id", own)
        for association in left:
            own = self._plain(association, table["elastic_ip_associations"])
            self._put(found, "elastic_ip_associations", association, "", own)

    def _routes(self, inventory: Inventory, found: dict[str, Section]) -> None:
        """Write route tables with their routes; a route of a table that is elsewhere stands on its own."""
        by_table: dict[str, list[Route]] = {}
        for route in inventory.routes:
            table = route.route_table_id
            if isinstance(table, str) and table in inventory.route_table_by_key:
                by_table.setdefault(table, []).append(route)
            else:
                own = self.values.fields(route, kinds.ROUTE_OBJECT, route.origin.address)
                own.setdefault("destination", {"unknown": "it is not told"})
                self._put(found, "routes", route, "", own)
        for thing in inventory.route_tables:
            own = self.values.fields(thing, kinds.ROUTE_TABLE, thing.route_table_id)
            routes = [self._route(each) for each in by_table.get(thing.route_table_id, ())]
            self._put(found, "route_tables", thing, "route_table_id", own | ({"routes": routes} if routes else {}))

    def _route(self, route: Route) -> dict[str, Any]:
        own = self.values.fields(route, kinds.ROUTE, route.origin.address)
        own.setdefault("destination", {"unknown": "it is not told"})
        if isinstance(route.destination, str) and "/" not in route.destination:
            self.names.refer(("prefix_lists",), route.destination, "destination")
            own["destination"] = route.destination
        return own

    def _group(self, group: SecurityGroup) -> dict[str, Any]:
        own = self.values.fields(group, kinds.SECURITY_GROUP, group.group_id)
        if isinstance(group.rules, Unknown):
            return own | {"rules": self.values.unknown(group.rules)}
        return own | {"rules": [self._rule(rule, group.group_id) for rule in group.rules]}

    def _rule(self, rule: Any, group: str) -> dict[str, Any]:
        other = rule.referenced_group_id
        egress = rule.is_egress
        direction = self.values.unknown(egress) if isinstance(egress, Unknown) else "egress" if egress else "ingress"
        own = {"direction": direction} | self.values.fields(rule, kinds.SECURITY_GROUP_RULE, group)
        if isinstance(other, str) and other == group:
            own["referenced_group_id"] = "self"
        return own

    def _lists(self, inventory: Inventory) -> dict[str, list[Any]]:
        flows = [
            {end: self.values.value(end, getattr(flow, end), sections=OF_FLOWS[end]) for end in OF_FLOWS}
            | ({} if flow.protocol is None else {"protocol": self.values.value("protocol", flow.protocol)})
            for flow in inventory.flows
        ]
        notes = [{"argument": each.argument, "instead": each.instead} for each in inventory.deprecations]
        return {"flows": flows, "deprecations": notes}

    def _changes(self, now: Inventory, sections: dict[str, Section], old: dict[str, Section] | None) -> dict[str, Any]:
        """Write what happens to objects, where the two states do not say it."""
        if old is None and not now.changes:
            return {}
        usual = _usual_changes(sections, old or {})
        told: dict[str, Any] = {}
        for key, change in now.changes.items():
            for name in self._names_of(key, usual):
                if change.replaced_for:
                    told[name] = {"action": change.action, "replaced_for": list(change.replaced_for)}
                elif usual.get(name) != change.action:
                    told[name] = change.action
        return told

    def _names_of(self, key: str, usual: dict[str, str]) -> Sequence[str]:
        """Give the names of what has a key, or an address: attachments and the like have no more."""
        found = {names[key] for names in self.names.by_section.values() if key in names}
        found |= {name for (_, address), name in self._unkeyed.items() if address == key}
        if not found and nested(key):
            name = self.names.refer(("network_interfaces",), key, "")
            self.names.outside.get("network_interfaces", set()).discard(key)
            found = {name} if name.partition("/")[0] in usual else set()
        return sorted(found)


def _changed(sections: dict[str, Section], old: dict[str, Section]) -> dict[str, Section]:
    """Give what was otherwise, or is gone."""
    return {
        section: {
            name: found
            for name, found in old[section].items()
            if name not in sections[section] or sections[section][name][0] != found[0]
        }
        for section in NAMED_SECTIONS
    }


def _usual_changes(sections: dict[str, Section], old: dict[str, Section]) -> dict[str, str]:
    """Tell what reading will take for the change of every object."""
    usual: dict[str, str] = {}
    for section in NAMED_SECTIONS:
        now, before = sections[section], old.get(section, {})
        for name in dict.fromkeys([*before, *now]):
            action = "delete" if name not in now else "update" if name in before and before[name][0] != now[name][0] else "no-op"
            if usual.get(name, "no-op") == "no-op":
                usual[name] = action
    return usual


def _complete_subnet(own: dict[str, Any], subnet: Subnet) -> None:
    """Say that there is no IPv4 block, where leaving it out would say that nobody knows."""
    if subnet.cidr_block is None and not (isinstance(subnet.ipv6_native, bool) and subnet.ipv6_native):
        own["without"] = ["cidr_block"]


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two associations say the same."""
    names = ("allocation_id", "instance_id", "network_interface_id", "private_ip_address", "allow_reassociation")
    return all(_same(getattr(one, name), getattr(other, name)) for name in names)


def _same(one: Any, other: Any) -> bool:
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return (
            isinstance(one, Unknown)
            and isinstance(other, Unknown)
            and (one.reason, one.detail, one.candidates) == (other.reason, other.detail, other.candidates)
        )
    return bool(one == other)


def _names(allocation: Any, key: str) -> bool:
    return isinstance(allocation, str) and allocation == key
