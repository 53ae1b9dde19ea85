"""What SARIF says beyond what failed: waivers, the baseline, passes, fixes, taxonomies, the repository, the configuration."""

import hashlib
import io
import json
from datetime import date

import msgspec
import pytest
import sample_report as sample
import sarif_profile

from eni_lint.findings import Absent, Passed, Severity, Suppression
from eni_lint.inventory.origin import Origin
from eni_lint.reporters import REPORTERS, Options
from eni_lint.reporters.report import Configured
from eni_lint.reporters.sarif import github_files
from eni_lint.reporters.sarif.provenance import provenance, without_credentials
from eni_lint.reporters.sarif.serialise import plain
from eni_lint.rulebook.load import load_rulebook

WAIVER = Suppression(
    kind="external",
    reason="Goes away with NET-12.",
    until=date(2027, 3, 31),
    owner="network",
    where="eni-lint.yaml:9:3",
    ticket="NET-12",
)


@pytest.fixture(autouse=True)
def empty_folder(monkeypatch, tmp_path):
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    monkeypatch.chdir(tmp_path)


def text_of(report, **options):
    stream = io.StringIO()
    REPORTERS["sarif"](report, stream, Options(**options))
    return stream.getvalue()


def run_of(report, **options):
    log = json.loads(text_of(report, **options))

    assert [] == sarif_profile.faults(log)

    return log["runs"][0]


def changed(scope, **changes):
    """Change the first finding of a scope."""
    first, *others = scope.findings
    return msgspec.structs.replace(scope, findings=[msgspec.structs.replace(first, **changes), *others])


def result_of(run, rule):
    return next(result for result in run["results"] if result["ruleId"] == rule)


# -- waivers -----------------------------------------------------------------------------------------------------------


