"""Subnets and the ways to ask for addresses: edges that examples cannot show, and capacity against a walk over every address."""

from ipaddress import IPv4Address, IPv6Address, ip_network

import msgspec
import pytest
import yaml
from checking import inventory_of, messages, open_questions, run, verdict
from hypothesis import given, settings
from hypothesis import strategies as st

from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import PrivateIpAddress
from eni_lint.inventory.surroundings import Change
from eni_lint.inventory.unknown import Reason, Unknown

NAMES = [f"s{number}" for number in range(6)]


def remedies(rule_id, scene):
    return [finding.remedy for finding in run(rule_id, inventory_of(scene)).findings]


def failing(rule_id, scene, **parameters):
    return {finding.subject.address for finding in run(rule_id, inventory_of(scene), **parameters).findings}


def changed(inventory, **parts):
    """Make an inventory of another one, with some parts replaced."""
    names = (
        "interfaces", "specifications", "attachments", "instances", "launch_templates", "launchers", "subnets",
        "cidr_reservations", "vpcs", "before", "changes", "live", "missing", "elastic_ips", "elastic_ip_associations",
    )  # fmt: skip
    return Inventory(**{name: getattr(inventory, name) for name in names} | parts)


# -- capacity ----------------------------------------------------------------------------------------------------------


