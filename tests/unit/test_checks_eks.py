"""EKS, in cases that the declared format cannot show: bare types, no catalogue, trunks outside the input."""

from eni_lint.catalog.load import load_catalog
from eni_lint.documents import Document
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import Attachment, Instance, Ipv4Prefix, Launcher, NetworkInterface, PrivateIpAddress, Subnet, Tag
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import EksCluster, TrunkInterfaceAssociation
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.rulebook.load import load_rulebook

DOCUMENT = Document("scene.yaml", "declared", {}, "")
RULEBOOK = load_rulebook()
NOWHERE = Unknown(Reason.OUTSIDE)


def origin(name):
    return Origin(DOCUMENT, f"/things/{name}", name, f"things/{name}")


def launcher(*types, **fields):
    return Launcher(launcher_id="nodes", kind="eks-node-group", instance_types=list(types), origin=origin("nodes"), **fields)


def run(rule, *, catalog=True, **parts):
    inventory = Inventory(**parts)
    inventory.catalog = load_catalog() if catalog else None
    result = evaluate(inventory, bind(RULEBOOK, select=[rule]))
    assert not result.errored
    return result


# -- pods


def test_pods_beyond_every_reading_of_the_settings_are_too_many():
    (finding,) = run("pods-exceed-capacity", launchers=[launcher("t3.nano", max_pods=110, prefix_delegation=NOWHERE)]).findings

    assert "t3.nano has addresses for 34 with 2 interfaces of 1 /28 prefix each." in finding.message


def test_pods_within_every_reading_of_the_settings_fit():
    within = launcher("m5.large", max_pods=20, prefix_delegation=NOWHERE, custom_networking=NOWHERE)

    assert 1 == run("pods-exceed-capacity", launchers=[within]).passed


def test_a_type_that_is_too_small_settles_it_whatever_the_others_are():
    result = run("pods-exceed-capacity", launchers=[launcher(NOWHERE, "m5.large", max_pods=110)])

    assert (1, []) == (len(result.findings), result.undecided)


def test_only_the_default_network_card_counts():
    # p5.48xlarge: 64 interfaces on 32 cards, two of them on the first, with 50 addresses each
    (finding,) = run("pods-exceed-capacity", launchers=[launcher("p5.48xlarge", max_pods=250)]).findings

    assert "p5.48xlarge has addresses for 100 with 2 interfaces of 49 addresses each." in finding.message


def test_prefixes_are_advised_only_where_the_type_takes_them():
    remedies = [
        run("pods-exceed-capacity", launchers=[launcher(name, max_pods=110)]).findings[0].remedy
        for name in ("m5.large", "m4.large")
    ]

    assert [
        "Declare at most 29 pods, or start larger types, or have prefixes delegated, which on m5.large gives 434.",
        "Declare at most 20 pods, or start larger types.",
    ] == remedies


def test_without_a_catalogue_nothing_is_said():
    assert 1 == len(run("pods-exceed-capacity", launchers=[launcher("m5.large", max_pods=110)], catalog=False).undecided)


# -- trunks


def trunk_scene(instance_type, branches):
    trunk = NetworkInterface(network_interface_id="trunk", interface_type="trunk", origin=origin("trunk"))
    return {
        "instances": [Instance(instance_id="node", instance_type=instance_type, origin=origin("node"))],
        "interfaces": [trunk],
        "attachments": [Attachment(network_interface_id="trunk", instance_id="node", device_index=1, origin=origin("slot"))],
        "trunk_associations": [
            TrunkInterfaceAssociation(trunk_interface_id="trunk", branch_interface_id=f"eni-{n}", origin=origin(f"on trunk {n}"))
            for n in range(branches)
        ],
    }


def test_a_larger_type_of_the_family_is_named():
    (finding,) = run("too-many-branch-interfaces", **trunk_scene("m5.large", 10)).findings

    assert "Change the type to m5.xlarge, or take 1 of the branch interfaces off the trunk." == finding.remedy


def test_a_type_without_trunking_has_a_rule_of_its_own():
    scene = trunk_scene("t3.large", 10)

    assert [] == run("too-many-branch-interfaces", **scene).findings
    assert 1 == len(run("pod-interface-on-unsupported-type", **scene).findings)


def test_a_trunk_outside_the_input_is_open():
    scene = trunk_scene("m5.large", 10) | {"interfaces": [], "attachments": [], "instances": []}

    assert ["on trunk 0"] == [outcome.subject.address for outcome in run("too-many-branch-interfaces", **scene).undecided]


# -- the control plane


def control_plane(*interfaces, **subnet):
    return {
        "subnets": [Subnet(subnet_id="a", cidr_block="10.0.1.0/28", origin=origin("a"), **subnet)],
        "interfaces": list(interfaces),
        "eks_clusters": [EksCluster(cluster_name="prod", subnet_ids=["a"], origin=origin("prod"))],
    }


def test_what_the_interfaces_of_the_input_hold_is_not_free():
    addresses = [PrivateIpAddress(private_ip_address=f"10.0.1.{n}", primary=n == 4) for n in range(4, 10)]
    data = NetworkInterface(network_interface_id="data", subnet_id="a", private_ip_addresses=addresses, origin=origin("data"))
    (finding,) = run("control-plane-subnet-too-small", **control_plane(data)).findings

    assert "Subnet 'a' of cluster 'prod' has 5 free addresses, but EKS wants at least 6 for its control plane." == finding.message


def test_no_room_is_never_less_than_none():
    prefixes = [Ipv4Prefix(ipv4_prefix="10.0.1.0/28")]
    data = NetworkInterface(network_interface_id="data", subnet_id="a", ipv4_prefixes=prefixes, origin=origin("data"))
    (finding,) = run("control-plane-subnet-too-small", **control_plane(data)).findings

    assert "has 0 free addresses" in finding.message


def test_the_count_of_aws_goes_before_the_size_of_the_block():
    assert 1 == len(run("control-plane-subnet-too-small", **control_plane(available_ip_address_count=0)).findings)


def test_a_subnet_without_ipv4_is_not_measured():
    scene = control_plane() | {"subnets": [Subnet(subnet_id="a", ipv6_native=True, origin=origin("a"))]}

    assert 1 == run("control-plane-subnet-too-small", **scene).passed


# -- leaks


def test_an_interface_whose_description_is_not_known_may_be_a_leak():
    tags = [Tag(key="node.k8s.amazonaws.com/instance_id", value="i-1")]
    leak = NetworkInterface(network_interface_id="eni", status="available", description=NOWHERE, tags=tags, origin=origin("eni"))

    assert 1 == len(run("leaked-cni-interface", interfaces=[leak]).undecided)
