"""An estate in several YAML documents, in several files, with defaults and anchors: one estate, every place where it is written."""

from __future__ import annotations

import pytest
from declared_corpus import read, read_below_mark

from eni_lint.app import Request, run
from eni_lint.errors import SourceError
from eni_lint.sources.declared import parse_declared, read_declared
from eni_lint.sources.declared.read import read_files


def place(thing, field=""):
    span = thing.origin.place(field).span()
    return thing.origin.document.path, span.start_line


@pytest.fixture
def files(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def write(**texts):
        for name, text in texts.items():
            path = tmp_path / name.replace("__", "/").replace("_yaml", ".yaml")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return read_files(parse_declared((tmp_path / "main.yaml").read_text(), "main.yaml"))

    return write


# -- several YAML documents ------------------------------------------------------------------------------------------------


def test_documents_of_one_file_are_one_estate():
    found = read("eni_lint: 1\nsubnets: {a: {cidr_block: 10.0.0.0/24}}\n---\nsubnets:\n  b: {cidr_block: 10.0.1.0/24}\n")

    assert ["a", "b"] == [subnet.subnet_id for subnet in found.subnets]
    assert [("file.yaml", 2), ("file.yaml", 5)] == [place(subnet) for subnet in found.subnets]


def test_flows_of_later_documents_have_their_places():
    text = "eni_lint: 1\nflows: [{source: i-0123, destination: i-0124}]\n---\nflows:\n  - {source: i-0125, destination: i-0126}\n"

    assert [2, 5] == [place(flow, "source")[1] for flow in read(text).flows]


def test_name_in_two_documents_is_told_with_both_lines():
    with pytest.raises(SourceError) as error:
        read("eni_lint: 1\nvpcs: {main: }\n---\nvpcs:\n  main: {}\n")

    assert "file.yaml:5:3: 'main' stands twice in 'vpcs': first at file.yaml:2:8" in str(error.value)


# -- defaults and anchors --------------------------------------------------------------------------------------------------


def test_defaults_fill_what_objects_do_not_say():
    text = "defaults: {network_interfaces: {source_dest_check: false, description: d}}\nnetwork_interfaces: {a: , b: {description: own}, c: {description: null}}"

    assert [("d", False), ("own", False), (None, False)] == [
        (i.description, i.source_dest_check) for i in read_below_mark(text).interfaces
    ]


def test_value_from_the_defaults_stands_there():
    found = read("eni_lint: 1\ndefaults:\n  subnets:\n    cidr_block: 10.0.0.0/24\nsubnets: {a: {}}\n").subnets[0]

    assert ("file.yaml", 4) == place(found, "cidr_block")


@pytest.mark.parametrize(
    ("defaults", "said"),
    [
        ("{subnets: {cidr_blok: 1}}", "unknown key 'cidr_blok', did you mean 'cidr_block'?"),
        ("{attachments: {}}", "unknown key 'attachments'"),
        ("{security_groups: {rules: []}}", "unknown key 'rules'"),
        ("[]", "a mapping of sections to fields"),
    ],
)
def test_fault_of_the_defaults_is_told_once(defaults, said):
    with pytest.raises(SourceError) as error:
        read_below_mark(f"defaults: {defaults}\nsubnets: {{a: , b: }}")

    assert 1 == str(error.value).count(said)


def test_anchors_and_merge_keys_point_at_what_they_name():
    text = "eni_lint: 1\nx-all: &all\n  description: shared\nnetwork_interfaces:\n  a: {<<: *all}\n  b: {<<: *all, description: own}\n"
    first, second = read(text).interfaces

    assert ("shared", "own") == (first.description, second.description)
    assert [3, 6] == [place(each, "description")[1] for each in (first, second)]


# -- include ---------------------------------------------------------------------------------------------------------------


def test_included_objects_belong_to_the_estate_and_stand_in_their_file(files):
    inventory, documents = files(
        main_yaml="eni_lint: 1\ninclude: [net/*.yaml]\nnetwork_interfaces: {a: {subnet_id: app}}\n",
        net__one_yaml="# a part\nsubnets:\n  app: {cidr_block: 10.0.0.0/24}\n",
        net__two_yaml="flows:\n  - {source: a, destination: a}\n",
    )

    assert ["main.yaml", "net/one.yaml", "net/two.yaml"] == [document.path for document in documents]
    assert "10.0.0.0/24" == inventory.subnet_of(inventory.interfaces[0]).cidr_block
    assert ("net/one.yaml", 3) == place(inventory.subnets[0])
    assert ("net/two.yaml", 2) == place(inventory.flows[0], "source")


def test_fault_in_an_included_file_is_told_there(files):
    with pytest.raises(SourceError, match=r"part.yaml:1:12: unknown key 'cidr'"):
        files(main_yaml="eni_lint: 1\ninclude: [part.yaml]\n", part_yaml="vpcs: {m: {cidr: 1}}\n")


def test_finding_about_an_included_object_is_reported_in_its_file(files, tmp_path):
    part = "network_interfaces:\n  a: {connection_tracking_specification: {udp_timeout: 9999}}\n"
    files(main_yaml="eni_lint: 1\ninclude: [part.yaml]\n", part_yaml=part)
    report = run(Request(paths=["main.yaml"]))
    [finding] = [each for each in report.scopes[0].findings if each.rule_id == "timeout-out-of-range"]

    assert ("part.yaml", 2) == (finding.at.origin.document.path, finding.at.span().start_line)


@pytest.mark.parametrize(
    ("include", "said"),
    [
        ("gone.yaml", "main.yaml:2:11: include: there is no file 'gone.yaml'"),
        ("gone/*.yaml", "there is no file 'gone/*.yaml'"),
        ("../up.yaml", "leads out of"),
        ("link.yaml", "leads out of"),
        ("/etc/hostname", "no relative path"),
        ("'**/x.yaml'", "no relative path"),
        ("main.yaml", "a circle: main.yaml, which includes main.yaml"),
        ("back.yaml", "back.yaml:1:11: include: a circle: main.yaml, which includes back.yaml, which includes main.yaml"),
        ("list.yaml", "list.yaml:1:1: an included file should be a mapping"),
        ("twice.yaml", "twice.yaml:1:8: 'm' stands twice in 'vpcs': first at main.yaml:3:8"),
    ],
)
def test_include_that_cannot_be_followed_is_told_with_its_line(files, tmp_path, include, said):
    (tmp_path.parent / "up.yaml").write_text("vpcs: {up: }", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path.parent / "up.yaml")
    with pytest.raises(SourceError) as error:
        files(
            main_yaml=f"eni_lint: 1\ninclude: [{include}]\nvpcs: {{m: }}\n",
            back_yaml="include: [main.yaml]\n",
            list_yaml="- 1\n",
            twice_yaml="vpcs: {m: {}}\n",
        )

    assert said in str(error.value)


def test_pattern_that_matches_the_file_itself_and_files_named_twice_are_read_once(files):
    _, documents = files(main_yaml="eni_lint: 1\ninclude: ['*.yaml', a.yaml]\n", a_yaml="vpcs: {a: }\n")

    assert ["main.yaml", "a.yaml"] == [document.path for document in documents]


def test_file_from_standard_input_includes_nothing():
    with pytest.raises(SourceError, match="cannot include"):
        read_declared(parse_declared("eni_lint: 1\ninclude: [a.yaml]\n", "-"))
