"""What is checked together."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from eni_lint.documents import Document
from eni_lint.errors import SourceError
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.variant import Variant


class Scope(msgspec.Struct, kw_only=True, eq=False):
    """One plan, one declared file, one template, one snapshot of a region."""

    name: str
    kind: str
    inventory: Inventory
    documents: list[Document]
    notes: list[str] = []
    faults: list[SourceError] = []
    instance_types: list[dict[str, Any]] = []  # DescribeInstanceTypes records that the input holds
    account: str = ""  # of a captured account, as far as they are known
    region: str = ""
    captured: str = ""  # when a snapshot was collected, ISO 8601 in UTC, where it says so
    variants: Callable[[], Iterator[Variant]] | None = None  # what it is under other conditions, made one after the other
    parameters: frozenset[str] = frozenset()  # the parameters that a template has
