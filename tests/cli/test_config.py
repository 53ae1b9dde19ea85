"""The configuration file as its users meet it: found, laid over, explained, and refused with what is wrong."""

import json

import pytest

NET = """\
eni_lint: 1
vpcs:
  main: {cidr_blocks: [10.0.0.0/16]}
subnets:
  a: {vpc_id: main, availability_zone: eu-west-1a, cidr_block: 10.0.1.0/24}
  b: {vpc_id: main, availability_zone: eu-west-1b, cidr_block: 10.0.2.0/24}
security_groups:
  web: {vpc_id: main}
instances:
  one: {instance_type: m6i.large, subnet_id: a, groups: [web]}
network_interfaces:
  x: {subnet_id: b, private_ip_addresses: [10.0.2.10], groups: [web], attachment: {instance_id: one, device_index: 1}}
  y: {subnet_id: b, private_ip_addresses: [10.0.2.2], groups: [web]}
"""


def rules_in(process):
    return sorted({f["rule"] for scope in json.loads(process.stdout)["scopes"] for f in scope["findings"]})


def severities(process):
    return {f["rule"]: f["severity"] for scope in json.loads(process.stdout)["scopes"] for f in scope["findings"]}


@pytest.fixture
def check(eni_lint, write):
    write("sub/net.yaml", NET)

    def run(config=None, *args, name="eni-lint.yaml", cwd=None):
        if config is not None:
            write(name, config)
        return eni_lint("check", "--format", "json", *args, "sub/net.yaml", cwd=cwd)

    return run


def test_without_a_file_all_default_rules_run(check):
    assert {"cross-az-attachment", "reserved-subnet-address"} <= set(rules_in(check()))


@pytest.mark.parametrize("word", ["off", "false", "{enabled: false}", '"off"'])
def test_a_rule_can_be_turned_off(check, word):
    found = rules_in(check(f"rules: {{cross-az-attachment: {word}}}\n"))

    assert "cross-az-attachment" not in found
    assert "reserved-subnet-address" in found


def test_a_rule_goes_before_its_category(check):
    found = rules_in(check("rules: {cross-az-attachment: on, attachment: off, addressing: off}\n"))

    assert ["cross-az-attachment"] == [r for r in found if r in {"cross-az-attachment", "reserved-subnet-address"}]


def test_severity_of_a_rule_decides_what_fails(check):
    config = "rules:\n  cross-az-attachment: note\n  reserved-subnet-address: {severity: note}\nselect: [cross-az-attachment, reserved-subnet-address]\n"
    process = check(config)

    assert 0 == process.returncode
    assert {"cross-az-attachment": "note", "reserved-subnet-address": "note"} == severities(process)


def test_the_command_line_goes_before_the_file(check):
    config = "fail-on: never\nignore: [cross-az-attachment]\nrules: {cross-az-attachment: off}\n"

    assert 0 == check(config).returncode
    assert 1 == check(config, "--fail-on", "error").returncode
    assert ["cross-az-attachment"] == rules_in(check(config, "--select", "cross-az-attachment"))
    assert "cross-az-attachment" in rules_in(check(config, "--no-config"))


def test_ignore_on_the_command_line_adds_to_the_file(check):
    found = rules_in(check("ignore: [cross-az-attachment]\n", "--ignore", "reserved-subnet-address"))

    assert not {"cross-az-attachment", "reserved-subnet-address"} & set(found)


def test_a_severity_of_the_file_holds_for_selected_rules(check):
    process = check("rules: {cross-az-attachment: note}\n", "--select", "cross-az-attachment")

    assert {"cross-az-attachment": "note"} == severities(process)


def test_profiles_choose_rules_and_what_fails(check):
    assert "note" not in severities(check("profile: gate\n")).values()
    everything = severities(check(None, "--profile", "pedantic"))

    assert "note" in everything.values()
    assert set(severities(check("profile: audit\n"))) <= set(everything)


def test_settings_for_some_paths(check):
    config = 'paths:\n  - match: ["sub/"]\n    ignore: [cross-az-attachment]\n    rules: {reserved-subnet-address: note}\n  - {match: [other/], ignore: [addressing]}\n'
    found = severities(check(config))

    assert "cross-az-attachment" not in found
    assert "note" == found["reserved-subnet-address"]


