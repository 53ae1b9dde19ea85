"""What AWS Config delivers becomes the inventory that describe output would be."""

from __future__ import annotations

import gzip
import io
import json
from pathlib import Path

import pytest
from config_scene import camel, item, items_of, snapshot

from eni_lint.app import Request, run
from eni_lint.reporters import REPORTERS, Options
from eni_lint.sources.read import read_scopes
from eni_lint.sources.scope import Scope

ESTATE = Path(__file__).parents[1] / "fixtures" / "describe" / "estate" / "111122223333" / "eu-west-1"
ANSWERS = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(ESTATE.glob("*.json"))]
ENI, INSTANCE, GROUP, SUBNET = (f"AWS::EC2::{name}" for name in ("NetworkInterface", "Instance", "SecurityGroup", "Subnet"))


def interface(key="eni-0a1", **more):
    return item(ENI, key, {"networkInterfaceId": key, "subnetId": "subnet-0a1", "privateIpAddresses": [], "groups": []} | more)


@pytest.fixture
def read(tmp_path):
    def read_data(data, name="config.json"):
        content = data if isinstance(data, bytes) else json.dumps(data, indent=1).encode()
        (tmp_path / name).write_bytes(content)
        return list(read_scopes([str(tmp_path / name)]))

    return read_data


def one(scopes):
    [scope] = scopes
    assert isinstance(scope, Scope), scope
    return scope


WRAPPINGS = {
    "snapshot": snapshot,
    "list": list,
    "batch": lambda items: {"baseConfigurationItems": items, "unprocessedResourceKeys": []},
    "history": lambda items: {"configurationItems": items},
    "query": lambda items: {
        "Results": [json.dumps(each) for each in items],
        "QueryInfo": {"SelectFields": [{"Name": n} for n in ("resourceId", "resourceType", "configuration", "accountId")]},
    },
}


@pytest.mark.parametrize("wrapping", WRAPPINGS)
@pytest.mark.parametrize("as_text", [False, True])
def test_every_form_tells_the_same(read, wrapping, as_text):
    scope = one(read(WRAPPINGS[wrapping](items_of(ANSWERS, as_text=as_text))))

    assert ("aws-config", [], "111122223333", "eu-west-1") == (scope.kind, scope.faults, scope.account, scope.region)
    assert {i.network_interface_id for i in one(list(read_scopes([str(ESTATE)]))).inventory.interfaces} == {
        i.network_interface_id for i in scope.inventory.interfaces
    }


@pytest.mark.parametrize(
    "wrap", [lambda i: i, lambda i: {"configurationItem": i}, lambda i: {"detail-type": "x", "detail": {"configurationItem": i}}]
)
def test_one_item_is_read(read, wrap):
    assert ["eni-0a1"] == [i.network_interface_id for i in one(read(wrap(interface()))).inventory.interfaces]


def test_compressed_file_is_read(read):
    assert one(read(gzip.compress(json.dumps(snapshot([interface()])).encode()), "snapshot.json.gz")).inventory.interfaces


def test_findings_are_those_of_describe_with_the_same_identities(read, tmp_path):
    kinds = {kind for each in ANSWERS for kind in each}
    account = tmp_path / "111122223333" / "eu-west-1"
    account.mkdir(parents=True)
    for path in sorted(ESTATE.glob("*.json")):
        if any(items_of([json.loads(path.read_text(encoding="utf-8"))])):
            (account / path.name).write_bytes(path.read_bytes())
    (tmp_path / "config.json").write_text(json.dumps(snapshot(items_of(ANSWERS))), encoding="utf-8")
    told, described = (run(Request(paths=[str(tmp_path / name)])).scopes[0].findings for name in ("config.json", "111122223333"))

    def shape(findings):
        return sorted((each.rule_id, each.subject.identity, each.message, each.fingerprint) for each in findings)

    assert "NetworkInterfaces" in kinds
    assert shape(described) == shape(told)
    assert shape(told)


def test_missing_kinds_are_not_collected_rather_than_absent(read):
    scope = one(read(snapshot([interface()])))

    assert scope.inventory.live is True
    assert "AWS Config has no item of AWS::EC2::Subnet here" in scope.inventory.subnet_of(scope.inventory.interfaces[0]).detail
    assert "network interfaces" not in scope.inventory.missing


def test_some_items_are_no_complete_kind(read):
    assert "not the whole snapshot" in one(read([interface()])).inventory.missing["network interfaces"].detail


def test_newest_capture_wins_and_is_said(read):
    old, new = interface(description="old"), interface(description="new")
    old["configurationItemCaptureTime"] = "2026-02-01T00:00:00.000Z"
    scope = one(read(snapshot([new, old])))

    assert ["new"] == [i.description for i in scope.inventory.interfaces]
    assert ["1 of the resources are captured more than once (eni-0a1); the newest capture is used."] == scope.notes


def test_deleted_resource_is_gone_also_from_its_instance(read):
    gone = interface() | {"configurationItemStatus": "ResourceDeleted", "configuration": None}
    host = item(INSTANCE, "i-0a1", {"instanceId": "i-0a1", "networkInterfaces": [{"networkInterfaceId": "eni-0a1"}]})
    scope = one(read(snapshot([gone, host])))

    assert "eni-0a1" not in {i.network_interface_id for i in scope.inventory.interfaces}
    assert [] == scope.faults


