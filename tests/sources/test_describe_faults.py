"""What is not as AWS writes it is told and left out; all the rest is read."""

from __future__ import annotations

import copy
import gc
import json

import pytest
from describe_corpus import FIXTURES, eni, read, read_folder
from hypothesis import given, settings
from hypothesis import strategies as st

from eni_lint.errors import SourceError
from eni_lint.inventory.unknown import Reason, is_known
from eni_lint.sources.describe import captured, read_snapshot

AGAIN = "Capture it again, unchanged and without --query: aws ec2 describe-... --output json"
CORPUS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(FIXTURES.rglob("*.json"))]


def read_bytes(content):
    return read_snapshot([("f.json", content)], "f.json")


def test_broken_objects_are_lost_alone():
    snapshot = read_folder("broken")
    path = "broken/describe-network-interfaces.json"

    assert ["eni-0good", "eni-0also-good", "i-0good/primary"] == [i.network_interface_id for i in snapshot.inventory.interfaces]
    assert ["i-0good"] == [i.instance_id for i in snapshot.inventory.instances]
    assert [
        f"{path}:11:32: /NetworkInterfaces/1/Attachment/DeviceIndex: it should be a whole number, and is text; this object is left out\n  {AGAIN}",
        f"{path}:14:9: /NetworkInterfaces/2: it has no NetworkInterfaceId; this object is left out\n  {AGAIN}",
        f"{path}:33:35: /Reservations/0/Instances/1/EnaSupport: it should be true or false, and is text; this object is left out\n  {AGAIN}",
        f"{path}:38:16: /Subnets: it should be a list, and is an object; the whole list is left out\n  {AGAIN}",
    ] == [str(fault) for fault in snapshot.faults]
    assert {3} == {fault.exit_status for fault in snapshot.faults}


def test_pointers_count_broken_objects():
    assert ["/NetworkInterfaces/0", "/NetworkInterfaces/3"] == [
        i.origin.pointer for i in read_folder("broken").inventory.interfaces[:2]
    ]


@pytest.mark.parametrize("kind", ["network interfaces", "instances", "subnets"])
def test_what_a_broken_object_was_is_not_known(kind):
    assert Reason.NOT_COLLECTED is read_folder("broken").inventory.missing[kind].reason


def test_faults_without_end_are_counted():
    snapshot = read({"NetworkInterfaces": [eni(5)] * 100 + [eni("eni-0a1")]})

    assert 21 == len(snapshot.faults)
    assert "80 more objects of /NetworkInterfaces cannot be read and are left out" == snapshot.faults[-1].what
    assert 1 == len(snapshot.inventory.interfaces)


def test_broken_objects_in_a_recording_are_lost_alone():
    snapshot = read({"status_code": 200, "data": {"NetworkInterfaces": [eni("eni-0a1"), {}], "NextToken": "more"}})

    assert ["/data/NetworkInterfaces/0"] == [i.origin.pointer for i in snapshot.inventory.interfaces]
    assert ["/data/NetworkInterfaces/1: it has no NetworkInterfaceId; this object is left out"] == [
        f.what for f in snapshot.faults
    ]
    assert 1 == len(snapshot.notes)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"[]", "this is a list, and not an answer of describe"),
        (b"5", "this is a single value, and not an answer of describe"),
        (b'{"data": 5}', "/data: it should be an object, and is a whole number; the answer is left out"),
        (
            b'{"Reservations": [{"Instances": 5}]}',
            "/Reservations/0/Instances: it should be a list, and is a whole number; this object is left out",
        ),
        (b'{"Reservations": [5]}', "/Reservations/0: it should be an object, and is a whole number; this object is left out"),
        (b'{"Vpcs": null}', "/Vpcs: it should be a list, and is null; the whole list is left out"),
        (b'{"Vpcs": [null]}', "/Vpcs/0: it should be an object, and is null; this object is left out"),
        (
            b'{"NetworkInterfaces": [{"NetworkInterfaceId": null}]}',
            "/NetworkInterfaces/0/NetworkInterfaceId: it should be text, and is null; this object is left out",
        ),
        (b"", "the input is empty"),
        (b'{"Vpcs": [', "the file ends inside the array that begins at line 1, column 10"),
        (b'{"Vpcs": "\xff"}', "this is not UTF-8: byte 10 (from 0) is 0xFF (invalid start byte)"),
    ],
)
def test_files_that_are_no_answers_are_faults(content, what):
    snapshot = read_bytes(content)

    assert [what] == [fault.what for fault in snapshot.faults]
    assert 0 == len(snapshot.inventory)


