"""Findings of plans stand where people wrote what is wrong: each is checked against the text of the line it names."""

from __future__ import annotations

import json
import re

import pytest
from plan_corpus import PLANS

from eni_lint.app import Request, run
from eni_lint.documents import split_pointer
from eni_lint.sources.hcl.planned import UNLIKE, source_of_plan
from eni_lint.sources.hcl.source_map import address_parts

# What stands in lines-* is written in odd ways: there, and everywhere, tests/cli/test_source_markers.py looks at marks.
FIXTURES = sorted(
    str(p.relative_to(PLANS))
    for p in PLANS.glob("*/*.json")
    if (p.parent / "main.tf").exists() and not p.parent.name.startswith("lines-")
)


def head_names(pointer, row):
    """What the head of a block may say: the resource, or the nested block that the pointer leads into."""
    blocks = [token for token in split_pointer(pointer)[2:] if not token.isdecimal()]
    return {f'resource "{row["type"]}" "{row["name"]}"', f'data "{row["type"]}" "{row["name"]}"', *blocks}


@pytest.mark.parametrize("name", FIXTURES)
def test_line_of_every_finding_holds_what_the_plan_points_at(name):
    data = json.loads((PLANS / name).read_text())
    findings = [f for scope in run(Request(paths=[str(PLANS / name)])).scopes for f in scope.findings]
    places = [place for f in findings for place in (f.at, *(related.place for related in f.related))]

    for place in places:
        pointer = place.pointer
        written = place.origin.document.written(pointer)
        row = data["resource_changes"][int(split_pointer(pointer)[1])] if "/resource_changes" in pointer else None
        if row is None:
            continue

        assert written is not None, pointer
        line = written.document.line(written.span.start_line)
        if written.whole:
            said = line[written.span.start_column - 1 : written.span.end_column - 1]
            assert any(said in (head, f'dynamic "{head}"') for head in head_names(pointer, row)), (
                pointer,
                line,
            )
        else:
            assert re.match(r"\s*([\w-]+)\s*=", line)[1] in split_pointer(pointer), (pointer, line)


def mapped(tmp_path, text, rows, **files):
    (tmp_path / "main.tf").write_bytes(text.encode())
    for path, content in files.items():
        target = tmp_path / path.replace("__", "/").replace("_tf", ".tf").replace("_json", ".json")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)
    data = {"resource_changes": rows}
    source = source_of_plan(data, data, [str(tmp_path)])
    return source.written, source.notes


def row(address, after, **more):
    kind, name = address.split(".")[-2:]
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": {"actions": ["create"], "after": after},
    } | more


def said(written):
    span = written.span
    return written.document.line(span.start_line)[span.start_column - 1 : span.end_column - 1]


def test_crlf_tabs_unicode_comments_and_heredocs_do_not_move_columns(tmp_path):
    text = 'locals {\r\n\tx = <<-E\r\n\tsubnet_id = "no"\r\n\tE\r\n}\r\n/* é\r\n */ resource "aws_network_interface" "ä" {\r\n\t/* ü🎈 */ subnet_id = "s" # x\r\n}\r\n'
    find, _ = mapped(tmp_path, text, [row("aws_network_interface.ä", {"subnet_id": "s"})])
    place = find("/resource_changes/0/change/after/subnet_id")

    assert (8, 11, 'subnet_id = "s"') == (place.span.start_line, place.span.start_column, said(place))


def test_blocks_of_a_set_are_told_by_their_constants(tmp_path):
    text = 'resource "aws_network_interface" "n" {\n  attachment {\n    device_index = 2\n  }\n  attachment {\n    device_index = 1\n  }\n}\n'
    find, _ = mapped(tmp_path, text, [row("aws_network_interface.n", {"attachment": [{"device_index": 1}, {"device_index": 2}]})])

    assert 6 == find("/resource_changes/0/change/after/attachment/0/device_index").span.start_line
    assert 3 == find("/resource_changes/0/change/after/attachment/1/device_index").span.start_line


