"""The bundled instance types: the numbers, what is not known, names that are not there, newer records on top, the shown table."""

import gzip
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import msgspec
import pytest
from botocore.loaders import Loader

from eni_lint.catalog.bundle import BUNDLED, read_bundle
from eni_lint.catalog.describe import from_describe
from eni_lint.catalog.limits import limits_json, limits_table, unknown_types
from eni_lint.catalog.load import load_catalog
from eni_lint.errors import SourceError
from eni_lint.inventory.instance_types import InstanceType, NetworkCard, smallest
from eni_lint.inventory.unknown import Reason, Undecided, Unknown, same

CATALOG = load_catalog()
BOTOCORE = tuple(map(int, version("botocore").split(".")))
MOTO_TYPES = Path(find_spec("moto").origin).parent / "ec2/resources/instance_types.json.gz"
NITRO_V6 = [
    "c8i.large",
    "m8gn.large",
    "r8a.xlarge",
    "i8ge.large",
    "c8i-flex.large",
    "m9g.24xlarge",
    "p6-b200.48xlarge",
    "x8i.large",
]


def facts(told):
    """Spell a type or card out as plain data, with Unknown as the word for what is not known (its wording aside)."""
    if isinstance(told, Unknown):
        return "not known"
    if isinstance(told, InstanceType | NetworkCard):
        return {name: facts(getattr(told, name)) for name in told.__struct_fields__}
    return [facts(each) for each in told] if isinstance(told, tuple) else told


# -- numbers -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "interfaces", "ipv4", "ipv6"),
    [
        ("t2.micro", 2, 2, 2),
        ("m6i.large", 3, 10, 10),
        ("m6i.32xlarge", 15, 50, 50),
        ("c1.medium", 2, 6, 0),
        ("c6in.32xlarge", 16, 50, 50),
        ("p5.48xlarge", 64, 50, 50),
        ("m9g.24xlarge", 24, 64, 64),
        ("p6e-gb200.36xlarge", 39, 50, 50),
    ],
)
def test_interfaces_and_addresses(name, interfaces, ipv4, ipv6):
    told = CATALOG.get(name)

    assert interfaces == told.maximum_network_interfaces
    assert ipv4 == told.ipv4_addresses_per_interface
    assert ipv6 == told.ipv6_addresses_per_interface


@pytest.mark.parametrize(
    ("name", "cards"),
    [
        ("m6i.large", [3]),
        ("c6in.32xlarge", [8, 8]),
        ("i7ie.48xlarge", [8, 7]),
        ("dl1.24xlarge", [15] * 4),
        ("p6-b300.48xlarge", [4] * 17),
        ("p5.48xlarge", [2] * 32),
    ],
)
def test_interfaces_of_each_card(name, cards):
    told = CATALOG.get(name)

    assert cards == [card.maximum_network_interfaces for card in told.network_cards]
    assert len(cards) == told.maximum_network_cards


def test_card_that_takes_no_efa():
    told = CATALOG.get("p6-b300.48xlarge")

    assert told.card(0).interface_types == ("interface",)
    assert told.card(1).interface_types == ("interface", "efa", "efa-only")
    assert told.card(17) is None


def test_flexible_queues():
    card = CATALOG.get("c6in.32xlarge").card(1)

    assert card.additional_flexible_network_interfaces == 4
    assert card.default_ena_queue_count_per_interface == 32
    assert card.maximum_ena_queue_count_per_interface == 32
    assert card.maximum_ena_queue_count == 256


@pytest.mark.parametrize(
    ("name", "hypervisor", "nitro"), [("t2.micro", "xen", False), ("m6i.large", "nitro", True), ("c5.metal", None, True)]
)
def test_nitro(name, hypervisor, nitro):
    told = CATALOG.get(name)

    assert hypervisor == told.hypervisor
    assert nitro is told.nitro


@pytest.mark.parametrize("name", NITRO_V6)
def test_tcp_timeout_of_nitro_v6(name):
    assert CATALOG.get(name).default_tcp_established_timeout == 350


def test_timeouts_before_nitro_v6():
    told = CATALOG.get("m6i.large")

    assert told.default_tcp_established_timeout == 432000
    assert told.default_udp_stream_timeout == 180
    assert told.default_udp_timeout == 30


def test_bandwidth_weightings():
    assert CATALOG.get("m9g.24xlarge").bandwidth_weightings == ("default", "ebs-1", "vpc-1")
    assert CATALOG.get("m6i.large").bandwidth_weightings == ()