def test_every_account_and_region_is_a_scope(read):
    other = interface() | {"awsRegion": "us-east-1"}
    scopes = read(snapshot([interface(), other]))

    assert [("111122223333", "eu-west-1"), ("111122223333", "us-east-1")] == [(s.account, s.region) for s in scopes]
    assert 2 == len({s.inventory.interfaces[0].origin.identity for s in scopes})


def test_ranges_of_groups_stand_twice_and_count_once(read):
    permission = {
        "ipProtocol": "tcp",
        "fromPort": 1,
        "toPort": 2,
        "ipRanges": ["10.0.0.0/8"],
        "ipv4Ranges": [{"cidrIp": "10.0.0.0/8"}],
    }
    plain = permission | {"ipv4Ranges": []}
    told = {"groupId": "sg-0a1", "ipPermissions": [permission, plain], "ipPermissionsEgress": []}
    scope = one(read(snapshot([item(GROUP, "sg-0a1", told)])))

    assert ["10.0.0.0/8", "10.0.0.0/8"] == [rule.cidr_ipv4 for rule in scope.inventory.security_groups[0].rules]


@pytest.mark.parametrize("tags", [{"Name": "web"}, [{"key": "Name", "value": "web"}]])
def test_tags_of_the_item_are_those_of_the_resource(read, tags):
    assert "eni-0a1 (web)" == one(read(snapshot([interface() | {"tags": tags}]))).inventory.interfaces[0].origin.address


def test_count_of_free_addresses_is_not_taken_from_an_old_item(read):
    told = camel({"SubnetId": "subnet-0a1", "CidrBlock": "10.0.0.0/24"}) | {"availableIpAddressCount": 1}
    scope = one(read(snapshot([item(SUBNET, "subnet-0a1", told)])))

    assert "not tell" in scope.inventory.subnets[0].available_ip_address_count.detail


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ({"configuration": '{"networkInterfaceId": "eni-'}, "is no sound JSON text, most likely cut off"),
        ({"configuration": None}, "has no configuration"),
        ({"configuration": [1]}, "should be an object, and is a list"),
        (
            {"configuration": {"networkInterfaceId": "eni-0a2", "attachment": {"deviceIndex": "zero"}}},
            "it should be a whole number",
        ),
        ({"resourceType": None}, "has no resourceType"),
        ({"configurationItemStatus": "ResourceNotRecorded", "configuration": None}, "does not record"),
    ],
)
def test_broken_item_is_told_with_its_place_and_the_rest_is_read(read, broken, said):
    scope = one(read(snapshot([interface("eni-0a2") | broken, interface()])))
    [fault] = scope.faults

    assert said in str(fault)
    assert fault.where.rsplit(":", 2)[1] != "1"
    assert ["eni-0a1"] == [i.network_interface_id for i in scope.inventory.interfaces]
    assert "network interfaces" in scope.inventory.missing


@pytest.mark.parametrize(
    "data",
    [
        {"configurationItems": []},
        {"configurationItems": 1},
        {"configurationItems": [1, None]},
        snapshot([item("AWS::S3::Bucket", "b", {"a": 1})]),
    ],
)
def test_file_without_anything_to_check_is_a_fault(read, data):
    found = read(data)

    assert found
    assert not any(isinstance(each, Scope) for each in found)


def test_query_that_leaves_the_configuration_out_is_refused(read):
    query = {"Results": ["{}"], "QueryInfo": {"SelectFields": [{"Name": "resourceId"}]}}

    assert "does not select" in str(read(query)[0])


def test_sarif_shows_the_resource_as_evidence_with_its_arn(read, tmp_path):
    read(snapshot([interface(connectionTrackingConfiguration={"udpTimeout": 9999})]))
    stream = io.StringIO()
    REPORTERS["sarif"](run(Request(paths=[str(tmp_path / "config.json")])), stream, Options())
    log = json.loads(stream.getvalue())
    [result] = [each for each in log["runs"][0]["results"] if each["ruleId"] == "timeout-out-of-range"]
    place = result["locations"][0]
    uri = "aws/111122223333/eu-west-1/ec2/network-interface/eni-0a1.json"

    assert (uri, "EVIDENCE") == tuple(place["physicalLocation"]["artifactLocation"][key] for key in ("uri", "uriBaseId"))
    assert "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0a1" == place["logicalLocations"][0]["fullyQualifiedName"]


def test_finding_points_into_the_file_and_names_the_resource(read, tmp_path):
    told = {"connectionTrackingConfiguration": {"udpTimeout": 9999}}
    scope = one(read(snapshot([interface(**told)])))
    place = scope.inventory.interfaces[0].origin.place("connection_tracking_specification.udp_timeout")
    line = (tmp_path / "config.json").read_text(encoding="utf-8").splitlines()[place.span().start_line - 1]

    assert '"udpTimeout": 9999' in line
    assert "arn:aws:ec2:eu-west-1:111122223333:network-interface/eni-0a1" == place.origin.identity
