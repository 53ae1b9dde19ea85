"""Only what changed since a revision: by lines where they are known, by file where they are not."""

import subprocess

import pytest

NET = """\
eni_lint: 1
subnets:
  a: {cidr_block: 10.0.1.0/24}
security_groups:
  g: {}
network_interfaces:
  old:
    subnet_id: a
    groups: [g]
    private_ip_addresses: [10.0.1.2]
  newer:
    subnet_id: a
    groups: [g]
    private_ip_addresses: [10.0.1.20]
"""


def git(folder, *args):
    subprocess.run(
        ["git", "-c", "user.name=t", "-c", "user.email=t@example.org", "-C", folder, *args], check=True, capture_output=True
    )


@pytest.fixture
def checkout(write, tmp_path):
    git(tmp_path, "init", "-q", "-b", "main")
    write("net.yaml", NET)
    write("same.yaml", NET)
    write("with space ü.yaml", NET)
    write(".gitignore", "build/\n")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")


def found(process, rule="reserved-subnet-address"):
    return [line.split("  ")[1] for line in process.out.splitlines() if line.startswith(f"error {rule}")]


def check(eni_lint, *paths, base="HEAD"):
    return eni_lint("check", "--diff-base", base, *(paths or (".",)))


def test_nothing_changed_is_nothing_found(eni_lint, checkout):
    process = check(eni_lint)

    assert (0, []) == (process.returncode, found(process))
    assert "on what has not changed since HEAD were left out." in process.out


def test_a_change_in_one_object_does_not_bring_up_the_others(eni_lint, checkout, write):
    write("net.yaml", NET.replace("10.0.1.20", "10.0.1.3"))
    process = check(eni_lint)

    assert ["net.yaml:14:28"] == found(process)
    assert 1 == process.returncode


def test_any_line_of_an_object_brings_up_what_is_said_of_it(eni_lint, checkout, write):
    write("net.yaml", NET.replace("  old:\n", "  old:\n    description: here\n"))

    assert ["net.yaml:11:28"] == found(check(eni_lint))


def test_a_related_object_that_changed_counts(eni_lint, checkout, write):
    write("net.yaml", NET.replace("10.0.1.0/24", "10.0.1.0/25"))

    assert ["net.yaml:10:28"] == found(check(eni_lint))


def test_new_files_and_odd_names_count_whole(eni_lint, checkout, write):
    write("fresh/net.yaml", NET)
    write("with space ü.yaml", NET.replace("10.0.1.2]", "10.0.1.1]"))

    assert ["fresh/net.yaml:10:28", "with space ü.yaml:10:28"] == found(check(eni_lint))


def test_what_a_build_made_counts(eni_lint, checkout, write):
    write(
        "build/net.json",
        '{"eni_lint": 1, "subnets": {"a": {"cidr_block": "10.0.1.0/24"}}, "network_interfaces": {"x": {"subnet_id": "a", "private_ip_addresses": ["10.0.1.2"]}}}',
    )

    assert 1 == len(found(check(eni_lint, "build/net.json")))


def test_a_later_commit_is_compared_with_an_earlier_one(eni_lint, checkout, write, tmp_path):
    write("net.yaml", NET.replace("10.0.1.20", "10.0.1.3"))
    git(tmp_path, "commit", "-qam", "second")

    assert [] == found(check(eni_lint))
    assert ["net.yaml:14:28"] == found(check(eni_lint, base="HEAD~1"))


@pytest.mark.parametrize("base", ["nowhere", "--output=stolen", "HEAD:net.yaml", ""])
def test_a_revision_that_is_not_there_is_a_usage_error(eni_lint, checkout, base, tmp_path):
    process = eni_lint("check", f"--diff-base={base}", "net.yaml")

    assert (1 if base == "" else 2) == process.returncode
    assert base == "" or f"there is no revision {base} here" in process.err
    assert not (tmp_path / "stolen").exists()


def test_outside_a_repository_it_is_a_usage_error(eni_lint, write):
    process = eni_lint("check", "--diff-base", "HEAD", write("net.yaml", NET))

    assert 2 == process.returncode
    assert "this folder is in no git repository" in process.err
