"""``eni-lint check``: exit statuses, outputs, what is selected, and input that is wrong."""

import io
import json
import os
import subprocess
import sys
import zipfile

import pytest

CLEAN = """\
eni_lint: 1
subnets:
  a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
security_groups:
  web: {rules: []}
instances:
  host: {instance_type: m6i.large}
network_interfaces:
  web:
    subnet_id: a
    description: the web server
    private_ip_addresses: [10.0.1.10]
    groups: [web]
    attachment: {instance_id: host, device_index: 0}
"""
FAULTY = CLEAN.replace("10.0.1.10", "10.0.1.2")
UNDECIDED = CLEAN.replace("cidr_block: 10.0.1.0/24", "cidr_block: {unknown: not decided yet}")


def test_nothing_wrong_is_status_0(eni_lint, write):
    done = eni_lint("check", write("clean.yaml", CLEAN))

    assert (0, "") == (done.returncode, done.err)


def test_a_finding_is_status_1_and_names_rule_place_and_fix(eni_lint, write):
    done = eni_lint("check", write("net.yaml", FAULTY))

    assert 1 == done.returncode
    assert "reserved-subnet-address" in done.out
    assert "net.yaml:12:" in done.out
    assert "10.0.1.2" in done.out
    assert "" == done.err


@pytest.mark.parametrize(("gate", "status"), [("error", 1), ("warning", 1), ("note", 1), ("never", 0)])
def test_the_gate_decides_what_fails(eni_lint, write, gate, status):
    assert status == eni_lint("check", "--fail-on", gate, write("net.yaml", FAULTY)).returncode


def test_a_note_does_not_fail_unless_asked(eni_lint, write):
    name = write("net.yaml", CLEAN.replace("m6i.large", "t5.large"))

    assert 0 == eni_lint("check", name).returncode
    assert 1 == eni_lint("check", "--fail-on", "note", name).returncode


def test_what_cannot_be_told_is_undecided_and_fails_only_when_asked(eni_lint, write):
    name = write("net.yaml", UNDECIDED)
    done = eni_lint("check", name)

    assert 0 == done.returncode
    assert "undecided" in done.out
    assert "not decided yet" in done.out
    assert 1 == eni_lint("check", "--fail-on-undecided", name).returncode


def test_rules_are_selected_and_ignored_by_id_and_category(eni_lint, write):
    name = write("net.yaml", FAULTY)

    assert 0 == eni_lint("check", "--ignore", "reserved-subnet-address", name).returncode
    assert 0 == eni_lint("check", "--ignore", "limits,addressing", name).returncode
    assert 0 == eni_lint("check", "--select", "limits", name).returncode
    assert 1 == eni_lint("check", "--select", "reserved-subnet-address", name).returncode


def test_a_rule_that_does_not_exist_is_status_2(eni_lint, write):
    done = eni_lint("check", "--select", "reserved-subnet-adress", write("net.yaml", FAULTY))

    assert 2 == done.returncode
    assert "Did you mean reserved-subnet-address?" in done.err


@pytest.mark.parametrize(
    "args", [(), ("check",), ("check", "--format", "html", "x"), ("frobnicate",), ("check", "--output", "sarif", "x")]
)
def test_wrong_use_is_status_2_without_a_traceback(eni_lint, args):
    done = eni_lint(*args)

    assert 2 == done.returncode
    assert done.err.startswith("eni-lint: ")
    assert "Traceback" not in done.err


def test_standard_input_is_read(eni_lint):
    done = eni_lint("check", "-", stdin=FAULTY.encode())

    assert 1 == done.returncode
    assert "reserved-subnet-address" in done.out


def test_sarif_goes_to_standard_output_and_nothing_else_does(eni_lint, write):
    done = eni_lint("check", "--format", "sarif", write("net.yaml", FAULTY))
    log = json.loads(done.out)

    assert "2.1.0" == log["version"]
    assert ["reserved-subnet-address"] == [r["ruleId"] for r in log["runs"][0]["results"]]


def test_reports_are_written_beside_the_text(eni_lint, write, tmp_path):
    done = eni_lint("check", "--output", "sarif=out.sarif", "--output", "text=out.txt", write("net.yaml", FAULTY))

    assert "reserved-subnet-address" in done.out
    assert "reserved-subnet-address" in (tmp_path / "out.txt").read_text()
    assert 1 == len(json.loads((tmp_path / "out.sarif").read_text())["runs"][0]["results"])
    assert ["net.yaml", "out.sarif", "out.txt"] == sorted(p.name for p in tmp_path.iterdir() if p.name != ".cache")


def test_a_report_that_cannot_be_written_is_status_2(eni_lint, write):
    done = eni_lint("check", "--output", "sarif=missing/out.sarif", write("net.yaml", CLEAN))

    assert 2 == done.returncode
    assert "missing/out.sarif" in done.err
    assert "Traceback" not in done.err


def test_nothing_to_check_is_status_3_unless_allowed(eni_lint, tmp_path):
    (tmp_path / "empty").mkdir()
    done = eni_lint("check", "empty")

    assert 3 == done.returncode
    assert "nothing to check" in done.out + done.err
    assert 0 == eni_lint("check", "--allow-empty", "empty").returncode


