"""Known findings: what is new or has changed fails, what is gone is dropped, and nothing is accepted by itself."""

import json
import shutil
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PLANS = ROOT / "tests" / "fixtures" / "plans"
RULE = "reserved-subnet-address"
NET = """\
eni_lint: 1
subnets: {a: {cidr_block: 10.0.1.0/24}}
security_groups: {g: {}}
network_interfaces:
  x: {subnet_id: a, groups: [g], description: x, private_ip_addresses: [10.0.1.2]}
  y: {subnet_id: a, groups: [g], description: y, private_ip_addresses: [10.0.1.3]}
"""
FILE = "eni-lint.baseline.yaml"
DAY = {"SOURCE_DATE_EPOCH": "1772582400"}  # 2026-03-04


@pytest.fixture
def run(eni_lint, write, tmp_path):
    write("net.yaml", NET)

    def call(*args, **more):
        process = eni_lint(*args, **({"env": DAY} | more))
        process.report = json.loads(process.stdout) if process.stdout.startswith(b"{") else {}
        return process

    call.entries = lambda: yaml.safe_load((tmp_path / FILE).read_text())["findings"]
    call.edit = lambda change: (tmp_path / FILE).write_text(change((tmp_path / FILE).read_text()))
    return call


def check(run, *args, baseline=FILE, **more):
    return run("check", "--select", RULE, "--format", "json", "--baseline", baseline, *(args or ("net.yaml",)), **more)


def states(process):
    return {f["subject"]["address"]: f["baseline"] for scope in process.report["scopes"] for f in scope["findings"]}


def create(run, *args):
    return run("baseline", "create", "--select", RULE, *(args or ("net.yaml",)))


def update(run, *args):
    return run("baseline", "update", "--select", RULE, *(args or ("net.yaml",)))


def test_known_findings_do_not_fail_and_new_ones_do(run, write):
    created = create(run)
    known = check(run)
    write("net.yaml", NET + NET.splitlines()[-1].replace("y:", "z:").replace("10.0.1.3", "10.0.1.1") + "\n")
    more = check(run)

    assert (0, f"{FILE} holds 2 findings.") == (created.returncode, created.out[: len(FILE) + 18])
    assert (0, {"x": "unchanged", "y": "unchanged"}) == (known.returncode, states(known))
    assert (1, {"x": "unchanged", "y": "unchanged", "z": "new"}) == (more.returncode, states(more))
    assert (1, 2) == (more.report["summary"]["errors"], more.report["summary"]["known"])


def test_the_text_lists_what_counts_and_counts_the_rest(run):
    create(run)
    process = run("check", "--select", RULE, "--baseline", FILE, "net.yaml")
    verbose = run("check", "--select", RULE, "--baseline", FILE, "-v", "net.yaml")

    assert "No problems found; 2 known from the baseline." in process.out
    assert "10.0.1.2" not in process.out
    assert 2 == verbose.out.count("known from the baseline\n    ")


def test_an_entry_says_what_was_found_and_since_when(run):
    create(run)
    first = run.entries()[0]

    assert (RULE, "network_interfaces/x", "declared", "2026-03-04") == tuple(
        first[k] for k in ("rule", "subject", "kind", "first_seen")
    )
    assert first["message"].startswith("Address 10.0.1.2 of interface 'x'")


def test_a_finding_whose_facts_changed_counts_again(run, write):
    write("net.yaml", NET.replace("10.0.1.2]", "10.0.1.2, 10.0.1.40]"))
    create(run, "--ignore", "addressing", "--select", "undescribed-interface")
    create(run, "--force", "net.yaml")
    run.edit(lambda text: text.replace(run.entries()[0]["digest"], "0" * 16))
    process = check(run)

    assert (1, {"x": "updated", "y": "unchanged"}) == (process.returncode, states(process))