def test_trunking_comes_from_beside_the_api():
    assert CATALOG.get("m6i.large").trunking is True
    assert CATALOG.get("m6i.large").branch_interfaces == 9
    assert CATALOG.get("t3.large").trunking is False


def test_day_of_the_facts():
    assert CATALOG.captured == "2026-10-27"
    assert CATALOG.get("m6i.large").captured == "2026-10-27"
    assert CATALOG.get("dl1.24xlarge").captured == "2026-07-02"  # retired: only an older capture has it
    assert CATALOG.get("cr1.8xlarge").captured is None


# -- the whole file ----------------------------------------------------------------------------------------------------


def test_all_records_decode():
    assert len(CATALOG) == len(CATALOG.names()) > 1400
    assert CATALOG.names() == sorted(CATALOG.names())
    assert all(isinstance(CATALOG.get(name), InstanceType) for name in CATALOG.names())


def test_cards_add_up_to_the_total():
    types = [CATALOG.get(name) for name in CATALOG.names()]
    sums = {
        told.instance_type: sum(card.maximum_network_interfaces for card in told.network_cards)
        for told in types
        if not isinstance(told.network_cards, Unknown)
    }
    without = {told.instance_type for told in types} - sums.keys()

    assert sums == {name: CATALOG.get(name).maximum_network_interfaces for name in sums}
    assert without == {"p6e-gb200.36xlarge", "u7inh-32tb.480xlarge"}


def test_cards_are_numbered_from_zero():
    for name in CATALOG.names():
        cards = CATALOG.get(name).network_cards

        assert isinstance(cards, Unknown) or list(range(len(cards))) == [card.network_card_index for card in cards]


def test_vocabulary_of_the_file():
    bundle = read_bundle()
    records = [bundle.record(name) for name in bundle.types]

    assert {record.ena for record in records} == {None, "required", "supported", "unsupported", "yes"}
    assert {record.hypervisor for record in records} == {None, "nitro", "xen"}
    assert {record.status for record in records} == {"api", "api-past", "listed", "documented"}
    assert all((record.as_of is not None) == (record.status == "api-past") for record in records)


def test_file_names_no_machine_and_has_a_line_a_type():
    text = BUNDLED.read_text()

    assert not [word for word in ("/work", "/tmp", "/home", "shared/", "pypi") if word in text]
    assert len(CATALOG) == sum(line.startswith('"') and '"enis":' in line for line in text.splitlines())


def test_catalogue_is_inside_the_package():
    assert BUNDLED.parent.name == "catalog"
    assert (BUNDLED.parent / "__init__.py").is_file()


@pytest.mark.skipif(BOTOCORE < (1, 44, 5), reason="this botocore is older than the catalogue")
def test_names_are_in_the_api_enum():
    enum = set(Loader().load_service_model("ec2", "service-2")["shapes"]["InstanceType"]["enum"])

    assert set(CATALOG.names()) <= enum


@pytest.mark.skipif(version("moto") != "5.2.5", reason="the bundle was made from moto 5.2.5")
@pytest.mark.parametrize(
    "name", ["m6i.large", "p5.48xlarge", "c6in.32xlarge", "t2.micro", "c5.metal", "m9g.24xlarge", "i8ge.metal-48xl"]
)
def test_bundle_says_what_the_captured_output_says(name):
    info = msgspec.json.decode(gzip.decompress(MOTO_TYPES.read_bytes()))[name]
    bundled, told = facts(CATALOG.get(name)), facts(from_describe(info))
    beside = {"captured", "trunking", "branch_interfaces"}

    assert {key: value for key, value in told.items() if key not in beside} == {
        key: value for key, value in bundled.items() if key not in beside
    }


def test_loading_needs_neither_boto3_nor_difflib():
    code = "import sys, eni_lint.catalog.load as load; load.load_catalog().get('m6i.large'); print(*sys.modules)"
    modules = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    assert not {"boto3", "botocore", "moto", "difflib", "gzip", "argparse", "rich"} & set(modules)


# -- what is not known -------------------------------------------------------------------------------------------------


