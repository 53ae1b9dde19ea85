"""Templates among other files: what is taken for one, with which parameters, and what its variants add."""

from textwrap import dedent

import pytest

from eni_lint.app import Request, run
from eni_lint.catalog.load import load_catalog
from eni_lint.config.settings import Settings
from eni_lint.engine.choose import Choice
from eni_lint.engine.evaluate import evaluate
from eni_lint.engine.variants import merge
from eni_lint.errors import SourceError, UsageError
from eni_lint.rulebook.load import load_rulebook
from eni_lint.sources.detect import Kind, json_heads, kind_of_json, kind_of_yaml
from eni_lint.sources.options import ReadOptions
from eni_lint.sources.read import read_scopes

TEMPLATES = {
    "version": "AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n",
    "quoted": "'AWSTemplateFormatVersion': '2010-09-09'\n",
    "no version": "Resources:\n  X:\n    Type: AWS::EC2::Subnet\n",
    "flow": "Resources: {X: {Type: AWS::EC2::Subnet}}\n",
    "comment first": "# a stack\r\n\r\nDescription: x\r\nResources:\r\n  X:\r\n    Type: 'Custom::Thing'\r\n",
    "sam": "Transform: AWS::Serverless-2016-10-31\nResources:\n  F:\n    Type: AWS::Serverless::Function\n",
    "json": '{"Resources": {"X": {"Type": "AWS::EC2::Subnet"}}}',
    "json with version": '{"AWSTemplateFormatVersion": "2010-09-09", "Resources": {}}',
}
OTHERS = {
    "kubernetes": "apiVersion: v1\nkind: ConfigMap\nResources:\n  x:\n    Type: AWS::EC2::Subnet\n",
    "embedded": "data:\n  t.yaml: |\n    Resources:\n      X:\n        Type: AWS::EC2::Subnet\n",
    "helm": "Resources:\n  limits: {cpu: 1}\n",
    "compose": "services:\n  web:\n    deploy:\n      resources: {}\n",
    "openapi": "openapi: 3.0.0\npaths: {}\nResources: [a]\n",
    "list": "Resources:\n  - Type: bucket\n",
    "serverless": "service: x\nresources:\n  Resources:\n    X:\n      Type: AWS::EC2::Subnet\n",
    "json list": '{"Resources": [{"Type": "AWS::EC2::Subnet"}]}',
    "json other": '{"Resources": {"a": {"Type": "x"}}}',
}


def kind_of(text):
    heads = json_heads(text.encode())
    return kind_of_json(heads) if heads is not None else kind_of_yaml(text.encode())


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_is_told_by_its_content(name):
    assert Kind.CLOUDFORMATION is kind_of(TEMPLATES[name])


@pytest.mark.parametrize("name", OTHERS)
def test_what_only_has_resources_is_no_template(name):
    assert Kind.OTHER is kind_of(OTHERS[name])


SCENE = """\
    Parameters:
      Stage: {Type: String, Default: dev}
      Type:
        Type: String
        Default: m5.large
        AllowedValues:
          - m5.large
          - t3.micro
    Conditions: {IsProd: !Equals [!Ref Stage, prod]}
    Resources:
      Vpc: {Type: "AWS::EC2::VPC", Properties: {CidrBlock: 10.0.0.0/16}}
      A: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [0, !GetAZs ""]}}
      B: {Type: "AWS::EC2::Subnet", Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [1, !GetAZs ""]}}
      One: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: !Ref A}}
      Two: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: !If [IsProd, !Ref B, !Ref A]}}
      Three: {Type: "AWS::EC2::NetworkInterface", Properties: {SubnetId: !Ref A}}
      Host:
        Type: AWS::EC2::Instance
        Properties:
          InstanceType: !Ref Type
          NetworkInterfaces:
            - {DeviceIndex: "0", NetworkInterfaceId: !Ref One}
            - {DeviceIndex: "1", NetworkInterfaceId: !Ref Two}
            - {DeviceIndex: "2", NetworkInterfaceId: !Ref Three}
"""


def scopes(tmp_path, text=SCENE, parameters=(), name="t.yaml"):
    path = tmp_path / name
    path.write_text(dedent(text))
    return list(read_scopes([str(path)], ReadOptions(template_parameters=list(parameters))))


def findings(scope, *rules):
    """Check a scope with its variants."""
    bound = Choice(load_rulebook(), Settings(select=list(rules))).rules
    scope.inventory.catalog = load_catalog()
    first = evaluate(scope.inventory, bound)
    if scope.variants is None:
        return first

    def evaluated():
        for variant in scope.variants():
            variant.inventory.catalog = load_catalog()
            yield variant, evaluate(variant.inventory, bound)

    return merge(first, scope.inventory, evaluated(), bound)


def test_what_only_another_condition_breaks_counts_and_says_so(tmp_path):
    (scope,) = scopes(tmp_path)
    (finding,) = findings(scope, "cross-az-attachment").findings

    assert "error" == finding.severity
    assert finding.message.endswith(", where condition 'IsProd' holds.")
    assert "zone 1" in finding.message