def test_a_folder_is_walked_and_what_is_not_ours_is_left_alone(eni_lint, write):
    write("deploy/values.yaml", "replicas: 3\n")
    write("deploy/chart.yaml", "{{ if .Values.x }}\n\tbroken: [\n{{ end }}\n")
    write("deploy/list.json", "[1, 2]")
    write("deploy/.hidden/net.yaml", FAULTY)
    write("deploy/node_modules/net.yaml", FAULTY)
    write("deploy/net/net.yaml", FAULTY)
    done = eni_lint("check", "deploy")

    assert 1 == done.returncode
    assert 1 == done.out.count("reserved-subnet-address")


def test_a_file_named_twice_is_checked_once(eni_lint, write):
    write("deploy/net.yaml", FAULTY)
    done = eni_lint("check", "deploy", "deploy/net.yaml", "./deploy")

    assert 1 == done.out.count("reserved-subnet-address")


def test_every_file_is_a_scope_of_its_own(eni_lint, write):
    # Both hold the same address in a subnet of the same name; they are two estates.
    done = eni_lint("check", write("one.yaml", CLEAN), write("two.yaml", CLEAN))

    assert 0 == done.returncode


def test_describe_files_of_one_folder_are_one_snapshot(eni_lint, write):
    interface = {
        "NetworkInterfaceId": "eni-0a", "SubnetId": "subnet-0a", "InterfaceType": "interface", "Groups": [],
        "PrivateIpAddresses": [{"PrivateIpAddress": "10.0.1.2", "Primary": True}],
    }  # fmt: skip
    write("account/interfaces.json", json.dumps({"NetworkInterfaces": [interface]}))
    write("account/subnets.json", json.dumps({"Subnets": [{"SubnetId": "subnet-0a", "CidrBlock": "10.0.1.0/24"}]}))

    assert "reserved-subnet-address" in eni_lint("check", "account").out
    assert "reserved-subnet-address" in eni_lint("check", "account/interfaces.json", "account/subnets.json").out


def test_the_kind_can_be_forced(eni_lint, write):
    done = eni_lint("check", "--kind", "declared", write("net.yaml", CLEAN.replace("eni_lint: 1", "version: 1")))

    assert 3 == done.returncode
    assert "A declared file needs the key 'eni_lint: 1'" in done.out


@pytest.mark.parametrize("kind", ["terraform-plan", "describe"])
def test_a_forced_kind_that_the_file_contradicts_is_said(eni_lint, write, kind):
    done = eni_lint("check", "--kind", kind, write("net.yaml", CLEAN))

    assert 3 == done.returncode
    assert f"unreadable net.yaml\n  --kind says {kind}, but this looks like declared\n  fix: Leave --kind out" in done.out


@pytest.mark.parametrize("form", ["text", "json", "sarif", "github", "junit", "markdown", "csv"])
def test_an_empty_path_is_called_empty(eni_lint, form):
    done = eni_lint("check", "--format", form, "")

    assert 3 == done.returncode
    assert "he path is empty" in done.out


BOMB = "eni_lint: 1\na: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + n)}: &{chr(98 + n)} [{','.join(['*' + chr(97 + n)] * 9)}]\n" for n in range(12)
)


def zipped():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("tfplan", "x" * 100)
    return buffer.getvalue()