def test_cards_that_nobody_tells():
    told = CATALOG.get("p6e-gb200.36xlarge")

    assert told.maximum_network_cards == 17
    assert isinstance(told.network_cards, Unknown)
    assert told.network_cards.reason is Reason.NOT_IN_CATALOGUE
    assert told.network_cards.detail == (
        "the catalogue of 2026-10-27 does not say the interfaces of each network card of p6e-gb200.36xlarge"
    )
    with pytest.raises(Undecided):
        told.card(3)


def test_efa_without_a_number():
    told = CATALOG.get("u7inh-32tb.480xlarge")

    assert told.efa_supported is True
    assert isinstance(told.maximum_efa_interfaces, Unknown)


def test_ena_that_is_required_or_supported():
    told = CATALOG.get("u-6tb1.metal").ena_support

    assert isinstance(told, Unknown)
    assert same(told, "unsupported") is False
    with pytest.raises(Undecided):
        same(told, "required")


def test_hypervisor_that_nobody_tells_is_not_bare_metal():
    told = CATALOG.get("cr1.8xlarge")

    assert isinstance(told.hypervisor, Unknown)
    with pytest.raises(Undecided):
        _ = told.nitro


def test_interface_types_of_retired_types():
    assert CATALOG.get("p3.2xlarge").card(0).interface_types == ("interface",)  # no EFA at all
    assert isinstance(CATALOG.get("dl1.24xlarge").card(0).interface_types, Unknown)  # EFA, but on which cards?


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "detail"),
    [
        ("t5.large", "t5.large is not in the catalogue of 2026-10-27; did you mean t3.large?"),
        ("m6i.larg", "m6i.larg is not in the catalogue of 2026-10-27; did you mean m6i.large?"),
        ("M6I.Large", "M6I.Large is not in the catalogue of 2026-10-27; did you mean m6i.large?"),
        ("z99.huge", "z99.huge is not in the catalogue of 2026-10-27"),
        ("", " is not in the catalogue of 2026-10-27"),
        ("cc1.4xlarge", "the catalogue of 2026-10-27 has the name cc1.4xlarge, but none of its limits"),
    ],
)
def test_names_that_are_not_there(name, detail):
    missing = CATALOG.get(name)

    assert isinstance(missing, Unknown)
    assert missing.reason is Reason.NOT_IN_CATALOGUE
    assert detail == missing.detail
    assert name not in CATALOG


def test_membership():
    assert "m6i.large" in CATALOG
    assert 7 not in CATALOG
    assert "c8g-flex.large" not in CATALOG  # in a public list, but not in the API's enum


def test_membership_of_a_name_that_is_not_known_is_undecided():
    with pytest.raises(Undecided):
        _ = Unknown(Reason.AFTER_APPLY) in CATALOG


def test_types_are_made_once():
    assert CATALOG.get("m6i.large") is CATALOG.get("m6i.large")


def test_family_goes_from_small_to_large():
    family = [told.instance_type for told in CATALOG.same_family("m6i.nothing")]

    assert family[:3] == ["m6i.large", "m6i.xlarge", "m6i.2xlarge"]
    assert family[-2:] == ["m6i.32xlarge", "m6i.metal"]


def test_family_without_vcpus_goes_by_interfaces_and_size():
    assert [told.instance_type for told in CATALOG.same_family("p2.xlarge")] == ["p2.xlarge", "p2.8xlarge", "p2.16xlarge"]


def test_family_is_no_prefix():
    assert {told.instance_type.partition(".")[0] for told in CATALOG.same_family("c8i.large")} == {"c8i"}
    assert CATALOG.same_family("nothing.large") == []


def test_smallest_type_that_carries():
    found = smallest(CATALOG.same_family("m6i.large"), lambda told: told.maximum_network_interfaces >= 5)

    assert found.instance_type == "m6i.4xlarge"
    assert smallest(CATALOG.same_family("m6i.large"), lambda told: told.maximum_network_interfaces > 99) is None


def test_smallest_type_passes_over_what_is_not_known():
    family = [CATALOG.get("cr1.8xlarge"), CATALOG.get("m6i.large")]

    assert smallest(family, lambda told: told.nitro) is family[1]


# -- captured output and overlay ---------------------------------------------------------------------------------------


def described(name="m6i.large", **network):
    base = {"MaximumNetworkInterfaces": 3, "Ipv4AddressesPerInterface": 10}
    return {"InstanceType": name, "Hypervisor": "nitro", "BareMetal": False, "NetworkInfo": base | network}


