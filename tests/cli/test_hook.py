"""What a hook does with the files that are about to be committed."""

import pytest

BAD_YAML = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.1.0/24}}
security_groups: {g: {}}
network_interfaces: {x: {subnet_id: a, groups: [g], private_ip_addresses: [10.0.1.2]}}
"""
GOOD_YAML = BAD_YAML.replace("10.0.1.2]", "10.0.1.20]")
BAD_MODULE = """\
variable "address" {}
resource "aws_subnet" "a" {
  vpc_id     = aws_vpc.main.id
  cidr_block = "10.0.1.0/24"
}
resource "aws_vpc" "main" {
  cidr_block = "10.0.0.0/16"
}
resource "aws_security_group" "g" {
  vpc_id = aws_vpc.main.id
}
resource "aws_network_interface" "x" {
  subnet_id       = aws_subnet.a.id
  security_groups = [aws_security_group.g.id]
  private_ips     = [var.address]
}
"""
ROOT = """\
module "edge" {
  source  = "../../modules/edge"
  address = "ADDRESS"
}
"""


@pytest.fixture
def repository(write):
    write("modules/edge/main.tf", BAD_MODULE)
    write("live/bad/main.tf", ROOT.replace("ADDRESS", "10.0.1.2"))
    write("live/good/main.tf", ROOT.replace("ADDRESS", "10.0.1.20"))
    write("net/bad.yaml", BAD_YAML)
    write("net/good.yaml", GOOD_YAML)
    write("chart/values.yaml", "a: 1\n")
    write("chart/templates/x.yaml", "{{ if .Values.x }}\na: [\n{{ end }}\n")
    write("broken.json", "{")
    write("package.json", '{"name": "x"}')
    write("main.bin", b"\x00\x01\xff")
    write(".git/HEAD", "ref: refs/heads/main\n")


OTHERS = ["chart/values.yaml", "chart/templates/x.yaml", "broken.json", "package.json", "main.bin"]


def test_files_of_others_are_passed_over_in_silence(eni_lint, repository):
    process = eni_lint("hook", *OTHERS)

    assert (0, "") == (process.returncode, process.err)
    assert "error" not in process.out


def test_nothing_staged_is_nothing_wrong(eni_lint, repository):
    assert (0, "", "") == ((process := eni_lint("hook")).returncode, process.out, process.err)


def test_a_declared_file_is_checked_among_others(eni_lint, repository):
    assert 0 == eni_lint("hook", "net/good.yaml", *OTHERS).returncode
    process = eni_lint("hook", "net/good.yaml", "net/bad.yaml", *OTHERS)

    assert 1 == process.returncode
    assert "error reserved-subnet-address  net/bad.yaml:4:76" in process.out


def test_a_broken_file_that_is_ours_is_said(eni_lint, repository, write):
    process = eni_lint("hook", write("net/broken.yaml", "eni_lint: 1\nsubnets: [\n"))

    assert 3 == process.returncode
    assert "net/broken.yaml:3:1" in process.out + process.err


def test_a_changed_root_module_is_checked_alone(eni_lint, repository):
    assert 0 == eni_lint("hook", "live/good/main.tf").returncode
    process = eni_lint("hook", "live/bad/main.tf")

    assert 1 == process.returncode
    assert "error reserved-subnet-address  modules/edge/main.tf:15:" in process.out


def test_a_changed_module_is_checked_where_it_is_called(eni_lint, repository):
    process = eni_lint("hook", "modules/edge/main.tf")

    assert 1 == process.returncode
    assert 1 == process.out.count("error reserved-subnet-address")
    assert "of 2 inputs" in process.out


def test_changed_variables_are_checked_with_their_module(eni_lint, repository, write):
    write(
        "live/vars/main.tf",
        'variable "address" {}\n' + ROOT.replace('"../modules/edge"', '"../../modules/edge"').replace('"ADDRESS"', "var.address"),
    )
    assert 0 == eni_lint("hook", write("live/vars/terraform.tfvars", 'address = "10.0.1.20"\n')).returncode

    assert 1 == eni_lint("hook", write("live/vars/terraform.tfvars", 'address = "10.0.1.3"\n')).returncode


def test_modules_in_a_ring_end(eni_lint, write):
    write(".git/HEAD", "")
    write("a/main.tf", 'module "b" {\n  source = "../b"\n}\n')
    process = eni_lint("hook", write("b/main.tf", 'module "a" {\n  source = "../a"\n}\n'))

    assert process.returncode in {0, 3}
    assert "Traceback" not in process.err


def test_the_hook_is_a_gate_unless_told(eni_lint, write):
    noted = "eni_lint: 1\ninstances: {x: {instance_type: t9.nano}}\n"
    name = write("net.yaml", noted)
    found = [
        eni_lint(command, *args, name).out.count("note ")
        for command, *args in (["check"], ["hook"], ["hook", "--profile", "audit"])
    ]

    assert [True, False, True] == [count > 0 for count in found]


def test_excluded_files_are_left_out_although_they_are_named(eni_lint, repository, write):
    write("eni-lint.yaml", "exclude: [net/]\n")

    assert 0 == eni_lint("hook", "net/bad.yaml").returncode


def test_the_hook_for_plans_takes_plans_only(eni_lint, repository, write):
    plan = '{"format_version": "1.2", "planned_values": {}, "resource_changes": []}'
    process = eni_lint(
        "hook",
        "--kind",
        "terraform-plan",
        write("my-plan.json", plan),
        write("meal-plan.json", '{"monday": "soup"}'),
        "net/bad.yaml",
    )

    assert 0 == process.returncode, process.out + process.err


def test_a_profile_can_be_the_one_to_use_when_none_is_set(eni_lint, write):
    name = write("net.yaml", "eni_lint: 1\ninstances: {x: {instance_type: t9.nano}}\n")
    gate = ("check", "--profile-unless-set", "gate", name)
    found = [eni_lint(*gate).out]
    write("eni-lint.yaml", "profile: audit\n")
    found.append(eni_lint(*gate).out)

    assert [False, True] == ["note " in text for text in found]
