"""The pages of docs/rules say what the rule files say."""

from pathlib import Path

from eni_lint.rulebook.load import load_rulebook
from eni_lint.rulebook.pages import CATEGORIES, main, pages

FOLDER = Path(__file__).parents[2] / "docs" / "rules"


def test_the_pages_are_up_to_date():
    # Not so? `make docs` writes them anew.
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}

    assert pages(load_rulebook()) == written


def test_every_category_has_a_heading_of_its_own():
    assert set(load_rulebook().categories()) <= set(CATEGORIES)


def test_pages_of_rules_that_are_gone_are_removed(tmp_path):
    (tmp_path / "gone.md").write_text("old\n")
    main(tmp_path)

    assert not (tmp_path / "gone.md").exists()
    assert (tmp_path / "README.md").read_text().startswith("<!-- Made from rules/")