def test_absent_keys_are_not_known():
    told = from_describe({"InstanceType": "m6i.large"})
    exceptions = {"instance_type": "m6i.large", "captured": None}

    assert {name: exceptions.get(name, "not known") for name in InstanceType.__struct_fields__} == facts(told)
    assert told.default_vcpus.detail == "the captured DescribeInstanceTypes output does not say the number of vCPUs of m6i.large"


def test_absence_that_is_told():
    told = from_describe(
        described(
            EfaSupported=False, SecondaryNetworkSupported=False, Ipv6Supported=False, FlexibleEnaQueuesSupport="unsupported"
        )
    )

    assert told.maximum_efa_interfaces == 0
    assert told.maximum_secondary_network_interfaces == 0
    assert told.ipv6_addresses_per_interface == 0
    assert told.bandwidth_weightings == ()


def test_output_older_than_bandwidth_weighting_does_not_tell_of_it():
    assert isinstance(from_describe(described(EfaSupported=False)).bandwidth_weightings, Unknown)


def test_secondary_networks_are_read():
    told = from_describe(described(SecondaryNetworkSupported=True, MaximumSecondaryNetworkInterfaces=8))

    assert told.secondary_network_supported is True
    assert told.maximum_secondary_network_interfaces == 8


def test_one_card_without_number_makes_all_cards_unknown():
    told = from_describe(
        described(MaximumNetworkCards=2, NetworkCards=[{"NetworkCardIndex": 0, "MaximumNetworkInterfaces": 2}, {}])
    )

    assert told.maximum_network_cards == 2
    assert isinstance(told.network_cards, Unknown)


@pytest.mark.parametrize("info", [{}, {"InstanceType": "a.b", "NetworkInfo": {"MaximumNetworkInterfaces": "three"}}])
def test_what_is_no_instance_type_info_is_refused(info):
    with pytest.raises(SourceError, match="not an element of DescribeInstanceTypes"):
        from_describe(info)


def test_overlay_wins_and_keeps_what_it_does_not_say():
    cards = [{"NetworkCardIndex": 0, "MaximumNetworkInterfaces": 5, "DefaultEnaQueueCountPerInterface": 4}]
    record = from_describe(described(MaximumNetworkInterfaces=5, NetworkCards=cards))
    over = CATALOG.overlaid([record], captured="2026-11-20")
    told = over.get("m6i.large")

    assert told.maximum_network_interfaces == 5
    assert told.captured == "2026-11-20"
    assert told.trunking is True  # no API tells it
    assert told.default_vcpus == 2
    assert told.card(0).default_ena_queue_count_per_interface == 4
    assert told.card(0).interface_types == ("interface",)


def test_overlay_leaves_the_catalogue_alone():
    over = CATALOG.overlaid([from_describe(described(MaximumNetworkInterfaces=5))])

    assert CATALOG.get("m6i.large").maximum_network_interfaces == 3
    assert over.get("m6i.xlarge").maximum_network_interfaces == 4
    assert over.captured == CATALOG.captured


def test_overlay_keeps_no_cards_that_contradict_it():
    told = CATALOG.overlaid([from_describe(described(MaximumNetworkInterfaces=5))]).get("m6i.large")

    assert isinstance(told.network_cards, Unknown)


def test_overlay_takes_cards_that_agree():
    told = CATALOG.overlaid([from_describe(described())]).get("m6i.large")

    assert [card.maximum_network_interfaces for card in told.network_cards] == [3]
    assert told.maximum_network_cards == 1


def test_overlay_keeps_no_number_that_contradicts_it():
    told = CATALOG.overlaid([from_describe(described(EfaSupported=True))]).get("m6i.large")

    assert told.efa_supported is True
    assert isinstance(told.maximum_efa_interfaces, Unknown)


def test_overlay_of_a_type_without_cards_keeps_their_number():
    told = CATALOG.overlaid([from_describe({"InstanceType": "u7inh-32tb.480xlarge"})]).get("u7inh-32tb.480xlarge")

    assert told.maximum_network_cards == 2
    assert isinstance(told.network_cards, Unknown)


def test_overlay_adds_new_types():
    over = CATALOG.overlaid([from_describe(described("t5.large"))])

    assert over.get("t5.large").maximum_network_interfaces == 3
    assert "t5.large" in over
    assert "t5.large" in over.names()
    assert [told.instance_type for told in over.same_family("t5.x")] == ["t5.large"]