def test_real_facts_make_the_digest(run, write):
    many = "eni_lint: 1\nsubnets: {a: {cidr_block: 10.0.1.0/24}}\ninstances: {i: {instance_type: t3.nano, subnet_id: a}}\nnetwork_interfaces:\n"
    interface = "  n%d: {subnet_id: a, attachment: {instance_id: i, device_index: %d}}\n"
    write("net.yaml", many + "".join(interface % (n, n) for n in (1, 2)))
    select = ("--select", "too-many-interfaces")
    run("baseline", "create", *select, "net.yaml")
    same = run("check", *select, "--format", "json", "--baseline", FILE, "net.yaml")
    write("net.yaml", many + "".join(interface % (n, n) for n in (1, 2, 3)))
    worse = run("check", *select, "--format", "json", "--baseline", FILE, "net.yaml")

    assert ({"i": "unchanged"}, 0) == (states(same), same.returncode)
    assert ({"i": "updated"}, 1) == (states(worse), worse.returncode)


@pytest.mark.parametrize("change", [lambda t: "# moved\n" * 10 + t, lambda t: t.replace("  x:", "  0:").replace("  0:", "  x:")])
def test_moved_lines_and_renamed_files_keep_their_identity(run, write, change):
    create(run)
    process = check(run, write("elsewhere/other.yaml", change(NET)))

    assert {"x": "unchanged", "y": "unchanged"} == states(process)


def test_a_plan_in_another_folder_keeps_its_identity(run, tmp_path):
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        shutil.copy(PLANS / "faults-subnets" / "plan.json", tmp_path / name / f"{name}.json")
    run("baseline", "create", "one/one.json")
    process = run("check", "--format", "json", "--baseline", FILE, "two/two.json")

    assert 0 == process.returncode
    assert {"unchanged"} == set(states(process).values())


def test_two_inputs_with_equal_names_need_two_entries(run, write):
    create(run)
    write("again.yaml", NET)
    process = check(run, "net.yaml", "again.yaml")

    assert [["unchanged", "unchanged"], ["new", "new"]] == [
        [f["baseline"] for f in s["findings"]] for s in process.report["scopes"]
    ]


def test_what_is_gone_is_said_and_dropped(run, write):
    create(run)
    write("net.yaml", NET.replace("10.0.1.2]", "10.0.1.20]"))
    process = check(run)
    updated = update(run)

    assert ["network_interfaces/x"] == [gone["subject"] for gone in process.report["baseline"]["absent"]]
    assert f"{FILE} holds 1 finding: 1 entry dropped." in updated.out
    assert ["network_interfaces/y"] == [entry["subject"] for entry in run.entries()]


def test_update_accepts_nothing_by_itself(run, write):
    create(run)
    run.edit(lambda text: text.replace("first_seen: '2026-03-04'", "first_seen: '2026-01-01'\n  reason: lab\n  owner: net", 1))
    write("net.yaml", NET + NET.splitlines()[-1].replace("y:", "z:").replace("10.0.1.3", "10.0.1.1") + "\n")
    plain = update(run)
    before = run.entries()
    accepted = update(run, "--accept-new", "net.yaml")

    assert "1 new finding not accepted (see --accept-new)." in plain.out
    assert 2 == len(before)
    assert "1 new finding accepted." in accepted.out
    assert ["x", "y", "z"] == [entry["subject"][-1] for entry in run.entries()]
    assert ("2026-01-01", "lab", "net") == tuple(run.entries()[0][k] for k in ("first_seen", "reason", "owner"))


def test_update_keeps_what_it_cannot_tell(run, write):
    create(run)
    write("net.yaml", NET.replace("[10.0.1.2]", "[{unknown: a variable}]"))
    update(run)
    undecided = len(run.entries())
    run("baseline", "update", "--select", "cross-az-attachment", "net.yaml")
    other_rule = len(run.entries())
    write("net.yaml", "eni_lint: 1\nsubnets: [\n")
    broken = update(run)

    assert [2, 2, 2] == [undecided, other_rule, len(run.entries())]
    assert 3 == broken.returncode


def test_an_expired_entry_counts_again_and_is_said(run):
    create(run)
    run.edit(lambda text: text.replace("first_seen:", "until: '2026-03-04'\n  first_seen:", 1))
    last = check(run)
    after = check(run, env={"SOURCE_DATE_EPOCH": "1772668800"})

    assert 0 == last.returncode
    assert (1, "new") == (after.returncode, states(after)["x"])
    assert ["expired"] == [r["kind"] for r in after.report["remarks"]]


