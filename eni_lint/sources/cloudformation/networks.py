"""The functions that know of networks: blocks that Fn::Cidr cuts, and zones that Fn::GetAZs lists."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any

from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.cloudformation.faults import Misfit
from eni_lint.sources.cloudformation.values import ResourceRef, Value, first_doubt, symbol_of, text_of, unresolved

if TYPE_CHECKING:
    from ipaddress import IPv4Network, IPv6Network

    from eni_lint.sources.cloudformation.evaluate import Evaluator

_MAX_COUNT = 256  # https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference-cidr.html


def get_azs(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Name the zones of a Region. Which they are depends on the account; two of different numbers always differ."""
    region = evaluator.text("" if argument is None else argument, pointer, "the Region of Fn::GetAZs")
    if isinstance(region, str) and not region:
        region = evaluator.named("AWS::Region", pointer)
    symbol = symbol_of(region)
    where = f"of {text_of(region)}" if isinstance(region, str) else "of the Region"
    return unresolved(f"the zones {where} that Fn::GetAZs lists", None if symbol is None else ("Fn::GetAZs", symbol))


def cidr(evaluator: Evaluator, argument: Any, pointer: str) -> Value:
    """Cut the first blocks out of a block: how many, and how many bits of an address each leaves free."""
    if not isinstance(argument, list) or len(argument) not in (2, 3):
        raise Misfit("Fn::Cidr takes a block, how many blocks to cut, and how many bits of an address each leaves free")
    values = [evaluator.text(value, f"{pointer}/{number}", "an argument of Fn::Cidr") for number, value in enumerate(argument)]
    block = None if isinstance(values[0], Unknown | ResourceRef) else _network(text_of(values[0]), f"{pointer}/0")  # type: ignore[arg-type]
    numbers = [_number(value, f"{pointer}/{number}") for number, value in enumerate(values[1:], 1)]
    count = numbers[0]
    if count is not None and not 1 <= count <= _MAX_COUNT:
        raise Misfit(f"Fn::Cidr cuts 1 to {_MAX_COUNT} blocks, not {count}", f"{pointer}/1")
    bits = numbers[1] if len(numbers) > 1 else None
    if bits is not None and not 1 <= bits <= 127:
        raise Misfit(f"a block cannot leave {bits} bits of an address free", f"{pointer}/2")
    if block is None or count is None or bits is None:
        symbols = tuple(map(symbol_of, values))
        doubt = next((found for value in values if (found := first_doubt(value)) is not None), None)
        detail = doubt.detail if doubt is not None else "Fn::Cidr is not told how large the blocks are"
        return unresolved(detail, None if None in symbols else ("Fn::Cidr", *symbols))
    return _cut(block, count, bits, pointer)


def _cut(block: IPv4Network | IPv6Network, count: int, bits: int, pointer: str) -> Value:
    prefix = block.max_prefixlen - bits
    if prefix < block.prefixlen:
        raise Misfit(f"a block with {bits} free bits is larger than {block}", f"{pointer}/2")
    if prefix > block.max_prefixlen or prefix < 1:
        raise Misfit(f"a block cannot leave {bits} bits of an address free", f"{pointer}/2")
    room = 1 << (prefix - block.prefixlen)
    if count > room:
        raise Misfit(f"{block} holds {room} blocks of /{prefix}, not {count}", f"{pointer}/1", "ask for fewer or smaller blocks")
    return list(_blocks(block, count, bits))


@lru_cache(maxsize=64)
def _blocks(block: IPv4Network | IPv6Network, count: int, bits: int) -> tuple[str, ...]:
    """Write the first blocks; every subnet of a template asks for those of the same VPC."""
    first, size, prefix = int(block.network_address), 1 << bits, block.max_prefixlen - bits
    address = type(block.network_address)
    return tuple(f"{address(first + number * size)}/{prefix}" for number in range(count))


def _network(text: str, pointer: str) -> IPv4Network | IPv6Network:
    import ipaddress  # noqa: PLC0415 - only templates that cut blocks pay for it

    try:
        network = ipaddress.ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        network = None
    if network is None:
        raise Misfit(f"'{text[:60]}' is no block of addresses", pointer, "write it as in 10.0.0.0/16")
    return network


def _number(value: Value, pointer: str) -> int | None:
    if isinstance(value, Unknown | ResourceRef):
        return None
    text = text_of(value)  # type: ignore[arg-type]
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise Misfit(f"'{text[:40]}' is no number of blocks or bits", pointer)
    return int(text)
