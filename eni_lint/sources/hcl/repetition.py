"""How often a block is there: ``count``, ``for_each``, and what the ``content`` of a ``dynamic`` block runs over."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.sources.hcl.values import Fault, SetValue, is_plain, items_of, open_of, to_number
from eni_lint.sources.terraform.exact import Open, Ref

if TYPE_CHECKING:
    from eni_lint.sources.terraform.references import Key

MAX_INSTANCES = 2_000

Keys = dict["Key", Any]
"""The instances of a block by index, each with its ``each.value``."""


def by_count(value: Any) -> Keys | Open:
    """Give the instances that a ``count`` makes."""
    if isinstance(value, Ref | Open):
        return Open(f"count is not known: {open_of(value).why}")
    if value is None:
        return Open("count is null")
    try:
        number = to_number(value)
    except Fault as fault:
        return Open(f"count: {fault}")
    if not isinstance(number, int) or number < 0:
        return Open("count is no number of instances")
    if number > MAX_INSTANCES:
        return Open(f"count is {number if number < 10**12 else 'enormous'}: too many to look at each")
    return dict.fromkeys(range(number))


def by_for_each(value: Any) -> Keys | Open:
    """Give the instances that a ``for_each`` makes: of a map, or of a set of texts."""
    if isinstance(value, Ref | Open):
        return Open(f"for_each is not known: {open_of(value).why}")
    if not isinstance(value, dict | SetValue):
        return Open("for_each takes a map or a set of strings")
    if len(value) > MAX_INSTANCES:
        return Open(f"for_each has {len(value)} members: too many to look at each")
    if isinstance(value, dict):
        return {key: value[key] for key in sorted(value)}
    if not is_plain(value) or not all(isinstance(member, str) for member in value):
        return Open(f"for_each is not known: {open_of(value).why}")
    return {member: member for member in value}


def by_dynamic(value: Any) -> list[tuple[Any, Any]] | Open:
    """Give key and value of each block that a ``dynamic`` block makes."""
    try:
        found = items_of(value)
    except Fault as fault:
        return Open(f"for_each: {fault}")
    if isinstance(found, list) and len(found) > MAX_INSTANCES:
        return Open(f"for_each has {len(found)} members: too many to look at each")
    return found
