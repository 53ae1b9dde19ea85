"""Functions of address ranges."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.values import Fault, to_number, to_text

if TYPE_CHECKING:
    from collections.abc import Callable

    Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(text: Any) -> Network:
    written = to_text(text)
    if "/" not in written:
        raise Fault(f"{written[:60]} is no range of addresses")
    try:
        return ipaddress.ip_network(written, strict=False)
    except ValueError:
        raise Fault(f"{written[:60]} is no range of addresses") from None


def _whole(value: Any) -> int:
    number = to_number(value)
    if not isinstance(number, int):
        raise Fault("a whole number is required")
    return number


def _cidrhost(prefix: Any, host: Any) -> str:
    network, number = _network(prefix), _whole(host)
    size = network.num_addresses
    if not -size <= number < size:
        raise Fault(f"{network} has no address {number}")
    return str(network.network_address + (number if number >= 0 else size + number))


def _cidrnetmask(prefix: Any) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Fault("an IPv6 range has no netmask")
    return str(network.netmask)


def _below(network: Network, bits: int, number: int) -> str:
    length = network.prefixlen + bits
    if bits < 0 or length > network.max_prefixlen or not 0 <= number < 1 << bits:
        raise Fault(f"{network} has no part {number} of {bits} more bits")
    base = int(network.network_address) + (number << (network.max_prefixlen - length))
    return f"{network.network_address.__class__(base)}/{length}"


def _cidrsubnet(prefix: Any, bits: Any, number: Any) -> str:
    return _below(_network(prefix), _whole(bits), _whole(number))


def _cidrsubnets(prefix: Any, *bits: Any) -> list[str]:
    network = _network(prefix)
    found = []
    place = int(network.network_address)
    for more in map(_whole, bits):
        length = network.prefixlen + more
        if more < 1 or length > network.max_prefixlen:
            raise Fault(f"{network} has no part of {more} more bits")
        size = 1 << (network.max_prefixlen - length)
        place = (place + size - 1) // size * size
        if place + size > int(network.network_address) + network.num_addresses:
            raise Fault(f"{network} is too small for its parts")
        found.append(f"{network.network_address.__class__(place)}/{length}")
        place += size
    return found


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "cidrhost": _cidrhost,
    "cidrnetmask": _cidrnetmask,
    "cidrsubnet": _cidrsubnet,
    "cidrsubnets": _cidrsubnets,
}