def test_accepted_waiver_is_a_suppression_and_all_other_results_have_none():
    run = run_of(sample.report(changed(sample.declared_scope(), suppression=WAIVER)))

    assert [
        {
            "kind": "external",
            "justification": "Goes away with NET-12.",
            "location": {
                "physicalLocation": {
                    "artifactLocation": {"uri": "eni-lint.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 9, "startColumn": 3},
                }
            },
            "properties": {"expires": "2027-03-31", "owner": "network", "ticket": "NET-12"},
            "status": "accepted",
        }
    ] == result_of(run, "outlives-instance")["suppressions"]
    assert [[], []] == [r["suppressions"] for r in run["results"] if r["ruleId"] != "outlives-instance"]


def test_waiver_of_a_tag_has_no_place():
    waiver = Suppression(kind="external", reason="Known.", where="tag eni-lint:ignore")
    run = run_of(sample.report(changed(sample.declared_scope(), suppression=waiver)))
    (told,) = result_of(run, "outlives-instance")["suppressions"]

    assert {"where": "tag eni-lint:ignore"} == told["properties"]
    assert "location" not in told


def test_expired_waiver_suppresses_nothing_and_is_told():
    run = run_of(sample.report(changed(sample.declared_scope(), waiver="It ended on 2026-01-31.")))
    result = result_of(run, "outlives-instance")

    assert [] == result["suppressions"]
    assert "It ended on 2026-01-31." == result["properties"]["eni-lint/waiver"]


def test_github_gets_no_waived_finding():
    (text,) = github_files(sample.report(changed(sample.declared_scope(), suppression=WAIVER)), Options())
    log = json.loads(text)

    assert ["address-in-delegated-prefix"] == [result["ruleId"] for result in log["runs"][0]["results"]]
    assert [] == sarif_profile.github_faults(log)


# -- the baseline ------------------------------------------------------------------------------------------------------


def compared(**options):
    scope = changed(sample.declared_scope(), baseline="unchanged")
    gone = [
        Absent(rule_id="duplicate-slot", subject="web-9", fingerprint="e" * 64, message="It was there."),
        Absent(rule_id="no-such-rule", subject="web-9", fingerprint="d" * 64),
    ]
    return run_of(sample.report(msgspec.structs.replace(scope, absent=gone), baseline="base.json"), **options)


def test_every_result_is_compared_with_the_baseline():
    run = compared()

    assert {"outlives-instance": "unchanged", "address-in-delegated-prefix": "new", "too-many-interfaces": "new"} == {
        result["ruleId"]: result["baselineState"] for result in run["results"]
    }
    assert 36 == len(run["baselineGuid"])


def test_what_is_gone_is_told_on_demand():
    result = result_of(compared(sarif_include=frozenset({"absent"})), "duplicate-slot")

    assert ("absent", "error", "It was there.") == (result["baselineState"], result["level"], result["message"]["text"])
    assert "network.yaml" == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


def test_run_of_the_baseline_is_named_by_what_it_holds(tmp_path):
    names = []
    for text in ("{}", "{}", "[]"):
        (tmp_path / "base.json").write_text(text)
        names.append(compared()["baselineGuid"])

    assert names[0] == names[1] != names[2]


def test_github_gets_what_the_baseline_knows_too():
    scope = changed(sample.declared_scope(), baseline="unchanged")
    (text,) = github_files(sample.report(scope, baseline="base.json"), Options())

    assert 2 == len(json.loads(text)["runs"][0]["results"])
    assert "baseline" not in text


# -- passes ------------------------------------------------------------------------------------------------------------


def test_passes_are_told_on_demand():
    scope = sample.declared_scope()
    subject = sample.named(scope.documents[0], "network_interfaces", "pods-1")
    scope = msgspec.structs.replace(
        scope,
        passes=[Passed("duplicate-slot", "Two attachments at one slot", subject, "a" * 64)],
        inapplicable=["public-address"],
    )
    report = sample.report(scope)
    wanted = run_of(report, sarif_include=frozenset({"pass", "not-applicable"}))

    assert [
        ("pass", "none", "'Two attachments at one slot' is not the case for 'pods-1'."),
        ("notApplicable", "none", "'Public address on a private interface' concerns nothing that was read."),
    ] == [
        (r["kind"], r["level"], r["message"]["text"])
        for r in (result_of(wanted, "duplicate-slot"), result_of(wanted, "public-address"))
    ]
    assert 3 == len(run_of(report)["results"])


def test_finding_about_a_whole_account_is_in_the_file_of_the_account():
    scope = sample.captured_scope()
    whole = Origin(
        scope.documents[0], "/NetworkInterfaces", "network-interfaces of eu-west-1", "network-interfaces/111122223333/eu-west-1"
    )
    run = run_of(sample.report(changed(scope, subject=whole, at=whole.place(), related=())))
    (result,), (artifact,) = run["results"], run["artifacts"]

    assert "aws/111122223333/eu-west-1/account.json" == artifact["location"]["uri"]
    assert {"Account": "111122223333", "Region": "eu-west-1"} == json.loads(artifact["contents"]["text"])
    assert "arn:aws:iam::111122223333:root" == result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"]


def test_rule_that_concerns_nothing_captured_is_told_of_the_account():
    scope = msgspec.structs.replace(sample.captured_scope(), inapplicable=["duplicate-slot"])
    result = result_of(run_of(sample.report(scope), sarif_include=frozenset({"not-applicable"})), "duplicate-slot")

    assert "aws/111122223333/eu-west-1/account.json" == result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]


# -- undecided, for GitHub ---------------------------------------------------------------------------------------------


def test_undecided_is_a_note_for_github_on_demand():
    (text,) = github_files(sample.report(sample.declared_scope()), Options(undetermined_notes=True))
    log = json.loads(text)
    result = result_of(log["runs"][0], "too-many-interfaces")

    assert "note" == result["level"]
    assert result["message"]["text"].startswith("Can't be told: 'More interfaces than")
    assert [] == sarif_profile.github_faults(log)


# -- fixes and flows ---------------------------------------------------------------------------------------------------


def test_fix_replaces_exactly_the_value():
    result = result_of(run_of(sample.report(sample.declared_scope())), "outlives-instance")

    assert [
        {
            "artifactChanges": [
                {
                    "artifactLocation": {"index": 1, "uri": "network.yaml", "uriBaseId": "%SRCROOT%"},
                    "replacements": [
                        {
                            "deletedRegion": {"startLine": 15, "startColumn": 78, "endLine": 15, "endColumn": 83},
                            "insertedContent": {"text": "true"},
                        }
                    ],
                }
            ],
            "description": {"text": "Set delete_on_termination to true."},
        }
    ] == [
        {
            **fix,
            "artifactChanges": [{**c, "artifactLocation": {**c["artifactLocation"], "index": 1}} for c in fix["artifactChanges"]],
        }
        for fix in result["fixes"]
    ]


