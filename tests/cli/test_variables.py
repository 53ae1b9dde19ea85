"""Input variables of a bare configuration, from the command line and from files."""

import pytest

MAIN = """\
variable "address" {}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_network_interface" "x" {
  subnet_id   = aws_subnet.a.id
  private_ips = [var.address]
}
"""


@pytest.fixture
def found(eni_lint, write):
    write("infra/main.tf", MAIN)

    def run(*args):
        return "10.0.1.2 " in eni_lint("check", "--select", "reserved-subnet-address", "--verbose", *args, "infra").out

    return run


def test_a_variable_without_a_value_is_not_known(found):
    assert not found()


def test_the_command_line_gives_variables(found):
    assert found("--var", "address=10.0.1.2")
    assert not found("--var", "address=10.0.1.20")


def test_files_give_variables_and_the_last_one_counts(found, write, tmp_path):
    write("bad.tfvars", 'address = "10.0.1.2"\n')
    write("good.tfvars.json", '{"address": "10.0.1.20"}')

    assert found("--var-file", "bad.tfvars")
    assert not found("--var-file", "bad.tfvars", "--var-file", "good.tfvars.json")
    assert found("--var-file", "good.tfvars.json", "--var", "address=10.0.1.2")


def test_a_value_that_is_none_is_a_usage_error(eni_lint, write):
    write("infra/main.tf", MAIN)

    assert 2 == eni_lint("check", "--var", "address", "infra").returncode
