"""What the tests of captured accounts share."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec

from eni_lint.inventory.origin import Origin
from eni_lint.inventory.unknown import Unknown
from eni_lint.sources.describe import read_snapshot

FIXTURES = Path(__file__).parent.parent / "fixtures" / "describe"


def read_folder(name):
    """Read the snapshot of a folder of fixtures, with paths below the fixtures."""
    files = sorted((FIXTURES / name).rglob("*.json"))
    return read_snapshot([(path.relative_to(FIXTURES).as_posix(), path.read_bytes()) for path in files], name)


def read(*answers, path="{number}.json"):
    """Read plain data as files, 1.json, 2.json and so on."""
    files = [(path.format(number=n), json.dumps(answer).encode()) for n, answer in enumerate(answers, start=1)]
    return read_snapshot(files, "snapshot")


def inventory(*answers):
    """Read plain data of which nothing may be wrong."""
    snapshot = read(*answers)

    assert [] == snapshot.faults
    return snapshot.inventory


def plain(value):
    """Turn a part of an inventory into plain data: the fields of the model without what is None, empty, or false by default."""
    if isinstance(value, Unknown):
        return f"Unknown({value.reason.value}: {value.detail})"
    if isinstance(value, Origin):
        return f"{value.pointer} | {value.address} | {value.identity}"
    if isinstance(value, msgspec.Struct):
        model = next(each for each in type(value).__mro__ if each.__module__.startswith("eni_lint.inventory"))
        quiet = {
            field.name
            for field in msgspec.structs.fields(model)
            if field.default is False and getattr(value, field.name) is False
        }
        fields = {name: getattr(value, name) for name in model.__struct_fields__ if name not in quiet}
        return {name: plain(field) for name, field in fields.items() if isinstance(field, Unknown) or field not in (None, [], ())}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {name: plain(item) for name, item in value.items()}
    return value


def eni(key, **fields):
    """Write an interface as DescribeNetworkInterfaces does, as far as a test is about it."""
    return {
        "NetworkInterfaceId": key,
        "InterfaceType": "interface",
        "PrivateIpAddresses": [{"Primary": True, "PrivateIpAddress": "10.0.0.10"}],
        "Groups": [],
        "Status": "available",
        "TagSet": [],
    } | fields


def attached(instance, index=0, **fields):
    """Write an attachment."""
    return {"InstanceId": instance, "DeviceIndex": index, "NetworkCardIndex": 0, "Status": "attached"} | fields


def reservation(*instances, owner="111122223333"):
    """Write an answer of DescribeInstances."""
    return {"Reservations": [{"ReservationId": "r-0a1", "OwnerId": owner, "Instances": list(instances)}]}


def ec2(key, *interfaces, **fields):
    """Write an instance as DescribeInstances does, as far as a test is about it."""
    return {
        "InstanceId": key,
        "InstanceType": "m6i.large",
        "Placement": {"AvailabilityZone": "eu-west-1a", "GroupName": ""},
        "State": {"Code": 16, "Name": "running"},
        "SubnetId": "subnet-0a1",
        "VpcId": "vpc-0a1",
        "NetworkInterfaces": list(interfaces),
    } | fields