@st.composite
def crowded(draw):
    """A subnet of at most 64 addresses with what interfaces write and ask for in it."""
    block = ip_network(f"10.0.1.0/{draw(st.integers(26, 28))}")
    host = st.integers(0, block.num_addresses - 1).map(lambda number: str(block[number]))
    addresses = draw(st.lists(host, max_size=6, unique=True))
    starts = st.integers(0, block.num_addresses // 16 - 1).map(lambda number: f"{block[16 * number]}/28")
    prefixes = draw(st.lists(starts, max_size=2, unique=True))
    reservations = []
    for kind in draw(st.lists(st.sampled_from(["prefix", "explicit"]), max_size=2)):
        length = draw(st.integers(max(block.prefixlen, 27), 30))
        start = draw(st.integers(0, block.num_addresses - 1))
        reservations.append((kind, str(ip_network(f"{block[start]}/{length}", strict=False))))
    asked = draw(st.integers(0, 40)), draw(st.integers(0, 3))
    return block, addresses, prefixes, reservations, asked


def crowded_scene(block, addresses, prefixes, reservations, asked):
    members = {f"a{n}": {"subnet_id": "s", "private_ip_addresses": [text]} for n, text in enumerate(addresses)}
    for n, text in enumerate(prefixes):  # without a primary address, which would count too
        members[f"p{n}"] = {"subnet_id": "s", "private_ip_addresses": [], "ipv4_prefixes": [text]}
    members["pool"] = {
        "subnet_id": "s", "private_ip_addresses": [],
        "secondary_private_ip_address_count": asked[0], "ipv4_prefix_count": asked[1],
    }  # fmt: skip
    kept = {f"r{n}": {"subnet_id": "s", "cidr": cidr, "reservation_type": kind} for n, (kind, cidr) in enumerate(reservations)}
    scene = {"subnets": {"s": {"cidr_block": str(block)}}, "network_interfaces": members, "subnet_cidr_reservations": kept}
    return yaml.safe_dump(scene)


def fits(block, addresses, prefixes, reservations, asked):
    """Try to place what is asked for, address by address: (single addresses fit by number, prefixes find their blocks)."""
    everything = set(block)
    kept = {block[0], block[1], block[2], block[3], block[-1]}
    named = {IPv4Address(text) for text in addresses} | {each for text in prefixes for each in ip_network(text)}
    reserved = {kind: set() for kind in ("prefix", "explicit")}
    for kind, cidr in reservations:
        reserved[kind] |= set(ip_network(cidr)) & everything
    has_home = any(kind == "prefix" for kind, _ in reservations)
    home = reserved["prefix"] if has_home else everything
    blocks = [set(each) for each in block.subnets(new_prefix=28)]
    free = [each for each in blocks if each <= home - kept - named - reserved["explicit"]]
    singles = everything - kept - named - reserved["prefix"] - reserved["explicit"]
    taken = 0 if has_home else 16 * asked[1]
    return len(singles) >= asked[0] + taken, len(free) >= asked[1]


@given(crowded())
@settings(max_examples=100)
def test_subnet_is_overcommitted_when_no_placement_has_addresses_enough(case):
    enough, _ = fits(*case)

    assert enough == (failing("subnet-overcommitted", crowded_scene(*case)) == set())


@given(crowded())
@settings(max_examples=100)
def test_prefix_space_is_fragmented_when_addresses_are_enough_and_blocks_are_not(case):
    enough, whole = fits(*case)

    assert (enough and not whole) == (failing("prefix-space-fragmented", crowded_scene(*case)) == {"s"})


@given(crowded())
@settings(max_examples=100)
def test_what_is_not_known_never_makes_room_or_takes_it_away(case):
    scene = yaml.safe_load(crowded_scene(*case))
    enough, _ = fits(*case)
    scene["network_interfaces"]["guest"] = {"subnet_id": {"unknown": "var.subnet"}, "ipv4_prefix_count": 9}
    found = verdict("subnet-overcommitted", yaml.safe_dump(scene))

    assert found == ("undecided" if enough else "error")


def test_surplus_and_a_block_that_would_do_are_named():
    scene = """
    subnets: {app-a: {cidr_block: 10.0.1.0/27}}
    network_interfaces: {web: {subnet_id: app-a, secondary_private_ip_address_count: 60}}
    """

    assert ["Make its block a /25 at least, or move what takes 34 addresses to another subnet of the zone."] == remedies(
        "subnet-overcommitted", scene
    )


def test_more_than_any_subnet_holds_is_to_be_spread():
    interfaces = ", ".join(f"i{n}: {{subnet_id: app-a, secondary_private_ip_address_count: 4096}}" for n in range(17))
    scene = f"subnets: {{app-a: {{cidr_block: 10.0.0.0/16}}}}\nnetwork_interfaces: {{{interfaces}}}\n"

    assert remedies("subnet-overcommitted", scene)[0].startswith("Spread them over several subnets, or move")


@pytest.mark.parametrize(
    ("subnet_id", "expected"),
    [("s", "error"), ("{unknown: var.subnet}", "undecided"), ("subnet-0123456789abcdef0", "pass")],
)
def test_interface_counts_in_the_subnet_that_it_is_in_for_certain(subnet_id, expected):
    scene = f"""
    subnets: {{s: {{cidr_block: 10.0.1.0/28}}}}
    network_interfaces:
      web: {{subnet_id: s, secondary_private_ip_address_count: 9}}
      api: {{subnet_id: {subnet_id}, secondary_private_ip_address_count: 1}}
    """

    assert expected == verdict("subnet-overcommitted", scene)


def test_interface_of_one_of_two_subnets_leaves_open_only_these():
    inventory = inventory_of("""
    subnets: {a: {cidr_block: 10.0.1.0/28}, b: {cidr_block: 10.0.2.0/28}, c: {cidr_block: 10.0.3.0/28}}
    network_interfaces:
      in-a: {subnet_id: a, secondary_private_ip_address_count: 9}
      in-c: {subnet_id: c, secondary_private_ip_address_count: 9}
      some: {subnet_id: a, secondary_private_ip_address_count: 1}
    """)
    some = msgspec.structs.replace(inventory.interfaces[2], subnet_id=Unknown(Reason.AMBIGUOUS, candidates={"a", "b"}))
    result = run("subnet-overcommitted", changed(inventory, interfaces=[*inventory.interfaces[:2], some]))

    assert ["a"] == [outcome.subject.address for outcome in result.undecided]
    assert not result.findings


@pytest.mark.parametrize(
    ("reservation", "expected"),
    [
        ("{subnet_id: s, cidr: 10.0.1.8/29, reservation_type: explicit}", "error"),
        ("{subnet_id: s, cidr: 10.0.1.8/29, reservation_type: {unknown: x}}", "error"),
        ("{subnet_id: s, cidr: {unknown: x}, reservation_type: explicit}", "undecided"),
        ("{subnet_id: {unknown: x}, cidr: 10.0.1.8/29, reservation_type: explicit}", "undecided"),
        ("{subnet_id: {unknown: x}, cidr: 10.0.7.8/29, reservation_type: explicit}", "pass"),
        ('{subnet_id: s, cidr: "2001:db8::/80", reservation_type: prefix}', "pass"),
    ],
)
def test_reservation_takes_the_addresses_that_aws_chooses(reservation, expected):
    scene = f"""
    subnets: {{s: {{cidr_block: 10.0.1.0/28}}}}
    subnet_cidr_reservations: {{r: {reservation}}}
    network_interfaces: {{web: {{subnet_id: s, secondary_private_ip_address_count: 5}}}}
    """

    assert expected == verdict("subnet-overcommitted", scene)


def test_snapshot_asks_for_nothing():
    scene = """
    live: true
    subnets: {s: {cidr_block: 10.0.1.0/28}}
    network_interfaces: {web: {subnet_id: s, secondary_private_ip_address_count: 40}}
    """

    assert "no subject" == verdict("subnet-overcommitted", scene)


def test_block_that_aws_does_not_take_is_for_another_rule():
    scene = """
    subnets: {s: {cidr_block: 10.0.1.0/29}}
    network_interfaces: {web: {subnet_id: s, secondary_private_ip_address_count: 40}}
    """

    assert "no subject" == verdict("subnet-overcommitted", scene)


# -- nearly full -------------------------------------------------------------------------------------------------------

FULL = "subnet-nearly-full"


@pytest.mark.parametrize(
    ("length", "free", "expected"),
    [
        (28, 2, "pass"), (28, 1, "warning"), (27, 3, "pass"), (27, 2, "warning"), (26, 16, "pass"), (26, 15, "warning"),
        (24, 26, "pass"), (24, 25, "warning"), (16, 6554, "pass"), (16, 6553, "warning"),
    ],
)  # fmt: skip
def test_share_and_number_of_free_addresses(length, free, expected):
    scene = f"live: true\nsubnets: {{s: {{cidr_block: 10.0.0.0/{length}, available_ip_address_count: {free}}}}}\n"

    assert expected == verdict(FULL, scene)


@pytest.mark.parametrize(("used", "expected"), [(236, "warning"), (100, "warning"), (10, "undecided")])
def test_interfaces_tell_whether_reservations_that_were_not_captured_can_be_the_reason(used, expected):
    addresses = [f"10.0.1.{host}" for host in range(4, 4 + used)]
    scene = {
        "live": True,
        "subnets": {"s": {"cidr_block": "10.0.1.0/24", "available_ip_address_count": 15}},
        "network_interfaces": {f"i{n}": {"subnet_id": "s", "private_ip_addresses": [a]} for n, a in enumerate(addresses)},
    }
    inventory = inventory_of(yaml.safe_dump(scene))
    missing = {"subnet cidr reservations": Unknown(Reason.NOT_COLLECTED, "not captured")}
    result = run(FULL, changed(inventory, missing=missing))

    assert expected == ("warning" if result.findings else "undecided" if result.undecided else "pass")


@pytest.mark.parametrize(
    "reservation",
    [
        "{subnet_id: s, cidr: {unknown: x}, reservation_type: prefix}",
        "{subnet_id: s, cidr: 10.0.1.128/25, reservation_type: {unknown: x}}",
        "{subnet_id: {unknown: x}, cidr: 10.0.1.128/25, reservation_type: prefix}",
    ],
)
def test_reservation_that_is_not_known_leaves_few_free_addresses_open(reservation):
    scene = f"""
    live: true
    subnets: {{s: {{cidr_block: 10.0.1.0/24, available_ip_address_count: 20}}}}
    subnet_cidr_reservations: {{r: {reservation}}}
    """

    assert ["x"] == open_questions(FULL, scene)


def test_explicit_reservation_lowers_nothing():
    scene = """
    live: true
    subnets: {s: {cidr_block: 10.0.1.0/24, available_ip_address_count: 20}}
    subnet_cidr_reservations: {r: {subnet_id: s, cidr: 10.0.1.128/25, reservation_type: explicit}}
    """

    assert "warning" == verdict(FULL, scene)


def test_number_that_a_plan_looks_up_counts_and_a_declared_subnet_has_none():
    scene = "subnets: {s: {cidr_block: 10.0.1.0/24, available_ip_address_count: 3}, t: {cidr_block: 10.0.2.0/24}}\n"

    assert {"s"} == failing(FULL, scene)


def test_subnet_without_a_block_is_undecided():
    inventory = inventory_of("subnets: {s: {cidr_block: 10.0.1.0/24, available_ip_address_count: 3}}\n")
    bare = msgspec.structs.replace(inventory.subnets[0], cidr_block=None, ipv6_native=False)
    result = run(FULL, changed(inventory, subnets=[bare]))

    assert ["the block of s is not given"] == [outcome.detail for outcome in result.undecided]


# -- blocks ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("block", "advice"),
    [
        ("10.0.1.9/30", "Write a block such as 10.0.1.0/28, the nearest that AWS takes."),
        ("10.0.0.0/8", "Write a block such as 10.0.0.0/16, the nearest that AWS takes."),
    ],
)
def test_nearest_size_is_advised(block, advice):
    assert [advice] == remedies("invalid-subnet-size", f"subnets: {{s: {{cidr_block: {block}}}}}\n")


