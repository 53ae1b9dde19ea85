"""Collecting over HTTP from a server that speaks AWS's language: accounts, roles, regions, pages, and what is not answered."""

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import time

import boto3
import pytest
from moto.server import ThreadedMotoServer

from eni_lint.locate import schema_file
from eni_lint.sources.live.bucket import TokenBucket
from eni_lint.sources.live.calls import CALLS
from eni_lint.sources.live.collect import Collection, Target
from eni_lint.sources.live.policy import iam_policy

# What the stand-in for AWS does not know; it is never taken as answered.
UNKNOWN_TO_MOTO = {
    "DescribeSecurityGroupVpcAssociations",
    "DescribePlacementGroups",
    "DescribeNetworkInterfacePermissions",
    "DescribeTrunkInterfaceAssociations",
    "DescribeSecondaryInterfaces",
}
REGIONS = ("eu-west-1", "us-east-1")
ACCOUNTS = ("123456789012", "111122223333")


@pytest.fixture(scope="module")
def aws():
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "y"}
    for account in ACCOUNTS:
        session = keys
        if account != ACCOUNTS[0]:
            sts = boto3.client("sts", region_name="us-east-1", endpoint_url=url, **keys)
            given = sts.assume_role(RoleArn=f"arn:aws:iam::{account}:role/audit", RoleSessionName="test")["Credentials"]
            session = {
                "aws_access_key_id": given["AccessKeyId"],
                "aws_secret_access_key": given["SecretAccessKey"],
                "aws_session_token": given["SessionToken"],
            }
        for region in REGIONS:
            ec2 = boto3.client("ec2", region_name=region, endpoint_url=url, **session)
            vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
            subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.0.0/20")["Subnet"]["SubnetId"]
            for _ in range(7):
                ec2.create_network_interface(SubnetId=subnet)
    yield url
    server.stop()


@pytest.fixture
def collect(eni_lint, aws, tmp_path):
    environment = {
        "AWS_ENDPOINT_URL": aws,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_DEFAULT_REGION": "eu-west-1",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }
    return lambda *args, **more: eni_lint("snapshot", "--out", "snap", *args, env=environment | more)


def manifest(tmp_path, account, region):
    return json.loads((tmp_path / "snap" / account / region / "snapshot.json").read_text())


def test_accounts_and_regions_are_collected_and_what_is_not_answered_is_said(collect, tmp_path):
    from jsonschema import Draft202012Validator

    process = collect(
        "--region",
        "eu-west-1",
        "--region",
        "us-east-1",
        "--role-arn",
        "arn:aws:iam::111122223333:role/audit",
        "--external-id",
        "external",
        "--session-name",
        "session",
    )
    found = {region: manifest(tmp_path, "111122223333", region) for region in REGIONS}

    assert 3 == process.returncode, process.err
    for region, told in found.items():
        Draft202012Validator(json.loads(schema_file("snapshot").read_text())).validate(told)
        assert ("111122223333", region, True) == (told["account"], told["region"], told["finished"])
        assert UNKNOWN_TO_MOTO == {call["operation"] for call in told["calls"] if call["status"] != "complete"}
        assert {call.operation for call in CALLS} == {call["operation"] for call in told["calls"]}
        assert 7 == next(call for call in told["calls"] if call["operation"] == "DescribeNetworkInterfaces")["records"]
    assert "DescribePlacementGroups failed" in process.out


def test_what_is_collected_is_checked_and_what_is_missing_is_undecided(collect, eni_lint, tmp_path):
    collect("--region", "eu-west-1")
    process = eni_lint("check", "--format", "json", "snap")
    [scope] = json.loads(process.stdout)["scopes"]

    assert 3 == process.returncode
    assert (ACCOUNTS[0], "eu-west-1") == (scope["account"], scope["region"])
    assert 7 == len([f for f in scope["findings"] if f["rule"] == "unattached-interface"])
    assert len(UNKNOWN_TO_MOTO) == len(scope["faults"])


def test_only_the_owner_may_read_it(collect, tmp_path):
    collect()
    folder = tmp_path / "snap" / ACCOUNTS[0] / "eu-west-1"

    assert {0o600} == {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()}
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)