def test_blocks_of_a_set_that_look_alike_are_not_guessed(tmp_path):
    text = 'resource "aws_network_interface" "n" {\n  attachment {\n    instance = var.a\n  }\n  attachment {\n    instance = var.b\n  }\n}\n'
    find, _ = mapped(tmp_path, text, [row("aws_network_interface.n", {"attachment": [{"device_index": 1}, {"device_index": 2}]})])
    place = find("/resource_changes/0/change/after/attachment/0/instance")

    assert (True, 1) == (place.whole, place.span.start_line)


def test_dynamic_block_leads_to_the_argument_in_its_content(tmp_path):
    text = 'resource "aws_launch_template" "t" {\n  dynamic "network_interfaces" {\n    for_each = [1]\n    content {\n      device_index = 0\n    }\n  }\n}\n'
    find, _ = mapped(tmp_path, text, [row("aws_launch_template.t", {"network_interfaces": [{"device_index": 0}]})])

    assert "device_index = 0" == said(find("/resource_changes/0/change/after/network_interfaces/0/device_index"))


def test_member_of_a_set_is_found_by_its_value(tmp_path):
    text = 'resource "aws_network_interface" "n" {\n  private_ips = ["10.0.0.9", "10.0.0.5"]\n}\n'
    find, _ = mapped(tmp_path, text, [row("aws_network_interface.n", {"private_ips": ["10.0.0.5", "10.0.0.9"]})])

    assert '"10.0.0.5"' == said(find("/resource_changes/0/change/after/private_ips/0"))


def test_override_file_and_json_syntax_are_followed(tmp_path):
    over = '{"resource": {"aws_network_interface": {"n": {"attachment": [{"device_index": 3}]}}}}'
    text = 'resource "aws_network_interface" "n" {\n  attachment {\n    device_index = 1\n  }\n}\n'
    find, _ = mapped(
        tmp_path, text, [row("aws_network_interface.n", {"attachment": [{"device_index": 3}]})], override_tf_json=over
    )
    place = find("/resource_changes/0/change/after/attachment/0/device_index")

    assert ("override.tf.json", '"device_index": 3') == (place.document.path.rsplit("/", 1)[-1], said(place))


def test_module_of_a_registry_is_told_as_its_call(tmp_path):
    rows = [row('module.m["a.b]"].aws_network_interface.n', {"subnet_id": "s"}, module_address='module.m["a.b]"]')]
    files = {
        ".terraform__modules__modules_json": '{"Modules": [{"Key": "m", "Source": "x", "Dir": ".terraform/modules/m"}]}',
        ".terraform__modules__m__main_tf": 'resource "aws_network_interface" "n" {\n  subnet_id = var.subnet\n}\n',
    }
    text = 'module "m" {\n  for_each = toset(["a.b]"])\n  source   = "a/b/c"\n  subnet   = "s"\n}\n'
    place = mapped(tmp_path, text, rows, **files)[0]("/resource_changes/0/change/after/subnet_id")
    inner = place.through[0]

    assert (True, 'module "m"') == (place.whole, said(place))
    assert (2, "written in module.m") == (inner[1].start_line, inner[2])


def test_files_of_another_configuration_give_a_note_and_no_lines(tmp_path):
    find, notes = mapped(
        tmp_path,
        'resource "aws_vpc" "v" {\n}\n',
        [row("aws_network_interface.n", {}), row("aws_eip.e", {}), row("aws_vpc.v", {})],
    )

    assert find is None
    assert (UNLIKE.format(tmp_path, 1, 3, 0),) == notes


def test_address_is_taken_apart_whatever_its_keys_hold():
    address = 'module.a["x.module.y[\\"0\\"]"].module.b[3].aws_eip.e["k"]'

    assert (("a", "b"), "aws_eip.e") == address_parts({"address": address, "mode": "managed", "type": "aws_eip", "name": "e"})
