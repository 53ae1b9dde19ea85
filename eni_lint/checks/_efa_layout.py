"""How the EFAs of a type with several network cards take addresses and cards, against what AWS recommends.

AWS recommends an ordinary interface for IP and EFA-only interfaces for the rest. The recipe from before there were EFA-only
interfaces, an EFA with an address on every card, works as well but takes an address of the subnet for each card.
https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/efa-acc-inst-types.html
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._attachments import carried_by
from eni_lint.checks._efa import Adapters
from eni_lint.inventory.unknown import Undecided, Unknown, known

if TYPE_CHECKING:
    from eni_lint.inventory.instance_types import InstanceType
    from eni_lint.inventory.inventory import Host, Inventory
    from eni_lint.inventory.model import Attachment

EFA_ONLY = "efa-only"

IP_STEP = {"p5.48xlarge": 4, "p5e.48xlarge": 4}
"""Types whose IP bandwidth (800 Gbps) is reached with interfaces on every so-manieth card: 0, 4, 8 and so on."""

IP_TYPES = frozenset({None, "interface", "efa"})


class Layout:
    """The EFAs of a host and the interfaces for IP beside them."""

    def __init__(self, inventory: Inventory, host: Host, instance_type: InstanceType) -> None:
        self.inventory = inventory
        self.host = host
        self.instance_type = instance_type
        self.step = IP_STEP.get(instance_type.instance_type, 0)
        self._adapters = Adapters(inventory, host)

    @property
    def _apart(self) -> bool | None:
        """Tell whether EFA and IP are laid out apart: an EFA-only interface shows that its author knows both sorts and chose."""
        if any(self._kind(attachment) == EFA_ONLY for attachment in self._adapters.sure):
            return True
        return None if self._adapters.perhaps else False

    def address_takers(self) -> tuple[list[Attachment], list[Unknown]]:
        """Give the EFAs with an address on cards beyond the first that take EFA-only, and the doubts about others.

        None where an EFA-only interface shows that it is meant.
        """
        if self._apart:
            return [], []
        doubts = [doubt for _, doubt in self._adapters.perhaps]
        takers = []
        for attachment in self._adapters.sure:
            index = attachment.network_card_index
            if isinstance(index, Unknown):
                doubts.append(index)
                continue
            card = self.instance_type.card(index or 0)
            if index and card is not None and EFA_ONLY in known(card.interface_types):
                takers.append(attachment)
        return takers, doubts

    def misplaced(self) -> tuple[list[Attachment], list[Unknown]]:
        """Give the interfaces for IP that miss the cards for them, beside EFA-only ones, and the doubts about others."""
        apart = self._apart
        if not self.step or apart is False:
            return [], []
        carried = carried_by(self.inventory, self.host)
        strays = []
        doubts = [doubt for _, doubt in carried.perhaps]
        for attachment in carried.sure:
            try:
                if (known(attachment.network_card_index) or 0) % self.step and self._kind(attachment) in IP_TYPES:
                    strays.append(attachment)
            except Undecided as raised:
                doubts.append(raised.unknown)
        if apart is None and (strays or doubts):
            return [], [*doubts, *(doubt for _, doubt in self._adapters.perhaps)]
        return strays, doubts

    def _kind(self, attachment: Attachment) -> str | None:
        interface = known(self.inventory.interface_of(attachment))
        return known(interface.interface_type) if interface is not None else None
