"""What is taken for describe output, and what folders tell."""

from __future__ import annotations

import json

import msgspec
import pytest
from describe_corpus import FIXTURES

from eni_lint.sources.describe import folder_hints, recognises_describe
from eni_lint.sources.describe.recognise import READ, region_of_zone


def heads(data):
    return msgspec.json.decode(json.dumps(data), type=dict[str, msgspec.Raw])


@pytest.mark.parametrize("kind", sorted(READ))
def test_every_list_of_aws_is_describe_output_even_when_empty(kind):
    assert recognises_describe(heads({kind: []}))


@pytest.mark.parametrize(
    "data",
    [
        {"NetworkInterfaces": [], "ResponseMetadata": {}},
        {"NetworkInterfaces": [], "NextToken": "abc"},
        {"NetworkInterfaces": [], "Subnets": []},
        {"status_code": 200, "data": {"Subnets": [], "ResponseMetadata": {}}},
        {"NetworkAcls": []},
    ],
)
def test_wrappings_and_several_lists_are_describe_output(data):
    assert recognises_describe(heads(data))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"Resources": {}},
        {"Subnets": [], "resource_changes": []},
        {"status_code": 400, "data": {"Error": {}}},
        {"status_code": 200, "data": []},
        {"status_code": 200, "data": 5},
        {"networkInterfaces": []},
        {"NetworkInterface": {}},
    ],
)
def test_other_json_is_not(data):
    assert not recognises_describe(heads(data))


def test_heads_may_be_plain_data():
    assert recognises_describe({"status_code": 200, "data": {"Subnets": []}})
    assert not recognises_describe({"status_code": 200, "data": None})


def test_all_fixtures_are_recognised():
    assert all(recognises_describe(heads(json.loads(path.read_text(encoding="utf-8")))) for path in FIXTURES.rglob("*.json"))


@pytest.mark.parametrize(
    ("path", "hints"),
    [
        ("111122223333/eu-west-1/ec2-describe-subnets.json", ("111122223333", "eu-west-1")),
        ("data/111122223333/us-gov-east-1/ec2-describe-images/ami-0a1.json", ("111122223333", "us-gov-east-1")),
        ("demo/ap-southeast-2/a.json", (None, "ap-southeast-2")),
        ("a.json", (None, None)),
        ("-", (None, None)),
        ("eu-west-1", (None, None)),
    ],
)
def test_folders_tell_account_and_region(path, hints):
    assert hints == folder_hints(path)


@pytest.mark.parametrize(
    ("zone", "region"),
    [
        ("eu-west-1a", "eu-west-1"),
        ("us-west-2-lax-1a", "us-west-2"),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1"),
        ("us-gov-west-1b", "us-gov-west-1"),
        ("eusc-de-east-1a", "eusc-de-east-1"),
        ("us-isob-east-1a", "us-isob-east-1"),
        ("somewhere", None),
    ],
)
def test_zones_tell_their_region(zone, region):
    assert region == region_of_zone(zone)
