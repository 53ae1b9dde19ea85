import io
import json
import random
import re

import msgspec
import pytest
import sample_report as sample

from eni_lint.documents import json_document
from eni_lint.errors import SourceError
from eni_lint.findings import Related
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.report import Report
from eni_lint.reporters.screen import width


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm")


def told(report, stream=None, **options):
    stream = stream or io.StringIO()
    REPORTERS["text"](report, stream, Options(**options))
    return stream.getvalue()


def test_report_for_people(golden):
    actual = told(sample.report(), width=100)

    assert golden("report.txt", actual) == actual


def test_verbose_report_shows_everything(golden):
    actual = told(sample.report(), width=100, verbose=True)

    assert golden("report-verbose.txt", actual) == actual


def test_colored_report(golden):
    actual = told(sample.report(), width=100, color="always")

    assert golden("report-color.txt", actual) == actual


def test_colored_and_plain_report_differ_in_colors_only():
    actual = re.sub(r"\x1b\[[\d;]*m", "", told(sample.report(), width=100, color="always"))

    assert told(sample.report(), width=100) == actual


def test_report_to_no_terminal_wraps_no_prose():
    actual = told(sample.report(sample.declared_scope()))

    assert "lies in the prefix '10.0.1.16/28' that is delegated to network interface 'pods-1'.\n" in actual


def test_order_of_findings_does_not_depend_on_that_of_the_checks():
    scope = sample.plan_scope()
    shuffled = list(scope.findings)
    random.Random(1).shuffle(shuffled)

    actual = told(sample.report(msgspec.structs.replace(scope, findings=shuffled)))

    assert told(sample.report(scope)) == actual


@pytest.mark.parametrize(
    ("stream", "environment", "option", "colored"),
    [
        (io.StringIO, {}, "auto", False),
        (Terminal, {}, "auto", True),
        (Terminal, {"NO_COLOR": "1"}, "auto", False),
        (Terminal, {"NO_COLOR": ""}, "auto", True),
        (Terminal, {"TERM": "dumb"}, "auto", False),
        (Terminal, {}, "never", False),
        (io.StringIO, {"FORCE_COLOR": "1"}, "auto", True),
        (io.StringIO, {"FORCE_COLOR": "1", "NO_COLOR": "1"}, "auto", False),
        (io.StringIO, {"NO_COLOR": "1"}, "always", True),
    ],
)
def test_colors_only_where_they_are_wanted(stream, environment, option, colored, monkeypatch):
    for name, value in environment.items():
        monkeypatch.setenv(name, value)

    actual = told(sample.report(), stream(), color=option)

    assert colored == ("\x1b[" in actual)


@pytest.mark.parametrize("columns", [40, 60, 79, 132])
def test_lines_fit_the_terminal(columns, monkeypatch):
    monkeypatch.setenv("COLUMNS", str(columns))
    text = told(sample.report(sample.declared_scope()), Terminal(), color="never")

    # A position stays in one line, for terminals that make links of positions.
    too_wide = [line for line in text.splitlines() if width(line) > columns and "network.yaml:" not in line]

    assert [] == too_wide


# -- excerpts ----------------------------------------------------------------------------------------------------------


def excerpt(value, *, columns=80, stream=None, field="x"):
    """Report on the value of one key of a declared file; give the source line and the line of carets under it."""
    document = sample.declared(f"subnets:\n  a:\n    x: {value}\n")
    origin = Origin(document, "/subnets/a", "a", "subnets/a")
    found = sample.finding("duplicate-slot", "It is wrong.", "", origin.place(field))
    scope = sample.ScopeReport(name="f", kind="declared", documents=[document], findings=[found])
    stream = stream or io.StringIO()
    REPORTERS["text"](sample.report(scope), stream, Options(width=columns))
    stream.flush()
    text = stream.getvalue() if isinstance(stream, io.StringIO) else stream.buffer.getvalue().decode(stream.encoding)
    lines = text.split("\n")
    carets = next(index for index, line in enumerate(lines) if line.strip("| ^") == "" and "^" in line)
    return lines[carets - 1], lines[carets]


def under_carets(source, carets):
    """Give the part of the source line that the carets stand under, by columns of a terminal."""
    start, end = carets.index("^"), len(carets)
    shown, column = "", 0
    for character in source:
        if start <= column < end:
            shown += character
        column += width(character)
    return shown


def test_carets_stand_under_the_value():
    assert "eu-west-1a" == under_carets(*excerpt("eu-west-1a  # where"))


def test_carets_follow_wide_characters():
    assert "'東京 e\u0301'" == under_carets(*excerpt("'東京 e\u0301'"))


def test_carets_follow_what_stands_before_them():
    source, carets = excerpt("['東京', \t12]", field="x[1]")

    assert "12" == under_carets(source, carets)


def test_long_line_is_cut_around_the_value():
    source, carets = excerpt(f"[{'1, ' * 500}77, {'2, ' * 500}3]", field="x[500]")

    assert len(source) <= 80
    assert "..." in source
    assert "77" == under_carets(source, carets)


