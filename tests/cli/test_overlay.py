"""A plan, a template or a declared file laid over what is really there."""

import json
import re
import shutil
from pathlib import Path

import pytest

from eni_lint.app import Request, run

ROOT = Path(__file__).parents[2]
OVER = ROOT / "tests" / "fixtures" / "plans" / "over-account"
SNAPSHOT = OVER / "snapshot"
REGION = SNAPSHOT / "111122223333" / "eu-west-1"
PLANTED = {
    "cross-az-attachment": "aws_network_interface_attachment.across",
    "address-in-delegated-prefix": "aws_network_interface.in_prefix",
    "duplicate-address": "aws_network_interface.taken",
    "too-many-interfaces": "i-0f000000000000002",
    "subnet-overcommitted": "subnet-0c000000000000003",
}


def checked(eni_lint, *args):
    process = eni_lint("check", "--format", "json", *args)
    report = json.loads(process.stdout)
    return process, report, [f for scope in report["scopes"] for f in scope["findings"]]


def errors(findings):
    return {f["rule"]: f["subject"]["address"] for f in findings if f["severity"] == "error"}


def test_what_a_plan_leaves_open_is_decided_by_the_snapshot(eni_lint):
    _, alone, found_alone = checked(eni_lint, OVER / "plan.json")
    process, report, found = checked(eni_lint, OVER / "plan.json", "--with", SNAPSHOT)

    assert {} == errors(found_alone)
    open_rules = {u["rule"] for scope in alone["scopes"] for u in scope["undecided"]}
    assert {"cross-az-attachment", "address-outside-subnet"} <= open_rules
    assert PLANTED == errors(found)
    assert 1 == process.returncode
    assert [] == [u for scope in report["scopes"] for u in scope["undecided"]]


def test_the_report_says_how_much_the_snapshot_settled(eni_lint):
    process = eni_lint("check", OVER / "plan.json", "--with", SNAPSHOT)
    settled = re.search(r"The snapshot settled (\d+) of (\d+) verdicts that were undecided without it\.", process.out)

    assert settled
    assert int(settled[1]) == int(settled[2]) > 20


def test_findings_point_at_the_document_and_name_what_is_there(eni_lint):
    _, _, findings = checked(eni_lint, OVER / "plan.json", "--with", SNAPSHOT)
    by_rule = {f["rule"]: f for f in findings if f["severity"] == "error"}
    text = (OVER / "main.tf").read_text().splitlines()
    process = eni_lint("check", OVER / "plan.json", "--with", SNAPSHOT)

    assert (
        "Interface 'aws_network_interface.taken' takes 10.60.1.10, which interface 'eni-00000000000000001' holds already"
        in by_rule["duplicate-address"]["message"]
    )
    line = next(number for number, row in enumerate(text, 1) if '"10.60.1.10"' in row)
    assert f"error duplicate-address  {OVER / 'main.tf'}:{line}:" in process.out
    line = next(number for number, row in enumerate(text, 1) if '"aws_network_interface_attachment" "full"' in row)
    assert f"error too-many-interfaces  {OVER / 'main.tf'}:{line}:" in process.out


def test_what_is_wrong_in_the_account_alone_is_not_the_plans_fault(eni_lint):
    _, _, there = checked(eni_lint, SNAPSHOT)
    _, _, findings = checked(eni_lint, OVER / "plan.json", "--with", SNAPSHOT)
    own = {f["subject"]["address"] for f in findings}

    assert there
    assert not {f["fingerprint"] for f in there} & {f["fingerprint"] for f in findings}
    assert {address for address in own if not address.startswith("aws_")} <= {"i-0f000000000000002", "subnet-0c000000000000003"}


def test_a_stale_snapshot_is_said(eni_lint, tmp_path):
    stale = "hours: what it decides may be different by now."
    copy = tmp_path / "snapshot"
    shutil.copytree(SNAPSHOT, copy)
    manifest = copy / "111122223333" / "eu-west-1" / "snapshot.json"
    said = [eni_lint("check", OVER / "plan.json", "--with", copy, *more).out for more in ([], ["--snapshot-max-age", "1e6"])]
    manifest.write_text(manifest.read_text().replace('"ended": "2026-11-01T10:00:05Z"', '"ended": "2999-11-01T10:00:05Z"'))

    assert [True, False, False] == [stale in text for text in (*said, eni_lint("check", OVER / "plan.json", "--with", copy).out)]