def test_the_configuration_names_a_baseline(run, write, tmp_path):
    create(run)
    write("eni-lint.yaml", f"baseline: {FILE}\n")
    (tmp_path / "sub").mkdir()
    found = [
        run("check", "--select", RULE, *more, "../net.yaml", cwd=tmp_path / "sub").returncode for more in ([], ["--no-baseline"])
    ]

    assert [0, 1] == found


def test_a_sarif_log_of_ours_is_a_baseline(run, write):
    run("check", "--select", RULE, "--output", "sarif=old.sarif", "net.yaml")
    same = check(run, baseline="old.sarif")
    write(
        "net.yaml",
        NET.replace("10.0.1.2]", "10.0.1.20]") + NET.splitlines()[-1].replace("y:", "z:").replace("10.0.1.3", "10.0.1.1") + "\n",
    )
    other = check(run, baseline="old.sarif")

    assert {"x": "unchanged", "y": "unchanged"} == states(same)
    assert {"y": "unchanged", "z": "new"} == states(other)
    assert ["network_interfaces/x"] == [gone["subject"] for gone in other.report["baseline"]["absent"]]


def test_sarif_tells_the_states(run, write):
    create(run)
    write(
        "net.yaml",
        NET.replace("10.0.1.2]", "10.0.1.20]") + NET.splitlines()[-1].replace("y:", "z:").replace("10.0.1.3", "10.0.1.1") + "\n",
    )
    process = run("check", "--select", RULE, "--format", "sarif", "--sarif-include", "absent", "--baseline", FILE, "net.yaml")
    [log] = json.loads(process.stdout)["runs"]

    assert ["absent", "new", "unchanged"] == sorted(r["baselineState"] for r in log["results"])
    assert log["baselineGuid"]


BROKEN = {
    "missing": (None, "none.yaml"),
    "yaml": ("findings: [\n", "b.yaml:2:1"),
    "other": ("a: 1\n", "b.yaml:1:1: this is no baseline"),
    "key": (
        "eni_lint_baseline: 1\nfindings:\n  - {rule: x, subject: y, kind: z, fingerprint: f, ownr: me}\n",
        "b.yaml:3:52: there is no setting 'ownr'; did you mean owner?",
    ),
    "lacking": ("eni_lint_baseline: 1\nfindings:\n  - {rule: x}\n", "b.yaml:3:5"),
    "date": (
        "eni_lint_baseline: 1\nfindings:\n  - {rule: x, subject: y, kind: z, fingerprint: f, until: soon}\n",
        "b.yaml:3:52: until: soon is no date",
    ),
    "format": ("eni_lint_baseline: 9\nfindings: []\n", "b.yaml:1:1: the baseline has format 9"),
    "list": ("- 1\n", "b.yaml:1:1"),
    "sarif": ('{"version": "2.1.0", "runs": [{"results": [{"ruleId": "x"}]}]}', "no result of this SARIF log has a fingerprint"),
    "bytes": (b"\xff\xfe\x00", "b.yaml"),
}


@pytest.mark.parametrize(("text", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_a_missing_or_broken_baseline_is_an_error_with_its_place(run, write, text, said):
    name = "none.yaml" if text is None else write("b.yaml", text)
    process = check(run, baseline=name)

    assert 2 == process.returncode
    assert said in process.err
    assert "Traceback" not in process.err


def test_waived_findings_are_not_taken_in(run, write):
    write("net.yaml", NET.replace("  x:", f"  # eni-lint: ignore[{RULE}] lab\n  x:"))
    create(run)

    assert ["network_interfaces/y"] == [entry["subject"] for entry in run.entries()]


def test_create_does_not_write_over_a_baseline(run):
    create(run)

    assert 2 == create(run).returncode
    assert 0 == create(run, "--force", "net.yaml").returncode


def test_show_lists_the_entries(run):
    create(run)
    shown = run("baseline", "show")
    data = json.loads(run("baseline", "show", FILE, "--format", "json").stdout)

    assert "2 findings." in shown.out
    assert f"{RULE:<40} network_interfaces/x  since 2026-03-04" in shown.out
    assert ["network_interfaces/x", "network_interfaces/y"] == [entry["subject"] for entry in data]


def test_what_is_written_is_the_same_every_time(run, tmp_path):
    create(run)
    first = (tmp_path / FILE).read_bytes()
    update(run)

    assert first == (tmp_path / FILE).read_bytes()