def test_what_is_given_leaves_no_other_condition(tmp_path):
    (scope,) = scopes(tmp_path, parameters=["Stage=dev", "Type=m5.large"])

    assert None is scope.variants
    assert [] == findings(scope, "cross-az-attachment").findings


def test_a_value_that_is_offered_and_breaks_a_rule_is_a_warning_at_that_value(tmp_path):
    (scope,) = scopes(tmp_path)
    (finding,) = findings(scope, "too-many-interfaces").findings

    assert "warning" == finding.severity
    assert finding.message.startswith("Parameter 'Type' allows 't3.micro', and then: Instance 'Host' has 3")
    assert 8 == finding.at.span().start_line
    assert "Type" == finding.subject.address


def test_what_the_default_breaks_too_is_told_once_as_it_is(tmp_path):
    (scope,) = scopes(tmp_path, SCENE.replace("Default: m5.large", "Default: t3.micro").replace("- m5.large", "- t3.nano"))
    (finding,) = findings(scope, "too-many-interfaces").findings

    assert "error" == finding.severity
    assert "allows" not in finding.message


def test_fingerprints_of_offered_values_differ_by_value(tmp_path):
    text = SCENE.replace("      - t3.micro\n", "      - t3.micro\n          - t3.nano\n")
    (scope,) = scopes(tmp_path, text)
    found = findings(scope, "too-many-interfaces").findings

    assert 2 == len({finding.fingerprint for finding in found})


def test_several_subjects_that_one_value_breaks_are_one_warning(tmp_path):
    host = dedent(SCENE)[dedent(SCENE).index("  Host:") :].replace("Host:", "Other:")
    (scope,) = scopes(tmp_path, dedent(SCENE) + host)
    (finding,) = findings(scope, "too-many-interfaces").findings

    assert "(and 1 more like it)" in finding.message
    assert 2 == len(finding.related)


def test_a_parameter_that_no_template_has_is_told_and_the_rest_is_checked(tmp_path):
    scope, fault = scopes(tmp_path, parameters=["Stag=x"])

    assert isinstance(fault, SourceError)
    assert "did you mean 'Stage'?" == fault.do
    assert scope.inventory.interfaces


def test_parameters_that_cannot_be_read_are_a_usage_error(tmp_path):
    with pytest.raises(UsageError):
        scopes(tmp_path, parameters=["nothing.json"])


def test_a_fault_leaves_the_rest_checked(tmp_path):
    (scope,) = scopes(tmp_path, SCENE + "      Bad: {Type: 'AWS::EC2::NetworkInterface', Properties: {SubnetId: !Foo x}}\n")

    assert ["Fn::Foo is no function of CloudFormation"] == [fault.what for fault in scope.faults]
    assert {"One", "Two", "Three", "Bad"} <= {interface.network_interface_id for interface in scope.inventory.interfaces}


def test_faults_of_other_conditions_are_told_when_they_are_looked_at(tmp_path):
    text = SCENE + "      Bad: {Type: 'AWS::EC2::NetworkInterface', Condition: IsProd, Properties: {SubnetId: !Ref Nope}}\n"
    (scope,) = scopes(tmp_path, text)

    assert [] == scope.faults
    assert not findings(scope, "cross-az-attachment").errored
    assert ["the template has no parameter and no resource 'Nope'"] == [fault.what for fault in scope.faults]


def test_what_passes_by_default_and_fails_otherwise_is_no_pass(tmp_path):
    (scope,) = scopes(tmp_path)
    bound = Choice(load_rulebook(), Settings(select=["cross-az-attachment"])).rules
    scope.inventory.catalog = load_catalog()
    first = evaluate(scope.inventory, bound, keep_passes=True)
    merged = merge(
        first, scope.inventory, ((v, evaluate(v.inventory, bound)) for v in scope.variants() if v.offer is None), bound
    )

    assert 1 == len(first.passes) - len(merged.passes)
    assert merged.passed == len(merged.passes)
    assert [] == merged.undecided


def test_undecided_things_of_other_conditions_are_told_once(tmp_path):
    entries = ", ".join(f"{{DeviceIndex: {index}, SubnetId: !Ref A}}" for index in range(3))
    properties = f"{{InstanceType: !ImportValue type, NetworkInterfaces: [{entries}]}}"
    text = SCENE + f"      Host2: {{Type: 'AWS::EC2::Instance', Condition: IsProd, Properties: {properties}}}\n"
    (scope,) = scopes(tmp_path, text)
    found = findings(scope, "too-many-interfaces").undecided

    assert ["Host2"] == [doubt.subject.address for doubt in found]


def test_region_and_account_that_are_given_are_those_of_the_scope(tmp_path):
    (scope,) = scopes(tmp_path, parameters=["AWS::Region=eu-west-1", "AWS::AccountId=111122223333"])

    assert ("eu-west-1", "111122223333") == (scope.region, scope.account)


def test_broken_text_is_one_error_with_its_place(tmp_path):
    report = run(Request(paths=[str(_written(tmp_path, "AWSTemplateFormatVersion: 2010-09-09\nResources:\n\tX: 1\n"))]))

    assert "t.yaml:3:1" in str(report.unreadable[0])


def _written(tmp_path, text):
    path = tmp_path / "t.yaml"
    path.write_text(text)
    return path
