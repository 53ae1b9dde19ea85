"""Small things that make a tool pleasant: counts, lists of files, completion."""

import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def test_statistics_count_what_each_rule_said(eni_lint):
    process = eni_lint("check", "--statistics", ROOT / "examples")
    rows = [line.split() for line in process.out.splitlines()]

    assert ["FOUND", "WAIVED", "UNDECIDED", "SEVERITY", "RULE"] == rows[0]
    assert any("too-many-interfaces" in row for row in rows)
    counts = [int(row[0]) for row in rows[1:-1] if row[0] != "-"]
    assert counts == sorted(counts, reverse=True)
    assert sum(counts) == int(rows[-1][0])
    assert 1 == process.returncode


def test_statistics_of_nothing_say_so(eni_lint, write):
    assert "No rule found anything.\n" == eni_lint("check", "--statistics", write("net.yaml", "eni_lint: 1\nvpcs: {}\n")).out


def test_statistics_leave_reports_for_machines_alone(eni_lint):
    process = eni_lint("check", "--statistics", "--format", "json", ROOT / "examples")

    assert process.out.startswith("{")


def test_listed_files_are_those_that_would_be_checked(eni_lint, write):
    write("a/net.yaml", "eni_lint: 1\nvpcs: {}\n")
    write("a/other.yaml", "x: 1\n")
    write("b/interfaces.json", '{"NetworkInterfaces": []}')
    write("c/net.yaml", "eni_lint: 1\n")
    write("eni-lint.yaml", "exclude: [c/]\n")
    process = eni_lint("check", "--list-files", ".")

    assert (0, "declared         a/net.yaml\ndescribe         b/interfaces.json\n") == (process.returncode, process.out)


def test_a_file_that_cannot_be_read_is_told_beside_the_list(eni_lint, write):
    process = eni_lint(
        "check", "--list-files", write("a.yaml", "eni_lint: 1\nvpcs: [\n"), write("b.yaml", "eni_lint: 1\nvpcs: {}\n")
    )

    assert 3 == process.returncode
    assert "declared         b.yaml\n" == process.out
    assert "a.yaml:3:1" in process.err


def test_completion_in_bash_offers_commands_and_options(eni_lint, tmp_path):
    script = tmp_path / "completion.bash"
    script.write_bytes(eni_lint("completion", "bash").stdout)
    ask = f"""
        source {script}
        COMP_WORDS=(eni-lint che); COMP_CWORD=1; "$(complete -p eni-lint | sed -E 's/.*-F ([^ ]+).*/\\1/')" eni-lint che eni-lint
        echo "${{COMPREPLY[@]}}"
        COMP_WORDS=(eni-lint check --fail); COMP_CWORD=2; "$(complete -p eni-lint | sed -E 's/.*-F ([^ ]+).*/\\1/')" eni-lint --fail check
        echo "${{COMPREPLY[@]}}"
    """
    done = subprocess.run(["bash", "-c", ask], capture_output=True, text=True, check=False)

    assert ["check", "--fail-on --fail-on-undecided"] == [line.strip() for line in done.stdout.splitlines()], done.stderr


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "tcsh", "powershell"])
def test_every_shell_gets_a_script(eni_lint, shell):
    process = eni_lint("completion", shell)

    assert 0 == process.returncode
    assert "eni-lint" in process.out
    assert "explain" in process.out