@given(st.integers(0, 128))
def test_ipv6_lengths_are_44_to_64_in_steps_of_four(length):
    scene = f"subnets: {{s: {{ipv6_native: true, ipv6_cidr_blocks: ['2001:db8::/{length}']}}}}\n"

    assert (length not in {44, 48, 52, 56, 60, 64}) == bool(failing("invalid-subnet-size", scene))


@pytest.mark.parametrize("rule_id", ["invalid-subnet-size", "overlapping-subnets"])
def test_blocks_of_a_snapshot_have_been_accepted(rule_id):
    scene = "live: true\nsubnets: {a: {cidr_block: 10.0.1.0/24}, b: {cidr_block: 10.0.1.0/29}}\n"

    assert "no subject" == verdict(rule_id, scene)


def test_text_that_is_no_block_is_reported():
    inventory = inventory_of("subnets: {s: {cidr_block: 10.0.1.0/24}}\n")
    broken = msgspec.structs.replace(inventory.subnets[0], cidr_block="10.0.1.0")

    assert ["Block 10.0.1.0 of subnet 's' is no IPv4 CIDR block, but AWS takes only /16 to /28 for IPv4."] == [
        finding.message for finding in run("invalid-subnet-size", changed(inventory, subnets=[broken])).findings
    ]