def test_long_value_is_cut():
    source, carets = excerpt(f"'{'y' * 10_000}'")

    assert (80, 80) == (len(source), len(carets))
    assert source.endswith("...")


def test_caption_without_room_stands_below():
    document = sample.declared()
    at = sample.named(document, "network_interfaces", "web-1-data").place("attachment.delete_on_termination")
    found = sample.finding("outlives-instance", "It is wrong.", "", at, Related(at, "where it says that it shall stay behind"))
    scope = sample.ScopeReport(name="f", kind="declared", documents=[document], findings=[found])

    lines = told(sample.report(scope), width=93).splitlines()

    assert f"       | {' ' * 77}-----" in lines
    assert f"       | {' ' * 45}where it says that it shall stay behind" in lines


def test_cut_line_fills_the_room():
    source, carets = excerpt(f"[{'1, ' * 500}77]", field="x[500]")

    assert 80 == len(source)
    assert source.endswith(" 1, 77]")
    assert "77" == under_carets(source, carets)


def test_file_of_one_long_line_costs_one_window():
    text = '{"subnets": {"a": {"x": [' + "1, " * 1_000_000 + '"here"]}}}'
    document = json_document(text, "f.json", kind="declared")
    origin = Origin(document, "/subnets/a", "a", "subnets/a")
    found = sample.finding("duplicate-slot", "It is wrong.", "", origin.place("x[1000000]"))
    scope = sample.ScopeReport(name="f", kind="declared", documents=[document], findings=[found])

    actual = told(sample.report(scope))

    assert "f.json:1:3000026\n  It is wrong.\n    1 | ...1, 1, 1" in actual
    assert len(actual) < 1_000


def test_names_cannot_steer_the_terminal():
    source, carets = excerpt("'a \u202eb'")

    assert "\u202e" not in source
    assert "'a \\u202eb'" == under_carets(source, carets)


def test_messages_cannot_steer_the_terminal():
    scope = sample.declared_scope()
    found = msgspec.structs.replace(
        scope.findings[0], message="It is \x1b[2J\nerror fake-rule  x.", remedy="\x9b1m", rule_id="a\x07"
    )

    actual = told(sample.report(msgspec.structs.replace(scope, findings=[found])))

    assert "  It is \\x1b[2J error fake-rule  x.\n" in actual
    assert "fix: \\x9b1m\n" in actual
    assert not set("\x1b\x07\x9b") & set(actual)


def test_output_without_unicode_is_spelt_out():
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")

    assert "'\\u6771'" == under_carets(*excerpt("'東'", stream=stream))


def test_other_end_in_another_file_is_shown_with_its_path():
    scope = sample.declared_scope()
    other = sample.declared("eni_lint: 1\nnetwork_interfaces:\n  far: {ipv4_prefixes: [10.0.1.16/28]}\n", "far.yaml")
    related = Related(sample.named(other, "network_interfaces", "far").place("ipv4_prefixes[0]"), "the prefix")
    found = msgspec.structs.replace(scope.findings[1], related=(related,))

    actual = told(sample.report(msgspec.structs.replace(scope, findings=[found])))

    assert "  --> far.yaml:3:25\n    3 |   far: {ipv4_prefixes: [10.0.1.16/28]}\n      |" in actual
    assert "------------ the prefix\n" in actual


# -- what programs wrote -----------------------------------------------------------------------------------------------


def test_plan_is_shown_by_address_and_attribute():
    actual = told(sample.report(sample.plan_scope()))

    assert '    --> aws_network_interface_attachment.data["b"]  device_index = 1\n' in actual
    assert '    --> aws_network_interface_attachment.data["a"]  device_index = 1  (the other attachment)\n' in actual
    assert '{"address"' not in actual


def test_secret_is_never_shown():
    actual = told(sample.report(sample.plan_scope()), verbose=True)

    assert 'data["d"]  instance_id = (sensitive)\n' in actual


@pytest.mark.parametrize(
    ("field", "shown"),
    [
        ("", "  a.b"),
        ("missing", "  a.b"),
        ("block", "  a.b  block"),
        ("block[0].x", '  a.b  block[0].x = "y"'),
        ("list", "  a.b  list = [1, null]"),
        ("long", f'  a.b  long = "{"z" * 56}...'),
    ],
)
def test_attribute_is_shown_briefly(field, shown):
    data = {"values": {"block": [{"x": "y"}], "list": [1, None], "long": "z" * 100}, "sensitive_values": {"list": [False]}}
    document = json_document(json.dumps(data), "p.json", kind="terraform-plan")
    found = sample.finding("duplicate-slot", "It is wrong.", "", Origin(document, "/values", "a.b").place(field))

    lines = told(sample.report(sample.ScopeReport(name="p", kind="terraform-plan", documents=[document], findings=[found])))

    assert f"    -->{shown[1:]}" in lines.splitlines()