def test_compressed_answers_are_read_as_well(collect, eni_lint, tmp_path):
    collect("--gzip")
    folder = tmp_path / "snap" / ACCOUNTS[0] / "eu-west-1"
    told = json.loads(eni_lint("check", "--format", "json", "snap").stdout)

    assert 7 == len(
        json.loads(gzip.decompress((folder / "describe-network-interfaces.json.gz").read_bytes()))["NetworkInterfaces"]
    )
    assert 7 == len([f for f in told["scopes"][0]["findings"] if f["rule"] == "unattached-interface"])


def test_accounts_come_from_a_file(collect, write, tmp_path):
    write("accounts.txt", "# ours\n123456789012\n- '111122223333'  # audit\n")
    collect("--accounts", "accounts.txt", "--role-name", "audit")

    assert sorted(ACCOUNTS) == sorted(path.name for path in (tmp_path / "snap").iterdir())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--accounts", "none.txt"], "the accounts cannot be read"),
        (["--role-arn", "admin"], "admin is neither an account id nor the ARN of a role"),
        (["--profile", "nobody"], "nobody"),
        (["--organization"], "there is no account to look at"),
    ],
)
def test_what_cannot_be_entered_is_said(collect, args, said):
    process = collect(*args)

    assert process.returncode in {2, 3}
    assert said in process.err
    assert "Traceback" not in process.err


def test_all_regions_are_those_that_the_account_has(collect, tmp_path):
    process = collect("--all-regions", "--role-arn", "arn:aws:iam::444455556666:role/audit")
    regions = sorted(path.name for path in (tmp_path / "snap" / "444455556666").iterdir())

    assert process.returncode == 3
    assert len(regions) > 10
    assert {"eu-west-1", "us-east-1"} <= set(regions)


def test_without_credentials_or_network_there_is_one_clear_message(eni_lint):
    offline = {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
        "AWS_MAX_ATTEMPTS": "1",
    }
    nobody = {"AWS_EC2_METADATA_DISABLED": "true"}
    for environment in (offline, nobody):
        process = eni_lint("snapshot", "--region", "eu-west-1", env=environment)

        assert 3 == process.returncode
        assert "AWS does not take the credentials" in process.err
        assert "Traceback" not in process.err


class Client:
    """Answers every call with what the test says, page by page."""

    def __init__(self, answers):
        self.answers = answers
        self.asked = []

    def __getattr__(self, method):
        def call(**parameters):
            self.asked.append((method, parameters))
            nothing = next({result: [] for result in call.results} for call in CALLS if call.method == method)
            answer = self.answers.get(method, nothing)
            if callable(answer):
                answer = answer(parameters)
            if isinstance(answer, Exception):
                raise answer
            return answer

        return call


def fault(code):
    from botocore.exceptions import ClientError

    return ClientError({"Error": {"Code": code, "Message": f"said {code}"}}, "X")


def collected(tmp_path, answers, **more):
    client = Client(answers)
    target = Target(account="111122223333", region="eu-west-1", partition="aws", client=lambda _service: client)
    found = Collection(target, tmp_path, bucket=TokenBucket(10_000, 10_000), **more).collect()
    return client, found, {call.operation: call for call in found.manifest.calls}


