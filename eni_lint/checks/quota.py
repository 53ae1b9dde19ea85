"""How near an account is to its quotas of a Region, as far as a snapshot shows what there is."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, TypeVar

import msgspec

from eni_lint.checks import over
from eni_lint.checks._wording import plural
from eni_lint.checks._zones import region_of
from eni_lint.findings import Problem
from eni_lint.inventory.model import ElasticIp, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, is_known

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from eni_lint.checks import Params, Verdicts
    from eni_lint.inventory.inventory import Inventory

OWN_POOL = "amazon"
"""Address.PublicIpv4Pool of AWS's own addresses; those that a customer brought do not count."""


class Stock(msgspec.Struct, frozen=True, eq=False):
    """What an account has of one kind in one Region, and what may be there in addition."""

    region: str
    account: str  # empty: not told
    things: list[NetworkInterface | ElasticIp]
    perhaps: list[Unknown]
    origin: Origin

    @property
    def where(self) -> str:
        """The Region, and the account where it is told."""
        return f"{self.region} of account {self.account}" if self.account else self.region


def _interfaces(inventory: Inventory) -> list[Stock]:
    return _stocks(
        inventory, inventory.interfaces, "network-interfaces", lambda interface: _home_of_interface(inventory, interface)
    )


def _elastic_ips(inventory: Inventory) -> list[Stock]:
    return _stocks(inventory, inventory.elastic_ips, "elastic-ips", _home_of_address)


@over(_interfaces)
def interface_quota_near(stock: Stock, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the interfaces of a Region reach a share of the quota L-DF5E4CA3, which is per Region and not per zone."""
    yield from _near(stock, params, "network interface")


@over(_elastic_ips)
def elastic_ip_quota_near(stock: Stock, inventory: Inventory, params: Params) -> Verdicts:  # noqa: ARG001
    """Fire when the Elastic IPs of a Region reach a share of the quota L-0263D0A3; addresses that were brought do not count."""
    yield from _near(stock, params, "Elastic IP")


def _near(stock: Stock, params: Params, noun: str) -> Verdicts:
    quota, share = params["quota"], params["share"]
    count, most = len(stock.things), len(stock.things) + len(stock.perhaps)
    if most > quota:
        raise Undecided(_over(stock, quota, plural(count, noun), exceeded=count > quota))
    if count * 100 < quota * share:
        if most * 100 >= quota * share:
            raise Undecided(stock.perhaps[0])
        return
    available = sum(1 for thing in stock.things if is_known(status := getattr(thing, "status", None)) and status == "available")
    yield Problem(
        at=stock.origin.place(),
        data={
            "things": plural(count, noun),
            "where": stock.where,
            "percent": count * 100 // quota,
            "quota": f"{quota:,}",
            "available": f" ({available:,} of them available)" if available else "",
        },
        about=stock.where,
    )


def _over(stock: Stock, quota: int, what: str, *, exceeded: bool) -> Unknown:
    """Say why nothing can be said: no account holds more than its quota, so the parameter is not the account's."""
    if not exceeded:
        return stock.perhaps[0]
    detail = f"{stock.where} holds {what}, so its quota was raised above {quota:,}: set the parameter 'quota' to the account's"
    return Unknown(Reason.NOT_COLLECTED, detail)


# -- by account and Region ---------------------------------------------------------------------------------------------

T = TypeVar("T", bound=NetworkInterface | ElasticIp)
Home = tuple[str, str]
"""Account (empty: not told) and Region."""


def _stocks(
    inventory: Inventory,
    things: Iterable[T],
    kind: str,
    home: Callable[[T], Home | Unknown | None],
) -> list[Stock]:
    """Sort things by account and Region. Only a snapshot holds all that there are; what is nowhere may be anywhere."""
    if not inventory.live:
        return []
    found: dict[Home, list[NetworkInterface | ElasticIp]] = defaultdict(list)
    perhaps: list[Unknown] = []
    first: T | None = None
    for thing in things:
        place = home(thing)
        first = first or thing
        if isinstance(place, Unknown):
            perhaps.append(place)
        elif place is not None:
            found[place].append(thing)
    if perhaps and not found and first is not None:
        return [Stock("", "", [], perhaps, first.origin)]
    return [
        Stock(region, account, members, perhaps, _origin(members[0].origin, kind, account, region))
        for (account, region), members in found.items()
    ]


def _origin(first: Origin, kind: str, account: str, region: str) -> Origin:
    """Place the whole at the list that its first member stands in."""
    identity = "/".join(filter(None, (kind, account, region)))
    return Origin(first.document, first.pointer.rpartition("/")[0], f"{kind} of {region}", identity)


def _home_of_interface(inventory: Inventory, interface: NetworkInterface) -> Home | Unknown:
    """Give account and Region of an interface."""
    owner = interface.owner_id
    name = inventory.zone_of(interface)
    if isinstance(owner, Unknown):
        return owner
    if isinstance(name, Unknown):
        return name
    if name is None:
        return _nowhere(interface)
    zone = inventory.availability_zone_by_name.get(name)
    told = None if zone is None else zone.region_name
    region = region_of(name) if told is None else told
    return region if isinstance(region, Unknown) else (owner or "", region)


def _home_of_address(address: ElasticIp) -> Home | Unknown | None:
    """Give the Region of an address that counts; None of one that does not: brought, managed by a service, a carrier's.

    AWS does not say that carrier addresses count toward the quota of Elastic IPs, so they are left out.
    """
    pool, manager, group = address.public_ipv4_pool, address.service_managed, address.network_border_group
    if (isinstance(pool, str) and pool != OWN_POOL) or isinstance(manager, str) or isinstance(address.carrier_ip, str):
        return None
    for doubt in (pool, manager, address.carrier_ip):
        if isinstance(doubt, Unknown):
            return doubt
    if group is None:
        return _nowhere(address)
    region = group if isinstance(group, Unknown) else region_of(group)
    return region if isinstance(region, Unknown) else ("", region)


def _nowhere(thing: NetworkInterface | ElasticIp) -> Unknown:
    return Unknown(Reason.OUTSIDE, f"nothing tells the Region of {thing.origin.address}")