GARBAGE = {
    "binary.json": (bytes(range(256)) * 4, "binary.json"),
    "empty.yaml": (b"", "empty"),
    "blank.json": (b" \n\n", "white space"),
    "truncated.json": (b'{"resource_changes": [{"address": "aws_instance.a", "mode"', "truncated.json:1:"),
    "list.yaml": (b"- a\n- b\n", "a list"),
    "scalar.yaml": (b"hello\n", "plain text"),
    "other.json": (b'{"name": "x", "version": 1}', "name, version"),
    "later.tfstate": (b'{"version": 5, "terraform_version": "9.0.0", "serial": 1, "lineage": "x"}', "format of the state is 5"),
    "encrypted.tfstate": (b'{"serial": 1, "lineage": "x", "meta": {}, "encrypted_data": "AA"}', "encrypted state of OpenTofu"),
    "tfplan": (zipped(), "terraform show -json"),
    "duplicate.yaml": (b"eni_lint: 1\nsubnets: {}\nsubnets: {}\n", "duplicate.yaml:3:1"),
    "duplicate.json": (b'{"eni_lint": 1, "subnets": {"a": {}, "a": {}}}', "duplicate.json:1:"),
    "deep.json": (b'{"resource_changes": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "deep"),
    "deep.yaml": (b"eni_lint: 1\nsubnets: " + b"[" * 10_000 + b"]" * 10_000 + b"\n", "deep"),
    "bomb.yaml": (BOMB.encode(), "alias"),
    "latin1.yaml": ("eni_lint: 1\n# Größe\n".encode("latin-1"), "UTF-8"),
    "tabs.yaml": (b"eni_lint: 1\nsubnets:\n\ta: {}\n", "tabs.yaml:3:"),
    "several.yaml": (b"eni_lint: 1\nvpcs: {a: {}}\n---\neni_lint: 1\nvpcs: {a: {}}\n", "several.yaml:5:"),
    "wrong.json": (b'{"format_version": "1.2", "resource_changes": "none"}', "resource_changes"),
    "version.json": (b'{"format_version": "7.0", "resource_changes": []}', "7.0"),
    "template.yaml": (b"AWSTemplateFormatVersion: 2010-09-09\nResources: {}\n", "CloudFormation"),
    "missing.json": (None, "no such file"),
}


@pytest.mark.parametrize("name", GARBAGE)
def test_input_that_is_wrong_gives_one_clear_message_and_the_others_are_checked(eni_lint, write, name):
    content, expected = GARBAGE[name]
    if content is not None:
        write(name, content)
    done = eni_lint("check", write("good.yaml", FAULTY), name)
    said = done.out + done.err

    assert 3 == done.returncode
    assert "reserved-subnet-address" in done.out
    assert name in said
    assert expected in said
    assert "Traceback" not in said


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_what_powershell_writes_is_read(eni_lint, write, encoding):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    done = eni_lint("check", write("net.yaml", bom + FAULTY.replace("\n", "\r\n").encode(encoding)))

    assert 1 == done.returncode
    assert "net.yaml:12:" in done.out


def test_a_reader_that_goes_away_is_no_fault(eni_lint, write, tmp_path):
    write("net.yaml", FAULTY)
    process = subprocess.Popen(
        [sys.executable, "-m", "eni_lint", "check", "net.yaml"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()

    assert process.wait() in {0, 1}
    assert b"" == err


def through(shell, tmp_path):
    command = shell.replace("eni-lint", f"{sys.executable} -m eni_lint")
    return subprocess.run(["bash", "-o", "pipefail", "-c", command], cwd=tmp_path, capture_output=True, text=True, check=False)


def test_the_status_is_the_same_when_the_reader_goes_away(write, tmp_path):
    write("net.yaml", FAULTY)
    for form in ("text", "sarif", "json"):
        done = through(
            f"eni-lint check --format {form} --output json=kept.json net.yaml | head -c 10; echo ${{PIPESTATUS[0]}}", tmp_path
        )

        assert done.stdout.endswith("1\n")
        assert "" == done.stderr
        assert "reserved-subnet-address" in (tmp_path / "kept.json").read_text()


@pytest.mark.parametrize("command", ["check net.yaml", "rules", "explain too-many-interfaces", "limits m6i.large"])
@pytest.mark.parametrize(("outlet", "said"), [(">&-", "standard output is closed"), ("> /dev/full", "No space left")])
def test_output_that_leads_nowhere_is_said(write, tmp_path, command, outlet, said):
    write("net.yaml", FAULTY)
    done = through(f"eni-lint {command} {outlet}", tmp_path)

    assert 2 == done.returncode
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_link_is_followed_and_a_pipe_is_written_to(eni_lint, write, tmp_path):
    (tmp_path / "real.json").write_text("old")
    (tmp_path / "link.json").symlink_to("real.json")
    eni_lint("check", "--output", "json=link.json", write("net.yaml", FAULTY))

    assert (tmp_path / "link.json").is_symlink()
    assert "reserved-subnet-address" in (tmp_path / "real.json").read_text()

    os.mkfifo(tmp_path / "pipe")
    done = through(
        "(cat pipe > read.json &) ; eni-lint check --output json=pipe net.yaml; test -p pipe && echo still a pipe", tmp_path
    )

    assert "still a pipe" in done.stdout


@pytest.mark.parametrize("args", [("--select", ""), ("--ignore", ","), ("--select", "limits", "--ignore", "limits")])
def test_choosing_nothing_is_status_2(eni_lint, write, args):
    done = eni_lint("check", *args, write("net.yaml", FAULTY))

    assert 2 == done.returncode
    assert "rule" in done.err


def test_an_object_that_is_unknown_is_undecided(eni_lint, write):
    done = eni_lint("check", write("net.yaml", "eni_lint: 1\nnetwork_interfaces: {data: {unknown: not designed yet}}\n"))

    assert 0 == done.returncode
    assert "not designed yet" in done.out
    assert "" == done.err


def test_a_very_long_word_is_reported_at_once(eni_lint, write):
    template = f"{{instance_type: {'x' * 200_000}, network_interfaces: [{{device_index: 0, interface_type: efa}}]}}"
    done = eni_lint("check", write("net.yaml", f"eni_lint: 1\nlaunch_templates: {{w: {template}}}\n"))

    assert done.returncode in {0, 1}


def test_what_cannot_be_read_is_told_beside_a_report_for_machines(eni_lint, write):
    done = eni_lint("check", "--format", "sarif", write("net.yaml", FAULTY), "missing.json")

    assert 3 == done.returncode
    assert "eni-lint: missing.json: there is no such file" in done.err
    assert "2.1.0" == json.loads(done.out)["version"]