PAGES = {
    None: {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1"}], "NextToken": "t"},
    "t": {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-2"}]},
}


def test_every_page_is_asked_for(tmp_path):
    client, found, calls = collected(tmp_path, {"describe_network_interfaces": lambda p: PAGES[p.get("NextToken")]})
    asked = [parameters for method, parameters in client.asked if method == "describe_network_interfaces"]
    answer = json.loads((found.folder / "describe-network-interfaces.json").read_text())

    assert ["eni-1", "eni-2"] == [i["NetworkInterfaceId"] for i in answer["NetworkInterfaces"]]
    assert [(1000, True, None), (1000, True, "t")] == [
        (p["MaxResults"], p["IncludeManagedResources"], p.get("NextToken")) for p in asked
    ]
    assert (2, 2) == (calls["DescribeNetworkInterfaces"].pages, calls["DescribeNetworkInterfaces"].records)


@pytest.mark.parametrize(
    ("answer", "status", "code"),
    [
        (fault("UnauthorizedOperation"), "denied", "UnauthorizedOperation"),
        (fault("AccessDenied"), "denied", "AccessDenied"),
        (fault("RequestLimitExceeded"), "failed", "RequestLimitExceeded"),
        (fault("InvalidAction"), "failed", "InvalidAction"),
        (ValueError("garbage"), "failed", "ValueError"),
        (lambda _p: {"NetworkInterfaces": [], "NextToken": "again"}, "failed", "NoAnswer"),
        ({}, "failed", "NoAnswer"),
        (
            lambda p: PAGES[None] if not p.get("NextToken") else (_ for _ in ()).throw(fault("UnauthorizedOperation")),
            "denied",
            "UnauthorizedOperation",
        ),
    ],
)
def test_a_call_that_fails_fails_alone_and_leaves_no_file(tmp_path, answer, status, code):
    _, found, calls = collected(tmp_path, {"describe_network_interfaces": answer})

    assert (status, code) == (calls["DescribeNetworkInterfaces"].status, calls["DescribeNetworkInterfaces"].error.code)
    assert "complete" == calls["DescribeSubnets"].status
    assert not (found.folder / "describe-network-interfaces.json").exists()
    assert ["DescribeNetworkInterfaces"] == [call.operation for call in found.manifest.unanswered]


@pytest.mark.parametrize("code", ["ExpiredToken", "AuthFailure", "OptInRequired"])
def test_what_no_other_call_could_survive_is_not_asked_again(tmp_path, code):
    client, found, calls = collected(tmp_path, dict.fromkeys((call.method for call in CALLS), fault(code)))

    assert {"failed"} == {call.status for call in calls.values()}
    assert len(client.asked) <= 8
    assert found.manifest.finished


def test_a_denied_call_is_never_a_pass(tmp_path, eni_lint):
    collected(
        tmp_path / "snap",
        {
            "describe_network_interfaces": fault("UnauthorizedOperation"),
            "describe_subnets": {"Subnets": [{"SubnetId": "subnet-1", "CidrBlock": "10.0.0.0/24", "VpcId": "vpc-1"}]},
        },
    )
    process = eni_lint("check", "--format", "json", "snap")

    assert 3 == process.returncode
    assert "DescribeNetworkInterfaces was denied (UnauthorizedOperation): said UnauthorizedOperation" in process.err


def test_what_is_about_ids_is_not_asked_when_nothing_tells_them(tmp_path):
    _, _, calls = collected(tmp_path, {"describe_subnets": fault("AccessDenied")})

    assert ("failed", "NotAsked") == (calls["GetSubnetCidrReservations"].status, calls["GetSubnetCidrReservations"].error.code)


def test_a_subnet_that_is_gone_meanwhile_is_passed_over(tmp_path):
    def reservations(parameters):
        if parameters["SubnetId"] == "subnet-1":
            raise fault("InvalidSubnetID.NotFound")
        return {"SubnetIpv4CidrReservations": [{"SubnetId": "subnet-2"}], "SubnetIpv6CidrReservations": []}

    answers = {
        "describe_subnets": {"Subnets": [{"SubnetId": "subnet-1"}, {"SubnetId": "subnet-2"}]},
        "get_subnet_cidr_reservations": reservations,
    }
    _, _, calls = collected(tmp_path, answers)

    assert ("complete", 1) == (calls["GetSubnetCidrReservations"].status, calls["GetSubnetCidrReservations"].records)


def test_the_policy_allows_the_calls_that_are_made_and_no_others(tmp_path, eni_lint):
    hosts = {"Reservations": [{"Instances": [{"ImageId": "ami-1", "InstanceType": "m6i.large"}]}]}
    client, _, _ = collected(tmp_path, {"describe_instances": hosts, "describe_subnets": {"Subnets": [{"SubnetId": "subnet-1"}]}})
    made = {method for method, _ in client.asked}
    by_method = {call.method: call.action for call in CALLS}
    printed = json.loads(eni_lint("iam-policy").stdout)
    more = json.loads(eni_lint("iam-policy", "--all-regions", "--organization").stdout)

    assert {by_method[method] for method in made} == set(printed["Statement"][0]["Action"])
    assert printed == iam_policy()
    assert {"ec2:DescribeRegions", "organizations:ListAccounts"} == set(more["Statement"][0]["Action"]) - set(
        printed["Statement"][0]["Action"]
    )


def test_an_old_snapshot_is_replaced_as_a_whole(tmp_path):
    collected(tmp_path, {})
    stale = tmp_path / "111122223333" / "eu-west-1" / "stale.json"
    stale.write_text("{}")
    collected(tmp_path, {})

    assert not stale.exists()
    assert ["eu-west-1"] == [path.name for path in (tmp_path / "111122223333").iterdir()]


def test_what_was_cut_off_is_refused_and_goes_on_where_it_was(tmp_path, eni_lint):
    class Cut(BaseException):
        pass

    def cut(_parameters):
        raise Cut

    with pytest.raises(BaseException):  # noqa: B017 - whatever it dies of
        collected(
            tmp_path / "snap",
            {"describe_images": cut, "describe_instances": {"Reservations": [{"Instances": [{"ImageId": "ami-1"}]}]}},
        )
    refused = eni_lint("check", "snap")
    client, _, calls = collected(tmp_path / "snap", {})

    assert 3 == refused.returncode
    assert "is not whole: collecting it was cut off" in refused.out + refused.err
    assert {"complete"} == {call.status for call in calls.values()}
    assert "describe_network_interfaces" not in {method for method, _ in client.asked}
    assert [{"Name": "image-id", "Values": ["ami-1"]}] == next(p for m, p in client.asked if m == "describe_images")["Filters"]


def test_a_killed_run_is_never_read_as_complete(aws, tmp_path, eni_lint):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(tmp_path),
        "AWS_ENDPOINT_URL": aws,
        "AWS_ACCESS_KEY_ID": "x",
        "AWS_SECRET_ACCESS_KEY": "y",
    }
    command = [sys.executable, "-m", "eni_lint", "snapshot", "--out", "snap", "--region", "eu-west-1"]
    process = subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    partial = tmp_path / "snap" / ACCOUNTS[0] / "eu-west-1.partial" / "snapshot.json"
    deadline = time.monotonic() + 30
    while not partial.exists() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.005)
    process.send_signal(signal.SIGKILL)
    process.wait()
    refused = eni_lint("check", "snap")
    again = subprocess.run([*command], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)

    assert 3 == refused.returncode
    assert "is not whole" in refused.out
    assert 3 == again.returncode
    assert manifest(tmp_path, ACCOUNTS[0], "eu-west-1")["finished"]