@st.composite
def layouts(draw):
    """A few subnets of two VPCs, in blocks that often meet; some of them unknown."""
    version = draw(st.sampled_from([4, 6]))
    base = {4: "10.0.0.0", 6: "2001:db8::"}[version]
    full = {4: 32, 6: 128}[version]
    address = {4: IPv4Address, 6: IPv6Address}[version]
    found = {}
    for name in draw(st.lists(st.sampled_from(NAMES), unique=True, min_size=1)):
        length = full - draw(st.integers(4, 7))
        block = ip_network((int(address(base)) + draw(st.integers(0, 127)), length), strict=False)
        found[name] = draw(st.sampled_from(["one", "two"])), block
    return version, found


@given(layouts())
@settings(max_examples=100)
def test_later_subnet_of_a_pair_that_overlaps_is_blamed(case):
    version, found = case
    field = {4: lambda block: {"cidr_block": str(block)}, 6: lambda block: {"ipv6_cidr_blocks": [str(block)]}}[version]
    scene = {
        "vpcs": {"one": {}, "two": {}},
        "subnets": {name: {"vpc_id": vpc} | field(block) for name, (vpc, block) in found.items()},
    }
    subnets = list(found.items())
    blamed = {
        name
        for number, (name, (vpc, block)) in enumerate(subnets)
        if any(vpc == other and block.overlaps(before) for _, (other, before) in subnets[:number])
    }

    assert blamed == failing("overlapping-subnets", yaml.safe_dump(scene, sort_keys=False))


