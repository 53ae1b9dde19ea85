"""The words that messages share: numbers with their nouns, names in quotes, and types that would do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eni_lint.inventory.instance_types import smallest
from eni_lint.inventory.model import Instance
from eni_lint.inventory.unknown import Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

SHOWN = 5
"""So many names make a list; the others are counted."""


def plural(number: int, noun: str) -> str:
    """Write a number with its noun: 1 address, 4 addresses."""
    if number == 1:
        return f"{number} {noun}"
    return f"{number:,} {noun}es" if noun.endswith(("s", "x", "ch")) else f"{number:,} {noun}s"


def shown(value: Any, otherwise: str) -> str:
    """Write a value that is perhaps not known, or not given."""
    return otherwise if value is None or isinstance(value, Unknown) else str(value)


def listed(names: Iterable[str]) -> str:
    """Write names in quotes, the first few of many."""
    quoted = [f"'{name}'" for name in names]
    more = f" and {len(quoted) - SHOWN} more" if len(quoted) > SHOWN else ""
    return ", ".join(quoted[:SHOWN]) + more


def all_of(names: Iterable[str]) -> str:
    """Write all names in quotes: 'a', 'b' and 'c'."""
    *first, last = (f"'{name}'" for name in names)
    return f"{', '.join(first)} and {last}" if first else last


def host_name(host: Host) -> str:
    """Name an instance or a launch template at the beginning of a sentence."""
    kind = "Instance" if isinstance(host, Instance) else "Launch template"
    return f"{kind} '{host.origin.address}'"


def interface_name(inventory: Inventory, attachment: Attachment) -> str:
    """Name the interface of an attachment, in quotes; by its id where it is not in the inventory, else in brackets."""
    key = attachment.network_interface_id
    if key is None:
        return "(a new one)"
    if isinstance(key, Unknown):
        return f"({key.detail})"
    interface = inventory.interface_by_key.get(key)
    return f"'{interface.origin.address if interface else key}'"


def instance_name(inventory: Inventory, attachment: Attachment) -> str:
    """Name the instance or launch template of an attachment, in quotes; by its id where it is not in the inventory."""
    if attachment.launch_template_id is not None:
        template = inventory.launch_template_by_key.get(attachment.launch_template_id)
        return f"'{template.origin.address if template else attachment.launch_template_id}'"
    key = attachment.instance_id
    if key is None:
        return "an instance of an AWS service"
    if isinstance(key, Unknown):
        return "an instance that is not known"
    instance = inventory.instance_by_key.get(key)
    return f"'{instance.origin.address if instance else key}'"


def smallest_type(inventory: Inventory, host: Host, carries: Callable[[InstanceType], bool]) -> str | None:
    """Name the smallest type of the family of the host's own that certainly carries what is asked."""
    name = host.instance_type
    if inventory.catalog is None or not isinstance(name, str):
        return None
    found = smallest(inventory.catalog.same_family(name), carries)
    return found.instance_type if found else None


def type_advice(inventory: Inventory, host: Host, carries: Callable[[InstanceType], bool], what: str) -> str:
    """Begin a remedy: name the type to change to, or say that the family has none."""
    family = str(host.instance_type).partition(".")[0]
    better = smallest_type(inventory, host, carries)
    if better is None:
        return f"No {family} type carries {what}: choose another family"
    return f"Change the type to {better}, the smallest {family} type that carries {what}"
