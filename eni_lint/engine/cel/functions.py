"""What expressions can do with addresses, besides what CEL has."""

from __future__ import annotations

from ipaddress import ip_address, ip_network
from typing import Any


def in_cidr(address: str, cidr: str) -> bool:
    """Tell whether an address, or a whole block, lies in a CIDR block; one of another version does not."""
    block = ip_network(cidr, strict=False)
    if "/" not in address:
        own = ip_address(address)
        return own.version == block.version and own in block
    inner = ip_network(address, strict=False)
    return inner.version == block.version and block.supernet_of(inner)  # type: ignore[arg-type]


def overlaps(one: str, other: str) -> bool:
    """Tell whether two CIDR blocks have an address in common."""
    a, b = ip_network(one, strict=False), ip_network(other, strict=False)
    return a.version == b.version and a.overlaps(b)


def prefix_length(cidr: str) -> int:
    """Give the number behind the slash of a CIDR block."""
    return ip_network(cidr, strict=False).prefixlen


def declarations(cel: Any) -> list[Any]:
    """Declare the functions to CEL."""
    text = cel.Type.STRING
    return [
        cel.FunctionDecl("in_cidr", [cel.Overload("in_cidr_text", cel.Type.BOOL, [text, text], is_member=False, impl=in_cidr)]),
        cel.FunctionDecl(
            "overlaps", [cel.Overload("overlaps_text", cel.Type.BOOL, [text, text], is_member=False, impl=overlaps)]
        ),
        cel.FunctionDecl(
            "prefix_length", [cel.Overload("prefix_length_text", cel.Type.INT, [text], is_member=False, impl=prefix_length)]
        ),
    ]
