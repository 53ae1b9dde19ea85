"""Secondary interfaces on types that have secondary networks, of which the catalogue knows none yet."""

import msgspec
import pytest
from checking import CATALOG, inventory_of, run

RULE = "secondary-interface-unsupported"
P5 = CATALOG.get("p5.48xlarge")


class WithSecondaryNetworks:
    """A catalogue of one type: three cards, the last two with secondary networks, and so many interfaces in them."""

    captured = CATALOG.captured

    def __init__(self, most):
        cards = [
            msgspec.structs.replace(card, interface_types=("secondary",) if card.network_card_index else ("interface",))
            for card in P5.network_cards[:3]
        ]
        self.type = msgspec.structs.replace(
            P5, secondary_network_supported=True, maximum_secondary_network_interfaces=most, network_cards=tuple(cards)
        )

    def get(self, _name):
        return self.type


def outcome(*interfaces, most=2):
    rows = "\n".join(f"  s{n}: {{{fields}}}" for n, fields in enumerate(interfaces))
    inventory = inventory_of(f"instances: {{node: {{instance_type: p5.48xlarge}}}}\nsecondary_interfaces:\n{rows}")
    inventory.catalog = WithSecondaryNetworks(most)
    result = run(RULE, inventory)
    return [finding.message for finding in result.findings], [each.subject.address for each in result.undecided]


ON = "instance_id: node, device_index: 0, network_card_index"


def test_one_on_each_card_passes():
    assert ([], []) == outcome(f"{ON}: 1", f"{ON}: 2")


@pytest.mark.parametrize(
    ("interfaces", "most", "fault"),
    [
        ([f"{ON}: 0"], 2, "that card of type p5.48xlarge takes none"),
        ([f"{ON}: 7"], 2, "that card of type p5.48xlarge takes none"),
        ([f"{ON}: 1", f"{ON}: 1"], 2, "that card has one already"),
        ([f"{ON}: 1", f"{ON}: 2"], 1, "its type p5.48xlarge carries 1 secondary interface, and this is number 2"),
    ],
)
def test_fault_is_told(interfaces, most, fault):
    messages, undecided = outcome(*interfaces, most=most)

    assert [fault] == [message.partition(", but ")[2].rstrip(".") for message in messages]
    assert [] == undecided


@pytest.mark.parametrize(
    ("interfaces", "most", "expected"),
    [
        ([f"{ON}: !unknown x"], 2, ["s0"]),
        ([f"{ON}: !unknown x", f"{ON}: 1"], 2, ["s0", "s1"]),
        (["instance_id: !unknown x, network_card_index: 1", f"{ON}: 2"], 1, ["s0", "s1"]),
        (["instance_id: !unknown x, network_card_index: 1", f"{ON}: 1"], 2, ["s0", "s1"]),
        (["instance_id: !unknown x, network_card_index: 1", f"{ON}: 2"], 2, ["s0"]),
    ],
)
def test_what_is_not_known_leaves_it_open(interfaces, most, expected):
    assert ([], expected) == outcome(*interfaces, most=most)