@pytest.mark.parametrize("marks", [True, {"block": True}, {"block": [{"x": True}]}, {"block": [{"other": False, "x": True}]}])
def test_secret_is_recognised_around_and_inside_a_value(marks):
    data = {"change": {"after": {"block": [{"x": "hidden"}]}, "after_sensitive": marks}}
    document = json_document(json.dumps(data), "p.json", kind="terraform-plan")
    found = sample.finding("duplicate-slot", "It is wrong.", "", Origin(document, "/change/after", "a.b").place("block[0].x"))
    scope = sample.ScopeReport(name="p", kind="terraform-plan", documents=[document], findings=[found])

    actual = told(sample.report(scope))

    assert "a.b  block[0].x = (sensitive)" in actual
    assert "hidden" not in actual


def test_many_other_ends_are_counted():
    scope = sample.plan_scope()
    others = tuple(Related(finding.at, "there too") for finding in [*scope.findings, *scope.findings])
    report = sample.report(msgspec.structs.replace(scope, findings=[msgspec.structs.replace(scope.findings[0], related=others)]))

    assert 6 == told(report).count("(there too)")
    assert "    ... and 10 other places (-v shows each)\n" in told(report)
    assert 16 == told(report, verbose=True).count("(there too)")


# -- many --------------------------------------------------------------------------------------------------------------


def test_like_findings_become_one():
    actual = told(sample.report(sample.plan_scope()))

    assert 1 == actual.count("error duplicate-slot")
    assert '... and 6 more like this (-v shows each): aws_network_interface_attachment.data["c"], ' in actual


def test_verbose_shows_like_findings_apart():
    assert 7 == told(sample.report(sample.plan_scope()), verbose=True).count("error duplicate-slot")


def test_few_like_findings_stay_apart():
    few = {"resource_changes": sample.PLAN["resource_changes"][:4]}

    assert 3 == told(sample.report(sample.plan_scope(few))).count("error duplicate-slot")


def test_undecided_is_told_once_for_each_missing_fact():
    actual = told(sample.report(sample.plan_scope()))

    assert (
        "4 verdicts undecided: the instance type is known only after apply: var.size "
        '(aws_network_interface_attachment.data["a"] and 3 more)\n'
    ) in actual
    assert "2 verdicts undecided: 'aws_subnet.a' is defined outside what was read, and 1 fact like that" in actual


def test_many_missing_facts_are_counted():
    scope = sample.plan_scope()
    subject = scope.undecided[0].subject
    details = [f"known only after apply: {'x' * n}" for n in range(1, 15)]
    outcomes = [sample.undecided("too-many-interfaces", subject, detail) for detail in details]

    actual = told(sample.report(msgspec.structs.replace(scope, undecided=outcomes)))

    assert 9 == actual.count("undecided: ")
    assert "6 verdicts undecided: for 6 other reasons (-v shows each)\n" in actual


# -- the end -----------------------------------------------------------------------------------------------------------


def test_summary_counts():
    actual = told(sample.report())

    assert (
        "Found 8 errors, 2 warnings and 1 note; 7 verdicts undecided, 1 input unreadable, 1 input incomplete, 1 check crashed. "
        "5 rules on 13 objects of 3 inputs.\n"
    ) in actual


def test_clean_report_is_one_line():
    scope = sample.ScopeReport(name="f", kind="declared", objects=1200)

    assert "No problems found. 5 rules on 1,200 objects of 1 input.\n" == told(sample.report(scope, exit_status=0))


def test_nothing_checked_is_said():
    assert "Nothing was checked.\n" == told(Report(version="0.1.0"))


def test_quiet_leaves_summary_notes_and_undecided_out():
    actual = told(sample.report(), quiet=True)

    assert "error duplicate-slot" in actual
    assert "unreadable broken.json:3:7" in actual
    assert not [word for word in ("Found", "undecided", "-target") if word in actual]


def test_quiet_tells_the_reason_of_the_exit_status():
    scope = msgspec.structs.replace(sample.plan_scope(), findings=[], errored=[])

    assert "4 verdicts undecided" in told(sample.report(scope, exit_status=1), quiet=True)
    assert "" == told(sample.report(scope, exit_status=0), quiet=True)


def test_standard_input_has_a_name():
    scope = sample.declared_scope(sample.declared(path="-"))

    assert "error address-in-delegated-prefix  <stdin>:14:39\n" in told(sample.report(scope))


@pytest.mark.parametrize(
    ("what", "shown"),
    [
        ("instance_id: there is no instance 'q'", "instance_id: there is no instance 'q'"),
        ("web: found a list", "web: found a list"),
        ("groups[0]: found a list", "groups[0]: found a list"),
        ("unknown key 'x': mend it", "Unknown key 'x': mend it"),
    ],
)
def test_a_fault_that_begins_with_a_key_keeps_its_case(what, shown):
    fault = SourceError(what, where="x.yaml:2:1")

    actual = told(Report(version="0.1.0", unreadable=[fault], exit_status=3))

    assert actual.startswith(f"unreadable x.yaml:2:1\n  {shown}\n")


def test_unreadable_input_says_what_to_do():
    fault = SourceError("there is no such file", where="x.yaml", do="check the path")

    actual = told(Report(version="0.1.0", unreadable=[fault], exit_status=3))

    assert (
        "unreadable x.yaml\n  There is no such file\n  fix: check the path\n\nNothing was checked; 1 input unreadable.\n"
        == actual
    )
