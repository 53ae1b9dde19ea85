"""Headroom in the reports: scarce things in the text, everything with -v and in JSON, nothing where there is no plan."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from eni_lint.locate import schema_file

PLANS = Path(__file__).parent.parent / "fixtures" / "plans"
CHANGED = PLANS / "faults-changes" / "changed.json"


def headroom_lines(process):
    text = process.out.replace("\n  ", " ")
    return [line.removeprefix("headroom: ") for line in text.splitlines() if line.startswith("headroom: ")]


def test_text_tells_what_becomes_scarce(eni_lint):
    process = eni_lint("check", CHANGED, "--no-sources")

    before = "(was 4 of 8, 4 of 120 as m6i.8xlarge)"

    assert [
        f"aws_instance.resized (m6i.large): 4 of 3 interfaces, 4 of 40 IPv4 addresses after this plan {before}",
        "aws_instance.host (m6i.2xlarge): 4 of 4 interfaces, 5 of 60 IPv4 addresses after this plan (was 3 of 4, 5 of 45)",
    ] == headroom_lines(process)


def test_verbose_text_tells_of_all_that_is_touched(eni_lint):
    lines = headroom_lines(eni_lint("check", CHANGED, "--no-sources", "-v"))

    assert "aws_subnet.a[4]: 249 of 251 addresses free after this plan (was 250)" in lines
    assert 9 == len(lines)


def test_quiet_text_tells_nothing(eni_lint):
    assert [] == headroom_lines(eni_lint("check", CHANGED, "--no-sources", "-q"))


@pytest.mark.parametrize("name", ["existing/unchanged.json", "existing/terraform.tfstate"])
def test_nothing_is_told_where_nothing_changes(eni_lint, name):
    assert [] == headroom_lines(eni_lint("check", PLANS / name, "--no-sources", "-v"))


def test_new_estate_is_told_only_when_asked(eni_lint):
    first = PLANS / "clean-appliance" / "plan.json"

    assert [] == headroom_lines(eni_lint("check", first, "--no-sources"))
    assert 10 == len(headroom_lines(eni_lint("check", first, "--no-sources", "-v")))


@pytest.mark.parametrize("name", sorted(str(p.relative_to(PLANS)) for p in PLANS.glob("*/*.json")))
def test_json_is_as_its_schema_says(eni_lint, name):
    schema = json.loads(schema_file("report").read_text())
    report = json.loads(eni_lint("check", PLANS / name, "--no-sources", "--format", "json", "--changes-only").out)
    jsonschema.validate(report, schema)

    assert not any("headroom" in scope for scope in report["scopes"] if scope["kind"] == "terraform-state")


def test_json_tells_now_and_before(eni_lint):
    (scope,) = json.loads(eni_lint("check", CHANGED, "--no-sources", "--format", "json").out)["scopes"]
    by_address = {each["subject"]["address"]: each for each in (*scope["headroom"]["hosts"], *scope["headroom"]["subnets"])}
    host, subnet = by_address["aws_instance.host"], by_address["aws_subnet.a[4]"]

    assert {"used": 4, "limit": 4, "at_least": False} == host["interfaces"]
    assert {"used": 3, "limit": 4, "at_least": False} == host["before"]["interfaces"]
    assert (249, 250, 251) == (subnet["free"], subnet["before"]["free"], subnet["addresses"])


def test_json_of_what_is_no_plan_has_no_headroom(eni_lint, write):
    write("a.yaml", "eni_lint: 1\ninstances: {i: {instance_type: m6i.large}}\n")
    (scope,) = json.loads(eni_lint("check", "a.yaml", "--format", "json").out)["scopes"]

    assert "headroom" not in scope