@given(layouts(), st.lists(st.sampled_from(NAMES), unique=True))
@settings(max_examples=100)
def test_subnet_that_overlaps_another_in_perhaps_the_same_vpc_is_open(case, hidden):
    version, found = case
    field = {4: lambda block: {"cidr_block": str(block)}, 6: lambda block: {"ipv6_cidr_blocks": [str(block)]}}[version]
    scene = {
        "vpcs": {"one": {}, "two": {}},
        "subnets": {
            name: {"vpc_id": {"unknown": name} if name in hidden else vpc} | field(block) for name, (vpc, block) in found.items()
        },
    }
    result = run("overlapping-subnets", inventory_of(yaml.safe_dump(scene, sort_keys=False)))
    perhaps = {
        name
        for name, (_, block) in found.items()
        if any(
            other != name and block.overlaps(beside) and (name in hidden or other in hidden)
            for other, (_, beside) in found.items()
        )
    }

    assert perhaps == {outcome.subject.address for outcome in result.undecided} | (
        perhaps & {finding.subject.address for finding in result.findings}
    )


def test_the_same_unknown_vpc_is_one_vpc():
    inventory = inventory_of("""
    subnets: {a: {cidr_block: 10.0.1.0/24}, b: {cidr_block: 10.0.1.0/25}, c: {cidr_block: 10.0.1.0/26}}
    """)
    vpcs = [Unknown(Reason.AFTER_APPLY, symbol="aws_vpc.main"), Unknown(Reason.AFTER_APPLY, symbol="aws_vpc.main"), "vpc-1"]
    subnets = [msgspec.structs.replace(s, vpc_id=vpc) for s, vpc in zip(inventory.subnets, vpcs, strict=True)]
    result = run("overlapping-subnets", changed(inventory, subnets=subnets))

    assert ["Block 10.0.1.0/25 of subnet 'b' overlaps 10.0.1.0/24, the block of subnet 'a' in the same VPC."] == [
        finding.message for finding in result.findings
    ]
    assert {"a", "c"} == {outcome.subject.address for outcome in result.undecided}


def test_vpcs_that_cannot_be_one_are_not_compared():
    inventory = inventory_of("subnets: {a: {cidr_block: 10.0.1.0/24}, b: {cidr_block: 10.0.1.0/24}}\n")
    vpcs = ["vpc-3", Unknown(Reason.AMBIGUOUS, candidates={"vpc-1", "vpc-2"})]
    subnets = [msgspec.structs.replace(s, vpc_id=vpc) for s, vpc in zip(inventory.subnets, vpcs, strict=True)]

    assert 2 == run("overlapping-subnets", changed(inventory, subnets=subnets)).passed


def test_subnet_that_a_document_holds_twice_does_not_overlap_itself():
    inventory = inventory_of("subnets: {a: {vpc_id: vpc-0123456789abcdef0, cidr_block: 10.0.1.0/24}}\n")

    assert 1 == run("overlapping-subnets", changed(inventory, subnets=[*inventory.subnets, *inventory.subnets])).passed


