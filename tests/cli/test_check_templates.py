"""CloudFormation templates through the front door."""

import json
from pathlib import Path

TEMPLATES = Path(__file__).parents[1] / "fixtures" / "cloudformation"


def test_template_with_faults_is_told_with_its_lines(eni_lint):
    process = eni_lint("check", TEMPLATES / "faults-appliance.yaml")

    assert 1 == process.returncode
    assert "faults-appliance.yaml:69:21" in process.out
    assert "69 |       InstanceType: !Ref InstanceType # planted: too-many-interfaces" in process.out


def test_fault_of_another_combination_of_conditions_counts(eni_lint):
    process = eni_lint("check", TEMPLATES / "faults-optional.yaml")

    assert 1 == process.returncode
    assert "its type t3.micro carries 2, where condition 'HasThird' holds." in " ".join(process.out.split())


def test_value_that_is_offered_and_would_break_a_rule_is_a_warning_at_that_value(eni_lint):
    process = eni_lint("check", TEMPLATES / "faults-offered.yaml")

    assert "faults-offered.yaml:12:9" in process.out
    assert "Parameter 'Type' allows 'c6i.large', and then: Instance 'Gateway' has 4 network interfaces" in " ".join(
        process.out.split()
    )
    assert "error" not in process.out


def test_value_that_is_given_is_no_offer(eni_lint):
    process = eni_lint("check", TEMPLATES / "faults-offered.yaml", "--parameters", "Type=c6i.large")

    assert 1 == process.returncode
    assert "error too-many-interfaces" in process.out
    assert "allows" not in process.out


def test_template_without_faults_passes(eni_lint):
    process = eni_lint("check", TEMPLATES / "clean-longhand.json")

    assert 0 == process.returncode
    assert "No problems found" in process.out


def test_sarif_of_a_template_has_regions(eni_lint):
    process = eni_lint("check", TEMPLATES / "faults-windows.yaml", "--format", "sarif")
    [run] = json.loads(process.out)["runs"]
    regions = {result["ruleId"]: result["locations"][0]["physicalLocation"]["region"]["startLine"] for result in run["results"]}

    assert {"reserved-subnet-address": 40, "same-subnet-interfaces": 38} == regions


def test_standard_input_may_be_a_template(eni_lint):
    content = (TEMPLATES / "faults-tabs.template").read_bytes()
    process = eni_lint("check", "-", stdin=content)

    assert 1 == process.returncode
    assert "10:41" in process.out


def test_remedy_for_cloudformation_is_explained(eni_lint):
    process = eni_lint("explain", "stack-interface-deleted-on-termination")

    assert "CloudFormation:" in process.out
    assert "DeleteOnTermination: false" in process.out