def test_steps_of_the_traffic_are_a_code_flow():
    scope = sample.declared_scope()
    second = scope.findings[1]
    steps = tuple(msgspec.structs.replace(related, step=True) for related in second.related)
    scope = msgspec.structs.replace(scope, findings=[msgspec.structs.replace(second, related=steps)])
    (flow,) = result_of(run_of(sample.report(scope)), "address-in-delegated-prefix")["codeFlows"]
    places = [step["location"] for step in flow["threadFlows"][0]["locations"]]

    assert ["The prefix is delegated here.", "Address inside a delegated prefix."] == [
        place["message"]["text"] for place in places
    ]
    assert [10, 14] == [place["physicalLocation"]["region"]["startLine"] for place in places]


# -- rules -------------------------------------------------------------------------------------------------------------


def test_rule_is_related_to_the_entries_of_catalogues():
    run = run_of(sample.report())
    rule = next(rule for rule in run["tool"]["driver"]["rules"] if rule["id"] == "public-address")

    assert ["CWE-923", "SEC05-BP01", "SEC05-BP02"] == [relation["target"]["id"] for relation in rule["relationships"]]
    assert {("superset",)} == {tuple(relation["kinds"]) for relation in rule["relationships"]}
    assert {"CWE": ["CWE-923"], "AWS Well-Architected": ["SEC05-BP01", "SEC05-BP02"]} == {
        made["name"]: [taxon["id"] for taxon in made["taxa"]] for made in run["taxonomies"]
    }
    assert "external/cwe/cwe-923" in rule["properties"]["tags"]


def test_entries_of_catalogues_are_those_that_the_shipped_rules_name():
    from eni_lint.reporters.sarif.taxonomies import CATALOGUES, catalogue_of

    named = {entry for rule in load_rulebook() for entry in rule.taxonomies}

    assert {entry for made in CATALOGUES for entry in made.entries} == named
    assert all(catalogue_of(entry) for entry in named)


def test_configuration_goes_to_the_invocation_and_for_github_to_the_rule():
    report = sample.report(configured={"public-address": Configured(severity=Severity.ERROR, parameters={"ports": [22]})})
    run = run_of(report)
    (override,) = run["invocations"][0]["ruleConfigurationOverrides"]
    (text,) = github_files(report, Options())
    (rule,) = [r for r in json.loads(text)["runs"][0]["tool"]["driver"]["rules"] if r["id"] == "public-address"]

    assert {"id": "public-address", "index": 3} == override["descriptor"]
    assert {"level": "error", "parameters": {"ports": [22]}} == override["configuration"]
    assert "note" == run["tool"]["driver"]["rules"][3]["defaultConfiguration"]["level"]
    assert ("error", "8.0") == (rule["defaultConfiguration"]["level"], rule["properties"]["security-severity"])


def test_hash_tells_configurations_apart():
    hashes = [
        run_of(sample.report(configured=told))["properties"]["eni-lint/configHash"]
        for told in ({}, {}, {"public-address": Configured(severity=Severity.ERROR)})
    ]

    assert hashes[0] == hashes[1] != hashes[2]


# -- files and the repository ------------------------------------------------------------------------------------------


def test_file_has_its_hash_as_it_is_on_the_disk(tmp_path):
    content = b"\xef\xbb\xbf" + sample.DECLARED.encode()
    (tmp_path / "network.yaml").write_bytes(content)

    assert hashlib.sha256(content).hexdigest() == run_of(sample.report())["artifacts"][0]["hashes"]["sha-256"]


