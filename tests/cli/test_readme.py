"""What the README shows has been run."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_line_of_output_in_the_readme_is_what_the_command_prints(eni_lint):
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = re.findall(r"^    \$ eni-lint (.*)\n((?:    .*\n|\n(?=    ))+)", readme, re.MULTILINE)

    assert 2 == len(shown)
    for command, output in shown:
        printed = [line.rstrip() for line in eni_lint(*command.split(), cwd=ROOT, env={"COLUMNS": ""}).out.splitlines()]
        for line in output.splitlines():
            if line.strip() not in {"", "..."}:
                assert line.removeprefix("    ").rstrip() in printed


def test_links_in_the_documentation_lead_somewhere():
    for page in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]:
        for target in re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8")):
            if "://" not in target:
                assert (page.parent / target).exists(), f"{page.name}: {target}"


def test_the_picture_shows_what_the_command_prints(monkeypatch):
    from eni_lint.cli.picture import picture

    monkeypatch.chdir(ROOT)

    assert (ROOT / "docs" / "terminal.svg").read_text("utf-8") == picture(["check", "examples/terraform/plan.json"])
