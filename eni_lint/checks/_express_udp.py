"""What an interface is to a conversation over ENA Express for UDP, which is a setting of its own beside ENA Express."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eni_lint.checks._express import Parties

if TYPE_CHECKING:
    from eni_lint.inventory.model import Instance, NetworkInterface

UDP_ADMITTED = frozenset({"-1", "all", "udp", "17"})


class UdpParties(Parties):
    """Interfaces with and without ENA Express for UDP; those without ENA Express at all are nobody's peers."""

    def express(self, interface: NetworkInterface) -> bool:
        """Tell whether ENA Express is on for UDP."""
        return self.express_udp(interface)

    def _able(self, interface: NetworkInterface, instance: Instance) -> bool:  # noqa: ARG002 - its type does not matter
        return Parties.express(self, interface)