def test_overlays_add_up():
    over = CATALOG.overlaid([from_describe(described("t5.large"))]).overlaid([from_describe(described("t6.large"))])

    assert {"t5.large", "t6.large"} <= set(over.names())


# -- shown -------------------------------------------------------------------------------------------------------------


def test_table_of_types():
    table = limits_table(CATALOG, ["m6i.large", "c6in.32xlarge", "p6-b300.48xlarge", "t2.micro", "p6e-gb200.36xlarge"])
    rows = table.partition("\nIPV4,")[0].splitlines()

    assert rows == [
        "TYPE                INTERFACES  CARDS  IPV4  IPV6  PREFIXES  EFA  ENA EXPRESS  NITRO  VCPUS  TIMEOUTS       QUEUES",
        "m6i.large           3           1      10    10    9         0    no           yes    2      432000/180/30  2/2/6",
        "c6in.32xlarge       16          2      50    50    49        2    yes          yes    128    432000/180/30",
        "  cards 0-1         8+4 each                                 yes                                            32/32/256",
        "p6-b300.48xlarge    68          17     50    50    49        16   yes          yes    192    350/180/30",
        "  card 0            4                                        no                                             32",
        "  cards 1-16        4 each                                   yes                                            32",
        "t2.micro            2           1      2     2     0         0    no           no     1      432000/180/30  1",
        "p6e-gb200.36xlarge  39          17     50    50    ?         ?    yes          ?      ?      ?              ?",
    ]
    assert "+N: that many more interfaces when flexible ENA queues are used." in table
    assert "Catalogue of 2026-10-27 (the newest possible day; the output is probably of 2026-10-01)." in table


def test_table_says_which_types_are_not_known():
    table = limits_table(CATALOG, ["t5.large"])

    assert table.splitlines() == [
        "Catalogue of 2026-10-27 (the newest possible day; the output is probably of 2026-10-01).",
        "Not known: t5.large is not in the catalogue of 2026-10-27; did you mean t3.large?",
    ]


def test_unknown_types_are_told_apart():
    assert unknown_types(CATALOG, ["m6i.large"]) == {}
    assert list(unknown_types(CATALOG, ["m6i.large", "z99.huge"])) == ["z99.huge"]


def test_json_of_types():
    told = limits_json(CATALOG, ["m6i.large", "m6i.large", "u-6tb1.metal", "t5.large"])
    large, metal = told["types"]

    assert told["catalogue"]["captured"] == "2026-10-27"
    assert large["maximum_network_interfaces"] == 3
    assert large["ipv4_prefixes_per_interface"] == 9
    assert large["ipv6_prefixes_per_interface"] == 10
    assert large["network_cards"][0]["maximum_ena_queue_count"] == 6
    assert large["not_known"] == {}
    assert metal["hypervisor"] is None
    assert "hypervisor" not in metal["not_known"]
    assert metal["ena_support"] is None
    assert "ena_support" in metal["not_known"]
    assert [(each["instance_type"], each["did_you_mean"]) for each in told["unknown"]] == [("t5.large", "t3.large")]
    assert msgspec.json.decode(msgspec.json.encode(told)) == told


def test_name_without_limits_is_no_slip_of_the_pen():
    (told,) = limits_json(CATALOG, ["cc1.4xlarge"])["unknown"]

    assert told["did_you_mean"] is None


def test_no_prefixes_without_nitro():
    (told,) = limits_json(CATALOG, ["t2.micro"])["types"]

    assert told["ipv4_prefixes_per_interface"] == 0


def test_prefixes_are_not_known_where_nitro_is_not():
    (told,) = limits_json(CATALOG, ["cr1.8xlarge"])["types"]

    assert told["ipv4_prefixes_per_interface"] is None
    assert "ipv4_prefixes_per_interface" in told["not_known"]


# -- other files -------------------------------------------------------------------------------------------------------


def test_file_of_another_version_is_refused(tmp_path):
    path = tmp_path / "types.json"
    path.write_text('{"schema":"eni-lint/instance-types/9","captured":"","captured_is":"","sources":{},"types":{}}')

    with pytest.raises(SourceError, match="its schema is eni-lint/instance-types/9"):
        load_catalog(path)


def test_file_that_is_no_catalogue_is_refused(tmp_path):
    path = tmp_path / "types.json"
    path.write_text("[]")

    with pytest.raises(SourceError, match="not a catalogue of instance types"):
        load_catalog(path)