def test_a_denied_call_leaves_open_what_it_would_have_told(eni_lint, tmp_path):
    copy = tmp_path / "snapshot"
    shutil.copytree(SNAPSHOT, copy)
    region = copy / "111122223333" / "eu-west-1"
    (region / "describe-instances.json").unlink()
    manifest = json.loads((region / "snapshot.json").read_text())
    for call in manifest["calls"]:
        if call["operation"] == "DescribeInstances":
            call.update(status="denied", file="", error={"code": "UnauthorizedOperation", "message": "You are not authorized"})
    (region / "snapshot.json").write_text(json.dumps(manifest))
    process, report, findings = checked(eni_lint, OVER / "plan.json", "--with", copy)

    assert 3 == process.returncode
    assert "DescribeInstances was denied (UnauthorizedOperation)" in process.err
    assert "address-in-delegated-prefix" in errors(findings)
    assert "too-many-interfaces" not in errors(findings)
    assert "cross-az-attachment" in {u["rule"] for scope in report["scopes"] for u in scope["undecided"]}


@pytest.mark.parametrize(
    ("paths", "said"),
    [(["nowhere"], "nowhere"), ([str(OVER / "plan.json")], "this is terraform-plan, and no snapshot of an account")],
)
def test_what_is_no_snapshot_is_said_and_the_document_is_checked_all_the_same(eni_lint, paths, said):
    process, _, findings = checked(eni_lint, OVER / "plan.json", *(f"--with={path}" for path in paths))

    assert 3 == process.returncode
    assert said in process.err
    assert findings


DECLARED = """\
eni_lint: 1
network_interfaces:
  in-prefix: {subnet_id: subnet-0a000000000000001, groups: [sg-00000000000000001], private_ip_addresses: [10.60.1.37]}
  across:
    subnet_id: subnet-0b000000000000002
    groups: [sg-00000000000000001]
    private_ip_addresses: [10.60.2.40]
    attachment: {instance_id: i-0a000000000000001, device_index: 2}
"""
TEMPLATE = """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  InPrefix:
    Type: AWS::EC2::NetworkInterface
    Properties:
      SubnetId: subnet-0a000000000000001
      GroupSet: [sg-00000000000000001]
      PrivateIpAddress: 10.60.1.37
  Taken:
    Type: AWS::EC2::NetworkInterface
    Properties:
      SubnetId: subnet-0a000000000000001
      GroupSet: [sg-00000000000000001]
      PrivateIpAddress: 10.60.1.10
"""


def test_declared_yaml_is_laid_over_an_account(eni_lint, write):
    name = write("net.yaml", DECLARED)

    assert {} == errors(checked(eni_lint, name)[2])
    assert {"address-in-delegated-prefix": "in-prefix", "cross-az-attachment": "across"} == errors(
        checked(eni_lint, name, "--with", SNAPSHOT)[2]
    )


def test_a_template_is_laid_over_an_account(eni_lint, write):
    name = write("stack.yaml", TEMPLATE)

    assert {} == errors(checked(eni_lint, name)[2])
    assert {"address-in-delegated-prefix": "InPrefix", "duplicate-address": "Taken"} == errors(
        checked(eni_lint, name, "--with", SNAPSHOT)[2]
    )


def stamped(tmp_path, tags):
    """Copy the snapshot with tags on the interface that holds 10.60.1.10, and on a second one if there are more."""
    copy = tmp_path / "stamped"
    shutil.copytree(SNAPSHOT, copy)
    path = copy / "111122223333" / "eu-west-1" / "describe-network-interfaces.json"
    answer = json.loads(path.read_text())
    for interface, tag in zip(answer["NetworkInterfaces"], tags, strict=False):
        interface["TagSet"] = [tag]
    path.write_text(json.dumps(answer))
    return copy


def test_what_a_stack_made_before_is_no_second_thing(eni_lint, write, tmp_path):
    tag = {"Key": "aws:cloudformation:logical-id", "Value": "Taken"}
    name = write("stack.yaml", TEMPLATE)
    one = checked(eni_lint, name, "--with", stamped(tmp_path / "one", [tag]))
    two = checked(eni_lint, name, "--with", stamped(tmp_path / "two", [tag, tag]))

    assert {"address-in-delegated-prefix": "InPrefix"} == errors(one[2])
    assert "duplicate-address" not in errors(two[2])
    assert "Several things of the account could be Taken" in json.dumps(two[1])


