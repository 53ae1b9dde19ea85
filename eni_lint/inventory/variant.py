"""What else an input may turn out to be: the inventory under other conditions, or with another value that it offers."""

from __future__ import annotations

import msgspec

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.origin import Place


class Variant(msgspec.Struct, frozen=True, eq=False, kw_only=True):
    """Another inventory of one scope, with the same keys and identities.

    ``label`` says what it takes ("condition 'IsProd' holds"). With ``offer``, the place of a value that a parameter allows beside
    its default, ``label`` is "parameter 'Type' allows 'c5.large'": what is wrong then may never come to be.
    """

    label: str
    inventory: Inventory
    offer: Place | None = None