def test_free_blocks_of_the_vpc_are_advised():
    scene = """
    vpcs: {main: {cidr_blocks: [10.0.0.0/22, 10.9.0.0/24]}}
    subnets:
      a: {vpc_id: main, cidr_block: 10.0.0.0/24}
      b: {vpc_id: main, cidr_block: 10.0.2.0/24}
      c: {vpc_id: main, cidr_block: 10.0.2.0/24}
    """

    assert ["Give 'c' a block of its own, such as 10.0.3.0/24, 10.0.1.0/24 or 10.9.0.0/24, which nothing here uses."] == remedies(
        "overlapping-subnets", scene
    )


def test_block_that_is_not_known_in_an_unknown_vpc_is_open_by_itself():
    scene = """
    subnets:
      a: {vpc_id: !unknown var.vpc, cidr_block: !unknown var.cidr}
      b: {vpc_id: vpc-0123456789abcdef0, cidr_block: 10.0.2.0/24}
    """

    assert ["var.cidr"] == open_questions("overlapping-subnets", scene)


# -- ways to ask -------------------------------------------------------------------------------------------------------

WAYS = "conflicting-address-arguments"


def test_primary_interface_of_an_instance_that_exists_is_left_alone():
    scene = """
    instances: {web-1: {instance_type: m6i.large, private_ip_addresses: [10.0.1.10, 10.0.1.11], ipv4_prefix_count: 1}}
    """
    inventory = inventory_of(scene)
    result = run(WAYS, changed(inventory, before=Inventory(), changes={"web-1": Change(action="update")}))

    assert not result.findings
    assert ["web-1"] == [
        finding.subject.address
        for finding in run(WAYS, changed(inventory, before=Inventory(), changes={"web-1": Change(action="create")})).findings
    ]
    assert "error" == verdict(WAYS, scene)


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ([None], "pass"),
        (["10.0.1.10", None], "undecided"),
        ([None, None], "undecided"),
        (["10.0.1.10", "10.0.1.11", None], "error"),
    ],
)
def test_secondary_addresses_count_when_they_are_there_for_certain(texts, expected):
    inventory = inventory_of("network_interfaces: {web: {private_ip_addresses: [10.0.1.10], ipv4_prefix_count: 1}}\n")
    entries = [PrivateIpAddress(private_ip_address=t or Unknown(Reason.DECLARED, "x")) for t in texts]
    interface = msgspec.structs.replace(inventory.interfaces[0], private_ip_addresses=entries)
    result = run(WAYS, changed(inventory, interfaces=[interface]))

    assert expected == ("error" if result.findings else "undecided" if result.undecided else "pass")


def test_ways_that_are_not_known_are_undecided():
    inventory = inventory_of("network_interfaces: {web: {ipv4_prefix_count: 1}}\n")
    interface = msgspec.structs.replace(inventory.interfaces[0], address_arguments=Unknown(Reason.OUTSIDE, "no configuration"))

    assert ["no configuration"] == [o.detail for o in run(WAYS, changed(inventory, interfaces=[interface])).undecided]


def test_snapshot_holds_launch_templates_that_nobody_has_tried_yet():
    scene = """
    live: true
    network_interfaces: {web: {private_ip_addresses: [10.0.1.10, 10.0.1.11], ipv4_prefixes: [10.0.1.16/28]}}
    launch_templates: {t: {network_interfaces: [{device_index: 0, ipv4_prefix_count: 1, secondary_private_ip_address_count: 1}]}}
    """

    assert {"t/network_interfaces/0"} == failing(WAYS, scene)


def test_set_of_addresses_of_which_one_is_the_primary_is_no_conflict():
    inventory = inventory_of("network_interfaces: {web: {private_ip_addresses: [10.0.1.10, 10.0.1.11]}}\n")
    one_of = Unknown(Reason.AMBIGUOUS, "private_ips does not say which")
    entries = [PrivateIpAddress(private_ip_address=f"10.0.1.{n}", primary=one_of) for n in (10, 11)]
    interface = msgspec.structs.replace(inventory.interfaces[0], private_ip_addresses=entries)

    assert 1 == run("conflicting-primary-address", changed(inventory, interfaces=[interface])).passed


