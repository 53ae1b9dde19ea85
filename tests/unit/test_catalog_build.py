"""The maintainers' script: what it makes of API output and of facts, and what it tells of the difference."""

import gzip
import json
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

import pytest

from eni_lint.catalog.build import main
from eni_lint.catalog.bundle import BUNDLED, bundle_bytes, read_bundle
from eni_lint.catalog.load import load_catalog
from eni_lint.inventory.unknown import Unknown


def info(name, interfaces=2, **network):
    return {
        "InstanceType": name,
        "CurrentGeneration": True,
        "Hypervisor": "nitro",
        "BareMetal": False,
        "VCpuInfo": {"DefaultVCpus": 2},
        "NetworkInfo": {
            "MaximumNetworkInterfaces": interfaces,
            "MaximumNetworkCards": 1,
            "NetworkCards": [{"NetworkCardIndex": 0, "MaximumNetworkInterfaces": interfaces, "InterfaceTypes": ["interface"]}],
            "Ipv4AddressesPerInterface": 4,
            "Ipv6AddressesPerInterface": 4,
            "Ipv6Supported": True,
            "EnaSupport": "required",
            "EfaSupported": False,
            **network,
        },
    }


def fact(**told):
    return {
        "max_enis": 2, "cards": [{"index": 0, "max_enis": 2}], "ipv4_per_eni": 4, "ipv6_per_eni": 4, "ena_support": "required",
        "ena_srd": False, "efa": 0, "hypervisor": "nitro", "bare_metal": False, "trunking": True, "branch_enis": 6, "status": "api",
    } | told  # fmt: skip


def merged_facts(**types):
    return {
        "schema": "eni-lint/instance-type-facts/1",
        "sources": {
            "moto": {"project": "getmoto/moto", "file": "instance_types.json", "date": "2026-09-01", "kind": "captured"},
            "karpenter": {"project": "aws/karpenter", "file": "limits.go", "date": "2026-08-06", "kind": "generated"},
        },
        "names_only": {"old.type": "in the API enum; no source gives limits", "odd.type": "named by efa-chart"},
        "types": {name.replace("_", "."): told for name, told in types.items()},
    }


@pytest.fixture
def write(tmp_path):
    def write(name, data):
        path = tmp_path / name
        text = json.dumps(data).encode()
        path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        return path

    return write


@pytest.fixture
def run(tmp_path, capsys):
    def run(*described, facts=None, captured="2026-11-01", output="out.json"):
        extra = ["--facts", str(facts)] if facts else []
        path = tmp_path / output
        status = main(["--describe", *map(str, described), *extra, "--captured", captured, "--output", str(path)])
        return status, path, capsys.readouterr()

    return run


A, B = info("a1.large"), info("b1.large", 3)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("aws.json", {"InstanceTypes": [A, B]}),
        ("list.json", [A, B]),
        ("pages.json", [{"InstanceTypes": [A]}, {"InstanceTypes": [B]}]),
        ("moto.json", {"b1.large": B, "a1.large": A}),
        ("moto.json.gz", {"b1.large": B, "a1.large": A}),
    ],
)
def test_every_shape_gives_the_same_types(write, run, name, data):
    status, path, _ = run(write(name, data))
    catalog = load_catalog(path)

    assert status == 0
    assert catalog.names() == ["a1.large", "b1.large"]
    assert catalog.get("b1.large").maximum_network_interfaces == 3
    assert catalog.captured == "2026-11-01"
    assert isinstance(catalog.get("a1.large").trunking, Unknown)


def test_several_files(write, run):
    _, path, _ = run(write("1.json", [A]), write("2.json", [B]))

    assert load_catalog(path).names() == ["a1.large", "b1.large"]


def test_later_file_wins_and_is_told(write, run):
    _, path, told = run(write("1.json", [A]), write("2.json", [info("a1.large", 4)]))

    assert load_catalog(path).get("a1.large").maximum_network_interfaces == 4
    assert "a1.large: 2.json differs from a file before it, and is used" in told.out