def test_what_was_declared_under_its_name_is_no_second_thing(eni_lint, write, tmp_path):
    name = write("net.yaml", DECLARED.replace("in-prefix:", "data:").replace("10.60.1.37", "10.60.1.10"))
    copy = stamped(tmp_path, [{"Key": "Name", "Value": "data"}])

    assert "duplicate-address" in errors(checked(eni_lint, name, "--with", SNAPSHOT)[2])
    assert "duplicate-address" not in errors(checked(eni_lint, name, "--with", copy)[2])


def test_kinds_that_cannot_be_laid_over_an_account_say_so(eni_lint):
    process = eni_lint("check", SNAPSHOT, "--with", SNAPSHOT)

    assert "it is checked on its own" in process.out


SNAPSHOTS = [ROOT / "tests" / "fixtures" / "describe" / "estate", ROOT / "examples" / "account", SNAPSHOT]
PLANS = sorted(path for path in (ROOT / "tests" / "fixtures" / "plans").glob("clean-*/*.json") if path.name != "state.json")


@pytest.mark.parametrize("snapshot", SNAPSHOTS, ids=lambda path: path.name)
@pytest.mark.parametrize("plan", PLANS, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_clean_plan_is_clean_over_an_account_that_it_does_not_touch(plan, snapshot):
    report = run(Request(paths=[str(plan)], over=[str(snapshot)]))
    [scope] = report.scopes

    assert [] == [(f.rule_id, f.subject.address) for f in scope.findings if f.severity.value != "note"]
    assert [] == [(f.rule_id, f.subject.address) for f in scope.findings if "describe" in f.at.origin.document.kind]
    assert [] == [(u.rule_id, u.subject.address) for u in scope.undecided if "describe" in u.subject.document.kind]
    assert not scope.errored


def captured_from(state, folder):
    """Write what DescribeX would tell of the resources of a state: the account just as Terraform left it."""
    values = {}
    for resource in json.loads(state.read_text())["resources"]:
        if resource["mode"] == "managed":
            values.setdefault(resource["type"], []).extend(instance["attributes"] for instance in resource["instances"])
    attached = {v["network_interface_id"]: v for v in values.get("aws_network_interface_attachment", [])}
    for interface in values.get("aws_network_interface", []):
        for block in interface.get("attachment") or []:
            attached.setdefault(interface["id"], {"instance_id": block["instance"], "device_index": block["device_index"]})
    interfaces = [
        described(v["id"], v["subnet_id"], v.get("private_ips") or [v["private_ip"]], attached.get(v["id"]))
        for v in values.get("aws_network_interface", [])
    ]
    known = {interface["NetworkInterfaceId"] for interface in interfaces}
    for instance in values.get("aws_instance", []):
        primary = instance["primary_network_interface_id"]
        slot = {"instance_id": instance["id"], "device_index": 0}
        if primary in known:
            next(i for i in interfaces if i["NetworkInterfaceId"] == primary)["Attachment"] = attachment(slot)
        else:
            interfaces.append(described(primary, instance["subnet_id"], [instance["private_ip"]], slot))
    instances = [
        {
            "InstanceId": v["id"],
            "InstanceType": v["instance_type"],
            "SubnetId": v["subnet_id"],
            "State": {"Name": "running"},
            "NetworkInterfaces": [],
        }
        for v in values.get("aws_instance", [])
    ]
    subnets = [
        {
            "SubnetId": v["id"],
            "VpcId": v["vpc_id"],
            "CidrBlock": v["cidr_block"],
            "AvailabilityZone": v["availability_zone"],
            "AvailableIpAddressCount": 200,
        }
        for v in values.get("aws_subnet", [])
    ]
    folder.mkdir()
    for name, answer in {
        "interfaces": {"NetworkInterfaces": interfaces},
        "instances": {"Reservations": [{"Instances": instances}]},
        "subnets": {"Subnets": subnets},
    }.items():
        (folder / f"{name}.json").write_text(json.dumps(answer))
    return len(interfaces)


def attachment(slot):
    return {
        "AttachmentId": f"eni-attach-{slot['device_index']}",
        "InstanceId": slot["instance_id"],
        "DeviceIndex": slot["device_index"],
        "NetworkCardIndex": 0,
        "DeleteOnTermination": slot["device_index"] == 0,
        "Status": "attached",
    }


def described(key, subnet, addresses, slot):
    made = {
        "NetworkInterfaceId": key,
        "SubnetId": subnet,
        "Status": "in-use" if slot else "available",
        "InterfaceType": "interface",
    }
    made["PrivateIpAddresses"] = [{"PrivateIpAddress": a, "Primary": n == 0} for n, a in enumerate(addresses)]
    return made | ({"Attachment": attachment(slot)} if slot else {})


@pytest.mark.parametrize(
    ("fixture", "plan"), [("existing", "unchanged.json"), ("existing", "changed.json"), ("clean-changes", "changed.json")]
)
def test_a_plan_over_the_account_that_it_manages_finds_what_it_finds_alone(fixture, plan, tmp_path):
    folder = ROOT / "tests" / "fixtures" / "plans" / fixture
    count = captured_from(folder / "terraform.tfstate", tmp_path / "account")
    alone, over = (run(Request(paths=[str(folder / plan)], over=over)) for over in ([], [str(tmp_path / "account")]))
    found = [
        sorted((f.rule_id, f.subject.address) for f in report.scopes[0].findings if f.severity.value == "error")
        for report in (alone, over)
    ]

    assert count > 1
    assert found[0] == found[1]
    assert [] == [f.subject.address for f in over.scopes[0].findings if f.subject.document.kind == "describe"]


def test_what_others_attached_to_a_managed_instance_counts(tmp_path):
    folder = ROOT / "tests" / "fixtures" / "plans" / "existing"
    captured_from(folder / "terraform.tfstate", tmp_path / "account")
    path = tmp_path / "account" / "interfaces.json"
    answer = json.loads(path.read_text())
    own = next(i for i in answer["NetworkInterfaces"] if i.get("Attachment", {}).get("DeviceIndex") == 1)
    for index in (6, 7, 8):
        slot = {"instance_id": own["Attachment"]["InstanceId"], "device_index": index}
        answer["NetworkInterfaces"].append(described(f"eni-{index:017x}", own["SubnetId"], [f"10.0.1.{100 + index}"], slot))
    path.write_text(json.dumps(answer))
    found = [
        {
            f.message
            for f in run(Request(paths=[str(folder / "changed.json")], over=over)).scopes[0].findings
            if "has" in f.message
        }
        for over in ([], [str(tmp_path / "account")])
    ]

    assert any("'aws_instance.plain' has 6 network interfaces" in message for message in found[1])
    assert not any("'aws_instance.plain' has 6 network interfaces" in message for message in found[0])


def test_what_others_put_into_a_managed_subnet_takes_its_addresses(tmp_path):
    folder = ROOT / "tests" / "fixtures" / "plans" / "existing"
    captured_from(folder / "terraform.tfstate", tmp_path / "account")
    rows = json.loads((folder / "changed.json").read_text())["resource_changes"]
    [wanted] = next(row for row in rows if row["address"] == "aws_network_interface.data")["change"]["after"]["private_ips"]
    path = tmp_path / "account" / "interfaces.json"
    answer = json.loads(path.read_text())
    answer["NetworkInterfaces"].append(described("eni-0123", answer["NetworkInterfaces"][0]["SubnetId"], [wanted], None))
    path.write_text(json.dumps(answer))
    [scope] = run(Request(paths=[str(folder / "changed.json")], over=[str(tmp_path / "account")])).scopes
    messages = [f.message for f in scope.findings if f.rule_id == "duplicate-address"]

    assert any(
        wanted in message and "'eni-0123'" in message and "'aws_network_interface.data'" in message for message in messages
    )


def test_what_is_declared_under_its_id_is_no_second_thing(eni_lint, write):
    declared = DECLARED.replace("in-prefix:", "eni-00000000000000001:").replace("10.60.1.37", "10.60.1.10")
    _, _, findings = checked(eni_lint, write("net.yaml", declared), "--with", SNAPSHOT)

    assert {"cross-az-attachment": "across"} == errors(findings)