def test_file_that_is_not_on_the_disk_has_the_hash_of_what_was_read():
    assert hashlib.sha256(sample.DECLARED.encode()).hexdigest() == run_of(sample.report())["artifacts"][0]["hashes"]["sha-256"]


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:token@github.com/example/network.git", "https://github.com/example/network"),
        ("https://oauth2:glpat@gitlab.example.com:8443/a/b.git?private_token=x#y", "https://gitlab.example.com:8443/a/b"),
        ("git@github.com:example/network.git", "ssh://github.com/example/network"),
        ("ssh://git@host.example.com:22/x", "ssh://host.example.com:22/x"),
        ("/srv/git/network.git", ""),
        ("file:///srv/git/network.git", ""),
        ("C:\\git\\network", ""),
        ("", ""),
        ("https://", ""),
    ],
)
def test_remote_is_told_without_credentials(url, shown):
    assert shown == without_credentials(url)


REVISION = "0123456789abcdef0123456789abcdef01234567"


def checkout(folder, *, head="ref: refs/heads/main", remote="https://user:secret@github.com/example/network.git", packed=False):
    git = folder / ".git"
    (git / "refs" / "heads").mkdir(parents=True)
    (git / "HEAD").write_text(f"{head}\n")
    (git / "config").write_text(
        f'[core]\n\tbare = false\n[remote "origin"]\n\turl = {remote}\n\tfetch = +refs/heads/*:refs/x/*\n'
    )
    if packed:
        (git / "packed-refs").write_text(f"# pack-refs with: peeled\n{REVISION} refs/heads/main\n")
    else:
        (git / "refs" / "heads" / "main").write_text(f"{REVISION}\n")
    return folder


def told(folder):
    made = provenance(folder, lambda text: text)
    return plain(made) if made else None


@pytest.mark.parametrize("packed", [False, True])
def test_repository_is_told_without_git(tmp_path, packed):
    assert [
        {
            "repositoryUri": "https://github.com/example/network",
            "branch": "main",
            "mappedTo": {"uriBaseId": "%SRCROOT%"},
            "revisionId": REVISION,
        }
    ] == told(checkout(tmp_path, packed=packed))


def test_part_of_a_repository_is_not_mapped_to_its_root(tmp_path):
    checkout(tmp_path)
    (tmp_path / "part").mkdir()

    assert "mappedTo" not in told(tmp_path / "part")[0]


def test_detached_head_has_no_branch(tmp_path):
    (made,) = told(checkout(tmp_path, head=REVISION))

    assert (REVISION, None) == (made["revisionId"], made.get("branch"))


def test_worktree_is_followed_to_its_repository(tmp_path):
    home = checkout(tmp_path / "home")
    own = home / ".git" / "worktrees" / "w"
    own.mkdir(parents=True)
    (own / "HEAD").write_text("ref: refs/heads/main\n")
    (own / "commondir").write_text("../..\n")
    (tmp_path / "w").mkdir()
    (tmp_path / "w" / ".git").write_text(f"gitdir: {own}\n")

    assert ("main", REVISION) == tuple(told(tmp_path / "w")[0][key] for key in ("branch", "revisionId"))


@pytest.mark.parametrize("head", ["", "ref: refs/heads/../../../secret", "ref: refs/heads/none", "\x00"])
def test_broken_head_is_no_revision(tmp_path, head):
    (tmp_path / "secret").write_text(REVISION)

    assert "revisionId" not in told(checkout(tmp_path, head=head))[0]


@pytest.mark.parametrize("config", ["", "[remote", "url = x", "\x00\xff", '[remote "origin"]\n\turl'])
def test_repository_without_a_remote_is_not_told(tmp_path, config):
    checkout(tmp_path)
    (tmp_path / ".git" / "config").write_text(config)

    assert told(tmp_path) is None


def test_what_was_captured_is_of_no_repository(tmp_path):
    checkout(tmp_path)
    log = json.loads(text_of(sample.report()))

    assert [True, True, False, False] == ["versionControlProvenance" in run for run in log["runs"]]
    assert "secret" not in json.dumps(log)


def test_log_is_what_the_schema_of_the_multitool_says(tmp_path):
    import multitool

    checkout(tmp_path)
    scope = changed(sample.declared_scope(), suppression=WAIVER, baseline="unchanged")
    report = sample.report(scope, baseline="b.json", configured={"public-address": Configured(severity=Severity.ERROR)})
    log = tmp_path / "log.sarif"
    log.write_text(text_of(report), encoding="utf-8")

    assert [] == multitool.complaints(log, kinds="Sarif;Ghas")