def test_same_input_gives_the_same_bytes(write, run):
    sample = write("1.json", [A, B])
    _, first, _ = run(sample, output="first.json")
    _, second, _ = run(write("2.json", [B, A]), output="second.json")

    assert first.read_bytes() == second.read_bytes()


def test_day_of_the_file_unless_told(write, tmp_path):
    sample, output = write("1.json", [A]), tmp_path / "out.json"
    main(["--describe", str(sample), "--output", str(output)])

    assert len(load_catalog(output).captured) == len("2026-11-01")


def test_facts_add_what_the_api_does_not_tell(write, run):
    facts = write("facts.json", merged_facts(a1_large=fact(max_enis=9, trunking=True, branch_enis=6)))
    _, path, _ = run(write("1.json", [A]), facts=facts)
    told = load_catalog(path).get("a1.large")

    assert told.maximum_network_interfaces == 2  # the API wins
    assert told.trunking is True
    assert told.branch_interfaces == 6


def test_facts_add_types_that_the_api_no_longer_has(write, run):
    facts = merged_facts(
        gone_large=fact(),
        past_large=fact(status="api-past", as_of="2025-01-01", flex_queues=None),
        listed_large=fact(status="listed", hypervisor=None, efa=None, ena_support="yes"),
        two_large=fact(status="documented", cards=None, network_cards=2, efa=None, efa_supported=True),
    )
    _, path, _ = run(write("1.json", [A]), facts=write("facts.json", facts))
    catalog = load_catalog(path)

    assert catalog.get("gone.large").captured == "2026-09-01"
    assert catalog.get("gone.large").flexible_ena_queues_supported is False
    assert catalog.get("gone.large").bandwidth_weightings == ()
    assert catalog.get("past.large").captured == "2025-01-01"
    assert isinstance(catalog.get("past.large").flexible_ena_queues_supported, Unknown)
    assert catalog.get("listed.large").captured is None
    assert isinstance(catalog.get("listed.large").hypervisor, Unknown)
    assert isinstance(catalog.get("listed.large").card(0).interface_types, Unknown)
    assert catalog.get("two.large").maximum_network_cards == 2
    assert catalog.get("two.large").efa_supported is True


def test_weightings_that_can_be_set_to_nobody_knows_what(write, run):
    facts = write("facts.json", merged_facts(gone_large=fact(bw_weighting=True)))
    _, path, _ = run(write("1.json", [A]), facts=facts)

    assert isinstance(load_catalog(path).get("gone.large").bandwidth_weightings, Unknown)


def test_names_outside_the_enum_are_left_out(write, run):
    facts = write("facts.json", merged_facts(flex_large=fact(in_enum=False)))
    _, path, _ = run(write("1.json", [A]), facts=facts)

    assert load_catalog(path).names() == ["a1.large"]
    assert read_bundle(path).names_only == ("old.type",)


def test_sources_are_named(write, run):
    _, path, _ = run(write("1.json", [A]), facts=write("facts.json", merged_facts()))

    assert read_bundle(path).sources == {
        "describe": {
            "project": "aws ec2 describe-instance-types",
            "date": "2026-11-01",
            "kind": "captured DescribeInstanceTypes, 1 types",
        },
        "karpenter": {"project": "aws/karpenter, limits.go", "date": "2026-08-06", "kind": "generated"},
    }


