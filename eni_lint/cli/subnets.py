"""``eni-lint subnets``: how full each subnet is, as a table, as a map of its blocks, or as JSON."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import msgspec

from eni_lint.cli.check import reading_of
from eni_lint.cli.stdout import put
from eni_lint.engine.subnets import SubnetUse, uses
from eni_lint.errors import UsageError
from eni_lint.reporters.harmless import in_lines, in_text
from eni_lint.sources.read import CAN_READ, read_scopes
from eni_lint.sources.scope import Scope

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

CLEAN, INCOMPLETE = 0, 3
BAR = 20
ROW = 64  # blocks of a map in one line: a /22
SHOWN = 5
LEGEND = ". free  r free, reserved for prefixes  P delegated  o used in part  # full  a AWS's own"


def subnets(args: argparse.Namespace) -> int:
    """Print the use of every subnet of the inputs."""
    status, found = CLEAN, []
    for read in read_scopes(args.paths, reading_of(args)):
        if not isinstance(read, Scope):
            print(f"eni-lint: {in_lines(str(read))}", file=sys.stderr)
            status = INCOMPLETE
            continue
        for use in uses(read.inventory):
            if isinstance(use, SubnetUse):
                found.append((read.name, use))
            else:
                print(
                    f"eni-lint: the block of a subnet of {in_text(read.name)} is not known: {in_text(use.detail)}",
                    file=sys.stderr,
                )
    if args.subnet:
        found = [(name, use) for name, use in found if use.subnet in args.subnet]
        missing = sorted(set(args.subnet) - {use.subnet for _, use in found})
        if missing:
            raise UsageError(
                f"there is no subnet {missing[0]} with an IPv4 block in the inputs", do="Leave --subnet out to see them."
            )
    if not found and status == CLEAN:
        print(f"eni-lint: there is no subnet with an IPv4 block here\n  {CAN_READ}", file=sys.stderr)
        return INCOMPLETE
    if args.format == "json":
        put(json.dumps([{"input": name, **msgspec.to_builtins(use)} for name, use in found], indent=2) + "\n")
    else:
        put("".join(f"{line}\n" for line in (_maps if args.map else _table)(found)))
    return status


def _table(found: list[tuple[str, SubnetUse]]) -> Iterator[str]:
    width = max([len("SUBNET"), *(len(in_text(use.subnet)) for _, use in found)])
    yield (
        f"{'SUBNET':<{width}} {'BLOCK':<18} {'USED':>7} {'PREFIXES':>8} {'FREE':>7}  {'':<{BAR}} "
        f"{'FREE /28':>10} {'FRAGMENTED':>10}"
    )
    last = ""
    for name, use in found:
        if name != last and len({name for name, _ in found}) > 1:
            yield in_text(name)
            last = name
        some = ">" if use.at_least else ""
        blocks = f"{use.free_blocks:,}/{use.blocks:,}"
        yield (
            f"{in_text(use.subnet):<{width}} {use.cidr_block:<18} {some}{use.used + use.unplaced:>{7 - len(some)},} "
            f"{use.prefixes:>8,} {use.free:>7,}  {_bar(use)} {blocks:>10} {use.fragmentation:>9}%"
        )
        if use.told_free is not None and use.told_free != use.free:
            yield f"{'':<{width}} AWS counts {use.told_free:,} free addresses: not all that is in the subnet is in the inputs."
        yield from (f"{'':<{width}} {line}" for line in _spoiled(use))


def _bar(use: SubnetUse) -> str:
    """Draw used addresses, delegated ones and free ones in proportion; what is there at all has a cell."""
    cells = [0 if not part else max(1, part * BAR // use.usable) for part in (use.used + use.unplaced, use.delegated)]
    used, delegated = cells[0], min(cells[1], BAR - cells[0])
    return "#" * used + "P" * delegated + "." * (BAR - used - delegated)


def _spoiled(use: SubnetUse) -> Iterator[str]:
    """Name who stands in the way of the next prefix, where prefixes are used or few blocks are left."""
    if not use.spoilers or (use.free_blocks > use.blocks // 4 and not use.prefixes):
        return
    lone = [spoiler for spoiler in use.spoilers if len(spoiler.addresses) == 1]
    if lone:
        yield f"{len(lone):,} more /28 would be free but for one address each:"
    for spoiler in (lone or use.spoilers)[:SHOWN]:
        owners = ", ".join(map(in_text, spoiler.interfaces[:3]))
        yield f"  {spoiler.block}: {', '.join(spoiler.addresses[:3])} of {owners}"
    if len(lone) > SHOWN:
        yield f"  and {len(lone) - SHOWN:,} more"


def _maps(found: list[tuple[str, SubnetUse]]) -> Iterator[str]:
    for _, use in found:
        yield f"{in_text(use.subnet)} {use.cidr_block}: {use.free_blocks:,} of {use.blocks:,} blocks of 16 are free"
        for start in range(0, len(use.map), ROW):
            yield f"  {use.map[start : start + ROW]}"
    yield LEGEND
