"""Templates for tests: an expression stands as the property V of a resource X, and is worked out."""

from textwrap import dedent, indent

from eni_lint.sources.cloudformation.parse import parse_template
from eni_lint.sources.cloudformation.template import Template

SURROUNDINGS = """
    Parameters:
      Stage: {Type: String, Default: dev}
      Type: {Type: String}
      Zones: {Type: List<AWS::EC2::AvailabilityZone::Name>}
      Names: {Type: CommaDelimitedList, Default: "a, b ,c"}
      Count: {Type: Number, Default: 2}
      Choice: {Type: String, AllowedValues: [one, two]}
      Image: {Type: "AWS::SSM::Parameter::Value<AWS::EC2::Image::Id>", Default: /images/latest}
    Mappings:
      Sizes:
        eu-west-1: {small: t3.micro, large: m6i.large, zones: [x, y]}
        us-east-1: {small: t3.micro, large: m5.large}
    Conditions:
      Holds: !Equals [a, a]
      Fails: !Not [!Condition Holds]
      Open: !Equals [!ImportValue stage, prod]
    Resources:
      Subnet: {Type: "AWS::EC2::Subnet"}
      Net: {Type: "AWS::EC2::VPC"}
      Absent: {Type: "AWS::EC2::Subnet", Condition: Fails}
"""


def template(text, given=None, reads=None, path="t.yaml"):
    """Read a template."""
    return Template(parse_template(dedent(text).encode(), path), given, reads)


def within(expression, rest=""):
    """Give the text of a template with an expression in it, as YAML that is indented by nothing."""
    return (
        f"{dedent(rest)}{dedent(SURROUNDINGS)}  X:\n    Type: AWS::EC2::NetworkInterface\n    Properties:\n      V:\n"
        f"{indent(dedent(expression).strip(), ' ' * 8)}\n"
    )


def worked_out(expression, given=None, rest=""):
    """Give what an expression comes to, and what is said to be wrong."""
    found = template(within(expression, rest), given)
    value = found.view().resources["X"].properties.plain()
    return value.get("V", "absent") if isinstance(value, dict) else value, [fault.what for fault in found.faults]


def value_of(expression, given=None, rest=""):
    """Give what a sound expression comes to."""
    value, faults = worked_out(expression, given, rest)
    assert [] == faults
    return value


def faults_of(expression, given=None, rest=""):
    """Give what is wrong with an expression that must then not be known."""
    value, faults = worked_out(expression, given, rest)
    assert type(value).__name__ == "Unknown", value
    return faults