def test_refresh_over_the_bundle_itself(write, run):
    _, path, _ = run(write("1.json", [A, B]), facts=write("facts.json", merged_facts(a1_large=fact())))
    _, path, told = run(write("2.json", [info("a1.large", 4), info("c1.large")]), facts=path, captured="2026-12-01")
    catalog = load_catalog(path)

    assert told.out.splitlines() == [
        "captured: 2026-11-01 -> 2026-12-01",
        "+ c1.large",
        "~ a1.large: enis 2 -> 4",
        '~ a1.large: cards [{"index":0,"enis":2,"types":["interface"]}] -> [{"index":0,"enis":4,"types":["interface"]}]',
        '~ b1.large: status "api" -> "api-past"',
        '~ b1.large: as_of not known -> "2026-11-01"',
        "out.json: 3 types",
    ]
    assert catalog.get("a1.large").trunking is True
    assert catalog.get("b1.large").captured == "2026-11-01"
    assert catalog.get("b1.large").default_vcpus == 2


def test_type_that_comes_back_is_no_longer_past(write, run):
    both, one = write("both.json", [A, B]), write("one.json", [A])
    _, path, _ = run(both)
    _, path, _ = run(one, facts=path)
    gone = read_bundle(path).record("b1.large").status
    _, path, _ = run(both, facts=path, captured="2026-12-01")

    assert gone == "api-past"
    assert load_catalog(path).get("b1.large").captured == "2026-12-01"


def test_older_facts_that_contradict_the_api_are_dropped(write, run):
    sample = info("a1.large", 4, EfaSupported=True, SecondaryNetworkSupported=True)
    del sample["NetworkInfo"]["NetworkCards"]
    _, old, _ = run(write("old.json", [info("a1.large", SecondaryNetworkSupported=False)]))
    _, path, _ = run(write("1.json", [sample]), facts=old)
    told = load_catalog(path).get("a1.large")

    assert isinstance(told.network_cards, Unknown)
    assert told.efa_supported is True
    assert isinstance(told.maximum_efa_interfaces, Unknown)
    assert told.secondary_network_supported is True
    assert isinstance(told.maximum_secondary_network_interfaces, Unknown)


def test_types_removed_and_nothing_changed_are_told(write, run):
    both, one = write("both.json", [A, B]), write("one.json", [A])
    new = run(both)[2].out
    without = run(one)[2].out
    same = run(one)[2].out

    assert new.splitlines() == ["a new file", "out.json: 2 types"]
    assert without.splitlines() == ["- b1.large", "out.json: 1 types"]
    assert same.splitlines() == ["nothing changed", "out.json: 1 types"]


@pytest.mark.parametrize("data", [[], {}, "text", [{"InstanceTypes": []}], {"InstanceTypes": "all"}])
def test_what_is_no_output_of_the_api_is_refused(write, run, data):
    status, path, told = run(write("1.json", data))

    assert status == 3
    assert not path.exists()
    assert "1.json: no output of DescribeInstanceTypes" in told.err


def test_files_that_cannot_be_read_are_refused(write, run, tmp_path):
    broken = tmp_path / "broken.json.gz"
    broken.write_bytes(b"not gzip")

    assert run(tmp_path / "absent.json")[0] == 3
    assert run(broken)[0] == 3
    assert "its schema is other" in run(write("1.json", [A]), facts=write("facts.json", {"schema": "other"}))[2].err


def test_committed_bundle_is_as_written():
    assert BUNDLED.read_bytes() == bundle_bytes(read_bundle())


@pytest.mark.skipif(version("moto") != "5.2.5", reason="the bundle was made from moto 5.2.5")
def test_committed_bundle_is_remade_from_the_captured_output(tmp_path, capsys):
    bundle, output = read_bundle(), tmp_path / "out.json"
    output.write_bytes(BUNDLED.read_bytes())
    main(
        [
            *("--describe", str(Path(find_spec("moto").origin).parent / "ec2/resources/instance_types.json.gz")),
            *("--source", bundle.sources["describe"]["project"]),
            *("--captured", bundle.captured),
            *("--captured-is", bundle.captured_is),
            *("--facts", str(BUNDLED)),
            *("--output", str(output)),
        ]
    )

    assert capsys.readouterr().out.startswith("nothing changed\n")
    assert BUNDLED.read_bytes() == output.read_bytes()