# -- versions of IP ----------------------------------------------------------------------------------------------------

IPV4_ONLY = "ipv4-in-ipv6-only-subnet"
SIX = "subnets: {six: {ipv6_native: true, ipv6_cidr_blocks: ['2001:db8:0:1::/64']}}\n"


def test_primary_address_that_a_source_takes_for_granted_asks_for_nothing():
    inventory = inventory_of(SIX + "network_interfaces: {web: {subnet_id: six, private_ip_addresses: [10.0.1.10]}}\n")
    assigned = PrivateIpAddress(private_ip_address=Unknown(Reason.ASSIGNED_BY_AWS), primary=True)
    interface = msgspec.structs.replace(inventory.interfaces[0], private_ip_addresses=[assigned])

    assert 1 == run(IPV4_ONLY, changed(inventory, interfaces=[interface])).passed


@pytest.mark.parametrize(
    ("text", "primary"),
    [
        (Unknown(Reason.DECLARED, "x"), True),
        (Unknown(Reason.ASSIGNED_BY_AWS), Unknown(Reason.DECLARED, "x")),
    ],
)
def test_address_that_is_perhaps_asked_for_is_undecided(text, primary):
    inventory = inventory_of(SIX + "network_interfaces: {web: {subnet_id: six, private_ip_addresses: [10.0.1.10]}}\n")
    entry = PrivateIpAddress(private_ip_address=text, primary=primary)
    interface = msgspec.structs.replace(inventory.interfaces[0], private_ip_addresses=[entry])

    assert ["x"] == [o.detail for o in run(IPV4_ONLY, changed(inventory, interfaces=[interface])).undecided]


@pytest.mark.parametrize(
    ("target", "expected"), [("{instance_id: web-1}", "error"), ("{network_interface_id: {unknown: x}}", "undecided")]
)
def test_elastic_ip_of_the_instance_or_of_an_unknown_interface(target, expected):
    scene = f"""
    subnets: {{six: {{ipv6_native: true, ipv6_cidr_blocks: ['2001:db8:0:1::/64']}}}}
    instances: {{web-1: {{instance_type: m6i.large, subnet_id: six}}}}
    elastic_ips: {{public: {{public_ip: 203.0.113.7}}}}
    elastic_ip_associations: {{a: {target[:-1]}, allocation_id: public}}}}
    """

    assert expected == verdict(IPV4_ONLY, scene)


def test_several_prefixes_are_counted_in_words():
    scene = SIX + "network_interfaces: {web: {subnet_id: six, ipv4_prefix_count: 2}}\n"

    assert ["Interface 'web' gets 2 IPv4 prefixes, but subnet 'six' is IPv6-only."] == messages(IPV4_ONLY, scene)


def test_subnet_whose_blocks_are_not_known_leaves_ipv4_open():
    scene = "subnets: {some: {}}\nnetwork_interfaces: {web: {subnet_id: some, private_ip_addresses: [10.0.1.10]}}\n"

    assert "undecided" == verdict(IPV4_ONLY, scene)


@pytest.mark.parametrize(
    ("addresses", "words"),
    [
        ("[{ipv6_address: '2001:db8::2', is_primary_ipv6: true}]", "2001:db8::2"),
        ("['2001:db8::1']", "2001:db8::1"),
        ("[!unknown var.address]", "its first IPv6 address"),
        ("!unknown var.addresses", "its first IPv6 address"),
    ],
)
def test_address_that_goes_is_named(addresses, words):
    scene = f"""
    network_interfaces: {{web: {{}}}}
    before: {{network_interfaces: {{web: {{ipv6_addresses: {addresses}, enable_primary_ipv6: true}}}}}}
    """

    assert words in messages("primary-ipv6-turned-off", scene)[0]


