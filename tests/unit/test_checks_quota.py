"""Quotas, in cases that the declared format cannot show: accounts, pools of one's own, zones that tell their Region."""

from eni_lint.documents import Document
from eni_lint.engine.bind import bind
from eni_lint.engine.evaluate import evaluate
from eni_lint.inventory.inventory import Inventory
from eni_lint.inventory.model import ElasticIp, NetworkInterface
from eni_lint.inventory.origin import Origin
from eni_lint.inventory.surroundings import AvailabilityZone
from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.rulebook.load import load_rulebook

DOCUMENT = Document("scene.json", "describe", {}, "")
RULEBOOK = load_rulebook()


def origin(name, listed="NetworkInterfaces"):
    return Origin(DOCUMENT, f"/{listed}/{name}", name)


def interfaces(number, **fields):
    return [
        NetworkInterface(
            network_interface_id=f"eni-{n}", origin=origin(f"eni-{n}"), **({"availability_zone": "eu-west-1a"} | fields)
        )
        for n in range(number)
    ]


def address(name, **fields):
    return ElasticIp(allocation_id=name, origin=origin(name, "Addresses"), **({"network_border_group": "eu-west-1"} | fields))


def run(rule, *, live=True, params=None, **parts):
    return evaluate(Inventory(live=live, **parts), bind(RULEBOOK, select=[rule], parameters={rule: params or {}}))


def test_a_part_of_an_account_is_not_counted():
    result = run("interface-quota-near", live=False, interfaces=interfaces(5), params={"quota": 5})

    assert ([], [], 0) == (result.findings, result.undecided, result.passed)


def test_each_account_has_a_quota_of_its_own():
    scene = [*interfaces(4, owner_id="111122223333"), *interfaces(2, owner_id="444455556666")]
    (finding,) = run("interface-quota-near", interfaces=scene, params={"quota": 5}).findings

    assert "There are 4 network interfaces in eu-west-1 of account 111122223333, 80 % of the quota of 5." == finding.message


def test_the_whole_list_is_blamed_and_the_region_is_the_subject():
    (finding,) = run("interface-quota-near", interfaces=interfaces(4), params={"quota": 5}).findings

    assert "/NetworkInterfaces" == finding.at.origin.pointer
    assert "network-interfaces/eu-west-1" == finding.subject.identity


def test_a_zone_may_tell_its_region():
    zone = AvailabilityZone(zone_name="rack-7", region_name="eu-central-1", origin=origin("rack-7"))
    scene = interfaces(4, availability_zone="rack-7")
    (finding,) = run("interface-quota-near", interfaces=scene, availability_zones=[zone], params={"quota": 5}).findings

    assert "in eu-central-1," in finding.message


def test_a_snapshot_that_tells_no_region_is_open_as_a_whole():
    scene = interfaces(4, availability_zone=Unknown(Reason.NOT_COLLECTED))

    assert ["eni-0"] == [
        outcome.subject.address for outcome in run("interface-quota-near", interfaces=scene, params={"quota": 5}).undecided
    ]


def test_addresses_that_were_brought_do_not_count():
    brought = [address(f"own-{n}", public_ipv4_pool="ipv4pool-ec2-0123456789abcdef0") for n in range(10)]
    own = [address(f"amazon-{n}", public_ipv4_pool="amazon") for n in range(3)]

    assert 1 == run("elastic-ip-quota-near", elastic_ips=[*brought, *own]).passed


def test_an_address_without_a_group_leaves_the_count_open():
    scene = [*(address(f"a-{n}") for n in range(3)), address("b", network_border_group=None)]
    (outcome,) = run("elastic-ip-quota-near", elastic_ips=scene).undecided

    assert "nothing tells the Region of b" == outcome.detail


def test_more_than_the_quota_says_that_the_quota_was_raised():
    (outcome,) = run("elastic-ip-quota-near", elastic_ips=[address(f"a-{n}") for n in range(6)]).undecided

    assert (
        "eu-west-1 holds 6 Elastic IPs, so its quota was raised above 5: set the parameter 'quota' to the account's"
        == outcome.detail
    )
