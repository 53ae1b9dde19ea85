"""Several files of one account: pages, copies, and what is not there."""

from __future__ import annotations

from describe_corpus import attached, ec2, eni, inventory, read, reservation

from eni_lint.inventory.unknown import Reason, Unknown
from eni_lint.sources.describe import read_snapshot


def test_pages_are_joined():
    snapshot = read({"NetworkInterfaces": [eni("eni-0a1")], "NextToken": "more"}, {"NetworkInterfaces": [eni("eni-0b2")]})

    assert ["eni-0a1", "eni-0b2"] == [i.network_interface_id for i in snapshot.inventory.interfaces]
    assert [] == snapshot.notes
    assert "network interfaces" not in snapshot.inventory.missing


def test_page_that_says_there_are_more_is_noted():
    snapshot = read({"Subnets": [{"SubnetId": "subnet-0a1"}], "NextToken": "more"})

    (note,) = snapshot.notes

    assert "1.json is an incomplete page: its NextToken says that there are more Subnets, which no other file holds. " in note


def test_what_a_missing_page_would_hold_is_not_known():
    found = inventory({"Subnets": [], "NextToken": "more"}, {"NetworkInterfaces": [eni("eni-0a1", SubnetId="subnet-0a1")]})
    subnet = found.subnet_of(found.interfaces[0])

    assert isinstance(subnet, Unknown)
    assert (Reason.NOT_COLLECTED, "the captured pages of describe-subnets are not complete") == (subnet.reason, subnet.detail)


def test_pages_of_reservations_are_those_of_one_subnet():
    snapshot = read({"SubnetIpv4CidrReservations": [], "NextToken": "more"}, {"SubnetIpv4CidrReservations": []})

    assert 1 == len(snapshot.notes)


def test_empty_token_is_none():
    assert [] == read({"Subnets": [], "NextToken": ""}, {"Vpcs": [], "NextToken": None}).notes


def test_kind_that_was_not_captured_is_not_known():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0a1"))]})
    host = found.host_of(found.attachments[0])

    assert isinstance(host, Unknown)
    assert (Reason.NOT_COLLECTED, "the output of 'aws ec2 describe-instances' was not captured") == (host.reason, host.detail)


def test_object_that_is_not_among_those_captured_is_outside():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1", SubnetId="subnet-0z9")]}, {"Subnets": []})

    assert Reason.OUTSIDE is found.subnet_of(found.interfaces[0]).reason


def test_last_file_wins():
    files = [("b.json", b'{"Vpcs": [{"VpcId": "vpc-0a1", "IsDefault": true}]}'), ("a.json", b'{"Vpcs": [{"VpcId": "vpc-0a1"}]}')]

    assert [True] == [v.is_default for v in read_snapshot(files, "snapshot").inventory.vpcs]


def test_copies_that_differ_are_noted():
    snapshot = read(
        {"NetworkInterfaces": [eni(f"eni-0{n}") for n in range(6)]},
        {"NetworkInterfaces": [eni(f"eni-0{n}", Description="new") for n in range(5)], "Vpcs": []},
    )

    (note,) = snapshot.notes

    assert (
        "5 of the network interfaces are captured more than once, with different content (eni-00, eni-01, eni-02 and 2 more); "
        in note
    )
    assert ["new"] * 5 == [i.description for i in snapshot.inventory.interfaces][:5]
    assert 6 == len(snapshot.inventory.interfaces)


def test_copies_that_are_equal_are_not_worth_a_note():
    answer = {"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0a1"))]}
    snapshot = read(answer, answer | reservation(ec2("i-0a1", eni("eni-0a1"))), reservation(ec2("i-0a1", eni("eni-0a1"))))

    assert [] == snapshot.notes
    assert (1, 1, 1) == tuple(
        len(part) for part in (snapshot.inventory.interfaces, snapshot.inventory.attachments, snapshot.inventory.instances)
    )


def test_interface_of_a_copy_comes_with_its_attachment():
    snapshot = read(
        {"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0a1", 1))]},
        {"NetworkInterfaces": [eni("eni-0a1", Attachment=attached("i-0b2", 2))]},
    )

    assert [("i-0b2", 2)] == [(a.instance_id, a.device_index) for a in snapshot.inventory.attachments]


def test_file_with_several_kinds_is_as_good_as_several_files():
    found = inventory({"NetworkInterfaces": [eni("eni-0a1", SubnetId="subnet-0a1")], "Subnets": [{"SubnetId": "subnet-0a1"}]})

    assert "subnet-0a1" == found.subnet_of(found.interfaces[0]).subnet_id


def test_snapshot_tells_its_name():
    assert "snapshot" == read().name
