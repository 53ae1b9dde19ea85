"""Names and texts as other systems have them: CRLF, Unicode, spaces and line breaks, backslashes, encodings that lack characters."""

import gzip
import json
import os
import xml.etree.ElementTree as ET

import pytest

from eni_lint.reporters import REPORTERS

FAULTY = """\
eni_lint: 1
subnets:
  a: {availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
network_interfaces:
  web: {subnet_id: a, description: the web server, private_ip_addresses: [10.0.1.2]}
"""
ACCOUNT = {"AWS_ACCOUNT_ID": "111122223333", "AWS_REGION": "eu-west-1"}
RULE = "reserved-subnet-address"
ONE = ("--select", RULE)


def rules_found(done):
    return [finding["rule"] for scope in json.loads(done.stdout)["scopes"] for finding in scope["findings"]]


def lines_found(done):
    return [(finding["line"], finding["column"]) for scope in json.loads(done.stdout)["scopes"] for finding in scope["findings"]]


TEXTS = {
    "net.yaml": FAULTY,
    "plan.json": json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "resource_changes": [
                {
                    "address": f"aws_{kind}.a",
                    "type": f"aws_{kind}",
                    "name": "a",
                    "mode": "managed",
                    "provider_name": "registry.terraform.io/hashicorp/aws",
                    "change": {"actions": ["create"], "before": None, "after": after, "after_unknown": {}},
                }
                for kind, after in (("network_interface", {"subnet_id": "subnet-1", "ipv4_prefixes": ["10.0.1.17/28"]}),)
            ],
        },
        indent=2,
    ),
    "stack.yaml": """\
AWSTemplateFormatVersion: "2010-09-09"
Resources:
  Web:
    Type: AWS::EC2::NetworkInterface
    Properties:
      SubnetId: subnet-1
      Ipv4Prefixes:
        - Ipv4Prefix: 10.0.1.17/28
""",
    "main.tf": 'resource "aws_network_interface" "a" {\n  subnet_id     = "subnet-1"\n  ipv4_prefixes = ["10.0.1.17/28"]\n  description   = <<-EOT\n    two\n    lines\n  EOT\n}\n',
    "describe.json": json.dumps(
        {"NetworkInterfaces": [{"NetworkInterfaceId": "eni-1", "SubnetId": "subnet-1", "Ipv4Prefixes": [{"Ipv4Prefix": "10.0.1.17/28"}]}]}, indent=2
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TEXTS)
def test_line_ends_of_windows_change_neither_findings_nor_places(eni_lint, tmp_path, name):
    for folder, text in (
        ("unix", TEXTS[name]),
        ("windows", TEXTS[name].replace("\n", "\r\n")),
        ("marked", "\ufeff" + TEXTS[name]),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_bytes(text.encode())
    unix, windows, marked = (
        eni_lint("check", "--format", "json", "--no-config", ".", cwd=tmp_path / folder)
        for folder in ("unix", "windows", "marked")
    )

    assert rules_found(unix)
    assert rules_found(unix) == rules_found(windows) == rules_found(marked)
    assert lines_found(unix) == lines_found(windows) == lines_found(marked)


def test_line_ends_of_windows_in_the_other_files(eni_lint, write):
    def crlf(text):
        return text.replace("\n", "\r\n")

    write("eni-lint.yaml", crlf("rules:\n  undescribed-interface: off\nrule-packs:\n  - ./policy\n"))
    write(
        "policy/own/no-description.yaml",
        crlf(
            'title: No description\nseverity: warning\nover: network_interfaces\nexpect: >-\n  subject.description != "the web server"\nmessage: "It is \'{address}\'."\n'
        ),
    )
    done = eni_lint("check", "--format", "json", write("net.yaml", crlf(FAULTY)))

    assert 1 == done.returncode, done.err
    assert {"no-description", RULE} <= set(rules_found(done))


NAMES = [
    "with space.yaml",
    "two\nlines.yaml",
    "tab\there.yaml",
    "Größe-网络-🐙.yaml",
    "quote'\"s.yaml",
    "back\\slash.yaml",
    "C:\\net\\web.yaml",
    "-.yaml",
    "percent%20.yaml",
    "#hash?.yaml",
    "[brackets].yaml",
    "$(id).yaml",
    "a" * 250 + ".yaml",
    "/".join(["d" * 200] * 15) + "/net.yaml",
]


@pytest.mark.parametrize("name", NAMES, ids=lambda name: name[:20].encode("unicode_escape").decode())
def test_a_file_may_have_any_name(eni_lint, write, tmp_path, name):
    write(name, FAULTY)
    outputs = [part for form in REPORTERS for part in ("--output", f"{form}=out.{form}")]
    done = eni_lint("check", "-q", *outputs, *ONE, f"./{name}", env=ACCOUNT)

    assert (1, "") == (done.returncode, done.err)
    for form in ("json", "sarif", "github-sarif", "gitlab", "asff"):
        json.loads((tmp_path / f"out.{form}").read_text())
    assert ET.fromstring((tmp_path / "out.junit").read_bytes()) is not None
    assert RULE in (tmp_path / "out.text").read_text()


def test_a_file_may_have_a_name_that_is_no_text(eni_lint, tmp_path):
    name = os.fsdecode(b"net-\xff\xfe.yaml")
    (tmp_path / name).write_text(FAULTY)
    outputs = [part for form in REPORTERS for part in ("--output", f"{form}=out.{form}")]
    done = eni_lint("check", *outputs, *ONE, name, env=ACCOUNT)

    assert (1, "") == (done.returncode, done.err)
    assert RULE in done.out


@pytest.mark.parametrize("form", REPORTERS)
@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-16"])
def test_an_output_that_lacks_characters_is_written_all_the_same(eni_lint, write, form, encoding):
    text = FAULTY.replace("web:", '"wéb-网络-🐙":')
    done = eni_lint("check", "--format", form, *ONE, write("nét-网.yaml", text), env=ACCOUNT | {"PYTHONIOENCODING": encoding})

    assert (1, "") == (done.returncode, done.err)
    assert RULE in done.stdout.decode(encoding)


@pytest.mark.parametrize(
    "environment",
    [{"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"}, {"LC_ALL": "POSIX"}, {"LC_ALL": "nowhere.KOI8-R"}],
)
def test_a_locale_without_unicode_reads_and_writes_unicode(eni_lint, write, tmp_path, environment):
    text = FAULTY.replace("web:", '"wéb-网络-🐙":')
    done = eni_lint("check", "--output", "json=out.json", *ONE, write("net.yaml", text), env=environment)

    assert (1, "") == (done.returncode, done.err)
    assert "wéb-网络-🐙" in (tmp_path / "out.json").read_bytes().decode()


def test_a_plan_of_windows_names_its_files_with_drive_and_backslash(eni_lint, write):
    plan = json.loads(TEXTS["plan.json"])
    plan["configuration"] = {
        "root_module": {
            "module_calls": {
                "m": {"source": "C:\\modules\\net", "module": {"resources": []}},
                "n": {"source": ".\\net", "module": {}},
            }
        }
    }
    done = eni_lint("check", "--format", "json", write("plan.json", json.dumps(plan)))

    assert 1 == done.returncode
    assert "unaligned-prefix" in rules_found(done) or rules_found(done)


def test_packed_text_with_line_ends_of_windows_is_read(eni_lint, write):
    done = eni_lint("check", "--format", "json", *ONE, write("net.yaml", gzip.compress(FAULTY.replace("\n", "\r\n").encode())))

    assert [RULE] == rules_found(done)


@pytest.mark.parametrize("path", ["a" * 5000, "a/" * 3000, "\x7f" * 300 + ".tf", "é" * 200])
def test_a_path_that_cannot_be_is_said(eni_lint, path):
    done = eni_lint("check", path)

    assert 3 == done.returncode
    assert "Traceback" not in done.err


@pytest.mark.parametrize(
    "options", [["--config"], ["--rules"], ["--over"], ["--var-file"], ["--parameters"], ["--source-root"], ["--output"]]
)
def test_an_option_with_a_path_that_cannot_be_is_said(eni_lint, write, options):
    path = "a" * 5000
    done = eni_lint("check", write("net.yaml", FAULTY), *options, f"json={path}" if options == ["--output"] else path)

    assert done.returncode in {1, 2, 3}
    assert "Traceback" not in done.err
