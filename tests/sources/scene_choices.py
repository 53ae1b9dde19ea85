"""What AWS would choose for a scene: free addresses and prefixes, a subnet and a zone for what names none."""

from __future__ import annotations

from collections import defaultdict
from ipaddress import ip_network

import msgspec

from eni_lint.inventory.model import Subnet, Vpc
from eni_lint.inventory.unknown import Unknown

ZONE = "eu-west-1a"
REST = "vpc of the rest"  # the VPC of all that names none
INVENTED = {4: "10.0.0.0/16", 6: "2001:db8::/44"}  # the blocks of a subnet that nobody wrote


class Held(msgspec.Struct, frozen=True):
    """A sort of addresses that an interface holds: the list with the field of its entries, and what a request calls their number."""

    field: str
    text: str
    count: str
    version: int
    length: int


HELD = (
    Held("private_ip_addresses", "private_ip_address", "SecondaryPrivateIpAddressCount", 4, 32),
    Held("ipv4_prefixes", "ipv4_prefix", "Ipv4PrefixCount", 4, 28),
    Held("ipv6_addresses", "ipv6_address", "Ipv6AddressCount", 6, 128),
    Held("ipv6_prefixes", "ipv6_prefix", "Ipv6PrefixCount", 6, 80),
)


class NotDescribable(Exception):  # noqa: N818 - no error: the reason why there is no such answer
    """Something that the answers have no place for."""


class Choices:
    """Completes an inventory with what every account has."""

    def __init__(self, inventory):
        self.inventory = inventory
        self.vpcs = {vpc.vpc_id: vpc for vpc in inventory.vpcs}
        self.subnets = {}
        self.attachments = self._attachments()
        for subnet in inventory.subnets:
            self._settle(subnet)
        self.homes = {each.network_interface_id: self._home(each) for each in inventory.interfaces}
        self._taken = self._written()
        self._pools = {}

    def vpc_of(self, home):
        return self.subnets[home].vpc_id if home in self.subnets else REST

    def zone_of(self, home, thing):
        return self.subnets[home].availability_zone if home in self.subnets else self._zone(thing)

    def concrete(self, interface):
        """Put addresses and prefixes of the subnet in the place of those that AWS chooses."""
        home = self.homes[interface.network_interface_id]
        lists = {}
        for held in HELD:
            entries = getattr(interface, held.field)
            lists[held.field] = [
                msgspec.structs.replace(each, **{held.text: self._next(home, held)}) if is_chosen(each, held) else each
                for each in entries
            ]
        return msgspec.structs.replace(interface, **lists)

    def _attachments(self):
        """Give the one attachment that AWS tells of each interface."""
        found = {}
        for attachment in self.inventory.attachments:
            key = attachment.network_interface_id
            if attachment.launch_template_id is not None:
                continue
            if key not in self.inventory.interface_by_key:
                raise NotDescribable("an attachment of an interface that is not described")
            slot = (attachment.instance_id, attachment.device_index, attachment.network_card_index or 0)
            if found.setdefault(key, (slot, attachment))[0] != slot:
                raise NotDescribable("an interface that is attached twice")
        return {key: attachment for key, (_, attachment) in found.items()}

    def _settle(self, subnet):
        """Complete a subnet with what AWS tells of each."""
        zone, block, vpc = subnet.availability_zone or ZONE, subnet.cidr_block, subnet.vpc_id or REST
        if isinstance(block, Unknown):
            block = f"10.99.{len(self.subnets)}.0/24"
        own = {"availability_zone": zone, "cidr_block": block, "vpc_id": vpc}
        self.subnets[subnet.subnet_id] = msgspec.structs.replace(subnet, **own)
        if not vpc.startswith("vpc-"):
            self.vpcs.setdefault(vpc, Vpc(vpc_id=vpc))

    def _zone(self, thing):
        zone = self.inventory.zone_of(thing)
        return zone if isinstance(zone, str) else ZONE

    def _home(self, interface):
        """Find the subnet of an interface, as every one is in some subnet: its instance's, or one that is made for its zone."""
        attachment = self.attachments.get(interface.network_interface_id)
        instance = self.inventory.instance_by_key.get(attachment.instance_id) if attachment else None
        home = interface.subnet_id or (instance.subnet_id if instance else None)
        if home is not None:
            return home
        zone = self._zone(instance if instance and interface.availability_zone is None else interface)
        home = f"subnet of the rest in {zone}"
        if home not in self.subnets:
            blocks = {"cidr_block": INVENTED[4], "ipv6_cidr_blocks": [INVENTED[6]]}
            self._settle(Subnet(subnet_id=home, availability_zone=zone, **blocks))
        return home

    def _written(self):
        taken = defaultdict(list)
        for interface in self.inventory.interfaces:
            home = self.homes[interface.network_interface_id]
            for held in HELD:
                written = [getattr(e, held.text) for e in getattr(interface, held.field) if not is_chosen(e, held)]
                taken[home, held.version] += [ip_network(each, strict=False) for each in written]
        for reservation in self.inventory.cidr_reservations:
            net = ip_network(reservation.cidr)
            taken[reservation.subnet_id, net.version].append(net)
        return taken

    def _next(self, home, held):
        pool = self._pools.get((home, held))
        if pool is None:
            pool = self._pools[home, held] = self._free(home, held)
        return next(pool)

    def _free(self, home, held):
        """Walk the free addresses or prefixes of a subnet: none that AWS keeps, none that somebody has."""
        subnet, taken = self.subnets.get(home), self._taken[home, held.version]
        blocks = [] if subnet is None else [subnet.cidr_block] if held.version == 4 else subnet.ipv6_cidr_blocks
        block = ip_network(next(iter(blocks), None) or INVENTED[held.version])
        kept = [block[number] for number in (0, 1, 2, 3, -1)]
        for net in block.subnets(new_prefix=held.length):
            if not any(address in net for address in kept) and not any(net.overlaps(each) for each in taken):
                taken.append(net)
                yield str(net.network_address) if held.length == net.max_prefixlen else str(net)


def is_chosen(entry, held):
    """Tell whether AWS chooses an address or a prefix."""
    return isinstance(getattr(entry, held.text), Unknown)