def test_other_encodings_are_read():
    text = '{"Vpcs": [{"VpcId": "vpc-0a1", "Tags": [{"Key": "Name", "Value": "café"}]}]}'

    assert {"vpc-0a1 (café)"} == {
        read_bytes(content).inventory.vpcs[0].origin.address
        for content in (text.encode(), text.encode("utf-8-sig"), text.encode("utf-16"))
    }


def test_members_that_nobody_wants_may_be_damaged():
    found = read_bytes(
        b'{"NetworkInterfaces": [{"NetworkInterfaceId": "eni-0a1", "PrivateIpAddress": "10.0.0.5", "MacAddress": "\xff"}]}'
    )

    assert [] == found.faults
    assert ["10.0.0.5"] == [a.private_ip_address for a in found.inventory.interfaces[0].private_ip_addresses]


@pytest.mark.parametrize("small", [100, 1_000_000])
def test_numbers_that_nobody_wants_may_be_none(small, monkeypatch):
    monkeypatch.setattr(captured, "SMALL", small)
    interface = b'{"NetworkInterfaceId": "eni-0a1", "PrivateIpAddress": "10.0.0.5", "MacAddress": 1e999999}'
    found = read_bytes(b'{"NetworkInterfaces": [%s]}' % interface)

    assert [] == found.faults
    assert "/NetworkInterfaces/0" == found.inventory.interfaces[0].origin.place("status").pointer
    assert not is_known(found.inventory.interfaces[0].private_ip_addresses)


def test_token_of_a_wrong_type_is_a_token():
    assert 1 == len(read({"Subnets": [], "NextToken": {"more": True}}).notes)


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_collector_is_left_as_it_was(enabled):
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        read({"NetworkInterfaces": [eni("eni-0a1"), {}]})

        assert enabled == gc.isenabled()
    finally:
        (gc.enable if before else gc.disable)()


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value, way=()):
    yield way
    for key, child in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield from places(child, (*way, key))


def mutated(data, answer):
    """Put other values, or nothing, at some places of an answer."""
    answer = copy.deepcopy(answer)
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from([place for place in places(answer) if place]))
        around = answer
        for key in way:
            around = around[key]
        if data.draw(st.booleans()):
            around[last] = data.draw(json_values)
        else:
            del around[last]
        if not answer:
            break
    return answer


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_mutated_answers_never_crash_the_reader(data):
    answers = [mutated(data, data.draw(st.sampled_from(CORPUS))) for _ in range(data.draw(st.integers(1, 3)))]
    snapshot = read(*answers)

    assert all(isinstance(fault, SourceError) for fault in snapshot.faults)
    for part in vars(snapshot.inventory).values():
        for thing in part if isinstance(part, list) else ():
            assert isinstance(thing.origin.address, str)
            assert isinstance(thing.origin.identity, str)
            assert thing.origin.document.value(thing.origin.pointer) is not None
            assert thing.origin.place("private_ip_addresses[0].private_ip_address").pointer.startswith(thing.origin.pointer)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=100).map(str.encode))
def test_arbitrary_bytes_never_crash_the_reader(content):
    assert all(isinstance(fault, SourceError) for fault in read_bytes(content).faults)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_damaged_text_never_crashes_the_reader(data):
    content = bytearray(json.dumps(data.draw(st.sampled_from(CORPUS))).encode())
    start = data.draw(st.integers(0, len(content) - 1))
    content[start : start + data.draw(st.integers(0, 10))] = data.draw(st.binary(max_size=10))

    assert all(isinstance(fault, SourceError) for fault in read_bytes(bytes(content)).faults)