def test_earlier_snapshot_is_no_plan():
    scene = """
    live: true
    network_interfaces: {web: {}}
    before: {network_interfaces: {web: {enable_primary_ipv6: true}}}
    """

    assert "no subject" == verdict("primary-ipv6-turned-off", scene)


# -- usage -------------------------------------------------------------------------------------------------------------

USAGE = "vpc-address-usage-high"


def test_vpc_that_was_not_captured_is_named_by_its_id():
    scene = """
    live: true
    network_interfaces: {web: {vpc_id: vpc-0123456789abcdef0, private_ip_addresses: [10.0.1.10]}}
    """

    assert [
        "VPC 'vpc-0123456789abcdef0' uses 1 unit of Network Address Usage at least for 1 interface, 100 % of the quota of 1."
    ] == messages(USAGE, scene, quota=1)


def test_declared_part_of_a_vpc_is_not_counted():
    scene = "vpcs: {main: {}}\nnetwork_interfaces: {web: {vpc_id: main}}\n"

    assert "no subject" == verdict(USAGE, scene, quota=1)


@pytest.mark.parametrize(
    ("interface", "expected"),
    [
        ("{vpc_id: main, interface_type: lambda, private_ip_addresses: [10.0.1.1]}", 6),
        ("{vpc_id: main, interface_type: vpc_endpoint, ipv6_addresses: ['2001:db8::1']}", 6),
        ("{vpc_id: main, interface_type: efa, private_ip_addresses: [10.0.1.1, 10.0.1.2]}", 2),
        ("{vpc_id: main, private_ip_addresses: [10.0.1.1], ipv6_prefixes: ['2001:db8:0:0:1::/80']}", 2),
        ("{vpc_id: main, private_ip_addresses: [10.0.1.1], attachment: {instance_id: i-0123456789abcdef0, device_index: 1}}", 2),
        ("{vpc_id: main, private_ip_addresses: [10.0.1.1], attachment: {instance_id: i-0123456789abcdef0, device_index: 0}}", 1),
        ("{vpc_id: main, private_ip_addresses: [10.0.1.1], attachment: {device_index: 1}}", 1),
    ],
)
def test_units_of_an_interface(interface, expected):
    scene = f"live: true\nvpcs: {{main: {{}}}}\nnetwork_interfaces: {{x: {interface}}}\n"

    assert "note" == verdict(USAGE, scene, quota=expected, share=1)
    assert "pass" == verdict(USAGE, scene, quota=expected + 1, share=1)


@pytest.mark.parametrize(
    "interface",
    [
        "{vpc_id: main, public_ip: {unknown: x}}",
        "{vpc_id: main, ipv6_addresses: {unknown: x}}",
        "{vpc_id: {unknown: x}}",
        "{vpc_id: main, attachment: {instance_id: {unknown: x}, device_index: 1}}",
        "{vpc_id: main, attachment: {instance_id: i-0123456789abcdef0, device_index: {unknown: x}}}",
    ],
)
def test_what_is_not_known_may_be_a_unit_more(interface):
    scene = f"live: true\nvpcs: {{main: {{}}}}\nnetwork_interfaces: {{x: {interface}}}\n"

    assert ["x"] == open_questions(USAGE, scene, quota=2, share=1)


def test_attachment_of_an_unknown_interface_may_make_it_an_additional_one():
    inventory = inventory_of("""
    live: true
    vpcs: {main: {}}
    instances: {web-1: {instance_type: m6i.large, vpc_id: main}}
    network_interfaces: {x: {vpc_id: main}}
    attachments: {a: {network_interface_id: !unknown x, instance_id: web-1, device_index: 1}}
    """)
    result = run(USAGE, inventory, quota=3, share=1)

    assert ["x"] == [outcome.detail for outcome in result.undecided]


def test_interface_without_a_vpc_counts_nowhere():
    scene = "live: true\nvpcs: {main: {}}\nnetwork_interfaces: {x: {}}\n"

    assert "pass" == verdict(USAGE, scene, quota=1)