def test_a_path_can_turn_a_rule_on_that_is_off_elsewhere(check, eni_lint, write):
    write("net.yaml", NET)
    write(
        "eni-lint.yaml", "select: [reserved-subnet-address]\npaths: [{match: [sub/*.yaml], rules: {cross-az-attachment: on}}]\n"
    )
    scopes = json.loads(eni_lint("check", "--format", "json", "net.yaml", "sub/net.yaml").stdout)["scopes"]

    assert [1, 2] == [len({f["rule"] for f in scope["findings"]}) for scope in scopes]


def test_the_nearest_file_above_counts(check, eni_lint, write, tmp_path):
    write("eni-lint.yaml", "ignore: [addressing]\n")
    write("sub/pyproject.toml", '[tool.other]\nx = 1\n[tool.eni-lint]\nignore = ["attachment"]\n')
    outer = eni_lint("check", "--format", "json", "sub/net.yaml")
    inner = eni_lint("check", "--format", "json", "net.yaml", cwd=tmp_path / "sub")

    assert "reserved-subnet-address" not in rules_in(outer)
    assert "cross-az-attachment" in rules_in(outer)
    assert "reserved-subnet-address" in rules_in(inner)
    assert "cross-az-attachment" not in rules_in(inner)


def test_a_pyproject_without_our_table_is_passed_over(check, write):
    write("pyproject.toml", "# eni-lint is not set up here\n[tool.other]\nx = 1\n")

    assert "cross-az-attachment" in rules_in(check())


def test_excluded_files_of_a_folder_are_left_out_but_named_ones_are_not(eni_lint, write):
    write("sub/net.yaml", NET)
    write("ok/net.yaml", "eni_lint: 1\nvpcs: {main: {cidr_blocks: [10.0.0.0/16]}}\n")
    write("eni-lint.yaml", "exclude: [sub/]\n")
    seen = [
        [scope["name"] for scope in json.loads(eni_lint("check", "--format", "json", *args).stdout)["scopes"]]
        for args in (["."], ["sub/net.yaml", "ok"], ["--force-exclude", "sub/net.yaml", "ok"])
    ]

    assert [["ok/net.yaml"], ["sub/net.yaml", "ok/net.yaml"], ["ok/net.yaml"]] == seen


def test_included_patterns_limit_what_a_folder_gives(eni_lint, write):
    write("sub/net.yaml", NET)
    write("ok/net.yaml", NET)
    write("eni-lint.yaml", "include: ['ok/**']\n")
    scopes = json.loads(eni_lint("check", "--format", "json", ".").stdout)["scopes"]

    assert ["ok/net.yaml"] == [scope["name"] for scope in scopes]


WRONG = [
    ("profle: gate\n", "eni-lint.yaml:1:1: there is no setting 'profle'; did you mean profile?"),
    ("profile: gates\n", "eni-lint.yaml:1:1: 'gates' is none of gate, audit, pedantic; did you mean gate?"),
    ("a: 1\nfail-on: [x]\n", "eni-lint.yaml:2:1: ['x'] is none of"),
    ("rules:\n  cross-az-attachment: of\n", "eni-lint.yaml:2:3: expected off, on, error, warning, note or a mapping"),
    ("rules:\n  cross-az-attachmnt: off\n", "eni-lint.yaml:2:3: there is no rule and no category named cross-az-attachmnt"),
    (
        "rules:\n  subnet-nearly-full: {severty: note}\n",
        "eni-lint.yaml:2:24: there is no setting 'severty'; did you mean severity?",
    ),
    ("rules:\n  subnet-nearly-full: {parameters: {shar: 1}}\n", "has no parameter shar; did you mean share?"),
    (
        "rules:\n  subnet-nearly-full: {parameters: {share: lots}}\n",
        "parameter share of subnet-nearly-full: 'lots' is not of type",
    ),
    ("rules:\n  eks: {parameters: {share: 1}}\n", "eks is a category: parameters belong to rules"),
    ("accounts: {12: x}\n", "eni-lint.yaml:1:12: '12' is no account id: 12 digits, quoted"),
    ("waivers:\n  - {rule: x}\n", "eni-lint.yaml:2:5: reason must be said here"),
    ("waivers:\n  - {rule: x, reason: y, until: 2027-02-30}\n", "'2027-02-30' is not a 'date'"),
    ("paths:\n  - {ignore: [eks]}\n", "eni-lint.yaml:2:5: match must be said here"),
    ("- a\n", "eni-lint.yaml:1:1: expected a mapping, not ['a']"),
    ("a: [\n", "eni-lint.yaml:2:1"),
    ("select: [nothing-like-that]\n", "there is no rule and no category named nothing-like-that"),
    (b"\xff\xfe\x00", "eni-lint.yaml"),
]