def test_tokens_are_taken_at_the_pace_of_the_bucket():
    now, slept = [0.0], []

    def sleep(seconds):
        slept.append(seconds)
        now[0] += seconds

    bucket = TokenBucket(3, 2, clock=lambda: now[0], sleep=sleep)
    for _ in range(7):
        bucket.take()

    assert [0.5, 0.5, 0.5, 0.5] == slept


def test_an_operation_that_a_region_does_not_have_is_no_fault(tmp_path):
    _, found, calls = collected(tmp_path, {"describe_secondary_interfaces": fault("InvalidAction")})

    assert "unavailable" == calls["DescribeSecondaryInterfaces"].status
    assert [] == found.manifest.unanswered


def test_documents_are_laid_over_what_is_there_now(aws, eni_lint, write):
    keys = {"aws_access_key_id": "x", "aws_secret_access_key": "y", "region_name": "eu-west-1", "endpoint_url": aws}
    [interface, *_] = boto3.client("ec2", **keys).describe_network_interfaces()["NetworkInterfaces"]
    address, subnet = interface["PrivateIpAddress"], interface["SubnetId"]
    write("net.yaml", f"eni_lint: 1\nnetwork_interfaces: {{x: {{subnet_id: {subnet}, private_ip_addresses: [{address}]}}}}\n")
    environment = {"AWS_ENDPOINT_URL": aws, "AWS_ACCESS_KEY_ID": "x", "AWS_SECRET_ACCESS_KEY": "y"}
    process = eni_lint("check", "--format", "json", "--with-live", "eu-west-1", "net.yaml", env=environment)
    [scope] = json.loads(process.stdout)["scopes"]

    assert "duplicate-address" in {f["rule"] for f in scope["findings"]}
    assert 3 == process.returncode  # what the stand-in for AWS did not answer


def test_the_configuration_gives_regions_and_names_of_accounts(collect, eni_lint, write, tmp_path):
    write("eni-lint.yaml", "regions: [us-east-1]\naccounts: {'123456789012': production}\n")
    process = collect()
    report = json.loads(eni_lint("check", "--format", "json", "snap").stdout)

    assert ["us-east-1"] == [path.name for path in (tmp_path / "snap" / ACCOUNTS[0]).iterdir()]
    assert "123456789012 (production) us-east-1: 7 interfaces" in process.out
    assert ["production"] == [scope["account_name"] for scope in report["scopes"]]