@pytest.mark.parametrize(("config", "said"), WRONG)
def test_what_is_wrong_is_said_with_its_place_and_nothing_is_checked(check, config, said):
    process = check(config)

    assert 2 == process.returncode
    assert said in process.err
    assert "Traceback" not in process.err
    assert not process.stdout


def test_all_that_is_wrong_is_said_at_once(check):
    process = check("profle: gate\nfail-on: bad\nrules: {x: {severty: note}}\n")

    assert ["eni-lint.yaml:1:1", "eni-lint.yaml:2:1", "eni-lint.yaml:3:13"] == [
        line.removeprefix("eni-lint: ").partition(": ")[0] for line in process.err.splitlines()[:3]
    ]


def test_toml_says_what_is_wrong_by_its_keys(check):
    process = check('[tool.eni-lint.rules]\ncross-az-attachment = "of"\n', name="pyproject.toml")

    assert 2 == process.returncode
    assert "pyproject.toml (tool.eni-lint.rules.cross-az-attachment): expected off, on" in process.err


def test_broken_toml_that_is_meant_for_us_is_an_error(check):
    assert 2 == check("[tool.eni-lint]\nx = \n", name="pyproject.toml").returncode


def test_an_empty_file_sets_nothing(check):
    assert "cross-az-attachment" in rules_in(check("# nothing yet\n"))


def test_a_named_file_must_exist(eni_lint, write):
    write("net.yaml", NET)
    process = eni_lint("check", "--config", "none.yaml", "net.yaml")

    assert 2 == process.returncode
    assert "there is no configuration file none.yaml" in process.err


def test_config_show_tells_where_each_setting_comes_from(eni_lint, write):
    write("eni-lint.yaml", "profile: gate\nignore: [eks]\nrules:\n  cross-az-attachment: off\n")
    shown = eni_lint("config", "show", "--ignore", "efa").out

    assert "configuration file: " in shown
    assert any(line.split() == ["profile", "gate", "eni-lint.yaml:1:1"] for line in shown.splitlines())
    assert any(line.split() == ["fail-on", "warning", "profile", "gate"] for line in shown.splitlines())
    assert ["ignore", '["eks",', '"efa"]', "eni-lint.yaml:2:1,", "command", "line"] in [
        line.split() for line in shown.splitlines()
    ]
    assert ["rules.cross-az-attachment", '{"enabled":', "false}", "eni-lint.yaml:4:3"] in [
        line.split() for line in shown.splitlines()
    ]


def test_config_show_as_json_lists_the_rules_that_run(eni_lint, write):
    write("eni-lint.yaml", "select: [cross-az-attachment]\n")
    shown = json.loads(eni_lint("config", "show", "--format", "json").stdout)

    assert ["cross-az-attachment"] == shown["running"]
    assert "eni-lint.yaml:1:1" == shown["origins"]["select"]


def test_init_writes_a_file_that_check_takes(eni_lint, write):
    write("sub/net.yaml", NET)
    write("vendor/x/main.tf", "")
    process = eni_lint("init")
    shown = eni_lint("config", "show").out

    assert 0 == process.returncode
    assert 'exclude            ["vendor/"]' in shown
    assert 1 == eni_lint("check", "sub").returncode
    assert 2 == eni_lint("init").returncode
    assert 0 == eni_lint("init", "--force").returncode


def test_everything_that_the_first_file_shows_is_sound(eni_lint, write, tmp_path):
    eni_lint("init")
    path = tmp_path / "eni-lint.yaml"
    lines = path.read_text().splitlines()
    shown = [
        line.removeprefix("# ") if line.startswith(("#   ", "# rules", "# paths", "# waivers", "# exclude")) else line
        for line in lines
    ]
    path.write_text("\n".join(shown))
    process = eni_lint("config", "show")

    assert "" == process.err
    assert "rules.subnet-nearly-full" in process.out


def test_init_can_write_another_file(eni_lint, tmp_path):
    assert 0 == eni_lint("init", "--file", ".eni-lint.yaml").returncode
    assert "profile            gate" in eni_lint("config", "show").out
